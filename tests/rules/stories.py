"""Buyers' situations (`stories.yaml`): the advice of the rules, and whether an expert would accept it.

`python -m tests.rules.stories` prints each miss and the share of right advice, at the first answer and after up to
three of the product's own questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml  # type: ignore[import-untyped]

import whyclosed
from whyclosed_rules.errors import FactError
from whyclosed_rules.model import Diagnosis

BOOK = Path(__file__).with_name("stories.yaml")
QUESTIONS = 3
"""How many of its own questions the product may put before its advice is judged again."""


class Written(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Days and times stay as they are written: the facts are read from words."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class Story:
    """One situation: what the buyer tells at a moment, and what an expert accepts; the keys stand in `stories.yaml`."""

    id: str
    label: str
    as_of: datetime
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    answers: Mapping[str, Any]

    def advice(self, questions: int = 0) -> Diagnosis:
        """The diagnosis; where it is undecided, up to so many of its own questions are answered first.

        A question that the buyer cannot answer is passed over. Raises `FactError` where a fact is not known.
        """
        known, left = dict(self.facts), dict(self.answers)
        diagnosis = self._diagnosis(known)
        for _ in range(questions):
            asked = next((one.fact for one in diagnosis.questions if one.fact in left), None)
            if diagnosis.route != "undecided" or asked is None:
                break
            known[asked] = left.pop(asked)
            diagnosis = self._diagnosis(known)
        return diagnosis

    def misses(self, diagnosis: Diagnosis) -> list[str]:
        """What an expert would not accept in this diagnosis."""
        expect, route = self.expect, diagnosis.route
        warned = {warning.code for warning in diagnosis.warnings}
        asked = {question.fact for question in diagnosis.questions}
        missed = []
        if route not in expect["routes"]:
            missed.append(f"route {route}, wanted {' or '.join(expect['routes'])}")
        if route in expect.get("must_not_route", ()):
            missed.append(f"harmful route {route}")
        missed += [f"no warning {code}" for code in expect.get("must_warn", ()) if code not in warned]
        if "must_say" in expect and not re.search(expect["must_say"], advice_text(diagnosis), re.IGNORECASE):
            missed.append(f"does not say /{expect['must_say']}/")
        if route in {"undecided", "wait_delivery"} and "ask" in expect and not asked.intersection(expect["ask"]):
            missed.append(f"{route} without asking {' or '.join(expect['ask'])} (asks {', '.join(sorted(asked))})")
        return missed

    def _diagnosis(self, facts: Mapping[str, Any]) -> Diagnosis:
        return whyclosed.advise(facts, as_of=self.as_of, tz=self.as_of.tzinfo)


def advice_text(diagnosis: Diagnosis) -> str:
    """What the buyer reads as advice: headline, steps, warnings."""
    told = [diagnosis.headline, *(step.text for step in diagnosis.steps), *(one.text for one in diagnosis.warnings)]
    return " \n".join(told)


@cache
def stories() -> tuple[Story, ...]:
    """All situations, in the order of the file."""
    return tuple(
        Story(
            id=entry["id"],
            label=entry["label"],
            as_of=datetime.fromisoformat(entry["as_of"]).replace(tzinfo=ZoneInfo(entry["tz"])),
            facts=entry["facts"],
            expect=entry["expect"],
            answers=entry.get("answers", {}),
        )
        for entry in yaml.load(BOOK.read_text("utf-8"), Written)  # noqa: S506 - a safe loader
    )


def _judged(story: Story, questions: int) -> list[str]:
    try:
        return story.misses(story.advice(questions))
    except FactError as error:
        return [str(error)]


def share(questions: int, *, told: bool = False) -> tuple[int, int]:
    """How many situations get right advice after so many questions, and of how many. `told`: each miss is printed."""
    total, right = Counter[str](), Counter[str]()
    for story in stories():
        missed = _judged(story, questions)
        total[story.label] += 1
        right[story.label] += not missed
        if missed and told:
            print(f"{story.id} {story.label}: {'; '.join(missed)}")
    if told:
        print("by label: " + ", ".join(f"{label} {right[label]}/{total[label]}" for label in total))
    return right.total(), total.total()


def main() -> None:
    first, asked = share(0, told=True), share(QUESTIONS, told=True)
    told = [f"{right}/{total} ({100 * right / total:.1f} %)" for right, total in (first, asked)]
    print(f"advice right at the first answer {told[0]}, after up to {QUESTIONS} questions {told[1]}")


if __name__ == "__main__":
    main()
