"""The answer to every scenario and case, worked out once for all tests that look at them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import whyclosed
from whyclosed_rules.model import Diagnosis

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Answered:
    """A diagnosis with the moment at which, and the buyer's zone in which, it was asked for."""

    diagnosis: Diagnosis
    now: datetime
    tz: tzinfo


@cache
def answered(language: str = "en") -> Mapping[str, Answered]:
    """All of them, as `scenarios:ID` and `cases:ID`."""
    found = {}
    for file, key in (("scenarios", "scenario"), ("cases", "case")):
        told = tomllib.loads((HERE / f"{file}.toml").read_text("utf-8"))
        for entry in told[key]:
            now = datetime.fromisoformat(entry.get("now") or told["now"])
            name = entry.get("tz") or told.get("tz")
            tz = ZoneInfo(name) if name else now.tzinfo
            assert tz is not None
            diagnosis = whyclosed.advise(entry["facts"], as_of=now, tz=tz, language=language)
            found[f"{file}:{entry['id']}"] = Answered(diagnosis, now, tz)
    return found
