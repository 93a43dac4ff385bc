"""The present and the buyer's time zone; where nobody names one, the zone of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from whyclosed.errors import LabelledError
from whyclosed_parser.records import dataclass


class ZoneError(LabelledError):
    """A time zone that does not exist."""


def zone(name: str) -> ZoneInfo:
    """The IANA zone `name`, such as `Europe/Berlin`. Raises `ZoneError`."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # unknown, or not even a name: "../x", a folder, an empty text
        close = _near(name)
        raise ZoneError("error.no_zone_near" if close else "error.no_zone", name=name, near=close) from None


def machine_zone(environment: Mapping[str, str] = os.environ, root: Path = Path("/")) -> ZoneInfo | None:
    """The zone that this machine is set to, or None where it does not tell one by name.

    `TZ` counts first, then the link `/etc/localtime`, then `/etc/timezone`; on Windows the system's own name.
    """
    for name in _names(environment, root):
        try:
            return zone(name)
        except ZoneError:
            continue
    return None


def zone_of(as_of: datetime | None, machine: ZoneInfo | None) -> tzinfo:
    """The buyer's zone where only `as_of` is known.

    A time with an offset that the machine's zone does not have then was written in another zone: its own offset
    counts. A time in UTC is only a way of writing, so there the machine's zone counts.
    """
    if as_of is None or as_of.tzinfo is None or isinstance(as_of.tzinfo, ZoneInfo):
        own = as_of.tzinfo if as_of is not None else None
        return own or machine or UTC
    offset = as_of.utcoffset()
    if machine is not None and (not offset or as_of.astimezone(machine).utcoffset() == offset):
        return machine
    return as_of.tzinfo


def _names(environment: Mapping[str, str], root: Path) -> Iterator[str]:
    told = environment.get("TZ")
    if told is not None:
        yield _from_path(told.removeprefix(":")) or "UTC"  # POSIX: an empty TZ is UTC
        return
    if sys.platform == "win32":
        yield _windows_name()
        return
    yield _from_path(os.path.realpath(root / "etc/localtime"))
    try:
        yield (root / "etc/timezone").read_text("utf-8").split("#")[0].strip()
    except (OSError, UnicodeDecodeError):
        return


def _from_path(path: str) -> str:
    """`Europe/Berlin` of `/usr/share/zoneinfo/Europe/Berlin`; a bare name stays as it is."""
    return path.rpartition("zoneinfo/")[2]


def _windows_name() -> str:
    """The IANA name of the zone that Windows is set to, or an empty text."""
    if sys.platform != "win32":
        return ""
    import winreg

    from babel.core import get_global

    where = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as key:
        name = winreg.QueryValueEx(key, "TimeZoneKeyName")[0].split("\0")[0]
    return str(get_global("windows_zone_mapping").get(name, ""))


def _near(name: str) -> str | None:
    from zoneinfo import available_timezones  # only a wrong name needs it

    from whyclosed_rules.errors import near

    return near(name, available_timezones())


@dataclass(frozen=True, slots=True)
class Setting:
    """The present time and the buyer's zone. `guessed`: nobody named a zone and UTC was taken."""

    now: datetime
    tz: tzinfo
    guessed: bool = False


def setting(as_of: datetime | None = None, tz: str | tzinfo | None = None) -> Setting:
    """The present and the zone, with what is not given taken from this machine.

    A naive `as_of` is in the zone. Raises `ZoneError` for an unknown zone.
    """
    machine = machine_zone() if tz is None else None
    if isinstance(tz, str):
        there: tzinfo = zone(tz)
    else:
        there = tz or zone_of(as_of, machine)
    guessed = tz is None and machine is None and there is UTC
    if as_of is None:
        return Setting(datetime.now(there), there, guessed)
    return Setting(as_of.astimezone(there) if as_of.tzinfo else as_of.replace(tzinfo=there), there, guessed)
