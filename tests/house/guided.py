"""Coverage-guided fuzzing of loading and reading: inputs that reach new code are kept and changed further.

    python -m tests.house.guided [SECONDS] [FOLDER]      ten minutes, into build/guided, unless told otherwise

Begins with small pages of the fixtures, every container around one of them, and `tests/corpus`. An input fails if
anything but an error of ours comes out of it, if it takes longer than `PATIENCE` or needs more memory than `MEMORY`; it
then lies in FOLDER, by the name of what happened. A failing input, reduced, belongs into `tests/corpus`, which
`tests/test_corpus.py` reads again at every test.

Needs the package of the extra `fuzz` (`make fuzz` installs it from fuzz.lock).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.containers.builders import CONTAINERS

ROOT = Path(__file__).parents[2]
FIXTURES, CORPUS = ROOT / "fixtures", ROOT / "tests" / "corpus"
SECONDS = 600
SMALL = 12_000
"""Bytes of the largest seed: small ones are tried more often."""
LONGEST = 40_000
PATIENCE = 25
"""Seconds for one input, watched by the instruments; without them it takes a tenth."""
MEMORY = 1500
"""MB for the whole process, the instruments' tables included."""


def check(content: bytes) -> None:
    """Read anything at all. Raises whatever is no error of ours, and AssertionError for an order that is not the same
    after it was written down and read again."""
    from whyclosed_parser import WhyclosedError, load, parse
    from whyclosed_parser.model import Order, from_dict, to_dict

    for order in parse(content, tz="UTC").orders:
        assert from_dict(Order, to_dict(order)) == order
    try:
        load(content)
    except WhyclosedError:
        pass


def seeds() -> Iterator[tuple[str, bytes]]:
    """What the search begins with, by name."""
    for path in sorted(FIXTURES.glob("*/page*")):
        if path.stat().st_size <= SMALL:
            yield f"{path.parent.name}{path.suffix}", path.read_bytes()
    page = min((FIXTURES.glob("detail-*/page.html")), key=lambda path: (path.stat().st_size, path)).read_bytes()
    for name, (build, _) in CONTAINERS.items():
        yield name, build(page)


def main() -> None:
    """Search until the time is up or an input fails; ends with libFuzzer's own code."""
    import atheris

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "build" / "guided"
    begin, found = folder / "seeds", folder / "found"
    for place in (begin, found):
        place.mkdir(parents=True, exist_ok=True)
    for name, content in seeds():
        (begin / name.replace("/", "-")).write_bytes(content)

    with atheris.instrument_imports(include=["whyclosed_parser"]):
        import whyclosed_parser.report

    check(next(seeds())[1])  # what is read once for all pages is not the first input's time
    limits = [f"-max_total_time={seconds}", f"-timeout={PATIENCE}", f"-rss_limit_mb={MEMORY}", f"-max_len={LONGEST}"]
    places = [f"-artifact_prefix={folder}/", str(found), str(CORPUS), str(begin)]
    atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", *places], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
