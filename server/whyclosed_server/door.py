"""The door: waitress, taught to refuse before a byte of a body is kept, and never to be held up by slow visitors."""

from __future__ import annotations

import json
import logging
import select
import socket
from http import HTTPStatus
from time import monotonic
from typing import Any, cast

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from whyclosed_server import guard
from whyclosed_server.refusal import Refused
from whyclosed_server.worker import USUAL

MAX_CONNECTIONS = 128
"""Open at once; one more closes the one that has waited longest without a whole request."""

MAX_HELD = 48 * 1024 * 1024
"""Bytes of bodies of all connections together; their headers can take a few MiB more."""

REQUEST_SECONDS = 10.0
"""Between the first and the last byte of a request."""

_MAX_HEADERS = 32 * 1024
_THROWN_AWAY = 2 * guard.MAX_BODY  # so much of a refused body is waited for, so that its sender can read the refusal
_NEVER_TO_DISK = 1024**3  # waitress would put large bodies into temporary files
_RETRY_SECONDS = 2
_OF_STATUS = {413: "too_large", 431: "headers_too_large"}

log = logging.getLogger("whyclosed.server")


class _Nowhere(OverflowableBuffer):
    """A buffer that keeps nothing."""

    def __init__(self) -> None:
        super().__init__(overflow=1)

    def append(self, s: bytes) -> None:
        """Forget it."""


class _Request(HTTPRequestParser):
    """One request on its way in. `error` is what it is refused with: a `Refused`, or an error of waitress."""

    command: str  # type: ignore[assignment]
    request_uri: str
    error: Any

    def __init__(self, adj: Adjustments, server: _Server) -> None:
        super().__init__(adj)
        self._server = server
        self.began = monotonic()

    @property
    def held(self) -> int:
        """The bytes that its body takes or will take."""
        return 0 if self.error else self.content_length

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        length = None if self.chunked else self.content_length
        server = self._server
        try:
            guard.check(self.command, self.request_uri, self.headers, length, server.port, server.paths)
            if length and server.held() > MAX_HELD:
                raise Refused("busy", retry_after=_RETRY_SECONDS)
        except Refused as refused:
            self.error = refused
            self._throw_the_body_away()

    def _throw_the_body_away(self) -> None:
        if self.expect_continue or self.body_rcv is None:
            self.expect_continue, self.body_rcv = False, None
        elif self.chunked:
            self.body_rcv = ChunkedReceiver(_Nowhere())
        else:
            self.body_rcv = FixedStreamReceiver(self.content_length, _Nowhere())

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        # Nothing that follows a refused request is a request: its connection is closed.
        return len(data) if self.completed and self.error else consumed


class _Refusal(ErrorTask):
    """The answer to what is refused at the door: nothing of the request in it."""

    def execute(self) -> None:
        request = cast(_Request, self.request)
        error = request.error
        refused = error if isinstance(error, Refused) else Refused(_OF_STATUS.get(error.code, "bad_request"))
        refusal = refused.refusal
        body = b"" if getattr(request, "command", None) == "HEAD" else json.dumps(refusal.body()).encode("ascii")
        headers = {"Content-Type": "application/json", **guard.headers(request.headers.get("ORIGIN"))}
        if refused.retry_after is not None:
            headers["Retry-After"] = str(refused.retry_after)
        log.info("- %d", refusal.status)
        self.status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
        self.response_headers = list(headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):
    """One connection."""

    server: _Server
    request: _Request | None
    requests: list[_Request]
    error_task_class = _Refusal

    def __init__(self, server: _Server, *more: Any, **named: Any) -> None:
        self.waits_since = monotonic()
        super().__init__(server, *more, **named)

    def parser_class(self, adj: Adjustments) -> _Request:  # type: ignore[override]
        """A request that begins."""
        return _Request(adj, self.server)

    def service(self) -> None:
        super().service()
        self.waits_since = monotonic()

    def held(self) -> int:
        """The bytes of bodies that have come or will come on this connection."""
        whole = list(self.requests)
        return sum(request.held for request in (*whole, self.request) if request is not None)

    def is_too_slow(self, now: float) -> bool:
        """Whether the request that is coming in has taken too long."""
        request = self.request
        return request is not None and now - request.began > REQUEST_SECONDS


class _Server(TcpWSGIServer):
    channel_class = _Channel
    active_channels: dict[int, _Channel]  # type: ignore[assignment]

    def __init__(self, app: Flask, listener: socket.socket, adj: Adjustments) -> None:
        self.port: int = listener.getsockname()[1]
        self.paths = frozenset(rule.rule for rule in app.url_map.iter_rules())
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(adj.threads)
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(app, {}, True, listener, dispatcher=dispatcher, adj=adj, bind_socket=False, sockinfo=where)

    def held(self) -> int:
        """The bytes of bodies of all connections."""
        return sum(channel.held() for channel in list(self.active_channels.values()))

    def handle_accept(self) -> None:
        super().handle_accept()
        if len(self.active_channels) > MAX_CONNECTIONS:
            waiting = [each for each in self.active_channels.values() if not each.requests and not each.will_close]
            if waiting:
                min(waiting, key=lambda channel: channel.waits_since).will_close = True

    def maintenance(self, now: float) -> None:
        super().maintenance(now)  # type: ignore[arg-type]
        present = monotonic()
        for channel in self.active_channels.values():
            if channel.is_too_slow(present):
                channel.will_close = True


def http_server(app: Flask, listener: socket.socket) -> TcpWSGIServer:
    """The server of `app`, which sees only what `guard.check` lets in. It never writes a request to the disk."""

    adjustments = Adjustments(
        sockets=[listener],
        threads=USUAL.workers + USUAL.waiting + 2,  # so that a hello is answered while pages wait
        ident=None,
        connection_limit=2 * MAX_CONNECTIONS,
        asyncore_use_poll=hasattr(select, "poll"),
        channel_timeout=20,
        cleanup_interval=1,
        max_request_header_size=_MAX_HEADERS,
        max_request_body_size=_THROWN_AWAY,
        inbuf_overflow=_NEVER_TO_DISK,
        outbuf_overflow=_NEVER_TO_DISK,
    )
    return _Server(app, listener, adjustments)
