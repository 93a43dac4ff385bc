"""Our dataclasses do what the standard ones do, and every class of ours is made by them."""

from __future__ import annotations

import ast
import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from whyclosed_parser import kept, records
from whyclosed_parser.records import dataclass

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Base:
    """A record that others are made of."""

    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class More(Base):
    """With more of everything."""

    places: list[str] = field(default_factory=list)
    _aside: str = field(default="", compare=False, repr=False)
    length: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Named:
    """By name alone, each like no other."""

    a: int = 1
    b: int


@dataclass(slots=True)
class Changing:
    """A record that is filled."""

    seen: dict[str, int] = field(default_factory=dict)
    count: int = 0


def standard(decorator: Callable[..., Any]) -> tuple[type, ...]:
    """The same fields, made by the decorator."""

    @decorator(frozen=True, slots=True)
    class One:
        """One."""

        a: int
        b: str = "x"
        c: tuple[int, ...] = field(default=(), compare=False)
        d: list[int] = field(default_factory=list, kw_only=True, compare=False)

    @decorator(frozen=True, slots=True)
    class Two(One):
        """Two."""

        e: float = field(default=0.5, repr=False)

    @decorator(slots=True, eq=True)
    class Three:
        """Three."""

        a: int
        d: dict[str, int] = field(default_factory=dict)

    return One, Two, Three


CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((1,), {}),
    ((2,), {"d": {}}),
    ((1, "y"), {}),
    ((1, "y", (3,)), {}),
    ((1,), {"d": [4]}),
    ((1,), {"e": 0.25}),
    ((1, "x", (), 0.25), {}),
    ((1, "x", (), 0.5, 6), {}),
    ((), {"a": 1, "b": "x", "c": (5,)}),
    ((), {"b": "x"}),
    ((1,), {"nothing": 1}),
)


def told(act: Callable[[], object]) -> object:
    """What comes of it, as a text."""
    try:
        return repr(act())
    except TypeError as error:
        return f"TypeError: {error}"


def hashes_as_its_copy(one: object) -> bool:
    return hash(one) == hash(copy.copy(one))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    list(zip(standard(dataclass), standard(dataclasses.dataclass), strict=True)),
    ids=("One", "Two", "Three"),
)
def test_it_is_made_compared_and_shown_as_the_standard_one(ours: Any, theirs: Any) -> None:
    assert [one.name for one in fields(ours)] == [one.name for one in fields(theirs)]
    assert (ours.__match_args__, ours.__slots__) == (theirs.__match_args__, theirs.__slots__)
    pairs = []
    for values, named in CALLS:
        mine, true = partial(ours, *values, **named), partial(theirs, *values, **named)
        assert told(mine) == told(true)
        if "TypeError" not in str(told(true)):
            pairs.append((mine(), true()))
    assert len(pairs) > 1
    for mine, true in pairs:
        assert [mine == other for other, _ in pairs] == [true == other for _, other in pairs]
        assert mine != true
        assert told(partial(hashes_as_its_copy, mine)) == told(partial(hashes_as_its_copy, true))
        assert told(partial(replace, mine, a=7)) == told(partial(replace, true, a=7))


def test_a_frozen_one_stays_as_it_is() -> None:
    one = Base("x")
    for change in (partial(setattr, one, "name", "y"), partial(setattr, one, "new", 1), partial(delattr, one, "name")):
        with pytest.raises(FrozenInstanceError):
            change()
    assert one == Base("x")
    assert not hasattr(one, "__dict__")


def test_one_that_changes() -> None:
    one, other = Changing(), Changing()
    one.seen["x"] = 1
    one.count += 1
    assert (one, other) == (Changing({"x": 1}, 1), Changing())
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@pytest.mark.parametrize("one", [Base("x", 2), More("abc", 1, ["p"], "aside"), Named(a=3, b=4), Changing({"x": 1}, 2)])
def test_it_comes_back_from_copy_and_pickle(one: Any) -> None:
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301  # our own
        assert [getattr(again, each.name) for each in fields(one)] == [getattr(one, each.name) for each in fields(one)]
        assert (again == one) == (type(one) is not Named)
        assert repr(again) == repr(one)


def test_what_is_worked_out_is_set_anew() -> None:
    assert More("abc").length == 3
    assert replace(More("abc"), name="ab").length == 2
    assert More("abc", _aside="x") == More("abc", _aside="y")
    assert repr(More("abc", 1)) == "More(name='abc', number=1, places=[], length=3)"
    assert Base("abc") != More("abc")


def test_what_was_compiled_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "records.py.kept")
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr(kept, "_places", lambda source: iter([source]))
    compiled: list[str] = []

    def counted(text: str, *more: Any) -> Any:
        compiled.append(text)
        return compile(text, *more)

    def make() -> None:
        grown: kept.Grown[str] = kept.Grown(place, "records")
        monkeypatch.setattr(records, "_known", lambda: grown)
        monkeypatch.setattr(records, "compile", counted, raising=False)
        _, two, _ = standard(dataclass)
        assert repr(two(1, e=0.25)) == f"{two.__qualname__}(a=1, b='x', c=(), d=[])"
        grown._keep()

    make()
    assert len(compiled) == 3
    make()
    assert len(compiled) == 3


def test_every_class_of_ours_is_made_so() -> None:
    """A start is too dear otherwise; but for one that needs a `__dict__`, for what it works out once."""
    found = [
        str(path.relative_to(ROOT))
        for folder in ("parser", "rules", "cli")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if any(alias.name == "dataclass" for alias in node.names)
    ]
    assert found == ["parser/whyclosed_parser/page/index.py", "parser/whyclosed_parser/records.py"]
