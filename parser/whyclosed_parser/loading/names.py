"""Names of files: which may be pages, and which folders a browser put beside a page that it saved "complete"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import quote

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml

_WEB_PAGES = (".html", ".htm", ".xhtml")
_BEHIND = patterns.compiled(r"[-_. ][^\W\d_]{1,20}")
_HIDDEN = (".", "__MACOSX")


def is_page(name: str) -> bool:
    """Whether a file may hold an order, by the end of its name; hidden files hold none. Some programs call a file as
    the address with its query."""
    low = name.rpartition("/")[2].lower().partition("?")[0]
    return not is_hidden(low) and low.endswith(_pages())


def is_data(name: str) -> bool:
    """Whether a file may hold data of the shop, by the end of its name: what it holds must be asked."""
    low = name.rpartition("/")[2].lower()
    return not is_hidden(low) and low.endswith(_data())


def has_no_ending(name: str) -> bool:
    """Whether the name of a file says nothing of what it holds, which must be asked then."""
    low = name.rpartition("/")[2]
    return "." not in low and not is_hidden(low)


def is_hidden(name: str) -> bool:
    """Whether a file or folder is one that the system keeps for itself."""
    return name.startswith(_HIDDEN) and name not in (".", "..")


def beside(folder: str, files: Iterable[str], content: Callable[[str], bytes]) -> bool:
    """Whether a folder holds the pictures and frames of one of the `files` that lie beside it.

    In every language browsers call it as the page, with a word behind ("order_files", "order-Dateien"). Of a word that
    is not known the page's own `content` decides: it takes its pictures from that folder.
    """
    for file in files:
        stem, dot, suffix = file.rpartition(".")
        if not stem or f"{dot}{suffix}".lower() not in _WEB_PAGES or not folder.startswith(stem):
            continue
        behind = folder[len(stem) :]
        if behind.lower() in _companions():
            return True
        if _BEHIND.fullmatch(behind) and any(name in content(file) for name in _written(folder)):
            return True
    return False


def _written(folder: str) -> set[bytes]:
    """How a page may write the folder of its pictures."""
    return {f"{name}/".encode() for name in (folder, quote(folder), folder.replace("&", "&amp;"))}


@cache
def _pages() -> tuple[str, ...]:
    data = read_toml("whyclosed_parser.loading", "names")
    return tuple(f"{page}{packed}" for page in data["pages"] for packed in ("", *data["packed"]))


@cache
def _data() -> tuple[str, ...]:
    return tuple(read_toml("whyclosed_parser.loading", "names")["data"])


@cache
def _companions() -> frozenset[str]:
    return frozenset(read_toml("whyclosed_parser.loading", "names")["companions"])
