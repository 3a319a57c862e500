"""Garbage: while an assistant runs, Python looks for it often, but not among what was loaded.

A start hardly looks (`voice.cli`). Turns and sessions hold themselves, and what they heard: tens of megabytes an hour.
"""

import ctypes
import gc
from contextlib import suppress

OFTEN = (2_000, 10, 10)
"""After how many new objects it is looked, and after how many of these looks among older ones, and the oldest."""


def look_often() -> None:
    """Look from now on, and leave out all that is there: to look through that, too, takes two tenths of a second.

    What was left out before, such as engines that nobody uses any more, is looked through once, and the memory given back.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
        with suppress(OSError, AttributeError):  # no glibc: another allocator, which has no need of it
            ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.set_threshold(*OFTEN)
