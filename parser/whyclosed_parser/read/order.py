"""One order out of its part of a page, by the layout's table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from whyclosed_parser.classify import classify_platform_message
from whyclosed_parser.model import (
    Action,
    AmountRow,
    Amounts,
    Dispute,
    DisputeState,
    Item,
    Message,
    Money,
    Order,
    Package,
    Page,
    Payment,
    Refund,
    Shop,
    Status,
    Timer,
    When,
)
from whyclosed_parser.page.find import nodes, scope_of
from whyclosed_parser.page.index import Scope
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.read.actions import read_actions
from whyclosed_parser.read.currencies import settle_currencies
from whyclosed_parser.read.field import FieldReader, printed
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.parcels import read_packages
from whyclosed_parser.read.sentences import close_code, is_statement, sentences
from whyclosed_parser.read.states import StateLine, is_step, marked_box, state_lines, status_line, the_state
from whyclosed_parser.read.timers import find_timers, has_sentence
from whyclosed_parser.read.values import read_id, read_link, read_payment, read_quantity, read_status
from whyclosed_parser.values.dates import read_when
from whyclosed_parser.values.money import read_money

_PRODUCT_LINK = re.compile(r"/item/(?:[^?#]*/)?\d+\.html")
_DATES = ("placed_on", "paid_on", "shipped_on", "completed_on", "closed_on")


class OrderReader(FieldReader):
    """Reads one order. Every method reads one part; a part that fails leaves the others alone."""

    def read(self, page: Page) -> Order:
        """The order on this page, with `found` and `problems`."""
        have = self.page.layout.parts
        parts = self.parts
        for name, read in _PARTS:
            if name in have and (value := self.guarded(name, read)) is not None:
                parts[name] = value
        settle_currencies(parts, self.ledger)
        return Order(**parts, pages=(page,), found=self.ledger.found, problems=tuple(self.ledger.problems))

    # The parts.

    def _order_id(self) -> str | None:
        found = self.first("order_id", "order_id", lambda hit: read_id(hit.text))
        if found is None and self.page.layout.evidence and self.page.layout.kind not in ("refund", "dispute"):
            self.ledger.problem("broken_order", "order_id")
        return found[0] if found else None

    def _status(self) -> Status | None:
        anchors = self.page.layout.anchors("status")
        found = self.first("status", "status", lambda hit: read_status(printed(hit, self.scope) or "", self.words))
        if found is not None:
            status, unverified = found[0]
        else:
            line = status_line(self.scope.lines(), self.words) if self.asks("status") else None
            read = read_status(line.text, self.words) if line else None
            if read is None:
                if anchors:
                    self.ledger.problem("broken_order", "status")
                return None
            status, unverified = read
            self.ledger.note("status", "text:status", len(anchors) - 1, status.label)
        if unverified:
            self.ledger.unverified("status")
        if status.code == "unknown" and self.words.entry("status", status.label) is None:
            self.ledger.problem("unknown_status", "status")
        return status

    def _close_code(self) -> str | None:
        found = close_code(self.scope.lines()) if self.asks("close_code") else None
        if found is None:
            return None
        self.ledger.note("close_code", "text:close_code", 0, self.free(found[1].text))
        return found[0]

    def _payments(self) -> tuple[Payment, ...]:
        for rank, anchor in enumerate(self.page.layout.anchors("payments")):
            payments: list[Payment] = []
            for hit in hits(anchor, self.scope, self.words, None):
                read = read_payment(hit.text.replace(MARK, " "), self.words)
                if read is None:
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
        rows: list[AmountRow] = []
        for node, _, _ in self.each("amounts.rows"):
            inner = self.scope.inner(node)
            path = f"amounts.rows.{len(rows)}"
            label = self.words_of("amounts.rows.label", path, inner)
            if label is None:
                continue
            entry = self.words.entry("labels", label)
            is_total = entry is not None and entry.code == "total"
            if is_total:
                del self.ledger.found[path]
                path = "amounts.total"
            money = self.amount("amounts.rows.money", path, inner)
            if is_total:
                total = money
                continue
            if money and money.amount > 0 and entry is not None and entry.code == "discount":
                money = replace(money, amount=-money.amount)
            rows.append(AmountRow(label.rstrip(":： "), money))
        return Amounts(total or self.amount("amounts.total", "amounts.total"), tuple(rows))

    def _refund(self) -> Refund | None:
        for state, anchor, rank in self._states("refund"):
            self.ledger.note("refund", anchor, rank, state.line.text)
            if state.entry.unverified:
                self.ledger.unverified("refund.stage")
            amount = read_money(state.line.text) or self._refund_amount()
            return Refund(int(state.entry.code), state.label, amount, self._refund_updated_on(state))
        return Refund(amount=self._refund_amount(), updated_on=self.date("refund.updated_on", "refund.updated_on"))

    def _states(self, kind: Literal["refund", "dispute"]) -> Iterator[tuple[StateLine, str, int]]:
        """What the page says about refund or dispute, with the anchor and its rank."""
        low = self.scope.low
        if not any(word in low for word in self.words.entries[kind]):
            return
        for lines, anchor, rank in self.lines_of(f"{kind}.state"):
            state = the_state(state_lines(lines, kind, self.words))
            if state is not None:
                yield state, anchor, rank

    def _refund_updated_on(self, state: StateLine) -> When | None:
        """The day of the newest stage: printed with a label, or alone and as the only one in the marked step."""
        path = "refund.updated_on"
        printed = self.date(path, path)
        step = marked_box(state.line.element) if is_step(state.line.element) else None
        if printed is not None or step is None:
            return printed
        near = self.page.captured_at
        texts = (text for line in scope_of(self.scope.index, step).lines() for text in (line.text, *line.runs))
        days = {day: text for text in texts if (day := read_when(text, self.words.months, near=near)) is not None}
        if len(days) != 1:
            return None
        ((day, text),) = days.items()
        if near is not None and (day.date() if isinstance(day, datetime) else day) > near.date() + timedelta(days=1):
            return None  # no stage was reached in the future
        self.ledger.note(path, "text:refund", 0, text)
        return day

    def _refund_amount(self) -> Money | None:
        return self.amount("refund.amount", "refund.amount")

    def _dispute(self) -> Dispute:
        for state, anchor, rank in self._states("dispute"):
            self.ledger.note("dispute", anchor, rank, state.line.text)
            if state.entry.unverified:
                self.ledger.unverified("dispute.state")
            return Dispute(_dispute_state(state.entry.code), state.label, *self._dispute_days())
        return Dispute(None, None, *self._dispute_days())

    def _dispute_days(self) -> tuple[When | None, When | None]:
        opened = self.date("dispute.opened_on", "dispute.opened_on")
        return opened, self.date("dispute.decided_on", "dispute.decided_on")

    def _shop(self) -> Shop:
        name = self.words_of("shop.name", "shop.name")
        found = self.first("shop.url", "shop.url", lambda hit: read_link(hit.text))
        return Shop(name, found[0] if found else None)

    def _items(self) -> tuple[Item, ...]:
        items: list[Item] = []
        for node, anchor, rank in self.each("items"):
            path = f"items.{len(items)}"
            item = self._item(self.scope.inner(node), path)
            if item != Item():
                items.append(item)
                if rank and anchor.startswith("text:"):  # a redesign: what has no words of its own is not found
                    self.ledger.problem("broken_order", path)
        if not items and any(_PRODUCT_LINK.search(href) for href, _ in self.scope.links()):
            self.ledger.problem("broken_order", "items")
        return tuple(items)

    def _item(self, scope: Scope, path: str) -> Item:
        line_id = self.first("items.line_id", f"{path}.line_id", lambda hit: read_id(hit.text), scope)
        item_id = self.first(
            "items.item_id", f"{path}.item_id", lambda hit: hit.text if hit.text.isdigit() else None, scope
        )
        quantity = self.first("items.quantity", f"{path}.quantity", lambda hit: read_quantity(hit.text), scope)
        return Item(
            line_id=line_id[0] if line_id else None,
            item_id=item_id[0] if item_id else None,
            title=self.words_of("items.title", f"{path}.title", scope),
            sku=self.words_of("items.sku", f"{path}.sku", scope),
            quantity=quantity[0] if quantity else None,
            price=self.amount("items.price", f"{path}.price", scope),
        )

    def _packages(self) -> tuple[Package, ...]:
        return read_packages(self)

    def _actions(self) -> tuple[Action, ...]:
        return read_actions(self)

    def _timers(self) -> tuple[Timer, ...]:
        timers: list[Timer] = []
        if not self.asks("timers"):
            return ()
        for found in find_timers(self.scope, self.words, self.page.captured_at):
            path = f"timers.{len(timers)}"
            text = self.free(found.timer.text)
            self.ledger.note(path, "text:timers", 0, text)
            if found.unverified:
                self.ledger.unverified(path)
            if found.problem:
                self.ledger.problem(found.problem, path)
            timers.append(replace(found.timer, text=text))
        if self.scope.broken and not timers and has_sentence(self.scope, self.words):
            self.ledger.problem("broken_words", "timers")
        return tuple(timers)

    def _reminder(self) -> str | None:
        for rank, anchor in enumerate(self.page.layout.anchors("reminder")):
            for node in nodes(anchor, self.scope):
                inner = self.scope.inner(node)
                buttons = {other[1] for key in ("<button>", "<a>", "role:button") for other in inner.find(key)}
                text = self.free(" ".join(line.printed for line in inner.lines_without(buttons)))
                if text:
                    self.ledger.note("reminder", anchor.written, rank, text)
                    return text
        return None

    def _messages(self) -> tuple[Message, ...]:
        """The platform's notices, and the sentences of the reminder that say why something happened."""
        messages: dict[str, Message] = {}

        def add(text: str, anchor: str, rank: int, *, only_known: bool) -> None:
            meaning = classify_platform_message(text)
            if meaning == "other":
                meaning = None
            text = self.free(text)
            if (only_known and meaning is None) or text in messages:
                return
            self.ledger.note(f"messages.{len(messages)}", anchor, rank, text)
            messages[text] = Message("platform", text, meaning)

        for lines, anchor, rank in self.lines_of("messages"):
            anywhere = anchor.startswith("text:")
            for line in lines:
                for sentence in sentences(line.text) if not anywhere or is_statement(line, self.words) else ():
                    add(sentence, anchor, rank, only_known=anywhere)
        for sentence in sentences(self.parts.get("reminder", "")):
            add(sentence, "reminder", 0, only_known=True)
        return tuple(messages.values())

    def _folded(self) -> None:
        """A part that is folded away may be missing from a saved page."""
        if any(nodes(anchor, self.scope) for anchor in self.page.layout.anchors("folded")):
            self.ledger.problem("folded_parts", None)


def _dispute_state(code: str) -> DisputeState:
    return code  # type: ignore[return-value]  # tests/test_words.py holds the packs to the list of states


_PARTS: tuple[tuple[str, Callable[[OrderReader], object]], ...] = (
    ("order_id", OrderReader._order_id),
    ("status", OrderReader._status),
    *((name, partial(OrderReader.date, field=name, path=name)) for name in _DATES),
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
