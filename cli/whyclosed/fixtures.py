"""Fixtures: a folder with pages, where they come from (`meta.toml`), and what must be read from them (`expected.json`).

`expected.json` holds the report as `orders` and `unread`, without what is not known (null or empty), without `found`,
and with problems as code and field only.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from whyclosed.errors import LabelledError
from whyclosed_parser import ParseReport, merge, parse
from whyclosed_parser.model import Json, Order, Unread
from whyclosed_parser.records import dataclass


class FixtureError(LabelledError):
    """A folder that is no fixture, or one without an `expected.json`."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """One folder. `meta` is its `meta.toml`."""

    folder: Path
    meta: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def pages(self) -> list[str]:
        """The names of its pages, in the order in which they are merged."""
        return list(self.meta.get("pages", ["page.html"]))

    @property
    def urls(self) -> list[str | None]:
        """The address of each page; None where only the page itself may tell it."""
        return self._one_a_page("url")

    @property
    def captured_at(self) -> list[datetime | None]:
        """When each page was saved; None where only the page itself may tell it."""
        return [datetime.fromisoformat(one) if isinstance(one, str) else one for one in self._one_a_page("captured_at")]

    def _one_a_page(self, key: str) -> list[Any]:
        value = self.meta.get(key)
        return value if isinstance(value, list) else [value] * len(self.pages)

    def read(self) -> ParseReport:
        """Read its pages, merged."""
        orders: list[Order] = []
        unread: list[Unread] = []
        for page, url, captured_at in zip(self.pages, self.urls, self.captured_at, strict=True):
            report = parse((self.folder / page).read_bytes(), url=url, captured_at=captured_at, tz=self.meta.get("tz"))
            orders += report.orders
            unread += report.unread
        return ParseReport(merge(orders), tuple(unread))

    def expected(self) -> Json:
        """What must be read. Raises `FixtureError` where nobody has said so yet."""
        try:
            return json.loads((self.folder / "expected.json").read_text("utf-8"))
        except FileNotFoundError:
            raise FixtureError("fixture.not_expected", name=self.name) from None

    def differences(self, report: ParseReport) -> tuple[Difference, ...]:
        """Where this report differs from what must be read."""
        return differences(self.expected(), report)

    def write_expected(self, report: ParseReport) -> None:
        """Take what was read as what must be read."""
        text = json.dumps(in_short(report), indent=2, ensure_ascii=False)
        (self.folder / "expected.json").write_text(text + "\n", "utf-8", newline="\n")


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not read as expected. None: on this side there is no such value."""

    path: str
    expected: str | None
    read: str | None

    def lines(self) -> Iterator[str]:
        """One line a side: `-` is expected, `+` is read."""
        if self.expected is not None:
            yield f"- {self.path}: {self.expected}"
        if self.read is not None:
            yield f"+ {self.path}: {self.read}"


def fixtures(home: Path, names: Iterable[str] = ()) -> tuple[Fixture, ...]:
    """The fixtures below `home`, or those named: by folder, or by name below `home`. Raises `FixtureError`."""
    if names:
        folders = [Path(name) if (Path(name) / "meta.toml").is_file() else home / name for name in names]
    else:
        folders = sorted(path.parent for path in home.glob("*/meta.toml"))
    if not folders:
        raise FixtureError("fixture.none", home=home)
    return tuple(map(_fixture, folders))


def _fixture(folder: Path) -> Fixture:
    try:
        return Fixture(folder, tomllib.loads((folder / "meta.toml").read_text("utf-8")))
    except FileNotFoundError:
        raise FixtureError("fixture.no_such", folder=folder) from None
    except tomllib.TOMLDecodeError as error:
        raise FixtureError("fixture.bad_meta", folder=folder, error=error) from None


def add_fixture(folder: Path, html: str, url: str | None) -> ParseReport:
    """Write a new fixture of a page without people, and of what is read from it today, whole or not at all. Raises
    `OSError`."""
    report = parse(html, url=url)
    pages = [page for order in report.orders for page in order.pages]
    meta = {
        "about": "?",
        "source": "scrubbed",
        "language": next((page.language for page in pages if page.language), "en"),
        "url": url,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items() if value]
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        half.chmod(0o755)
        (half / "page.html").write_text(html, "utf-8", newline="\n")
        (half / "meta.toml").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
        _fixture(half).write_expected(report)
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return report


def in_short(report: ParseReport) -> Json:
    """A report in the form of `expected.json`."""
    data = report.to_dict()
    orders = [{key: value for key, value in one["order"].items() if key != "found"} for one in data["orders"]]
    for order in orders:
        order["problems"] = [{"code": one["code"], "field": one["field"]} for one in order["problems"]]
    return {
        "orders": [_known(order) for order in orders],
        "unread": [{"code": one["problem"]["code"]} for one in data["unread"]],
    }


def _known(value: Any) -> Any:
    """The value without what is null or empty."""
    if isinstance(value, dict):
        inner = {key: _known(one) for key, one in value.items()}
        return {key: one for key, one in inner.items() if one not in (None, [], {})}
    return [_known(one) for one in value] if isinstance(value, list) else value


def differences(expected: Json, report: ParseReport) -> tuple[Difference, ...]:
    """Where a report differs from what must be read, in the order of `expected.json`."""
    wanted, got = _leaves(expected), _leaves(in_short(report))
    paths = [*wanted, *(path for path in got if path not in wanted)]
    return tuple(
        Difference(path, wanted.get(path), got.get(path)) for path in paths if wanted.get(path) != got.get(path)
    )


def _leaves(report: Any) -> dict[str, str]:
    """Each value as JSON, by its path. An order goes by its number, a problem by its code: their order says nothing."""
    found = {"orders": str(len(report.get("orders", ())))}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif path.endswith(".problems"):
            for at, one in enumerate(sorted(f"{one['code']} {one.get('field') or ''}".strip() for one in value)):
                found[f"{path}.{at}"] = one
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                walk(inner, f"{path}.{at}")
        else:
            found[path] = json.dumps(value, ensure_ascii=False)

    walk(_known(report), "")
    return found
