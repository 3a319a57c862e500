"""The clock that everything is given: no other file asks for the time.

`WallClock` is the machine's own. `AudioClock` is stepped by the sound source: time passes as samples are delivered, and,
inside `working()`, as fast as the machine's clock does. A file is then heard faster than real time without a backlog, and
stage times are compute alone. Tests run on a `VirtualClock`, recorded sessions on an `ArrivalClock`. `stopwatch()` measures a
piece of work.
"""

import asyncio
import contextlib
import math
import time
from bisect import insort
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextvars import Context, ContextVar, copy_context
from datetime import datetime, timedelta
from typing import Any, Protocol, Self, TypeVar

from voice.jumping import JumpingLoop

T = TypeVar("T")

_watched: ContextVar[Callable[[], float]] = ContextVar("_watched", default=time.perf_counter)
"""What stopwatches go by."""


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> float:
        """Monotonic seconds."""

    def today(self) -> datetime:
        """The local date and time, with its zone."""

    async def sleep(self, seconds: float) -> None:
        """Return once `now()` has grown by `seconds`."""

    def working(self) -> contextlib.AbstractContextManager[None]:
        """Hold the next audio frame back until the block ends, if the clock steps the audio at all."""

    @property
    def flows(self) -> bool:
        """Whether time passes by itself, so that work can be hidden in a wait."""


@contextlib.asynccontextmanager
async def deadline(clock: Clock, seconds: float) -> AsyncIterator[None]:
    """Cancel the block and raise TimeoutError after `seconds` of `clock`, as `asyncio.timeout` does by the loop's clock."""
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
    """Start a watch: each call of what is returned tells the seconds since."""
    now = _watched.get()
    began = now()
    return lambda: now() - began


def cpu_stopwatch() -> Callable[[], float]:
    """Start a watch that tells the seconds of processor time this process has used since."""
    began = time.process_time()
    return lambda: time.process_time() - began


def block(seconds: float) -> None:
    """Keep the calling thread waiting, which must not be the event loop's."""
    time.sleep(seconds)


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

    @property
    def flows(self) -> bool:
        return True


class AudioClock:
    """A clock stepped by the audio that is heard."""

    def __init__(self, compute: Callable[[], float] | None = time.perf_counter, start: datetime | None = None) -> None:
        """`compute`: the clock (monotonic seconds) by which time passes inside `working()`; None: none passes."""
        self._compute = compute or (lambda: 0.0)
        self._measured = compute is not None
        self._position = 0.0
        self._start = start or datetime.now().astimezone()
        self._sleepers: list[tuple[float, asyncio.Event]] = []
        """When each is due and what wakes it, the next one first."""
        self._workers = 0
        self._work_began = 0.0
        self._idle = asyncio.Event()
        self._idle.set()

    def now(self) -> float:
        return self._position + (self._compute() - self._work_began if self._workers else 0.0)

    def today(self) -> datetime:
        return self._start + timedelta(seconds=self.now())

    async def step(self, seconds: float) -> float:
        """Let one frame of `seconds` pass once nobody works any more; return the new time."""
        await self._idle.wait()
        self._advance(self._position + seconds)
        await asyncio.sleep(0)
        return self._position

    def _advance(self, to: float) -> None:
        self._position = to
        while self._sleepers and self._sleepers[0][0] <= to + 1e-9:
            self._sleepers.pop(0)[1].set()

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        due = self.now() + seconds
        with self._sleeper(due) as woken:
            await self._woken(due, woken)

    @contextlib.contextmanager
    def _sleeper(self, due: float) -> Iterator[asyncio.Event]:
        """Be among those who wait; what is given is set when it is due."""
        sleeper = due, asyncio.Event()
        insort(self._sleepers, sleeper, key=lambda one: one[0])
        try:
            yield sleeper[1]
        finally:
            if sleeper in self._sleepers:  # it was cancelled, or slept by the machine's clock
                self._sleepers.remove(sleeper)

    async def _woken(self, due: float, woken: asyncio.Event) -> None:
        while not woken.is_set() and self.now() < due:
            # No audio is let in while somebody works, but then time passes as it does on the machine's clock.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(due - self.now() if self._workers and self._measured else None):
                    await woken.wait()

    @property
    def flows(self) -> bool:
        return False

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


class VirtualClock(AudioClock):
    """A clock whose time passes only in steps: those of a sound source and, in `run()`, those of whoever waits.

    No time passes in computing, so a conversation is the same each time, down to its last mark.
    """

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__(None, start)
        self._jumps = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to its end. Whenever all tasks and threads wait, time jumps to the end of the shortest sleep.

        Nothing in it may wait for a socket or another process meanwhile: only the loop's own threads are waited for.
        """
        self._jumps = True
        try:
            with asyncio.Runner(loop_factory=self._loop) as runner:
                return runner.run(work, context=self._context())
        finally:
            self._jumps = False

    def _loop(self) -> asyncio.AbstractEventLoop:
        return JumpingLoop(self._jump)

    def _context(self) -> Context:
        return copy_context()

    async def step(self, seconds: float) -> float:
        if not self._jumps:
            return await super().step(seconds)
        await self.sleep(seconds)
        return self.now()

    @property
    def flows(self) -> bool:
        return self._jumps

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        with contextlib.nullcontext() if self._jumps else super().working():
            yield

    def _jump(self) -> float | None:
        """Jump to the end of the shortest sleep; the seconds to wait before that can be done, None when nobody sleeps."""
        if not self._sleepers:
            return None
        self._advance(self._sleepers[0][0])
        return 0.0


class ArrivalClock(VirtualClock):
    """A clock whose time stands still between arrivals: a sleep that is over, or something from outside that has come.

    One arrives at a time, the earliest first, and only once every task waits. What happens then depends on what has arrived and
    when, and on nothing else: with the same arrivals again it is the same, down to the last mark.
    """

    def __init__(self, position: float, start: datetime, wall: Callable[[], float] | None = None) -> None:
        """`position`: the first reading; `start`: the date and time at it. `wall`: the machine's clock, on which things arrive
        when they do; None: time jumps from one to the next.
        """
        super().__init__(start - timedelta(seconds=position))
        self._position = position
        self._wall = wall

    @classmethod
    def live(cls) -> Self:
        """One that goes by the machine's clock from now on."""
        return cls(time.monotonic(), WallClock().today(), time.monotonic)

    def arrive(self, woken: asyncio.Event) -> None:
        """Something has just come from outside: set `woken` when it is its turn."""
        assert self._wall, "what arrives again has its time from a record"
        at = max(self._wall(), math.nextafter(self._position, math.inf))
        insort(self._sleepers, (at, woken), key=lambda one: one[0])

    async def until(self, time: float) -> None:
        """Return at `time`, to the last bit, which may have passed."""
        with self._sleeper(max(time, self._position)) as woken:
            await woken.wait()

    async def sleep(self, seconds: float) -> None:
        await (self.until(self.now() + seconds) if seconds > 0 else asyncio.sleep(0))

    def _jump(self) -> float | None:
        if not self._sleepers:
            return None
        due, woken = self._sleepers[0]
        if self._wall and (early := due - self._wall()) > 0:
            return early
        self._sleepers.pop(0)
        self._position = due
        woken.set()
        return 0.0

    def _loop(self) -> asyncio.AbstractEventLoop:
        return JumpingLoop(self._jump, waits_for_threads=self._wall is None)

    def _context(self) -> Context:
        context = copy_context()
        context.run(_watched.set, self.now)
        return context


def outside() -> Context:
    """A context for what runs outside an `ArrivalClock`: its stopwatches go by the machine's clock."""
    context = copy_context()
    context.run(_watched.set, time.perf_counter)
    return context
