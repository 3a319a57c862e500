"""Clips through whole sessions: the product's own loop, engines and replies, on a clock that the sound steps.

Ears and voices are loaded once and stay warm; the session, the skills' store, the predictor and the clock are new for each
clip, so that none hears of another. Stage times are compute after the endpoint, not a backlog.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from benchmarks.corpora import Clip
from voice.clock import AudioClock, Clock
from voice.config import Config
from voice.engines import Engines
from voice.events import LeftOpen, Notify, TurnEnded
from voice.listen.microphone import BLOCK_S
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.messages import SAMPLE_RATE, Samples, SpeechEnded, WakeHeard
from voice.session import Session
from voice.skills import Skills
from voice.trace import TurnTrace

PATIENCE_S = 30.0
"""Wall time that one clip may take; a clip takes well under a second."""


@dataclass(slots=True)
class Outcome:
    """What the assistant made of one clip."""

    clip: Clip
    wakes: list[WakeHeard] = field(default_factory=list)
    ends: list[SpeechEnded] = field(default_factory=list)
    turns: list[TurnTrace] = field(default_factory=list)

    def note(self, event: Any) -> None:
        match event:
            case WakeHeard():
                self.wakes.append(event)
            case SpeechEnded():
                self.ends.append(event)
            case TurnEnded():
                self.turns.append(event.trace)

    @property
    def skills(self) -> list[TurnTrace]:
        """Turns that a skill took."""
        return [turn for turn in self.turns if turn.route and turn.route.skill]


def ignore(_event: Any) -> None:
    """Nobody wants to know."""


class Room:
    """A place to listen in: the engines, loaded."""

    def __init__(self, config: Config) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._numbers = itertools.count()
        self.config = config

    async def __aenter__(self) -> Self:
        self._loaded = self._engines(AudioClock())
        await self._loaded.load(ears=True, voice=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._loaded.close()
        self._folder.cleanup()

    @property
    def skills(self) -> Skills:
        return self._loaded.skills

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
        engines = self._engines(clock)
        await engines.load()
        engines.ears, engines.voices = self._loaded.ears, self._loaded.voices
        player = engines.player(lambda rate: Recording(clock, rate))
        await Session(engines, source, player, notify, name="benchmark", place="", needs_wake=need_wake).run()
        engines.ledger.close()

    def _engines(self, clock: Clock) -> Engines:
        folder = Path(self._folder.name) / str(next(self._numbers))
        return Engines(self.config.model_copy(update={"state_dir": folder}), clock, ignore)
