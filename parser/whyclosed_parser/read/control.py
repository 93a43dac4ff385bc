"""What was not read because something is hidden within its words: each such field has a problem.

A part with broken words is read once more as if they were whole. A field that is there only then was lost; one that has
another value then rests on what is left of the page, and is no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from whyclosed_parser.model import Order, Page
from whyclosed_parser.page.index import Scope
from whyclosed_parser.problems import problem_of
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.gaps import with_problems, without
from whyclosed_parser.read.order import read_parts

_GAP = "…"
"""Stands in free text for a word that was not read."""
_LEFT_OUT = frozenset({"found", "problems", "pages"})


def read_order(context: PageContext, scope: Scope, page: Page) -> Order:
    """The order of a part of a page; what broken words hide of it is None with a problem."""
    order = read_parts(context, scope, page)
    if not scope.broken:
        return order
    whole = scope.unmarked()
    control = read_parts(context, whole, page)
    whole.index.forget()
    return _settled(order, control)


def _settled(order: Order, control: Order) -> Order:
    """The order without what the second reading (`control`) contradicts, and with a problem for what only that one
    has."""
    parts = [
        (one, getattr(order, one.name), getattr(control, one.name))
        for one in fields(Order)
        if one.name not in _LEFT_OUT
    ]
    doubtful = {one.name: _default(one) for one, value, whole in parts if _contradict(value, whole)}
    settled = without(order, doubtful) if doubtful else order
    told = [f"{one.field}." for one in settled.problems if one.field is not None]
    lost = [
        path
        for one, value, whole in parts
        if one.name not in doubtful
        for path in _lost(value, whole, one.name)
        if not any(_speaks_of(problem, f"{path}.") for problem in told)
    ]
    return with_problems(settled, (problem_of("broken_words", path) for path in (*doubtful, *lost)))


def _speaks_of(problem: str, path: str) -> bool:
    return problem.startswith(path) or path.startswith(problem)


def _contradict(value: Any, whole: Any) -> bool:
    """Whether two readings of a part say different things of the order. Lists are only shorter or longer."""
    if value is None or value == whole or isinstance(value, tuple) or (isinstance(value, str) and _GAP in value):
        return False
    if whole is None or not is_dataclass(value):
        return True
    return any(_contradict(getattr(value, one.name), getattr(whole, one.name)) for one in fields(value))


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _lost(value: Any, whole: Any, path: str) -> Iterator[str]:
    """The paths of what only the second reading has."""
    if whole is None or value == whole:
        return
    if value is None or (isinstance(whole, tuple) and len(value) < len(whole)):
        yield path
    elif isinstance(whole, tuple):
        for at, (one, other) in enumerate(zip(value, whole, strict=False)):
            yield from _lost(one, other, f"{path}.{at}")
    elif is_dataclass(whole):
        for one in fields(whole):
            yield from _lost(getattr(value, one.name), getattr(whole, one.name), f"{path}.{one.name.rstrip('_')}")
