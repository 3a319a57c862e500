"""A place with a satellite, and somebody there who speaks to it: what is said, and how it is answered.

The satellite is the product's own client, with a microphone and a speaker in memory.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.corpora import Clip
from benchmarks.live import AUDIBLE
from voice.clock import WallClock
from voice.config import Config
from voice.listen import Source
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples
from voice.privacy.gate import EgressGate
from voice.serve import protocol
from voice.serve.client import Satellite, Server
from voice.sink import Sink

BLOCK_S = 0.06
"""What a microphone gives at a time."""

EVERY_S = (8.0, 15.0)
"""How often somebody speaks, s: a busy household."""

LATE_S = 10.0
"""A reply that has not begun by then is none."""

EARLY_S = 0.1
"""How much earlier than its last sample a turn must have ended to count as cut off."""

TAIL_S = 0.2
"""What is kept of a clip behind its last word: the microphone gives silence by itself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was said, and how it was answered."""

    clip: str
    """The clip's id."""
    waited_ms: float | None
    """From the last sample of it to the first of the reply, at the satellite; None where it was cut off, or not answered."""
    allowed_ms: float | None
    """What its budget allows: the wait for the end, and the work behind it."""
    cut_off: bool
    wrong: bool
    """Whether another skill than the right one answered."""
    stages_ms: dict[str, float]
    """What each stage worked, or waited, that which was hidden too."""
    at: float
    """When it began, in monotonic seconds."""

    @property
    def over(self) -> bool:
        """Whether it missed its budget: one that was not answered did."""
        return self.waited_ms is None or self.allowed_ms is None or self.waited_ms > self.allowed_ms


class Mouth(Scripted):
    """Tells when what was said last began."""

    began: float | None = None

    def say(self, samples: Samples) -> None:
        self.began = None
        super().say(samples)

    async def frames(self) -> AsyncGenerator[Frame]:
        async with aclosing(super().frames()) as frames:
            async for frame in frames:
                if self.began is None:
                    self.began = frame.time - FRAME_S
                yield frame


class Ear(Recording):
    """Tells when the first sound came that can be heard, however loud it is played."""

    first: float | None = None

    def write(self, samples: Samples) -> float:
        start = super().write(samples)
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) >= AUDIBLE)
        if self.first is None and len(loud):
            self.first = start + int(loud[0]) / self.sample_rate
        return start


@dataclass
class Place:
    """One satellite."""

    name: str
    url: str
    folder: Path
    turns: list[Turn] = field(default_factory=list)
    told: list[tuple[float, protocol.Told]] = field(default_factory=list)
    """The messages of the turn that is under way, and when they came."""
    rang: int = 0

    def __post_init__(self) -> None:
        self._clock = WallClock()
        self.mouth, self.ear = Mouth(self._clock, BLOCK_S), Ear(self._clock, SAMPLE_RATE)
        self.inside = asyncio.Event()
        self.floor = "idle"
        self.warnings: list[str] = []

    async def stay(self) -> None:
        """Be connected, again and again."""
        await self._satellite().stay(self.warnings.append, self._aloud)

    async def live(self, clips: list[Clip], draw: Random) -> None:
        """Speak every few seconds, until cancelled."""
        await self.inside.wait()
        await asyncio.sleep(draw.uniform(0.5, EVERY_S[1]))
        for number in range(10**9):
            began = self._clock.now()
            self.turns.append(await self.ask(clips[number % len(clips)]))
            await asyncio.sleep(max(1.0, began + draw.uniform(*EVERY_S) - self._clock.now()))

    async def ask(self, clip: Clip) -> Turn:
        """Say something; return once the reply has been heard, or is too late."""
        self.told.clear()
        self.ear.take()
        self.ear.first = None
        end = round((clip.speech[1] + TAIL_S) * SAMPLE_RATE)
        self.mouth.say(clip.samples[:end])
        while self.mouth.began is None or not self.mouth.silent:
            await asyncio.sleep(FRAME_S)
        last = self.mouth.began + clip.speech[1]
        while not self._over() and self._clock.now() < last + (3 * LATE_S if self.ear.first else LATE_S):
            await asyncio.sleep(FRAME_S)
        return self._judged(clip, last)

    @property
    def reply(self) -> str:
        """The reply to what was asked last."""
        return next((message.reply for _, message in self._of(protocol.Answered)), "")

    def _over(self) -> bool:
        return bool(self._of(protocol.Answered) or self._of(protocol.LetGo)) and self.floor == "idle"

    def _judged(self, clip: Clip, last: float) -> Turn:
        answered = next((message for _, message in self._of(protocol.Answered)), None)
        heard, first = next((at for at, _ in self._of(protocol.Heard)), None), self.ear.first
        cut_off = any(at is not None and at < last - EARLY_S for at in (heard, first))
        waited_ms = None if cut_off or first is None or answered is None else (first - last) * 1e3
        wrong = waited_ms is not None and answered is not None and answered.by != clip.skill
        allowed_ms, stages = None, {}
        if answered is not None and answered.allowed_ms is not None:
            wait_ms = next((one.allowed_ms for one in answered.stages if one.stage == "endpoint"), 0.0)
            allowed_ms = wait_ms + answered.allowed_ms
            stages = {one.stage: one.ms + one.hidden_ms for one in answered.stages}
        return Turn(clip.id, waited_ms, allowed_ms, cut_off, wrong, stages, last)

    def _of(self, kind: type[Any]) -> list[tuple[float, Any]]:
        return [(at, message) for at, message in self.told if isinstance(message, kind)]

    def _satellite(self) -> Satellite:
        server = Server(self.url, self.name, self.name.replace(" ", "-"))
        gate = EgressGate.of(Config(state_dir=self.folder), self._clock)
        return Satellite(server, gate, self._ends, self._notify)

    def _ends(self, rate: int) -> tuple[Source, Sink]:
        self.ear = Ear(self._clock, rate)
        return self.mouth, self.ear

    def _notify(self, message: protocol.Told) -> None:
        self.told.append((self._clock.now(), message))
        match message:
            case protocol.Welcome():
                self.inside.set()
            case protocol.Floor(state=state):
                self.floor = state
            case protocol.Ringing():
                self.rang += 1

    async def _aloud(self, text: str) -> None:
        self.warnings.append(text)
