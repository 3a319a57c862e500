"""Garbage: while an assistant runs, Python looks for it often, but not among what was loaded.

A start hardly looks (`voice.cli`). Turns and sessions hold themselves, and what they heard: tens of megabytes an hour.
"""

import ctypes
import gc
from contextlib import suppress
from typing import Any

OFTEN = (2_000, 10, 10)
"""After how many new objects it is looked, and after how many of these looks among older ones, and the oldest."""

OLDEST = 2


M_ARENA_MAX = -8
"""The number of glibc's option for how many heaps there may be (malloc.h)."""


def share_heap() -> None:
    """Have threads that are yet to begin take memory from one heap. In one of its own each would leave holes behind: in six
    minutes of soak the whole grew by 15 MB instead of 22, and stayed there.
    """
    with suppress(OSError, AttributeError):  # no glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def look_often() -> None:
    """Look from now on, and leave out all that is there: to look through that, too, takes two tenths of a second.

    What was left out before, such as engines that nobody uses any more, is looked through once.
    """
    if _give_back not in gc.callbacks:
        gc.callbacks.append(_give_back)
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    gc.collect()  # of nearly nothing: Python looks among the oldest once a quarter is added to what it found there last
    gc.set_threshold(*OFTEN)


def _give_back(phase: str, found: dict[str, Any]) -> None:
    """Give the memory back of what was found among the oldest: the allocator keeps it else."""
    if phase == "stop" and found["generation"] == OLDEST:
        with suppress(OSError, AttributeError):  # no glibc: another allocator, which has no need of it
            ctypes.CDLL(None).malloc_trim(0)
