"""The memory of orders: what was seen of them and what the buyer answered, appended; nothing derived.

An order is the merge of its observations, its diagnosis is made anew each time. One SQLite file, readable by
this user alone, holds it; the server and the command may use it at the same time.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from sqlite3 import Connection
from typing import Self

from whyclosed_parser.model import FormError, Json, Order, from_dict, to_dict
from whyclosed_rules.model import Diagnosis
from whyclosed_server.answers import facts_only
from whyclosed_server.database import Database
from whyclosed_server.engine import Engine, real_engine
from whyclosed_server.errors import FullError
from whyclosed_server.paths import STORE_FILE, data_folder
from whyclosed_server.redact import in_words, without_texts

KEEP = timedelta(days=180)
"""How long an order is remembered after the last of its deadlines, or after it was last seen (the later)."""

AGREE = timedelta(days=1)
"""How long that must have been so: two looks must agree."""

MIGRATIONS = tuple(files(__package__).joinpath(name).read_text("utf-8") for name in ("store.sql", "store_2.sql"))

_TABLES = ("observation", "line", "answer", "over")
_LATER = "9999"  # than every time
_TIMES = frozenset({"captured_at", "ends_at", "remaining_seconds"})
_NUMBER = re.compile(r"\d+")

# Rows that say the same are left where two orders turned out to be one: only the newest is read.
_OBSERVATIONS = """SELECT body FROM observation
    WHERE id IN (SELECT max(id) FROM observation WHERE owner = ? GROUP BY says) ORDER BY id"""

log = logging.getLogger("whyclosed.store")


class Store:
    """Remembered orders. Every method raises `StoreError` where the file cannot be used."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine
        self.erased = True
        """Whether what was forgotten last is gone from the disk as well; if not, it goes with the next request."""

    @classmethod
    def open(cls, path: Path | None = None, *, engine: Engine | None = None) -> Self:
        """Open the store, or make an empty one. `path` defaults to the file in the user's data folder."""
        return cls(Database(path or data_folder() / STORE_FILE, MIGRATIONS), engine or real_engine())

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, order: Order, *, at: datetime) -> None:
        """Append what one page said of an order, without its texts; `at` is the time it was seen.

        An order with neither an order id nor a line id is not remembered: it could never be found again.
        """
        self.add_all([order], at=at)

    def add_all(self, orders: Iterable[Order], *, at: datetime) -> None:
        """Append the orders of one page: all of them or, where that fails, none.

        What was said before in the same words is replaced, so that clicking often costs nothing.
        """
        rows = [(order, _body(order)) for order in orders if _named(order)]
        with self._database.change() as db:
            for order, body in rows:
                owner, says = _claim(db, order), _digest(body)
                db.execute("DELETE FROM observation WHERE owner = ? AND says = ?", (owner, says))
                db.execute(
                    "INSERT INTO observation (owner, seen_at, says, body) VALUES (?, ?, ?, ?)",
                    (owner, _utc(at), says, json.dumps(body)),
                )

    def related(self, order: Order) -> tuple[Order, ...]:
        """The remembered observations of the order that `order` is part of, oldest first."""
        with self._database.look() as db:
            owner = _owner(db, order)
            return tuple(self._observations(db, owner)) if owner else ()

    def orders(self) -> tuple[Order, ...]:
        """Every remembered order, merged from its observations."""
        with self._database.look() as db:
            owners = [owner for (owner,) in db.execute("SELECT DISTINCT owner FROM observation ORDER BY owner")]
            seen = [list(self._observations(db, owner)) for owner in owners]
        return tuple(order for observations in seen for order in self._engine.merge(observations))

    def answer(self, order_id: str, answers: Mapping[str, Json], at: datetime) -> None:
        """Append the buyer's answers (facts by name, already checked) of the time `at`."""
        with self._database.change() as db:
            db.execute(
                "INSERT INTO answer (owner, answered_at, body) VALUES (?, ?, ?)",
                (_by_id(order_id), _utc(at), json.dumps(dict(answers))),
            )

    def answers(self, order_id: str) -> dict[str, Json]:
        """The buyer's answers by fact, for each fact the newest."""
        with self._database.look() as db:
            return _answers(db, _by_id(order_id))

    def forget(self, order_id: str | None) -> int:
        """Delete one order, or (None) everything, and wipe it from the file. Returns the number of orders.

        Where another program reads at this moment, they are deleted, but not yet `erased`.
        """
        with self._database.look() as db:
            every = [owner for (owner,) in db.execute("SELECT DISTINCT owner FROM observation")]
        try:
            self._delete(order_id)
        except FullError:
            if order_id is None:
                self._database.start_anew()
            else:  # the room that the log takes may be enough
                self._database.empty_log()
                self._delete(order_id)
        self.erased = self._database.empty_log()
        return len(every) if order_id is None else every.count(_by_id(order_id))

    def _delete(self, order_id: str | None) -> None:
        with self._database.change() as db:
            if order_id is not None:
                _delete(db, _by_id(order_id))
                return
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608  (a name of ours)

    def expire(self, now: datetime) -> int:
        """Forget the orders whose time is over (`KEEP`) at `now`, and was at a look a day or more before (`AGREE`).

        So a clock that is wrong for once deletes nothing. Returns the number of orders that were forgotten. An order
        whose deadlines cannot be told is kept.
        """
        with self._database.look() as db:
            idle = db.execute(
                "SELECT owner FROM (SELECT owner, seen_at AS at FROM observation"
                " UNION ALL SELECT owner, answered_at FROM answer) GROUP BY owner HAVING max(at) < ?",
                (_utc(now - KEEP),),
            ).fetchall()
            over = {owner for (owner,) in idle if self._is_over(db, owner, now)}
            since = dict(db.execute("SELECT owner, since FROM over").fetchall())
        agreed = {owner for owner in over if since.get(owner, _LATER) <= _utc(now - AGREE)}
        marked = {owner for owner in over if since.get(owner, _LATER) > _utc(now)}  # for the first time, or again
        if not (agreed or marked or since.keys() - over):
            return 0
        with self._database.change() as db:
            for owner in since.keys() - over:
                db.execute("DELETE FROM over WHERE owner = ?", (owner,))
            for owner in marked:
                db.execute("INSERT OR REPLACE INTO over (owner, since) VALUES (?, ?)", (owner, _utc(now)))
            for owner in agreed:
                _delete(db, owner)
        if agreed:
            self._database.empty_log()
        return len(agreed)

    def _is_over(self, db: Connection, owner: str, now: datetime) -> bool:
        answers = facts_only(_answers(db, owner))
        for order in self._engine.merge(list(self._observations(db, owner))):
            try:
                diagnosis = self._engine.diagnose(order, now=now, tz=UTC, answers=answers)
            except Exception as error:
                log.warning("an order is kept, since it cannot be diagnosed: %s", type(error).__name__)
                return False
            if any(day >= (now - KEEP).date() for day in _days(diagnosis)):
                return False
        return True

    def _observations(self, db: Connection, owner: str) -> Iterator[Order]:
        for (body,) in db.execute(_OBSERVATIONS, (owner,)):
            try:
                yield in_words(from_dict(Order, json.loads(body)), Order())
            except (FormError, ValueError):  # of a version that knew other values; kept, not read
                log.warning("an observation is not readable and is left out")


def _named(order: Order) -> bool:
    return order.order_id is not None or any(_lines(order))


def _lines(order: Order) -> list[str]:
    return [item.line_id for item in order.items if item.line_id]


def _by_id(order_id: str) -> str:
    return f"o:{order_id}"


def _owner(db: Connection, order: Order) -> str | None:
    """The owner of what `order` says, as far as it is known: its id, else the one owner of its lines."""
    if order.order_id is not None:
        return _by_id(order.order_id)
    owners = _line_owners(db, order)
    return owners.pop() if len(owners) == 1 else None


def _line_owners(db: Connection, order: Order) -> set[str]:
    rows = (db.execute("SELECT owner FROM line WHERE line_id = ?", (line,)) for line in _lines(order))
    return {owner for found in rows for (owner,) in found}


def _claim(db: Connection, order: Order) -> str:
    """The owner for a new observation. An order with an id takes over what was known by its lines alone."""
    owner = _owner(db, order) or f"l:{_lines(order)[0]}"
    if order.order_id is not None:
        for other in _line_owners(db, order):
            if other.startswith("l:"):
                db.execute("UPDATE observation SET owner = ? WHERE owner = ?", (owner, other))
                db.execute("UPDATE line SET owner = ? WHERE owner = ?", (owner, other))
                db.execute("DELETE FROM over WHERE owner = ?", (other,))
    for line in _lines(order):
        db.execute("INSERT OR IGNORE INTO line (line_id, owner) VALUES (?, ?)", (line, owner))
    return owner


def _delete(db: Connection, owner: str) -> None:
    for table in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE owner = ?", (owner,))  # noqa: S608  (a name of ours)


def _answers(db: Connection, owner: str) -> dict[str, Json]:
    merged: dict[str, Json] = {}
    for (body,) in db.execute("SELECT body FROM answer WHERE owner = ? ORDER BY id", (owner,)):
        merged.update(json.loads(body))
    return merged


def _days(diagnosis: Diagnosis) -> Iterator[date]:
    deadlines = [
        *diagnosis.deadlines,
        *(each for package in diagnosis.packages for each in package.deadlines),
    ]
    for deadline in deadlines:
        for value in (deadline.last_day, deadline.act_by, deadline.at):
            if value is not None:
                yield value.date() if isinstance(value, datetime) else value
    if diagnosis.refund.limit is not None:
        yield diagnosis.refund.limit


def _body(order: Order) -> dict[str, Json]:
    """What is written. Empty parts of the order are left out: `from_dict` fills them in again."""
    form: dict[str, Json] = to_dict(without_texts(order))
    return {key: value for key, value in form.items() if value not in (None, [], {})}


def _digest(body: Json) -> str:
    return sha256(json.dumps(_timeless(body), sort_keys=True).encode("ascii")).hexdigest()


def _timeless(form: Json) -> Json:
    """Without what changes by the mere passing of time: times, and the numbers in the words of a countdown."""
    if isinstance(form, dict):
        timeless = {key: _timeless(value) for key, value in form.items() if key not in _TIMES}
        if timeless.keys() != form.keys() and isinstance(form.get("text"), str):
            timeless["text"] = _NUMBER.sub("", str(form["text"]))
        return timeless
    if isinstance(form, list):
        return [_timeless(value) for value in form]
    return form


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
