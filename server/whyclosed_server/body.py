"""A request body, whose size the door has bounded: inflated within bounds, then JSON."""

from __future__ import annotations

import json
import zlib
from typing import NoReturn

from whyclosed_parser.model import Json
from whyclosed_server.refusal import Refused

MAX_INFLATED = 16 * 1024 * 1024
"""Bytes of a request body after gzip."""

_GZIP = 16 + zlib.MAX_WBITS


def inflate(data: bytes, limit: int = MAX_INFLATED) -> bytes:
    """The content of exactly one gzip member, never holding more than `limit` bytes of it.

    Raises `Refused`: `too_large` for more than that, `bad_gzip` for anything but one whole member.
    """
    member = zlib.decompressobj(_GZIP)
    try:
        content = member.decompress(data, limit + 1)
    except zlib.error:
        raise Refused("bad_gzip") from None
    if len(content) > limit:
        raise Refused("too_large")
    if not member.eof or member.unused_data:
        raise Refused("bad_gzip")
    return content


def load(data: bytes) -> Json:
    """Strict JSON in UTF-8. Raises `Refused("bad_json")`."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_each_key_once)
    except (ValueError, RecursionError):
        raise Refused("bad_json") from None


def _each_key_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("two values for one key")  # nobody could tell which of them was meant
    return whole


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not JSON")  # NaN and Infinity are Python's, not JSON's
