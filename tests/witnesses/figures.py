"""`make witnesses`: how true the fixtures are, and how much of what other programs take the parser gives."""

from __future__ import annotations

from collections.abc import Iterator

from tests.witnesses.asks import YIELDING, lost
from tests.witnesses.book import Claim, claims, claims_of
from tests.witnesses.pages import FIXTURES, pages_of


def misses() -> Iterator[tuple[Claim, str]]:
    """The claims whose place the parser does not read, with what is lost."""
    for claim in YIELDING:
        try:
            gone = lost(claim)
        except LookupError as error:
            gone = [str(error)]
        if gone:
            yield claim, gone[0]


def main() -> None:
    pages = [(name, page) for name in FIXTURES for page in pages_of(name)]
    against = [
        (name, claim.id) for name, page in pages for claim in claims_of(page.family) if claim.contradiction(page.root)
    ]
    excused = [one for one in against if one[1] in FIXTURES[one[0]].meta.get("contradicts", {})]
    missed = list(misses())
    for claim, gone in missed:
        print(f"not read: {claim.id} ({claim.strength}): {claim.says}: {gone[:60]}")
    print(f"{len(pages)} pages of a known form, {len(claims())} claims")
    print(f"{len(against)} contradictions, {len(excused)} of them on purpose")
    print(f"{len(YIELDING) - len(missed)} of {len(YIELDING)} claims about a field are read")


if __name__ == "__main__":
    main()
