"""What is checked of the head of every request, before any of its body is kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from whyclosed_server.refusal import Refused

MAX_BODY = 4 * 1024 * 1024
"""Bytes of a request body as sent."""

MAX_HELLO = 1024
"""The same for `/hello`, which anybody may send."""

_EXTENSION = re.compile(
    r"chrome-extension://[a-p]{32}|moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding",
    "Access-Control-Max-Age": "600",
}
"""What a browser wants to know before it sends the real request."""


def check(
    method: str, target: str, headers: Mapping[str, str], length: int | None, port: int, paths: Collection[str]
) -> None:
    """Raise `Refused` for a request that is none of ours.

    `target` and `headers` are as sent (names in capitals, `-` as `_`); `length` is that of the body, None where it
    is not told. The host comes first: a page of a name that was re-pointed to this machine must learn nothing. The
    method comes before the origin, since several browsers send no origin with a GET.
    """
    if headers.get("HOST") != f"127.0.0.1:{port}":
        raise Refused("wrong_host")
    if method not in ("POST", "OPTIONS"):
        raise Refused("method_not_allowed")
    if not is_extension(headers.get("ORIGIN")):
        raise Refused("bad_origin")
    if target not in paths:  # no query, no escapes, no other spelling
        raise Refused("not_found")
    if length is None:
        raise Refused("length_required")
    if length > (0 if method == "OPTIONS" else MAX_HELLO if target == "/hello" else MAX_BODY):
        raise Refused("too_large")
    if method == "POST" and headers.get("CONTENT_TYPE") != "application/json":
        raise Refused("unsupported_type")
    # Of a hello, which anybody may send, nothing is inflated.
    if headers.get("CONTENT_ENCODING") not in ((None,) if target == "/hello" else (None, "gzip")):
        raise Refused("unsupported_type")


def is_extension(origin: str | None) -> bool:
    """Whether `origin` is a browser extension's; no web page can send such an origin."""
    return origin is not None and _EXTENSION.fullmatch(origin) is not None


def headers(origin: str | None) -> dict[str, str]:
    """The headers of every answer, also of a refusal. Only an extension may read it."""
    if origin is None or not is_extension(origin):
        return _ALWAYS
    return {**_ALWAYS, "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}
