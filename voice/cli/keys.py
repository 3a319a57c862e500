"""Keys that act at once while a live view is shown."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def pressed(keys: Mapping[str, Callable[[], object]]) -> Iterator[None]:
    """Call what stands for a key whenever it is pressed, until the block is left; Ctrl-C stays what it is."""
    if not keys or sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios  # which Windows lacks
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)

    def read() -> None:
        if act := keys.get(sys.stdin.read(1).lower()):
            act()

    tty.setcbreak(terminal)
    asyncio.get_running_loop().add_reader(terminal, read)
    try:
        yield
    finally:
        asyncio.get_running_loop().remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
