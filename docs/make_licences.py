"""Writes docs/third-party.md: whose work is installed beside ours or used to build it, and under which licence.

Read from what is installed from requirements.lock, and from the extension's package-lock.json.

python docs/make_licences.py [--check]
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("third-party.md")
NAMED_FIRST = re.compile(r"^([\w.-]+)==", re.MULTILINE)
SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Zope Public License": "ZPL-2.1",
}
"""What some authors write, by its standard name."""
RUNS = {"core": "the command and the library", "server": "the extra `server`", "dask": "the extra `dask`"}

TEXT = """# The work of others

**What is handed out holds our own work only**: the wheel, the source and the zip files of the extension contain no
code, font, picture or data of anybody else, so that [LICENSE](../LICENSE) (MIT) is all that has to go with them. Who
hands out an installation together with the packages below (a program in one file, a container) hands out their work,
too, and has to enclose their licences: each lies in its package's folder `*.dist-info`.

This page is made by `make documents` from the packages as they are locked: `requirements.lock` and the extension's
`package-lock.json`.

## Installed beside it

Fetched by whoever installs whyclosed, from where their authors put them.

{python}

## Used to build and to test

Never handed out. Of Python:

{build}

Of the extension's tools (`extension/package-lock.json`; the extension itself has no dependency):

{npm}
"""


def closure(*extras: str) -> set[str]:
    """What whyclosed needs with these extras, and what that needs."""
    waiting, seen = [("whyclosed", {"", *extras})], set[str]()
    while waiting:
        name, wanted = waiting.pop()
        for needed in map(Requirement, distribution(name).requires or ()):
            met = needed.marker is None or any(needed.marker.evaluate({"extra": one}) for one in wanted)
            if met and canonicalize_name(needed.name) not in seen:
                seen.add(canonicalize_name(needed.name))
                waiting.append((needed.name, {"", *needed.extras}))
    return seen


def licence(one: Distribution) -> str:
    """The licence as its author names it, by its standard name where there is one."""
    about = one.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    classified = [
        text.rpartition(" :: ")[2] for text in about.get_all("Classifier") or () if text.startswith("License")
    ]
    named = [text for text in classified if text != "OSI Approved"] or [about["License"].splitlines()[0]]
    return " AND ".join(SPDX.get(text, text) for text in named)


def python(names: Iterable[str]) -> Mapping[str, str]:
    """Each of these packages with its licence."""
    return {f"{name} {distribution(name).version}": licence(distribution(name)) for name in sorted(names)}


def node() -> Mapping[str, str]:
    """Each locked package of the extension's tools with its licence."""
    locked = json.loads((ROOT / "extension" / "package-lock.json").read_text("utf-8"))["packages"]
    named = {place.rpartition("node_modules/")[2]: one["license"] for place, one in locked.items() if place}
    return dict(sorted(named.items()))


def by_licence(packages: Mapping[str, str]) -> str:
    """A table: a licence, and whose it is."""
    found = defaultdict(list)
    for name, terms in packages.items():
        found[terms].append(name)
    rows = [f"| {terms} | {', '.join(names)} |" for terms, names in sorted(found.items())]
    return "\n".join(["| licence | packages |", "|---|---|", *rows])


def page() -> str:
    """The whole page."""
    core = closure()
    parts = {"core": core} | {extra: closure(extra) - core for extra in ("server", "dask")}
    locked = {canonicalize_name(name) for name in NAMED_FIRST.findall((ROOT / "requirements.lock").read_text("utf-8"))}
    rows = [f"**For {RUNS[part]}**\n\n{by_licence(python(names))}" for part, names in parts.items()]
    build = locked - set().union(*parts.values())
    return TEXT.format(python="\n\n".join(rows), build=by_licence(python(build)), npm=by_licence(node()))


def main() -> None:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == page() else f"{TARGET.name} is not current: make documents")
    TARGET.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
