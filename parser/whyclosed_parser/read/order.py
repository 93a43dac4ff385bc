"""One order out of its part of a page, by the layout's table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property, partial

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event
from whyclosed_parser.layouts.recognise import family
from whyclosed_parser.model import Order, Page, Payment, Shop, Status, StatusCode, When
from whyclosed_parser.page.find import Hit, nodes
from whyclosed_parser.page.index import Node
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.read.actions import read_actions
from whyclosed_parser.read.addresses import order_in
from whyclosed_parser.read.amounts import read_amounts
from whyclosed_parser.read.clocks import read_clocks
from whyclosed_parser.read.coded import by_code
from whyclosed_parser.read.currencies import settle_currencies
from whyclosed_parser.read.disputes import read_dispute
from whyclosed_parser.read.field import FieldReader, no_doubt, printed
from whyclosed_parser.read.items import read_items
from whyclosed_parser.read.labels import goes_on, hits, labelled
from whyclosed_parser.read.messages import read_messages
from whyclosed_parser.read.packages import read_packages
from whyclosed_parser.read.refunds import read_refund
from whyclosed_parser.read.reminders import read_reminder
from whyclosed_parser.read.sentences import close_code, sentences
from whyclosed_parser.read.statements import apart, before_reason, undated
from whyclosed_parser.read.states import state_lines, status_line
from whyclosed_parser.read.values import as_date, read_id, read_link, read_payment, read_status, settled_status
from whyclosed_parser.values.dates import read_when
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.values.text import UNSPACED, any_of, count_words, plain_digits
from whyclosed_parser.words import Kind
from whyclosed_parser.words.packs import load

_BROKEN_PIECE = patterns.compiled(rf"\s[·|–-]\s[^·|–{MARK}]{{0,80}}{MARK}[^·|–]*")
"""An amount beside the way that it was paid, not readable whole."""
_WITHOUT_STATUS = frozenset({"tracking", "refund", "dispute"})
"""Kinds of pages that speak of a parcel or a request, and print no status of the order."""
_OF_ORDERS: tuple[Kind, ...] = ("status", "refund", "dispute")
_DATES = ("placed_on", "paid_on", "shipped_on")
_ENDS = ("completed_on", "closed_on")
_ALIVE = frozenset({"awaiting_payment", "payment_review", "awaiting_shipment", "partially_shipped", "shipped"})
_LONGEST_TOLD = 400  # characters of a line
_FEWEST_WORDS = 3  # of a sentence that tells how an order ended
_NUMBER_OF_ORDER = patterns.compiled(
    r"[(（][^()（）\d]{0,30}\d{15,19}[)）]|(?:(?:no|nr|number|nº|n\.º|№)\.?\s?|#)?\d{15,19}", re.IGNORECASE
)
_ENDED = {"completed": "completed_on", **dict.fromkeys(("closed", "cancelled", "expired"), "closed_on")}


class OrderReader(FieldReader):
    """Reads one order, part by part; a part that fails leaves the others alone."""

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
        parts = settle_currencies(parts, self.ledger)
        return Order(**parts, pages=(page,), found=self.ledger.found, problems=tuple(self.ledger.problems))

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
        return found[0] if found else self._id_told()

    def _id_told(self) -> str | None:
        """The order whose state the subject of a mail tells, where its words name none; or of a mail and of words that
        were copied the only one that their sentences name."""
        if self.page.layout.evidence:
            return None
        told = {}
        for text in (*(line.text for line in self.scope.lines()), *(said.text for said in self.page.talk)):
            said = _behind_number(_NUMBER_OF_ORDER.split(text)) if len(text) < _LONGEST_TOLD else None
            if said and count_words(said) > 1 and self.words.entry("status", said) is not None:
                told[read_id(text.partition(":")[0])] = text
            elif self.page.is_told:
                told.update((found["number"], text) for found in _named_orders().finditer(plain_digits(text)))
        if len(told) != 1 or None in told:
            if len(told) > 1:
                self.ledger.problem("not_understood", "order_id")
            return None
        ((number, text),) = told.items()
        self.ledger.note("order_id", "text:status", 0, self.free(text))
        return number

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
        elif (headline := next(self.block_lines("headline"), None)) is not None:
            lines, anchor, rank = headline
            read = read_status(lines[0], self.words)
            if read is None:
                return None
            status, unverified = read
            self.ledger.note("status", anchor, rank, status.label)
        else:
            headed = bool(self.page.talk)  # with the name of the other one
            line = status_line(self.scope.lines(), self.words, headed=headed) if self.asks("status") else None
            read = read_status(line.text, self.words) if line else self._status_told()
            if read is None:
                if anchors and self.page.layout.evidence:
                    self.ledger.problem("broken_order", "status")
                elif anchors and self._is_order():
                    self.ledger.problem("unknown_status", "status")
                return None
            status, unverified = read
            self.known["status_line"] = line
            self.ledger.note("status", "text:status", len(anchors) - 1, status.label)
        if unverified:
            self.ledger.unverified("status")
        known = any(self.words.entry(kind, status.label) for kind in ("status", "headlines"))
        if status.code == "unknown" and not known:
            if (code := self._of_parcel(status.label)) is not None:
                self.ledger.unverified("status")
                return replace(status, code=code)
            self.ledger.problem("unknown_status", "status")
        return status

    def _status_told(self) -> tuple[Status, bool] | None:
        """The end of the order that sentences of a mail or a message tell, with its number in it or its reason behind
        it: "Your order 8190000011112222 has been closed because …"; or the state that its subject tells."""
        if self.page.layout.evidence or not self.asks("status"):
            return None
        told = {}
        texts = [line.text for line in self.scope.lines()]
        texts += [said.text for said in self.page.talk if said.sender == "platform"]
        for sentence in (one for text in texts for one in sentences(without_quotations(text[:_LONGEST_TOLD]))):
            if MARK in sentence or count_words(sentence) < _FEWEST_WORDS or self.names_another_order(sentence):
                continue
            for said in (sentence.rstrip(".!。"), *before_reason(sentence, self.words)):
                parts = [part.strip() for part in _NUMBER_OF_ORDER.split(said)]
                subject = _behind_number(parts)
                whole = " ".join(parts).strip()
                for label in filter(None, (whole, "".join(parts), subject, apart(whole, self.words)[0])):
                    entry = self.words.entry("status", label)
                    if entry is None or count_words(label) < 2:
                        continue
                    if label == subject or _ENDED.get(entry.code) == "closed_on":
                        told[entry.code] = Status(entry.code, self.free(sentence)), entry.unverified
                if subject and not told and (code := self._of_parcel(subject)) is not None:
                    told[code] = Status(code, self.free(sentence)), True
        return next(iter(told.values())) if len(told) == 1 else None

    def _of_parcel(self, label: str) -> StatusCode | None:
        """The status that words of a parcel tell where those of the order stand: "In transit"."""
        states: dict[str, StatusCode] = load("any", "notices")["status"]
        return states.get(classify_event(label, self.page.language))

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

    def _end(self, name: str) -> When | None:
        """The day of this kind of end. Data may have one field for all of them."""
        day = self.date(name, name, once=as_date) or self._end_told(name)
        if day is not None or not any(nodes(anchor, self.scope) for _, anchor in self.anchors("ended_on")):
            return day
        kind = self._kind_of_end()
        if kind is None and name == "closed_on":
            self.ledger.problem("not_understood", name)
        return self.date("ended_on", name) if kind == name else None

    def _end_told(self, name: str) -> When | None:
        """The one day on which a sentence of a mail or of copied words says that the order ended so: "Your order
        8190000011112222 was cancelled on Nov 13, 2026."."""
        days: dict[When, str] = {}
        texts = [line.text for line in self.scope.lines()] if self.page.is_told else []
        for sentence in (one for text in texts for one in sentences(without_quotations(text[:_LONGEST_TOLD]))):
            said = " ".join(_NUMBER_OF_ORDER.sub(" ", sentence).split())
            day = undated(said, self.words)[1]
            if day is None or self.names_another_order(sentence):
                continue
            entry = self.words.entry("status", apart(said.partition(day)[0], self.words)[0])  # which the day is of
            if entry is None or _ENDED.get(entry.code) != name:
                continue
            if (when := read_when(day, self.words.months, near=self.page.captured_at)) is not None:
                days[when] = sentence
        if len(days) != 1:
            return None
        ((when, sentence),) = days.items()
        self.ledger.note(name, "text:status", 0, self.free(sentence))
        self.ledger.unverified(name)
        return when

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

    def _shop(self) -> Shop:
        name = self.words_of("shop.name", "shop.name")
        if name is not None and find_amounts(name):  # no end of its element: the rest of the page stands in it
            self.ledger.forget("shop.name")
            self.ledger.problem("broken_order", "shop.name")
            name = None
        row = self.words.row(name) if name is not None else None
        if row is not None and row.entry.code == "shop":
            name = row.value
        base = self.page.url

        def doubt(seen: list[Hit]) -> str | None:
            return "not_understood" if any(hit.text.startswith("/") for hit in seen) else None

        found = self.first("shop.url", "shop.url", lambda hit: read_link(hit.text, base), doubt=doubt)
        if found is not None and name is None:
            self.ledger.problem("broken_order", "shop.name")
        return Shop(name, found[0] if found else None)

    def _folded(self) -> None:
        """A part that is folded away may be missing from a saved page."""
        if any(nodes(anchor, self.scope) for _, anchor in self.anchors("folded")):
            self.ledger.problem("folded_parts", None)


@cache
def _named_orders() -> re.Pattern[str]:
    """An order's number behind the word for an order: "your order 8190000011112222"."""
    nouns = any_of([noun for one in load("any", "orders")["called"].values() for noun in one])
    signs = any_of(load("any", "orders")["number"])
    return patterns.compiled(
        rf"(?<![^\W{UNSPACED}])(?:{nouns})\s?[(（\[]?(?:{signs})?\s?[:：]?\s?[(（\[]?(?P<number>\d{{15,19}})(?!\d|[.,-]\d)",
        re.IGNORECASE,
    )


def _behind_number(parts: list[str]) -> str | None:
    """What the subject of a mail says of the order that it names first: "Order 8190000011112222: order shipped"."""
    if (
        len(parts) != 2
        or not parts[0][:1].isalpha()
        or ":" in parts[0]
        or not parts[1].lstrip().startswith((":", "："))
    ):
        return None
    return parts[1].lstrip(":： ") if 0 < count_words(parts[0]) < _FEWEST_WORDS else None


_PARTS: tuple[tuple[str, Callable[[OrderReader], object]], ...] = (
    ("order_id", OrderReader._order_id),
    ("status", OrderReader._status),
    ("placed_on", partial(OrderReader.date, field="placed_on", path="placed_on", once=as_date)),
    *((name, partial(OrderReader.date, field=name, path=name)) for name in _DATES[1:]),
    *((name, partial(OrderReader._end, name=name)) for name in _ENDS),
    ("close_code", OrderReader._close_code),
    ("payments", OrderReader._payments),
    ("amounts", read_amounts),
    ("refund", read_refund),
    ("dispute", read_dispute),
    ("shop", OrderReader._shop),
    ("items", read_items),
    ("packages", read_packages),
    ("timers", read_clocks),
    ("actions", read_actions),
    ("reminder", read_reminder),
    ("messages", read_messages),
    ("folded", OrderReader._folded),
)
"""In reading order: what stands first is known to what follows."""
