"""Signals: Ctrl-C ends the process at once while engines load; later, what is told to stop does so in good order."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

OTHERS = (signal.SIGTERM, signal.SIGHUP)
"""What else ends a process: being told to, and a terminal that is closed."""


@contextmanager
def at_once(out: "Console") -> Iterator[None]:
    """Make Ctrl-C, and what else ends the process, do so at once until the block is left.

    In good order that would take until every engine has loaded, as their threads cannot be stopped; and there is nothing yet
    to be put in order but the terminal.
    """

    def end(number: int, _: object) -> None:
        out.show_cursor(True)
        sys.stdout.flush()
        os._exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for it
        return
    numbers = [signal.SIGINT, *(one for one in OTHERS if signal.getsignal(one) is _leave)]
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def ended() -> Iterator[None]:
    """Have SIGTERM, and a terminal that is closed, leave the block as an error does, so that nothing temporary stays behind.

    The exit code is the one that shells give a process which the signal has ended. What sets a handler of its own has it.
    """

    mine = threading.current_thread() is threading.main_thread()
    taken = [one for one in OTHERS if mine and signal.getsignal(one) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: a second one would cut off what is being put in order
    raise SystemExit(128 + number)


@contextmanager
def explained(out: "Console", kept: str) -> Iterator[None]:
    """Say at Ctrl-C what is kept of the work that the block does."""
    try:
        yield
    except KeyboardInterrupt:
        out.print(kept)
        raise


def told(stop: Callable[[], Any], *signals: int) -> list[int]:
    """Call `stop` when one of the signals comes; the list holds those that have come."""
    import asyncio  # which `voice --help` does without

    came: list[int] = []

    def heard(number: int) -> None:
        came.append(number)
        stop()

    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, heard, number)
    return came
