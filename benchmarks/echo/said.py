"""What is said in the rooms: replies, and what people say while they sound."""

from collections.abc import AsyncGenerator, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE, Samples
from voice.speak.cast import Speaker, cast

REPLIES = (
    "It will be mostly cloudy today, with a few sunny spells in the afternoon. Tonight it will be clear and cold, with three "
    "degrees in the early hours.",
    "Sunlight is made of many colours. The shorter waves are scattered by the air far more than the longer ones are, so blue "
    "light reaches your eyes from every side.",
    "The tower was built in two years, for the fair of eighteen eighty nine. It was the tallest building in the world until "
    "nineteen thirty.",
    "Put the flour and the butter in a large bowl. Rub them together with your fingers until they look like crumbs, then add "
    "two eggs and a pinch of salt.",
    "There are four things on your list. Milk, bread, six apples and something for the dishwasher.",
    "The first train leaves at a quarter past six and arrives in the middle of the morning. You would have to change once.",
    "Bees dance to tell each other where the flowers are. The angle of the dance is the angle to the sun, and its length is "
    "the distance.",
    "Your next appointment is on Thursday at half past nine. Shall I tell you the others as well?",
)
"""Texts of what the assistant says."""

INTERRUPTIONS = (
    "stop", "no the other one", "what time is it", "set a timer for ten minutes", "that is enough thank you",
    "turn off the kitchen light", "what about tomorrow", "can you say that again", "make it twenty", "be quiet now",
)  # fmt: skip
"""What people say to interrupt it."""

WAKE_WORD = "hey jarvis"

LISTENING = "uh huh", "oh", "okay"
"""What people say who go on listening."""

SPEAKS = ("espeak en-us", "espeak en-gb+f3", "espeak en-gb")
"""Whom the assistant sounds like; people sound like others."""


@cache
def speakers() -> dict[str, Speaker]:
    return {speaker.name: speaker for speaker in cast()}


@cache
def spoken(name: str, text: str) -> Samples:
    return speakers()[name].say(text, 1.0)


def people() -> list[str]:
    """Voices that are kept out of all training."""
    return [name for name, speaker in speakers().items() if speaker.part == "check"]


def level(sound: Samples | npt.NDArray[np.float64]) -> float:
    """Amplitude of the parts in which something sounds."""
    frames = sound[: len(sound) // 320 * 320].astype(np.float64).reshape(-1, 320)
    power = (frames**2).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 1e-3].mean()))


def coughs(count: int) -> Iterator[Samples]:
    """Bursts of coloured noise, two to a cough."""
    for seed in range(count):
        chance = np.random.default_rng(seed)
        time = np.arange(round(0.35 * SAMPLE_RATE)) / SAMPLE_RATE
        puffs = np.exp(-30 * time) + 0.6 * np.exp(-25 * np.maximum(0, time - 0.18)) * (time > 0.18)
        noise = np.convolve(chance.standard_normal(len(time)), np.exp(-np.arange(40) / chance.uniform(2, 12)), "same")
        yield (8000 * puffs * noise / np.abs(noise).max()).astype(np.int16)


def hums(count: int) -> Iterator[Samples]:
    """"Mhm": two hums, the second one higher."""
    for seed in range(count):
        pitch = np.random.default_rng(seed).uniform(90, 220)
        time = np.arange(round(0.4 * SAMPLE_RATE)) / SAMPLE_RATE
        phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.2 * (time > 0.2))) / SAMPLE_RATE
        tone = sum(np.sin(k * phase) / k**2 for k in range(1, 8))
        yield (5000 * np.abs(np.sin(np.pi * time / 0.2)) * tone).astype(np.int16)


class Voice:
    """Says the replies, by a voice of the cast."""

    sample_rate = SAMPLE_RATE
    first_words: int | None = None

    def __init__(self, name: str) -> None:
        self.identity = name

    def load(self) -> None: ...

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        yield spoken(self.identity, text)

    def close(self) -> None: ...
