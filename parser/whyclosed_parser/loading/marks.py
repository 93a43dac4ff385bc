"""What a page says of itself: where and when it was saved, and its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple, cast, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.loading.containers.entry import Entry
from whyclosed_parser.model import CapturedFrom
from whyclosed_parser.page.tree import classes

ANSWERED_AT = "data-answered-at"
"""The attribute in which the page made of an answer of the interface (`answers`) keeps the server's own time."""

COPY_FROM, COPY_AT, COPY_BY = "data-copy-from", "data-copy-at", "data-copy-by"
"""The attributes in which a safe copy (`scrub`) keeps where and when its page was saved, and who says the time."""

_HEAD = 16384  # bytes in which savers leave their comment

# Comments: browsers (URL only), SingleFile (its header changed in 2018), monolith, HTTrack. `url` and `date` by name.
_COMMENTS = tuple(
    (saver, patterns.compiled(pattern, re.DOTALL | re.IGNORECASE))
    for saver, pattern in (
        ("saved_comment", rb"<!--\s*saved from url=\(\d{4,}\)(?P<url>\S+?)\s*-->"),
        ("singlefile", rb"<!--\s*(?:Page saved with|Archive processed by) SingleFileZ?\b(?P<lines>.*?)-->"),
        ("saved_comment", rb"<!--\s*Saved from (?P<url>(?!url=)\S+) at (?P<date>\S+) using monolith\b.*?-->"),
        ("saved_comment", rb"<!--\s*Mirrored from (?P<url>\S+) by HTTrack [^,]*(?:,\s*(?P<date>[^-]*?))?\s*-->"),
    )
)
_URL_LINE = patterns.compiled(rb"^[^\S\n]*+url:\s*(\S+)", re.MULTILINE)
_DATE_LINE = patterns.compiled(rb"^[^\S\n]*+saved date:\s*([^\r\n]+)", re.MULTILINE)
_SHOP = patterns.compiled(r"(?:[\w-]+\.)*aliexpress\.[a-z]{2,3}(?:\.[a-z]{2})?")

# JavaScript's Date.toString(), which is English on every computer.
_JS_DATE = patterns.compiled(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d\d) (?P<year>\d{4}) "
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d) GMT(?P<sign>[+-])(?P<hours>\d\d)(?P<minutes>\d\d)\b"
)
_SCRAPBOOK_DATE = patterns.compiled(r"\d{14}(?:\d{3})?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ORDER_KEYS = frozenset({"orderId", "tradeOrderId", "tradeId"})
_PATH = patterns.compiled(r"(?:/(?:[A-Za-z][A-Za-z_-]*+|\d++)(?![^/]))*+(?:/[\w-]++\.html?(?![^/])|/(?!.))?")
_ORDER_ID = patterns.compiled(r"\d{8,25}")

_LANGUAGE = patterns.compiled(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")
_RENAMED = {"iw": "he", "in": "id", "ji": "yi"}
_TRANSLATED = etree.XPath("boolean(descendant-or-self::*/@_msttexthash)")
_BODY_LANGUAGE = patterns.compiled(r"(?:^|\s)lang-([a-z]{2})(?=\s|$)")


class SavedMark(NamedTuple):
    """What savers wrote into the copy: where the page was in the shop, and when (None: nothing says so)."""

    url: str | None = None
    saved_at: datetime | None = None
    saver: CapturedFrom | None = None
    """Who says the time."""
    saved_again: bool = False
    """A copy was opened from elsewhere than the shop and saved again, so the file's own time is not the page's."""


class _Written(NamedTuple):
    saver: CapturedFrom
    url: str
    date: str


def saved_mark(page: bytes, root: Element, kept: Entry | None = None) -> SavedMark:
    """The comment, metas or attributes that savers left in a saved page, and what the container says in which it was
    kept (`kept`, None: it lay in none).

    A page that was saved twice has several marks. Only those count that name the shop as the place they saved from:
    what another mark (`file:`, another host) says is when the copy was copied, not when the page was in the shop. Of
    several such times the earliest counts, for what came later saved what was there.
    Sources: the marks as these programs write them; dates are in the program's own form, never in the buyer's language.
    """
    if copied := _copied(root):
        return copied
    if answered := _time(root.get(ANSWERED_AT, "")):
        return SavedMark(None, answered, "api")
    return _mark([*_comments(page), *_metas(root), *_attributes(root), *_of_container(kept)])


def _copied(root: Element) -> SavedMark | None:
    """What a safe copy says of its page: all that was known of it."""
    saver, url = root.get(COPY_BY), root.get(COPY_FROM, "")
    time = _time(root.get(COPY_AT, ""))
    if not url and time is None:
        return None
    known = cast(CapturedFrom, saver) if saver in get_args(CapturedFrom) else "saved_comment"
    return SavedMark(url if _is_shop(url) else None, time, known if time else None)


def comment_mark(page: bytes) -> SavedMark:
    """What a saver's comment says, of a page that is not parsed."""
    return _mark(list(_comments(page)))


def _mark(marks: list[_Written]) -> SavedMark:
    of_shop = [mark for mark in marks if _is_shop(mark.url)]
    times = [(time, mark.saver) for mark in of_shop if (time := _time(mark.date)) is not None]
    again = any(mark not in of_shop and re.match(r"(?!about:|view-source:)[a-z-]+:", mark.url) for mark in marks)
    url = next((mark.url for mark in of_shop), None)
    if not times:
        return SavedMark(url, saved_again=again)
    saved_at, saver = min(times, key=lambda one: one[0])
    return SavedMark(url, saved_at, saver, again)


def _comments(page: bytes) -> Iterator[_Written]:
    body = page[:_HEAD].lower().find(b"<body")
    end = _HEAD if body < 0 else body  # what stands in the page's body is the page's
    for saver, pattern in _COMMENTS:
        for found in pattern.finditer(page, 0, end):
            parts = found.groupdict()
            if "lines" in parts:
                lines = parts["lines"].replace(b"\r", b"\n")
                url, date = _URL_LINE.search(lines), _DATE_LINE.search(lines)
                yield _written(saver, url and url[1], date and date[1])
            else:
                yield _written(saver, parts["url"], parts.get("date"))


def _metas(root: Element) -> Iterator[_Written]:
    """Save Page WE."""
    metas = {(meta.get("name") or "").lower(): meta.get("content", "") for meta in root.iterfind("head/meta[@name]")}
    for url in ("savepage-from", "savepage-url"):
        if url in metas:
            yield _Written("saved_comment", metas[url], metas.get("savepage-date", ""))
            return


def _attributes(root: Element) -> Iterator[_Written]:
    """WebScrapBook."""
    if source := root.get("data-scrapbook-source"):
        yield _Written("saved_comment", source, root.get("data-scrapbook-create", ""))


def _of_container(kept: Entry | None) -> Iterator[_Written]:
    if kept is not None and kept.url:
        saved_at = kept.captured_at.isoformat() if kept.captured_at else ""
        yield _Written(kept.captured_at_from or "saved_comment", kept.url, saved_at)


def _written(saver: str, url: bytes | None, date: bytes | None) -> _Written:
    # A comment must not hold "--", so browsers write the second dash of a URL as %2D.
    address = (url or b"").decode("utf-8", "replace").replace("-%2D", "--")
    if address and ":" not in address.split("/")[0]:
        address = f"https://{address}"  # HTTrack leaves the scheme out
    return _Written(cast(CapturedFrom, saver), address, (date or b"").decode("utf-8", "replace").strip())


def _is_shop(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and _SHOP.fullmatch(parts.hostname or "") is not None
    except ValueError:
        return False


def _time(written: str) -> datetime | None:
    """An instant in one of the forms that savers use; a time without offset is none, except WebScrapBook's (UTC)."""
    found = _JS_DATE.match(written)
    try:
        if found is not None:
            return _js_time(found)
        if _SCRAPBOOK_DATE.fullmatch(written):
            return datetime.strptime(written[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if written.endswith("GMT"):
            from email.utils import parsedate_to_datetime  # brings sockets and charsets along, and is seldom needed

            return parsedate_to_datetime(written)
        time = datetime.fromisoformat(written)
    except (ValueError, TypeError):
        return None
    return time if time.tzinfo else None


def _js_time(found: re.Match[str]) -> datetime:
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    return datetime(
        int(found["year"]),
        _MONTHS.index(found["month"]) + 1,
        int(found["day"]),
        int(found["hour"]),
        int(found["minute"]),
        int(found["second"]),
        tzinfo=timezone(-offset if found["sign"] == "-" else offset),
    )


def canonical_url(root: Element) -> str | None:
    """The address in `<link rel="canonical">`, if it is a whole one."""
    for link in root.iterfind("head/link[@rel='canonical']"):
        href = link.get("href", "")
        if href.startswith(("http://", "https://")):
            return href
    return None


def clean_url(url: str) -> str:
    """`url` without user, fragment and query, except the order id in it; empty where it is no web address.

    Kept: `orderId`, `tradeOrderId`, `tradeId`, if all digits; of the path what can be a page's name: it ends before the
    first piece that is neither letters nor digits, and behind the page itself.
    """
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    query = [(key, value) for key, value in parse_qsl(parts.query) if key in _ORDER_KEYS and _ORDER_ID.fullmatch(value)]
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, _page_in(parts.path), urlencode(query), ""))


def _page_in(path: str) -> str:
    found = _PATH.match(path)
    return found[0] if found else ""


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


def is_translated(root: Element) -> bool:
    """Whether a browser translated the page: Chrome and Edge mark `<html>`, Edge its elements, too."""
    marks = classes(root)
    if not {"translated-ltr", "translated-rtl"}.isdisjoint(marks):
        return True
    return bool(_TRANSLATED(root))


def _language_tag(text: str) -> str | None:
    found = _LANGUAGE.fullmatch(text.strip())
    if found is None:
        return None
    language = found[1].lower()
    parts = [_RENAMED.get(language, language), (found[2] or "").title(), (found[3] or "").upper()]
    return "-".join(part for part in parts if part)
