"""`whyclosed scrub`: a private page turned into one that can be passed on."""

from __future__ import annotations

import html
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whyclosed.commands.failing import Failure, unusable
from whyclosed.commands.options import OneFile
from whyclosed.commands.output import NO_TEXT, note, refuse_existing, write, write_file
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed_rules.errors import reason

if TYPE_CHECKING:  # the help must not wait for the parser
    from whyclosed_parser.errors import PageError
    from whyclosed_parser.scrub import Scrubbed

_FILE = OneFile()
_MOST_FIELDS = 6
_NAMELESS = "page"
"""The name of a file whose own would tell too much."""
SAFE = "safe.html"
"""The copy to be looked at, beside what was replaced in it."""
_REFUSED = {"leaks": "scrub.leaks", "differs": "scrub.differs"}


@click.command("scrub", cls=Command, help="help.scrub")
@click.argument("path", type=_FILE, metavar="PATH")
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="help.scrub_output")
@click.option("--review", is_flag=True, help="help.scrub_review")
@language_option
def scrub_command(path: Path, output: Path | None, review: bool, say: Labels) -> None:
    if output is not None:
        refuse_existing(output, say)
    made = safe_copy(path, say)
    place = output or path.parent / f"{_name(path)}.safe{made.suffix}"
    refuse_existing(place, say)
    write_file(place, made.content, say)
    tell(made, say)
    if review:
        note(say("scrub.review", file=side_by_side(path.name, made.replaced, say)))
    write(f"{place}\n")


def _name(path: Path) -> str:
    """The file's own name, unless it may tell something."""
    from whyclosed_parser.scrub import tells_nothing

    name = path.name.partition(".")[0]
    return name if tells_nothing(name) else _NAMELESS


def safe_copy(path: Path, say: Labels, url: str | None = None, *, of_one_page: bool = False) -> Scrubbed:
    """What can be passed on. `of_one_page`: several pages are one too many."""
    from whyclosed_parser.errors import PageError, SeveralPages
    from whyclosed_parser.report import content_of, refuse_too_big
    from whyclosed_parser.scrub import ScrubRefused, scrub

    try:
        with path.open("rb") as file:
            content = content_of(file)
        refuse_too_big(len(content))
        made = scrub(content, url=url)
        if of_one_page and len(made.pages) > 1:
            raise SeveralPages
    except OSError as error:
        raise Failure(say("file.no_file", file=path, why=reason(error).told(say.language))) from None
    except PageError as error:
        raise Failure(_unread(error, say)) from None
    except ScrubRefused as error:
        raise Failure(say(_REFUSED[error.code], fields=", ".join(error.fields[:_MOST_FIELDS]))) from None
    return made


def tell(made: Scrubbed, say: Labels) -> None:
    """Say on stderr how much was replaced."""
    note(say("scrub.done", words=made.counts["words"], numbers=made.counts["numbers"]))


def _unread(error: PageError, say: Labels) -> str:
    """Why the page cannot be read."""
    from whyclosed_parser.model import Unread
    from whyclosed_parser.report import problem_of
    from whyclosed_rules.telling.problems import unread_in
    from whyclosed_rules.telling.sentences import sentences

    problem = unread_in(Unread(None, problem_of(error)), sentences(say.language)).problem
    return f"{problem.message} {problem.hint}"


def side_by_side(name: str, replaced: Mapping[str, str], say: Labels, safe: str | None = None) -> Path:
    """A page with what was replaced by what, in a folder that nobody else can read, for it holds the originals; beside
    it the safe page, where there is one to look at."""
    rows = "\n".join(
        f"<tr><td>{html.escape(old)}</td><td>{html.escape(new)}</td></tr>" for old, new in sorted(replaced.items())
    )
    review = (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><meta name='color-scheme' content='light dark'>"
        f"<title>{html.escape(name)}</title></head><body><table>\n{rows}\n</table></body></html>\n"
    )
    folder = Path(tempfile.mkdtemp(prefix="whyclosed-review-"))
    place = folder / "review.html"
    try:
        place.write_text(review, "utf-8", NO_TEXT)
        if safe is not None:
            (folder / SAFE).write_text(safe, "utf-8")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise unusable(error, say, folder) from None
    return place
