"""Language packs: well-formed, with codes that the model knows, and found by the words of real pages."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import get_args

import pytest
from lxml import etree

from whyclosed_parser.classify.tables import table
from whyclosed_parser.layouts import excluded, wanted_keys
from whyclosed_parser.model import ActionCode, PaymentMethod, RefundWay, StatusCode, TimerKind, TimerStart
from whyclosed_parser.page.build import build_index
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.values.dates import read_when
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.text import normal_form, words_key
from whyclosed_parser.words import DisputeWord, Entry, Kind, StepCode, Template, Words, checked, words_for
from whyclosed_parser.words.packs import languages, load
from whyclosed_parser.words.templates import spellings

CODES: dict[Kind, set[str]] = {
    "status": set(get_args(StatusCode)),
    "paid_status": set(get_args(StatusCode)),
    "sent_status": {"shipped"},
    "placed_status": set(get_args(StatusCode)),
    "actions": set(get_args(ActionCode)),
    "methods": set(get_args(PaymentMethod)),
    "dispute": set(get_args(DisputeWord)),
    "refund": {"0", "1", "2", "3"},
    "channel": {"1", "2", "3"},
    "ways": set(get_args(RefundWay)),
    "after": set(get_args(TimerStart)),
    "steps": set(get_args(StepCode)),
    "headlines": table("platform_message", "en").answers(),
}
LABELS = {entry.code for entry in words_for("en").entries["labels"].values()}


def pack(language: str) -> Words:
    return words_for(language)


@pytest.mark.parametrize("language", languages("labels"))
def test_every_code_is_one_of_the_model(language: str) -> None:
    entries = pack(language).entries
    unknown = {kind: {entry.code for entry in entries[kind].values()} - codes for kind, codes in CODES.items()}
    assert {kind: codes for kind, codes in unknown.items() if codes} == {}


@pytest.mark.parametrize("language", languages("labels"))
def test_no_word_is_hidden_by_another_one(language: str) -> None:
    data = load(language, "labels")
    for kind in get_args(Kind):
        every = [text for _, _, text in checked.tiered(language, kind, data)]
        firsts: dict[str, str] = {}
        for text in every:
            for one in spellings(text):
                firsts.setdefault(words_key(one), text)
        assert [text for text in every if text not in firsts.values()] == [], kind


@pytest.mark.parametrize("table", ["status", "actions", "methods", "ways", "refund", "channel", "dispute", "timers"])
def test_a_pack_with_a_meaning_that_the_model_lacks_is_refused(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = {**load("en", "labels"), table: {"nonsense": {"V": ["word {date}"]}}}
    monkeypatch.setattr(checked, "load", lambda *_: data)
    with pytest.raises(ValueError, match=rf"en/labels.toml: \[{table}\] knows no 'nonsense'"):
        checked.check("en")


@pytest.mark.parametrize("language", languages("labels"))
def test_timers_and_labels_are_known(language: str) -> None:
    words = pack(language)
    assert {template.code for template in words.templates} <= set(get_args(TimerKind))
    assert {entry.code for entry in words.entries["labels"].values()} <= LABELS


@pytest.mark.parametrize("language", languages("labels"))
def test_a_pack_names_nothing_unknown(language: str) -> None:
    data = load(language, "labels")
    known = {
        "day_first",
        "era",
        "dotted_times",
        "months",
        "weekdays",
        "units",
        "counted",
        "pieces",
        *get_args(Kind),
        "timers",
    }
    assert set(data) <= known
    assert {int(number) for number in data["months"]} == set(range(1, 13))
    assert set(data["units"]) == {"week", "day", "hour", "minute", "second"}


@pytest.mark.parametrize("language", languages("labels"))
def test_every_template_compiles_and_has_a_cheap_test(language: str) -> None:
    for template in pack(language).templates:
        assert min(map(width, template.literals)) >= 4, template.text
        assert list(template.find("nothing of the kind")) == []


STATUSES = [
    ("Concluído ", "completed", "pt-BR"),
    ("Processado", "shipped", "pt-BR"),
    ("Processando", "awaiting_shipment", "pt-BR"),
    ("Expired", "expired", "pt-BR"),  # a pack reads English, too
    ("To pay", "awaiting_payment", "en"),
    ("Awaiting payment", "awaiting_payment", "en"),
    ("Unpaid", "awaiting_payment", "en"),
    ("Your payment is being verified", "payment_review", "en"),
    ("Processing", "awaiting_shipment", "en"),
    ("To ship", "awaiting_shipment", "en"),
    ("Ready to ship", "awaiting_shipment", "en"),
    ("Partial Shipment", "partially_shipped", "en"),
    ("Processed", "shipped", "en"),
    ("Awaiting delivery", "shipped", "en"),
    ("Awaiting Receipt", "shipped", "en"),
    ("Shipped", "shipped", "en"),
    ("Finished", "completed", "en"),
    ("Completed ", "completed", "en"),
    ("COMPLETED", "completed", "en"),
    ("Closed", "closed", "en"),
    ("Canceled", "cancelled", "en"),
    ("Cancelled", "cancelled", "en"),
    ("Expired", "expired", "en"),
    ("Payment expired", "expired", "en"),
    ("Time for payment has expired", "expired", "en"),
    ("С отделкой", "completed", "ru"),
    ("Frozen Order", "frozen", "en"),
    ("Fund Processing", "unknown", "en"),
]


@pytest.mark.parametrize(("label", "code", "language"), STATUSES, ids=[row[0].strip() for row in STATUSES])
def test_statuses(label: str, code: str, language: str) -> None:
    entry = words_for(language).entry("status", label)
    assert entry is not None
    assert entry.code == code


def test_other_words_are_no_status() -> None:
    for label in ("Paid", "Refund", "R$5", "View all", "Order", "Completely", "x" * 500):
        assert words_for("en").entry("status", label) is None


@pytest.mark.parametrize("language", ["pt-BR", "pt_br", "pt", "PT-br"])
def test_languages_are_found_by_any_spelling(language: str) -> None:
    assert words_for(language).languages == ("pt-BR", "en")


@pytest.mark.parametrize("language", [None, "", "xx", "tlh-KL"])
def test_an_unknown_language_is_read_with_all_packs(language: str | None) -> None:
    words = words_for(language)
    assert words.languages == languages("labels")
    for label, code in (("Completed", "completed"), ("Concluído", "completed")):
        entry = words.entry("status", label)
        assert entry is not None
        assert entry.code == code


def test_words_for_one_language_are_made_once() -> None:
    assert words_for("en-GB") is words_for("en_US")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Ref. Number 8203417700050100", "8203417700050100"),
        ("Ref. Number: 8203417700050100", "8203417700050100"),
        ("Order ID:: 8203417700050100", "8203417700050100"),
        ("ORDER ID：8203417700050100", "8203417700050100"),
        ("Order ID", ""),
    ],
)
def test_labels_begin_a_line(line: str, value: str) -> None:
    row = words_for("en").row(line)
    assert row is not None
    assert (row.entry.code, row.value) == ("order_id", value)


@pytest.mark.parametrize("line", ["Order IDs of yours", "My Order ID: 1", "Delivery was late", "Delivered"])
def test_words_that_only_look_like_labels(line: str) -> None:
    row = words_for("en").row(line)
    assert row is None or row.entry.code not in ("order_id", "estimated_delivery", "delivered_on")


def test_a_label_that_is_an_everyday_word_needs_its_colon() -> None:
    words = words_for("en")
    assert words.is_label("Delivered:")
    assert words.is_label("Delivered：")
    assert not words.is_label("Delivered")
    assert words.is_label("Ref. Number")


def test_months_and_units_of_every_pack_are_read() -> None:
    words = words_for("pt-BR")
    assert str(read_when("24 nov, 2023", words.months)) == "2023-11-24"
    assert read_duration("2 dias 3 horas", words.units) == timedelta(days=2, hours=3)


def test_our_own_guesses_say_so() -> None:
    words = words_for("en")
    guesses = {template.text for template in words.templates if template.unverified}
    assert "time left to pay: {countdown}" in guesses
    assert "refund if no delivery before {date}" not in guesses
    entry = words.entry("status", "In dispute")
    assert entry is not None
    assert entry.unverified


@pytest.mark.parametrize("text", ["no slot at all", "what is {this}"])
def test_a_template_needs_slots_that_exist(text: str) -> None:
    with pytest.raises(ValueError, match="slots"):
        Template.read("pay", text, False, ("day",))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "taken apart": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "a soft hyphen": lambda text: re.sub(r"([^\W\d])(?=[^\W\d])", "\\1\u00ad", text, count=1),
}
HARD = ("Счёт", "Заказ размещён", "Sipariş İptal", "Pay–by", "№ заказа", "Número do pedido", "Straße", "Ｎｏ．")


def passes_its_own_gate(label: str, written: str) -> bool:
    """Whether a page that prints a label in this spelling is looked at, and the row is read."""
    page = etree.HTML(f"<div><p>before</p><div><span>{written}</span><b>8203417700050100</b></div></div>")
    scope = build_index(page, excluded(), wanted_keys()).whole
    words = words_with(label)
    gate = any(known in scope.low for known in words.labels("order_id"))
    gate = gate and words.labels_in(scope.low) == {"order_id"}
    return gate and [row.value for row, _ in labelled("order_id", scope.lines(), words)] == ["8203417700050100"]


def words_with(label: str) -> Words:
    entry = Entry("order_id", "V", label.endswith(":"))
    kinds: tuple[Kind, ...] = get_args(Kind)
    entries = {kind: {words_key(label): entry} if kind == "labels" else {} for kind in kinds}
    return dataclasses.replace(words_for("en"), entries=entries)


@pytest.mark.parametrize("language", languages("labels"))
def test_every_label_passes_its_own_gate_in_every_spelling(language: str) -> None:
    written = load(language, "labels")["labels"]
    labels = {text for tiers in written.values() for texts in tiers.values() for text in texts}
    assert {(label, name) for label in labels for name in SPELLINGS if not passes_in(label, name)} == set()


@pytest.mark.parametrize("label", HARD)
def test_hard_labels_pass_their_own_gate_in_every_spelling(label: str) -> None:
    assert [name for name in SPELLINGS if not passes_in(label, name)] == []


@pytest.mark.parametrize("language", languages("labels"))
def test_every_month_and_unit_is_read_in_every_spelling(language: str) -> None:
    words = words_for(language)

    def read(name: str) -> tuple[object, object]:
        return read_when(f"5 {name} 2026", words.months), read_duration(f"5 {name}", words.units)

    names = {name: read(name) for name in (*words.months.names, *words.units.names)}
    spelled = {(name, form) for name in names for form, spell in SPELLINGS.items() if read(spell(name)) != names[name]}
    assert spelled == set()


def passes_in(label: str, spelling: str) -> bool:
    return passes_its_own_gate(label, SPELLINGS[spelling](label))


@pytest.mark.parametrize("language", languages("labels"))
def test_every_timer_is_found_in_every_spelling(language: str) -> None:
    slots = {"date": "12/31/2026", "countdown": "3:12:45", "days": "15", "after": "receipt", "words": "to it at once "}
    missed = []
    for template in words_for(language).templates:
        for text in alternatives(template.text):
            for name, spelling in SPELLINGS.items():
                sentence = spelling(text.format(**slots))
                if not template.may_stand_in(normal_form(sentence)) or not list(template.find(sentence)):
                    missed.append((name, sentence))
    assert missed == []


def alternatives(text: str) -> Iterator[str]:
    """The texts that a template with "[by|before]" stands for: each alternative once, beside the first of the others."""
    pieces = [piece.strip("[]").split("|") for piece in re.split(r"(\[[^\]]*\])", text)]
    firsts = [piece[0] for piece in pieces]
    for at, piece in enumerate(pieces):
        for one in piece if at else firsts[:1]:
            yield "".join([*firsts[:at], one, *firsts[at + 1 :]])


def width(text: str) -> int:
    """The length of a text in Latin letters: one of a script of syllables, of words, or without vowels counts for two."""
    wide = (
        unicodedata.east_asian_width(char) in "WF" or unicodedata.bidirectional(char) in ("R", "AL") for char in text
    )
    return sum(2 if one else 1 for one in wide)
