"""Clips through the whole assistant: its own loop, engines and replies, on a clock that the sound steps.

Engines are loaded once and stay warm; the loop, the skills' store and the clock are new for each clip, so
that no clip hears of another's timers. Stage times are compute after the endpoint, not a backlog.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from benchmarks.corpora import Clip
from voice import transcribe, wake, wiring
from voice.assistant import Assistant
from voice.clock import AudioClock, Clock
from voice.config import Config
from voice.endpoint import Endpointer, VoiceActivity
from voice.listen.microphone import BLOCK_S
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.messages import Samples, SpeechEnded, WakeHeard
from voice.trace import TurnTrace
from voice.turn import Replier, TurnEnded

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
        skills = self._replier(AudioClock(), ignore).skills
        self._transcriber = transcribe.create(
            self.config.transcribe, skills.sentences, skills.judge, self.config.wake.phrases
        )
        await self._transcriber.load()
        self._wake = wake.create(self.config.wake)
        self._wake.load()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transcriber.close()
        self._folder.cleanup()

    async def hear(self, clip: Clip, need_wake: bool) -> Outcome:
        """One clip from its first sample until the last reply has been heard."""
        outcome = Outcome(clip)
        await asyncio.wait_for(self.listen(clip.samples, AudioClock(), need_wake, outcome.note), PATIENCE_S)
        return outcome

    async def hear_all(self, spoken: Iterable[Clip], need_wake: bool = False) -> list[Outcome]:
        return [await self.hear(clip, need_wake) for clip in spoken]

    async def listen(
        self, samples: Samples, clock: Clock, need_wake: bool, notify: wiring.Notify = ignore
    ) -> None:
        """Sound through a new assistant around the loaded engines."""
        source = Scripted(clock, BLOCK_S)
        source.say(samples)
        source.hang_up()
        activity = VoiceActivity(self.config.endpoint.aggressiveness)
        activity.load()
        self._wake.reset()
        replier = self._replier(clock, notify)
        assistant = Assistant(
            clock=clock,
            source=source,
            source_name="benchmark",
            activity=activity,
            wake=self._wake if need_wake else None,
            endpointer=Endpointer(self.config.endpoint),
            waits=self.config.endpoint,
            transcriber=self._transcriber,
            replier=replier,
            budget=replier.budget,
            notify=notify,
        )
        await assistant.run()

    def _replier(self, clock: Clock, notify: wiring.Notify) -> Replier:
        """One that remembers nothing."""
        folder = Path(self._folder.name) / str(next(self._numbers))
        config = self.config.model_copy(update={"state_dir": folder})
        replier = wiring.replier(config, clock, lambda rate: Recording(clock, rate), notify, will_ring=True)
        replier.skills.compile()
        return replier
