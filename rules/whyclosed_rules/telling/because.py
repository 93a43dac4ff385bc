"""Why: every rule behind an answer with the facts it used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from whyclosed_parser.records import dataclass
from whyclosed_rules.deciding.decide import Conclusion, Decision
from whyclosed_rules.engine.rows import Row
from whyclosed_rules.facts.read import shown
from whyclosed_rules.model import Because, Caution, FactUsed, Overruled
from whyclosed_rules.telling.sentences import Sentences, option


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as it is told: the facts that it reads, and those that it leaves by assumption. See `Because`."""

    id: str
    says: str
    reads: tuple[str, ...]
    sources: tuple[str, ...]
    deciding: bool = False
    assumed: tuple[FactUsed, ...] = ()


def because_of(
    decision: Decision, page_rows: Iterable[Row], told: Iterable[tuple[Row, str]], words: Sentences
) -> Iterator[Because]:
    """Every rule that led here, then those behind each piece of advice; each once."""
    used = _Used(decision, words)
    first, led, assumed, overruled = _rules(decision.conclusion, words)
    page = {row.id: _own(row, words) for row in page_rows}
    for rules in (first, {**page, **led}.values(), assumed, overruled, (_rule(row, says, words) for row, says in told)):
        for rule in rules:
            facts = [one for fact in rule.reads for one in used[fact]]
            yield Because(rule.id, rule.says, (*facts, *rule.assumed), rule.sources, rule.deciding)


_Rules = tuple[tuple[_Rule, ...], Mapping[str, _Rule], tuple[_Rule, ...], tuple[_Rule, ...]]


@lru_cache(maxsize=1024)
def _rules(conclusion: Conclusion, words: Sentences) -> _Rules:
    """The rules that led to a conclusion, in words: what filled something in, what led here by its id, what was
    assumed, what was overruled."""
    found, inference = conclusion.cause, conclusion.inference
    deciding = {row.id for row in (*conclusion.rows[-2:], *found.rows[-1:])}
    led = {}
    for row in {row.id: row for row in (*conclusion.rows, *found.rows, *found.open)}.values():
        detail = found.detail if found.rows and row is found.rows[-1] else None
        rule = _rule(row, words.say("detail", detail), words) if detail else _own(row, words)
        led[row.id] = replace(rule, deciding=True) if row.id in deciding else rule
    assumed = []
    for fact, result in inference.narrowed.items():
        if not result.assumed:
            continue
        possible = sorted(map(str, result.possible))
        text = _in_words(fact, possible, words)
        left = FactUsed(fact, words.say("fact", fact), ", ".join(possible), "assumed", text=text)
        assumed += [_rule(row, words.say("rule", row.id), words, left) for row in result.assumed]
    return (
        tuple(_own(row, words) for row in inference.implied),
        led,
        tuple(assumed),
        tuple(_rule(one.row, _overruled(one.row, words), words) for one in inference.overruled),
    )


@lru_cache(maxsize=4096)
def _own(row: Row, words: Sentences) -> _Rule:
    """A row as it is told by its own sentence, whatever the order."""
    return _rule(row, words.say("rule", row.id), words)


def _rule(row: Row, says: str, words: Sentences, *assumed: FactUsed) -> _Rule:
    if row.other is not None:
        says = f"{says} {words.say('other', row.other)}"
    return _Rule(row.id, says, tuple(row.when), row.sources, assumed=assumed)


def _overruled(row: Row, words: Sentences) -> str:
    return words.say("overruled", "told", {"says": words.say("rule", row.id)})


def quote_of(decision: Decision, words: Sentences) -> str | None:
    """The page's words behind the cause: a message says more than the name of a state."""
    used = _Used(decision, words)
    quoted = [fact for row in decision.cause.rows for name in row.when for fact in used[name] if fact.quote]
    quoted.sort(key=lambda fact: fact.fact == "status")
    return quoted[0].quote if quoted else None


class _Used(dict[str, tuple[FactUsed, ...]]):
    """Each fact as it was used, with the given ones behind a made one; many rules share one."""

    def __init__(self, decision: Decision, words: Sentences) -> None:
        self.decision = decision
        self.words = words

    def __missing__(self, fact: str) -> tuple[FactUsed, ...]:
        self[fact] = found = (self._given(fact),) if fact in self.decision.case.names else tuple(self._made(fact))
        return found

    def _given(self, fact: str) -> FactUsed:
        facts = self.decision.case.facts
        value, origin = facts.values[fact], facts.origins[fact]
        name, told, text = self.words.say("fact", fact), shown(value), _in_words(fact, shown(value), self.words)
        return FactUsed(fact, name, told, origin.kind, origin.found, origin.quote, text)

    def _made(self, fact: str) -> Iterator[FactUsed]:
        possible = self.decision.known.get(fact)
        if possible is not None and len(possible) == 1:
            (value,) = possible
            yield _derived(fact, value, self.words)
        for given in self.decision.case.made_from(fact):
            yield from self[given]


@lru_cache(maxsize=4096, typed=True)
def _derived(fact: str, value: Any, words: Sentences) -> FactUsed:
    """A made fact as it was used: the same in every order where it has this value."""
    return FactUsed(fact, words.say("fact", fact), value, "derived", text=_in_words(fact, value, words))


def _in_words(fact: str, value: object, words: Sentences) -> str | None:
    """A value as people say it, where there are words for it."""
    if isinstance(value, list):
        parts = [_in_words(fact, one, words) for one in value]
        return ", ".join(filter(None, parts)) if parts and all(parts) else None
    return option(fact, str(value), words)


def overruled_of(decision: Decision, words: Sentences) -> Iterator[Overruled]:
    """The evidence that holds, but contradicts stronger evidence, with the page's words."""
    case = decision.case
    for one in case.overruled:
        quotes = (case.facts.origins[fact].quote for fact in case.behind(one.row))
        yield Overruled(one.row.id, words.say("rule", one.row.id), next(filter(None, quotes), None))


def overruled_cautions(overruled: Iterable[Overruled], words: Sentences) -> Iterator[Caution]:
    """A warning where evidence was overruled: the answer may be wrong there."""
    for one in overruled:
        yield Caution("evidence_overruled", words.say("overruled", "told", {"says": one.says}))
