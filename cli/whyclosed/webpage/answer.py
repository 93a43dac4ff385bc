"""The answer for one order: the first screen, then everything behind it in parts that fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whyclosed.api import Diagnosed
from whyclosed.labels import Labels
from whyclosed.text.dates import Calendar
from whyclosed.text.diagnosis import other_reading, refund_part
from whyclosed.text.reasons import Reason, reasons, unsure
from whyclosed.text.said import Said
from whyclosed.text.short import step_line
from whyclosed.text.sources import cite
from whyclosed.text.timeline import Beat, beats
from whyclosed.webpage.glance import first_screen, time
from whyclosed.webpage.markup import Markup, el, items, joined, part
from whyclosed_parser.model import Unread
from whyclosed_rules.model import Deadline, Diagnosis, MessageDraft, PackageDiagnosis, Question


def answer(entry: Diagnosed, number: int, calendar: Calendar, *, alone: bool) -> Markup:
    """One order. Where it stands `alone`, it shows what it rests on, too; among others it folds all but what to do."""
    diagnosis, order, said, say = entry.diagnosis, entry.order, Said(), calendar.say
    first = list(first_screen(diagnosis, order, calendar, said))
    steps = filter(None, (said.new(step_line(step, diagnosis.next, calendar)) for step in diagnosis.steps))
    parcels = (_parcel(parcel, calendar) for parcel in diagnosis.packages)
    parts = [
        *part(say("page.steps"), items(steps, "ol")),
        *part(say("section.warnings"), _told((one.text for one in diagnosis.warnings), said)),
        *part(say("section.messages"), *(_message(one, say) for one in diagnosis.messages)),
        *part(say("section.changes"), _told(diagnosis.changes, said), opened=alone),
        *part(say("page.parcels"), items(parcels), opened=alone),
        *part(say("field.refund"), _refund(diagnosis, calendar, said), opened=alone),
        *part(say("section.deadlines"), *_dates(diagnosis, calendar, said), opened=alone),
        *part(say("section.questions"), _questions(diagnosis.questions, said), opened=alone),
        *part(say("section.evidence"), _told(diagnosis.evidence, said), opened=alone),
        *_why(entry, calendar, said, alone=alone),
        *part(say("section.prevention"), _next_time(diagnosis, say, said), opened=False),
    ]
    return el("article", *first, *parts, id=f"order-{number}", data_tone=diagnosis.tone)


def _told(texts: Iterable[str], said: Said) -> Markup | None:
    return items(map(said.new, texts))


def _parcel(parcel: PackageDiagnosis, calendar: Calendar) -> Markup:
    next_ = parcel.next
    day = None if next_ is None else el("p", time(next_.at or next_.on, calendar), f": {next_.text}", class_="fine")
    return joined((el("bdi", parcel.id), f": {parcel.verdict}", day))


def _message(message: MessageDraft, say: Labels) -> Markup:
    to = el("h4", say("short.message", to=say.choice("recipient", message.to)))
    meant = message.translation and el("p", say("messages.translation", text=message.translation), class_="fine")
    return joined((to, el("blockquote", message.text, lang=message.language, dir="auto"), meant))


def _refund(diagnosis: Diagnosis, calendar: Calendar, said: Said) -> Markup | None:
    return _told((diagnosis.refund.text, *(refund_part(one, calendar) for one in diagnosis.refund.parts)), said)


def _dates(diagnosis: Diagnosis, calendar: Calendar, said: Said) -> Iterator[Markup]:
    """The order's time as a picture, and what its last days rest on."""
    rows = [row for beat in beats(diagnosis.timeline, calendar) for row in _beat(beat, calendar)]
    if rows:
        yield el("ol", *rows, class_="timeline")
    texts = items(filter(None, (_deadline(one, calendar, said) for one in diagnosis.deadlines)))
    if texts:
        yield texts


def _beat(beat: Beat, calendar: Calendar) -> Iterator[Markup]:
    text = el("span", beat.moment.text, dir="auto")
    yield el("li", time(beat.moment.on, calendar), text, class_=beat.tense)
    if beat.pause:
        yield el("li", calendar.say("timeline.pause", count=beat.pause), class_="pause")


def _deadline(deadline: Deadline, calendar: Calendar, said: Said) -> Markup | None:
    text = said.new(deadline.text)
    if not text:
        return None
    when = deadline.at or deadline.last_day or deadline.possible_from
    day = (time(when, calendar), ": ") if when is not None else ()
    return joined((*day, text, items(other_reading(one, calendar, said) for one in deadline.other_readings)))


def _questions(questions: Iterable[Question], said: Said) -> Markup | None:
    asked = ((said.new(one.text), said.new(one.why)) for one in questions)
    return items(joined((text, why and el("p", why, class_="fine"))) for text, why in asked if text)


def _why(entry: Diagnosed, calendar: Calendar, said: Said, *, alone: bool) -> Iterator[Markup]:
    """The cause in the page's words, the rules that decide, and behind one fold the others; then the doubts."""
    diagnosis, say = entry.diagnosis, calendar.say
    cause = diagnosis.cause
    label = entry.order.status and entry.order.status.label
    quotes = (one for one in (cause.quote, *(one.quote for one in diagnosis.overruled)) if one and one != label)
    also = (say("short.overruled", says=one.says) for one in diagnosis.overruled)
    others = _told((one.text for one in diagnosis.cause.candidates), said)
    changes = items(one.text for one in diagnosis.would_change if said.once(one.text))
    doubts = list(unsure(diagnosis, entry.order, say, said))
    told = list(reasons(diagnosis, calendar, said))
    behind = [one for one in told if not one.deciding]
    yield from part(
        say("section.because"),
        _told((cause.text, *also), said),
        items(say("short.quote", text=quote) for quote in map(said.new, quotes) if quote),
        _reasons(one for one in told if one.deciding),
        el("details", el("summary", say("page.reasons", count=len(behind))), _reasons(behind)) if behind else None,
        opened=alone,
    )
    yield from part(say("section.unsure"), _reasons(doubts), opened=alone)
    yield from part(say("why.candidates"), others, opened=False)
    yield from part(say("section.would_change"), changes, opened=False)


def _reasons(told: Iterable[Reason]) -> Markup | None:
    return items(
        joined((one.says, *(el("p", text, class_="fine") for text in (one.facts, one.cited) if text))) for one in told
    )


def _next_time(diagnosis: Diagnosis, say: Labels, said: Said) -> Markup | None:
    return _told((*(say("why.season", name=name) for name in diagnosis.seasons), *diagnosis.prevention), said)


def unread(left: Iterable[Unread], say: Labels) -> Iterator[Markup]:
    """What could not be read, or only in part, and what to do about it."""
    told = (
        joined(
            (
                el("b", el("bdi", one.path or say("unread.nameless"))),
                f": {one.problem.message}",
                el("p", one.problem.hint, class_="fine") if one.problem.hint else None,
            )
        )
        for one in left
    )
    yield from part(say("page.unread"), items(told), rank="h2")


def sources(entries: Iterable[Diagnosed], say: Labels) -> Iterator[Markup]:
    """Each statement that is cited, once, as its catalogue has it, and where it stands."""
    cited = dict.fromkeys(one for entry in entries for one in entry.diagnosis.sources.values())
    told = (joined((el("span", one.says, lang="en"), el("p", cite(one, say), class_="fine"))) for one in cited)
    yield from part(say("section.sources"), items(told), opened=False, rank="h2")
