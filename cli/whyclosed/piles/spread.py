"""Work spread over processes of this computer or over a cluster. What one piece of it does never stops the others."""

from __future__ import annotations

import os
import signal
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
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
_TOGETHER = 4
"""Pieces that go to a worker and come back together, once there is enough for all: handing over costs the main process
about as much for several as for one."""
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
    def submit(self, pieces: Sequence[Piece]) -> Future[list[Result]]:
        """Begin with some pieces."""

    @abstractmethod
    def results(self, pieces: Sequence[Piece], future: Future[list[Result]]) -> Sequence[Result | None]:
        """Wait for what came of each; None where its worker died of it."""

    @abstractmethod
    def close(self) -> None:
        """Go home."""


def _in_order(crew: _Crew[Piece, Result], pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Result | None]]:
    left, most = iter(pieces), crew.workers * _AHEAD
    under_way: deque[tuple[Sequence[Piece], Future[list[Result]]]] = deque()
    taken = held = 0
    while True:
        while some := tuple(islice(left, _room(taken, held, most))):
            under_way.append((some, crew.submit(some)))
            taken += len(some)
            held += len(some)
        if not under_way:
            return
        first, future = under_way.popleft()
        held -= len(first)
        yield from zip(first, crew.results(first, future), strict=True)


def _room(taken: int, held: int, most: int) -> int:
    """How many pieces are taken together next, where `held` of `most` are under way."""
    if taken < most:
        return 1
    return _TOGETHER if held + _TOGETHER <= most or not held else 0


def _each(act: Callable[[Piece], Result], pieces: Iterable[Piece]) -> list[Result]:
    return list(map(act, pieces))


class _Processes(_Crew[Piece, Result]):
    """A pool that is begun anew when a process dies, and finds out which piece it died of."""

    def __init__(self, act: Callable[[Piece], Result], jobs: int) -> None:
        self._act, self.workers = act, jobs
        self._pool = _begin(jobs)

    def submit(self, pieces: Sequence[Piece]) -> Future[list[Result]]:
        try:
            return self._pool.submit(_each, self._act, pieces)
        except BrokenProcessPool:
            self._pool = _begin(self.workers)
            return self._pool.submit(_each, self._act, pieces)

    def results(self, pieces: Sequence[Piece], future: Future[list[Result]]) -> Sequence[Result | None]:
        try:
            return future.result()
        except BrokenProcessPool:  # it died of one of these pieces, or of one beside them
            return [self._alone(piece) for piece in pieces]

    def _alone(self, piece: Piece) -> Result | None:
        with _begin(1) as own:
            try:
                return own.submit(self._act, piece).result()
            except BrokenProcessPool:
                return None

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _begin(jobs: int) -> ProcessPoolExecutor:
    # Not forked: a program that shows its progress has threads.
    return ProcessPoolExecutor(jobs, get_context("spawn"), _quiet, max_tasks_per_child=_PIECES // _TOGETHER)


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

    def submit(self, pieces: Sequence[Piece]) -> Future[list[Result]]:
        future: Future[list[Result]] = self._client.submit(_each, self._act, pieces, pure=False)
        return future

    def results(self, pieces: Sequence[Piece], future: Future[list[Result]]) -> Sequence[Result | None]:
        try:
            return future.result()
        except self._killed:
            if len(pieces) == 1:
                return [None]
            return [result for piece in pieces for result in self.results([piece], self.submit([piece]))]

    def close(self) -> None:
        self._client.close()
