"""Are the tests of the layouts awake? Leaves out every entry of the parser's layout tables once.

    python -m tests.house.layout_mutants [TABLE ...]      all tables unless told otherwise

In process: each mutant takes the table's place, and the witnesses of that table (`tests/anchors`) are read again.
"""

from __future__ import annotations

import sys

from tests.anchors.book import TABLES, entries, in_place, mutant, table_of, witnesses


def survivors(name: str) -> list[str]:
    """The entries of a table without which every witness is still read as it must be."""
    rows, missed = witnesses(name), []
    for field, anchor in entries(table_of(name)):
        own = sorted(rows, key=lambda row: row.entry != (field, anchor))  # its own first: the rest is seldom needed
        with in_place(mutant(name, (field, anchor))):
            if not any(row.faults() for row in own):
                missed.append(f"{field}: {anchor}")
    return missed


def main() -> None:
    """Name what can be left out of each table unseen."""
    count = 0
    for name in sys.argv[1:] or TABLES:
        missed = survivors(name)
        total = len(list(entries(table_of(name))))
        print(f"{name}: {total - len(missed)} of {total} noticed", *missed, sep="\n  not noticed: ", flush=True)
        count += len(missed)
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
