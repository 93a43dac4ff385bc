"""Words that a clipper wrote down as Markdown: the same lines without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from whyclosed_parser import patterns

_IS_MARKED = patterns.compiled(
    r"\*\*[^\s*][^*\n]{0,200}\*\*|^\W{0,4}\*[^\s*][^*\n]{0,80}(?<=[\w:])\*(?=\s|\Z)|\]\((?:https?:|/|#)|"
    r"^[ ]{0,3}\|?(?:[ ]?:?-{2,}:?[ ]?\|)+(?:[ ]?:?-{2,}:?)?[ ]*$",
    re.MULTILINE,
)
_RULE = patterns.compiled(r"[\s|:*_=-]{3,}")
"""What parts the head of a table from its rows, and a line under a heading or between paragraphs."""
_BEGIN = patterns.compiled(r"\A\s*(?:(?:#{1,6}|[-*+])\s+)+")
_IMAGE = patterns.compiled(r"!\[[^\]]{0,300}\]\([^()\s]{0,2000}\)")
_STRONG = patterns.compiled(
    r"(?<![\w*_\\])(?P<mark>[*_]{1,3}|`)(?=\S)(?P<text>[^*_`\n]{1,500})(?<=\S)(?P=mark)(?![\w*_])"
)
_ESCAPED = patterns.compiled(r"\\([!-/:-@\[-`{-~]|$)")
_LINK = patterns.compiled(
    r"\[(?P<text>[^\[\]]{0,500})\]\((?P<to>[^()\s]{1,2000})(?:\s\"[^\"]{0,300}\")?\)(?P<next>\s*(?=\[))?"
)
_KEPT = patterns.compiled(r"[^\s()?#\"<>]{0,200}/(?:item|store)/[^\s()?#\"<>]{1,200}")
"""The addresses of products and shops, which say what the words of their links are."""
_ADDRESS = patterns.compiled(r"\w+:\s*[\"']?(?P<to>https?://[^\s\"']+)[\"']?\s*")
_HEAD = "---"


def is_marked(words: str) -> bool:
    return _IS_MARKED.search(words) is not None


def unmarked(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines without marks, cells and links that stand side by side with tabs between them; and the page's address,
    if it stands in what the clipper says of it on top."""
    head: list[str] = []
    if lines and lines[0].strip() == _HEAD and _HEAD in map(str.strip, lines[1:]):
        head = [_HEAD, *takewhile(lambda line: line.strip() != _HEAD, lines[1:])]
    addresses = {found["to"] for line in head if (found := _ADDRESS.fullmatch(line))}
    return [_plain(line) for line in _in_cells(lines[len(head) :])], addresses.pop() if len(addresses) == 1 else None


def _in_cells(lines: list[str]) -> Iterator[str]:
    """The lines, those of a table with tabs for its bars: what stands around a rule with bars in it."""
    rules = {number for number, line in enumerate(lines) if "|" in line and _RULE.fullmatch(line)}
    is_row = False
    for number, line in enumerate(lines):
        is_row = number in rules or number + 1 in rules or (is_row and "|" in line)
        yield line.strip().strip("|").replace("|", "\t") if is_row and number not in rules else line


def _plain(line: str) -> str:
    if _RULE.fullmatch(line):
        return ""
    line = _IMAGE.sub("", _BEGIN.sub("", line, count=1))
    line = _LINK.sub(lambda found: _link(found) + ("" if found["next"] is None else "\t"), line)
    for _ in range(2):  # strong within italics
        line = _STRONG.sub(r"\g<text>", line)
    return _ESCAPED.sub(r"\1", line)


def _link(found: re.Match[str]) -> str:
    """The words of a link; of one to a product or a shop with its address."""
    kept = _KEPT.match(found["to"]) if found["text"].strip() else None
    return found["text"] if kept is None else f"[{found['text'].strip()}]({kept[0]})"


def with_links(cell: str) -> str:
    """Escaped words with the links that were kept of Markdown, as a page has them."""
    return _LINK.sub(
        lambda found: f'<a href="{found["to"]}">{found["text"]}</a>' if _KEPT.fullmatch(found["to"]) else found[0], cell
    )
