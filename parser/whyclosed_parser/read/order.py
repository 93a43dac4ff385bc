"""One order out of its part of a page, by the layout's table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, partial
from itertools import takewhile
from operator import attrgetter

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_platform_message, guard
from whyclosed_parser.classify.matcher import matched_form
from whyclosed_parser.layouts.recognise import family
from whyclosed_parser.model import (
    Action,
    AmountRow,
    Amounts,
    Dispute,
    Item,
    Message,
    Money,
    Order,
    Package,
    Page,
    PageKind,
    Payment,
    Refund,
    Shop,
    Status,
    StatusCode,
    Timer,
    When,
)
from whyclosed_parser.page.find import Hit, nodes
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.read.actions import read_actions
from whyclosed_parser.read.addresses import order_in, product_in
from whyclosed_parser.read.boxes import leading_time
from whyclosed_parser.read.coded import by_code
from whyclosed_parser.read.countdowns import by_status, read_countdowns
from whyclosed_parser.read.currencies import settle_currencies
from whyclosed_parser.read.disputes import read_dispute, response_timer
from whyclosed_parser.read.field import FieldReader, no_doubt, printed
from whyclosed_parser.read.labels import goes_on, hits, labelled
from whyclosed_parser.read.packages import read_packages
from whyclosed_parser.read.refunds import read_refund
from whyclosed_parser.read.sentences import close_code, flowing, is_loading, is_statement, sentences
from whyclosed_parser.read.shapes import (
    QUANTITY,
    amount_lines,
    is_followed_by_a_sentence,
    is_sentence,
    priced,
    prose,
    under_status,
    variant,
    without_clock,
)
from whyclosed_parser.read.statements import are_apart, before_reason
from whyclosed_parser.read.states import is_step, own_lines, state_lines, status_line
from whyclosed_parser.read.timers import find_timers, has_sentence
from whyclosed_parser.read.values import (
    as_date,
    read_day,
    read_id,
    read_link,
    read_payment,
    read_status,
    settled_status,
)
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.values.text import count_words, fold, normal_form, words_key
from whyclosed_parser.words import Kind
from whyclosed_parser.words.templates import counts_down, may_count

_BROKEN_PIECE = patterns.compiled(rf"\s[·|–-]\s[^·|–{MARK}]{{0,80}}{MARK}[^·|–]*")
"""An amount beside the way that it was paid, not readable whole."""
_WITHOUT_STATUS = frozenset({"tracking", "refund", "dispute"})
"""Kinds of pages that speak of a parcel or a request, and print no status of the order."""
_DENIALS = ("not_shipped_in_time", "payment_not_received")
"""Meanings of notices that say themselves what did not happen."""
_LONGEST_COUNTDOWN = 160  # characters of a line that names a time left
_TAKEN_OFF = ("discount", "credit")
"""Labels of rows that lower the sum."""
_OF_ORDERS: tuple[Kind, ...] = ("status", "refund", "dispute")
_LONGEST_LABEL = 60  # characters
_DATES = ("placed_on", "paid_on", "shipped_on")
_ENDS = ("completed_on", "closed_on")
_ALIVE = frozenset({"awaiting_payment", "payment_review", "awaiting_shipment", "partially_shipped", "shipped"})
_OF_THE_LIVING = frozenset({"pay", "ship", "confirm"})
"""Kinds of timers that no order has which has ended."""
_DAYS_OF_A_PARCEL = ("estimated_delivery", "delivered_on")
_PAID: tuple[StatusCode, ...] = ("awaiting_shipment", "partially_shipped", "shipped", "delivered", "refunding")
_ENDED = {"completed": "completed_on", **dict.fromkeys(("closed", "cancelled", "expired"), "closed_on")}


class OrderReader(FieldReader):
    """Reads one order. Every method reads one part; a part that fails leaves the others alone."""

    status_line: Line | None = None
    """The line that was taken for the status by nothing but its place."""

    def read(self, page: Page) -> Order:
        """The order on this page, with `found` and `problems`."""
        have = self.page.layout.parts
        if not self.page.layout.evidence and family(self.page.layout, self.page.url).kind == "tracking":
            have -= {*_DATES, *_ENDS, "messages"}  # what happened to a parcel may be called like a row of an order
        parts = self.parts
        for name, read in _PARTS:
            if name in have and (value := self.guarded(name, read)) is not None:
                parts[name] = value
        if (status := settled_status(parts, self.words)) is not None:
            parts["status"] = status
        parts = settle_currencies(parts, self.ledger, next(iter(self.words.tongues), None))
        return Order(**parts, pages=(page,), found=self.ledger.found, problems=tuple(self.ledger.problems))

    def _is_unknown(self, kind: PageKind | None = None) -> bool:
        """Whether the page has a design that nobody knows (and is, by its address, of this kind)."""
        return self.page.unknown and (kind is None or family(self.page.layout, self.page.url).kind == kind)

    # The parts.

    def _order_id(self) -> str | None:
        def read(hit: Hit) -> str | None:
            if hit.node is not None and hit.node[1].tag == "a" and self._is_card(hit.node):
                return None
            if hit.label is not None and goes_on(hit.text, self.words):
                return None
            number = order_in(hit.text) or read_id(hit.text)
            if number is None or (hit.node is None and hit.label is None) or self._is_own_row(hit):
                return number
            return None if self._is_own_id_broken else number

        found = self.first("order_id", "order_id", read, doubt=no_doubt)
        if found is not None and found[1].label is not None and not self.page.layout.several:
            return self._own_id(found[0])
        if found is None and self.page.layout.evidence and self.page.layout.kind not in ("refund", "dispute"):
            self.ledger.problem("broken_order", "order_id")
        return found[0] if found else None

    def _is_own_row(self, hit: Hit) -> bool:
        """Whether an element of a card is the row of the card's own number, with its label in it."""
        row = self.words.row(hit.text) if self.page.layout.several and hit.node is not None else None
        return (
            row is not None
            and row.entry.code == "order_id"
            and not (MARK in hit.text or goes_on(row.value, self.words))
        )

    @cached_property
    def _is_own_id_broken(self) -> bool:
        """Whether the order's own row is not readable whole: another number on the page is then another order's."""
        rows = (
            row for row, _ in labelled("order_id", self.scope.lines(), self.words) if not goes_on(row.value, self.words)
        )
        own = next(rows, None)
        return own is not None and MARK in own.value

    def _own_id(self, printed_id: str) -> str | None:
        """The id that a page prints; of several the one in its address, else none: it is half of one order and half of
        another."""
        rows = labelled("order_id", self.scope.lines(), self.words)
        ids = {read_id(row.value) for row, _ in rows if not goes_on(row.value, self.words)} - {None, printed_id}
        if not ids or (own := order_in(self.page.url or "")) == printed_id:
            return printed_id
        if own in ids:
            self.ledger.note("order_id", "url", 0, own or "")
            return own
        self.ledger.forget("order_id")
        self.ledger.problem("broken_words", "order_id")
        return None

    def _is_card(self, link: Node) -> bool:
        """Whether a link tells of an order of its own: with a state and an amount it is a card in a list of others."""
        lines = self.scope.inner(link).lines() if self.page.layout.kind in _WITHOUT_STATUS else []
        states = (self.words.entry(kind, line.text) for line in lines for kind in _OF_ORDERS)
        return len(lines) > 1 and any(states) and any(read_money(line.text) is not None for line in lines)

    def _status(self) -> Status | None:
        return by_code(self, self._status_in_words())

    def _status_in_words(self) -> Status | None:
        anchors = self.page.layout.anchors("status")
        if not self.page.layout.evidence and family(self.page.layout, self.page.url).kind in _WITHOUT_STATUS:
            return None
        found = self.first("status", "status", lambda hit: read_status(printed(hit, self.scope) or "", self.words))
        if found is not None:
            status, unverified = found[0]
        elif (headline := next(self._block_lines("headline"), None)) is not None:
            lines, anchor, rank = headline
            read = read_status(lines[0], self.words)
            if read is None:
                return None
            status, unverified = read
            self.ledger.note("status", anchor, rank, status.label)
        else:
            line = status_line(self.scope.lines(), self.words) if self.asks("status") else None
            read = read_status(line.text, self.words) if line else self._status_told()
            if read is None:
                if anchors and self.page.layout.evidence:
                    self.ledger.problem("broken_order", "status")
                elif anchors and self._is_order():
                    self.ledger.problem("unknown_status", "status")
                return None
            status, unverified = read
            self.status_line = line
            self.ledger.note("status", "text:status", len(anchors) - 1, status.label)
        if unverified:
            self.ledger.unverified("status")
        known = any(self.words.entry(kind, status.label) for kind in ("status", "headlines"))
        if status.code == "unknown" and not known:
            self.ledger.problem("unknown_status", "status")
        return status

    def _status_told(self) -> tuple[Status, bool] | None:
        """The end of the order that sentences of a mail or a message tell, with its number in it or its reason behind
        it: "Your order 8190000011112222 has been closed because …"."""
        if self.page.layout.evidence or not self.asks("status"):
            return None
        told = {}
        for sentence in (
            one for line in self.scope.lines() for one in sentences(without_quotations(line.text[:_LONGEST_TOLD]))
        ):
            if MARK in sentence or count_words(sentence) < _FEWEST_WORDS or self.names_another_order(sentence):
                continue
            for said in (sentence.rstrip(".!。"), *before_reason(sentence, self.words)):
                parts = [part.strip() for part in _NUMBER_OF_ORDER.split(said)]
                for label in (" ".join(parts).strip(), "".join(parts)):
                    entry = self.words.entry("status", label)
                    if entry is not None and _ENDED.get(entry.code) == "closed_on" and count_words(label) > 1:
                        told[entry.code] = Status(entry.code, self.free(sentence)), entry.unverified
        return next(iter(told.values())) if len(told) == 1 else None

    def _is_order(self) -> bool:
        """Whether the text has rows that only the page of an order has, so that a status must stand somewhere: in any
        language an id and amounts, unless they are a refund's; or words that only a status has."""
        lines = self.scope.lines()
        if any(next(labelled(code, lines, self.words), None) for code in ("placed_on", "total")):
            return True
        if state_lines(lines, "refund", self.words) or any(labelled("refund_amount", lines, self.words)):
            return False
        words = [self.words.entry("status", line.text) for line in lines]
        if any(entry is not None and entry.code not in ("delivered", "shipped", "unknown") for entry in words):
            return True
        return self.order_id is not None and any(read_money(line.text) for line in lines)

    def _own_lines(self) -> list[Line]:
        """The lines of the order; of a page that is cut by nothing else, those inside the box of its rows, and those
        right beside it where it is a table of nothing but rows."""
        layout = self.page.layout
        of_request = bool(layout.evidence) and layout.kind in ("refund", "dispute")
        if (layout.evidence and not of_request) or self.scope.element is not self.scope.index.root:
            return self.scope.lines()
        return own_lines(self.scope.lines(), self.words, of_request=of_request)

    def _lines_not_looked_at(self) -> list[Line]:
        """Lines of an unknown design in which the site's notices may stand: those above the order's own; and these too
        where the layout would know the notices by a name."""
        lines = self.scope.lines()
        own = own_lines(lines, self.words)
        above = list(takewhile(lambda line: line is not own[0], lines)) if own else []
        return [*above, *own] if self.page.layout.evidence else above

    def _end(self, name: str) -> When | None:
        """The day of this kind of end. Data may have one field for all of them."""
        day = self.date(name, name, once=as_date)
        if day is not None or not any(nodes(anchor, self.scope) for _, anchor in self.anchors("ended_on")):
            return day
        kind = self._kind_of_end()
        if kind is None and name == "closed_on":
            self.ledger.problem("not_understood", name)
        return self.date("ended_on", name) if kind == name else None

    def _kind_of_end(self) -> str | None:
        """What the day of an end is the day of, by its label, or else by the status."""
        labels = (
            hit
            for anchor in self.page.layout.anchors("ended_on_label")
            for hit in hits(anchor, self.scope, self.words, None)
        )
        entries = (self.words.entry("labels", hit.text) for hit in labels)
        kind = next((entry.code for entry in entries if entry is not None and entry.code in _ENDS), None)
        status = self.parts.get("status")
        return kind or (_ENDED.get(status.code) if isinstance(status, Status) else None)

    def _close_code(self) -> str | None:
        status = self.parts.get("status")
        if isinstance(status, Status) and status.code in _ALIVE:
            return None  # the codes are reasons to choose from
        if any(nodes(anchor, self.scope) for _, anchor in self.anchors("close_code_doubt")):
            self.ledger.problem("disagreement", "close_code")
            return None
        found = close_code(self.scope.lines()) if self.asks("close_code") else None
        if found is None:
            return None
        self.ledger.note("close_code", "text:close_code", 0, self.free(found[1].text))
        return found[0]

    def _payments(self) -> tuple[Payment, ...]:
        for rank, anchor in self.anchors("payments"):
            payments: list[Payment] = []
            for hit in hits(anchor, self.scope, self.words, None):
                read = read_payment(_BROKEN_PIECE.sub("", hit.text).replace(MARK, " "), self.words)
                if read is None:
                    if MARK in hit.text:
                        self.ledger.problem("broken_words", "payments")
                    continue
                payment, unverified = read
                path = f"payments.{len(payments)}"
                self.ledger.note(path, anchor.written, rank, payment.label)
                if unverified:
                    self.ledger.unverified(f"{path}.method")
                payments.append(payment)
            if payments:
                return tuple(payments)
        return ()

    def _amounts(self) -> Amounts:
        total: Money | None = None
        totals: dict[str, Decimal] = {}
        contradicted = False
        rows: list[AmountRow] = []
        said: dict[AmountRow, Element] = {}
        for node, _, _ in self.each("amounts.rows"):
            inner = self.scope.inner(node)
            path = f"amounts.rows.{len(rows)}"
            if self._holds_several(inner):
                self.ledger.problem("broken_order", "amounts.total")
                return Amounts()
            label = self.words_of("amounts.rows.label", path, inner)
            if label is None:
                continue
            entry = self.words.entry("labels", label)
            if entry.code == "total" if entry is not None else self._has_place_of_total(inner):
                self.ledger.forget(path)
                total = self.amount("amounts.rows.money", "amounts.total", inner)
                if total is not None and totals.setdefault(words_key(label), total.amount) != total.amount:
                    contradicted = True
                continue
            row = self._amount_row(label, self.amount("amounts.rows.money", path, inner))
            if are_apart(said.setdefault(row, node[1]), node[1]):  # a bar at the edge of the window says it once more
                self.ledger.forget(path)
                continue
            rows.append(row)
        for line in amount_lines(self.scope.lines(), self.words) if not rows and self.asks("amounts.rows.each") else ():
            self.ledger.note(f"amounts.rows.{len(rows)}", "text:amounts", 0, line.text)
            rows.append(self._amount_row(line.label, line.money))
        if contradicted:
            self.ledger.forget("amounts.total")
            self.ledger.problem("broken_words", "amounts.total")
            return Amounts(None, tuple(rows))
        total = total or self.amount("amounts.total", "amounts.total", once=attrgetter("amount"))
        return Amounts(total or self._lone_amount(), tuple(rows))

    def _holds_several(self, row: Scope) -> bool:
        """Whether a row of the sum holds others: where their ends are missing, no label has an amount of its own."""
        for _, anchor in self.anchors("amounts.rows.label", row):
            if found := list(hits(anchor, row, self.words, self.page.url)):
                return len(found) > 1
        return False

    def _lone_amount(self) -> Money | None:
        """The only amount in a card of a list of orders that shows no items: what the order costs."""
        card = self._is_unknown("order_list") and self.scope.element is not self.scope.index.root
        if not card or any(product_in(href) for href, _ in self.scope.links):
            return None
        if any(QUANTITY.search(line.text) for line in self.scope.lines()):
            return None
        lines = [line for line in self.scope.lines() if find_amounts(line.text)]
        money = read_money(lines[0].text) if len(lines) == 1 and self.asks("amounts.total") else None
        if money is not None and not any(map(str.isalpha, lines[0].text.replace(money.raw, ""))):
            self.ledger.note("amounts.total", "text:amounts", 0, lines[0].text)
            return money
        return None

    def _amount_row(self, label: str, money: Money | None) -> AmountRow:
        """A row of the sum. A discount is negative, also where its sign is not printed."""
        entry = self.words.entry("labels", label)
        code = entry.code if entry is not None else None
        if money is not None and money.amount > 0 and code in _TAKEN_OFF:
            money = replace(money, amount=-money.amount)
        return AmountRow(label.rstrip(":： "), money, credit=code == "credit")

    def _has_place_of_total(self, row: Scope) -> bool:
        """Whether the total stands in this row, where the layout knows a place for it besides its label: the last."""
        anchors = [anchor for anchor in self.page.layout.anchors("amounts.total") if anchor.kind == "element"]
        last = max((position for anchor in anchors for position, _ in nodes(anchor, self.scope)), default=-1)
        return row.start <= last < row.end

    def _refund(self) -> Refund:
        return read_refund(self)

    def _dispute(self) -> Dispute:
        return read_dispute(self, self.parts.get("refund"))

    def _shop(self) -> Shop:
        name = self.words_of("shop.name", "shop.name")
        if name is not None and find_amounts(name):  # no end of its element: the rest of the page stands in it
            self.ledger.forget("shop.name")
            self.ledger.problem("broken_order", "shop.name")
            name = None
        base = self.page.url

        def doubt(seen: list[Hit]) -> str | None:
            return "not_understood" if any(hit.text.startswith("/") for hit in seen) else None

        found = self.first("shop.url", "shop.url", lambda hit: read_link(hit.text, base), doubt=doubt)
        if found is not None and name is None:
            self.ledger.problem("broken_order", "shop.name")
        return Shop(name, found[0] if found else None)

    def _items(self) -> tuple[Item, ...]:
        items: list[Item] = []
        for node, anchor, rank in self.each("items"):
            path = f"items.{len(items)}"
            item = self._item(self.scope.inner(node), path)
            if item != Item():
                items.append(item)
                if anchor == "text:items" or (
                    rank and anchor.startswith("text:")
                ):  # a redesign: what has no words of its own is not found
                    self.ledger.problem("broken_order", path)
        if not items and any(product_in(href) for href, _ in self.scope.links):
            self.ledger.problem("broken_order", "items")
        elif not items and self._is_unknown("tracking"):
            self.ledger.problem("part_missing", "items")  # a parcel's goods have no links
        return tuple(items)

    def _item(self, scope: Scope, path: str) -> Item:
        line_id = self.first("items.line_id", f"{path}.line_id", lambda hit: read_id(hit.text), scope)
        item_id = self.first(
            "items.item_id", f"{path}.item_id", lambda hit: hit.text if hit.text.isdigit() else None, scope
        )
        quantity = self.quantity("items.quantity", f"{path}.quantity", scope)
        price = self.amount("items.price", f"{path}.price", scope)
        unread = [name for name, value in (("quantity", quantity), ("price", price)) if value is None]
        broken = {one.field for one in self.ledger.problems if one.code == "broken_words"}
        wanted = [name for name in unread if self.asks(f"items.{name}") and f"{path}.{name}" not in broken]
        beside = priced(scope.lines()) if wanted else None
        if beside is not None:
            for name in wanted:
                if name == "quantity" or beside.price is not None:
                    self.ledger.forget(f"{path}.{name}")
                    self.ledger.note(f"{path}.{name}", "text:items", 0, beside.text)
            if "price" in wanted and beside.price is None and price is None:
                self.ledger.problem("unreadable_money", f"{path}.price")
            quantity = beside.quantity if "quantity" in wanted else quantity
            price = beside.price if "price" in wanted else price
        told = {one.field for one in self.ledger.problems}
        for name, value in (("quantity", quantity), ("price", price)):
            if value is None and self._is_unknown() and item_id is not None and f"{path}.{name}" not in told:
                self.ledger.problem("part_missing", f"{path}.{name}")
        title = self._title(scope, f"{path}.title")
        sku = self.words_of("items.sku", f"{path}.sku", scope)
        if sku is None and title is not None and self.asks("items.sku"):
            sku = variant(scope.lines(), title, self.words)
            if sku is not None:
                self.ledger.note(f"{path}.sku", "text:items", 0, sku)
        if sku is None and title is not None and self._has_more_below(title, scope):
            self.ledger.problem("not_understood", f"{path}.sku")
        return Item(
            line_id=line_id[0] if line_id else None,
            item_id=item_id[0] if item_id else None,
            title=title,
            sku=sku,
            quantity=quantity,
            price=price,
        )

    def _title(self, scope: Scope, path: str) -> str | None:
        """An item's title; of a link around all of the item its first line."""
        found = self.first("items.title", path, lambda hit: (printed(hit, scope) or "", hit.node), scope)
        title, node = found[0] if found else (None, None)
        if title and node is not None and node[1].tag == "a":
            lines = self.scope.inner(node).lines()
            if len(lines) > 1 and priced(lines) is not None:
                title = lines[0].printed
                self.ledger.found[path] = replace(self.ledger.found[path], quote=title)
        return title or None

    def _has_more_below(self, title: str, scope: Scope) -> bool:
        """Whether other words than an amount, a button or a label stand right below an item's title."""
        if not self.page.layout.anchors("items.sku"):
            return False
        lines = [line.text for line in scope.lines()]
        below = lines[lines.index(title) + 1] if title in lines[:-1] else ""
        return bool(below) and not (
            read_money(QUANTITY.sub("", below))
            or QUANTITY.search(below)
            or self.words.entry("actions", below)
            or self.words.row(below)
        )

    def _packages(self) -> tuple[Package, ...]:
        return read_packages(self)

    def _actions(self) -> tuple[Action, ...]:
        return read_actions(self)

    def _timers(self) -> tuple[Timer, ...]:
        timers: list[Timer] = []
        placed = list(read_countdowns(self))
        told = {found.timer.text for found, _, _ in placed}
        scope, near = self.scope, self.page.captured_at
        in_text = find_timers(scope.low, self._own_lines, self.words, near) if self.asks("timers") else []
        if (
            not (in_text or placed)
            and self.page.layout.countdowns
            and not self.page.layout.evidence
            and self._counts_down()
        ):
            in_text = [one for one in [by_status(self, self._own_lines())] if one is not None]
        in_words = ((found, "text:timers", 0) for found in in_text if found.timer.text not in told)
        status = self.parts.get("status")
        ended = isinstance(status, Status) and status.code in _ENDED
        for found, anchor, rank in (*placed, *in_words):
            kind = found.timer.kind
            if (ended and kind in _OF_THE_LIVING) or self._is_about_another(found.timer.text):
                continue  # a help text, or a notice about another order
            if kind == "pay" and isinstance(status, Status) and status.code in _PAID:
                self.ledger.problem("not_understood", "timers")  # an advert, perhaps
                continue
            path = f"timers.{len(timers)}"
            text = self.free(found.timer.text)
            self.ledger.note(path, anchor, rank, text)
            if found.unverified:
                self.ledger.unverified(path)
            if found.problem:
                self.ledger.problem(found.problem, path)
            timers.append(replace(found.timer, text=text))
        # Without a status nothing says how far the order's part of the page goes.
        unbounded = self.asks("timers") and not timers and "status" not in self.parts
        unbounded = unbounded and self._own_lines() is not self.scope.lines()
        if unbounded and find_timers(self.scope.low, self.scope.lines, self.words, self.page.captured_at):
            self.ledger.problem("not_understood", "timers")
        if self.asks("timers") and not any(timer.kind in ("buyer_response", "seller_response") for timer in timers):
            beside = response_timer(self, self.parts.get("refund"))
            if beside is not None:
                self.ledger.note(f"timers.{len(timers)}", "text:dispute", 0, beside.text)
                if beside.ends_at is None:
                    self.ledger.problem("no_capture_time", f"timers.{len(timers)}")
                timers.append(beside)
        in_doubt = any((one.code, one.field) == ("several_states", "dispute.state") for one in self.ledger.problems)
        in_doubt = in_doubt or (self.page.layout.kind == "dispute" and self._says_a_day_ahead())
        if self.asks("timers") and not timers and (in_doubt or self._counts_down()):
            self.ledger.problem("not_understood", "timers")
        if self.scope.broken and any(
            MARK in line.text and has_sentence(normal_form(line.printed), self.words) for line in self._own_lines()
        ):
            self.ledger.problem("broken_words", "timers")
        return tuple(timers)

    def _says_a_day_ahead(self) -> bool:
        """Whether a sentence on the page of a request names a day that is to come: mostly one by which to answer."""
        told = (line.text for line in self._own_lines() if not is_step(line.element))
        return any(self._is_unread_day(text, ()) for text in told if is_sentence(text))

    def _is_about_another(self, sentence: str) -> bool:
        """Whether a sentence stands in a line that names another order."""
        lines = flowing(self._own_lines(), self.words)
        return any(sentence in line.text and self.names_another_order(line.text) for line in lines)

    def _counts_down(self) -> bool:
        """Whether the order's lines name a time that is left, whatever it is for."""
        units = tuple(self.words.units.names)
        return may_count(self.scope.low, units) and any(
            counts_down(line.text, units) for line in self._own_lines() if len(line.text) <= _LONGEST_COUNTDOWN
        )

    def _reminder(self) -> str | None:
        text = self._read_reminder()
        if text is not None and self.asks("timers"):
            timers = self._timers_read()
            if any(self._is_unread_day(sentence, timers) for sentence in sentences(text)):
                self.ledger.problem("not_understood", "timers")
        return text

    def _is_unread_day(self, sentence: str, timers: Sequence[Timer]) -> bool:
        """Whether a sentence on a living order names a day ahead that nothing was made of."""
        status = self.parts.get("status")
        if isinstance(status, Status) and status.code in _ENDED:
            return False
        if any(sentence in timer.text or timer.text in sentence for timer in timers):
            return False
        if (row := self.words.row(sentence)) is not None and row.entry.code in _DAYS_OF_A_PARCEL:
            return False
        at = self.page.captured_at
        days = [read_day(one.text, self.words, at, past=False) for one in find_dates(sentence, self.words.months)]
        ahead = [day.value for day in days if day is not None and day.value is not None]
        return any(at is None or as_date(day) > at.date() for day in ahead)

    def _read_reminder(self) -> str | None:
        status = self.parts.get("status")
        for lines, anchor, rank in self._block_lines("reminder"):
            if status is not None and words_key(lines[0]) == words_key(status.label):
                lines = lines[1:]  # the status stands in the same block where it has no element of its own
            text = self.free(" ".join(without_clock(lines, self.words) if self._is_unknown() else lines))
            if text and not is_loading(text):
                self.ledger.note("reminder", anchor, rank, text)
                return text
        anchors = self.page.layout.anchors("reminder")
        if status is None and self._is_unknown() and any(timer.basis == "countdown" for timer in self._timers_read()):
            self.ledger.problem("not_understood", "reminder")  # it stands below the status, and often counts down
        if status is None or any(nodes(anchor, self.scope) for anchor in anchors if anchor.keys):
            return None
        lines_of_status = (line for line in self.scope.lines() if words_key(line.text) == words_key(status.label))
        beside_label = (line for _, line in labelled("status", self.scope.lines(), self.words))
        line = self.status_line or next(lines_of_status, None) or next(beside_label, None)
        if line is None or not self.asks("reminder"):
            return None
        below = under_status(line, self.scope, self.words)
        if below is None or (not below and is_followed_by_a_sentence(line, self.scope.lines(), self.words)):
            self.ledger.problem("not_understood", "reminder")
        text = self.free(" ".join(below or ()))
        if text:
            self.ledger.note("reminder", "text:reminder", 0, text)
        return text or None

    def _timers_read(self) -> tuple[Timer, ...]:
        timers: tuple[Timer, ...] = self.parts.get("timers", ())
        return timers

    def _block_lines(self, field: str) -> Iterator[tuple[list[str], str, int]]:
        """The lines of the field's elements, one element at a time, without buttons and what the anchor leaves out."""
        for rank, anchor in enumerate(self.page.layout.anchors(field)):
            for node in nodes(anchor, self.scope):
                inner = self.scope.inner(node)
                without = inner.find(anchor.argument) if anchor.take == "without" else []
                whole = flowing(prose(inner, {element for _, element in without}), self.words)
                lines = [line.printed for line in whole]
                if self.scope.index.unread(inner):  # what is left may be another sentence
                    self.ledger.problem("excluded_part", field)
                elif lines:
                    yield lines, anchor.written, rank

    def _messages(self) -> tuple[Message, ...]:
        """The platform's notices, and the sentences of the reminder that say why something happened."""
        messages: dict[str, Message] = {}

        def add(text: str, anchor: str, rank: int, *, only_known: bool, within: str) -> None:
            meaning = classify_platform_message(text, self.words.tongues)
            placed = not anchor.startswith("text:") or not self._is_unknown() or meaning in _DENIALS
            denied = meaning is not None and not placed and self._denies(text)
            if meaning == "other" or denied or (meaning is not None and self.names_another_order(within)):
                meaning = None
            unreadable = meaning is not None and not only_known and MARK in text  # the number of another order, perhaps
            text = self.free(text)
            if only_known and meaning is None and self._is_unknown() and anchor.startswith("text:"):
                self._not_told(text)
            if (only_known and meaning is None) or text in messages or self._is_control(text):
                return
            if is_loading(text):
                return
            self.ledger.note(f"messages.{len(messages)}", anchor, rank, text)
            if unreadable:
                self.ledger.problem("broken_words", f"messages.{len(messages)}.meaning")
            messages[text] = Message("platform", text, None if unreadable else meaning)

        for lines, anchor, rank in self.lines_of("messages"):
            anywhere = anchor.startswith("text:")
            asked: set[Element] = set()  # boxes of questions: what stands in them are answers to choose from
            for line in flowing(self._own_lines() if anywhere else lines, self.words):
                if _is_of_a_button(line):
                    continue
                if line.text.endswith(("?", "？")) and (box := line.element.getparent()) is not None:
                    asked.add(box)
                elsewhere = not is_statement(line, self.words) or self._is_event(line)
                if anywhere and (elsewhere or not asked.isdisjoint(line.element.iterancestors())):
                    continue
                for sentence in sentences(line.text.removeprefix(_label_of(line)).lstrip()):
                    add(sentence, anchor, rank, only_known=anywhere, within=line.text)
        if self._is_unknown():
            for line in self._lines_not_looked_at():
                if is_statement(line, self.words):
                    self._not_told(line.text)
        reminder = self.parts.get("reminder", "")
        for sentence in sentences(reminder):
            add(sentence, "reminder", 0, only_known=True, within=reminder)
        self._headline(messages)
        return tuple(messages.values())

    def _not_told(self, sentence: str) -> None:
        """A sentence that nothing was read from: a notice of the site, perhaps, in a place that is not known."""
        read = (self.parts.get("reminder") or "", *(timer.text for timer in self._timers_read()))
        if not any(sentence in text for text in read):
            self.ledger.problem("not_understood", "messages")

    def _denies(self, sentence: str) -> bool:
        """Whether a sentence of no certain place says what has not happened."""
        form = matched_form(sentence)
        return any(guard(language).denials.search(form) for language in self.words.languages)

    def _is_control(self, text: str) -> bool:
        """Whether words are those of a button."""
        entry = self.words.entry("labels", text)
        return self.words.entry("actions", text) is not None or (entry is not None and entry.code == "copy")

    def _is_event(self, line: Line) -> bool:
        """Whether a line is an event of a parcel, which is read as such."""
        key = words_key(line.printed)
        events = (event for package in self.parts.get("packages", ()) for event in package.events)
        return leading_time(line.text, self.words) is not None or any(key in words_key(event.text) for event in events)

    def _headline(self, messages: dict[str, Message]) -> None:
        """A headline that speaks of the parcel is no status of the order, but it is the platform's word."""
        status: Status | None = self.parts.get("status")
        entry = self.words.entry("headlines", status.label) if status else None
        if status is None or entry is None or status.label in messages:
            return
        path = f"messages.{len(messages)}"
        self.ledger.note(path, "status", 0, status.label)
        if entry.unverified:
            self.ledger.unverified(path)
        messages[status.label] = Message("platform", status.label, entry.code)

    def _folded(self) -> None:
        """A part that is folded away may be missing from a saved page."""
        if any(nodes(anchor, self.scope) for _, anchor in self.anchors("folded")):
            self.ledger.problem("folded_parts", None)


_LONGEST_TOLD = 400  # characters of a line
_FEWEST_WORDS = 3  # of a sentence that tells how an order ended
_NUMBER_OF_ORDER = patterns.compiled(
    r"[(（][^()（）\d]{0,30}\d{15,19}[)）]|(?:(?:no|nr|number|nº|n\.º|№)\.?\s?|#)?\d{15,19}", re.IGNORECASE
)


_PARTS: tuple[tuple[str, Callable[[OrderReader], object]], ...] = (
    ("order_id", OrderReader._order_id),
    ("status", OrderReader._status),
    ("placed_on", partial(OrderReader.date, field="placed_on", path="placed_on", once=as_date)),
    *((name, partial(OrderReader.date, field=name, path=name)) for name in _DATES[1:]),
    *((name, partial(OrderReader._end, name=name)) for name in _ENDS),
    ("close_code", OrderReader._close_code),
    ("payments", OrderReader._payments),
    ("amounts", OrderReader._amounts),
    ("refund", OrderReader._refund),
    ("dispute", OrderReader._dispute),
    ("shop", OrderReader._shop),
    ("items", OrderReader._items),
    ("packages", OrderReader._packages),
    ("timers", OrderReader._timers),
    ("actions", OrderReader._actions),
    ("reminder", OrderReader._reminder),
    ("messages", OrderReader._messages),
    ("folded", OrderReader._folded),
)
"""In reading order: what stands first is known to what follows."""


def _is_of_a_button(line: Line) -> bool:
    """Whether a line is all that a button says, which stands behind other words of its block: it folds a long text
    away, as a rule."""
    box = line.element
    return (box.tag == "button" or box.get("role") == "button") and box.getprevious() is not None


def _label_of(line: Line) -> str:
    """The label in front of a line's words, which has an element of its own, maybe in pieces; empty where there is
    none."""
    for count in range(1, len(line.runs)):
        label = fold("".join(line.runs[:count]))
        if len(label) > _LONGEST_LABEL:
            break
        if label.endswith((":", "：")):
            return label if len(sentences(label)) == 1 else ""
    return ""
