"""One order out of its part of a page, part by part; a part that fails leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from whyclosed_parser import patterns
from whyclosed_parser.model import Order, Page, Payment, Shop, Status, When
from whyclosed_parser.model.order import CLOSED, DAYS
from whyclosed_parser.page.find import Hit, nodes
from whyclosed_parser.page.index import Scope
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.actions import read_actions
from whyclosed_parser.read.addresses import store_in
from whyclosed_parser.read.amounts import read_amounts, tell_missed_rows
from whyclosed_parser.read.apart import apart, undated
from whyclosed_parser.read.bare_days import bare_day
from whyclosed_parser.read.clocks import read_clocks
from whyclosed_parser.read.currencies import settle_currencies
from whyclosed_parser.read.disputes.answers import settled_dispute
from whyclosed_parser.read.disputes.dispute import read_dispute
from whyclosed_parser.read.field import FieldReader, PageContext
from whyclosed_parser.read.goods import ARROWS, invites_to_a_shop
from whyclosed_parser.read.ids import read_order_id, without_number
from whyclosed_parser.read.items import read_items, tell_missed_goods
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.messages import read_messages
from whyclosed_parser.read.named_orders import LONGEST_TOLD
from whyclosed_parser.read.parcels.packages import read_packages
from whyclosed_parser.read.refunds.refund import read_refund
from whyclosed_parser.read.reminders import read_reminder
from whyclosed_parser.read.sentences import close_code, sentences
from whyclosed_parser.read.states import is_ahead
from whyclosed_parser.read.status import read_order_status
from whyclosed_parser.read.talk import is_sellers_message
from whyclosed_parser.read.unread import tell_unread
from whyclosed_parser.read.values import read_link, read_payment, settled_status
from whyclosed_parser.values.dates import HOUR
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.values.text import without_stop

_BROKEN_PIECE = patterns.compiled(rf"\s[·|–-]\s[^·|–{MARK}]{{0,80}}{MARK}[^·|–]*")
"""An amount beside the way that it was paid, not readable whole."""
"""What stands behind the words of a link, in scripts that run to the left, too."""
_ENDS = ("completed_on", "closed_on")
_ALIVE = frozenset({"awaiting_payment", "payment_review", "awaiting_shipment", "partially_shipped", "shipped"})
_ENDED: Mapping[str, str] = {"completed": "completed_on", **dict.fromkeys(CLOSED, "closed_on")}


def read_parts(context: PageContext, scope: Scope, page: Page) -> Order:
    """The order in this part of a page, with `found` and `problems`."""
    reader = FieldReader(context, scope)
    have = context.layout.parts
    if not context.layout.evidence and reader.kind == "tracking":
        have -= {*DAYS, "messages"}  # what happened to a parcel may be called like a row of an order
    parts = reader.parts
    for name, read in _PARTS:
        if name in have and (value := reader.guarded(name, read)) is not None:
            parts[name] = value
    reader.guarded("amounts", tell_missed_rows)
    reader.guarded("amounts", tell_unread)
    reader.guarded("items", tell_missed_goods)
    if (status := settled_status(parts, reader.words)) is not None:
        parts["status"] = status
    if (dispute := settled_dispute(parts, reader.ledger, page.captured_at, reader.words.tongues)) is not None:
        parts["dispute"] = dispute
    parts = settle_currencies(parts, reader.ledger)
    return Order(**parts, pages=(page,), found=reader.ledger.found, problems=tuple(reader.ledger.problems))


def _past_day(reader: FieldReader, name: str) -> When | None:
    """A day of the order's own, in a row of any kind or told in a sentence."""
    day = reader.date(name, name)
    if day is not None or not reader.asks(name):
        return day
    return bare_day(reader, name, name) or _told_day(reader, name)


def _end(reader: FieldReader, name: str) -> When | None:
    """The day of this kind of end. Data may have one field for all of them."""
    day = _past_day(reader, name)
    if day is not None or not any(nodes(anchor, reader.scope) for _, anchor in reader.anchors("ended_on")):
        return day
    kind = _kind_of_end(reader)
    if kind is None and name == "closed_on":
        reader.ledger.problem("not_understood", name)
    return reader.date("ended_on", name) if kind == name else None


def _told_day(reader: FieldReader, name: str) -> When | None:
    """The one day on which a sentence of a mail or of copied words says that this was: "Your order 8190000011112222 was
    cancelled on Nov 13, 2026.", "On Nov 13, 2026 the order was cancelled", "Paid Nov 1, 2026"."""
    days: dict[When, str] = {}
    lines = [line for line in reader.scope.lines() if not is_ahead(line)] if reader.page.is_told else []
    texts = [line.text.removeprefix(line.mark).lstrip() for line in lines]
    for sentence in (one for text in texts for one in sentences(without_quotations(text[:LONGEST_TOLD]))):
        said = without_number(sentence)
        day = undated(said, reader.words)[1]
        if day is None or reader.names_another_order(sentence):
            continue
        before, _, behind = said.partition(day)
        parts = [apart(part, reader.words)[0] for part in (before, without_stop(behind))]
        timed = HOUR.search(day) is not None
        if name not in [_day_of(part, reader, timed=timed) for part in parts]:
            continue
        when = reader.when(day)
        if when is not None and not reader.is_to_come(when):
            days[when] = sentence
    if len(days) != 1:
        return None
    ((when, sentence),) = days.items()
    reader.ledger.note(name, "text:status", 0, reader.free(sentence))
    reader.ledger.unverified(name)
    return when


def _day_of(said: str, reader: FieldReader, *, timed: bool) -> str | None:
    """The day of an order that stands beside these words: a status that ends it, or the label of a row. What has an
    hour beside it (`timed`) may be an event of the parcel."""
    status, label = reader.words.code("status", said), reader.words.code("labels", said)
    return label if label in DAYS and not timed else _ENDED.get(status or "")


def _kind_of_end(reader: FieldReader) -> str | None:
    """What the day of an end is the day of, by its label, or else by the status."""
    labels = (
        hit
        for anchor in reader.page.layout.anchors("ended_on_label")
        for hit in hits(anchor, reader.scope, reader.words, None)
    )
    kind = next((code for hit in labels if (code := reader.words.code("labels", hit.text)) in _ENDS), None)
    status = reader.parts.get("status")
    return kind or (_ENDED.get(status.code) if isinstance(status, Status) else None)


def _close_code(reader: FieldReader) -> str | None:
    """The platform's own code for the end of an order; None on a living one, and where several speak against each
    other."""
    status = reader.parts.get("status")
    if isinstance(status, Status) and status.code in _ALIVE:
        return None  # the codes are reasons to choose from
    if any(nodes(anchor, reader.scope) for _, anchor in reader.anchors("close_code_doubt")):
        reader.ledger.problem("disagreement", "close_code")
        return None
    found = close_code(reader.scope.lines()) if reader.asks("close_code") else None
    if found is None:
        return None
    reader.ledger.note("close_code", "text:close_code", 0, reader.free(found[1].text))
    return found[0]


def _payments(reader: FieldReader) -> tuple[Payment, ...]:
    for rank, anchor in reader.anchors("payments"):
        payments: list[Payment] = []
        for hit in hits(anchor, reader.scope, reader.words, None):
            read = read_payment(_BROKEN_PIECE.sub("", hit.text).replace(MARK, " "), reader.words)
            if read is None:
                if MARK in hit.text:
                    reader.ledger.problem("broken_words", "payments")
                continue
            payment, unverified = read
            path = f"payments.{len(payments)}"
            reader.ledger.note(path, anchor.written, rank, payment.label)
            if unverified:
                reader.ledger.unverified(f"{path}.method")
            payments.append(payment)
        if payments:
            return tuple(payments)
    return ()


def _shop(reader: FieldReader) -> Shop:
    name = reader.words_of("shop.name", "shop.name", unless=invites_to_a_shop)
    if name is not None and find_amounts(name):  # no end of its element: the rest of the page stands in it
        reader.ledger.forget("shop.name")
        reader.ledger.problem("broken_order", "shop.name")
        name = None
    if name is not None and undated(name, reader.words)[1] is not None:  # what the seller did, or has to do
        reader.ledger.forget("shop.name")
        reader.ledger.problem("not_understood", "shop.name")
        name = None
    row = reader.words.row(name) if name is not None else None
    if row is not None and row.entry.code == "shop":
        name = row.value
    if name is not None and reader.ledger.found["shop.name"].anchor == "label:shop" and is_sellers_message(name):
        reader.ledger.forget("shop.name")  # which is read as a message
        name = None
    if name is not None:
        name = name.rstrip(ARROWS) or None
    base = reader.page.url

    def doubt(seen: list[Hit]) -> str | None:
        return "not_understood" if any(hit.text.startswith("/") for hit in seen) else None

    found = reader.first("shop.url", "shop.url", lambda hit: read_link(hit.text, base), doubt=doubt)
    stores = [store for _, store in reader.scope.linked(store_in)]
    if found is not None and stores[:1] != [store_in(found[0])] and stores:  # one of several, whose first was not read
        reader.ledger.forget("shop")
        reader.ledger.problem("not_understood", "shop")
        return Shop()
    if found is not None and name is None:
        reader.ledger.problem("broken_order", "shop.name")
    return Shop(name, found[0] if found else None)


def _folded(reader: FieldReader) -> None:
    """A part that is folded away may be missing from a saved page."""
    if any(nodes(anchor, reader.scope) for _, anchor in reader.anchors("folded")):
        reader.ledger.problem("folded_parts", None)


_PARTS: tuple[tuple[str, Callable[[FieldReader], object]], ...] = (
    ("order_id", read_order_id),
    ("placed_on", partial(_past_day, name="placed_on")),
    ("status", read_order_status),
    *((name, partial(_past_day, name=name)) for name in ("paid_on", "shipped_on")),
    *((name, partial(_end, name=name)) for name in _ENDS),
    ("close_code", _close_code),
    ("payments", _payments),
    ("amounts", read_amounts),
    ("refund", read_refund),
    ("dispute", read_dispute),
    ("shop", _shop),
    ("items", read_items),
    ("packages", read_packages),
    ("timers", read_clocks),
    ("actions", read_actions),
    ("reminder", read_reminder),
    ("messages", read_messages),
    ("folded", _folded),
)
"""In reading order: what stands first is known to what follows."""
