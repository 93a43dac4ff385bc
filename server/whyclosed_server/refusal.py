"""The refusals of the protocol: a fixed code, status, message and hint each, read from `refusals.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.model import Json
from whyclosed_parser.records import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of refusal, as it is sent."""

    code: str
    status: int
    message: str
    hint: str

    def body(self, incident: str | None = None) -> Json:
        """The JSON body; `incident` is the opaque id of an internal error."""
        extra = {"id": incident} if incident else {}
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint, **extra}}


@cache
def refusals() -> Mapping[str, Refusal]:
    """Every refusal by code."""
    table = read_toml("whyclosed_server", "refusals")
    return {code: Refusal(code, **row) for code, row in table.items()}


class Refused(Exception):
    """Stops a request with one of the refusals. `retry_after` is a whole number of seconds."""

    def __init__(self, code: str, *, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.refusal = refusals()[code]
        self.retry_after = retry_after
