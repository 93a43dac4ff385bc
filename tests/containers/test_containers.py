"""One page, kept in every container: always the same order, with the place and time that the container knows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.common import FIXTURES
from tests.containers.builders import CONTAINERS

import whyclosed_parser
from whyclosed_parser import ParseReport
from whyclosed_parser.loading.marks import clean_url
from whyclosed_parser.model import Order

PAGE = (FIXTURES / "detail-awaiting-payment-countdown" / "page.html").read_bytes()


def only(report: ParseReport) -> Order:
    """The only order of a report in which everything was read."""
    assert report.unread == ()
    (order,) = report.orders
    return order


def without_pages(order: Order) -> Order:
    return replace(order, pages=())


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize("page", [PAGE, PAGE.replace(b"\n", b"\r\n")], ids=["unix", "windows"])
def test_every_container_gives_the_same_order(name: str, page: bytes) -> None:
    build, (url, captured_at) = CONTAINERS[name]
    plain = only(whyclosed_parser.parse(page, url=url, captured_at=captured_at))
    order = only(whyclosed_parser.parse(build(page)))
    assert order.timers
    assert any(timer.ends_at for timer in order.timers) == (captured_at is not None)
    assert without_pages(order) == without_pages(plain)
    (kept,) = order.pages
    assert (kept.url, kept.captured_at) == (clean_url(url) if url else plain.pages[0].url, captured_at)
