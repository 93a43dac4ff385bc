"""Facts that are known, each with where it comes from. A fact that is absent is unknown. `contacted_at` is the one that
can be known to be absent: `NOT_YET`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules.facts.clock import Clock

NOT_YET: Final = "not_yet"
"""The value of `contacted_at` where the buyer has not written to the seller (an explicit null)."""

OriginKind = Literal["page", "answer", "given", "derived", "assumed"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from: `found` is the JSON path in the order and `quote` the words, for facts of a page."""

    kind: OriginKind
    found: str | None = None
    quote: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Known facts with their origins. Build it with `read_facts`, or from pages with `facts_of_order`.

    `not_known` names what the buyer was asked for and does not know: it stays unknown and is not asked again.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    not_known: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def get(self, name: str) -> Any:
        """The value of a fact, or None where it is unknown."""
        return self.values.get(name)

    def when(self, *names: str) -> When | None:
        """The day or time of the first of these facts that is known."""
        for name in names:
            if (value := self.values.get(name)) is not None:
                return cast("When", value)
        return None

    def day(self, name: str, clock: Clock) -> date | None:
        """A day; of a time, the day in the buyer's zone."""
        value = self.when(name)
        return None if value is None else clock.day(value)

    def time(self, name: str) -> datetime | None:
        """An instant; None where the fact is unknown or only a day is known."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None

    def with_(self, name: str, value: Any, origin: Origin) -> Facts:
        """The same facts with one more (or another) value."""
        return Facts({**self.values, name: value}, {**self.origins, name: origin}, self.not_known)

    def without(self, *names: str) -> Facts:
        """The same facts without some."""
        return Facts(
            {name: value for name, value in self.values.items() if name not in names},
            {name: origin for name, origin in self.origins.items() if name not in names},
            self.not_known,
        )

    def over(self, other: Facts) -> Facts:
        """These facts, and those of `other` where these say nothing."""
        return Facts(
            {**other.values, **self.values}, {**other.origins, **self.origins}, self.not_known | other.not_known
        )
