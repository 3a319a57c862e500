"""One set of sentences, and one recogniser in its own process for the tests that leave it whole."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest

from tests.skills.making import make_skills
from voice.clock import AudioClock
from voice.config import Config
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Samples, Transcript
from voice.skills import Skills
from voice.transcribe import Hearing, Recogniser
from voice.transcribe.sphinx import SphinxRecogniser

DEMO = Path(__file__).parents[2] / "assets" / "demo"

Make = Callable[[], SphinxRecogniser]


def sound(name: str, after_s: float = 0.5) -> Samples:
    """A turn of the demo's conversation, then silence."""
    import soundfile

    samples, rate = soundfile.read(DEMO / f"{name}.flac", dtype="int16")
    assert rate == SAMPLE_RATE
    return np.concatenate([samples, np.zeros(round(after_s * SAMPLE_RATE), np.int16)])


@dataclass(frozen=True, slots=True)
class Listener:
    """A loaded recogniser and the loop it lives in."""

    runner: asyncio.Runner
    recogniser: SphinxRecogniser

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def hears(self, samples: Samples) -> Transcript:
        """One whole turn."""
        return self.runner.run(turn(self.recogniser, samples))


@asynccontextmanager
async def opened(recogniser: Recogniser) -> AsyncIterator[Hearing]:
    hearing = await recogniser.open()
    try:
        yield hearing
    finally:
        await hearing.close()


async def turn(recogniser: Recogniser, samples: Samples) -> Transcript:
    async with opened(recogniser) as hearing:
        await feed(hearing, samples)
        return await hearing.finish()


async def feed(hearing: Hearing, samples: Samples) -> None:
    for at in range(0, len(samples), FRAME_SAMPLES):
        await hearing.feed(samples[at : at + FRAME_SAMPLES])


@pytest.fixture(scope="session")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    folder = tmp_path_factory.mktemp("skills")
    own = folder / "skills.toml"
    own.write_text("")
    config = Config(state_dir=folder)
    loaded = make_skills(config.model_copy(update={"skills": config.skills.model_copy(update={"own": own})}), AudioClock())
    assert loaded.load() == []
    return loaded


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where language models are kept meanwhile: not among the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platformdirs, "user_cache_path", lambda _name: folder)
        yield folder


@pytest.fixture(scope="session")
def make(skills: Skills, cache: Path) -> Make:
    return lambda: SphinxRecogniser(skills.sentences, skills.judge, ["hey_jarvis"], 0.4)


@pytest.fixture(scope="module")
def listener(make: Make) -> Iterator[Listener]:
    with asyncio.Runner() as runner:
        recogniser = make()
        runner.run(recogniser.load())
        yield Listener(runner, recogniser)
        runner.run(recogniser.close())
