"""Reads AliExpress order pages: bytes of a page in, `Order` out. Knows no rule.

Importing this package loads nothing else; the first use of a name does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whyclosed_parser.classify import (
        classify_event,
        classify_fact,
        classify_payment_error,
        classify_platform_message,
        classify_seller_message,
        classify_seller_reason,
        suggested_facts,
    )
    from whyclosed_parser.document import Document
    from whyclosed_parser.errors import PageError
    from whyclosed_parser.loading.load import load
    from whyclosed_parser.loading.words import copied_words
    from whyclosed_parser.merging.orders import merge
    from whyclosed_parser.model.errors import WhyclosedError
    from whyclosed_parser.read.extract import extract
    from whyclosed_parser.redact import redact
    from whyclosed_parser.report import SCHEMA, ParseReport, parse, read_document, read_source

__all__ = [
    "SCHEMA",
    "Document",
    "PageError",
    "ParseReport",
    "WhyclosedError",
    "classify_event",
    "classify_fact",
    "classify_payment_error",
    "classify_platform_message",
    "classify_seller_message",
    "classify_seller_reason",
    "copied_words",
    "extract",
    "load",
    "merge",
    "parse",
    "read_document",
    "read_source",
    "redact",
    "suggested_facts",
]

_HOMES = {
    "Document": "document",
    "PageError": "errors",
    "ParseReport": "report",
    "SCHEMA": "report",
    "WhyclosedError": "model.errors",
    "copied_words": "loading.words",
    "extract": "read.extract",
    "load": "loading.load",
    "merge": "merging.orders",
    "parse": "report",
    "read_document": "report",
    "read_source": "report",
    "redact": "redact",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'classify')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
