"""Ends the process at once on Ctrl-C while engines load."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console


@contextmanager
def at_once(out: Console) -> Iterator[None]:
    """Until it is left, Ctrl-C ends the process at once.

    In good order that would take until every engine has loaded, as their threads cannot be stopped; and there is nothing yet
    to be put in order but the terminal.
    """

    def end(number: int, frame: FrameType | None) -> None:
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
