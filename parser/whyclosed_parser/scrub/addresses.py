"""Addresses of a page without people: of links host, path and ids with stand-ins, of pictures the form alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from whyclosed_parser import patterns
from whyclosed_parser.scrub.known import DATA, is_markup, numbers, pieces
from whyclosed_parser.scrub.stand_ins import StandIns

_KEYS = frozenset(DATA["links"]["keys"])
_HOSTS = tuple(DATA["links"]["hosts"])
_IDS = patterns.compiled(r"[A-Za-z0-9]{1,40}(?:,[A-Za-z0-9]{1,40}){0,99}")
_DIGIT = patterns.compiled(r"\d")
_IN_DATA = patterns.compiled(r"(\w{1,30})[\"\\:\s]{1,12}(\d{10,22})(?!\d)")
_PICTURE_HOSTS: dict[str, str] = DATA["pictures"]["hosts"]
_PICTURE_PIECES = frozenset(DATA["pictures"]["pieces"])
_SIZES = frozenset(DATA["pictures"]["sizes"])
_LONGEST_PATH = 200  # characters of a picture's
_UNUSUAL = patterns.compiled(r"[^A-Za-z0-9/._-]")
_PIECE = patterns.compiled(r"[A-Za-z0-9]+")
_SIZE = patterns.compiled(r"(\d{2,4})x(\d{2,4})(?:q\d0|q\d5)?")
_NO_PICTURE = "data:,"
"""An address with nothing at it."""


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
    if host and not any(map(_is_of(host), _HOSTS)):
        return None

    def word(found: re.Match[str]) -> str:
        return found[0] if is_markup(found[0]) else stand_ins.word(found[0])

    def step(path: str) -> str:
        developers = all(is_markup(piece[0]) for piece in pieces(path))  # else a small number may be a house's
        path = replace(pieces(path), path, word)
        small = 4 if developers else 1
        return replace(numbers(path), path, lambda run: run[0] if len(run[0]) < small else stand_ins.number(run[0]))

    path = "/".join(map(step, unquote(parts.path).split("/")))
    query = "&".join(
        f"{key}={','.join(_other_id(one, stand_ins) for one in given.split(','))}"
        for key, given in _flat(parse_qsl(parts.query))
        if key in _KEYS and _are_ids(given)
    )
    start = f"{parts.scheme}:" if parts.scheme else ""
    return f"{start}//{_host(host)}" * bool(host) + quote(path, safe="/-_.~") + (f"?{query}" if query else "")


def telling_nothing(value: str, stand_ins: StandIns) -> str | None:
    """An address of the shop's own in which nothing had to be replaced, None for any other: no stand-in leads to a
    style sheet or an icon."""
    return value if "//" in value and link(value, stand_ins) == value else None


def picture(value: str, stand_ins: StandIns) -> str:
    """An invented address like that of a picture: at a host of the same owner, or of nobody's, with names of the same
    form, and the same wherever that picture stands. A picture that is in the page itself becomes one of nothing."""
    try:
        parts = urlsplit(value.strip())
        host = parts.hostname or ""
    except ValueError:
        return _NO_PICTURE
    if parts.scheme not in ("", "http", "https"):
        return _NO_PICTURE
    path = _UNUSUAL.sub("x", unquote(parts.path))[-_LONGEST_PATH:]
    path = replace(_PIECE.finditer(path), path, lambda piece: _picture_piece(piece[0], stand_ins))
    if not host:
        return path or _NO_PICTURE
    owner = next((other for owner, other in _PICTURE_HOSTS.items() if _is_of(host)(owner)), "example.com")
    start = f"{parts.scheme}:" if parts.scheme else ""
    return f"{start}//{owner}/{path.lstrip('/')}"


def _picture_piece(piece: str, stand_ins: StandIns) -> str:
    size = _SIZE.fullmatch(piece)
    usual = piece in _PICTURE_PIECES or (size and _SIZES.issuperset(map(int, size.groups())))
    return piece if usual else stand_ins.picture(piece)


def _flat(query: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The parts of a query, those of data in it too: the buyer interface is asked in JSON."""
    for key, given in query:
        yield from _IN_DATA.findall(given) if given.startswith("{") else ((key, given),)


def _are_ids(value: str) -> bool:
    """Whether there are numbers in a row, each perhaps with letters."""
    return _IDS.fullmatch(value) is not None and all(map(_DIGIT.search, value.split(",")))


def _other_id(value: str, stand_ins: StandIns) -> str:
    return stand_ins.number(value) if value.isdigit() else stand_ins.code(value)


def _is_of(host: str) -> Callable[[str], bool]:
    return lambda owner: host == owner or host.endswith(f".{owner}")


def _host(host: str) -> str:
    """The site's own hosts; a shop's own name before them is left out."""
    first, _, rest = host.partition(".")
    return host if is_markup(first) or len(first) <= 4 or not rest.count(".") else f"www.{rest}"


def replace(found: Iterable[re.Match[str]], text: str, by: Callable[[re.Match[str]], str]) -> str:
    """The text with something else in the place of each match."""
    made, at = [], 0
    for match in found:
        made += [text[at : match.start()], by(match)]
        at = match.end()
    return "".join([*made, text[at:]])
