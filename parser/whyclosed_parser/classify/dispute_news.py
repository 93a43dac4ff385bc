"""Sentences about a dispute: what was done in it, whose turn it is, how it was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whyclosed_parser.classify.guard import Guard, guard
from whyclosed_parser.classify.matcher import may_say
from whyclosed_parser.classify.tables import Table, matched_form, named, table
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.words.packs import languages

_DEPENDS = "return_asked"
"""What the seller agrees to is asked first: no clause beside it holds by itself."""


def classify_dispute_news(text: str, among: Sequence[str]) -> tuple[str, ...]:
    """All that a sentence tells of a dispute, in the first of these languages that knows its words: a sentence may say
    what was done, and whose turn it is now. Nothing of what it supposes, denies, foresees or takes back, or says of
    another order."""
    form = matched_form(without_quotations(text))
    known = [one for one in among if one in languages("dispute_news")]
    told = (tuple(dict.fromkeys(_told(form, table("dispute_news", one), guard(one)))) for one in known)
    return next(filter(None, told), ())


def may_be_dispute_news(low: str, among: tuple[str, ...]) -> bool:
    """Whether a text in its normal form names a dispute: a cheap test for whole pages."""
    return may_say("dispute_news", low, among)


def names_a_dispute(text: str, among: tuple[str, ...]) -> bool:
    """Whether words speak of a dispute or a request, whatever they say of it. `among`: the languages; none: all."""
    return named("dispute_news", "claim", among).search(matched_form(text)) is not None


def supposes_a_dispute(text: str, among: tuple[str, ...]) -> bool:
    """Whether words speak of what holds in any dispute: "In case of a dispute, the seller has 5 days to answer"."""
    return named("dispute_news", "supposed", among).search(matched_form(text)) is not None


def _told(form: str, rules: Table, own: Guard) -> Iterator[str]:
    """Of the whole sentence, and of each clause of what it asserts, but for what it makes depend on another one."""
    kept = own.own(own.standing(form))
    whole = rules.answer(kept)
    parts = () if whole == _DEPENDS else own.clauses.split(own.asserted(kept))
    yield from filter(None, (whole, *(rules.answer(part.strip()) for part in parts)))
