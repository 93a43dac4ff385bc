"""What a browser shows of changed pages: the harness's own claim, tried.

    python -m tests.changed.eye [--kind NAME]… [--pages N]

Opens pages before and after each change in Chromium, without a network, and compares the text that is laid out: shadow
roots and frames too. A kind that adds something must show all that was there, in its order. Ends with 1 where not.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from tests.changed.changes import CHANGES
from tests.changed.html import INVISIBLE
from tests.changed.pages import changed, pages

BINARY = Path("/usr/bin/chromium")
# Laid out, yet not to be seen: text without size, without colour, or outside of the window; or seen, and drawn by a sheet.
LAID_OUT_UNSEEN = {"hidden_off_screen", "heard_prefixes", "rolling_digits", "labels_by_sheet", "heard_hints_by_sheet"}
# In a box of its own the text comes behind the rest in what the browser gives.
MOVED = {"shadow_root", "shadow_root_page", "frame_srcdoc", "frame_srcdoc_page"}
MOVED |= {"row_reversed", "named_slots", "virtual_rows", "number_in_field"}  # and here the source has another order
MOVED |= {"scoped_sheets", "slot_fallback", "rows_transposed", "blocks_reordered", "digits_out_of_order"}
WITHOUT_COLONS = {"colon_by_sheet"}  # the browser gives no text that the sheet draws
SHOWN = """() => {
  const inner = (root) => [...root.querySelectorAll('*')].flatMap((one) =>
    one.shadowRoot ? [...[...one.shadowRoot.children].map((child) => child.checkVisibility() ? child.innerText || '' : ''), ...inner(one.shadowRoot)]
    : one.contentDocument ? [one.contentDocument.body.innerText, ...inner(one.contentDocument)] : []);
  const fields = [...document.querySelectorAll('input[readonly]')].map((one) => one.checkVisibility() ? one.value : '');
  return [document.body.innerText, ...inner(document), ...fields].join(' ');
}"""


def shown(tab: Tab, folder: Path, data: bytes) -> str:
    """The text of a page on the screen, without white space and what has no width."""
    path = folder / "page.html"
    path.write_bytes(data)
    tab.goto(path.as_uri(), wait_until="load")
    text = unicodedata.normalize("NFKC", tab.evaluate(SHOWN))
    return "".join(text.split()).translate(dict.fromkeys(map(ord, INVISIBLE)) | dict.fromkeys((0x2010, 0x2011), "-"))


def is_within(small: str, large: str) -> bool:
    """Whether all characters stand there, in their order."""
    rest = iter(large)
    return all(character in rest for character in small)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.changed.eye", description=__doc__.splitlines()[0])
    parser.add_argument("--kind", action="append", choices=sorted(CHANGES))
    parser.add_argument("--pages", type=int, default=3, help="pages a kind")
    given = parser.parse_args()
    failures = 0
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(BINARY), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1280, "height": 20000})
        tab.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        for kind in given.kind or [kind for kind in CHANGES if kind not in LAID_OUT_UNSEEN]:
            change = CHANGES[kind]
            for page in Random(kind).sample(pages(), given.pages):
                data = changed(page, change, 0)
                if data is None:
                    continue
                before, after = shown(tab, Path(name), page.data), shown(tab, Path(name), data)
                if kind in WITHOUT_COLONS:
                    before, after = (re.sub("[:：]", "", text) for text in (before, after))
                same = sorted(before) == sorted(after) if kind in MOVED else before == after
                if same or (change.adds and is_within(before, after)):
                    continue
                failures += 1
                at = next((at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), 0)
                some = slice(max(0, at - 20), at + 40)
                print(f"{kind} of {page.name}: {before[some]!r} became {after[some]!r}")
        browser.close()
    print(f"{failures} pages look different")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
