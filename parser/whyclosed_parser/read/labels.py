"""Rows of a page: the words beside a label of the language pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.etree import _Element as Element

from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.find import Hit, found_at
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.tree import ancestors, upward
from whyclosed_parser.values.money import read_money
from whyclosed_parser.words import Row, Words

_LONGEST_LABEL = 120  # characters
_MOST_RUNS = 12  # pieces of a line in which a label may stand


def hits(anchor: Anchor, scope: Scope, words: Words, url: str | None) -> Iterable[Hit]:
    """What an anchor gives inside the scope, in page order. `text:` anchors are read elsewhere."""
    if anchor.kind != "label":
        return found_at(anchor, scope, url)
    low = scope.low
    if any(map(low.__contains__, words.labels(anchor.path[0]))):
        return _rows(anchor.path[0], scope.lines(), words)
    return ()


def _rows(code: str, lines: list[Line], words: Words) -> Iterator[Hit]:
    """The values beside the labels of one meaning."""
    for row, _ in labelled(code, lines, words):
        yield Hit(row.value, None, row.label, row.entry.unverified)


def labelled(code: str, lines: list[Line], words: Words) -> Iterator[tuple[Row, Line]]:
    """The rows with a label of this meaning, and the line of the label. The value stands in the same line, or in the
    next one if the two have a box of their own."""
    for number, line in enumerate(lines):
        row = words.row(line.text, line.runs)
        if row is None or row.entry.code != code:
            continue
        value = row.value or _in_next_line(lines, number, words)
        if value:
            yield row._replace(value=value), line


def _in_next_line(lines: list[Line], number: int, words: Words) -> str:
    if number + 1 == len(lines) or words.is_label(lines[number + 1].text):
        return ""
    line, following = lines[number], lines[number + 1]
    around = set(ancestors(following.element))
    box = next((one for one in ancestors(line.element) if one in around), None)
    if line.element is following.element:  # a break alone parts the two
        box = line.element
    others = (*lines[max(number - 1, 0) : number], *lines[number + 2 : number + 3])
    is_term = any(one.tag == "dt" for one in (line.element, *line.element.iterancestors()))
    if not is_term and any(_inside(box, other) and not _is_copy(other, words) for other in others):
        return following.text if _is_lone_amount(following, others) else ""
    return following.text


def _is_lone_amount(line: Line, others: Iterable[Line]) -> bool:
    """Whether a line is an amount of money, and none of its neighbours is one that the label could mean as well."""
    return read_money(line.text) is not None and all(read_money(other.text) is None for other in others)


def _inside(box: Element | None, line: Line) -> bool:
    return any(one is box for one in upward(line.element))


def _is_copy(line: Line, words: Words) -> bool:
    """Whether a line is only the button that copies the value beside it."""
    entry = words.entry("labels", line.text)
    return entry is not None and entry.code == "copy"
