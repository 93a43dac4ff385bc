"""Tables of orders that other programs export (CSV, JSON) or a spreadsheet copies: as words, a row for each value,
below each other. Only what has the number of an order in each of its records is such a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values.items import ItemPart, item_part, may_be_price_of_one, may_be_title
from whyclosed_parser.values.text import fold, has_digit

_TAB = "\t"
_SEPARATORS = f"{_TAB};,|"
_FEWEST_COLUMNS, _FEWEST_LINES = 3, 2
_NUMBER = patterns.compiled(r"\d{15,19}")
_SPREADSHEET = patterns.compiled(r"=?[\"']?(?P<value>[^\"']*)[\"']?")
"""How a spreadsheet is told that a number is a text: '819…, ="819…"."""
_JOINTS = patterns.compiled(r"(?<=[a-z\d])(?=[A-Z])|[_\s]+")
_KEY = patterns.compiled(
    r"\A\s{0,8}[\"']?([A-Za-z]{1,20}(?:_[A-Za-z]{1,20}){1,5}|[a-z]{2,20}(?:[A-Z][a-z]{1,20}){1,5})[\"']?(?=\s?[:=]\s)"
)
_CODE = patterns.compiled(r"[A-Z]{3}")
_AMOUNT = patterns.compiled(r"-?\d{1,3}(?:[.,\s]?\d{3}){0,2}(?:[.,]\d{1,2})?")
_DEEPEST = 6
_Pair = tuple[str, str]
_CALLED: Mapping[ItemPart, str] = {"title": "Product", "sku": "Variant", "quantity": "Qty", "price": "Unit price"}


def listed_in_rows(lines: list[str]) -> list[str]:
    """The lines of a table with a head and one row for each order, as rows of a label and a value; other lines as they
    are. Words stand around a table that was copied out of a page, whose cells have tabs between them."""
    filled = [line for line in lines if line.strip()]
    for separator in _SEPARATORS:
        if (rows := _orders_in(filled, separator)) is not None:
            return rows
    runs = [list(run) for _, run in groupby(filled, lambda line: line.count(_TAB))]
    tables = [_orders_in(run, _TAB) for run in runs]
    if not any(tables):
        return lines
    return [line for run, rows in zip(runs, tables, strict=True) for line in (run if rows is None else rows)]


def _orders_in(lines: list[str], separator: str) -> list[str] | None:
    """The rows of a table of orders; None where these lines are none."""
    if len(lines) < _FEWEST_LINES or lines[0].count(separator) + 1 < _FEWEST_COLUMNS:
        return None
    try:
        head, *rows = ([_value(cell) for cell in row] for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return None
    if any(len(row) != len(head) for row in rows) or has_digit("".join(head)):
        return None
    if not any(all(_NUMBER.fullmatch(cell) for cell in column) for column in zip(*rows, strict=True)):
        return None
    return [*_rows([list(zip(head, row, strict=True)) for row in rows])]


def data_as_words(text: str) -> str | None:
    """The words of orders in data (JSON) that has their numbers on top; None where it is anything else."""
    data = _loaded(text)
    if isinstance(data, dict) and len(data) == 1:
        (data,) = data.values()
    records = data if isinstance(data, list) else [data]
    if not records or not all(isinstance(one, dict) and _has_number(one) for one in records):
        return None
    return "\n".join(_rows([[*_pairs(one)] for one in records]))


def _loaded(text: str) -> Any:
    """What JSON says, whole or line by line; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None


def with_words(line: str) -> str:
    """A line with the words of the name that a program gives to its value: "order_id: 8190000011112222"."""
    return _KEY.sub(lambda found: _named(found[1]), line, count=1)


def _value(cell: str) -> str:
    found = _SPREADSHEET.fullmatch(cell.strip("\ufeff \t"))
    return fold(found["value"] if found else cell)


def _pairs(record: Mapping[str, Any], depth: int = 0) -> Iterator[_Pair]:
    """The values of a table with their names; an element of a list inside it is one value."""
    for name, value in record.items():
        if isinstance(value, list):
            yield from (("", _as_item(one) or "\t".join(_texts(one))) for one in value)
        elif not isinstance(value, dict):
            yield from ((str(name), text) for text in _texts(value))
        elif _is_money(texts := [*_texts(value)]):
            yield str(name), " ".join(texts)
        elif depth < _DEEPEST:  # what is not of the order is called by both names: "customer since"
            outer = "" if _named(str(name)).lower() in _named_so("parts") else f"{name} "
            yield from ((f"{outer}{inner}", text) for inner, text in _pairs(value, depth + 1))


def _as_item(value: object) -> str:
    """An element of a list that has the name of an item, as the parts of one; empty for any other."""
    if not isinstance(value, dict):
        return ""
    return _item(
        _parts([(str(name), text) for name, one in value.items() for text in _texts(one)], within=True).values()
    )


def _item(parts: Iterable[tuple[ItemPart, str]]) -> str:
    """The parts of an item in one line, by what they are called in English; empty without a title. What chooses the
    variant may be several values; of another part several are all written, and so none of them is certain."""
    values: dict[ItemPart, dict[str, None]] = {}
    for part, text in parts:
        if text:
            values.setdefault(part, {})[text] = None
    if "sku" in values:
        values["sku"] = {", ".join(values["sku"]): None}
    if not any(map(may_be_title, values.get("title", ()))):
        return ""
    return _TAB.join(f"{_CALLED[part]}: {text}" for part in _CALLED for text in values.get(part, ()))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, float):
        yield f"{value:.2f}"
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield fold(str(value))


def _is_money(texts: list[str]) -> bool:
    return len(texts) == 2 and any(map(_CODE.fullmatch, texts)) and any(map(_AMOUNT.fullmatch, texts))


def _has_number(record: Mapping[str, Any]) -> bool:
    return any(_is_number(name, str(value)) for name, value in record.items())


def _is_number(name: str, value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None and _named(name).lower() in _named_so("numbers")


@cache
def _named_so(kind: str) -> frozenset[str]:
    """What programs call the number of an order (`numbers`) or a part of one (`parts`)."""
    return frozenset(read_toml("whyclosed_parser.loading", "records")[kind])


def _named(name: str) -> str:
    """The name of a column as words: "orderId", "order_id"."""
    return fold(_JOINTS.sub(" ", name))


def _rows(records: list[list[_Pair]]) -> Iterator[str]:
    """A row for each value, the order's number first; of an order that stands in several records each once."""
    orders: dict[tuple[_Pair, ...], dict[str, None]] = {}
    for record in records:
        numbers = [pair for pair in record if _NUMBER.fullmatch(pair[1])]
        first = [pair for pair in numbers if _is_number(*pair)][:1] or numbers
        codes = [value for _, value in record if _CODE.fullmatch(value)]
        rows = orders.setdefault(tuple(first), {})
        parts = _parts(record)
        if item := _item(parts.values()):
            record = [pair for pair in record if pair not in parts]
        for name, value in (*first, *(pair for pair in record if pair not in first)):
            amount = f"{value} {codes[0]}" if len(codes) == 1 and _AMOUNT.fullmatch(value) else value
            if value and value not in codes:
                rows[f"{_named(name)}: {amount}" if name else value] = None
        if item:
            rows[item] = None
    for rows in orders.values():
        yield from rows


def _parts(record: list[_Pair], *, within: bool = False) -> Mapping[_Pair, tuple[ItemPart, str]]:
    """Those values of a record that are parts of its item, which it may be itself (`within`). What is only called a
    price is that of one piece where there is no more than one."""
    parts: dict[_Pair, tuple[ItemPart, str]] = {
        pair: (part, pair[1]) for pair in record if (part := item_part(_named(pair[0]), within=within)) is not None
    }
    if {value for part, value in parts.values() if part == "quantity"} == {"1"}:
        parts |= {pair: ("price", pair[1]) for pair in record if may_be_price_of_one(_named(pair[0]))}
    return parts
