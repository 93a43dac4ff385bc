"""The file in which a pile is worked up: what was read of each page, so that a stopped pile goes on, and the answers in
the order in which they are due, so that they need not all be held at once."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from whyclosed.piles.pieces import Reading, Told
from whyclosed_parser.merging.groups import Key

_TABLES = """
CREATE TABLE IF NOT EXISTS setting (value TEXT);
CREATE TABLE IF NOT EXISTS page (path BLOB PRIMARY KEY, state TEXT, unread TEXT);
CREATE TABLE IF NOT EXISTS seen (path BLOB, place INTEGER, order_id TEXT, lines TEXT, content TEXT);
CREATE INDEX IF NOT EXISTS seen_path ON seen (path);
DROP TABLE IF EXISTS answer;
CREATE TABLE answer (rank TEXT, number INTEGER, row TEXT);
"""
_SHARED = """
DROP TABLE IF EXISTS temp.shared;
CREATE TEMP TABLE shared (name TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO shared SELECT name FROM (
    SELECT order_id AS name FROM seen WHERE order_id IS NOT NULL
    UNION ALL SELECT value FROM seen, json_each(seen.lines)
) GROUP BY name HAVING count(*) > 1
"""
_KEYS = """
SELECT rowid, order_id, order_id IN shared,
    (SELECT json_group_array(value) FROM json_each(seen.lines) WHERE value IN shared)
FROM seen WHERE path = ? ORDER BY place
"""


class BusyError(Exception):
    """Another run works on this pile."""


class Work:
    """The work on one pile, in a file that only its owner can read. What it holds of a page counts while the page's
    size and time stay the same, and while `setting` does: what else the reading hangs on. Raises `BusyError` while
    another run has it."""

    def __init__(self, file: Path, setting: str) -> None:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        self._base = sqlite3.connect(file, timeout=0, isolation_level=None)
        try:  # of two runs one works
            self._base.executescript(
                f"PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF; BEGIN EXCLUSIVE; {_TABLES} COMMIT"
            )
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise BusyError from None
            raise
        if self._base.execute("SELECT value FROM setting").fetchall() != [(setting,)]:
            self._base.executescript("DELETE FROM setting; DELETE FROM page; DELETE FROM seen")
            self._base.execute("INSERT INTO setting VALUES (?)", (setting,))

    def close(self) -> None:
        """Let go of the file; it stays."""
        self._base.close()

    @contextmanager
    def kept(self, every: int) -> Iterator[Callable[[], None]]:
        """What is added in this context is kept, also where it is left by an error. It gives what is to be called after
        each addition: after so many of them all is kept for good."""
        added = 0

        def keep() -> None:
            nonlocal added
            added += 1
            if added % every == 0:
                self._base.execute("COMMIT")
                self._base.execute("BEGIN")

        self._base.execute("BEGIN")
        try:
            yield keep
        finally:
            if self._base.in_transaction:  # a full disk has ended it
                self._base.execute("COMMIT")

    def is_read(self, path: str) -> bool:
        """Whether this very page was read before."""
        row = self._base.execute("SELECT state FROM page WHERE path = ?", (_key(path),)).fetchone()
        return bool(row) and row[0] == state(path)

    def add(self, path: str, reading: Reading) -> None:
        """Keep what was read of a page, in the place of what was read of it before."""
        name = _key(path)
        self._base.execute("DELETE FROM seen WHERE path = ?", (name,))
        rows = [
            (name, place, key.order_id, json.dumps(key.lines), content)
            for place, (key, content) in enumerate(zip(reading.keys, reading.orders, strict=True))
        ]
        self._base.executemany("INSERT INTO seen VALUES (?, ?, ?, ?, ?)", rows)
        page = (name, state(path), json.dumps(reading.unread))
        self._base.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", page)

    def keys(self, paths: Sequence[str]) -> Iterator[tuple[int, Key]]:
        """The orders seen on these pages, in their order: where each is kept, and by which of its ids it may be known
        elsewhere, too: one that was seen once joins no pages, and need not be held in memory."""
        self._base.executescript(_SHARED)
        for path in paths:
            rows = self._base.execute(_KEYS, (_key(path),)).fetchall()
            for number, order_id, is_shared, lines in rows:
                shared = tuple(json.loads(lines))
                yield number, Key(order_id if is_shared or shared else None, shared)

    def seen(self, number: int) -> tuple[str | None, str]:
        """What was kept there: the id of an order, and what one page says of it."""
        found: tuple[str | None, str] = self._base.execute(
            "SELECT order_id, content FROM seen WHERE rowid = ?", (number,)
        ).fetchone()
        return found

    def unread(self, paths: Sequence[str]) -> Iterator[str]:
        """What could not be read of these pages."""
        for path in paths:
            row = self._base.execute("SELECT unread FROM page WHERE path = ?", (_key(path),)).fetchone()
            yield from json.loads(row[0]) if row else ()

    def answer(self, number: int, told: Told) -> None:
        """Keep the row of an order."""
        self._base.execute("INSERT INTO answer VALUES (?, ?, ?)", (told.rank, number, told.row))

    def rows(self) -> Iterator[str]:
        """Every row, what is due first on top."""
        for (place,) in self._base.execute("SELECT rowid FROM answer ORDER BY rank, number"):  # ranks alone are sorted
            yield from self._base.execute("SELECT row FROM answer WHERE rowid = ?", (place,)).fetchone()


_key = os.fsencode  # the name of a file need not be text


def state(path: str) -> str:
    """By what a page that was changed is known; empty where there is none."""
    try:
        there = os.stat(path)
    except OSError:
        return ""
    return f"{there.st_size} {there.st_mtime_ns}"
