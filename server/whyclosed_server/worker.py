"""Reads pages in other processes that can be stopped: no page may hang, crash or fill up the server."""

from __future__ import annotations

import logging
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock, Thread

from pebble import ProcessFuture, ProcessPool

from whyclosed_server.engine import ReadPage, Source, parse_page

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

log = logging.getLogger("whyclosed.worker")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost. `deadline`, `patience` and `warming` in seconds, `memory` in bytes of address space.

    `warming` is how long a page waits for workers that are only just starting.
    """

    workers: int = 2
    waiting: int = 4
    deadline: float = 4.5
    patience: float = 2.0
    warming: float = 5.0
    memory: int = 1024**3


class BusyError(Exception):
    """All workers are busy and enough requests wait already."""


class PageStoppedError(Exception):
    """The page made the parser fail, run out of time or out of memory."""


class Workers:
    """A few spawned processes, kept warm. `job` and `prepare` are functions at the top of a module."""

    def __init__(
        self,
        limits: Limits = Limits(),
        job: Callable[[Source], ReadPage] = parse_page,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._limits = limits
        self._job = job
        self._prepare = prepare
        self._places = BoundedSemaphore(limits.workers + limits.waiting)
        self._free = BoundedSemaphore(limits.workers)
        self._lock = Lock()
        self._pool = self._new_pool()
        self._started: ProcessFuture[None] | None = None

    def start(self) -> None:
        """Start the processes now, so that the first page need not wait for them."""
        self._started = self._pool.schedule(_nothing)

    def stop(self) -> None:
        """Stop the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def run(self, page: Source) -> ReadPage:
        """Read a page. Raises `BusyError` or `PageStoppedError`."""
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            if not self._free.acquire(timeout=self._limits.patience):
                raise BusyError
            try:
                return self._run(page)
            finally:
                self._free.release()
        finally:
            self._places.release()

    def _run(self, page: Source) -> ReadPage:
        pool = self._pool
        try:
            return self._read(pool, page)
        except BrokenProcessPool:  # a worker was killed from outside, perhaps an idle one: that is not the page's fault
            log.warning("the workers had to be replaced")
        try:
            return self._read(self._renew(pool), page)
        except BrokenProcessPool:
            raise PageStoppedError from None

    def _read(self, pool: ProcessPool, page: Source) -> ReadPage:
        self._await_start()
        future = self._schedule(pool, page)
        try:
            return future.result(self._limits.deadline)
        except TimeoutError:
            taken = future.running()
            future.cancel()  # type: ignore[no-untyped-call]
            if not taken:
                self._renew_where_stuck(pool)
                raise BusyError from None
            log.warning("a page ran out of time")
        except BrokenProcessPool:
            raise
        except Exception as error:  # whatever a page does to the parser
            log.warning("a page stopped the parser: %s", type(error).__name__)
        raise PageStoppedError

    def _await_start(self) -> None:
        """Wait for workers that are starting. What keeps them from it shows when the page is handed to them."""
        if self._started is not None and not self._started.done():
            with suppress(Exception):
                self._started.result(self._limits.warming)

    def _schedule(self, pool: ProcessPool, page: Source) -> ProcessFuture[ReadPage]:
        try:
            return pool.schedule(self._job, args=(page,))
        except RuntimeError:  # the pool broke while it was idle
            raise BrokenProcessPool from None

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._limits.workers,
            initializer=_prepare_worker,
            initargs=(self._limits.memory, self._prepare),
            context=multiprocessing.get_context("spawn"),
        )

    def _renew_where_stuck(self, pool: ProcessPool) -> None:
        """No worker took the page though one should be free: they are starting, or the pool does not work any more."""
        if self._started is not None and self._started.done():
            self._renew(pool)

    def _renew(self, broken: ProcessPool) -> ProcessPool:
        with self._lock:
            if self._pool is broken:
                self._pool = self._new_pool()
                self.start()
                Thread(target=_discard, args=(broken,), daemon=True).start()
            return self._pool


def _discard(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _nothing() -> None:
    """A job that only makes the pool start."""


def no_core_dumps() -> None:
    """A crash must not leave a copy of the memory, with a page in it, on the disk."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _prepare_worker(memory: int, prepare: Callable[[], None] | None) -> None:
    # At once, also inside a C function; the pool's own handler would wait for Python to come back.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    no_core_dumps()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if prepare is not None:
        prepare()
