"""An event loop for virtual time: where another would wait, it is asked whether time jumps instead."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop that calls `jump` when it would have to wait, and waits for as long as that says."""

    def __init__(self, jump: Callable[[], float | None], waits_for_threads: bool = True) -> None:
        self._threads = 0
        super().__init__(_Selector(lambda: None if waits_for_threads and self._threads else jump()))

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self._threads += 1
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: asyncio.Future[Any]) -> None:
        self._threads -= 1


class _Selector(selectors.DefaultSelector):
    def __init__(self, jump: Callable[[], float | None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0 or (wait := self._jump()) == 0:
            return ready
        return super().select(min((one for one in (timeout, wait) if one is not None), default=None))
