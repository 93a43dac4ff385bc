"""Pages, words and containers that programs, mails and clipboards have spoilt, each kind by its name: the same order is
read, or a part is missing and that is said, or one of our errors speaks. A wrong value is none of these."""

from __future__ import annotations

import base64
import json
import plistlib
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import escape

import pytest
from tests.common import FIXTURES
from tests.containers.builders import URL, har, mail, mhtml, webarchive, zipped

import whyclosed_parser
from whyclosed_parser.model import Order

ID, PRICE, DAY = "8190000000000217", "23,48 €", "2. Nov. 2026"
PAGE = f"""<!DOCTYPE html>
<!-- saved from url=(0044)https://www.aliexpress.com/p/order/detail.html -->
<html lang="de"><head><meta charset="utf-8"><title>Bestellung</title></head><body>
<div class="order-wrap"><div class="order-status order-block"><div class="order-status-box">
<div class="order-block-title">Storniert</div><div class="order-status-content"><div class="order-status-info">Der \
Verkäufer hat die Bestellung storniert. Die Rückerstattung von {PRICE} wird bearbeitet.</div>
<div><button type="button"><span>In den Warenkorb</span></button></div></div></div></div>
<div class="order-detail-info"><div class="order-detail-info-item order-detail-order-info">
<div class="info-row"><span data-pl="order_detail_gray_id">Referenznummer:</span> {ID}</div>
<div class="info-row"><span data-pl="order_detail_gray_date">Bestellung aufgegeben am:</span> {DAY}</div></div></div>
<div class="order-detail-item"><div class="order-detail-item-store"><span class="store-name">Erfundener Laden</span></div>
</div><div class="order-price"><div class="order-price-item"><span class="left-col" \
data-pl="order_price_item_title">Zwischensumme</span><span class="right-col" \
data-pl="order_price_item_value">21,49 €</span></div>
<div class="order-price-item bold-font"><span class="left-col" data-pl="order_price_item_title">Gesamt</span><span \
class="right-col rightPriceClass" data-pl="order_price_item_value">{PRICE}</span></div></div></div>
</body></html>
"""
WORDS = f"""Bestelldetails
Storniert
Bestellnummer {ID}
Bestellt am {DAY}
Zwischensumme 21,49 €
Gesamt {PRICE}
"""
START = '<div class="order-wrap">'
Spoil = Callable[[str], str | bytes]


def read(source: str | bytes) -> tuple[list[dict[str, object]], set[str]]:
    """The values of each order, and the codes of what was not read and of what is doubtful."""
    report = whyclosed_parser.parse(source.encode() if isinstance(source, str) else source)
    told = {problem.code for order in report.orders for problem in order.problems} - {"unverified_wording"}
    return [values(order) for order in report.orders], told | {one.problem.code for one in report.unread}


def values(order: Order) -> dict[str, object]:
    total, refund = order.amounts.total, order.refund
    return {
        "order_id": order.order_id,
        "status": order.status and order.status.code,
        "placed_on": order.placed_on,
        "total": total and (total.amount, total.currency),
        "stage": refund.stage,
        "refund": refund.amount and refund.amount.amount,
        "shop": order.shop.name,
        "actions": tuple(action.code for action in order.actions),
    }


@cache
def whole(source: str) -> dict[str, object]:
    (order,) = read(source)[0]
    return order


def inside(opening: str) -> Spoil:
    return lambda page: page.replace(START, opening + START)


def without(pattern: str) -> Spoil:
    return lambda page: re.sub(pattern, "", page)


def printed(old: str, new: str) -> Spoil:
    return lambda page: page.replace(old, new)


def part(encoding: str, said: str) -> Spoil:
    """An MHTML in which the page travels in one form, and its header names another."""
    header = b"Content-Transfer-Encoding: "
    return lambda page: mhtml(page.encode(), encoding=encoding).replace(
        header + encoding.encode(), header + said.encode()
    )


def mail_in_mail(page: str) -> bytes:
    head = b'From: a@example.com\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="q%d"\r\n\r\n'
    inner = mail(page.encode())
    for depth in range(3):
        inner = (
            head % depth + b"--q%d\r\nContent-Type: message/rfc822\r\n\r\n" % depth + inner + b"\r\n--q%d--\r\n" % depth
        )
    return inner


SAME: dict[str, Spoil] = {
    "UTF-8 that says it is another": printed('charset="utf-8"', 'charset="windows-1252"'),
    "UTF-16 without its mark": lambda page: page.encode("utf-16-le"),
    "UTF-16 without its mark, the other way round": lambda page: page.encode("utf-16-be"),
    "UTF-16 that says it is UTF-8": lambda page: page.encode("utf-16"),
    "encoded twice": lambda page: page.encode().decode("latin-1"),
    "encoded three times": lambda page: page.encode().decode("latin-1").encode().decode("latin-1"),
    "encoded twice by way of Windows": lambda page: "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in page.encode()
    ),
    "two byte order marks": lambda page: "\ufeff\ufeff" + page,
    "a byte order mark in the middle": printed("<body>", "<body>\ufeff"),
    "nested forms": inside("<form><form>"),
    "a table in a table": inside("<table><tr><td><table>"),
    "boxes in a paragraph": inside("<p>"),
    "a link that is never closed": inside('<a href="x">'),
    "a page in a CDATA section": lambda page: page.replace(START, f"<![CDATA[{START}").replace("</body>", "]]></body>"),
    "a processing instruction": inside('<?php echo "x" ?>'),
    "attributes without quotes": lambda page: re.sub(r'(class|data-pl)="([\w-]+)"', r"\1=\2", page),
    "tags in capitals": lambda page: re.sub(r"</?\w+", lambda tag: tag[0].upper(), page),
    "lines in attributes": printed('class="order', 'class="\norder'),
    "digits as entities": printed(ID, "".join(f"&#{ord(digit)};" for digit in ID)),
    "entities that do not exist": printed("<body>", "<body>&#x110000;&#0;&#xD800;&nosuch;&"),
    "old Mac's lines": printed("\n", "\r"),
    "Windows' lines": printed("\n", "\r\n"),
    "lines of Unicode": printed("\n", "\u2028"),
    "half a character": lambda page: page.encode().replace(b"<body>", b"<body>\xed\xa0\xbd"),
    "an id with spaces of no width": printed(ID, "8190\u200b0000\u200b0000\u200b0217"),
    "an id with a soft hyphen": printed(ID, "81900000\u00ad00000217"),
    "an id with marks of direction": printed(ID, f"\u202a\u200f{ID}\u202c"),
    "an id in wide digits": printed(ID, "".join(chr(ord(digit) + 0xFEE0) for digit in ID)),
    "an id turned round for the eye": printed(ID, f"\u202e{ID[::-1]}\u202c"),
    "an amount turned round for the eye": printed(PRICE, f"\u202e{PRICE[::-1]}\u202c"),
    "an amount with marks of direction": printed(PRICE, "\u200e23,48\u00a0€\u200e"),
    "an amount in Arabic digits": printed(PRICE, "٢٣٫٤٨ €"),
    "an amount with a space of no width": printed(PRICE, "23\u200b,48 €"),
    "a day in wide digits": printed(DAY, "２. Nov. ２０２６"),
    "a day with spaces that do not break": printed(DAY, "2.\u00a0Nov.\u00a02026"),
    "a page behind words": lambda page: "Meine Seite:\n" + page,
    "MHTML without its last boundary": lambda page: mhtml(page.encode())[:-6],
    "MHTML with spaces behind its lines": lambda page: mhtml(page.encode()).replace(b"=\r\n", b"= \t\r\n"),
    "MHTML with small hexadecimals": lambda page: re.sub(
        rb"=[0-9A-F]{2}", lambda code: code[0].lower(), mhtml(page.encode())
    ),
    "MHTML with faulty codes": lambda page: mhtml(page.replace("<body>", "<body>§").encode()).replace(
        b"=C2=A7", b"=ZZ=G1"
    ),
    "MHTML that is less packed than it says": part("8bit", "binary"),
    "MHTML packed in an unknown way": part("8bit", "x-none"),
    "MHTML of an unknown charset": lambda page: mhtml(page.encode(), charset=' charset="x-nope"'),
    "a mail in a mail in a mail": mail_in_mail,
    "a HAR with a byte order mark": lambda page: b"\xef\xbb\xbf" + har(page.encode()),
    "a zip with a path that leads out": lambda page: zipped(("../../a.html", page.encode())),
    "a zip with a name of many letters": lambda page: zipped((f"{'x' * 3000}.html", page.encode())),
    "a zip with what a Mac adds": lambda page: zipped(
        ("__MACOSX/._a.html", b"\0\5\x16\7" + b"\0" * 90), ("a.html", page.encode())
    ),
}

DOUBTED: dict[str, Spoil] = {
    "Windows-1252 that says it is UTF-8": lambda page: page.encode("cp1252"),
    "boxes that are never closed": without("</div>"),
    "no end of anything": without("</(?:div|span|button)>"),
    "entities written as words": printed(" €", "&amp;nbsp;€"),
    "a HAR of which a body is cut off": lambda page: har_cut(page.encode()),
    "MHTML in base64, cut off": lambda page: mhtml(page.encode(), encoding="base64")[:1900],
}

REFUSED: dict[str, tuple[Spoil, str]] = {
    "a page that is never shown": (inside("<template>"), "empty_shell"),
    "its source, copied": (lambda page: escape(page), "not_an_order_page"),
    "nothing but the mark of its encoding": (lambda page: page.encode("utf-16")[:2], "not_an_order_page"),
    "MHTML with another boundary": (
        lambda page: mhtml(page.encode()).replace(b'boundary="----Multi', b'boundary="----Malti'),
        "damaged_file",
    ),
    "MHTML that is no base64": (part("8bit", "base64"), "not_an_order_page"),
    "a HAR that is no base64": (lambda page: har_not_base64(page.encode()), "damaged_file"),
    "a property list cut off": (lambda page: webarchive(page.encode(), plistlib.FMT_XML)[:-60], "damaged_file"),
    "a property list with a wrong letter": (
        lambda page: webarchive(page.encode(), plistlib.FMT_XML).replace(b"<data>", b"<data>!&", 1),
        "damaged_file",
    ),
}


def har_cut(page: bytes) -> bytes:
    recorded = json.loads(har(page, encoding="base64"))
    for one in recorded["log"]["entries"]:
        content = one["response"]["content"]
        if content.get("encoding"):
            content["text"] = base64.b64encode(base64.b64decode(content["text"])[:900]).decode()
    return json.dumps(recorded).encode()


def har_not_base64(page: bytes) -> bytes:
    recorded = json.loads(har(page))
    for one in recorded["log"]["entries"]:
        one["response"]["content"]["encoding"] = "base64"
    return json.dumps(recorded).encode()


@pytest.mark.parametrize("name", SAME)
def test_the_same_order_is_read(name: str) -> None:
    orders, told = read(SAME[name](PAGE))
    assert orders == [whole(PAGE)]
    assert "order_id" not in told


@pytest.mark.parametrize("name", DOUBTED)
def test_what_is_missing_is_said_and_nothing_is_wrong(name: str) -> None:
    orders, told = read(DOUBTED[name](PAGE))
    assert told
    for order in orders:
        for field, value in order.items():
            right = whole(PAGE)[field]
            assert value in (right, None, "unknown", ()) or (field == "order_id" and str(value) in URL), field


@pytest.mark.parametrize("name", REFUSED)
def test_an_error_of_ours_speaks(name: str) -> None:
    spoil, code = REFUSED[name]
    assert read(spoil(PAGE)) == ([], {code})


COPIED: dict[str, Spoil] = {
    "Windows' lines": printed("\n", "\r\n"),
    "old Mac's lines": printed("\n", "\r"),
    "lines of Unicode": printed("\n", "\u2028"),
    "empty lines": printed("\n", "\n\n"),
    "a byte order mark": lambda words: "\ufeff" + words,
    "UTF-16": lambda words: words.encode("utf-16"),
    "UTF-16 without its mark": lambda words: words.encode("utf-16-le"),
    "Windows-1252": lambda words: words.encode("cp1252"),
    "encoded twice": lambda words: words.encode().decode("latin-1"),
    "spaces that do not break": printed(" ", "\u00a0"),
    "quoted in a mail": lambda words: re.sub("(?m)^(?=.)", "> ", words),
    "quoted twice": lambda words: re.sub("(?m)^(?=.)", "> > ", words),
    "a list with dots": lambda words: re.sub("(?m)^(?=.)", "• ", words),
    "a list with dashes": lambda words: re.sub("(?m)^(?=.)", " - ", words),
    "set in": lambda words: re.sub("(?m)^(?=.)", "\t", words),
}


@pytest.mark.parametrize("name", COPIED)
def test_copied_words_are_read_however_they_came(name: str) -> None:
    assert read(COPIED[name](WORDS))[0] == [whole(WORDS)]


def test_what_is_whole_is_read_whole() -> None:
    assert None not in whole(PAGE).values()
    assert whole(WORDS)["status"] == "cancelled"


def test_a_page_of_a_zip_with_a_nul_in_its_name_is_read() -> None:
    spoilt = zipped(("ab.html", PAGE.encode())).replace(b"ab.html", b"a\0.html")
    assert [order.order_id for order in whyclosed_parser.parse(spoilt).orders] == [ID]


TWICE = ["detail-canceled-by-buyer", "list-desktop-mixed", "tracking-delivered", "refund-mobile-completed"]


@pytest.mark.parametrize("name", TWICE)
@pytest.mark.parametrize("between", ["", "\n", "\r\n\r\n"])
def test_a_page_that_stands_twice_in_its_file_is_one(name: str, between: str) -> None:
    page = (FIXTURES / name / "page.html").read_text("utf-8")
    assert told(page + between + page) == told(page)
    assert told((page + between + page).encode()) == told(page)


PAIRS = [
    ("detail-canceled-by-buyer", "list-desktop-mixed"),
    ("detail-in-cs", "tracking-in-nl"),
    ("tracking-in-it", "tracking-in-pt-br"),
    ("refund-mobile-processing", "detail-in-pl"),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_pages_put_together_in_one_file_are_read_each_by_itself(first: str, second: str) -> None:
    pages = [(FIXTURES / name / "page.html").read_text("utf-8") for name in (first, second)]
    alone = whyclosed_parser.parse(pages).orders
    together = whyclosed_parser.parse("".join(pages)).orders
    assert {problem.code for order in together for problem in order.problems} >= {"pages_joined"}
    told = [tuple(replace(order, problems=(), pages=(), found={}) for order in orders) for orders in (alone, together)]
    assert told[0] == told[1]


def test_a_page_put_between_others_that_holds_no_order_is_told() -> None:
    other = PAGE.replace(ID, "8190000000000225")
    orders, told = read(PAGE + "<html><body><p>Login</p></body></html>" + other)
    assert [order["order_id"] for order in orders] == [ID, "8190000000000225"]
    assert told >= {"pages_joined", "markers_missing"}


def test_a_page_half_of_one_kind_and_half_of_another_says_so() -> None:
    detail, tracking = ((FIXTURES / name / "page.html").read_text("utf-8") for name in PAIRS[1])
    (order,) = whyclosed_parser.parse(detail.replace("</body>", f"{tracking.partition('<body')[2]}")).orders
    assert "markers_missing" in {problem.code for problem in order.problems if problem.field is None}


def test_words_pasted_twice_are_those_pasted_once() -> None:
    words = "\n".join(
        [
            "Order ID: 8190000000004411",
            "Completed",
            "Order placed on: Nov 3, 2026",
            "Blue lamp",
            "US $3.00 x2",
            "Blue lamp",
            "US $3.00 x1",
            "Total: US $9.00",
        ]
    )
    assert told(f"{words}\n\n{words}\n") == told(words)


def told(page: str | bytes) -> list[object]:
    return [replace(order, pages=(), problems=()) for order in whyclosed_parser.parse(page).orders]


@pytest.mark.parametrize(
    "markup",
    [
        "<input readonly value='82\x0134'>",
        "<p>US $12<sup>4\x010</sup>\x02</p>",
        "<p style='display:flex;flex-direction:row-reverse;a:\x01'><b>1</b><i>2</i></p>",
        "<style>.r{display:flex;flex-direction:row-reverse}</style><p class='r' style='a:\x01'><b>1</b><i>2</i></p>",
        "<style>.l::after{content:':'}</style><p><b class='l'>To\x01tal</b><i>1</i></p>",
        "<iframe srcdoc='&lt;p>a\x01b&lt;/p>'></iframe>",
        "<style>.f::first-letter{text-transform:uppercase}</style><p class='f'>\x01order</p>",
    ],
)
def test_a_sign_that_no_tree_takes_costs_no_page(markup: str) -> None:
    """What is written as it is drawn may hold signs of control, as lxml reads them, and does not write them."""
    for sign in ("\1", "&#1;", "&#xFFFF;", "\ufffe", "\f", "&#12;"):
        page = PAGE.replace("</body>", f"{markup}</body>".replace("\1", sign))
        (order,) = whyclosed_parser.parse(page.encode()).orders
        assert order.order_id == ID


def test_a_sign_that_no_tree_takes_costs_no_copied_words() -> None:
    """A sentence that was broken is joined again."""
    words = (
        f"AliExpress\nOrder ID: {ID}\nClosed\nYour order was closed because the\7 seller\ndid not send it in\7 time.\n"
    )
    (order,) = whyclosed_parser.parse(words.encode()).orders
    assert (order.order_id, order.status and order.status.code) == (ID, "closed")


@pytest.mark.parametrize("sign", ["\x01", "\x1f", "&#1;", "&#xFFFF;", "\ufffe"])
@pytest.mark.parametrize("at", [0, 7, len(ID) - 1])
def test_a_digit_that_became_a_sign_of_control_makes_no_shorter_number(at: int, sign: str) -> None:
    page = PAGE.replace(ID, f"{ID[:at]}{sign}{ID[at + 1 :]}")
    (order,) = whyclosed_parser.parse(page.encode()).orders
    assert order.order_id is None
