"""Which statements of the sources stand behind an answer: of a scenario, a case or a story.

`python -m tests.rules.coverage` prints how many are reached, those that a single answer reaches, and those that none does.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.rules.answered import answered
from tests.rules.stories import stories

from whyclosed_rules import catalogue
from whyclosed_rules.errors import FactError
from whyclosed_rules.model import Diagnosis

HERE = Path(__file__).parent
LEFT_OUT = tomllib.loads((HERE / "not_executable.toml").read_text("utf-8"))
STATEMENTS = catalogue.ids("ABDKQP")


def answers() -> Iterator[tuple[str, Diagnosis]]:
    """Every answer, by where its facts stand."""
    yield from ((name, one.diagnosis) for name, one in answered().items())
    for story in stories():
        try:
            yield f"story {story.id}", story.advice()
        except FactError:  # told by test_stories
            continue


@cache
def reached() -> Counter[str]:
    """How many answers cite a source."""
    return Counter(source for _, answer in answers() for source in answer.sources)


def unreached() -> list[str]:
    """The statements that no answer cites and that nobody excused."""
    return [id_ for id_ in STATEMENTS if not reached()[id_] and id_ not in LEFT_OUT]


def main() -> None:
    """Print the coverage."""
    cited = [id_ for id_ in STATEMENTS if reached()[id_]]
    print(f"{len(cited)} of {len(STATEMENTS)} statements stand behind an answer, {len(LEFT_OUT)} are not executable")
    print("by one answer alone: " + ", ".join(id_ for id_ in cited if reached()[id_] == 1))
    for id_ in unreached():
        print(f"by none: {id_} {catalogue.source(id_).says}")


if __name__ == "__main__":
    main()
