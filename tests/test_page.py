"""What of a page is seen, and how its pieces join to words: as a browser shows it."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import partial

import pytest
from lxml import etree

from whyclosed_parser import extract, load
from whyclosed_parser.errors import EmptyShell, NotAnOrderPage
from whyclosed_parser.layouts import excluded, wanted_keys
from whyclosed_parser.model import Order
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.find import found_at, largest_boxes
from whyclosed_parser.page.index import PageIndex
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.styles import Flow, flow, hides, strikes
from whyclosed_parser.values.text import words_key
from whyclosed_parser.words import words_for
from whyclosed_parser.words.packs import languages

ID, OTHER = "8203417700050100", "8203417700050101"
URL = f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}"


def index_of(body: str) -> PageIndex:
    return build_index(load(f"<html><body>{body}</body></html>").root, excluded(), wanted_keys())


def lines(body: str) -> list[str]:
    return [line.text for line in index_of(body).whole.lines()]


# Styles.


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", True),
        ("DISPLAY : None ;", True),
        ("color:red;display:none!important", True),
        ("display:none ! important;display:block", True),
        ("display/**/:/**/none", True),
        (r"d\69splay:n\6fne", True),
        ("background:url(a;b.png);display:none", True),
        ("content:';';display:none", True),
        ("visibility:HIDDEN", True),
        ("visibility:collapse", True),
        ("content-visibility:hidden", True),
        ("display:block;display:none", True),
        ("display:none;display:block", False),
        ("display:none;display:nonsense", True),
        ("display:none foo", False),
        ("display:none-such", False),
        ("visibility:hidden;visibility:visible", False),
        ("content-visibility:auto", False),
        ("backface-visibility:hidden", False),
        ("-webkit-backface-visibility: hidden", False),
        ("--x-display:none", False),
        ("--visibility:hidden", False),
        ("/* display:none */color:red", False),
        ("color:red;/* ;display:none", False),
        ("background:url('display:none.png')", False),
        ('font-family:"display:none"', False),
        ("overflow:hidden", False),
        ("animation:none;float:none;outline:none", False),
        ("opacity:0;animation:fade 1s forwards", False),
        ("opacity:0;animation:none", True),
        ("display:contents;height:0;overflow:hidden", False),
        ("overflow:hidden;max-width:0;min-width:100%", False),
        ("transform:translate3d(-1280px,0,0)", True),
        ("transform:translate3d(-1280px,0,0);display:flex", False),  # a row of slides
        ("xdisplay:none", False),
        ("", False),
    ],
)
def test_what_a_style_hides(style: str, hidden: bool) -> None:
    assert hides(style) is hidden


def test_how_a_style_strikes_out_and_places() -> None:
    assert strikes("color:red; text-decoration: line-through red")
    assert not strikes("text-decoration:none")
    assert flow("display:inline-block") is Flow.BOX
    assert flow("display:block") is flow("float:left") is flow("position:absolute") is Flow.BLOCK
    assert flow("display:inline") is flow("display:contents") is Flow.INLINE
    assert flow("color:red") is None


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>x</div>",
        '<div hidden="until-found">x</div>',
        "<dialog>x</dialog>",
        "<div popover>x</div>",
        "<template>x</template>",
        "<details>x<b>y</b></details>",
        '<div class="sf-hidden">x</div>',
        '<input type="hidden" value="x">',
        '<div style="visibility:hidden"><b style="visibility:inherit">x</b></div>',
        '<div hidden><b style="visibility:visible">x</b></div>',
        '<div style="display:none"><b style="visibility:visible">x</b></div>',
        "<my-card><template shadowrootmode=open></template>x</my-card>",
        '<div>.<template shadowroot="open">x</template></div>',
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert "".join(lines(f"a{hidden}")).strip(".") == "a"


@pytest.mark.parametrize(
    "shown",
    [
        "<div aria-hidden=true>x</div>",
        "<dialog open>x</dialog>",
        '<div hidden style="display:block">x</div>',
        '<dialog style="display:flex">x</dialog>',
        '<div style="visibility:hidden">a<b style="visibility:visible">x</b>a</div>',
        "<details open><summary></summary>x</details>",
        "<details><summary>x</summary>a</details>",
        "<my-card><template shadowrootmode=open>x</template>a</my-card>",
        "<my-card><template shadowroot=closed>x</template></my-card>",
        "<div><template shadowrootmode=open><slot></slot></template>x</div>",
        '<iframe srcdoc="<p>x</p>"></iframe>',
    ],
)
def test_what_is_shown_is_read(shown: str) -> None:
    assert lines(shown) == ["x"]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("<p><x-a>Closed</x-a> <x-a>Nov 3</x-a></p>", ["Closed", "Nov 3"]),  # a card each
        # An annotator's, which stands in a line elsewhere.
        (
            "<p><x-a>Closed in</x-a> <b><x-a>3 days</x-a></b></p><p>Paid <x-a>Nov 3</x-a></p>",
            ["Closed in 3 days", "Paid Nov 3"],
        ),
    ],
)
def test_components_of_a_name_stand_all_in_a_line_or_none(body: str, read: list[str]) -> None:
    assert lines(body) == read


# How pieces join.


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        *((f"8203<{tag}>4177</{tag}>0005", ["820341770005"]) for tag in ("font", "b", "x-part", "nobr", "data", "ins")),
        *((f"8203<{tag}></{tag}>4177", ["82034177"]) for tag in ("wbr", "span", "script", "template", "ruby")),
        ("8203<!-- x -->4177", ["82034177"]),
        ("<span>1</span><span>9</span><span>.70</span>", ["19.70"]),
        ("<span>Paid</span> <span>on</span>", ["Paid on"]),
        # The pieces of one value in boxes, which a sheet that is not in the file puts beside each other.
        ("<div>19</div><div>.70</div>", ["19.70"]),
        ("<div>US $</div><div>1</div><div>,234</div><div>.50</div>", ["US $ 1,234.50"]),
        ("<div>12,40</div><div>€</div>", ["12,40 €"]),
        ("<div>2</div><div>€</div><div>12,40</div>", ["2", "€ 12,40"]),
        ("<div>12</div><div>...</div>", ["12", "..."]),
        ("<div>Nov 8</div><div>, 2026</div>", ["Nov 8, 2026"]),
        ("<div>Qty</div><div>2</div><div>x</div>", ["Qty", "2", "x"]),
        ("<div>No. 7</div><div>.com</div><div>...</div>", ["No. 7", ".com", "..."]),
        ("19<br>70", ["19", "70"]),
        # A sentence goes on behind a forced break, and behind a button that copies its number.
        ("Parcel is on<br>its way", ["Parcel is on its way"]),
        ("no delivery before Sep 4,<br>2026", ["no delivery before Sep 4, 2026"]),
        ("Refund processing –<br>Nov 12, 2026", ["Refund processing – Nov 12, 2026"]),
        ("nedorazí do 8.<br>12. 2026", ["nedorazí do 8. 12. 2026"]),
        ("Teil 8.<br>12. Teil", ["Teil 8.", "12. Teil"]),
        ("Shipping -<br>Total: US $8.40", ["Shipping -", "Total: US $8.40"]),
        ("Closed.<br>see below", ["Closed.", "see below"]),
        ("Status:<br>closed", ["Status:", "closed"]),
        ("Order 8203417700050100<button>Copy</button> was closed.", ["Copy", "Order 8203417700050100 was closed."]),
        ("Order <b>8203<button>Copy</button></b> (US $1) is closed.", ["Copy", "Order 8203 (US $1) is closed."]),
        ("<b>Order 8203</b><button>Copy</button><b> (US $1)</b> is closed.", ["Copy", "Order 8203 (US $1) is closed."]),
        ("<i>订单8203</i><button>复制</button><i>下单时间</i>", ["订单8203", "复制", "下单时间"]),
        ("<font>订单8203<button>复制</button></font><font>已关闭。</font>", ["复制", "订单8203已关闭。"]),
        ("Order ID: 8203<button>Copy</button>Paid: Nov 3", ["Order ID: 8203", "Copy", "Paid: Nov 3"]),
        ("注文番号：8203<button>コピー</button>注文日：11月3日", ["注文番号：8203", "コピー", "注文日：11月3日"]),
        ("19<div style='display:inline'>.70</div>", ["19.70"]),
        ("19<span style='display:block'>70</span>", ["19", "70"]),
        ("<b style='float:left'>19</b><b>70</b>", ["19", "70"]),
        # One number in pieces, or two of them: not to be told.
        ("<span>US $14</span><span>27</span>", ["US $14".replace("$14", MARK)]),
        ("US $14<sup>27</sup>", ["US $14²⁷"]),
        ("US $1<img>9", [f"US {MARK}"]),
        ("<b style='display:inline-block'>19</b><b style='display:inline-block'>70</b>", [MARK]),
        ("<span>1</span> <span>9</span><span>.70</span>", [MARK]),
        ("<span>19</span>\n<span>.70</span>", [MARK]),
        ("<p style='display:flex'><span>1</span> <span>9</span> <span>.</span> <span>7</span></p>", ["19.7"]),
        ("<p style='display:flex'><b>Total</b> <b>US $2</b></p>", ["Total US $2"]),
        # Two that stand apart.
        ("<span>Nov 3, 2026</span> <span>10:21</span>", ["Nov 3, 2026 10:21"]),
        ("US $14<sup>*</sup>", ["US $14*"]),
        ("<b>x2</b> <b>14.27</b>", ["x2 14.27"]),
        ("Left to<br><i>\ue604</i>pay: 6 h", ["Left to pay: 6 h"]),
        ("Left to<br><i>\ue604</i>Pay: 6 h", ["Left to", "Pay: 6 h"]),
        # What helpers write between words, and signs, say nothing; a sign between two numbers may.
        ("<i>✅</i> Closed <i>›</i>", ["Closed"]),
        ("Nov 3<i>→</i>Nov 9", ["Nov 3Nov 9"]),
        ("3<i>→</i>9", ["3→9"]),
        ("Store<sup>[12]</sup>", ["Store"]),
        ("Store [12]", ["Store [12]"]),
        ("10:21<i> (23:05 CET)</i>", ["10:21"]),
        ("Store<sup>[<i>1</i><i>2</i>]</sup>", ["Store"]),
        ("10:21<i> (<b>2</b><b>3</b>:05 CET)</i>", ["10:21"]),
        ("10:21<i> <b hidden>(23:05 CET)</b><b>(23:05 CET)</b></i>", ["10:21"]),
        ("10:21<i> (GMT+08:00)</i>", ["10:21 (GMT+08:00)"]),
        ("Nov 3, 2026<b> (26 days ago)</b>", ["Nov 3, 2026"]),
        ("Nov 3, 2026<b> (€ 5)</b>", ["Nov 3, 2026 (€ 5)"]),
        ("Refund<b> (26 days ago)</b>", ["Refund (26 days ago)"]),
        ("<ruby>完了<rp>(</rp><rt>かんりょう</rt><rp>)</rp></ruby>", ["完了"]),
        ("Closed<font class='notranslate x' lang='de'><br>Geschlossen</font>", ["Closed"]),
        ("Closed<font><br><font>Geschlossen</font></font>", ["Closed"]),
        ("Closed<font><br><font>US $5.00</font></font>", ["Closed", "US $5.00"]),
        ("Status:<font><br><font>Stand:</font></font>", ["Status:"]),
        ("Status:<font><br><font>Closed</font></font>", ["Status:", "Closed"]),
        ("<font><br><font>Closed</font></font>", ["Closed"]),
        ("US $1<i role='tooltip' hidden>US $1</i>", ["US $1"]),
    ],
)
def test_how_pieces_join(markup: str, read: list[str]) -> None:
    assert lines(f"<div>{markup}</div>") == read


@pytest.mark.parametrize(
    ("markup", "read", "seen"),
    [
        ("US $1<i hidden>9</i>.70", f"US {MARK}", "US $1.70"),
        ("<i hidden>1</i>9.70", MARK, "9.70"),
        ("LP00<i hidden>AB</i>777", MARK, "LP00777"),
        ("8203417700050100<i hidden>Copied</i>", "8203417700050100", None),
        ("820341<i hidden>Copied</i>7700050100", MARK, "8203417700050100"),
        ("US $9.70 <i hidden>x2</i>", "US $9.70", None),
        ("bam<i hidden>7</i>boo", "bamboo", None),
        ("1 234<i hidden>5</i> 678 €", f"{MARK} €", "1 234 678 €"),
        ("US $1<i class='user-info'>9</i>.70", f"US {MARK}", "US $1.70"),
        ("before <s>Nov 24, 2026</s> Dec 4, 2026", "before Dec 4, 2026", None),
        ("<del>US $20</del>US $14", "US $14", None),
        ("US $14 <s>US $20</s>", "US $14", None),
        ("US $14 <s>Nov 24, 2026</s>", f"US $14 {MARK}", "US $14"),
        ("Total: <b style='text-decoration:line-through'>US $20</b>", f"Total: {MARK}", "Total:"),
    ],
)
def test_a_word_with_a_piece_left_out_is_not_read_shorter(markup: str, read: str, seen: str | None) -> None:
    (line,) = index_of(f"<div>{markup}</div>").whole.lines()
    assert (line.text, line.printed) == (read, read if seen is None else seen)


@pytest.mark.parametrize(
    ("anchor", "markup", "read"),
    [
        (".info-row <b> | row", '<p class="info-row"><b>Ref.</b> 8203<!-- -->4177<wbr>0005<i>0100</i></p>', "8203417700050100"),
        (".info-row <b> | row", '<p class="info-row"><b>Ref.</b>: <i>Nov</i> <i>3</i></p>', "Nov 3"),
        (".item-price | without .item-price-quantity", '<p class="item-price">US $6<!-- -->.83<b class="item-price-quantity">x1</b></p>', "US $6.83"),
        (".item-title", '<p class="item-title"><a>Folding <b>bam</b>boo</a><br>shelf</p>', "Folding bamboo shelf"),
        (".item-title | own", '<p class="item-title">A<b>x</b>B</p>', "A B"),
    ],
)  # fmt: skip
def test_what_is_taken_of_an_element(anchor: str, markup: str, read: str) -> None:
    wanted = wanted_keys() | {"<b>"}
    index = build_index(load(f"<html><body>{markup}</body></html>").root, excluded(), wanted)
    assert next(hit.text for hit in found_at(Anchor.parse(anchor), index.whole, None)) == read


def test_links_that_disagree_are_no_value() -> None:
    index = index_of('<a href="/item/1.html">A lamp</a><a href="/item/2.html">A rug</a>')
    for anchor in (r"href:/item/(\d+)\.html", r"linked:/item/\d+\.html"):
        assert [hit.text for hit in found_at(Anchor.parse(anchor), index.whole, None)] == [MARK]


def test_the_largest_box_of_each_owner() -> None:
    root = etree.fromstring("<r><a><b/><c/></a><d><e><f/></e><g/></d></r>")
    element = {one.tag: one for one in root.iter()}
    boxes = largest_boxes([(element["b"], 1), (element["c"], 1), (element["f"], 2), (element["g"], 3)])
    assert {owner: box.tag for owner, box in boxes.items()} == {1: "a", 2: "e", 3: "g"}


# What is left out yields to an order.

STATUS = '<div class="order-status"><div class="order-block-title">Closed</div></div>'
ROW = f'<div class="info-row"><span data-pl="order_detail_gray_id">Ref. Number</span> {ID}</div>'
TOTAL = '<div class="order-price-item"><span data-pl="order_price_item_title">Total</span><b data-pl="order_price_item_value">US $9.70</b></div>'  # fmt: skip
ITEM = '<div class="order-detail-item-content"><div class="item-title">A lamp</div></div>'


def one(body: str, url: str | None = URL) -> Order:
    (order,) = extract(load(f'<html lang="en"><body><div class="order-wrap">{body}</div></body></html>', url=url))
    return order


def codes(order: Order) -> set[str]:
    """Without the parts that these small pages do not show."""
    return {problem.code for problem in order.problems} - {"part_missing"}


@pytest.mark.parametrize("name", ['class="comet-modal"', 'role="dialog"', 'role="tablist"', 'class="order-recommend"'])
def test_an_order_in_what_looks_like_frame_is_read_and_that_is_said(name: str) -> None:
    order = one(f"<div {name}>{STATUS}{ROW}{TOTAL}</div>")
    assert (order.order_id, bool(order.status), bool(order.amounts.total)) == (ID, True, True)
    assert "excluded_read" in codes(order)


@pytest.mark.parametrize("tag", ["footer", "nav"])
def test_a_footer_with_a_part_of_the_order_is_no_sites(tag: str) -> None:
    order = one(f"{STATUS}<section><{tag}>{ROW}</{tag}></section><{tag}>{TOTAL}</{tag}>")
    assert (order.order_id, bool(order.amounts.total)) == (ID, True)
    assert codes(order) == set()


def test_the_frame_stays_out_without_a_word() -> None:
    said = "Help Center, Disputes & Reports, Return & refund policy. Cancel OK"
    order = one(f'{STATUS}{ROW}{TOTAL}<footer><p>{said}</p></footer><div role="dialog">{said}</div>')
    assert order.refund.stage is None
    assert codes(order) == set()


@pytest.mark.parametrize(
    "said",
    [
        "Refund completed", "Waiting for your response", "<button>Contact seller</button>", "Paid on: Nov 3, 2026",
        "Nov 12, 2026 08:30", "2026-11-12 08:30 Departed from sorting center",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame", ["<footer>{}</footer>", '<div role="dialog">{}</div>', '<div class="user-info">{}</div>']
)
def test_a_frame_with_an_orders_words_stays_out_and_that_is_said(said: str, frame: str) -> None:
    order = one(STATUS + ROW + TOTAL + frame.format(f"<div>{said}</div>"))
    assert (order.refund.stage, order.dispute.state, order.paid_on, order.actions) == (None, None, None, ())
    assert codes(order) == {"excluded_part"}
    hidden = frame.format(f"<div hidden>{said}</div>")
    assert "user-info" in frame or codes(one(STATUS + ROW + TOTAL + hidden)) == set()


OUT_OF_SIGHT = [
    "position:absolute;left:-9999px", "opacity:0", "opacity: 0.0 !important", "clip-path:inset(100%)", "height:0;overflow:hidden",
    "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)", "transform:scale(0)", "max-height:0;overflow:clip",
    "position:fixed;top:-1000px", "position:absolute;clip:rect(1px 1px 1px 1px)",
]  # fmt: skip
IN_SIGHT = [
    "opacity:.99", "opacity:", "left:-9999px", "height:0", "height:10px;overflow:hidden", "max-height:100px;overflow:hidden",
    "transform:scale(0.5)", "position:absolute;left:-10px", "clip:auto;position:absolute", "clip-path:inset(0)", "font-size:0",
    "overflow-x:hidden;height:0", "position:relative;top:-1000px", "--opacity:0", "/* opacity:0 */color:red", "transition:opacity 0s",
    "min-height:1em;height:0;overflow:hidden",
]  # fmt: skip


@pytest.mark.parametrize("style", [*OUT_OF_SIGHT, *IN_SIGHT])
def test_what_its_own_style_puts_out_of_sight_is_not_read(style: str) -> None:
    order = one(f'{STATUS}{ROW}{TOTAL}<div style="{style}"><p>Refund completed</p></div>')
    assert order.refund.stage == (3 if style in IN_SIGHT else None)


def test_a_part_of_an_order_in_a_frame_beside_it_is_left_out_and_that_is_said() -> None:
    order = one(f'{STATUS}{ROW}{TOTAL}<div class="order-recommend">{ITEM}</div>')
    assert order.items == ()
    assert codes(order) == {"excluded_part"}


def test_rows_in_a_private_part_are_read_and_the_rest_is_not() -> None:
    order = one(
        f'{STATUS}<div class="user-info">Ottoline Velthuis<p>Canal Row 5</p><div>{ROW} Flat 9</div></div>{TOTAL}'
    )
    assert order.order_id == ID
    assert "excluded_read" in codes(order)
    assert "Ottoline" not in str(order)
    assert "Canal" not in str(order)
    assert "Flat" not in str(order)


def test_a_bar_with_a_contacts_class_takes_nothing_with_it() -> None:
    assert one(f'<div class="contact-info">Ottoline</div>{STATUS}{ROW}{TOTAL}').status is not None


@pytest.mark.parametrize(
    ("said", "field"), [("12 days 3 hours 25 minutes", "timers"), ("<b>US $</b><b>52</b><b>.20</b>", "amounts")]
)
def test_what_may_be_of_an_order_in_a_dialog_of_a_redesign_is_missed_aloud(said: str, field: str) -> None:
    for role, told in (("dialog", True), ("tablist", True), ("main", False)):
        shown = f'<p>Order ID: {ID}</p><p>Closed</p><section role="{role}"><div>{said}</div></section>'
        (order,) = extract(load(f'<html lang="en"><body>{shown}</body></html>'))
        assert (("excluded_part", field) in {(one.code, one.field) for one in order.problems}) is told


def test_a_redesign_in_a_dialog_is_read() -> None:
    page = f'<html lang="en"><body><div role="dialog"><p>Closed</p><p>Order ID: {ID}</p></div></body></html>'
    (order,) = extract(load(page))
    assert order.order_id == ID
    assert order.status
    assert order.status.code == "closed"
    assert "excluded_read" in codes(order)


# What makes an order, and whose number it is.


def test_a_number_that_only_the_address_has_is_no_order() -> None:
    with pytest.raises(EmptyShell):
        extract(load('<html><body><script src="/order.js"></script></body></html>', url=URL))
    with pytest.raises(NotAnOrderPage, match="not shown"):
        extract(load(f"<html><body><div hidden>{STATUS}{ROW}</div></body></html>"))


def test_a_redesign_is_no_empty_shell() -> None:
    page = f'<html lang="en"><body><div class="order-wrap" hidden></div><script>"/p/order/"</script><p>Closed</p><p>Order ID: {ID}</p></body></html>'  # fmt: skip
    (order,) = extract(load(page, url=URL))
    assert order.status
    assert order.order_id == ID


@pytest.mark.parametrize("link", ["/p/order/snapshot.html?orderId=", "/p/order/detail.html?orderId="])
@pytest.mark.parametrize("row", [ROW, f"<footer><p>Order ID: {ID}</p></footer>", f"<p>Order ID: {ID}</p>", ""])
def test_no_link_outranks_the_printed_number_or_the_address(link: str, row: str) -> None:
    assert one(f'{STATUS}<a href="{link}{OTHER}">Details</a>{row}{TOTAL}').order_id == ID


def test_two_orders_in_one_file_are_never_mixed() -> None:
    second = f"{STATUS}{ROW}".replace(ID, OTHER).replace("Closed", "Completed")
    page = f'<html lang="en"><body><div class="order-wrap">{STATUS}{ROW}{TOTAL}</div></body></html>'
    orders = extract(load(page + f'<html><body><div class="order-wrap">{second}</div></body></html>', url=URL))
    assert [(one.order_id, one.status and one.status.code) for one in orders] == [(ID, "closed"), (OTHER, "completed")]
    assert orders[1].amounts.total is None
    half = one_or_none(f"{STATUS}<div>{ROW}</div><div>{ROW.replace(ID, OTHER)}</div>{TOTAL}")
    assert {order.order_id for order in half} == {ID, OTHER}
    assert all(order.status is None and order.problems for order in half)


def one_or_none(body: str) -> tuple[Order, ...]:
    return extract(load(f'<html lang="en"><body><div class="order-wrap">{body}</div></body></html>', url=URL))


def test_an_address_of_another_order_is_said() -> None:
    assert "address_differs" in codes(one(f"{STATUS}{ROW}", url=URL.replace(ID, OTHER)))


def test_half_a_redesign_reads_its_status_by_the_words() -> None:
    order = one(f"<p>Closed</p>{ROW}{TOTAL}")
    assert order.status
    assert order.status.code == "closed"
    assert order.found["status"].anchor == "text:status"


# One normal form.


@pytest.mark.parametrize("language", languages("labels"))
def test_every_word_of_a_pack_passes_its_own_gate(language: str) -> None:
    words = words_for(language)
    written = [key for kind in words.entries.values() for key in kind]
    literals = written + [piece for one in words.templates for piece in re.split(r"\{\w+\}|[\[\]|]", one.text)]
    for spelling in (str, str.upper, partial(unicodedata.normalize, "NFD")):
        low = index_of("".join(f"<p>{html.escape(spelling(one))}</p>" for one in literals)).whole.low
        assert [one for one in literals if words_key(one).replace(" :", ":") not in low] == []
    for one in words.templates:
        assert all(literal in words_key(one.text).replace(" :", ":") for literal in one.literals)
