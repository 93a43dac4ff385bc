"""How well event texts are classified, per class and language, against a private list of labelled messages.

    python benchmarks/classify_accuracy.py MESSAGES.tsv [--lang en] [--codes] [--wrong] [--silent]

The list has the columns text, lang, carrier, code, class and one heading line. "right" is a share of the
answered texts. `--codes` also passes the code column, of which we know only AliExpress' and the postal codes.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from whyclosed_parser.classify import classify_event


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled message and what the classifier said."""

    text: str
    language: str
    wanted: str
    got: str


def read_cases(path: Path, use_codes: bool) -> list[Case]:
    """Classify every message of the list."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Case(
                row["text"],
                row["lang"],
                row["class"],
                classify_event(row["text"], row["lang"], row["code"] if use_codes else None),
            )
            for row in rows
        ]


def line(name: str, cases: Iterable[Case]) -> str:
    """Coverage of the cases labelled `name`'s way and precision of what was answered among them."""
    cases = list(cases)
    answered = [case for case in cases if case.got != "UNKNOWN"]
    right = sum(case.got == case.wanted for case in answered)
    precision = f"{right / len(answered):6.1%}" if answered else "     -"
    return f"{name:18} {len(cases):5} texts  {len(answered) / len(cases):6.1%} answered  {precision} right"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("path", type=Path)
    arguments.add_argument("--lang")
    arguments.add_argument("--codes", action="store_true")
    arguments.add_argument("--wrong", action="store_true", help="print every wrong answer")
    arguments.add_argument("--silent", action="store_true", help="print every text without an answer")
    given = arguments.parse_args()
    cases = [c for c in read_cases(given.path, given.codes) if given.lang in (None, c.language)]

    print("by language")
    for language, _ in Counter(case.language for case in cases).most_common():
        print(" ", line(language, (case for case in cases if case.language == language)))
    print(" ", line("all", cases))
    print("by answer: how many of these answers are right, and how many of the class are found")
    for name in sorted({case.wanted for case in cases}):
        given_so = [case for case in cases if case.got == name]
        wanted = sum(case.wanted == name for case in cases)
        right = sum(case.wanted == name for case in given_so)
        share = f"{right / len(given_so):6.1%}" if given_so else "     -"
        print(f"  {name:18} {len(given_so):5} answers {share} right, {right}/{wanted} found")
    for case in cases:
        if given.wrong and case.got not in (case.wanted, "UNKNOWN"):
            print(f"WRONG  {case.language}  {case.got} for {case.wanted}: {case.text}")
        if given.silent and case.got == "UNKNOWN":
            print(f"SILENT {case.language}  {case.wanted}: {case.text}")


if __name__ == "__main__":
    main()
