import gc
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
