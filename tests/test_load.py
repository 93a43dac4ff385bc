"""Bytes to a tree: containers, charsets, damage, and what a page says of itself."""

import gzip
import pickle
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from whyclosed_parser.document import Document
from whyclosed_parser.errors import (
    CaptchaPage,
    Compressed,
    DamagedFile,
    EmptyPage,
    EmptyShell,
    LoginPage,
    NoPageInside,
    NotAnOrderPage,
    NotHtml,
    PageError,
    ProductPage,
    SeveralPages,
    TooBig,
)
from whyclosed_parser.loading.guard import without_signs
from whyclosed_parser.loading.load import load
from whyclosed_parser.loading.losses import lost
from whyclosed_parser.loading.marks import clean_url
from whyclosed_parser.loading.words import as_page

ORDERS = 10
MARKER = "pl:order_row"


def row(number: int, name: str = "Café") -> str:
    return f'<div class="order-item"><p data-pl="order_row">{name} {number}</p></div>'


ROWS = "".join(map(row, range(ORDERS)))
RUSSIAN = "".join(row(number, "Заказ завершён, товар получен") for number in range(ORDERS))


def page(body: str = ROWS, head: str = '<meta charset="utf-8">', end: str = "</body></html>") -> str:
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}{end}'


def tag_with(count: int, attribute: str) -> str:
    return f"<p {' '.join(map(attribute.format, range(count)))}>!</p>{ROWS}"


def names(document: Document) -> list[str]:
    return [paragraph.text or "" for paragraph in document.root.iterfind(".//p[@data-pl='order_row']")]


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


WHOLE = [
    ("utf-8", page().encode()),
    ("no declaration", page(head="").encode()),
    ("byte order mark", b"\xef\xbb\xbf" + page().encode()),
    ("utf-16 le", page().encode("utf-16")),
    ("utf-16 be", b"\xfe\xff" + page().encode("utf-16-be")),
    ("utf-32", page().encode("utf-32")),
    ("declared gbk, is utf-8", page(head='<meta charset="gbk">').encode()),
    ("declared nonsense, is utf-8", page(head='<meta charset="hex">').encode()),
    ("latin-1", page(head='<meta charset="iso-8859-1">').encode("cp1252")),
    ("http-equiv", page(head='<meta http-equiv=Content-Type content="text/html; charset=cp1252">').encode("cp1252")),
    ("xml declaration", b'<?xml version="1.0" encoding="utf-8"?>' + page().encode()),
    ("xml charset", b"<?xml version='1.0' encoding='windows-1252'?>" + page(head="").encode("cp1252")),
    ("windows lines", page().replace("><", ">\r\n<").encode()),
    ("gzip", gzip.compress(page().encode())),
    ("gzip in gzip", gzip.compress(gzip.compress(page().encode()))),
    ("gzip with padding", gzip.compress(page().encode()) + b"\0\0"),
    ("text", page()),
    ("text with declaration", '<?xml version="1.0" encoding="gbk"?>' + page()),
    ("11 MB of text", page(f"<p>{'x' * 11_000_000}</p>{ROWS}").encode()),
    ("11 MB attribute", page(f"<p title='{'x' * 11_000_000}'></p>{ROWS}").encode()),
    ("11 MB script", page(f"<script>{'x ' * 5_500_000}</script>{ROWS}").encode()),
    ("300 levels", page("<div>" * 300 + ROWS + "</div>" * 300).encode()),
    ("words in a script", page(f"<script>if(a<b){{t='{'word ' * 9000}'}}</script>{ROWS}").encode()),
]


@pytest.mark.parametrize("source", [row[1] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_everything_is_read(source: bytes | str) -> None:
    document = load(source)
    assert names(document) == [f"Café {number}" for number in range(ORDERS)]
    assert lost_in(document) == 0
    assert codes(document) == []


SAID = [
    ("wrong byte in declared utf-8", page(ROWS + "<p>!</p>").encode().replace(b"!", b"\xff"), "content_lost"),
    ("wrong byte, undeclared", page(ROWS + "<p>!</p>", head="").encode().replace(b"!", b"\xff"), "content_lost"),
    ("half a character", page().encode("utf-16")[:-1], "content_lost"),
    ("NUL in text", page().encode().replace(b"Caf", b"C\0af", 3), "nul_removed"),
    ("NUL in a value", page().encode().replace(b"order_row", b"order\0_row", 1), "nul_removed"),
    ("3000 levels", page("<div>" * 3000 + "deep" + "</div>" * 3000 + ROWS).encode(), "tree_rebuilt"),
    ("unclosed", page("<b>" * 3000 + ROWS).encode(), "tree_rebuilt"),
    ("50,000 attributes", page(tag_with(50_000, "a{}=1")), "oversized_tag"),
    ("with quotes", page(tag_with(9_000, 'a{}=">"')), "oversized_tag"),
    ("bare names", page(tag_with(9_000, "={}")), "oversized_tag"),
    ("no end", page(end=""), "truncated"),
    ("cut character", page(ROWS + "é", end="").encode()[:-1], "truncated"),
]


@pytest.mark.parametrize(("source", "code"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_damage_is_said_and_the_orders_are_read(source: bytes | str, code: str) -> None:
    document = load(source)
    assert names(document) == [f"Café {number}" for number in range(ORDERS)]
    assert codes(document) == [code]
    assert all(problem.field is None and problem.message for problem in document.problems)


def test_declared_cyrillic_is_read() -> None:
    document = load(page(RUSSIAN, head='<meta charset="windows-1251">').encode("cp1251"))
    assert names(document)[0] == "Заказ завершён, товар получен 0"
    assert codes(document) == []


def test_undeclared_cyrillic_is_a_guess() -> None:
    document = load(page(RUSSIAN, head="").encode("cp1251"))
    assert len(names(document)) == ORDERS
    assert codes(document) == ["charset_guessed"]


def lost_in(document: Document) -> int:
    return lost(document.source, document.root, MARKER)


@pytest.mark.parametrize("opening", ["<!-- ", "<script>", "<style>", "<textarea>", "<title>"])
def test_what_an_unclosed_element_swallowed_is_read_and_that_is_said(opening: str) -> None:
    document = load(page("".join(map(row, range(5))) + opening + "".join(map(row, range(5, ORDERS)))))
    assert len(names(document)) == ORDERS
    assert codes(document) == ["unclosed_part"]


@pytest.mark.parametrize("quote", ['"', "'", ""])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<!-- ", "<!-- -->"),
        ("<script>", "<script></script>"),
        ("<style>", "</style>"),
        ("<textarea>", "</textarea>"),
        ("<title>", "</title>"),
        ("<i title='", "<i title=''>"),
    ],
)
def test_what_something_closed_later_swallowed_is_counted(opening: str, closing: str, quote: str) -> None:
    rows = [row(number).replace('"', quote) for number in range(ORDERS)]
    document = load(page("".join([*rows[:5], opening, *rows[5:8], closing, *rows[8:]])))
    assert lost_in(document) >= 3 or quote == "'"  # a quote ends at the next of its kind


@pytest.mark.parametrize(
    "words",
    [
        "<p>order_row</p>",
        '<script>x = {"pl": "order_row"}; if (a < order_row) {}</script>',
        """<script>t = '<p data-pl="order_row">'</script>""",
        '<!-- <p data-pl="order_row">kept for later</p> -->',
        '<template><p data-pl="order_row"></p></template>',
        '<p data-pl="order_row_2"></p><p title="data-pl order_row"></p>',
    ],
)
def test_what_is_no_element_is_not_lost(words: str) -> None:
    assert lost_in(load(page(ROWS + words))) == 0


@pytest.mark.parametrize(
    "behind",
    [
        "<p>more</p>",
        "more",
        '<!DOCTYPE html><html lang="de"><head><title>x</title></head><body><p>more</p></body></html>',
    ],
)
def test_what_stands_behind_the_end_is_read(behind: str) -> None:
    document = load(page() + behind)
    assert "more" in "".join(document.root.itertext())
    assert len(names(document)) == ORDERS


@pytest.mark.parametrize("tag", ["fieldset", "table", "form"])
def test_a_link_around_a_block_stays_whole(tag: str) -> None:
    link = f'<a id="card" href="#">x<{tag}><b>y</b></{tag}><b>z</b></a>'
    assert "".join(load(page(link)).root.xpath("//*[@id='card']")[0].itertext()) == "xyz"


def test_a_frame_that_a_saver_kept_is_a_part_of_the_page() -> None:
    document = load(
        page("<iframe srcdoc='<html><body><p data-pl=&quot;order_row&quot;>Inside</p></body></html>'></iframe>")
    )
    assert names(document) == ["Inside"]


def test_deep_page_keeps_all_text_in_order() -> None:
    words = [f"w{number}" for number in range(2500)]
    document = load(page("".join(f"<div a='{word}'>{word} " for word in words)))
    assert re.findall(r"w\d+", " ".join(document.root.itertext())) == words
    assert [div.get("a") for div in document.root.iter("div")] == words


def test_flattened_elements_keep_the_text_behind_them() -> None:
    document = load(page("<div>" * 2500 + "<i>one</i>two<i>three</i>four" + "</div>" * 2500))
    assert "".join(document.root.itertext()) == "onetwothreefour"


def test_odd_names_and_control_characters_survive_a_rebuild() -> None:
    odd = '<o:p @click="x" class="a b" title="t\x01">text\x02</o:p>'
    document = load(page("<div>" * 2500 + "</div>" * 2500 + odd))
    element = document.root.xpath("//*[@title]")[0]
    assert (element.text, element.get("title"), element.get("class")) == ("text", "t", "a b")


def test_a_page_too_big_to_rebuild_says_what_is_lost() -> None:
    document = load(page("<b>" * 210_000 + ROWS))
    assert codes(document) == ["content_lost"]
    assert lost_in(document) == ORDERS


REFUSED = [
    ("nothing", b"", EmptyPage, "empty"),
    ("blank", b" \r\n\t ", EmptyPage, "empty"),
    ("blank text", " \n", EmptyPage, "empty"),
    ("only NUL", b"\0" * 40, EmptyPage, "empty"),
    ("only a byte order mark", b"\xef\xbb\xbf", EmptyPage, "empty"),
    ("empty gzip", gzip.compress(b""), EmptyPage, "empty"),
    ("only a comment", b"<!-- nothing -->", EmptyPage, "nothing in it"),
    ("PNG", b"\x89PNG\r\n\x1a\n<html>", NotHtml, "PNG"),
    ("JPEG", b"\xff\xd8\xff\xe0<html>", NotHtml, "JPEG"),
    ("PDF", b"%PDF-1.7 <html>", NotHtml, "PDF"),
    ("GIF", b"GIF89a<html>", NotHtml, "GIF"),
    ("RTF", b"{\\rtf1 <html>}", NotHtml, "RTF"),
    ("web archive", b"bplist00<html>", DamagedFile, "Safari"),
    ("binary", bytes((n * 7919 + n * n * 31) % 256 for n in range(5000)), NotHtml, "binary"),
    ("many NUL", b"<html>" + b"\0" * 20 + b"x" * 900, NotHtml, "binary"),
    ("JSON", b' {"html": "<p>"}', NotHtml, "JSON"),
    ("JSON text", '[{"html": "<p>"}]', NotHtml, "JSON"),
    ("JSONP", b'mtopjsonp1({"html": "<p>"})', NotHtml, "JSON"),
    (
        "MHTML without a page",
        b"From: <Saved by Blink>\r\nSubject: Order\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n<html>",
        DamagedFile,
        "damaged",
    ),
    ("empty e-mail", b"Received: by mx\nSubject: Your order\n\n \n", NoPageInside, "mail"),
    ("program", b"MZ\x90\0\x03\0\0\0<html>", NotHtml, "program"),
    ("tar", b"a.html" + b"\0" * 251 + b"ustar" + b"<p>" * 400, Compressed, "archive"),
    ("7z", b"7z\xbc\xaf\x27\x1c<html>", Compressed, "archive"),
    ("zip", b"PK\x03\x04<html>", Compressed, "zip"),
    ("cut gzip", gzip.compress(page().encode())[:-12], Compressed, "cut off"),
    ("broken gzip", b"\x1f\x8b\x08\x00" + b"x" * 60, Compressed, "damaged"),
    ("two in one gzip", gzip.compress(page().encode()) * 2, Compressed, "several"),
    ("bomb", gzip.compress(b"<p>" + b"a" * (33 << 20), 1), Compressed, "32 MB"),
]


@pytest.mark.parametrize(("source", "error", "word"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(source: bytes | str, error: type[PageError], word: str) -> None:
    with pytest.raises(error) as caught:
        load(source)
    assert word in caught.value.message
    assert caught.value.hint.endswith(".")


WORDS = [
    ("Order 8000222333270000 closed", ["Order 8000222333270000 closed"]),
    ("3 < 4 & 5 > 2", ["3 < 4 & 5 > 2"]),
    ("Closed\r\n\r\nOrder ID\tPaid on\r\n", ["Closed", "Order ID", "Paid on"]),
    ("Grüße\rTotal", ["Grüße", "Total"]),
]


@pytest.mark.parametrize(("words", "lines"), WORDS, ids=[row[0][:12] for row in WORDS])
def test_the_lines_of_copied_words_stay_lines(words: str, lines: list[str]) -> None:
    for source in (words, words.encode()):
        document = load(source)
        assert [one.text for one in document.root.iter("div") if one.text and one.text.strip()] == lines
        assert (document.url, document.captured_at, codes(document)) == (None, None, [])


@given(st.text().filter(str.strip))
def test_nothing_in_copied_words_is_taken_for_a_tag(words: str) -> None:
    root = load(as_page(words)).root
    assert {element.tag for element in root.iter()} <= {"html", "head", "meta", "body", "div"}


ERRORS = {
    EmptyPage: "empty",
    NotHtml: "not_html",
    Compressed: "compressed",
    DamagedFile: "damaged_file",
    TooBig: "too_big",
    NoPageInside: "no_page_inside",
    SeveralPages: "several_pages",
    LoginPage: "login_page",
    ProductPage: "product_page",
    CaptchaPage: "captcha",
    EmptyShell: "empty_shell",
    NotAnOrderPage: "not_an_order_page",
}


@pytest.mark.parametrize(("error", "code"), ERRORS.items(), ids=ERRORS.values())
def test_errors_speak_and_travel(error: type[PageError], code: str) -> None:
    caught = error("Something else.")
    again = pickle.loads(pickle.dumps(caught))  # noqa: S301 - our own bytes
    assert (type(again), again.code, again.message, again.hint) == (error, code, "Something else.", error().hint)
    assert str(error()) == f"{error().message} {error().hint}"
    assert error().message != PageError().message


SINGLEFILE = (
    '<!DOCTYPE html> <html lang="pt-BR"><!--\n Page saved with SingleFile \n'
    " url: https://www.aliexpress.com/p/order/detail.html?orderId=8000222333270000 \n"
    " saved date: Sun Nov 22 2026 10:05:07 GMT{} (A Zone) \n--><head></head><body>x</body></html>"
)
SINGLEFILE_URL = "https://www.aliexpress.com/p/order/detail.html?orderId=8000222333270000"
PAGE_TIME = datetime(2026, 11, 22, 10, 5, 7, tzinfo=timezone(timedelta(hours=1)))
GIVEN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_singlefile_says_url_and_time() -> None:
    document = load(SINGLEFILE.format("+0100"))
    assert (document.url, document.captured_at, document.captured_at_from) == (
        SINGLEFILE_URL,
        PAGE_TIME,
        "singlefile",
    )
    assert document.captured_at is not None
    assert document.captured_at.utcoffset() == timedelta(hours=1)


def test_singlefile_west_of_greenwich() -> None:
    captured_at = load(SINGLEFILE.format("-0330")).captured_at
    assert captured_at is not None
    assert captured_at.utcoffset() == timedelta(hours=-3, minutes=-30)


@pytest.mark.parametrize(
    "date", ["Sun Foo 22 2026 10:05:07 GMT+0100", "Sun Nov 31 2026 10:05:07 GMT+0100", "22.11.2026", ""]
)
def test_singlefile_with_another_date_has_no_time(date: str) -> None:
    source = SINGLEFILE.replace("Sun Nov 22 2026 10:05:07 GMT{} (A Zone)", date)
    document = load(source)
    assert (document.url, document.captured_at, document.captured_at_from) == (SINGLEFILE_URL, None, None)


SHOP = "https://www.aliexpress.com/p/order/detail.html?orderId=8000222333270000"
JS_DATE = "Sun Nov 22 2026 10:05:07 GMT+0100 (A Zone)"
LATER = "Wed Nov 25 2026 09:00:00 GMT+0100 (A Zone)"
UTC_TIME = datetime(2026, 11, 22, 9, 5, 7, tzinfo=UTC)


def singlefile(url: str, date: str = JS_DATE, header: str = "Page saved with SingleFile") -> str:
    return f"<!--\n {header} \n url: {url} \n saved date: {date} \n-->"


def save_page_we(url: str, date: str = JS_DATE) -> str:
    names = {"savepage-url": SHOP, "savepage-title": "Order", "savepage-from": url, "savepage-date": date}
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in names.items())


def scrapbook(url: str, date: str) -> str:
    return f'<html data-scrapbook-source="{url}" data-scrapbook-create="{date}"'


def saved_from(url: str) -> str:
    return f"<!-- saved from url=({len(url):04}){url} -->"


def copy(mark: str, start: str = "<html") -> str:
    return f"<!DOCTYPE html>{start} lang=en>{mark}<head></head><body>x</body></html>"


def monolith(url: str, date: str) -> str:
    return f"<!-- Saved from {url} at {date} using monolith v2.8.1 -->"


def httrack(url: str, date: str) -> str:
    return f"<!-- Mirrored from {url} by HTTrack Website Copier/3.x [XR&CO'2014], {date} -->"


FILE = "file:///home/b/orders/Order%20Detail.html"
MARKS = [
    ("SingleFile", copy(singlefile(SHOP)), SHOP, UTC_TIME, "singlefile"),
    (
        "SingleFile of 2017",
        copy(singlefile(SHOP, header="Archive processed by SingleFile")),
        SHOP,
        UTC_TIME,
        "singlefile",
    ),
    ("SingleFileZ", copy(singlefile(SHOP, header="Page saved with SingleFileZ")), SHOP, UTC_TIME, "singlefile"),
    (
        "zone in another language",
        copy(singlefile(SHOP, "Sun Nov 22 2026 17:05:07 GMT+0800 (台北標準時間)")),
        SHOP,
        UTC_TIME,
        "singlefile",
    ),
    ("zone without a name", copy(singlefile(SHOP, "Sun Nov 22 2026 05:35:07 GMT-0330")), SHOP, UTC_TIME, "singlefile"),
    (
        "mobile site",
        copy(singlefile("https://m.aliexpress.us/p/order/x.html")),
        "https://m.aliexpress.us/p/order/x.html",
        UTC_TIME,
        "singlefile",
    ),
    ("Save Page WE", copy("<head>" + save_page_we(SHOP)), SHOP, UTC_TIME, "saved_comment"),
    ("WebScrapBook", copy("", scrapbook(SHOP, "20261122090507123")), SHOP, UTC_TIME, "saved_comment"),
    ("WebScrapBook, old", copy("", scrapbook(SHOP, "20261122090507")), SHOP, UTC_TIME, "saved_comment"),
    ("monolith", monolith(SHOP, "2026-11-22T09:05:07Z") + copy(""), SHOP, UTC_TIME, "saved_comment"),
    (
        "HTTrack",
        copy(httrack(SHOP.removeprefix("https://"), "Sun, 22 Nov 2026 09:05:07 GMT")),
        SHOP,
        UTC_TIME,
        "saved_comment",
    ),
    ("browser", saved_from(SHOP) + copy(""), SHOP, None, None),
    # Not from the shop
    ("from the disk", copy(singlefile(FILE)), None, None, None),
    ("from the disk, Windows", copy(singlefile("file:///C:/Users/b/aliexpress.com/order.html")), None, None, None),
    ("from the phone", copy(singlefile("content://downloads/order.html")), None, None, None),
    ("from another host", copy(singlefile("https://mail.example.org/inbox/3")), None, None, None),
    ("a host that looks like it", copy(singlefile("https://aliexpress.com.example.org/p/order/")), None, None, None),
    ("another that does", copy(singlefile("https://notaliexpress.com/p/order/")), None, None, None),
    ("broken address", copy(singlefile("https://[aliexpress.com/")), None, None, None),
    ("no address", copy("<!--\n Page saved with SingleFile \n saved date: " + JS_DATE + "\n-->"), None, None, None),
    ("Save Page WE from the disk", copy("<head>" + save_page_we(FILE)), None, None, None),
    ("WebScrapBook from the disk", copy("", scrapbook(FILE, "20261122090507123")), None, None, None),
    ("monolith from the disk", monolith(FILE, "2026-11-22T09:05:07Z") + copy(""), None, None, None),
    ("browser from the disk", saved_from(FILE) + copy(""), None, None, None),
    # Two marks
    ("SingleFile of a SingleFile copy", copy(singlefile(FILE, LATER) + singlefile(SHOP)), SHOP, UTC_TIME, "singlefile"),
    ("the other way round", copy(singlefile(SHOP) + singlefile(FILE, LATER)), SHOP, UTC_TIME, "singlefile"),
    ("both name the shop", copy(singlefile(SHOP, LATER) + singlefile(SHOP)), SHOP, UTC_TIME, "singlefile"),
    (
        "Save Page WE of a SingleFile copy",
        copy(singlefile(SHOP) + "<head>" + save_page_we(FILE, LATER)),
        SHOP,
        UTC_TIME,
        "singlefile",
    ),
    (
        "SingleFile of a Save Page WE copy",
        copy(singlefile(FILE, LATER) + "<head>" + save_page_we(SHOP)),
        SHOP,
        UTC_TIME,
        "saved_comment",
    ),
    ("browser of a SingleFile copy", saved_from(FILE) + copy(singlefile(SHOP)), SHOP, UTC_TIME, "singlefile"),
    ("SingleFile of a browser's copy", saved_from(SHOP) + copy(singlefile(FILE, LATER)), SHOP, None, None),
    # Times that are none
    ("no time", copy(singlefile(SHOP, "")), SHOP, None, None),
    ("a month we cannot read", copy(singlefile(SHOP, "Sun Foo 22 2026 10:05:07 GMT+0100")), SHOP, None, None),
    ("an impossible day", copy(singlefile(SHOP, "Sun Nov 31 2026 10:05:07 GMT+0100")), SHOP, None, None),
    ("without offset", copy(singlefile(SHOP, "Sun Nov 22 2026 10:05:07")), SHOP, None, None),
    ("in the buyer's language", copy(singlefile(SHOP, "22.11.2026, 10:05:07")), SHOP, None, None),
    ("order of parts unknown", copy(singlefile(SHOP, "11/12/2026 10:05:07 GMT")), SHOP, None, None),
    ("ISO time without offset", monolith(SHOP, "2026-11-22T09:05:07") + copy(""), SHOP, None, None),
    ("WebScrapBook, cut", copy("", scrapbook(SHOP, "202611220905")), SHOP, None, None),
    ("WebScrapBook, impossible", copy("", scrapbook(SHOP, "20261322090507")), SHOP, None, None),
]


@pytest.mark.parametrize(("source", "url", "time", "who"), [row[1:] for row in MARKS], ids=[row[0] for row in MARKS])
def test_marks_of_saving(source: str, url: str | None, time: datetime | None, who: str | None) -> None:
    document = load(source)
    assert (document.url, document.captured_at, document.captured_at_from) == (url, time, who)


def test_a_copy_saved_again_has_no_time_and_says_so() -> None:
    again = load(copy(singlefile(FILE)), captured_at=GIVEN, captured_at_from="file_time")
    assert (again.captured_at, again.captured_at_from) == (None, None)
    assert codes(again) == ["saved_again"]
    told = load(copy(singlefile(FILE)), captured_at=GIVEN, captured_at_from="argument")
    assert (told.captured_at, told.captured_at_from, codes(told)) == (GIVEN, "argument", [])
    still_known = load(
        copy(singlefile(FILE, LATER) + singlefile(SHOP)), captured_at=GIVEN, captured_at_from="file_time"
    )
    assert (still_known.captured_at, codes(still_known)) == (UTC_TIME, [])


@pytest.mark.parametrize("url", ["about:internet", "about:blank", "view-source:" + SHOP])
def test_a_mark_without_a_place_says_nothing_of_the_file(url: str) -> None:
    document = load(saved_from(url) + copy(""), captured_at=GIVEN, captured_at_from="file_time")
    assert (document.captured_at, document.captured_at_from, codes(document)) == (GIVEN, "file_time", [])


def test_raised_digits_stand_apart() -> None:
    document = load(page("<p>US $12<sup>40</sup>, 1<sup>2<b>3</b>4</sup>5, 3<sup>rd</sup></p>"))
    assert "".join(document.root.itertext("p", "sup", "b")) == "US $12⁴⁰, 1²³⁴5, 3rd"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p style='display:flex;flex-direction:row-reverse'><b>1</b><i>Total</i></p>", "Total 1"),
        ("<style>.r{display:flex;flex-direction:row-reverse}</style><p class='r'><b>1</b><i>Total</i></p>", "Total 1"),
        ("<style>.r{flex-direction:row-reverse}</style><p class='r'><b>1</b><i>Total</i></p>", "1Total"),
        (
            "<style>@media print{.r{display:flex;flex-flow:row-reverse}}</style><p class='r'><b>1</b><i>Total</i></p>",
            "1Total",
        ),
        (
            "<style>.r{display:flex;flex-direction:column-reverse}@media (min-width:9em){.r{flex-direction:row}}</style>"
            "<p class='r'><b>1</b><i>Total</i></p>",
            "1Total",
        ),
        ("<p style='display:flex'><b style='order:2'>1</b><i>Total</i></p>", "Total 1"),
        ("<p style='border:2px'><b style='border:0'>1</b><i>Total</i></p>", "1Total"),
        ("<p><b style='float:right'>1</b><i style='float: right'>Total</i></p>", "Total 1"),
        ("<p>Total<b style='float:right'>1</b></p>", "Total1"),
        ("<p><b style='float:right'>3</b><b style='float:right'>.</b><b style='float:right'>1</b></p>", "1.3"),
        ("<p>US $<bdo dir='rtl'>07.<b>9</b>1</bdo></p>", "US $19.70"),
        ("<p>US $<i style='unicode-bidi:bidi-override;direction:rtl'>07.91</i></p>", "US $19.70"),
        ("<p><i style='unicode-bidi:bidi-override;direction:rtl'>سعر</i> <i dir='rtl'>19.70</i></p>", "سعر 19.70"),
        ("<p>US $\ue601.\ue602\ue603</p>", "US $\ufffc0\ufffc"),
        ("<p>1\ue6017.70</p>", "1\ufffc0\ufffc"),
        ("<p>\ue601\ue601 <b>\ue603</b>17.70</p>", "\ue601\ue601 \ue60317.70"),  # icons
        ("<svg><title>x</title><foreignObject><p>Total 1</p></foreignObject></svg>", "Total 1"),
        ("<style>.l::after{content:': '}</style><p><b class='l'>Total</b><i>1</i></p>", "Total: 1"),
        ("<style>/* , */ .l:after{content:':'}</style><p><b class='l'>Total</b><i>1</i></p>", "Total: 1"),
        ("<p>ID <input readonly value='8203'> <input value='typed'></p>", "ID 8203"),
        (
            "<x-row><template shadowrootmode='open'><slot name='a'></slot><slot name='b'></slot></template>"
            "<b slot='b'>1</b><i slot='a'>Total</i></x-row>",
            "Total 1",
        ),
        (
            "<x-row><template shadowrootmode='open'><style>p{}</style><slot></slot></template><b>Total 1</b></x-row>",
            "Total 1",
        ),
        ("<style>.l::before{content:attr(data-l)}</style><p><b class='l' data-l='Total'></b><i>1</i></p>", "Total 1"),
        ("<style>.l::after{content:attr(data-l);opacity:0}</style><p class='l' data-l='Copy'>1</p>", "1"),
        ("<style>.l:hover::after{content:attr(data-l)}</style><p class='l' data-l='Copy'>1</p>", "1"),
        ("<style>.c{text-transform:capitalize}</style><p class='c'>order <b>date</b></p>", "Order Date"),
        ("<p style='text-transform:capitalize'>don't worry</p>", "Don't Worry"),
        (f"<p><span>{''.join(map('<b style=display:inline-block>{}</b>'.format, 'Total'))}</span> 1</p>", "Total 1"),
        (
            "<p>US $<b style='overflow:hidden'><span style='top:-1em'><span>0</span><span>1</span></span></b>.70</p>",
            "US $\ufffc0\ufffc.70",
        ),
    ],
)
def test_words_stand_as_they_are_drawn(markup: str, words: str) -> None:
    document = load(page(markup))
    assert " ".join("".join(document.root.itertext("p", "b", "i", "span", "x-row")).split()) == words
    again = load(etree.tostring(document.root, method="html"))
    assert "".join(again.root.itertext("p", "b", "i", "span", "x-row")).split() == words.split()


@pytest.mark.parametrize(
    ("link", "words", "href"),
    [
        ("<a href='//x.com/store/1'>Shop<b> (//x.com/store/1)</b></a>", "Shop", "//x.com/store/1"),
        ("<a href='//x.com/store/1?a=b'>The shop (https://x.com/store/1)</a>!", "The shop!", None),
        ("<a href='https://x.com/s/1'>Shop</a> [https://x.com/s/1] (new)", "Shop (new)", None),
        ("<a href='https://x.com/s/1'>Shop</a><i> (x.com/s/…)</i>", "Shop", None),
        ("<a href='//x.com/s/12'>Shop<b> (<i>//x.</i>com/s/<i>1</i>\n<i>2</i>)</b></a>", "Shop\n", None),
        ("<a href='//x.com/s/12'>Shop<b> (//x.&shy;com/s/12)</b></a>", "Shop", None),
        ("<a href='//x.com/s/12'>Shop</a> <i>(<b>//x.com/s</b>/12)</i>", "Shop ", None),
        ("<a href='//x.com/s/12'>(//x.com/s/12)</a>", "(//x.com/s/12)", None),
        (
            "<a href='https://g.example/url?q=https%3A%2F%2Fwww.aliexpress.com%2Fstore%2F7'>Shop (https://g.example/url)</a>",
            "Shop",
            "https://www.aliexpress.com/store/7",
        ),
        ("<a href=' HTTPS://X.com/s/1\n'>Shop</a>", "Shop", "https://X.com/s/1"),
        ("<a href='p/Order.html?orderId=1'>Order</a>", "Order", "p/Order.html?orderId=1"),
        ("<a href='https://x.com/s/1'>Shop (https://y.com/s/1)</a>", "Shop (https://y.com/s/1)", None),
        (
            "<a href='https://g.example/url?q=https%3A%2F%2Fwww.aliexpress.com%2Fstore%2F7&amp;s=1'>Shop</a>",
            "Shop",
            "https://www.aliexpress.com/store/7",
        ),
        (
            "<a href='https://s.click.aliexpress.com/d.htm?k=A&amp;dl_target_url=https%3A%2F%2Faliexpress.com%2Fi%2F7'>x</a>",
            "x",
            "https://aliexpress.com/i/7",
        ),
        (
            "<a href='https://login.aliexpress.com/?to=https%3A%2F%2Fwww.aliexpress.com%2Fstore%2F7'>Sign in</a>",
            "Sign in",
            "https://login.aliexpress.com/?to=https%3A%2F%2Fwww.aliexpress.com%2Fstore%2F7",
        ),
        (
            "<a href='https://g.example/url?q=https%3A%2F%2Fweb.archive.org%2Fweb%2F20261201%2Fhttps%3A%2F%2Fwww.aliexpress.com%2Fstore%2F7'>x</a>",
            "x",
            "https://www.aliexpress.com/store/7",
        ),
        ("<a href='/x'>8203</a><a href='/y'>17T</a>", "8203 17T", "/x"),
        (
            "<a href='../../store/7'>Shop</a><base href=' https://www.aliexpress.com/p/order/'>",
            "Shop",
            "https://www.aliexpress.com/store/7",
        ),
        ("<a href='/store/7'>Shop</a><base href='https://[x'>", "Shop", "/store/7"),
        ("<a href='x:7'>Shop</a><base href='https://x.com/'>", "Shop", "x:7"),
    ],
)
def test_links_say_and_lead_where_the_site_had_them(link: str, words: str, href: str | None) -> None:
    document = load(page(f"<p>{link}</p><i>&lt;https://x.com&gt; (https://x.com) [https://x.com]</i>"))
    (paragraph,) = document.root.iter("p")
    assert "".join(paragraph.itertext()) == words
    assert href in (None, paragraph[0].get("href"))


def test_browser_says_the_url_only() -> None:
    url = "https://www.aliexpress.com/p/order/detail.html?a=1-%2D2"
    document = load(f"<!-- saved from url=({len(url):04}){url} -->\r\n" + page())
    assert document.url == "https://www.aliexpress.com/p/order/detail.html?a=1--2"
    assert (document.captured_at, document.captured_at_from) == (None, None)


@pytest.mark.parametrize("url", ["about:internet", "file:///home/someone/order.html"])
def test_browser_mark_without_web_address(url: str) -> None:
    assert load(f"<!-- saved from url=({len(url):04}){url} -->" + page()).url is None


def test_canonical_link_is_the_last_resort() -> None:
    link = '<link rel="canonical" href="https://www.aliexpress.com/p/order/index.html">'
    assert load(page(head=link)).url == "https://www.aliexpress.com/p/order/index.html"
    assert load(page(head=link), url="https://example.org/").url == "https://example.org/"
    assert load(page(head='<link rel="canonical" href="/p/order/index.html">')).url is None


def test_given_time_wins() -> None:
    document = load(SINGLEFILE.format("+0100"), url="https://example.org/", captured_at=GIVEN)
    assert (document.captured_at, document.captured_at_from) == (GIVEN, "argument")
    assert document.url == "https://example.org/"
    request = load(SINGLEFILE.format("+0100"), captured_at=GIVEN, captured_at_from="request")
    assert (request.captured_at, request.captured_at_from) == (GIVEN, "request")


def test_time_of_the_file_gives_way_to_the_page_only() -> None:
    document = load(SINGLEFILE.format("+0100"), captured_at=GIVEN, captured_at_from="file_time")
    assert (document.captured_at, document.captured_at_from) == (PAGE_TIME, "singlefile")
    plain = load(page(), captured_at=GIVEN, captured_at_from="file_time")
    assert (plain.captured_at, plain.captured_at_from) == (GIVEN, "file_time")


def test_origin_without_time_says_nothing() -> None:
    assert load(page(), captured_at_from="request").captured_at_from is None


LANGUAGES = [
    ('<html lang="en">', "en"),
    ('<html lang="pt-BR">', "pt-BR"),
    ('<html lang="pt_br">', "pt-BR"),
    ('<html lang="zh-hans-cn">', "zh-Hans-CN"),
    ('<html lang="es-419">', "es-419"),
    ('<html lang="iw">', "he"),
    ('<html lang="in_ID">', "id-ID"),
    ('<html lang="en_US.UTF-8">', "en-US"),
    ('<html xml:lang="ko">', "ko"),
    ('<html lang="$lang"><head><meta property="og:locale" content="es_ES"></head>', "es-ES"),
    ('<html><head><meta http-equiv="Content-Language" content="fr"></head>', "fr"),
    ('<html><head></head><body class="aliexpress lang-ru x">', "ru"),
    ("<html>", None),
    ('<html lang="klingonese">', None),
    ('<html lang="">', None),
]


@pytest.mark.parametrize(("start", "language"), LANGUAGES)
def test_language(start: str, language: str | None) -> None:
    assert load(f"{start}<p>x</p></html>").language == language


URLS = [
    (SINGLEFILE_URL, SINGLEFILE_URL),
    (SINGLEFILE_URL + "&spm=a2g0o.x&pvid=1#part", SINGLEFILE_URL),
    (
        "//www.aliexpress.com/p/tracking/index.html?_addShare=no&tradeOrderId=8000222333270000",
        "https://www.aliexpress.com/p/tracking/index.html?tradeOrderId=8000222333270000",
    ),
    (
        "https://track.aliexpress.com/logisticsdetail.htm?tradeId=8000222333270000",
        "https://track.aliexpress.com/logisticsdetail.htm?tradeId=8000222333270000",
    ),
    ("https://me:secret@aliexpress.ru/order-list/1?x=1", "https://aliexpress.ru/order-list/1"),
    ("https://x.example/a?orderId=Ada+Example", "https://x.example/a"),
    ("https://x.example/a?tradeOrderLineId=8000222333270000", "https://x.example/a"),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ("https://x.example/p/order/detail.html/ada_99/555", "https://x.example/p/order/detail.html"),
    ("https://x.example/u/ada.lovelace/orders", "https://x.example/u"),
    ("https://x.example/order-list/5001/", "https://x.example/order-list/5001/"),
    ("file:///home/someone/order.html?orderId=8000222333270000", ""),
    ("about:blank", ""),
    ("https://[broken/", ""),
    ("https://x.example:port/", ""),
    ("", ""),
]


@pytest.mark.parametrize(("url", "clean"), URLS)
def test_clean_url(url: str, clean: str) -> None:
    assert clean_url(url) == clean


@given(st.text())
def test_clean_url_of_any_text(url: str) -> None:
    assert clean_url(clean_url(url)) == clean_url(url)


def test_halves_of_characters_do_no_harm() -> None:
    document = load("<html><body><p>\ud83d and \ud83d\ude00</p></body></html>")
    assert document.root.findtext(".//p") == "\ufffd and 😀"


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_any_source_is_a_page_or_refused(source: bytes | str) -> None:
    try:
        document = load(source)
    except PageError:
        return
    assert document.source
    assert document.root.tag == "html"


_DAMAGE = st.lists(st.tuples(st.integers(0, 900), st.binary(max_size=4)), max_size=6)


@given(_DAMAGE, st.booleans())
@example([(109, b"\0")], False)
@example([(109, b"\x01")], False)
@example([(720, b"\0")], False)
def test_damaged_page_loses_nothing_in_silence(damage: list[tuple[int, bytes]], cut: bool) -> None:
    source = page().encode()
    for place, junk in damage:
        source = source[:place] + (source[place:][:-40] if cut else junk + source[place:])
    try:
        document = load(source)
    except PageError:
        return
    source = without_signs(source.replace(b"\0", b""))  # a NUL within a word is taken out, and is told
    assert len(names(document)) <= source.count(b"order_row") or "content_lost" in codes(document)
    if b"</html" not in source[-4096:]:
        assert "truncated" in codes(document)


def test_the_usual_page_needs_no_beautifulsoup() -> None:
    script = (
        "import sys; from whyclosed_parser.loading.load import load;"
        "load('<html lang=en><body><p>x</p></body></html>');"
        "sys.exit('bs4' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("style", ["border: 1px solid", "font-size:9px;border-width:0", "display:flex"])
def test_a_box_that_turns_nothing_round_keeps_its_members_in_place(style: str) -> None:
    page = f'<html><body><div style="{style}"><p>one</p><p>two</p></div></body></html>'
    assert "".join(load(page).root.itertext()) == "onetwo"
