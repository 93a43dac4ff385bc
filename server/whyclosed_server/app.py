"""The Flask application: one signed route for each request of docs/protocol.md, behind the door."""

from __future__ import annotations

import json
import logging
import secrets
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from marshmallow import Schema

from whyclosed_parser.model import FormError, Json, Order, from_dict
from whyclosed_rules.errors import FactError
from whyclosed_rules.telling.sentences import spoken
from whyclosed_server import body, guard, schemas
from whyclosed_server.auth import Gate
from whyclosed_server.engine import CapturedPage, Engine, MakePack, ParsePage, SavedPage, ScrubPage
from whyclosed_server.errors import ServerError, StoreError
from whyclosed_server.pairing import note_paired, read_key
from whyclosed_server.refusal import Refusal, Refused, refusals
from whyclosed_server.service import Asker, Service
from whyclosed_server.store import Store
from whyclosed_server.worker import BusyError, PageStoppedError

RETRY_SECONDS = 2

log = logging.getLogger("whyclosed.server")

Values = Mapping[str, Any]


def utc_now() -> datetime:
    """The present."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Config:
    """All that the application depends on. `parse` and `scrub` read pages, `pack` makes evidence packs; `stop` ends the
    server; `clock` gives an aware time, `ticks` monotonic seconds.

    A page may have been captured so much later than now as `ahead` says: one of next year would win over every
    page that is really seen until then.
    """

    port: int
    key_file: Path
    engine: Engine
    parse: ParsePage
    store: Store | None = None
    scrub: ScrubPage = field(kw_only=True)
    pack: MakePack = field(kw_only=True)
    stop: Callable[[], None] = lambda: None
    ahead: timedelta = timedelta(minutes=5)
    clock: Callable[[], datetime] = utc_now
    ticks: Callable[[], float] = time.monotonic


def create_app(config: Config) -> Flask:
    """The application for one port, one key and one store. It takes what `door.http_server` lets in."""
    gate = Gate(config.port, lambda: read_key(config.key_file), config.ticks)
    service = Service(config.engine, config.parse, config.store, scrubber=config.scrub, packer=config.pack)
    routes = _Routes(service, config.clock, config.ahead, config.stop)
    handlers: dict[str, tuple[Schema, Callable[[Values], Json]]] = {
        "/diagnose": (schemas.DiagnoseRequest(), routes.diagnose),
        "/read": (schemas.ReadRequest(), routes.read),
        "/join": (schemas.JoinRequest(), routes.join),
        "/answer": (schemas.AnswerRequest(), routes.answer),
        "/orders": (schemas.OrdersRequest(), routes.orders),
        "/calendar": (schemas.CalendarRequest(), routes.calendar),
        "/scrub": (schemas.ScrubRequest(), routes.scrub),
        "/evidence": (schemas.EvidenceRequest(), routes.evidence),
        "/forget": (schemas.ForgetRequest(), routes.forget),
        "/stop": (schemas.StopRequest(), routes.stop),
    }
    hello_schema = schemas.HelloRequest()
    paired = cache(lambda: note_paired(config.key_file))

    app = Flask("whyclosed_server", static_folder=None)

    @app.before_request
    def preflight() -> Response | None:
        return Response(status=204, headers=guard.PREFLIGHT) if request.method == "OPTIONS" else None

    @app.after_request
    def harden(response: Response) -> Response:
        log.info("%s %d", request.path, response.status_code)
        response.headers.update(guard.headers(request.environ.get("HTTP_ORIGIN")))
        return response

    @app.post("/hello")
    def hello() -> Response:
        values = schemas.load(hello_schema, body.load(request.get_data()))
        server_nonce, proof = gate.hello(values["client_nonce"])
        return _json({"server_nonce": server_nonce, "proof": proof})

    def signed() -> Response:
        sent = request.get_data()
        if not gate.admits(request.headers.get("Authorization"), request.path, sent):
            wait = gate.failed()
            raise Refused("too_many_failures", retry_after=wait) if wait else Refused("unauthorized")
        paired()
        schema, answer = handlers[request.path]
        return _json(answer(schemas.load(schema, _json_of(sent))))

    for path in handlers:
        app.add_url_rule(path, path, signed, methods=["POST"])
    app.register_error_handler(Exception, _refuse)
    return app


@dataclass(frozen=True, slots=True)
class _Routes:
    """From checked values to the service, and back to JSON."""

    service: Service
    clock: Callable[[], datetime]
    ahead: timedelta
    end: Callable[[], None]

    def diagnose(self, values: Values) -> Json:
        return self.service.diagnose(self._captured(values), values["order"], self._asker(values))

    def read(self, values: Values) -> Json:
        return self.service.read(self._saved(values), self._asker(values))

    def scrub(self, values: Values) -> Json:
        page = self._saved(values) if values["html"] is None else self._captured(values)
        return self.service.scrub(page, self._asker(values))

    def evidence(self, values: Values) -> Json:
        page = None if values["page"] is None else self._captured(values["page"])
        order, asker = _order(values["order"]), self._asker(values)
        try:
            return self.service.evidence(order, values["answers"], page, asker)
        except (FactError, OverflowError):
            raise Refused("bad_request") from None

    def join(self, values: Values) -> Json:
        orders = [_order(form) for form in values["orders"]]
        for order in orders:
            for page in order.pages:
                self._refuse_future(page.captured_at)
        try:
            return self.service.join(orders, values["order"], self._asker(values))
        except (FactError, OverflowError):
            raise Refused("bad_request") from None

    def answer(self, values: Values) -> Json:
        order = _order(values["order"])
        try:
            return self.service.answer(order, values["answers"], self._asker(values))
        except (FactError, OverflowError):  # the last: a day before the first year or after the last
            raise Refused("bad_request") from None

    def orders(self, values: Values) -> Json:
        return self.service.orders(self._asker(values))

    def calendar(self, values: Values) -> Json:
        return self.service.calendar(values["order_id"], self._asker(values))

    def forget(self, values: Values) -> Json:
        return self.service.forget(values["order_id"])

    def stop(self, _values: Values) -> Json:
        self.end()
        return {"stopped": True}

    def _captured(self, values: Values) -> CapturedPage:
        self._refuse_future(values["captured_at"])
        return CapturedPage(values["html"], values["url"], values["captured_at"])

    def _saved(self, values: Values) -> SavedPage:
        self._refuse_future(values["changed_at"])
        content = values["words"] if values["file"] is None else values["file"]
        return SavedPage(content, values["changed_at"], self.clock() + self.ahead)

    def _refuse_future(self, moment: datetime | None) -> None:
        if moment is not None and moment - self.clock() > self.ahead:
            raise Refused("bad_request")

    def _asker(self, values: Values) -> Asker:
        captured_at = values.get("captured_at")
        offset = timezone(captured_at.utcoffset()) if captured_at is not None else UTC
        return Asker(self.clock(), values["tz"] or offset, spoken(values["lang"]))


def _order(form: Json) -> Order:
    """An order that comes back from a client."""
    try:
        order = from_dict(Order, form)
    except (FormError, OverflowError):
        raise Refused("bad_request") from None
    if order.order_id is not None and not schemas.is_order_id(order.order_id):
        raise Refused("bad_request")
    return order


def _json_of(sent: bytes) -> Json:
    return body.load(body.inflate(sent) if request.headers.get("Content-Encoding") else sent)


def _json(value: Json, status: int = 200) -> Response:
    # ASCII, so that even half a character from a page can be sent.
    return Response(json.dumps(value, separators=(",", ":")), status, mimetype="application/json")


_REFUSED: tuple[tuple[type[Exception], str], ...] = (
    (PageStoppedError, "unparsable"),
    (BusyError, "busy"),
    (StoreError, "store_unavailable"),
)


def _refuse(error: Exception) -> Response:
    """The fixed answer to whatever went wrong."""
    if isinstance(error, Refused):
        return _refusal(error.refusal, retry_after=error.retry_after)
    if isinstance(error, ServerError):
        log.error("%s", error)  # our own sentence, about a file of ours
    code = next((code for kind, code in _REFUSED if isinstance(error, kind)), "internal")
    incident = _log_incident(error) if code == "internal" else None
    return _refusal(refusals()[code], incident, RETRY_SECONDS if code == "busy" else None)


def _refusal(refusal: Refusal, incident: str | None = None, retry_after: int | None = None) -> Response:
    response = _json(refusal.body(incident), refusal.status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _log_incident(error: Exception) -> str:
    """Log the kind and the place of an error under a new id; its message may quote the page."""
    incident = secrets.token_hex(8)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    log.error("internal error %s: %s at %s", incident, type(error).__name__, place)
    return incident
