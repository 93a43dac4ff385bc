"""Why an AliExpress order was closed, and what to do about it.

    import whyclosed
    report = whyclosed.diagnose(Path("page.html"))
    print(report.orders[0].diagnosis.headline)

Importing this package loads neither the parser nor the rules; the first use of a name does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from whyclosed.api import Diagnosed, Report, ZoneWarning, advise, diagnose, explain, merge, parse
    from whyclosed_parser.model import WhyclosedError

__all__ = [
    "Diagnosed",
    "Report",
    "WhyclosedError",
    "ZoneWarning",
    "__version__",
    "advise",
    "diagnose",
    "explain",
    "merge",
    "parse",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "whyclosed_parser.model" if name == "WhyclosedError" else "whyclosed.api"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
