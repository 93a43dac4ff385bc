"""Refunds: how far the money is, and several refunds of one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from lxml.etree import _Element as Element

from whyclosed_parser.model import Money, Refund, RefundPart, Status, When
from whyclosed_parser.model.order import sum_of
from whyclosed_parser.page.find import largest_boxes, scope_of
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.lines import MARK, all_words
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.channels import Channels, amounts_of_all, read_channels
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import hits, labelled
from whyclosed_parser.read.news import News, refund_news
from whyclosed_parser.read.statements import (
    apart,
    are_apart,
    has_number,
    lines_about,
    of_one_kind,
    own_day,
    stated,
    statements,
    step_box,
    the_one_that_holds,
    undated,
)
from whyclosed_parser.read.states import StateLine, is_step, marked_box, the_state
from whyclosed_parser.read.values import as_date, without_label
from whyclosed_parser.read.ways import read_way
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_NONE, _ASKED, _DONE = "0", "1", "3"
_LONGEST_LABEL = 60  # characters
_MOVING = (2, 3)
"""Stages in which the money is on its way, or there."""


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
    channels = reader.known["channels"] = read_channels(reader)
    claims = _of_money(_stated_one_each(reader) or _stated_anywhere(reader, channels))
    if channels.each and len(claims) < 2:
        return _in_several_ways(reader, channels, claims)
    if channels.each or channels.doubtful:
        reader.ledger.problem("not_understood", "refund.parts")  # of several refunds none says by which way it goes
    news = refund_news(reader) if len(claims) < 2 else []
    if not claims and news:
        return _reported(reader, news)
    if not claims and any(problem.field == "refund" for problem in reader.ledger.problems):
        return Refund()  # an amount may be that of one of several
    if not claims:
        if _may_state(reader) and any(
            MARK in line.text and stated([_as_seen(line)], "refund", reader.words) for line in reader.scope.lines()
        ):
            reader.ledger.problem("broken_words", "refund")
        amount = _amount(reader, "refund.amount", None)
        stage = 0 if amount is not None and amount.amount == 0 else None
        if stage is None and reader.page.unknown and stated(reader.scope.lines(), "refund", reader.words):
            reader.ledger.problem("not_understood", "refund")  # the mark of a bar has no name that is known
        elif stage is None and reader.page.unknown and amount is not None:
            reader.ledger.problem("not_understood", "refund.stage")
        way = read_way(reader, reader.scope.lines, "refund")
        return Refund(stage, None, amount, reader.date("refund.updated_on", "refund.updated_on"), way)
    several = len(claims) > 1
    parts = [_part(reader, claim, f"refund.parts.{at}" if several else "refund") for at, claim in enumerate(claims)]
    if not several:
        parts = [_completed(reader, parts[0], news)]
        if reader.page.unknown and parts[0].amount is None and parts[0].stage in _MOVING:
            reader.ledger.problem("part_missing", "refund.amount")
    stages = {part.stage for part in parts}
    if None not in stages and len(stages) > 1:
        reader.ledger.problem("several_stages", "refund.stage")
    elif None in stages and several:
        reader.ledger.problem("not_understood", "refund.stage")
    refund = Refund.of(parts)
    if channels.doubtful and refund.updated_on is None:
        reader.ledger.problem("not_understood", "refund.updated_on")
    if refund.lowest is not None:
        reader.ledger.copy(f"refund.parts.{refund.lowest}", "refund")
    boxes = [claim.scope.element for claim in claims if claim.scope is not None]
    if refund.amount is not None and len(boxes) == len(parts) > 1:
        outside = [line for line in reader.scope.lines() if not any(box in upward(line.element) for box in boxes)]
        totals = {money.amount for money in amounts_of_all(reader, outside)}
        if totals and refund.amount.amount not in totals:
            reader.ledger.problem("no_sum", "refund.amount")
            return replace(refund, amount=None)
    return refund


def _may_state(reader: FieldReader) -> bool:
    """Whether a line may state a refund, also one of which something is left out: a cheap test before lines are
    read."""
    return reader.scope.leaves_out or reader.words.has_any("refund", reader.scope.low)


def _as_seen(line: Line) -> Line:
    """A line with the words that are seen of it, of which a part is not readable whole."""
    return line._replace(text=line.printed, runs=())


def _reported(reader: FieldReader, news: list[News]) -> Refund:
    """The refund of which only sentences speak: the stage that was reached last, told with its own sentence."""
    newest = max(news, key=lambda one: one.stage)
    text = reader.free(newest.text)
    reader.ledger.note("refund", "text:refund", 0, text)
    reader.ledger.unverified("refund.stage")
    reported = _completed(reader, RefundPart(int(newest.stage), text, None, None), news)
    if reported.amount is None:
        reported = replace(reported, amount=_amount(reader, "refund.amount", None))
    return Refund.of([reported])


def _completed(reader: FieldReader, part: RefundPart, news: list[News]) -> RefundPart:
    """A refund with the amount and the day that sentences of its stage name, where it has none of its own."""
    same = [one for one in news if int(one.stage) == part.stage]
    amounts = {(one.money.amount, one.money.currency): one for one in same if one.money is not None}
    days = {one.day: one for one in same if one.day is not None}
    doubted = any(problem.field == "refund.amount" for problem in reader.ledger.problems)
    if part.amount is None and len(amounts) > 1 and not doubted:
        reader.ledger.problem("no_sum", "refund.amount")
    if part.amount is None and len(amounts) == 1 and not doubted:
        (named,) = amounts.values()
        part = replace(part, amount=named.money)
        reader.ledger.note("refund.amount", "text:refund", 0, reader.free(named.text))
    if part.amount is None and not amounts and not doubted and any(one.doubtful for one in same):
        reader.ledger.problem("unreadable_money", "refund.amount")
    if part.updated_on is None and len(days) == 1:
        (dated,) = days.values()
        part = replace(part, updated_on=dated.day)
        reader.ledger.note("refund.updated_on", "text:refund", 0, reader.free(dated.text))
    return part


def _in_several_ways(reader: FieldReader, channels: Channels, claims: list[_Claim]) -> Refund:
    """A refund that is paid back in several ways: no further than the slowest of them."""
    ledger, parts = reader.ledger, [channel.part for channel in channels.each]
    stages = {part.stage for part in parts if part.stage is not None}
    amount = _amount_of_all(reader, channels)
    if amount is None and channels.totals:
        ledger.problem("not_understood", "refund.parts")  # one may be missing
    if amount is None and not stages and all(channel.quote is not None for channel in channels.each):
        # They may be those of something else, as of the payments.
        return replace(Refund.of([_part(reader, claim, "refund") for claim in claims]), amount=None)
    for at, channel in enumerate(channels.each):
        if channel.quote is not None:
            ledger.note(f"refund.parts.{at}", channels.anchor, channels.rank, channel.quote)
        for code, field in channel.doubts:
            ledger.problem(code, f"refund.parts.{at}.{field}")
    refund = replace(Refund.of(parts), amount=amount)
    if len(stages) > 1:
        ledger.problem("several_stages", "refund.stage")
    state = claims[0].state if claims else None
    stage = int(state.entry.code) if state is not None else None
    all_known = all(part.stage is not None for part in parts)
    if stage is None or (all_known and min(stages) < stage and stage in stages):
        if refund.lowest is not None:  # what is said of the whole is said of the part that came first
            ledger.copy(f"refund.parts.{refund.lowest}", "refund")
        elif stages:
            ledger.problem("not_understood", "refund.stage")
        return refund
    if (
        state is not None
        and stage > 0
        and (not stages or min(stages) == stage or (min(stages) > stage and not all_known))
    ):
        ledger.note("refund", claims[0].anchor, claims[0].rank, state.line.text)
        if state.entry.unverified:
            ledger.unverified("refund.stage")
        day = _updated_on(reader, claims[0], "refund.updated_on", channels)
        days = [part.updated_on for part in parts if part.updated_on is not None]
        if day is None and len(days) == len(parts):
            day = max(days, key=as_date)
        return replace(refund, stage=stage, label=state.label, updated_on=day)
    ledger.problem("not_understood", "refund.stage")
    return replace(refund, stage=None, label=None, updated_on=None)


def _amount_of_all(reader: FieldReader, channels: Channels) -> Money | None:
    """What the ways bring back together: the amount that the page names for the whole, where they add up to it; their
    sum where it names none; nothing where the two contradict each other."""
    amounts = [channel.part.amount for channel in channels.each]
    known = [money for money in amounts if money is not None]
    if not channels.totals:
        for path in ("refund.parts.0", "refund.parts.0.amount"):
            reader.ledger.copy(path, "refund.amount")
        return sum_of(amounts)
    added = sum((money.amount for money in known), Decimal(0))
    fitting = [total for total in channels.totals if total.amount == added or len(known) < len(amounts)]
    one_currency = len({money.currency for money in (*known, *channels.totals)} - {None}) < 2
    if len(fitting) != 1 or not one_currency or added > fitting[0].amount:
        reader.ledger.problem("no_sum", "refund.amount")
        return None
    return reader.amount("refund.amount", "refund.amount", only=fitting[0].amount) or fitting[0]


def _of_money(claims: list[_Claim]) -> list[_Claim]:
    """The claims without those that say "no refund", where others speak of one."""
    refunds = [claim for claim in claims if claim.state is None or claim.state.entry.code != _NONE]
    return refunds or claims[:1]


def _stated_one_each(reader: FieldReader) -> list[_Claim]:
    """The refunds of a layout in which each element states one refund or request."""
    claims = []
    for node, anchor, rank in reader.each("refund"):
        scope = reader.scope.inner(node)
        states = stated(scope.lines(), "refund", reader.words)
        money = _only_amount(scope.lines(), reader.words)
        state = the_state(states) or (states[0] if len({one.entry.code for one in states}) == 1 else None)
        if state is not None:
            claims.append(_Claim(state, scope, anchor, rank, money=money))
        elif not stated(scope.lines(), "dispute", reader.words):
            reader.ledger.problem("not_understood", "refund")
            if money is not None:
                claims.append(_Claim(None, scope, anchor, rank, reader.free(scope.text()), money))
    return _without_older_requests(_without_repetitions(claims, heads=False))


def _without_older_requests(claims: list[_Claim]) -> list[_Claim]:
    """A refund that is done outranks the line of the request for it: that line names no amount of its own."""
    if not any(claim.state is not None and claim.state.entry.code == _DONE for claim in claims):
        return claims
    return [
        claim for claim in claims if claim.state is None or claim.state.entry.code != _ASKED or claim.money is not None
    ]


def _stated_anywhere(reader: FieldReader, channels: Channels) -> list[_Claim]:
    """The refunds of which the page speaks outside of the lines that speak of a single way."""
    for lines, anchor, rank in lines_about(reader, "refund"):
        states = statements(reader, "refund", [line for line in lines if not channels.are_of(line)])
        states = _without_labels(states, reader.words)
        bars = _bars([state for state in states if is_step(state.line.element)])
        if len(bars) > 1:
            boxes = _boxes(reader, [bar[0] for bar in bars])
            claims = [
                _Claim(the_one_that_holds(bar, reader), box, anchor, rank) for bar, box in zip(bars, boxes, strict=True)
            ]
            claims = _without_repetitions(claims)
            if any(claim.state is not None for claim in claims):
                return claims if len(claims) > 1 else [replace(claims[0], scope=None)]
        elif not bars and len(states) > 1:
            claims = _several(reader, [_Claim(one, box, anchor, rank) for one, box in _apart(reader, states)])
            if any(problem.field == "refund" for problem in reader.ledger.problems):
                return []
            if claims:
                return claims
        state = the_one_that_holds(states, reader)
        if state is not None:
            same = [one for one in states if one.entry.code == state.entry.code]
            state = _besides_the_status(reader, state, same)
            money = next((money for one in same if (money := _line_amount(one, reader.words))), None)
            return [_Claim(state, None, anchor, rank, money=money)]
        if len({one.entry.code for one in states if not is_step(one.line.element)} - {_NONE}) > 1:
            reader.ledger.problem("not_understood", "refund")
    return []


def _without_labels(states: list[StateLine], words: Words) -> list[StateLine]:
    """The states without those that are the label of the amount as well ("Importo rimborsato"), where others speak."""

    def is_label(state: StateLine) -> bool:
        entry = words.entry("labels", state.label)
        return entry is not None and entry.code == "refund_amount"

    return [state for state in states if not is_label(state)] or states


def _besides_the_status(reader: FieldReader, state: StateLine, same: list[StateLine]) -> StateLine:
    """Of two lines that say the same stage that which is not the order's own status."""
    if not _is_the_status(reader, state):
        return state
    return next((one for one in same if one.label != state.label and not is_step(one.line.element)), state)


def _is_the_status(reader: FieldReader, state: StateLine | None) -> bool:
    """Whether a line says what the order's own status does."""
    status = reader.parts.get("status")
    return isinstance(status, Status) and state is not None and state.label == status.label


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
    claims = _without_repetitions(claims)
    claims = [_with_amount(reader, claim, rows=_alike(claims)) for claim in claims]
    claims = [claim for claim in claims if claim.money is not None or not _is_the_status(reader, claim.state)]
    named = [claim for claim in claims if claim.money is not None]
    days = [own_day(reader, claim.state, claim.scope.element)[0] for claim in claims if claim.state and claim.scope]
    codes = [claim.state.entry.code for claim in claims if claim.state is not None]
    if not named or len(claims) < 2 or _is_history(codes, days):
        return []
    if _alike(claims) and len(named) < len(claims):
        if None in days and any(reader.scope.index.unread(claim.scope) for claim in claims if claim.scope is not None):
            reader.ledger.problem("excluded_part", "refund")  # a day tells steps from refunds
        return claims if len(set(codes)) < len(codes) or None not in days else []
    known = {claim.state.entry.code for claim in named if claim.state is not None}
    differ = len({(claim.money.amount, claim.money.currency) for claim in named if claim.money is not None}) > 1
    return named if len(named) > 1 and set(codes) <= known and (differ or _alike(named)) else []


def _without_repetitions(claims: list[_Claim], *, heads: bool = True) -> list[_Claim]:
    """The statements without those whose box says the same in another part of the page, or (`heads`) less than another
    one's, and nothing else: a bar that sticks to the edge of the window says a state once more."""
    boxes = [claim.scope.element if claim.scope is not None else None for claim in claims]
    said = [fold(all_words(box)) if box is not None else "" for box in boxes]
    kept: list[int] = []
    for at, words in enumerate(said):
        less = heads and any(words in other and words != other for other in said)
        again = any(
            said[one] == words and _label(claims[one]) == _label(claims[at]) and are_apart(boxes[one], boxes[at])
            for one in kept
        )
        if not words or not (less or again):
            kept.append(at)
    return [claims[at] for at in kept]


def _label(claim: _Claim) -> str | None:
    return claim.state.label if claim.state is not None else claim.words


def _is_history(codes: list[str], days: list[When | None]) -> bool:
    """Whether these are the stages of one refund one after the other: each has its day, and none comes too early."""
    dated = sorted((code, as_date(day)) for code, day in zip(codes, days, strict=True) if day is not None)
    in_order = [day for _, day in dated] == sorted(day for _, day in dated)
    return in_order and len(dated) == len(codes) == len(set(codes))


def _alike(claims: list[_Claim]) -> bool:
    """Whether statements stand in the same kind of element and of box."""
    elements = [_wrapped(claim.state.line.element) for claim in claims if claim.state is not None]
    boxes = [_unwrapped(claim.scope.element) for claim in claims if claim.scope is not None]
    groups = (group for group in (elements, boxes) if group)
    return all(
        any(of_one_kind(one, two) for one in group[0] for two in other) for group in groups for other in group[1:]
    )


def _wrapped(element: Element) -> list[Element]:
    """An element and the boxes around it that show nothing else."""
    element = next((box for box in upward(element) if fold(all_words(box))), element)  # it may begin with a picture
    words = fold(all_words(element))
    around = takewhile(lambda box: fold(all_words(box)) == words, element.iterancestors())
    return [element, *around]


def _unwrapped(box: Element) -> list[Element]:
    """A box and those within it that show all that it does."""
    boxes = [box]
    while True:
        shown = [child for child in boxes[-1].iterchildren("*") if fold(all_words(child))]
        if len(shown) != 1 or fold(all_words(box)) != fold(all_words(shown[0])):
            return boxes
        boxes.append(shown[0])


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
    boxes = largest_boxes((element, element) for element in elements)
    return [scope_of(reader.scope.index, boxes[element]) for element in elements]


def _amount(reader: FieldReader, path: str, scope: Scope | None) -> Money | None:
    """The amount beside a label or in its own element. Of several different ones it is that which the others add up
    to; else none is taken."""
    for anchor in reader.page.layout.anchors("refund.amount"):
        words = (hit.text for hit in hits(anchor, scope or reader.scope, reader.words, reader.page.url))
        found = (read_money(without_label(text, reader.words), per_piece=False) for text in words)
        amounts = [money.amount for money in found if money is not None]
        if len(set(amounts)) > 1:
            total = next((amount for amount in amounts if amount * 2 == sum(amounts)), None)
            if total is None:
                reader.ledger.problem("no_sum", path)
                return None
            return reader.amount("refund.amount", path, scope, only=total)
    amount = reader.amount("refund.amount", path, scope)
    if amount is None and any(_is_bare_label(line, reader.words) for line in (scope or reader.scope).lines()):
        reader.ledger.problem("unreadable_money", path)
    return amount


def _is_bare_label(line: Line, words: Words) -> bool:
    """Whether a line is the label of a refund's amount, with nothing beside it that has a number."""
    row = words.row(line.text, line.runs) if len(line.text) < _LONGEST_LABEL else None
    return row is not None and row.entry.code == "refund_amount" and not has_number(row.value)


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
    behind = "" if state is None else undated(state.line.text, reader.words)[0]
    if amount is None and (has_number(behind) or MARK in behind):
        reader.ledger.problem("unreadable_money", f"{path}.amount")
    way = read_way(reader, (claim.scope or reader.scope).lines, path)
    return RefundPart(stage, label, amount, _updated_on(reader, claim, f"{path}.updated_on"), way)


def _only_amount(lines: list[Line], words: Words) -> Money | None:
    """The amount in these lines; None where they name several."""
    found = (read_money(without_label(undated(line.text, words)[0], words), per_piece=False) for line in lines)
    amounts = {(money.amount, money.currency): money for money in found if money is not None}
    return next(iter(amounts.values())) if len(amounts) == 1 else None


def _line_amount(state: StateLine, words: Words) -> Money | None:
    """The amount in the line itself, which may hold a date, too; in brackets it is no debt."""
    behind = undated(state.line.text.removeprefix(state.label), words)[0].strip()
    behind = without_label(behind.lstrip(".。! "), words)
    bare = behind[1:-1] if behind.startswith("(") and behind.endswith(")") else behind
    money = read_money(bare, per_piece=False)
    if money is not None:
        return money
    label, money = apart(state.line.text, words)
    return money if state.label in (label, state.line.text) else None


def _updated_on(reader: FieldReader, claim: _Claim, path: str, channels: Channels | None = None) -> When | None:
    """The day of the newest stage: printed with a label (not that of one way alone), in the line itself, or alone in
    the step that was reached or in the box of this refund."""
    state = claim.state
    inside = [line for line in reader.scope.lines() if channels.are_of(line)] if channels is not None else []
    of_parts = next(labelled("refund_updated_on", inside, reader.words), None) is not None
    printed = None if of_parts else reader.date("refund.updated_on", path, claim.scope)
    if printed is not None or state is None:
        return printed
    day, text = own_day(reader, state, _box_of(reader, claim, state))
    if day is None and claim.scope is None:
        day, text = _day_of_step(reader, state)
    if day is not None:
        reader.ledger.note(path, "text:refund", 0, text)
    elif (box := _box_of(reader, claim, state)) is not None and any(
        MARK in line.text and has_number(line.printed) for line in scope_of(reader.scope.index, box).lines()
    ):
        reader.ledger.problem("broken_words", path)
    return day


def _box_of(reader: FieldReader, claim: _Claim, state: StateLine) -> Element | None:
    """The part of the page in which a day by itself is that of this refund."""
    if is_step(state.line.element):
        marked = marked_box(state.line.element)
        return step_box(state.line.element) if marked is None else marked
    if claim.scope is not None:
        return claim.scope.element
    layout = reader.page.layout
    return reader.scope.element if layout.several and layout.kind == "refund" else None  # a card of a list of refunds


def _day_of_step(reader: FieldReader, state: StateLine) -> tuple[When | None, str]:
    """The day of the step that says the same as the statement beside the bar."""
    steps = [one for one in stated(reader.scope.lines(), "refund", reader.words) if is_step(one.line.element)]
    elements = {step.line.element for step in steps}
    same = [step for step in steps if step.entry.code == state.entry.code]
    if len(same) != 1:
        return None, ""
    element = same[0].line.element
    return own_day(reader, same[0], step_box(element, elements - {element}))
