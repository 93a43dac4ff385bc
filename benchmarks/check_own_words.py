"""Are our sentences our own? Compares every text of the rules' TOML files with the source articles and notes.

    python benchmarks/check_own_words.py SOURCES [FILE_OR_FOLDER ...]

SOURCES is a folder with the articles and notes as .txt and .md files; they are not part of this repository.
Without further arguments all TOML files of the rules are checked. A text fails when eight or more of its
words in a row stand in a source too; literal words of a page or a message, in double quotes, are left out.
Exit code: 0 all our own, 1 something is copied, 2 there is nothing to compare with.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUN = 8
RULES = Path(__file__).parent.parent / "rules"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LITERAL = re.compile(r"[\"“][^\"”]*[\"”]")


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of RUN words; case, punctuation and the kind of apostrophe do not count."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text of a TOML value with its place in the file."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{place}.{index}")


def copied(sources: Path, ours: list[Path]) -> Iterator[str]:
    """A line for each of our texts that shares a run of words with a source."""
    known = {
        run: path.name
        for path in sorted(sources.rglob("*"))
        if path.suffix in (".txt", ".md")
        for run in runs(path.read_text(encoding="utf-8"))
    }
    if not known:
        raise FileNotFoundError(f"no article or note in {sources}")
    for path in ours:
        for place, text in texts(tomllib.loads(path.read_text(encoding="utf-8")), path.stem):
            passages = _LITERAL.split(text)
            hit = next((run for part in passages for run in runs(part) if run in known), None)
            if hit:
                yield f"{place}: “{' '.join(hit)}” stands in {known[hit]}"


def main(arguments: list[str]) -> int:
    """Print what is copied, and a count."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    sources, *chosen = map(Path, arguments)
    ours = [file for path in chosen or [RULES] for file in (sorted(path.rglob("*.toml")) if path.is_dir() else [path])]
    try:
        found = list(copied(sources, ours))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    print(*found, f"{len(ours)} files, {len(found)} copied texts", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
