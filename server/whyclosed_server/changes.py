"""What changed since an order was last seen, in the sentences of the rules."""

from __future__ import annotations

from collections.abc import Iterator

from whyclosed_parser.model import Order
from whyclosed_rules.model import Route
from whyclosed_rules.telling.sentences import sentences


def changes(before: tuple[Order, Route], after: tuple[Order, Route], language: str) -> tuple[str, ...]:
    """The changes from one state of an order to a later one. Both routes are of the same moment, so that the mere
    passing of time is no change."""
    return tuple(_changes(*before, *after, language))


def new_here(language: str) -> tuple[str, ...]:
    """What is said of an order that was never seen before."""
    return (sentences(language).say("change", "new"),)


def _changes(old: Order, was: Route, new: Order, now: Route, language: str) -> Iterator[str]:
    words = sentences(language)
    if old.status and new.status and old.status.code != new.status.code:
        yield words.say("change", "status", {"before": old.status.label, "after": new.status.label})
    if (old.refund.stage, old.refund.amount) != (new.refund.stage, new.refund.amount):
        yield words.say("change", "refund")
    if _tracking(new) - _tracking(old):
        yield words.say("change", "tracking")
    if was != now:
        yield words.say("change", "route")


def _tracking(order: Order) -> set[tuple[object, ...]]:
    numbers = {(package.tracking_number,) for package in order.packages if package.tracking_number}
    events = {(event.time, event.class_) for package in order.packages for event in package.events}
    return numbers | events
