"""Two reports of a page that looks the same, field by field.

A field is a value that is not null of an order's JSON, without `found`, `problems`, and how a page was read (`layout`,
`language`). Orders are matched by their number, members of lists by what they have in common. The changed page has it
`same`, or null and `told` (a problem names the field, or a new one speaks of the page), or null and `silent`, or an
`other` value (one that the page did not have before counts too), or nothing at all: `unread`. Of a text a mark in the
place of a single word tells that it was not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from tests.changed.html import INVISIBLE

Result = Literal["same", "told", "silent", "other", "unread"]
LEFT_OUT = frozenset({"found", "problems", "pages.language", "pages.layout"})
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_JOINED = {ord(one): unicodedata.normalize("NFKC", one) for one in "\ufb00\ufb01\ufb02\ufb03\ufb04"}
_COLON = re.compile(r" ?[:：](?: |(?![\d/]))")
"""Between a label and what it is of: however it is written, in a time and an address it is none."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_GAP = "…"
_HOST = re.compile(r"\Ahttps?://[^/?#]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same; `before` and `after` as in the JSON."""

    result: Result
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    same: int
    differences: tuple[Difference, ...]
    alarms: tuple[str, ...] = ()  # problems of a page that was read whole, and had none of them before

    def count(self, result: Result) -> int:
        return self.same if result == "same" else sum(one.result == result for one in self.differences)

    @property
    def fields(self) -> int:
        return self.same + len(self.differences)


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """What became of each field. Both are reports as `ParseReport.to_dict` gives them."""
    old = [entry["order"] for entry in before["orders"]]
    new = [entry["order"] for entry in after["orders"]]
    if not new and after["unread"]:
        code = after["unread"][0]["problem"]["code"]
        lost = (Difference("unread", path, value, code) for order in old for path, value in _leaves(order, ""))
        return Comparison(0, tuple(lost))
    told = _new_problems(old, new)
    page_told = any(field is None for _, field in told)
    pairs, missing, added = _matched_orders(old, new)
    same, differences = 0, []
    for one, other in pairs:
        fields = {_plain(problem["field"]) for problem in other["problems"] if problem["field"]}
        for found in _walk(one, other, ""):
            if found is None:
                same += 1
            elif found.result == "silent" and (page_told or any(_names(name, found.field) for name in fields)):
                differences.append(Difference("told", found.field, found.before, found.after))
            else:
                differences.append(found)
    result: Result = "told" if page_told else "silent"
    differences += [Difference(result, path, value, None) for order in missing for path, value in _leaves(order, "")]
    added = [order for order in added if not _is_a_twin(order, old)]
    differences += [Difference("other", "order_id", None, order["order_id"]) for order in added]
    alarms = () if differences else tuple(f"{code} {field or ''}".strip() for code, field in told)
    return Comparison(same, tuple(differences), alarms)


def _new_problems(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """Those of the page by what they say: how many of its orders were read, perhaps."""

    def problems(orders: list[dict[str, Any]]) -> Counter[tuple[str, str | None]]:
        said = (one for order in orders for one in order["problems"])
        return Counter((one["code"] if one["field"] else one["message"], one["field"]) for one in said)

    return list((problems(new) - problems(old)).elements())


def _is_coarser(field: str, before: Any, after: Any) -> bool:
    """Whether a value says less than another one, and nothing else: that a dispute is open, and not whose turn it is."""
    return field == "dispute.state" and str(before).startswith("waiting_") and after == "open"


def _matched_orders(old: list[Any], new: list[Any]) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """By number, each once; orders without one on either side by what else they have in common."""
    by_id: dict[str, list[Any]] = {}
    for order in new:
        by_id.setdefault(order["order_id"], []).append(order)
    pairs = [
        (order, by_id[order["order_id"]].pop(0)) for order in old if order["order_id"] and by_id.get(order["order_id"])
    ]
    paired = {id(one) for pair in pairs for one in pair}
    old_rest = [order for order in old if id(order) not in paired]
    new_rest = [order for order in new if id(order) not in paired]
    more, missing, added = _matched(old_rest, new_rest)
    return pairs + more, missing, added


def _is_a_twin(order: dict[str, Any], old: list[dict[str, Any]]) -> bool:
    """Whether an order says nothing but what another one of the page says, and that its number was not readable: the
    page has its card twice, which only the number can tell."""
    if order["order_id"] is not None or all(problem["field"] != "order_id" for problem in order["problems"]):
        return False
    said = Counter(_leaves(order, ""))
    return any(said <= Counter(_leaves(one, "")) for one in old)


def _plain(path: str) -> str:
    """A path without the positions in lists."""
    return ".".join(piece for piece in path.split(".") if not piece.isdigit())


def _names(problem: str, field: str) -> bool:
    """Whether a problem speaks of a field: of it, of what it is a part of or holds, of the state whose words it is."""
    if field.endswith(".label") and problem in {
        field.replace(".label", f".{name}") for name in ("state", "stage", "code")
    }:
        return True
    return f"{field}.".startswith(f"{problem}.") or f"{problem}.".startswith(f"{field}.")


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        letters = unicodedata.normalize("NFC", value.translate(_JOINED))  # however they are put together
        text = _COLON.sub(": ", " ".join(letters.translate(_UNSEEN).translate(_RAISED).split()))
        return _HOST.sub(lambda host: host[0].lower(), text)
    return value


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if path in LEFT_OUT or value is None:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        yield path, _normal(value)


def _matched(old: list[Any], new: list[Any]) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Pairs, those equal first and then those with most in common; what is missing; what is added."""
    old_leaves = [Counter(_leaves(one, "_")) for one in old]
    new_leaves = [Counter(_leaves(one, "_")) for one in new]
    common = sorted(
        ((one & other).total() or _gaps(other, one), -abs(at - to), at, to)
        for at, one in enumerate(old_leaves)
        for to, other in enumerate(new_leaves)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for count, _, at, to in reversed(common):
        if count and at not in partner and to not in taken:
            partner[at] = to
            taken.add(to)
    pairs = [(old[at], new[to]) for at, to in sorted(partner.items())]
    missing = [one for at, one in enumerate(old) if at not in partner]
    return pairs, missing, [one for to, one in enumerate(new) if to not in taken]


def _are_same_words(one: Any, other: Any) -> bool:
    """Whether two labels differ in capitals alone: a page may state the same twice."""
    return isinstance(one, str) and isinstance(other, str) and one.casefold() == other.casefold()


def _is_time_of(value: Any, day: Any) -> bool:
    """Whether a value is a time of a day that was known without its hour."""
    return (
        isinstance(value, str) and isinstance(day, str) and _DAY.fullmatch(day) is not None and value[:11] == f"{day}T"
    )


def _with_gaps(value: Any, whole: Any) -> Result | None:
    """What a text is that is another one with marks in it: told where a mark stands for each word that could not be
    read, which it says itself; where one stands for more, or nothing else is left, the text is lost. Else None."""
    if not isinstance(value, str) or not isinstance(whole, str) or _GAP not in value or _GAP in whole:
        return None
    pieces = [re.escape(piece) for piece in value.split(_GAP)]
    if any(pieces) and re.fullmatch(r"\S+".join(pieces), whole):
        return "told"
    if whole == value.removesuffix(f": {_GAP}").removeprefix(f"{_GAP}: "):  # what is not read says the same
        return "silent"
    return "silent" if re.fullmatch(r"\S.*".join(pieces), whole) else None


def _gaps(one: Iterable[tuple[str, Any]], other: Iterable[tuple[str, Any]]) -> int:
    """How many texts of one are those of the other with gaps."""
    texts = dict(iter(other))
    return sum(path in texts and _with_gaps(value, texts[path]) is not None for path, value in one)


def _walk(before: Any, after: Any, path: str) -> Iterator[Difference | None]:
    """One entry a field: None where it is the same, a difference otherwise; what is lost as `silent`."""
    if path in LEFT_OUT:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        same_amount = "raw" in before and all(before.get(key) == after.get(key) for key in ("amount", "currency"))
        for key in before | after:
            if key == "raw" and same_amount and after.get(key):
                yield None  # what is printed twice may be read at the other place
                continue
            yield from _walk(before.get(key), after.get(key), f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        pairs, missing, added = _matched(before, after)
        for one, other in pairs:
            yield from _walk(one, other, path)
        for one in missing:
            for name, value in _leaves(one, path):
                yield Difference("silent", name, value, None)
        for one in added:
            yield Difference("other", path, None, one)
    elif after is None:
        for name, value in _leaves(before, path):
            yield Difference("silent", name, value, None)
    else:
        one, other = _normal(before), _normal(after)
        if one == other or _is_time_of(other, one) or (path.endswith(".label") and _are_same_words(one, other)):
            yield None
        elif (result := _with_gaps(other, one)) is not None:
            yield Difference(result, path, one, other)
        elif _is_coarser(path, one, other) or (
            one is not None and isinstance(other, str) and other.lower() == "unknown"
        ):
            yield Difference("silent", path, one, other)
        else:
            yield Difference("other", path, one, other)
