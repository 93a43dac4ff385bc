"""What could not be read, in the buyer's language. The parser itself says it in English."""

from __future__ import annotations

from dataclasses import replace

from whyclosed_parser.model import Order, Problem, Unread
from whyclosed_rules.telling.locale import language_name
from whyclosed_rules.telling.sentences import ENGLISH, Sentences


def order_in(order: Order, words: Sentences) -> Order:
    """An order whose problems are told in a language."""
    if words.language == ENGLISH or not order.problems:
        return order
    return replace(order, problems=tuple(_problem_in(problem, words) for problem in order.problems))


def unread_in(unread: Unread, words: Sentences) -> Unread:
    """What is said of a source without an order, in a language; words that are not the parser's stay."""
    if words.language == ENGLISH or not words.has("unread", unread.problem.code):
        return unread
    code, tag = unread.problem.code, unread.problem.language
    name = None if tag is None else language_name(tag, words.language)
    message = words.say("unread", code, {} if name is None else {"language": name})
    problem = replace(unread.problem, message=message, hint=words.say("hint", code))
    return replace(unread, problem=problem)


def _problem_in(problem: Problem, words: Sentences) -> Problem:
    if not words.has("problem", problem.code):
        return problem
    return replace(problem, message=words.say("problem", problem.code))
