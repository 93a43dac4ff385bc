"""Other ways to write the same elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from lxml.html import HtmlElement
from tests.changed.kinds import (
    FOREIGN_ID,
    Holes,
    on_text,
    on_tree,
    scattered,
)

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
    tags = ["<body data-x='1'>", "<html data-x='1'>", "<head>", "<body class='a'>"]
    return scattered(tree, chance, lambda: chance.choice(tags), 3)


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
