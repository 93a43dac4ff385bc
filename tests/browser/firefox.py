"""Firefox with the extension in it, by the browser's own remote protocol. The names of Firefox's insides that stand
here may change with an ESR; they stand nowhere else."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.browser.chromium import SOURCE
from tests.browser.marionette import Marionette, MarionetteError

BINARY = Path("/usr/bin/firefox-esr")

_SWITCHES = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
_POPUP = "document.querySelector('browser.webextension-popup-browser')"
_EXTENSION = "WebExtensionPolicy.getByID(arguments[0]).extension"
_PREFERENCES: Mapping[str, object] = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "en-GB",
    "network.dns.forceResolve": "127.0.0.1",  # every name is this machine
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "ui.popup.disable_autohide": True,
}


class Firefox:
    """A running browser."""

    def __init__(self, marionette: Marionette, profile: Path) -> None:
        self.marionette = marionette
        self.profile = profile
        self.id = marionette.command("Addon:Install", {"path": str(SOURCE), "temporary": True})["value"]
        self.host = marionette.chrome("return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname", self.id)

    def url(self, path: str) -> str:
        """The address of a page of the extension."""
        return f"moz-extension://{self.host}/{path}"

    def open(self, url: str) -> None:
        """Show a page in the one tab."""
        self.close_popup()
        self.marionette.command("WebDriver:Navigate", {"url": url})

    def here(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page on view."""
        # The sandbox that scripts run in has a `fetch` of its own; the page's is meant.
        return self.marionette.page(f"const fetch = (...all) => window.fetch(...all); {script}", *arguments)

    def pair(self, port: int, key: str | None) -> None:
        """Set what the settings page would set."""
        self.open(self.url("pairing.html"))
        self.here(
            "return browser.storage.local.clear().then(() => browser.storage.session.clear())"
            ".then(() => browser.storage.local.set(arguments[0]))",
            {"port": port, "key": key},
        )

    def click(self) -> None:
        """Click on the extension's button in the toolbar."""
        self.marionette.chrome(
            f"""const {{ ExtensionParent }} = ChromeUtils.importESModule(
                "resource://gre/modules/ExtensionParent.sys.mjs");
            const button = ExtensionParent.apiManager.global.browserActionFor({_EXTENSION});
            return button.triggerAction(window);""",
            self.id,
        )

    def may_read_tab(self) -> bool:
        """Whether the extension may read the tab in front (the click allows it)."""
        return bool(
            self.marionette.chrome(
                f"return {_EXTENSION}.tabManager.hasActiveTabPermission(gBrowser.selectedTab)", self.id
            )
        )

    def popup(self, expression: str, patience: int = 5000) -> Any:
        """The value of an expression inside the popup. `patience` in milliseconds."""
        frame_script = (
            "try { const document = content.document; const window = content;"
            f"sendAsyncMessage('whyclosed', {{value: ({expression})}}); }}"
            "catch (error) { sendAsyncMessage('whyclosed', {error: String(error)}); }"
        )
        answer = self.marionette.chrome(
            f"""const popup = {_POPUP};
            if (!popup) return {{error: "no popup"}};
            return new Promise((resolve) => {{
              // A message that is sent while the popup is being put into its window gets lost.
              window.setTimeout(() => resolve({{error: "no answer"}}), arguments[1]);
              popup.messageManager.addMessageListener("whyclosed", function heard(message) {{
                popup.messageManager.removeMessageListener("whyclosed", heard);
                resolve(message.data);
              }});
              popup.messageManager.loadFrameScript("data:," + encodeURIComponent(arguments[0]), false);
            }});""",
            frame_script,
            patience,
        )
        if "error" in answer:
            raise MarionetteError(answer["error"])
        return answer.get("value")

    def wait(self, expression: str, seconds: float = 30.0) -> Any:
        """Wait until an expression inside the popup is true, and return it."""
        end = time.monotonic() + seconds
        while True:
            with suppress(MarionetteError):
                value = self.popup(expression, 200)
                if value:
                    return value
            if time.monotonic() > end:
                raise TimeoutError(f"{expression}\n--- the popup says:\n{self.text()}")
            time.sleep(0.05)

    def answer(self, url: str) -> str:
        """Open a page, click, wait until the popup has come to rest, and return its words."""
        self.open(url)
        self.click()
        self.settled()
        return self.text()

    def settled(self) -> None:
        """Wait until something is shown and nothing is under way."""
        self.wait("document.querySelector('main h1') && !document.querySelector('main').hasAttribute('aria-busy')")

    def text(self) -> str:
        """What can be read in the popup."""
        return str(self.popup("document.body.innerText"))

    def state(self) -> str | None:
        """The state that the popup shows instead of an answer."""
        value = self.popup("document.querySelector('.panel, .notice')?.dataset.state ?? null")
        return None if value is None else str(value)

    def picture(self, path: Path) -> None:
        """Save what the popup looks like."""
        data = self.marionette.chrome(
            f"""return {_POPUP}.browsingContext.currentWindowGlobal.drawSnapshot(null, 1, "white").then((image) => {{
              const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
              canvas.width = image.width; canvas.height = image.height;
              canvas.getContext("2d").drawImage(image, 0, 0);
              return canvas.toDataURL();
            }})"""
        )
        path.write_bytes(base64.b64decode(data.partition(",")[2]))

    @contextmanager
    def preferring(self, preferences: Mapping[str, bool]) -> Iterator[None]:
        """Set preferences of the browser for the length of the block."""
        names = list(preferences)
        before = self.marionette.chrome("return arguments[0].map((name) => Services.prefs.getBoolPref(name))", names)
        self._prefer(preferences)
        try:
            yield
        finally:
            self._prefer(dict(zip(names, before, strict=True)))

    @contextmanager
    def allowing(self, permission: str) -> Iterator[None]:
        """Grant an optional permission for the length of the block, as the browser's own question would."""
        self._permit("add", permission)
        try:
            yield
        finally:
            self._permit("remove", permission)

    def _permit(self, act: str, permission: str) -> None:
        self.marionette.chrome(
            f"""const {{ ExtensionPermissions }} = ChromeUtils.importESModule(
                "resource://gre/modules/ExtensionPermissions.sys.mjs");
            const wanted = {{ permissions: [arguments[2]], origins: [] }};
            return ExtensionPermissions[arguments[1]](arguments[0], wanted, {_EXTENSION});""",
            self.id,
            act,
            permission,
        )

    def _prefer(self, preferences: Mapping[str, bool]) -> None:
        self.marionette.chrome(
            "for (const [name, value] of arguments[0]) Services.prefs.setBoolPref(name, value)",
            list(preferences.items()),
        )

    def download_to(self, folder: Path) -> None:
        """Save files into this folder without a question."""
        self.marionette.chrome(
            "Services.prefs.setIntPref('browser.download.folderList', 2);"
            "Services.prefs.setBoolPref('browser.download.useDownloadDir', true);"
            "Services.prefs.setStringPref('browser.download.dir', arguments[0]);",
            str(folder),
        )

    def switch_to(self, path: str) -> None:
        """Wait for a tab of the extension that something has opened, and have it on view."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for handle in self.marionette.command("WebDriver:GetWindowHandles"):
                self.marionette.command("WebDriver:SwitchToWindow", {"handle": handle, "focus": True})
                with suppress(MarionetteError):  # a tab that is only just opening
                    if str(self.here("return location.href")).startswith(self.url(path)):
                        return
            time.sleep(0.03)
        raise TimeoutError(f"no tab {path}")

    def close_others(self) -> None:
        """Close every tab but the first."""
        first, *others = self.marionette.command("WebDriver:GetWindowHandles")
        for handle in others:
            self.marionette.command("WebDriver:SwitchToWindow", {"handle": handle})
            self.marionette.command("WebDriver:CloseWindow")
        self.marionette.command("WebDriver:SwitchToWindow", {"handle": first})

    def close_popup(self) -> None:
        """Close the popup, if one is open."""
        self.marionette.chrome(
            f"const popup = {_POPUP}; if (popup) popup.closest('panel').hidePopup();"
            "document.querySelectorAll('panel[viewId], #customizationui-widget-panel').forEach((p) => p.hidePopup?.())"
        )


def _environment() -> dict[str, str]:
    """Ours, but for where files of this user lie: the browser has a home of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}


@contextmanager
def run_firefox(profile: Path, shop_port: int) -> Iterator[Firefox]:
    """Start Firefox. Every https address leads to our shop, which counts as a public address."""
    profile.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    preferences = {
        **_PREFERENCES,
        "marionette.port": port,
        "network.socket.forcePort": f"443={shop_port}",
        "network.lna.address_space.public.override": f"127.0.0.1:{shop_port}",
    }
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.Popen(
        [str(BINARY), *_SWITCHES, "--profile", str(profile)],
        env={**_environment(), "TZ": "Europe/Berlin", "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    marionette = None
    try:
        marionette = Marionette(port)
        yield Firefox(marionette, profile)
    finally:
        if marionette:
            marionette.close()
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
