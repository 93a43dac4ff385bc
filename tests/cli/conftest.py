"""Hand-made values for the tests of the command, so that they do not hang on what the rules decide."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.common import FIXTURES, NOW

from whyclosed.commands import whyclosed
from whyclosed_parser.model import Amounts, Item, Money, Order, Page, Problem, Shop, Status
from whyclosed_rules.model import (
    Because,
    Candidate,
    Cause,
    Caution,
    Change,
    Deadline,
    Diagnosis,
    DisputeAdvice,
    FactUsed,
    MessageDraft,
    Moment,
    MoneyBack,
    NextDate,
    Option,
    Overruled,
    PackageDiagnosis,
    Question,
    Reading,
    RefundOutlook,
    RefundPart,
    Source,
    Step,
)

AS_OF = ("--as-of", "2026-11-22T10:00", "--tz", "Europe/Berlin")
"""What a call is given so that it is `NOW` in it, in Berlin, whatever this machine's clock and zone are."""

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder, 88 columns wide, on a machine in Berlin."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("COLUMNS", "88")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("LC_ALL", "C")

    def _run(*arguments: str | os.PathLike[str], stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(whyclosed, [os.fspath(one) for one in arguments], input=stdin)

    return _run


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture
def order() -> Order:
    return Order(
        order_id="8190000000000001",
        status=Status("closed", "Closed"),
        amounts=Amounts(Money(Decimal("12.30"), "USD", "US $12.30")),
        shop=Shop("Lantern Hill Store"),
        items=(Item("8190000000000002", "1005000000000003", "Desk lamp", "White", 1, None),),
        pages=(Page("order_detail", "g3_detail", "en", None, datetime(2026, 11, 22, 8, 55, tzinfo=UTC)),),
        problems=(Problem("ambiguous_currency", "amounts.total", "The sign stands for several currencies."),),
    )


@pytest.fixture
def diagnosis() -> Diagnosis:
    """A diagnosis with something in every field."""
    return Diagnosis(
        verdict="Open a dispute now.",
        summary="The parcel was probably cancelled on its way.",
        headline="Open a dispute now. The parcel was probably cancelled on its way.",
        tone="act",
        next=NextDate("dispute_window", "until", date(2026, 12, 5), None, "your last safe day for it", "printed"),
        money=MoneyBack("You ask for it in the dispute.", Money(Decimal("12.30"), "USD", "US $12.30")),
        page_says="Your parcel was returned.",
        route="dispute",
        may_be=("dispute", "automatic"),
        cause=Cause(
            "shipment_cancelled",
            "wrong_number",
            "likely",
            "The parcel was probably cancelled on its way.",
            (Candidate("seller_cancelled", "The seller cancelled this order."),),
            "Shipment cancelled",
        ),
        refund=RefundOutlook(
            True,
            date(2026, 12, 8),
            datetime(2026, 12, 10, 12, 0, tzinfo=UTC),
            date(2026, 12, 18),
            "After a dispute the money goes back to the way you paid.",
            (
                RefundPart("card", date(2026, 12, 8), date(2026, 12, 10), date(2026, 12, 18)),
                RefundPart("wallet", None, None, date(2026, 12, 1)),
                RefundPart("paypal", None, None, None),
            ),
        ),
        dispute=DisputeAdvice("Shipment Problem", "Full refund"),
        deadlines=(
            Deadline(
                "dispute_window",
                date(2026, 12, 6),
                date(2026, 12, 5),
                None,
                "printed",
                "Last day to open a dispute.",
                ("B103",),
                (
                    Reading(date(2026, 12, 9), None, "computed", "Estimated delivery plus 15 days.", ("B101",)),
                    Reading(None, None, "timer", "The countdown could not be read."),
                ),
            ),
            Deadline(
                "seller_reply",
                None,
                None,
                datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
                "timer",
                "The seller's 48 hours end.",
            ),
        ),
        steps=(
            Step("write", "Write to the seller.", date(2026, 11, 22), "M02", {"contacted_at": "now"}),
            Step("dispute", "Open the dispute.", date(2026, 12, 5)),
            Step("watch", "Keep watching."),
        ),
        warnings=(Caution("do_not_cancel", "Do not cancel it yourself."),),
        evidence=("A screenshot of the tracking page",),
        prevention=("Choose a shipping method with tracking.",),
        messages=(MessageDraft("M02", "seller", "en", "Hello,\nwhere is my parcel?", "Guten Tag, wo ist mein Paket?"),),
        questions=(
            Question("paid", "yes_no", "Was it paid?", (Option(True, "Yes"), Option(False, "No")), "It decides."),
            Question("refund_stage", "choice", "Which stage?", (Option(1, "One"),), ""),
            Question("contacted_at", "time", "When did you write?", (Option(None, "Not yet"),), "The clock."),
            Question("closed_on", "date", "On which day was it closed?", (), ""),
        ),
        because=(
            Because(
                "R-1",
                "The page says that the shipment was cancelled.",
                (
                    FactUsed("status", "the order's state", "closed", "page", "status.label", "Shipment cancelled"),
                    FactUsed("paid", "whether it was paid", True, "answer", text="Yes"),
                    FactUsed("situation", "the kind of case", "shipment_failed", "derived"),
                ),
                ("B103", "B104", "D05"),
            ),
            Because(
                "R-2",
                "Nothing speaks of a dispute.",
                (FactUsed("dispute", "whether there is a dispute", "none", "assumed", text="Nothing"),),
                ("A010",),
            ),
            Because("W-1", "Do not cancel it yourself.", (), ("B101",)),
        ),
        overruled=(Overruled("C-9", "The seller cancelled it.", "Cancelled by seller"),),
        would_change=(
            Change("paid", "whether it was paid", False, "no_refund_due", "no refund is due", "If not paid: wait."),
            Change(
                "contacted_at",
                "when you wrote to the seller",
                None,
                "contact_seller",
                "write to the seller",
                "If not yet written: write.",
            ),
        ),
        seasons=("11.11", "Christmas"),
        timeline=(
            Moment(date(2026, 11, 9), "closed_on", "Closed"),
            Moment(date(2026, 11, 22), "now", "Today"),
            Moment(datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "seller_reply", "The seller's 48 hours end"),
            Moment(date(2026, 12, 6), "dispute_window", "Last day to open a dispute"),
        ),
        changes=("The status changed.",),
        packages=(
            PackageDiagnosis(
                "LP00000000000001",
                "Open a dispute for this parcel.",
                "This parcel was cancelled.",
                "Open a dispute for this parcel. This parcel was cancelled.",
                "act",
                None,
                "dispute",
                (),
                Cause("shipment_cancelled", None, "certain", "The parcel was cancelled."),
                RefundOutlook(text="After a dispute."),
                DisputeAdvice(),
                (),
                (Step("dispute", "Open the dispute.", date(2026, 12, 5)),),
            ),
        ),
        sources={
            "A010": Source("A010", "A", "Introduction", "3", "Says ten."),
            "B101": Source("B101", "B", "Window", "162, 168-170", "Says window."),
            "B103": Source("B103", "B", "Window", "170-171", "Says date."),
            "B104": Source("B104", "B", "Window", "176", "Says timer."),
            "D05": Source("D05", "whyclosed", "Rules of our own", "", "One day earlier."),
        },
    )
