"""One SQLite file of ours: opened, checked, brought to the present version, and its errors put into words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

from whyclosed_server.errors import StoreError
from whyclosed_server.paths import create_private

APPLICATION_ID = 0x57434C31  # "WCL1", so that another program's file is never taken for ours
WAIT_SECONDS = 5.0


class Database:
    """A connection that several threads may share, and several processes may open at once."""

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        """Open or create `path`. `migrations[n]` leads from version n to n + 1. Raises `StoreError`."""
        self.path = path
        self._migrations = migrations
        self._lock = RLock()
        self._open()

    def _open(self) -> None:
        self._file: tuple[int, int] | None = (-1, -1)  # none, until all is well
        try:
            with suppress(FileExistsError):
                os.close(create_private(self.path))
            if os.name != "nt":
                self.path.chmod(0o600)
            opened = self._identity()
            self._connection = sqlite3.connect(
                self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from None
        try:
            self._prepare(self._migrations)
        except sqlite3.Error as error:
            self._connection.close()
            raise self._explained(error) from None
        except StoreError:
            self._connection.close()
            raise
        self._file = opened

    def _identity(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _prepare(self, migrations: Sequence[str]) -> None:
        run = self._connection.execute
        with self._transaction("BEGIN"):  # all of it of one moment: another process may be making the tables
            version = self._version(len(migrations))
        run("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        self._keep_a_log()
        run("PRAGMA synchronous = FULL")
        if run("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        if version < len(migrations):
            with self._transaction("BEGIN IMMEDIATE") as connection:
                # Read again: another process may have done it while this one waited.
                for script in migrations[self._version(len(migrations)) :]:
                    for statement in _statements(script):
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {len(migrations)}")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _keep_a_log(self) -> None:
        """Switch to the write-ahead log. For this lock alone SQLite does not wait by itself: `WAIT_SECONDS` at most."""
        end = monotonic() + WAIT_SECONDS
        pauses = chain((0.001, 0.002, 0.005, 0.01, 0.02), repeat(0.05))
        while not self._keeps_a_log(may_be_locked=monotonic() < end):
            sleep(next(pauses))

    def _keeps_a_log(self, *, may_be_locked: bool) -> bool:
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if may_be_locked and error.sqlite_errorname.startswith("SQLITE_BUSY"):
                return False
            raise
        return True

    def _version(self, newest: int) -> int:
        run = self._connection.execute
        version: int = run("PRAGMA user_version").fetchone()[0]
        ours = run("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        blank = version == 0 and run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not ours and not blank:
            raise StoreError(f"{self.path} is not a store of whyclosed. Nothing was changed in it.")
        if version > newest:
            raise StoreError(
                f"{self.path} was written by a newer whyclosed. Update whyclosed, or use --no-store. "
                "Nothing was changed in it."
            )
        return version

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A block of reads, all of the same moment. Raises `StoreError`."""
        with self._lock:
            self._follow()
            with self._transaction("BEGIN") as connection:
                yield connection

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A block of writes: all of it is on the disk when the block ends, or none. Raises `StoreError`."""
        with self._lock:
            self._follow()
            with self._transaction("BEGIN IMMEDIATE") as connection:
                yield connection

    def _follow(self) -> None:
        """Somebody moved or deleted the file: what is written now must not go after it, but into a new one."""
        if self._identity() != self._file:
            self._connection.close()
            self._open()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._explained(error) from None

    def empty_log(self) -> None:
        """Move the write-ahead log into the file and cut it, so that deleted rows are in neither.

        Another process that reads at this moment leaves it to the next call. Raises `StoreError`.
        """
        with self._lock:
            try:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                raise self._explained(error) from None

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def _explained(self, error: Exception) -> StoreError:
        return StoreError(f"{_reason(error, self.path)} Nothing that was remembered before is lost.")


def _statements(script: str) -> list[str]:
    """`executescript` would commit; these run inside the transaction."""
    lines = (line.partition("--")[0] for line in script.splitlines())
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]


def _reason(error: Exception, path: Path) -> str:
    if isinstance(error, OSError):
        return f"{path} cannot be opened: {error.strerror}. Give this user access, or use --no-store."
    code = getattr(error, "sqlite_errorname", "")
    if code.startswith("SQLITE_FULL"):
        return f"The disk is full: {path} cannot grow. Free some space."
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"{path} or its folder cannot be written. Give this user access, or use --no-store."
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"Another program keeps {path} locked. Close it, then try again."
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or not code:
        return f"{path} is damaged. Move it elsewhere (a new one is then made), or use --no-store."
    return f"{path} cannot be used ({code}). Use --no-store to go on without it."
