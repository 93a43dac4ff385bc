"""The calendar file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import icalendar
import pytest
from tests.common import BERLIN
from tests.server.fakes import NOW, deadline_of, diagnose, order_of

from whyclosed_rules.model import Deadline, Diagnosis, PackageDiagnosis
from whyclosed_rules.telling.calendar import calendar

ORDER = order_of()


def with_deadlines(*deadlines: Deadline) -> Diagnosis:
    return replace(diagnose(ORDER, now=NOW, tz=BERLIN), deadlines=deadlines)


def hour(at: datetime) -> Deadline:
    return Deadline("seller_reply", None, None, at, "computed", "The seller has to answer.")


def events_of(*deadlines: Deadline, now: datetime = NOW) -> list[icalendar.cal.Component]:
    text = calendar([(ORDER, with_deadlines(*deadlines))], now=now, tz=BERLIN)
    parsed = icalendar.Calendar.from_ical(text)
    assert parsed["version"] == "2.0"
    assert parsed["prodid"]
    return list(parsed.walk("VEVENT"))


def test_a_day_is_an_entry_of_that_day_with_an_alarm_in_its_morning() -> None:
    (event,) = events_of(deadline_of(date(2026, 11, 30)))
    assert event.decoded("dtstart") == date(2026, 11, 29)  # the day to act by, not the last day
    assert event.decoded("dtend") == date(2026, 11, 30)
    assert event["summary"] == f"Open the dispute ({ORDER.order_id})"
    assert "Last day. As printed." in str(event["description"])
    assert "Look at the order again." in str(event["description"])
    assert event.decoded("dtstamp") == NOW
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=9)


def test_an_hour_is_an_instant_with_an_alarm_before_it() -> None:
    at = datetime(2026, 11, 24, 18, 30, tzinfo=BERLIN)
    (event,) = events_of(hour(at))
    assert event.decoded("dtstart") == at
    assert "DTSTART:20261124T173000Z" in calendar([(ORDER, with_deadlines(hour(at)))], now=NOW, tz=BERLIN)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") < timedelta(0)


def test_the_day_to_act_by_comes_before_the_instant_at_which_it_is_over() -> None:
    at = datetime(2026, 11, 30, 10, tzinfo=BERLIN)
    both = replace(deadline_of(date(2026, 11, 30)), at=at)
    (event,) = events_of(both)
    assert event.decoded("dtstart") == date(2026, 11, 29)
    (event,) = events_of(both, now=at - timedelta(hours=1))
    assert event.decoded("dtstart") == at


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (datetime(2026, 11, 29, 23, 59, tzinfo=BERLIN), date(2026, 11, 29)),
        (datetime(2026, 11, 30, 0, 0, tzinfo=BERLIN), date(2026, 11, 30)),
        (datetime(2026, 11, 30, 23, 59, tzinfo=BERLIN), date(2026, 11, 30)),
        (datetime(2026, 12, 1, 0, 0, tzinfo=BERLIN), None),
    ],
)
def test_what_has_passed_is_left_out(now: datetime, start: date | None) -> None:
    events = events_of(deadline_of(date(2026, 11, 30)), now=now)
    assert [event.decoded("dtstart") for event in events] == ([start] if start else [])


def test_the_same_deadline_keeps_its_id_when_it_moves() -> None:
    (before,) = events_of(deadline_of(date(2026, 11, 30)))
    (after,) = events_of(deadline_of(date(2026, 12, 3)))
    other_kind, _ = events_of(hour(NOW + timedelta(hours=1)), deadline_of(date(2026, 11, 30)))
    assert before["uid"] == after["uid"]
    assert other_kind["uid"] != before["uid"]


def test_an_order_of_several_parcels_has_the_deadlines_of_each_once() -> None:
    whole = with_deadlines(deadline_of(date(2026, 11, 30)))
    parcels = tuple(
        PackageDiagnosis(
            "P1", "", "", "", "act", None, whole.route, (), whole.cause, whole.refund, whole.dispute, deadlines, ()
        )
        for deadlines in (whole.deadlines, (deadline_of(date(2026, 12, 5)),))
    )
    text = calendar([(ORDER, replace(whole, packages=parcels))], now=NOW, tz=BERLIN)
    assert text.count("BEGIN:VEVENT") == 2
    assert len({line for line in text.splitlines() if line.startswith("UID:")}) == 2


def test_the_text_is_folded_and_escaped_as_the_standard_wants() -> None:
    text = calendar(
        [(ORDER, replace(with_deadlines(deadline_of(date(2026, 11, 30))), headline="a;b,c\nd " + "ä" * 200))],
        now=NOW,
        tz=BERLIN,
    )
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert str(event["description"]).startswith("a;b,c\nd ä")


def test_no_order_no_entry() -> None:
    assert "VEVENT" not in calendar([], now=NOW, tz=BERLIN)


def test_a_day_from_which_one_may_ask_is_an_entry_of_its_own() -> None:
    start = Deadline(
        "refund_if_undelivered", None, None, None, "printed", "From then on.", (), (), "from", date(2026, 11, 30)
    )
    (event,) = events_of(start)
    assert event.decoded("dtstart") == date(2026, 11, 30)
    assert events_of(start, now=datetime(2026, 12, 1, tzinfo=BERLIN)) == []


def test_what_is_done_is_no_entry() -> None:
    done = replace(with_deadlines(deadline_of(date(2026, 11, 30))), tone="done")
    assert "VEVENT" not in calendar([(ORDER, done)], now=NOW, tz=BERLIN)
