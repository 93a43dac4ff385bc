"""The short answer: what to do, how much, by when; then the order, the page's words, why, the steps, the message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from whyclosed.labels import Labels
from whyclosed.text.dates import Calendar
from whyclosed.text.money import amount
from whyclosed.text.paper import Paper, Style, cells, clean, wrap
from whyclosed.text.said import Said, sentences_of
from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass
from whyclosed_rules.model import Diagnosis, NextDate, Step, Tone

_LINES = 15
"""How many lines an answer has at most on 80 columns, blank ones not counted."""
_COLUMNS = 80
_ENDLESS = 10_000
_CLIPPED = 2
_MOST_OF_IT = 0.6
_PARCELS = 3
_NAMES = ("money", "until", "from", "order", "page", "why", "parcel")
_STYLES: dict[Tone, Style] = {"act": "bad", "decide": "warn", "wait": "good", "done": "good"}


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what stands beside it; the short answer cuts it after so many lines, a `reason` after one where the
    steps need the room."""

    name: str
    text: str
    lines: int = _CLIPPED
    style: Style | None = None
    reason: bool = False

    def clipped(self, width: int, most: int = _CLIPPED) -> Row:
        """The row as it stands in the short answer, in so many lines at most."""
        return replace(self, text=clip(self.text, width, min(self.lines, most)))


def put_short(
    paper: Paper, diagnosis: Diagnosis, calendar: Calendar, order: Order | None, said: Said, *, whole: bool
) -> None:
    """Write the short answer. What finds no room is left to the longer ones, and the last line says so; `whole`: all of
    it is written."""
    room = _LINES if paper.width >= _COLUMNS else _LINES * _COLUMNS // paper.width
    if whole:
        room = _ENDLESS
    start = paper.filled
    paper.gap()
    paper.write(said.new(diagnosis.verdict), _STYLES[diagnosis.tone])
    paper.gap()
    told = [row if whole else row.clipped(paper.room) for row in rows(diagnosis, calendar, order, said)]
    asked, steps = list(_questions(diagnosis, said)), list(_steps(diagnosis, calendar, said, whole=whole))
    doubts = order is not None and bool(order.problems)
    more = partial(_more, diagnosis, calendar.say, doubts=doubts, pages=order is not None)
    left = room - (paper.filled - start) - paper.size(more(len(asked) + len(steps)))
    messages = _messages(diagnosis, paper.width, calendar.say)
    blocks, told, message = _fitting(paper, asked, steps, told, messages, left)
    sizes = _sizes(paper, blocks)
    full = sum(sizes) + _size(paper, told) + len(message) == left
    if full and diagnosis.warnings and diagnosis.messages and diagnosis.messages[0].to == "dispute_form":
        message = messages[-1]  # what one must not do is worth more than words for a form
    for row in told:
        paper.row(row.name, row.text, row.style)
    left -= _size(paper, told) + len(message)
    written = 0
    paper.gap()
    for block, size, most in zip(blocks, sizes, _shared(sizes, left), strict=True):
        text = block.text if size == most else clip(block.text, paper.width - cells(block.lead), most)
        size = paper.size(text, lead=block.lead)
        if size > left:
            break
        if written == len(blocks) - len(steps):
            paper.gap()
        paper.write(text, lead=block.lead)
        left -= size
        written += 1
    if written == len(blocks):
        shown = " ".join(row.text for row in told)
        for warning in diagnosis.warnings:
            if warning.code == "evidence_overruled" and any(one.says in shown for one in diagnosis.overruled):
                continue  # the reason tells it
            text = said.new(warning.text)
            size = paper.size(text, lead="! ")
            if text and size <= left:
                paper.write(text, "warn", lead="! ")
                left -= size
    paper.gap()
    for line in message:
        paper.write(line)
    if not whole:
        paper.gap()
        paper.write(more(len(blocks) - written), "quiet")


def names_width(say: Labels) -> int:
    """How wide the column of the answer's names is."""
    return max(cells(say(f"short.{name}")) for name in _NAMES) + 2


def rows(diagnosis: Diagnosis, calendar: Calendar, order: Order | None, said: Said) -> Iterator[Row]:
    """The answer's facts by name: the money, the date, the order, the page's words, why, the parcels."""
    say = calendar.say
    yield Row(say("short.money"), money_line(diagnosis, calendar))
    if diagnosis.next is not None:
        name = say("short.from") if diagnosis.next.role == "from" else say("short.until")
        yield Row(name, next_line(diagnosis.next, calendar), style="strong")
    elif diagnosis.route == "dispute" and not any(due.kind == "dispute_window" for due in diagnosis.deadlines):
        yield Row(say("short.until"), say("short.end_unknown"), style="strong")
    if order is not None:
        yield Row(say("short.order"), " · ".join(order_parts(order, diagnosis, calendar)), 1)
    says = page_sentence(diagnosis, order)
    if says:
        yield Row(say("short.page"), say("short.quote", text=said.new(says) or says), reason=True)
    why = why_line(diagnosis, order, say, said)
    if why:
        yield Row(say("short.why"), why, reason=True)
    for line in parcel_lines(diagnosis, calendar):
        yield Row(say("short.parcel"), line, 1)
    if len(diagnosis.packages) > _PARCELS:
        yield Row("", say("short.more_parcels", count=len(diagnosis.packages) - _PARCELS))


def money_line(diagnosis: Diagnosis, calendar: Calendar) -> str:
    """`$26.18 · It comes back to your card. Usually by Fri, Aug 21, 2026.`; no amount that the sentence names."""
    money = diagnosis.money
    whole = None if money.amount is None else amount(money.amount, calendar.say.language)
    by = expected(diagnosis, calendar)
    text = f"{money.text} {by}" if by else money.text
    return text if whole is None or whole in text else f"{whole} · {text}"


def expected(diagnosis: Diagnosis, calendar: Calendar) -> str | None:
    """By when the money comes, where that is not the answer's one date."""
    by = diagnosis.money.expected_by
    if by is None or (diagnosis.next is not None and calendar.date_of(by) == diagnosis.next.on):
        return None
    return calendar.say("short.expected", when=calendar.when(by))


def next_line(next_: NextDate, calendar: Calendar) -> str:
    """`Fri, Aug 28, 2026 (in 12 days): the money should be there by then`"""
    when = next_.at or next_.on
    return calendar.say("short.next", when=calendar.when(when), distance=calendar.distance(when), text=next_.text)


def page_sentence(diagnosis: Diagnosis, order: Order | None) -> str | None:
    """The page's own sentence; None where it is only the name of the state, which is told already."""
    says, status = diagnosis.page_says, None if order is None else order.status
    return None if says and status is not None and says.casefold() == status.label.casefold() else says


def order_parts(order: Order, diagnosis: Diagnosis, calendar: Calendar) -> list[str]:
    """The order as the page names it, how old the page is where that matters, the total where that is not the money of
    the answer."""
    say = calendar.say
    parts = [order.order_id or say("order.no_id")]
    if order.status is not None and order.status.label:
        parts.append(say("order.status", label=order.status.label))
    if any(warning.code == "page_is_old" for warning in diagnosis.warnings):
        newest = max(calendar.here(page.captured_at) for page in order.pages if page.captured_at is not None)
        parts.append(say("short.saved", distance=calendar.distance(newest.date())))
    if order.amounts.total is not None and order.amounts.total != diagnosis.money.amount:
        parts.append(amount(order.amounts.total, say.language))
    if order.items and order.items[0].title:
        parts.append(order.items[0].title)
    elif order.shop.name:
        parts.append(order.shop.name)
    return parts


def why_line(diagnosis: Diagnosis, order: Order | None, say: Labels, said: Said) -> str:
    """Why, with the page's words where they are not told yet."""
    cause = diagnosis.cause
    label = "" if order is None or order.status is None else order.status.label
    told = (label, diagnosis.page_says or "")
    parts = [said.new(f"{diagnosis.summary} {cause.text}")]
    if cause.quote:
        quote = said.new(cause.quote)
        if quote and not any(quote.casefold() in one.casefold() for one in told):
            parts.append(f"({say('short.quote', text=quote)})")
    for one in diagnosis.overruled:
        quote = f" ({say('short.quote', text=one.quote)})" if one.quote and said.new(one.quote) else ""
        parts.append(said.new(say("short.overruled", says=f"{one.says}{quote}")))
    return " ".join(part for part in parts if part)


def parcel_lines(diagnosis: Diagnosis, calendar: Calendar) -> Iterator[str]:
    """`P1, P2: Open a dispute now. (Fri, Dec 4, 2026)`; the answer's own verdict and date are not repeated, but another
    reason for the same verdict is told."""
    alike: dict[str, list[str]] = {}
    for parcel in diagnosis.packages[:_PARCELS]:
        next_ = None if parcel.next is None or parcel.route == "finished" else parcel.next.at or parcel.next.on
        own = diagnosis.next is None or next_ not in (diagnosis.next.at, diagnosis.next.on)
        when = f" ({calendar.when(next_)})" if next_ is not None and own else ""
        said = parcel.verdict
        if parcel.verdict == diagnosis.verdict:
            said = calendar.say("short.as_above") if parcel.summary in diagnosis.summary else parcel.headline
        alike.setdefault(f"{said}{when}", []).append(parcel.id)
    for told, names in alike.items():
        yield calendar.say("short.of_parcels", names=", ".join(names), told=told)


def step_line(step: Step, next_: NextDate | None, calendar: Calendar) -> str:
    """A step with its day, where neither its own words nor the answer's one date name that day."""
    due = step.due
    if due is None:
        return step.text
    day = calendar.date_of(due)
    told = day - timedelta(days=1) if step.role == "from" else day  # "not there after Friday" names the day before
    if calendar.plain(told) in step.text or (next_ is not None and told == next_.on):
        return step.text
    if day <= calendar.today and step.role == "by":
        told_today = any(word in step.text.casefold() for word in calendar.say.all("typed")["today"])
        return step.text if told_today else f"{step.text} {calendar.say('steps.today')}"
    if due == calendar.today and step.role == "until":
        return step.text  # it may come any hour now
    return f"{step.text} {calendar.say(f'steps.{step.role}', when=calendar.when(due))}"


@dataclass(frozen=True, slots=True)
class _Block:
    lead: str
    text: str


def _steps(diagnosis: Diagnosis, calendar: Calendar, said: Said, *, whole: bool) -> Iterator[_Block]:
    number, parcel = 0, "" if whole else _parcel_named(diagnosis)
    for step in diagnosis.steps:
        text = said.new(step_line(step, diagnosis.next, calendar).removeprefix(parcel))
        if text:
            number += 1
            yield _Block(f"{number}. ", text)


def _parcel_named(diagnosis: Diagnosis) -> str:
    """How the reason begins that names one parcel of several: the steps are about it too and need not repeat it."""
    named = (diagnosis.summary.removesuffix(one.summary) for one in diagnosis.packages)
    return min(named, key=len, default="")


def _questions(diagnosis: Diagnosis, said: Said) -> Iterator[_Block]:
    if diagnosis.tone == "decide":
        for question in diagnosis.questions:
            text = said.new(question.text)
            if text:
                yield _Block("? ", text)


def _fitting(
    paper: Paper, asked: list[_Block], steps: list[_Block], told: list[Row], messages: list[list[str]], left: int
) -> tuple[list[_Block], list[Row], list[str]]:
    """Of questions, rows and message as much as these lines hold beside the steps: the translation goes first, then the
    end of the reasons, then the questions but the first, which `whyclosed ask` asks too; then the message."""
    fewer = [row.clipped(paper.room, 1) if row.reason else row for row in told]
    best, *others = messages
    ways = [(asked, told, best), *((asked, rows_, message) for message in others[:1] for rows_ in (told, fewer))]
    ways += [(asked[:most], fewer, others[0]) for most in range(len(asked) - 1, 0, -1) if others]
    ways += [(asked, rows_, message) for message in others[1:] for rows_ in (told, fewer)]
    for questions, rows_, message in ways:
        blocks = [*questions, *steps]
        if sum(_sizes(paper, blocks)) + _size(paper, rows_) + len(message) <= left:
            return blocks, rows_, message
    return [*asked, *steps], fewer, messages[-1]


def _sizes(paper: Paper, blocks: Iterable[_Block]) -> list[int]:
    return [paper.size(block.text, lead=block.lead) for block in blocks]


def _shared(sizes: list[int], left: int) -> list[int]:
    """How many lines each of the steps gets of these: where they do not suffice, the longest are cut, none is left out
    before each has but one."""
    given = list(sizes)
    while sum(given) > left and max(given, default=1) > 1:
        given[max(range(len(given)), key=lambda place: (given[place], place))] -= 1
    return given


def _size(paper: Paper, told: Iterable[Row]) -> int:
    return sum(paper.row_size(row.text) for row in told)


def _messages(diagnosis: Diagnosis, width: int, say: Labels) -> list[list[str]]:
    """The message to send, the best first: with what it says in the buyer's language; alone; only who gets one."""
    if not diagnosis.messages:
        return [[]]
    first = diagnosis.messages[0]
    recipient = say.choice("recipient", first.to)
    whole = Paper(width, colour=False)
    whole.write(say("short.message", to=recipient))
    whole.verbatim(first.text)
    plain = _lines(whole)
    if first.translation:
        whole.write(say("messages.translation", text=first.translation), indent=2)
    named = Paper(width, colour=False)
    named.write(say("short.message_cut", to=recipient))
    return [_lines(whole), plain, _lines(named)]


def _lines(paper: Paper) -> list[str]:
    return str(paper).rstrip("\n").split("\n")


def _more(diagnosis: Diagnosis, say: Labels, left_out: int, *, doubts: bool, pages: bool) -> str:
    why = say("short.doubts") if doubts else say("short.reasons")
    more = say("short.more_left", why=why, count=left_out) if left_out else say("short.more", why=why)
    return f"{more} {say('short.ask', pages=' PATH' if pages else '')}" if diagnosis.questions else more


def clip(text: str, width: int, lines: int) -> str:
    """As much of a text as so many lines hold; an ellipsis tells that something is left out. No word is cut where the
    words are short enough for that, of a sentence that begins at least half is told, or nothing, and of a quotation at
    the end all."""
    whole = clean(text)
    if _fits(whole, width, lines):
        return text
    kept = " ".join(list(wrap(whole, width))[:lines])
    while kept and not _fits(f"{kept}…", width, lines):
        kept = kept[:-1].rstrip()
    quotation = kept.rfind("(")
    if ")" not in kept[quotation:] and quotation > _MOST_OF_IT * len(kept):
        return f"{kept[:quotation].rstrip()} …"
    ended = whole[: _ended(whole, len(kept))]
    for told in (f"{ended} …", f"{ended}…") if ended else ():
        if _fits(told, width, lines):
            return told
    words = kept if whole[len(kept) : len(kept) + 1] in ("", " ") else kept.rpartition(" ")[0]
    return f"{(words if len(words) > _MOST_OF_IT * len(kept) else kept).rstrip(' ,;:–(')}…"


def _ended(text: str, kept: int) -> int:
    """Where the last sentence ends that is kept whole, where of the next one less than half is kept; else 0."""
    end = 0
    for sentence in sentences_of(text):
        begin = text.index(sentence, end)
        if begin + len(sentence) > kept:
            return end if kept - begin < len(sentence) / 2 else 0
        end = begin + len(sentence)
    return 0


def _fits(text: str, width: int, lines: int) -> bool:
    found = list(wrap(text, width))
    return len(found) <= lines and all(cells(line) <= width for line in found)
