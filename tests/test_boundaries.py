"""Both sides of every limit that is one character, word, part or page wide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests import common
from tests.common import AT

from whyclosed_parser import load, merge
from whyclosed_parser.classify.numbers import certain_numbers
from whyclosed_parser.layouts import excluded
from whyclosed_parser.model import Action, Order, Package, Page, PageKind
from whyclosed_parser.page.build import build_index
from whyclosed_parser.read.sentences import is_statement
from whyclosed_parser.words import words_for

ID = "8203417700050100"


def one(body: str) -> Order:
    html = f'<!DOCTYPE html><html lang="en"><body><div class="order-wrap"><i class="order-detail-info"></i><p>Order ID: {ID}</p>{body}</div></body></html>'
    return common.one(html)


@pytest.mark.parametrize(("number", "known"), [("RB123456785CN", True), ("RB123456784CN", False)])
def test_a_postal_number_without_a_label_needs_its_check_digit(number: str, known: bool) -> None:
    assert certain_numbers(f"Sent as {number}.") == ([number] if known else [])


@pytest.mark.parametrize(("gap", "ends_on"), [("", date(2026, 12, 4)), ("on ", date(2026, 12, 4)), ("the ", None)])
def test_the_date_of_a_deadline_follows_its_words(gap: str, ends_on: date | None) -> None:
    timers = one(f"<p>Refund if no delivery before {gap}Dec 4, 2026</p>").timers
    assert [timer.ends_on for timer in timers] == ([] if ends_on is None else [ends_on])


@pytest.mark.parametrize(("characters", "stage"), [(160, 3), (161, None)])
def test_a_line_that_states_something_is_short(characters: int, stage: int | None) -> None:
    rest = "x" * (characters - len("Refund complete "))
    assert one(f"<div>Refund complete <b>{rest}</b></div>").refund.stage == stage


def test_a_notice_has_four_words_or_three_and_a_stop() -> None:
    said = ("It closed.", "It was closed", "It was closed.", "It was closed today")
    root = load("<html><body>" + "".join(f"<p>{one}</p>" for one in said) + "</body></html>").root
    lines = build_index(root, excluded(), frozenset()).whole.lines()
    assert [is_statement(line, words_for("en")) for line in lines] == [False, False, True, True]


@pytest.mark.parametrize("boxes", [1, 2])
def test_what_stands_beside_the_boxes_of_several_parcels_is_none_of_them(boxes: int) -> None:
    parcels = [f'<div class="order-logistics">Tracking number: LP0061234567890{at}</div>' for at in range(boxes)]
    found = one("".join(parcels) + "<p>Estimated delivery: Dec 9, 2026</p>").packages
    assert len(found) == boxes
    assert [package.estimated_delivery is not None for package in found] == ([True] if boxes == 1 else [False, False])


def page(day: int, *packages: Package, kinds: tuple[PageKind, ...] = ("order_detail",), label: str = "") -> Order:
    pages = tuple(Page(kind, "g3_detail", captured_at=AT + timedelta(days=day)) for kind in kinds)
    return Order(ID, packages=packages, actions=(Action("remove", label),) if label else (), pages=pages)


NAMELESS = Package(carrier="Northwind Post")
NUMBERED = Package("LP00612345678901")
OTHER = Package("LP00612345678902")


@pytest.mark.parametrize(
    ("newer", "older", "number"),
    [
        ([NUMBERED], [NAMELESS], 1),
        ([NUMBERED], [OTHER], 2),
        ([NUMBERED, OTHER], [NAMELESS], 2),
        ([NUMBERED], [NAMELESS, replace(NAMELESS, carrier="Southwind Post")], 3),
    ],
)
def test_a_parcel_without_a_number_is_the_other_page_s_only_one(
    newer: list[Package], older: list[Package], number: int
) -> None:
    (order,) = merge([page(0, *older), page(1, *newer)])
    assert len(order.packages) == number
    told = {package.carrier for package in order.packages} >= {one.carrier for one in (*older, *newer) if one.carrier}
    assert told != (("not_understood", "packages") in {(one.code, one.field) for one in order.problems})


@pytest.mark.parametrize(
    ("kinds", "labels"),
    [(("order_detail",), ["New"]), (("order_detail", "tracking"), ["New"]), (("tracking",), ["Old", "New"])],
)
def test_the_moment_is_that_of_the_newest_page_of_a_kind(kinds: tuple[PageKind, ...], labels: list[str]) -> None:
    (order,) = merge([page(0, label="Old"), page(1, kinds=kinds, label="New")])
    assert [action.label for action in order.actions] == labels
