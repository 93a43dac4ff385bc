"""The same in Firefox ESR: the click, the answer, the states, the walls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import reports
from tests.browser.fake_server import KEY, Fake
from tests.browser.firefox import Firefox
from tests.browser.real_server import Real
from tests.browser.shop import HOST, Shop
from tests.browser.test_attacks import ATTACKS, PATHS
from tests.browser.test_states import ANSWERS


@pytest.fixture
def paired(firefox: Firefox, fake: Fake) -> Firefox:
    """Firefox, paired with the fake server."""
    firefox.pair(fake.port, KEY)
    return firefox


def test_a_click_is_answered(paired: Firefox, fake: Fake) -> None:
    paired.open(reports.ORDER_PAGE)
    assert not paired.may_read_tab()
    assert fake.hits == []
    paired.click()
    paired.settled()
    assert paired.may_read_tab()
    text = paired.text()
    assert reports.DISPUTE.verdict in text
    assert "€18.40" in text
    assert "Fri, 4 Dec" in text or "Fri 4 Dec" in text or "Fri, Dec 4" in text
    bottoms = "[...document.querySelectorAll('h1, .big')].map((part) => part.getBoundingClientRect().bottom)"
    assert max(paired.popup(bottoms)) <= 300


@pytest.mark.parametrize("name", ["mistake", "too-large", "no-order", "empty-shell"])
def test_every_answer_has_its_state(paired: Firefox, fake: Fake, name: str) -> None:
    reply, state, words = ANSWERS[name]
    fake.reply = reply
    assert words in paired.answer(reports.ORDER_PAGE)
    assert paired.state() == state


@pytest.mark.parametrize("kind", ["silent", "chatty", "json"])
def test_a_stranger_sees_nothing_of_the_page(paired: Firefox, fake: Fake, shop: Shop, kind: str) -> None:
    fake.stranger = kind
    paired.answer(shop.serve(reports.DETAIL, "<p>CANARY</p>"))
    assert paired.state() == "stranger"
    assert b"CANARY" not in b"".join(fake.sent)


def test_no_key_no_server_no_shop(firefox: Firefox, fake: Fake, shop: Shop) -> None:
    firefox.pair(fake.port, None)
    firefox.answer(reports.ORDER_PAGE)
    assert firefox.state() == "no_key"
    firefox.pair(1, KEY)
    assert "whyclosed serve" in firefox.answer(reports.ORDER_PAGE)
    assert firefox.state() == "server_down"
    firefox.pair(fake.port, "00" * 32)
    firefox.answer(reports.ORDER_PAGE)
    assert firefox.state() == "wrong_key"
    firefox.answer(shop.serve("/x", "<p>elsewhere</p>", host="evil.example"))
    assert firefox.state() == "not_shop"
    assert len(fake.sent) == 1


def test_shadow_roots_are_read_and_the_page_is_not_touched(paired: Firefox, fake: Fake, shop: Shop) -> None:
    script = """
      one.attachShadow({mode: "open"}).innerHTML = "<b>OPEN</b><div id=inner></div>";
      one.shadowRoot.getElementById("inner").attachShadow({mode: "closed"}).innerHTML = "<i>NESTED</i>";
      two.attachShadow({mode: "closed"}).innerHTML = "<i>CLOSED</i>"; window.seen = 0;
      new MutationObserver((all) => { seen += all.length; })
        .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});"""
    paired.answer(shop.serve(reports.DETAIL, f"<div id=one></div><div id=two></div><script>{script}</script>"))
    html = fake.requests[0][1]["html"]
    assert html.count("<template shadowrootmode=") == 3
    assert all(f">{word}<" in html for word in ("OPEN", "CLOSED", "NESTED"))
    assert paired.here("return window.wrappedJSObject?.seen ?? window.seen") == 0


def test_every_character_arrives_without_the_scripts(paired: Firefox, fake: Fake, shop: Shop) -> None:
    text = "x" + '\N{GRINNING FACE}"\\/\u2028é\t' * 40_000
    code = "let secret = 'TOKEN';".ljust(1000)
    paired.answer(shop.serve(reports.DETAIL, f"<p>{text}</p><script>{code}</script><style>{code}</style>"))
    assert f"<p>{text}</p><script></script><style></style>" in fake.requests[0][1]["html"]


def test_a_page_that_hides_its_own_properties_is_read(paired: Firefox, fake: Fake, shop: Shop) -> None:
    script = """
      Element.prototype.getHTML = () => "LIE"; JSON.stringify = () => "LIE";
      Object.defineProperty(Document.prototype, "documentElement", {get: () => null});
      Array.prototype.push = () => { throw 1; };"""
    page = f"<script>{script}</script><form name=documentElement><input name=shadowRoot></form><p>TRUTH</p>"
    paired.answer(shop.serve(reports.DETAIL, page))
    assert paired.state() is None
    assert "<p>TRUTH</p>" in fake.requests[0][1]["html"]


def test_script_in_every_field_is_shown_as_text(paired: Firefox, fake: Fake) -> None:
    words = "<img src=x onerror=\"document.title='RUN'\"><script>document.title='RUN'</script>"
    fake.reply = lambda path, request: (200, reports.hostile(words))
    assert words in paired.answer(reports.ORDER_PAGE)
    assert paired.popup("document.querySelectorAll('img, iframe, script:not([src])').length") == 0
    assert paired.popup("document.title") == "whyclosed"


def test_ticking_and_reopening(paired: Firefox, fake: Fake) -> None:
    def reply(path: str, request: Any) -> tuple[int, Any]:
        return 200, reports.report(reports.entry(answers=request.get("answers", {})))

    fake.reply = reply
    paired.answer(reports.ORDER_PAGE)
    paired.popup("document.querySelector('[data-focus=step-ask_seller]').click()")
    paired.wait(
        "document.querySelector('[data-focus=step-ask_seller]').checked && !document.querySelector('[aria-busy]')"
    )
    assert fake.requests[-1][1]["answers"] == {"contacted_at": "now", "done": ["ask_seller"]}
    paired.close_popup()
    fake.delay = 30
    paired.click()
    paired.wait("document.querySelector('h1') !== null")
    fake.hurry.set()
    paired.settled()


def test_extension_pages_can_speak_to_this_computer_only(paired: Firefox, fake: Fake) -> None:
    paired.open(paired.url("orders.html"))
    script = """
      return new Promise((done) => {
        document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective), {once: true});
        fetch(arguments[0], {method: "POST", mode: "no-cors"}).then(() => done("reached"), () => {}); })"""
    assert paired.here(script, f"http://localhost:{fake.port}/x") == "connect-src"
    assert paired.here(script, f"https://{HOST}/") == "connect-src"
    assert not any(hit.startswith("POST /x") for hit in fake.hits)


@pytest.fixture
def unguarded(firefox: Firefox) -> Iterator[Firefox]:
    """Firefox while it lets web pages speak to this computer."""
    with firefox.preferring({"network.lna.enabled": False, "network.lna.blocking": False}):
        yield firefox


def test_a_web_page_reads_nothing_and_changes_nothing(unguarded: Firefox, real: Real, fake: Fake) -> None:
    unguarded.open(reports.ORDER_PAGE)
    for port in (real.port, fake.port):
        for name, attack in ATTACKS.items():
            for path in PATHS:
                script = f"const [url, body] = arguments; return ({attack}).catch(() => 'failed')"
                got = unguarded.here(script, f"http://127.0.0.1:{port}{path}", '{"client_nonce": "00"}')
                assert got in ("", "failed"), f"{name} {path}: {got}"
    assert real.read == []
    assert any(hit.startswith("POST") for hit in fake.hits), "the attacks did not even arrive"
    assert fake.requests == []


def test_a_name_that_was_pointed_here_reads_nothing(unguarded: Firefox, real: Real) -> None:
    unguarded.open(f"http://rebind.example:{real.port}/")
    assert unguarded.here("return location.hostname") == "rebind.example"
    for path in PATHS:
        script = """return fetch(arguments[0], {method: "POST", body: "{}", headers: {"Content-Type": "application/json"}})
          .then((r) => r.status, () => "blocked")"""
        # Our answer's own policy forbids the page that it became to fetch anything.
        assert unguarded.here(script, path) in (421, "blocked")
    assert real.read == []


def test_a_picture_is_drawn(paired: Firefox, tmp_path: Path) -> None:
    paired.answer(reports.ORDER_PAGE)
    paired.picture(tmp_path / "popup.png")
    assert (tmp_path / "popup.png").stat().st_size > 5_000
