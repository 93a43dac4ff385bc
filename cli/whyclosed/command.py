"""The entry point of the command `whyclosed`."""

from __future__ import annotations

import atexit
import gc
import sys


def main() -> None:
    """Run the command. The version is told without loading anything else: scripts ask for it often."""
    if sys.argv[1:] == ["--version"]:
        from whyclosed import __version__

        print(f"whyclosed {__version__}")
        return
    gc.disable()  # what is loaded stays; it is looked through again when work begins (`speech.Command`)
    atexit.register(gc.freeze)  # … and not at the end, when all of it goes
    from whyclosed.commands import whyclosed

    whyclosed(prog_name="whyclosed")
