"""A house of fakes: a whole session in virtual time, for whatever holds conversations with it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import VirtualClock, deadline
from voice.config import Config
from voice.endpoint.wait import FALL, UNDECIDED_WAIT, WORDS
from voice.engines import Ears, Engines, Voices
from voice.events import TurnEnded, Warned
from voice.listen.muted import Muted
from voice.listen.recording import Recording
from voice.mute import Mute
from voice.session import Session
from voice.speak import Voice
from voice.speak.player import Player
from voice.testing import FakeActivity, FakeMicrophone, FakeRecogniser, FakeVoice, FakeWakeModel, Vocabulary
from voice.tiers import Tier
from voice.trace import TurnTrace
from voice.transcribe import Recogniser
from voice.wake import WakeModel

LONG = " ".join(letter * size for size in range(2, 6) for letter in ascii_lowercase)
"""A reply of 104 words, none of them twice."""

NOON = datetime(2026, 11, 21, 12, 0).astimezone()
HOUR_S = 3600.0
CLOUD = {"name": "cloud", "where": "cloud", "base_url": "http://nowhere", "model": "m"}


def undecided(text: str) -> float:
    """Odds of a whole request for any words, at which the wait behind them is the usual one."""
    worth, _, added = WORDS
    return ((UNDECIDED_WAIT - 1) / FALL - added) / worth


def engines(config: Config, clock: VirtualClock, vocabulary: Vocabulary, *commands: str, fails: str = "") -> Engines:
    """Engines with nothing real below them."""
    made = Engines(config, clock, print)
    asyncio.run(made.load())
    made.ears = Ears(FakeRecogniser(vocabulary, commands, fails), FakeWakeModel(vocabulary), FakeActivity, whole=undecided)
    made.voices = Voices(FakeVoice())
    return made


@dataclass
class House:
    """A session with nothing real below it, and whoever speaks to it."""

    folder: Path
    tier: Tier | None = None
    fails: str = ""
    commands: tuple[str, ...] = ()
    events: list[Any] = field(default_factory=list)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(start=NOON))
    disabled: tuple[str, ...] = ()
    """Skills that it does without: they take half a second to load."""
    needs_wake: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    """Sections of the settings that are not as usual."""

    def __post_init__(self) -> None:
        usual = {"tiers": (CLOUD,) if self.tier else (), "skills": {"disabled": self.disabled}}
        config = Config(**{"state_dir": self.folder} | usual | self.settings)
        self.vocabulary = Vocabulary()
        self.engines = engines(config, self.clock, self.vocabulary, *self.commands, fails=self.fails)
        self.engines.warn = lambda text: self.events.append(Warned(text))
        tiers, ahead = {config.tiers[0].name: self.tier} if self.tier else {}, self.engines.pool.ahead
        self.engines.pool = TierPool(tiers, self.clock, AnswerCache(self.clock, 0.0), ahead=ahead)
        self.microphone = FakeMicrophone(self.clock, self.vocabulary)
        self.sink = Recording(self.clock, FakeVoice.sample_rate)
        self.speak_with(FakeVoice())

    @property
    def recogniser(self) -> FakeRecogniser:
        assert self.engines.ears is not None
        assert isinstance(self.engines.ears.recogniser, FakeRecogniser)
        return self.engines.ears.recogniser

    def hear_with(self, recogniser: Recogniser, wake: WakeModel | None = None) -> None:
        """Hear with other ears, in a session of their own."""
        assert self.engines.ears
        assert self.engines.voices
        self.engines.ears = replace(self.engines.ears, recogniser=recogniser, wake=wake or self.engines.ears.wake)
        self.speak_with(self.engines.voices.voice, self.engines.voices.spare)

    def speak_with(self, voice: Voice, spare: Voice | None = None, strange: bool = False) -> None:
        """Speak in another voice, in a session of its own."""
        self.engines.voices = Voices(voice, spare, strange)
        player = Player(voice, self.sink, self.clock, spare, strange=strange)
        source = Muted(self.microphone, Mute(self.folder, self.clock))
        notify = self.events.append
        self.session = Session(self.engines, source, player, notify, name="test", place="", needs_wake=self.needs_wake)

    @property
    def turns(self) -> list[TurnTrace]:
        return [event.trace for event in self.events if isinstance(event, TurnEnded)]

    def hold(self, script: Callable[["House"], Awaitable[None]], within_s: float = HOUR_S) -> list[TurnTrace]:
        """Run a conversation to its end, which comes within so many seconds of the clock: none may hang for ever."""

        async def run() -> None:
            async with deadline(self.clock, within_s), asyncio.TaskGroup() as tasks:
                tasks.create_task(self.session.run())
                await script(self)
                self.microphone.hang_up()

        self.clock.run(run())
        return self.turns

    def says(self, *lines: str) -> list[TurnTrace]:
        """Each line once the reply to the one before has been heard."""

        async def script(house: House) -> None:
            for line in lines:
                house.microphone.say(line)
                await house.ended(len(house.turns) + 1)

        return self.hold(script)

    async def ended(self, turns: int) -> None:
        while len(self.turns) < turns or not self.session.floor.idle:
            await self.clock.sleep(0.02)
