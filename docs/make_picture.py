"""Writes docs/pictures/answer.svg, the command's answer on the sample pages.

python docs/make_picture.py [--check]
"""

from __future__ import annotations

import sys
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import whyclosed
from whyclosed.samples import copy_to
from whyclosed.text.report import write_report

TARGET = Path(__file__).parent / "pictures" / "answer.svg"
COLUMNS, _SHORT = 80, 7
LINE, SIZE, CHARACTER, MARGIN = 20, 15, 9, 22
"""Pixels. Every line is stretched to its columns, so the reader's own monospaced letters fit."""


def answer() -> list[str]:
    """The lines of the answer."""
    with TemporaryDirectory() as folder:
        details, tracking, _ = copy_to(Path(folder))
        report = whyclosed.diagnose(
            [details, tracking], as_of=datetime.fromisoformat("2026-11-22T10:00"), tz="Europe/Berlin"
        )
    return write_report(report, width=COLUMNS, colour=False).splitlines()


def picture() -> str:
    """The lines as a picture: light letters on a dark ground, headings bold."""
    lines = ["$ whyclosed diagnose closed-order.html closed-order-tracking.html", "", *answer()]
    wide, high = COLUMNS * CHARACTER + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    rows = [_row(line, place) for place, line in enumerate(lines) if line]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">',
            "<title>The command's answer for a closed order</title>",
            f"<style>text {{ font: {SIZE}px ui-monospace, Menlo, Consolas, monospace; fill: #d5d9e0 }}",
            ".head { font-weight: 700; fill: #ffffff } .due { fill: #ffb454 } .quiet { fill: #8b95a5 }</style>",
            f'<rect width="{wide}" height="{high}" rx="10" fill="#16191f"/>',
            *rows,
            "</svg>\n",
        ]
    )


def _row(line: str, place: int) -> str:
    text = line.lstrip().replace(" ", "\N{NO-BREAK SPACE}")
    left, length = MARGIN + CHARACTER * (len(line) - len(text)), CHARACTER * len(text)
    top = MARGIN + LINE * place + SIZE
    return f'<text x="{left}" y="{top}" textLength="{length}" class="{_look(line)}">{escape(text, quote=False)}</text>'


def _look(line: str) -> str:
    if line.startswith("By when"):
        return "due"
    if line.startswith(("$", "Order ", "More:")):
        return "quiet"
    return "head" if line.endswith((".", ":")) and line.count(" ") < _SHORT else "words"


def main() -> None:
    """Write the picture, or compare it."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == picture() else f"{TARGET.name} is not current: make documents")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(picture(), "utf-8")


if __name__ == "__main__":
    main()
