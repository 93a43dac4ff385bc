"""The words of a part of a page as a person sees them: lines, each with its pieces joined.

Inline elements join without a gap, blocks begin and end a line; by the browsers' rule every element that is not known
to be a block is inline. Where a piece is left out that may belong to the word around it, the whole word is replaced by
`MARK`: a number is never read shorter than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.added import may_be_added, without_added
from whyclosed_parser.page.seams import MARK, MARKS, SEAM, goes_on, join, settled
from whyclosed_parser.page.styles import BREAKING, WITHOUT_GAPS, Flow
from whyclosed_parser.page.tree import ancestors, beside, children, upward
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.marks import AHEAD, marked
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import COLONS, fold

WORDLESS = frozenset({"script", "style", "noscript", "template", "head", "title", "datalist", "rt", "rp"})
"""Tags of which nothing is seen, and that take no room."""
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "col", "colgroup"}
    | {"dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"}
    | {"frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "iframe", "legend"}
    | {"li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre", "search"}
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp"}
)
_BOXES = frozenset(
    {"audio", "canvas", "embed", "img", "input", "meter", "object", "progress", "sub", "sup", "svg", "video"}
)
_FLOW = {**dict.fromkeys(_BLOCKS, Flow.BLOCK), **dict.fromkeys(_BOXES, Flow.BOX)}
WRAPPERS = frozenset({"font", "nobr", "bdi", "bdo"})
"""Elements that browsers and translators put around words: they say nothing of the page's structure."""

_ASKING = frozenset({"?", "(?)", "[?]", "？"})
"""What stands on a button that explains the row beside it."""
_LOADING = patterns.compiled(rf"[^\s\d{MARK}]{{1,20}}\s?(?:…|\.\.\.)")
_MOST_HEADS = 12
_FEWEST_WORDS_APART = 6
"""Texts: a label, its value and the gaps between them are fewer."""
_POINTS = frozenset(".,")
_LONGEST_SIGN = 6  # characters of a currency's sign by itself
_LONGEST_PRICE = 20  # characters of an amount with it
_HIGHLIGHT = "mark"
_BRACKETS = frozenset("(（")
_CENTS = patterns.compiled(r"[.,]\d\d\Z")


class Line(NamedTuple):
    """One visual line: the words of a block element, inline elements joined. `runs` are its text nodes as they stand;
    `element` holds the first of them. `seen`: the words as they are seen, where `text` has marks in it. `mark`: the
    sign of a step in front of them or behind (`values/marks`); that of a step which is ahead stays in the words.

    A tuple, for a page has thousands of lines, and a frozen dataclass takes five times longer to make."""

    text: str
    runs: tuple[str, ...]
    element: Element
    seen: str | None = None
    mark: str = ""

    @property
    def printed(self) -> str:
        """The words as they are seen: for reading them to a person, not for reading a value from them."""
        return self.text if self.seen is None else self.seen

    @property
    def last(self) -> str:
        """The last of several elements that the line is made of: elements meet without a gap, though a sheet may part
        them. Empty where it is one piece."""
        return fold(self.runs[-1]) if len(self.runs) > 1 else ""

    @property
    def heads(self) -> Iterator[str]:
        """The beginnings of the line that end where a text node does, the longest first, but not within a word. Where
        each word is a text of its own, only those that have no gap behind them end there."""
        in_words = len(self.runs) > _FEWEST_WORDS_APART and not any(" " in run.strip() for run in self.runs)
        for count in range(min(len(self.runs) - 1, _MOST_HEADS), 0, -1):
            before, behind = self.runs[count - 1], self.runs[count]
            if behind[:1].islower() and before[-1:].isalpha():
                continue
            if not (in_words and (before[-1:].isspace() or behind[:1].isspace())):
                yield fold("".join(self.runs[:count]))


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page is shown. `left_out`: subtrees that are never read, and what stands for them in a line (`MARK`,
    `SEAM`, `HIDDEN` or nothing); `muted`: elements whose own text nodes are not read; `flow`: elements that stand in
    their line in another way than their tag says; `unmarked`: nothing stands for what is left out, so that the words
    are those that a number in pieces would have if it were whole."""

    left_out: Mapping[Element, str] = field(default_factory=dict)
    muted: Set[Element] = frozenset()
    flow: Mapping[Element, Flow] = field(default_factory=dict)
    unmarked: bool = False


def all_words(element: Element) -> str:
    """All text of a subtree, as it stands in the file."""
    if len(element):
        return etree.tostring(element, method="text", encoding="unicode", with_tail=False)  # faster than XPath
    return element.text or ""


def around_line(line: Line) -> Element:
    """The smallest element that holds all words of a line: one may begin in an element of a part of it."""
    length = len(line.text)
    return next((box for box in upward(line.element) if len(fold(all_words(box))) >= length), line.element)


def unwrapped(box: Element) -> Element:
    """The element that holds the first word of a box: a wrapper around words is no element of its own."""
    while len(box) and not (box.text or "").strip() and box[0].tag in WRAPPERS:
        box = box[0]
    return box


def read_words(element: Element, shown: Shown) -> str:
    """All text of a subtree that is read, as it stands in the file; what is left out leaves no gap."""
    left_out, muted = shown.left_out, shown.muted
    around: set[Element] = set()
    for part in (*left_out, *muted):
        for box in upward(part):
            if box in around:
                break
            around.add(box)
    pieces: list[str] = []
    ahead: list[Element | str] = [element]
    while ahead:
        one = ahead.pop()
        if isinstance(one, str):
            pieces.append(one)
        elif one not in around:
            pieces.append(all_words(one))
        elif one not in left_out:
            inside = [one.text or ""] + [part for child in one for part in (child, child.tail or "")]
            ahead += [
                part
                for part in reversed(inside)
                if (one not in muted if isinstance(part, str) else isinstance(part.tag, str))
            ]
    return "".join(pieces)


def is_inline(element: Element) -> bool:
    """Whether an element stands in a line with others."""
    return _FLOW.get(str(element.tag), Flow.INLINE) not in BREAKING


def standing_for(element: Element) -> str:
    """What stands for a part that is seen but not read: a mark, if it has words and stands in a line."""
    return MARK if is_inline(element) and any(map(str.isalnum, all_words(element))) else ""


def text_of(element: Element, shown: Shown) -> str:
    """The words of an element: its lines with a space between."""
    if not len(element):
        return fold(element.text or "") if element not in shown.left_out and element not in shown.muted else ""
    text = _plain_text(element, shown)
    if text is not None:
        return fold(text)
    return joined(line.text for line in read_lines(element, shown))


def is_loading(text: str) -> bool:
    """Whether a text is what stands there until the rest is loaded: one word that goes on."""
    return _LOADING.fullmatch(text) is not None


def joined(texts: Iterable[str]) -> str:
    """Lines as one text, with a space between; what stands for something that was still loading adds nothing."""
    texts = list(texts)
    return " ".join([text for text in texts if not is_loading(text)] if len(texts) > 1 else texts)


def _plain_text(element: Element, shown: Shown) -> str | None:
    """The text of elements that hold at most one another, which is the usual case; None for all others, and for blocks
    with a word beside them."""
    left_out, muted, flow = shown.left_out, shown.muted, shown.flow
    if element in left_out:
        return ""
    text, tails = element.text or "", ""
    while count := len(element):
        if count > 1 or element in muted:
            return None
        element = element[0]
        tag = element.tag
        if not isinstance(tag, str) or element in left_out or element in flow:
            return None
        if behind := element.tail:
            tails = behind + tails
        if tag in _FLOW:
            if tag not in _BLOCKS or (text + tails).strip():
                return None
            text = tails = ""
        if own := element.text:
            text += own
    text += tails
    return None if element in muted or may_be_added(text) else text


def read_lines(element: Element, shown: Shown, without: Set[Element] = frozenset()) -> list[Line]:
    """The visual lines of a subtree. `without`: elements that are left out of this reading, with a gap."""
    return [] if element in shown.left_out or element in without else lines_inside(element, shown, without)


def lines_inside(element: Element, shown: Shown, without: Set[Element] = frozenset()) -> list[Line]:
    """The same, also of a part that is left out itself."""
    text = None if element in shown.muted else element.text
    return _read(element, text, element[0] if len(element) else None, shown, without)


def places_in(box: Element, lines: Sequence[Line]) -> list[int]:
    """The places of those lines that stand in a box."""
    return [at for at, line in enumerate(lines) if box in upward(line.element)]


def lines_beside(elements: Sequence[Element], shown: Shown) -> Iterator[Line]:
    """The lines of what stands in one box with all of these elements and holds none of them."""
    return (line for one in beside(elements) for line in read_lines(one, shown))


def with_heads(lines: list[Line], row: Element) -> list[Line]:
    """The lines of a row of a table, the head of each column in front of its cell, as narrow windows show them. As they
    are where heads and cells do not fit."""
    table = next((box for box in ancestors(row) if box.tag == "table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    if first is None or first is row:
        return lines
    heads, cells = list(children(first)), list(children(row))
    spanning = any(cell.get(name) for cell in (*heads, *cells) for name in ("colspan", "rowspan"))
    if len(heads) != len(cells) or spanning or any(head.tag != "th" for head in heads):
        return lines
    names = {cell: fold(all_words(head)) for cell, head in zip(cells, heads, strict=True)}
    whole: list[Line] = []
    for line in lines:
        cell = next((box for box in upward(line.element) if box in names), None)
        if cell is not None and (name := names.pop(cell)):
            whole.append(Line(name, (name,), cell))
        whole.append(line)
    return whole


def lines_behind(element: Element, shown: Shown) -> list[Line]:
    """The lines of what follows an element inside its parent."""
    parent = element.getparent()
    if parent is None:
        return []
    tail = None if parent in shown.muted else element.tail
    return _read(parent, tail, element.getnext(), shown, frozenset())


def _read(top: Element, text: str | None, child: Element | None, shown: Shown, without: Set[Element]) -> list[Line]:
    """The lines of `child` and what follows it inside `top`, behind a first text. From one element to the next by hand:
    to make an iterator for each takes four times longer than all the rest."""
    lines: list[Line] = []
    runs: list[str] = []  # of the line that is being read
    owner = parent = top
    left_out, muted, flow = shown.left_out, shown.muted, shown.flow
    inline, flow_of = Flow.INLINE, _FLOW.get
    met = False  # whether an inline element has ended, and nothing has followed it yet
    if text and not text.isspace():
        runs.append(text)
    parent_flow = Flow.BLOCK
    around: list[tuple[Element, Flow]] = []
    while True:
        this: Flow | None = None  # how the element stands that ends here
        if child is None:
            if not around:
                if runs:
                    _close(lines, runs, owner, shown.unmarked)
                return lines
            child, this = parent, parent_flow
            parent, parent_flow = around.pop()
        elif not isinstance(tag := child.tag, str):
            pass
        elif without and child in without:
            runs.append(" ")
        elif (piece := left_out.get(child)) is not None:
            if piece and (runs or piece != SEAM):
                owner = owner if runs else parent
                runs.append(piece)
        else:
            this = flow.get(child) if flow else None
            if this is None:
                this = flow_of(tag, inline)
            if this is not inline and runs:
                if this not in BREAKING:
                    runs.append(SEAM)
                elif tag == "br" and goes_on(runs[-1], _text_behind(child)):
                    runs.append(" ")
                    this = inline
                elif tag == "button" and _is_in_a_sentence(child):
                    lines += _read(child, child.text, child[0] if len(child) else None, shown, without)
                    if child.tail and not (muted and parent in muted):
                        runs.append(f" {child.tail}" if child.tail[:1].isalnum() else child.tail)
                    met = False
                    child = child.getnext()
                    continue
                else:
                    _close(lines, runs, owner, shown.unmarked)
                    runs, met = [], False
            text = child.text  # white space alone is not shown at the beginning, nor where there are no gaps
            if text and not (text.isspace() and (not runs or this in WITHOUT_GAPS)) and not (muted and child in muted):
                if not runs:
                    owner = child
                elif met:
                    join(runs, text, parent_flow)
                    met = False
                if tag == _HIGHLIGHT and _goes_on_in(child, runs):
                    runs[-1] += text
                else:
                    runs.append(text)
            if len(child):
                around.append((parent, parent_flow))
                parent, parent_flow, child = child, this, child[0]
                continue
        if this is not None and runs:
            if this is inline:
                met = True
            elif this in BREAKING:
                _close(lines, runs, owner, shown.unmarked)
                runs, met = [], False
            else:
                met = True
                runs.append(SEAM)
        tail = child.tail
        if (
            tail
            and not (tail.isspace() and (not runs or parent_flow in WITHOUT_GAPS))
            and not (muted and parent in muted)
        ):
            met = met and tail.isspace()
            owner = owner if runs else parent
            if this is inline and child.tag == _HIGHLIGHT and runs and not len(child):
                runs[-1] += tail
            else:
                runs.append(tail)
        child = child.getnext()


def _goes_on_in(highlight: Element, runs: list[str]) -> bool:
    """Whether the words of a highlight go on with a text that ends right before it: a reader's search parts nothing."""
    before, around = highlight.getprevious(), highlight.getparent()
    text = before.tail if before is not None else None if around is None else around.text
    return bool(runs) and bool(text) and runs[-1].endswith(text or "")


def _text_behind(element: Element) -> str | None:
    """The text right behind an element, or behind signs without a word."""
    text, following = element.tail, element.getnext()
    while following is not None and not fold(text or ""):
        if isinstance(following.tag, str) and (not is_inline(following) or fold(all_words(following))):
            break
        text, following = following.tail, following.getnext()
    return text


def _is_in_a_sentence(button: Element) -> bool:
    """Whether a button (to copy a number, as a rule) stands within a sentence, which goes on behind it: in small
    letters, in brackets or in those of a script without capitals, and is no row of its own."""
    before, parent = button.getprevious(), button.getparent()
    text = before.tail if before is not None else None if parent is None else parent.text
    if not (text or "").strip() and before is not None and is_inline(before):
        text = all_words(before)
    last = button
    while not (last.tail or "").strip() and last.getnext() is None:
        around = last.getparent()
        if around is None or not is_inline(around):
            break
        last = around
    behind, following = fold(last.tail or ""), last.getnext()  # without marks of direction
    apart = following if not behind and following is not None and is_inline(following) else None
    if apart is not None:
        behind = fold(all_words(apart))
    if not behind or not (text or "").strip() or behind[0].isupper() or behind[0].isdigit():
        return False
    if apart is not None and apart.tag not in WRAPPERS and behind[0] not in _BRACKETS:
        return behind[0].islower()  # else perhaps the next label
    return behind[0].islower() or not any(colon in behind[1:] for colon in COLONS)


def _close(lines: list[Line], runs: list[str], owner: Element, unmarked: bool) -> None:
    """End a line: add what its pieces say, if that is anything, without those that only add to the words before
    them."""
    text, seen, mark = "".join(runs), None, ""
    if (lines and lines[-1].mark) or not text.isascii():
        mark, runs = marked(runs, _mark_before(lines, owner))
        text = "".join(runs)
    if len(runs) > 1 and may_be_added(text):
        runs = without_added(runs)
        if not mark and not text.isascii():  # it stood behind another sign
            mark, runs = marked(runs, "")
        text = "".join(runs)
    if not text.isascii() and not MARKS.isdisjoint(text):
        if unmarked:
            runs = [run for run in runs if run not in MARKS]
            text = "".join(runs)
        else:
            text, runs, seen = settled(runs)
    text = fold(text)
    if text and text not in _ASKING:
        while owner.tag in WRAPPERS and (around := owner.getparent()) is not None:
            owner = around
        if mark in AHEAD and text != mark:
            text, runs = f"{mark} {text}", [f"{mark} ", *runs]
        if lines and (text[0] in _POINTS or len(text) < _LONGEST_SIGN or len(lines[-1].text) < _LONGEST_SIGN):
            gap = _gap_in_value(lines[-1].text, text)
            if gap is not None:
                before = lines.pop()
                text, runs, owner = f"{before.text}{gap}{text}", [*before.runs, gap, *runs], before.element
        lines.append(Line(text, tuple(runs), owner, seen, mark))


def _gap_in_value(before: str, behind: str) -> str | None:
    """What stands between two boxes that hold the pieces of one value ("US $", "12", ".40"; "Nov 8", ", 2026"): None
    where they do not. A frame around a price may be laid out by a sheet that is not in the file."""
    if behind[0] in _POINTS:
        return "" if before[-1].isdigit() and (behind[1:2].isdigit() or behind[1:2].isspace()) else None
    if before[-1].isdigit() == behind[0].isdigit() or (before[0].isdigit() and not _CENTS.search(before)):
        return None  # a whole number in front of a sign may be one of pieces
    whole = f"{before} {behind}"
    return " " if len(whole) < _LONGEST_PRICE and find_amounts(whole) == ((0, len(whole)),) else None


def _mark_before(lines: list[Line], owner: Element) -> str:
    """The mark that stands by itself in front of a line, in the same row; it is no line of its own then."""
    if not lines or lines[-1].text != lines[-1].mark or (len(lines) > 1 and lines[-2].text == lines[-2].mark):
        return ""
    row = lines[-1].element.getparent()
    return lines.pop().mark if row is not None and row in upward(owner) else ""
