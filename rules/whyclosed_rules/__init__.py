"""The rules: an order or facts in, a diagnosis out. Knows no HTML and no HTTP.

Importing this package loads no table and no rule; the first use of a name does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whyclosed_rules.errors import FactError, RulesError, TableError
    from whyclosed_rules.model import Diagnosis
    from whyclosed_rules.telling.diagnosis import advise, diagnose, route_of
    from whyclosed_rules.telling.explain import Explanation, explain

_HOMES = {
    "Diagnosis": "model",
    "Explanation": "telling.explain",
    "FactError": "errors",
    "RulesError": "errors",
    "TableError": "errors",
    "advise": "telling.diagnosis",
    "diagnose": "telling.diagnosis",
    "explain": "telling.explain",
    "route_of": "telling.diagnosis",
}
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
