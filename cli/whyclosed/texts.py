"""Free text among the facts, classified before the engine sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whyclosed_parser.classify import classify_fact
from whyclosed_parser.records import dataclass
from whyclosed_rules.errors import FactError
from whyclosed_rules.facts import specs
from whyclosed_rules.facts.read import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Classified:
    """Facts without free text; `unclear` names those whose words were not understood."""

    facts: Mapping[str, Any]
    unclear: tuple[str, ...]


def classified(facts: Mapping[str, Any]) -> Classified:
    """Replace every free text by the value it means; what is not understood becomes unknown and is named.

    A seller's message that also says why the seller does not deliver gives `seller_reason`, unless that is given.
    The facts of each parcel in `packages` are treated alike. Raises `FactError` for a value with a slip in it.
    """
    known = dict(facts)
    unclear: list[str] = []
    for name, text in _free_texts(facts):
        meanings = classify_fact(name, text, moved=facts.get("moved") is True)
        if name not in meanings:
            _refuse_slips(name, text)
            unclear.append(name)
        known[name] = meanings.get(name)
        known.update({fact: meaning for fact, meaning in meanings.items() if facts.get(fact) is None})
    packages = facts.get("packages")
    if isinstance(packages, list | tuple):
        parts = [classified(part) if isinstance(part, Mapping) else None for part in packages]
        known["packages"] = [raw if part is None else part.facts for raw, part in zip(packages, parts, strict=True)]
        unclear.extend(f"packages.{n}.{name}" for n, part in enumerate(parts) if part for name in part.unclear)
    return Classified(known, tuple(unclear))


def _free_texts(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        spec = specs().get(name)
        if spec is not None and spec.text and isinstance(value, str) and value not in (*spec.values, NOT_KNOWN):
            yield name, value


def _refuse_slips(name: str, text: str) -> None:
    """One word that is close to a value is a slip, not free text. Raises `FactError`."""
    if text.replace("_", "").isalpha():
        from difflib import get_close_matches  # only words that are no value need it

        near = get_close_matches(text, specs()[name].values, n=1, cutoff=0.8)
        if near:
            raise FactError("no_value", fact=name, value=text, near=near[0])
