"""Tables compiled: one Python function over int bit masks, for all that is asked again and again.

What is known of a fact is a mask with one bit a value; a fact that is not known has every bit, and one more that stands
for "nobody knows", so that no cell ever covers it. A fact that a narrowing makes is always known and has no such bit.
The function answers what the tracing engine answers (tests hold both against each other) and keeps no trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, cast

from whyclosed_rules.engine.narrowing import Narrowing, Ranks
from whyclosed_rules.engine.rows import Cells, Copies, DecisionTable, Follows, Knowledge, Row, Value, Values

Masks = list[int]
Need = tuple[int, tuple[tuple[int, int], ...]]


class _Run(Protocol):
    def __call__(self, k: Masks) -> tuple[int, ...]: ...


class _Decide(Protocol):
    def __call__(self, k: Masks) -> int: ...


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The compiled tables. `place` is where a fact stands among the masks, `full` what an unknown fact has.

    `run` gives the masks after all tables were applied, in the order of `place`, and last the place of the first row
    that holds of the table of which only that counts (-1: none); `decide` gives the mask of the last decision alone.
    `needs`: for each fact the rows that read it, as the mask of the values that let a row hold, and what else that row
    needs of given facts.
    """

    place: Mapping[str, int]
    bits: Mapping[str, Mapping[Value, int]]
    full: tuple[int, ...]
    decide: _Decide
    source: str
    needs: Mapping[str, tuple[Need, ...]]

    @property
    def run(self) -> _Run:
        """All tables; made when it is first asked for, as an answer needs `decide` alone."""
        return cast("_Run", _executed(self.source)["run"])

    def masks(self, known: Knowledge) -> Masks:
        """What is known, as masks."""
        masks = list(self.full)
        for fact, values in known.items():
            if fact in self.place:
                bits = self.bits[fact]
                masks[self.place[fact]] = sum([bits[value] for value in values])
        return masks

    def values(self, fact: str, masks: Sequence[int]) -> Values:
        """The values of a fact that masks leave."""
        mask = masks[self.place[fact]]
        return frozenset([value for value, bit in self.bits[fact].items() if mask & bit])

    def telling(self, fact: str, masks: Masks) -> Iterator[Value]:
        """The values of an unknown fact that could let a row hold; of those that no row tells apart, one each."""
        needs = [
            cell for cell, others in self.needs.get(fact, ()) if not any(masks[place] & no for place, no in others)
        ]
        seen = set()
        for value, bit in self.bits[fact].items() if needs else ():
            cells = tuple([cell & bit for cell in needs])
            if any(cells) and cells not in seen:
                seen.add(cells)
                yield value


def compile_tables(
    domains: Mapping[str, Sequence[Value]],
    implications: Sequence[Follows],
    narrowings: Sequence[Narrowing],
    decisions: Sequence[DecisionTable],
    first: Sequence[Row],
) -> Compiled:
    """Compile tables that read each other in this order."""
    writer = _Writer(domains, {one.fact for one in narrowings} | {one.name for one in decisions})
    run, decide = writer.functions(implications, narrowings, decisions, first)
    rows = (*implications, *(row for one in narrowings for row in (*one.evidence, *one.assumed)))
    outcomes = tuple(row for one in decisions for row in one.rows)
    needs = writer.needs(rows, outcomes, {fact for row in implications for fact in row.sets})
    return Compiled(writer.place, writer.bits, writer.full, _executed(decide)["decide"], run, needs)


@cache
def _executed(source: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    exec(compile(source, "<tables>", "exec"), made)  # noqa: S102  # written below, of numbers alone
    return made


class _Writer:
    """Writes rows as Python."""

    def __init__(self, domains: Mapping[str, Sequence[Value]], made: set[str]) -> None:
        self.made = made
        self.place = {fact: place for place, fact in enumerate(domains)}
        self.bits = {fact: {value: 1 << bit for bit, value in enumerate(values)} for fact, values in domains.items()}
        self.all = {fact: (1 << len(values)) - 1 for fact, values in domains.items()}
        self.full = tuple((1 << (len(values) + (fact not in made))) - 1 for fact, values in domains.items())

    def functions(
        self,
        implications: Sequence[Follows],
        narrowings: Sequence[Narrowing],
        decisions: Sequence[DecisionTable],
        first: Sequence[Row],
    ) -> tuple[str, str]:
        decided = (
            *self.implications(implications),
            *self.narrowings(narrowings),
            *self.decisions(decisions),
        )
        names = [f"k{place}" for place in self.place.values()]
        read = set(re.findall(r"\bk\d+", "\n".join(decided)))
        some = [name if name in read else "_" for name in names]
        last = f"k{self.place[decisions[-1].name]}"
        run = (
            "def run(k):",
            f"    {', '.join(names)} = k",
            *(f"    {line}" for line in (*decided, *self.first(first))),
        )
        decide = ("def decide(k):", f"    {', '.join(some)} = k", *(f"    {line}" for line in decided))
        return "\n".join((*run, f"    return {', '.join(names)}, first")), "\n".join((*decide, f"    return {last}"))

    def mask(self, fact: str, values: Iterable[Value]) -> int:
        return sum(self.bits[fact][value] for value in values)

    def holds(self, cells: Cells) -> str:
        tests = [
            f"not k{self.place[fact]} & {self.full[self.place[fact]] & ~self.mask(fact, cell)}"
            for fact, cell in cells.items()
        ]
        return " and ".join(tests) or "True"

    def counts(self, when: Cells, unless: Cells | None) -> str:
        return self.holds(when) if unless is None else f"{self.holds(when)} and not ({self.holds(unless)})"

    def implications(self, rows: Iterable[Follows]) -> Iterator[str]:
        for row in rows:
            targets = [(self.place[fact], self.bits[fact][value]) for fact, value in row.sets.items()]
            for place, bit in targets:
                yield f"if k{place} == {self.full[place]} and {self.holds(row.when)}: k{place} = {bit}"

    def narrowings(self, narrowings: Iterable[Narrowing]) -> Iterator[str]:
        for one in narrowings:
            yield f"p = {self.all[one.fact]}"
            for ranks in one.ranks:
                yield from self._ranks(one.fact, ranks)
            yield f"k{self.place[one.fact]} = p"

    def _ranks(self, fact: str, ranks: Ranks) -> Iterator[str]:
        for rank in ranks:
            if len(rank) > 1:
                yield "q = p; u = 0"
            for row in rank:
                left, known = self._left(fact, row)
                test = f"p & {left} and {known}{self.counts(row.when, row.unless)}"
                yield f"if {test}: " + (f"q &= {left}; u |= {left}" if len(rank) > 1 else f"p &= {left}")
            if len(rank) > 1:
                yield "p = q or p & u"

    def _left(self, fact: str, row: Any) -> tuple[str, str]:
        if not isinstance(row, Copies):
            return str(self.mask(fact, row.leaves)), ""
        place = self.place[row.copies]
        assert self.bits[row.copies] == self.bits[fact], f"{row.copies} has other values than {fact}"
        return f"k{place}", f"k{place} != {self.full[place]} and "

    def decisions(self, tables: Iterable[DecisionTable]) -> Iterator[str]:
        for table in tables:
            yield "s = 0"
            for row in table.rows:
                open_ = [f"k{self.place[fact]} & {self.mask(fact, cell)}" for fact, cell in row.when.items()]
                yield f"if {' and '.join(open_) or 'True'}: s |= {self.bits[table.name][row.value]}"
            yield f"k{self.place[table.name]} = s"

    def first(self, rows: Iterable[Row]) -> Iterator[str]:
        branch = "if"
        for place, row in enumerate(rows):
            yield f"{branch} {self.holds(row.when)}: first = {place}"
            branch = "elif"
        yield "else: first = -1"

    def needs(self, rows: Iterable[Row], outcomes: Iterable[Row], implied: set[str]) -> dict[str, tuple[Need, ...]]:
        needs: dict[str, dict[Need, None]] = {}
        for row in (*rows, *outcomes):
            cells = dict(row.when)
            if isinstance(row, Copies):
                cells[row.copies] = frozenset(self.bits[row.copies])
            for fact, cell in cells.items():
                others = tuple(
                    (self.place[other], self.full[self.place[other]] & ~self.mask(other, wanted))
                    for other, wanted in cells.items()
                    if other != fact and other not in self.made and other not in implied
                )
                needs.setdefault(fact, {})[self.mask(fact, cell), others] = None
            for fact, cell in (getattr(row, "unless", None) or {}).items():
                needs.setdefault(fact, {})[self.mask(fact, cell), ()] = None
        return {fact: tuple(found) for fact, found in needs.items()}
