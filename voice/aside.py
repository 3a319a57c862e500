"""Does long work beside the event loop, one piece at a time, so that everybody else is answered meanwhile."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

LONG = 4000
"""Characters from which work is long: as many are searched for private words in some ten milliseconds."""

_one = ThreadPoolExecutor(1, "aside")
"""A single thread: several would take turns with the loop, which would then wait for each of them."""


async def aside(size: int, work: Callable[[], T]) -> T:
    """Do `work` on a text of `size` characters: at once where it is short, else in the thread."""
    return work() if size <= LONG else await asyncio.get_running_loop().run_in_executor(_one, work)
