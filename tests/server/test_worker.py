"""No page can hang, crash or fill up the server: S-22 and S-24 of the pool itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.server import jobs
from tests.server.fakes import NOW

from whyclosed_server.engine import CapturedPage
from whyclosed_server.worker import BusyError, Limits, PageStoppedError, Workers, _Worker

LIMITS = Limits(workers=2, waiting=2, deadline=1.5, patience=0.3, warming=30.0, memory=1024**3)
SLOW_MACHINE = 10.0
"""Seconds that other programs may take from a test before it fails."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(LIMITS, jobs.act)
    pool.start()
    yield pool
    pool.stop()


def page(html: str) -> CapturedPage:
    return CapturedPage(html, "https://www.aliexpress.com/p/order/detail.html", NOW)


def said(workers: Workers, html: str) -> str | None:
    """The answer, waiting for a worker that is being replaced."""
    for _ in range(10):
        try:
            return workers.run(page(html)).orders[0].order_id
        except BusyError:
            continue
    raise AssertionError("the pool did not come back")


@pytest.mark.parametrize("html", ["hello", "\ud800\0"], ids=["text", "half a character"])
def test_a_page_is_read(workers: Workers, html: str) -> None:
    assert workers.run(page(html)).orders[0].order_id == html


def test_large_pages_pass() -> None:
    pool = Workers(replace(LIMITS, deadline=LIMITS.deadline + SLOW_MACHINE), jobs.act)
    assert pool.run(page("x" * 16_000_000)).orders[0].order_id == "x" * 20
    pool.stop()


@pytest.mark.parametrize("kind", ["hang", "loop", "memory", "die", "exit", "raise", "deep"])
def test_s22_whatever_a_page_does_it_ends_in_time_and_the_next_one_works(workers: Workers, kind: str) -> None:
    started = time.monotonic()
    with pytest.raises(PageStoppedError):
        workers.run(page(kind))
    assert time.monotonic() - started < LIMITS.deadline + SLOW_MACHINE
    assert said(workers, "next") == "next"


def test_workers_that_cannot_start_are_busy_and_stop_no_page() -> None:
    pool = Workers(replace(LIMITS, workers=1), jobs.act, jobs.no_start)
    for _ in range(2):
        with pytest.raises(BusyError):
            pool.run(page("first"))
    pool.stop()


def test_s22_the_other_worker_goes_on_meanwhile(workers: Workers) -> None:
    said(workers, "ready")
    with ThreadPoolExecutor() as threads:
        hanging = threads.submit(workers.run, page("loop"))
        time.sleep(0.1)
        assert workers.run(page("other")).orders[0].order_id == "other"
        assert isinstance(hanging.exception(), PageStoppedError)


def test_a_worker_killed_a_moment_ago_is_no_fault_of_the_page(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It still counts as alive: the system has not yet said that it is not."""
    os.kill(int(said(workers, "who") or 0), signal.SIGKILL)
    monkeypatch.setattr(_Worker, "alive", property(lambda worker: not worker._pipe.closed))
    assert [said(workers, "fine") for _ in range(3)] == ["fine"] * 3


def test_a_worker_killed_while_idle_is_replaced(workers: Workers) -> None:
    for _ in range(2):
        os.kill(int(said(workers, "who") or 0), signal.SIGKILL)
        time.sleep(0.3)
        assert said(workers, "next") == "next"


def test_s32_workers_leave_no_core_and_have_a_memory_limit(workers: Workers) -> None:
    assert said(workers, "limits") == repr(((0, 0), LIMITS.memory))


def test_s24_more_pages_than_places_are_refused_at_once(workers: Workers) -> None:
    said(workers, "ready")
    with ThreadPoolExecutor(8) as threads:
        started = time.monotonic()
        jobs_ = [threads.submit(workers.run, page("slow")) for _ in range(8)]
        errors = [job.exception() for job in jobs_]
    assert time.monotonic() - started < LIMITS.deadline + SLOW_MACHINE
    assert sum(isinstance(error, BusyError) for error in errors) >= 4
    assert sum(error is None for error in errors) >= 2
    assert said(workers, "next") == "next"


def test_a_page_waits_for_workers_that_are_only_just_starting() -> None:
    pool = Workers(Limits(workers=1, deadline=1.0, patience=0.0, warming=30.0), jobs.act, jobs.slow_start)
    pool.start()
    assert pool.run(page("first")).orders[0].order_id == "first"
    pool.stop()


def test_the_pool_stops_and_leaves_no_process() -> None:
    pool = Workers(LIMITS, jobs.act)
    pid = int(pool.run(page("who")).orders[0].order_id or 0)
    pool.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
