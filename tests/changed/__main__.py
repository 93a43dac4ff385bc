"""Every page, every kind of change, several seeds: what becomes of the fields.

    python -m tests.changed [--kind NAME]… [--fixture NAME]… [--seeds N] [--first SEED] [--examples N]
        [--jobs N] [--show]

Prints a table, one line a kind, and the worst examples; `--show` writes the first changed page to the standard output.
Ends with 1 where a value is another one or lost without a word, or fewer than 97 % of the fields are the same.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat

from tests.changed.changes import CHANGES, OPEN
from tests.changed.compare import Comparison, Difference, compare
from tests.changed.pages import Page, before_of, changed, pages

BAR = 0.97
RESULTS = ("same", "told", "silent", "other", "unread")


@dataclass(slots=True)
class Tally:
    """What became of the fields of one kind of change."""

    bar: float = BAR
    pages: int = 0
    results: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, int, Difference]] = field(default_factory=list)

    @property
    def fields(self) -> int:
        return self.results.total()

    def share(self, result: str) -> float:
        return self.results[result] / self.fields if self.fields else 0.0

    def holds(self) -> bool:
        return not self.results["silent"] and not self.results["other"] and self.share("same") >= self.bar


def chosen_pages(names: list[str] | None) -> list[Page]:
    return [page for page in pages() if not names or any(name in page.name for name in names)]


def tally(kind: str, fixtures: list[str] | None, seeds: range) -> Tally:
    """One kind of change on the pages whose names hold one of these (None: all), once a seed."""
    found = Tally(0 if CHANGES[kind].withholds else BAR)
    for page in chosen_pages(fixtures):
        for seed in seeds:
            data = changed(page, CHANGES[kind], seed)
            if data is None:
                continue
            try:
                result = compare(before_of(page), page.read(data))
            except Exception as error:  # whatever it is: nothing may be raised, and the search goes on
                result = Comparison(0, (Difference("other", f"raised {type(error).__name__}", None, str(error)),))
            found.pages += 1
            found.results["same"] += result.same
            found.results.update(one.result for one in result.differences)
            found.alarms.update(result.alarms)
            found.examples += [(page.name, seed, one) for one in result.differences]
    return found


def row(name: str, one: Tally) -> str:
    shares = "".join(f"{one.share(result):>9.2%}" for result in RESULTS)
    return f"{name:<26}{one.pages:>6}{one.fields:>8}{shares}{sum(one.alarms.values()):>8}  {'' if one.holds() else '<'}"


def worst(found: Tally, count: int) -> list[str]:
    """Examples of what is worst: other values before silent losses before those that are told, one a field."""
    groups: dict[tuple[str, str], list[tuple[str, int, Difference]]] = defaultdict(list)
    for example in found.examples:
        groups[example[2].result, example[2].field].append(example)
    order = {"other": 0, "silent": 1, "unread": 2, "told": 3}
    chosen = sorted(groups.items(), key=lambda group: (order[group[0][0]], -len(group[1])))
    lines = []
    for result in order:
        for (_, path), examples in [group for group in chosen if group[0][0] == result][:count]:
            name, seed, one = examples[0]
            before, after = (str(value)[:90] for value in (one.before, one.after))
            lines.append(f"    {len(examples):>4} × {result:<6} {path}: {before!r} → {after!r}  ({name}, seed {seed})")
    return lines


def fields_hit(tallies: list[Tally]) -> list[str]:
    """The fields that are most often another value or lost without a word."""
    hit = Counter(
        (one.field, one.result) for found in tallies for *_, one in found.examples if one.result in ("other", "silent")
    )
    total = Counter({field: hit[field, "other"] + hit[field, "silent"] for field, _ in hit})
    return [
        f"    {field}: {hit[field, 'other']} other, {hit[field, 'silent']} silent" for field, _ in total.most_common(15)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.changed", description="Change pages so that they look the same."
    )
    parser.add_argument("--kind", action="append", choices=sorted(CHANGES), help="only this kind (again for more)")
    parser.add_argument("--fixture", action="append", help="only pages whose name holds this (again for more)")
    parser.add_argument("--seeds", type=int, default=3, help="how often each page is changed in each way")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--examples", type=int, default=2, help="examples a kind and result")
    parser.add_argument("--jobs", type=int, default=1, help="kinds tried at the same time")
    parser.add_argument("--show", action="store_true", help="write the first changed page and stop")
    given = parser.parse_args()
    kinds = given.kind or list(CHANGES)
    if given.show:
        data = changed(chosen_pages(given.fixture)[0], CHANGES[kinds[0]], given.first)
        sys.stdout.buffer.write(data or b"")
        return
    print(f"{'kind':<26}{'pages':>6}{'fields':>8}" + "".join(f"{name:>9}" for name in RESULTS) + "  alarms")
    seeds = range(given.first, given.first + given.seeds)
    tallies: dict[str, Tally] = {}
    with ProcessPoolExecutor(given.jobs) as pool:
        for kind, one in zip(kinds, pool.map(tally, kinds, repeat(given.fixture), repeat(seeds)), strict=True):
            tallies[kind] = one
            print(row(kind, one), flush=True)
    total = Tally()
    for one in tallies.values():
        total.pages += one.pages
        total.results.update(one.results)
        total.alarms.update(one.alarms)
    print(row(f"{len(kinds)} kinds", total))
    for kind, one in tallies.items():
        if one.examples:
            print(f"\n{kind}: {CHANGES[kind].why}", *worst(one, given.examples), sep="\n")
    print("\nfields hit most:", *fields_hit(list(tallies.values())), sep="\n")
    alarms = ", ".join(f"{count} × {what}" for what, count in total.alarms.most_common(8))
    print(f"\nproblems told although everything was read: {alarms or 'none'}")
    mended = [kind for kind in OPEN if kind in tallies and tallies[kind].holds()]
    print(f"kinds that hold by now, to be taken out of open.toml: {', '.join(mended) or 'none'}")
    sys.exit(0 if total.holds() else 1)


if __name__ == "__main__":
    main()
