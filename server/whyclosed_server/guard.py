"""What is checked of every request before any of its body is read."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import Request, Response

from whyclosed_server.refusal import Refused

MAX_BODY = 4 * 1024 * 1024
"""Bytes of a request body as sent."""

_EXTENSION = re.compile(
    r"chrome-extension://[a-p]{32}|moz-extension://[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Origin",
}
"""On every answer."""


def check(request: Request, port: int, paths: Collection[str]) -> None:
    """Raise `Refused` for a request that is none of ours.

    The host comes first: a page of a name that was re-pointed to this machine must learn nothing. The method
    comes before the origin, since several browsers send no origin with a GET.
    """
    if request.environ.get("HTTP_HOST") != f"127.0.0.1:{port}":
        raise Refused("wrong_host")
    if request.method not in ("POST", "OPTIONS"):
        raise Refused("method_not_allowed")
    if not is_extension(request.environ.get("HTTP_ORIGIN")):
        raise Refused("bad_origin")
    # The target as sent: no query, no escapes, no other spelling of a path.
    if request.environ.get("REQUEST_URI") not in paths:
        raise Refused("not_found")
    if request.method == "POST":
        _check_body_headers(request)


def _check_body_headers(request: Request) -> None:
    if request.environ.get("CONTENT_TYPE") != "application/json":
        raise Refused("unsupported_type")
    if request.environ.get("HTTP_CONTENT_ENCODING", "gzip") != "gzip":
        raise Refused("unsupported_type")
    if (request.content_length or 0) > MAX_BODY:
        raise Refused("too_large")


def is_extension(origin: str | None) -> bool:
    """Whether `origin` is a browser extension's; no web page can send such an origin."""
    return origin is not None and _EXTENSION.fullmatch(origin) is not None


def harden(response: Response, origin: str | None) -> Response:
    """Set the headers of every answer; only an extension may read it."""
    response.headers.update(HEADERS)
    if origin is not None and is_extension(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def preflight(response: Response) -> Response:
    """What a browser wants to know before it sends the real request."""
    response.headers["Access-Control-Allow-Methods"] = "POST"
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Content-Encoding"
    response.headers["Access-Control-Max-Age"] = "600"
    return response
