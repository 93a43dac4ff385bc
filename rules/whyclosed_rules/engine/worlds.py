"""Many worlds at once: what a decision would be if a fact were another, asked of every fact in one pass.

A world is what is known, with some facts changed. Which worlds there are is fixed when the tables are compiled: each
has one bit of an int, bit 0 is the world that is real, and an int stands for the worlds in which something is true. So
a row that is applied to ints is applied in all worlds at once: what its cells say are a few ands, what it leaves are a
few more. The answers are those of the tables compiled one by one (tests hold both against each other).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise

from whyclosed_parser.records import dataclass
from whyclosed_rules.engine.compiled import Compiled, Execute
from whyclosed_rules.engine.narrowing import Evidence, Narrowing
from whyclosed_rules.engine.rows import Cells, Copies, DecisionTable, Follows, Value

World = Mapping[str, Value | None]
"""The facts that are others in a world; None: nothing is known of the fact."""
Outcomes = tuple[int, ...]
"""For each value of the decision the worlds in which it is possible."""
Changes = tuple[tuple[int, int], ...]
"""The places of facts among the masks, in order, each with its other mask (see `Compiled`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Worlds:
    """The tables in all worlds. `run` makes, out of the masks of what is known, the outcomes in all of them. `bit` is
    the one bit of a world by what is changed in it."""

    run: Callable[[Sequence[int]], Outcomes]
    bit: Mapping[Changes, int]


def compile_worlds(
    compiled: Compiled,
    implications: Sequence[Follows],
    narrowings: Sequence[Narrowing],
    decisions: Sequence[DecisionTable],
    worlds: Sequence[World],
    execute: Execute,
) -> Worlds:
    """Compile the tables for these worlds beside the real one.

    `execute` gives what a source defines; the source is written when it asks for it.
    """
    domains = {fact: tuple(bits) for fact, bits in compiled.bits.items()}
    made = execute(lambda: _Writer(domains, worlds).source(implications, narrowings, decisions))
    bit = {compiled.changes(world): 1 << number for number, world in enumerate(worlds, 1)}
    return Worlds(made["run"], {(): 1, **bit})


class _Writer:
    """Writes tables as one Python function. `k` are the masks of what is known; `pF_V` are the worlds in which the fact
    F may have the value V, the value behind its last one is "nobody knows"; `cN` are the worlds in which a cell holds
    (or may hold)."""

    def __init__(self, domains: Mapping[str, Sequence[Value]], worlds: Sequence[World]) -> None:
        self.domains = domains
        self.place = {fact: place for place, fact in enumerate(domains)}
        self.every = (2 << len(worlds)) - 1
        self.changed: dict[str, dict[int | None, int]] = {}
        for number, world in enumerate(worlds, 1):
            for fact, value in world.items():
                values = self.changed.setdefault(fact, {})
                at = None if value is None else domains[fact].index(value)
                values[at] = values.get(at, 0) | 1 << number
        self.lines: list[str] = []
        self.kept: set[str] = set()
        self.whole: set[int] = set()
        self.settled: set[int] = set()
        self.cells: dict[tuple[str, frozenset[int], bool], str] = {}
        self.pairs: dict[tuple[str, str], str] = {}

    def source(
        self, implications: Sequence[Follows], narrowings: Sequence[Narrowing], decisions: Sequence[DecisionTable]
    ) -> str:
        """The whole function."""
        for row in implications:
            self.follow(row)
        self.cells.clear()
        for one in narrowings:
            self.narrow(one)
        for table in decisions:
            self.decide(table)
        last = decisions[-1].name
        outcomes = "".join(f"{self.name(last, at)}, " for at in range(len(self.domains[last])))
        return "\n".join(("def run(k):", *(f" {line}" for line in self.lines), f" return ({outcomes})"))

    def name(self, fact: str, at: int) -> str:
        return f"p{self.place[fact]}_{at}"

    def follow(self, row: Follows) -> None:
        """A row that fills in facts which nobody knows."""
        self.cells.clear()  # what is known of these facts changes on the way
        holds = self.holds(row.when)
        for fact, value in row.sets.items():
            unknown, own = len(self.domains[fact]), self.domains[fact].index(value)
            self.keep(fact)
            self.lines.append(f"t = {self.name(fact, unknown)} & {holds}")
            left = [at for at in range(unknown + 1) if at != own]
            self.lines.append("if t: " + "; ".join(f"{self.name(fact, at)} &= ~t" for at in left))

    def narrow(self, one: Narrowing) -> None:
        """A derived fact: what the rows leave, rank by rank. `o` are the worlds that are open yet: where a row leaves a
        single value, nothing that comes later changes it, and `dV` keeps it (of the values `settled`). `whole` are the
        values that are possible in all open worlds."""
        values = range(len(self.domains[one.fact]))
        self.lines.append("o = " + " = ".join(self.name(one.fact, at) for at in values) + f" = {self.every}")
        self.whole, self.settled = set(values), set()
        for ranks in one.ranks:
            for rank in ranks:
                self.rank(one.fact, rank)
        for at in values:
            left = "o" if at in self.whole else f"{self.name(one.fact, at)} & o"
            self.lines.append(f"{self.name(one.fact, at)} = {left}" + (f" | d{at}" if at in self.settled else ""))
        self.kept.add(one.fact)

    def rank(self, fact: str, rank: Sequence[Evidence]) -> None:
        """Rows of one authority: where they contradict each other, what any of them leaves stays possible."""
        leaves: dict[frozenset[int], list[str]] = {}
        values = range(len(self.domains[fact]))
        for row in rank:
            holds = self.holds(row.when)
            if row.unless is not None:
                holds = f"{holds} & ({self.every} ^ ({self.holds(row.unless)}))"
            if isinstance(row, Copies):
                assert self.domains[row.copies] == self.domains[fact], f"{row.copies} has other values than {fact}"
                self.keep(row.copies)
                known = f"u{len(self.lines)}"
                self.lines.append(f"{known} = {holds} & ~{self.name(row.copies, len(values))}")
                for at in values:
                    leaves.setdefault(frozenset([at]), []).append(f"{known} & {self.name(row.copies, at)}")
            else:
                leaves.setdefault(frozenset(map(self.domains[fact].index, row.leaves)), []).append(holds)
        for number, (left, holds_) in enumerate(leaves.items()):
            possible = f" & ({self.any(fact, left)})" if self.whole.isdisjoint(left) else ""
            self.lines.append(f"t{number} = ({' | '.join(holds_)}) & o{possible}")
        if len(leaves) > 1:
            self.contradict(fact, list(leaves))
        for number, left in enumerate(leaves):
            if len(left) == 1:
                (at,) = left
                self.lines.append(f"d{at} {'|' if at in self.settled else ''}= t{number}; o ^= t{number}")
                self.settled.add(at)
                continue
            self.whole &= left
            taken = "; ".join(f"{self.name(fact, at)} &= n" for at in values if at not in left)
            self.lines.append(f"if t{number}: n = {self.every} ^ t{number}; {taken}")

    def contradict(self, fact: str, leaves: Sequence[frozenset[int]]) -> None:
        """The worlds in which rows of one authority leave nothing together: there the values stay that no other value
        outdoes, because its rows are all of theirs and more (see `narrowing`)."""
        rows = [f"t{number}" for number in range(len(leaves))]
        self.lines.append("b = t0 & t1")
        for before, row in pairwise(rows[1:]):
            self.lines.append(f"s = {'t0' if before == 't1' else 's'} | {before}; b |= s & {row}")
        signed: dict[tuple[str, ...], list[int]] = {}
        for at in range(len(self.domains[fact])):
            own = tuple(row for row, left in zip(rows, leaves, strict=True) if at in left)
            signed.setdefault(own, []).append(at)
        left = []
        for own, group in signed.items():
            others = " | ".join(row for row in rows if row not in own)
            left.append(f"({self.any(fact, group)})" + (f" & ({self.every} ^ ({others}))" if others else ""))
        self.lines += ["if b:", f"  b ^= b & ({' | '.join(left)})", "  if b:"]
        for number, own in enumerate(signed):
            if own:
                kept = " & ".join([f"({' | '.join(own)})", *self.not_outdone(fact, own, signed)])
                self.lines.append(f"    g{number} = b & {kept}")
        for number, (own, group) in enumerate(signed.items()):
            taken = "; ".join(f"{self.name(fact, at)} &= n" for at in group)
            self.lines.append(f"    n = {self.every} ^ b{f' ^ g{number}' if own else ''}; {taken}")
        self.lines.append(f"    b = {self.every} ^ b; " + "; ".join(f"{row} &= b" for row in rows))
        self.whole.clear()

    def not_outdone(self, fact: str, own: Sequence[str], signed: Mapping[tuple[str, ...], list[int]]) -> Iterator[str]:
        """The worlds in which none of the other values has all the rows of `own` that hold, and more."""
        for other, group in signed.items():
            more = [row for row in other if row not in own]
            if more:
                less = "".join(f" & ({self.every} ^ {row})" for row in own if row not in other)
                yield f"({self.every} ^ (({self.any(fact, group)}) & ({' | '.join(more)}){less}))"

    def decide(self, table: DecisionTable) -> None:
        """A decision: what the rows say that may hold."""
        self.kept.add(table.name)
        values = self.domains[table.name]
        said: dict[int, list[str]] = {at: [] for at in range(len(values))}
        for row in table.rows:
            cells = [self.cell(fact, cell, may=True) for fact, cell in row.when.items()]
            said[values.index(row.value)].append(reduce(self.both, cells) if cells else str(self.every))
        for at, rows in said.items():
            self.lines.append(f"{self.name(table.name, at)} = {' | '.join(rows) or '0'}")

    def both(self, one: str, other: str) -> str:
        """The name of the worlds in which two cells hold: many rows begin alike."""
        found = self.pairs.get((one, other))
        if found is None:
            found = self.pairs[one, other] = f"a{len(self.lines)}"
            self.lines.append(f"{found} = {one} & {other}")
        return found

    def holds(self, cells: Cells) -> str:
        return " & ".join(self.cell(fact, cell) for fact, cell in cells.items()) or str(self.every)

    def cell(self, fact: str, cell: Iterable[Value], *, may: bool = False) -> str:
        """The name of the worlds in which a cell holds, or may hold."""
        values = self.domains[fact]
        inside = frozenset(map(values.index, cell))
        found = self.cells.get((fact, inside, may))
        if found is None:
            found = self.cells[fact, inside, may] = f"c{len(self.lines)}"
            self.lines.append(f"{found} = {self.of_cell(fact, inside, may=may)}")
        return found

    def of_cell(self, fact: str, inside: frozenset[int], *, may: bool) -> str:
        count = len(self.domains[fact])
        if fact in self.kept:
            if may:
                return self.any(fact, inside)
            unknown = self.name(fact, count) in self.kept
            outside = [at for at in range(count + unknown) if at not in inside]
            return f"{self.every} ^ ({self.any(fact, outside)})"
        changed = self.changed.get(fact, {})
        there = sum(worlds for at, worlds in changed.items() if at in inside or (at is None and may))
        rest = self.every & ~sum(changed.values())
        bits = sum(1 << at for at in inside)
        if may:
            return f"{there | rest} if k[{self.place[fact]}] & {bits} else {there}"
        return f"{there} if k[{self.place[fact]}] & {(2 << count) - 1 & ~bits} else {there | rest}"

    def any(self, fact: str, values: Iterable[int]) -> str:
        return " | ".join(self.name(fact, at) for at in sorted(values)) or "0"

    def keep(self, fact: str) -> None:
        """Write down for each value of a given fact the worlds in which it may have it."""
        if fact in self.kept:
            return
        self.kept |= {fact, self.name(fact, len(self.domains[fact]))}
        changed = self.changed.get(fact, {})
        rest = self.every & ~sum(changed.values())
        for at in range(len(self.domains[fact]) + 1):
            there = changed.get(at, 0) | changed.get(None, 0)
            self.lines.append(
                f"{self.name(fact, at)} = {there | rest} if k[{self.place[fact]}] & {1 << at} else {there}"
            )
