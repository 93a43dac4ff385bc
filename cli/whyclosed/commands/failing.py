"""What the command ends with where something could not be done: the words, and the exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from whyclosed.labels import Labels

if TYPE_CHECKING:  # the help of the command must not wait for the parser
    from whyclosed_parser.model import WhyclosedError

UNREAD = 1
USAGE = 2
STOPPED = 1


class Failure(click.ClickException):
    """Something could not be done: exit code 1."""

    exit_code = UNREAD


class Refusal(click.ClickException):
    """Something impossible was asked for: exit code 2."""

    exit_code = USAGE


def failure(error: WhyclosedError, say: Labels) -> click.ClickException:
    """An error of ours as the command ends with it: the message says what is wrong and what to do."""
    kind = Refusal if isinstance(error, ValueError) or _is_rules_error(error) else Failure
    return kind(error.told(say.language))


def _is_rules_error(error: WhyclosedError) -> bool:
    from whyclosed_rules.errors import RulesError, TableError

    return isinstance(error, RulesError) and not isinstance(error, TableError)


def no_output(place: Path, error: OSError, say: Labels) -> Failure:
    """What is said of a place that cannot be written."""
    from whyclosed_rules.errors import reason  # not before something went wrong

    return Failure(say("file.no_output", file=place, why=reason(error).told(say.language)))


def unusable(error: OSError, say: Labels, place: Path | None = None) -> Failure:
    """What is said of a file that the system does not let us use. `place`: where the error names none."""
    from whyclosed_rules.errors import reason

    return Failure(say("file.unusable", file=place or error.filename, why=reason(error).told(say.language)))
