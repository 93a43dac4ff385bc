"""Every state without an answer, driven in a real Chromium: its own words, its own next step."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.browser import reports
from tests.browser.chromium import SOURCE, Chromium, Popup
from tests.browser.fake_server import KEY, Fake
from tests.browser.shop import Shop

from whyclosed_parser.model import Problem


def refuse(status: int, **error: str) -> Callable[[str, Any], tuple[int, Any]]:
    return lambda path, request: (status, {"error": {"message": "", "hint": "", **error}})


def unread(*words: str) -> Callable[[str, Any], tuple[int, Any]]:
    return lambda path, request: (200, reports.unread(*words))


ANSWERS = {
    "busy": (refuse(503, code="busy"), "busy", "Wait a few seconds"),
    "mistake": (refuse(500, code="internal", id="51f0c2"), "server_error", "51f0c2"),
    "store": (refuse(500, code="store_unavailable"), "store_stuck", "See that the disk has room"),
    "bad-request": (refuse(400, code="bad_request"), "server_error", "report it"),
    "too-large": (refuse(413, code="too_large"), "page_too_big", "open a single order"),
    "unparsable": (refuse(422, code="unparsable"), "page_unreadable", "Read a saved page"),
    "too-many": (refuse(429, code="too_many_failures"), "too_many", "Wait a minute"),
    "other-version": (lambda path, request: (200, {"schema": "whyclosed/9"}), "other_version", "make connect"),
    "no-order": (unread("not_an_order_page"), "not_order", "Nothing here looks like an order"),
    "product": (unread("product_page"), "product", "Go to Account, My Orders"),
    "captcha": (unread("captcha"), "captcha", "Solve the check"),
    "dispute-form": (unread("dispute_form"), "dispute_form", "not been sent yet"),
    "other-language": (
        unread("other_language", "This page is in Spanish, read only in part.", "Switch AliExpress to English."),
        "other_language",
        "This page is in Spanish, read only in part.\n\nSwitch AliExpress to English.",
    ),
    "not-diagnosed": (unread("not_diagnosed", "An order was left out.", "Report it."), "not_diagnosed", "left out"),
    "empty-shell": (unread("empty_shell"), "still_loading", "Unfold folded parts"),
    "login-form": (unread("login_page"), "login", "Log in"),
}


AROUND = {"other_version": ("start_type",)}
"""The words around a command, where they are not its state's own."""


def test_what_the_server_says_has_words_of_its_own(chromium: Chromium, fake: Fake) -> None:
    page = chromium.open(reports.ORDER_PAGE)
    shown: dict[str, tuple[str | None, str]] = {}
    for name, (reply, _, _) in ANSWERS.items():
        fake.reply = reply
        popup = chromium.answer(page)
        shown[name] = (popup.state(), popup.text())
    assert {name: state for name, (state, _) in shown.items()} == {
        name: state for name, (_, state, _) in ANSWERS.items()
    }
    assert {name: shown[name][1] for name, (_, _, words) in ANSWERS.items() if words not in shown[name][1]} == {}


def test_no_two_states_share_a_sentence() -> None:
    messages = json.loads((SOURCE / "_locales" / "en" / "messages.json").read_text("utf-8"))
    titles = [value["message"] for key, value in messages.items() if key.startswith("state_")]
    assert len(titles) == len(set(titles)) > 40


def test_without_a_key_nothing_is_sent_and_the_way_is_shown(chromium: Chromium, fake: Fake) -> None:
    chromium.pair(fake.port, None)
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.state() == "no_key"
    assert fake.hits == []
    page = chromium.wait_for_tab(lambda: popup.click('[data-focus="way-pair"]'), "pairing.html")
    assert "make connect" in page.inner_text("main")


@pytest.mark.parametrize("address", ["about:blank", "https://evil.example/p/order/detail.html"])
def test_other_sites_are_not_even_looked_at(chromium: Chromium, fake: Fake, shop: Shop, address: str) -> None:
    shop.serve("/p/order/detail.html", "<p>not the shop</p>")
    popup = chromium.answer(chromium.open(address))
    assert popup.state() == "not_shop"
    assert fake.hits == []


def test_the_login_page_is_named_and_not_read(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    popup = chromium.answer(chromium.open(shop.serve("/", "<form>", host="login.aliexpress.com")))
    assert popup.state() == "login"
    assert fake.hits == []


def test_server_down_says_how_to_start_it_and_the_retry_works(chromium: Chromium, fake: Fake) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
    chromium.pair(nobody, KEY)
    page = chromium.open(reports.ORDER_PAGE)
    popup = chromium.answer(page)
    assert popup.state() == "server_down"
    popup.run("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    popup.click('[data-focus="copy-command"]')
    popup.wait("document.getElementById('live').textContent === 'Copied.'")
    assert popup.run("window.copied") == f".venv/bin/whyclosed serve --port {nobody}"
    popup.click('[data-focus="way-retry"]')
    assert popup.settled().state() == "server_down"
    chromium.pair(fake.port, KEY)
    assert chromium.answer(page).state() is None


@pytest.mark.parametrize("kind", ["silent", "chatty", "json"])
def test_a_stranger_on_the_port_sees_nothing_of_the_page(chromium: Chromium, fake: Fake, shop: Shop, kind: str) -> None:
    fake.stranger = kind
    popup = chromium.answer(chromium.open(shop.serve(reports.DETAIL, "<p>CANARY-ADDRESS</p>")))
    assert popup.state() == "stranger"
    assert b"CANARY" not in b"".join(fake.sent)
    assert all(len(body) < 120 for body in fake.sent)


def test_a_server_with_another_key_sees_nothing_of_the_page(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    fake.key = "00" * 32
    popup = chromium.answer(chromium.open(shop.serve(reports.DETAIL, "<p>CANARY-ADDRESS</p>")))
    assert popup.state() == "wrong_key"
    assert "whyclosed pair" in popup.text()
    assert len(fake.sent) == 1
    assert set(json.loads(fake.sent[0])) == {"client_nonce"}


def hurried(popup: Popup, waited_for: int) -> None:
    """Let one wait of the popup (milliseconds) run twenty times as fast, and note for how long it means to wait.

    The others keep their time: what a busy machine does slowly must not run into them.
    """
    popup.run(
        f"""(() => {{
          const timeout = AbortSignal.timeout.bind(AbortSignal), later = setTimeout.bind(window);
          const noted = (patience) => {{ waits.push(patience); return patience / (patience === {waited_for} ? 20 : 1); }};
          window.waits = [];
          AbortSignal.timeout = (patience) => timeout(noted(patience));
          window.setTimeout = (act, patience, ...more) => later(act, noted(patience), ...more);
        }})()"""
    )


def test_no_answer_in_time(chromium: Chromium, fake: Fake) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    hurried(popup, 10_000)
    fake.delay = 30
    popup.click("#again")
    popup.wait("document.querySelector('.notice')?.dataset.state === 'timeout'")
    assert "restart the computer" in popup.text()
    assert "terminal" not in popup.text()
    assert popup.run("waits") == [8000, 3000, 10_000]  # for the page, for the hello, for the answer


def test_a_page_of_8_mb_is_read(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    rows = "".join(f"<p class='row-{number}'>{number} of many rows</p>" for number in range(10_000))
    data = "<script type='application/json'>" + '{"order": "row"}, ' * 450_000 + "</script>"
    popup = chromium.answer(chromium.open(shop.serve(reports.DETAIL, rows + data)))
    assert popup.state() is None
    assert len(fake.requests[0][1]["html"]) > 8_000_000


def test_a_page_above_the_limit_is_refused_with_a_sentence(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    page = shop.serve(reports.DETAIL, f"<p>x</p><!--{'0123456789' * 1_600_000}-->")
    popup = chromium.answer(chromium.open(page))
    assert popup.state() == "page_too_big"
    assert fake.paths() == []


def test_a_page_that_never_answers_is_given_up(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    script = "<script>addEventListener('message', () => { for (const end = Date.now() + 6000; Date.now() < end;); })"
    page = chromium.open(shop.serve(reports.DETAIL, f"{script}</script><p>busy</p>"))
    popup = chromium.answer(page)
    hurried(popup, 8000)
    asked = fake.paths()
    page.evaluate("postMessage('go')")
    popup.click("#again")
    popup.wait("document.querySelector('.notice')?.dataset.state === 'page_stuck'")
    assert popup.run("waits")[0] == 8000
    assert fake.paths() == asked


def test_an_undecided_order_says_what_to_look_at_next(chromium: Chromium, fake: Fake) -> None:
    fake.reply = lambda path, request: (200, reports.report(reports.entry(diagnosis=reports.UNDECIDED)))
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.run("document.querySelector('h1').innerText") == reports.UNDECIDED.verdict
    assert "Open the tracking page and press the button there." in popup.text()
    parts = popup.run("[...document.querySelectorAll('.part')].map((part) => part.dataset.part)")
    assert parts[:2] == ["questions", "steps"]
    popup.click("[data-part=why] summary")
    popup.click(".fold summary")
    popup.wait("document.body.innerText.includes('The seller may have cancelled')")
    assert "Causes that are still possible: 2" in popup.text()


@pytest.mark.parametrize("code", ["other_language", "not_diagnosed"])
@pytest.mark.parametrize("orders", [1, 2])
def test_what_was_read_only_in_part_is_said_beside_the_answer(
    chromium: Chromium, fake: Fake, code: str, orders: int
) -> None:
    beside = reports.unread(code, "This was read in part.", "Do this then.")["unread"]
    answer = {**reports.report(*[reports.entry()] * orders), "unread": beside}
    fake.reply = lambda path, request: (200, answer)
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.state() == code
    texts = popup.run("[...document.querySelectorAll('.notice > *')].map((part) => part.innerText)")
    assert texts[1:] == ["This was read in part.", "Do this then."]
    assert popup.run(
        "document.querySelector('.verdict, .rows').compareDocumentPosition(document.querySelector('.notice')) & 4"
    )


@pytest.mark.parametrize("path", ["/p/order/index.html", "/orderList.htm"])
def test_a_list_that_was_not_read_is_not_called_empty(chromium: Chromium, fake: Fake, shop: Shop, path: str) -> None:
    fake.reply = unread("empty_shell")
    popup = chromium.answer(chromium.open(shop.serve(path, "<p>list</p>")))
    assert popup.state() == "list_unread"
    assert "empty" not in popup.text()


@pytest.mark.parametrize(
    "name", ["server_down", "stranger", "wrong_key", "no_key", "not_shop", "other_version", "too_many"]
)
def test_each_word_of_a_state_has_its_place(chromium: Chromium, fake: Fake, name: str) -> None:
    messages = json.loads((SOURCE / "_locales" / "en" / "messages.json").read_text("utf-8"))
    program = ".venv/bin/whyclosed"
    commands = {
        "server_down": f"{program} serve --port 1",
        "stranger": f"{program} serve --port {fake.port + 10}",
        "wrong_key": f"{program} pair",
        "too_many": f"{program} pair",
        "other_version": "git pull\nmake connect",
    }
    if name in ("too_many", "other_version"):
        fake.reply = ANSWERS[name.replace("_", "-")][0]
    fake.stranger = "chatty" if name == "stranger" else None
    chromium.pair(1 if name == "server_down" else fake.port, {"wrong_key": "00" * 32, "no_key": None}.get(name, KEY))
    popup = chromium.answer(chromium.open("about:blank" if name == "not_shop" else reports.ORDER_PAGE))
    assert popup.state() == name
    shown = popup.run(
        "[...document.querySelectorAll('.panel > h1, .panel > p, .panel > .typed > code')].map((part) => part.innerText)"
    )
    title, text, next_ = (messages[f"state_{name}_{part}"]["message"] for part in ("title", "text", "next"))
    keys = AROUND.get(name, (f"state_{name}_type", "type_in_folder")) if name in commands else ()
    around = [messages[key]["message"] for key in keys]
    command = [*around[:1], commands[name], *around[1:]] if name in commands else []
    assert shown == [title, text, *command, next_]


def test_a_silent_stranger_is_never_called_ours(chromium: Chromium) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        chromium.pair(mute.getsockname()[1], KEY)
        popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
        assert popup.state() == "silent"
        assert "It may be another program." in popup.text()
        assert "the program is there" not in popup.text().lower()


def test_a_folded_part_is_named_and_read_again_when_unfolded(chromium: Chromium, fake: Fake) -> None:
    problem = Problem("folded_parts", "payments", "The payment rows are folded.")
    order = replace(reports.ORDER, problems=(problem,))
    fake.reply = lambda path, request: (200, reports.report(reports.entry(order)))
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.state() == "folded"
    assert "The payment rows are folded." in popup.text()
    fake.reply = lambda path, request: (200, reports.report())
    popup.click('[data-focus="unfolded"]')
    popup.wait("!document.querySelector('.notice')")
    assert fake.paths() == ["/diagnose", "/diagnose"]


def test_what_is_sent_is_the_page_as_gzip(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    page = shop.serve(reports.DETAIL, f"<html lang='pl' class='x'><body><p>Zamówienie{' 1' * 2000}")
    before = chromium.desk.evaluate("Date.now()")
    chromium.answer(chromium.open(page))
    request = json.loads(gzip.decompress(fake.sent[-1]))
    assert request["html"].startswith('<html lang="pl" class="x"><head></head><body><p>Zamówienie')
    assert request["html"].endswith("</body></html>")
    assert request["url"] == reports.ORDER_PAGE
    assert request["tz"] == "Europe/Berlin"
    assert set(request) == {"url", "captured_at", "tz", "lang", "html"}
    captured = datetime.fromisoformat(request["captured_at"])
    assert captured.utcoffset() == captured.astimezone(ZoneInfo("Europe/Berlin")).utcoffset()
    assert before <= captured.timestamp() * 1000 <= chromium.desk.evaluate("Date.now()")
