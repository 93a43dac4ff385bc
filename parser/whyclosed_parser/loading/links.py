"""Links as the site wrote them: counted from no base, each a word of its own, without the guards of mail programs and
finders of coupons, by way of which they lead, and without their addresses in brackets behind their words, as paper and
readers show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.loading.losses import markup_of
from whyclosed_parser.page.tree import fitting

_GUARDED = patterns.compiled(
    r"(?:https?:)?//(?!(?!s\.click\.)(?:[\w-]+\.)?aliexpress\.[a-z]{2,3}[/?])[^?#]*\?(?:[^#]*?&)?[\w.-]+=(?P<url>https?(?::|%3A)[^&#]*)",
    re.IGNORECASE,
)
"""An address that leads on to another one. Those of the shop's own pages name the page to go back to."""
_ARCHIVED = patterns.compiled(
    r"(?:(?:https?:)?//[^/?#]{1,80})?/web/\d{4,14}(?:[a-z]{2}_)?/(?P<url>https?://.*)", re.IGNORECASE
)
"""An address as an archive of the web writes it."""
_OF_THE_SHOP = patterns.compiled(r"https?://(?:[\w-]+\.)*aliexpress\.[a-z]{2,3}/", re.IGNORECASE)
_TOUCHING = cast(Callable[[Element], list[Element]], etree.XPath("//a[following-sibling::node()[1][self::a]]"))
_WHOLE = patterns.compiled(r"[a-z][a-z0-9+.-]*:|[/#?]", re.IGNORECASE)
"""How an address begins that is not counted from the base, but for its host, or is none of another page."""
_IN_BRACKETS = patterns.compiled(r"(?:(?<!\s)\s++)?[(\[<]\s*+([^\s()\[\]<>]++)\s*+[)\]>]")
_SCHEME = patterns.compiled(r"\A(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_LEADING_ON = tuple(map(patterns.compiled, (rb"=http", rb"%3(?:A%2F%2F|a%2f%2f)", rb"/web/(?:19|20)\d")))
_PRINTED = tuple(map(patterns.compiled, (rb"\((?<!url\()(?:http|//)", rb"\[(?<!url\[)(?:http|//)", rb"&lt;http")))
"""What stands on a page with such a link: each pattern begins with a letter, by which it is found at once."""
_BLOCKS = ("div", "p", "table", "ul", "ol", "dl", "section", "article")
_LONGEST_CONTROL = 28  # characters
_CUT = "…"
_SHORTEST = 4  # characters
_BESIDE = 500  # bytes of a long text beside a link, in which the link's address begins


def mend_links(root: Element, page: bytes) -> None:
    """Let the links of a page lead where they lead in the end, and say what they said. `page`: its bytes, which tell at
    once of most pages that there is nothing to do."""
    base = next((one.get("href", "").strip() for one in root.iter("base") if one.get("href")), "")
    for link in _TOUCHING(root):
        link.tail = " "  # two links are two words
    for link in root.iter("a") if base else ():
        address = link.get("href", "").strip()
        if address and not _WHOLE.match(address):
            link.set("href", fitting(_joined(base, address)))
    for link in list(filter(_is_a_part, root.iter("a"))):
        link.tag = "div"
    page = markup_of(page, _BESIDE)
    guarded = any(one.search(page) for one in _LEADING_ON)
    printed = any(one.search(page) for one in _PRINTED)
    for link in root.iter("a") if guarded or printed else ():
        href = link.get("href")
        if href and guarded and (behind := _behind_guard(href)):
            link.set("href", fitting(behind))
        if href and printed:
            _without_printed_address(link)


def _is_a_part(link: Element) -> bool:
    """Whether a link leads nowhere and is no control: a part of the page that does something when it is clicked."""
    href = link.get("href", "").strip()
    if (href not in ("", "#") and href[:11].lower() != "javascript:") or next(link.iter(*_BLOCKS), None) is None:
        return False
    return len(" ".join("".join(link.itertext()).split())) > _LONGEST_CONTROL


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _behind_guard(href: str) -> str | None:
    """The address of the shop to which another one leads."""
    archived = _ARCHIVED.match(href.strip())
    found = None if archived else _GUARDED.match(href.strip())
    url = archived["url"] if archived else unquote(found["url"]) if found else ""
    return url if _OF_THE_SHOP.match(url) else None


def _without_printed_address(link: Element) -> None:
    """Take the address of a link out of the words at its end and right behind it."""
    for element, name in _ends(link):
        text: str = getattr(element, name) or ""
        if ")" in text or "]" in text or ">" in text:
            for found in _IN_BRACKETS.finditer(text):
                if _is_that_of(link, found[1]):
                    setattr(element, name, text[: found.start()] + text[found.end() :])
                    break


def _ends(link: Element) -> Iterator[tuple[Element, str]]:
    """The last text of a link, and what stands next behind it."""
    last = link
    while len(last) and not (last[-1].tail or "").strip():
        last = last[-1]
    if len(last) or last is not link or " " in (link.text or ""):  # not the only word
        yield (last[-1], "tail") if len(last) else (last, "text")
    yield link, "tail"
    behind = link.getnext()
    if behind is not None and not len(behind) and not (link.tail or "").strip():
        yield behind, "text"


def _is_that_of(link: Element, printed: str) -> bool:
    """Whether this is the link's own address, perhaps without its end."""
    own, shown = (_SCHEME.sub("", text.strip()) for text in (link.get("href") or "", printed.rstrip(_CUT)))
    return min(len(own), len(shown)) >= _SHORTEST and (own.startswith(shown) or shown.endswith(own))
