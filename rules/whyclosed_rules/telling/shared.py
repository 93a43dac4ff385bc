"""What several answers of one report have in common stands in it once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from whyclosed_rules.model import Diagnosis, Source


def share_sources(diagnoses: Iterable[Diagnosis]) -> tuple[dict[str, Source], list[Diagnosis]]:
    """The sources of all these answers, by id, and the answers without them.

    An answer keeps only what it cites otherwise than the others: a number that has changed since is told to each order
    as it held for it.
    """
    whole = list(diagnoses)
    shared: dict[str, Source] = {}
    for diagnosis in whole:
        for id_, source in diagnosis.sources.items():
            shared.setdefault(id_, source)
    return shared, [_without(diagnosis, shared) for diagnosis in whole]


def _without(diagnosis: Diagnosis, shared: dict[str, Source]) -> Diagnosis:
    own = {
        id_: source for id_, source in diagnosis.sources.items() if source is not shared[id_] and source != shared[id_]
    }
    return replace(diagnosis, sources=own)
