"""The trace: which rows stand behind others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whyclosed_rules.engine.narrowing import Evidence, Narrowed
from whyclosed_rules.engine.rows import Row


def evidence_behind(rows: Iterable[Row], narrowed: Mapping[str, Narrowed]) -> tuple[Evidence, ...]:
    """The evidence that narrowed the facts which these rows read, in the order in which they read them."""
    reads = dict.fromkeys(fact for row in rows for fact in row.when)
    return tuple(row for fact in reads if fact in narrowed for row in narrowed[fact].used)
