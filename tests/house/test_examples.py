"""Every example of the documents and of the command's help runs, in a folder with the files that they name."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from whyclosed.commands import whyclosed
from whyclosed.labels import labels

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
SAMPLES = ROOT / "cli" / "whyclosed" / "samples"
PAGES = {
    "order.html": SAMPLES / "closed-order.html",
    "tracking.html": SAMPLES / "closed-order-tracking.html",
    "refund.html": FIXTURES / "refund-initiated-order-id" / "page.html",
    "pages/closed-order.html": SAMPLES / "closed-order.html",
    "pages/closed-order-tracking.html": SAMPLES / "closed-order-tracking.html",
    "saved-pages/order.html": SAMPLES / "closed-order.html",
    "saved-pages/tracking.html": SAMPLES / "closed-order-tracking.html",
    "saved/order.html": SAMPLES / "closed-order.html",
}
ELSEWHERE = {"serve": "answers until it is stopped", "fixture": "works on the fixtures of a clone"}
"""Commands that this folder is no place for; they have tests of their own."""
NOTHING_THERE = {"forget 8190000000004411": 1}
"""What an example ends with where there is nothing of what it is about."""
_TEMPLATE = re.compile(r"[…\[|]| (?:ID|PATH|FILE|HOST)\b|HOST:PORT")


def examples() -> list[str]:
    """Every command line in the documents and in the help, without what the line says about it."""
    documents = [ROOT / "README.md", *sorted(set((ROOT / "docs").glob("*.md")) - {ROOT / "docs" / "measurements.md"})]
    texts = [path.read_text("utf-8") for path in documents] + [str(text) for text in labels().all("help").values()]
    lines = re.findall(r"^ {2,4}(?:\.venv/bin/)?whyclosed (.+)$", "\n".join(texts), re.MULTILINE)
    known = (re.split(r"\s{2,}|\s> ", line.partition("#")[0].strip())[0] for line in lines)
    return sorted({line for line in known if not _TEMPLATE.search(line) and line.split()[0] not in ELSEWHERE})


@pytest.mark.parametrize("line", examples())
def test_every_example_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, page in PAGES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(page, tmp_path / name)
    (tmp_path / "facts.json").write_text('{"status": "closed", "paid": true}')
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    arguments = shlex.split(line)
    told = CliRunner().invoke(whyclosed, arguments, input="q\n" if arguments[0] == "ask" else '{"status": "closed"}')
    assert told.exit_code == NOTHING_THERE.get(line, 0), told.output
    assert isinstance(told.exception, SystemExit | None)


def test_there_are_examples_of_every_command() -> None:
    shown = {line.split()[0] for line in examples()} | ELSEWHERE.keys()
    assert {"diagnose", "parse", "advise", "ask", "explain", "evidence", "scrub"} <= shown
