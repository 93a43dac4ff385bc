"""Pages of one order become one: newest wins, finer replaces coarser, lists unite, contradictions are told."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser import merge
from whyclosed_parser.model import (
    Action,
    Amounts,
    Dispute,
    DisputeState,
    Estimate,
    Event,
    Found,
    Item,
    Message,
    Money,
    Order,
    Package,
    Page,
    PageKind,
    Payment,
    Problem,
    Refund,
    RefundPart,
    Shop,
    Status,
    StatusCode,
    Timer,
)

DAY = datetime(2026, 11, 10, 12, tzinfo=UTC)
ID = "8203417700050100"


def seen(day: int | None, kind: PageKind = "order_detail") -> tuple[Page, ...]:
    at = None if day is None else DAY + timedelta(days=day)
    return (Page(kind, "g3_detail", captured_at=at),)


def order(day: int | None = 0, kind: PageKind = "order_detail", **fields: object) -> Order:
    fields.setdefault("order_id", ID)
    return Order(pages=seen(day, kind), **fields)  # type: ignore[arg-type]


def merged(*orders: Order) -> Order:
    (one,) = merge(orders)
    return one


def status(code: StatusCode) -> Status:
    return Status(code, code)


def usd(amount: str, currency: str | None = "USD") -> Money:
    return Money(Decimal(amount), currency, f"US ${amount}")


def event(text: str, hour: int | None = None) -> Event:
    time = None if hour is None else datetime(2026, 11, 1, hour)
    return Event(time, None if hour is None else f"Nov. 1 {hour}:00", text, "IN_TRANSIT")


def test_a_single_page_stays_as_it_is() -> None:
    one = order(status=status("closed"))
    assert merge([one]) == (one,)


def test_nothing_merges_to_nothing() -> None:
    assert merge([]) == ()


def test_different_orders_stay_apart_in_page_order() -> None:
    orders = [order(order_id="30000000000001"), order(order_id="30000000000002"), order(order_id="30000000000001")]
    assert [one.order_id for one in merge(orders)] == ["30000000000001", "30000000000002"]


def test_orders_without_any_id_stay_apart() -> None:
    assert len(merge([order(order_id=None), order(order_id=None)])) == 2


def test_a_line_id_joins_pages_without_order_id() -> None:
    refund = order(1, "refund", order_id=None, items=(Item(line_id="9001"),), refund=Refund(stage=2))
    detail = order(0, items=(Item(line_id="9001", title="Lamp"),))
    one = merged(detail, refund)
    assert one.order_id == ID
    assert one.refund.stage == 2
    assert one.items == (Item(line_id="9001", title="Lamp"),)


@pytest.mark.parametrize(
    ("shown", "whole"),
    [
        ((Item(title="Lamp"),), (Item(line_id="9001", title="Lamp"),)),
        ((Item(title="Lamp"), Item(title="Shade")), (Item(line_id="9001"), Item(title="Lamp"), Item(title="Shade"))),
        ((Item(line_id="9002", title="Lamp"),), (Item(line_id="9001"), Item(line_id="9002", title="Lamp"))),
    ],
)
def test_the_number_of_a_line_is_that_of_the_one_item_there_is(
    shown: tuple[Item, ...], whole: tuple[Item, ...]
) -> None:
    refund = order(1, "refund", items=(Item(line_id="9001"),), refund=Refund(stage=2))
    assert set(merged(order(0, "order_list", items=shown), refund).items) == set(whole)
    assert len(merged(order(2, "order_list", items=shown), refund).items) == len(whole)


def test_a_page_that_knows_both_joins_two_groups() -> None:
    by_line = order(0, "refund", order_id=None, items=(Item(line_id="9001"),))
    by_id = order(1)
    both = order(2, items=(Item(line_id="9001"),))
    assert len(merge([by_line, by_id, both])) == 1


def test_pages_that_come_after_two_groups_were_joined_find_the_joined_one() -> None:
    by_line = order(0, "refund", order_id=None, items=(Item(line_id="9001"),))
    both = order(2, items=(Item(line_id="9001"), Item(line_id="9002")))
    other_line = order(3, "refund", order_id=None, items=(Item(line_id="9002"),), refund=Refund(stage=3))
    again = order(4, "refund", order_id=None, items=(Item(line_id="9001"),))
    one = merged(order(1), by_line, both, other_line, again)
    assert one.refund.stage == 3
    assert len(one.pages) == 5


def test_one_line_id_under_two_orders_joins_nothing() -> None:
    one = order(0, order_id="30000000000001", items=(Item(line_id="9001"),))
    two = order(0, order_id="30000000000002", items=(Item(line_id="9001"),))
    for pages in ([one, two], [one, two, order(1, order_id="30000000000001")]):
        assert [whole.order_id for whole in merge(pages)] == ["30000000000001", "30000000000002"]


def test_a_page_with_lines_of_two_orders_does_not_make_them_one() -> None:
    one = order(0, order_id="30000000000001", items=(Item(line_id="9001"),))
    two = order(0, order_id="30000000000002", items=(Item(line_id="9002"),))
    both = order(0, order_id=None, items=(Item(line_id="9001"), Item(line_id="9002")))
    assert [page.order_id for page in merge([one, two, both])] == ["30000000000001", "30000000000002"]


def test_the_newest_status_wins_whatever_the_order_of_the_files() -> None:
    pages = [
        order(0, status=status("shipped")),
        order(2, status=status("completed")),
        order(1, status=status("delivered")),
    ]
    for arranged in permutations(pages):
        one = merged(*arranged)
        assert one.status == status("completed")
        assert one.problems == ()


def test_a_page_without_time_is_the_oldest() -> None:
    one = merged(order(0, status=status("shipped")), order(None, status=status("closed")))
    assert one.status == status("shipped")
    assert [problem.code for problem in one.problems] == ["disagreement"]


def test_two_statuses_of_one_moment_contradict_each_other() -> None:
    one = merged(order(0, status=status("shipped")), order(0, status=status("closed")))
    assert [(problem.code, problem.field) for problem in one.problems] == [("disagreement", "status")]


@pytest.mark.parametrize("day", [0, None], ids=["one moment", "no time known"])
def test_pages_of_one_moment_are_read_alike_in_every_order(day: int | None) -> None:
    pages = (
        order(day, status=status("shipped"), reminder="On its way."),
        order(day, status=status("closed"), reminder="Closed.", amounts=Amounts(usd("22"))),
        order(day, "order_list", status=status("shipped"), amounts=Amounts(usd("20"))),
        order(day, "tracking", packages=(Package("LP1", events=(event("Left", 5),)),)),
    )
    answers = [merged(*several) for several in permutations(pages)]
    assert {(one.status and one.status.code, one.reminder, one.amounts.total) for one in answers} == {
        ("closed", "Closed.", usd("22"))
    }


def test_a_finer_time_replaces_the_day_and_is_no_disagreement() -> None:
    time = datetime(2026, 11, 1, 10, 30, tzinfo=UTC)
    found = {"placed_on": Found("g3_detail", "a", 0, "Nov 1, 2026 10:30")}
    fine = replace(order(0, placed_on=time), found=found)
    coarse = replace(
        order(1, placed_on=date(2026, 11, 1)), found={"placed_on": Found("g3_list", "b", 0, "Nov 1, 2026")}
    )
    one = merged(coarse, fine)
    assert one.placed_on == time
    assert one.found["placed_on"] == found["placed_on"]
    assert one.problems == ()


@pytest.mark.parametrize("name", ["placed_on", "paid_on", "shipped_on", "completed_on", "closed_on"])
def test_two_days_contradict_each_other(name: str) -> None:
    dates: list[Any] = [{name: date(2026, 11, 1)}, {name: date(2026, 11, 2)}]
    one = merged(order(0, **dates[0]), order(1, **dates[1]))
    assert getattr(one, name) == date(2026, 11, 2)
    assert [(problem.code, problem.field) for problem in one.problems] == [("disagreement", name)]


def test_totals() -> None:
    same = merged(order(0, amounts=Amounts(usd("5.00"))), order(1, amounts=Amounts(usd("5.00", None))))
    assert same.amounts.total == usd("5.00")
    assert same.problems == ()
    other = merged(order(0, amounts=Amounts(usd("5.00"))), order(1, amounts=Amounts(usd("6.00"))))
    assert other.amounts.total == usd("6.00")
    assert [(problem.code, problem.field) for problem in other.problems] == [("disagreement", "amounts.total")]
    currency = merged(order(0, amounts=Amounts(usd("5.00"))), order(1, amounts=Amounts(usd("5.00", "EUR"))))
    assert [problem.field for problem in currency.problems] == ["amounts.total"]


def test_missing_values_come_from_older_pages() -> None:
    old = order(
        0,
        shop=Shop("Lamp Store", "https://x/store/1"),
        payments=(Payment("card", "Visa"),),
        close_code="risk_reject_closed",
    )
    one = merged(old, order(1, shop=Shop("Lamp Store"), payments=(Payment(None, "visa"),)))
    assert one.shop == Shop("Lamp Store", "https://x/store/1")
    assert one.payments == (Payment("card", "visa"),)
    assert one.close_code == "risk_reject_closed"


def test_items_fill_each_other() -> None:
    detail = order(
        0, items=(Item(item_id="1", title="Lamp", sku="Red", quantity=2), Item(item_id="1", title="Lamp", sku="Blue"))
    )
    card = order(1, "order_list", items=(Item(title="Lamp", sku="Blue", price=usd("3.00")),))
    one = merged(detail, card)
    assert sorted((item.sku or "", item.price is not None, item.item_id) for item in one.items) == [
        ("Blue", True, "1"),
        ("Red", False, "1"),
    ]


def test_a_product_of_the_us_site_is_that_of_the_other_site() -> None:
    """aliexpress.us adds 2 to the 51st to a product's number."""
    card = order(0, "order_list", items=(Item(item_id="3256801048253138", title="Lamp"),))
    detail = order(1, items=(Item(item_id="1005001234567890", title="Desk lamp", quantity=2),))
    assert [(one.item_id, one.quantity) for one in merged(card, detail).items] == [("1005001234567890", 2)]
    other = order(1, items=(Item(item_id="1005001234567891", title="Lamp"),))
    assert len(merged(card, other).items) == 2


def test_two_refunds_of_one_product_of_both_sites_are_one() -> None:
    asked = order(0, "refund", items=(Item(item_id="3256801048253138"),), refund=Refund(stage=1))
    done = order(1, "refund", items=(Item(item_id="1005001234567890"),), refund=Refund(stage=3, amount=usd("5.00")))
    one = merged(asked, done)
    assert (one.refund.stage, one.refund.parts) == (3, ())


def test_timers_and_buttons_are_those_of_the_newest_page_of_a_kind() -> None:
    old = order(
        0, timers=(Timer("pay", "Pay within 1 day"),), actions=(Action("pay", "Pay now"),), reminder="Please pay"
    )
    new = order(1, timers=(), actions=(Action("remove", "Remove"),))
    card = order(2, "order_list", actions=(Action("buy_again", "Add to cart"),))
    one = merged(old, new, card)
    assert one.timers == ()
    assert one.reminder is None
    assert {action.code for action in one.actions} == {"remove", "buy_again"}


def test_of_one_timer_the_newest_reading_counts() -> None:
    detail = order(0, timers=(Timer("protection", "13 days left"), Timer("return_window", "15 days", days=15)))
    card = order(1, "order_list", timers=(Timer("protection", "12 days left"),))
    assert {timer.text for timer in merged(detail, card).timers} == {"12 days left", "15 days"}


def test_messages_unite_without_duplicates() -> None:
    first, second = Message("platform", "It was closed", "security"), Message("seller", "Sorry")
    assert set(merged(order(0, messages=(first, second)), order(1, messages=(first,))).messages) == {first, second}


def test_the_last_event_of_a_detail_page_is_part_of_the_tracking_page() -> None:
    detail = order(0, packages=(Package(events=(event("In transit"),)),))
    tracking = order(
        1,
        "tracking",
        packages=(Package("LP00999000333066", events=(event("In transit", 9), event("Picked up", 8))),),
    )
    for pages in permutations((detail, tracking)):
        (parcel,) = merged(*pages).packages
        assert parcel.tracking_number == "LP00999000333066"
        assert [one.text for one in parcel.events] == ["In transit", "Picked up"]
        assert all(one.time for one in parcel.events)


def test_a_renumbered_parcel_is_one_parcel() -> None:
    old = order(0, "tracking", packages=(Package("81234500067", events=(event("Picked up", 8),)),))
    new = order(
        1, "tracking", packages=(Package("CNG00999000333066", ("81234500067",), events=(event("In transit", 9),)),)
    )
    (parcel,) = merged(old, new).packages
    assert (parcel.tracking_number, parcel.other_numbers) == ("CNG00999000333066", ("81234500067",))
    assert [one.text for one in parcel.events] == ["In transit", "Picked up"]


def test_two_parcels_stay_two() -> None:
    one = order(0, "tracking", packages=(Package("LP00999000333051"), Package("LP00999000333052")))
    two = order(1, "tracking", packages=(Package("LP00999000333052", carrier="Post"),))
    parcels = merged(one, two).packages
    assert {parcel.tracking_number: parcel.carrier for parcel in parcels} == {
        "LP00999000333052": "Post",
        "LP00999000333051": None,
    }


def test_the_only_number_of_a_page_is_no_further_parcel_and_that_is_told() -> None:
    """It may be the old number of the parcel that another page tells of."""
    listed = order(0, "order_list", packages=(Package("LP00999000333051"),))
    tracking = order(1, "tracking", packages=(Package("520000000001", events=(event("Delivered", 9),)),))
    for pages in permutations((listed, tracking)):
        whole = merged(*pages)
        assert [parcel.tracking_number for parcel in whole.packages] == ["520000000001"]
        assert ("not_understood", "packages") in [(one.code, one.field) for one in whole.problems]
    same = order(0, "order_list", packages=(Package("520000000001"),))
    assert merged(same, tracking).packages == tracking.packages
    assert [parcel.tracking_number for parcel in merged(listed, order(1)).packages] == ["LP00999000333051"]


ESTIMATE = Estimate(date(2026, 11, 24), date(2026, 11, 26), "24 - 26 Nov")
ARRIVAL = date(2026, 11, 3)
FIRST = Package("LP00999000333051", estimated_delivery=ESTIMATE, events=(event("In transit", 9),))
SECOND = Package("LP00999000333052", delivered_on=ARRIVAL, events=(event("Customs clearance started", 8),))


@pytest.mark.parametrize(
    ("unnamed", "home"),
    [
        (Package(carrier="Post", estimated_delivery=ESTIMATE), FIRST.tracking_number),
        (Package(carrier="Post", events=(event("Customs clearance started"),)), SECOND.tracking_number),
        (Package(carrier="Post", delivered_on=ARRIVAL), SECOND.tracking_number),
        (Package(carrier="Post"), None),
    ],
)
def test_a_parcel_without_a_number_is_one_of_those_with_numbers(unnamed: Package, home: str | None) -> None:
    """By what both tell; where that says nothing, it is no further one."""
    detail, tracking = (unnamed,), (FIRST, SECOND)
    for at in (0, 2):
        parcels = merged(order(at, packages=detail), order(1, "tracking", packages=tracking)).packages
        numbers = [parcel.tracking_number for parcel in parcels]
        assert sorted(map(str, numbers)) == [FIRST.tracking_number, SECOND.tracking_number]
        assert [parcel.tracking_number for parcel in parcels if parcel.carrier] == [home] * (home is not None)


def test_a_parcel_of_another_carrier_is_another_one() -> None:
    others = replace(FIRST, carrier="Courier"), SECOND
    pages = order(0, packages=(Package(carrier="Post", estimated_delivery=ESTIMATE),)), order(1, packages=others)
    one = merged(*pages)
    assert [parcel.carrier for parcel in one.packages] == ["Courier", None]
    assert ("not_understood", "packages") in [(told.code, told.field) for told in one.problems]


@pytest.mark.parametrize(
    "unnamed", [Package(events=(event("Out for delivery", 9),)), Package(delivered_on=date(2026, 11, 2))]
)
def test_a_parcel_without_a_number_that_tells_more_is_lost_by_none(unnamed: Package) -> None:
    for at in (0, 2):
        pages = (order(at, packages=(unnamed,)), order(1, "tracking", packages=(FIRST, SECOND)))
        assert len(merged(*pages).packages) == 3


def test_pages_of_one_parcel_each_and_one_without_a_number() -> None:
    pages = (
        order(0, packages=(Package(estimated_delivery=ESTIMATE),)),
        order(1, "tracking", packages=(FIRST,)),
        order(2, "tracking", packages=(SECOND,)),
    )
    for some in permutations(pages):
        assert {parcel.tracking_number for parcel in merged(*some).packages} == {
            FIRST.tracking_number,
            SECOND.tracking_number,
        }


def test_sources_move_with_their_values() -> None:
    quote = {name: Found("x", "a", 0, name) for name in ("old red", "old blue", "new blue", "old event", "new event")}
    old = replace(
        order(
            0,
            items=(Item(title="Lamp", sku="Red"), Item(title="Lamp", sku="Blue", quantity=1)),
            packages=(Package("LP00999000333051", events=(event("Picked up", 8),)),),
        ),
        found={
            "items.0.title": quote["old red"],
            "items.1.title": quote["old blue"],
            "items.1.quantity": quote["old blue"],
            "packages.0.events.0": quote["old event"],
        },
    )
    new = replace(
        order(
            1,
            items=(Item(title="Lamp", sku="Blue"),),
            packages=(Package("LP00999000333051", events=(event("In transit", 9),)),),
        ),
        found={"items.0.title": quote["new blue"], "packages.0.events.0": quote["new event"]},
    )
    one = merged(old, new)
    assert [item.sku for item in one.items] == ["Blue", "Red"]
    assert one.found["items.0.title"] == quote["new blue"]
    assert one.found["items.0.quantity"] == quote["old blue"]
    assert one.found["items.1.title"] == quote["old red"]
    assert one.found["packages.0.events.0"] == quote["new event"]
    assert one.found["packages.0.events.1"] == quote["old event"]


def test_a_doubt_goes_when_another_page_is_certain() -> None:
    doubt = Problem("missing_year", "placed_on", "?")
    whole = Problem("truncated", None, "!")
    doubtful = replace(order(1), problems=(doubt, whole))
    sure = replace(order(0, placed_on=date(2026, 11, 1)), found={"placed_on": Found("x", "a", 0, "Nov 1, 2026")})
    assert merged(doubtful, sure).problems == (whole,)
    assert set(merged(doubtful, order(0)).problems) == {doubt, whole}


def test_a_part_that_another_page_shows_is_not_missing() -> None:
    short = order(1, "order_list", problems=(Problem("part_missing", "items", "?"),))
    full = order(0, items=(Item(title="Lamp"),), found={"items.0.title": Found("x", "a", 0, "Lamp")})
    assert merged(short, full).problems == ()
    assert merged(short, order(0)).problems == short.problems


def test_what_is_left_out_leaves_neither_its_place_nor_its_doubt() -> None:
    doubt = Problem("unverified_wording", "packages.0.carrier", "?")
    found = {name: Found("x", "a", 0, name) for name in ("packages.0.carrier", "reminder")}
    old = order(0, reminder="Wait", packages=(Package(carrier="Post"),), problems=(doubt,), found=found)
    one = merged(old, order(1, packages=(FIRST, SECOND)))
    assert one.reminder is None
    assert one.found == {}
    assert [(told.code, told.field) for told in one.problems] == [("not_understood", "packages")]


def test_a_doubt_stays_with_the_value_that_was_taken() -> None:
    doubt = Problem("unverified_wording", "status", "?")
    guess = replace(
        order(1, status=status("in_dispute")), problems=(doubt,), found={"status": Found("x", "a", 0, "In dispute")}
    )
    older = replace(order(0, status=status("shipped")), found={"status": Found("x", "a", 0, "Shipped")})
    assert merged(guess, older).problems == (doubt,)
    newer = replace(older, pages=seen(2))
    assert merged(guess, newer).problems == ()


STATUSES = st.sampled_from([None, status("shipped"), status("closed"), status("completed")])
DAYS = st.sampled_from([None, date(2026, 11, 1), date(2026, 11, 2)])
ORDERS = st.lists(
    st.builds(
        lambda day, state, placed, parcel: order(day, status=state, placed_on=placed, packages=parcel),
        st.integers(0, 3),
        STATUSES,
        DAYS,
        st.sampled_from([(), (Package("LP00999000333051"),), (Package(events=(event("In transit"),)),)]),
    ),
    min_size=1,
    max_size=4,
)


@given(ORDERS)
def test_merging_again_changes_nothing(orders: list[Order]) -> None:
    once = merge(orders)
    assert merge(once) == once
    assert len(once) == 1


@given(ORDERS)
def test_merged_values_stand_on_some_page(orders: list[Order]) -> None:
    (one,) = merge(orders)
    assert one.status in {page.status for page in orders}
    assert one.placed_on in {page.placed_on for page in orders}
    assert (one.status is None) == all(page.status is None for page in orders)


# The list lags behind the detail page; a clock may be wrong.


def at(hours: float, kind: PageKind, code: StatusCode | None, **fields: object) -> Order:
    """A page of day 0, captured so many hours after noon."""
    page = Page(kind, "any", captured_at=DAY + timedelta(hours=hours))
    given = {"order_id": ID, "status": status(code) if code else None, **fields}
    return Order(pages=(page,), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("detail", "listed", "hours", "expected"),
    [
        ("cancelled", "awaiting_shipment", 1, "cancelled"),
        ("shipped", "awaiting_shipment", 24, "shipped"),
        ("shipped", "awaiting_shipment", 25, "awaiting_shipment"),
        ("shipped", "completed", 1, "completed"),  # an end is no lag
        ("shipped", "awaiting_shipment", -1, "shipped"),
        ("shipped", "awaiting_shipment", 0, "shipped"),
        ("unknown", "awaiting_shipment", 1, "awaiting_shipment"),
    ],
)
def test_a_detail_page_outranks_the_lagging_list(
    detail: StatusCode, listed: StatusCode, hours: float, expected: StatusCode
) -> None:
    for pages in permutations([at(0, "order_detail", detail), at(hours, "order_list", listed)]):
        one = merged(*pages)
        assert one.status == status(expected)
        assert one.problems == ()


def test_found_is_that_of_the_status_taken() -> None:
    found = {"status": Found("g3_detail", "a", 0, "Canceled")}
    detail = at(0, "order_detail", "cancelled", found=found)
    listed = at(1, "order_list", "awaiting_shipment", found={"status": Found("g3_list", "b", 0, "Processing")})
    assert merged(detail, listed).found["status"].quote == "Canceled"


def test_a_capture_in_the_future_never_wins() -> None:
    now = DAY + timedelta(hours=2)
    wrong = at(9000, "order_detail", "awaiting_shipment")
    right = at(1, "order_detail", "cancelled")
    for pages in permutations([wrong, right]):
        (one,) = merge(pages, now=now)
        assert one.status == status("cancelled")
    assert merged(wrong, right).status == status("awaiting_shipment")  # nobody knows what is the present


def test_a_clock_may_be_some_minutes_fast() -> None:
    pages = [at(1.05, "order_detail", "shipped"), at(1, "order_detail", "awaiting_shipment")]
    (one,) = merge(pages, now=DAY + timedelta(hours=1))
    assert one.status == status("shipped")


def test_captures_that_all_lie_ahead_keep_their_order() -> None:
    pages = [at(1, "order_detail", "shipped"), at(2, "order_detail", "completed")]
    (one,) = merge(pages, now=DAY - timedelta(days=400))
    assert one.status == status("completed")


@pytest.mark.parametrize(
    ("coarse", "fine", "agree"),
    [
        (date(2026, 11, 4), datetime(2026, 11, 3, 23, 30, tzinfo=timezone(timedelta(hours=-8))), True),
        (date(2026, 11, 3), datetime(2026, 11, 3, 23, 30, tzinfo=timezone(timedelta(hours=-8))), True),
        (date(2026, 11, 6), datetime(2026, 11, 3, 23, 30, tzinfo=timezone(timedelta(hours=-8))), False),
        (date(2026, 11, 4), datetime(2026, 11, 3, 23, 30), False),
    ],
)
def test_a_day_agrees_with_a_time_of_another_zone(coarse: date, fine: datetime, agree: bool) -> None:
    one = merged(order(0, placed_on=coarse), order(1, "api", placed_on=fine))
    assert [problem.field for problem in one.problems] == ([] if agree else ["placed_on"])


# Refunds.


def back(day: int, line: str | None, refund: Refund, kind: PageKind = "refund") -> Order:
    items = (Item(line_id=line),) if line else ()
    return order(day, kind, items=items, refund=refund)


DONE = Refund(3, "Refund complete", usd("5.00"), date(2026, 11, 9))
RUNNING = Refund(2, "Refund processing", usd("3.00"), date(2026, 11, 8))


def test_pages_of_two_lines_are_two_refunds() -> None:
    for pages in permutations([back(0, "81", DONE), back(1, "82", RUNNING), order(2, status=status("closed"))]):
        one = merged(*pages)
        assert {part.stage for part in one.refund.parts} == {2, 3}
        assert (one.refund.stage, one.refund.amount and one.refund.amount.amount) == (2, Decimal("8.00"))
        assert [problem.code for problem in one.problems] == ["several_stages"]


def test_newer_pages_of_one_line_are_one_refund() -> None:
    one = merged(back(0, "81", RUNNING), back(1, "81", Refund(3, "Refund complete")))
    assert one.refund == Refund(3, "Refund complete", usd("3.00"))  # the day was that of the stage before


def test_parts_say_where_they_were_read() -> None:
    pages = [
        replace(back(0, "81", DONE), found={"refund": Found("g3_refund", "a", 0, "one")}),
        replace(back(0, "82", RUNNING), found={"refund": Found("g3_refund", "a", 0, "two")}),
    ]
    one = merged(*pages)
    assert {path: found.quote for path, found in one.found.items()} == {
        "refund": "two",
        "refund.parts.0": "one",
        "refund.parts.1": "two",
    }


def test_a_page_that_shows_all_refunds_is_brought_up_to_date_by_a_newer_page_of_a_line() -> None:
    both = Refund.of([RefundPart(3, "done", usd("5.00")), RefundPart(2, "runs", usd("3.00"))])
    newer = Refund(3, "Refund complete", usd("3.00"), date(2026, 11, 12))
    one = merged(order(0, refund=both), back(1, "82", newer))
    assert [part.stage for part in one.refund.parts] == [3, 3]
    assert (one.refund.stage, one.refund.amount and one.refund.amount.amount) == (3, Decimal("8.00"))
    older = merged(order(1, refund=both), back(0, "82", newer))
    assert older.refund == both


WAYS = Refund(
    2,
    "Refund processing",
    usd("8.00"),
    date(2026, 11, 8),
    parts=(RefundPart(3, "Completed", usd("3.00"), to="bonus"), RefundPart(2, "Processing", usd("5.00"), to="card")),
)


def test_the_ways_of_a_line_s_refund_are_as_many_refunds() -> None:
    one = merged(back(0, "81", WAYS), back(1, "82", DONE))
    assert [part.to for part in one.refund.parts] == ["bonus", "card", None]
    assert one.refund.amount is not None
    assert one.refund.amount.amount == Decimal("13.00")


def test_pages_that_say_the_same_of_the_whole_keep_the_ways() -> None:
    newer = order(1, refund=Refund(2, "Refund processing", usd("8.00")))
    assert merged(back(0, "81", WAYS), newer).refund == WAYS
    assert merged(back(2, "81", WAYS), newer).refund == WAYS
    done = merged(back(0, "81", WAYS), order(1, refund=Refund(3, "Refund complete")))
    assert (done.refund.stage, done.refund.amount, done.refund.parts) == (3, usd("8.00"), ())
    assert merged(back(0, "81", replace(DONE, to="paypal")), back(1, "81", RUNNING)).refund.to == "paypal"


def test_amounts_in_different_currencies_have_no_sum() -> None:
    euro = replace(RUNNING, amount=Money(Decimal("3.00"), "EUR", "3,00 €"))
    one = merged(back(0, "81", DONE), back(0, "82", euro))
    assert one.refund.amount is None
    assert {problem.code for problem in one.problems} == {"several_stages", "no_sum"}


def test_two_states_of_a_dispute_at_one_moment_are_said() -> None:
    one = merged(
        order(0, "dispute", dispute=Dispute("waiting_buyer", "a")), order(0, "dispute", dispute=Dispute("lost", "b"))
    )
    assert [problem.field for problem in one.problems] == ["dispute.state"]
    assert (one.dispute.state, one.dispute.label) in (("waiting_buyer", "a"), ("lost", "b"))


@pytest.mark.parametrize(
    ("asked", "line", "settled"),
    [("open", None, True), ("lost", None, True), ("won", None, False), ("open", "82", False), ("open", "81", True)],
)
def test_a_refund_that_is_done_outranks_an_older_request(asked: DisputeState, line: str | None, settled: bool) -> None:
    items = (Item(line_id=line),) if line else ()
    request = order(0, "dispute", dispute=Dispute(asked, "x", date(2026, 11, 1)), items=items)
    done = back(1, "81", DONE)
    assert merged(request, done).dispute.state == (None if settled else asked)
    assert merged(request, done).dispute.opened_on == date(2026, 11, 1)
    later = order(2, "dispute", dispute=Dispute(asked, "x"), items=items)
    assert merged(later, done).dispute.state == asked


def test_a_state_in_unknown_words_is_doubtful_until_a_newer_page_knows_it() -> None:
    unread = Problem("not_understood", "refund.stage", "")
    known = {"refund": Found("x", "y", 0, "z")}
    for first, second, told in ((0, 1, False), (1, 0, True)):
        one = merged(
            order(first, "refund", problems=(unread,)), order(second, "refund", refund=Refund(2, "b"), found=known)
        )
        assert (unread in one.problems) == told


def test_a_refund_that_failed_is_told_by_the_newest_page_of_its_kind() -> None:
    failed = order(0, "refund", messages=(Message("platform", "Refund failed", "refund_failed"),))
    again = order(1, "refund", refund=Refund(2, "Refund processing"))
    card = order(1, "order_list", refund=Refund(2, "Refund processing"))
    assert merged(failed, again).messages == ()
    assert merged(failed, card).messages == failed.messages


# Histories.


def told(text: str, time: date | datetime | None, time_text: str | None = None) -> Event:
    return Event(time, time_text, text, "IN_TRANSIT")


NOON = datetime(2026, 11, 1, 12)


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        (told("Departed", NOON), told("Departed: From Shenzhen", NOON), 1),
        (told("Departed", NOON), told("Departed from Shenzhen", NOON), 2),
        (told("Departed: A", NOON), told("Departed: B", NOON), 2),
        (told("Departed: A", NOON), told("Departed: AB", NOON), 2),
        (told("Departed.", NOON), told("departed", NOON), 1),
        (told("Departed", NOON), told("Departed", date(2026, 11, 1)), 1),
        (told("Departed", NOON), told("Departed", NOON + timedelta(hours=1)), 2),
        (told("Departed", NOON), told("Departed", None), 1),
        (told("Departed", NOON, "Nov 1 12:00"), told("Departed", None, "Nov 1 12:00"), 1),
        (told("Departed", NOON, "Nov 1 12:00"), told("Departed", None, "Nov 2 12:00"), 2),
        (told("Departed", None, "Nov 1"), told("Departed", None), 1),
    ],
)
def test_the_same_event_on_two_pages(one: Event, other: Event, number: int) -> None:
    for first, second in permutations([one, other]):
        pages = (
            order(0, packages=(Package(events=(first,)),)),
            order(1, "tracking", packages=(Package(events=(second,)),)),
        )
        events = merged(*pages).packages[0].events
        assert len(events) == number
        if number == 1:
            best = max((one, other), key=lambda event: (isinstance(event.time, datetime), len(event.text)))
            assert events[0].time == best.time


@pytest.mark.parametrize("part", ["events", "items", "packages", "payments", "captures"])
def test_uniting_grows_with_the_number_not_with_its_square(part: str) -> None:
    """Counted in calls, so that no clock is asked."""

    def calls(number: int) -> int:
        names = [f"Step {at}" for at in range(number)]
        events = tuple(told(name, NOON + timedelta(minutes=at)) for at, name in enumerate(names))
        fields: dict[str, Any] = {
            "events": {"packages": (Package(events=events),)},
            "items": {"items": tuple(Item(item_id=name, title=name) for name in names)},
            "packages": {"packages": tuple(Package(tracking_number=name) for name in names)},
            "payments": {"payments": tuple(Payment(None, name) for name in names)},
        }
        if part == "captures":
            pages = [order(at, status=status("shipped"), placed_on=date(2026, 10, 1)) for at in range(number)]
        else:
            pages = [order(0, **fields[part]), order(1, "tracking", **fields[part])]
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            merge(pages)
        finally:
            sys.setprofile(before)
        return counted

    calls(1)  # what is remembered between merges
    assert calls(400) <= 2.3 * calls(200)
