"""Work spread over processes of this computer or over a cluster. What one piece of it does never stops the others."""

from __future__ import annotations

import os
import signal
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, Generic, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_AHEAD = 8
"""Pieces for each worker that are under way at once; so many results are held, however big the pile."""
_PIECES = 10_000
"""Pieces after which a process is replaced by a new one, so that none grows. What it has learnt goes with it."""


class NoDaskError(Exception):
    """Dask is not installed."""


class NoSchedulerError(Exception):
    """No Dask scheduler answers there; the message says why."""


def spread(
    act: Callable[[Piece], Result], pieces: Iterable[Piece], jobs: int, scheduler: str | None = None
) -> Generator[tuple[Piece, Result | None]]:
    """Do each piece, by `jobs` processes (by none but this one for one job) or the workers of a Dask `scheduler`, and
    give it with its result, in order; None for a piece that ended the process which worked on it.

    Close it to end the workers. Raises `NoDaskError`, and `NoSchedulerError` where no scheduler answers.
    """
    if scheduler is None and jobs == 1:
        yield from ((piece, act(piece)) for piece in pieces)
        return
    crew: _Crew[Piece, Result] = _Processes(act, jobs) if scheduler is None else _Cluster(act, scheduler)
    try:
        yield from _in_order(crew, pieces)
    finally:
        crew.close()


class _Crew(ABC, Generic[Piece, Result]):
    """Those who do the work."""

    workers: int

    @abstractmethod
    def submit(self, piece: Piece) -> Future[Result]:
        """Begin with a piece."""

    @abstractmethod
    def result(self, piece: Piece, future: Future[Result]) -> Result | None:
        """Wait for what came of it; None where its worker died."""

    @abstractmethod
    def close(self) -> None:
        """Go home."""


def _in_order(crew: _Crew[Piece, Result], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Result | None]]:
    left = iter(pieces)
    under_way: deque[tuple[Piece, Future[Result]]] = deque()
    while True:
        for piece in islice(left, crew.workers * _AHEAD - len(under_way)):
            under_way.append((piece, crew.submit(piece)))
        if not under_way:
            return
        piece, future = under_way.popleft()
        yield piece, crew.result(piece, future)


class _Processes(_Crew[Piece, Result]):
    """A pool that is begun anew when a process dies, and finds out which piece it died of."""

    def __init__(self, act: Callable[[Piece], Result], jobs: int) -> None:
        self._act, self.workers = act, jobs
        self._pool = _begin(jobs)

    def submit(self, piece: Piece) -> Future[Result]:
        try:
            return self._pool.submit(self._act, piece)
        except BrokenProcessPool:
            self._pool = _begin(self.workers)
            return self._pool.submit(self._act, piece)

    def result(self, piece: Piece, future: Future[Result]) -> Result | None:
        try:
            return future.result()
        except BrokenProcessPool:  # it died of this piece, or of one beside it
            with _begin(1) as own:
                try:
                    return own.submit(self._act, piece).result()
                except BrokenProcessPool:
                    return None

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _begin(jobs: int) -> ProcessPoolExecutor:
    # Not forked: a program that shows its progress has threads.
    return ProcessPoolExecutor(jobs, get_context("spawn"), _quiet, max_tasks_per_child=_PIECES)


def _quiet() -> None:
    """Ctrl-C ends the program that was started, and that ends its processes; they also end where it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := parent_process()) is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


class _Cluster(_Crew[Piece, Result]):
    """Workers that see the same files under the same paths, and have the same whyclosed installed."""

    def __init__(self, act: Callable[[Piece], Result], address: str) -> None:
        try:
            import distributed
        except ModuleNotFoundError:
            raise NoDaskError from None
        dask: Any = distributed  # its functions have no types
        try:
            self._client = dask.Client(address, set_as_default=False, timeout="10s")
        except (OSError, ValueError) as error:
            raise NoSchedulerError(str(error)) from None
        self._act, self._killed = act, dask.KilledWorker
        self.workers = sum(self._client.nthreads().values()) or 1

    def submit(self, piece: Piece) -> Future[Result]:
        future: Future[Result] = self._client.submit(self._act, piece, pure=False)
        return future

    def result(self, piece: Piece, future: Future[Result]) -> Result | None:
        try:
            return future.result()
        except self._killed:
            return None

    def close(self) -> None:
        self._client.close()
