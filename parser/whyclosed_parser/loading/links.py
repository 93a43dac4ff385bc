"""Links as the site wrote them: counted from no base, each a word of its own, without the guards of mail programs and
finders of coupons, by way of which they lead, and without their addresses in brackets behind their words, as paper and
readers show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.loading.losses import markup_of
from whyclosed_parser.page.tree import fitting
from whyclosed_parser.values.text import fold

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
_TAGS = rb"(?:<[^<>]{1,200}>)*+"
_PRINTED = tuple(
    patterns.compiled(pattern)
    for pattern in (
        rb"\((?<!url\()" + _TAGS + rb"(?:http|//)",
        rb"\[(?<!url\[)" + _TAGS + rb"(?:http|//)",
        rb"&lt;http",
    )
)
"""What stands on a page with such a link: each pattern begins with a character, by which it is found at
once."""
_BLOCKS = ("div", "p", "table", "ul", "ol", "dl", "section", "article")
_LONGEST_CONTROL = 28  # characters
_CUT = "…"
_USUAL = frozenset("h/#?")
"""How an address begins that is written as most are."""
_SHORTEST = 4  # characters
_MOST_GUARDS = 3  # by way of which a link leads
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
    for link in root.iter("a"):
        href = link.get("href")
        if not href:
            continue
        if href[0] not in _USUAL:
            link.set("href", fitting(_spelt(href)))
        behind = _behind_guard(href) if guarded else None
        if behind:
            link.set("href", fitting(behind))
        if printed:
            _without_printed_address(link, [href, behind or href])


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
    """The address of the shop to which another one leads, by way of a third, perhaps."""
    url = href.strip()
    for _ in range(_MOST_GUARDS):
        archived = _ARCHIVED.match(url)
        found = None if archived else _GUARDED.match(url)
        url = archived["url"] if archived else unquote(found["url"]) if found else ""
        if _OF_THE_SHOP.match(url):
            return url
    return None


def _spelt(href: str) -> str:
    """An address without space around it, its scheme in small letters."""
    address = href.strip()
    scheme, colon, rest = address.partition(":")
    return f"{scheme.lower()}:{rest}" if colon and scheme.isalpha() else address


def _without_printed_address(link: Element, addresses: Sequence[str]) -> None:
    """Take the address of a link out of its words and out of those right behind it, in however many pieces it is, but
    where it is all that the link says."""
    own = _filled(_inside(link))
    texts = [*own, *_filled(_behind(link))]
    words = "".join(getattr(*one) for one in texts)
    if ")" not in words and "]" not in words and ">" not in words:
        return
    length = sum(len(getattr(*one)) for one in own)
    for found in reversed(list(_IN_BRACKETS.finditer(words))):
        says_more = found.start() >= length or words[: found.start()].strip()
        if says_more and any(_are_one(address, fold(found[1])) for address in addresses):
            _cut(texts, found.start(), found.end())


def _filled(texts: Iterable[tuple[Element, str]]) -> list[tuple[Element, str]]:
    return [one for one in texts if (getattr(*one) or "").strip()]


def _behind(link: Element) -> Iterator[tuple[Element, str]]:
    """The texts of what stands next behind a link."""
    yield link, "tail"
    behind = link.getnext()
    if behind is not None and not (link.tail or "").strip() and next(behind.iter(*_BLOCKS), None) is None:
        yield from _inside(behind)


def _inside(element: Element) -> Iterator[tuple[Element, str]]:
    for event, part in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            yield part, "text"
        elif part is not element:
            yield part, "tail"


def _cut(texts: Sequence[tuple[Element, str]], start: int, end: int) -> None:
    """Take out of texts that stand behind each other what stands between two places."""
    at = 0
    for element, name in texts:
        text: str = getattr(element, name)
        setattr(element, name, text[: max(start - at, 0)] + text[max(end - at, 0) :])
        at += len(text)


def _are_one(address: str, printed: str) -> bool:
    """Whether a printed address is this one, perhaps without its end."""
    own, shown = (_SCHEME.sub("", text.strip()) for text in (address, printed.rstrip(_CUT)))
    return min(len(own), len(shown)) >= _SHORTEST and (own.startswith(shown) or shown.endswith(own))
