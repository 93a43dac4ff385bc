"""Chromium with the extension in it: a real toolbar click, and the popup that it opens."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright

SOURCE = Path(__file__).parents[2] / "extension" / "src"
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
BINARY = Path("/usr/bin/chromium")
_QUIET = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--animation-duration-scale=0",  # of the browser's own windows, which take a third of its time
    "--ignore-certificate-errors",
    "--force-device-scale-factor=1",
    "--window-size=1280,900",
    "--screen-info={1600x1200}",
]


def extension_id(source: Path) -> str:
    """The id that Chromium makes of the manifest's key."""
    key = base64.b64decode(json.loads((source / "manifest.json").read_text("utf-8"))["key"])
    return "".join(chr(ord("a") + int(digit, 16)) for digit in sha256(key).hexdigest()[:32])


class Popup:
    """The open popup, seen through the browser's own debugging protocol."""

    def __init__(self, browser: CDPSession, target: str, pause: Callable[[float], None]) -> None:
        self._browser = browser
        self._pause = pause
        self._target = target
        self._session = browser.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]
        self._answers: dict[int, Any] = {}
        self._last = 0
        browser.on("Target.receivedMessageFromTarget", self._receive)

    def _receive(self, event: Any) -> None:
        if event["sessionId"] == self._session:
            message = json.loads(event["message"])
            if "id" in message:
                self._answers[message["id"]] = message

    def send(self, method: str, **params: Any) -> Any:
        """One command of the debugging protocol, to the popup."""
        self._last += 1
        number = self._last
        message = json.dumps({"id": number, "method": method, "params": params})
        self._browser.send("Target.sendMessageToTarget", {"sessionId": self._session, "message": message})
        end = time.monotonic() + 20
        while number not in self._answers:
            if time.monotonic() > end:
                raise TimeoutError(method)
            self._pause(2)  # lets events come in
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer["result"]

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression (promises are waited for)."""
        answer = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 30.0) -> Any:
        """Wait until an expression is true, and return it."""
        end = time.monotonic() + seconds
        while True:
            with suppress(RuntimeError):
                true, value = self.run(f"(async () => {{ const v = await ({condition}); return [!!v, v]; }})()")
                if true:
                    return value
            if time.monotonic() > end:
                raise TimeoutError(f"{condition}\n--- the popup says:\n{self.text()}")
            time.sleep(0.03)

    def settled(self) -> Popup:
        """Wait until something is shown and nothing is under way."""
        self.wait("document.querySelector('main h1') && !document.querySelector('main').hasAttribute('aria-busy')")
        return self

    def text(self) -> str:
        """What can be read in the popup."""
        return str(self.run("document.body.innerText"))

    def state(self) -> str | None:
        """The state that the popup shows instead of an answer."""
        value = self.run("document.querySelector('.panel, .notice')?.dataset.state ?? null")
        return None if value is None else str(value)

    def click(self, selector: str) -> None:
        """Click on an element with the mouse."""
        place = self.run(
            f"""(() => {{ const e = document.querySelector({json.dumps(selector)});
            e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect();
            return {{x: r.x + r.width / 2, y: r.y + r.height / 2}}; }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key; `text` is what it types, without which a button does not hear of Enter."""
        typed = {"text": text} if text else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **typed)
        with suppress(Error):  # a popup closes where the key opened a tab
            self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def picture(self, path: Path, *, dark: bool = False) -> None:
        """Save what the popup looks like."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=scheme)
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """Close the popup."""
        with suppress(Exception):
            self._browser.send("Target.closeTarget", {"targetId": self._target})
        self._browser.remove_listener("Target.receivedMessageFromTarget", self._receive)


class Chromium:
    """A running browser. `context` is Playwright's, for pages and tabs."""

    def __init__(self, context: BrowserContext, source: Path, desk: str) -> None:
        self.context = context
        self.id = extension_id(source)
        browser = context.browser
        assert browser is not None
        self._browser = browser
        self._cdp = browser.new_browser_cdp_session()
        self._popup: Popup | None = None
        self.desk = context.pages[0]
        self.desk.goto(self.url(desk))

    def url(self, path: str) -> str:
        """The address of a page of the extension."""
        return f"chrome-extension://{self.id}/{path}"

    def pair(self, port: int, key: str | None) -> None:
        """Set what the settings page would set."""
        self.desk.evaluate("settings => chrome.storage.local.set(settings)", {"port": port, "key": key})

    def fresh(self) -> None:
        """Forget everything: settings, results, open tabs and the popup."""
        self.close_popup()
        for page in self.context.pages:
            if page is not self.desk:
                page.close()
        self.desk.evaluate("async () => { await chrome.storage.local.clear(); await chrome.storage.session.clear(); }")

    def close_popup(self) -> None:
        """Close the popup, if one is open."""
        if self._popup:
            self._popup.close()
            self._popup = None
            end = time.monotonic() + 30
            while self._popups() and time.monotonic() < end:
                time.sleep(0.02)

    def open(self, url: str) -> Page:
        """A new tab in front."""
        page = self.context.new_page()
        page.goto(url)
        page.bring_to_front()
        return page

    def _targets(self, kind: str) -> list[Any]:
        wanted = {"filter": [{"type": kind, "exclude": False}]}
        return list(self._cdp.send("Target.getTargets", wanted)["targetInfos"])

    def _popups(self) -> list[Any]:
        return [each for each in self._targets("page") if each["url"] == self.url("popup.html")]

    def press_button(self, page: Page) -> None:
        """Click on the extension's button in the toolbar while `page` is in front."""
        self.close_popup()
        tab = next(each for each in self._targets("tab") if each["url"] == page.url)
        self._cdp.send("Extensions.triggerAction", {"id": self.id, "targetId": tab["targetId"]})

    def click(self, page: Page) -> Popup:
        """The same, and the popup that opens."""
        self.press_button(page)
        return self.opened()

    def opened(self) -> Popup:
        """The popup that a click has opened."""
        end = time.monotonic() + 30
        while not (found := self._popups()):
            if time.monotonic() > end:
                raise TimeoutError("no popup opened")
            time.sleep(0.01)
        self._popup = Popup(self._cdp, found[0]["targetId"], self.desk.wait_for_timeout)
        return self._popup

    def answer(self, page: Page) -> Popup:
        """Click, and wait until the popup has come to rest."""
        return self.click(page).settled()

    def zoomed(self, page: Page, *widths: int, height: int = 300) -> Iterator[tuple[int, Page]]:
        """The popup as at 200 %, opened anew for each width: so many CSS pixels, each two wide. Browsers without a screen
        do not zoom a popup, so it stands in a tab behind `page`, which it reads by the right that the last real click on
        it has given."""
        self.close_popup()
        behind = self.context.new_page()
        session = self.context.new_cdp_session(behind)
        page.bring_to_front()
        for width in widths:
            size = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": False}
            session.send("Emulation.setDeviceMetricsOverride", size)
            behind.goto(self.url("popup.html"))
            behind.wait_for_selector("main:not([aria-busy]) h1")
            yield width, behind

    def wait_for_tab(self, act: Callable[[], None], path: str) -> Page:
        """Do something that opens a page of the extension, and return that page."""
        before = set(self.context.pages)
        act()
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for page in self.context.pages:
                if page not in before and page.url.startswith(self.url(path)):
                    page.wait_for_load_state()
                    return page
            self.desk.wait_for_timeout(30)
        raise TimeoutError(f"no tab {path}: {[page.url for page in self.context.pages]}")


@contextmanager
def run_chromium(
    playwright: Playwright,
    profile: Path,
    shop_port: int,
    *,
    extra: tuple[str, ...] = (),
    source: Path = SOURCE,
    desk: str = "orders.html",
    locale: str = "en-US",
) -> Iterator[Chromium]:
    """Start Chromium. Every shop host leads to our shop, every other name nowhere; the shop counts as a public
    address, as the real one does. `desk` is the page of the extension in `source` that stays open,
    `locale` the browser's language (BCP 47)."""
    hosts = "www.aliexpress.com www.aliexpress.us m.aliexpress.com trade.aliexpress.com aliexpress.ru login.aliexpress.com evil.example"
    rules = [f"MAP {host}:443 127.0.0.1:{shop_port}" for host in hosts.split()]
    args = [
        *_QUIET,
        f"--disable-extensions-except={source}",
        f"--load-extension={source}",
        f"--host-resolver-rules={', '.join([*rules, 'MAP rebind.example 127.0.0.1', 'MAP * ~NOTFOUND'])}, EXCLUDE 127.0.0.1",
        f"--ip-address-space-overrides=127.0.0.1:{shop_port}=public",
        f"--lang={locale}",
        *extra,
    ]
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=BINARY,
        headless=False,  # `--headless=new` is passed by hand: extensions need it
        args=args,
        ignore_https_errors=True,
        no_viewport=True,
        ignore_default_args=["--disable-extensions", "--lang=en-US"],
        locale=locale,
        env={**os.environ, "TZ": "Europe/Berlin", "LANGUAGE": locale.replace("-", "_")},
    )
    context.set_default_timeout(10_000)
    try:
        yield Chromium(context, source, desk)
    finally:
        context.close()
