"""Reads AliExpress order pages: bytes of a page in, `Order` out. Knows no rule."""

from whyclosed_parser.classify import (
    classify_event,
    classify_fact,
    classify_payment_error,
    classify_platform_message,
    classify_seller_message,
    classify_seller_reason,
    suggested_facts,
)
from whyclosed_parser.errors import PageError
from whyclosed_parser.loading.load import Document, load
from whyclosed_parser.loading.words import as_page
from whyclosed_parser.merging.orders import merge
from whyclosed_parser.model.errors import WhyclosedError
from whyclosed_parser.parse import SCHEMA, ParseReport, parse, problem_of, read
from whyclosed_parser.read.extract import extract
from whyclosed_parser.redact import redact

__all__ = [
    "SCHEMA",
    "Document",
    "PageError",
    "ParseReport",
    "WhyclosedError",
    "as_page",
    "classify_event",
    "classify_fact",
    "classify_payment_error",
    "classify_platform_message",
    "classify_seller_message",
    "classify_seller_reason",
    "extract",
    "load",
    "merge",
    "parse",
    "problem_of",
    "read",
    "redact",
    "suggested_facts",
]
