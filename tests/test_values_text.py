"""White space, digits and the comparison of labels."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.values.text import any_of, ascii_digits, fold, words_key

FOLDED = [
    ("Ref. Number", "Ref. Number"),
    ("  Order\n\t placed   on ", "Order placed on"),
    ("Estimated delivery date:\u00a0May 14", "Estimated delivery date: May 14"),
    ("1\u202f234", "1 234"),
    ("全角\u3000空白", "全角 空白"),
    ("track\u200bing", "tracking"),
    ("\ufeffOrder", "Order"),
    ("\u200e₪5.00\u200f", "₪5.00"),
    ("soft\u00adhyphen", "softhyphen"),
    ("👩\u200d🚀 toy", "👩\u200d🚀 toy"),
    ("发货。\u200d退款", "发货。退款"),
    (" \u00a0\u200b ", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


SAME = [
    ("Order ID:", "order id"),
    ("주문번호::", "주문번호"),
    ("订单号：", "订单号"),
    ("訂單已關閉", "订单已关闭"),
    ("Заказ завершён", "ЗАКАЗ ЗАВЕРШЕН"),
    ("Concluído ", "concluído"),
    ("Conclui\u0301do", "concluído"),
    ("We’re reviewing your request", "We're reviewing your request"),
    ("İPTAL EDİLDİ", "iptal edildi"),
    ("KAPANDI", "kapandı"),
    ("Straße", "STRASSE"),
    ("Ｏｒｄｅｒ", "order"),
    ("Re–send : ", "re-send"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_label(one: str, other: str) -> None:
    assert words_key(one) == words_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Closed", "Close"), ("To pay", "Topay"), ("Paid on", "Paid"), ("Année", "Annee")]
)
def test_different_label(one: str, other: str) -> None:
    assert words_key(one) != words_key(other)


def test_digits_of_every_script() -> None:
    assert ascii_digits("١٤ ۰۹ １２ ४ x²") == "14 09 12 4 x²"


def test_any_of_takes_the_longest_and_nothing_from_nothing() -> None:
    assert [match[0] for match in re.finditer(any_of(["mar", "march", "may"]), "march may mar")] == [
        "march",
        "may",
        "mar",
    ]
    assert re.search(any_of([]), "text") is None


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words_key(words_key(text)) == words_key(text)
    assert len(ascii_digits(text)) == len(text)
