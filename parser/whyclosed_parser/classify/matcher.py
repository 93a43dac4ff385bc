"""The one interpreter behind every classifier: which languages are asked what a text means, and what holds where they
differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from whyclosed_parser.classify.tables import LONGEST, Table, matched_form, table
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.words.evidence import spoken
from whyclosed_parser.words.packs import languages, nearest

_SAYS_LITTLE = "other"
"""An answer that speaks against no other one."""


@lru_cache(maxsize=2048)
def read(kind: str, text: str, language: str | None = None, moved: bool = False) -> str | None:
    """What a text means: asked in the page's language, then in English, then in all others at once.

    The others answer only if they agree. None: nobody knows these words.
    """
    known = languages(kind)
    own = [name for name in dict.fromkeys((nearest(language, kind), "en")) if name in known]
    return agreed(lambda name: table(kind, name), own, [name for name in known if name not in own], text, moved)


@lru_cache(maxsize=2048)
def read_among(kind: str, text: str, among: tuple[str, ...]) -> str | None:
    """What a text means in the first of these languages that knows."""
    known = languages(kind)
    return agreed(lambda name: table(kind, name), [name for name in among if name in known], (), text)


def agreed(
    find: Callable[[str], Table], own: Sequence[str], others: Sequence[str], text: str, moved: bool = False
) -> str | None:
    """What a text means in the first of a page's `own` languages that knows, else in those of the `others` that know,
    if these agree. `find`: the table of a language, asked only when needed."""
    folded = matched_form(without_quotations(text[:LONGEST]))
    if not folded:
        return None
    little = None
    for name in own:
        answer = find(name).answer(folded, moved)
        if answer is not None and (answer != _SAYS_LITTLE or not others):
            return answer
        little = little or answer
    if any(find(name).suppresses(folded, moved) for name in own):
        return None
    for name in own:
        folded = find(name).asserted(folded)
    said = spoken(folded)
    if not said.isdisjoint({*own} - {"en"}):  # which mean something else to a neighbour; English lends its words to all
        others = [name for name in others if name in said]
    rest = [one for one in map(find, others) if one.may_read(folded)]
    answers = {one.answer(folded, moved) for one in rest} - {None}
    if len(answers) > 1:
        answers.discard(_SAYS_LITTLE)
    if len(answers) != 1 or any(one.suppresses(folded, moved) for one in rest):
        return little
    return answers.pop()


def may_say(kind: str, low: str, among: tuple[str, ...] = ()) -> bool:
    """Whether a text in its normal form may hold a sentence that a table of this kind knows, in one of these languages
    (none: in any)."""
    return any(map(low.__contains__, _gate(kind, among)))


@cache
def _gate(kind: str, among: tuple[str, ...]) -> tuple[str, ...]:
    known = [name for name in languages(kind) if name in among or not among]
    return tuple(dict.fromkeys(piece for name in known for piece in table(kind, name).gate))
