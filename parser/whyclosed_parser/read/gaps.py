"""What is missing of an order, told as problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.etree import _Element as Element

from whyclosed_parser.layouts import Layout, excluded
from whyclosed_parser.model import Dispute, Order, Problem, Refund, Shop
from whyclosed_parser.model.order import OF_ORDERS, OF_REQUESTS, REFUNDED, WITHOUT_STATUS
from whyclosed_parser.page.index import PageIndex
from whyclosed_parser.problems import problem_of
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.left_out import OF_THE_ORDER, fields_left_out, is_left_out

_TOLD_IN_PIECES: Mapping[str, Callable[[], Any]] = {"refund": Refund, "dispute": Dispute, "shop": Shop}
"""Parts of an order that are made of what stands in several places: what one of them says may be of another."""


def with_problems(order: Order, problems: Iterable[Problem]) -> Order:
    """The order with further problems."""
    further = tuple(problems)
    return replace(order, problems=(*order.problems, *further)) if further else order


def without(order: Order, parts: Mapping[str, Any]) -> Order:
    """The order without some of its parts: what stands for them, nothing of where they were read, no problem with
    them."""
    found = {path: one for path, one in order.found.items() if path.partition(".")[0] not in parts}
    kept = (one for one in order.problems if one.field is None or one.field.partition(".")[0] not in parts)
    return replace(order, **parts, found=found, problems=tuple(kept))


def without_left_out(order: Order, parts: Sequence[Element], context: PageContext, index: PageIndex) -> Order:
    """The order with a problem for all of which something stands in parts that are not read; of a refund, a dispute and
    a shop, which are told in several places, nothing is left, nor what words alone told of what a page says once."""
    left_out = fields_left_out(parts, index, excluded().private, context.layout, context.words)
    if order.refund != Refund() and is_left_out("refund", parts, index, context.words):
        left_out.add("refund")
    if order.dispute != Dispute() and is_left_out("dispute", parts, index, context.words):
        left_out.add("dispute")
    left_out = {name for name in left_out if name not in OF_THE_ORDER or not _is_certain(order, name)}
    if order.pages[0].kind in WITHOUT_STATUS:
        left_out.discard("status")
    if not left_out:
        return order
    doubtful = {name: _TOLD_IN_PIECES[name]() for name in left_out if name in _TOLD_IN_PIECES}
    doubtful |= {name: None for name in left_out if name in OF_THE_ORDER and getattr(order, name) is not None}
    codes = {name: "not_understood" if name in doubtful else "excluded_part" for name in sorted(left_out)}
    return with_problems(without(order, doubtful), (problem_of(code, name) for name, code in codes.items()))


def _is_certain(order: Order, name: str) -> bool:
    """Whether more than its words told this value."""
    return getattr(order, name) is not None and not order.found[name].anchor.startswith("text:")


def with_missing_parts(order: Order, layout: Layout) -> Order:
    """The order with a problem for each part that every page of this family shows and of which nothing was read. A page
    of no family is, as a rule, that of an order where it is none of another thing."""
    if not layout.evidence and order.pages[0].kind not in OF_ORDERS:
        return order
    missing = (path for path in layout.usual if not _has(order, path) and not _is_doubted(order, path))
    return with_problems(order, (problem_of("part_missing", path) for path in missing))


def with_missing_status(order: Order) -> Order:
    """The order of copied words with a problem where they say nothing of how it stands."""
    told = order.status is not None or order.refund != Refund() or order.dispute != Dispute() or bool(order.packages)
    if told or order.order_id is None or order.pages[0].kind not in OF_ORDERS or _is_doubted(order, "status"):
        return order
    return with_problems(order, [problem_of("part_missing", "status")])


def with_missing_id(order: Order) -> Order:
    """A refund or request, on a page of no known design, with a problem where nothing says of which order it is."""
    if order.order_id is not None or order.pages[0].kind not in OF_REQUESTS or _is_doubted(order, "order_id"):
        return order
    return with_problems(order, [problem_of("part_missing", "order_id")])


def with_missing_state(order: Order) -> Order:
    """A refund or request with a problem where nothing was read of how it stands, or of a dispute no more than its
    days while the refund goes on."""
    stage, dispute, kind = order.refund.stage, order.dispute, order.pages[0].kind
    told = stage is not None or _is_doubted(order, "refund")
    if kind == "dispute" and stage != REFUNDED and (dispute.opened_on or dispute.decided_on):
        told = False
    told = told or dispute.state is not None or _is_doubted(order, "dispute.state")
    if told or order.order_id is None or kind not in OF_REQUESTS:
        return order
    return with_problems(order, [problem_of("not_understood", "dispute.state")])


def with_unarranged(order: Order, problems: Iterable[Problem]) -> Order:
    """The order with what was not clear in words that were copied: of its fields only for those that are missing, but
    of its items some may be missing."""
    kept = (one for one in problems if one.field is None or _is_part(one) or not _has(order, one.field))
    return with_problems(order, kept)


def _is_part(problem: Problem) -> bool:
    return (problem.code, problem.field) == ("part_missing", "items")


def _has(order: Order, path: str) -> bool:
    value: object = order
    for name in path.split("."):
        value = getattr(value, name)
    return value not in (None, (), Shop())


def _is_doubted(order: Order, path: str) -> bool:
    return any(f"{one.field}.".startswith(f"{path}.") for one in order.problems)
