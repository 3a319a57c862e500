"""Records sessions for tests: in real time, but on a clock that runs faster."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from voice.clock import ArrivalClock, AudioClock, WallClock
from voice.engines import Engines
from voice.listen import Source
from voice.listen.recording import Recording
from voice.messages import Samples
from voice.recorded.session import recorded
from voice.recorded.tape import Tape


class FastWall(WallClock):
    """The machine's clock, running `pace` times as fast."""

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._began = time.monotonic()
        self._start = super().today()

    def now(self) -> float:
        return self._began + (time.monotonic() - self._began) * self._pace

    def today(self) -> datetime:
        return self._start + timedelta(seconds=self.now() - self._began)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._pace)


class Pacing(AudioClock):
    """Steps frames by a wall clock, as a microphone does."""

    def __init__(self, wall: FastWall) -> None:
        super().__init__()
        self._wall = wall
        self._due: float | None = None

    async def step(self, seconds: float) -> float:
        self._due = (self._wall.now() if self._due is None else self._due) + seconds
        await self._wall.sleep(self._due - self._wall.now())
        return self._due


def record(
    folder: Path,
    wall: FastWall,
    made: Callable[[], Any],
    source: Source,
    limit_mb: float = 100.0,
    needs_wake: bool = True,
) -> list[Any]:
    """Record one session with the engines that `made` gives, an awaitable; what it said to whoever watches it."""
    clock = ArrivalClock(wall.now(), wall.today(), wall.now)
    told: list[Any] = []
    tape = Tape(folder, limit_mb, told.append)

    async def live() -> None:
        engines: Engines = await made()
        session = recorded(
            engines,
            tape,
            clock,
            source,
            lambda rate: Recording(wall, rate),
            told.append,
            name="test",
            place="",
            needs_wake=needs_wake,
        )
        try:
            await session.run()
        finally:
            tape.end(clock.now())
            await engines.close()

    clock.run(live())
    return told


def joined(*sounds: Samples, pause_s: float = 3.0) -> Samples:
    """Sounds (16 kHz), each with a pause behind it."""
    silence = np.zeros(round(pause_s * 16_000), np.int16)
    return np.concatenate([part for sound in sounds for part in (sound, silence)])
