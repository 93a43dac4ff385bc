"""How this installation of the program is called in a terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def command() -> str:
    """How this installation's command is typed: its bare name where the shell finds it, else its whole path."""
    beside = Path(sys.executable).with_name("whyclosed.exe" if os.name == "nt" else "whyclosed")
    found = shutil.which("whyclosed")
    if found and (not beside.exists() or Path(found).samefile(beside)):
        return "whyclosed"
    return quoted(beside)


def quoted(path: Path) -> str:
    """A path as the shell of this system takes it."""
    return f'"{path}"' if os.name == "nt" else shlex.quote(str(path))
