"""What the server does, without HTTP: read a page, remember, diagnose anew, sort, forget."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from whyclosed_parser.model import Json, Order, Problem, to_dict
from whyclosed_rules.model import Diagnosis
from whyclosed_server.calendar import calendar, due
from whyclosed_server.engine import CapturedPage, Engine, ParsePage
from whyclosed_server.errors import StoreError
from whyclosed_server.store import Store

log = logging.getLogger("whyclosed.service")

_NOT_REMEMBERED = Problem(
    "not_remembered",
    None,
    "This answer is complete, but it could not be saved for next time. "
    "The terminal of `whyclosed serve` says why.",
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the present time, the buyer's zone and language."""

    now: datetime
    tz: ZoneInfo
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One order of a report."""

    order: Order
    diagnosis: Diagnosis
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Service:
    """The five requests. `store` is None where nothing may be remembered."""

    engine: Engine
    parse: ParsePage
    store: Store | None
