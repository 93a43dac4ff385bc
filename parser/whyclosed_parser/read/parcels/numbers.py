"""The numbers of a parcel: that in use, and those of a renumbered one from before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from whyclosed_parser.classify.numbers import certain_numbers, has_doubtful_numbers, names_one
from whyclosed_parser.layouts import Anchor
from whyclosed_parser.page.find import Hit, found_at
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.field import with_digits
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.parcels.parcel import Parcel
from whyclosed_parser.read.values import printed_tracking, read_tracking
from whyclosed_parser.records import dataclass

_OTHER_NUMBER = Anchor.parse("label:other_number")
_Place = tuple[int, Anchor]  # an anchor with its rank


@dataclass(slots=True)
class _Unread:
    """Words that stand where a number does and are none; `cut`: one was seen that could not be taken whole."""

    hits: list[Hit] = field(default_factory=list)
    cut: bool = False

    @property
    def broken(self) -> bool:
        """Whether a number stands there that is not readable whole."""
        return self.cut or any(MARK in hit.text for hit in self.hits)


def read_numbers(parcel: Parcel) -> tuple[str | None, tuple[str, ...]]:
    """The tracking number and the other numbers of a renumbered parcel: those in use of the first anchor with any, and
    the former ones up to there."""
    reader, unread, places = parcel.reader, _Unread(), _former_in_data(parcel)
    present: list[str] = []
    for rank, anchor in enumerate(reader.page.layout.anchors("packages.tracking_number")):
        present, former = _numbers_at(parcel, anchor, places, unread)
        for one in (*present[1:], *former):
            places.setdefault(one, (rank, anchor))
        if present:
            reader.ledger.note(f"{parcel.path}.tracking_number", anchor.written, rank, present[0])
            for one in _labelled_former(parcel):  # also where its value has not the place of numbers
                places.setdefault(one, (rank, _OTHER_NUMBER))
            break
    others = tuple(one for one in places if one not in present[:1])
    for at, other in enumerate(others):
        place, there = places[other]
        reader.ledger.note(f"{parcel.path}.other_numbers.{at}", there.written, place, other)
    if present or others:
        if not present and unread.broken:
            parcel.problem("unreadable_tracking_number", "tracking_number")
        return next(iter(present), None), others
    page = reader.page
    lines = parcel.scope.lines() if page.unknown or page.is_told else []
    loose = any(
        read_tracking(line.text, parcel.words, reader.order_id) or (page.is_told and names_one(line.text))
        for line in lines
    )
    if loose or unread.broken or with_digits(unread.hits):
        parcel.problem("unreadable_tracking_number", "tracking_number")
    return None, ()


def _former_in_data(parcel: Parcel) -> dict[str, _Place]:
    """The numbers that a renumbered parcel had before, where data has them."""
    found: dict[str, _Place] = {}
    for rank, anchor in enumerate(parcel.reader.page.layout.anchors("packages.other_number")):
        for hit in found_at(anchor, parcel.scope, None):
            for number in printed_tracking(hit.text, parcel.words, parcel.reader.order_id).numbers:
                found.setdefault(number, (rank, anchor))
    return found


def _numbers_at(parcel: Parcel, anchor: Anchor, of_data: Iterable[str], unread: _Unread) -> tuple[list[str], list[str]]:
    """The numbers of an anchor: those in use, and those that data or a label calls former ones; adds to `unread`."""
    scope, words = parcel.scope, parcel.words
    if anchor.kind == "text":
        lines = {line.text: found for line in scope.lines() if (found := certain_numbers(line.text))}
        certain = list(dict.fromkeys(number for found in lines.values() for number in found))
        if any(map(has_doubtful_numbers, lines)):
            parcel.problem("unreadable_tracking_number", "other_numbers")
        return (certain if len(certain) == 1 else []), []
    present: list[str] = []
    former = list(of_data)
    for hit in hits(anchor, scope, words, None):
        parent = hit.node[1].getparent() if hit.node else None
        around = (hit.text, scope.text((hit.node[0], parent)) if hit.node and parent is not None else "")
        rows = (words.row(text) for text in around)
        printed = printed_tracking(hit.text, words, parcel.reader.order_id)
        if any(row is not None and row.entry.code == "other_number" for row in rows):
            former += printed.numbers
            _doubt_former(parcel, [hit])
        else:
            present += printed.numbers
            unread.cut |= printed.unreadable
        if not printed.numbers:
            unread.hits.append(hit)
    if anchor.kind == "label":
        former += _labelled_former(parcel)
    return present, [number for number in former if number not in present]


def _labelled_former(parcel: Parcel) -> list[str]:
    """The numbers that a label calls former ones."""
    labelled = list(hits(_OTHER_NUMBER, parcel.scope, parcel.words, None))
    _doubt_former(parcel, labelled)
    return [number for hit in labelled for number in read_tracking(hit.text, parcel.words, None)]


def _doubt_former(parcel: Parcel, found: Iterable[Hit]) -> None:
    """Write down that a number which the parcel had before is broken."""
    if any(MARK in hit.text for hit in found):
        parcel.problem("unreadable_tracking_number", "other_numbers")
