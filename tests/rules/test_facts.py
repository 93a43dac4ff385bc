"""Raw facts: checked on the way in, with the place and a suggestion in every refusal."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.common import BERLIN, NOW

from whyclosed_parser import parse
from whyclosed_rules import data
from whyclosed_rules.errors import FactError, TableError
from whyclosed_rules.facts import NOT_YET, Clock, read_facts, shown, specs
from whyclosed_rules.facts.spec import check

CLOCK = Clock(NOW, BERLIN)


def read(**facts: Any) -> dict[str, Any]:
    return dict(read_facts(facts, CLOCK).values)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("status", "closed", "closed"),
        ("paid", True, True),
        ("paid", "yes", True),
        ("paid", "no", False),
        ("refund_stage", 2, 2),
        ("refund_stage", "2", 2),
        ("closed_on", "2026-11-20", date(2026, 11, 20)),
        ("closed_on", "2026-11-20T08:00+01:00", datetime(2026, 11, 20, 8, tzinfo=BERLIN)),
        ("closed_on", "2026-11-20T08:00", datetime(2026, 11, 20, 8, tzinfo=BERLIN)),
        ("contacted_at", "now", NOW),
        ("contacted_at", "not_yet", NOT_YET),
        ("contacted_at", None, NOT_YET),
        ("new_tracking_on", "now", date(2026, 11, 22)),
        ("estimated_delivery", "2026-12-01", (date(2026, 12, 1), date(2026, 12, 1))),
        ("estimated_delivery", ["2026-12-01", "2026-12-09"], (date(2026, 12, 1), date(2026, 12, 9))),
        ("protection_left", "P9DT4H", timedelta(days=9, hours=4)),
        ("protection_left", "-PT90M", -timedelta(minutes=90)),
        ("refunded", "12.50", Decimal("12.50")),
        ("refunded", 12, Decimal(12)),
        ("daily_volume_usd", 9500, 9500),
        ("bank", "DE-BY", "DE-BY"),
        ("bank", "none", "none"),
        ("bank", "Germany", "DE"),
        ("bank", "brasil", "BR"),
        ("bank", " United  States ", "US"),
        ("bank", "USA", "US"),
        ("actions", ["pay", "remove"], ("pay", "remove")),
        ("actions", "pay,remove", ("pay", "remove")),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_value_is_read(name: str, raw: Any, value: Any) -> None:
    assert read(**{name: raw}) == {name: value}


def test_null_is_unknown() -> None:
    assert read(**dict.fromkeys(set(specs()) - {"contacted_at"})) == {}


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("statu", "closed", "no fact `statu`. Did you mean `status`"),
        ("status", "close", "Did you mean `closed`"),
        ("status", 5, "`status`"),
        ("paid", "maybe", "true or false"),
        ("paid", 1, "true or false"),
        ("refund_stage", 4, "one of 0, 1, 2, 3"),
        ("refund_stage", True, "one of 0, 1, 2, 3"),
        ("closed_on", "20/11/2026", "YYYY-MM-DD"),
        ("closed_on", "2026-02-30", "YYYY-MM-DD"),
        ("closed_on", 20261120, "YYYY-MM-DD"),
        ("new_tracking_on", "2026-11-20T08:00", "without a time"),
        ("contacted_at", "2026-11-20", "a time in ISO 8601"),
        ("estimated_delivery", ["2026-12-09", "2026-12-01"], "must not come after the last"),
        ("estimated_delivery", ["2026-12-09"], "list of two days"),
        ("protection_left", "9 days", "P9DT4H"),
        ("protection_left", "P", "P9DT4H"),
        ("closed_on", "0026-11-22", "YYYY-MM-DD"),
        ("contacted_at", "9999-12-31T23:59-12:00", "a time in ISO 8601"),
        ("protection_left", "P99999999D", "P9DT4H"),
        ("protection_left", "P" + "9" * 5000 + "D", "P9DT4H"),
        ("refund_stage", "1" * 5000, "one of 0, 1, 2, 3"),
        ("silent_days", "1e9999999", "an amount"),
        ("charged", "1e9999999", "an amount"),
        ("charged", "twelve", "an amount"),
        ("charged", "-1", "an amount"),
        ("charged", "NaN", "an amount"),
        ("charged", True, "an amount"),
        ("daily_volume_usd", 1.5, "a whole number"),
        ("bank", "Atlantis", "a country such as DE"),
        ("actions", ["fly"], "`actions`"),
        ("packages", [{"status": "closed"}], "each with an `id`"),
        ("packages", [{"id": "a"}, {"id": "a"}], "same `id`"),
        ("packages", [{"id": "a", "stat": 1}], "no fact `stat`"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_value_is_refused_with_what_to_write(name: str, raw: Any, message: str) -> None:
    with pytest.raises(FactError, match=message):
        read(**{name: raw})


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("status", {"kindd": "choice"}, "'kindd' is not known. Did you mean 'kind'"),
        ("status", {"kind": "choise"}, "'choise' is not known. Did you mean 'choice'"),
        ("status", {"known_by": "nobody"}, "'nobody' is not known"),
        ("placed_on", {"before": ["payed_on"]}, "before: 'payed_on' is not known"),
        ("item", {"meaning": None, "question": None}, "neither a meaning nor a question"),
        ("event", {"made_from": ["tracking"]}, "'tracking' is not known"),
        ("event", {"groups": {"gone": ["LOST"]}}, "'gone' is not known"),
        ("event", {"groups": {"moving": ["FLYING"]}}, "'FLYING' is not known"),
    ],
)
def test_a_broken_definition_is_refused_at_load(
    name: str, change: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = data.load_toml("facts/facts")
    entry = {key: value for key, value in {**table[name], **change}.items() if value is not None}
    monkeypatch.setattr(data, "load_toml", lambda _: {**table, name: entry})
    with pytest.raises(TableError, match=message):
        check()


@pytest.mark.parametrize("code", [one for one in specs()["close_code"].values if "_" in one])
def test_a_page_with_a_close_code_gives_the_code(code: str) -> None:
    """The parser's list of codes and ours are the same, as far as pages print them."""
    (order,) = parse(f"<p>Order ID: 3012345678901234</p><p>Closed</p><p>Reason: {code}</p>").orders
    assert order.close_code == code


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(specs())) | st.text(max_size=12), json_values, max_size=4))
def test_anything_is_read_or_refused(data: dict[str, Any]) -> None:
    with suppress(FactError):
        assert set(read_facts(data, CLOCK)) <= {*data, *(["payment_captured"] if data.get("charged") else [])}


@given(
    st.timedeltas(timedelta(days=-400), timedelta(days=400)).map(
        lambda one: timedelta(seconds=one // timedelta(seconds=1))
    )
)
def test_a_duration_survives_its_json_form(length: timedelta) -> None:
    assert read(protection_left=shown(length)) == {"protection_left": length}


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_a_time_survives_its_json_form(moment: datetime) -> None:
    assert read(contacted_at=shown(moment)) == {"contacted_at": moment}
