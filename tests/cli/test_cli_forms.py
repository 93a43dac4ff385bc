"""The forms of an answer for programs, for keeping and for the calendar."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import icalendar
import pytest
from click.testing import Result
from tests.cli.conftest import AS_OF

from whyclosed.api import Diagnosed, Report
from whyclosed.labels import labels, languages
from whyclosed.tables import report_csv
from whyclosed.webpage import write_page
from whyclosed_parser.model import Order, Refund
from whyclosed_rules.model import Diagnosis

Run = Callable[..., Result]
PAIR = "detail-closed-no-reason"


class Page(HTMLParser):
    """Tags in their order, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_csv_has_a_row_for_each_order_with_what_is_due_first_on_top(run: Run, fixtures: Path) -> None:
    result = run("diagnose", fixtures / "list-desktop-mixed", *AS_OF, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    listed = json.loads(run("diagnose", fixtures / "list-desktop-mixed", *AS_OF, "--format", "json").stdout)["orders"]
    assert {row["order_id"] for row in rows} == {entry["order"]["order_id"] for entry in listed}
    assert rows[-1]["tone"] == "done"
    assert all(row["verdict"] for row in rows)


def test_a_title_is_no_formula(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    evil = replace(order, items=(replace(order.items[0], title='=HYPERLINK("x")'),))
    rows = list(csv.DictReader(io.StringIO(report_csv(Report(now, (Diagnosed(evil, diagnosis),), ())))))
    assert rows[0]["titles"] == '\'=HYPERLINK("x")'


def test_json_lines_are_the_orders_of_the_json(run: Run, fixtures: Path) -> None:
    for command in (("diagnose", *AS_OF), ("parse",)):
        paths = (fixtures / "list-desktop-mixed", fixtures / "bad-login")
        lines = run(*command, *paths, "--format", "jsonl").stdout.splitlines()
        whole = json.loads(run(*command, *paths, "--format", "json").stdout)
        told = [json.loads(line) for line in lines]
        for line, entry in zip(told, whole["orders"], strict=False):
            if "diagnosis" in entry:  # a line stands alone, with the sources of its order
                cited = {id_ for one in entry["diagnosis"]["because"] for id_ in one["sources"]}
                entry["diagnosis"]["sources"] = {id_: whole["sources"][id_] for id_ in line["diagnosis"]["sources"]}
                assert cited <= set(line["diagnosis"]["sources"])
        assert told == [*whole["orders"], *whole["unread"]]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("beside", [[], [PAIR], ["list-desktop-mixed"]], ids=["alone", "one", "list"])
def test_the_page_names_what_was_not_read_and_what_to_do(
    run: Run, fixtures: Path, tmp_path: Path, beside: list[str], language: str
) -> None:
    (tmp_path / "a <b>.txt").write_text("Nothing of an order.")
    paths = [
        fixtures / "bad-login",
        tmp_path / "a <b>.txt",
        tmp_path / "gone.html",
        *(fixtures / one for one in beside),
    ]
    html = run("diagnose", *paths, *AS_OF, "--format", "html", "--language", language).stdout
    told = run("diagnose", *paths, *AS_OF, "--format", "json", "--language", language).stdout
    page, unread = Page(html), json.loads(told)["unread"]
    assert len(unread) == 3
    for one in unread:
        assert all(text in page.text for text in (one["path"], one["problem"]["message"], one["problem"]["hint"]))
    assert labels(language)("page.unread") in page.text
    assert labels(language)("page.unread") not in Page(run("diagnose", fixtures / PAIR, "--format", "html").stdout).text


def test_parse_says_nothing_twice_under_what_is_not_certain(run: Run, fixtures: Path) -> None:
    said = run("parse", str(fixtures / "detail-in-de" / "page.html")).stdout
    doubts = [line.strip() for line in said.partition("What is not certain")[2].splitlines() if line.strip()]
    assert doubts
    assert len(doubts) == len(set(doubts))


def test_parse_as_csv(run: Run, fixtures: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("parse", fixtures / "list-desktop-mixed", "--format", "csv").stdout)))
    assert len(rows) == 10
    assert "verdict" not in rows[0]


def test_the_page_is_one_file_without_script_or_network(run: Run, fixtures: Path) -> None:
    html = run("diagnose", fixtures / "list-desktop-mixed", *AS_OF, "--format", "html").stdout
    page = Page(html)
    assert html.startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert all(
        value is not None and value.startswith("#") for name, value in page.attributes if name in ("href", "src")
    )
    assert "http" not in html.split("<style>")[1].split("</style>")[0]
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert "details:not([open]) { display: none; }" in html.partition("@media print")[2]


def test_the_headings_of_the_page_go_step_by_step(run: Run, fixtures: Path) -> None:
    tags = Page(run("diagnose", fixtures / "list-desktop-mixed", *AS_OF, "--format", "html").stdout).tags
    levels = [int(tag[1]) for tag in tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tags.count("article") == 10
    assert levels.count(2) == 11  # each order, and the sources of all


def test_the_page_says_what_the_answer_says(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    text = Page(write_page(Report(now, (Diagnosed(order, diagnosis),), ()))).text
    for words in (diagnosis.verdict, diagnosis.summary, "US $12.30", "Sat, Dec 5, 2026", diagnosis.messages[0].text):
        assert text.count(words) >= 1, words
    assert diagnosis.steps[0].text in text


def test_the_page_shows_what_the_popup_shows(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    """Sign, money, date, the page's sentence, three dots, the picture of the time, and the sources with their words."""
    refunding = replace(order, refund=Refund(stage=2, label="Refund Processing"))
    html = write_page(Report(now, (Diagnosed(refunding, diagnosis),), ()))
    page = Page(html)
    assert diagnosis.page_says is not None
    assert diagnosis.page_says in page.text
    assert "stage 2 of 3: being processed · “Refund Processing”" in page.text
    assert html.count('<i class="on">') == 2
    assert page.tags.count("i") == 3
    assert page.tags.count("time") >= len([one for one in diagnosis.timeline if one.kind != "now"])
    assert all(source.says in page.text for source in diagnosis.sources.values())
    assert "details" in page.tags
    without = write_page(Report(now, (Diagnosed(replace(order, refund=Refund()), diagnosis),), ()))
    assert 'class="dots"' not in without


def test_words_of_a_page_are_words(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    evil = "<script>alert(1)</script>\x1b[1m\u202e"
    entry = Diagnosed(replace(order, order_id=evil), replace(diagnosis, page_says=evil, verdict=evil))
    html = write_page(Report(now, (entry,), ()))
    assert "script" not in Page(html).tags
    assert not set(html) & set("\x1b\u202e")


def test_the_calendar_has_the_deadlines(run: Run, fixtures: Path) -> None:
    page = fixtures / "detail-to-ship-countdown/page.html"
    report = json.loads(run("diagnose", page, "--format", "json").stdout)["orders"][0]["diagnosis"]
    timers = [one["at"] for one in report["deadlines"] if one["at"]]
    assert timers
    before = ("--as-of", datetime.fromisoformat(min(timers)).replace(day=1).isoformat())
    text = run("diagnose", page, *before, "--format", "ics").stdout
    events = list(icalendar.Calendar.from_ical(text).walk("VEVENT"))
    assert events
    assert text == run("diagnose", page, *before, "--format", "ics").stdout


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "html", "ics"])
def test_every_form_of_nothing_is_well_formed(run: Run, fixtures: Path, form: str) -> None:
    result = run("diagnose", fixtures / "bad-login", *AS_OF, "--format", form)
    assert result.exit_code == 1
    assert result.stdout
