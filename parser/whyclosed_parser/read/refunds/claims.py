"""What a page states of refunds: one statement, a bar of steps, or several refunds of one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from lxml.etree import _Element as Element

from whyclosed_parser.classify import may_be_refund_news
from whyclosed_parser.model import Money, Status, When
from whyclosed_parser.page.find import largest_boxes, scope_of
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import parents, upward
from whyclosed_parser.read.alike import are_apart, of_one_kind
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.refunds.amounts import amount_of, line_amount, only_amount
from whyclosed_parser.read.refunds.channels import Channels
from whyclosed_parser.read.statements import lines_about, own_day, reported, stated, statements, the_one_that_holds
from whyclosed_parser.read.states import StateLine, is_ahead, is_behind_dated_steps, steps_of, the_state
from whyclosed_parser.read.steps import is_step
from whyclosed_parser.read.values import as_date
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_NONE, _ASKED, _DONE = "0", "1", "3"  # stages


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about one refund, and the part of the page that speaks of it alone (None: the whole order). `state`
    is None where it was not understood, `words` are then what stands there. `money`: the amount that another line of
    the same refund names."""

    state: StateLine | None
    scope: Scope | None
    anchor: str
    rank: int
    words: str | None = None
    money: Money | None = None

    @property
    def code(self) -> str | None:
        """The stage that is stated, as the words have it; None where it was not understood."""
        return self.state.entry.code if self.state is not None else None

    @property
    def box(self) -> Element:
        """The box that speaks of it alone: each of several has one."""
        assert self.scope is not None
        return self.scope.element


def claims_of(reader: FieldReader, channels: Channels) -> list[Claim]:
    """The statements about refunds, one for each; "no refund" alone only where no other speaks of one. What lines say
    of a single way (`channels`) states no refund."""
    claims = _stated_one_each(reader) or _stated_anywhere(reader, channels)
    return [claim for claim in claims if claim.code != _NONE] or claims[:1]


def _stated_one_each(reader: FieldReader) -> list[Claim]:
    """The refunds of a layout in which each element states one refund or request."""
    claims = []
    for node, anchor, rank in reader.each("refund"):
        scope = reader.scope.inner(node)
        states = stated(scope.lines(), "refund", reader.words) or reported(scope.lines(), reader.words)
        money = only_amount(scope.lines(), reader.words)
        state = the_state(states) or (states[0] if len({one.entry.code for one in states}) == 1 else None)
        if state is not None:
            claims.append(Claim(state, scope, anchor, rank, money=money))
        elif not stated(scope.lines(), "dispute", reader.words):
            reader.ledger.problem("not_understood", "refund")
            if money is not None:
                claims.append(Claim(None, scope, anchor, rank, reader.free(scope.text()), money))
    return _without_older_requests(_without_repetitions(claims, heads=False))


def _without_older_requests(claims: list[Claim]) -> list[Claim]:
    """A refund that is done outranks the line of the request for it: that line names no amount of its own."""
    if not any(claim.code == _DONE for claim in claims):
        return claims
    return [claim for claim in claims if claim.code != _ASKED or claim.money is not None]


def _stated_anywhere(reader: FieldReader, channels: Channels) -> list[Claim]:
    """The refunds of which the page speaks outside of the lines that speak of a single way."""
    for lines, anchor, rank in lines_about(reader, "refund"):
        states = statements(reader, "refund", [line for line in lines if not channels.are_of(line)])
        if not states and not anchor.startswith("text:"):
            states = reported(lines, reader.words)
        states = _without_labels(states, lines, reader.words)
        bars = _bars(steps_of(states))
        if len(bars) > 1:
            boxes = _boxes(reader, [bar[0] for bar in bars])
            claims = [
                Claim(the_one_that_holds(bar, reader), box, anchor, rank) for bar, box in zip(bars, boxes, strict=True)
            ]
            claims = _without_repetitions(claims)
            if any(claim.state is not None for claim in claims):
                return claims if len(claims) > 1 else [replace(claims[0], scope=None)]
        elif not bars and len(states) > 1:
            claims = _several(reader, [Claim(one, box, anchor, rank) for one, box in _apart(reader, states)])
            claims += _of_unknown_stage(reader, claims)
            if reader.ledger.is_doubted("refund"):
                return []
            if claims:
                return claims
        state = the_one_that_holds(states, reader)
        if state is not None and is_behind_dated_steps(state.line, reader.scope.lines(), reader.words):
            reader.ledger.problem("not_understood", "refund.stage")
            return []
        if state is not None:
            same = [one for one in states if one.entry.code == state.entry.code]
            state = _besides_the_status(reader, state, same)
            money = next((money for one in same if (money := line_amount(one, reader.words))), None)
            return [Claim(state, None, anchor, rank, money=money)]
        if len({one.entry.code for one in states if not is_step(one.line.element)} - {_NONE}) > 1:
            reader.ledger.problem("not_understood", "refund")
        elif not reader.page.unknown and any(is_ahead(one.line) for one in states):
            reader.ledger.problem("not_understood", "refund.stage")
    return []


def _without_labels(states: list[StateLine], lines: list[Line], words: Words) -> list[StateLine]:
    """The states without those that are the label of the amount as well ("Importo rimborsato"), where others speak, or
    a line says that something is not done ("Stato: In elaborazione")."""
    told = [state for state in states if words.code("labels", state.label) != "refund_amount"]
    if told or not states:
        return told
    stages = {words.code("channel", line.text) for line in lines}
    return [] if stages - {None, _DONE} else states


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
        if codes == codes[:length] * (len(steps) // length) and codes[0] not in codes[1:length]:
            return [steps[at : at + length] for at in range(0, len(steps), length)]
    return [steps] if steps else []


def _several(reader: FieldReader, claims: list[Claim]) -> list[Claim]:
    """The statements that are of several refunds; none where they may be the history, the unmarked steps or a
    repetition of one. What speaks for several: amounts of their own that differ or are written alike; boxes of one
    kind with one stage twice, or with days that are no history of one refund."""
    claims = _without_repetitions(claims)
    claims = [_with_amount(reader, claim, rows=_alike(claims)) for claim in claims]
    claims = [claim for claim in claims if claim.money is not None or not _is_the_status(reader, claim.state)]
    named = [claim for claim in claims if claim.money is not None]
    days = [own_day(reader, claim.state, claim.box)[0] for claim in claims if claim.state is not None]
    codes = [claim.state.entry.code for claim in claims if claim.state is not None]
    differ = len({(claim.money.amount, claim.money.currency) for claim in named if claim.money is not None}) > 1
    if not named or len(claims) < 2 or _is_history(codes, days):
        if named and differ:  # and no history of one
            reader.ledger.problem("not_understood", "refund")
        return []
    if _alike(claims) and len(named) < len(claims):
        if None in days and any(reader.scope.index.unread(claim.scope) for claim in claims if claim.scope is not None):
            reader.ledger.problem("excluded_part", "refund")  # a day tells steps from refunds
        return claims if len(set(codes)) < len(codes) or None not in days else []
    known = {claim.code for claim in named}
    return named if len(named) > 1 and set(codes) <= known and (differ or _alike(named)) else []


def _of_unknown_stage(reader: FieldReader, claims: list[Claim]) -> list[Claim]:
    """The boxes beside those of several refunds that are built like them and name an amount of a refund in words that
    nobody knows."""
    boxes = [claim.box for claim in claims]
    found = []
    for other in (child for parent in parents(boxes) for child in parent.iterchildren("*")):
        scope = scope_of(reader.scope.index, other)
        if any(box in upward(other) or other in upward(box) for box in boxes) or not may_be_refund_news(scope.low):
            continue
        money = only_amount(scope.lines(), reader.words)
        if money is not None and any(of_one_kind(box, other) for box in boxes):
            found.append(Claim(None, scope, claims[0].anchor, claims[0].rank, reader.free(scope.text()), money))
    return found


def _without_repetitions(claims: list[Claim], *, heads: bool = True) -> list[Claim]:
    """The statements without those whose box says the same in another part of the page, or (`heads`) less than another
    one's, and nothing else: a bar that sticks to the edge of the window says a state once more."""
    boxes = [claim.box for claim in claims]
    said = [fold(all_words(box)) for box in boxes]
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


def _label(claim: Claim) -> str | None:
    return claim.state.label if claim.state is not None else claim.words


def _is_history(codes: list[str], days: list[When | None]) -> bool:
    """Whether these are the stages of one refund one after the other: each has its day, and none comes too early."""
    dated = sorted((code, as_date(day)) for code, day in zip(codes, days, strict=True) if day is not None)
    in_order = [day for _, day in dated] == sorted(day for _, day in dated)
    return in_order and len(dated) == len(codes) == len(set(codes))


def _alike(claims: list[Claim]) -> bool:
    """Whether statements stand in the same kind of element and of box."""
    elements = [_wrapped(claim.state.line.element) for claim in claims if claim.state is not None]
    boxes = [_unwrapped(claim.box) for claim in claims]
    return all(
        any(of_one_kind(one, two) for one in group[0] for two in other)
        for group in (elements, boxes)
        for other in group[1:]
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


def _with_amount(reader: FieldReader, claim: Claim, *, rows: bool) -> Claim:
    """The statement with the amount of its own: in its line, beside a label, or, in one of several rows, alone."""
    money = line_amount(claim.state, reader.words) if claim.state is not None else None
    if money is None:
        money = amount_of(reader, "refund.probe", claim.scope)
        reader.ledger.forget("refund.probe")
    if money is None and rows and claim.scope is not None:
        money = only_amount(claim.scope.lines(), reader.words)
    return replace(claim, money=money)


def _apart(reader: FieldReader, states: list[StateLine]) -> Iterator[tuple[StateLine, Scope]]:
    return zip(states, _boxes(reader, states), strict=True)


def _boxes(reader: FieldReader, states: list[StateLine]) -> list[Scope]:
    """The largest part of the page around each of these lines that holds none of the others."""
    elements = [state.line.element for state in states]
    boxes = largest_boxes((element, element) for element in elements)
    return [scope_of(reader.scope.index, boxes[element]) for element in elements]
