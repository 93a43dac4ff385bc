"""Containers that are damaged, odd, hostile, or hold other things beside the order."""

from __future__ import annotations

import gzip
import json
import plistlib
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.common import FIXTURES
from tests.containers import builders
from tests.containers.builders import CONTAINERS, PICTURE, URL, har, mail, mbox, mhtml, webarchive, zipped

import whyclosed_parser
from whyclosed_parser import PageError, ParseReport, load
from whyclosed_parser.errors import Compressed, DamagedFile, NoPageInside, NotHtml, SeveralPages
from whyclosed_parser.loading import containers
from whyclosed_parser.loading.containers import Entry, container_of, entry, unpack

ID, OTHER = "8190000000000217", "8190000000000225"


def page(order_id: str = ID, more: str = "") -> bytes:
    return (
        f'<html><head><meta charset="utf-8"></head><body><p>Order ID: {order_id}</p><p>Order status: Closed</p>'
        f"<p>Order date: Nov 3, 2026</p>{more}</body></html>"
    ).encode()


def ids(report: ParseReport) -> list[str | None]:
    return [order.order_id for order in report.orders]


def told(report: ParseReport) -> list[tuple[str | None, str]]:
    return [(one.path, one.problem.code) for one in report.unread]


# ------------------------------------------------------------------------------------------- one broken, others whole


def damaged_zip() -> bytes:
    """Two pages, of which the first is damaged in its bytes."""
    whole = zipped(("a.html", page(ID, "<p>x</p>" * 99)), ("b.html", page(OTHER)))
    return whole[:60] + b"\0\0\0\0" + whole[64:]


def locked_zip() -> bytes:
    whole = bytearray(zipped(("a.html", page(ID)), ("b.html", page(OTHER))))
    whole[whole.index(b"PK\x01\x02") + 8] |= 1  # in the central directory
    return bytes(whole)


def unknown_packing() -> bytes:
    whole = bytearray(zipped(("a.html", page(ID)), ("b.html", page(OTHER))))
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        at = whole.index(mark) + offset
        whole[at : at + 2] = (97).to_bytes(2, "little")
    return bytes(whole)


def har_with_broken_body() -> bytes:
    recorded = json.loads(har(page(OTHER)))
    broken = {"mimeType": "text/html", "text": "§§§=", "encoding": "base64"}
    recorded["log"]["entries"].insert(0, builders.exchange(URL, broken))
    recorded["log"]["entries"].insert(1, "no table")
    return json.dumps(recorded).encode()


ONE_BROKEN = [
    ("damaged in a zip", damaged_zip(), [("a.html", "compressed")]),
    ("locked in a zip", locked_zip(), [("a.html", "compressed")]),
    ("packed in an unknown way", unknown_packing(), [("a.html", "compressed")]),
    ("no zip in a zip", zipped(("a.zip", b"PK\3\4" + b"x" * 99), ("b.html", page(OTHER))), [("a.zip", "compressed")]),
    ("a picture called a page", zipped(("a.html", PICTURE), ("b.html", page(OTHER))), [("a.html", "not_html")]),
    ("no order in a zip", zipped(("a.html", b"<p>Hi</p>"), ("b.html", page(OTHER))), [("a.html", "not_an_order_page")]),
    ("broken body in a HAR", har_with_broken_body(), [("1", "damaged_file")]),
    ("an empty mail in a mailbox", mbox(b"From: a\nDate: b\n\n", mail(page(OTHER))), [("1", "no_page_inside")]),
]


@pytest.mark.parametrize(("source", "unread"), [row[1:] for row in ONE_BROKEN], ids=[row[0] for row in ONE_BROKEN])
def test_a_broken_page_loses_no_other(source: bytes, unread: list[tuple[str, str]]) -> None:
    report = whyclosed_parser.parse(source)
    assert ids(report) == [OTHER]
    assert told(report) == unread
    assert all(one.problem.message.endswith(".") and one.problem.hint for one in report.unread)


def test_the_place_of_a_page_stands_behind_the_path(tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    file.write_bytes(zipped(("deep/inner.zip", zipped(("a.html", b"<p>Hi</p>"))), ("b.html", page())))
    report = whyclosed_parser.parse(file)
    assert told(report) == [(f"{file}/deep/inner.zip/a.html", "not_an_order_page")]


# ---------------------------------------------------------------------------------------- what is no order is sifted


def test_of_a_mailbox_only_the_orders_count() -> None:
    box = mbox(mail(b"<p>Hello</p>"), mail(page(ID)), mail(b"<p>News</p>", "html"), mail(page(OTHER), "attached"))
    report = whyclosed_parser.parse(box)
    assert (ids(report), told(report)) == ([ID, OTHER], [])


@pytest.mark.parametrize("name", ["bad-login", "bad-empty-shell", "bad-captcha"])
def test_where_no_order_is_found_the_most_telling_is_said(name: str) -> None:
    bad = (FIXTURES / name / "page.html").read_bytes()
    (alone,) = whyclosed_parser.parse(bad).unread
    assert whyclosed_parser.parse(har(bad)).unread == (replace(alone, path="4"),)
    assert told(whyclosed_parser.parse(mbox(mail(b"<p>Hello</p>"), mail(b"<p>News</p>")))) == [
        ("1", "not_an_order_page")
    ]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (mbox(), None),
        (zipped(("a.png", PICTURE)), NoPageInside),
        (zipped(), NoPageInside),
        (b"From - Sat Nov 21 2026\nFrom there on\n", NoPageInside),
        (zipped(("[Content_Types].xml", b"x"), ("word/a.html", page())), NotHtml),
        (b'{"log": {"version": "1.2", "entries": []}}', NoPageInside),
        (b'{"log": {"version": "1.2"}}', DamagedFile),
        (plistlib.dumps({"Name": "x"}), NotHtml),
        (plistlib.dumps({"WebMainResource": builders.resource(PICTURE, "image/png")}), NotHtml),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\n", NoPageInside),
        (mhtml(page())[:560], DamagedFile),
        (builders.selfextracting(page())[:-40], DamagedFile),
        (webarchive(page())[:-9], DamagedFile),
        (har(page())[:-9], DamagedFile),
        (zipped(("a.html", page()))[:-9], Compressed),
        (zipped(("a.html", page()), ("b.html", page(OTHER))), SeveralPages),
    ],
)
def test_what_holds_no_page_is_named(source: bytes, error: type[PageError] | None) -> None:
    with pytest.raises(error or PageError) as caught:
        load(source)
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")


# ------------------------------------------------------------------------------------------------------- odd MHTML


def shown_in(source: bytes) -> list[str]:
    return [text.strip() for text in load(source).root.itertext() if isinstance(text, str) and text.strip()]


def test_frames_are_read_in_their_place() -> None:
    outer = b'<html><body><p>1</p><iframe src="cid:a@x"></iframe><p>4</p></body></html>'
    inner = "Content-Type: text/html; charset=windows-1252\nContent-ID: <a@x>\nContent-Transfer-Encoding: quoted-printable\n\n<p>2 =E9</p><iframe src=3D'https://x.example/b'></iframe>"
    inmost = "Content-Type: text/html\nContent-Location: https://x.example/b\n\n<p>3</p>"
    bound = "------MultipartBoundary--kZq3x0aVn4--"
    assert shown_in(mhtml(outer, more=f"{inner}\n{bound}\n{inmost}")) == ["1", "2 é", "3", "4"]


def test_a_frame_in_itself_comes_to_an_end() -> None:
    outer = b'<html><body><iframe src="cid:a@x"></iframe></body></html>'
    inner = 'Content-Type: text/html\nContent-ID: <a@x>\n\n<p>2</p><iframe src="cid:a@x"></iframe><iframe src="cid:a@x"></iframe>'
    assert 50 < shown_in(mhtml(outer, more=inner)).count("2") < 200


def test_pages_that_no_frame_shows_are_read_too() -> None:
    inner = "Content-Type: text/html\nContent-Location: https://www.aliexpress.com/p/order/other.html\n\n"
    report = whyclosed_parser.parse(mhtml(page(ID), more=inner + page(OTHER).decode()))
    assert (ids(report), told(report)) == ([ID, OTHER], [])


def test_the_page_named_as_start_is_the_page() -> None:
    first = "Content-Type: text/html\nContent-ID: <first>\n\n<p>No</p>"
    source = (
        b'From: <Saved by X>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; start="<second>"; boundary=b\r\n\r\n'
        b"--b\r\n"
        + first.encode()
        + b"\r\n--b\r\nContent-Type: text/html\r\nContent-ID: <second>\r\n\r\n"
        + page()
        + b"\r\n--b--\r\n"
    )
    report = whyclosed_parser.parse(source)
    assert ids(report) == [ID]


@pytest.mark.parametrize("charset", ["windows-1251", "utf-16", "koi8-r", "iso-2022-jp"])
def test_the_charset_that_a_part_names_counts(charset: str) -> None:
    words = "注文番号" if charset == "iso-2022-jp" else "Заказ"
    content = f"<html><body><p>{words}</p></body></html>".encode(charset)
    for source in (
        mhtml(content, encoding="base64", charset=f' charset="{charset}"'),
        plistlib.dumps(
            {"WebMainResource": {**builders.resource(content), "WebResourceTextEncodingName": charset}},
            fmt=plistlib.FMT_BINARY,
        ),
    ):
        assert shown_in(source) == [words]


TIMES = [
    ("Wed, 25 Nov 2026 09:30:00 -0000", datetime(2026, 11, 25, 9, 30, tzinfo=UTC)),
    ("Wed, 25 Nov 2026 10:30:00 +0100", datetime(2026, 11, 25, 9, 30, tzinfo=UTC)),
    ("Wed, 25 Nov 2026 01:30:00 PST", datetime(2026, 11, 25, 9, 30, tzinfo=UTC)),
    ("Wed, 25 Nov 2026 09:30:00", None),
    ("25.11.2026 09:30", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "time"), TIMES)
def test_a_time_is_one_only_with_its_zone(written: str, time: datetime | None) -> None:
    document = load(mhtml(page()).replace(builders.RFC_TIME.encode(), written.encode()))
    assert (document.captured_at, document.captured_at_from) == (time, "mhtml" if time else None)


def test_a_copy_of_a_copy_tells_no_time() -> None:
    for url in (b"file:///C:/Users/x/order.html", b"https://copies.example/order.html"):
        document = load(mhtml(page()).replace(URL.encode(), url))
        assert (document.url, document.captured_at) == (None, None)
        assert "saved_again" in [problem.code for problem in document.problems]


def test_the_time_that_is_given_wins() -> None:
    given = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert load(mhtml(page()), captured_at=given).captured_at == given
    asked = load(mhtml(page()), captured_at=given, captured_at_from="file_time")
    assert asked.captured_at == builders.SAVED_AT


def test_the_time_and_address_of_a_file_are_not_those_of_a_page_among_several() -> None:
    given = datetime(2026, 11, 20, 8, tzinfo=UTC)
    source = zipped(("a.html", page(ID)), ("b.html", page(OTHER)), changed=None)
    for order in whyclosed_parser.parse(source, url=URL).orders:
        assert order.pages[0].url is None
    assert all(one.pages[0].captured_at == given for one in whyclosed_parser.parse(source, captured_at=given).orders)
    (one,) = whyclosed_parser.parse(zipped(("a.html", page())), captured_at=given).orders
    assert one.pages[0].captured_at == builders.SAVED_AT


# ------------------------------------------------------------------------------------------------------- odd mails


def test_the_words_of_a_mail_without_a_page_are_read() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = (
        "a@example.com",
        "b@example.com",
        "Wed, 25 Nov 2026 10:30:00 +0100",
    )
    message.set_content(f"Hello <b@example.com>,\n\nOrder ID: {ID}\nOrder status: Closed\n<https://example.com/?a=1>\n")
    (order,) = whyclosed_parser.parse(message.as_bytes()).orders
    assert (order.order_id, order.pages[0].captured_at_from) == (ID, "email")


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_header_may_have_letters_that_were_not_encoded(charset: str) -> None:
    words = f"Order ID: {ID}\nOrder status: Closed\n"
    sent = f"From: a@example.com\nTo: b@example.com\nSubject: Bestellung bestätigt\n\n{words}".encode(charset)
    assert ids(whyclosed_parser.parse(sent)) == [ID]
    long = b"Received: " + b"y" * 20_000 + b"\nReceived: \xc3\xbc\n"
    assert ids(whyclosed_parser.parse(sent.replace(b"To: ", long + b"To: "))) == [ID]


def test_a_line_of_a_mail_that_begins_with_from_begins_no_mail() -> None:
    words = f"From: a@example.com\nTo: b@example.com\nSubject: x\n\nFrom here on\n>From 3 to 4\n\nOrder ID: {ID}\nOrder status: Closed\n"
    report = whyclosed_parser.parse(b"From - Wed Nov 25 10:30:00 2026\n" + words.encode())
    assert ids(report) == [ID]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\r\n", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize(
    "build", [mhtml, mail, lambda page: mbox(mail(page)), har, lambda page: webarchive(page, plistlib.FMT_XML)]
)
def test_what_stands_before_a_text_does_not_matter(before: bytes, build: Callable[[bytes], bytes]) -> None:
    report = whyclosed_parser.parse(before + build(page()))
    assert (ids(report), told(report)) == ([ID], [])


@pytest.mark.parametrize("answer", ['{"a": 1}', ' [{"a": 1}]', 'mtopjsonp3({"a": 1})', '/**/ cb_1.x( {"a": 1} );'])
@pytest.mark.parametrize("kind", ["application/json", "text/javascript;charset=UTF-8", "text/plain"])
def test_answers_of_data_are_handed_on_with_address_and_time(answer: str, kind: str) -> None:
    found = [one for one, _ in unpack(Entry(har(answer.encode(), kind=kind))) if isinstance(one, Entry)]
    data = [one for one in found if one.content == answer.encode()]
    assert [(one.url, one.captured_at, one.captured_at_from) for one in data] == [(URL, builders.SAVED_AT, "api")]
    assert all(b"function a" not in one.content for one in found)


WORDS = [
    f"Order ID: {ID}\nStatus: Closed\n\nTotal: US $3.00\n",
    f"Status: Closed\nTotal: US $3.00\n\nOrder ID: {ID}\n",
    f"From: Shop\nOrder ID: {ID}\n\nOrder status: Closed\n",
    f"Date: Nov 3, 2026\nTotal: US $3.00\n\nOrder ID: {ID}",
]


@pytest.mark.parametrize("words", WORDS)
def test_copied_words_are_no_mail(words: str) -> None:
    assert container_of(words.encode()) is None
    assert ids(whyclosed_parser.parse(words.encode())) == [ID]


# -------------------------------------------------------------------------------------------------- names and folders


def test_of_a_zip_the_folders_beside_a_page_are_passed_over() -> None:
    frame = page("8190000000000999")
    files = [
        ("orders/One.html", page(ID, '<img src="./One_zdjecia/a.png">')),
        ("orders/One_files/frame.html", frame),
        ("orders/One-Dateien/frame.html", frame),
        ("orders/One_zdjecia/frame.html", frame),
        ("orders/One_march/Two.html", page(OTHER)),
        ("__MACOSX/orders/._One.html", b"\0\5\x16\7"),
        (".trash/x.html", frame),
        ("../../etc/Three.html", page("8190000000000233")),
    ]
    report = whyclosed_parser.parse(zipped(*files))
    assert (ids(report), told(report)) == ([ID, OTHER, "8190000000000233"], [])


def test_of_a_zip_data_that_tells_of_no_order_is_passed_over() -> None:
    answer = (FIXTURES / "api-detail-finished" / "page.json").read_bytes()
    (alone,) = whyclosed_parser.parse(answer).orders
    report = whyclosed_parser.parse(zipped(("a/detail.json", answer), ("settings.json", b'{"name": "x"}')))
    assert (ids(report), told(report)) == ([alone.order_id], [])
    assert whyclosed_parser.parse(zipped(("settings.json", b'{"name": "x"}'))).unread


@pytest.mark.parametrize("name", ["order", "a/detail.html?orderId=1", "detail.HTM?x=1&y=2.png", "a.b/4411"])
def test_of_a_zip_a_page_whose_name_does_not_tell_is_read(name: str) -> None:
    report = whyclosed_parser.parse(
        zipped((name, page()), ("Makefile", b"all:"), ("LICENSE", b"MIT"), ("x.png?y", b"\x89PNG"))
    )
    assert (ids(report), told(report)) == ([ID], [])


# -------------------------------------------------------------------------------------------------------------- bounds


def test_a_bomb_is_named() -> None:
    bomb = b"<p>" + b"a" * (entry.MOST_BYTES + 1)
    assert told(whyclosed_parser.parse(zipped(("a.html", bomb), ("b.html", page())))) == [("a.html", "too_big")]


def test_all_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    source = zipped(*((f"{number}.html", page(f"81900000000003{number:02}")) for number in range(9)))
    monkeypatch.setattr(containers, "MOST_ENTRIES", 3)
    report = whyclosed_parser.parse(source)
    assert (len(report.orders), told(report)) == (3, [("3.html", "too_big")])
    monkeypatch.setattr(containers, "MOST_ENTRIES", 99)
    monkeypatch.setattr(containers, "MOST_UNPACKED", 3 * len(page()) + 1)
    report = whyclosed_parser.parse(source)
    assert (len(report.orders), told(report)) == (3, [("3.html", "too_big")])


def nested(depth: int, wrap: Callable[[bytes], bytes]) -> bytes:
    source = page()
    for _ in range(depth):
        source = wrap(source)
    return source


@pytest.mark.parametrize("wrap", [gzip.compress, lambda inner: zipped(("a.zip", inner))])
def test_containers_in_containers_come_to_an_end(wrap: Callable[[bytes], bytes]) -> None:
    assert ids(whyclosed_parser.parse(nested(3, wrap))) in ([ID], [])
    report = whyclosed_parser.parse(nested(30, wrap))
    assert (ids(report), [code for _, code in told(report)]) == ([], ["too_big"])


def test_mails_in_mails_come_to_an_end() -> None:
    source = b"From: a@example.com\nTo: b\nContent-Type: text/html\n\n" + page()
    for _ in range(200):
        source = b"From: a@example.com\nTo: b\nContent-Type: message/rfc822\n\n" + source
    assert whyclosed_parser.parse(source).unread
    parts = b"From: a@example.com\nTo: b\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number) for number in range(3000)
    )
    assert whyclosed_parser.parse(parts).unread


def test_a_property_list_whose_objects_lie_on_each_other_is_named() -> None:
    data = b"\x4f\x12" + (100_000).to_bytes(4, "big") + b"x" * 100_000
    count = 3000
    many = b"\xaf\x11" + count.to_bytes(2, "big") + b"".join(n.to_bytes(2, "big") for n in range(1, count + 1))
    table = (8 + len(data)).to_bytes(4, "big") + (8).to_bytes(4, "big") * count
    head = b"bplist00" + data + many
    bomb = head + table + struct.pack(">6xBBQQQ", 4, 2, count + 1, 0, len(head))
    assert told(whyclosed_parser.parse(bomb)) == [(None, "too_big")]
    assert len(plistlib.loads(bomb)) == count


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "a long line of a mailbox": lambda size: b"From " + b"1" * size,
    "many long lines of a mailbox": lambda size: b"From 1\nA: b\n\n" + (b"From " + b"1" * 500 + b"\r") * (size // 500),
    "many headers": lambda size: b"From: a\n" * (size // 8),
    "many headers in letters": lambda size: (
        b"From: a\nSubject: b\n" + b"".join(b"a%x:\xe9\n" % at for at in range(size // 8))
    ),
    "many folds": lambda size: b"Subject: a\n" + b" a\n" * (size // 3),
    "encoded words": lambda size: b"Date: " + b"=?a?q?" * (size // 6) + b"\nTo: b\nFrom: b\n\n<p>x</p>",
    "comments of a property list": lambda size: b"<!--" * (size // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_no_faster_than_the_file(name: str) -> None:
    def spent(size: int) -> float:
        source = HOSTILE[name](size)
        start = process_time()
        with suppress(PageError):
            list(unpack(Entry(source)))
        return process_time() - start

    spent(1000)
    assert spent(400_000) < 12 * max(spent(100_000), 0.02)


def test_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "extract", never)
    monkeypatch.setattr(zipfile.ZipFile, "extractall", never)
    monkeypatch.setattr("tempfile.mkstemp", never)
    for build, _ in CONTAINERS.values():
        assert list(unpack(Entry(build(page()))))


# ------------------------------------------------------------------------------------------------------------- damage


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_cut_anywhere_is_an_error_of_ours_or_a_page_with_a_problem(name: str) -> None:
    whole = CONTAINERS[name][0](page())
    (order,) = whyclosed_parser.parse(whole).orders
    assert order.order_id == ID
    many = range(0, len(whole), 1 + len(whole) // 50)  # the end, where the tables of archives stand, byte by byte
    for length in (*many, *range(max(0, len(whole) - 12), len(whole))):
        report = whyclosed_parser.parse(whole[:length])
        assert report.orders or report.unread
        for one in report.orders:
            assert one.order_id in (ID, None)
            assert one.placed_on in (order.placed_on, None)
            assert one.problems or one == replace(order, pages=one.pages)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(CONTAINERS)), st.data())
def test_no_damage_gets_past_our_errors(name: str, data: st.DataObject) -> None:
    damaged = bytearray(CONTAINERS[name][0](page()))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    start, end = (data.draw(st.integers(0, len(damaged))) for _ in range(2))
    del damaged[min(start, end) : min(start, end) + data.draw(st.integers(0, 40))]
    report = whyclosed_parser.parse(bytes(damaged))
    assert report.orders or report.unread


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [
            b"bplist00",
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b'{"log":{',
            b"From - 1 2026\nA: b\n",
            b"From: a\nMIME-Version: 1.0\nContent-Type: ",
        ]
    ),
    st.binary(max_size=300),
)
def test_no_bytes_behind_a_mark_get_past_our_errors(mark: bytes, rest: bytes) -> None:
    report = whyclosed_parser.parse(mark + rest)
    assert report.orders or report.unread


def test_the_archive_is_what_zipfile_writes() -> None:
    assert zipfile.is_zipfile(BytesIO(zipped(("a", b""))))
