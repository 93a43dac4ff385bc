"""The JSON Schema: current, and true of what the command prints."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files

import jsonschema
import pytest

from whyclosed.api import Diagnosed, Report
from whyclosed.schema import FILE, make_schema, schema_text
from whyclosed_parser.model import Order, from_dict, to_dict
from whyclosed_rules.model import Diagnosis

VALIDATOR = jsonschema.Draft202012Validator(
    make_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def test_file_is_current() -> None:
    stored = files("whyclosed.schema").joinpath(FILE).read_text("utf-8")
    assert stored == schema_text(), "run: python -m whyclosed.schema"


def test_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(make_schema())


def test_a_full_report_is_valid_and_comes_back(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    form = json.loads(json.dumps(Report(now, (Diagnosed(order, diagnosis),), ()).to_dict()))
    VALIDATOR.validate(form)
    assert from_dict(Order, form["orders"][0]["order"]) == order
    assert to_dict(from_dict(Diagnosis, form["orders"][0]["diagnosis"])) == {**to_dict(diagnosis), "sources": {}}
    assert form["sources"] == to_dict(diagnosis.sources)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "whyclosed/2"),
        (("orders", 0, "order", "status", "code"), "gone"),
        (("orders", 0, "diagnosis", "deadlines", 0, "last_day"), "tomorrow"),
        (("orders", 0, "name"), "x"),
    ],
    ids=["version", "status", "day", "extra key"],
)
def test_a_wrong_report_is_refused(
    path: tuple[str | int, ...], value: str, order: Order, diagnosis: Diagnosis, now: datetime
) -> None:
    form = json.loads(json.dumps(Report(now, (Diagnosed(order, diagnosis),), ()).to_dict()))
    place = form
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(form)
