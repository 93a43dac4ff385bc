"""Which sentences every language must have: one for each fact, question, rule, step … that an answer may tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whyclosed_rules import tables
from whyclosed_rules.facts.from_pages import page_rows
from whyclosed_rules.facts.spec import domains, specs
from whyclosed_rules.tables.rows import DeadlineRow, DetailRow, QuestionRow, RefundTimeRow

SECTIONS: Mapping[str, str] = {
    **dict.fromkeys(tables.WARNINGS, "warning"),
    "evidence": "evidence",
    "prevention": "prevention",
    **dict.fromkeys(tables.MESSAGES, "message"),
    **dict.fromkeys(tables.STEPS, "step"),
}
"""The section of each table whose rows have sentences of their own; those of all other tables are rules."""
_BY_VALUE = (("verdict", "route"), ("money", "route"), ("route", "route"), ("cause", "cause"), ("detail", "detail"))
_MOMENTS = ("now", "refund_from", "refund_by", "act_by")


def needed() -> Iterator[tuple[str, str]]:
    """Section and key of every sentence that an answer may need."""
    for name in {**specs(), **domains()}:
        yield "fact", name
    for spec in specs().values():
        if spec.question is not None:
            yield "question", spec.name
        if spec.past:
            yield "moment", spec.name
    yield from (("moment", name) for name in _MOMENTS)
    yield "overruled", "told"
    for section, fact in _BY_VALUE:
        yield from ((section, str(value)) for value in domains()[fact])
    for of, section in tables.SAID.items():
        yield from ((section, row.id) for row in tables.said(of) if row.id)
    for row in page_rows():
        yield "rule", row.id
    for table, one in tables.all_rows():
        if one.other is not None:
            yield "other", one.other
        if isinstance(one, DeadlineRow):
            yield "deadline", one.kind
            yield "next", one.kind
            yield from (("reading", key) for key in (one.id, one.earlier) if key is not None)
        elif not isinstance(one, QuestionRow | RefundTimeRow) and not (isinstance(one, DetailRow) and one.detail):
            yield SECTIONS.get(table, "rule"), one.id
