"""The interpreter of layout tables: a field's anchors in their order, the first words that are a value win."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.layouts import Anchor, Layout, answering, placed
from whyclosed_parser.layouts.recognise import family
from whyclosed_parser.model import Money, PageKind, Status, Timer, When
from whyclosed_parser.model.order import ENDED, OF_REQUESTS
from whyclosed_parser.page.find import Hit, boxes_around, nodes, outermost, parts, scope_of
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.lines import is_loading
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.goods import without_goods
from whyclosed_parser.read.labels import hits, labels_in, without_copy
from whyclosed_parser.read.ledger import Ledger
from whyclosed_parser.read.named_orders import days_of_orders
from whyclosed_parser.read.sentences import flowing
from whyclosed_parser.read.shapes import item_boxes, prose
from whyclosed_parser.read.status_lines import own_lines
from whyclosed_parser.read.talk import Said
from whyclosed_parser.read.values import ACROSS_ZONES, as_date, is_to_come, read_day, without_label
from whyclosed_parser.records import dataclass
from whyclosed_parser.redact import redact
from whyclosed_parser.values.dates import looks_dated, read_when
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import ORDER_NUMBER, read_instant, read_quantity
from whyclosed_parser.values.text import has_digit, plain_digits
from whyclosed_parser.words import Words

_T = TypeVar("_T")
_DAMAGE = (ValueError, ArithmeticError, RecursionError)
"""What a damaged tree or an absurd value can raise; anything else is a fault of ours and must be seen."""

_CURRENCY = patterns.compiled(r"[A-Z]{3}")
_DECIMALS = patterns.compiled(r"\d[.,]\d\d\Z")
_BESIDE_A_LABEL = ("row", "nth")

Doubt = Callable[[list[Hit]], str | None]
"""Words that a field's anchors led to and that are no value -> the problem they leave, or None."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """What all orders of a page share."""

    layout: Layout
    words: Words
    language: str | None
    """That of the page's words; where they tell none, the one that it names."""
    url: str | None
    captured_at: datetime | None
    unknown: bool = False
    """Whether the page has a design that nobody knows, or none of the names by which its layout knows its parts."""
    is_told: bool = False
    """Whether it is a mail or words that somebody copied: the number of the order may stand in a sentence."""
    talk: tuple[Said, ...] = ()
    """What people said in a conversation that was copied."""


class FieldReader:
    """Reads fields of one order by the table of its page's layout, and writes the ledger."""

    def __init__(self, page: PageContext, scope: Scope) -> None:
        self.page = page
        self.scope = scope
        self.known: dict[str, Any] = {}
        """What the reader of one part found out and that of another asks for, too."""
        self._once: dict[Callable[[FieldReader], Any], Any] = {}
        self.words = page.words
        self.ledger = Ledger(page.layout.name)
        self.parts: dict[str, Any] = {}
        """What was read so far, by the names of `Order`."""
        self.unread: dict[str, list[str]] = {}
        """By the paths of amounts, the words that stand in their places and are none."""

    def once(self, find: Callable[[FieldReader], _T]) -> _T:
        """What this finds out of the order, looked for once."""
        if find not in self._once:
            self._once[find] = find(self)
        return cast("_T", self._once[find])

    @property
    def order_id(self) -> str | None:
        """The order's id, once it was read."""
        return cast("str | None", self.parts.get("order_id"))

    @property
    def timers(self) -> tuple[Timer, ...]:
        """The times that run, once they were read."""
        return cast("tuple[Timer, ...]", self.parts.get("timers", ()))

    @property
    def has_ended(self) -> bool:
        """Whether the status, once it was read, says that the order has ended."""
        status = self.parts.get("status")
        return isinstance(status, Status) and status.code in ENDED

    @property
    def family(self) -> Layout:
        """The layout of the page or, where its design is not known, that of its address."""
        return family(self.page.layout, self.page.url)

    @property
    def kind(self) -> PageKind:
        """The kind of the page, by its layout or its address."""
        return self.family.kind

    def is_unknown(self, kind: PageKind | None = None) -> bool:
        """Whether the page has a design that nobody knows (and is, by its address, of this kind)."""
        return self.page.unknown and (kind is None or self.kind == kind)

    @property
    def is_of_request(self) -> bool:
        """Whether the page is, by its layout or its address, that of a refund or a dispute."""
        return self.kind in OF_REQUESTS

    @property
    def is_card(self) -> bool:
        """Whether the order is a part of its page, in a box of its own."""
        return self.scope.element is not self.scope.index.root

    @cached_property
    def own_lines(self) -> list[Line]:
        """The lines of the order; of a page that is cut by nothing else, those inside the box of its rows, and those
        right beside it where it is a table of nothing but rows."""
        layout = self.page.layout
        of_request = bool(layout.evidence) and layout.kind in OF_REQUESTS
        if (layout.evidence and not of_request) or self.is_card:
            return self.scope.lines()
        return own_lines(self.scope.lines(), self.words, of_request=of_request)

    @cached_property
    def flowing_lines(self) -> list[Line]:
        """The same but the names of the goods, with those put together that only a forced break parts."""
        return flowing(without_goods(self.own_lines, self.scope), self.words)

    def lines_in(self, box: Element) -> list[Line]:
        """The lines of a box of the page."""
        return scope_of(self.scope.index, box).lines()

    def when(self, text: str) -> When | None:
        """The day, or the time, that a text is; its year is settled by that in which the page was saved."""
        return read_when(text, self.words.months, near=self.page.captured_at)

    def is_to_come(self, when: When) -> bool:
        """Whether nothing has happened yet on a day, as the page was saved before it."""
        return is_to_come(when, self.page.captured_at)

    def names_another_order(self, text: str) -> bool:
        """Whether a notice names an order that is not this one, by its number or its day: what it reports is of that
        one."""
        numbers = {number.replace(" ", "") for number in ORDER_NUMBER.findall(plain_digits(text))}
        own = {self.order_id, *(package.tracking_number for package in self.parts.get("packages", ()))}
        if self.order_id is not None and numbers:
            return numbers.isdisjoint(own)
        placed_on = self.parts.get("placed_on")
        if placed_on is None or not has_digit(text):
            return False
        days = [read_day(day, self.words, self.page.captured_at) for day in days_of_orders(text, self.words.months)]
        known = [as_date(day.value) for day in days if day is not None and day.value is not None]
        return bool(known) and all(abs(day - as_date(placed_on)) > ACROSS_ZONES for day in known)

    def anchors(self, field: str, scope: Scope | None = None) -> tuple[tuple[int, Anchor], ...]:
        """The anchors of a field that may answer in this part of the order, with their ranks, best first."""
        if scope is None or scope is self.scope:
            return self._answering.get(field, ())
        return answering(self.page.layout, scope.shape.keys).get(field, ())

    @cached_property
    def _answering(self) -> Mapping[str, tuple[tuple[int, Anchor], ...]]:
        """The same of the whole order, for each field of which anything may stand there."""
        return answering(self.page.layout, self.scope.shape.keys, self.labels)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The meanings of the labels that may stand in the order's lines."""
        return labels_in(self.scope.low, self.words)

    def may_have(self, part: str) -> bool:
        """Whether anything but words may tell of a part of the order: a place or a label of the layout; or the design
        of the page, which nobody knows, or its kind leave that open. Most cards of a list have no refund."""
        if self.page.unknown or self.is_of_request:
            return True
        return part in placed(self.page.layout, self.scope.shape.keys, self.labels)

    def first(
        self,
        field: str,
        path: str,
        read: Callable[[Hit], _T | None],
        scope: Scope | None = None,
        doubt: Doubt | None = None,
        once: Callable[[_T], object] | None = None,
    ) -> tuple[_T, Hit] | None:
        """The value of a field and the words it was read from, written down in the ledger. Words that were seen and
        are no value leave the problem that `doubt` names (as a rule `not_understood`). `once`: what has to be the same
        wherever the page says it (None: that does not matter), but on a known list, whose cards say it
        once; else it is no value."""
        scope = scope or self.scope
        seen: list[Hit] = []
        for rank, anchor in self.anchors(field, scope):
            found = iter(hits(anchor, scope, self.words, self.page.url))
            for hit in found:
                if not self._is_own(hit, field, scope, anchor):
                    continue
                value = read(hit) if hit.text != MARK else None
                if value is None and (short := without_copy(hit.text, self.words)):
                    hit = replace(hit, text=short)
                    value = read(hit)
                if value is not None:
                    if once is not None and not (self.page.layout.several and self.page.layout.evidence):
                        own = (one for one in found if self._is_own(one, field, scope, anchor))
                        others = (read(one) for one in own if one.text != MARK)
                        said = {once(one) for one in (value, *others) if one is not None} - {None}
                        if len(said) > 1:
                            self.ledger.problem("broken_words", path)
                            return None
                    self.ledger.note(path, anchor.written, rank, hit.text)
                    if hit.unverified:
                        self.ledger.unverified(path)
                    return value, hit
                seen.append(hit)
        if seen:
            broken = any(MARK in hit.text for hit in seen)
            code = "broken_words" if broken else (doubt or with_digits)(seen)
            if code is not None:
                self.ledger.problem(code, path)
        return None

    def words_of(
        self, field: str, path: str, scope: Scope | None = None, unless: Callable[[str], bool] | None = None
    ) -> str | None:
        """The words of a text field as they stand. `unless`: those that are none of it."""

        def loaded(hit: Hit) -> str | None:
            text = printed(hit, scope or self.scope)
            return None if text and (is_loading(text) or (unless is not None and unless(text))) else text

        found = self.first(field, path, loaded, scope)
        return found[0] if found else None

    def each(self, field: str, scope: Scope | None = None) -> Iterator[tuple[Node, str, int]]:
        """The parts of a list, by the first anchor that finds any; with that anchor and its rank."""
        scope = scope or self.scope
        for rank, anchor in self.anchors(f"{field}.each", scope):
            if anchor.written == "text:scope":
                yield (scope.start, scope.element), anchor.written, rank
            elif anchor.kind in ("element", "around"):
                found = (
                    parts(nodes(anchor, scope), scope.index)
                    if anchor.kind == "element"
                    else [(box.start, box.element) for box in boxes_around(anchor.path[0], scope)]
                )
                yield from ((node, anchor.written, rank) for node in found)
                if found:
                    return
            elif anchor.written == "text:items":
                boxes = [scope_of(scope.index, box) for box in item_boxes(scope, self.words)]
                yield from (((box.start, box.element), anchor.written, rank) for box in boxes)
                if boxes:
                    return

    def lines_of(self, field: str) -> Iterator[tuple[list[Line], str, int]]:
        """The lines that may state something: those of the field's elements, or all lines of the order."""
        for rank, anchor in self.anchors(field):
            if anchor.kind == "text":
                yield self.scope.lines(), anchor.written, rank
            elif anchor.kind == "element":
                found = outermost(nodes(anchor, self.scope), self.scope.index)
                lines = [line for node in found for line in self.scope.inner(node).lines()]
                if lines:
                    yield lines, anchor.written, rank

    def placed_lines(self, *fields: str) -> list[Line]:
        """The lines in places that the layout has for these fields."""
        found = (one for field in fields for one in self.lines_of(field))
        return [line for lines, anchor, _ in found if not anchor.startswith("text:") for line in lines]

    def block_lines(self, field: str) -> Iterator[tuple[list[str], str, int]]:
        """The lines of the field's elements, one element at a time, without buttons and what the anchor leaves out."""
        for rank, anchor in enumerate(self.page.layout.anchors(field)):
            for node in outermost(nodes(anchor, self.scope), self.scope.index):
                inner = self.scope.inner(node)
                without = inner.find(anchor.argument) if anchor.take == "without" else []
                whole = flowing(prose(inner, {element for _, element in without}), self.words)
                lines = [line.printed for line in whole]
                if self.scope.index.unread(inner):  # what is left may be another sentence
                    self.ledger.problem("excluded_part", field)
                elif lines:
                    yield lines, anchor.written, rank

    def amount(
        self,
        field: str,
        path: str,
        scope: Scope | None = None,
        *,
        only: Decimal | None = None,
        once: Callable[[Money], object] | None = None,
    ) -> Money | None:
        """A field's amount (`only`: the one of this size; `once` as in `first`). One that was seen but not understood
        leaves a problem."""

        currency, per_piece = self.currency, field.startswith("items.")
        unread = self.unread.setdefault(path, [])

        def read(hit: Hit) -> Money | None:
            money = _in_currency(without_label(hit.text, self.words), currency, per_piece)
            if money is None:
                unread.append(hit.text)
            elif any(money.raw in text and has_digit(text.replace(money.raw, "", 1)) for text in unread):
                return None  # a piece of what a better anchor shows whole
            return money if only is None or (money is not None and money.amount == only) else None

        def doubt(seen: list[Hit]) -> str | None:
            return "unreadable_money" if with_digits(seen) else None

        found = self.first(field, path, read, scope, doubt, once)
        return found[0] if found else None

    @cached_property
    def currency(self) -> str | None:
        """The ISO code that data names for all amounts of the order; None where it names none, or several."""
        anchors = self.page.layout.anchors("currency")
        codes = {hit.text for anchor in anchors for hit in hits(anchor, self.scope, self.words, None)}
        code = codes.pop() if len(codes) == 1 else None
        return code if code is not None and _CURRENCY.fullmatch(code) else None

    def quantity(
        self, field: str, path: str, scope: Scope | None = None, *, once: Callable[[int], object] | None = None
    ) -> int | None:
        """The number of pieces of a field (`once` as in `first`); one that was seen but not understood leaves a
        problem."""

        def doubt(seen: list[Hit]) -> str | None:
            return "unreadable_quantity" if with_digits(seen) else None

        found = self.first(field, path, lambda hit: read_quantity(hit.text), scope, doubt, once)
        return found[0] if found else None

    def free(self, text: str) -> str:
        """Free text, redacted; this order's own id is not mistaken for a phone."""
        return redact(text.replace(MARK, "…"), (self.order_id,) if self.order_id else ())

    def _is_own(self, hit: Hit, field: str, scope: Scope, anchor: Anchor) -> bool:
        """Whether an anchor led to words, and these are not in the row of another field: its label says so, or says
        nothing we know and is not the only row of its kind."""
        if not hit.text or anchor.take not in _BESIDE_A_LABEL:
            return bool(hit.text)
        code = self.words.code("labels", hit.label or "")
        if code is not None:
            return code == field.rpartition(".")[2]
        return anchor.take != "row" or (bool(hit.label) and len(scope.find(anchor.path[-1])) == 1)

    def asks(self, field: str) -> bool:
        """Whether the layout lets the structure of the text answer for this field."""
        return field in self.page.layout.asked

    def date(self, field: str, path: str, scope: Scope | None = None) -> When | None:
        """The past date of a field, which is the same wherever the page says it; a date that was seen but not
        understood leaves a problem."""

        def read(hit: Hit) -> When | None:
            if MARK in hit.text or self._may_be_of_request(field, hit):  # it may be the hour, or of the year
                return None
            if (instant := read_instant(hit.text)) is not None:
                return instant
            day = read_day(hit.text, self.words, self.page.captured_at)
            if day is None or (day.value is not None and self.is_to_come(day.value)):
                return None
            return in_zone(day.value, self.page.layout.zone)

        def doubt(seen: list[Hit]) -> str | None:
            if any(_without_year(hit, self.words) for hit in seen):
                return "missing_year"
            told = any(
                _is_certain(hit) or _is_numbered(hit) or looks_dated(hit.text, self.words.months) for hit in seen
            )
            return "unreadable_date" if told else None

        found = self.first(field, path, read, scope, doubt, as_date)
        return found[0] if found else None

    def _may_be_of_request(self, field: str, hit: Hit) -> bool:
        """Whether a label as plain as "Date:" names the day of an order on the page of a refund or a dispute."""
        entry = self.words.entry("labels", hit.label) if hit.label and self.is_of_request else None
        return field == "placed_on" and entry is not None and entry.needs_colon

    def guarded(self, path: str, read: Callable[[FieldReader], object]) -> object:
        """What `read` gives; a part that is so damaged that its reading fails is None and a problem."""
        try:
            return read(self)
        except _DAMAGE:
            self.ledger.problem("broken_order", path)
            return None


def _in_currency(text: str, currency: str | None, per_piece: bool) -> Money | None:
    """The amount, its sign settled by the currency that is known. A bare number is one only with its decimals: a whole
    one may be of cents."""
    money = read_money(text, per_piece=per_piece)
    if currency is None or (money is not None and money.currency is not None):
        return money
    certain = money is not None or _DECIMALS.search(text)
    return read_money(text, currency=currency, per_piece=per_piece) if certain else None


def _is_certain(hit: Hit) -> bool:
    """Whether what stands here is the field's value, whatever it says: beside its label, or by its path in data."""
    return hit.label is not None or (hit.node is not None and hit.node[1].get("data-path") is not None)


def _is_numbered(hit: Hit) -> bool:
    """Whether a number stands in a place of the field, and is not the order's, which may have the same place."""
    return hit.node is not None and has_digit(ORDER_NUMBER.sub("", plain_digits(hit.text)))


def with_digits(seen: list[Hit]) -> str | None:
    """The usual doubt: what has a number in it was meant to be a value."""
    return "not_understood" if any(has_digit(hit.text) for hit in seen) else None


def in_zone(when: When | None, zone: ZoneInfo | None) -> When | None:
    """A time without an offset as one of this zone; as it is where the clock showed that hour twice or never."""
    if zone is None or not isinstance(when, datetime) or when.tzinfo is not None:
        return when
    first, second = (when.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return when.replace(tzinfo=timezone(first)) if first is not None and first == second else when


def no_doubt(_: list[Hit]) -> None:
    """For fields whose anchors lead to other words, too."""


def printed(hit: Hit, scope: Scope) -> str | None:
    """The words as they are seen; None where a struck-out or private piece is all there is."""
    if MARK not in hit.text:
        return hit.text
    return (scope.printed(hit.node) if hit.node else hit.text.replace(MARK, "").strip()) or None


def _without_year(hit: Hit, words: Words) -> bool:
    day = read_day(hit.text, words, None)
    return day is not None and day.missing_year
