"""Run a measurement and write its figures into its own section of docs/measurements.md.

    python -m tests.house.measured NAME… [-- OPTIONS]

`measured.toml` names the sections. All others stay as they are. Ends as the measurement ends; one that fails is
written down as failed.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "measurements.md"
SECTIONS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
HEAD = """# Measurements

Made by `make measured` and the commands named here, each of which renews its own section; nothing is written by hand.
Times are of the machine that is named and of what else ran there; ratios within one run mean more than milliseconds.
"""


def main(given: list[str]) -> int:
    """Measure each named section, and write it."""
    names, _, options = " ".join(given).partition(" -- ")
    codes = [measure(name, options.split()) for name in names.split() or SECTIONS]
    return max(codes)


def measure(name: str, options: list[str]) -> int:
    """Run one, showing what it says, and write that down."""
    command = [*SECTIONS[name]["command"], *options]
    lines: list[str] = []
    with subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    about = f"{datetime.now(UTC):%Y-%m-%d}, {_commit()}, {os.cpu_count()} × {platform.machine()}, "
    about += f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    figures = "\n".join(lines).strip()
    ended = "" if process.returncode == 0 else f"\n\n**Failed** (exit {process.returncode})."
    body = f"{SECTIONS[name]['says']}\n`python -m {' '.join(command)}`; {about}.{ended}\n\n```text\n{figures}\n```\n"
    PAGE.write_text(with_section(PAGE.read_text("utf-8") if PAGE.exists() else HEAD, name, body), "utf-8")
    return process.returncode


def with_section(page: str, name: str, body: str) -> str:
    """The page with this section new, in the order of the table, and all others as they were."""
    titles = {section["title"]: key for key, section in SECTIONS.items()}
    _, *parts = re.split(rf"^## ({'|'.join(map(re.escape, titles))})\n\n", page, flags=re.MULTILINE)
    known = {titles[title]: text for title, text in zip(parts[::2], parts[1::2], strict=True)}
    known[name] = body
    written = [f"## {SECTIONS[key]['title']}\n\n{known[key].strip()}\n" for key in SECTIONS if key in known]
    return "\n".join([HEAD, *written])


def _commit() -> str:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return f"commit {asked.stdout.strip()}" if asked.returncode == 0 else "no commit"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
