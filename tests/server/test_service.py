from __future__ import annotations

from tests.server.conftest import Running
from tests.server.fakes import order_of, page_of


def test_a_page_goes_in_and_a_report_comes_out(running: Running) -> None:
    answer = running.client.diagnose(page_of(order_of()))
    assert answer.status == 200, answer
    assert answer.json["orders"][0]["order"]["order_id"] == "8190000000000001"
