"""Who is read next: one thread for all turns."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from voice.errors import EngineError
from voice.transcribe.whisper_queue import ReadingQueue


class Desk:
    """A queue that is busy with a first reading until `free` is set, and what it has read since."""

    def __init__(self) -> None:
        self.queue = ReadingQueue()
        self.free = threading.Event()
        self.read: list[str] = []
        begun = threading.Event()
        self.first = self.queue.ask("first", lambda: begun.set() or self.free.wait(10))
        assert begun.wait(10)

    def ask(self, owner: str, what: str):  # type: ignore[no-untyped-def]
        return self.queue.ask(owner, lambda: self.read.append(what) or what)  # type: ignore[func-returns-value]


@pytest.fixture
def desk() -> Iterator[Desk]:
    one = Desk()
    yield one
    one.free.set()
    one.queue.close()


def test_turns_are_read_in_the_order_in_which_they_asked(desk: Desk) -> None:
    asked = [desk.ask(owner, owner) for owner in "abc"]
    desk.free.set()
    assert [future.result(10) for future in asked] == desk.read == ["a", "b", "c"]


def test_a_newer_reading_takes_the_place_of_the_older_one(desk: Desk) -> None:
    older, other = desk.ask("a", "older"), desk.ask("b", "other")
    newer = desk.ask("a", "newer")
    desk.free.set()
    assert (newer.result(10), other.result(10)) == ("newer", "other")
    assert desk.read == ["newer", "other"]
    with pytest.raises(CancelledError):
        older.result(0)


def test_one_that_asks_again_waits_behind_the_others(desk: Desk) -> None:
    again = desk.queue.ask("b", lambda: desk.ask("b", "b again"))
    other = desk.ask("c", "c")
    desk.free.set()
    assert again.result(10).result(10) == "b again"
    assert other.result(10) == "c"
    assert desk.read == ["c", "b again"]


def test_what_is_dropped_is_never_read(desk: Desk) -> None:
    dropped, kept = desk.ask("a", "a"), desk.ask("b", "b")
    desk.queue.drop("a")
    desk.queue.drop("nobody")
    desk.free.set()
    assert kept.result(10) == "b"
    assert dropped.cancelled()
    assert desk.read == ["b"]


def test_a_reading_that_fails_fails_alone(desk: Desk) -> None:
    failing = desk.queue.ask("a", lambda: 1 / 0)
    good = desk.ask("b", "b")
    desk.free.set()
    with pytest.raises(ZeroDivisionError):
        failing.result(10)
    assert good.result(10) == "b"


def test_closing_fails_what_waits_and_lets_the_last_reading_end(desk: Desk) -> None:
    waiting = desk.ask("a", "a")
    desk.queue.close()
    with pytest.raises(EngineError, match="not loaded"):
        waiting.result(0)
    with pytest.raises(EngineError, match="not loaded"):
        desk.ask("b", "b")
    desk.free.set()
    assert desk.first.result(10) is True
    assert desk.read == []
