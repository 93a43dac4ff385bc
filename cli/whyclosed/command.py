"""The entry point of the command `whyclosed`."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn


def main() -> None:
    """Run the command. The version is told without loading anything else: scripts ask for it often."""
    if sys.argv[1:] == ["--version"]:
        from whyclosed import __version__

        print(f"whyclosed {__version__}")
        return
    _open_streams()
    _end_tidily()
    gc.disable()  # what is loaded stays; it is looked through again when work begins (`speech.Command`)
    atexit.register(gc.freeze)  # … and not at the end, when all of it goes
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing has begun yet that must end tidily
    from whyclosed.commands import whyclosed

    if is_ours:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    whyclosed(prog_name="whyclosed")


def _open_streams() -> None:
    """Have something in the place of each standard stream that was closed: there is nothing to read, an answer cannot
    be written, and no file that is opened later is taken for one of them."""
    for name, mode, access in (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.open(os.devnull, access), mode, encoding="utf-8"))  # noqa: SIM115


def _end_tidily() -> None:
    """Have a stop by the system, or a terminal that is closed, end the program like an error: half-written files and
    private folders go, and so do the processes that it has started."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no terminal that hangs up
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # else somebody wants it ignored: nohup
            signal.signal(number, _stop)


def _stop(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)
