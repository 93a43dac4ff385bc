"""Parts of a page that stand on it twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lxml.etree import _Element as Element

from whyclosed_parser.page.lines import all_words
from whyclosed_parser.values.text import has_digit

_SHORTEST = 24  # characters; of shorter ones there may be two


class Copies:
    """The parts of a page that are a copy of another one. `unread`: the parts that may not be read: a copy in one of
    them is none."""

    def __init__(self, root: Element, unread: Iterable[Element]) -> None:
        self._root = root
        self._whole = _packed(root)
        self._unread = [*map(_packed, unread)]
        self._found: Counter[str] = Counter()
        """Those that are known, by their words."""
        self._said_by: dict[tuple[str, str | None], Counter[str]] = {}
        """The words of the elements of a tag with the same classes."""

    def has(self, element: Element) -> bool:
        """Whether the words of a part that the page's sheets may hide stand once more on it: a site prints some blocks
        once for wide windows and once for narrow ones, and calls these by other names. Words without a number are a
        copy of those right beside them alone."""
        words = _packed(element)
        beside = (one for one in (element.getprevious(), element.getnext()) if one is not None)
        if len(words) < _SHORTEST or not (has_digit(words) or words in map(_packed, beside)):
            return False
        others = self._whole.count(words) - sum(text.count(words) for text in self._unread) - self._found[words] - 1
        if others < 1 or self._alike(str(element.tag), element.get("class"))[words] > 1:
            return False  # a rule that hides one of these hides the other one as well
        self._found[words] += 1
        return True

    def _alike(self, tag: str, named: str | None) -> Counter[str]:
        """How often each words stand in elements of this tag with these classes."""
        if (tag, named) not in self._said_by:
            alike = (one for one in self._root.iter(tag) if one.get("class") == named)
            self._said_by[tag, named] = Counter(map(_packed, alike))
        return self._said_by[tag, named]


def _packed(element: Element) -> str:
    return "".join(all_words(element).split())
