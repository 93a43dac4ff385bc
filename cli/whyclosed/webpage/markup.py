"""Pieces of HTML. Text becomes HTML in one place only, so nothing of a page can be taken for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from whyclosed.text.paper import clean

_EMPTY = ("circle", "path", "meta")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = str | Markup | None


def el(tag: str, *content: Content, **attributes: str | bool | None) -> Markup:
    """An element. Text is escaped; None and an attribute that is None or False are left out; `_` in the name of an
    attribute stands for `-`, and one at its end for nothing."""
    given = "".join(_attribute(name, value) for name, value in attributes.items() if value not in (None, False))
    return Markup(f"<{tag}{given}/>" if tag in _EMPTY else f"<{tag}{given}>{joined(content)}</{tag}>")


def _attribute(name: str, value: str | bool | None) -> str:
    name = name.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(clean(str(value)))}"'


def joined(content: Iterable[Content]) -> Markup:
    """Several pieces behind one another."""
    return Markup("".join(one if isinstance(one, Markup) else escape(clean(one)) for one in content if one is not None))


def items(texts: Iterable[Content], tag: str = "ul") -> Markup | None:
    """A list; None of nothing."""
    rows = [el("li", text, dir="auto") for text in texts if text]
    return el(tag, *rows) if rows else None


def part(heading: str, *content: Content, opened: bool = True, rank: str = "h3") -> Iterator[Markup]:
    """A part under its heading, which folds; nothing of nothing."""
    if any(content):
        yield el("details", el("summary", el(rank, heading)), *content, class_="part", open=opened)


def document(title: str, *body: Content, language: str) -> str:
    """A whole file of HTML, with our style and nothing from elsewhere."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("title", title),
        el("style", Markup(files(__package__).joinpath("style.css").read_text("utf-8"))),
    )
    return f"<!doctype html>\n{el('html', head, el('body', *body), lang=language)}\n"
