"""Our `dataclass` means what the library's means, for every kind of class that is made with it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest

from whyclosed_parser import records

C = TypeVar("C")
Decorator = Callable[[type[C]], type[C]]
MAKERS: Mapping[str, Any] = {"ours": records.dataclass, "library": dataclasses.dataclass}


def _classes(dataclass: Any) -> dict[str, Any]:
    """The same classes by either decorator, by name."""

    @dataclass(frozen=True, slots=True)
    class Plain:
        a: int
        b: str = "b"
        c: tuple[int, ...] = ()

    @dataclass(frozen=True, slots=True)
    class Made:
        a: int = 1
        b: Mapping[str, int] = dataclasses.field(default_factory=dict)
        c: int = dataclasses.field(default=3, compare=False, repr=False)

    @dataclass(frozen=True, slots=True)
    class After:
        a: int
        twice: int = dataclasses.field(init=False)
        kept: list[int] = dataclasses.field(init=False, default_factory=list, compare=False)
        fixed: int = dataclasses.field(init=False, default=7)

        def __post_init__(self) -> None:
            object.__setattr__(self, "twice", 2 * self.a)

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Child(Plain):
        d: int  # type: ignore[misc]  # mypy takes it for one of a place
        b: str = "other"

    @dataclass(frozen=True, slots=True, eq=False)
    class Identity:
        a: int

    @dataclass(frozen=True, eq=False)
    class Roomy:
        a: int

    @dataclass(slots=True)
    class Changing:
        a: int
        b: list[int] = dataclasses.field(default_factory=list)

    @dataclass(frozen=True, slots=True)
    class Own:
        a: int

        def __repr__(self) -> str:
            return "mine"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    return {name: one for name, one in locals().items() if isinstance(one, type)}


CLASSES = {maker: _classes(decorator) for maker, decorator in MAKERS.items()}
NAMES = sorted(CLASSES["library"])
CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((1,), {}),
    ((1, "x"), {}),
    ((1, "x", (2,)), {}),
    ((1, "x", (2,), 4), {}),
    ((1,), {"d": 5}),
    ((), {"a": 1, "d": 5, "b": "y"}),
    ((1,), {"a": 2}),
    ((1,), {"unknown": 2}),
)


def _told(act: Callable[[], Any]) -> Any:
    """What an act gives, or the kind and words of its error."""
    try:
        return act()
    except Exception as error:
        return type(error), str(error)


def _both(name: str, act: Callable[[Any], Any]) -> tuple[Any, Any]:
    ours, library = (_told(lambda kind=CLASSES[maker][name]: act(kind)) for maker in MAKERS)  # type: ignore[misc]
    return ours, library


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("values", "named"), CALLS)
def test_making_and_showing(name: str, values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, library = _both(name, lambda kind: repr(kind(*values, **named)))
    assert ours == library or "object at" in str(library)
    ours, library = _both(
        name, lambda kind: [getattr(kind(*values, **named), f.name) for f in dataclasses.fields(kind)]
    )
    assert ours == library


def _instances(kind: Any) -> list[Any]:
    made = []
    for values, named in (*CALLS, ((2,), {}), ((), {"c": 9})):
        try:
            made.append(kind(*values, **named))
        except TypeError:
            continue
    return made


@pytest.mark.parametrize("name", NAMES)
def test_comparing_and_hashing(name: str) -> None:
    ours, library = (_instances(CLASSES[maker][name]) for maker in MAKERS)
    assert len(ours) == len(library) > 0
    assert [[one == other for other in ours] for one in ours] == [
        [one == other for other in library] for one in library
    ]
    assert name == "Own" or all(one != other for one in ours for other in library)
    if name not in ("Identity", "Roomy"):
        told = [[_told(lambda one=one: hash(one)) for one in made] for made in (ours, library)]  # type: ignore[misc]
        for one, other in ((0, 0), (0, -1), (-1, -1)):
            assert (told[0][one] == told[0][other]) == (told[1][one] == told[1][other])
        assert isinstance(told[0][0], int) == isinstance(told[1][0], int)


@pytest.mark.parametrize("name", NAMES)
def test_changing(name: str) -> None:
    def change(kind: Any) -> Any:
        one = _instances(kind)[0]
        one.a = 5
        return one.a

    def delete(kind: Any) -> Any:
        del _instances(kind)[0].a

    def add(kind: Any) -> Any:
        _instances(kind)[0].stranger = 5

    for act in (change, delete, add):
        ours, library = _both(name, act)
        # Of a name that is no field's, the library's frozen and slotted class says no more than TypeError.
        refused = isinstance(library, tuple) and library[0] in (dataclasses.FrozenInstanceError, TypeError)
        assert ours[0] is dataclasses.FrozenInstanceError if refused else ours == library


@pytest.mark.parametrize("name", NAMES)
def test_what_the_library_says_of_it(name: str) -> None:
    def parts(kind: Any) -> Any:
        return [(f.name, f.type, f.init, f.repr, f.compare, f.kw_only, f.default) for f in dataclasses.fields(kind)]

    for act in (parts, lambda kind: kind.__match_args__, lambda kind: getattr(kind, "__slots__", None)):
        ours, library = _both(name, act)
        assert ours == library
    assert dataclasses.is_dataclass(CLASSES["ours"][name])
    for one in _instances(CLASSES["ours"][name]):
        if name != "After":  # the library's own cannot replace what it does not take
            assert repr(dataclasses.replace(one)) == repr(one) or name in ("Identity", "Roomy")
        assert dataclasses.asdict(one) == {f.name: getattr(one, f.name) for f in dataclasses.fields(one)}
        assert copy.copy(one) == one or name in ("Identity", "Roomy")

    def parameters(kind: Any) -> Any:
        init = _instances(kind)[0].__class__.__init__  # written by then
        return [(one.name, one.kind, one.default is one.empty) for one in inspect.signature(init).parameters.values()]

    ours, library = _both(name, parameters)
    assert ours == library


@records.dataclass(frozen=True, slots=True)
class Sent:
    a: int
    b: list[int]


def test_it_can_be_sent_to_another_process() -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(Sent(1, [2]), protocol)) == Sent(1, [2])  # noqa: S301 - our own bytes


def test_one_that_holds_itself_can_be_shown() -> None:
    held: list[Any] = []
    one = CLASSES["ours"]["Changing"](1, held)
    held.append(one)
    assert repr(one).endswith("Changing(a=1, b=[...])")
