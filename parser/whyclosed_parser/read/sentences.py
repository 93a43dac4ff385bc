"""Statements in running text."""

from __future__ import annotations

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import find_close_code, guards
from whyclosed_parser.classify.tables import matched_form
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK, goes_on, has_ended
from whyclosed_parser.page.tree import in_link_or_button
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.labels import goes_on as goes_on_behind
from whyclosed_parser.read.times import time_in_front
from whyclosed_parser.values.datepatterns import BEHIND_A_DAY
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.text import COLONS, ENDS, STOPS, count_words, fold, has_digit
from whyclosed_parser.words import Kind, Words

_A_DATE_GOES_ON = rf"(?!(?<=\d\.)\s?(?:[^\W\d_]{{3,10}}\.?\s\d{{4}}(?!\d)|{BEHIND_A_DAY}))"
"""No sentence begins in "4. Dezember 2026"."""
_OF_NO_CASE = r"[\u0600-\u06ff\u0e00-\u0e7f]"
_BEGUN = "|".join(rf"(?<=[\s\d]{_OF_NO_CASE}{{{count}}}\.)" for count in (1, 2, 3))
_AN_ABBREVIATION_GOES_ON = rf"(?!(?:{_BEGUN}){_OF_NO_CASE}{{1,3}}(?!{_OF_NO_CASE}))"
"""Nor in the middle of "16 ธ.ค. 2026" and "45 ر.س", in scripts where no capital begins one."""
_LONGEST_COUNTED = 40  # characters
_COUNT = patterns.compiled(r"[^\W\d](?:[:：]?\s?\d{1,3}|\s?\(\d{1,3}\)|（\d{1,3}）)\Z")
_MARK = patterns.compiled(rf"[{''.join(STOPS)}·•|;；]")
"""What stands at the end of each sentence: it is found many times faster."""
_SENTENCE_END = patterns.compiled(
    rf"(?<=[.!?。！？؟]){_A_DATE_GOES_ON}{_AN_ABBREVIATION_GOES_ON}\s*(?=[¿¡]?[^\W\d_a-zß-öø-ÿ])|(?<=[^\W\d_]{{6}}[.!?])\s+(?=[^\w\s]?\d)|"
    r"(?<=[。！？])\s*(?=\d)|(?<=[?؟])\s+(?=\d)|(?<=[가-힣]\.)\s+(?=\d)|(?:(?<!\s)\s++)?[·•|;；]\s*"
)
"""An amount may open a sentence, too ("cancelled. 12.40 EUR will …"): no month or unit that ends in a dot has as many
letters as that."""
_DATED = patterns.compiled(r"[^\W\d_]{3,9}\.?\s\d{1,2}(?!\d)")
"""How a day begins that names its month first."""
_WITHOUT_YEAR = patterns.compiled(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\Z")
_YEAR = patterns.compiled(r"\d{4}(?!\d)")
_NUMBER = patterns.compiled(r"(?:[A-Z]{1,3}\s?)?[^\w\s]?\s?\d")
_STATES: tuple[Kind, ...] = ("status", "refund", "dispute")
_MOST_PIECES = 8  # of a line that is made of states
_STATE_GAP_WORDS = 3  # elements and gaps: a state, a gap, what is said of it
FEWEST_WORDS = 4
"""Shorter lines are titles, states and buttons, which say nothing of why."""


def sentences(text: str) -> list[str]:
    """The statements of a line. The site glues sentences ("parcel.If you"), so a capital letter is what counts."""
    pieces: list[str] = []
    start = 0
    for mark in _MARK.finditer(text):
        end = _SENTENCE_END.match(text, mark.end() if mark[0] in STOPS else mark.start())
        if end is None or mark.start() < start:
            continue
        if end[0].strip() or not text[end.end() :][:1].islower():  # "2 дн. 7 ч. на"
            pieces.append(text[start : end.start()])
            start = end.end()
    stripped = (piece.strip() for piece in (*pieces, text[start:]))
    return [piece for piece in stripped if piece]


def of_this_order(text: str, words: Words) -> list[str]:
    """The statements of a line without those that it takes back further on, or says of another order."""
    said = sentences(text)
    forms = [matched_form(sentence) for sentence in said]
    return [
        sentence
        for at, (sentence, form) in enumerate(zip(said, forms, strict=True), 1)
        if not any(one.unsaid(". ".join(forms[at:])) or (form and not one.own(form)) for one in guards(words.languages))
    ]


def flowing(lines: list[Line], words: Words) -> list[Line]:
    """The lines, with those put together that only a forced break parts: in one element, going on in small letters or
    in those of a script that has no others, or ending as a sentence that began before the break."""
    return [whole for whole, _ in flows(lines, words)]


def parted(lines: list[Line], words: Words) -> list[Line]:
    """The lines, each in two where an element begins without a space before it, but not with a small letter, and the
    words in front of it or behind are a state: the page's style keeps them apart ("ClosedPayment expired")."""
    return [piece for line in lines for piece in (_in_two(line, words) if len(line.runs) > 1 else (line,))]


def _in_two(line: Line, words: Words) -> tuple[Line, ...]:
    if words.is_any(line.text, *_STATES):  # a comment stands in it, perhaps
        return (line,)
    for at in range(1, len(line.runs) if len(line.runs) <= _MOST_PIECES else 0):
        before, behind = line.runs[at - 1][-1:], line.runs[at][:1]
        glued = before.isalnum() and behind.isalpha() and not behind.islower()
        if glued or _begins_with_a_state(line.runs, at, words):
            pieces = [line._replace(text=fold("".join(runs)), runs=runs) for runs in (line.runs[:at], line.runs[at:])]
            if any(words.entry(kind, piece.text) for piece in pieces for kind in _STATES):
                return tuple(pieces)
    return (line,)


def _begins_with_a_state(runs: tuple[str, ...], at: int, words: Words) -> bool:
    """Whether the first element of a line is a state, and a gap alone stands between it and several words about it
    which are none, no amount and no day: "Awaiting payment  Still 5 hours to pay"."""
    if at != 1 or len(runs) < _STATE_GAP_WORDS or not runs[1].isspace() or words.entry("status", runs[0]) is None:
        return False
    said = fold("".join(runs[2:]))
    is_value = read_money(said, per_piece=False) is not None or any(
        one.text == said for one in find_dates(said, words.months)
    )
    goes_on = said[:1].islower()  # "Dispute about order …"
    is_none = is_value or goes_on or any(words.entry("status", run) for run in runs[2:])
    return count_words(said) > 1 and not is_none


def flows(lines: list[Line], words: Words) -> list[tuple[Line, list[Line]]]:
    """The same, each with the lines that it was made of."""
    said = {line.text for line in lines}
    whole: list[tuple[Line, list[Line]]] = []  # the last first: whether a sentence ends is told by its end
    for line in reversed(parted(lines, words)):
        behind, parts = whole[-1] if whole else (None, [])
        if behind is not None and _are_of_one(line.element, behind.element) and _flows(line, behind, words):
            gap = "" if f"{line.text}{parts[0].text}" in said else " "  # one line in two
            *runs, last = line.runs
            runs += [f"{last}{gap}{behind.runs[0]}", *behind.runs[1:]]  # one text in two: no element begins here
            joined = line._replace(text=f"{line.text}{gap}{behind.text}", runs=tuple(runs))
            whole[-1] = joined, [line, *parts]
        else:
            whole.append((line, [line]))
    return whole[::-1]


def _are_of_one(element: Element, following: Element) -> bool:
    """Whether two lines stand in one element, or in two pieces of text that only a forced break parts."""
    if element is following:
        return True
    gap = element.getnext() if element.tag == following.tag == "span" else None
    return gap is not None and gap.tag == "br" and gap.getnext() is following


def _flows(line: Line, following: Line, words: Words) -> bool:
    """Whether a line goes on in the one that follows it in the same element."""
    before, behind = line.text, following.text
    if MARK in before + behind:
        return False
    first = behind[:1]
    of_no_case = first.isalpha() and first.lower() == first.upper() and not before.endswith(ENDS)
    numbered = (_NUMBER.match(behind) and before[-1:].isalpha()) or (_DATED.match(behind) and before[-1:].islower())
    if numbered and count_words(before) >= FEWEST_WORDS:
        return True  # a sentence that has begun, and no label
    if _YEAR.match(behind) and _WITHOUT_YEAR.search(before):
        return True  # "… 8. 12. | 2026"
    if goes_on(before, behind) or (of_no_case and not any(colon in before + behind for colon in COLONS)):
        return True
    if of_no_case and _is_one_label(line, following, words):
        return True
    if before.endswith(COLONS):  # it announces what follows
        return not (any(colon in behind for colon in COLONS) or words.is_label(before))
    if has_ended(before) or not behind.endswith(STOPS):
        return False
    begun = words.is_label(before) and goes_on_behind(behind, words)  # "Order no. | 8190000011112222 was cancelled."
    return begun or not any(_is_whole(one, words) for one in (line, following))


def _is_one_label(line: Line, following: Line, words: Words) -> bool:
    """Whether a line ends in the middle of a label, whose colon stands in the one that follows: that of a clock, or one
    that is known. In front of a clock no other words stand without an end of their own."""
    head, colon, value = following.text.replace("：", ":").partition(":")
    if not colon or has_digit(line.text + head) or _is_whole(line, words):
        return False
    return words.is_label(f"{line.text} {head}:") or read_duration(value.strip(), words.units) is not None


def is_wrapped(line: Line, following: Line, words: Words) -> bool:
    """Whether a line of copied words breaks a sentence, as narrow screens do: it has begun, and goes on below in small
    letters, or with a number at the end of the sentence."""
    if count_words(line.text) < FEWEST_WORDS or MARK in line.text + following.text or has_ended(line.text):
        return False
    if any(_is_whole(one, words) for one in (line, following)):
        return False
    behind = following.text
    numbered = line.text[-1:].islower() and _begins_with_number(behind) and not _begins_with_number(line.text)
    numbered = numbered and (behind.endswith(STOPS) or time_in_front(behind, words) is None)
    goes_on_long = behind.endswith(STOPS) or count_words(behind) >= FEWEST_WORDS
    return behind[:1].islower() or (numbered and goes_on_long)


def _begins_with_number(text: str) -> bool:
    return _NUMBER.match(text) is not None or _DATED.match(text) is not None


def _is_whole(line: Line, words: Words) -> bool:
    """Whether a line says all that it has to: a row, its label, a state, a button."""
    if is_row(line, words) or words.is_label(line.text):
        return True
    return words.is_any(line.text, "status", "refund", "dispute", "actions")


def is_long_enough(text: str) -> bool:
    """Whether a text is no title, state or button: a short sentence ends with its stop."""
    return count_words(text) >= (FEWEST_WORDS - 1 if text.endswith(STOPS) else FEWEST_WORDS)


def is_statement(line: Line, words: Words) -> bool:
    """Whether a line can be a notice: a sentence, no link, no button, no state that is read as such elsewhere."""
    if in_link_or_button(own_boxes(line.element)) or not is_long_enough(line.text):
        return False
    if is_row(line, words) or is_count(line.text, words):
        return False
    heads = (head for head in line.heads if not line.text[len(head) :].startswith(STOPS))  # a sentence of several
    return not any(words.is_any(text, "status", "refund", "dispute") for text in (line.text, *heads))


def is_count(text: str, words: Words) -> bool:
    """Whether a short line ends in a small number that is no sum and no day: the count of a filter ("Canceled by seller
    4"), which says nothing of this order."""
    if len(text) > _LONGEST_COUNTED or _COUNT.search(text) is None:
        return False
    return not any(end >= len(text) - 1 for _, end in find_amounts(text)) and not find_dates(text, words.months)


def is_row(line: Line, words: Words) -> bool:
    """Whether a line is a label with its value, and no sentence that begins with the same words."""
    row = words.row(line.text, line.runs)
    return row is not None and len(row.value.split()) < FEWEST_WORDS and not goes_on_behind(row.value, words)


def close_code(lines: list[Line]) -> tuple[str, Line] | None:
    """The platform's own code for the end of the order, where the page prints one."""
    for line in lines:
        if (code := find_close_code(line.text)) is not None:
            return code, line
    return None
