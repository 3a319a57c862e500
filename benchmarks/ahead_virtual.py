"""What replies that are begun at a pause hide on a quiet machine, in virtual time; engines take as long as was measured there.

    python -m benchmarks.ahead_virtual

Commands and questions, one in four of them with a pause of 0.5 s inside, with `answer.ahead = "home"` and with "never". What is
virtual is the time: session, endpointer, router, skills and budget are the product's. The same each time, on any machine.
"""

import json
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.ahead import WAYS, figures
from tests.house import House
from voice.clock import Clock
from voice.messages import Samples, Transcript
from voice.testing import FakeHearing, FakeRecogniser, FakeVoice, ScriptedTier, Vocabulary
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
DEVICE = {"name": "device", "where": "device", "base_url": "http://127.0.0.1:1/v1", "model": "m"}
ANSWER = "That is a good question and here is what I know. There is more."


class Hears(FakeRecogniser):
    """Takes its time at a pause; at the end nothing is left to read."""

    def __init__(self, clock: Clock, vocabulary: Vocabulary, commands: Sequence[str]) -> None:
        super().__init__(vocabulary, commands)
        self.clock = clock

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> FakeHearing:
        return Hearing(self)


class Hearing(FakeHearing):
    def __init__(self, recogniser: Hears) -> None:
        super().__init__(recogniser)
        self._clock = recogniser.clock

    async def partial(self) -> Transcript:
        await self._clock.sleep(READING_S)
        return await super().partial()


class Speaks(FakeVoice):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        await self._clock.sleep(FIRST_SOUND_S)
        async for chunk in super().synthesise(text):
            yield chunk


def talked(folder: Path, ahead: str) -> list[TurnTrace]:
    """The turns of one conversation."""
    pieces: list[str | float] = [piece for word in ANSWER.split() for piece in (TOKEN_S, f"{word} ")]
    model = ScriptedTier("device", FIRST_TOKEN_S, *pieces)
    house = House(folder, model, settings={"tiers": (DEVICE,), "answer": {"ahead": ahead, "bridge_ms": 0}})
    model.clock = house.clock
    house.hear_with(Hears(house.clock, house.vocabulary, (*TELLING, *DOING)))
    house.speak_with(Speaks(house.clock))

    async def script(house: House) -> None:
        for number, text in enumerate((*TELLING, *DOING, *ASKING)):
            begin, _, end = text.rpartition(" ") if number % 4 == 3 else (text, "", "")
            house.microphone.say(f"hey jarvis {begin}")
            house.microphone.pause(0.5 if end else 0.0)
            house.microphone.say(end)
            await house.ended(number + 1)

    return house.hold(script)


def main() -> None:
    told = {}
    for way in WAYS:
        with TemporaryDirectory(prefix="ahead-") as folder:
            told[way] = figures(talked(Path(folder), way))
            del told[way]["recognition"]  # its hidden part is told by the machine's clock
    print(json.dumps(told))


if __name__ == "__main__":
    main()
