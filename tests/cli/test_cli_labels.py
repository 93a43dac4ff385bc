"""Every label that the code asks for exists, and every label is asked for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import whyclosed
from whyclosed.labels import choice, label
from whyclosed_parser.model import TimerKind
from whyclosed_rules.model import Basis, Recipient

HOME = Path(whyclosed.__file__).parent
LABELS = tomllib.loads((HOME / "labels.toml").read_text("utf-8"))
CODE = "\n".join(path.read_text("utf-8") for path in HOME.rglob("*.py"))
CHOSEN = set(re.findall(r"choice\([\"'](\w+)[\"']", CODE)) | {"basis", "field", "example", "unread"}
USED = set(re.findall(r"[\"'](\w+\.\w+)[\"']", CODE))
BUILT = re.compile(
    r"dates\.(in_)?(hour|minute)s?(_ago)?|steps\.(by|until|from)|deadline\.\w+|overview\.(until|from)"
    r"|page\.(day|order|todo)|ask\.form_\w+|setup\.(joined|kept|taken_over|undone|nothing|not_ours|failed|load_\w+)"
)


def test_every_used_label_exists() -> None:
    used = sorted(key for key in USED if key.split(".")[0] in LABELS and not key.endswith(".html"))
    assert len(used) > 100
    assert all(label(key) for key in used)


def test_every_label_is_used() -> None:
    unused = [
        f"{section}.{name}"
        for section, names in LABELS.items()
        for name in names
        if f"{section}.{name}" not in USED and section not in CHOSEN and not BUILT.fullmatch(f"{section}.{name}")
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("section", "values"),
    [("basis", Basis), ("recipient", Recipient), ("timer", TimerKind)],
    ids=["basis", "recipient", "timer"],
)
def test_every_value_has_words(section: str, values: object) -> None:
    assert set(LABELS[section]) == set(get_args(values))


def test_a_value_without_words_stays() -> None:
    assert choice("method", "cash") == "cash"


def test_labels_are_well_formed() -> None:
    for names in LABELS.values():
        for text in names.values():
            assert list(Formatter().parse(text))
