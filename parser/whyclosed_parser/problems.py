"""What may be doubtful about an order that was read, in words."""

from __future__ import annotations

from whyclosed_parser.model import Problem

_MESSAGES = {
    "unverified_wording": "This reading rests on a wording that has not been seen on a real page.",
    "folded_parts": "A part of the page is folded; rows may be missing. Unfold it, and read or save the page again.",
    "markers_missing": "The file mentions more orders than could be read from it; some are missing.",
    "missing_year": "The date has no year, and the page does not say when it was saved.",
    "ambiguous_currency": "The currency sign stands for several currencies, and nothing on the page settles which.",
    "unreadable_date": "There is a date here that could not be read.",
    "unreadable_money": "There is an amount here that could not be read.",
    "unreadable_tracking_number": "There is a tracking number here that could not be read as a whole.",
    "unreadable_countdown": "There is a countdown here that could not be read as a whole.",
    "unreadable_quantity": "There is a number of pieces here that could not be read.",
    "several_stages": "There are several refunds at different stages here; the lowest stage counts.",
    "several_states": "There are several requests in different states here; none of them is taken for the order's.",
    "no_sum": "There are several refunds here whose amounts could not be added up.",
    "not_understood": "The page shows something here that could not be understood.",
    "unknown_status": "The page's words for the status are not known.",
    "unknown_start": "A number of days was found, but the words that say since when they count are not known.",
    "no_capture_time": "A countdown was found, but not when the page was saved, so its end is unknown.",
    "broken_words": "What stands here is hidden or struck out in part, or said twice in two ways, so it was not read.",
    "pages_joined": "The file holds several pages behind each other; each was read by itself.",
    "excluded_part": "A part of the page that looks like private data, a feed or a dialog was not read.",
    "disagreement": "The pages of this order contradict each other here; the newest one counts.",
    "part_missing": "Pages of this kind show this part of an order; nothing was read of it here.",
    "broken_order": "This part of the order is missing or damaged on the page.",
}


def problem_of(code: str, path: str | None) -> Problem:
    """The problem of this code at a JSON path of the order (None: of the page)."""
    return Problem(code, path, _MESSAGES[code])
