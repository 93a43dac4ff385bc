"""Every statement of the sources is reached by a rule in use, or stands in a short list with the reason why not."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import whyclosed
from whyclosed_rules.library import catalogue
from whyclosed_rules.library.catalogue import seasons_on
from whyclosed_rules.tables import all_rows

from .test_scenarios import SCENARIOS, diagnosed

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HERE = Path(__file__).parent
LEFT_OUT = tomllib.loads((HERE / "not_executable.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def reached() -> set[str]:
    """What the answers of all scenarios cite, and what the rows rest on that none of them needs."""
    cited = {source for scenario in SCENARIOS for source in diagnosed(scenario).sources}
    seasons = {
        source
        for season in (date(2027, 2, 6), date(2026, 11, 11))
        for one in seasons_on(season)
        for source in one.sources
    }
    wallet = whyclosed.advise(
        {"status": "closed", "closed_by": "seller", "closed_on": "2026-11-20", "method": "wallet"}, as_of=NOW
    )
    parts = {"D15"}  # an order paid in two ways: test_page.py
    return cited | seasons | set(wallet.sources) | parts | {source for _, row in all_rows() for source in row.sources}


@pytest.mark.parametrize("id_", catalogue.ids("ABDKQP"))
def test_every_statement_is_used_or_excused(id_: str, reached: set[str]) -> None:
    assert (id_ in reached) is not (id_ in LEFT_OUT), f"{id_}: {catalogue.source(id_).says}"


def test_the_list_stays_short() -> None:
    assert len(LEFT_OUT) <= 20
    assert set(LEFT_OUT) <= set(catalogue.ids())
