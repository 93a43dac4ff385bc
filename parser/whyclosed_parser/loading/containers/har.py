"""HAR: a recording of what a browser and servers said to each other. The pages and the answers of data in it are given,
each with its address and the moment at which it was asked for."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.errors import DamagedFile
from whyclosed_parser.loading.containers.entry import Broken, Entry

_DATA = patterns.compiled(rb"(?:[^<{\[(]{0,200}\()?\s*[{\[]")  # with the call of a function around it: JSONP
_PICTURES = ("image/", "font/", "audio/", "video/")


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The pages and the answers of data in it, named by their number. Raises `DamagedFile`."""
    try:
        recorded = json.loads(entry.content.decode("utf-8-sig", "replace"))
        exchanges = recorded["log"]["entries"]
    except (ValueError, LookupError, TypeError, RecursionError):
        exchanges = None
    if not isinstance(exchanges, list):
        raise DamagedFile("This is a recording of traffic (HAR) that is damaged or cut off.")
    for number, exchange in enumerate(exchanges, 1):
        one = _answer(exchange, str(number)) if isinstance(exchange, dict) else None
        if one is not None:
            yield one


def _answer(exchange: Mapping[str, Any], place: str) -> Entry | Broken | None:
    """What a server answered; None where that is neither a page nor data, or was not recorded."""
    answer = _table(_table(exchange, "response"), "content")
    text, kind = answer.get("text"), str(answer.get("mimeType", "")).lower()
    if not isinstance(text, str) or not text.strip() or kind.startswith(_PICTURES):
        return None
    content, charset = text.encode("utf-8", "replace"), "utf-8"
    if answer.get("encoding") == "base64":
        try:
            content, charset = b64decode(text), ""
        except ValueError:
            return Broken(place, DamagedFile())
    if "html" not in kind and not _DATA.match(content):
        return None
    url = _table(exchange, "request").get("url")
    asked_at = _time(exchange.get("startedDateTime"))
    return Entry(
        content=content,
        place=place,
        url=url if isinstance(url, str) else None,
        captured_at=asked_at,
        captured_at_from="api" if asked_at else None,
        charset=charset or None,
    )


def _table(held: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = held.get(key)
    return inner if isinstance(inner, dict) else {}


def _time(text: object) -> datetime | None:
    """An instant in ISO 8601; without offset it is none."""
    try:
        time = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return time if time.tzinfo else None
