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
from voice.clock import AudioClock, WallClock
from voice.config import Config, Transcribe
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Samples, Transcript
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.transcribe import Hearing, Recogniser, create
from voice.transcribe.elsewhere import ElsewhereRecogniser
from voice.transcribe.sphinx import SphinxRecogniser

DEMO = Path(__file__).parents[2] / "assets" / "demo"

Make = Callable[[], SphinxRecogniser]
Elsewhere = Callable[[Transcribe], ElsewhereRecogniser]


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
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def listener(make: Make, runner: asyncio.Runner) -> Iterator[Listener]:
    recogniser = make()
    runner.run(recogniser.load())
    yield Listener(runner, recogniser)
    runner.run(recogniser.close())


@pytest.fixture(scope="module")
def elsewhere(
    skills: Skills, cache: Path, runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Elsewhere]:
    """Makes a recogniser that asks a service, beside the real command grammar."""
    made: list[ElsewhereRecogniser] = []

    def make(settings: Transcribe) -> ElsewhereRecogniser:
        gate = EgressGate.of(Config(state_dir=tmp_path_factory.mktemp("state")), WallClock())
        recogniser = create(settings, skills, ["hey_jarvis"], WallClock(), gate)
        assert isinstance(recogniser, ElsewhereRecogniser)
        runner.run(recogniser.load())
        made.append(recogniser)
        return recogniser

    yield make
    for one in made:
        runner.run(one.close())
