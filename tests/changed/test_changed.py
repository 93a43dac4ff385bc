"""A few pages changed in each way, and the harness itself. The large form is `make fuzz`."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from tests.changed.changes import CHANGES, OPEN
from tests.changed.compare import Difference, compare
from tests.changed.kinds import keeps_what_is_seen
from tests.changed.pages import Page, before_of, changed, pages

# What a browser shows of these only a browser can say: `python -m tests.changed.eye`.
ONLY_A_BROWSER_TELLS = {
    *("early_end", "shadow_root", "shadow_root_page", "frame_srcdoc", "frame_srcdoc_page", "older_charset"),
    *(
        "styles_tricky",
        "styles_overruled",
        "hidden_style_rare",
        "hidden_by_sheet",
        "hidden_off_screen",
        "shown_though_hidden",
        "heard_twin",
        *("slotted", "twin_for_narrow", "twin_for_paper", "twin_in_place"),
        *(
            "heard_prefixes",
            "row_reversed",
            "named_slots",
            "virtual_rows",
            "number_in_field",
            "colon_by_sheet",
            "experiment",
        ),
        *("capitals_by_sheet", "rolling_digits", "labels_by_sheet"),
        *("scoped_sheets", "slot_fallback", "unslotted", "page_in_drawing", "hidden_by_rules", "fallbacks_unseen"),
        *("digits_out_of_order", "rows_transposed", "blocks_reordered", "translation_sources", "heard_hints_by_sheet"),
        "hard_hyphens",
    ),
}
PAGES = 4


def some_pages(kind: str) -> list[Page]:
    return Random(kind).sample(pages(), PAGES)


def test_open_kinds_are_kinds() -> None:
    assert set(OPEN) <= set(CHANGES)
    assert all(OPEN.values())


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if kind not in OPEN])
def test_what_looks_the_same_reads_the_same(kind: str) -> None:
    """Never another value, never one lost without a word."""
    for page in some_pages(kind):
        data = changed(page, CHANGES[kind], 0)
        if data is not None:
            found = compare(before_of(page), page.read(data)).differences
            assert not [one for one in found if one.result in ("other", "silent")], page.name
            withheld = CHANGES[kind].withholds  # then a page may be refused: it says so
            assert withheld or not [one for one in found if one.result == "unread"], page.name


@pytest.mark.parametrize(
    ("kind", "name", "seed"),
    [
        ("wrap_id", "detail-refund-two-ways", 0),
        ("words_in_spans", "list-turn-by-its-time", 31337),
        ("break_for_space", "list-turn-by-its-time", 20271),
        ("rows_by_breaks", "detail-refund-sent-sentence", 20271),
        ("feed_traps_outside", "refund-list-mobile", 20271),
        ("wrap_semantic", "detail-in-de", 20271),
        ("wrap_open_details", "dispute-return-approved", 20271),
        ("first_halves_bold", "dispute-closed-not-how", 31337),
        ("sticky_copy", "text-days-without-colons", 31337),
        ("other_order_card", "dispute-ru-partly-won", 31337),
        ("split_decoy", "dispute-ru-partly-won", 31337),
        ("rows_transposed", "detail-payment-verifying", 31337),
        ("rows_transposed", "refund-initiated-order-id", 31337),
        ("rows_transposed", "refund-mobile-processing", 31338),
        ("rows_transposed", "dispute-return-approved", 31337),
        ("accordions", "detail-in-it", 31337),
        ("accordions", "tracking-in-es", 31337),
        ("one_part_redesigned", "list-in-ja", 5),
        ("one_part_redesigned", "list-refund-failed", 78),
        ("one_part_redesigned", "detail-three-parcels-partly-delivered", 7),
        ("one_part_redesigned", "tracking-renumbered", 31338),
        ("one_part_redesigned", "detail-closed-security", 6),
        ("unslotted", "detail-completed-returns-buttons", 747576),
        ("one_part_redesigned", "detail-in-ja", 31339),
        ("one_part_redesigned", "ru-detail-finished-received", 8),
        ("wrap_known_private", "tracking-claims", 0),
        ("wrap_nested", "t2b-delivered", 4712),
        ("scramble_all", "detail-refund-sent-sentence", 0),
        ("scramble_half", "list-in-cs", 0),
        ("scramble_half", "t2-claims", 4712),
        ("prefixed_classes", "detail-three-parcels-partly-delivered", 4711),
        ("prefixed_classes", "tracking-carrier-lines", 4711),
        ("other_lang", "tracking-in-uk", 0),
        ("zero_width", "list-in-ar", 0),
        ("skeletons", "list-in-it", 0),
        ("rows_as_tables", "dispute-return-approved", 0),
        ("rows_as_tables", "refund-mobile-completed", 0),
        ("row_reversed", "refund-mobile-completed", 0),
        ("hidden_attribute", "dispute-waiting-buyer", 0),
        ("icon_glyphs", "dispute-return-approved", 4711),
        ("tooltips", "dispute-return-approved", 4712),
        ("leaf_block_tags", "refund-two-channels", 4712),
        ("split_inline", "detail-in-ar", 4712),
        ("feed_traps_inside", "detail-condition-and-promise", 4712),
        ("coupons_inside", "detail-in-cs", 4711),
        ("twin_for_narrow", "tracking-in-es", 4711),
        ("break_for_space", "list-in-es", 90210),
        ("instalments", "refund-two-channels", 90210),
        ("price_badge", "refund-mobile-completed", 78),
        ("shown_more", "tracking-in-de", 4711),
        ("folded_away", "detail-in-ko", 0),
        ("wrap_id", "refund-mobile-completed", 424242),
        ("slotted", "refund-two-channels", 424242),
        ("highlighted", "detail-in-it", 424242),
        ("row_reversed", "refund-state-line-complete", 0),
        ("boxes_inside", "detail-in-id", 60606),
        ("twin_for_paper", "refund-two-channels", 31337),
        ("reader_view", "detail-in-vi", 0),
        ("price_history", "t2b-cancelled", 424242),
        ("converted_prices", "dispute-appeal-offered", 424242),
        ("guarded_links", "refund-list-mobile", 7),
        ("assistant", "dispute-buyers-turn", 7),
        ("rolling_digits", "ru-list-unpaid", 7),
        ("labels_by_sheet", "detail-refund-two-ways", 7),
        ("wrap_known_private", "ru-detail-cancelled-refund", 515151),
        ("wrap_open_dialog", "ru-detail-cancelled-by-seller", 515151),
        ("wrap_semantic", "dispute-seller-agreed", 860021),
        ("rolling_digits", "g1-detail-refunded", 515151),
        ("kept_or_printed", "tracking-no-events", 515151),
        ("break_for_space", "list-in-he", 860021),
        ("sheets_for_others", "list-duplicate-card", 860021),
        ("split_script", "trap-feed-unknown-class-tracking", 860021),
        ("highlighted", "list-turn-by-its-time", 860021),
        ("other_inline_tags", "refund-three-ways", 770077),
        ("wrap_known_private", "detail-in-ko", 717171),
        ("translated_font", "refund-three-ways", 717171),
        ("translated_in_pieces", "detail-in-it", 616161),
        ("scramble_classes", "g1-detail-refund-tab", 515151),
        ("annotated", "g2-list-unpaid", 515156),
        ("split_decoy", "detail-refund-sent-sentence", 818181),
        ("rolling_digits", "ru-detail-cancelled-refund", 929292),
        ("clickable_parts", "g1-detail-refund-tab", 929292),
        ("parcel_box", "list-claims", 929292),
        ("scramble_half", "tracking-in-ru", 770077),
        ("one_part_redesigned", "tracking-in-th", 860021),
        ("one_part_redesigned", "refund-two-channels", 1031),
        ("one_part_redesigned", "dispute-appeal-offered", 1012),
        ("one_part_redesigned", "detail-two-shops-two-items", 1014),
        ("one_part_redesigned", "tracking-renumbered", 1014),
        ("one_part_redesigned", "tracking-claims", 1012),
        ("unslotted", "tracking-in-th", 770077),
        ("translation_sources", "dispute-closed-not-how", 770077),
        ("words_in_spans", "dispute-appeal-offered", 770077),
        ("rolling_digits", "detail-refund-sent-sentence", 770077),
        ("clickable_parts", "g1-detail-refund-tab", 860021),
        ("clickable_parts", "dispute-closed-not-how", 860021),
        ("annotated", "g1-detail-claims", 860021),
        ("annotated", "g2-list-in-dispute", 6),
        ("highlighted", "dispute-ru-partly-won", 4),
        ("split_comment", "list-in-zh", 4),
        ("web_archive", "detail-auto-confirm", 860021),
        ("highlighted", "refund-two-of-one-order", 909090),
        ("highlighted", "dispute-seller-agreed", 909090),
        ("tables_as_boxes", "g1-detail-refund-tab", 909090),
        ("prefixed_classes", "detail-in-ko", 909090),
        ("prefixed_classes", "ru-list-claims", 909090),
        ("coupons_inside", "detail-in-ar", 909090),
        ("boxes_inside", "detail-in-ar", 909090),
        ("break_for_space", "dispute-closed-not-how", 909090),
        ("skeletons", "tracking-claims", 909090),
        ("rolling_digits", "g1-detail-refund-tab", 646464),
        ("reader_view", "ru-detail-cancelled-by-seller", 909090),
    ],
)
def test_what_was_once_read_otherwise_reads_the_same(kind: str, name: str, seed: int) -> None:
    """Each of these was another value, or lost without a word."""
    page = next(page for page in pages() if page.name == name)
    data = changed(page, CHANGES[kind], seed)
    assert data is not None
    found = compare(before_of(page), page.read(data)).differences
    assert not [one for one in found if one.result not in ("told", "same")]


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if kind not in ONLY_A_BROWSER_TELLS])
def test_a_change_leaves_what_is_seen(kind: str) -> None:
    for page in some_pages(kind)[:2]:
        data = changed(page, CHANGES[kind], 1)
        assert data is None or keeps_what_is_seen(CHANGES[kind], page.data, data)


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_the_same_for_the_same_seed_and_changes_something(kind: str) -> None:
    page = some_pages(kind)[0]
    first = changed(page, CHANGES[kind], 2)
    assert first == changed(page, CHANGES[kind], 2)
    assert first != page.data


def order(**fields: Any) -> dict[str, Any]:
    return {"order_id": "1", "found": {"status": {}}, "problems": [], **fields}


def report(*orders: dict[str, Any]) -> dict[str, Any]:
    return {"orders": [{"order": one} for one in orders], "unread": []}


def problem(field: str | None) -> dict[str, Any]:
    return {"code": "odd", "field": field, "message": ""}


ITEM = {"title": "Lamp", "item_id": "7", "price": {"amount": "1.00", "raw": "$1.00"}}


@pytest.mark.parametrize(
    ("before", "after", "results"),
    [
        (order(paid_on="2026-01-02"), order(paid_on="2026-01-02"), []),
        (order(label="A b"), order(label="A\u200b\u00a0b"), []),
        (order(found={"a": 1}), order(found={"b": 2}), []),
        (order(paid_on="2026-01-02"), order(paid_on="2026-01-03"), ["other paid_on"]),
        (order(paid_on="2026-01-02"), order(paid_on="2026-01-03", problems=[problem("paid_on")]), ["other paid_on"]),
        (order(paid_on="2026-01-02"), order(paid_on=None), ["silent paid_on"]),
        (order(paid_on="2026-01-02"), order(paid_on=None, problems=[problem("paid_on")]), ["told paid_on"]),
        (order(paid_on="2026-01-02"), order(paid_on=None, problems=[problem("shipped_on")]), ["silent paid_on"]),
        (order(paid_on="2026-01-02"), order(paid_on=None, problems=[problem(None)]), ["told paid_on"]),
        (order(paid_on="2026-01-02", problems=[problem(None)]), order(paid_on=None, problems=[problem(None)]), ["silent paid_on"]),
        (order(paid_on=None), order(paid_on="2026-01-02"), ["other paid_on"]),
        (order(paid_on="2026-01-02"), order(paid_on="2026-01-02T10:00:00"), []),
        (order(paid_on="2026-01-02T10:00:00"), order(paid_on="2026-01-02"), ["other paid_on"]),
        (order(label="Before Aug 3, 2026"), order(label="Before Aug 3, …"), ["told label"]),
        (order(label="Before Aug 3, 2026"), order(label="After …, 2026"), ["other label"]),
        (order(label="Before Aug 3, 2026"), order(label="…"), ["silent label"]),
        (order(label="Before Aug 3, 2026"), order(label="Before …"), ["silent label"]),
        (order(label="Before Aug 3, 2026"), order(label="Before …", problems=[problem("label")]), ["told label"]),
        (order(label="Day : Aug 3"), order(label="Day：Aug 3"), []),
        (order(label="at 10:30"), order(label="at 10: 30"), ["other label"]),
        (order(refund={"label": "Done"}), order(refund={"label": None}, problems=[problem("refund.stage")]), ["told refund.label"]),
        (order(status={"code": "closed"}), order(status={"code": "unknown"}), ["silent status.code"]),
        (order(status={"code": "closed"}), order(status=None, problems=[problem("status")]), ["told status.code"]),
        (order(items=[ITEM]), order(items=[]), ["silent items.item_id", "silent items.price.amount", "silent items.price.raw", "silent items.title"]),
        (order(items=[ITEM]), order(items=[{**ITEM, "price": None}], problems=[problem("items.0.price")]), ["told items.price.amount", "told items.price.raw"]),
        (order(items=[ITEM]), order(items=[{**ITEM, "price": {"amount": "1.00", "raw": "1.00 $"}}]), []),
        (order(items=[ITEM]), order(items=[{**ITEM, "price": {"amount": "1.10", "raw": "$1.10"}}]), ["other items.price.amount", "other items.price.raw"]),
        (order(items=[ITEM]), order(items=[{"title": "Hat", "item_id": None, "price": None}, ITEM]), ["other items"]),
        (order(order_id="1"), order(order_id="2"), ["other order_id", "silent order_id"]),
    ],
)  # fmt: skip
def test_compare(before: dict[str, Any], after: dict[str, Any], results: list[str]) -> None:
    found = compare(report(before), report(after)).differences
    assert sorted(f"{one.result} {one.field}" for one in found) == results


def test_an_unread_page_is_lost_with_a_word() -> None:
    unread = {"orders": [], "unread": [{"path": None, "problem": {"code": "empty_shell"}}]}
    assert compare(report(order()), unread).differences == (Difference("unread", "order_id", "1", "empty_shell"),)


def test_a_lost_order_is_told_by_a_problem_of_the_page() -> None:
    second = order(order_id="2", paid_on="2026-01-02")
    found = compare(report(order(), second), report(order(problems=[problem(None)]))).differences
    assert [(one.result, one.field) for one in found] == [("told", "order_id"), ("told", "paid_on")]
    silent = compare(report(order(), second), report(order())).differences
    assert [one.result for one in silent] == ["silent", "silent"]
