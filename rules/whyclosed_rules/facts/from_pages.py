"""Page evidence: what an order's pages show, as facts with the place they were read.

Plain values are copied (`copies`); what has to be concluded from signs (`signs`) stands in `pages.toml`. A closed page
rarely says who closed it: what is not shown stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass
from whyclosed_rules import catalogue, data
from whyclosed_rules.engine.reading import Reader
from whyclosed_rules.engine.rows import Row, Truth, Value
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.copies import copies_of, parcel_facts
from whyclosed_rules.facts.known import Facts, Origin
from whyclosed_rules.facts.signs import handed_over, is_underway, signs_of
from whyclosed_rules.facts.spec import domains
from whyclosed_rules.facts.timers import Copy


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PageRow(Row):
    """What signs of a page say: the facts that they set, and the field to quote."""

    sets: Mapping[str, Value]
    field: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts of an order's pages, and the rows of the evidence table that concluded some of them."""

    facts: Facts
    rows: tuple[PageRow, ...]


def facts_of_order(order: Order, clock: Clock) -> PageFacts:
    """Read the facts of an order. A parcel of several becomes an entry of the fact `packages`."""
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    rows: list[PageRow] = []
    signs = {name: frozenset([value]) for name, value in signs_of(order)}
    for row in page_rows():
        if row.truth(signs) is not Truth.HOLDS:
            continue
        for name, value in row.sets.items():
            if name not in values:
                values[name] = value
                origins[name] = _origin(order, row.field, row.sources)
                rows.append(row)
    for name, value, path in copies_of(order, clock):
        if value is not None and name not in values:
            values[name] = value
            origins[name] = _origin(order, path)
    if "actions" in values:
        labels = " · ".join(action.label for action in order.actions if action.label)
        origins["actions"] = replace(origins["actions"], quote=labels or None)  # which of them counts, the rules say
    if len(order.packages) > 1:
        values["packages"] = tuple(_package_facts(order, clock))
        origins["packages"] = Origin("page", "packages")
    return PageFacts(Facts(values, origins), tuple(dict.fromkeys(rows)))


def _origin(order: Order, path: str, sources: tuple[str, ...] = ()) -> Origin:
    """Where a value stands: the nearest `found` entry at or below its path."""
    found = order.found.get(path)
    if found is None:
        below = f"{path}."
        path, found = next(((key, entry) for key, entry in order.found.items() if key.startswith(below)), (path, None))
    return Origin("page", path, found.quote if found else None, sources)


@cache
def page_rows() -> tuple[PageRow, ...]:
    """The rows of the evidence, in order."""
    pages = data.load_toml("facts/pages")
    signs = Reader({name: tuple(values) for name, values in pages["signs"].items()}, {}, catalogue.check)
    facts = Reader(domains(), {}, catalogue.check)
    rows = tuple(signs.row(PageRow, row) for row in pages["row"])
    for row in rows:
        for name, value in row.sets.items():
            facts.value(name, value, f"row {row.id}")
    return rows


def _package_facts(order: Order, clock: Clock) -> Iterator[tuple[str, Facts]]:
    for index, package in enumerate(order.packages):
        facts: dict[str, Any] = {"tracking_assigned": bool(package.tracking_number or package.events)}
        origins = {"tracking_assigned": _origin(order, f"packages.{index}")}
        copies: list[Copy] = [
            (name, value, path.replace("packages.0", f"packages.{index}", 1))
            for name, value, path in parcel_facts((package,), clock)
        ]
        # The refund of an order with several parcels is that of those which neither travel nor have arrived.
        if not is_underway(package):
            copies.append(("refund_stage", order.refund.stage, "refund.stage"))
        moved = handed_over(package)
        if moved is not None:
            copies.append(("moved", moved, f"packages.{index}.events"))
        for name, value, path in copies:
            if value is not None:
                facts[name] = value
                origins[name] = _origin(order, path)
        yield package.tracking_number or f"P{index + 1}", Facts(facts, origins)
