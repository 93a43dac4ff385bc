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

from whyclosed_rules.errors import reason
from whyclosed_server.errors import FullError, LockedError, StoreError
from whyclosed_server.paths import NotPrivateError, check_own_file, create_private, make_private_folder

APPLICATION_ID = 0x57434C31  # "WCL1", so that another program's file is never taken for ours
_ZEROS = bytes(1024 * 1024)

OPEN_SECONDS = 5.0
"""To wait for another program that makes or changes the file, when it is opened."""

WAIT_SECONDS = 0.8
"""The same in the middle of a request: somebody looks at a screen meanwhile."""

_AGAIN_SECONDS = 2.0  # who comes so soon after one that has waited in vain tries, but does not wait


class Database:
    """A connection that several threads may share, and several processes may open at once."""

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        """Open or create `path`. `migrations[n]` leads from version n to n + 1. Raises `StoreError`."""
        self.path = path
        self._migrations = migrations
        self._lock = RLock()
        self._waited_in_vain = float("-inf")
        self._open()

    def _open(self) -> None:
        self._file: tuple[int, int] | None = (-1, -1)  # none, until all is well
        self._wiped = False  # until the log was emptied once: an earlier run may have left that undone
        try:
            make_private_folder(self.path.parent)
            for file in self._files():
                check_own_file(file)
            with suppress(FileExistsError):
                os.close(create_private(self.path))
            if os.name != "nt":
                self.path.chmod(0o600)
            opened = self._identity()
            self._connection = sqlite3.connect(
                self.path, timeout=OPEN_SECONDS, isolation_level=None, check_same_thread=False
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

    def _files(self) -> list[Path]:
        """The file itself, and what SQLite keeps beside it while it is in use."""
        return [self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal", "-shm")]

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
        """Switch to the write-ahead log. For this lock alone SQLite does not wait by itself: `OPEN_SECONDS` at most."""
        end = monotonic() + OPEN_SECONDS
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
            raise StoreError("store_of_others", path=self.path)
        if version > newest:
            raise StoreError("store_is_newer", path=self.path)
        return version

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A block of reads, all of the same moment. Raises `StoreError`."""
        with self._turn(), self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A block of writes: all of it is on the disk when the block ends, or none. Raises `StoreError`."""
        with self._turn(), self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """This thread's turn with the connection. Raises `LockedError` after `WAIT_SECONDS`, however many wait."""
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise LockedError("store_locked", path=self.path)
        try:
            self._follow()
            if not self._wiped:
                self._wipe()
            self._wait_at_most(0 if monotonic() - self._waited_in_vain < _AGAIN_SECONDS else WAIT_SECONDS)
            yield
        except LockedError:
            self._waited_in_vain = monotonic()
            raise
        finally:
            self._lock.release()

    def _wait_at_most(self, seconds: float) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

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

    def empty_log(self) -> bool:
        """Move the write-ahead log into the file and cut it, so that deleted rows are in neither.

        False where another program reads at this moment: it is then tried anew before whatever comes next.
        Raises `LockedError`.
        """
        self._wiped = False
        with self._turn():
            return self._wiped or self._wipe(WAIT_SECONDS)

    def _wipe(self, wait: float = 0) -> bool:
        self._wait_at_most(wait)
        with suppress(sqlite3.Error):
            busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._wiped = not busy
        return self._wiped

    def start_anew(self) -> None:
        """Overwrite and delete the file, and make an empty one. Needs no room on the disk. Raises `StoreError`."""
        with self._turn():
            self._connection.close()
            try:
                for file in self._files():
                    with suppress(FileNotFoundError):
                        _overwrite(file)
                        file.unlink()
            except OSError as error:
                raise self._explained(error) from None
            self._open()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def _explained(self, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorname", "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return LockedError("store_locked", path=self.path)
        if code.startswith("SQLITE_FULL"):
            return FullError("store_full", path=self.path)
        if isinstance(error, NotPrivateError):
            return StoreError("store_not_private", path=self.path, why=error.why)
        if isinstance(error, OSError):
            return StoreError("store_unopened", path=self.path, why=reason(error))
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return StoreError("store_unwritten", path=self.path)
        if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or not code:
            return StoreError("store_damaged", path=self.path)
        return StoreError("store_unusable", path=self.path, code=code)


def _overwrite(file: Path) -> None:
    """Write zeros over a whole file, up to the disk."""
    with file.open("r+b", buffering=0) as opened:
        for _ in range(0, file.stat().st_size, len(_ZEROS)):
            opened.write(_ZEROS[: file.stat().st_size - opened.tell()])
        os.fsync(opened.fileno())


def _statements(script: str) -> list[str]:
    """`executescript` would commit; these run inside the transaction."""
    lines = (line.partition("--")[0] for line in script.splitlines())
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]
