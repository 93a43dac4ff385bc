"""What the server does, without HTTP: read a page, remember, diagnose anew, sort, forget."""

from __future__ import annotations

import logging
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from whyclosed_parser import SCHEMA, ParseReport
from whyclosed_parser.merging.groups import with_id
from whyclosed_parser.model import Json, Order, Problem, Unread, UnreadProblem, to_dict
from whyclosed_parser.records import dataclass
from whyclosed_rules.errors import FactError
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.calendar import calendar
from whyclosed_rules.telling.next_date import sort_key
from whyclosed_rules.telling.problems import order_in, unread_in
from whyclosed_rules.telling.sentences import Sentences, sentences
from whyclosed_rules.telling.shared import share_sources
from whyclosed_server.answers import facts_only
from whyclosed_server.changes import changes, new_here
from whyclosed_server.engine import (
    CapturedPage,
    Engine,
    GivenPage,
    MakePack,
    NotSafe,
    ParsePage,
    SavedPage,
    ScrubPage,
    Source,
)
from whyclosed_server.errors import StoreError
from whyclosed_server.redact import in_words
from whyclosed_server.store import Store

log = logging.getLogger("whyclosed.service")

_PAGE = "page.html"
"""The name of the buyer's page in an evidence pack."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The present time, the buyer's zone, and a language that the rules speak.

    A zone without a name is only an offset: it does not know when the clocks are changed, and that is said.
    """

    now: datetime
    tz: tzinfo
    language: str

    @property
    def words(self) -> Sentences:
        """The sentences of the language."""
        return sentences(self.language)


@dataclass(frozen=True, slots=True)
class Entry:
    """One order of a report."""

    order: Order
    diagnosis: Diagnosis
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Service:
    """The requests of the protocol. `store` is None where nothing may be remembered; `scrubber` copies pages without
    people, `packer` makes evidence packs.

    `budget`: for how many seconds orders are answered, by the monotonic clock `ticks`; what is left over is told.
    """

    engine: Engine
    parse: ParsePage
    store: Store | None
    budget: float = 4.0
    ticks: Callable[[], float] = time.monotonic
    scrubber: ScrubPage = field(kw_only=True)
    packer: MakePack = field(kw_only=True)

    def diagnose(self, page: CapturedPage, order_id: str | None, asker: Asker) -> Json:
        """Read a page, add it to what is known of its orders, and say why and what to do: what is due first on top.

        `order_id` is the order of a page that does not name its own. Raises what `parse` raises.
        """
        read = self.parse(page)
        return self._told(with_id(read.orders, order_id), read.unread, asker)

    def read(self, page: SavedPage, asker: Asker) -> Json:
        """What a saved page says of its orders; nothing of it is remembered. Raises what `parse` raises."""
        read = self.parse(page)
        return ParseReport(read.orders, tuple(unread_in(each, asker.words) for each in read.unread)).to_dict()

    def join(self, orders: Iterable[Order], order_id: str | None, asker: Asker) -> Json:
        """The same as `diagnose` for orders that were read before: pages of one order are one order."""
        merged = self.engine.merge(tuple(orders))
        named = with_id(merged, order_id)
        return self._told(merged if named == merged else self.engine.merge(named), (), asker)

    def _told(self, fresh: tuple[Order, ...], unread: Iterable[Unread], asker: Asker) -> Json:
        alone = len(fresh) == 1
        answer = partial(self._with_memory, asker=asker, alone=alone)
        answered, left_out = ([(fresh[0], answer(fresh[0]))], []) if alone else self._answered(fresh, answer, asker)
        entries = [entry for _, entry in answered]
        # Only what could be diagnosed is remembered: anything else would come back with every later look.
        saved = self._remember([order for order, _ in answered], asker.now)
        entries = _due_first(entries, asker)
        shown = entries if saved else [_not_saved(entry, asker) for entry in entries]
        return _report(shown, (*unread, *left_out), asker)

    def answer(self, order: Order, answers: Mapping[str, Json], asker: Asker) -> Json:
        """Diagnose an order of an earlier report with the buyer's answers. Raises `FactError`."""
        settled = self.engine.settle(answers, now=asker.now, tz=asker.tz)
        known = {**self._remembered_answers(order, asker), **settled}
        entry = self._entry(order, known, asker)
        if self.store is not None and order.order_id is not None:
            try:
                self.store.answer(order.order_id, settled, asker.now)
            except StoreError as error:
                log.error("%s", error)
                entry = _not_saved(entry, asker)
        return _report([entry], (), asker)

    def orders(self, asker: Asker) -> Json:
        """Every remembered order, diagnosed now, what is due first on top. Raises `StoreError`."""
        entries, left_out = self._all(asker)
        return _report(entries, left_out, asker)

    def calendar(self, order_id: str | None, asker: Asker) -> Json:
        """The deadlines of one order, or of all, as a calendar file. Raises `StoreError`."""
        entries, _ = self._all(asker)
        wanted = [(entry.order, entry.diagnosis) for entry in entries if order_id in (None, entry.order.order_id)]
        return {"ics": calendar(wanted, now=asker.now, tz=asker.tz)}

    def scrub(self, page: Source, asker: Asker) -> Json:
        """A copy of the page without people, or in words why there is none. Nothing is remembered of either. Raises
        what `scrubber` raises."""
        made = self.scrubber(page)
        if isinstance(made, NotSafe):
            return {"safe": None, "problem": to_dict(_why_not(made, asker)), "fields": list(made.fields)}
        safe = {
            "pages": list(made.pages),
            "packed": None if made.packed is None else b64encode(made.packed).decode(),
            "suffix": made.suffix,
            "counts": dict(made.counts),
        }
        return {"safe": safe, "problem": None, "fields": []}

    def evidence(self, order: Order, answers: Mapping[str, Json], page: CapturedPage | None, asker: Asker) -> Json:
        """The evidence pack of an order of an earlier report; its page goes in where it is given. Nothing is
        remembered. Raises `FactError`, and what `parse` raises."""
        settled = self.engine.settle(answers, now=asker.now, tz=asker.tz)
        diagnosis = self._entry(order, {**self._remembered_answers(order, asker), **settled}, asker).diagnosis
        given = (
            [] if page is None else [GivenPage(_PAGE, page.html.encode("utf-8", "replace"), self.parse(page).orders)]
        )
        seen = [in_words(one, order) for one in self._related(order)] or [order]
        packed = self.packer(
            order, diagnosis, seen=seen, pages=given, now=asker.now, tz=asker.tz, language=asker.language
        )
        return {"zip": b64encode(packed).decode()}

    def forget(self, order_id: str | None) -> Json:
        """Forget one order, or everything; `erased` says whether it is gone from the disk. Raises `StoreError`."""
        if self.store is None:
            return {"forgotten": 0, "erased": True}
        return {"forgotten": self.store.forget(order_id), "erased": self.store.erased}

    def _all(self, asker: Asker) -> tuple[list[Entry], list[Unread]]:
        """Every remembered order, and for each that cannot be diagnosed the words that say so."""
        if self.store is None:
            return [], []
        try:
            self.store.expire(asker.now)
        except StoreError as error:  # another time
            log.error("%s", error)
        answered, left_out = self._answered(self.store.orders(), partial(self._remembered, asker=asker), asker)
        return _due_first((entry for _, entry in answered), asker), left_out

    def _answered(
        self, orders: Iterable[Order], answer: Callable[[Order], Entry], asker: Asker
    ) -> tuple[list[tuple[Order, Entry]], list[Unread]]:
        """Each order with its entry, and the words for those that failed, or for which no time was left."""
        end = self.ticks() + self.budget
        answered, left_out, late = [], [], 0
        for order in orders:
            if self.ticks() > end:
                late += 1
            elif entry := _fenced(partial(answer, order)):
                answered.append((order, entry))
            else:
                left_out.append(_undiagnosed(asker))
        return answered, [*left_out, *([_late(late, asker)] if late else [])]

    def _remembered(self, order: Order, asker: Asker) -> Entry:
        return self._entry(order, self._remembered_answers(order, asker), asker)

    def _with_memory(self, fresh: Order, asker: Asker, *, alone: bool) -> Entry:
        """What a page says of an order, together with what was seen of it before, and what is new in it."""
        observations = self._related(fresh)
        if not observations:
            entry = self._entry(fresh, self._remembered_answers(fresh, asker), asker)
            told = new_here(asker.language) if self.store is not None and not alone else ()
        else:
            seen = [in_words(observation, fresh) for observation in observations]
            before = self._merged(seen, fresh.order_id)
            whole = self._merged((*seen, fresh), fresh.order_id)
            answers = self._remembered_answers(whole, asker)
            was = self.engine.route_of(before, now=asker.now, tz=asker.tz, answers=facts_only(answers))
            entry = self._entry(whole, answers, asker)
            told = changes((before, was), (whole, entry.diagnosis.route), asker.language)
        return replace(entry, diagnosis=replace(entry.diagnosis, changes=told))

    def _entry(self, order: Order, answers: Mapping[str, Json], asker: Asker) -> Entry:
        diagnosis = self.engine.diagnose(
            order, now=asker.now, tz=asker.tz, answers=facts_only(answers), language=asker.language
        )
        told = order_in(order, asker.words)
        return Entry(told if isinstance(asker.tz, ZoneInfo) else _zone_unnamed(told, asker), diagnosis, answers)

    def _merged(self, observations: Iterable[Order], order_id: str | None) -> Order:
        """The order that these observations are of."""
        merged = self.engine.merge(tuple(observations))
        return next((order for order in merged if order_id in (None, order.order_id)), merged[0])

    def _related(self, order: Order) -> tuple[Order, ...]:
        if self.store is None:
            return ()
        try:
            return self.store.related(order)
        except StoreError as error:
            log.error("%s", error)
            return ()

    def _remember(self, orders: Iterable[Order], now: datetime) -> bool:
        """Whether all is well: saved, or nothing may be saved."""
        if self.store is None:
            return True
        try:
            self.store.add_all(orders, at=now)
            self.store.expire(now)
        except StoreError as error:
            log.error("%s", error)
            return False
        return True

    def _remembered_answers(self, order: Order, asker: Asker) -> Mapping[str, Json]:
        """The buyer's answers, as far as today's rules still understand them."""
        if self.store is None or order.order_id is None:
            return {}
        try:
            return self.engine.settle(self.store.answers(order.order_id), now=asker.now, tz=asker.tz)
        except FactError:
            log.warning("the answers of an older version are left out")
            return {}
        except StoreError as error:
            log.error("%s", error)
            return {}


def _fenced(diagnose: Callable[[], Entry]) -> Entry | None:
    """The entry, or None where making it fails: one order must not take the others with it."""
    try:
        return diagnose()
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("an order is left out: %s at %s:%s", type(error).__name__, Path(place.filename).name, place.lineno)
        return None


def _due_first(entries: Iterable[Entry], asker: Asker) -> list[Entry]:
    return sorted(entries, key=lambda entry: sort_key(entry.diagnosis.tone, entry.diagnosis.next, asker.tz))


def _not_saved(entry: Entry, asker: Asker) -> Entry:
    problem = Problem("not_remembered", None, asker.words.say("server", "not_remembered"))
    return replace(entry, order=_with_problem(entry.order, problem))


def _zone_unnamed(order: Order, asker: Asker) -> Order:
    message = asker.words.say("server", "zone_unnamed", {"zone": str(asker.now.astimezone(asker.tz).tzname())})
    return _with_problem(order, Problem("zone_unnamed", None, message))


def _with_problem(order: Order, problem: Problem) -> Order:
    """With this problem once, however often the order has come back."""
    others = (one for one in order.problems if one.code != problem.code)
    return replace(order, problems=(*others, problem))


def _undiagnosed(asker: Asker) -> Unread:
    say = partial(asker.words.say, "server")
    return Unread(None, UnreadProblem("not_diagnosed", say("not_diagnosed"), say("not_diagnosed_hint")))


def _why_not(made: NotSafe, asker: Asker) -> UnreadProblem:
    """Why there is no safe copy of a page, in the buyer's language."""
    if made.problem is not None:
        return unread_in(Unread(None, made.problem), asker.words).problem
    say = partial(asker.words.say, "server")
    return UnreadProblem(f"scrub_{made.doubt}", say(f"scrub_{made.doubt}"), say(f"scrub_{made.doubt}_hint"))


def _late(count: int, asker: Asker) -> Unread:
    say = partial(asker.words.say, "server")
    told = say("no_time_left", {"count": str(count)})
    return Unread(None, UnreadProblem("not_diagnosed", told, say("no_time_left_hint")))


def _report(entries: Sequence[Entry], unread: Iterable[Unread], asker: Asker) -> Json:
    sources, diagnoses = share_sources(entry.diagnosis for entry in entries)
    shown = (replace(entry, diagnosis=one) for entry, one in zip(entries, diagnoses, strict=True))
    return {
        "schema": SCHEMA,
        "as_of": asker.now.astimezone(asker.tz).isoformat(timespec="seconds"),
        "orders": [to_dict(entry) for entry in shown],
        "sources": to_dict(sources),
        "unread": [to_dict(unread_in(each, asker.words)) for each in unread],
    }
