"""How a cited rule is named: the article, its section and lines, or our own id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from whyclosed.labels import Labels
from whyclosed_rules.model import Source


def cite(source: Source, say: Labels) -> str:
    """`alibestfinds article, section The 15-day dispute window, lines 162, 168-170 [B100]`."""
    if source.lines:
        document = say.choice("document", source.document)
        key = "source.article_line" if source.lines.isdecimal() else "source.article"
        return say(key, document=document, section=source.section, lines=source.lines, id=source.id)
    return say("source.own", section=say.choice("catalogue", source.id[0]), id=source.id)


def cite_all(ids: Iterable[str], known: Mapping[str, Source], say: Labels) -> str:
    """Several citations in one line: passages of one section of an article stand together."""
    places: dict[tuple[str, str], list[Source]] = {}
    for source in (known[id_] for id_ in ids if id_ in known):
        places.setdefault((source.document, source.section), []).append(source)
    return "; ".join(cite(_together(sources), say) for sources in places.values())


def _together(sources: list[Source]) -> Source:
    first = sources[0]
    lines = _united(part for one in sources if one.lines for part in one.lines.split(", "))
    return Source(", ".join(one.id for one in sources), first.document, first.section, lines, first.says)


def _united(ranges: Iterable[str]) -> str:
    """Line ranges such as `61-63`, in order, without lines told twice."""
    wanted = {line for part in ranges for line in range(int(part.split("-")[0]), int(part.split("-")[-1]) + 1)}
    runs: list[list[int]] = []
    for line in sorted(wanted):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
