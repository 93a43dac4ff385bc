"""Answers of the buyer interface, as a page: data (JSON, or JSONP with anything in front) of which only what the
layouts name is taken, each value in an element that carries its path. What no layout names, such as a name or an
address, does not get further than this module.

A record is an element of a list, or a component of the answer (a table with a `tag` and `fields`); a path leads from
the record around it to the value. Words are shown; values that only machines read stand in an attribute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from html import escape
from itertools import islice
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.classify import close_codes
from whyclosed_parser.errors import NotAnOrderPage
from whyclosed_parser.layouts import DataKeys, data_keys
from whyclosed_parser.loading.marks import ANSWERED_AT
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.numbers import read_instant

CLOSE_CODE = "close_code"
"""The path of an element with the code for the end, wherever in the data it stood."""

_HEAD = patterns.compiled(rb"[^<{\[]{0,200}[{\[]")
_BEGINS = patterns.compiled(r"[{\[]")
_LONGEST_CALL, _MOST_TRIES = 256, 8
_END = patterns.compiled(r"[\s);]*")
_TAGS = patterns.compiled(r"<[^<>]*>")
_ENVELOPE, _INSIDE = frozenset({"ret", "api"}), frozenset({"data", "module"})
_DEEPEST = 60
_SERVERS_TIME = ("global", "curTime")


def may_be_data(content: bytes) -> bool:
    """Whether the bytes begin like data, perhaps with the call of a function around it."""
    return _HEAD.match(content) is not None


def answer_as_page(content: bytes) -> bytes | None:
    """HTML (UTF-8) that shows what an answer says of orders; None for anything but an answer of the interface.

    Raises `NotAnOrderPage` for an answer that says nothing of an order.
    """
    answer = _answer(content)
    if answer is None:
        return None
    held = _unwrapped(answer)
    page = _Page(data_keys())
    body = "".join(page.record(held, 0))
    body += page.close_code(page.codes)
    if not page.holds_data:
        if _is_of_the_shop(answer):
            raise NotAnOrderPage(_why_nothing(answer))
        return None
    at = _server_time(held)
    stated = f' {ANSWERED_AT}="{at.isoformat()}"' if at else ""
    return f'<!doctype html>\n<html{stated}><head><meta charset="utf-8"></head><body>\n{body}</body></html>\n'.encode()


def _answer(content: bytes) -> Mapping[str, Any] | None:
    """The table that the bytes are, without the call of a function around it."""
    text = content.decode("utf-8", "replace")
    for begin in islice(_BEGINS.finditer(text, 0, _LONGEST_CALL), _MOST_TRIES):
        try:
            data, end = json.JSONDecoder().raw_decode(text, begin.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(data, list) and len(data) == 1:
            data = data[0]
        if isinstance(data, dict) and _END.fullmatch(text, end):
            return data
    return None


def _unwrapped(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is inside the envelope that every answer has."""
    inner = answer.get("data")
    if not isinstance(inner, dict) or (_ENVELOPE.isdisjoint(answer) and _INSIDE.isdisjoint(inner)):
        return answer
    return inner


def _is_of_the_shop(answer: Mapping[str, Any]) -> bool:
    return isinstance(answer.get("ret"), list) and str(answer.get("api", "")).startswith("mtop.")


def _why_nothing(answer: Mapping[str, Any]) -> str:
    if any(str(one).startswith("SUCCESS") for one in answer["ret"]):
        return "This is an answer of the shop that says nothing of an order."
    return "This is an answer of the shop that holds no data: the shop refused to give it."


def _server_time(held: Mapping[str, Any]) -> datetime | None:
    """When the shop gave the answer, by its own clock."""
    outer, inner = _SERVERS_TIME
    told = held.get(outer)
    return read_instant(str(told.get(inner, ""))) if isinstance(told, dict) else None


@dataclass(slots=True)
class _Page:
    """Writes the page. `codes`: the codes for an end that were seen in the order's data, each with its place."""

    keys: DataKeys
    codes: dict[str, str] = field(default_factory=dict)
    holds_data: bool = False

    def record(self, data: Any, depth: int, path: str = "", *, place: str = "", named: bool = True) -> Iterator[str]:
        """The elements of the values at a path of a record. Of a part that no layout names (`named` is false) only the
        codes for an end are of interest."""
        if depth > _DEEPEST:
            return
        if isinstance(data, dict):
            for key, value in data.items():
                yield from self._entry(value, str(key), depth, path, place, named=named)
        elif isinstance(data, list):
            for number, value in enumerate(data):
                yield from self._element(value, f"{path}[]", depth, f"{place}.{number}", named=named)
        else:
            self._note(data, place)
            if named:
                yield self._value(data, path)

    def _entry(self, value: Any, key: str, depth: int, path: str, place: str, *, named: bool) -> Iterator[str]:
        there = f"{place}.{key}" if place else key
        if isinstance(value, dict) and isinstance(value.get("tag"), str) and isinstance(value.get("fields"), dict):
            yield from self._element({"fields": value["fields"]}, value["tag"], depth, there, named=named)
            return
        inner = f"{path}.{key}" if path else key
        content = self.record(value, depth + 1, inner, place=there, named=named)
        if named and inner in self.keys.named and isinstance(value, dict | list):
            yield from (f'<div data-path="{escape(inner)}">', *content, "</div>\n")
        else:
            yield from content

    def _element(self, value: Any, key: str, depth: int, place: str, *, named: bool) -> Iterator[str]:
        """A record of its own. An order among others has its own codes."""
        if not isinstance(value, dict | list):
            yield from self.record(value, depth + 1, key, place=place, named=named)
            return
        named = named and key in self.keys.named
        outer, is_order = self.codes, key in self.keys.orders
        if is_order:
            self.codes = {}
        content = "".join(self.record(value, depth + 1, place=place, named=named))
        if is_order:
            content += self.close_code(self.codes)
            self.codes = outer
        tag = "button" if key in self.keys.buttons else "div"
        if named:
            yield f'<{tag} data-path="{escape(key)}">{content}</{tag}>\n'

    def _value(self, data: Any, path: str) -> str:
        """A value as words, for machines, or both; nothing where no layout names it."""
        text = _as_text(data)
        if not text or path not in self.keys.named:
            return ""
        self.holds_data = True
        element = ""
        if path in self.keys.values:
            element += f'<data data-path="{escape(path)}" value="{escape(text)}"></data>'
        if path in self.keys.words:
            element += f'<p data-path="{escape(path)}">{escape(" ".join(_TAGS.sub(" ", text).split()))}</p>\n'
        return element

    def _note(self, data: Any, place: str) -> None:
        if isinstance(data, str) and data in close_codes():
            self.codes.setdefault(data, place)

    def close_code(self, codes: Mapping[str, str]) -> str:
        """The one code that names a closer, or else one that names none. Several that do are a list to choose from, or
        contradict each other: they are shown as they are, and none of them is taken."""
        telling = [code for code in codes if close_codes()[code] != "nobody"] or list(codes)[:1]
        if not telling:
            return ""
        path = CLOSE_CODE if len(telling) == 1 else f"{CLOSE_CODE}s"
        return "".join(
            f'<p data-path="{path}" data-place="{escape(codes[code])}">{escape(code)}</p>\n' for code in telling
        )


def _as_text(data: Any) -> str:
    if data is None or isinstance(data, float):
        return ""  # no id, code, time or printed amount is a fraction, and a rounded one is none
    return str(data).lower() if isinstance(data, bool) else str(data).strip()
