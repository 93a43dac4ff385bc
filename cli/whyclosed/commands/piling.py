"""`whyclosed diagnose` of a pile: many pages, in several processes, into a file."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from errno import ENOSPC
from functools import partial
from pathlib import Path
from typing import TextIO, cast

from whyclosed.commands.failing import UNREAD, Failure, no_output
from whyclosed.commands.output import NO_TEXT, note, open_private, progress, refuse_existing, write
from whyclosed.labels import Labels
from whyclosed.piles import Pile, read_pile, tell_pile
from whyclosed.piles.rows import Form
from whyclosed.piles.spread import NoDaskError, NoSchedulerError
from whyclosed.piles.summary import Summary
from whyclosed.piles.work import BusyError, Work
from whyclosed.sources import Copy, without_copies
from whyclosed.text.dates import Calendar
from whyclosed.zone import Setting
from whyclosed_parser.datafiles import folder_of
from whyclosed_parser.kept import stamp
from whyclosed_parser.model import Unread
from whyclosed_rules.telling.sentences import sentences

_AT_ONCE = 50_000  # characters that are handed on together
_STOPPED = 130  # what a shell reports of a program that was stopped with Ctrl-C


def diagnose_pile(
    found: tuple[Sequence[Path | str], Sequence[Unread]],
    form: str,
    present: Setting,
    output: Path | None,
    *,
    order: str | None,
    jobs: int | None,
    scheduler: str | None,
    say: Labels,
) -> None:
    """Tell of a pile, into `output` with the problems in a file beside it, else on stdout.

    Ends the program with 1 where something could not be read, with 130 where it was stopped: with an output, the same
    command then goes on from there.
    """
    named, missing = found
    sources, copies = without_copies(named)
    paths = [str(one) for one in sources if isinstance(one, Path)]  # standard input is no pile
    del found, named, sources  # ten times as large
    pile = Pile(paths, present, say.language, cast(Form, form), order, jobs or _cores(), scheduler)
    for place in () if output is None else (output, _problems(output)):
        refuse_existing(place, say)
    with ExitStack() as stack:
        place = output or Path(stack.enter_context(tempfile.TemporaryDirectory()), f"orders.{form}")
        with _failing(place, scheduler, "pile.stopped" if output is None else "pile.goes_on", say):
            told = _work_up(pile, missing, copies, place, say)
        if output is None:
            with place.open(encoding="utf-8") as rows:
                for part in iter(partial(rows.read, _AT_ONCE), ""):
                    write(part)
    _tell(told, note if output is None else lambda line: write(f"{line}\n"), present, say)
    if output is not None:
        write(f"{say('pile.written', file=output, problems=_problems(output))}\n")
    if told.unread:
        sys.exit(UNREAD)


def _tell(told: Summary, tell: Callable[[str], None], present: Setting, say: Labels) -> None:
    """The summary, line by line."""
    for heading, summed in told.parts(Calendar(present.now, say), sentences(say.language)):
        tell(heading)
        for lead, text in summed:
            tell(f"{lead:>7}  {text}" if lead else f"  {text}")


@contextmanager
def _failing(place: Path, scheduler: str | None, stopped: str, say: Labels) -> Iterator[None]:
    """End the program where the work into `place` cannot go on, and say why; `stopped`: the words for Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        note(say(stopped))
        sys.exit(_STOPPED)
    except NoDaskError:
        from whyclosed_server.calling import adding

        raise Failure(say("error.needs_dask", typed=adding("dask"))) from None
    except NoSchedulerError as error:
        raise Failure(say("error.no_scheduler", address=scheduler, why=error)) from None
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise no_output(place, OSError(ENOSPC, ""), say) from None
        raise Failure(say("file.no_output", file=place, why=error)) from None
    except BusyError:
        raise Failure(say("file.no_output", file=place, why=say("pile.busy"))) from None
    except OSError as error:
        raise no_output(place, error, say) from None


def _work_up(pile: Pile, missing: Sequence[Unread], copies: Sequence[Copy], place: Path, say: Labels) -> Summary:
    """Read, tell and write; what is half done is taken away, but for what was read, with which a next run goes on."""
    halves = [path.with_name(f".{path.name}.part") for path in (place, _problems(place))]
    work_file = place.with_name(f".{place.name}.work")
    reader = stamp(str(folder_of("whyclosed_parser")))  # with other code or data a page is read anew
    mine = True
    try:
        with closing(Work(work_file, f"{reader} {pile.order}")) as work:
            with progress(say("note.reading"), len(pile.paths)) as tick:
                read_pile(pile, work, tick)
            with ExitStack() as stack:
                rows, problems = (stack.enter_context(_private(half)) for half in halves)
                told = tell_pile(pile, work, rows, problems, missing, copies, partial(progress, say("note.telling")))
        for half, whole in zip(halves, (place, _problems(place)), strict=True):
            os.replace(half, whole)
        work_file.unlink()
        return told
    except BusyError:
        mine = False
        raise
    finally:
        for half in halves if mine else ():
            half.unlink(missing_ok=True)
        with suppress(OSError):
            if mine and work_file.stat().st_size == 0:  # in which there was no room for anything
                work_file.unlink()


def _problems(place: Path) -> Path:
    return place.with_suffix(".problems.csv")


def _private(place: Path) -> TextIO:
    return open(open_private(place), "w", encoding="utf-8", errors=NO_TEXT, newline="")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
