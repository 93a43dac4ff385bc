"""Printed dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from whyclosed_parser.model import When


@dataclass(frozen=True, slots=True, eq=False)
class Months:
    names: Mapping[str, int]
    weekdays: Mapping[str, int] = field(default_factory=dict)


class Located(NamedTuple):
    start: int
    end: int
    text: str


def read_when(
    text: str, months: Months, *, near: date | datetime | None = None, past: bool = True
) -> When | None:
    return None


def read_range(text: str, months: Months, *, near: date | datetime | None = None) -> tuple[date, date] | None:
    return None


def find_dates(text: str, months: Months) -> tuple[Located, ...]:
    return ()
