"""What replies that are begun at a pause hide on a quiet machine, in virtual time; engines take as long as was measured there.

    python -m benchmarks.ahead_virtual

Commands and questions, one in four of them with a pause of 0.5 s inside, with `answer.ahead = "home"` and with "never". What is
virtual is the time: session, endpointer, router, skills and budget are the product's. The same each time, on any machine.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.ahead import WAYS, figures
from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import Clock, VirtualClock
from voice.config import Config
from voice.engines import Ears, Engines, Voices
from voice.events import TurnEnded
from voice.listen.recording import Recording
from voice.messages import Samples, Transcript
from voice.session import Session
from voice.speak.player import Player
from voice.testing import (
    FakeActivity,
    FakeHearing,
    FakeMicrophone,
    FakeRecogniser,
    FakeVoice,
    FakeWakeModel,
    ScriptedTier,
    Vocabulary,
)
from voice.trace import TurnTrace

READING_S = 0.25
"""A reading of the grammar and Whisper base at a pause, on two quiet cores."""
FIRST_TOKEN_S = 0.15
"""SmolLM2 135M, warm; the prompt was not read ahead."""
TOKEN_S = 0.02
FIRST_SOUND_S = 0.07
"""Piper, a short sentence."""

TELLING = ("what time is it", "what is two plus two", "convert 20 celsius to fahrenheit", "what day is it tomorrow")
DOING = ("set a timer for ten minutes", "volume 30 percent", "add milk to my shopping list", "start the stopwatch")
ASKING = (
    "who wrote hamlet", "why is the sky blue", "what is the capital of france", "how do airplanes stay in the air",
    "what did people eat in the middle ages", "how far away is the moon", "tell me a joke", "what makes bread rise",
)  # fmt: skip
ANSWER = "That is a good question and here is what I know. There is more."


class Hearing(FakeHearing):
    """Takes its time at a pause; at the end nothing is left to read."""

    clock: Clock

    async def partial(self) -> Transcript:
        await self.clock.sleep(READING_S)
        return await super().partial()


class Hears(FakeRecogniser):
    clock: Clock

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> Hearing:
        hearing = Hearing(self)
        hearing.clock = self.clock
        return hearing


class Speaks(FakeVoice):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        await self._clock.sleep(FIRST_SOUND_S)
        async for chunk in super().synthesise(text):
            yield chunk


async def talked(folder: Path, ahead: str, clock: VirtualClock) -> list[TurnTrace]:
    """The turns of one conversation."""
    tier = {"name": "device", "where": "device", "base_url": "http://127.0.0.1:1/v1", "model": "m"}
    engines = Engines(Config(state_dir=folder, tiers=(tier,), answer={"ahead": ahead, "bridge_ms": 0}), clock, print)
    await engines.load()
    vocabulary, turns = Vocabulary(), list[TurnTrace]()
    recogniser = Hears(vocabulary, (*TELLING, *DOING))
    recogniser.clock = clock
    engines.ears, engines.voices = Ears(recogniser, FakeWakeModel(vocabulary), FakeActivity), Voices(Speaks(clock))
    pieces: list[str | float] = [piece for word in ANSWER.split() for piece in (TOKEN_S, f"{word} ")]
    model = ScriptedTier("device", FIRST_TOKEN_S, *pieces, clock=clock)
    engines.pool = TierPool({"device": model}, clock, AnswerCache(clock, 0.0), ahead=engines.pool.ahead)
    microphone = FakeMicrophone(clock, vocabulary)
    player = Player(engines.voices.voice, Recording(clock, FakeVoice.sample_rate), clock)

    def note(event: Any) -> None:
        if isinstance(event, TurnEnded):
            turns.append(event.trace)

    session = Session(engines, microphone, player, note, name=ahead, place="")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(session.run())
        for number, text in enumerate((*TELLING, *DOING, *ASKING)):
            begin, _, end = text.rpartition(" ") if number % 4 == 3 else (text, "", "")
            microphone.say(f"hey jarvis {begin}")
            microphone.pause(0.5 if end else 0.0)
            microphone.say(end)
            while len(turns) <= number or not session.floor.idle:
                await clock.sleep(0.02)
        microphone.hang_up()
    return turns


def main() -> None:
    told = {}
    for way in WAYS:
        with TemporaryDirectory(prefix="ahead-") as folder:
            clock = VirtualClock()
            told[way] = figures(clock.run(talked(Path(folder), way, clock)))
            del told[way]["recognition"]  # its hidden part is told by the machine's clock
    print(json.dumps(told))


if __name__ == "__main__":
    main()
