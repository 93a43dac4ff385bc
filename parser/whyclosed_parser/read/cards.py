"""The cards of a list come from one template: what was found out in reading one serves for those that are built alike.

The first card of a kind is read the long way, under watch (`trace`), of which a plan is made (`planner`). A later one
with the same markup, but for other words in the places that were read, is filled (`plan`): only these are read, by the
same readers, and the same questions are asked of all its words.
"""

from __future__ import annotations

from whyclosed_parser.model import Order, Page
from whyclosed_parser.page.index import Scope
from whyclosed_parser.read.control import read_order
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.read.plan import Plan, pieces_of
from whyclosed_parser.read.planner import make_plan
from whyclosed_parser.read.trace import Trace, Watched

_FEWEST = 3
"""Cards of a list for which it pays to look for their template."""
_MOST_WATCHED = 8
"""Cards with the same anchors that are watched. They differ in the words that stand in all orders of one state."""
_MOST_WITHOUT = 2
"""Such cards of which no plan could be made."""


class Cards:
    """Reads the cards of one list."""

    def __init__(self, context: PageContext, page: Page, cards: int) -> None:
        layout = context.layout
        self.context = context
        self.page = page
        self.alike = cards >= _FEWEST and layout.several and bool(layout.evidence) and not context.unknown
        self.plans: dict[bytes, list[Plan | None]] = {}

    def read(self, card: Scope) -> Order:
        """The order of a card."""
        pieces = pieces_of(card.element) if self.alike and not (card.leaves_out or card.index.shown.muted) else None
        if pieces is None:
            return read_order(self.context, card, self.page)
        known = self.plans.setdefault(card.index.kinds[card.start : card.end].tobytes(), [])
        for plan in known:
            order = plan.filled(card.anew(), pieces, self.page) if plan is not None else None
            if order is not None:
                return order
        if len(known) == _MOST_WATCHED or known.count(None) == _MOST_WITHOUT:
            return read_order(self.context, card, self.page)
        reader = OrderReader(self.context, Watched.watch(card, Trace()))
        order = reader.read(self.page)
        if reader.scope.broken:
            known.append(None)
            return read_order(self.context, card.anew(), self.page)
        known.append(make_plan(reader, order, pieces))
        return order
