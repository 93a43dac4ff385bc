"""The archive in which a wheel holds the data files of a package; `hatch_build.py` writes it.

It is text in xz. Each file stands there as JSON, in which a day is `{"$date": "2026-11-22"}`, in two halves, as texts
are packed smaller beside texts: first a line for each file of its name and its form, where each text is empty; then in
the same order a line for each of its texts. What stands in one line is divided by tabs.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from whyclosed_parser.model.errors import WhyclosedError

NAME = "tables.xz"

Part = tuple[str, str]
"""The form of a table, and its texts."""


def parts(archive: bytes) -> dict[str, Part]:
    """The files in an archive, by their places in the package, without their ending."""
    try:  # here and below: only where something was not yet kept
        import lzma
    except ImportError:  # a Python that was built without the library
        raise WhyclosedError(
            "This Python was built without the module lzma, which unpacks the tables of this program. "
            "Install liblzma (on Debian: liblzma-dev) and build it anew, or use the Python of your system."
        ) from None

    lines = lzma.decompress(archive).decode().split("\n")
    half = len(lines) // 2
    named = (line.split("\t") for line in lines[:half])
    return {name: (form, texts) for (name, form), texts in zip(named, lines[half:], strict=True)}


def table(part: Part) -> dict[str, Any]:
    """What a file says."""
    import json
    import re

    form, texts = part
    left = iter(texts.split("\t"))
    whole = re.sub('""(?!:)', lambda _: f'"{next(left)}"', form)  # an empty key stays one
    read: dict[str, Any] = json.loads(whole, object_hook=_with_days)
    return read


def _with_days(found: dict[str, Any]) -> Any:
    return date.fromisoformat(found["$date"]) if found.keys() == {"$date"} else found
