"""The pages that are held against the claims: every fixture's, and which of them fulfils all claims of its family."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.witnesses.book import Claim, Element, address, family_of, tree

from whyclosed.fixtures import fixtures
from whyclosed_parser import ParseReport

HOME = Path(__file__).parents[2] / "fixtures"
FIXTURES = {one.name: one for one in fixtures(HOME)}
SAMPLES = sorted((HOME.parent / "cli" / "whyclosed" / "samples").glob("*.html"))
# The page of each family that fulfils all its claims.
FULFILS_ALL = {
    "g3_list": "list-claims",
    "g3_list_mobile": "list-mobile-claims",
    "g3_detail": "detail-claims",
    "t3_tracking": "tracking-claims",
    "t3_v1": "tracking-v1-claims",
    "refund": "dispute-buyers-turn",
    "refund_detail": "refund-two-channels",
    "refund_list": "refund-list-2026",
    "ru_list": "ru-list-claims",
    "ru_detail": "ru-detail-claims",
    "g2_list": "g2-list-claims",
    "g1_detail": "g1-detail-claims",
    "t2": "t2-claims",
    "t2b": "t2b-claims",
}
# Claims about parts that the page above does not have, and a page that has them.
ELSEWHERE = {
    "g1_detail.number": "g1-detail-refund-tab",
    "g1_detail.payment": "g1-detail-refund-tab",
    "g1_detail.refund_amount": "g1-detail-refund-tab",
    "g1_detail.refund_day": "g1-detail-refund-tab",
    "g1_detail.refunded_product": "g1-detail-refunded",
    "g3_detail.logistics_2022": "detail-shipped-2022-logistics",
    "g3_detail.return_dialog": "detail-completed-returns-buttons",
    "g3_list_mobile.bare_date": "list-mobile-bare-date",
    "g3_list_mobile.store": "list-mobile-bare-date",
    "refund.form": "dispute-start-form",
    "ru_detail.price_first": "ru-detail-2023",
    "ru_detail.title": "ru-detail-2023",
    "ru_detail.total": "ru-detail-2023",
    "ru_detail.variant": "ru-detail-2023",
}


@cache
def report_of(name: str) -> ParseReport:
    """What is read from a fixture's pages."""
    return FIXTURES[name].read()


def page_for(claim: Claim) -> str:
    """The fixture that shows what the claim says."""
    return ELSEWHERE.get(claim.id, FULFILS_ALL[claim.family])


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, its tree and its family."""

    file: str
    root: Element
    family: str


@cache
def pages_of(name: str) -> tuple[Seen, ...]:
    """The pages of a fixture that belong to a known family."""
    fixture = FIXTURES[name]
    found = []
    for file, url in zip(fixture.pages, fixture.urls, strict=True):
        data = (fixture.folder / file).read_bytes()
        root = tree(data)
        if root is not None and (family := family_of(root, url or address(data))):
            found.append(Seen(file, root, family))
    return tuple(found)
