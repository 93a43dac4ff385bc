"""The words of a part of a page as a person sees them: lines, each with its pieces joined.

Inline elements join without a gap, blocks begin and end a line; by the browsers' rule every element that is not known
to be a block is inline. Where a piece is left out that may belong to the word around it, the whole word is replaced by
`MARK`: a number is never read shorter than it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import field
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.styles import Flow
from whyclosed_parser.page.tree import upward
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import UNSPACED, fold

MARK = "\ufffc"
"""Stands in a text for a word that is not readable whole; no value's pattern accepts it."""

SEAM = "\ufdd0"
"""Stands where two pieces meet that may be two numbers (a picture, a raised digit between them)."""
HIDDEN = "\ufdd1"
"""Stands for a piece that is not shown and could be a part of the number beside it."""

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

_COULD_BE_PART = patterns.compiled(r"[A-Z\d\W_]{1,24}", re.ASCII)
_BETWEEN_DIGITS = patterns.compiled(rf"(?<=\d)[{SEAM}{HIDDEN}]+(?=\d)")
_TOUCHING = patterns.compiled(rf"(?<=\S){HIDDEN}|{HIDDEN}(?=\S)")
_GROUP, _GROUPS = patterns.compiled(r"\d{1,3}"), patterns.compiled(r"\d{3}")
_DECIMALS = patterns.compiled(r"[.,'’]\d")
_ABBREVIATED = patterns.compiled(r"(?<!\w)[^\W\d_]{1,3}\.\Z")
_SIGN = r"[$€£¥₽₩₪₴₺₫₹฿]"
_IN_PIECES = tuple(
    (patterns.compiled(rf"(?:{head})\Z"), patterns.compiled(tail))
    for head, tail in (
        (r"(?<!\d)\d{1,2}\.?", r"[^\W\d_]{3,10}\.?,? (?:19|20)\d\d(?!\d)"),  # "14. | Dez. 2026"
        (r"(?<!\d)\d{1,2}\.? [^\W\d_]{3,10}\.?", r"(?:19|20)\d\d(?!\d)"),  # "29 января | 2026"
        (r"(?<!\w)[^\W\d_]{3,10}\.?", r"\d{1,2}, (?:19|20)\d\d(?!\d)"),  # "Nov | 3, 2026"
        (r"(?<!\d)(?:19|20)\d\d|\d[./-]\d\d", r"\d{1,2}:\d\d"),  # "Nov 3, 2026 | 14:05"
        (r"(?<!\w)[A-Z]{1,3}", rf"{_SIGN}\s?\d"),  # "US | $4.40"
        (rf"(?<!\w)[A-Z]{{3}}|{_SIGN}", r"\d[\d.,]*[.,]\d\d(?!\d)"),  # "CHF | 4.40"
        (r"[^\W\d_] [^\W\d_]+", rf"(?:[A-Z]{{1,3}})?\s?{_SIGN}\s?\d[\d.,]* [^\W\d_A-Z]"),  # "a coupon of | R$15,00 is"
        (r"\d[.,]\d\d", rf"{_SIGN}(?!\s?\d)|[A-Z]{{3}}\b"),  # "4,00 | €"
        (r"\d\s?[-–—]", r"[\w$€£].{0,12}\d"),  # "Nov 3 - | Nov 9"
        (r"(?:[^\W\d_]+ ){3,}[^\W\d_]+", r"\d{1,3} [^\W\d_]{1,12}(?!\w)(?!.*[:：])"),  # "… your answer within | 2 days"
        (r"\d", rf"[{UNSPACED}](?!.*[:：])"),  # "残り: 2 | 日"
    )
)
"""How a value ends at the end of a line, and goes on at the beginning of the next one."""
_SENTENCE_END = patterns.compiled(r"(?<=[^\d\W])[.!?。]\Z|(?<=\d)[.!?。]\Z")
_SIGN_ALONE = patterns.compiled(r"[\u203a\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u2bff\ufe0f\U0001f300-\U0001faff]+")
_NOTE = patterns.compiled(r"\[[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\]")
_HOUR_AGAIN = patterns.compiled(r"[(\[]\s*[≈~]?\s*\d{1,2}:\d\d(?::\d\d)?[^()\[\]\d]{0,20}[)\]]")
_FROM_NOW = patterns.compiled(
    r"[(\[]\s*[≈~]?\s*(?:[^\W\d]{1,12}\s){0,3}\d{1,3}\s?[^\W\d]{1,12}\.?(?:\s[^\W\d]{1,12})?\s*[)\]]"
)
_ENDS_IN_HOUR = patterns.compiled(r"\d:\d\d(?::\d\d)?\s?(?:[AaPp]\.?[Mm]\.?)?(?:\s?\|)?\s*\Z")
_ENDS_IN_DAY = patterns.compiled(r"(?<!\d)(?:19|20)\d\d\W{0,2}\Z|\d[./-]\d{1,2}\s*\Z|\d\s?日\s*\Z")
_LOADING = patterns.compiled(rf"[^\s\d{MARK}]{{1,20}}\s?(?:…|\.\.\.)")
_MOST_HEADS = 12
_LONGEST_ASIDE = 60  # characters
_DROPPED_RUNS = frozenset({"", SEAM, HIDDEN})
_DROPPED = dict.fromkeys(map(ord, SEAM + HIDDEN))


class Line(NamedTuple):
    """One visual line: the words of a block element, inline elements joined. `runs` are its text nodes as they stand;
    `element` holds the first of them. `seen`: the words as they are seen, where `text` has marks in it.

    A tuple, for a page has thousands of lines, and a frozen dataclass takes five times longer to make."""

    text: str
    runs: tuple[str, ...]
    element: Element
    seen: str | None = None

    @property
    def printed(self) -> str:
        """The words as they are seen: for reading them to a person, not for reading a value from them."""
        return self.text if self.seen is None else self.seen

    @property
    def heads(self) -> Iterator[str]:
        """The beginnings of the line that end where a text node does, the longest first, but not within a word."""
        for count in range(min(len(self.runs) - 1, _MOST_HEADS), 0, -1):
            behind = self.runs[count]
            if not (behind[:1].islower() and self.runs[count - 1][-1:].isalpha()):
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


def hidden_piece(text: str) -> str:
    """What stands for a piece that is not shown: it may be a digit of the number around it, hardly a word."""
    text = fold(text)
    if not text:
        return ""
    return HIDDEN if _COULD_BE_PART.fullmatch(text) else SEAM


def is_inline(element: Element) -> bool:
    """Whether an element stands in a line with others."""
    return _FLOW.get(str(element.tag), Flow.INLINE) not in _BREAKING


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
    return None if element in muted or _may_be_added(text) else text


def read_lines(element: Element, shown: Shown, without: Set[Element] = frozenset()) -> list[Line]:
    """The visual lines of a subtree. `without`: elements that are left out of this reading, with a gap."""
    return [] if element in shown.left_out or element in without else _inside(element, shown, without)


def lines_inside(part: Element, shown: Shown, without: Set[Element] = frozenset()) -> list[Line]:
    """The visual lines of a part that is left out itself, as if it were read; `without` as in `read_lines`."""
    return _inside(part, shown, without)


def _inside(element: Element, shown: Shown, without: Set[Element]) -> list[Line]:
    text = None if element in shown.muted else element.text
    return _read(element, text, element[0] if len(element) else None, shown, without)


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
        while child is not None:
            tag = child.tag
            if not isinstance(tag, str):
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
                apart = this is not inline
                block = apart and this in _BREAKING
                if block and tag == "br" and runs and goes_on(runs[-1], child.tail):
                    runs.append(" ")
                    block = apart = False
                elif block and tag == "button" and runs and _is_in_a_sentence(child):
                    lines += _read(child, child.text, child[0] if len(child) else None, shown, without)
                    if child.tail and not (muted and parent in muted):
                        runs.append(f" {child.tail}" if child.tail[:1].isalnum() else child.tail)
                    met = False
                    child = child.getnext()
                    continue
                elif apart and runs:
                    if block:
                        _close(lines, runs, owner, shown.unmarked)
                        runs, met = [], False
                    else:
                        runs.append(SEAM)
                text = child.text  # white space alone is not shown at the beginning, nor where there are no gaps
                if (
                    text
                    and not (text.isspace() and (not runs or this in _WITHOUT_GAPS))
                    and not (muted and child in muted)
                ):
                    if not runs:
                        owner = child
                    elif met:
                        _join(runs, text, parent_flow)
                        met = False
                    runs.append(text)
                if len(child):
                    around.append((parent, parent_flow))
                    parent, parent_flow, child = child, this, child[0]
                    continue
                if runs:
                    if block:
                        _close(lines, runs, owner, shown.unmarked)
                        runs, met = [], False
                    else:
                        met = True
                        if apart:
                            runs.append(SEAM)
            tail = child.tail
            if (
                tail
                and not (tail.isspace() and (not runs or parent_flow in _WITHOUT_GAPS))
                and not (muted and parent in muted)
            ):
                met = met and tail.isspace()
                owner = owner if runs else parent
                runs.append(tail)
            child = child.getnext()
        if runs:
            if parent_flow in _BREAKING:
                _close(lines, runs, owner, shown.unmarked)
                runs, met = [], False
            else:
                met = True
                if parent_flow is not inline:
                    runs.append(SEAM)
        if not around:
            return lines
        ended = parent
        parent, parent_flow = around.pop()
        tail = ended.tail
        if (
            tail
            and not (tail.isspace() and (not runs or parent_flow in _WITHOUT_GAPS))
            and not (muted and parent in muted)
        ):
            owner = owner if runs else parent
            runs.append(tail)
            met = met and tail.isspace()
        child = ended.getnext()


_BREAKING = frozenset({Flow.BLOCK, Flow.FLEX_BLOCK})
_WITHOUT_GAPS = frozenset({Flow.FLEX, Flow.FLEX_BLOCK})
_OPENING = frozenset("([")
_MARKS = frozenset({MARK, SEAM, HIDDEN})
_COLONS = (":", "：")
_ENDS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；")


def goes_on(before: str, behind: str | None) -> bool:
    """Whether a forced break parts one sentence or one value: what stands behind it goes on in small letters, in
    brackets or behind a comma, or the two are a day or an amount in pieces."""
    before, behind = before.rstrip(), (behind or "").lstrip()
    if not behind or before.endswith(","):
        return bool(behind)
    if not has_ended(before) and (behind[0].islower() or behind[0] in "(（"):
        return True
    return any(head.search(before) and tail.match(behind) for head, tail in _IN_PIECES)


def has_ended(text: str) -> bool:
    """Whether a text ends as a statement or a label does, and not in an abbreviation."""
    return text.endswith(_ENDS) and _ABBREVIATED.search(text) is None


def _is_in_a_sentence(button: Element) -> bool:
    """Whether a button (to copy a number, as a rule) stands within a sentence, which goes on behind it: in small
    letters, in brackets or in those of a script without capitals, and is no row of its own."""
    before, parent = button.getprevious(), button.getparent()
    text = before.tail if before is not None else None if parent is None else parent.text
    last = button
    while not (last.tail or "").strip() and last.getnext() is None:
        around = last.getparent()
        if around is None or not is_inline(around):
            break
        last = around
    behind = fold(last.tail or "")  # without marks of direction
    if not behind or not (text or "").strip() or behind[0].isupper() or behind[0].isdigit():
        return False
    return behind[0].islower() or not any(colon in behind[1:] for colon in _COLONS)


def _join(runs: list[str], behind: str, around: Flow) -> None:
    """Join two inline elements of which the second begins with `behind`. Two numbers that meet, or that only white
    space parts, may be one in pieces."""
    gap = runs.pop() if len(runs) > 1 and runs[-1].isspace() else ""
    before = runs[-1]
    characters = len(before) == 1 and len(behind.strip()) == 1
    digits = before[-1:].isdigit() and behind[:1].isdigit()
    if around in _WITHOUT_GAPS:
        if digits and not characters:
            runs.append(SEAM)
        elif not characters and before[-1:].isalnum() and behind[:1].isalnum():
            runs.append(" ")
    elif gap:
        one = 1 in (len(before), len(behind.strip()))
        broken = (digits and one) or (before[-1:].isdigit() and _DECIMALS.match(behind))
        runs.append(MARK if broken else gap)
    elif digits and min(len(before), len(behind)) > 1 and before[-2:].isdigit() and behind[:2].isdigit():
        runs.append(SEAM)


def _is_added(runs: list[str], at: int) -> bool:
    """Whether a piece of a line says nothing of its own: a sign (but not between two numbers), the number of a footnote
    behind a link, an hour once more for another zone, how far a day is from now."""
    piece = runs[at].strip()
    if _SIGN_ALONE.fullmatch(piece):
        sides = "".join(runs[max(0, at - 1) : at]).rstrip()[-1:], "".join(runs[at + 1 : at + 2]).lstrip()[:1]
        return not all(map(str.isdigit, sides))
    if piece[:1] not in _OPENING or len(piece) > _LONGEST_ASIDE:
        return False
    before = "".join(runs[max(0, at - _MOST_HEADS) : at])
    if _NOTE.fullmatch(piece) or (_HOUR_AGAIN.fullmatch(piece) and _ENDS_IN_HOUR.search(before)):
        return True
    far = _FROM_NOW.fullmatch(piece) and (_ENDS_IN_DAY.search(before) or _ENDS_IN_HOUR.search(before))
    return bool(far) and not find_amounts(piece)


def _may_be_added(text: str) -> bool:
    """A cheap test for such pieces in a text."""
    return "(" in text or "[" in text or (not text.isascii() and _SIGN_ALONE.search(text) is not None)


def _close(lines: list[Line], runs: list[str], owner: Element, unmarked: bool) -> None:
    text, seen = "".join(runs), None
    if len(runs) > 1 and _may_be_added(text):
        runs = [run for at, run in enumerate(runs) if not _is_added(runs, at)] or runs
        text = "".join(runs)
    if unmarked:
        runs = [run for run in runs if run not in _MARKS]
        text = "".join(runs)
    elif not text.isascii() and not _MARKS.isdisjoint(text):
        seen = fold("".join([run for run in runs if run not in _MARKS]))
        count = _before_numbers(runs)
        before, behind = "".join(runs[:count]), "".join(runs[count:])
        head, settled = _settled(before), _settled(behind)
        if MARK in settled:
            runs = [run for run in (*runs[:count], settled) if run not in _DROPPED_RUNS]
        else:
            runs, seen = [run for run in runs if run not in _MARKS], None
        text = f"{head} {settled}" if before[-1:].isspace() or behind[:1].isspace() else f"{head}{settled}"
    text = fold(text)
    if text:
        while owner.tag in WRAPPERS and (around := owner.getparent()) is not None:
            owner = around
        lines.append(Line(text, tuple(runs), owner, seen))


def _before_numbers(runs: list[str]) -> int:
    """How many text nodes stand before the first one with a digit, without a piece that touches it: a label, as a rule.
    Whatever is left out behind them is no part of them."""
    count = next((at for at, run in enumerate(runs) if MARK in run or any(map(str.isdigit, run))), 0)
    while count and runs[count - 1] in _MARKS:
        count -= 1
    return count


def _settled(text: str) -> str:
    """A line's text in which `MARK` stands for each word that a left-out piece is a part of, and for a struck-out one
    that nothing replaces."""
    text = _TOUCHING.sub(MARK, _BETWEEN_DIGITS.sub(MARK, text)).translate(_DROPPED)
    if MARK not in text:
        return text
    words = text.split()
    last = max((at for at, word in enumerate(words) if any(map(str.isalnum, word))), default=-1)
    read: list[str] = []
    broken = False  # whether the word before is a number that is not readable
    for at, word in enumerate(words):
        if MARK not in word:
            broken = broken and _GROUPS.fullmatch(word) is not None  # its other thousands
            if not broken:
                read.append(word)
        elif word == MARK:
            broken = False
            if at > last:
                read.append(word)
        elif any(char.isdigit() for char in word):
            while read and _GROUP.fullmatch(read[-1]):
                read.pop()
            end = _SENTENCE_END.search(word)
            read.append(MARK + (end[0] if end else ""))
            broken = True
        else:  # of a plain word that is read which is seen
            read.append(word.replace(MARK, ""))
            broken = False
    return " ".join(read)
