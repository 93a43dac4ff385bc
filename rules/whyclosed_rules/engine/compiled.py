"""Tables compiled: Python functions over int bit masks, for all that is asked again and again.

What is known of a fact is a mask with one bit a value; a fact that is not known has every bit, and one more that stands
for "nobody knows", so that no cell ever covers it. A fact that a narrowing makes is always known and has no such bit.
Each table is a stage that makes one mask out of others. The stages answer what the tracing engine answers (tests hold
both against each other) and keep no trace; `holding` tells the engine which rows hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from whyclosed_parser.records import dataclass
from whyclosed_rules.engine.narrowing import Evidence, Narrowing, Ranks
from whyclosed_rules.engine.rows import Cells, Copies, DecisionTable, Follows, Knowledge, Row, Value, Values

Masks = list[int]
Execute = Callable[[Callable[[], str]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The compiled tables. `place` is where a fact stands among the masks, `full` what an unknown fact has.

    `implied` makes the masks of the `targets` of the implications; each of `stages` makes the one mask at its place,
    the last one is the decision. `rows` and `watch`: the groups of rows of which `holding` is asked, each with its
    function.
    """

    place: Mapping[str, int]
    bits: Mapping[str, Mapping[Value, int]]
    full: tuple[int, ...]
    implied: Callable[[Masks], tuple[int, ...]]
    targets: tuple[int, ...]
    stages: tuple[tuple[int, Callable[[Masks], int]], ...]
    rows: Mapping[str, tuple[Row, ...]]
    watch: Mapping[str, Callable[[Masks], list[int]]]

    def masks(self, known: Knowledge) -> Masks:
        """What is known, as masks."""
        masks = list(self.full)
        for fact, values in known.items():
            if fact in self.place:
                bits, mask = self.bits[fact], 0
                for value in values:
                    mask |= bits[value]
                masks[self.place[fact]] = mask
        return masks

    def known(self, masks: Sequence[int]) -> dict[str, Values]:
        """What masks know: the facts of which not nothing is known."""
        found = {}
        for fact, place in self.place.items():
            if masks[place] != self.full[place]:
                found[fact] = self.values(fact, masks)
        return found

    def with_(self, masks: Masks, values: Mapping[str, Value]) -> Masks:
        """The masks with these values of some facts."""
        other = masks.copy()
        for fact, value in values.items():
            other[self.place[fact]] = self.bits[fact][value]
        return other

    def changes(self, values: Mapping[str, Value | None]) -> tuple[tuple[int, int], ...]:
        """The places and masks of facts, in the order of the places; None: nothing is known of the fact."""
        pairs = ((self.place[fact], value, self.bits[fact]) for fact, value in values.items())
        return tuple(sorted((at, self.full[at] if value is None else bits[value]) for at, value, bits in pairs))

    def values(self, fact: str, masks: Sequence[int]) -> Values:
        """The values of a fact that masks leave."""
        return _values(self, fact, masks[self.place[fact]])

    def run(self, masks: Sequence[int]) -> Masks:
        """The masks after all tables were applied."""
        after = list(masks)
        for place, mask in zip(self.targets, self.implied(after), strict=True):
            after[place] = mask
        for place, stage in self.stages:
            after[place] = stage(after)
        return after

    def holding(self, group: str, masks: Masks) -> list[Row]:
        """The rows of a group that count, in its order; of a decision those that may still hold."""
        places = self.watch[group](masks)
        if not places:
            return []
        rows = self.rows[group]
        return [rows[place] for place in places]


@lru_cache(maxsize=4096)
def _values(compiled: Compiled, fact: str, mask: int) -> Values:
    return frozenset([value for value, bit in compiled.bits[fact].items() if mask & bit])


def compile_tables(
    domains: Mapping[str, Sequence[Value]],
    implications: Sequence[Follows],
    narrowings: Sequence[Narrowing],
    decisions: Sequence[DecisionTable],
    groups: Mapping[str, Sequence[Row]],
    execute: Execute,
) -> Compiled:
    """Compile tables that read each other in this order, and groups of rows of which every row that holds counts.

    `execute` gives what a source defines, which it may keep; the source is written when it asks for it.
    """
    writer = _Writer(domains, {one.fact for one in narrowings} | {one.name for one in decisions})
    made = execute(lambda: writer.source(implications, narrowings, decisions, groups))
    watched = {**{name: tuple(group) for name, group in groups.items()}, **{one.name: one.rows for one in decisions}}
    return Compiled(
        writer.place,
        writer.bits,
        writer.full,
        made["implied"],
        made["targets"],
        tuple((writer.place[fact], made[f"stage_{fact}"]) for fact in writer.stages(narrowings, decisions)),
        watched,
        {name: made[f"group_{name}"] for name in watched},
    )


@lru_cache(maxsize=4096)
def best_supported(possible: int, leaves: tuple[int, ...]) -> int:
    """The values that no other value outdoes, where rows of one authority contradict each other (see `narrowing`)."""
    bits = [1 << at for at in range(possible.bit_length()) if possible >> at & 1]
    support = {bit: frozenset(place for place, left in enumerate(leaves) if left & bit) for bit in bits}
    return sum(bit for bit, rows in support.items() if not any(rows < more for more in support.values()))


class _Writer:
    """Writes rows as Python."""

    def __init__(self, domains: Mapping[str, Sequence[Value]], made: set[str]) -> None:
        self.made = made
        self.place = {fact: place for place, fact in enumerate(domains)}
        self.bits = {fact: {value: 1 << bit for bit, value in enumerate(values)} for fact, values in domains.items()}
        self.all = {fact: (1 << len(values)) - 1 for fact, values in domains.items()}
        self.full = tuple((1 << (len(values) + (fact not in made))) - 1 for fact, values in domains.items())

    def stages(self, narrowings: Sequence[Narrowing], decisions: Sequence[DecisionTable]) -> list[str]:
        return [*(one.fact for one in narrowings), *(one.name for one in decisions)]

    def source(
        self,
        implications: Sequence[Follows],
        narrowings: Sequence[Narrowing],
        decisions: Sequence[DecisionTable],
        groups: Mapping[str, Sequence[Row]],
    ) -> str:
        """All functions, and where the implications write."""
        parts = {
            "implied": self.implications(implications),
            **{f"stage_{one.fact}": self.narrowing(one) for one in narrowings},
            **{f"stage_{one.name}": self.decision(one) for one in decisions},
            **{f"group_{name}": self.group(group) for name, group in groups.items()},
            **{f"group_{one.name}": self.open(one.rows) for one in decisions},
        }
        return "\n".join(
            (
                f"from {__name__} import best_supported",
                *(self.function(name, lines) for name, lines in parts.items()),
                f"targets = {self.targets(implications)}",
            )
        )

    def function(self, name: str, lines: Iterable[str]) -> str:
        """A function over masks; a mask that is read more than once is looked up once."""
        body = "\n".join(f" {line}" for line in lines)
        often = [place for place in self.read([body]) if len(re.findall(rf"\bk{place}\b", body)) > 1]
        rest = re.sub(r"\bk(\d+)\b", lambda at: at[0] if int(at[1]) in often else f"k[{at[1]}]", body)
        return "\n".join([f"def {name}(k):", *(f" k{place} = k[{place}]" for place in often), rest])

    def read(self, lines: Iterable[str]) -> list[int]:
        """The places that lines read."""
        return sorted({int(place) for line in lines for place in re.findall(r"\bk(\d+)", line)})

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

    def implications(self, rows: Sequence[Follows]) -> list[str]:
        lines = []
        for row in rows:
            for fact, value in row.sets.items():
                place, bit = self.place[fact], self.bits[fact][value]
                lines.append(f"if k{place} == {self.full[place]} and {self.holds(row.when)}: k{place} = {bit}")
        return [*lines, f"return ({''.join(f'k{place}, ' for place in self.targets(rows))})"]

    def targets(self, rows: Sequence[Follows]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.place[fact] for row in rows for fact in row.sets))

    def narrowing(self, one: Narrowing) -> list[str]:
        lines = [f"p = {self.all[one.fact]}"]
        for ranks in one.ranks:
            lines += self._ranks(one.fact, ranks)
        return [*lines, "return p"]

    def _ranks(self, fact: str, ranks: Ranks) -> Iterator[str]:
        for rank in ranks:
            if len(rank) > 1:
                yield "q = p; h = ()"
            for row in rank:
                left, known = self._left(fact, row)
                test = f"p & {left} and {known}{self.counts(row.when, row.unless)}"
                yield f"if {test}: " + (f"q &= {left}; h += {left}," if len(rank) > 1 else f"p &= {left}")
            if len(rank) > 1:
                yield "p = q or best_supported(p, h)"

    def _left(self, fact: str, row: Evidence) -> tuple[str, str]:
        if not isinstance(row, Copies):
            return str(self.mask(fact, row.leaves)), ""
        place = self.place[row.copies]
        assert self.bits[row.copies] == self.bits[fact], f"{row.copies} has other values than {fact}"
        return f"k{place}", f"k{place} != {self.full[place]} and "

    def decision(self, table: DecisionTable) -> list[str]:
        bits = self.bits[table.name]
        return ["s = 0", *(f"if {self.may(row.when)}: s |= {bits[row.value]}" for row in table.rows), "return s"]

    def may(self, cells: Cells) -> str:
        return " and ".join(f"k{self.place[fact]} & {self.mask(fact, cell)}" for fact, cell in cells.items()) or "True"

    def open(self, rows: Iterable[Row]) -> list[str]:
        return ["r = []; h = r.append", *(f"if {self.may(row.when)}: h({n})" for n, row in enumerate(rows)), "return r"]

    def group(self, rows: Iterable[Row]) -> list[str]:
        tests = [f"if {self.counts(row.when, getattr(row, 'unless', None))}: h({n})" for n, row in enumerate(rows)]
        return ["r = []; h = r.append", *tests, "return r"]
