"""What coverage-guided fuzzing found, read again: nothing but our own errors comes out, and soon (`tests/house/guided.py`)."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from tests.house.guided import CORPUS, check, seeds

INPUTS = sorted(CORPUS.iterdir())
ENOUGH = 5.0
"""Seconds of the processor; each takes a tenth of one."""


def test_there_are_inputs_and_they_are_small() -> None:
    assert len(INPUTS) >= 20
    assert sum(path.stat().st_size for path in INPUTS) < 64_000
    assert len(dict(seeds())) > 100


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name[:8])
def test_only_our_errors_come_out(path: Path) -> None:
    began = process_time()
    check(path.read_bytes())
    assert process_time() - began < ENOUGH
