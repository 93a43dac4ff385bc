"""Parts in shadow roots and frames, and behind an early end of the page."""

from __future__ import annotations

import html
from collections.abc import Callable
from random import Random

from lxml.html import HtmlElement
from tests.changed.html import (
    blocks,
    body_of,
    place,
)
from tests.changed.kinds import (
    Holes,
    hole,
    markup_of,
    on_text,
    on_tree,
)

FRAME = 'style="width:100%;height:4000px;border:0" srcdoc'


@on_tree("what stands behind an early end of the page is shown in its place")
def early_end(tree: HtmlElement, chance: Random) -> Holes | None:
    body = body_of(tree)
    found = [element for element in blocks(body, 10) if element.getparent() in (body, *body)]
    if not found:
        return None
    place(hole(0), "before", chance.choice(found))
    return [chance.choice(["</body></html>", "</html>", "</body>"])]


@on_text("what stands behind the end is shown at the end", adds=True)
def text_behind_end(text: str, chance: Random) -> str:
    return text + chance.choice(
        ["\n<!-- generated -->\n", "\n<script>var a = 1;</script>", '<div id="ext-root"></div>\n', "\n\n"]
    )


@on_tree("a shadow root that is declared is shown")
def shadow_root(tree: HtmlElement, chance: Random) -> Holes | None:
    return _moved_into(tree, chance, lambda inner: f'<div><template shadowrootmode="open">{inner}</template></div>')


@on_tree("the whole page in a shadow root that is declared")
def shadow_root_page(tree: HtmlElement, chance: Random) -> Holes | None:
    return _page_moved_into(
        tree, lambda inner: f'<div id="app"><template shadowrootmode="open">{inner}</template></div>'
    )


@on_tree("a frame that brings its page along is shown")
def frame_srcdoc(tree: HtmlElement, chance: Random) -> Holes | None:
    return _moved_into(tree, chance, lambda inner: f'<iframe {FRAME}="{html.escape(inner)}"></iframe>')


@on_tree("the whole page in a frame that brings it along")
def frame_srcdoc_page(tree: HtmlElement, chance: Random) -> Holes | None:
    return _page_moved_into(
        tree, lambda inner: f'<iframe {FRAME}="{html.escape(f"<!DOCTYPE html><body>{inner}")}"></iframe>'
    )


def _moved_into(tree: HtmlElement, chance: Random, write: Callable[[str], str]) -> Holes | None:
    found = blocks(body_of(tree), 15)
    if not found:
        return None
    element = chance.choice(found)
    place(hole(0), "before", element)
    element.drop_tree()
    return [write(markup_of(element))]


def _page_moved_into(tree: HtmlElement, write: Callable[[str], str]) -> Holes:
    body = body_of(tree)
    inner = "".join([html.escape(body.text or ""), *(markup_of(one) + html.escape(one.tail or "") for one in body)])
    for one in list(body):
        body.remove(one)
    body.text = None
    body.append(hole(0))
    return [write(inner)]
