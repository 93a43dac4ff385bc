"""The one JSON form of our frozen dataclasses: `to_dict`, `from_dict` and the JSON Schema.

The shape is defined once, by the dataclasses; nothing else in the project writes or reads it by hand.
Field names ending in `_` (Python's reserved words: `from_`, `class_`) lose it in JSON.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from operator import attrgetter
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from whyclosed_parser.model.errors import WhyclosedError

T = TypeVar("T")

_MOST_DIGITS = 30
"""No amount of money is longer; "1e999999999" would take all memory when written out."""

Json = Any
"""A value made of dict, list, str, int, float, bool and None only."""


class FormError(WhyclosedError, ValueError):
    """JSON that is not in our form. The message names the place and what was expected there."""


def json_name(field_name: str) -> str:
    """The JSON key of a dataclass field."""
    return field_name.rstrip("_")


def to_dict(value: object) -> Json:
    """Turn a dataclass (or a value inside one) into plain JSON values.

    Dates become `YYYY-MM-DD`, times ISO 8601 (with the offset they have, or none), `Decimal` a string.
    """
    kind: Any = type(value)
    return _writer(kind)(value)


def from_dict(cls: type[T], data: Json) -> T:
    """Build the dataclass `cls` from its JSON form. Absent keys take the field's default.

    Raises `FormError` for a wrong type, an unknown key or a value outside its list.
    """
    kind: Any = cls
    return typing.cast(T, _reader(kind)(data, cls.__name__))


def json_schema(cls: type) -> Json:
    """The JSON Schema (draft 2020-12) of `cls`. Every key is required: the form has no optional keys."""
    definitions: dict[str, Json] = {}
    root = _schema_of(cls, definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": definitions}


_Writer = Callable[[Any], Json]


@cache
def _writer(kind: Any) -> _Writer:
    """The function that writes a value of exactly the type `kind`: what it is, is asked once and not for each value."""
    if issubclass(kind, _PLAIN_KINDS):
        return lambda value: value
    if issubclass(kind, Decimal):
        return lambda value: format(value, "f")
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, tuple | list):
        return lambda value: [item if type(item) in _PLAIN else to_dict(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {str(key): to_dict(item) for key, item in value.items()}
    if is_dataclass(kind):
        return _dataclass_writer(kind)
    raise TypeError(f"{kind.__name__} has no JSON form")


_PLAIN_KINDS = (str, int, float, bool, types.NoneType)
_PLAIN = frozenset(_PLAIN_KINDS)


def _dataclass_writer(kind: Any) -> _Writer:
    names = [field.name for field in fields(kind)]
    keys = [json_name(name) for name in names]
    parts = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def write(value: Any) -> Json:
        form = dict(zip(keys, parts(value), strict=True))
        for key, part in form.items():
            if type(part) not in _PLAIN:
                form[key] = to_dict(part)
        return form

    return write


_Reader = Callable[[Json, str], Any]


@cache
def _reader(kind: Any) -> _Reader:
    """The function that reads one JSON value of the type `kind`; its second argument is the place, for errors."""
    origin = get_origin(kind)
    if origin is Literal:
        return _literal_reader(get_args(kind))
    if origin in (Union, types.UnionType):
        return _union_reader(get_args(kind))
    if origin is tuple:
        return _tuple_reader(_reader(get_args(kind)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_reader(_reader(get_args(kind)[1]))
    if kind is Any:
        return lambda data, _place: data
    if kind in _SCALARS:
        return _SCALARS[kind]
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    raise TypeError(f"no JSON form for {kind!r}")


def _wrong(place: str, expected: str, data: Json) -> FormError:
    return FormError(f"{place}: expected {expected}, found {type(data).__name__}")


def _exactly(kind: type[T], expected: str) -> Callable[[Json, str], T]:
    """The reader of a kind that JSON has itself; true is no number."""

    def read(data: Json, place: str) -> T:
        if type(data) is kind:
            return data
        raise _wrong(place, expected, data)

    return read


_read_text = _exactly(str, "text")


def _read_decimal(data: Json, place: str) -> Decimal:
    try:
        number = Decimal(_read_text(data, place))
    except InvalidOperation:
        raise FormError(f"{place}: expected a decimal number as text") from None
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise FormError(f"{place}: expected a decimal number of a usual size")
    return number


def _read_date(data: Json, place: str) -> date:
    try:
        return date.fromisoformat(_read_text(data, place))
    except ValueError:
        raise FormError(f"{place}: expected a date YYYY-MM-DD") from None


def _read_datetime(data: Json, place: str) -> datetime:
    text = _read_text(data, place)
    with suppress(ValueError):
        if "T" in text:
            return datetime.fromisoformat(text)
    raise FormError(f"{place}: expected an ISO 8601 date and time")


_SCALARS: dict[Any, _Reader] = {
    str: _read_text,
    int: _exactly(int, "a whole number"),
    bool: _exactly(bool, "true or false"),
    Decimal: _read_decimal,
    date: _read_date,
    datetime: _read_datetime,
}


def _literal_reader(allowed: tuple[Any, ...]) -> _Reader:
    def read(data: Json, place: str) -> Any:
        if data in allowed and any(type(data) is type(value) for value in allowed):
            return data
        raise FormError(f"{place}: expected one of {', '.join(map(str, allowed))}")

    return read


def _union_reader(kinds: tuple[Any, ...]) -> _Reader:
    optional = types.NoneType in kinds
    # A time is tried before a date: `datetime` is a `date`, and only it carries a "T".
    readers = [_reader(kind) for kind in sorted(kinds, key=lambda k: k is date) if kind is not types.NoneType]

    def read(data: Json, place: str) -> Any:
        if data is None and optional:
            return None
        for reader in readers[:-1]:
            try:
                return reader(data, place)
            except FormError:
                continue
        return readers[-1](data, place)

    return read


def _tuple_reader(item: _Reader) -> _Reader:
    def read(data: Json, place: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _wrong(place, "a list", data)
        return tuple(item(value, f"{place}.{index}") for index, value in enumerate(data))

    return read


def _mapping_reader(item: _Reader) -> _Reader:
    def read(data: Json, place: str) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise _wrong(place, "an object", data)
        return {key: item(value, f"{place}.{key}") for key, value in data.items()}

    return read


def _dataclass_reader(cls: Any) -> _Reader:
    hints = typing.get_type_hints(cls)
    readers = {json_name(f.name): (f.name, _reader(hints[f.name])) for f in fields(cls)}

    def read(data: Json, place: str) -> Any:
        if not isinstance(data, dict):
            raise _wrong(place, "an object", data)
        unknown = sorted(set(data) - set(readers))
        if unknown:
            raise FormError(f"{place}: unknown key {unknown[0]!r}")
        values = {readers[key][0]: readers[key][1](value, f"{place}.{key}") for key, value in data.items()}
        try:
            return cls(**values)
        except TypeError:
            missing = [key for key, (name, _) in readers.items() if name not in values]
            raise FormError(f"{place}: missing one of {', '.join(missing)}") from None

    return read


def _schema_of(kind: Any, definitions: dict[str, Json]) -> dict[str, Json]:
    origin = get_origin(kind)
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema_of(part, definitions) for part in get_args(kind)]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(get_args(kind)[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema_of(get_args(kind)[1], definitions)}
    if kind in _SCALAR_SCHEMAS:
        return dict(_SCALAR_SCHEMAS[kind])
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # entered first, so that a class may hold itself
        hints = typing.get_type_hints(kind)
        properties = {json_name(f.name): _schema_of(hints[f.name], definitions) for f in fields(kind)}
        definitions[kind.__name__] = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        summary = (kind.__doc__ or "").strip().split("\n\n")[0]
        if summary:
            definitions[kind.__name__]["description"] = " ".join(summary.split())
    return {"$ref": f"#/$defs/{kind.__name__}"}


_SCALAR_SCHEMAS: dict[Any, Json] = {
    Any: {},
    types.NoneType: {"type": "null"},
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
