"""Clips through whole sessions: the product's own loop, engines and replies, on a clock that the sound steps.

Ears and voices are loaded once and stay warm; the session, the skills' store, the predictor and the clock are new for each
clip, so that none hears of another. Stage times are compute after the endpoint, not a backlog.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Self

import numpy as np

from benchmarks.corpora import Clip
from voice.bench import outcome as outcomes
from voice.bench import room
from voice.bench.room import ignore
from voice.clock import AudioClock, Clock
from voice.config import Config
from voice.events import LeftOpen, Notify
from voice.listen.microphone import BLOCK_S
from voice.listen.scripted import Scripted
from voice.messages import SAMPLE_RATE, Samples
from voice.skills import Skills

PATIENCE_S = 30.0
"""Wall time that one clip may take; a clip takes well under a second."""


Outcome = outcomes.Outcome[Clip]


class Room:
    """A place to listen in: the engines, loaded."""

    def __init__(self, config: Config) -> None:
        self._room = room.Room()
        self.config = config

    async def __aenter__(self) -> Self:
        await self._room.load(self.config)
        self.skills: Skills = (await self._room.ears(self.config)).skills
        return self

    async def __aexit__(self, *closing: object) -> None:
        await self._room.__aexit__(*closing)

    async def hear(self, clip: Clip, need_wake: bool) -> Outcome:
        """One clip from its first sample until the last reply has been heard."""
        outcome = Outcome(clip)
        await asyncio.wait_for(self.listen(clip.samples, AudioClock(), need_wake, outcome.note), PATIENCE_S)
        return outcome

    async def hear_all(self, spoken: Iterable[Clip], need_wake: bool = False) -> list[Outcome]:
        return [await self.hear(clip, need_wake) for clip in spoken]

    async def follow(self, first: Samples, clip: Clip) -> Outcome:
        """A clip without the wake word, said half a second behind the reply to `first`; what was made of the clip alone."""
        outcome, clock = Outcome(clip), AudioClock()
        source = Scripted(clock, BLOCK_S)

        def note(event: Any) -> None:
            if isinstance(event, LeftOpen) and not source.hung_up:
                source.say(np.concatenate([np.zeros(SAMPLE_RATE // 2, np.int16), clip.samples]))
                source.hang_up()
            elif source.hung_up:
                outcome.note(event)

        source.say(first)
        await asyncio.wait_for(self._held(source, clock, True, note), 4 * PATIENCE_S)
        return outcome

    async def listen(self, samples: Samples, clock: Clock, need_wake: bool, notify: Notify = ignore) -> None:
        """Sound through a new session on the loaded ears and voices, with nothing else to remember."""
        source = Scripted(clock, BLOCK_S)
        source.say(samples)
        source.hang_up()
        await self._held(source, clock, need_wake, notify)

    async def _held(self, source: Scripted, clock: Clock, need_wake: bool, notify: Notify) -> None:
        await self._room.hear(self.config, source, clock, notify, needs_wake=need_wake, name="benchmark")
