"""The kinds of change. Each takes a page and chance and gives the page in other bytes, and says why the eye sees the same.

A change of the tree (`on_tree`) works in place and may leave holes, into which raw markup is put that a tree cannot
hold. A change of the text (`on_text`) works on the markup of the tree, one of bytes (`on_bytes`) on the page as it is.
A kind that `adds` shows something more beside the order: a person takes it for what it is, no part of the order.
None: the page has nothing that could be changed so.
"""

from __future__ import annotations

import html
import re
import string
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal, cast

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.html import (
    BLOCK_TAGS,
    blocks,
    body_of,
    copy_of,
    decoded,
    encoded,
    fragment,
    place,
    seen_text,
    slots,
    some_blocks,
    some_slots,
    text_of,
    tree_of,
    unseen,
    with_charset,
    wrap,
)

HERE = Path(__file__).parent
NAMES: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "names.toml").read_text("utf-8"))
# Kinds that the reading does not bear yet, each with what is wrong: a kind leaves the list when it is mended.
OPEN: dict[str, str] = tomllib.loads((HERE / "open.toml").read_text("utf-8"))
ORDERS = (HERE / "foreign/orders.html").read_text("utf-8").split("<!-- next -->\n")
BOXES = (HERE / "foreign/boxes.html").read_text("utf-8").split("<!-- next -->\n")
FOREIGN_ID = "3079999000055555"
FRAME = 'style="width:100%;height:4000px;border:0" srcdoc'

Holes = list[str]
Where = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Change:
    """One kind. `why`: what makes the eye see the same."""

    name: str
    why: str
    apply: Callable[[bytes, Random], bytes | None]
    adds: bool = False


CHANGES: dict[str, Change] = {}


def on_bytes(why: str, adds: bool = False) -> Callable[[Callable[[bytes, Random], bytes | None]], Change]:
    def register(apply: Callable[[bytes, Random], bytes | None]) -> Change:
        change = Change(apply.__name__, why, apply, adds)
        CHANGES[change.name] = change
        return change

    return register


def on_text(why: str, adds: bool = False) -> Callable[[Callable[[str, Random], str | None]], Change]:
    def register(apply: Callable[[str, Random], str | None]) -> Change:
        def bytewise(data: bytes, chance: Random) -> bytes | None:
            text = text_of(tree_of(decoded(data)))
            changed = apply(text, chance)
            return None if changed is None or changed == text else encoded(changed)

        bytewise.__name__ = apply.__name__
        return on_bytes(why, adds)(bytewise)

    return register


def on_tree(why: str, adds: bool = False) -> Callable[[Callable[[HtmlElement, Random], Holes | None]], Change]:
    def register(apply: Callable[[HtmlElement, Random], Holes | None]) -> Change:
        def textwise(text: str, chance: Random) -> str:
            tree = tree_of(text)
            holes = apply(tree, chance) or []
            changed = text_of(tree)
            for at, markup in enumerate(holes):
                changed = changed.replace(f'<x-hole n="{at}"></x-hole>', markup, 1)
            return changed

        textwise.__name__ = apply.__name__
        return on_text(why, adds)(textwise)

    return register


def hole(at: int) -> HtmlElement:
    return Element("x-hole", {"n": str(at)})


def _hash(chance: Random, length: int = 7) -> str:
    return chance.choice(string.ascii_letters) + "".join(
        chance.choices(string.ascii_letters + string.digits, k=length - 1)
    )


# --------------------------------------------------------------------------------------------- nothing is different


@on_tree("the same elements, written anew")
def written_anew(tree: HtmlElement, chance: Random) -> None:
    body_of(tree).set("data-written", "anew")


# -------------------------------------------------------------------------------------------------- boxes around boxes


def _wrapped(tree: HtmlElement, chance: Random, make: Callable[[], HtmlElement]) -> None:
    for element in some_blocks(body_of(tree), chance):
        wrap(element, make())


def _named(chance: Random, attribute: str, names: list[str]) -> HtmlElement:
    tag = chance.choice(NAMES["wrappers"]["plain_tags"])
    return Element(tag, {attribute: chance.choice(names)})


@on_tree("a box around a box is not seen")
def wrap_plain(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: Element(chance.choice(NAMES["wrappers"]["plain_tags"])))


@on_tree("a class without a style is not seen")
def wrap_unknown_class(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["unknown"]))


@on_tree("the site's own wrappers show nothing")
def wrap_comet(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["comet"]))


@on_tree("the name of a footer, a feed or a dialog on a box around the order moves nothing")
def wrap_noise_class(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["noise"]))


@on_tree("the name of a box for private data moves nothing")
def wrap_private_class(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["private"]))


@on_tree("a class that other boxes of the same page have, around another box")
def wrap_own_class(tree: HtmlElement, chance: Random) -> None:
    names = sorted({name for one in tree.iter(etree.Element) for name in one.get("class", "").split()} - {"sf-hidden"})
    if names:
        _wrapped(tree, chance, lambda: _named(chance, "class", names))


@on_tree("an id is not seen")
def wrap_id(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "id", NAMES["wrappers"]["ids"]))


@on_tree("a role is not seen")
def wrap_role(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "role", NAMES["wrappers"]["roles"]))


@on_tree("a dialog that is open is on the screen")
def wrap_open_dialog(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        return chance.choice(
            [Element("div", {"role": "dialog", "aria-modal": "true"}), Element("dialog", {"open": ""})]
        )

    _wrapped(tree, chance, make)


@on_tree("the page is shown in an open dialog or tab panel")
def wrap_page(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    role = chance.choice(["dialog", "tabpanel", "tablist", "alertdialog", "main"])
    inner = Element("div", {"role": role})
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    body.append(inner)


@on_tree("a footer, navigation or aside inside a card is part of the card")
def wrap_semantic(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        tag, _, flag = chance.choice(NAMES["wrappers"]["semantic_tags"]).partition(" ")
        return Element(tag, {flag: ""} if flag else {})

    _wrapped(tree, chance, make)


@on_tree("a list, a table or a fieldset with one member shows that member")
def wrap_nested(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: copy_of(fragment(chance.choice(NAMES["wrappers"]["nested"]))[0]))


@on_tree("boxes in boxes in boxes are not seen")
def deep_300(tree: HtmlElement, chance: Random) -> None:
    found = some_blocks(body_of(tree), chance, most=3, least=20)
    for element in found:
        for _ in range(300 // len(found)):
            wrap(element, Element("div"))


@on_tree("custom elements and slots around a block are not seen")
def wrap_custom(tree: HtmlElement, chance: Random) -> None:
    _wrapped(
        tree,
        chance,
        lambda: Element(chance.choice(["order-box", "ae-card", "slot", "app-root"]), {"style": "display:block"}),
    )


@on_tree("what stands in open details is shown")
def wrap_open_details(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        details = Element("details", {"open": ""})
        details.append(Element("div"))
        details.append(Element("summary"))
        return details

    _wrapped(tree, chance, make)


# ------------------------------------------------------------------------------------------------------ other names


def _scramble_classes(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        names = element.get("class", "").split()
        if names:
            element.set("class", " ".join(n if n == "sf-hidden" else new.setdefault(n, _hash(chance)) for n in names))


def _drop(tree: HtmlElement, unwanted: Callable[[str], bool]) -> None:
    for element in tree.iter(etree.Element):
        for name in [name for name in element.attrib if unwanted(str(name))]:
            del element.attrib[name]


@on_tree("the build's hashes in class names are others")
def new_hashes(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        if "--" in element.get("class", ""):
            renamed = re.sub(
                r"--([A-Za-z0-9_]{5,9})(?=\s|$)",
                lambda match: "--" + new.setdefault(match[1], _hash(chance, len(match[1]))),
                element.get("class", ""),
            )
            element.set("class", renamed)


@on_tree("data-pl is not seen")
def no_data_pl(tree: HtmlElement, chance: Random) -> None:
    _drop(tree, lambda name: name == "data-pl")


@on_tree("no data-* attribute is seen")
def no_data_attributes(tree: HtmlElement, chance: Random) -> None:
    _drop(tree, lambda name: name.startswith("data-"))


@on_tree("an attribute for the site's own measuring has another name")
def renamed_data_pl(tree: HtmlElement, chance: Random) -> None:
    name = chance.choice(["data-testid", "data-plx", "data-qa", "data-spm-anchor-id"])
    for element in list(tree.iter(etree.Element)):
        if "data-pl" in element.attrib:
            element.set(name, element.attrib.pop("data-pl"))


@on_tree("classes are not seen, data-pl stays")
def scramble_classes(tree: HtmlElement, chance: Random) -> None:
    _scramble_classes(tree, chance)


@on_tree("neither classes nor data-pl nor ids are seen")
def scramble_all(tree: HtmlElement, chance: Random) -> None:
    _scramble_classes(tree, chance)
    _drop(tree, lambda name: name.startswith("data-") or name == "id")


@on_tree("every element has a class of its own")
def scramble_unique(tree: HtmlElement, chance: Random) -> None:
    for element in tree.iter(etree.Element):
        if element.get("class") and "sf-hidden" not in element.get("class", ""):
            element.set("class", f"css-{_hash(chance)}")


@on_tree("half of the classes are others: a redesign in the making")
def scramble_half(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        for name in element.get("class", "").split():
            new.setdefault(name, name if chance.random() < 0.5 or name == "sf-hidden" else _hash(chance))
        if "class" in element.attrib:
            element.set("class", " ".join(new[name] for name in element.get("class", "").split()))


@on_tree("more classes on an element, in another order")
def more_classes(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iter(etree.Element):
        if chance.random() < 0.4:
            names = [*element.get("class", "").split(), chance.choice(NAMES["wrappers"]["unknown"])]
            chance.shuffle(names)
            element.set("class", "  ".join(names))


@on_tree("attributes of frameworks and tests are not seen")
def more_attributes(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iter(etree.Element):
        if chance.random() < 0.3:
            name = chance.choice(
                ["data-v-" + _hash(chance).lower(), "data-testid", "data-reactid", "aria-describedby", "tabindex"]
            )
            element.set(name, "0")


@on_tree("what is hidden from screen readers is on the screen")
def aria_hidden(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance):
        element.set("aria-hidden", "true")


@on_tree("tooltips, descriptions and the language are not seen")
def no_helping_attributes(tree: HtmlElement, chance: Random) -> None:
    _drop(tree, lambda name: name in ("title", "alt", "aria-label", "lang", "role", "itemprop", "target"))


@on_tree("the language that a page says it has is not seen: a translating browser writes another")
def other_lang(tree: HtmlElement, chance: Random) -> None:
    top = body_of(tree).getparent()
    assert top is not None
    top.attrib.update({"lang": chance.choice(["de", "ru", "ko", "en-US", "x-none", "ar"]), "class": "translated-ltr"})


def _retag(tree: HtmlElement, chance: Random, old: str, new: list[str], share: float) -> None:
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants(old):
        if element not in hidden and chance.random() < share:
            tag = chance.choice(new)
            if not any(one.tag == tag for one in element.iterancestors()) and element.find(f".//{tag}") is None:
                element.tag = tag


@on_tree("a block is a block whatever it is called")
def other_block_tags(tree: HtmlElement, chance: Random) -> None:
    _retag(tree, chance, "div", NAMES["tags"]["block"], 0.5)
    for element in body_of(tree).iterdescendants("p-box"):
        element.set("style", f"display:block;{element.get('style', '')}")


@on_tree("a block that holds text alone may be a paragraph or a heading")
def leaf_block_tags(tree: HtmlElement, chance: Random) -> None:
    for element in blocks(body_of(tree)):
        if element.tag == "div" and element.find(".//*") is None and chance.random() < 0.6:
            element.tag = chance.choice(
                ["p", "h3", "h5", "pre", "header", "footer", "aside", "figcaption", "summary-line"]
            )
            if element.tag == "pre":
                element.text = " ".join((element.text or "").split())
            elif element.tag == "summary-line":
                element.set("style", "display:block")


@on_tree("bold or italic words are the same words")
def other_inline_tags(tree: HtmlElement, chance: Random) -> None:
    _retag(tree, chance, "span", NAMES["tags"]["inline"], 0.6)


@on_tree("rare and unknown elements are inline, as span is")
def rare_inline_tags(tree: HtmlElement, chance: Random) -> None:
    _retag(tree, chance, "span", NAMES["tags"]["inline_rare"], 0.6)


@on_tree("a control looks like a button whatever element it is")
def other_button_tags(tree: HtmlElement, chance: Random) -> None:
    tag, more = chance.choice([("a", {"href": "javascript:void(0)"}), ("span", {"tabindex": "0"}), ("x-button", {})])
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants("button"):
        if element not in hidden and not any(one.tag == "a" for one in element.iterancestors()):
            element.tag = tag
            element.attrib.pop("type", None)
            element.attrib.update({"role": "button", **more})


# -------------------------------------------------------------------------------------------------- texts in pieces


def _split(tree: HtmlElement, chance: Random, make: Callable[[], HtmlElement], share: float = 0.35) -> None:
    for slot, at in some_slots(body_of(tree), chance, share):
        slot.cut(at, make(), slot.text[at:])


def _split_around(tree: HtmlElement, chance: Random, make: Callable[[str], HtmlElement]) -> None:
    """A piece of a text goes into an element."""
    for slot, at in some_slots(body_of(tree), chance, 0.35):
        text = slot.text
        end = chance.randint(at + 1, len(text))
        slot.cut(at, make(text[at:end]), text[end:])


def _holding(tag: str, text: str, **attributes: str) -> HtmlElement:
    element = Element(tag, attributes)
    element.text = text
    return element


@on_tree("a place where a line may break is not seen")
def split_wbr(tree: HtmlElement, chance: Random) -> None:
    _split(tree, chance, lambda: Element("wbr"))


@on_tree("a comment is not seen")
def split_comment(tree: HtmlElement, chance: Random) -> None:
    _split(tree, chance, lambda: cast(HtmlElement, etree.Comment(chance.choice([" ", "", " /react-text ", "$"]))))


@on_tree("an empty element has no width")
def split_empty(tree: HtmlElement, chance: Random) -> None:
    _split(tree, chance, lambda: Element(chance.choice(["span", "i", "x-empty", "bdi"])))


@on_tree("scripts, styles and templates between the letters are not seen")
def split_script(tree: HtmlElement, chance: Random) -> None:
    tags = [("script", "var n = 7;"), ("style", ".n{color:red}"), ("template", "7"), ("noscript", "7")]
    _split(tree, chance, lambda: _holding(*chance.choice(tags)))


@on_tree("hidden letters and digits between those that are seen")
def split_decoy(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        how = chance.choice([{"hidden": ""}, {"style": "display:none"}, {"style": "display: none !important;"}])
        return _holding(chance.choice(["span", "i", "b"]), chance.choice(["7", "42", "x", ".", "Closed"]), **how)

    _split(tree, chance, make, share=0.15)


@on_tree("a font without attributes changes nothing")
def split_font(tree: HtmlElement, chance: Random) -> None:
    _split_around(tree, chance, lambda text: _holding("font", text))


@on_tree("a span within a span within a word")
def split_spans(tree: HtmlElement, chance: Random) -> None:
    def make(text: str) -> HtmlElement:
        outer = Element("span")
        outer.append(_holding("span", text))
        return outer

    _split_around(tree, chance, make)


@on_tree("part of a word in an element that is inline")
def split_inline(tree: HtmlElement, chance: Random) -> None:
    _split_around(
        tree, chance, lambda text: _holding(chance.choice(["bdi", "nobr", "data", "x-part", "output", "mark"]), text)
    )


@on_tree("numbers made links to telephone calls, as some browsers do")
def split_phone_link(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        match = re.search(r"\d{8,}", slot.text)
        if match and not any(one.tag in ("a", "button") for one in (slot.holder, *slot.holder.iterancestors())):
            link = _holding("a", match[0], href=f"tel:{match[0]}", style="color:inherit;text-decoration:none")
            slot.cut(match.start(), link, slot.text[match.end() :])


def _with_characters(tree: HtmlElement, chance: Random, characters: str) -> None:
    for slot, at in some_slots(body_of(tree), chance, 0.4):
        slot.put(slot.text[:at] + chance.choice(characters) + slot.text[at:])


@on_tree("characters without width are not seen")
def zero_width(tree: HtmlElement, chance: Random) -> None:
    _with_characters(tree, chance, "\u200b\u200c\u200d\u2060\ufeff")


@on_tree("a soft hyphen where no line ends is not seen")
def soft_hyphen(tree: HtmlElement, chance: Random) -> None:
    _with_characters(tree, chance, "\u00ad")


@on_tree("marks of direction are not seen")
def bidi_marks(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        if chance.random() < 0.4:
            before, after = chance.choice(
                [("\u200e", ""), ("\u200e", "\u200e"), ("\u2066", "\u2069"), ("\u202a", "\u202c"), ("", "\u200f")]
            )
            text = slot.text
            core = text.strip()
            slot.put(text.replace(core, before + core + after, 1))


_NUMBER = re.compile(r"\d[\d.,]*\d")


def _characters(tree: HtmlElement, chance: Random, style: str, gap: str) -> None:
    for slot in reversed(slots(body_of(tree))):
        match = _NUMBER.search(slot.text)
        if match and chance.random() < 0.6:
            box = Element("span", {"style": style} if style else {})
            box.text = gap
            for character in match[0]:
                one = _holding("span", character)
                one.tail = gap
                box.append(one)
            slot.cut(match.start(), box, slot.text[match.end() :])


@on_tree("a span a digit, side by side, is the number")
def span_per_digit(tree: HtmlElement, chance: Random) -> None:
    _characters(tree, chance, "", "")


@on_tree("white space between the members of a flexible box is not shown")
def flex_per_digit(tree: HtmlElement, chance: Random) -> None:
    _characters(tree, chance, "display:inline-flex", "\n  ")


@on_tree("the two fonts that a browser's translation puts around every text")
def translated_font(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        text = slot.text
        core = text.strip()
        start = text.index(core)
        outer = Element("font", {"style": "vertical-align: inherit;"})
        outer.append(_holding("font", core, style="vertical-align: inherit;"))
        slot.cut(start, outer, text[start + len(core) :])


@on_tree("every text in a span of its own")
def text_in_spans(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        text = slot.text
        core = text.strip()
        start = text.index(core)
        slot.cut(start, _holding("span", core), text[start + len(core) :])


# ------------------------------------------------------------------------------------------------------ white space


def _only_blocks(element: HtmlElement) -> bool:
    pieces = [element.text, *(child.tail for child in element)]
    return len(element) > 0 and not any((p or "").strip() for p in pieces) and all(c.tag in BLOCK_TAGS for c in element)


def _between_blocks(tree: HtmlElement, gap: Callable[[], str]) -> None:
    for element in body_of(tree).iter(*BLOCK_TAGS, "body"):
        if _only_blocks(element):
            element.text = gap()
            for child in element:
                child.tail = gap()


@on_tree("white space between blocks is not shown")
def pretty(tree: HtmlElement, chance: Random) -> None:
    _between_blocks(tree, lambda: "\n" + " " * chance.randrange(40))


@on_tree("no white space between blocks")
def minify(tree: HtmlElement, chance: Random) -> None:
    _between_blocks(tree, str)


@on_tree("a space is a space: broken lines, tabs and several are shown as one")
def wrapped_lines(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(re.sub(" ", lambda _: chance.choice([" ", " ", "\n      ", "\t", "  "]), slot.text))


@on_tree("a space that does not break looks like a space")
def hard_spaces(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(re.sub(r"(?<=\S) (?=\S)", lambda _: chance.choice([" ", "\u00a0"]), slot.text))


# ----------------------------------------------------------------------------------------------------- the markup

_RAW = r"<!--.*?-->|<(?P<raw>script|style|textarea|title|noscript|template|iframe|svg)\b.*?</(?P=raw)\s*>"
_START = r"<(?P<tag>[a-zA-Z][\w:-]*)(?P<attributes>(?:\s+[^\s=>\"'/]+(?:=(?:\"[^\"]*\"|'[^']*'))?)*)\s*>"
_TOKEN = re.compile(f"{_RAW}|{_START}|</(?P<end>[a-zA-Z][^>]*)>|<![^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)(?:=(?:\"([^\"]*)\"|'([^']*)'))?")

Attributes = list[tuple[str, str | None]]


def _attributes(written: str) -> Attributes:
    """Names and values, a value written for double quotes; None: without a value."""
    found: Attributes = []
    for match in _ATTRIBUTE.finditer(written):
        value = match[2] if match[2] is not None else match[3]
        found.append((match[1], None if value is None else value.replace('"', "&quot;")))
    return found


def _tags(
    text: str, write: Callable[[str, Attributes], str], end: Callable[[str], str] = lambda name: f"</{name}>"
) -> str:
    """All start and end tags written anew; scripts, styles and comments stay."""

    def one(match: re.Match[str]) -> str:
        if match["tag"]:
            return write(match["tag"], _attributes(match["attributes"]))
        return end(match["end"]) if match["end"] else match[0]

    return _TOKEN.sub(one, text)


def _written(tag: str, attributes: Attributes, quote: str = '"') -> str:
    def value(text: str) -> str:
        if quote == "'":
            text = text.replace("&quot;", '"').replace("'", "&#39;")
        return quote + text + quote

    return "<" + " ".join([tag, *(n if v is None else f"{n}={value(v)}" for n, v in attributes)]) + ">"


@on_text("single quotes around values")
def single_quotes(text: str, chance: Random) -> str:
    return _tags(text, lambda tag, attributes: _written(tag, attributes, "'"))


@on_text("no quotes where none are needed")
def no_quotes(text: str, chance: Random) -> str:
    def write(tag: str, attributes: Attributes) -> str:
        pieces = [tag]
        for name, value in attributes:
            bare = value is not None and re.fullmatch(r"[^\s\"'=<>`]+", value) and "&quot;" not in value
            pieces.append(name if value is None else f"{name}={value}" if bare else f'{name}="{value}"')
        return "<" + " ".join(pieces) + ">"

    return _tags(text, write)


@on_text("attributes in another order, over several lines")
def attribute_order(text: str, chance: Random) -> str:
    def write(tag: str, attributes: Attributes) -> str:
        chance.shuffle(attributes)
        return _written(tag, attributes).replace('" ', '"' + chance.choice([" ", "\n   ", "\t"]))

    return _tags(text, write)


@on_text("capitals in the names of elements and attributes")
def upper_case(text: str, chance: Random) -> str:
    return _tags(
        text,
        lambda tag, attributes: _written(tag.upper(), [(n.upper(), v) for n, v in attributes]),
        lambda name: f"</{name.upper()}>",
    )


@on_text("of an attribute that stands twice the first counts")
def attribute_twice(text: str, chance: Random) -> str:
    def write(tag: str, attributes: Attributes) -> str:
        names = [name for name, _ in attributes]
        traps = {
            "class": "order-block-title",
            "data-pl": "order_detail_gray_id",
            "href": "//www.aliexpress.com/p/order/detail.html?orderId=" + FOREIGN_ID,
            "style": "display:none",
        }
        again: Attributes = [(name, traps[name]) for name in names if name in traps]
        return _written(tag, attributes + again)

    return _tags(text, write)


def _texts(text: str, change: Callable[[str], str]) -> str:
    """The markup with every piece of text between tags of the body changed."""
    start = text.index("<body")
    pieces, at = [text[:start]], start
    for match in _TOKEN.finditer(text, start):
        pieces += [change(text[at : match.start()]), match[0]]
        at = match.end()
    return "".join(pieces) + change(text[at:])


@on_text("a character may be written as its number")
def numeric_references(text: str, chance: Random) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1] or chance.random() < 0.6:
            return match[0]
        return chance.choice(
            [f"&#{ord(match[0])};", f"&#x{ord(match[0]):x};", f"&#X{ord(match[0]):X};", f"&#0{ord(match[0])};"]
        )

    return _texts(text, lambda piece: re.sub(r"(&[#\w]+;)|[^\s<>&]", one, piece))


@on_text("a character may be written as its name, also one of the newer names")
def named_references(text: str, chance: Random) -> str:
    names = {
        ":": "colon",
        ",": "comma",
        ".": "period",
        "$": "dollar",
        "/": "sol",
        "%": "percnt",
        "(": "lpar",
        ")": "rpar",
        "€": "euro",
        "\u00a0": "nbsp",
        "£": "pound",
        "'": "apos",
        "+": "plus",
        "?": "quest",
    }
    return _texts(
        text,
        lambda piece: re.sub(
            "|".join(map(re.escape, names)), lambda m: f"&{names[m[0]]};" if chance.random() < 0.6 else m[0], piece
        ),
    )


@on_text("markup as in XHTML is shown as well")
def xhtml_spelling(text: str, chance: Random) -> str:
    empty = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]

    def write(tag: str, attributes: Attributes) -> str:
        values: Attributes = [(name, name if value is None else value) for name, value in attributes]
        if tag == "html":
            values.append(("xmlns", "http://www.w3.org/1999/xhtml"))
        return (
            _written(tag, values).replace(">", " />")
            if tag in empty and ">" not in str(values)
            else _written(tag, values)
        )

    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _tags(text, write)


@on_tree("a second start of the page, its head or its body is passed over")
def stray_start_tags(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(
        tree, chance, lambda _: chance.choice(["<body data-x='1'>", "<html data-x='1'>", "<head>", "<body class='a'>"])
    )


@on_text("end tags that HTML lets one leave out")
def unclosed(text: str, chance: Random) -> str:
    for pattern in (
        r"</li>(?=\s*(?:<li\b|</ul|</ol|</menu))",
        r"</t[dh]>(?=\s*(?:<t[dh]\b|</tr))",
        r"</tr>(?=\s*(?:<tr\b|</tbody|</table))",
        r"</dd>(?=\s*(?:<d[dt]\b|</dl))",
        r"</dt>(?=\s*<d[dt]\b)",
        r"</p>(?=\s*(?:<p\b|<div\b|<ul\b|<table\b|<h[1-6]\b|<section\b|</div|</section|</body|</article|</aside))",
        r"</tbody>(?=\s*</table)",
    ):
        text = re.sub(pattern, "", text)
    return text


@on_text("the last two end tags may be left out")
def no_last_tags(text: str, chance: Random) -> str:
    return re.sub(r"</body>\s*</html>\s*\Z", "", text)


@on_text("an end tag of something that is not open is passed over")
def stray_end_tags(text: str, chance: Random) -> str:
    names = [
        name
        for name in ("nav", "x-y", "strong", "article", "fieldset", "center", "nobr", "form")
        if f"<{name}" not in text
    ]
    return _tags(
        text,
        _written,
        lambda name: (
            f"</{name}>" + (f"</{chance.choice(names)}>" if names and name == "div" and chance.random() < 0.1 else "")
        ),
    )


@on_text("a page without doctype is shown as well")
def no_doctype(text: str, chance: Random) -> str:
    return re.sub(r"<!DOCTYPE[^>]*>\s*", "", text, flags=re.IGNORECASE)


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
    return _moved_into(
        tree, chance, lambda inner: f'<div><template shadowrootmode="open">{inner}</template></div>', least=15
    )


@on_tree("the whole page in a shadow root that is declared")
def shadow_root_page(tree: HtmlElement, chance: Random) -> Holes | None:
    return _page_moved_into(
        tree, lambda inner: f'<div id="app"><template shadowrootmode="open">{inner}</template></div>'
    )


@on_tree("a frame that brings its page along is shown")
def frame_srcdoc(tree: HtmlElement, chance: Random) -> Holes | None:
    return _moved_into(tree, chance, lambda inner: f'<iframe {FRAME}="{html.escape(inner)}"></iframe>', least=15)


@on_tree("the whole page in a frame that brings it along")
def frame_srcdoc_page(tree: HtmlElement, chance: Random) -> Holes | None:
    return _page_moved_into(
        tree, lambda inner: f'<iframe {FRAME}="{html.escape(f"<!DOCTYPE html><body>{inner}")}"></iframe>'
    )


def _markup(element: HtmlElement) -> str:
    return etree.tostring(element, method="html", encoding="unicode", with_tail=False)


def _moved_into(tree: HtmlElement, chance: Random, write: Callable[[str], str], least: int) -> Holes | None:
    found = blocks(body_of(tree), least)
    if not found:
        return None
    element = chance.choice(found)
    place(hole(0), "before", element)
    element.drop_tree()
    return [write(_markup(element))]


def _page_moved_into(tree: HtmlElement, write: Callable[[str], str]) -> Holes:
    body = body_of(tree)
    inner = "".join([html.escape(body.text or ""), *(_markup(one) + html.escape(one.tail or "") for one in body)])
    for one in list(body):
        body.remove(one)
    body.text = None
    body.append(hole(0))
    return [write(inner)]


# --------------------------------------------------------------------------------------------------- styles that show


def _styled(tree: HtmlElement, chance: Random, styles: list[str], tags: tuple[str, ...]) -> None:
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants(*tags):
        if element not in hidden and chance.random() < 0.2:
            own = element.get("style", "").rstrip("; ")
            element.set("style", f"{own};{chance.choice(styles)}" if own else chance.choice(styles))


@on_tree("styles that change nothing")
def styles_plain(tree: HtmlElement, chance: Random) -> None:
    _styled(tree, chance, NAMES["styles"]["plain"], ("div", "span", "a", "li", "p"))


@on_tree("styles that sound like hiding and hide nothing")
def styles_tricky(tree: HtmlElement, chance: Random) -> None:
    _styled(tree, chance, NAMES["styles"]["tricky"], ("div", "span", "a", "li", "p"))


@on_tree("of several declarations the last or the important one counts")
def styles_overruled(tree: HtmlElement, chance: Random) -> None:
    _styled(tree, chance, NAMES["styles"]["block"], ("div",))


@on_tree("what a style or a box within shows is shown, though the element says hidden")
def shown_though_hidden(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        tag, attributes = chance.choice(
            [
                ("div", {"hidden": "", "style": "display:block"}),
                ("dialog", {"style": "display:block"}),
                ("section", {"hidden": "", "style": "color:inherit;display:flow-root!important"}),
                ("div", {"popover": "manual", "style": "display:block;position:static"}),
                ("div", {"style": "visibility:hidden"}),
            ]
        )
        outer = Element(tag, attributes)
        if "hidden" in attributes.get("style", ""):
            outer.append(Element("div", {"style": "visibility:visible"}))
        return outer

    _wrapped(tree, chance, make)


# --------------------------------------------------------------------------------------- other orders that are not seen


def _foreign_order(tree: HtmlElement, chance: Random) -> str:
    """Another order's markup: one of ours, or a copy of the page's own with other numbers."""
    if chance.random() < 0.5:
        return chance.choice(ORDERS)
    found = blocks(body_of(tree), 60) or blocks(body_of(tree))
    if not found:
        return chance.choice(ORDERS)
    copied = _markup(chance.choice(sorted(found, key=lambda one: -len(_markup(one)))[:6]))
    return re.sub(r"(?<=\d)\d(?=\d)", lambda match: str((int(match[0]) + 3) % 10), copied)


def _hidden(tree: HtmlElement, chance: Random, write: Callable[[str], str], count: int = 3) -> Holes:
    holes = []
    where: list[Where] = ["before", "after"]
    found = blocks(body_of(tree))
    for element in chance.sample(found, min(count, len(found))):
        holes.append(write(_foreign_order(tree, chance)))
        place(hole(len(holes) - 1), chance.choice(where), element)
    return holes


@on_tree("an order in an element that is hidden")
def hidden_attribute(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, lambda inner: f"<div {chance.choice(NAMES['hidden']['attributes'])}>{inner}</div>")


def _in_style(chance: Random, styles: list[str]) -> Callable[[str], str]:
    def write(inner: str) -> str:
        return f'<div {chance.choice(["style", "style", "STYLE"])}="{chance.choice(styles)}">{inner}</div>'

    return write


@on_tree("an order in an element that its style hides")
def hidden_style(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, _in_style(chance, NAMES["hidden"]["styles"]))


@on_tree("the same in rarer spellings")
def hidden_style_rare(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, _in_style(chance, NAMES["hidden"]["styles_rare"]))


@on_tree("an order in a dialog that is not open, in a template")
def hidden_element(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, lambda inner: chance.choice(NAMES["hidden"]["elements"]).format(inner))


@on_tree("an order in a popover that was not called")
def hidden_popover(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, lambda inner: chance.choice(NAMES["hidden"]["popovers"]).format(inner))


@on_tree("an order that the page's style sheet hides")
def hidden_by_sheet(tree: HtmlElement, chance: Random) -> Holes:
    name = _hash(chance)
    head = tree.find("head")
    if head is not None:
        head.append(_holding("style", f".{name}{{display:none}}"))
    return _hidden(tree, chance, lambda inner: f'<div class="{name}">{inner}</div>', count=1)


@on_tree("an order without size or outside of the window")
def hidden_off_screen(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, _in_style(chance, NAMES["hidden"]["off_screen"]), count=1)


@on_tree("the same part once more for narrow screens, not shown on this one")
def hidden_twin(tree: HtmlElement, chance: Random) -> Holes | None:
    found = blocks(body_of(tree), 30)
    if not found:
        return None
    element = chance.choice(found)
    place(hole(0), "after", element)
    how = chance.choice(
        ["hidden", 'style="display:none"', 'class="mobile-only" style="display: none;"', 'aria-hidden="true" hidden']
    )
    return [f"<div {how}>{_markup(element)}</div>"]


@on_tree("an order in a comment")
def hidden_comment(tree: HtmlElement, chance: Random) -> Holes:
    def write(inner: str) -> str:
        inner = inner.replace("<!--", "").replace("-->", "")
        return chance.choice(["<!-- {} -->", "<!--[if lt IE 9]>{}<![endif]-->", "<!--\n{}\n--!>"]).format(inner)

    return _hidden(tree, chance, write)


@on_tree("tags that no browser knows as such are comments")
def bogus_comments(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(
        tree,
        chance,
        lambda _: chance.choice(["<?php echo 1 ?>", "<![CDATA[ Closed ]]>", "<!ELEMENT x>", "</ Closed>", "<!x>"]),
        count=5,
    )


@on_text("scripts are not seen, however large")
def large_scripts(text: str, chance: Random) -> str:
    one = "".join(chance.choice(ORDERS) for _ in range(4)).replace("\n", "").replace('"', '\\"').replace("</", "<\\/")
    row = f'"{one}",{{"orderId":"{FOREIGN_ID}","statusText":"Closed","data-pl":"order_item_header_status","totalPriceText":"US $9.99"}},\n'
    script = "<script>window.__cache__=[" + row * (1_000_000 // len(row)) + "0];</script>"
    data = f'<script type="application/json">{{"orderId":"{FOREIGN_ID}","url":"/p/order/detail.html?orderId={FOREIGN_ID}"}}</script>'
    source = '<script src="https://assets.alicdn.com/p/order/index.js"></script><script>/* <!-- */</script>'
    where = chance.choice(["</head>", "</body>"])
    return text.replace(where, script + data + source + where, 1)


@on_tree("comments and pictures within the page are not read, however large")
def large_values(tree: HtmlElement, chance: Random) -> Holes | None:
    row = f"Order ID: {FOREIGN_ID} Closed US $9.99 Refund completed "
    picture = f'<img alt="" width="1" height="1" src="data:image/png;base64,{"QUJD" * 120_000}">'
    comment = f"<!-- {row * 12_000} -->"
    box = f'<div data-state="{row * 4_000}"></div>'
    found = blocks(body_of(tree), 20)
    if not found:
        return None
    place(hole(0), "before", chance.choice(found))
    return [chance.choice([picture, comment, box]) + chance.choice([comment, box, ""])]


@on_tree("values of attributes and hidden fields are not seen")
def attribute_traps(tree: HtmlElement, chance: Random) -> Holes:
    titles = NAMES["traps"]["titles"]
    for element in body_of(tree).iterdescendants("div", "span"):
        if chance.random() < 0.15:
            element.set(
                chance.choice(["data-state", "data-text", "aria-description", "data-title"]), chance.choice(titles)
            )

    def write(_: str) -> str:
        title = html.escape(chance.choice(titles))
        return chance.choice(
            [
                f'<input type="hidden" name="orderId" value="{FOREIGN_ID}">',
                f'<input type="hidden" value="{title}">',
                f'<svg width="9" height="9"><title>{title}</title><desc>{title}</desc><path d="M0 0h9"/></svg>',
                f'<datalist><option value="{title}">{title}</option></datalist>',
                f'<img alt="" title="{title}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="1" height="1">',
                f'<meta itemprop="orderNumber" content="{FOREIGN_ID}"><link itemprop="orderStatus" href="https://schema.org/OrderCancelled">',
            ]
        )

    return _hidden(tree, chance, write, count=4)


# ------------------------------------------------------------------------------------------ other addresses behind links


@on_tree("where the snapshot of an item leads is not seen")
def snapshot_of_another(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        if "snapshot" in link.get("href", ""):
            link.set("href", re.sub(r"orderId=\d+", f"orderId={FOREIGN_ID}", link.get("href", "")))


@on_tree("a link to an item's snapshot, which has a number of its own", adds=True)
def snapshot_added(tree: HtmlElement, chance: Random) -> None:
    found = set(blocks(body_of(tree)))
    for link in list(body_of(tree).iterdescendants("a")):
        box = next((one for one in link.iterancestors() if one in found), None)
        if box is not None and "/item/" in link.get("href", "") and chance.random() < 0.7:
            address = f"//www.aliexpress.com/p/order/snapshot.html?orderId={FOREIGN_ID}&spm=a2g0o"
            row = Element("div")
            row.append(_holding("a", chance.choice(["Snapshot", "Transaction snapshot", ""]), href=address))
            place(row, "after", box)


@on_tree("the rest of an address is not seen")
def links_respelled(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        href = link.get("href", "")
        if href.startswith("//"):
            href = chance.choice(["https:", "", "http:"]) + href
        if href.startswith(("http", "//")):
            page, mark, query = href.partition("?")
            pieces = [
                *(query.split("&") if mark else []),
                f"spm=a2g0o.x.0.{chance.randrange(99)}.{_hash(chance)}",
                "gatewayAdapt=glo2usa",
            ]
            chance.shuffle(pieces)
            link.set("href", f"{page}?{'&'.join(pieces)}")


@on_tree("space around an address and capitals in its host are passed over")
def links_odd(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        href = link.get("href", "")
        if "//" in href and chance.random() < 0.7:
            href = re.sub(r"^((?:https?:)?//)([^/?#]+)", lambda match: (match[1] + match[2]).upper(), href)
            link.set("href", chance.choice([" {} ", "\n{}", "{}\t", "{}#top"]).format(href))


@on_tree("links that lead nowhere any more look the same")
def item_links_dead(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        if not re.search(r"order|item|store|reverse|refund|tracking", link.get("href", "")):
            link.set("href", "javascript:;")


# ------------------------------------------------------------------------------------------ other things on the screen


def _feed(chance: Random, titles: list[str]) -> str:
    """A row of products as the site shows it, in a box of a name that nobody knows."""
    names = [_hash(chance) for _ in range(4)]
    cards = []
    for _ in range(chance.randint(3, 6)):
        item = chance.randrange(10**12)
        price = f"US ${chance.randrange(1, 90)}.{chance.randrange(10, 100)}"
        cards.append(
            f'<div class="{names[1]}"><a href="//www.aliexpress.com/item/1005{item:012d}.html?spm=a2g0o.feed">'
            f'<img alt="" src="//ae01.alicdn.com/kf/{_hash(chance)}.jpg"><div class="{names[2]}">{html.escape(chance.choice(titles))}</div>'
            f'<div class="{names[3]}">{price}</div><div>{chance.choice(NAMES["traps"]["lines"])}</div></a></div>'
        )
    tag = chance.choice(["div", "section", "aside"])
    return f'<{tag} class="{names[0]}"><h2>{chance.choice(NAMES["traps"]["headings"])}</h2>{"".join(cards)}</{tag}>'


PLAIN_TITLES = [
    "Silicone Baking Mat",
    "Desk Lamp with Clamp",
    "Wool Hiking Socks 3 Pairs",
    "USB-C Cable 2m",
    "Garden Gloves",
]


def _outside(tree: HtmlElement, chance: Random, markup: str) -> Holes:
    body = body_of(tree)
    if chance.random() < 0.5:
        body.insert(0, hole(0))
    else:
        body.append(hole(0))
    return [markup]


def _inside(tree: HtmlElement, chance: Random, markup: str) -> Holes | None:
    """Between two parts of the page that are each more than a row."""
    found = blocks(body_of(tree), 60)
    if not found:
        return None
    where: list[Where] = ["before", "after"]
    place(hole(0), chance.choice(where), chance.choice(found))
    return [markup]


@on_tree("products offered above or below the page", adds=True)
def feed_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, _feed(chance, PLAIN_TITLES))


@on_tree("products offered between the parts of the page", adds=True)
def feed_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, _feed(chance, PLAIN_TITLES))


@on_tree("products with names like an order's words, above or below", adds=True)
def feed_traps_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, _feed(chance, NAMES["traps"]["titles"]))


@on_tree("products with names like an order's words, between the parts", adds=True)
def feed_traps_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, _feed(chance, NAMES["traps"]["titles"]))


@on_tree("a banner, a chat, a help article, a dialog of the site's own beside the order", adds=True)
def boxes_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, chance.choice(BOXES))


@on_tree("the same between the parts of the page", adds=True)
def boxes_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, chance.choice(BOXES))


@on_tree("a feed in a page whose names are all unknown", adds=True)
def scramble_all_with_feed(tree: HtmlElement, chance: Random) -> Holes | None:
    _scramble_classes(tree, chance)
    _drop(tree, lambda name: name.startswith("data-") or name == "id")
    return _outside(tree, chance, _feed(chance, NAMES["traps"]["titles"]))


# --------------------------------------------------------------------------------------------------------- encodings


@on_bytes("UTF-8 with its mark in front")
def utf8_bom(data: bytes, chance: Random) -> bytes:
    return b"\xef\xbb\xbf" + with_charset(decoded(data), chance.choice(["utf-8", None])).encode("utf-8")


@on_bytes("UTF-16 with its mark in front")
def utf16(data: bytes, chance: Random) -> bytes:
    text = with_charset(decoded(data), chance.choice(["utf-8", "utf-16", None]))
    return chance.choice([b"\xff\xfe" + text.encode("utf-16-le"), b"\xfe\xff" + text.encode("utf-16-be")])


@on_bytes("an older encoding that the page names; what it lacks as references")
def older_charset(data: bytes, chance: Random) -> bytes:
    name = chance.choice(
        ["windows-1252", "iso-8859-1", "windows-1251", "gb18030", "us-ascii", "iso-8859-15", "shift_jis"]
    )
    codec = {"iso-8859-1": "cp1252", "us-ascii": "ascii"}.get(name, name)
    return with_charset(decoded(data), name).encode(codec, "xmlcharrefreplace")


@on_bytes("UTF-8, said in the older way")
def charset_http_equiv(data: bytes, chance: Random) -> bytes:
    text = with_charset(decoded(data), None)
    meta = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">'
    return re.sub(r"<head\b[^>]*>", lambda head: head[0] + meta, text, count=1, flags=re.IGNORECASE).encode("utf-8")


@on_bytes("lines end in other ways")
def line_ends(data: bytes, chance: Random) -> bytes:
    end = chance.choice(["\r\n", "\r"])
    return encoded(decoded(data).replace("\r\n", "\n").replace("\n", end))


# --------------------------------------------------------------------------------------------------------- saved pages


@on_tree("savers leave out scripts, styles and links to them")
def without_scripts(tree: HtmlElement, chance: Random) -> None:
    for element in list(tree.iter("script", "link")):
        element.drop_tree()


@on_tree("what an extension of the browser adds to a page", adds=True)
def extension_traces(tree: HtmlElement, chance: Random) -> Holes:
    html_element = body_of(tree).getparent()
    assert html_element is not None
    html_element.set("data-darkreader-mode", "dynamic")
    body_of(tree).set("cz-shortcut-listen", "true")
    return _outside(
        tree,
        chance,
        '<div id="ext-container"></div><grammarly-desktop-integration data-grammarly-shadow-root="true"></grammarly-desktop-integration>',
    )


@on_bytes("a saver's comment in the middle of the page says nothing about the page")
def saved_comment_inside(data: bytes, chance: Random) -> bytes | None:
    comment = (
        "<!--\n Page saved with SingleFile \n url: https://www.aliexpress.com/p/order/detail.html?orderId="
        f"{FOREIGN_ID} \n saved date: Mon Feb 03 2025 10:11:12 GMT+0100 \n-->"
    )
    text = decoded(data)
    at = text.lower().rfind("</body>")
    return None if at < 0 else encoded(text[:at] + comment + text[at:])


def keeps_what_is_seen(change: Change, data: bytes, changed: bytes) -> bool:
    """Whether a change that adds nothing left the text as it was, by our own measure."""
    return change.adds or seen_text(tree_of(decoded(data))) == seen_text(tree_of(decoded(changed)))
