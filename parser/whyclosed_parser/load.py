"""Bytes of a saved page to a tree (first version)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import lxml.html

from whyclosed_parser.errors import EmptyPage
from whyclosed_parser.model import CapturedFrom, Problem


@dataclass(frozen=True, slots=True)
class Document:
    root: lxml.html.HtmlElement
    url: str | None
    captured_at: datetime | None
    captured_at_from: CapturedFrom | None
    language: str | None
    problems: tuple[Problem, ...]
    source: bytes


def load(
    source: bytes | str,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    captured_at_from: CapturedFrom | None = None,
) -> Document:
    data = source.encode() if isinstance(source, str) else source
    if not data.strip():
        raise EmptyPage
    root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(huge_tree=True, encoding="utf-8"))
    return Document(root, url, captured_at, captured_at_from, root.get("lang"), (), data)


def clean_url(url: str) -> str:
    return url.split("?")[0]


def count_markers(document: Document, marker: bytes) -> int:
    return document.source.count(marker)
