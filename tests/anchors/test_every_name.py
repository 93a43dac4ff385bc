"""Every name in which a layout finds a field is an order's own: a part that holds it is not left out as the site's frame
without a word. The pages are made of the names, so that none can be forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml.html import document_fromstring

from whyclosed_parser import parse
from whyclosed_parser.layouts import excluded, layouts, wanted_keys
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.names import PREFIXES
from whyclosed_parser.page.signature import Excluded

ATTRIBUTES = {prefix: name for name, prefix in PREFIXES.items()} | {".": "class", "^": "class"}
ON_PAGES = [
    pytest.param(layout.name, name, id=f"{layout.name}:{name}")
    for layout in layouts()
    for name in sorted(layout.named)
    if not name.startswith("data:")
]
OF_SEVERAL = excluded().strong | excluded().private | excluded().noise | excluded().hidden
"""Names that have a rule of their own, and a witness for it in excluded.toml."""


def element(name: str) -> str:
    """An element that has this name."""
    prefix = next(prefix for prefix in ATTRIBUTES if name.startswith(prefix))
    value = name.removeprefix(prefix) + ("--1a" if prefix == "^" else "")
    return f'<i {ATTRIBUTES[prefix]}="{value}">Nothing</i>'


def is_told(name: str, own: Excluded) -> bool:
    """Whether a dialog that holds nothing but this name is said to hold a part of an order."""
    page = f'<body><div role="dialog">{element(name)}</div></body>'
    return build_index(document_fromstring(page), own, wanted_keys()).doubtful


@pytest.mark.parametrize(("layout", "name"), ON_PAGES)
def test_a_part_with_a_name_of_an_order_is_not_left_out_in_silence(layout: str, name: str) -> None:
    page = f'<!DOCTYPE html><html lang="en"><body><p>Order ID: 8203417700050100</p><h2>Canceled</h2><div role="dialog">{element(name)}</div></body></html>'
    (order,) = parse(page).orders
    told = {problem.code for problem in order.problems}
    assert told & {"excluded_part", "excluded_read"}, layout


@pytest.mark.parametrize(("layout", "name"), [row for row in ON_PAGES if row.values[1] not in OF_SEVERAL])
def test_it_is_the_name_that_tells(layout: str, name: str) -> None:
    assert is_told(name, excluded()), layout
    assert not is_told(name, replace(excluded(), own=excluded().own - {name}))


@pytest.mark.parametrize(("layout", "name"), [row for row in ON_PAGES if row.values[1] not in OF_SEVERAL])
def test_what_stands_in_a_part_of_an_order_is_no_frame(layout: str, name: str) -> None:
    page = f"<body>{element(name).replace('Nothing', '<nav>Words</nav>').replace('<i ', '<div ').replace('</i>', '</div>')}</body>"
    inside = document_fromstring(page).find(".//nav")
    assert inside is not None
    root = inside.getroottree().getroot()
    assert build_index(root, excluded(), wanted_keys()).frame == (), layout
    without = replace(excluded(), own=excluded().own - {name})
    assert build_index(root, without, wanted_keys()).frame == (inside,)
