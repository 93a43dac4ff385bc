"""The quick ways of reading give what the slow ones give: a cheap test never hides what the test behind it would find."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.common import page_of

from whyclosed_parser import load, parse
from whyclosed_parser.layouts import answering, excluded, layouts, wanted_keys
from whyclosed_parser.loading.losses import lost, markup_of
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.index import Scope, place_of
from whyclosed_parser.page.lines import Shown, read_lines, read_words, text_of
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read import steps
from whyclosed_parser.read.deadlines import deadline, may_name_a_deadline
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.values.text import fold, normal_form
from whyclosed_parser.words import Kind, words_for
from whyclosed_parser.words.evidence import _IN_DIGITS, date_orders
from whyclosed_parser.words.feeds import _review_headings, may_head_reviews
from whyclosed_parser.words.packs import languages
from whyclosed_parser.words.templates import counts_down

PACKS = languages("labels")
KINDS: tuple[Kind, ...] = ("status", "refund", "dispute")
BEHIND = ("", " 12/31/2026", ": 5.00 USD")
PIECES = (
    "x",
    " ",
    "Order ID: 8",
    "<br>",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<span>",
    "</span>",
    "<p>",
    "</p>",
    "<img>",
)

CARD = """<div class="order-item"><div class="order-item-header"><div class="order-item-header-status"
data-pl="order_item_header_status"><b class="order-item-header-status-text">Completed</b></div><div
class="order-item-header-right-info">x</div></div><div class="order-item-store-name">y</div><div
class="order-item-content"><div class="order-item-content-body">{line}</div></div></div>"""
"""A card of a list of known design, whose line is a line of its own."""

DEADLINES = [
    tomllib.loads(Path(__file__).with_name("tables").joinpath(f"{name}.toml").read_text("utf-8"))
    for name in ("deadlines", "deadlines_in_own_words")
]
"""Sentences with a deadline, by their languages."""

_LONG = f"<footer>{'<i>x</i>' * 60}</footer>"


@pytest.mark.parametrize("language", PACKS)
def test_each_word_is_found_wherever_it_stands(language: str) -> None:
    words = words_for(language)
    for kind in KINDS:
        assert all(words.has_any(kind, f"1{key}1") for key in words.entries[kind])
        assert not words.has_any(kind, "1 2 3")


@pytest.mark.parametrize("mark", ["-", "/", "."])
@pytest.mark.parametrize("gap", ["", " ", "\u00a0"])
def test_each_date_in_digits_is_found(mark: str, gap: str) -> None:
    assert date_orders(f"$ 4.20 {mark.join(('25', gap + '3', gap + '2026'))}") == {True}
    assert date_orders(f"$ 4.20 {mark.join(('3', gap + '25', gap + '2026'))}") == {False}
    assert date_orders(f"20{mark}{gap}25 2026") == set()


@given(st.text("13/. -2026,", max_size=40), st.text("1/.2 ", max_size=8))
def test_dates_in_digits_are_those_of_the_whole_text(before: str, day: str) -> None:
    text = f"{before}{day}2026{before}"
    found = ((int(one) > 12, int(two) > 12) for one, _, two in _IN_DIGITS.findall(text))
    assert date_orders(text) == {one for one, two in found if one != two}


def scope_of_lines(*lines: str) -> Scope:
    """A part of a page with these lines."""
    body = etree.HTML("<body></body>")
    for line in lines:
        etree.SubElement(body, "div").text = line
    return build_index(body, excluded(), wanted_keys()).whole


@pytest.mark.parametrize("language", PACKS)
def test_the_meaning_of_each_label_is_found_wherever_it_stands(language: str) -> None:
    words = words_for(language)
    for label, entry in words.entries["labels"].items():
        assert entry.code in words.labels_in(f"1{label}1")
        assert entry.code in words.labels_in(f"1 {label}: 1")
    assert not words.labels_in("1 2 3")


@pytest.mark.parametrize("language", PACKS)
def test_each_template_is_found_by_the_words_it_has(language: str) -> None:
    words = words_for(language)
    for template in words.templates:
        for literal in template.literals:
            text = " ".join(gate[0] for gate in (*template.gates, (literal,)))
            assert template in words.templates_in(text)


@given(st.sampled_from(PACKS), st.data())
def test_no_other_template_is_found_than_by_asking_each(language: str, data: st.DataObject) -> None:
    words = words_for(language)
    pieces = sorted({word for template in words.templates for gate in template.gates for word in gate})
    text = " ".join(data.draw(st.lists(st.sampled_from(pieces), max_size=6)))
    assert words.templates_in(text) == [template for template in words.templates if template.may_stand_in(text)]


@given(st.sampled_from(PACKS), st.data())
def test_a_time_left_in_two_units_is_found_among_all_lines(language: str, data: st.DataObject) -> None:
    units = tuple(words_for(language).units.names)
    first, second = data.draw(st.tuples(st.sampled_from(units), st.sampled_from(units)))
    gap = data.draw(st.sampled_from([" ", ", ", ". ", " and "]))
    text = f"{data.draw(st.integers(0, 9999))} {first}{gap}{data.draw(st.integers(0, 9999))} {second}"
    low = scope_of_lines("Left :", text, "x2").low
    assert not counts_down(text, units) or counts_down(low, units)


@pytest.mark.parametrize("language", PACKS)
def test_each_deadline_is_found_among_all_lines(language: str) -> None:
    words = words_for(language)
    said = [sentence for table in DEADLINES for sentence in table.get(language, ())]
    times = [text for text in said if deadline(text, words) is not None]
    assert all(may_name_a_deadline(normal_form(f"x2 {text} | {text}x"), words) for text in times)
    assert len(times) > 5 or not said
    assert not may_name_a_deadline(normal_form("Free returns, 12 pcs, 3 m, Dec 3, 2026, US $4.20"), words)


@given(
    st.lists(
        st.sampled_from(
            [*PIECES, "\x01", "&#1;", "\x0b", "x" * 2500, "<script>", "</script>", "<style >", "</style>", "<stylish>"]
        )
    )
)
@example(["<script>", "x" * 2500, "\x01", "</script>", "<p>", "x" * 2500, "\x01"])
@example(["<stylish>", "x" * 2500, "\x01"])
def test_no_sign_is_left_where_words_are_seen(pieces: list[str]) -> None:
    root = load("<html><body>" + "".join(pieces) + "<p>x</p></body></html>").root
    seen = (text for one in root.iter("*") for text in (one.tag not in ("script", "style") and one.text, one.tail))
    assert not any(text and {*text} & {"\x01", "\x0b"} for text in seen)


def test_each_heading_of_reviews_is_found_by_its_words() -> None:
    assert all(may_head_reviews(f"1{heading.upper()}x") for heading in _review_headings())
    assert not may_head_reviews("Order 8190000000004411 Total: US $4.20")


@given(st.lists(st.sampled_from([*PIECES, "<p hidden>", "<s>", "<template>"]), max_size=12))
@example(["Order ID: 8", "<s>", "x", "</div>", "x"])
def test_all_words_that_are_read_are_those_of_the_lines(pieces: list[str]) -> None:
    root = etree.fromstring("<html><body><div>" + "".join(pieces) + "</div></body></html>", etree.HTMLParser())
    shown = build_index(root, excluded(), wanted_keys()).shown
    lines = "".join(line.printed for line in read_lines(root, shown)).replace(MARK, "")
    assert "".join(lines.split()) in "".join(read_words(root, shown).split())


@given(
    st.lists(st.sampled_from([_LONG, "<p class=info-row>", "<a href=x>", "<b>", "</b>", "<script>", "</script>", "x"]))
)
def test_what_is_kept_of_a_page_is_what_another_look_finds(pieces: list[str]) -> None:
    root = etree.fromstring("<html><body>" + "".join(pieces) + "<p>x</p></body></html>", etree.HTMLParser())
    index = build_index(root, excluded(), wanted_keys())
    elements = list(root.iter("*"))
    for one in (index, index.without(set(root.findall(".//b")))):
        assert all(elements[place] is element for place, element in one.whole.find("<a>"))
    assert [place_of(element) for element in elements] == list(range(len(elements)))


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_the_words_of_an_element_are_those_of_its_lines(pieces: list[str]) -> None:
    element = etree.fromstring("<html><body><div>" + "".join(pieces) + "</div></body></html>", etree.HTMLParser())[0]
    for one in element.iter("*"):
        assert text_of(one, Shown()) == " ".join(line.text for line in read_lines(one, Shown()))


@given(
    st.lists(st.sampled_from(["<p class=info-row>", '<p class="info-row', '">', "x" * 2500, "<i>", "info-row ", ">"]))
)
def test_without_its_long_texts_a_page_has_the_same_tags(pieces: list[str]) -> None:
    source = "".join(pieces).encode()
    root = etree.fromstring("<html><body></body></html>", etree.HTMLParser())
    assert lost(markup_of(source), root, ".info-row") == lost(source, root, ".info-row")
    assert len(markup_of(source)) <= len(source)


def test_what_a_part_of_a_page_holds_is_found_by_each_key() -> None:
    card = '<div class="order-item"><b data-pl="order_item_header_status">Closed</b><a href="/item/1.html">x</a></div>'
    other = '<div class="order-item"><a href="/item/2.html">y</a></div>'
    index = build_index(load(f"<html><body>{card * 2}{other}{card}</body></html>").root, excluded(), wanted_keys())
    parts = [index.scope(node) for node in index.whole.find(".order-item")]
    assert [part.find("<a>")[0][1].get("href") for part in parts] == [f"/item/{at}.html" for at in (1, 1, 2, 1)]
    assert [len(part.find("pl:order_item_header_status")) for part in parts] == [1, 1, 0, 1]
    assert parts[0].shape is parts[1].shape is parts[3].shape
    assert index.count("<a>") == len(index.whole.find("<a>")) == 4
    assert all(index.position(element) == place for place, element in index.whole.find("<a>"))


@pytest.mark.parametrize("name", [layout.name for layout in layouts()])
def test_only_anchors_without_their_key_are_passed_over(name: str) -> None:
    (known,) = [one for one in layouts() if one.name == name]
    every = frozenset(anchor.gate for found in known.fields.values() for anchor in found if anchor.gate)
    ranked = {field: tuple(enumerate(anchors)) for field, anchors in known.fields.items() if anchors}
    assert answering(known, every) == ranked
    for key in every:
        left = answering(known, every - {key})
        assert all(anchor.gate != key for found in left.values() for _, anchor in found)
        assert {f: [a for _, a in r if a.gate != key] for f, r in ranked.items()} == {
            field: [anchor for _, anchor in left.get(field, ())] for field in ranked
        }


@pytest.mark.parametrize("name", [layout.name for layout in layouts()])
def test_only_anchors_without_their_label_are_passed_over(name: str) -> None:
    (known,) = [one for one in layouts() if one.name == name]
    keys = frozenset(anchor.gate for found in known.fields.values() for anchor in found if anchor.gate)
    labels = frozenset(anchor.path[0] for found in known.fields.values() for anchor in found if anchor.kind == "label")
    assert answering(known, keys, labels) == answering(known, keys)
    for label in labels:
        left = answering(known, keys, labels - {label})
        assert {field: found for field, found in left.items() if found} == {
            field: kept
            for field, found in answering(known, keys).items()
            if (kept := tuple((rank, one) for rank, one in found if one.written != f"label:{label}"))
        }


@pytest.mark.parametrize("language", PACKS)
def test_no_card_is_passed_over_that_tells_of_a_refund_or_a_dispute(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = words_for(language)
    told = {kind: sorted(words.entries[kind]) for kind in ("refund", "dispute", "steps", "labels")}
    lines = [f"{word}{gap}" for found in told.values() for word in found[:: len(found) // 12 + 1] for gap in BEHIND]
    cards = "".join(CARD.format(line=line) for line in lines)
    page = f'<html lang="{language}"><body><div class="order-content">{cards}</div></body></html>'
    read = parse(page).to_dict()
    assert any(order["order"]["refund"]["stage"] for order in read["orders"])
    assert any(order["order"]["dispute"]["state"] for order in read["orders"])
    monkeypatch.setattr(FieldReader, "may_have", lambda *_: True)
    assert parse(page).to_dict() == read


NEAR_ALIKE = (
    ("", ""),
    ("<span title=", '<span style="display:none" title='),
    ('<div class="order-item-content-info-sku">', '<div class="order-item-content-info-sku" hidden>'),
    ('<div class="order-item-store">', '<div class="order-item-store feed">'),
    ('<div class="order-item-content-info-number">', '<div class="more-to-love--list--1a2b">'),
    ("</a></div>\n<div", "</a><p>Refund processing</p></div>\n<div"),
    ("Free returns", "Returns/refunds"),
    ("Free returns", "Please confirm receipt within 5 days"),
    ("Dimmable", "Automatic plastic cover, ships in 2 days"),
    ("Warm White, 5m", "Size: 5m"),
    ("Warm White, 5m", "0<s>1</s>2"),
    ("Total:", "Total"),
    ("US $</span>", "€</span>"),
    ("14</span>", "<b>1</b>4</span>"),
    ("Confirm received", "Closed"),
    ("Awaiting delivery", "Closed"),
    ("Awaiting delivery", ""),
    ("Date: Nov 3", "Date: Nov <i>3</i>"),
    ("</button>", "</button><button>Returns/refunds</button>"),
    ("order-item-btns-wrap", "order-item-btns-wrap dialog"),
)
"""What stands in a card, and what in one that is nearly the same."""


@settings(max_examples=30)
@given(st.lists(st.sets(st.sampled_from(NEAR_ALIKE), max_size=3), min_size=1, max_size=5))
def test_a_card_is_read_as_if_it_stood_alone(changes: list[set[tuple[str, str]]]) -> None:
    before, plain, *rest = page_of("list-desktop-mixed").decode().split('<div class="order-item">')
    after = rest[-1][rest[-1].index('</div></div><div class="order-more"') :]
    numbers = [f"82034177000002{at:02}" for at in range(len(changes))]
    cards = [
        reduce(lambda card, pair: card.replace(*pair, 1), sorted(change), plain.replace("8203417700000100", number))
        for change, number in zip(changes, numbers, strict=True)
    ]

    def orders(*cards: str) -> dict[str | None, object]:
        page = parse('<div class="order-item">'.join((before, plain, *cards)) + after).orders
        return {
            one.order_id: replace(one, problems=tuple(problem for problem in one.problems if problem.field))
            for one in page
        }

    together = orders(*cards)
    assert len(together) == len(cards) + 1
    for number, card in zip(numbers, cards, strict=True):
        assert orders(card)[number] == together[number]


def test_no_script_is_looked_at_for_a_row_of_dated_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = "<script>go('10:00')</script>" + f"<script>{'go(1) ' * 5000}</script>"
    body = etree.fromstring(f"<body><p>Refund processing</p><p>x</p><p>y</p>{scripts}</body>", etree.HTMLParser())[0]
    looked_at = [""]

    def noting(text: str) -> str:
        looked_at.append(text)
        return fold(text)

    monkeypatch.setattr(steps, "fold", noting)
    assert not steps.is_step(body[0])
    assert max(map(len, looked_at)) < 1000
