"""The status of an order by the number or code that data gives for it, beside the words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args

from whyclosed_parser.model import Status, StatusCode
from whyclosed_parser.read.field import FieldReader, no_doubt
from whyclosed_parser.records import dataclass
from whyclosed_parser.words.packs import shared


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a code says: the status (None: it does not say which of `agrees`), and the words that agree with it."""

    code: StatusCode | None
    agrees: frozenset[StatusCode]


def by_code(reader: FieldReader, worded: Status | None) -> Status | None:
    """The status that code and words give together. Words are finer where they are known; where they are not, the code
    decides; where both are known and contradict each other, neither is believed."""
    found = reader.first("status_code", "status", lambda hit: _meanings().get(hit.text), doubt=no_doubt)
    if found is None or worded is None:
        return worded
    meaning, _ = found
    if meaning.code is not None and worded.code in ("unknown", meaning.code):
        reader.ledger.problems[:] = [one for one in reader.ledger.problems if one.field != "status"]
        return Status(meaning.code, worded.label)
    if worded.code in meaning.agrees:
        reader.ledger.note("status", reader.page.layout.anchors("status")[0].written, 0, worded.label)
        return worded
    if worded.code != "unknown":
        reader.ledger.problem("disagreement", "status")
    return Status("unknown", worded.label)


@cache
def _meanings() -> Mapping[str, _Meaning]:
    known: frozenset[StatusCode] = frozenset(get_args(StatusCode))
    meanings = {}
    for code, row in shared("order_codes")["status"].items():
        meaning = _Meaning(row.get("is"), frozenset(row.get("agrees", ())))
        if not known >= {*meaning.agrees, *({meaning.code} - {None})}:
            raise ValueError(f"order_codes.toml: {code} means no status")
        meanings[code] = meaning
    return meanings
