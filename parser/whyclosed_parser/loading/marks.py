"""What a page says of itself: where and when it was saved, and its language."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml.etree import _Element as Element

_HEAD = 16384  # bytes in which browsers and SingleFile leave their comment

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4,}\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLEFILE = re.compile(rb"<!--\s*Page saved with SingleFile\b(.*?)-->", re.DOTALL)
_SINGLEFILE_URL = re.compile(rb"^\s*url:\s*(\S+)", re.MULTILINE)
_SINGLEFILE_DATE = re.compile(rb"^\s*saved date:\s*([^\r\n]+)", re.MULTILINE)

# JavaScript's Date.toString(), which is English on every computer.
_JS_DATE = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d\d) (?P<year>\d{4}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) GMT(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)\b"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ORDER_KEYS = frozenset({"orderId", "tradeOrderId", "tradeId"})
_ORDER_ID = re.compile(r"\d{8,25}")

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")
_RENAMED = {"iw": "he", "in": "id", "ji": "yi"}
_BODY_LANGUAGE = re.compile(r"(?:^|\s)lang-([a-z]{2})(?=\s|$)")


class SavedMark(NamedTuple):
    """What the saver wrote into the copy."""

    url: str | None
    saved_at: datetime | None


def saved_mark(page: bytes) -> SavedMark:
    """The comment that SingleFile (URL and time) or a browser (URL) left at the top of a saved page.

    Source: the comments as these programs write them. Both values are None where there is no such comment.
    """
    single = _SINGLEFILE.search(page, 0, _HEAD)
    if single:
        url, date = _SINGLEFILE_URL.search(single[1]), _SINGLEFILE_DATE.search(single[1])
        return SavedMark(_web_url(url[1]) if url else None, _js_date(date[1]) if date else None)
    browser = _SAVED_FROM.search(page, 0, _HEAD)
    return SavedMark(_web_url(browser[1]) if browser else None, None)


def _web_url(written: bytes) -> str | None:
    # A comment must not hold "--", so browsers write the second dash of a URL as %2D.
    url = written.decode("utf-8", "replace").replace("-%2D", "--")
    return url if url.startswith(("http://", "https://")) else None


def _js_date(written: bytes) -> datetime | None:
    found = _JS_DATE.match(written.decode("utf-8", "replace"))
    if found is None or found["month"] not in _MONTHS:
        return None
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    try:
        return datetime(
            int(found["year"]),
            _MONTHS.index(found["month"]) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
            tzinfo=timezone(-offset if found["sign"] == "-" else offset),
        )
    except ValueError:
        return None


def canonical_url(root: Element) -> str | None:
    """The address in `<link rel="canonical">`, if it is a whole one."""
    for link in root.iterfind("head/link[@rel='canonical']"):
        href = link.get("href", "")
        if href.startswith(("http://", "https://")):
            return href
    return None


def clean_url(url: str) -> str:
    """`url` without user, fragment and query, except the order id in it; empty where it is no web address.

    Kept: `orderId`, `tradeOrderId`, `tradeId`, if all digits.
    """
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    query = [(key, value) for key, value in parse_qsl(parts.query) if key in _ORDER_KEYS and _ORDER_ID.fullmatch(value)]
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path, urlencode(query), ""))


def stated_language(root: Element) -> str | None:
    """The language that the page states, in BCP 47 ("pt-BR"); None where it states none, or no code.

    Looked for in `lang` of `<html>`, the metas content-language and og:locale, and the body's class `lang-xx`.
    """
    metas = {
        (meta.get("http-equiv") or meta.get("property") or "").lower(): meta.get("content")
        for meta in root.iterfind("head/meta[@content]")
    }
    body = root.find("body")
    body_class = _BODY_LANGUAGE.search(body.get("class", "")) if body is not None else None
    stated = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        metas.get("content-language"),
        metas.get("og:locale"),
        body_class[1] if body_class else None,
    )
    return next((tag for text in stated if text and (tag := _language_tag(text))), None)


def _language_tag(text: str) -> str | None:
    found = _LANGUAGE.fullmatch(text.strip())
    if found is None:
        return None
    language = found[1].lower()
    parts = [_RENAMED.get(language, language), (found[2] or "").title(), (found[3] or "").upper()]
    return "-".join(part for part in parts if part)
