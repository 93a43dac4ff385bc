"""Where the values of a page went in the merged order."""

from __future__ import annotations

Places = dict[str, str | None]
"""Path of a list element (or of a refund) of a page -> its path in the merged order; None: it was left out."""


def place(places: Places, path: str) -> str | None:
    """The path in the merged order, None for what was left out."""
    pieces = path.split(".")
    for length in range(len(pieces), 0, -1):
        head = ".".join(pieces[:length])
        if head in places:
            there = places[head]
            return None if there is None else ".".join([there, *pieces[length:]])
    return path
