"""Refunds and disputes: how far the money is, whose turn it is, and several refunds of one order."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from lxml.etree import _Element as Element

from whyclosed_parser.model import Dispute, DisputeState, Money, Refund, RefundPart, Timer, TimerKind, When
from whyclosed_parser.page.find import ancestor_without, scope_of
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.states import StateLine, is_step, marked_box, state_lines, the_state
from whyclosed_parser.read.values import as_date, without_label
from whyclosed_parser.values.dates import find_dates, read_when
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.money import read_money
from whyclosed_parser.words import Words

_Kind = Literal["refund", "dispute"]
_LONGEST = 160  # characters; a line that states something is shorter
_MOST = 40  # statements about one order; a page with more is no page of one order
_NEAR = 4
"""Lines around the words that say whose turn it is; more are another part of the page."""
_NONE, _ASKED, _DONE = "0", "1", "3"
_UNDECIDED = ("open", "waiting_seller", "waiting_buyer", "waiting_platform")


# ------------------------------------------------------------------------------------------------ refunds


@dataclass(frozen=True, slots=True)
class _Claim:
    """A statement about one refund, and the part of the page that speaks of it alone (None: the whole order). `state`
    is None where it was not understood, `words` are then what stands there. `money`: the amount that another line of
    the same refund names."""

    state: StateLine | None
    scope: Scope | None
    anchor: str
    rank: int
    words: str | None = None
    money: Money | None = None


def read_refund(reader: FieldReader) -> Refund:
    """The refund of an order. Several statements of their own are several refunds; the steps of one are a bar."""
    claims = _of_money(_stated_one_each(reader) or _stated_anywhere(reader))
    if not claims:
        amount = _amount(reader, "refund.amount", None)
        stage = 0 if amount is not None and amount.amount == 0 else None
        return Refund(stage, None, amount, reader.date("refund.updated_on", "refund.updated_on"))
    several = len(claims) > 1
    parts = [_part(reader, claim, f"refund.parts.{at}" if several else "refund") for at, claim in enumerate(claims)]
    if len({part.stage for part in parts}) > 1:
        reader.ledger.problem("several_stages", "refund.stage")
    refund = Refund.of(parts)
    if refund.lowest is not None:
        reader.ledger.copy(f"refund.parts.{refund.lowest}", "refund")
    return refund


def _of_money(claims: list[_Claim]) -> list[_Claim]:
    """The claims without those that say "no refund", where others speak of one."""
    refunds = [claim for claim in claims if claim.state is None or claim.state.entry.code != _NONE]
    return refunds or claims[:1]


def _stated_one_each(reader: FieldReader) -> list[_Claim]:
    """The refunds of a layout in which each element states one refund or request."""
    claims = []
    for node, anchor, rank in reader.each("refund"):
        scope = reader.scope.inner(node)
        states = _stated(scope.lines(), "refund", reader.words)
        money = _only_amount(scope.lines(), reader.words)
        if states:
            claims.append(_Claim(the_state(states) or states[0], scope, anchor, rank, money=money))
        elif not _stated(scope.lines(), "dispute", reader.words):
            reader.ledger.problem("not_understood", "refund")
            if money is not None:
                claims.append(_Claim(None, scope, anchor, rank, reader.free(scope.text()), money))
    return _without_older_requests(claims)


def _without_older_requests(claims: list[_Claim]) -> list[_Claim]:
    """A refund that is done outranks the line of the request for it: that line names no amount of its own."""
    if not any(claim.state is not None and claim.state.entry.code == _DONE for claim in claims):
        return claims
    return [
        claim for claim in claims if claim.state is None or claim.state.entry.code != _ASKED or claim.money is not None
    ]


def _stated_anywhere(reader: FieldReader) -> list[_Claim]:
    for lines, anchor, rank in _lines(reader, "refund"):
        states = _few(reader, "refund", lines)
        bars = _bars([state for state in states if is_step(state.line.element)])
        if len(bars) > 1:
            boxes = _boxes(reader, [bar[0] for bar in bars])
            claims = [_Claim(_of_bar(bar, reader), box, anchor, rank) for bar, box in zip(bars, boxes, strict=True)]
            if any(claim.state is not None for claim in claims):
                return claims
        elif not bars and len(states) > 1:
            claims = _several(reader, [_Claim(one, box, anchor, rank) for one, box in _apart(reader, states)])
            if claims:
                return claims
        state = _of_bar(states, reader)
        if state is not None:
            same = (one for one in states if one.entry.code == state.entry.code)
            money = next((money for one in same if (money := _line_amount(one, reader.words))), None)
            return [_Claim(state, None, anchor, rank, money=money)]
    return []


def _bars(steps: list[StateLine]) -> list[list[StateLine]]:
    """The bars that these steps form: the same stages over and over, upwards or downwards, are one bar each time."""
    codes = [step.entry.code for step in steps]
    for length in range(2, len(steps) // 2 + 1):
        times, rest = divmod(len(steps), length)
        if rest == 0 and codes == codes[:length] * times and codes[0] not in codes[1:length]:
            return [steps[at : at + length] for at in range(0, len(steps), length)]
    return [steps] if steps else []


def _several(reader: FieldReader, claims: list[_Claim]) -> list[_Claim]:
    """The statements that are of several refunds; none where they may be the history, the unmarked steps or a
    repetition of one. What speaks for several: amounts of their own that differ or are written alike; boxes of one
    kind with one stage twice, or with days that are no history of one refund."""
    claims = [_with_amount(reader, claim, rows=_alike(claims)) for claim in claims]
    named = [claim for claim in claims if claim.money is not None]
    days = [_own_day(reader, claim.state, claim.scope.element)[0] for claim in claims if claim.state and claim.scope]
    codes = [claim.state.entry.code for claim in claims if claim.state is not None]
    if not named or _is_history(codes, days):
        return []
    if _alike(claims) and len(named) < len(claims):
        return claims if len(set(codes)) < len(codes) or None not in days else []
    known = {claim.state.entry.code for claim in named if claim.state is not None}
    differ = len({(claim.money.amount, claim.money.currency) for claim in named if claim.money is not None}) > 1
    return named if len(named) > 1 and set(codes) <= known and (differ or _alike(named)) else []


def _is_history(codes: list[str], days: list[When | None]) -> bool:
    """Whether these are the stages of one refund one after the other: each has its day, and none comes too early."""
    dated = sorted((code, as_date(day)) for code, day in zip(codes, days, strict=True) if day is not None)
    in_order = [day for _, day in dated] == sorted(day for _, day in dated)
    return in_order and len(dated) == len(codes) == len(set(codes))


def _alike(claims: list[_Claim]) -> bool:
    """Whether statements stand in the same kind of element and of box."""
    elements = [claim.state.line.element for claim in claims if claim.state is not None]
    boxes = [claim.scope.element for claim in claims if claim.scope is not None]
    return all(_of_one_kind(group[0], other) for group in (elements, boxes) for other in group[1:])


def _with_amount(reader: FieldReader, claim: _Claim, *, rows: bool) -> _Claim:
    """The statement with the amount of its own: in its line, beside a label, or, in one of several rows, alone."""
    money = _line_amount(claim.state, reader.words) if claim.state is not None else None
    if money is None:
        money = _amount(reader, "refund.probe", claim.scope)
        reader.ledger.forget("refund.probe")
    if money is None and rows and claim.scope is not None:
        money = _only_amount(claim.scope.lines(), reader.words)
    return replace(claim, money=money)


def _apart(reader: FieldReader, states: list[StateLine]) -> Iterator[tuple[StateLine, Scope]]:
    return zip(states, _boxes(reader, states), strict=True)


def _boxes(reader: FieldReader, states: list[StateLine]) -> list[Scope]:
    """The largest part of the page around each of these lines that holds none of the others."""
    elements = [state.line.element for state in states]
    return [scope_of(reader.scope.index, ancestor_without(element, set(elements) - {element})) for element in elements]


def _amount(reader: FieldReader, path: str, scope: Scope | None) -> Money | None:
    """The amount beside a label or in its own element. Of several different ones it is that which the others add up
    to; else none is taken."""
    for anchor in reader.page.layout.anchors("refund.amount"):
        words = (hit.text for hit in hits(anchor, scope or reader.scope, reader.words, reader.page.url))
        found = (read_money(without_label(text, reader.words)) for text in words)
        amounts = [money.amount for money in found if money is not None]
        if len(set(amounts)) > 1:
            total = next((amount for amount in amounts if amount * 2 == sum(amounts)), None)
            if total is None:
                reader.ledger.problem("no_sum", path)
                return None
            return reader.amount("refund.amount", path, scope, only=total)
    return reader.amount("refund.amount", path, scope)


def _part(reader: FieldReader, claim: _Claim, path: str) -> RefundPart:
    state = claim.state
    stage = label = None
    if state is not None:
        stage, label = int(state.entry.code), state.label
        reader.ledger.note(path, claim.anchor, claim.rank, state.line.text)
        if state.entry.unverified:
            reader.ledger.unverified(f"{path}.stage")
    elif claim.words is not None:
        label = claim.words
        reader.ledger.note(path, claim.anchor, claim.rank, label)
    amount = _line_amount(state, reader.words) if state is not None else None
    if amount is None:
        amount = _amount(reader, f"{path}.amount", claim.scope) or claim.money
    if amount is None and state is not None and _has_number(_undated(state.line.text, reader.words)[0]):
        reader.ledger.problem("unreadable_money", f"{path}.amount")
    return RefundPart(stage, label, amount, _updated_on(reader, claim, f"{path}.updated_on"))


def _only_amount(lines: list[Line], words: Words) -> Money | None:
    """The amount in these lines; None where they name several."""
    found = (read_money(_undated(line.text, words)[0]) for line in lines)
    amounts = {(money.amount, money.currency): money for money in found if money is not None}
    return next(iter(amounts.values())) if len(amounts) == 1 else None


def _has_number(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _line_amount(state: StateLine, words: Words) -> Money | None:
    """The amount in the line itself, which may hold a date, too."""
    return read_money(_undated(state.line.text, words)[0])


def _updated_on(reader: FieldReader, claim: _Claim, path: str) -> When | None:
    """The day of the newest stage: printed with a label, in the line itself, or alone in the step that was reached or
    in the box of this refund."""
    state = claim.state
    printed = reader.date("refund.updated_on", path, claim.scope)
    if printed is not None or state is None:
        return printed
    box: Element | None = claim.scope.element if claim.scope is not None else None
    if is_step(state.line.element):
        marked = marked_box(state.line.element)
        box = _step_box(state.line.element) if marked is None else marked
    day, text = _own_day(reader, state, box)
    if day is not None:
        reader.ledger.note(path, "text:refund", 0, text)
    return day


# ------------------------------------------------------------------------------------------------ disputes


def read_dispute(reader: FieldReader, refund: Refund | None) -> Dispute:
    """The dispute of an order: whose turn it is, and its days."""
    opened = reader.date("dispute.opened_on", "dispute.opened_on")
    decided = reader.date("dispute.decided_on", "dispute.decided_on")
    turn = _turn(reader, refund)
    if turn is None:
        return Dispute(None, None, opened, decided)
    reader.ledger.note("dispute", turn.anchor, turn.rank, turn.state.line.text)
    if turn.state.entry.unverified:
        reader.ledger.unverified("dispute.state")
    return Dispute(turn.code, turn.state.label, opened, decided)


@dataclass(frozen=True, slots=True)
class _Turn:
    """The state of a dispute and where it stands."""

    code: DisputeState
    state: StateLine
    anchor: str
    rank: int


def _turn(reader: FieldReader, refund: Refund | None) -> _Turn | None:
    """What holds of a dispute. On the page of one request, a refund that is done outranks the older lines about it."""
    settled = refund is not None and refund.stage == int(_DONE) and reader.page.layout.kind in ("refund", "dispute")
    for lines, anchor, rank in _lines(reader, "dispute"):
        states = _few(reader, "dispute", lines)
        state = _of_bar(states, reader)
        known = reader.words.entry("dispute", state.label) if state is not None else None
        if state is None or known is None:
            if len({one.entry.code for one in states if not is_step(one.line.element)}) > 1:
                reader.ledger.problem("several_states", "dispute.state")
        elif not (settled and known.code in _UNDECIDED):
            return _Turn(known.code, state, anchor, rank)
    return None


_RESPONSES: dict[str, TimerKind] = {"waiting_buyer": "buyer_response", "waiting_seller": "seller_response"}


def response_timer(reader: FieldReader, refund: Refund | None) -> Timer | None:
    """The countdown that stands beside the words that say whose turn it is, in no sentence of its own."""
    turn = _turn(reader, refund)
    kind = _RESPONSES.get(turn.code) if turn is not None else None
    parent = turn.state.line.element.getparent() if turn is not None else None
    if turn is None or kind is None or parent is None:
        return None
    label = turn.state.label
    lines = scope_of(reader.scope.index, parent).lines()
    texts = [line.text.removeprefix(label) for line in lines[:_NEAR]]
    found = {text.strip(" :：()·-–"): None for text in texts}
    left = {text: span for text in found if (span := read_duration(text, reader.words.units)) is not None}
    if len(left) != 1:
        return None
    ((text, span),) = left.items()
    at = reader.page.captured_at
    ends_at = at + span if at is not None else None
    return Timer(kind, f"{label}: {text}", ends_at, remaining_seconds=int(span.total_seconds()), basis="countdown")


# ------------------------------------------------------------------------------------------------ statements


def _lines(reader: FieldReader, kind: _Kind) -> Iterator[tuple[list[Line], str, int]]:
    """The lines in which the page may say something about refund or dispute, with the anchor and its rank."""
    low = reader.scope.low
    if any(word in low for word in reader.words.entries[kind]):
        yield from reader.lines_of(f"{kind}.state")


def _few(reader: FieldReader, kind: _Kind, lines: list[Line]) -> list[StateLine]:
    """What the lines state; nothing, and a problem, where they state more than can be of one order."""
    states = _stated(lines, kind, reader.words)
    if len(states) > _MOST:
        reader.ledger.problem("not_understood", kind)
        return []
    return states


def _stated(lines: list[Line], kind: _Kind, words: Words) -> list[StateLine]:
    """The lines that state something of this kind; a date in the line is no part of the statement."""
    known = {id(state.line): state for state in state_lines(lines, kind, words)}
    found = (known.get(id(line)) or _stated_with_date(line, kind, words) for line in lines)
    return [state for state in found if state is not None]


def _stated_with_date(line: Line, kind: _Kind, words: Words) -> StateLine | None:
    if len(line.text) > _LONGEST or not _has_number(line.text):
        return None
    label, day = _undated(line.text, words)
    entry = words.entry(kind, label) if day else None
    return StateLine(line, label, entry) if entry is not None else None


def _undated(text: str, words: Words) -> tuple[str, str | None]:
    """A line without the one date in it, and that date as it is printed."""
    located = find_dates(text, words.months)
    if len(located) != 1:
        return text, None
    (day,) = located
    rest = f"{text[: day.start].strip()} {text[day.end :].strip()}"
    return rest.strip(" ,.;:·|()[]–-"), day.text


def _of_bar(states: list[StateLine], reader: FieldReader) -> StateLine | None:
    """The one state that holds: said or marked as the active step; where nothing is marked, the newest step with a
    date of its own, for such a step was reached."""
    state = the_state(states)
    steps = [one for one in states if is_step(one.line.element)]
    if any(marked_box(one.line.element) is not None for one in states) or not (steps or state is None):
        return state
    bar = steps or states
    dated = _newest_dated(bar, reader)
    if dated is None:
        return state
    said = {one.entry.code for one in states if one not in bar}
    return dated if said <= {dated.entry.code} else state


def _newest_dated(bar: list[StateLine], reader: FieldReader) -> StateLine | None:
    reached: list[tuple[date, StateLine]] = []
    elements = {step.line.element for step in bar}
    for step in bar:
        day, _ = _own_day(reader, step, _step_box(step.line.element, elements - {step.line.element}))
        if day is not None:
            reached.append((as_date(day), step))
    if not reached:
        return None
    if all(step.entry.code.isdigit() for step in bar):  # the stages of a refund are numbered in their order
        newest = max(reached, key=lambda one: one[1].entry.code)
        lower = {step.entry.code for step in bar if step.entry.code < newest[1].entry.code}
        if lower - {step.entry.code for _, step in reached}:
            return None  # a step before it was not reached, so its date says something else
    else:
        newest = max(reached, key=lambda one: one[0])
        if len({step.entry.code for day, step in reached if day == newest[0]}) > 1:
            newest = [one for one in reached if one[0] == newest[0]][-1]
    return newest[1] if newest[0] == max(day for day, _ in reached) else None


def _step_box(element: Element, others: Set[Element] = frozenset()) -> Element:
    """The step around an element: the first box beside a box of its kind that holds one of the others, else beside
    any box of its kind."""
    around = {box for other in others for box in (other, *other.iterancestors())}
    boxes = (element, *list(element.iterancestors())[:3])
    beside = [(box, [other for other in _siblings(box) if _of_one_kind(box, other)]) for box in boxes]
    held = (box for box, like in beside if not around.isdisjoint(like))
    first = next(held, None)
    return first if first is not None else next((box for box, like in beside if like), element)


def _siblings(box: Element) -> list[Element]:
    parent = box.getparent()
    return [] if parent is None else [other for other in parent.iterchildren("*") if other is not box]


def _of_one_kind(one: Element, other: Element) -> bool:
    """Whether two elements are written alike: the same tag, and a class in common where they have any."""
    classes, others = (set((element.get("class") or "").split()) for element in (one, other))
    return one.tag == other.tag and (bool(classes & others) or not (classes or others))


def _own_day(reader: FieldReader, state: StateLine, box: Element | None) -> tuple[When | None, str]:
    """The day of a statement as it is printed: in the same line, or by itself in its box and as the only one there.
    None for a day after the capture: no stage was reached in the future."""
    near = reader.page.captured_at
    beside = _undated(state.line.text, reader.words)[1]
    texts = [] if beside is None else [beside]
    if beside is None and box is not None:
        lines = scope_of(reader.scope.index, box).lines()
        texts = [text for line in lines for text in (line.text, *line.runs)]
    days = {day: text for text in texts if (day := read_when(text, reader.words.months, near=near)) is not None}
    if len(days) != 1:
        return None, ""
    ((day, text),) = days.items()
    if near is not None and as_date(day) > near.date() + timedelta(days=1):
        return None, ""
    return day, text
