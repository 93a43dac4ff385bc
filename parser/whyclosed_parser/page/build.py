"""One pass over a page: which anchors stand where, without the parts that are never read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from functools import cached_property
from itertools import islice, repeat
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.index import PageIndex, end_of
from whyclosed_parser.page.lines import WORDLESS, Shown, all_words, standing_for
from whyclosed_parser.page.names import attributes_of, keys_in, keys_of, values_in
from whyclosed_parser.page.repeated import Copies
from whyclosed_parser.page.seams import SEAM, hidden_piece
from whyclosed_parser.page.selectors import Selector
from whyclosed_parser.page.shadows import is_shadow, projected, shadow_around, without_slot
from whyclosed_parser.page.sheets import Sheets, read_sheets
from whyclosed_parser.page.signature import CLOSED, TELLING, Excluded, Signature, book_of
from whyclosed_parser.page.styles import (
    Flow,
    declarations,
    hides_page,
    is_out_of_sight,
    is_visible,
    moves_back,
    only_invisible,
    stands_apart,
)
from whyclosed_parser.page.tree import ancestors, behind, children
from whyclosed_parser.values.money import SIGNS, read_money
from whyclosed_parser.values.text import COLONS, UNSPACED, fold, has_digit

_WITH_STYLE = cast(Callable[[Element], list[Element]], etree.XPath("descendant::*[@style]"))
_GOODS_LINK = patterns.compiled(r"/(?:item|store)/|[?&](?:trade|reverse)OrderLineId=\d")
_GOODS = patterns.compiled(rf"[{SIGNS}]\s?\d|\d\s?[{SIGNS}]|(?<!\d)\d{{1,2}}:\d\d(?!\d)")
_WORD = patterns.compiled(rf"[^\W\d_]{{3}}|[{UNSPACED}]")
_TAG = patterns.compiled(r"[a-zA-Z][\w-]*")
_WITH_ADDRESS = frozenset({"a", "img"})
"""Tags with long attributes that are others each time and tell nothing."""
_IN_A_LINE = frozenset({"span", "b", "i", "em", "strong", "small", "font", "mark", "u"})
_FEW = 50  # elements of a part that is left out, up to which it takes less to pass them than to go round them
_LONGEST_STRUCK = 300  # characters; more is a part of the page and no value that another one replaced


def build_index(
    root: Element, excluded: Excluded, wanted: frozenset[str], *, cut_short: bool = False, with_frame: bool = False
) -> PageIndex:
    """Index the `wanted` anchor keys of a page. Reads each element once; what is hidden or excluded is left out.

    `cut_short`: the page ends in the middle of a word, so its last text is left out too. `with_frame`: the site's
    frame, feed and dialogs are read like the rest.
    """
    return _Builder(root, excluded, wanted, with_frame).build(_last_text_owner(root) if cut_short else None)


class _Noted(Enum):
    """What is known of an element before it is reached."""

    GONE = "not on the page"
    FOLDED = "in a folded part"
    INVISIBLE = "in an invisible part with something to be seen"
    BESIDE_PRIVATE = "beside a contact's name"
    IN_PRIVATE = "in a private part that holds rows of an order"


class _Builder:
    """Builds one index."""

    def __init__(self, root: Element, excluded: Excluded, wanted: frozenset[str], with_frame: bool) -> None:
        self.root = root
        self.excluded = excluded
        self.book = book_of(excluded, wanted)
        self.with_frame = with_frame
        self.telling = excluded.strong | excluded.own
        self.naming = attributes_of(self.telling)
        self.sheets = read_sheets(root)
        self.shadows = root.find(".//template") is not None
        self.ruled = frozenset(name for sheets in self.sheets.values() for name in sheets.named)
        self.known: dict[tuple[object, ...], tuple[int, Signature]] = {}
        self.kinds: dict[tuple[str, ...], int] = {(): 0}
        self.left_out: dict[Element, str] = {}
        self.nameless: set[Element] = set()
        self.muted: set[Element] = set()
        self.flow: dict[Element, Flow] = {}
        self.components: dict[str, list[Element]] = {}
        """Elements of the site's own making, by their tags."""
        self.frame: list[Element] = []
        self.hidden: list[Element] = []
        self.folded: list[Element] = []
        self.yielded = False
        self.doubtful = False
        self.noted: dict[Element, _Noted] = {}
        self.singled: set[Element] = set()
        """Elements that a rule may hide which names none of their own names."""

    def build(self, stump: Element | None) -> PageIndex:
        for place, sheets in self.sheets.items():
            self._note_ruled(self.root if place is None else place, sheets)
        kinds = array("I")
        having: list[Element] = []
        left_out_at: list[int] = []
        known, noted, singled = self.known, self.noted, self.singled
        if stump is not None:
            noted[stump] = _Noted.GONE
        ahead: Iterator[Element] | None = self.root.iter("*")
        while ahead is not None:
            elements, ahead = ahead, None
            for element in elements:
                tag = element.tag
                attributes = element.items() if tag not in _WITH_ADDRESS else _told(element)
                kind, signature = known.get((tag, *attributes)) or self._with(str(tag), attributes)
                if signature.special or (noted and element in noted) or (singled and element in singled):
                    piece = self._judged(element, signature)
                    if piece is not None:
                        self.left_out[element] = piece
                        left_out_at.append(len(kinds))
                        inside = end_of((0, element)) - 1
                        kinds.extend(repeat(0, inside + 1))
                        if inside > _FEW:
                            ahead = behind(element)
                            break
                        next(islice(elements, inside, inside), None)
                        continue
                kinds.append(kind)
                if kind:
                    having.append(element)
        self._part_lines()
        index = PageIndex(
            self.root,
            kinds,
            tuple(self.kinds),
            Shown(self.left_out, self.muted, self.flow),
            tuple(self.frame),
            self.yielded,
            self.doubtful,
            _left_out_at=left_out_at,
            nameless=self.nameless,
            folded=tuple(self.folded),
        )
        named = not any(map(index.count, self.excluded.strong))
        hidden = named and any(self._held(one)[0] for one in self.hidden)
        index = replace(index, hidden_order=True) if hidden else index
        index.whole.having = having
        return index

    def _judged(self, element: Element, signature: Signature) -> str | None:
        """None for an element that is read; else what stands for it in its line."""
        noted = self.noted.get(element)
        if noted is _Noted.GONE:
            return ""
        if signature.wordless or (element.tag == "template" and not is_shadow(element)):
            return "" if element.tag in WORDLESS else SEAM
        if element.tag == "font" and _is_translated(element):
            return SEAM
        sheets = self._ruling(element, signature)
        if sheets is not None and sheets.hides(element, signature.names):
            return self._without_hidden(element, invisible=False)
        if (signature.hidden and not _comes_back(element)) or (noted is _Noted.FOLDED and signature.foldable):
            closed = not CLOSED.isdisjoint(element.keys()) or noted is _Noted.FOLDED
            return self._without_hidden(element, invisible=not closed and only_invisible(element.get("style", "")))
        if signature.typed and element.find(".//button") is None:
            if not self._holds_order(element):
                return standing_for(element)
            self.yielded = True
        if signature.private:
            if signature.siblings:
                self._note_siblings(element)
            piece = self._without_private(element)
            self.yielded = self.yielded or piece is None
            return piece
        if noted is _Noted.INVISIBLE and not is_visible(element.get("style", "")):
            return self._without_hidden(element, invisible=True)
        if noted in (_Noted.IN_PRIVATE, _Noted.BESIDE_PRIVATE) and not signature.strong:
            return self._without_private(element)
        if signature.frame and self._is_sites(element, signature):
            if not self._holds_order(element):
                self.frame.append(element)
                return standing_for(element)
            self.yielded = self.yielded or signature.noise
        if sheets is not None and sheets.may_hide(signature.names) and self._copies.has(element):
            self.doubtful = self.doubtful or _links_to_goods(element)  # or of two pieces of one thing?
            return self._without_hidden(element, invisible=False)
        if signature.struck and len(fold(all_words(element))) < _LONGEST_STRUCK:
            return SEAM if _is_older_price(element) else standing_for(element)
        self._stand(element, signature)
        return None

    def _stand(self, element: Element, signature: Signature) -> None:
        """Write down how an element that is read stands on the page, and what of it is not shown."""
        if signature.flow is not None:
            self.flow[element] = signature.flow
        elif "-" in str(element.tag):
            self.components.setdefault(str(element.tag), []).append(element)
        if element.tag == "details" and element.get("open") is None:
            summary, parent = element.find("summary"), element.getparent()
            folded = [child for child in element.iterchildren("*") if child is not summary]
            beside = parent is not None and parent.tag == "body"  # and not a part of the order that is folded away
            self._note(folded, _Noted.GONE if beside else _Noted.FOLDED)
            self.hidden += folded if beside else ()
            self.folded += folded
            self.muted.add(element)
        elif element.tag == "template" and (host := element.getparent()) is not None:
            gone, without_words = projected(host, element)
            self._note(gone, _Noted.GONE)
            self.muted.update(without_words)

    def _part_lines(self) -> None:
        """Take components with words for parts of the page, unless one of their tag stands beside words: browsers put
        them all in a line or none, as their style says, and that is not in the file."""
        mixed: dict[Element | None, bool] = {}
        for alike in self.components.values():
            for around in map(Element.getparent, alike):
                if around is not None and around not in mixed:
                    mixed[around] = _stands_in_words(around)
            if not any(mixed.get(one.getparent(), True) for one in alike):
                self.flow.update((one, Flow.BLOCK) for one in alike if any(map(_WORD.search, one.itertext())))

    def _note(self, elements: Iterable[Element], noted: _Noted) -> None:
        self.noted.update(dict.fromkeys(elements, noted))

    def _note_ruled(self, root: Element, sheets: Sheets) -> None:
        """Look for the elements without a name of their own that a rule hides: it names those around them."""
        for selector in sheets.nameless:
            subject = selector.rpartition(" ")[2].rpartition(">")[2]
            tag, asked = _TAG.match(subject), Selector(selector)
            self.singled.update(one for one in root.iter(tag[0] if tag else "*") if asked.means(one) is not False)

    def _ruling(self, element: Element, signature: Signature) -> Sheets | None:
        """The sheets that may hide an element; its own style outranks them."""
        if not signature.ruled:
            singled = element in self.singled and signature.foldable
            if not singled or _declares(element.get("style")):
                return None
        return self.sheets.get(shadow_around(element) if self.shadows else None)

    def _is_hidden(self, element: Element) -> bool:
        """Whether an element is not shown, by itself or by the page's sheets."""
        signature = self._of(element)
        sheets = self._ruling(element, signature)
        return signature.hidden or (sheets is not None and sheets.hides(element, signature.names))

    def _without_hidden(self, element: Element, *, invisible: bool) -> str | None:
        """What is not shown stays out, but for what its style makes visible within an `invisible` part."""
        if invisible and any(is_visible(one.get("style", "")) for one in _WITH_STYLE(element)):
            self.muted.add(element)
            self._note(element.iterchildren("*"), _Noted.INVISIBLE)
            return None
        self.hidden.append(element)
        words = all_words(element)
        if stands_apart(element.get("style", "")) or element.get("role") == "tooltip" or _is_twin(element, words):
            return SEAM if fold(words) else ""
        return hidden_piece(words)

    def _without_private(self, element: Element) -> str | None:
        """Private parts stay out; the rows of an order among them are read, without the text around them."""
        if not self._holds_order(element):
            self.doubtful = self.doubtful or _is_about_goods(element)
            return standing_for(element)
        self.muted.add(element)
        self._note(element.iterchildren("*"), _Noted.IN_PRIVATE)
        return None

    @cached_property
    def _copies(self) -> Copies:
        return Copies(self.root, self._unread())

    def _unread(self) -> Iterator[Element]:
        """The parts of the page that may not be read."""
        stack = [self.root]
        while stack:
            element = stack.pop()
            signature = self._of(element)
            if signature.frame or signature.private or self._is_hidden(element):
                yield element
            else:
                stack += children(element)

    def _note_siblings(self, element: Element) -> None:
        """Phone and street stand beside the contact name, in elements without a name of their own."""
        inside = self.excluded.private_siblings_inside
        if any(not inside.isdisjoint(keys_of(ancestor.items())) for ancestor in element.iterancestors()):
            self._note(element.itersiblings("*"), _Noted.BESIDE_PRIVATE)

    def _is_sites(self, element: Element, signature: Signature) -> bool:
        """Whether a part is the site's frame: what stands in a part of an order is not, nor a section's footer, nor one
        that is a single line."""
        if self.with_frame:
            return False
        outer = list(ancestors(element))
        if any(self._of(one).own for one in outer):
            self.yielded = self.yielded or (signature.noise and bool(fold(all_words(element))))
            return False
        if signature.noise:
            return True
        holds = element.tag != "footer" or any(True for _ in element.iterchildren("*"))
        return holds and not any(one.tag in self.excluded.sections for one in outer)

    def _holds_order(self, element: Element) -> bool:
        """Whether an order stands in a part that is else left out; it is in doubt where a piece of one does."""
        strong, own = self._held(element)
        self.doubtful = self.doubtful or (own and not strong)
        return strong

    def _held(self, element: Element) -> tuple[bool, bool]:
        """Whether strong anchors of an order stand in a subtree, and whether any of its parts does."""
        values = {attribute: set(values_in(element, attribute)) for attribute in self.naming}
        if all(self.telling.isdisjoint(keys_in(name, value)) for name in values for value in values[name]):
            self.nameless.add(element)
            return False, False
        signatures = list(self._seen(element))
        return any(one.strong for one in signatures), any(one.own for one in signatures)

    def _seen(self, element: Element) -> Iterator[Signature]:
        """The elements of a subtree without those that are not shown."""
        stack = [element]
        while stack:
            one = stack.pop()
            yield self._of(one)
            gone = without_slot(one) if self.shadows else ()
            stack += [
                child
                for child in children(one)
                if child not in gone and not (self._of(child).wordless or self._is_hidden(child))
            ]

    def _of(self, element: Element) -> Signature:
        return self._with(str(element.tag), element.items())[1]

    def _with(self, tag: str, attributes: Sequence[tuple[str, str]]) -> tuple[int, Signature]:
        """The kind and the signature of an element with these attributes."""
        told = [one for one in attributes if one[0] in TELLING]
        known = (tag, *told)
        found = self.known.get(known)
        if found is None:
            signature = self._shown(self.book.signature(tag, tuple(told)), told)
            found = self.known[known] = self.kinds.setdefault(signature.keys, len(self.kinds)), signature
        return found

    def _shown(self, signature: Signature, attributes: Sequence[tuple[str, str]]) -> Signature:
        """The signature with what the page's sheets may say of it; an element's own style outranks them."""
        if not self.ruled or not signature.foldable or self.ruled.isdisjoint(signature.names):
            return signature
        if _declares(dict(attributes).get("style")):
            return signature
        return replace(signature, ruled=True, special=True)


def _stands_in_words(around: Element) -> bool:
    """Whether words stand in an element in no part of their own, or beside an inline one that it is."""
    outside = around.getparent() if around.tag in _IN_A_LINE else None
    words = ("".join(child.itertext()) for child in around if child.tag in _IN_A_LINE)
    return _has_text(around) or any(map(str.strip, words)) or (outside is not None and _has_text(outside))


def _comes_back(element: Element) -> bool:
    """Whether what is moved or made out of sight holds a part that stands in sight all the same."""
    style = element.get("style")
    return (
        style is not None
        and not {"hidden", "popover"} & set(element.keys())
        and is_out_of_sight(style)
        and not hides_page(style)
        and any(moves_back(one.get("style", "")) for one in _WITH_STYLE(element))
    )


def _is_translated(font: Element) -> bool:
    """Whether a translator wrote what stands before an element once more in another language: as its names say, or its
    form, where both are a label or neither is, and both have a number or neither has: an old mail may have a value in
    such a form."""
    if font.get("lang") and "notranslate" in font.get("class", ""):
        return True
    if [one.tag for one in children(font)] != ["br", "font"] or _has_text(font):
        return False
    before, parent = font.getprevious(), font.getparent()
    text = before.tail if before is not None else None if parent is None else parent.text
    if not fold(text or "") and before is not None:
        text = all_words(before)
    original, said = fold(text or ""), fold(all_words(font))
    if not original or has_digit(original) is not has_digit(said):
        return False
    return original.endswith(COLONS) == said.endswith(COLONS)


def _is_twin(element: Element, words: str) -> bool:
    """Whether the numbers of a part, if it has some, are those that stand beside it once more: it is no part of them,
    but the same in another language, or for another reader."""
    parent = element.getparent()
    digits = "".join(filter(str.isdigit, words))
    return bool(digits) and parent is not None and "".join(filter(str.isdigit, all_words(parent))) == digits * 2


def _told(element: Element) -> list[tuple[str, str]]:
    return [(name, element.get(name, "")) for name in element.keys() if name in TELLING]  # noqa: SIM118


def _declares(style: str | None) -> bool:
    """Whether an element's own style says if it is shown, which outranks every sheet."""
    return style is not None and not {"display", "visibility"}.isdisjoint(declarations(style))


def _is_older_price(struck: Element) -> bool:
    """Whether a struck-out amount stands behind the one that holds."""
    before, parent = struck.getprevious(), struck.getparent()
    if parent is None or read_money(fold(all_words(struck))) is None:
        return False
    words = parent.text if before is None else f"{all_words(before)}{before.tail or ''}"
    return read_money(fold(words or "")) is not None


def _has_text(element: Element) -> bool:
    """Whether words stand in an element beside the elements in it."""
    return any(text and not text.isspace() for text in (element.text, *(child.tail for child in element)))


def _links_to_goods(element: Element) -> bool:
    """Whether a part has a link to a product, a store or an order's line."""
    return any(_GOODS_LINK.search(link.get("href") or "") for link in element.iter("a"))


def _is_about_goods(element: Element) -> bool:
    """Whether a part that looks private has what no address has: such a link, an amount, a clock."""
    return _links_to_goods(element) or _GOODS.search(all_words(element)) is not None


def _last_text_owner(root: Element) -> Element:
    """The element that holds the last text of the page directly."""
    element = root
    while len(element) and not (element[-1].tail or "").strip():
        element = element[-1]
    return element
