"""Every page, every kind of change, several seeds: what becomes of the fields.

    python -m tests.changed [--kind NAME]… [--fixture NAME]… [--seeds N] [--first SEED] [--examples N] [--show]

Prints a table, one line a kind, and the worst examples; `--show` writes the first changed page to the standard output.
Ends with 1 where a value is another one or lost without a word, or fewer than 97 % of the fields are the same.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.changed.changes import CHANGES, Change
from tests.changed.compare import Difference, compare
from tests.changed.pages import Page, before_of, changed, pages

BAR = 0.97
RESULTS = ("same", "told", "silent", "other", "unread")


@dataclass(slots=True)
class Tally:
    """What became of the fields of one kind of change."""

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
        return not self.results["silent"] and not self.results["other"] and self.share("same") >= BAR


def tally(change: Change, chosen: list[Page], seeds: range) -> Tally:
    found = Tally()
    for page in chosen:
        for seed in seeds:
            data = changed(page, change, seed)
            if data is None:
                continue
            result = compare(before_of(page), page.read(data))
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
    chosen = sorted(groups.items(), key=lambda group: (order[group[0][0]], -len(group[1])))[:count]
    lines = []
    for (result, path), examples in chosen:
        name, seed, one = examples[0]
        before, after = (str(value)[:90] for value in (one.before, one.after))
        lines.append(f"    {len(examples):>4} × {result:<6} {path}: {before!r} → {after!r}  ({name}, seed {seed})")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.changed", description="Change pages so that they look the same."
    )
    parser.add_argument("--kind", action="append", choices=sorted(CHANGES), help="only this kind (again for more)")
    parser.add_argument("--fixture", action="append", help="only pages whose name holds this (again for more)")
    parser.add_argument("--seeds", type=int, default=3, help="how often each page is changed in each way")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--examples", type=int, default=3, help="examples a kind")
    parser.add_argument("--show", action="store_true", help="write the first changed page and stop")
    given = parser.parse_args()
    kinds = [CHANGES[name] for name in given.kind or CHANGES]
    chosen = [page for page in pages() if not given.fixture or any(name in page.name for name in given.fixture)]
    if given.show:
        sys.stdout.buffer.write(changed(chosen[0], kinds[0], given.first) or b"")
        return
    total = Tally()
    print(f"{'kind':<26}{'pages':>6}{'fields':>8}" + "".join(f"{name:>9}" for name in RESULTS) + "  alarms")
    told: list[str] = []
    for change in kinds:
        one = tally(change, chosen, range(given.first, given.first + given.seeds))
        print(row(change.name, one), flush=True)
        total.pages += one.pages
        total.results.update(one.results)
        total.alarms.update(one.alarms)
        if one.examples:
            told += [f"\n{change.name}: {change.why}", *worst(one, given.examples)]
    print(row(f"{len(kinds)} kinds, {len(chosen)} fixtures", total))
    print(*told, sep="\n")
    if total.alarms:
        print(
            "\nproblems on pages of which everything was read: "
            + ", ".join(f"{n} × {what}" for what, n in total.alarms.most_common(8))
        )
    sys.exit(0 if total.holds() else 1)


if __name__ == "__main__":
    main()
