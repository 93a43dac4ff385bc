"""What working programs rely on holds on a scrubbed page too: who adds one as a fixture needs no exception for it."""

from __future__ import annotations

import re

import pytest
from tests.witnesses.book import claims, claims_of, family_of, tree
from tests.witnesses.pages import FIXTURES, FULFILS_ALL, pages_of

from whyclosed_parser.scrub import scrub
from whyclosed_parser.scrub.known import is_markup, pieces


@pytest.mark.parametrize("name", FULFILS_ALL.values())
def test_a_copy_of_a_page_that_fulfils_all_claims_fulfils_them(name: str) -> None:
    fixture = FIXTURES[name]
    for page, file, url in zip(pages_of(name), fixture.pages, fixture.urls, strict=True):
        made = scrub((fixture.folder / file).read_bytes(), url=url, seed=1)
        root = tree(made.content)
        assert family_of(root, made.url or "") == page.family
        asked = [claim for claim in claims_of(page.family) if claim.asked(page.root)]
        assert [claim.id for claim in asked if not claim.asked(root)] == []
        assert [told for claim in asked if (told := claim.contradiction(root))] == []


def test_every_name_in_a_claim_is_kept() -> None:
    selectors = " ".join(f"{claim.css} {claim.of} {claim.xpath}" for claim in claims())
    selectors = re.sub(r"href[*^$]?='[^']*'", "", selectors)
    names = re.findall(
        r"[.#]([A-Za-z][\w-]+)(?=[\s.#:>+~\[,)])|(?:class|id|data-pl|data-testid)[*^$]?='([^']+)'", selectors
    )
    found = {piece[0] for pair in names for name in pair for piece in pieces(name) if len(piece[0]) > 1}
    assert len(found) > 100
    assert [one for one in found if not is_markup(one)] == []
