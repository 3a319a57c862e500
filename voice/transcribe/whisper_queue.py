"""Decides whose sound Whisper reads next: one thread reads, in the order in which the turns asked."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from voice.errors import EngineError

T = TypeVar("T")
CLOSED = "Whisper is not loaded", "It is loaded with the assistant; start that again."


class ReadingQueue:
    """Makes one reading at a time, in the order in which they were asked for.

    Each owner, a turn, has one reading waiting at most: a newer one takes the place of the older, which is no longer wanted. So
    the queue is never longer than there are turns, and none of them waits for two readings of another.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="whisper")
        self._waiting: dict[object, tuple[Callable[[], Any], Future[Any]]] = {}
        """What each owner waits for, the first to be read first."""
        self._lock = threading.Lock()

    def ask(self, owner: object, read: Callable[[], T]) -> "Future[T]":
        """Queue `read` in place of the owner's waiting one; return its future. Raises EngineError if closed."""
        future: Future[T] = Future()
        with self._lock:
            replaced = self._waiting.get(owner)
            self._waiting[owner] = read, future
        if replaced:
            replaced[1].cancel()
            return future
        try:
            self._thread.submit(self._next)
        except RuntimeError:
            raise EngineError(*CLOSED) from None
        return future

    def drop(self, owner: object) -> None:
        """Cancel the reading that the owner waits for. A reading that has begun goes on, unheard."""
        with self._lock:
            dropped = self._waiting.pop(owner, None)
        if dropped:
            dropped[1].cancel()

    def close(self) -> None:
        """Make all waiting readings fail; the thread ends after the one under way."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for _, future in self._waiting.values():
                if future.set_running_or_notify_cancel():
                    future.set_exception(EngineError(*CLOSED))
            self._waiting.clear()

    def _next(self) -> None:
        with self._lock:
            if not self._waiting:
                return  # it was dropped
            read, future = self._waiting.pop(next(iter(self._waiting)))
        if not future.set_running_or_notify_cancel():
            return
        try:
            result, error = read(), None
        except BaseException as raised:
            result, error = None, raised
        future.set_exception(error) if error else future.set_result(result)
