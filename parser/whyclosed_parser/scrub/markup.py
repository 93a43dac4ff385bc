"""Attributes, addresses, styles and comments of a page without people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from lxml.html import defs

from whyclosed_parser import patterns
from whyclosed_parser.scrub.known import DATA, is_markup, numbers, pieces
from whyclosed_parser.scrub.stand_ins import StandIns

_PLAIN = patterns.compiled(r"[A-Za-z]{0,24}(?:[-_/;=., ]{0,2}[A-Za-z0-9.-]{0,24}){0,4}")
_MADE_UP = patterns.compiled(r"[a-z]+(?:-[a-z]+){1,4}")
_CSS_COMMENT = patterns.compiled(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_TEXT = patterns.compiled(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^)]*\)|\\.", re.DOTALL)
_CSS_NAME = patterns.compiled(r"(?<=[.#])-?[A-Za-z_][\w-]*")
_CSS_BLOCK = patterns.compiled(r"\{([^{}]*)\}")
_CSS_SELECTOR = patterns.compiled(r"[^{}]*(?=\{)")
_CSS_SAFE = patterns.compiled(r"[\w\s.#>+~*:,()@&%-]*")
_CSS_VALUE = patterns.compiled(r"[\w\s.#%!(),/+*-]*")
_KEPT_STYLES = frozenset(DATA["styles"]["kept"])
_KEYS = frozenset(DATA["links"]["keys"])
_HOSTS = tuple(DATA["links"]["hosts"])
_SAVED_FROM = patterns.compiled(r"\s*saved from url=\((\d{4,})\)(\S+)\s*")
_MONOLITH = patterns.compiled(r"\s*Saved from (\S+) at (\S+) using monolith\b.*", re.DOTALL)
_HTTRACK = patterns.compiled(r"\s*Mirrored from (\S+) by HTTrack [^,]*(?:,\s*(.*?))?\s*", re.DOTALL)
_SINGLEFILE = patterns.compiled(r"\s*(Page saved with SingleFile|Archive processed by SingleFileZ?)\b(.*)", re.DOTALL)
_URL_LINE = patterns.compiled(r"^[^\S\n]*+url:\s*(\S+)", re.MULTILINE)
_DATE_LINE = patterns.compiled(r"^[^\S\n]*+saved date:\s*([^\r\n]+)", re.MULTILINE)
_DATE = patterns.compiled(r"[A-Za-z0-9:+ ,.-]{8,40}")


def plain(value: str) -> str | None:
    """A value of few letters and digits; None where it could be more than that."""
    return value if len(value) <= 60 and _PLAIN.fullmatch(value) and not re.search(r"\d{5}", value) else None


def name(value: str, stand_ins: StandIns) -> str:
    """A class or id: pieces that developers use stay, others are replaced, as is the hash that a program put behind the
    last `--`."""
    *head, last = value.split("--")
    if head and not all(is_markup(piece[0]) for piece in pieces(last)):
        last = stand_ins.word(re.sub(r"[^A-Za-z]", "x", last))
        return "--".join([*(_developers(part, stand_ins) for part in head), last])
    return "--".join(_developers(part, stand_ins) for part in (*head, last))


def _developers(part: str, stand_ins: StandIns) -> str:
    part = _replace(pieces(part), part, lambda found: found[0] if _is_plain(found[0]) else stand_ins.word(found[0]))
    return _replace(numbers(part), part, lambda run: run[0] if len(run[0]) < 4 else stand_ins.number(run[0]))


def _is_plain(piece: str) -> bool:
    return is_markup(piece) or len(piece) == 1


def tag(name_of_tag: str, stand_ins: StandIns) -> str:
    """The name of an element: of one that a site made up, as of a class."""
    if _MADE_UP.fullmatch(name_of_tag):
        return _developers(name_of_tag, stand_ins).lower()
    return name_of_tag if name_of_tag in defs.tags or is_markup(name_of_tag) else "span"


def names(value: str, stand_ins: StandIns) -> str:
    """Several of them."""
    return " ".join(name(one, stand_ins) for one in value.split())


def link(value: str, stand_ins: StandIns) -> str | None:
    """An address: host and path of the shop, of its query the ids that the reading looks at. None where it is no web
    address, or nobody's that is known."""
    try:
        parts = urlsplit(value.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if value.startswith("#") or parts.scheme not in ("", "http", "https"):
        return "#" if value.startswith("#") else None
    if host and not any(host == one or host.endswith(f".{one}") for one in _HOSTS):
        return None

    def word(found: re.Match[str]) -> str:
        return found[0] if is_markup(found[0]) else stand_ins.word(found[0])

    def step(path: str) -> str:
        developers = all(is_markup(piece[0]) for piece in pieces(path))  # else a small number may be a house's
        path = _replace(pieces(path), path, word)
        small = 4 if developers else 1
        return _replace(numbers(path), path, lambda run: run[0] if len(run[0]) < small else stand_ins.number(run[0]))

    path = "/".join(map(step, unquote(parts.path).split("/")))
    query = "&".join(
        f"{key}={_replace(numbers(given), given, lambda run: stand_ins.number(run[0]))}"
        for key, given in parse_qsl(parts.query)
        if key in _KEYS and re.fullmatch(r"[\d,]+", given)
    )
    start = f"{parts.scheme}:" if parts.scheme else ""
    return f"{start}//{_host(host)}" * bool(host) + quote(path, safe="/-_.~") + (f"?{query}" if query else "")


def _host(host: str) -> str:
    """The site's own hosts; a shop's own name before them is left out."""
    first, _, rest = host.partition(".")
    return host if is_markup(first) or len(first) <= 4 or not rest.count(".") else f"www.{rest}"


def style(value: str) -> str:
    """The declarations that decide what is seen."""
    value = _CSS_TEXT.sub("none", _CSS_COMMENT.sub(" ", value))
    kept = []
    for declaration in value.split(";"):
        key, _, given = declaration.partition(":")
        if key.strip().lower() in _KEPT_STYLES and len(given) <= 80 and _CSS_VALUE.fullmatch(given):
            kept.append(f"{key.strip()}:{given.strip()}")
    return ";".join(kept)


def sheet(text: str, stand_ins: StandIns) -> str:
    """A style sheet: its selectors with the names as they are replaced, and of each rule what decides what is seen."""
    text = _CSS_TEXT.sub("none", _CSS_COMMENT.sub(" ", text))
    text = _CSS_BLOCK.sub(lambda block: "{" + style(block[1]) + "}", text)
    text = _CSS_NAME.sub(lambda found: name(found[0], stand_ins), text)
    return _CSS_SELECTOR.sub(lambda found: found[0] if _CSS_SAFE.fullmatch(found[0]) else ".x", text)


def saver_comment(text: str, stand_ins: StandIns) -> str | None:
    """The comment in which a browser or a saver says where the page is from, and when; None for any other."""
    if found := _SAVED_FROM.fullmatch(text):
        address = link(found[2], stand_ins)
        return address and f" saved from url=({len(address):04d}){address} "
    if found := _MONOLITH.fullmatch(text):
        address, date = link(found[1], stand_ins), _date(found[2])
        return address and f" Saved from {address} at {date} using monolith "
    if found := _HTTRACK.fullmatch(text):
        address, date = link(found[1] if ":" in found[1] else f"https://{found[1]}", stand_ins), _date(found[2] or "")
        return address and f" Mirrored from {address.partition('://')[2]} by HTTrack Website Copier, {date} "
    if found := _SINGLEFILE.fullmatch(text):
        url, saved = _URL_LINE.search(found[2]), _DATE_LINE.search(found[2])
        lines = [found[1]]
        lines += [f" url: {link(url[1], stand_ins) or ''}"] if url else []
        lines += [f" saved date: {_date(saved[1])}"] if saved else []
        return "\n" + "\n".join(f" {line}" for line in lines) + "\n"
    return None


def time(value: str) -> str | None:
    """A time in figures, as programs write it."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return value if re.fullmatch(r"\d{14}(?:\d{3})?", value) else None
    return value


def _date(written: str) -> str:
    date = written.partition("(")[0].strip()  # a zone's name is in the saver's language
    return date if _DATE.fullmatch(date) else ""


def _replace(found: Iterable[re.Match[str]], text: str, by: Callable[[re.Match[str]], str]) -> str:
    made, at = [], 0
    for match in found:
        made += [text[at : match.start()], by(match)]
        at = match.end()
    return "".join([*made, text[at:]])
