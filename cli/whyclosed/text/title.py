"""The line above an order."""

from __future__ import annotations

from whyclosed.labels import Labels
from whyclosed.text.money import amount
from whyclosed.text.paper import Paper
from whyclosed_parser.model import Order


def put_title(paper: Paper, order: Order, say: Labels, number: int | None) -> None:
    """The line that tells which order this is, as the page names it."""
    parts = [say("order.id", id=order.order_id) if order.order_id else say("order.no_id")]
    if order.status is not None:
        parts.append(say("order.status", label=order.status.label))
    if order.shop.name:
        parts.append(order.shop.name)
    if order.amounts.total is not None:
        parts.append(amount(order.amounts.total, say.language))
    paper.gap()
    paper.rule("═" if number is not None else "─")
    paper.write(" · ".join(parts), "quiet", lead="" if number is None else f"{number}. ")
