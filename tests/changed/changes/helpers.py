"""What helpers of today do to a page: readers, translators, converters, assistants, mail programs; and a few things that
a site's own sheets and scripts do to words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from random import Random
from urllib.parse import quote

from lxml.html import Element, HtmlElement
from tests.changed.changes.beside import _outside
from tests.changed.changes.relaid import _is_price, _pairs
from tests.changed.changes.site import _DAY, _add_sheet
from tests.changed.html import Slot, blocks, body_of, pour, slots
from tests.changed.kinds import Holes, holding, hole, on_tree, random_name

_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u4e00-\u9fff]{1,4}")
_TIME = re.compile(r"(?<![\d:])\d{1,2}:\d\d(?::\d\d)?(?![\d:])")
_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстуввхйз")
_LINK = re.compile(r"\A(?:https?:)?//")


def _chosen(tree: HtmlElement, chance: Random, share: float) -> list[Slot]:
    return [slot for slot in reversed(slots(body_of(tree))) if chance.random() < share]


def _behind(slot: Slot, element: HtmlElement) -> None:
    """Put an element right behind the words of a text."""
    slot.cut(len(slot.text.rstrip()), element, slot.text[len(slot.text.rstrip()) :])


@on_tree("the first half of each word in bold, to be read faster")
def first_halves_bold(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.5):
        for word in reversed(list(_WORD.finditer(slot.text))):
            half = (len(word[0]) + 1) // 2
            slot.cut(word.start(), holding("b", word[0][:half]), slot.text[word.start() + half :])


@on_tree("each letter in a box of its own, so that it can move")
def letters_in_boxes(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.2):
        for word in reversed(list(re.finditer(r"\S+", slot.text))):
            box = Element("span", {"style": "display:inline-block;position:relative"})
            box.extend(holding("span", letter, style="display:inline-block;position:relative") for letter in word[0])
            slot.cut(word.start(), box, slot.text[word.end() :])


@on_tree("how words are read, in small print above them", adds=True)
def reading_aids(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.6):
        for word in reversed(list(_HAN.finditer(slot.text))):
            ruby = holding("ruby", word[0])
            if chance.random() < 0.5:
                ruby.append(holding("rp", "("))
            ruby.append(holding("rt", chance.choice(["ちゅうもん", "dìng dān", "かんりょう"])))
            if len(ruby) > 1:
                ruby.append(holding("rp", ")"))
            slot.cut(word.start(), ruby, slot.text[word.end() :])


@on_tree("each text once more in another language below it", adds=True)
def in_two_languages(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.5):
        said = slot.words.lower().translate(_CYRILLIC)
        if said != slot.words.lower() and slot.where == "text":
            outer = Element("font", {"class": "notranslate immersive-translate-target-wrapper", "lang": "ru"})
            outer.append(Element("br"))
            outer.append(holding("font", said, **{"class": "notranslate immersive-translate-target-inner"}))
            slot.holder.append(outer)


@on_tree("letters to type that lead to each link, over the page", adds=True)
def link_hints(tree: HtmlElement, chance: Random) -> Holes:
    hints = (
        f'<div style="left:{at * 7}px;top:{at * 30}px" class="hint-marker"><span>{chance.choice("ASDFJKL")}</span>'
        f"<span>{chance.choice('ASDFJKL')}</span></div>"
        for at, _ in enumerate(body_of(tree).iterdescendants("a", "button"))
    )
    body_of(tree).append(hole(0))
    return [f'<div id="hint-marker-container" style="position:fixed">{"".join(hints)}</div>']


@on_tree("the links numbered, and their addresses below the page", adds=True)
def link_footnotes(tree: HtmlElement, chance: Random) -> None:
    notes = Element("ol", {"class": "print-links"})
    for link in list(body_of(tree).iterdescendants("a")):
        if _LINK.match(link.get("href", "")) and link.text_content().strip():
            notes.append(holding("li", link.get("href", "")))
            link.append(holding("sup", f"[{len(notes)}]", **{"class": "link-note"}))
    body_of(tree).append(notes)


@on_tree("a reader's heading above the page", adds=True)
def reader_heading(tree: HtmlElement, chance: Random) -> Holes:
    body_of(tree).insert(0, hole(0))
    minutes = chance.choice(["2-3 minutes", "1 minute", "4 minutes to read"])
    return [
        '<div class="header reader-header"><a class="domain" href="https://www.aliexpress.com/">www.aliexpress.com</a>'
        f'<h1 class="reader-title">AliExpress</h1><div class="reader-estimated-time">{minutes}</div></div>'
    ]


@on_tree("what a program that keeps or prints pages writes above and below them", adds=True)
def kept_or_printed(tree: HtmlElement, chance: Random) -> Holes:
    body = body_of(tree)
    body.insert(0, hole(0))
    body.append(hole(1))
    address = "https://www.aliexpress.com/p/order/index.html"
    head, foot = chance.choice(
        [
            ("<div>11/29/26, 10:04 AM</div><div>AliExpress</div>", f"<div>{address}</div><div>1/3</div>"),
            (f'<p>Clipped from: <a href="{address}">{address}</a></p><p>Saved on Dec 1, 2026 10:11</p>', ""),
            ('<single-file-infobar><template shadowrootmode="open"><div class="infobar"><span>Saved on Tue Dec 01 2026 '
             "10:11:12 GMT+0100</span></div></template></single-file-infobar>", ""),
            ("", "<footer><p>Exported Nov 30, 2026 · Page 1 of 2</p></footer>"),
        ]
    )  # fmt: skip
    return [head, foot]


@on_tree("the page in a mail that was passed on", adds=True)
def passed_on(tree: HtmlElement, chance: Random) -> Holes:
    body = body_of(tree)
    quoted = Element("div", {"class": "gmail_quote"})
    pour(body, quoted)
    body.append(hole(0))
    body.append(quoted)
    return [
        '<div dir="ltr">Here it is.<br></div><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
        "From: <strong>Ida Quillfeather</strong> &lt;ida@example.net&gt;<br>Date: Tue, Dec 1, 2026 at 8:12 AM<br>"
        "Subject: Fwd: my page<br>To: &lt;otto@example.org&gt;<br></div>"
    ]


@on_tree("what an office program writes around words and behind them")
def office_markup(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.4):
        slot.replace(holding("span", slot.words, lang="EN-US", style="mso-fareast-language:EN-US"))
    for block in blocks(body_of(tree)):
        if not any(one.tag == "div" for one in block.iterdescendants()) and block.tag == "div":
            block.append(holding("o:p", "\u00a0" if chance.random() < 0.3 else ""))


@on_tree("links by way of a mail program's guard")
def guarded_links(tree: HtmlElement, chance: Random) -> None:
    form = chance.choice(
        [
            "https://www.google.com/url?q={}&source=gmail&ust=1796000000000000&usg=AOvVaw0",
            "https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C02%7C&reserved=0",
            "https://s.click.aliexpress.com/deep_link.htm?aff_short_key=Ab1&dl_target_url={}",
            "https://deref-web.example/mail/client/x1/dereferrer/?redirectUrl={}&lm",
        ]
    )
    for link in body_of(tree).iterdescendants("a"):
        href = link.get("href", "").strip()
        if _LINK.match(href):
            whole = href if href.startswith("http") else f"https:{href}"
            link.set("href", form.format(quote(whole, safe="")))


@on_tree("a mail program's own beginning before every class and id")
def mail_names(tree: HtmlElement, chance: Random) -> None:
    prefix = f"m_-{chance.randrange(10**18, 9 * 10**18)}"
    for element in body_of(tree).iterdescendants("*"):
        for name in ("class", "id"):
            if element.get(name) and "sf-hidden" not in element.get(name, ""):
                element.set(name, " ".join(f"{prefix}{one}" for one in element.get(name, "").split()))


@on_tree("small signs beside words, which say nothing", adds=True)
def signs(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.25):
        sign = holding(chance.choice(["i", "span"]), chance.choice("›▾ⓘ🎉→⏳★"), **{"aria-hidden": "true"})
        if chance.random() < 0.5:
            slot.cut(len(slot.text) - len(slot.text.lstrip()), sign, slot.text.lstrip())
        else:
            _behind(slot, sign)


@on_tree("capital letters that the sheet makes")
def capitals_by_sheet(tree: HtmlElement, chance: Random) -> None:
    name = f"t-{random_name(chance)}"
    _add_sheet(tree, f".{name}{{text-transform:capitalize}}")
    for slot in _chosen(tree, chance, 0.7):
        words = slot.words.split()
        alone = slot.where == "text" and slot.holder.tag in ("span", "div", "button", "td") and len(slot.holder) == 0
        if not alone or not words or any(not word.isalpha() or word != word.lower().capitalize() for word in words):
            continue
        slot.put(slot.text.replace(slot.words, slot.words.lower()))
        if chance.random() < 0.5:
            slot.holder.set("class", f"{slot.holder.get('class', '')} {name}".strip())
        else:
            own = slot.holder.get("style", "").rstrip("; ")
            slot.holder.set("style", f"{own};text-transform: capitalize".lstrip(";"))


@on_tree("digits that roll: of ten in a column one is seen", withholds=True)
def rolling_digits(tree: HtmlElement, chance: Random) -> None:
    for slot in _chosen(tree, chance, 0.5):
        number = re.search(r"\d[\d.,]*\d|\d", slot.text) if _is_price(slot) else None
        if number is None:
            continue
        box = Element("span", {"style": "display:inline-flex"})
        for character in number[0]:
            if not character.isdigit():
                box.append(holding("span", character))
                continue
            window = Element("span", {"style": "display:inline-block;height:1em;overflow:hidden"})
            column = Element("span", {"style": f"display:block;transform:translateY(-{character}em)"})
            column.extend(holding("span", str(digit), style="display:block;height:1em") for digit in range(10))
            window.append(column)
            box.append(window)
        slot.cut(number.start(), box, slot.text[number.end() :])


@on_tree("labels that a sheet draws from an attribute of the row")
def labels_by_sheet(tree: HtmlElement, chance: Random) -> None:
    name = f"d-{random_name(chance)}"
    _add_sheet(tree, f".{name}::before{{content:attr(data-label)}}")
    for row in _pairs(tree, chance):
        label = row[0]
        if len(label) == 0 and any(map(str.isalpha, label.text or "")):
            label.set("data-label", (label.text or "").strip())
            label.set("class", f"{label.get('class', '')} {name}".strip())
            label.text = None


def _said_behind(tree: HtmlElement, chance: Random, what: re.Pattern[str], say: Callable[[], str]) -> None:
    for slot in _chosen(tree, chance, 0.7):
        if (found := what.search(slot.text)) is not None:
            slot.cut(found.end(), holding("span", say(), **{"class": "helper"}), slot.text[found.end() :])


@on_tree("each hour once more in the buyer's zone", adds=True)
def converted_times(tree: HtmlElement, chance: Random) -> None:
    _said_behind(
        tree, chance, _TIME, lambda: chance.choice([" (23:05 CET)", " (11:05 PM your time)", " [≈ 8:05 local]"])
    )


@on_tree("how long ago each day was", adds=True)
def days_ago(tree: HtmlElement, chance: Random) -> None:
    _said_behind(tree, chance, _DAY, lambda: chance.choice([" (26 days ago)", " (3 weeks ago)", " (in 4 days)"]))


@on_tree("what an assistant of the browser makes of the page, beside it", adds=True)
def assistant(tree: HtmlElement, chance: Random) -> Holes:
    said = chance.choice(
        [
            "This order was cancelled because the seller could not ship it. A refund of US $9.99 was sent to your card on Nov 3, 2026.",
            "Your parcel was delivered on Oct 30, 2026, and the order is completed.",
            "The order is closed. You have 5 days left to open a dispute.",
        ]
    )  # fmt: skip
    inner = (
        f"<header><h2>Page summary</h2></header><p>{said}</p><p>AI can make mistakes. Check important information.</p>"
        "<textarea>Ask about this page</textarea><button>Ask</button>"
    )
    if chance.random() < 0.5:
        inner = chance.choice([inner, inner.partition("<textarea>")[0]])
        inner = f'<template shadowrootmode="open">{inner}</template>'
    return _outside(tree, chance, f'<assistant-panel class="{random_name(chance)}">{inner}</assistant-panel>')


@on_tree("a box of an extension that looks for coupons and prices, over the page", adds=True)
def finder_box(tree: HtmlElement, chance: Random) -> Holes:
    said = chance.choice(
        [
            "We found 3 coupons! Save up to US $4.10",
            "Price dropped by 12% since Oct 4, 2026. Now US $3.99",
            "Activate 3% cashback: ends in 02:11:09",
            "Seller rating 97.1% · Shipping reliable · Refunds: 2 days",
        ]
    )
    words = f"<div><strong>PennyFinder</strong><p>{html.escape(said)}</p><button>Try codes</button><button>Later</button></div>"
    body_of(tree).append(hole(0))
    return [
        f'<div id="ext-{random_name(chance)}" style="position:fixed;right:0"><template shadowrootmode="open">{words}</template></div>'
    ]
