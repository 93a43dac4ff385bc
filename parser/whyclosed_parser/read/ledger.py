"""What is written down while an order is read: where each value stood, and what was not certain."""

from __future__ import annotations

from dataclasses import field
from sys import intern

from whyclosed_parser.model import Found, Problem
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.problems import problem_of
from whyclosed_parser.records import dataclass

_LONGEST_QUOTE = 160


@dataclass(slots=True)
class Ledger:
    """The `found` and `problems` of one order."""

    layout: str
    found: dict[str, Found] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, path: str, anchor: str, rank: int, quote: str) -> None:
        """Write down which anchor gave the value at `path`, and the words of the page."""
        if MARK in quote:
            quote = quote.replace(MARK, "…")
        if path.endswith(".url"):  # of an address nothing is told but what is read of it
            quote = quote.partition("?")[0]
        if len(quote) > _LONGEST_QUOTE:
            quote = quote[: _LONGEST_QUOTE - 1] + "…"
        self.found[intern(path)] = Found(self.layout, anchor, rank, quote)  # a thousand orders have the same paths

    def problem(self, code: str, path: str | None) -> None:
        """Write down a doubt, once."""
        problem = problem_of(code, path)
        if problem not in self.problems:
            self.problems.append(problem)

    def has(self, code: str, path: str) -> bool:
        """Whether this doubt is written down."""
        return any((one.code, one.field) == (code, path) for one in self.problems)

    def is_doubted(self, path: str, *, or_member: bool = False) -> bool:
        """Whether a doubt is written down about all that is at `path` (or about a member of that list)."""
        told = {problem.field for problem in self.problems if problem.field is not None}
        return path in told or (or_member and any(one.rpartition(".")[0] == path for one in told))

    @property
    def quoted(self) -> str:
        """All words from which a value was read."""
        return " ".join(found.quote for found in self.found.values())

    def unverified(self, path: str) -> None:
        """The value rests on words that nobody has seen on a page."""
        self.problem("unverified_wording", path)

    def move(self, path: str, there: str) -> None:
        """What was noted at `path` belongs to another field."""
        self.found[there] = self.found.pop(path)

    def copy(self, path: str, there: str) -> None:
        """The value at `there` was made of the one at `path`."""
        if path in self.found:
            self.found[there] = self.found[path]

    def forget(self, path: str) -> list[Problem]:
        """Take back all notes at `path` and below it; returns the doubts among them."""
        dropped = [problem for problem in self.problems if _within(problem.field, path)]
        if dropped:
            self.problems = [problem for problem in self.problems if problem not in dropped]
        for noted in [noted for noted in self.found if _within(noted, path)]:
            del self.found[noted]
        return dropped


def _within(path: str | None, head: str) -> bool:
    return path is not None and (path == head or path.startswith(f"{head}."))
