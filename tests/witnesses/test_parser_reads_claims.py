"""The parser gives what working programs take from the same place, and nothing that is a person's.

Claim by claim, on the page that fulfils all claims of its family: what the claim's selector finds on the page, read
without the parser, is what the parser gives.
"""

from __future__ import annotations

import json
from typing import Any

from tests.witnesses.asks import ASKS, YIELDING, lost
from tests.witnesses.book import Element, claims, claims_of, lines, select
from tests.witnesses.pages import FIXTURES, FULFILS_ALL, pages_of, report_of


def test_the_parser_gives_what_the_page_shows_there() -> None:
    assert {claim.id: told for claim in YIELDING if (told := lost(claim))} == {}


def test_every_field_that_a_claim_leads_to_is_asked_for() -> None:
    assert {one.yields for one in YIELDING} == set(ASKS)


# ------------------------------------------------------------------------------------------------- private


def private_words(root: Element, family: str) -> set[str]:
    """The pieces of text that stand in private elements, and around a name, and nowhere else on the page."""
    inside = [element for claim in claims_of(family) if claim.private for element in claim.found(root)]
    inside += [one.getparent() for one in select(".contact-info", root)]
    held = {piece for element in inside for piece in lines(element)}
    within = {one for element in inside for one in element.iter()}
    outside: list[str] = []
    for one in root.iter():
        if isinstance(one.tag, str) and one not in within:
            outside += [one.text or ""]
            outside += [child.tail or "" for child in one]
    elsewhere = " ".join(" ".join(outside).split())
    return {piece for piece in held if len(piece) > 3 and piece not in elsewhere}


def private_and_read(name: str) -> list[str]:
    private = {piece for page in pages_of(name) for piece in private_words(page.root, page.family)}
    told = json.dumps(report_of(name).to_dict(), ensure_ascii=False)
    return sorted(piece for piece in private if piece in told)


def test_no_private_words_are_read() -> None:
    assert {name: read for name in FIXTURES if (read := private_and_read(name))} == {}


def test_there_are_private_words_to_be_kept_out() -> None:
    kept: dict[str, Any] = {
        family: {piece for page in pages_of(name) for piece in private_words(page.root, page.family)}
        for family, name in FULFILS_ALL.items()
    }
    assert "Wilhelmina Erfunden" in kept["g3_detail"]
    assert "14 Quince Lane, c/o Mbeki" in kept["g3_detail"]
    assert "Hi, Wilhelmina" in kept["g3_list"]
    assert {family for family, pieces in kept.items() if pieces} == {one.family for one in claims() if one.private}
