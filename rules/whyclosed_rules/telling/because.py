"""Why: every rule behind an answer with the facts it used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.engine.rows import Row
from whyclosed_rules.facts.read import shown
from whyclosed_rules.facts.spec import derived
from whyclosed_rules.model import Because, Caution, FactUsed, Overruled
from whyclosed_rules.telling.sentences import Sentences


def because_of(
    decision: Decision, page_rows: Iterable[Row], told: Iterable[tuple[Row, str]], words: Sentences
) -> Iterator[Because]:
    """Every rule that led here, then those behind each piece of advice; each once."""
    row: Row
    used: dict[str, tuple[FactUsed, ...]] = {}
    for row in decision.case.implied:
        yield _entry(decision, row, words.say("rule", row.id), words, used)
    found = decision.cause
    deciding = {row.id for row in (*decision.rows[-2:], *found.rows[-1:])}
    for row in {row.id: row for row in (*page_rows, *decision.rows, *found.rows, *found.open)}.values():
        detail = found.detail if found.rows and row is found.rows[-1] else None
        says = words.say("detail", detail) if detail else words.say("rule", row.id)
        yield _entry(decision, row, says, words, used, deciding=row.id in deciding)
    for fact, result in decision.case.narrowed.items():
        left = FactUsed(fact, words.say("fact", fact), ", ".join(sorted(map(str, result.possible))), "assumed")
        for row in result.assumed:
            yield _entry(decision, row, words.say("rule", row.id), words, used, left)
    for one in decision.case.overruled:
        yield _entry(
            decision, one.row, words.say("overruled", "told", {"says": words.say("rule", one.row.id)}), words, used
        )
    for row, says in told:
        yield _entry(decision, row, says, words, used)


def overruled_of(decision: Decision, words: Sentences) -> Iterator[Overruled]:
    """The evidence that holds, but contradicts stronger evidence, with the page's words."""
    case = decision.case
    for one in case.overruled:
        quotes = (case.facts.origins[fact].quote for fact in case.behind(one.row))
        yield Overruled(one.row.id, words.say("rule", one.row.id), next(filter(None, quotes), None))


def _entry(
    decision: Decision,
    row: Row,
    says: str,
    words: Sentences,
    used: dict[str, tuple[FactUsed, ...]],
    *assumed: FactUsed,
    deciding: bool = False,
) -> Because:
    """One rule. `used` remembers the facts that entries share."""
    facts = [one for fact in row.when for one in _facts_used(decision, fact, words, used)]
    if row.other is not None:
        says = f"{says} {words.say('other', row.other)}"
    return Because(row.id, says, (*facts, *assumed), row.sources, deciding)


def _facts_used(
    decision: Decision, fact: str, words: Sentences, used: dict[str, tuple[FactUsed, ...]]
) -> tuple[FactUsed, ...]:
    """A fact as it was used, and the given ones behind a made one."""
    found = used.get(fact)
    if found is None:
        found = used[fact] = tuple(_fact_used(decision, fact, words))
    return found


def _fact_used(decision: Decision, fact: str, words: Sentences) -> Iterator[FactUsed]:
    facts = decision.case.facts
    if fact in facts:
        origin = facts.origins[fact]
        yield FactUsed(fact, words.say("fact", fact), shown(facts.get(fact)), origin.kind, origin.found, origin.quote)
        return
    possible = decision.known.get(fact)
    if possible is not None and len(possible) == 1:
        yield FactUsed(fact, words.say("fact", fact), next(iter(possible)), "derived")
    for raw in derived()[fact].made_from if fact in derived() else ():
        if raw in facts:
            yield from _fact_used(decision, raw, words)


def overruled_cautions(decision: Decision, words: Sentences) -> Iterator[Caution]:
    """A warning where evidence was overruled: the answer may be wrong there."""
    for one in overruled_of(decision, words):
        yield Caution("evidence_overruled", words.say("overruled", "told", {"says": one.says}))
