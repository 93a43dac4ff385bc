"""Layouts are chosen by evidence on the page; pages without an order are named; scrambled pages are still read."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from itertools import count, takewhile

import pytest
from tests.common import FIXTURES, page_of

from whyclosed_parser import errors, extract, load, parse
from whyclosed_parser.layouts import Layout, excluded, layouts, refusals, wanted_keys
from whyclosed_parser.layouts.recognise import recognise
from whyclosed_parser.model import Order
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.build import build_index
from whyclosed_parser.words import words_for


def time_of(name: str) -> datetime:
    return datetime.fromisoformat(tomllib.loads((FIXTURES / name / "meta.toml").read_text("utf-8"))["captured_at"])


def layout_of(page: bytes, url: str | None = None) -> str:
    document = load(page, url=url)
    return recognise(document, build_index(document.root, excluded(), wanted_keys()), words_for(document.language)).name


def scrambled(page: bytes) -> bytes:
    """The page with every class, id and data-pl renamed: what a redesign does."""
    number = count()
    return re.sub(rb'\b(class|id|data-pl)="[^"]*"', lambda found: b'%s="z%d"' % (found[1], next(number) % 999), page)


@pytest.mark.parametrize(
    ("fixture", "layout"),
    [
        ("detail-closed-no-reason", "g3_detail"),
        ("detail-shipped-2022-logistics", "g3_detail"),
        ("list-desktop-mixed", "g3_list"),
        ("list-mobile-cards", "g3_list"),
        ("tracking-delivered", "t3_tracking"),
        ("tracking-no-events", "t3_tracking"),
    ],
)
def test_layout_without_any_address(fixture: str, layout: str) -> None:
    assert layout_of(page_of(fixture)) == layout


def test_the_address_is_only_a_hint() -> None:
    wrong = "https://www.aliexpress.com/p/tracking/index.html?tradeOrderId=1"
    assert layout_of(page_of("detail-closed-no-reason"), wrong) == "g3_detail"


def is_of_data(layout: Layout) -> bool:
    """Answers of the interface have no links, and are read whole or not at all: no part can get lost."""
    return all(anchor.written.startswith("data:") for anchor in layout.evidence)


def test_every_layout_can_be_told_from_the_others() -> None:
    for layout in layouts():
        if layout.evidence:
            assert sum(layout.evidence.values()) >= 6, layout.name


@pytest.mark.parametrize(
    ("fixture", "error"),
    [
        ("bad-captcha", errors.CaptchaPage),
        ("bad-login", errors.LoginPage),
        ("bad-product-page", errors.ProductPage),
        ("bad-empty-shell", errors.EmptyShell),
        ("trap-refund-login-shell", errors.EmptyShell),
        ("dispute-start-form", errors.DisputeForm),
        ("bad-help-article", errors.NotAnOrderPage),
    ],
)
def test_pages_without_an_order_are_named(fixture: str, error: type[errors.PageError]) -> None:
    url = tomllib.loads((FIXTURES / fixture / "meta.toml").read_text("utf-8")).get("url")
    with pytest.raises(error):
        extract(load(page_of(fixture), url=url))


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("password", "<form><input type=password></form>", errors.LoginPage),
        (
            "mail",
            "<table class=EDM-MULTIPLE-PACKAGES-item-header><td><a href='https://x.example/t?tradeOrderId=8203417700050100'>"
            "Rastrear</a></td></table>",
            errors.NoticeMail,
        ),
        (
            "link alone",
            "<p>See <a href='https://www.aliexpress.com/p/order/detail.html?orderId=8203417700050100'>this</a></p>",
            errors.NotAnOrderPage,
        ),
        ("slider", '<div id="nc_1_wrapper">Slide to verify</div>', errors.CaptchaPage),
        ("product", '<h1 data-pl="product-title">A lamp</h1>', errors.ProductPage),
        ("nothing", "<p>Good morning.</p>", errors.NotAnOrderPage),
    ],
)
def test_refusals_need_no_address(name: str, body: str, error: type[errors.PageError]) -> None:
    with pytest.raises(error):
        extract(load(f"<html><body>{body}</body></html>"))


def test_refusals_name_classes_of_errors() -> None:
    for refusal in refusals():
        assert issubclass(getattr(errors, refusal.error), errors.PageError)
        assert refusal.evidence


def test_an_order_beside_a_login_box_is_still_an_order() -> None:
    page = page_of("detail-closed-no-reason").replace(b"</body>", b"<form><input type=password></form></body>")
    assert extract(load(page))[0].order_id == "8190000011112222"


def order_of(page: bytes, at: datetime) -> Order:
    (order,) = parse(page, captured_at=at).orders
    return order


SCRAMBLED_DETAILS = [
    "detail-awaiting-delivery-commitment",
    "detail-auto-confirm",
    "detail-awaiting-payment-countdown",
    "detail-canceled-refund-processing",
    "detail-closed-labels-2026",
    "detail-closed-security",
    "detail-closed-seller-cancelled",
    "detail-completed-glued-reminder",
    "detail-expired-never-paid",
    "detail-frozen",
    "detail-in-dispute",
    "detail-payment-verifying",
    "detail-pt-br-completed",
    "detail-refund-steps-active",
    "detail-refund-steps-no-mark",
    "detail-to-ship-countdown",
    "trap-completed-reminder",
    "trap-service-bar-refund-node",
]


@pytest.mark.parametrize("fixture", SCRAMBLED_DETAILS)
def test_a_scrambled_detail_page_gives_the_same(fixture: str) -> None:
    at = time_of(fixture)
    known, unknown = order_of(page_of(fixture), at), order_of(scrambled(page_of(fixture)), at)
    assert unknown.pages[0].layout == "text"
    for name in ("order_id", "status", "placed_on", "paid_on", "shipped_on", "completed_on", "timers", "dispute"):
        assert getattr(unknown, name) == getattr(known, name), name
    assert unknown.refund.stage == known.refund.stage
    assert unknown.amounts.total == known.amounts.total
    assert {message.meaning for message in unknown.messages} == {message.meaning for message in known.messages}


REQUESTS = [
    "dispute-waiting-buyer",
    "dispute-waiting-platform",
    "refund-initiated-order-id",
    "refund-state-line-complete",
]


@pytest.mark.parametrize("fixture", REQUESTS)
def test_a_request_is_known_by_its_address_and_its_words(fixture: str) -> None:
    meta = tomllib.loads((FIXTURES / fixture / "meta.toml").read_text("utf-8"))
    url = meta.get("url") or re.search(r"https://[^ ]+", page_of(fixture).decode())[0]  # type: ignore[index]
    known, unknown = (
        extract(load(page, url=url, captured_at=time_of(fixture)))[0]
        for page in (page_of(fixture), scrambled(page_of(fixture)))
    )
    assert unknown.pages[0].layout == known.pages[0].layout
    assert (unknown.refund, unknown.dispute, unknown.timers) == (known.refund, known.dispute, known.timers)
    assert unknown.order_id == known.order_id
    assert [item.line_id for item in unknown.items] == [item.line_id for item in known.items]


def test_a_request_without_an_address_is_read_by_its_text() -> None:
    lines = "<p>Waiting for your response</p><a href='/x?tradeOrderLineId=8211550070088058'>View details</a>"
    order = extract(load(f"<html><body>{lines}</body></html>"))[0]
    assert (order.pages[0].layout, order.pages[0].kind) == ("text", "dispute")
    assert order.dispute.state == "waiting_buyer"
    assert [item.line_id for item in order.items] == ["8211550070088058"]


def test_lines_of_an_order_that_the_address_names_are_one_order() -> None:
    items = "".join(
        f"<div><p>Thing {at}</p><a href='/p/reverse-pages/start.html?tradeOrderLineId=82115500700880{at}'>Return</a></div>"
        for at in (58, 69)
    )
    url = "https://www.aliexpress.com/x/order.html?orderId=8190000011112222"
    orders = extract(load(f"<html><body><h1>Refund complete</h1>{items}</body></html>", url=url))
    assert [order.order_id for order in orders] == ["8190000011112222"]


@pytest.mark.parametrize("words", ["Waiting for your response", "Refund complete"])
def test_words_about_refunds_are_no_order(words: str) -> None:
    url = "https://m.aliexpress.com/p/refund-amount/help.html"
    with pytest.raises(errors.NotAnOrderPage):
        extract(load(f"<html><body><h1>{words}</h1><p>What it means.</p></body></html>"))
    assert layout_of(b"<html><body><p>Good morning.</p></body></html>", url) == "text"


@pytest.mark.parametrize("fixture", ["tracking-delivered", "tracking-renumbered", "tracking-two-packages"])
def test_a_scrambled_tracking_page_gives_the_same_events(fixture: str) -> None:
    at = time_of(fixture)
    known, unknown = order_of(page_of(fixture), at), order_of(scrambled(page_of(fixture)), at)
    assert unknown.status is None
    assert unknown.pages[0].kind == "tracking"
    assert [package.tracking_number for package in unknown.packages] == [
        package.tracking_number for package in known.packages
    ]
    for package, other in zip(unknown.packages, known.packages, strict=True):
        assert package.events == other.events
        assert package.other_numbers == other.other_numbers


@pytest.mark.parametrize("fixture", ["list-desktop-mixed", "list-mobile-cards", "list-pt-br", "trap-tab-processed"])
def test_a_scrambled_list_gives_the_same_orders(fixture: str) -> None:
    at = time_of(fixture)
    known = parse(page_of(fixture), captured_at=at).orders
    unknown = parse(scrambled(page_of(fixture)), captured_at=at).orders
    assert [order.order_id for order in unknown] == [order.order_id for order in known]
    assert [order.status for order in unknown] == [order.status for order in known]
    assert [order.placed_on for order in unknown] == [order.placed_on for order in known]
    assert {order.pages[0].kind for order in unknown} == {"order_list"}
    assert not any(problem.code == "markers_missing" for order in unknown for problem in order.problems)


def test_a_card_without_an_id_on_a_scrambled_list_is_missed_with_a_word() -> None:
    fixture = "list-card-without-id"
    known = parse(page_of(fixture), captured_at=time_of(fixture)).orders
    unknown = parse(scrambled(page_of(fixture)), captured_at=time_of(fixture)).orders
    assert [order.order_id for order in unknown] == [order.order_id for order in known if order.order_id]
    assert all("markers_missing" in {problem.code for problem in order.problems} for order in unknown)


PAGES_OF = {
    "g1_detail": "g1-detail-finished",
    "g2_list": "g2-list-in-dispute",
    "g3_detail": "detail-canceled-2026",
    "g3_dispute": "dispute-waiting-buyer",
    "g3_list": "list-desktop-mixed",
    "g3_refund": "refund-mobile-completed",
    "g3_refund_list": "refund-list-2026",
    "ru_detail": "ru-detail-finished-received",
    "ru_list": "ru-list-unpaid",
    "t2": "t2-delivered",
    "t3_tracking": "tracking-delivered",
}
WRITTEN = {".": "class", "^": "class", "#": "id", "pl:": "data-pl", "testid:": "data-testid", "entitle:": "i18entitle"}
MARKERS = [(layout.name, marker) for layout in layouts() for marker in layout.markers]


def marked(marker: str, quote: str) -> str:
    """An element with this anchor key, its attribute in these quotes."""
    sign = next(sign for sign in WRITTEN if marker.startswith(sign))
    value = marker.removeprefix(sign) + ("--1aB2cD3" if sign == "^" else "")
    return f"<p {WRITTEN[sign]}={quote}{value}{quote}>lost</p>"


def test_every_layout_has_markers() -> None:
    assert (
        {name for name, _ in MARKERS}
        == {layout.name for layout in layouts() if layout.evidence and not is_of_data(layout)}
        == set(PAGES_OF)
    )


@pytest.mark.parametrize("name", PAGES_OF)
def test_a_part_that_does_not_come_into_the_tree_is_told(name: str) -> None:
    page = page_of(PAGES_OF[name])
    url = tomllib.loads((FIXTURES / PAGES_OF[name] / "meta.toml").read_text("utf-8")).get("url")

    def missing(behind: str) -> bool:
        changed = page.replace(b"</body>", behind.encode() + b"</body>")
        (order, *_) = parse(changed, url=url).orders
        assert (changed == page) == (not behind)
        assert order.pages[0].layout == name
        return "markers_missing" in {problem.code for problem in order.problems}

    assert not missing("")
    lost = [marked(marker, quote) for of, marker in MARKERS if of == name for quote in ('"', "'", "")]
    hidden = [text for one in lost for text in (f"<!-- {one}<!-- -->", f"<textarea><textarea>{one}</textarea>")]
    assert [text for text in hidden if not missing(text)] == []


@pytest.mark.parametrize("written", ["", "order", "div.order", ".a | somehow", ".a |row x"])
def test_a_bad_anchor_is_an_error(written: str) -> None:
    with pytest.raises(ValueError, match=r"anchor|take"):
        Anchor.parse(written)


def test_anchors_stand_in_the_order_of_their_stability() -> None:
    """data-pl, ids, links, classes, hashed prefixes, labels, text; links may stand first where they hold the value. A
    page about one line says so in its address, while its links may lead to other lines. They may stand last, too,
    where a redesign leaves nothing else, and places serve where no label is known: the order's own number is the
    printed one or the address's, and that of a parcel a printed one rather than a link's. The names that we give to
    lines of copied words are guesses about text."""
    ranks = {
        ".copied-": 5,
        "pl:": 0,
        "data:": 0,
        "testid:": 0,
        "entitle:": 0,
        "#": 0,
        "role:": 0,
        "href:": 1,
        "linked:": 1,
        ".": 2,
        "^": 3,
        "<": 3,
        "label:": 4,
        "url:": 5,
        "text:": 5,
        "around:": 5,
    }
    for layout in layouts():
        for field, anchors in layout.fields.items():
            named = [one.written for one in anchors if one.take != "nth"]
            found = [next(rank for head, rank in ranks.items() if one.startswith(head)) for one in named]
            links_last = [*takewhile(lambda one: one.kind in ("href", "linked"), reversed(anchors))]
            found = found[: len(found) - len(links_last)]
            printed = field in ("items.line_id", "order_id", "packages.tracking_number")
            assert found == sorted(found) or anchors[0].kind == "href" or printed, f"{layout.name}: {field}"


def test_the_printed_id_and_the_pages_own_address_stand_before_every_link() -> None:
    for layout in layouts():
        kinds = [anchor.kind for anchor in layout.anchors("order_id")]
        if layout.evidence and not is_of_data(layout):
            assert "href" not in kinds[: -kinds.count("href")], layout.name
            assert kinds.index("href") > max(kinds.index(kind) for kind in ("label", "url") if kind in kinds)
