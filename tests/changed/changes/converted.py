"""What converters, archives, annotators and a few newer designs make of a page: the words stay, and what is around them
goes."""

from __future__ import annotations

import html
import re
import unicodedata
from random import Random
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.changes.relaid import _is_price
from tests.changed.html import BLOCK_TAGS, NO_BLOCKS_INSIDE, body_of, place, slots, some_blocks, wrap
from tests.changed.kinds import Holes, drop_attributes, holding, hole, on_tree, random_name

_LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02"}
_STAMP = re.compile(r"\b[A-Z]{2}\d{9,}[A-Z]{0,2}\b")


@on_tree("parts that lead somewhere when they are clicked, as cards do in newer designs")
def clickable_parts(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance, least=30):  # what is shorter is a control
        links = [element.find(f".//{tag}") for tag in ("a", "button", "input", "textarea")]
        in_one = any(one.tag in ("a", "button") or one.get("role") == "link" for one in element.iterancestors())
        if all(one is None for one in links) and not in_one:
            box = chance.choice(
                [
                    Element("a", {"href": "javascript:void(0)"}),
                    Element("a", {"href": "#"}),
                    Element("div", {"role": "link", "tabindex": "0"}),
                ]
            )
            box.set("style", "display:block;color:inherit")
            wrap(element, box)


@on_tree("words that a reader marked with an annotator, which puts an element of its own around them")
def annotated(tree: HtmlElement, chance: Random) -> Holes:
    for slot in reversed(slots(body_of(tree))):
        if chance.random() < 0.4:
            words = slot.words
            start = slot.text.index(words)
            at = 0 if chance.random() < 0.5 else max(words.find(" ") + 1, 0)
            mark = holding("hypothesis-highlight", words[at:], **{"class": "hypothesis-highlight", "role": "mark"})
            slot.cut(start + at, mark, slot.text[start + len(words) :])
    body_of(tree).append(hole(0))
    return ['<hypothesis-sidebar><template shadowrootmode="open"></template></hypothesis-sidebar>']


@on_tree("letters that programs for print join: what was a PDF once")
def ligatures(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        if chance.random() < 0.7:
            slot.put(re.sub("ffi|ffl|ff|fi|fl", lambda found: _LIGATURES[found[0]], slot.text))


@on_tree("letters and their accents apart, as some systems of files and of input write them")
def decomposed(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(unicodedata.normalize("NFD", slot.text))


@on_tree("the page as an archive of the web keeps it, below its bar", adds=True)
def web_archive(tree: HtmlElement, chance: Random) -> Holes:
    stamp = "20261201101112"
    for link in tree.iter("a"):
        parts = urlsplit(link.get("href", ""))
        if parts.netloc:
            whole = link.get("href", "").strip()
            whole = whole if whole.startswith("http") else f"https:{whole}"
            link.set("href", chance.choice(["", "https://web.archive.org"]) + f"/web/{stamp}/{whole}")
    body_of(tree).insert(0, hole(0))
    return [
        '<div id="wm-ipp-base" lang="en" style="display:block;direction:ltr"><div id="wm-ipp"><div>'
        '<a href="/web/2026*/https://www.aliexpress.com/">3 captures</a><div>11 Nov 2026 - 01 Dec 2026</div></div>'
        "<table><tr><td>Nov</td><td>DEC</td><td>Jan</td></tr><tr><td>2025</td><td>01</td><td>2027</td></tr></table>"
        "<div>success</div><div>fail</div><span>About this capture</span></div></div>"
    ]


@on_tree("the page as a program for books converts it: one name for all that looks alike")
def book_names(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    drop_attributes(body, lambda name: name.startswith(("data-", "aria-")) or name in ("id", "role"))
    for element in body.iterdescendants("*"):
        if "sf-hidden" not in element.get("class", ""):
            number = {"div": 1, "span": 2, "a": 3, "p": 4, "button": 5}.get(str(element.tag), 6)
            element.set("class", f"calibre{number}")
    body.set("class", "calibre")


@on_tree("attributes that a browser's translation keeps the words before in")
def translation_hashes(tree: HtmlElement, chance: Random) -> None:
    tree.set("_msthidden", "0")
    for slot in slots(body_of(tree)):
        said = {"_msttexthash": str(chance.randrange(10**6, 10**9)), "_msthash": str(chance.randrange(999))}
        if slot.where == "text":
            slot.holder.attrib.update({**said, "_mstmutation": "1", "_msttext": html.escape("Order closed")})


@on_tree("what an extension that follows parcels says, right below a number", adds=True)
def parcel_box(tree: HtmlElement, chance: Random) -> Holes | None:
    for slot in slots(body_of(tree)):
        if _STAMP.search(slot.text) is None:
            continue
        block = next((one for one in (slot.holder, *slot.holder.iterancestors()) if one.tag in BLOCK_TAGS), None)
        if block is None or any(one.tag in NO_BLOCKS_INSIDE for one in block.iterancestors()):
            continue
        place(hole(0), "after", block)
        said = chance.choice(["In transit", "Delivered", "Arrived at the sorting centre"])
        box = f"<div><b>ParcelPal</b><p>{said}</p><p>Nov 12, 2026 08:15</p><button>Follow</button></div>"
        name = random_name(chance)
        return [
            chance.choice(
                [
                    f'<parcel-pal class="{name}"><template shadowrootmode="open">{box}</template></parcel-pal>',
                    f'<div id="parcelpal-{name}" class="parcelpal-widget">{box}</div>',
                ]
            )
        ]
    return None


@on_tree("prices whose signs and digits are parts that machines can tell")
def price_parts(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        number = re.search(r"\d[\d.,]*\d|\d", slot.text) if _is_price(slot) else None
        if number is None or chance.random() > 0.6:
            continue
        box = Element("span", {"itemprop": "price", "content": number[0].replace(",", ".")})
        for piece in re.findall(r"\d+|[.,]", number[0]):
            kind = "integer" if piece.isdigit() and not len(box) else "fraction" if piece.isdigit() else "decimal"
            box.append(holding("span", piece, **{"data-part": kind}))
        slot.cut(number.start(), box, slot.text[number.end() :])


@on_tree("the words of each control in an element that a library puts into it")
def library_controls(tree: HtmlElement, chance: Random) -> None:
    name = random_name(chance)
    for element in list(body_of(tree).iterdescendants("button")):
        words = "".join(element.itertext()).strip()
        if words and not any(isinstance(one, etree._Comment) for one in element.iter()):
            inner = Element("span", {"class": f"{name}-label"})
            inner.text, element.text = element.text, None
            inner.extend(list(element))
            element.append(inner)
            element.append(Element("span", {"class": f"{name}-ripple", "aria-hidden": "true"}))
            element.set("type", "button")
