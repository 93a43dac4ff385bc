"""The rules: an order or facts in, a diagnosis out. Knows no HTML and no HTTP."""

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
