"""Printed durations and countdowns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Units:
    names: Mapping[str, int]


def read_duration(text: str, units: Units) -> timedelta | None:
    return None
