"""A private page turned into one that can be passed on: an allow-list, never a list of what to take out."""

from whyclosed_parser.scrub.known import tells_nothing
from whyclosed_parser.scrub.safe_copy import SafePage, Scrubbed, ScrubRefused, scrub

__all__ = ["SafePage", "ScrubRefused", "Scrubbed", "scrub", "tells_nothing"]
