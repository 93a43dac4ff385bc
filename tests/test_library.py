"""`import whyclosed`: the library's own door."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.common import BERLIN, NOW

import whyclosed
from whyclosed.schema import make_schema
from whyclosed_parser.model import Order
from whyclosed_rules import FactError

PAIR = Path(__file__).parents[1] / "fixtures/pair-closed-with-tracking"
DETAIL, TRACKING = PAIR / "page.html", PAIR / "page2.html"


def test_public_names() -> None:
    assert set(whyclosed.__all__) == set(dir(whyclosed))
    assert all(getattr(whyclosed, name) is not None for name in whyclosed.__all__)
    with pytest.raises(AttributeError):
        whyclosed.diagnosis  # noqa: B018


SOURCES: list[tuple[str, Any]] = [
    ("path", DETAIL),
    ("bytes", DETAIL.read_bytes()),
    ("text", DETAIL.read_text("utf-8")),
    ("list", [DETAIL.read_bytes(), TRACKING]),
    ("orders", whyclosed.parse([DETAIL, TRACKING]).orders),
    ("order", whyclosed.parse(DETAIL).orders[0]),
    ("report", whyclosed.parse(DETAIL)),
]


@pytest.mark.parametrize("source", [source for _, source in SOURCES], ids=[name for name, _ in SOURCES])
def test_diagnose_takes(source: Any) -> None:
    report = whyclosed.diagnose(source, as_of=NOW, tz="Europe/Berlin")
    assert [entry.order.order_id for entry in report.orders] == ["8203417710020100"]
    assert report.as_of == NOW
    assert report.unread == ()


def test_report_is_the_schema() -> None:
    report = whyclosed.diagnose([DETAIL, b""], as_of=NOW, tz=BERLIN)
    form = json.loads(json.dumps(report.to_dict()))
    jsonschema.Draft202012Validator(make_schema()).validate(form)
    assert [one["problem"]["code"] for one in form["unread"]] == ["empty"]


def test_pages_of_one_order_say_the_same_in_any_order() -> None:
    one = whyclosed.diagnose([DETAIL, TRACKING], as_of=NOW, tz=BERLIN)
    two = whyclosed.diagnose([TRACKING, DETAIL], as_of=NOW, tz=BERLIN)
    assert one.orders[0].diagnosis == two.orders[0].diagnosis


def test_answers_count() -> None:
    report = whyclosed.diagnose(DETAIL, as_of=NOW, tz=BERLIN, answers={"received": True})
    assert report.orders[0].diagnosis.route == "finished"


@pytest.mark.parametrize("answers", [{"payed": True}, {"closed_by": "nobody"}], ids=["name", "value"])
def test_an_impossible_answer_is_an_error(answers: dict[str, object]) -> None:
    with pytest.raises(FactError):
        whyclosed.diagnose(DETAIL, as_of=NOW, tz=BERLIN, answers=answers)


def test_the_answers_of_one_among_several() -> None:
    orders = (Order(order_id="1"), Order(order_id="2"))
    with pytest.raises(whyclosed.WhyclosedError, match="order=ID"):
        whyclosed.diagnose(orders, as_of=NOW, tz=BERLIN, answers={"paid": False})
    report = whyclosed.diagnose(orders, as_of=NOW, tz=BERLIN, answers={"paid": False, "status": "closed"}, order="2")
    assert [entry.diagnosis.cause.code for entry in report.orders] != ["unpaid", "unpaid"]
    assert report.orders[1].diagnosis.cause.code == "unpaid"


def test_no_order_is_an_empty_report() -> None:
    report = whyclosed.diagnose([], as_of=NOW, tz=BERLIN, answers={"paid": True})
    assert (report.orders, report.unread) == ((), ())


def test_the_present_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return NOW.astimezone(tz)

    monkeypatch.setattr("whyclosed.zone.datetime", Clock)
    assert whyclosed.diagnose([], tz="UTC").as_of.isoformat() == "2026-11-22T09:00:00+00:00"


def test_advise_is_the_engine_without_a_page() -> None:
    facts = {"status": "closed", "paid": True, "closed_by": "seller", "tracking_assigned": False}
    assert whyclosed.advise(facts, as_of=NOW, tz=BERLIN).route == "automatic"


WRONG = [
    lambda: whyclosed.advise({"x": 1}, as_of=NOW, tz="UTC"),
    lambda: whyclosed.advise([], as_of=NOW, tz="UTC"),  # type: ignore[arg-type]
    lambda: whyclosed.diagnose(DETAIL, tz="Nowhere"),
    lambda: whyclosed.parse(DETAIL, tz="Nowhere"),
    lambda: whyclosed.explain("nothing"),
    lambda: whyclosed.diagnose(DETAIL, as_of=NOW, tz="UTC", language="xx"),
]


@pytest.mark.parametrize("call", WRONG, ids=["fact", "no facts", "zone", "zone of parse", "id", "language"])
def test_every_error_is_one_of_ours(call: Callable[[], object]) -> None:
    with pytest.raises(whyclosed.WhyclosedError, match=r"\w"):
        call()
