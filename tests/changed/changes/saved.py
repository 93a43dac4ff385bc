"""Encodings, and what savers leave out and add."""

from __future__ import annotations

import re
from random import Random

from lxml.html import HtmlElement
from tests.changed.html import (
    decoded,
    encoded,
    with_charset,
)
from tests.changed.kinds import (
    FOREIGN_ID,
    on_bytes,
    on_tree,
)


@on_bytes("UTF-8 with its mark in front")
def utf8_bom(data: bytes, chance: Random) -> bytes:
    return b"\xef\xbb\xbf" + with_charset(decoded(data), chance.choice(["utf-8", None])).encode("utf-8")


@on_bytes("UTF-16 with its mark in front")
def utf16(data: bytes, chance: Random) -> bytes:
    text = with_charset(decoded(data), chance.choice(["utf-8", "utf-16", None]))
    return chance.choice([b"\xff\xfe" + text.encode("utf-16-le"), b"\xfe\xff" + text.encode("utf-16-be")])


@on_bytes("an older encoding that the page names; what it lacks as references")
def older_charset(data: bytes, chance: Random) -> bytes:
    name = chance.choice(
        ["windows-1252", "iso-8859-1", "windows-1251", "gb18030", "us-ascii", "iso-8859-15", "shift_jis"]
    )
    codec = {"iso-8859-1": "cp1252", "us-ascii": "ascii"}.get(name, name)
    return with_charset(decoded(data), name).encode(codec, "xmlcharrefreplace")


@on_bytes("UTF-8, said in the older way")
def charset_http_equiv(data: bytes, chance: Random) -> bytes:
    text = with_charset(decoded(data), None)
    meta = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">'
    return re.sub(r"<head\b[^>]*>", lambda head: head[0] + meta, text, count=1, flags=re.IGNORECASE).encode("utf-8")


@on_bytes("lines end in other ways")
def line_ends(data: bytes, chance: Random) -> bytes:
    end = chance.choice(["\r\n", "\r"])
    return encoded(decoded(data).replace("\r\n", "\n").replace("\n", end))


@on_tree("savers leave out scripts, styles and links to them")
def without_scripts(tree: HtmlElement, chance: Random) -> None:
    for element in list(tree.iter("script", "link")):
        element.drop_tree()


@on_bytes("a saver's comment in the middle of the page says nothing about the page")
def saved_comment_inside(data: bytes, chance: Random) -> bytes | None:
    comment = (
        "<!--\n Page saved with SingleFile \n url: https://www.aliexpress.com/p/order/detail.html?orderId="
        f"{FOREIGN_ID} \n saved date: Mon Feb 03 2025 10:11:12 GMT+0100 \n-->"
    )
    text = decoded(data)
    at = text.lower().rfind("</body>")
    return None if at < 0 else encoded(text[:at] + comment + text[at:])
