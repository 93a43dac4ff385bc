"""How well tracking events are read in wordings that nobody learnt by heart, against a private list of labelled ones.

    python -m benchmarks.event_wordings MESSAGES.tsv [--lang ru ko] [--wrong] [--silent] [--parts 1 2]

Similar wordings of a language are gathered into clusters, and these dealt into five parts. Each part is left out in
turn: the whole texts of `[exact]` that stem from it count as not there. Told is the mean of the five parts:

    answered   the share of the texts that is answered
    right      the share of these answers that is right for what a decision reads: announced, moving, stopped, customs,
               delivered, or nothing
    class      the share of these answers with the very class
    proven     the share answered by patterns that some wording outside the part bears witness to: what is sure to be
               general. A general pattern may lack another witness in a short list, so this is the lower bound.

The list has the columns text, lang, carrier, code, class and one heading line. `--parts`: print texts of these parts
only, so that the others stay unseen by whoever mends the words.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.timing import print_table
from whyclosed_parser.classify.matcher import agreed
from whyclosed_parser.classify.tables import Table, build, matched_form, table
from whyclosed_parser.words.packs import languages, load, nearest
from whyclosed_rules.facts.spec import group_of

KIND = "events"
PARTS = 5
SIMILAR = 0.6
"""Share of pairs of letters that two wordings of a cluster have in common (Dice)."""
ENOUGH = 30
"""Texts of a language that make its figures a measure."""
BARS = {"answered": 0.8, "right": 0.98}
NEVER_FALSE = ("DELIVERED", "CANCELLED", "CUSTOMS_REJECTED")


@dataclass(frozen=True, slots=True)
class Wording:
    """A labelled text; `part`: the part that it is left out with, from 1."""

    text: str
    language: str
    wanted: str
    part: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a wording is taken for when its part is left out; `proven`: by patterns with another witness alone."""

    wording: Wording
    got: str | None
    proven: str | None

    @property
    def right(self) -> bool:
        return _group(self.got) == _group(self.wording.wanted)


def _group(name: str | None) -> str:
    return str(group_of("event").get(name or "", "nothing"))


# ---------------------------------------------------------------------------------------------------------- parts


def read_wordings(path: Path) -> list[Wording]:
    """The list, dealt into parts language by language."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        texts[row["lang"]].append(row["text"])
    parts = {language: dealt(clusters(members)) for language, members in texts.items()}
    return [Wording(row["text"], row["lang"], row["class"], parts[row["lang"]][row["text"]]) for row in rows]


def clusters(texts: Sequence[str]) -> list[list[str]]:
    """Texts gathered so that each is similar to some other of its cluster, and to none of another."""
    found: list[list[str]] = []
    pairs = {text: _letter_pairs(text) for text in texts}
    for text in pairs:
        near = [one for one in found if any(_likeness(pairs[text], pairs[other]) >= SIMILAR for other in one)]
        found = [one for one in found if one not in near] + [[text, *(other for one in near for other in one)]]
    return found


def dealt(found: Iterable[Sequence[str]]) -> dict[str, int]:
    """The part of each text: the largest cluster first, each to the part that has least."""
    parts: list[list[str]] = [[] for _ in range(PARTS)]
    for cluster in sorted(found, key=lambda one: (-len(one), min(one))):
        min(parts, key=len).extend(cluster)
    return {text: number for number, part in enumerate(parts, 1) for text in part}


def _letter_pairs(text: str) -> frozenset[str]:
    folded = f" {matched_form(text)} "
    return frozenset(map("".join, itertools.pairwise(folded)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


# -------------------------------------------------------------------------------------------------------- reading


def readings(wordings: Sequence[Wording], language: str) -> list[Reading]:
    """Every wording of a language, read without what stems from its part."""
    own = [one for one in wordings if one.language == language]
    return [reading for part in range(1, PARTS + 1) for reading in _left_out(own, part)]


def _left_out(own: Sequence[Wording], part: int) -> Iterable[Reading]:
    out = [one for one in own if one.part == part]
    unseen = frozenset(matched_form(one.text) for one in out)
    rest = [matched_form(one.text) for one in own if one.part != part]

    @cache
    def find(name: str) -> Table:
        less = _without_whole_texts(load(name, KIND), unseen)
        return table(KIND, name) if less == load(name, KIND) else build(KIND, name, less)

    @cache
    def proven_rules(name: str) -> Table:
        return build(KIND, name, _with_witness(name, _without_whole_texts(load(name, KIND), unseen), rest))

    def find_proven(name: str) -> Table:
        return proven_rules(name) if name == pack else find(name)

    for one in out:
        pack = nearest(one.language, KIND)
        first = [name for name in dict.fromkeys((pack, "en")) if name]
        others = [name for name in languages(KIND) if name not in first]
        asked: tuple[Callable[[str], Table], ...] = (find, find_proven)
        got, proven = (agreed(tables, first, others, one.text) for tables in asked)
        yield Reading(one, _answer(got), _answer(proven))


def _answer(name: str | None) -> str | None:
    return None if name == "UNKNOWN" else name


def _without_whole_texts(data: dict[str, Any], unseen: frozenset[str]) -> dict[str, Any]:
    def kept(groups: dict[str, list[str]]) -> dict[str, list[str]]:
        return {name: [text for text in texts if matched_form(text) not in unseen] for name, texts in groups.items()}

    return data | {key: kept(data[key]) for key in ("exact", "exact_moved") if key in data}


def _with_witness(language: str, data: dict[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The rules with those of their patterns that find something in the texts."""

    def seen(row: dict[str, Any], pattern: str) -> bool:
        alone = {**data, "rule": [{**row, "when": [pattern], "unless": ["(?!)"]}], "exact": {}, "exact_moved": {}}
        (rule,) = build(KIND, language, alone).rules
        return any(map(rule.when.search, texts))

    kept = [{**row, "when": [one for one in row["when"] if seen(row, one)]} for row in data["rule"]]
    return {**data, "rule": [row for row in kept if row["when"]]}


# -------------------------------------------------------------------------------------------------------- telling


def figures(read: Sequence[Reading]) -> dict[str, float]:
    """The means over the parts; a part without an answer has no say in what is right."""
    shares: dict[str, list[float]] = defaultdict(list)
    for part in range(1, PARTS + 1):
        if not (members := [one for one in read if one.wording.part == part]):
            continue
        answered = [one for one in members if one.got]
        shares["answered"].append(len(answered) / len(members))
        shares["proven"].append(sum(one.proven is not None for one in members) / len(members))
        if answered:
            shares["right"].append(mean(one.right for one in answered))
            shares["class"].append(mean(one.got == one.wording.wanted for one in answered))
    return {name: mean(values) for name, values in shares.items()}


def row(language: str, read: Sequence[Reading]) -> list[str]:
    """A line of the table."""
    told = figures(read)
    shares = [f"{told[name]:.1%}" if name in told else "-" for name in ("answered", "right", "class", "proven")]
    measured = len(read) >= ENOUGH
    reached = all(told.get(name, 0) >= bar for name, bar in BARS.items())
    return [language, str(len(read)), *shares, ("reached" if reached else "MISSED") if measured else "too few"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("path", type=Path)
    arguments.add_argument("--lang", nargs="+", help="these languages only")
    arguments.add_argument("--wrong", action="store_true", help="print every answer that misleads a decision")
    arguments.add_argument("--silent", action="store_true", help="print every text without an answer")
    arguments.add_argument("--parts", nargs="+", type=int, default=range(1, PARTS + 1), help="texts of these only")
    given = arguments.parse_args()

    wordings = read_wordings(given.path)
    count = Counter(wording.language for wording in wordings)
    read = {
        language: readings(wordings, language) for language in given.lang or [name for name, _ in count.most_common()]
    }

    heading = ["", "texts", "answered", "right", "class", "proven", "bar 80 %, 98 %"]
    print_table("Wordings left out in turn", [heading, *itertools.starmap(row, read.items())])
    everything = list(itertools.chain.from_iterable(read.values()))
    false = [one for one in everything if one.got in NEVER_FALSE and one.got != one.wording.wanted]
    print(f"\nfalse {', '.join(NEVER_FALSE)}: {len(false)}")
    for one in everything:
        wording = one.wording
        if wording.part not in given.parts:
            continue
        told = f"{wording.language} part {wording.part}  {one.got} for {wording.wanted}: {wording.text}"
        if one in false:
            print(f"FALSE  {told}")
        elif given.wrong and one.got and not one.right:
            print(f"WRONG  {told}")
        elif given.silent and not one.got:
            print(f"SILENT {told}")


if __name__ == "__main__":
    main()
