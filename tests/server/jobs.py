"""Jobs for worker processes: each does what a bad page might do to the parser."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time

from tests.server.fakes import order_of

from whyclosed_server.engine import CapturedPage, ReadPage, SafeFile, Source, warm


def act(page: Source) -> ReadPage:
    """Do what the page says."""
    assert isinstance(page, CapturedPage)
    match page.html:
        case "hang":
            time.sleep(60)
        case "loop":
            sum(range(10**11))  # inside C: no signal handler of Python runs
        case "memory":
            bytearray(8 * 1024**3)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "raise":
            raise ValueError("quotes the page")
        case "deep":
            act(page)
        case "limits":
            cores = resource.getrlimit(resource.RLIMIT_CORE)
            return ReadPage((order_of(repr((cores, resource.getrlimit(resource.RLIMIT_AS)[0]))),), ())
        case "who":
            return ReadPage((order_of(str(os.getpid())),), ())
        case "slow":
            time.sleep(0.4)
    return ReadPage((order_of(page.html[:20]),), ())


def slow_start() -> None:
    """A worker that takes longer to start than a page would wait for a free one."""
    time.sleep(0.3)


def no_start() -> None:
    """A worker that ends before it is ready."""
    os._exit(4)


def no_network() -> None:
    """Make every socket of the worker fail, and say so by dying."""

    def refuse(*_: object, **__: object) -> None:
        os._exit(9)

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse  # type: ignore[assignment]


def connect(_page: Source) -> ReadPage:
    """Try to reach somebody."""
    with socket.create_connection(("127.0.0.1", 9), 1):
        pass
    return ReadPage((), ())


def warm_without_network() -> None:
    """Before any page: the parser is loaded, then every connection is made impossible."""
    warm()
    no_network()


def slow_scrub(_page: Source) -> SafeFile:
    """A page that takes a while to copy."""
    time.sleep(1.5)
    return SafeFile(("<p>safe</p>",), None, ".html", {})


def endless_scrub(_page: Source) -> SafeFile:
    """One that never ends."""
    time.sleep(600)
    raise AssertionError
