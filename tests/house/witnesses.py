"""Who may notice that a rule table was changed: scenarios, cases, stories, rows and pages, each with what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache, partial
from typing import Any, cast
from zoneinfo import ZoneInfo

from tests.rules.rows import behind, says
from tests.rules.stories import QUESTIONS, Story, stories
from tests.rules.test_cases import CASES, DATA
from tests.rules.test_cases import CHECKS as CASE_CHECKS
from tests.rules.test_cases import diagnosed as case_diagnosed
from tests.rules.test_page import ORDERS, shown
from tests.rules.test_scenarios import CHECKS, SCENARIOS, diagnosed

from whyclosed.texts import classified
from whyclosed_parser.model import Order
from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision, decide
from whyclosed_rules.deciding.derive import derive
from whyclosed_rules.engine.compiled import Masks
from whyclosed_rules.facts import Clock, read_facts
from whyclosed_rules.model import Diagnosis

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """A case, scenario, story, row or page: how it is answered, and whether the answer is right.

    `asks`: what would change the answer is asked of it, or what the buyer is asked. `sees`: what the true tables make
    of it, one for each parcel. `page`: it tells what pages show.
    """

    name: str
    answer: Callable[[], Any]
    right: Callable[[Any], bool]
    asks: bool
    sees: tuple[Seen, ...]
    page: bool = False

    def touched(self) -> bool:
        """Whether the tables as they stand lead elsewhere, before anything is told."""
        return any(one.after != tables.compiled().run(one.before) or one.held != held(one.decided) for one in self.sees)

    def objects(self) -> bool:
        """Whether the answer is wrong, or cannot be given or judged at all."""
        try:
            return not self.right(self.answer())
        except Exception:
            return True


@dataclass(frozen=True, slots=True)
class Seen:
    """What tables make of a parcel, or of an order: the masks before them, after them and with what was decided, and the
    rows that hold then."""

    before: Masks
    after: Masks
    decided: Masks
    held: list[list[str]]


def held(masks: Masks) -> list[list[str]]:
    """The rows that hold, of every group."""
    compiled = tables.compiled()
    return [[row.id for row in compiled.holding(group, masks)] for group in compiled.rows]


def seen(raw: Mapping[str, Any], now: datetime, tz: tzinfo | None) -> tuple[Seen, ...]:
    """What the tables as they stand make of facts."""
    assert tz is not None
    clock = Clock(now, tz)
    facts = read_facts(classified(raw).facts, clock)
    parcels = [own.over(facts) for _, own in facts.get("packages") or ()] or [facts]
    made = [decide(derive(one.without("packages"), clock)) for one in parcels]
    return tuple(_seen(one) for one in made)


def _seen(one: Decision) -> Seen:
    before, after, decided = one.case.inference.before, one.case.inference.after, one.conclusion.masks
    return Seen(list(before), after, decided, held(decided))


ASKING = {"ask", "asks_not", "ask_first_of", "asks_at_most", "asks_first", "changes_not"}


@cache
def witnesses() -> tuple[Witness, ...]:
    """Everybody who can notice something."""
    return (*_scenarios(), *_cases(), *_stories(), *_rows(), *_pages())


def _rows() -> Iterator[Witness]:
    for say in says():
        one = say.situation
        name = f"row {say.table}/{say.row} {say.cell or 'told'}: {one.name}"
        yield Witness(name, one.behind, say.holds, False, _seen_in(one.name))


def _pages() -> Iterator[Witness]:
    for param in ORDERS:
        order, wanted = cast("tuple[Order, dict[str, Any]]", param.values)
        yield Witness(f"page {param.id}", partial(shown, order, wanted), wanted.__eq__, False, (), page=True)


@cache
def _seen_in(name: str) -> tuple[Seen, ...]:
    one = next(say.situation for say in says() if say.situation.name == name)
    return seen(one.facts, one.now, one.tz)


def _scenarios() -> Iterator[Witness]:
    for one in SCENARIOS:
        now = datetime.fromisoformat(one["now"])
        asks = "change" in one or bool(ASKING & set(one["expect"]))
        tz = ZoneInfo(one["tz"]) if "tz" in one else now.tzinfo
        sees = seen(one["facts"], now, tz)
        yield Witness(f"scenario {one['id']}", partial(diagnosed, one), partial(scenario_holds, one), asks, sees)


def _cases() -> Iterator[Witness]:
    for one in CASES:
        now, tz = datetime.fromisoformat(one.get("now", DATA["now"])), ZoneInfo(one.get("tz", DATA["tz"]))
        asks, sees = bool(ASKING & set(one["expect"])), seen(one["facts"], now, tz)
        yield Witness(f"case {one['id']}", partial(case_diagnosed, one), partial(case_holds, one), asks, sees)


def _stories() -> Iterator[Witness]:
    for story in stories():
        asked = "ask" in story.expect and story.advice().route in ("undecided", "wait_delivery")
        for questions in (0, QUESTIONS) if story.answers else (0,):
            name = f"story {story.id}" + (" asked" if questions else "")
            sees = seen(story.facts, story.as_of, story.as_of.tzinfo)
            yield Witness(name, partial(story.advice, questions), story_holds(story), asked or questions > 0, sees)


def story_holds(story: Story) -> Callable[[Diagnosis], bool]:
    """Whether the advice is what an expert accepts."""
    return lambda answer: not story.misses(answer)


def case_holds(one: Data, answer: Diagnosis) -> bool:
    """Whether a case comes out as it says."""
    return expected(answer, one["expect"], CASE_CHECKS)


def scenario_holds(one: Data, answer: Diagnosis) -> bool:
    """Whether a scenario comes out as it says, with its rules and with what would change it."""
    changes = {(change.fact, change.value, change.route) for change in answer.would_change}
    return (
        expected(answer, {key: value for key, value in one["expect"].items() if key != "window"}, CHECKS)
        and set(one["why"]) <= set(answer.sources)
        and {(fact, other["value"], other["route"]) for fact, other in one.get("change", {}).items()} <= changes
    )


def expected(answer: Diagnosis, wanted: Data, checks: Mapping[str, Callable[[Diagnosis, Any], bool]]) -> bool:
    """Whether an answer is what was wanted."""
    return all(checks[key](answer, value) for key, value in wanted.items())


@cache
def named_by() -> Mapping[str, Set[str]]:
    """What the answer to each witness names as the tables are written: rows, and kinds of deadlines."""
    return {one.name: _named(one.answer()) for one in witnesses()}


def _named(answer: Any) -> Set[str]:
    if isinstance(answer, Diagnosis):
        return behind(answer) | {due.kind for due in answer.deadlines}
    return answer if isinstance(answer, set) else set()
