"""A parcel's part of a page."""

from __future__ import annotations

from datetime import datetime

from whyclosed_parser.page.find import found_at
from whyclosed_parser.page.index import Scope
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.records import dataclass
from whyclosed_parser.words import Words


@dataclass(frozen=True, slots=True)
class Parcel:
    """The part of a page that holds one parcel, and the path of that parcel in the order. `alone`: the order has no
    other, so what stands beside the parcel's box speaks of it too."""

    reader: FieldReader
    scope: Scope
    path: str
    alone: bool

    @property
    def words(self) -> Words:
        """The words of the page."""
        return self.reader.words

    @property
    def near(self) -> datetime | None:
        """When the page was saved."""
        return self.reader.page.captured_at

    def problem(self, code: str, field: str) -> None:
        """Write down a problem with a field of the parcel."""
        self.reader.ledger.problem(code, f"{self.path}.{field}")

    def for_machines(self, scope: Scope, field: str) -> str | None:
        """What data says of a field of the parcel in this part of it, where it has one for machines."""
        anchors = self.reader.page.layout.anchors(f"packages.{field}")
        return next((hit.text for anchor in anchors for hit in found_at(anchor, scope, None)), None)
