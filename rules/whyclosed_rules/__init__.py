"""The rules: an order or facts in, a diagnosis out. Knows no HTML and no HTTP.

Importing this package loads nothing else; the first use of a name does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whyclosed_rules.errors import FactError, RulesError, TableError
    from whyclosed_rules.library.explain import Explanation, explain
    from whyclosed_rules.model import Diagnosis
    from whyclosed_rules.telling.diagnosis import advise, diagnose, route_of

__all__ = [
    "Diagnosis",
    "Explanation",
    "FactError",
    "RulesError",
    "TableError",
    "advise",
    "diagnose",
    "explain",
    "route_of",
]

_HOMES = {
    "Diagnosis": "model",
    "Explanation": "library.explain",
    "advise": "telling.diagnosis",
    "diagnose": "telling.diagnosis",
    "explain": "library.explain",
    "route_of": "telling.diagnosis",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
