"""Signals: Ctrl-C ends the process at once while engines load; later, what is told to stop does so in good order."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console


@contextmanager
def at_once(out: Console) -> Iterator[None]:
    """Make Ctrl-C end the process at once until the block is left.

    In good order that would take until every engine has loaded, as their threads cannot be stopped; and there is nothing yet
    to be put in order but the terminal.
    """

    def end(*_: object) -> None:
        out.show_cursor(True)
        sys.stdout.flush()
        os._exit(130)

    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not for it
        return
    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def explained(out: Console, kept: str) -> Iterator[None]:
    """Say at Ctrl-C what is kept of the work that the block does."""
    try:
        yield
    except KeyboardInterrupt:
        out.print(kept)
        raise


def told(stop: Callable[[], Any], *signals: int) -> list[int]:
    """Call `stop` when one of the signals comes; the list holds those that have come."""
    came: list[int] = []

    def heard(number: int) -> None:
        came.append(number)
        stop()

    for number in signals:
        asyncio.get_running_loop().add_signal_handler(number, heard, number)
    return came
