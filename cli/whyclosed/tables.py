"""The answers for programs that read lines: CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from whyclosed.api import Diagnosed, Report
from whyclosed.text.report import in_order
from whyclosed_parser import ParseReport
from whyclosed_parser.model import Json, Money, Order, to_dict
from whyclosed_rules.model import Diagnosis

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _amount(money: Money | None) -> str | None:
    return None if money is None else str(money.amount)


def _currency(money: Money | None) -> str | None:
    return None if money is None else money.currency


_ORDER: Mapping[str, Callable[[Order], Any]] = {
    "order_id": lambda order: order.order_id,
    "status": lambda order: order.status and order.status.code,
    "status_label": lambda order: order.status and order.status.label,
    "placed_on": lambda order: order.placed_on,
    "paid_on": lambda order: order.paid_on,
    "shipped_on": lambda order: order.shipped_on,
    "closed_on": lambda order: order.closed_on,
    "total": lambda order: _amount(order.amounts.total),
    "currency": lambda order: _currency(order.amounts.total),
    "refund_stage": lambda order: order.refund.stage,
    "refund_amount": lambda order: _amount(order.refund.amount),
    "shop": lambda order: order.shop.name,
    "titles": lambda order: " | ".join(item.title for item in order.items if item.title),
    "tracking_numbers": lambda order: " ".join(one.tracking_number for one in order.packages if one.tracking_number),
}
_DIAGNOSIS: Mapping[str, Callable[[Diagnosis], Any]] = {
    "tone": lambda diagnosis: diagnosis.tone,
    "verdict": lambda diagnosis: diagnosis.verdict,
    "summary": lambda diagnosis: diagnosis.summary,
    "next_on": lambda diagnosis: diagnosis.next and diagnosis.next.on,
    "next_at": lambda diagnosis: diagnosis.next and diagnosis.next.at,
    "next_role": lambda diagnosis: diagnosis.next and diagnosis.next.role,
    "next_kind": lambda diagnosis: diagnosis.next and diagnosis.next.kind,
    "money": lambda diagnosis: _amount(diagnosis.money.amount),
    "money_currency": lambda diagnosis: _currency(diagnosis.money.amount),
    "money_expected_by": lambda diagnosis: diagnosis.money.expected_by,
    "route": lambda diagnosis: diagnosis.route,
    "cause": lambda diagnosis: diagnosis.cause.code,
    "certainty": lambda diagnosis: diagnosis.cause.certainty,
}

REPORT_COLUMNS = (*_ORDER, *_DIAGNOSIS)


def orders_csv(orders: Iterable[Order]) -> str:
    """A row for each order, in page order."""
    return csv_text([{name: read(order) for name, read in _ORDER.items()} for order in orders], _ORDER)


def report_csv(report: Report) -> str:
    """A row for each order with its answer, what is due first on top."""
    return csv_text(map(report_row, in_order(report.orders, report)), REPORT_COLUMNS)


def report_row(entry: Diagnosed) -> dict[str, Any]:
    """The values of an order and its answer, by column."""
    return {
        **{name: read(entry.order) for name, read in _ORDER.items()},
        **{name: read(entry.diagnosis) for name, read in _DIAGNOSIS.items()},
    }


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], *, head: bool = True) -> str:
    """Rows as CSV, below the names of the columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    if head:
        writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: Any) -> Any:
    """What a cell holds. Words of a page that a spreadsheet would take for a formula are quoted."""
    value = to_dict(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def json_lines(report: Report | ParseReport, *, ascii_only: bool) -> str:
    """A line for each order, in page order, then one for each page that gave none. Each line is whole in itself, with
    the sources of its order."""
    orders = to_dict(report.orders) if isinstance(report, Report) else report.to_dict()["orders"]
    return "".join(json_line(entry, ascii_only=ascii_only) for entry in [*orders, *to_dict(report.unread)])


def json_line(entry: Json, *, ascii_only: bool = False) -> str:
    """One JSON value in a line of its own."""
    return json.dumps(entry, ensure_ascii=ascii_only) + "\n"
