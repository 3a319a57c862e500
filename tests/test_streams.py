"""What a stream hears depends on its sound alone: not on what the same engines heard before, or hear at the same time.

Each clip goes through a wake gate, voice activity, an endpointer and a hearing as a conversation has them, on engines that it
shares with all other clips or that are its own.
"""

import asyncio
import itertools
import random
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest
import soxr

from tests.skills.making import make_skills
from voice import transcribe, wake
from voice.clock import AudioClock
from voice.config import Config, Endpoint, Transcribe, Wake
from voice.endpoint import Endpointer, VoiceActivity
from voice.messages import (
    FRAME_S,
    FRAME_SAMPLES,
    SAMPLE_RATE,
    Frame,
    Samples,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from voice.skills import Skills
from voice.speak.espeak import SAMPLE_RATE as SPOKEN_RATE
from voice.speak.espeak import Espeak
from voice.transcribe import Hearing, Recogniser
from voice.wake import WakeModel

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).parents[1] / "assets" / "fixtures" / "whisper"
SENTENCES = [line.replace(" |", ",") for line in (FIXTURE / "sentences.txt").read_text().splitlines()]
CLIPS = {"sphinx": 40, "whisper": 8}
"""Clips for each engine. Whisper has the command grammar, which is most of the work, in common with the other."""
LEAD = round(1.2 / FRAME_S)
"""Frames up to the wake word that a hearing is given."""

Told = tuple[Any, ...]
"""One thing that happened in a stream; times are in frames since it began."""


def spoken(count: int) -> list[Samples]:
    """`count` clips of several voices and speeds: "hey jarvis" and a sentence, some in noise, some with a pause in between."""
    draw = np.random.default_rng(7)
    made = []
    for n, sentence in enumerate(itertools.islice(itertools.cycle(SENTENCES), count)):
        voice = Espeak(("en-us", "en-gb", "en-gb-scotland", "en")[n % 4], 140 + 10 * (n % 5))
        voice.load()
        said = f"hey jarvis{', ' if n % 3 else ' '}{sentence}"
        samples = soxr.resample(asyncio.run(whole(voice, said)).astype(np.float32), SPOKEN_RATE, SAMPLE_RATE) * 0.5
        samples = np.concatenate([np.zeros(SAMPLE_RATE // 2), samples, np.zeros(round(1.6 * SAMPLE_RATE))])
        made.append((samples + draw.standard_normal(len(samples)) * (0, 20, 150)[n % 3]).clip(-32768, 32767).astype(np.int16))
    return made


async def whole(voice: Espeak, text: str) -> Samples:
    return np.concatenate([chunk async for chunk in voice.synthesise(text)])


class Stream:
    """One conversation's ears on shared engines."""

    def __init__(self, recogniser: Recogniser, model: WakeModel, skills: Skills, started: float) -> None:
        self._recogniser = recogniser
        self._skills = skills
        self._started = started
        self._activity = VoiceActivity()
        self._activity.load()
        self._gate = wake.gated(Wake(), model)
        self._endpointer = Endpointer(Endpoint())
        self._recent: deque[Frame] = deque(maxlen=LEAD)
        self._hearing: Hearing | None = None
        self._over = False
        self._completeness: Any = "unknown"
        self.told: list[Told] = []

    async def hear(self, samples: Samples) -> list[Told]:
        for n in range(len(samples) // FRAME_SAMPLES):
            piece = samples[n * FRAME_SAMPLES : (n + 1) * FRAME_SAMPLES]
            await self._frame(Frame(piece, self._started + (n + 1) * FRAME_S))
            if self._over:
                break
        if self._hearing:
            await self._hearing.close()
        return self.told

    async def _frame(self, frame: Frame) -> None:
        self._recent.append(frame)
        voiced = self._activity.voiced(frame)
        event = self._endpointer.feed(frame.time, voiced, self._completeness)
        if self._hearing is None:
            if heard := self._gate.feed(frame, voiced):
                await self._begin(heard)
            return
        await self._hearing.feed(frame.samples)
        if event:
            self.told.append((type(event).__name__, self._frames(event.time), getattr(event, "reason", "")))
        match event:
            case SpeechPaused():
                await self._words(await self._hearing.partial())
            case SpeechStarted() | SpeechResumed():
                self._completeness = "unknown"
            case SpeechEnded():
                await self._words(await self._hearing.finish())
                self._over = True

    async def _begin(self, heard: Any) -> None:
        self.told.append((heard.phrase, self._frames(heard.time), heard.score))
        self._gate.reset()
        self._hearing = await self._recogniser.open()
        await self._hearing.feed(np.concatenate([frame.samples for frame in self._recent]))
        self._endpointer.start(heard.time, heard.wake_end)
        self._completeness = "unknown"

    async def _words(self, words: Any) -> None:
        self.told.append((words,))
        found = self._skills.completeness(words.text)
        self._completeness = found if words.is_command or found == "unfinished" else "unknown"

    def _frames(self, time: float) -> int:
        return round((time - self._started) / FRAME_S)


@asynccontextmanager
async def engines(name: str, skills: Skills) -> AsyncIterator[tuple[Recogniser, WakeModel]]:
    settings = Transcribe.model_validate({"engine": name, "model": str(FIXTURE)})
    recogniser = transcribe.create(settings, skills, ["hey_jarvis"], AudioClock())
    model = wake.create(Wake())
    model.load()
    await recogniser.load()
    try:
        yield recogniser, model
    finally:
        await recogniser.close()


async def shared(
    name: str, skills: Skills, clips: list[Samples], order: Iterable[int], at_once: int = 1
) -> dict[int, list[Told]]:
    """What is told of each clip, in some order, by the same engines."""
    places = asyncio.Semaphore(at_once)
    told = {}
    async with engines(name, skills) as (recogniser, model):

        async def hear(number: int, place: int) -> None:
            async with places:
                told[number] = await Stream(recogniser, model, skills, place * 7.3).hear(clips[number])

        await asyncio.gather(*(hear(number, place) for place, number in enumerate(order)))
    return told


async def alone(name: str, skills: Skills, clips: list[Samples]) -> dict[int, list[Told]]:
    """What is told of each clip by engines that have heard nothing else; two at a time, as loading takes a second."""
    places = asyncio.Semaphore(2)
    told = {}

    async def hear(number: int) -> None:
        async with places, engines(name, skills) as (recogniser, model):
            told[number] = await Stream(recogniser, model, skills, 0.0).hear(clips[number])

    await asyncio.gather(*map(hear, range(len(clips))))
    return told


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    loaded = make_skills(Config(state_dir=tmp_path_factory.mktemp("streams")), AudioClock())
    loaded.load()
    return loaded


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The language model is made once, and not among the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platformdirs, "user_cache_path", lambda _name: folder)
        yield


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("engine", CLIPS)
def test_a_clip_is_heard_the_same_alone_and_in_any_order(engine: str, skills: Skills) -> None:
    clips = spoken(CLIPS[engine])
    numbers = list(range(len(clips)))
    expected = asyncio.run(alone(engine, skills, clips))
    assert sum(bool(told) for told in expected.values()) > len(clips) * 0.8, "a wake word is heard in nearly all of them"
    assert len({told[-1][0].text for told in expected.values() if told}) > len(clips) * 0.5, "and as many different sentences"
    mixed = random.Random(3).sample(numbers, len(clips))
    for order, at_once in ((numbers, 1), (numbers[::-1], 1), (mixed, 2)):
        told = asyncio.run(shared(engine, skills, clips, order, at_once))
        assert {n: told[n] for n in numbers if told[n] != expected[n]} == {}
