"""A page without people: its tags, known names and known words stay, everything else has a stand-in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, NavigableString, PageElement, PreformattedString, Tag

from whyclosed_parser import patterns
from whyclosed_parser.layouts import excluded
from whyclosed_parser.page.names import keys_of
from whyclosed_parser.scrub import addresses, markup
from whyclosed_parser.scrub.known import CODE, DATA, WORD, Known, is_private, keep, people, signs
from whyclosed_parser.scrub.stand_ins import StandIns
from whyclosed_parser.values.text import composed

_BLOCKS = frozenset(DATA["tags"]["blocks"])
_GONE = frozenset(DATA["tags"]["gone"])
_PICTURES = frozenset({*DATA["tags"]["pictures"], "img", "picture"})
_RELATIONS = frozenset(DATA["relations"]["kept"])
_PLACES = frozenset(DATA["relations"]["places"])
_METAS = frozenset(DATA["metas"]["kept"])
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Whoever opens a copy fetches nothing: no picture is where an invented address leads."""
_HOW = {name: how for how, given in DATA["attributes"].items() for name in given}
_DIGIT = patterns.compiled(r"\d")
_NO_DIGIT = patterns.compiled(r"\D+")
_NUMBER = patterns.compiled(r"\d+")
_GROUPS = patterns.compiled(r"(?<!\w)\d{3,5}(?:[ \xa0\u202f-]\d{3,5}){2,6}(?!\w)")
_BLOCK_STARTS = patterns.compiled(r"<(fieldset|table|form)(?=[\s/>])", re.IGNORECASE)
_BLOCK_ENDS = patterns.compiled(r"</(?:fieldset|table|form)(?=[\s/>])", re.IGNORECASE)
_OF_ORDERS = excluded().strong | excluded().own
"""Parts of an order: what they stand in is more than a person's."""
_OF_DATA = "data-path"
"""The attribute of an element that shows a value out of the data of the buyer interface."""
_CODE = patterns.compiled(r"[A-Z]{1,12}(?:_[A-Z]{1,12}){1,5}")
_INSTANT = patterns.compiled(r"1[4-9](?:\d{8}|\d{11})")
_DEEPEST_PAGE = 3
_LONGEST_REPORT = 300  # characters
_MOST_WORDS = 40
_LARGEST = 40  # elements in which all is about a person


class PageScrubber:
    """Scrubs a page and those that it shows. `shown`: the page that a frame with an address shows, empty where it was
    not kept. `left_out`: how many scripts, pictures, comments and fields of forms with something in them are gone."""

    def __init__(self, known: Known, stand_ins: StandIns, shown: Callable[[str], bytes] = lambda _: b"") -> None:
        self._known = known
        self._stand_ins = stand_ins
        self._shown = shown
        self.left_out: Counter[str] = Counter()

    def page(
        self, html: str, depth: int = 0, marks: Mapping[str, str] | None = None, *, has_blocks_in_links: bool = False
    ) -> str:
        """The same page without people. `marks`: attributes that its outermost tag gets. `has_blocks_in_links`: it has
        links around elements at which the builder would end them."""
        soup = _with_blocks_in_links(composed(html)) if has_blocks_in_links else BeautifulSoup(composed(html), "lxml")
        self._take_frames_in(soup)
        strong = {id(tag) for tag in soup.find_all(True) if not _OF_ORDERS.isdisjoint(keys_of(_written(tag)))}
        private = self._private(soup, strong)
        for node in list(soup.descendants):
            if isinstance(node, PreformattedString):
                self._special(node)
        for tag in soup.find_all(True):
            if tag.name in _GONE:
                self.left_out["pictures" if tag.name in _PICTURES else "scripts"] += 1
                tag.decompose()
        for run in _runs(soup):
            self._run(run, private)
        for tag in soup.find_all(True):
            self._tag(tag, id(tag) in private, depth)
        if soup.html is not None:
            soup.html.attrs.update(marks or {})
            if depth == 0:
                _fetch_nothing(soup, soup.html)
        return soup.decode(formatter="minimal")

    def _take_frames_in(self, soup: BeautifulSoup) -> None:
        """Put a page that was kept beside this one into the frame that shows it."""
        for frame in soup.find_all(("iframe", "frame")):
            held = b"" if frame.get("srcdoc") else self._shown(str(frame.get("src", "")))
            if held:
                frame["srcdoc"] = held.decode("utf-8", "replace")

    def text(self, text: str, *, private: bool = False) -> str:
        """Words that no markup parts."""
        return self._replaced(text, signs(text) if private else self._known.kept(text))

    def _private(self, soup: BeautifulSoup, strong: set[int]) -> set[int]:
        """The elements in which everything is about a person, by identity: equal ones may stand elsewhere."""
        keys = excluded().private
        tags = soup.find_all(True)
        holding = {id(parent) for tag in tags if id(tag) in strong for parent in tag.parents}
        found: set[int] = set()
        for tag in tags:
            own = {*keys_of(_written(tag))}
            private = bool(keys & own) or (is_private([name[1:] for name in own if name[0] in ".#"]) and _is_small(tag))
            if id(tag) in strong or (id(tag) in holding and not keys & own):
                continue
            if private or id(tag.parent) in found:
                found.add(id(tag))
            if not excluded().private_siblings.isdisjoint(own):
                found.update(id(one) for one in tag.find_next_siblings() if id(one) not in strong)
        return found

    def _special(self, node: PreformattedString) -> None:
        if isinstance(node, Doctype):
            node.replace_with(Doctype("html"))
            return
        self.left_out["comments"] += isinstance(node, Comment)
        node.extract()

    def _run(self, run: list[NavigableString], private: set[int]) -> None:
        """Texts that stand in one line: an amount may be in several elements."""
        whole = "".join(run)
        if not any(char.isalnum() for char in whole):
            return
        if run[0].parent is not None and run[0].parent.name == "style":
            for node in run:
                node.replace_with(type(node)(markup.sheet(str(node), self._stand_ins)))
            return
        mask = self._known.kept(whole)
        at = 0
        for nodes in _together(run):
            text = "".join(nodes)
            part = slice(at, at + len(text))
            if any(id(node.parent) in private for node in nodes):
                mask[part] = signs(text)
            elif not _is_a_letter(text):  # two words side by side without a space between them, or one that is parted
                mask[part] = bytes(map(max, mask[part], self._known.kept(text)))
            at += len(text)
        if not any(id(node.parent) in private for node in run):
            self._keep_meaning(whole, mask)
        at = 0
        for node in run:
            node.replace_with(NavigableString(self._replaced(str(node), mask[at : at + len(node)])))
            at += len(node)

    def _keep_meaning(self, text: str, mask: bytearray) -> None:
        """Keep the words without which a report would no longer be one: the packs know them only by their stems."""
        words = [
            stretch for word in WORD.finditer(text) for stretch in _stretches(word, mask) if not mask[stretch.start]
        ]
        if not words or len(text) > _LONGEST_REPORT or len(words) > _MOST_WORDS:
            return
        meaning = self._known.meaning(text)
        if self._known.meaning(self._replaced(text, mask)) == meaning:
            return
        persons = [slice(*span) for span in people(text)]  # a stem that stands in an address of mail stays private
        kept = [word for word in words if not any(one.start <= word.start < one.stop for one in persons)]
        for word in [*kept]:
            fewer = [one for one in kept if one is not word]
            if self._known.meaning(self._replaced(text, _with(mask, fewer))) == meaning:
                kept = fewer
        mask[:] = _with(mask, kept)
        self._known.learn(text[word] for word in kept)

    def _replaced(self, text: str, mask: bytearray) -> str:
        """The text with stand-ins for what the mask does not keep."""
        made = list(text)
        done = bytearray(mask)

        def put(start: int, end: int, by: str) -> None:
            made[start:end] = [by, *[""] * (end - start - 1)]
            keep(done, start, end)

        for code in CODE.finditer(text):
            if not any(mask[slice(*code.span())]) and sum(char.isdigit() for char in code[0]) > 3:
                put(*code.span(), self._stand_ins.code(code[0]))
        for word in WORD.finditer(text):
            for stretch in list(_stretches(word, done)):
                if not done[stretch.start]:
                    put(stretch.start, stretch.stop, self._stand_ins.word(text[stretch]))
        for groups in _GROUPS.finditer(text):
            if not any(done[slice(*groups.span())][at] for at, char in enumerate(groups[0]) if char.isdigit()):
                put(*groups.span(), self._in_groups(groups[0]))
        for number in _NUMBER.finditer(text):
            if not all(done[slice(*number.span())]):
                put(*number.span(), self._stand_ins.number(number[0]))
        for at, char in enumerate(text):
            if not done[at] and char.isalnum():
                made[at] = "0" if char.isnumeric() else "x"
        return "".join(made)

    def _in_groups(self, number: str) -> str:
        """A number that is written in groups of digits: the one of the same number without them, in the same groups."""
        figures = iter(self._stand_ins.number(_NO_DIGIT.sub("", number)))
        return _DIGIT.sub(lambda _: next(figures), number)

    def _tag(self, tag: Tag, private: bool, depth: int) -> None:
        tag.name = markup.tag(tag.name, self._stand_ins)
        if tag.name == "meta":
            self._meta(tag)
            return
        kept: dict[str, str] = {}
        for attribute, written in _written(tag):
            if attribute == "value" and tag.has_attr(_OF_DATA):
                new = self._datum(written)
            elif attribute == "href" and tag.name == "link" and _PLACES.isdisjoint(tag.get_attribute_list("rel")):
                new = addresses.telling_nothing(written, self._stand_ins)
            elif attribute == "src" and tag.name != "img":
                new = None
            else:
                new = self._attribute(attribute, written, private, depth)
            if new is not None:
                kept[attribute] = new
        if tag.name in _PICTURES and tag.has_attr("src"):
            self.left_out["pictures"] += 1
        if "value" in tag.attrs and "value" not in kept and tag["value"]:
            self.left_out["fields"] += 1
        tag.attrs = kept  # type: ignore[assignment]

    def _attribute(self, attribute: str, value: str, private: bool, depth: int) -> str | None:
        match _HOW.get(attribute):
            case "plain":
                return markup.plain(value, self._stand_ins)
            case "relations":
                return " ".join(one for one in value.split() if one in _RELATIONS) or None
            case "names":
                return markup.names(value, self._stand_ins)
            case "words":
                return self.text(value, private=private and attribute != "i18entitle")
            case "links":
                return None if private else addresses.link(value, self._stand_ins)
            case "pictures":
                return None if private else addresses.picture(value, self._stand_ins)
            case "styles":
                return markup.style(value, None if private else self._stand_ins)
            case "pages" if "<" not in value:
                return self.text(value)
            case "pages":
                return self.page(value, depth + 1) if depth < _DEEPEST_PAGE else None
            case "counts":
                return value if re.fullmatch(r"\d{1,10}|\W?", value) else None
            case "present":
                return "1"
        return None

    def _datum(self, value: str) -> str | None:
        """A value out of the data: instants and the codes of programs stay."""
        if _INSTANT.fullmatch(value) or _CODE.fullmatch(value):
            return value
        return addresses.link(value, self._stand_ins) if "//" in value else self.text(value)

    def _meta(self, tag: Tag) -> None:
        said = str(tag.get("name") or tag.get("http-equiv") or tag.get("property") or "").lower()
        content = str(tag.get("content", ""))
        kept = {"charset": markup.plain(str(tag["charset"]), self._stand_ins) or ""} if tag.has_attr("charset") else {}
        if said in _METAS:
            key = next(key for key in ("name", "http-equiv", "property") if tag.get(key))
            kept |= {key: said, "content": markup.plain(content, self._stand_ins) or ""}
        if kept:
            tag.attrs = kept  # type: ignore[assignment]
        else:
            tag.decompose()


def _with_blocks_in_links(html: str) -> BeautifulSoup:
    """The tree, in which the builder sees another element in the place of those that stand in links."""
    soup = BeautifulSoup(_BLOCK_ENDS.sub("</hgroup", _BLOCK_STARTS.sub(r'<hgroup data-is="\1"', html)), "lxml")
    for tag in soup.find_all("hgroup"):
        tag.name = str(tag.attrs.pop("data-is", tag.name)).lower()
    return soup


def _fetch_nothing(soup: BeautifulSoup, root: Tag) -> None:
    head = soup.head
    if head is None:
        head = soup.new_tag("head")
        root.insert(0, head)
    head.insert(0, soup.new_tag("meta", attrs={"http-equiv": "Content-Security-Policy", "content": _POLICY}))


def _together(run: list[NavigableString]) -> Iterator[list[NavigableString]]:
    """The texts of a line each for itself, but one of those that stand side by side with a single character in each."""
    for _, nodes in groupby(run, lambda node: id(node.parent and node.parent.parent) if len(node) == 1 else id(node)):
        yield list(nodes)


def _is_a_letter(text: str) -> bool:
    """Whether a text is one letter, which may be one of a name that is spelt in as many elements."""
    text = text.strip()
    return len(text) == 1 and text.isalpha()


def _stretches(word: re.Match[str], mask: bytearray) -> Iterator[slice]:
    """The parts of a word that are kept or not: where no spaces are written, a word is a whole sentence."""
    start, end = word.span()
    while start < end:
        stop = next((at for at in range(start, end) if mask[at] != mask[start]), end)
        yield slice(start, stop)
        start = stop


def _with(mask: bytearray, words: list[slice]) -> bytearray:
    mask = bytearray(mask)
    for word in words:
        keep(mask, word.start, word.stop)
    return mask


def _is_small(tag: Tag) -> bool:
    """Whether an element may be a person's data as a whole; larger ones are parts of the page."""
    return len(tag.find_all(True, limit=_LARGEST)) < _LARGEST


def _written(tag: Tag) -> list[tuple[str, str]]:
    """The attributes of an element as they are written."""
    return [(name, value if isinstance(value, str) else " ".join(value)) for name, value in tag.attrs.items()]


def _runs(soup: BeautifulSoup) -> Iterator[list[NavigableString]]:
    """The texts between two borders of blocks."""
    run: list[NavigableString] = []
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(soup, iter(list(soup.contents)))]
    while stack:
        owner, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            ends = owner.name in _BLOCKS or not stack
        else:
            ends = isinstance(child, Tag) and child.name in (*_BLOCKS, "style")
        if ends and run:
            yield run
            run = []
        if isinstance(child, Tag):
            stack.append((child, iter(list(child.contents))))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if owner.name == "style":
                yield [child]
            else:
                run.append(child)
