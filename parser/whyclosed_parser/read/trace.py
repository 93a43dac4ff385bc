"""What the reading of one card looks at, so that another card of its template need not be read from the beginning.

A reading is a function of what it looks at. Three ways of looking can be gone again in another card: the fields of the
layout's table (`FieldReader.first`), questions to all words of the card (`FieldReader.ask`), and the words of a link
that turned out to be no button. What is looked at in any other way has to be the same in the other card, or, where it
is the card's lines, the card says nothing of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import field
from typing import TYPE_CHECKING, Any

from lxml.etree import _Element as Element

from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.records import dataclass

if TYPE_CHECKING:
    from whyclosed_parser.page.find import Hit

Question = tuple[Callable[..., Hashable], tuple[object, ...]]
"""What is asked of all words, and what is given with it."""
Check = Callable[[str, Sequence[str]], bool]
"""What is asked of a text that was read, and of the lines among which it stands."""


@dataclass(slots=True, eq=False)
class Call:
    """A field that was read by the layout's table: with which arguments, in which part of the card, what was found at
    which anchor, with its rank, and what came of it (None: nothing).
    """

    name: str
    path: str
    read: Callable[[Hit], Any]
    part: Node
    doubt: Any
    once: Any
    looks: list[tuple[int, Anchor, list[Hit]]] = field(default_factory=list)
    found: tuple[Any, Hit] | None = None


@dataclass(slots=True, eq=False)
class Trace:
    """What was looked at. `labels`: the links that are no button; `looked`: how often the words of an element were
    looked at in another way; `checked`: what a text that was read turned out to have,
    perhaps among the lines of a part; `row`: the line of the first row
    with the order's number; `opaque`: whether lines were looked at."""

    calls: list[Call] = field(default_factory=list)
    labels: list[Node] = field(default_factory=list)
    looked: Counter[Element] = field(default_factory=Counter)
    checked: list[tuple[str, Node | None, Check, bool]] = field(default_factory=list)
    row: Line | None = None
    opaque: bool = False
    accounted: bool = False

    def __enter__(self) -> None:
        """What is looked at from now on is written down by who looks."""
        self.accounted = True

    def __exit__(self, *_: object) -> None:
        self.accounted = False

    def noted(self, call: Call, rank: int, anchor: Anchor, look: Callable[[], Iterable[Hit]]) -> Iterator[Hit]:
        """What this way of looking gives, written down."""
        found: list[Hit] = []
        call.looks.append((rank, anchor, found))
        with self:
            hits = iter(look())
        while True:
            with self:
                hit = next(hits, None)
            if hit is None:
                return
            found.append(hit)
            yield hit

    def no_button(self, node: Node) -> None:
        """The words of this link, which were looked at once, are none of a button."""
        self.looked[node[1]] -= 1
        self.labels.append(node)


class Watched(Scope):
    """A card, or a part of one, that tells its trace what is looked at."""

    __slots__ = ("trace",)
    trace: Trace

    @classmethod
    def watch(cls, scope: Scope, trace: Trace) -> Watched:
        """The same part of the page, watched."""
        watched = cls(scope.index, scope.element, scope.start, scope.end, scope._texts, scope._every)
        watched.trace = trace
        return watched

    def inner(self, node: Node) -> Scope:
        return self.watch(super().inner(node), self.trace)

    def text(self, node: Node | None = None) -> str:
        if not self.trace.accounted:
            self.trace.looked[node[1] if node else self.element] += 1
        return super().text(node)

    def printed(self, node: Node) -> str:
        if not self.trace.accounted:
            self.trace.looked[node[1]] += 1
        return super().printed(node)

    def lines(self) -> list[Line]:
        self._looks_at_lines()
        return super().lines()

    def lines_without(self, elements: Set[Element]) -> list[Line]:
        self._looks_at_lines()
        return super().lines_without(elements)

    @property
    def low(self) -> str:
        self._looks_at_lines()
        return Scope.low.fget(self)  # type: ignore[attr-defined,no-any-return]

    def _looks_at_lines(self) -> None:
        if not self.trace.accounted:
            self.trace.opaque = True
