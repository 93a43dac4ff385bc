"""Regular expressions that stay compiled from one run of the command to the next, as Python keeps its modules.

Compiling them takes as long as reading a page. What `re` compiled in a run is kept beside the modules' bytecode and
given back to it at the start of the next one. `re` has no door for this, so its own cache is used: the file is of one
build of Python only, and where anything about it is not as expected, `re` compiles as it always does.
"""

from __future__ import annotations

import atexit
import marshal
import re
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from typing import Any

_KEPT = cache_from_source(f"{__file__}.kept")
_MOST = 400  # patterns; `re` itself remembers 512
_BUILD = f"{sys.version} {sys.byteorder}".encode()
_DAMAGE = (OSError, EOFError, ValueError, TypeError, AttributeError, ImportError, RuntimeError, OverflowError)

_Known = dict[tuple[str | bytes, int], tuple[Any, ...]]
"""A pattern and its flags -> what `re` makes of them: the arguments of its innermost constructor behind the pattern."""


def remember() -> None:
    """Give `re` the patterns that earlier runs compiled, and keep at the end of this one what was new."""
    if sys.implementation.name != "cpython":
        return
    known: _Known = {}
    try:
        with open(_KEPT, "rb") as file:
            content = file.read()
        if content.startswith(_BUILD):
            known = marshal.loads(content[len(_BUILD) :])  # noqa: S302  # our own
            _give_back(known)
    except _DAMAGE:
        pass
    if not sys.dont_write_bytecode:
        atexit.register(_keep, known)


def _give_back(known: _Known) -> None:
    import _sre  # type: ignore[import-not-found]

    cache: dict[Any, Any] = re._cache  # type: ignore[attr-defined]
    for (pattern, flags), made in known.items():
        cache[type(pattern), pattern, flags] = _sre.compile(pattern, *made)


def _keep(known: _Known) -> None:
    try:
        new = {key for key in re._cache if key[1:] not in known}  # type: ignore[attr-defined]
        if new:
            made = {(pattern, int(flags)): _made(pattern, int(flags)) for _, pattern, flags in new}
            made |= known if len(known) + len(new) <= _MOST else {}  # else most of them are of older versions
            SourceFileLoader(__name__, __file__).set_data(_KEPT, _BUILD + marshal.dumps(made))
    except _DAMAGE:
        pass


def _made(pattern: str | bytes, flags: int) -> tuple[Any, ...]:
    """What `re._compiler.compile` hands to the innermost constructor."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(pattern, flags)
    groups = parsed.state.groupdict
    names: list[str | None] = [None] * parsed.state.groups
    for name, number in groups.items():
        names[number] = name
    code = _compiler._code(parsed, flags)
    return (flags | parsed.state.flags, [int(one) for one in code], parsed.state.groups - 1, groups, tuple(names))
