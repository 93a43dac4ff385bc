"""The table of languages: `python -m tests.languages`. One row a language and kind of page; fields right, null with a
problem, silent, and wrong, against what a person reads on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import get_args

from tests.languages.truth import Result, pages, readings


def main() -> None:
    """Print the table as Markdown."""
    print("| language | kind | right | null | silent | wrong |", "|---|---|---|---|---|---|", sep="\n")
    whole: Counter[Result] = Counter()
    for folder in pages():
        kind, _, language = folder.name.partition("-in-")
        counted = Counter(reading.result for reading in readings(folder))
        whole.update(counted)
        print(f"| {language} | {kind} | {_cells(counted)} |")
    print(f"| all | | {_cells(whole)} |")


def _cells(counted: Mapping[Result, int]) -> str:
    return " | ".join(str(counted.get(result, 0)) for result in get_args(Result))


main()
