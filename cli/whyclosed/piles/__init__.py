"""Piles of pages: read and told piece by piece, by several processes, with the orders on disk and not in memory."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TextIO

from whyclosed.labels import labels
from whyclosed.pages import fault
from whyclosed.piles.pieces import Told, ToRead, ToTell, died, read_page, tell_order
from whyclosed.piles.rows import Form, copy_row, frame, problem_head, problem_row, unread_row
from whyclosed.piles.spread import spread
from whyclosed.piles.summary import Summary
from whyclosed.piles.work import Work
from whyclosed.sources import Copy
from whyclosed.text.dates import Calendar
from whyclosed.zone import Setting
from whyclosed_parser.merging.groups import Key, grouped_keys
from whyclosed_parser.model import Unread, from_dict
from whyclosed_parser.records import dataclass
from whyclosed_rules.telling.problems import unread_in
from whyclosed_rules.telling.sentences import sentences

Progress = Callable[[int], AbstractContextManager[Callable[[], object]]]

_KEPT_EVERY = 200
"""Pages after which what was read is kept for good: so many are read again where the program is killed."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Pages to be told of together. `order` is the order of a page that names none; `jobs` the processes that work, or
    a Dask `scheduler` whose workers do."""

    paths: Sequence[str]
    present: Setting
    language: str
    form: Form
    order: str | None = None
    jobs: int = 1
    scheduler: str | None = None


def read_pile(pile: Pile, work: Work, tick: Callable[[], object]) -> None:
    """Read every page that was not read before. What was read is kept also where this is stopped."""
    left = [path for path in pile.paths if not work.is_read(path)]
    for _ in range(len(pile.paths) - len(left)):
        tick()
    pieces = (ToRead(Path(path), pile.order, pile.language) for path in left)
    done = spread(read_page, pieces, pile.jobs, pile.scheduler)
    with closing(done), work.kept(_KEPT_EVERY) as keep:
        for piece, reading in done:
            work.add(str(piece.path), reading or died(piece))
            keep()
            tick()


def tell_pile(
    pile: Pile,
    work: Work,
    rows: TextIO,
    problems: TextIO,
    missing: Iterable[Unread],
    copies: Iterable[Copy],
    progress: Progress,
) -> Summary:
    """Tell of every order that was read, what is due first on top. `problems` takes a row for each thing that was not
    read, or not for certain, after what is `missing` anyhow, and for each of the
    `copies` of pages that are read; `progress` shows of so many orders how far this is.
    """
    words, calendar = sentences(pile.language), Calendar(pile.present.now, labels(pile.language))
    summary = Summary()

    def unread(one: Unread) -> None:
        summary.unread += 1
        problems.write(unread_row(one))

    problems.write(problem_head())
    for one in missing:
        unread(one)
    for text in work.unread(pile.paths):
        unread(unread_in(from_dict(Unread, json.loads(text)), words))
    for copy in copies:
        summary.copies += 1
        problems.write(copy_row(copy, calendar.say))
    seen = array("q")
    groups = grouped_keys(_noted(work.keys(pile.paths), seen))
    pieces = (_to_tell(number, [seen[place] for place in group], work, pile) for number, group in enumerate(groups))
    done = spread(tell_order, pieces, pile.jobs, pile.scheduler)
    with closing(done), work.kept(_KEPT_EVERY) as keep, progress(len(groups)) as tick:
        for piece, told in done:
            if isinstance(told, Told):
                work.answer(piece.number, told)
                summary.add(told, calendar.today)
                for doubt in told.problems:
                    problems.write(problem_row(told.order_id, doubt.field, doubt.code, doubt.message))
            else:
                unread(told or fault(piece.order_id, BrokenProcessPool(), pile.language))
            keep()
            tick()
    before, behind = frame(pile.form, summary.parts(calendar, words), calendar)
    rows.write(before)
    rows.writelines(work.rows())
    rows.write(behind)
    return summary


def _noted(keys: Iterable[tuple[int, Key]], seen: array[int]) -> Iterator[Key]:
    """The keys alone; where each order is kept is noted."""
    for number, key in keys:
        seen.append(number)
        yield key


def _to_tell(number: int, seen: Sequence[int], work: Work, pile: Pile) -> ToTell:
    names, pages = zip(*map(work.seen, seen), strict=True)
    return ToTell(number, next(filter(None, names), None), pages, pile.present, pile.language, pile.form)
