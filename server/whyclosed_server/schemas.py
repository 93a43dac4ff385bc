"""The shape of every request; the order in `/answer` is checked by `from_dict`, its answers by the rules."""

from __future__ import annotations

import re
from base64 import b64decode
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from whyclosed_parser.model import Json
from whyclosed_server.auth import NONCE
from whyclosed_server.refusal import Refused

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_ORDER_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>0\d|1[0-4]):(?P<minutes>[0-5]\d)")
_NO_ZONE = ("", "Etc/Unknown")  # what browsers say where they do not know the system's zone
_MAX_URL = 8192
_YEARS = range(2010, 2101)
_MOST_ORDERS = 2000


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class Zone(fields.Field[tzinfo | None]):
    """An IANA time zone by name, or the offset of a browser that cannot name its zone. None where it says nothing."""

    def __init__(self) -> None:
        super().__init__(required=True, allow_none=True)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tzinfo | None:
        if value in _NO_ZONE:
            return None
        if isinstance(value, str) and (offset := _OFFSET.fullmatch(value)):
            east = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
            return timezone(-east if offset["sign"] == "-" else east)
        if isinstance(value, str) and len(value) <= 64:
            # KeyError: no such zone; ValueError: a path out of the zones, a NUL; OSError: a folder of zones.
            with suppress(KeyError, ValueError, OSError):
                return _zone(value)
        raise ValidationError("expected an IANA time zone")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class Instant(fields.Field[datetime]):
    """A time in ISO 8601 with an offset, of a year in which there are orders."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if isinstance(value, str) and "T" in value:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                moment = None
            if moment is not None and moment.tzinfo is not None and moment.year in _YEARS:
                return moment
        raise ValidationError("expected ISO 8601 with offset")


class Bytes(fields.Field[bytes]):
    """Bytes in base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        if isinstance(value, str):
            with suppress(ValueError):
                return b64decode(value, validate=True)
        raise ValidationError("expected base64")


def _language() -> fields.String:
    return fields.String(required=True, validate=_whole(_LANGUAGE))


def _order_id() -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=_whole(_ORDER_ID))


def _whole(pattern: re.Pattern[str]) -> validate.Regexp:
    return validate.Regexp(rf"(?:{pattern.pattern})\Z")


class HelloRequest(_Strict):
    """`/hello`"""

    client_nonce = fields.String(required=True, validate=_whole(NONCE))


class OrdersRequest(_Strict):
    """`/orders`: who asks, in which zone and language."""

    tz = Zone()
    lang = _language()


class CapturedRequest(_Strict):
    """A page as the browser showed it, within another request."""

    url = fields.String(required=True, validate=validate.Length(max=_MAX_URL))
    captured_at = Instant(required=True)
    html = fields.String(required=True)


class DiagnoseRequest(CapturedRequest, OrdersRequest):
    """`/diagnose`: one captured page."""

    order = _order_id()


class ReadRequest(OrdersRequest):
    """`/read`: one saved file with its own time, or words copied out of a page."""

    file = Bytes(load_default=None)
    changed_at = Instant(load_default=None, allow_none=True)
    words = fields.String(load_default=None)

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """Words have no time of their own."""
        if (data["file"] is None) == (data["words"] is None) or (data["words"] and data["changed_at"]):
            raise ValidationError("expected a file or words")


class ScrubRequest(OrdersRequest):
    """`/scrub`: the body of a `/diagnose` or of a `/read`, whose page is to be copied without people."""

    url = fields.String(load_default=None, validate=validate.Length(max=_MAX_URL))
    captured_at = Instant(load_default=None)
    html = fields.String(load_default=None)
    order = _order_id()
    file = Bytes(load_default=None)
    changed_at = Instant(load_default=None, allow_none=True)
    words = fields.String(load_default=None)

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """A page of the browser has an address and a time, a file may have one, words have neither."""
        given = [name for name in ("html", "file", "words") if data[name] is not None]
        captured = {data["url"] is not None, data["captured_at"] is not None}
        if len(given) != 1 or captured != {given == ["html"]} or (data["changed_at"] and given != ["file"]):
            raise ValidationError("expected one page")


class AnswerRequest(OrdersRequest):
    """`/answer`: an order of an earlier report, and the buyer's answers by fact."""

    order = fields.Dict(keys=fields.String(), required=True)
    answers = fields.Dict(keys=fields.String(), required=True)


class EvidenceRequest(AnswerRequest):
    """`/evidence`: the same, and the order's page where that is to go in."""

    page = fields.Nested(CapturedRequest, load_default=None, allow_none=True)


class JoinRequest(OrdersRequest):
    """`/join`: the orders that were read from several pages."""

    orders = fields.List(
        fields.Dict(keys=fields.String()), required=True, validate=validate.Length(min=1, max=_MOST_ORDERS)
    )
    order = _order_id()


class CalendarRequest(OrdersRequest):
    """`/calendar`: one order, or all of them."""

    order_id = _order_id()


class ForgetRequest(_Strict):
    """`/forget`: one order, or everything. The key must be there: a lost field must not empty the store."""

    order_id = fields.String(required=True, allow_none=True, validate=_whole(_ORDER_ID))


class StopRequest(_Strict):
    """`/stop`: nothing but the wish."""


def is_order_id(text: str) -> bool:
    """Whether an order may be called so."""
    return _ORDER_ID.fullmatch(text) is not None


def load(schema: Schema, data: Json) -> dict[str, Any]:
    """The checked request. Raises `Refused("bad_request")`, which says nothing of the request."""
    try:
        loaded: dict[str, Any] = schema.load(data)
    except ValidationError:
        raise Refused("bad_request") from None
    return loaded
