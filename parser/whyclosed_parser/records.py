"""`dataclass` as the library has it, for a program that starts often.

The library's own writes six methods as Python for each class and compiles them: nearly a millisecond a class, most of
the time in which a command starts. Here `==`, `hash`, `repr` and the refusal to change are written once for all, and
`__init__` is written when the first instance is made. Fields, slots and inheritance are still the library's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from functools import cache
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

from whyclosed_parser import kept

_Shape = tuple[str, str, bool, bool]

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen=False, slots=False, eq=True, kw_only=False):
        """A decorator with the meaning of `dataclasses.dataclass`."""

        def decorate(cls):
            own = vars(cls).keys()
            cls.__doc__ = cls.__doc__ or cls.__name__  # else the library would write one
            made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)
            methods = {"__init__": _first_init(made), "__repr__": _repr}
            if eq:
                methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
                names = [field.name for field in fields(made) if field.compare]
                made._compared_ = attrgetter(*names or ["__class__"])
            if frozen:
                methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
                if slots:
                    methods |= {"__getstate__": _state, "__setstate__": _restore}
            for name, method in methods.items():
                if name not in own:
                    setattr(made, name, method)
            return made

        return decorate


def plain(record: Any) -> dict[str, Any]:
    """The fields of a record by name, as its class takes them."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.init}


def _first_init(cls: Any) -> Callable[..., None]:
    def __init__(self: object, /, *values: object, **named: object) -> None:  # noqa: N807
        cls.__init__ = _written_init(cls)
        cls.__init__(self, *values, **named)

    return __init__


def _written_init(cls: Any) -> Callable[..., None]:
    """`__init__` as Python, which is kept: a parameter for each field, in order, those that must be named last."""
    own = fields(cls)
    frozen, after = cls.__setattr__ is _refuse, hasattr(cls, "__post_init__")
    shape = frozen, after, tuple([_shape(field) for field in own])
    code = _inits().get(shape)
    if code is None:
        code = compile(_source(*shape), "<record>", "exec", dont_inherit=True)
        _inits().add(shape, lambda: code)
    names: dict[str, Any] = {"_put": object.__setattr__, "_missing": MISSING}
    for field in own:
        if field.default is not MISSING:
            names[f"_default_{field.name}"] = field.default
        elif field.default_factory is not MISSING:
            names[f"_make_{field.name}"] = field.default_factory
    exec(code, names)  # noqa: S102  # of names of fields alone
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _shape(field: dataclasses.Field[Any]) -> _Shape:
    """Name; where its value comes from if none is given; whether one may be given, and only by name."""
    made = field.default_factory is not MISSING
    origin = "default" if field.default is not MISSING else "make" if made else ""
    return field.name, origin, field.init, bool(field.kw_only)


def _source(frozen: bool, after: bool, shapes: tuple[_Shape, ...]) -> str:
    put = "_put(self, {0!r}, {1})" if frozen else "self.{0} = {1}"
    parameters, named, body = ["self"], ["*"], ["pass"]
    for name, origin, given, only_named in shapes:
        default = {"default": f"=_default_{name}", "make": "=_missing", "": ""}[origin]
        value = {"default": f"_default_{name}", "make": f"_make_{name}()", "": None}[origin]
        if given:
            (named if only_named else parameters).append(name + default)
            value = f"{value} if {name} is _missing else {name}" if origin == "make" else name
        if value is not None:
            body.append(put.format(name, value))
    if after:
        body.append("self.__post_init__()")
    signature = ", ".join(parameters + (named if len(named) > 1 else []))
    return f"def __init__({signature}):\n  " + "\n  ".join(body)


@cache
def _inits() -> kept.Grown[tuple[bool, bool, tuple[_Shape, ...]]]:
    return kept.Grown(f"{__file__}.kept", "__init__")


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._compared_(self) == self._compared_(other)


def _hash(self: Any) -> int:
    return hash(self._compared_(self))


def _refuse(self: object, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
