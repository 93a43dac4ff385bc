"""The ways that one refund goes (part to the card, part as a coupon), each with its amount, its stage and its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser.model import Money, RefundPart
from whyclosed_parser.page.find import Hit, nodes, scope_of
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.lines import places_in
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import children, upward
from whyclosed_parser.read.addresses import linked_in, product_in
from whyclosed_parser.read.alike import of_one_kind
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.refunds.amounts import different
from whyclosed_parser.read.refunds.ways import NOTHING, OF_A_REFUND, Said, said_of, stage_of
from whyclosed_parser.read.statements import stated
from whyclosed_parser.read.values import without_label
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.money import read_money

_MOST = 12  # ways of one refund


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of a refund, and the lines that speak of it alone: their elements and words."""

    part: RefundPart
    lines: frozenset[tuple[Element, str]] = frozenset()
    quote: str | None = None
    """Its words; None where its fields are noted one by one."""
    doubts: tuple[tuple[str, str], ...] = ()
    """The problems with what is shown of it, each with the field's name."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The ways of one refund. `totals`: the amounts that the page names for all of them together, each once."""

    each: tuple[Channel, ...] = ()
    totals: tuple[Money, ...] = ()
    anchor: str = ""
    rank: int = 0
    doubtful: bool = False
    """Whether ways stand there, and not as those of one refund."""

    def are_of(self, line: Line) -> bool:
        """Whether a line speaks of one way, and not of the refund."""
        return any((line.element, line.text) in channel.lines for channel in self.each)


_Told = Mapping[int, Said]
"""What the lines of the order say, by their place."""


def read_channels(reader: FieldReader) -> Channels:
    """The ways of the order's refund where there are several; none where the page names none, or one."""
    for rank, anchor in reader.anchors("refund.channels.each"):
        if anchor.kind == "element":
            records = [reader.scope.inner(node) for node in nodes(anchor, reader.scope)]
            if len(records) > 1:
                each = tuple(_of_record(reader, record, f"refund.parts.{at}") for at, record in enumerate(records))
                return Channels(each, tuple(amounts_of_all(reader, reader.scope.lines())), anchor.written, rank)
        elif _may_speak(reader):
            found = _in_text(reader, anchor.written, rank)
            if found.each or found.doubtful:
                return found
    return Channels()


def _of_record(reader: FieldReader, record: Scope, path: str) -> Channel:
    """One way in data, whose fields the layout names. Nothing there says which way it is."""
    state = reader.first("refund.channels.state", path, lambda hit: stage_of(hit.text, reader.words), record, _unknown)
    amount = reader.amount("refund.channels.amount", f"{path}.amount", record)
    day = reader.date("refund.channels.updated_on", f"{path}.updated_on", record)
    stage, label = (int(state[0].code), state[1].text) if state is not None else (None, None)
    doubts = (("unverified_wording", "stage"),) if state is not None and state[0].unverified else ()
    return Channel(RefundPart(stage, label, amount, day), doubts=doubts)


def _unknown(_: list[Hit]) -> str:
    return "not_understood"


def _may_speak(reader: FieldReader) -> bool:
    """Whether the page speaks of a refund and of ways at all: a cheap test."""
    words, low = reader.words, reader.scope.low
    of_refund = words.has_any("refund", low) or any(
        label in low for code in OF_A_REFUND for label in words.labels(code)
    )
    return of_refund and (words.has_any("ways", low) or words.has_any("methods", low))


# Where the ways of one refund stand.


def _in_text(reader: FieldReader, anchor: str, rank: int) -> Channels:
    """The ways in boxes side by side, or in lines one below the other, within what speaks of the refund."""
    lines = reader.scope.lines()
    told = {at: said_of(line, reader) for at, line in enumerate(lines)}
    named = [at for at, said in told.items() if said.way is not None and not said.other]
    if not 0 < len(named) <= _MOST:
        return Channels()
    groups = [group for group in _groups(lines, told, named) if _is_of_the_refund(reader, lines, told, group)]
    whole = [group for group in groups if _is_whole(told, group)]
    if len(whole) != 1 or whole != groups:
        return Channels(doubtful=any(_names_a_part(reader, lines, told, group) for group in groups))
    return _together(reader, lines, told, whole[0], anchor, rank)


def _is_whole(told: _Told, group: Sequence[Sequence[int]]) -> bool:
    """Whether each of several ways has its one amount."""
    amounts = [_amounts(told, block) for block in group]
    return len(group) > 1 and all(len(found) == 1 and found[0].amount >= 0 for found in amounts)


def _names_a_part(reader: FieldReader, lines: Sequence[Line], told: _Told, group: Sequence[Sequence[int]]) -> bool:
    """Whether a way is named with an amount that is not that of the whole refund, or with one that is not seen whole:
    another one must belong to it."""
    if len(group) > 1 and any(MARK in line.text for block in group for line in lines[block[0] : block[-1] + 2]):
        return True
    totals = {money.amount for money in amounts_of_all(reader, reader.scope.lines())}
    found = {money.amount for block in group for money in _amounts(told, block)}
    return bool(found - totals) if totals else len(group) > 1 and bool(found)


def _groups(lines: list[Line], told: _Told, named: list[int]) -> list[list[list[int]]]:
    """The blocks of lines about one way each, for each refund. Those of one refund stand in one box side by side."""
    around = [list(upward(lines[at].element)) for at in named]
    common = _around_all([lines[at] for at in named])
    if len(named) == 1:
        beside = _beside_its_like(around[0], lines, told)
        if beside is None:
            return [_runs(told, named)]
        common = beside
    inside: dict[Element, list[int]] = defaultdict(list)
    for at, boxes in zip(named, around, strict=True):
        inside[_child(common, boxes)].append(at)
    several = [ways for ways in inside.values() if len(ways) > 1]
    if several and len(inside) > 1:
        return [group for ways in several for group in _groups(lines, told, ways)]
    blocks = [_without_offers(told, places_in(box, lines)) for box in inside] if len(inside) == len(named) else []
    if any(len(_amounts(told, block)) != 1 for block in blocks) or not blocks:
        runs = _runs(told, named)
        unclear = any(len(_amounts(told, block)) > 1 for block in blocks)  # which of them is the way's is not clear
        blocks = blocks if unclear and not any(_amounts(told, run) for run in runs) else runs
    else:
        blocks += _of_unknown_ways(lines, told, common, list(inside))
    return [blocks]


def _without_offers(told: _Told, block: list[int]) -> list[int]:
    """The lines without those that name an amount in other words beside one that stands by itself: what an extension
    says of the price, an offer to pay in parts."""
    alone = any(told[at].amounts and not told[at].rest for at in block)
    return [at for at in block if not (alone and told[at].amounts and told[at].rest)]


def _beside_its_like(boxes: list[Element], lines: list[Line], told: _Told) -> Element | None:
    """The box in which the only way that is known has others beside it, each with its amount."""
    for box, parent in pairwise(boxes):
        if any(told[at].other or told[at].total for at in places_in(box, lines)):
            return None  # it holds more than the way
        if len(_amounts(told, places_in(box, lines))) == 1 and any(
            of_one_kind(box, other) and _may_be_a_way(lines, told, other)
            for other in children(parent)
            if other is not box
        ):
            return parent
    return None


def _may_be_a_way(lines: list[Line], told: _Told, box: Element) -> bool:
    """Whether a box names one amount, and nothing else of the order: no row and no product."""
    block = places_in(box, lines)
    own = not any(told[at].other for at in block) and not linked_in(box, product_in)
    return own and len(_amounts(told, block)) == 1


def _child(common: Element, boxes: list[Element]) -> Element:
    """The child of a box that holds what stands in these boxes; the box itself where it stands there."""
    at = boxes.index(common)
    return boxes[at - 1] if at else common


def _runs(told: _Told, named: list[int]) -> list[list[int]]:
    """The lines behind each way that tell of nothing but an amount, a stage or a day."""
    blocks = []
    for at, end in zip(named, [*named[1:], len(told)], strict=True):
        block = [at]
        for behind in range(at + 1, end):
            said = told[behind]
            if said.rest or said.other or said.total or said == NOTHING:
                break
            block.append(behind)
        blocks.append(block)
    return blocks


def _of_unknown_ways(lines: list[Line], told: _Told, common: Element, boxes: list[Element]) -> Iterator[list[int]]:
    """Boxes beside those of the ways that are built like them, and name an amount of a way that is not known."""
    total = sum(money.amount for box in boxes for money in _amounts(told, places_in(box, lines)))
    for box in children(common):
        if box in boxes or not any(of_one_kind(box, other) for other in boxes):
            continue
        block = places_in(box, lines)
        amounts = _amounts(told, block)
        if (
            len(amounts) == 1
            and amounts[0].amount != total
            and not any(told[at].other or told[at].total for at in block)
        ):
            yield block


def _amounts(told: _Told, block: Sequence[int]) -> list[Money]:
    """The different amounts in a block."""
    return different(money for at in block for money in told[at].amounts)


def _is_of_the_refund(reader: FieldReader, lines: list[Line], told: _Told, blocks: list[list[int]]) -> bool:
    """Whether blocks speak of a refund: they say so, or stand in a box that does, and in it with no other row of the
    order. A page about a refund has but one."""
    inside = {at for block in blocks for at in block}
    above = min(inside) - 1
    if above >= 0 and told[above].other and reader.words.is_label(lines[above].text):
        return False  # the head of a list of something else, as of the payments
    if stated([lines[at] for at in inside], "refund", reader.words):
        return True
    if reader.is_of_request:
        return True
    for box in upward(lines[blocks[0][0]].element):
        there = places_in(box, lines)
        if not inside <= set(there):
            continue
        beside = [at for at in there if at not in inside]
        if any(told[at].other or (told[at].amounts and not told[at].total) for at in beside):
            return False
        if any(told[at].total for at in beside) or stated([lines[at] for at in beside], "refund", reader.words):
            return True
    return False


# What they say together.


def _together(
    reader: FieldReader, lines: list[Line], told: _Told, blocks: list[list[int]], anchor: str, rank: int
) -> Channels:
    each = tuple(_channel(reader, lines, told, block) for block in blocks)
    inside = {line for channel in each for line in channel.lines}
    outside = [line for line in lines if (line.element, line.text) not in inside]
    return Channels(each, tuple(amounts_of_all(reader, outside)), anchor, rank)


def _channel(reader: FieldReader, lines: list[Line], told: _Told, block: list[int]) -> Channel:
    """The refund by one way, of which the lines name one amount."""
    said = [told[at] for at in block]
    ways = {one.way.code: one.way for one in said if one.way is not None}
    stages = {one.stage.code: (one.stage, one.label) for one in said if one.stage is not None}
    days = {one.day for one in said if one.day is not None}
    (amount,) = _amounts(told, block)
    way = next(iter(ways.values())) if len(ways) == 1 else None
    stage, label = next(iter(stages.values())) if len(stages) == 1 else (None, None)
    doubts = []
    if len(stages) > 1:
        doubts.append(("not_understood", "stage"))
    if len(ways) != 1:
        doubts.append(("not_understood", "to"))
    box = _around_all([lines[at] for at in block])
    if reader.scope.index.unread(scope_of(reader.scope.index, box)):
        missing = (("stage", not stages), ("updated_on", not days))
        doubts += [("excluded_part", field) for field, lacks in missing if lacks]
    for entry, field in ((way, "to"), (stage, "stage")):
        if entry is not None and entry.unverified:
            doubts.append(("unverified_wording", field))
    part = RefundPart(
        int(stage.code) if stage is not None else None,
        label,
        amount,
        next(iter(days)) if len(days) == 1 else None,
        way.code if way is not None else None,
    )
    return Channel(
        part,
        frozenset((lines[at].element, lines[at].text) for at in block),
        reader.free(" ".join(lines[at].text for at in block)),
        tuple(doubts),
    )


def _around_all(lines: list[Line]) -> Element:
    """The smallest box around all of these lines."""
    held = [list(upward(line.element)) for line in lines]
    return next(box for box in held[0] if all(box in other for other in held[1:]))


def amounts_of_all(reader: FieldReader, outside: list[Line]) -> Iterator[Money]:
    """The different amounts of the whole refund in the lines `outside` of its parts: where the layout knows its place,
    or beside its label."""
    elements = {element for line in outside for element in upward(line.element)}
    for anchor in reader.page.layout.anchors("refund.amount"):
        if anchor.kind == "label":
            texts = [row.value for row, _ in labelled(anchor.path[0], outside, reader.words)]
        else:
            texts = [reader.scope.text(node) for node in nodes(anchor, reader.scope) if node[1] in elements]
        amounts = (
            read_money(without_label(text, reader.words), currency=reader.currency, per_piece=False) for text in texts
        )
        if named := different(amounts):
            yield from named
            return
