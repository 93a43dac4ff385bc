"""Raw facts: the public words of the engine, checked on the way in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from whyclosed_parser.model import When, to_dict
from whyclosed_rules.errors import FactError, near
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.countries import country_named
from whyclosed_rules.facts.known import NOT_YET, Facts, Origin, OriginKind
from whyclosed_rules.facts.spec import Spec, specs

NOT_KNOWN: Final = "unknown"
"""The answer of a buyer who was asked and does not know."""

# What lies outside is a slip of the one who typed it, and nothing can be counted from it.
_YEARS: Final = range(2000, 2100)
_LONGEST: Final = timedelta(days=36_500)
_TOO_MUCH: Final = Decimal(10**12)
_MOST_DIGITS: Final = 9


def shown(value: Any) -> Any:
    """A fact's value as JSON, as `read_facts` would take it back."""
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{'-' if seconds < 0 else ''}PT{abs(seconds)}S"
    return to_dict(value)


def read_facts(given: Mapping[str, Any], clock: Clock, origin: OriginKind = "given") -> Facts:
    """Check facts from JSON (names and values of the vocabulary) and turn them into typed values.

    Absent or null is unknown (a null `contacted_at` means: not yet); so is the text "unknown", which also says that the
    buyer was asked (of a fact with a value of that name it is that value). A naive time is in the buyer's zone (rule
    D28); the text "now" stands for the present time. Raises `FactError` for an unknown name or an impossible value.
    """
    if not isinstance(given, Mapping):
        raise FactError("facts_object")
    values: dict[str, Any] = {}
    not_known = set()
    for name, raw in given.items():
        spec = specs().get(name)
        if spec is None:
            raise FactError("unknown_fact", fact=name, near=near(str(name), specs()))
        if is_not_known(spec, raw):
            not_known.add(name)
            continue
        if raw is None:
            if spec.null_means:
                values[name] = NOT_YET
            continue
        values[name] = _read(spec, raw, clock, origin)
        if spec.kind == "amount" and (currency := _currency(raw)) is not None:
            values[f"{name}_currency"] = currency
    if values.get("charged"):  # who tells what was charged says that it was taken; a page's total says it of no order
        values.setdefault("payment_captured", True)
    return Facts(values, dict.fromkeys(values, Origin(origin)), frozenset(not_known))


def is_not_known(spec: Spec, raw: Any) -> bool:
    """Whether an answer says that the buyer does not know."""
    return raw == NOT_KNOWN and NOT_KNOWN not in spec.values


def _read(spec: Spec, raw: Any, clock: Clock, origin: OriginKind) -> Any:
    if spec.kind == "packages":
        return _read_packages(raw, clock, origin)
    if spec.null_means and raw == spec.null_means:
        return raw
    if raw == "now" and spec.kind in ("time", "when", "day"):
        return clock.today if spec.kind == "day" else clock.now
    return _READERS[spec.kind](spec, raw, clock.tz)


def _fail(spec: Spec, raw: Any, expected: str, **names: object) -> FactError:
    shown = raw if isinstance(raw, str | int | float | bool) else type(raw).__name__
    return FactError(f"no_{expected}", fact=spec.name, value=str(shown)[:60], **names)


def _read_choice(spec: Spec, raw: Any, _tz: tzinfo) -> Any:
    for value in spec.values:
        if value == raw and type(value) is type(raw):
            return value
    if isinstance(raw, str) and raw.isdecimal() and len(raw) <= _MOST_DIGITS and int(raw) in spec.values:
        return int(raw)
    close = near(raw, map(str, spec.values)) if isinstance(raw, str) else None
    raise _fail(spec, raw, "choice", values=", ".join(map(str, spec.values)), near=close)


def _read_list(spec: Spec, raw: Any, tz: tzinfo) -> tuple[Any, ...]:
    if isinstance(raw, str):
        raw = [part for part in raw.split(",") if part]
    if not isinstance(raw, list | tuple):
        raise _fail(spec, raw, "list")
    return tuple(_read_choice(spec, item, tz) for item in raw)


def _read_flag(spec: Spec, raw: Any, _tz: tzinfo) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "yes"):
        return True
    if raw in ("false", "no"):
        return False
    raise _fail(spec, raw, "flag")


def _read_when(spec: Spec, raw: Any, tz: tzinfo) -> When:
    text = _text(spec, raw, "when")
    try:
        is_day = len(text) == len("2026-11-22")
        value = date.fromisoformat(text) if is_day else datetime.fromisoformat(text)
    except ValueError:
        raise _fail(spec, raw, "when") from None
    if value.year not in _YEARS:
        raise _fail(spec, raw, "when")
    return value.replace(tzinfo=tz) if isinstance(value, datetime) and not value.tzinfo else value


def _read_day(spec: Spec, raw: Any, tz: tzinfo) -> date:
    value = _read_when(spec, raw, tz)
    if isinstance(value, datetime):
        raise _fail(spec, raw, "day")
    return value


def _read_time(spec: Spec, raw: Any, tz: tzinfo) -> datetime:
    value = _read_when(spec, raw, tz)
    if isinstance(value, datetime):
        return value
    raise _fail(spec, raw, "time")


def _read_days_range(spec: Spec, raw: Any, tz: tzinfo) -> tuple[date, date]:
    ends = raw if isinstance(raw, list | tuple) else [raw, raw]
    if len(ends) != 2:
        raise _fail(spec, raw, "range")
    first, last = (_read_day(spec, end, tz) for end in ends)
    if last < first:
        raise _fail(spec, f"[{first}, {last}]", "range_in_order")
    return first, last


_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<w>\d{1,9})W)?(?:(?P<d>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9})S)?)?"
)


def _read_duration(spec: Spec, raw: Any, _tz: tzinfo) -> timedelta:
    match = _DURATION.fullmatch(_text(spec, raw, "duration"))
    if match is None or not any(match.group(part) for part in "wdhms"):
        raise _fail(spec, raw, "duration")
    weeks, days, hours, minutes, seconds = (int(match.group(part) or 0) for part in "wdhms")
    if 7 * weeks + days > _LONGEST.days:
        raise _fail(spec, raw, "duration")
    length = min(timedelta(7 * weeks + days, hours=hours, minutes=minutes, seconds=seconds), _LONGEST)
    return -length if match.group("sign") else length


_AMOUNT = re.compile(r"\s*(?P<amount>\S+)\s+(?P<currency>[A-Z]{3})\s*")


def _currency(raw: Any) -> str | None:
    """The currency that stands behind an amount; None where none does."""
    match = _AMOUNT.fullmatch(raw) if isinstance(raw, str) else None
    return match["currency"] if match else None


def _read_amount(spec: Spec, raw: Any, _tz: tzinfo) -> Decimal:
    match = _AMOUNT.fullmatch(raw) if isinstance(raw, str) and spec.kind == "amount" else None
    try:
        amount = Decimal(match["amount"] if match else str(raw))
    except InvalidOperation:
        amount = Decimal("NaN")
    if isinstance(raw, bool) or not amount.is_finite() or not 0 <= amount < _TOO_MUCH:
        raise _fail(spec, raw, "amount")
    return amount


def _read_number(spec: Spec, raw: Any, tz: tzinfo) -> int:
    amount = _read_amount(spec, raw, tz)
    if amount != int(amount):
        raise _fail(spec, raw, "number")
    return int(amount)


_CODES = {"currency": re.compile("[A-Z]{3}"), "country": re.compile(r"none|[A-Z]{2}(-[A-Z0-9]{1,3})?")}


def _read_code(spec: Spec, raw: Any, _tz: tzinfo) -> str:
    text = _text(spec, raw, spec.kind)
    if _CODES[spec.kind].fullmatch(text):
        return text
    named = country_named(text) if spec.kind == "country" else None
    if named is None:
        raise _fail(spec, raw, spec.kind)
    return named


def _read_packages(raw: Any, clock: Clock, origin: OriginKind) -> tuple[tuple[str, Facts], ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(part, Mapping) and "id" in part for part in raw):
        raise FactError("no_packages")
    names = [str(part["id"]) for part in raw]
    if len(set(names)) != len(names):
        raise FactError("packages_alike")
    inside = ({key: value for key, value in part.items() if key != "id"} for part in raw)
    return tuple((name, read_facts(facts, clock, origin)) for name, facts in zip(names, inside, strict=True))


def _text(spec: Spec, raw: Any, expected: str) -> str:
    if isinstance(raw, str):
        return raw
    raise _fail(spec, raw, expected)


_READERS: Mapping[str, Callable[[Spec, Any, tzinfo], Any]] = {
    "choice": _read_choice,
    "list": _read_list,
    "flag": _read_flag,
    "when": _read_when,
    "day": _read_day,
    "time": _read_time,
    "days_range": _read_days_range,
    "duration": _read_duration,
    "amount": _read_amount,
    "currency": _read_code,
    "number": _read_number,
    "country": _read_code,
}
