"""What the tables say of an element by its tag and attributes: which anchors it has, and whether it is read."""

from __future__ import annotations

from functools import lru_cache

from whyclosed_parser.page.names import PREFIXES, keys_of
from whyclosed_parser.page.shadows import may_be_shadow
from whyclosed_parser.page.styles import Flow, flow, hides, hides_page, shows, strikes
from whyclosed_parser.records import dataclass

TELLING = frozenset(
    {
        "class",
        "style",
        "hidden",
        "popover",
        "open",
        "srcdoc",
        "contenteditable",
        "shadowrootmode",
        "shadowroot",
        *PREFIXES,
    }
)
"""The attributes of which a signature is made. The address of a link is another one each time."""
CLOSED = frozenset({"hidden", "popover"})
"""The attributes that close an element."""
_MOST_KNOWN = 4096  # kinds of elements that are remembered from page to page
_STRUCK = frozenset({"s", "strike", "del"})
_WHOLE = frozenset({"html", "body"})


@dataclass(frozen=True, slots=True)
class Excluded:
    """What is never read, as anchor keys and tags.

    `typed`: fields into which a person writes; `private`: names, addresses, contacts; `private_siblings`: those of
    them whose following siblings go too, where an ancestor has a key of `private_siblings_inside`; `noise`: frame,
    feed and dialogs; `tags`: without words; `frame`: tags of the site's frame, unless they stand in a part of the
    page (`sections`) or in an order; `hidden`: the marks of programs for what a browser did not show;
    `readable_when_hidden`: what is read although it is folded away; `strong`: the anchors of an order, to which all
    of this yields but what is hidden; `own`: those of other parts of an order: in them there is no frame, and where
    one of them is left out that is said.
    """

    typed: frozenset[str]
    private: frozenset[str]
    private_siblings: frozenset[str]
    private_siblings_inside: frozenset[str]
    noise: frozenset[str]
    tags: frozenset[str]
    frame: frozenset[str]
    sections: frozenset[str]
    hidden: frozenset[str]
    readable_when_hidden: frozenset[str]
    strong: frozenset[str]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """What all elements with the same tag and attributes have in common. `names`: all their anchor keys; `keys`: those
    that a table names; `ruled`: whether a rule of the page's sheets may hide it; `special`: whether it takes a
    closer look to know what of them is read, which is seldom."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    wordless: bool
    hidden: bool
    foldable: bool
    struck: bool
    typed: bool
    private: bool
    siblings: bool
    noise: bool
    frame: bool
    strong: bool
    own: bool
    flow: Flow | None
    special: bool
    ruled: bool = False


class Book:
    """What the tables say of elements, by tag and attributes: the pages of a site are made of the same few hundred."""

    def __init__(self, excluded: Excluded, wanted: frozenset[str]) -> None:
        self.excluded = excluded
        self.wanted = wanted
        self.signature = lru_cache(maxsize=_MOST_KNOWN)(self._signature)

    def _signature(self, tag: str, attributes: tuple[tuple[str, str], ...]) -> Signature:
        held = dict(attributes)
        keys = tuple(dict.fromkeys((f"<{tag}>", *keys_of(attributes))))
        excluded = self.excluded
        style = held.get("style")
        closed = not CLOSED.isdisjoint(held) or (tag == "dialog" and "open" not in held)
        unseen = (
            (closed and not (style is not None and shows(style)))
            or (style is not None and (hides_page if tag in _WHOLE else hides)(style))
            or not excluded.hidden.isdisjoint(keys)
        )
        content = (tag == "template" and may_be_shadow(held)) or (tag == "iframe" and "srcdoc" in held)
        foldable = excluded.readable_when_hidden.isdisjoint(keys)
        wordless = tag in excluded.tags and not content
        hidden = unseen and foldable
        struck = tag in _STRUCK or (style is not None and strikes(style))
        private = not excluded.private.isdisjoint(keys)
        noise = not excluded.noise.isdisjoint(keys)
        strong = not excluded.strong.isdisjoint(keys)
        own = strong or not excluded.own.isdisjoint(keys)
        frame = noise or (tag in excluded.frame and not own)
        own_flow = flow(style) if style is not None else None
        if own_flow is None and held.get("role") == "button":
            own_flow = Flow.BLOCK
        editable = held.get("contenteditable", "false").strip().lower() != "false"
        typed = tag not in _WHOLE and (editable or not excluded.typed.isdisjoint(keys))
        judged = wordless or hidden or struck or typed or private or frame or own_flow is not None
        return Signature(
            keys=tuple(key for key in keys if key in self.wanted),
            names=keys,
            wordless=wordless,
            hidden=hidden,
            foldable=foldable,
            struck=struck,
            typed=typed,
            private=private,
            siblings=private and not excluded.private_siblings.isdisjoint(keys),
            noise=noise,
            frame=frame,
            strong=strong,
            own=own,
            flow=own_flow,
            special=judged or tag in ("details", "font", "template") or "-" in tag,
        )


book_of = lru_cache(maxsize=4)(Book)
