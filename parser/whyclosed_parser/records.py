"""Dataclasses that are compiled once, like the code around them.

The standard decorator writes each method of a class as text and compiles it anew at every start: half of a start went
into that. Here only `__init__` is text, and its code is kept (`kept`); the other methods are the same in every class.
For type checkers, `fields`, `replace`, `copy`, `pickle` and `match` it is the standard one, with slots.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from functools import cache
from operator import attrgetter
from types import CodeType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from whyclosed_parser import kept

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, slots, frozen=False, eq=True, kw_only=False):
        """`dataclasses.dataclass`, with slots; without an order, and hashed by what is compared."""
        assert slots  # stands in each class for those who read it, and for type checkers
        return lambda cls: _record(cls, frozen, eq, kw_only)


_T = TypeVar("_T")


def _record(cls: type[_T], frozen: bool, eq: bool, kw_only: bool) -> type[_T]:
    cls.__doc__ = cls.__doc__ or cls.__name__  # else the library works out the signature
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    given = dataclasses.fields(cls)  # type: ignore[arg-type]  # it has just become one
    methods: dict[str, Any] = {"__init__": _init(cls, given, frozen), "__repr__": _repr}
    if eq:
        methods |= _compared(cls, attrgetter(*(field.name for field in given if field.compare)))
        methods["__hash__"] = methods["__hash__"] if frozen else None
    if frozen:
        methods |= _FROZEN
    for name, method in methods.items():
        setattr(cls, name, method)
    return cls


@cache
def _known() -> kept.Grown[str]:
    return kept.Grown(f"{__file__}.kept", "records")


def _init(cls: type, given: tuple[Field[Any], ...], frozen: bool) -> Any:
    text = _text(given, frozen, hasattr(cls, "__post_init__"))
    code: CodeType | None = _known().get(text)
    if code is None:
        code = made = compile(text, "<whyclosed_parser.records>", "exec")
        _known().add(text, lambda: made)
    space: dict[str, Any] = {"MISSING": MISSING}
    for field in given:
        space[f"SET_{field.name}"] = getattr(cls, field.name).__set__
        space[f"DEFAULT_{field.name}"] = field.default
        space[f"MAKE_{field.name}"] = field.default_factory
    exec(code, space)  # noqa: S102  # the text below
    space["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return space["__init__"]


def _text(given: tuple[Field[Any], ...], frozen: bool, checked: bool) -> str:
    """The source of `__init__`; names in capitals are no field's."""
    taken = [_parameter(field) for field in given if field.init and not field.kw_only]
    named = [_parameter(field) for field in given if field.init and field.kw_only]
    lines = [f"def __init__({', '.join(['self', *taken, *(['*'] if named else []), *named])}):"]
    values = {field.name: value for field in given if (value := _value(field)) is not None}
    lines += [f" SET_{name}(self, {value})" if frozen else f" self.{name} = {value}" for name, value in values.items()]
    if checked:
        lines.append(" self.__post_init__()")
    return "\n".join(lines)


def _parameter(field: Field[Any]) -> str:
    if field.default is not MISSING:
        return f"{field.name}=DEFAULT_{field.name}"
    return field.name if field.default_factory is MISSING else f"{field.name}=MISSING"


def _value(field: Field[Any]) -> str | None:
    """What a field is set to; None where `__post_init__` sets it."""
    if field.default_factory is MISSING:
        return field.name if field.init else None
    made = f"MAKE_{field.name}()"
    return f"{made} if {field.name} is MISSING else {field.name}" if field.init else made


def _compared(cls: type, values: attrgetter[Any]) -> dict[str, Any]:
    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__eq__": equal, "__hash__": lambda self: hash(values(self))}


def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _no_change(self: object, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_FROZEN = {
    "__setattr__": _no_change,
    "__delattr__": _no_change,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
