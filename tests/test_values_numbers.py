"""Ids and numbers of pieces, as pages print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.values.numbers import read_id, read_quantity

ID = "8190000000007118"

IDS = [
    (ID, ID),
    ("819000000000711", "819000000000711"),
    ("8190000000007118123", "8190000000007118123"),
    ("1234567890", "1234567890"),
    (f" {ID} ", ID),
    (f"({ID})", ID),
    (f"{ID},", ID),
    (f"#{ID}", ID),
    (f"№ {ID}", ID),
    (f"No.{ID}", ID),
    (f"Order ID: {ID}", ID),
    (f"Order ID:{ID}", ID),
    (f"Ref. Number {ID} Copy", ID),
    (f"{ID}Copy", ID),
    (f"{ID}Копировать", ID),
    (f"{ID}คัดลอก", ID),
    (f"{ID}复制", ID),
    (f"订单号：{ID}", ID),
    (f"订单号{ID}复制", ID),
    (f"Order ID: {ID} Order date: Nov 3, 2026", ID),
    (f"{ID} 2026-11-03 10:05", ID),
    (f"{ID} 03.11.2026", ID),
    (f"{ID} - 2026-11-03", ID),
    (f"{ID} - Nov 3, 2026", ID),
    (f"{ID} US $14.27", ID),
    (f"{ID} and {ID}", ID),
    # Cut by gaps and by what has no width
    ("8190\u00ad0000\u00ad0000\u00ad7118", ID),
    ("8190\u200b00000000\u200b7118", ID),
    ("8190\u2060000000007118", ID),
    ("8190\u200d0000\u200c00007118", ID),
    ("\u202a8190000000007118\u202c", ID),
    ("8190 0000 0000 7118", ID),
    ("8190\u00a00000\u00a00000\u00a07118", ID),
    ("8190\u202f0000\u202f0000\u202f7118", ID),
    ("8190-0000-0000-7118", ID),
    ("8190–0000–0000–7118", ID),
    ("81 9000 0000 7118", "81900000007118"),
    # Digits of other scripts
    ("٨١٩٠٠٠٠٠٠٠٠٠٧١١٨", ID),
    ("۸۱۹۰۰۰۰۰۰۰۰۰۷۱۱۸", ID),
    ("८१९०००००००००७११८", ID),
    ("８１９０００００００００７１１８", ID),
    ("๘๑๙๐๐๐๐๐๐๐๐๐๗๑๑๘", ID),
    # Pieces of something longer
    ("307000 0022221214", None),
    ("307000002222 1214", None),
    ("8190000000 007118", None),
    ("8190000000.007118", None),
    (f"{ID} 2", None),
    (f"{ID}-2", None),
    (f"{ID}.5", None),
    (f"{ID}/2", None),
    (f"{ID},2", None),
    (f"{ID}CN", None),
    (f"{ID}X", None),
    (f"{ID}x2", None),
    (f"{ID}Copy2", None),
    (f"A{ID}", None),
    (f"RB{ID}", None),
    (f"-{ID}", None),
    (f"*{ID}", None),
    ("819000000000****", None),
    ("8190********7118", None),
    (f"{ID}\ufffd", None),
    ("8190000000007\ufffd118", None),
    ("+49 1701234567", None),
    ("4201234567899200190333885202055737", None),  # a parcel's
    (f"{ID} {ID}", None),
    ("307000002222 - 1214", None),
    (f"{ID} - 2", None),
    (f"{ID} and 8190000000007119", None),
    ("8190 0000 00 007118", None),
    ("8190-0000 0000-711", None),
    ("12345", None),
    ("2026-11-20", None),
    ("Copy", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "number"), IDS, ids=[ascii(row[0]) for row in IDS])
def test_id(text: str, number: str | None) -> None:
    assert read_id(text) == number


QUANTITIES = [
    ("x2", 2),
    (" x2", 2),
    ("x 2", 2),
    ("X2", 2),
    ("×2", 2),
    ("х2", 2),  # Cyrillic
    ("*2", 2),
    ("2", 2),
    ("2x", 2),
    ("2 ×", 2),
    ("２", 2),
    ("×２", 2),
    ("x٣", 3),
    ("x1,000", 1000),
    ("x1,200", 1200),
    ("x1.200", 1200),
    ("x1 200", 1200),
    ("x1'200", 1200),
    ("x12,000", 12000),
    ("2 pcs", 2),
    ("2 pcs.", 2),
    ("2pcs", 2),
    ("2 pieces", 2),
    ("1 piece(s)", 1),
    ("x2 pcs", 2),
    ("2 шт.", 2),
    ("2 件", 2),
    ("2개", 2),
    ("3 Stück", 3),
    ("3 unidades", 3),
    ("Qty: 3", 3),
    ("Quantity: x3", 3),
    ("数量：2", 2),
    ("x1.5", None),
    ("2.00", None),
    ("1,5", None),
    ("x1,20", None),
    ("1,234,567", None),
    ("x123456", None),
    ("x0", None),
    ("-2", None),
    ("x2 x3", None),
    ("2-3", None),
    ("2 days", None),
    ("5 stars", None),
    ("10% off", None),
    ("10%", None),
    ("2 m", None),
    ("2 left", None),
    ("US $2", None),
    ("2nd", None),
    ("x2a", None),
    ("ax2", None),
    ("x2\ufffd", None),
    ("2 pcsx", None),
    ("x", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "pieces"), QUANTITIES, ids=[ascii(row[0]) for row in QUANTITIES])
def test_quantity(text: str, pieces: int | None) -> None:
    assert read_quantity(text) == pieces


_IDS = st.from_regex(r"\A[1-9][0-9]{14,18}\Z")


@given(_IDS, st.data())
def test_an_id_never_comes_out_of_a_longer_number(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number)))
    more = data.draw(st.sampled_from("0123456789٣aZ"))
    assert read_id(number) == number
    assert read_id(number[:at] + more + number[at:]) != number
    mark = data.draw(st.sampled_from([" ", "-", ".", "/", ",", "_", "\ufffd", "*", "+", "x", " - "]))
    assert read_id(number[:at] + mark + number[at:]) in (None, number)
    assert read_id(f"{number}{mark}{more}") is None or (mark in " - " and more.isalpha())


@given(st.text(max_size=60))
def test_any_text_is_an_id_or_none(text: str) -> None:
    number = read_id(text)
    assert number is None or (number.isascii() and number.isdigit() and 10 <= len(number) <= 22)
    pieces = read_quantity(text)
    assert pieces is None or 0 < pieces < 100_000


@given(
    st.integers(1, 9999), st.sampled_from(["x{}", "{}", "{} pcs", "{}x"]), st.sampled_from("0123456789٣aq%$"), st.data()
)
def test_what_touches_a_quantity_changes_it(pieces: int, style: str, more: str, data: st.DataObject) -> None:
    text = style.format(pieces)
    assert read_quantity(text) == pieces
    at = data.draw(st.sampled_from([at for at in range(len(text) + 1) if text[max(0, at - 1) : at + 1].strip("x pcs")]))
    longer = text[:at] + more + text[at:]
    assert read_quantity(longer) != pieces or (more == "0" and not text[max(at - 1, 0) : at].isdigit())
