"""Reads pages in other processes that can be stopped: no page may hang, crash or fill up the server."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from threading import BoundedSemaphore, Lock
from time import monotonic

from whyclosed_parser.records import dataclass
from whyclosed_server.engine import NotSafe, ReadPage, SafeFile, Source, parse_page, scrub_page

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

log = logging.getLogger("whyclosed.worker")

Made = ReadPage | SafeFile | NotSafe
Job = Callable[[Source], Made]
Prepare = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost. `deadline`, `scrubbing`, `patience` and `warming` in seconds, `memory` in bytes of
    address space.

    `deadline` counts from when a worker has the page to read, `scrubbing` from when it has one to copy without people;
    `patience` is how long a page waits for a free worker, `warming` how long for one that is only just starting.
    """

    workers: int = 2
    waiting: int = 4
    deadline: float = 4.5
    scrubbing: float = 40.0
    patience: float = 2.0
    warming: float = 5.0
    memory: int = 1024**3


USUAL = Limits()


class BusyError(Exception):
    """All workers are busy and enough requests wait already, or none has started in time."""


class PageStoppedError(Exception):
    """The page made the parser fail, run out of time or out of memory."""


class _EndedError(Exception):
    """The worker ended while it had the page, or just before."""


class Workers:
    """A few spawned processes, kept warm. `job` and `prepare` are functions at the top of a module.

    Each worker has a pipe of its own and is given one page at a time: ending it can hit no other page.
    """

    def __init__(self, limits: Limits = USUAL, job: Job = parse_page, prepare: Prepare | None = None) -> None:
        self._limits = limits
        self._job = job
        self._prepare = prepare
        self._places = BoundedSemaphore(limits.workers + limits.waiting)
        self._free = BoundedSemaphore(limits.workers)
        self._scrubbing = BoundedSemaphore(1)
        self._lock = Lock()
        self._idle: list[_Worker] = []

    def start(self) -> None:
        """Start the processes now, so that the first page need not wait for them."""
        with self._lock:
            self._idle += [self._new() for _ in range(self._limits.workers - len(self._idle))]

    def stop(self) -> None:
        """Stop the idle processes."""
        with self._lock:
            while self._idle:
                self._idle.pop().kill()

    def run(self, page: Source) -> ReadPage:
        """Read a page. Raises `BusyError` or `PageStoppedError`."""
        made = self._do(self._job, page, self._limits.deadline)
        if not isinstance(made, ReadPage):
            raise PageStoppedError
        return made

    def scrub(self, page: Source, job: Job = scrub_page) -> SafeFile | NotSafe:
        """Copy a page without people. It takes longer than to read it, so one at a time: clicks must not wait for it.
        Raises `BusyError` or `PageStoppedError`."""
        if not self._scrubbing.acquire(blocking=False):
            raise BusyError
        try:
            made = self._do(job, page, self._limits.scrubbing)
        finally:
            self._scrubbing.release()
        if isinstance(made, ReadPage):
            raise PageStoppedError
        return made

    def _do(self, job: Job, page: Source, deadline: float) -> Made:
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            if not self._free.acquire(timeout=self._limits.patience):
                raise BusyError
            try:
                return self._run(job, page, deadline)
            finally:
                self._free.release()
        finally:
            self._places.release()

    def _run(self, job: Job, page: Source, deadline: float) -> Made:
        began = monotonic()
        try:
            return self._take_on(job, page, deadline)
        except _EndedError:  # perhaps by something else than this page: the system was short of memory a moment ago
            left = deadline - (monotonic() - began)
        try:
            return self._take_on(job, page, max(left, 0))
        except _EndedError:
            raise PageStoppedError from None

    def _take_on(self, job: Job, page: Source, deadline: float) -> Made:
        worker = self._take()
        try:
            if not worker.wait(self._limits.warming):
                raise BusyError
            return worker.do(job, page, deadline)
        finally:
            with self._lock:
                self._idle.append(worker if worker.alive else self._new())

    def _take(self) -> _Worker:
        """A worker that is ready if there is one. One that was killed while idle is replaced: no page is to blame."""
        with self._lock:
            for worker in [each for each in self._idle if not each.alive]:
                log.warning("a worker had to be replaced")
                worker.kill()
                self._idle.remove(worker)
            if not self._idle:
                return self._new()
            ready = next((each for each in self._idle if each.wait(0)), self._idle[0])
            self._idle.remove(ready)
            return ready

    def _new(self) -> _Worker:
        return _Worker(self._limits.memory, self._prepare)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, memory: int, prepare: Prepare | None) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_work, args=(theirs, memory, prepare), daemon=True)
        with _not_interrupted():
            self._process.start()
        theirs.close()
        self._ready = False

    @property
    def alive(self) -> bool:
        """False once the process has ended."""
        return self._process.is_alive()

    def wait(self, seconds: float) -> bool:
        """Whether it has started, waiting for that as long as allowed."""
        with suppress(EOFError, OSError):  # it ended before it was ready
            self._ready = self._ready or (self._pipe.poll(seconds) and self._pipe.recv() is None)
        return self._ready

    def do(self, job: Job, page: Source, deadline: float) -> Made:
        """Have the job done on the page within so many seconds. Raises `PageStoppedError`, or `_EndedError` where the
        worker ended by itself."""
        try:
            self._pipe.send((job, page))
            if self._pipe.poll(deadline):
                answer = self._pipe.recv()
                if isinstance(answer, Made):
                    return answer
                log.warning("a page stopped the parser: %s", answer)
                raise PageStoppedError
            log.warning("a page ran out of time")
        except (EOFError, OSError):
            log.warning("a worker ended while it had a page")
            self.kill()
            raise _EndedError from None
        self.kill()
        raise PageStoppedError

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """Who is started here hears no Ctrl-C, nor while it loads: it is for the server, which then ends its workers."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # which lets the signal in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def no_core_dumps() -> None:
    """A crash must not leave a copy of the memory, with a page in it, on the disk."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _work(pipe: Connection, memory: int, prepare: Prepare | None) -> None:
    """Answer each page that comes with what its job made of it, or the name of the error, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    no_core_dumps()
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if prepare is not None:
        prepare()
    pipe.send(None)
    with suppress(EOFError, OSError):
        while True:
            job, page = pipe.recv()
            pipe.send(_answer(job, page))


def _answer(job: Job, page: Source) -> Made | str:
    try:
        return job(page)
    except Exception as error:  # whatever a page does to the parser
        return type(error).__name__
