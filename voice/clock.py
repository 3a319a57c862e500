"""Time, injected. Everything that waits or takes a mark asks the clock it was given.

`WallClock` is the machine's own. `AudioClock` is stepped by the sound source: time passes as samples are delivered, and,
inside `working()`, as fast as the machine's clock does. A file is then heard faster than real time without a backlog, and
stage times are compute alone. With `compute=None` no time passes in computing: conversations become deterministic, which
is what tests want.
"""

import asyncio
import contextlib
import heapq
import itertools
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds, a sleep that follows them, and the date they stand for."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def today(self) -> datetime:
        """The local date and time, with its zone."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return once `now()` has grown by `seconds`."""
        ...

    def working(self) -> contextlib.AbstractContextManager[None]:
        """Hold the next audio frame back until the block ends, if the clock steps the audio at all."""
        ...


@contextlib.asynccontextmanager
async def deadline(clock: Clock, seconds: float) -> AsyncIterator[None]:
    """Cancel the block and raise TimeoutError once `clock` has passed `seconds`: `asyncio.timeout` by an injected clock."""
    async with asyncio.timeout(None) as limit:

        async def expire() -> None:
            await clock.sleep(seconds)
            limit.reschedule(0.0)

        alarm = asyncio.create_task(expire())
        try:
            yield
        finally:
            alarm.cancel()


def stopwatch() -> Callable[[], float]:
    """Tells the seconds since it was made, by the machine's clock: what a piece of work took."""
    began = time.perf_counter()
    return lambda: time.perf_counter() - began


class WallClock:
    """The machine's monotonic clock."""

    def now(self) -> float:
        return time.monotonic()

    def today(self) -> datetime:
        return datetime.now().astimezone()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    def working(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


class AudioClock:
    """A clock stepped by the audio that is heard.

    `compute` measures the time spent inside `working()` (seconds, monotonic); None leaves it out.
    """

    def __init__(
        self,
        compute: Callable[[], float] | None = time.perf_counter,
        start: datetime | None = None,
    ) -> None:
        self._compute = compute or (lambda: 0.0)
        self._measured = compute is not None
        self._position = 0.0
        self._start = start or datetime.now().astimezone()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._order = itertools.count()
        self._workers = 0
        self._work_began = 0.0
        self._idle = asyncio.Event()
        self._idle.set()

    def now(self) -> float:
        return self._position + (self._compute() - self._work_began if self._workers else 0.0)

    def today(self) -> datetime:
        return self._start + timedelta(seconds=self.now())

    async def step(self, seconds: float) -> float:
        """Let one frame of `seconds` pass once nobody works any more; the new time."""
        await self._idle.wait()
        self._position += seconds
        while self._sleepers and self._sleepers[0][0] <= self._position + 1e-9:
            heapq.heappop(self._sleepers)[2].set()
        await asyncio.sleep(0)
        return self._position

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.Event()
        due = self.now() + seconds
        heapq.heappush(self._sleepers, (due, next(self._order), woken))
        while not woken.is_set() and self.now() < due:
            # No audio is let in while somebody works, but then time passes as it does on the machine's clock.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(due - self.now() if self._workers and self._measured else None):
                    await woken.wait()

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        if not self._workers:
            self._work_began = self._compute()
            self._idle.clear()
        self._workers += 1
        try:
            yield
        finally:
            now = self.now()
            self._workers -= 1
            if not self._workers:
                self._position = now
                self._idle.set()
