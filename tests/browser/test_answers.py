"""From the click to the answer and what can be done with it, in a real Chromium."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser import reports
from tests.browser.chromium import Chromium, Popup
from tests.browser.fake_server import Fake, wait_until
from tests.browser.shop import Shop

REFUSED = "The seller refuses: dispute today."


def remembering(fake: Fake) -> None:
    """Let the fake server take answers and remember them as the real one does."""
    kept: dict[str, Any] = {}

    def reply(path: str, request: Any) -> tuple[int, Any]:
        kept.update(request.get("answers", {}))
        answers = dict(kept)
        questions = tuple(each for each in reports.DISPUTE.questions if answers.get(each.fact) is None)
        diagnosis = replace(reports.DISPUTE, questions=questions)
        if answers.get("seller_reply") == "refuses":
            diagnosis = replace(diagnosis, verdict=REFUSED, headline=f"{REFUSED} All else is said.")
        return 200, reports.report(reports.entry(diagnosis=diagnosis, answers=answers))

    fake.reply = reply


def test_the_first_screen_has_the_answer(chromium: Chromium, fake: Fake) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.run("document.querySelector('h1').innerText") == reports.DISPUTE.verdict
    assert popup.run("document.querySelector('.summary').innerText") == reports.DISPUTE.summary
    cards = popup.run("[...document.querySelectorAll('.card')].map((card) => card.innerText.split(/\\n+/))")
    assert cards == [
        ["What you get back", "€18.40", reports.DISPUTE.money.text],
        ["At the latest", "Fri, Dec 4", "your last safe day to open a dispute"],
    ]
    assert popup.run("document.querySelector('.says').innerText.split(/\\n+/)") == [
        "The page says:",
        reports.DISPUTE.page_says,
    ]
    parts = popup.run("[...document.querySelectorAll('.part')].map((part) => [part.dataset.part, part.open])")
    assert [name for name, is_open in parts if is_open] == ["steps", "questions"]
    assert [name for name, _ in parts[:3]] == ["steps", "questions", "warnings"]


@pytest.mark.parametrize(("by", "told"), [(date(2026, 12, 21), []), (date(2026, 12, 4), ["Expected by Dec 4, 2026"])])
def test_the_day_of_the_money_is_told_once(chromium: Chromium, fake: Fake, by: date, told: list[str]) -> None:
    money = replace(reports.AUTOMATIC.money, expected_by=by)
    fake.reply = lambda path, request: (
        200,
        reports.report(reports.entry(diagnosis=replace(reports.AUTOMATIC, money=money))),
    )
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    lines = popup.run("document.querySelector('.card').innerText.split(/\\n+/)")
    assert [line for line in lines if line.startswith("Expected")] == told


def test_the_button_names_the_day(chromium: Chromium) -> None:
    page = chromium.open(reports.ORDER_PAGE)
    chromium.answer(page)
    title = chromium.desk.evaluate(
        "async () => { const [tab] = await chrome.tabs.query({active: true});"
        "return chrome.action.getTitle({tabId: tab.id}); }"
    )
    assert title == "By Friday, December 4: your last safe day to open a dispute"


def test_shadow_roots_are_read_open_closed_and_nested(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    script = """
      const open = one.attachShadow({mode: "open"}); open.innerHTML = "<b>OPEN</b><div id=inner></div>";
      open.getElementById("inner").attachShadow({mode: "closed"}).innerHTML = "<i>NESTED</i>";
      two.attachShadow({mode: "closed"}).innerHTML = "<i>CLOSED</i>";"""
    page = shop.serve(reports.DETAIL, f"<div id=one></div><div id=two></div><script>{script}</script>")
    chromium.answer(chromium.open(page))
    html = fake.requests[0][1]["html"]
    assert html.count("<template shadowrootmode=") == 3
    assert all(f">{word}<" in html for word in ("OPEN", "CLOSED", "NESTED"))


def test_a_frame_of_the_shop_is_read_where_it_is_seen(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    code = "let secret = 'TOKEN';".ljust(1000)
    shown = shop.serve("/inner", f'<p title="1 &amp; 2">SHOWN</p><script>{code}</script><iframe src=/deep></iframe>')
    shop.serve("/deep", "<p>DEEP</p>")
    shop.serve("/hidden", "<p>HIDDEN</p>")
    foreign = shop.serve("/ad", "<p>FOREIGN</p>", host="evil.example")
    frames = f"<iframe src={shown}></iframe><iframe src=/hidden style='display:none'></iframe><iframe src={foreign}></iframe>"
    chromium.answer(chromium.open(shop.serve(reports.DETAIL, f"<p>OWN</p>{frames}")))
    html = fake.requests[0][1]["html"]
    assert [word in html for word in ("OWN", "SHOWN", "DEEP", "HIDDEN", "FOREIGN", "TOKEN")] == [True] * 3 + [False] * 3


def test_the_page_is_not_touched(chromium: Chromium, shop: Shop) -> None:
    script = """
      window.seen = [];
      new MutationObserver((all) => seen.push(...all.map(({type}) => type)))
        .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});"""
    page = chromium.open(shop.serve(reports.DETAIL, f"<p title=x>text</p><input value=a><script>{script}</script>"))
    page.fill("input", "typed")
    globals_before = page.evaluate("Object.getOwnPropertyNames(window).sort()")
    before = page.content()
    chromium.answer(page)
    assert page.content() == before
    assert page.evaluate("seen") == []
    assert page.evaluate("Object.getOwnPropertyNames(window).sort()") == globals_before


def test_what_the_buyer_typed_into_the_page_is_not_sent(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    page = chromium.open(shop.serve(reports.DETAIL, "<input id=a><textarea id=b></textarea>"))
    page.fill("#a", "SECRET-ONE")
    page.fill("#b", "SECRET-TWO")
    chromium.answer(page)
    assert "SECRET" not in fake.requests[0][1]["html"]


def test_long_scripts_and_styles_stay_in_the_browser(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    code = "let secret = 'TOKEN';".ljust(1000)
    style = "p { margin: 0 } ".ljust(1000)
    page = f"""<p title="{code}">{code}</p><style>{style}</style><script>{code}</script><p>BETWEEN</p>
      <script type="application/json">{{"data": "{"D" * 1000}"}}</script><script>var short = 1;</script>
      <script src="data:,1">{code}</script><svg><style>{style}</style></svg><p>AFTER</p>"""
    chromium.answer(chromium.open(shop.serve(reports.DETAIL, page)))
    html = fake.requests[0][1]["html"]
    assert f"""<p title="{code}">{code}</p><style></style><script></script><p>BETWEEN</p>""" in html
    assert (
        f"""<script type="application/json">{{"data": "{"D" * 1000}"}}</script><script>var short = 1;</script>"""
        in html
    )
    assert """<script src="data:,1"></script><svg><style></style></svg><p>AFTER</p>""" in html


def test_every_character_arrives(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    text = "x" + '\N{GRINNING FACE}"\\/\u2028é\t' * 40_000
    chromium.answer(chromium.open(shop.serve(reports.DETAIL, f"<p>{text}</p>")))
    assert f"<p>{text}</p>" in fake.requests[0][1]["html"]


def test_a_page_that_hides_its_own_properties_is_read(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    clobbered = "".join(
        f"<form name={name}><input name=shadowRoot><input name=outerHTML></form>"
        for name in ("documentElement", "querySelectorAll", "readyState", "createElement", "location")
    )
    script = """
      Element.prototype.getHTML = () => "LIE"; JSON.stringify = () => "LIE"; Object.prototype.html = "LIE";
      Object.defineProperty(Document.prototype, "documentElement", {get: () => null});
      Array.prototype.push = () => { throw 1; }; Object.getOwnPropertyDescriptor = () => null;
      window.chrome = {dom: {openOrClosedShadowRoot: () => "LIE"}};"""
    page = shop.serve(reports.DETAIL, f"<script>{script}</script>{clobbered}<p>TRUTH</p>")
    popup = chromium.answer(chromium.open(page))
    assert popup.state() is None
    html = fake.requests[0][1]["html"]
    assert "<p>TRUTH</p>" in html
    assert "LIE" not in re.sub(r"<script>.*?</script>", "", html, flags=re.S)


def test_a_page_that_changes_all_the_time_is_read_as_of_one_moment(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    script = """
      let n = 0; const tick = () => { n += 1; a.textContent = n; b.textContent = n; setTimeout(tick, 0); };
      tick(); setInterval(() => document.body.append(document.createElement("hr")), 5);"""
    page = shop.serve(reports.DETAIL, f"<p id=a>0</p><p id=b>0</p><script>{script}</script>")
    assert chromium.answer(chromium.open(page)).state() is None
    html = fake.requests[0][1]["html"]
    first, second = re.findall(r'<p id="[ab]">(\d+)</p>', html)
    assert first == second


def test_script_in_every_field_is_shown_as_text(chromium: Chromium, fake: Fake) -> None:
    words = "<img src=x onerror=\"document.title='RUN'\"><script>document.title='RUN'</script>javascript:alert(1)"
    fake.reply = lambda path, request: (200, reports.hostile(words))
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert words in popup.text()
    assert popup.run("document.querySelectorAll('img, iframe, script:not([src])').length") == 0
    assert popup.run("document.title") == "whyclosed"
    links = popup.run("[...document.querySelectorAll('a')].map((link) => link.href)")
    assert links == []


def test_a_link_leads_to_the_shop_or_nowhere(chromium: Chromium, fake: Fake) -> None:
    page = replace(reports.ORDER.pages[0], url="https://www.aliexpress.com.evil.example/p/order/detail.html")
    order = replace(reports.ORDER, pages=(page,))
    fake.reply = lambda path, request: (200, reports.report(reports.entry(order)))
    assert chromium.answer(chromium.open(reports.ORDER_PAGE)).run("document.querySelectorAll('a').length") == 0


def test_an_answer_refines_the_diagnosis_on_the_spot(chromium: Chromium, fake: Fake) -> None:
    remembering(fake)
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.click('[data-focus="ask-seller_reply-1"]')
    popup.wait("document.querySelector('h1').innerText.startsWith('The seller refuses: dispute')")
    path, request = fake.requests[-1]
    assert path == "/answer"
    assert request["answers"] == {"seller_reply": "refuses"}
    assert request["order"]["order_id"] == reports.ORDER_ID
    assert "seller reply" in popup.run("document.querySelector('[data-part=answers]').textContent")
    assert popup.run("document.getElementById('live').textContent").startswith("The seller refuses")
    popup.run("document.querySelector('[data-part=answers]').open = true")
    popup.click("[data-part=answers] .button")
    popup.wait("!document.querySelector('h1').innerText.startsWith('The seller refuses: dispute')")
    assert fake.requests[-1][1]["answers"] == {"seller_reply": None}


def test_i_do_not_know_is_an_answer(chromium: Chromium, fake: Fake) -> None:
    remembering(fake)
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    asked = popup.run(
        "[...document.querySelectorAll('.question')].map((one) => [...one.querySelectorAll('.choices button')].at(-1).innerText)"
    )
    assert asked == ["I don't know"] * 3
    popup.click("[data-focus='ask-seller_reply-3']")
    wait_until(lambda: "/answer" in fake.paths())
    popup.wait("document.querySelector('[data-part=answers]')")
    assert fake.requests[-1][1]["answers"] == {"seller_reply": "unknown"}
    assert "I don't know" in popup.run("document.querySelector('[data-part=answers]').textContent")


def test_dates_times_and_yes_no_are_answered_in_the_wire_form(chromium: Chromium, fake: Fake) -> None:
    remembering(fake)
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.click('[data-focus="ask-wants_item-0"]')
    wait_until(lambda: fake.paths().count("/answer") == 1)
    popup.settled()
    popup.run("document.querySelector('[data-focus=ask-contacted_at]').value = '2026-11-21T18:30'")
    popup.click("[data-part=questions] form [type=submit]")
    wait_until(lambda: fake.paths().count("/answer") == 2)
    assert fake.requests[-1][1]["answers"] == {"wants_item": True, "contacted_at": "2026-11-21T18:30"}


def test_ticking_keeps_the_place_and_the_focus(chromium: Chromium, fake: Fake) -> None:
    remembering(fake)
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.run("document.querySelector('[data-focus=step-ask_seller]').scrollIntoView()")
    popup.run("document.querySelector('[data-focus=step-ask_seller]').focus()")
    top = popup.run("document.querySelector('main').scrollTop")
    popup.press(" ", 32)
    wait_until(lambda: "/answer" in fake.paths())
    popup.wait("document.querySelector('[data-focus=step-ask_seller]').checked")
    popup.settled()
    assert fake.requests[-1][1]["answers"] == {"contacted_at": "now", "done": ["ask_seller"]}
    assert popup.run("document.activeElement.dataset.focus") == "step-ask_seller"
    assert popup.run("[...document.querySelectorAll('.due')].map((due) => due.innerText)") == [
        "By Nov 23, 2026",
        "By Dec 4, 2026",
    ]
    assert abs(popup.run("document.querySelector('main').scrollTop") - top) < 200


def test_an_answer_that_fails_changes_nothing(chromium: Chromium, fake: Fake) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    fake.reply = lambda path, request: (503, {"error": {"code": "busy"}})
    popup.click('[data-focus="step-keep_proof"]')
    popup.wait("document.querySelector('.notice')")
    assert popup.state() == "busy"
    assert popup.run("document.querySelector('[data-focus=step-keep_proof]').checked") is False
    assert reports.DISPUTE.verdict in popup.text()


def test_reopening_shows_the_last_answer_before_the_server_answers(chromium: Chromium, fake: Fake) -> None:
    page = chromium.open(reports.ORDER_PAGE)
    chromium.answer(page)
    chromium.close_popup()
    fake.delay = 30
    popup = chromium.click(page)
    popup.wait("document.querySelector('h1')")
    assert popup.run("document.querySelector('main').getAttribute('aria-busy')") == "true"
    first = popup.run("[...document.querySelectorAll('.verdict, .card, .says')].map((part) => part.innerText)")
    assert reports.DISPUTE.verdict in first[0]
    assert "This is the last answer, from Nov 22, 2026" in popup.text()
    fake.hurry.set()
    popup.wait("document.querySelector('[data-part=steps]')")
    assert popup.run("[...document.querySelectorAll('.verdict, .card, .says')].map((part) => part.innerText)") == first
    assert "This is the last answer" not in popup.text()


def test_read_again_without_news_says_so(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.click("#again")
    popup.wait("document.getElementById('live').textContent === 'Nothing has changed.'")


def test_reopening_without_the_server_keeps_the_last_answer_in_view(chromium: Chromium, fake: Fake) -> None:
    page = chromium.open(reports.ORDER_PAGE)
    chromium.answer(page)
    chromium.close_popup()
    chromium.pair(1, fake.key)
    popup = chromium.answer(page)
    popup.wait("document.querySelector('.notice')")
    assert popup.state() == "server_down"
    assert popup.run("document.querySelector('h1').innerText") == reports.DISPUTE.verdict
    assert popup.run("[...document.querySelectorAll('.notice > *')].map((part) => part.innerText)") == [
        "The program is not running",
        "Nothing answers on this computer, so the page was not read.",
        "Start the program in a terminal:",
        ".venv/bin/whyclosed serve --port 1\nCopy",
        "Type this in the folder of whyclosed.",
        "Leave it running and try again. If you started it with another port, set that port in the settings.",
        "Close",
    ]
    boxes = popup.run(
        "['.verdict', '.notice'].map((one) => document.querySelector(one).getBoundingClientRect().bottom)"
    )
    assert boxes[0] < boxes[1] <= 600


def test_only_a_glance_of_an_answer_is_kept(chromium: Chromium, fake: Fake) -> None:
    chromium.answer(chromium.open(reports.ORDER_PAGE))
    kept = chromium.desk.evaluate("async () => JSON.stringify(await chrome.storage.session.get())")
    assert reports.DISPUTE.verdict in kept
    assert reports.DISPUTE.steps[0].text not in kept
    assert len(kept) < 2_000


def test_a_full_store_neither_hides_nor_replaces_an_answer(chromium: Chromium, fake: Fake) -> None:
    fill = "async () => { for (const size of [1e6, 1e5, 1e4, 1e3, 100, 10]) for (let n = 0; n < 12; n++) "
    fill += "await chrome.storage.session.set({[`x${size}-${n}`]: 'x'.repeat(size)}).catch(() => {}); }"
    chromium.desk.evaluate(fill)
    fake.reply = lambda path, request: (200, reports.report(*[reports.entry() for _ in range(100)]))
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.state() is None
    assert popup.run("document.querySelectorAll('.row').length") == 100
    popup.click(".row")
    assert popup.run("document.querySelector('h1').innerText") == reports.DISPUTE.verdict
    assert chromium.desk.evaluate("async () => (await chrome.storage.session.get('answers')).answers") is None


def test_a_list_stands_as_the_server_sorted_it(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    fake.reply = lambda path, request: (200, reports.several())
    popup = chromium.answer(chromium.open(shop.serve("/p/order/index.html", "<p>list</p>")))
    assert popup.run("document.querySelector('h1').innerText") == "Orders: 3 · to do: 1 · waiting: 1 · done: 1"
    rows = "[...document.querySelectorAll('.row')].filter((row) => row.checkVisibility()).map((row) => row.innerText.split(/\\n+/))"
    live = popup.run(rows)
    assert live == [
        ["Open a dispute.", "Reading lamp with clip, warm white", "€18.40", "by Dec 4"],
        ["Wait. The money comes by itself.", "Felt slippers, grey", "€18.40", "by Dec 21"],
    ]
    assert popup.run("document.querySelector('[data-part=done] summary').innerText") == "Done (1)"
    popup.click("[data-part=done] summary")
    assert popup.run(rows)[2] == ["Nothing is left to do.", "Tea strainer", "€18.40"]
    heights = popup.run(
        "[...document.querySelectorAll('.row .line')].map((line) => line.getBoundingClientRect().height)"
    )
    assert max(heights) < 30, "a line of a row is one line"
    popup.click(".row")
    assert popup.run("document.querySelector('h1').innerText") == reports.DISPUTE.verdict
    popup.click('[data-focus="back"]')
    assert popup.run("document.activeElement.dataset.focus") == "row-0"


def test_a_page_without_an_order_number_is_joined_to_one(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    nameless = replace(reports.ORDER, order_id=None)

    def reply(path: str, request: Any) -> tuple[int, Any]:
        known = path == "/orders" or request.get("order") == reports.ORDER_ID
        return 200, reports.report(reports.entry(reports.ORDER if known else nameless))

    fake.reply = reply
    popup = chromium.answer(chromium.open(shop.serve("/p/tracking/index.html", "<p>tracking</p>")))
    assert "does not say which order it belongs to" in popup.text()
    popup.click(".belongs input")
    popup.wait("document.querySelector('datalist option')")
    popup.run(f"document.querySelector('.belongs input').value = '{reports.ORDER_ID}'")
    popup.click(".belongs .button")
    popup.wait("!document.querySelector('.belongs')")
    assert fake.requests[-1][1]["order"] == reports.ORDER_ID


def test_a_message_is_copied(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.run("document.querySelector('[data-part=messages]').open = true")
    popup.run("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    popup.click('[data-focus="copy-M01"]')
    popup.wait("document.getElementById('live').textContent === 'Copied.'")
    assert popup.run("window.copied") == reports.DISPUTE.messages[0].text


def test_a_picture_of_the_tab_is_saved(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.run("document.querySelector('[data-part=evidence]').open = true")
    popup.run(
        """document.addEventListener("click", async ({target}) => {
          if (target.download) {
            const head = new Uint8Array(await (await new Promise((done) => {
              const request = new XMLHttpRequest(); request.open("GET", target.href); request.responseType = "blob";
              request.onload = () => done(request.response); request.onerror = () => done(new Blob(["blocked"]));
              request.send(); })).arrayBuffer());
            window.saved = {name: target.download, size: head.length};
          } }, true)"""
    )
    popup.click('[data-focus="screenshot"]')
    popup.wait("document.getElementById('live').textContent.includes('downloads')")
    assert re.fullmatch(
        rf"aliexpress-{reports.ORDER_ID}-\d{{4}}-\d\d-\d\d\.png", popup.wait("window.saved").get("name")
    )


def test_why_leads_to_the_words_of_the_page_and_the_source(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    popup.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    chain = popup.run("document.querySelector('.reason').innerText")
    because = reports.DISPUTE.because[0]
    for words in (because.says, "Shipment cancelled", "B101", "A cancelled shipment", "alibestfinds"):
        assert words in chain
    for code in ("CANCELLED", "logistic-info-v2--nodeTitle--"):
        assert code not in chain


def full_report(chromium: Chromium, popup: Popup) -> Any:
    return chromium.wait_for_tab(lambda: popup.click("#full"), "report.html")


def test_the_full_report_opens_in_a_tab_and_names_the_day(chromium: Chromium, fake: Fake) -> None:
    remembering(fake)
    page = full_report(chromium, chromium.answer(chromium.open(reports.ORDER_PAGE)))
    expect(page).to_have_title(f"by Dec 4 · {reports.DISPUTE.verdict}")
    expect(page.locator("[data-part=why] .reason").first).to_have_attribute("open", "")
    assert page.locator("[data-part=why] > div > .reason").count() == 1
    expect(page.locator("[data-part=why] .fold > summary")).to_have_text(
        ["Other reasons: 1", "What would change the answer: 1"]
    )
    expect(page.locator("[data-part=why]")).to_have_attribute("open", "")
    page.click('[data-focus="ask-seller_reply-1"]')
    expect(page.locator("h1")).to_have_text(REFUSED)
    page.reload()
    expect(page.locator("h1")).to_have_text(REFUSED)


def test_a_report_that_is_gone_says_so(chromium: Chromium) -> None:
    page = chromium.open(chromium.url("report.html#nothing"))
    expect(page.locator("h1")).to_have_text("This report is gone")


def test_the_calendar_file_comes_from_the_server(chromium: Chromium, fake: Fake) -> None:
    calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
    page = full_report(chromium, chromium.answer(chromium.open(reports.ORDER_PAGE)))
    fake.reply = lambda path, request: (200, {"ics": calendar})
    with page.expect_download() as download:
        page.click("#calendar")
    assert download.value.suggested_filename == f"whyclosed-{reports.ORDER_ID}.ics"
    assert download.value.path().read_bytes() == calendar.encode()
    assert fake.requests[-1][1]["order_id"] == reports.ORDER_ID


def test_my_orders_are_listed_searched_opened_and_forgotten(chromium: Chromium, fake: Fake) -> None:
    forgotten: list[str | None] = []

    def reply(path: str, request: Any) -> tuple[int, Any]:
        if path == "/forget":
            forgotten.append(request["order_id"])
            return 200, {"forgotten": 1, "erased": request["order_id"] is None}
        left = [each for each in reports.several()["orders"] if each["order"]["order_id"] not in forgotten]
        return 200, {**reports.several(), "orders": [] if None in forgotten else left}

    fake.reply = reply
    chromium.answer(chromium.open(reports.ORDER_PAGE))
    page = chromium.open(chromium.url("orders.html"))
    rows = page.locator(".row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Reading lamp")
    page.fill("input[type=search]", "felt 5555")
    expect(rows).to_have_count(1)
    page.fill("input[type=search]", "no such thing")
    expect(page.locator("main")).to_contain_text("No order matches.")
    page.fill("input[type=search]", "")
    report = chromium.wait_for_tab(lambda: rows.nth(1).click(), "report.html")
    expect(report.locator("h1")).to_have_text(reports.AUTOMATIC.verdict)
    page.bring_to_front()
    page.click(f"[aria-label='Forget order {reports.ORDER_ID}']")
    page.click("dialog [value=no]")
    assert forgotten == []
    page.click(f"[aria-label='Forget order {reports.ORDER_ID}']")
    page.click("dialog [value=yes]")
    expect(rows).to_have_count(2)
    expect(page.locator("#live")).to_contain_text("It is erased from the disk, too")
    assert forgotten == [reports.ORDER_ID]
    kept = page.evaluate("async () => JSON.stringify(await chrome.storage.session.get())")
    assert reports.ORDER_ID not in kept
    page.click("text=Forget all orders")
    page.click("dialog [value=yes]")
    expect(page.locator("main")).to_contain_text("No order is remembered yet")
    assert forgotten[-1] is None


def test_pairing_walks_through_and_tries_the_key(chromium: Chromium, fake: Fake) -> None:
    chromium.pair(47291, None)
    page = chromium.open(chromium.url("pairing.html"))
    result = page.locator("#result")
    page.click("#by-hand > summary")
    page.fill("#key", "not a key")
    page.click("[type=submit]")
    expect(result).to_contain_text("not a pairing key")
    expect(page.locator("#key")).to_be_focused()
    page.fill("#port", str(fake.port))
    page.fill("#key", "11" * 32)
    page.click("[type=submit]")
    expect(result).to_contain_text("The key does not fit")
    assert page.evaluate("async () => (await chrome.storage.local.get('key')).key") is None
    page.fill("#key", f" {fake.key.upper()}\n")
    page.click("[type=submit]")
    expect(result).to_contain_text("Connected")
    expect(page.locator("#key")).to_have_value("")
    assert chromium.answer(chromium.open(reports.ORDER_PAGE)).state() is None
    assert fake.key.encode() not in b"".join(fake.sent)
    page.bring_to_front()
    page.reload()
    expect(result).to_contain_text("this browser is connected")
    page.click("#by-hand > summary")
    page.click("#unpair")
    expect(result).to_contain_text("removed")
    assert chromium.answer(chromium.open(reports.ORDER_PAGE)).state() == "no_key"
