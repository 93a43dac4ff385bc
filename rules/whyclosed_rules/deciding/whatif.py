"""What if: the routes that would be possible if one fact were different, or known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.deciding.derive import Case, fill_in, finite_facts, narrow, outcomes, situate
from whyclosed_rules.deciding.seller import seller_clock
from whyclosed_rules.facts.read import Origin
from whyclosed_rules.model import Route


def routes_if(case: Case, fact: str, value: Any) -> frozenset[Route]:
    """The routes that would be possible with another value of one fact.

    Only for finite facts and those of the seller's clock: days of the refund and of the window are kept.
    """
    follows = [name for name, origin in case.facts.origins.items() if origin.kind == "derived"]
    facts = case.facts.without(*follows, fact).with_(fact, value, Origin("assumed"))
    derived = {*case.narrowed, *follows, "lateness", "situation"}
    known = {name: possible for name, possible in case.known.items() if name not in derived}
    if fact in finite_facts():
        known[fact] = frozenset([value])
    known["seller"] = frozenset([seller_clock(facts, case.clock, case.numbers)[0]])
    fill_in(known)
    narrow(known)
    situate(known, facts, case.refund, case.clock)
    return cast("frozenset[Route]", outcomes("route", known))


def tried(value: Any, now: datetime, numbers: Numbers) -> Any:
    """A value to try as it is written in the tables of questions: a word for a time becomes a time.

    "recently" lies inside the time that the seller has to answer, "long_ago" a day behind it (P02).
    """
    if value not in ("recently", "long_ago"):
        return value
    answer = timedelta(hours=numbers.number("P02"))
    return now - min(timedelta(hours=1), answer / 2) if value == "recently" else now - answer - timedelta(days=1)
