"""What is written down while an order is read: where each value stood, and what was not certain."""

from __future__ import annotations

from dataclasses import dataclass, field

from whyclosed_parser.model import Found, Problem
from whyclosed_parser.page.lines import MARK

_LONGEST_QUOTE = 160


@dataclass(slots=True)
class Ledger:
    """The `found` and `problems` of one order."""

    layout: str
    found: dict[str, Found] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, path: str, anchor: str, rank: int, quote: str) -> None:
        """Write down which anchor gave the value at `path`, and the words of the page."""
        quote = quote.replace(MARK, "…")
        if len(quote) > _LONGEST_QUOTE:
            quote = quote[: _LONGEST_QUOTE - 1] + "…"
        self.found[path] = Found(self.layout, anchor, rank, quote)

    def problem(self, code: str, path: str | None) -> None:
        """Write down a doubt, once."""
        problem = Problem(code, path, _MESSAGES[code])
        if problem not in self.problems:
            self.problems.append(problem)

    def unverified(self, path: str) -> None:
        """The value rests on words that nobody has seen on a page."""
        self.problem("unverified_wording", path)


_MESSAGES = {
    "unverified_wording": "This reading rests on a wording that has not been seen on a real page.",
    "folded_parts": "A part of the page was folded when it was saved; rows may be missing. Unfold it and save again.",
    "markers_missing": "The file mentions more orders than could be read from it; some are missing.",
    "missing_year": "The date has no year, and the page does not say when it was saved.",
    "ambiguous_currency": "The currency sign stands for several currencies, and nothing on the page settles which.",
    "unreadable_date": "There is a date here that could not be read.",
    "unreadable_money": "There is an amount here that could not be read.",
    "unknown_status": "The page's words for the status are not known.",
    "no_capture_time": "A countdown was found, but not when the page was saved, so its end is unknown.",
    "broken_words": "What stands here is hidden or struck out in part, or said twice in two ways, so it was not read.",
    "broken_order": "This part of the order is missing or damaged on the page.",
}
