"""For all tests: in CI nothing may be left out, and `make fuzz` tries more examples."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "fuzz", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a failure where CI=true."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") == "true" and exitstatus == pytest.ExitCode.OK and left_out:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
