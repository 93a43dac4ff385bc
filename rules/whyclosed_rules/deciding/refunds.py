"""Refunds: when the money should be back, and when to ask for it."""

from __future__ import annotations

from datetime import date

from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers, bank_calendar_known
from whyclosed_rules.engine.rows import Knowledge, Truth
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.tables.rows import RefundTimeRow

_ALWAYS = ("A008", "D12", "D13", "D11")


@dataclass(frozen=True, slots=True)
class RefundRange:
    """When a refund is expected (days, or times where the range is hours) and the day after which to ask (P01).

    `from_` and `by` are None where the sources give no range for the method (Q9, D14). `bank_known` is False where
    business days were counted Monday to Friday without holidays (D11). `sources` are the rules used.
    """

    from_: When | None
    by: When | None
    limit: date
    bank_known: bool
    sources: tuple[str, ...]


def closing(facts: Facts) -> When | None:
    """The event that starts the refund clock: a dispute's decision, else the closing or cancellation (D13), else the
    day of the stage that the refund shows (Q5)."""
    return facts.when("dispute_decided_on", "closed_on", "cancelled_on", "refund_updated_on")


def refund_limit(facts: Facts, clock: Clock, numbers: Numbers, *, since: When | None = None) -> date | None:
    """The day after which one asks for a refund (P01); None where no day of the closing is known, and for credit, with
    which no bank has anything to do (L43)."""
    start = None if facts.get("refund_to") in tables.members("refund_to", "credit") else since or closing(facts)
    return None if start is None else clock.day(numbers.later(start, "P01", clock, bank=facts.get("bank")))


def refund_range(facts: Facts, known: Knowledge, clock: Clock, numbers: Numbers) -> RefundRange | None:
    """When the refund is expected, counted from the closing; None where no day of that is known (D13), and
    where it is credit: no bank has anything to do with that (L43)."""
    start, limit = closing(facts), refund_limit(facts, clock, numbers)
    if start is None or limit is None:
        return None
    bank = facts.get("bank")
    row = next(row for row in tables.rows("refund_times", RefundTimeRow) if row.truth(known) is Truth.HOLDS)
    first, last = (
        None if row.parameter is None else numbers.later(start, row.parameter, clock, end=end, bank=bank)
        for end in ("min", "max")
    )
    return RefundRange(first, last, limit, bank_calendar_known(bank), (*row.sources, *_ALWAYS))


def refund_overdue(refund: RefundRange, clock: Clock) -> bool:
    """Whether the expected range has passed (the limit may still lie ahead: "later than usual")."""
    return refund.by is not None and clock.passed(refund.by)
