"""`explain`: what any id stands for, in plain words, with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from whyclosed_parser.records import dataclass
from whyclosed_rules import catalogue, tables
from whyclosed_rules.catalogue.entries import Entry, OwnRule, Parameter, Rule, Ruling
from whyclosed_rules.engine.rows import Row
from whyclosed_rules.errors import PhrasedError, RulesError, near
from whyclosed_rules.model import Source
from whyclosed_rules.tables.rows import DetailRow
from whyclosed_rules.telling.sentences import Sentences, sentences

ExplainedKind = Literal["source", "rule", "route", "cause", "detail", "deadline", "warning", "step", "message", "fact"]


class UnknownId(PhrasedError, RulesError):
    """Nothing of ours has this id."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled line of an explanation."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an id stands for: its sentence, further lines (conditions, values, the other reading, which rules use it)
    and the sources that it rests on."""

    id: str
    kind: ExplainedKind
    says: str
    lines: tuple[Labelled, ...]
    sources: tuple[Source, ...]


def explain(id_: str, language: str = "en") -> Explanation:
    """Explain a rule of the sources (B101), a parameter (P04), conflict (K21), a rule of ours (R-dispute), a route, a
    cause or a kind of deadline. Raises `UnknownId` with the closest known ids, `LanguageError`.
    """
    words = sentences(language)
    for find in (_from_catalogue, _from_rows, _from_words):
        found = find(id_, words)
        if found is not None:
            return found
    raise UnknownId("unknown_id", id=id_, near=catalogue.respelled(id_) or near(id_, known_ids(language)))


def known_ids(language: str = "en") -> tuple[str, ...]:
    """Every id that `explain` knows."""
    words = sentences(language)
    named = [key for _, section in _SECTIONS for key in sorted(words.keys(section))]
    return tuple(dict.fromkeys([*catalogue.ids(), *(row.id for _, row in _rows()), *named]))


_SECTIONS: tuple[tuple[ExplainedKind, str], ...] = (
    ("route", "verdict"),
    ("cause", "cause"),
    ("detail", "detail"),
    ("deadline", "deadline"),
)
_ADVICE: tuple[tuple[ExplainedKind, str, str], ...] = (
    *(("warning", table, "warning") for table in tables.WARNINGS),
    ("rule", "evidence", "evidence"),
    ("rule", "prevention", "prevention"),
    *(("message", table, "message") for table in tables.MESSAGES),
    *(("step", table, "step") for table in tables.STEPS),
)


def _rows() -> Iterator[tuple[str, Row]]:
    """Every row of ours that has a sentence, with the name of the table it stands in."""
    return ((name, row) for name, row in tables.all_rows() if name not in _WITHOUT_SENTENCE)


_WITHOUT_SENTENCE = (*tables.QUESTIONS, "deadlines", "refund_times")


def _from_catalogue(id_: str, words: Sentences) -> Explanation | None:
    try:
        entry = catalogue.entry(id_)
    except catalogue.UnknownRule:
        return None
    lines = tuple(_catalogue_lines(entry, words))
    if used := [row.id for _, row in _rows() if id_ in row.sources]:
        lines += (_line(words, "used_by", ", ".join(used)),)
    return Explanation(id_, "source", entry.says, lines, _sources((id_, *entry.related)))


def _line(words: Sentences, label: str, text: str, **names: str) -> Labelled:
    return Labelled(words.say("line", label, names), text)


def _catalogue_lines(entry: Entry, words: Sentences) -> Iterator[Labelled]:
    """What belongs to a statement of the sources; the statements themselves are kept in English, as the sources are."""
    match entry:
        case Rule():
            document = catalogue.document(entry.id[0])
            yield _line(words, "document", f"{document.title} ({document.publisher}, {document.year})")
            yield _line(words, "place", words.say("line", "section", {"section": entry.section, "lines": entry.lines}))
            yield _line(words, "kind", entry.kind)
            for parameter in map(catalogue.parameter, entry.parameters):
                yield _line(words, "parameter", f"{parameter.description} {parameter}", name=parameter.id)
        case Parameter():
            yield _line(words, "value", str(entry))
        case Ruling():
            yield _line(words, "question", entry.question)
            if entry.other_reading is not None:
                yield _line(words, "other_reading", entry.other_reading)
        case OwnRule():
            yield _line(words, "origin", entry.origin)


def _from_rows(id_: str, words: Sentences) -> Explanation | None:
    found = [(name, row) for name, row in _rows() if row.id == id_]
    if not found:
        return None
    name, row = found[0]
    kind, section = next(((kind, said) for kind, table, said in _ADVICE if table == name), ("rule", "rule"))
    key = id_
    if isinstance(row, DetailRow) and row.detail is not None:
        section, key = "detail", row.detail
    lines = [_line(words, "table", name)]
    lines += [_line(words, "if", _values(cell, words), fact=fact) for fact, cell in row.when.items()]
    for what, value in row.outcome():
        lines.append(_line(words, "then", _then(value, words), what=name if what == "value" else what))
    if row.other is not None:
        lines.append(_line(words, "other_reading", words.say("other", row.other)))
    return Explanation(id_, kind, words.template(section, key), tuple(lines), _sources(row.sources))


def _then(value: object, words: Sentences) -> str:
    if isinstance(value, Mapping) and all(isinstance(cell, frozenset) for cell in value.values()):
        return "; ".join(f"{fact}: {_values(cell, words)}" for fact, cell in value.items())
    return _values(value, words) if isinstance(value, frozenset) else str(value)


def _values(cell: frozenset[object], words: Sentences) -> str:
    return words.say("line", "or").join(sorted(map(str, cell)))


def _from_words(id_: str, words: Sentences) -> Explanation | None:
    for kind, section in _SECTIONS:
        if words.has(section, id_):
            rows = [row for _, row in _rows() if id_ in (str(value) for _, value in row.outcome())]
            lines = tuple(
                _line(words, "rule", words.template("rule", row.id), id=row.id)
                for row in rows
                if words.has("rule", row.id)
            )
            sources = tuple(dict.fromkeys(source for row in rows for source in row.sources))
            return Explanation(id_, kind, words.template(section, id_), lines, _sources(sources))
    return None


def _sources(ids: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(catalogue.source(id_) for id_ in ids)
