"""No fixture contradicts what working programs rely on in the real pages, unless its meta.toml says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.witnesses.book import Claim, Element, address, claims, claims_of, families, family_of, select, sources, tree
from tests.witnesses.pages import FIXTURES, FULFILS_ALL, SAMPLES, page_for, pages_of


def faults(name: str) -> Iterator[str]:
    """The claims that a fixture contradicts without saying why."""
    excused = FIXTURES[name].meta.get("contradicts", {})
    told = {
        claim.id: f"{page.file}: {contradiction}"
        for page in pages_of(name)
        for claim in claims_of(page.family)
        if (contradiction := claim.contradiction(page.root))
    }
    yield from (told[one] for one in told if one not in excused)
    yield from (f"the exception {one} is not needed any more" for one in excused if one not in told)
    yield from (f"the exception {one} has no reason" for one, reason in excused.items() if not reason)


def test_no_fixture_contradicts_a_claim() -> None:
    assert {name: told for name in FIXTURES if (told := list(faults(name)))} == {}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_no_sample_contradicts_a_claim(path: Path) -> None:
    data = path.read_bytes()
    root = tree(data)
    family = family_of(root, address(data))
    assert family
    assert [told for claim in claims_of(family) if (told := claim.contradiction(root))] == []


def is_fulfilled(claim: Claim) -> bool:
    pages = [one for one in pages_of(page_for(claim)) if one.family == claim.family]
    return any(claim.asked(one.root) and not claim.contradiction(one.root) for one in pages)


def test_every_claim_is_fulfilled_by_some_page() -> None:
    """Not only that no page contradicts it: one shows it."""
    assert [claim.id for claim in claims() if not is_fulfilled(claim)] == []


def test_the_page_of_all_claims_needs_no_exception() -> None:
    assert [name for name in FULFILS_ALL.values() if "contradicts" in FIXTURES[name].meta] == []
    assert {one.name for one in families()} == set(FULFILS_ALL)


# ------------------------------------------------------------------------------------------------ the claims


def test_claims_are_well_formed() -> None:
    assert len({one.id for one in claims()}) == len(claims()) > 150
    for one in claims():
        assert bool(one.css) != bool(one.xpath), one.id
        assert one.id.startswith(f"{one.family}."), one.id
        assert one.strength == len(set(one.sources)), one.id
        assert set(one.sources) <= set(sources()), one.id
    assert {key for one in claims() for key in one.sources} <= set(sources())


def page(body: str) -> Element:
    return tree(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def a_claim(**fields: object) -> Claim:
    return Claim(id="x.y", family="x", says="", strength=1, sources=("a",), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "body", "holds"),
    [
        (a_claim(css=".a"), "<p class=a>", True),
        (a_claim(css=".a"), "<p class=b>", False),
        (a_claim(css=".a", never=True), "<p class=a>", False),
        (a_claim(css=".a", at_most=1), "<p class=a><p class=a>", False),
        (a_claim(css=".a", text=r"\d"), "<p class=a>none", False),
        (a_claim(css=".a", when=".b"), "<p>", True),
        (a_claim(css=".a", unless=".b"), "<p class=b>", True),
        (a_claim(css=".a", of=".b"), "<div class=b><p class=a></div>", True),
        (a_claim(css=".a", of=".b"), "<div class=b></div><p class=a>", False),
        (a_claim(css=".a", of=".b", how="in"), "<div class=a><p class=b></div>", True),
        (a_claim(css=".a", of=".b", how="in"), "<p class=a></p><p class=b>", False),
        (a_claim(xpath="//p[@class='a']"), "<p class=a>", True),
    ],
)
def test_how_a_claim_is_read(claim: Claim, body: str, holds: bool) -> None:
    assert (claim.contradiction(page(body)) is None) == holds


def test_a_page_of_no_family_is_not_judged() -> None:
    assert family_of(page("<p>Closed</p>"), "https://www.aliexpress.com/p/order/detail.html?orderId=1") is None
    assert select(".b", page("<p class='a b'>")) != []
