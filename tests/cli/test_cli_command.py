"""The command: exit codes, what goes to stdout and stderr, and the words of its errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result
from tests.cli.conftest import AS_OF
from tests.cli.test_cli_labels import COMMANDS

from whyclosed.labels import labels
from whyclosed.schema import make_schema

Run = Callable[..., Result]

PAIR = "pair-closed-with-tracking"
FIXTURE_COMMANDS = [("fixture", name) for name in ("add", "check", "update")]
VALIDATOR = jsonschema.Draft202012Validator(make_schema())


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **environment},
    )


# ---------------------------------------------------------------------------------------------- the doors


def test_version_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['whyclosed', '--version']\n"
        "from whyclosed.command import main; main()\n"
        "heavy = {'click', 'lxml', 'bs4', 'flask', 'holidays', 'rich', 'babel', 'dataclasses', 'tomllib'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    result = _python("-c", code)
    assert (result.stdout.split()[0], result.stderr.strip()) == ("whyclosed", "[]")


def test_library_loads_nothing_before_it_is_used() -> None:
    code = "import sys, whyclosed; print(sorted(m for m in sys.modules if m.startswith('whyclosed')))"
    assert _python("-c", code).stdout.strip() == "['whyclosed']"


def test_an_english_answer_needs_no_babel(fixtures: Path) -> None:
    """Its days are written without it: loading it takes longer than making the answer."""
    page = fixtures / "dispute-buyers-turn" / "page.html"
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom whyclosed.commands import whyclosed\n"
        f"result = CliRunner().invoke(whyclosed, ['diagnose', {str(page)!r}, '--as-of', '2026-11-20T12:00', '--language', sys.argv[1]])\n"
        "print(result.exit_code, 'babel' in sys.modules)"
    )
    assert _python("-c", code, "en").stdout.strip() == "0 False"
    assert _python("-c", code, "de").stdout.strip() == "0 True"


def test_help_is_told_in_the_language_of_the_call(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    german = run("--language", "de", "diagnose", "--help").stdout
    assert german == run("diagnose", "--language", "de_AT", "--help").stdout
    assert german == run("diagnose", "--help", "--language", "de_AT").stdout
    assert german == run("--language", "fr", "diagnose", "order.html", "--help", "--lang=de").stdout
    assert all(word in german for word in ("Aufruf: whyclosed diagnose", "Optionen", "--as-of", "Diese Hilfe zeigen."))
    assert not any(word in german for word in ("Usage", "Options", "default", "Show this"))
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert run("diagnose", "--help").stdout == german
    assert "Usage" in run("--language", "en", "diagnose", "--help").stdout


def test_an_answer_in_an_unknown_language_is_english_and_says_so(run: Run, fixtures: Path) -> None:
    result = run("diagnose", fixtures / "detail-closed-no-reason" / "page.html", "--language", "tlh")
    assert "'tlh'" in result.stderr
    assert "More: --why" in result.stdout


def test_explaining_needs_no_parser_and_no_server() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom whyclosed.commands import whyclosed\n"
        "result = CliRunner().invoke(whyclosed, ['explain', 'K3'])\n"
        "print(result.exit_code, sorted({'flask', 'rich', 'bs4', 'icalendar'} & set(sys.modules)))"
    )
    assert _python("-c", code).stdout.strip() == "0 []"


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS), *FIXTURE_COMMANDS], ids=" ".join)
def test_help_teaches_with_examples_and_tells_the_forms_that_there_are(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    usage, _, told = result.stdout.partition("\n")
    assert usage.startswith("Usage: whyclosed")
    if command != ("fixture",):
        assert f"  {' '.join(['whyclosed', *command])}" in told
    offered = re.search(r"--format \[(.*?)\]", told)
    how = re.search(r"How to print: (.*?)\.", " ".join(told.split()))
    assert [form.split()[0] for form in how[1].split(", ")] == offered[1].split("|") if how and offered else not how


# ---------------------------------------------------------------------------------------------- diagnose


def test_two_pages_of_one_order_are_one_order(run: Run, fixtures: Path) -> None:
    pages = [fixtures / PAIR / name for name in ("page.html", "page2.html")]
    result = run("diagnose", *pages, *AS_OF, "--format", "json")
    report = json.loads(result.stdout)
    VALIDATOR.validate(report)
    assert (result.exit_code, result.stderr) == (0, "")
    assert report["as_of"] == "2026-11-22T10:00:00+01:00"
    [entry] = report["orders"]
    assert [page["kind"] for page in entry["order"]["pages"]] == ["order_detail", "tracking"]
    assert entry["order"]["packages"][0]["events"][0]["class"] == "CANCELLED"


def test_text_names_the_order_and_its_sections(run: Run, fixtures: Path) -> None:
    result = run("diagnose", fixtures / PAIR, *AS_OF, "--full")
    assert result.exit_code == 0
    for words in ("Order    8203417710020100", "Money  ", "Why  ", "By when\n", "What this rests on\n"):
        assert words in result.stdout
    assert "\x1b" not in result.stdout


def test_a_page_in_the_place_of_a_command_is_diagnosed(run: Run, fixtures: Path) -> None:
    page = str(fixtures / "detail-closed-no-reason" / "page.html")
    assert run(page).output == run("diagnose", page).output


def test_answers_settle_the_route(run: Run, fixtures: Path) -> None:
    page = fixtures / "detail-closed-no-reason/page.html"
    before = json.loads(run("diagnose", page, *AS_OF, "--format", "json").stdout)
    answers = ("--answer", "closed_by=seller", "--answer", "tracking_assigned=no")
    after = json.loads(run("diagnose", page, *AS_OF, "--format", "json", *answers).stdout)
    assert before["orders"][0]["diagnosis"]["route"] == "undecided"
    assert after["orders"][0]["diagnosis"]["route"] == "automatic"
    assert after["orders"][0]["diagnosis"]["cause"]["code"] == "seller_cancelled"


def test_every_question_can_be_answered_as_printed(run: Run, fixtures: Path) -> None:
    page = fixtures / "detail-closed-no-reason/page.html"
    text = run("diagnose", page, "--as-of", "2023-10-03T10:00", "--full").stdout
    typed = [line.split("--answer ")[1] for line in text.splitlines() if "--answer " in line]
    examples = {"YYYY-MM-DDTHH:MM": "2026-11-20T10:00", "YYYY-MM-DD": "2026-11-20"}
    assert typed
    for answer in typed:
        for pattern, example in examples.items():
            answer = answer.replace(pattern, example)
        result = run("diagnose", page, *AS_OF, "--answer", answer)
        assert (answer, result.exit_code, result.stderr) == (answer, 0, "")


def test_unclear_words_of_an_answer_are_said(run: Run, fixtures: Path) -> None:
    result = run("diagnose", fixtures / PAIR, *AS_OF, "--answer", "seller_message=xyzzy plugh")
    assert "Note: Not understood, so it counts as unknown: what the seller wrote" in result.stderr


def test_order_names_the_order_of_a_nameless_page(run: Run, fixtures: Path, tmp_path: Path) -> None:
    page = (fixtures / PAIR / "page2.html").read_text("utf-8").replace("8203417710020100", "")
    (tmp_path / "tracking.html").write_text(page, "utf-8")
    paths = (fixtures / PAIR / "page.html", tmp_path / "tracking.html")
    alone = json.loads(run("parse", *paths, "--format", "json").stdout)
    named = json.loads(run("parse", *paths, "--format", "json", "--order", "8203417710020100").stdout)
    assert [len(alone["orders"]), len(named["orders"])] == [2, 1]


@pytest.mark.parametrize("command", ["parse", "diagnose"])
def test_an_order_that_no_page_belongs_to_is_refused(run: Run, fixtures: Path, command: str) -> None:
    result = run(command, fixtures / PAIR, "--order", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: No page that was read belongs to the order 1.\n"


def test_answers_to_several_orders_need_a_name(run: Run, fixtures: Path) -> None:
    pages = (fixtures / PAIR, fixtures / "detail-closed-no-reason")
    result = run("diagnose", *pages, *AS_OF, "--answer", "paid=yes")
    assert result.exit_code == 2
    assert "--order" in result.stderr
    assert "8203417710020100" in result.stderr
    named = run("diagnose", *pages, *AS_OF, "--answer", "paid=yes", "--order", "8203417710020100")
    assert named.exit_code == 0


def test_standard_input(run: Run, fixtures: Path) -> None:
    page = (fixtures / PAIR / "page.html").read_bytes()
    result = run("diagnose", "-", *AS_OF, "--format", "json", stdin=page)
    assert json.loads(result.stdout)["orders"][0]["order"]["order_id"] == "8203417710020100"
    empty = run("diagnose", "-", stdin=b"")
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert empty.stderr.startswith("Not read: -: The file is empty.")


BAD = [
    ("bad-empty", "empty"),
    ("bad-png", "not_html"),
    ("bad-login", "login_page"),
    ("bad-product-page", "product_page"),
    ("bad-empty-shell", "empty_shell"),
    ("bad-captcha", "captcha"),
    ("bad-help-article", "not_an_order_page"),
]


@pytest.mark.parametrize(("name", "code"), BAD, ids=[name for name, _ in BAD])
def test_what_cannot_be_read_is_named(run: Run, fixtures: Path, name: str, code: str) -> None:
    path = str(fixtures / name / "page.html")
    result = run("diagnose", path, *AS_OF, "--format", "json")
    report = json.loads(result.stdout)
    VALIDATOR.validate(report)
    assert result.exit_code == 1
    assert [(one["path"], one["problem"]["code"]) for one in report["unread"]] == [(path, code)]
    assert path in result.stderr
    assert report["unread"][0]["problem"]["hint"] in result.stderr


def test_a_page_in_a_language_read_in_part_is_told_as_the_extension_tells_it(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "order.html"
    page.write_text("<html lang='sv'><body><p>Order ID: 8190000011113335</p></body></html>", "utf-8")
    result = run("diagnose", page, *AS_OF, "--format", "json")
    assert result.exit_code == 1
    assert [one["order"]["order_id"] for one in json.loads(result.stdout)["orders"]] == ["8190000011113335"]
    assert result.stderr.splitlines() == [
        f"{page}: This page is in Swedish, which is read only in part.",
        "  Switch AliExpress to English, reload the page, and read it again.",
    ]


def test_words_copied_out_of_a_page(run: Run, tmp_path: Path) -> None:
    words = "Order details\nClosed\nOrder ID: 8190000011113335\nOrder placed on: Nov 2, 2026\n"
    file = tmp_path / "order.txt"
    file.write_text(words, "utf-8")
    for result in (
        run("diagnose", file, *AS_OF, "--format", "json"),
        run("diagnose", "-", *AS_OF, "--format", "json", stdin=words.encode()),
    ):
        (entry,) = json.loads(result.stdout)["orders"]
        assert (entry["order"]["order_id"], entry["order"]["placed_on"]) == ("8190000011113335", "2026-11-02")


def test_one_broken_page_among_ten(run: Run, fixtures: Path, tmp_path: Path) -> None:
    page = (fixtures / PAIR / "page.html").read_text("utf-8")
    for number in range(9):
        other = page.replace("8203417710020100", f"82034177100201{number:02}")
        (tmp_path / f"order{number}.html").write_text(other, "utf-8")
    (tmp_path / "order5a.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run("diagnose", tmp_path, *AS_OF, "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert len(report["orders"]) == 9
    assert [Path(one["path"]).name for one in report["unread"]] == ["order5a.html"]


def test_a_truncated_page_is_read_as_far_as_it_goes(run: Run, fixtures: Path) -> None:
    result = run("diagnose", fixtures / "bad-truncated-detail", *AS_OF, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["orders"][0]["order"]["problems"]


def test_a_fault_of_ours_stops_no_other_page(
    run: Run, fixtures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import whyclosed_parser

    real = whyclosed_parser.parse

    def parse(source: object) -> object:
        if "broken" in str(source):
            raise RuntimeError("boom")
        return real(source)  # type: ignore[arg-type]

    monkeypatch.setattr(whyclosed_parser, "parse", parse)
    (tmp_path / "broken.html").write_text("x")
    result = run("diagnose", tmp_path / "broken.html", fixtures / PAIR, *AS_OF)
    assert result.exit_code == 1
    assert "8203417710020100" in result.stdout
    assert "broken.html: Something went wrong inside whyclosed (RuntimeError)" in result.stderr


def test_missing_files_are_named_and_the_rest_is_told(run: Run, fixtures: Path) -> None:
    result = run("diagnose", "gone.html", "*.pdf", fixtures / PAIR, *AS_OF)
    assert result.exit_code == 1
    assert "8203417710020100" in result.stdout
    assert "Not read: gone.html: There is no such file" in result.stderr
    assert "Not read: *.pdf: No file matches" in result.stderr


def test_a_reader_who_goes_away_ends_it_quietly(fixtures: Path) -> None:
    script = "import sys; from whyclosed.command import main; sys.argv[0] = 'whyclosed'; main()"
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = subprocess.run(
            [sys.executable, "-c", script, "diagnose", str(fixtures / PAIR), *AS_OF],
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (141, b"")


def test_a_narrow_encoding_loses_nothing_of_the_json(fixtures: Path) -> None:
    script = "import sys; from whyclosed.command import main; sys.argv[0] = 'whyclosed'; main()"
    pages = str(fixtures / "list-desktop-mixed")
    narrow = _python("-c", script, "parse", pages, "--format", "json", PYTHONIOENCODING="ascii")
    wide = _python("-c", script, "parse", pages, "--format", "json", PYTHONIOENCODING="utf-8")
    assert narrow.returncode == 0
    assert json.loads(narrow.stdout) == json.loads(wide.stdout)
    assert _python("-c", script, "parse", pages, PYTHONIOENCODING="ascii").returncode == 0


# ---------------------------------------------------------------------------------------------- parse


def test_parse_gives_orders_without_advice(run: Run, fixtures: Path) -> None:
    result = run("parse", fixtures / PAIR, "--format", "json")
    report = json.loads(result.stdout)
    VALIDATOR.validate(report)
    assert [list(entry) for entry in report["orders"]] == [["order"]]
    assert report["as_of"] is None


def test_parse_as_text(run: Run, fixtures: Path) -> None:
    text = run("parse", fixtures / PAIR).stdout
    for words in ("Status: Closed\n", "Total: US $25.58", "Shipment Cancelled\n"):
        assert words in text


# ---------------------------------------------------------------------------------------------- advise

FACTS = {"status": "closed", "paid": False}
DIAGNOSIS = jsonschema.Draft202012Validator({**make_schema()["$defs"]["Diagnosis"], "$defs": make_schema()["$defs"]})


@pytest.mark.parametrize("way", ["inline", "file", "stdin"])
def test_facts_come_in_three_ways(run: Run, tmp_path: Path, way: str) -> None:
    written = json.dumps(FACTS)
    (tmp_path / "facts.json").write_text("\ufeff" + written, "utf-8")
    facts = {"inline": written, "file": "facts.json", "stdin": "-"}[way]
    result = run("advise", "--facts", facts, *AS_OF, "--format", "json", stdin=written)
    diagnosis = json.loads(result.stdout)
    DIAGNOSIS.validate(diagnosis)
    assert (result.exit_code, diagnosis["route"], diagnosis["cause"]["code"]) == (0, "no_refund_due", "unpaid")


def test_advice_as_text(run: Run) -> None:
    assert run("advise", "--facts", json.dumps(FACTS), *AS_OF).stdout.startswith("Nothing to do: nothing was taken.\n")


# ---------------------------------------------------------------------------------------------- explain


@pytest.mark.parametrize(
    "id_", ["B101", "A049", "P04", "K3", "Q1", "D05", "L01", "dispute", "unpaid", "dispute_window"]
)
def test_explain(run: Run, id_: str) -> None:
    text = run("explain", id_)
    form = run("explain", id_, "--format", "json")
    assert text.stdout.startswith(f"{id_} · ")
    assert json.loads(form.stdout)["id"] == id_


# ---------------------------------------------------------------------------------------------- wrong use

WRONG = [
    (["diagnose"], "PATH"),
    (["diagnos", "x"], "Did you mean 'diagnose'?"),
    (["diagnose", "--fromat", "json", "x"], "--format"),
    (["diagnose", "--format", "pdf", "x"], "'pdf' is none of text, json, jsonl, csv, html, ics"),
    (["diagnose", "--as-of", "soon", "x"], "2026-11-22T10:00"),
    (["diagnose", "--as-of", "2026-11-22", "x"], "2026-11-22T12:00"),
    (["diagnose", "--as-of", "0001-01-01T00:00+14:00", "x"], "2026-11-22T10:00"),
    (["diagnose", "--tz", "Europe/Berln", "x"], "Did you mean 'Europe/Berlin'?"),
    (["diagnose", "--answer", "paid", "x"], "FACT=VALUE"),
    (["diagnose", "--answer", "payed=yes", "x"], "Did you mean 'paid'?"),
    (["diagnose", "--answer", "paid=yes", "--answer", "paid=no", "x"], "answered twice"),
    (["advise"], "--facts"),
    (["advise", "--facts", "{"], "line 1, column 2. Names and texts stand in double quotes"),
    (["advise", "--facts", '{"paid": "perhaps"}'], "is yes or no (in JSON true or false)"),
    (["advise", "--facts", "[]"], "one JSON object"),
    (["advise", "--facts", ""], "one JSON object"),
    (["advise", "--facts", '{"status": "closed", "status": "shipped"}'], "`status` stands twice"),
    (["advise", "--facts", "gone.json"], "does not exist"),
    (["advise", "--facts", '{"payed": true}'], "Did you mean `paid`?"),
    (["advise", "--facts", '{"status": "shut"}'], "cannot be `shut`: it is one of"),
    (["explain", "B999"], "B999"),
    (["explain", "X99"], "Ids stand in brackets behind the sources of --why"),
    (["explain", "dispute_windw"], "Did you mean `dispute_window`?"),
    (["forget"], "--all"),
    (["forget", "1", "--all"], "not both"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_wrong_use_is_explained(run: Run, arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_an_impossible_answer_is_wrong_use(run: Run, fixtures: Path) -> None:
    result = run("diagnose", fixtures / PAIR, "--answer", "closed_by=sellr")
    assert result.exit_code == 2
    assert "Did you mean `seller`?" in result.stderr


def test_an_unknown_zone_of_the_machine_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST")
    result = run("advise", "--facts", "{}")
    assert result.exit_code == 0
    assert "--tz Europe/Berlin" in result.stderr


# ---------------------------------------------------------------------------------------------- terminals


@pytest.mark.parametrize(("count", "terminal", "shown"), [(24, True, False), (25, True, True), (25, False, False)])
def test_progress_is_for_long_work_on_a_terminal(
    count: int, terminal: bool, shown: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    from whyclosed.commands.output import progress

    class Stderr(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    stderr = Stderr()
    monkeypatch.setattr(sys, "stderr", stderr)
    with progress(labels()("note.reading"), count) as tick:
        for _ in range(count):
            tick()
    assert ("Reading pages" in stderr.getvalue()) is shown
    assert capsys.readouterr().out == ""


class _Terminal:
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
    ids=["terminal", "NO_COLOR", "empty NO_COLOR", "dumb"],
)
def test_colours(environment: dict[str, str], colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from whyclosed.commands.output import look

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", _Terminal())
    assert look()["colour"] is colour


@pytest.mark.parametrize(("columns", "width"), [("200", 88), ("72", 72), ("10", 40)])
def test_width(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from whyclosed.commands.output import look

    monkeypatch.setenv("COLUMNS", columns)
    assert look()["width"] == width
