import gc
import subprocess
import sys
from collections.abc import Iterator
from weakref import ref

import pytest

from voice import garbage


class Circle:
    """Holds itself, as a session does."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    if garbage._give_back in gc.callbacks:
        gc.callbacks.remove(garbage._give_back)
    gc.set_threshold(*thresholds)


def test_what_comes_and_goes_is_found_without_anybody_asking() -> None:
    gc.set_threshold(100_000, 20, 20)
    garbage.look_often()
    gone = ref(Circle())
    kept = [[] for _ in range(3 * garbage.OFTEN[0])]
    assert gone() is None
    assert kept


def test_what_was_loaded_before_is_let_go_once_there_is_something_new() -> None:
    engines = Circle()
    garbage.look_often()
    gone = ref(engines)
    del engines
    gc.collect()
    assert gone() is not None, "it is left out of every search"
    garbage.look_often()
    assert gone() is None


HEAPS = """
import threading, time
from pathlib import Path
from voice import garbage
{first}
held = []
work = [threading.Thread(target=lambda: (held.append([bytes(9_000) for _ in range(99)]), time.sleep(0.5))) for _ in range(6)]
[one.start() for one in work]
time.sleep(0.3)
spans = [line.split()[0].split("-") for line in Path("/proc/self/maps").read_text().splitlines() if " ---p " in line]
print(sum(int(end, 16) - int(begin, 16) > 60 << 20 for begin, end in spans))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heaps are looked at in /proc")
def test_threads_share_one_heap() -> None:
    several, one = (
        int(subprocess.check_output([sys.executable, "-c", HEAPS.format(first=first)], text=True))
        for first in ("", "garbage.share_heap()")
    )
    assert several >= 4 > 1 > one
