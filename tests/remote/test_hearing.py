"""A remote service reads what was said, beside the real command grammar, which stands in for it; `voice doctor` tries it."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from tests.remote.server import Send, drips, hangs_up, hears, says, serving, speaks
from tests.transcribe.conftest import Elsewhere, feed, opened, sound
from voice.cli import doctor
from voice.config import Config, Speak, Transcribe
from voice.errors import EngineError
from voice.messages import Transcript
from voice.transcribe.elsewhere import ALONE, ElsewhereRecogniser

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recogniser(elsewhere: Elsewhere) -> ElsewhereRecogniser:
    return elsewhere(Transcribe(engine="remote", url="http://127.0.0.1:9/v1"))


def heard(
    recogniser: ElsewhereRecogniser, runner: asyncio.Runner, folder: Path, clip: str, answer: Send
) -> tuple[Transcript, int]:
    """What is made of a clip, and how often the service was asked."""

    async def script() -> tuple[Transcript, int]:
        async with serving(answer) as fake:
            recogniser.service = service = fake.service(folder, late_s=2.0)
            async with opened(recogniser) as hearing:
                await feed(hearing, sound(clip, after_s=0.3))
                await hearing.partial()
                words = await hearing.finish()
            await service.close()
            return words, len(fake.asked)

    return runner.run(script())


def test_what_both_read_is_a_command_for_sure(recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path) -> None:
    words, asked = heard(recogniser, runner, tmp_path, "1-time", hears("Hey, Jarvis. What time is it?"))
    assert (words.text, words.is_command, words.confidence, words.instead_of) == ("what time is it", True, 0.99, "")
    assert asked == 1


def test_free_speech_is_the_services(recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path) -> None:
    words, _ = heard(recogniser, runner, tmp_path, "5-question", hears("Hey Jarvis, why is the sky blue at noon?"))
    assert (words.text, words.engine, words.confidence) == ("why is the sky blue at noon", "remote", ALONE)


@pytest.mark.parametrize(
    ("answer", "why", "most"),
    [
        (hangs_up, "broke off", 2),
        (says(200, b"<html>"), "no text", 1),
        (says(429, b"", "text/plain", "retry-after: 30"), "too many", 1),
        (drips(b"", b"\0", 0.1), "within 2 s", 1),
        (hears("all work and no play " * 40), "nobody can have said", 1),
    ],
)
def test_no_turn_is_lost_by_a_bad_service(
    recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path, answer: Send, why: str, most: int
) -> None:
    words, asked = heard(recogniser, runner, tmp_path, "1-time", answer)
    assert (words.text, words.is_command, words.instead_of) == ("what time is it", True, "remote")
    assert why in words.note
    assert asked <= most  # at the end of the turn nobody waits a second time


def test_the_doctor_tells_whether_it_answers(tmp_path: Path) -> None:
    async def script() -> None:
        tone = (np.sin(np.arange(24_000) / 5) * 8000).astype("<i2").tobytes()
        async with serving(speaks(tone)) as fake:
            url = f"http://127.0.0.1:{fake.port}/v1"
            told = await doctor.check_speak(Config(state_dir=tmp_path, speak=Speak(engine="remote", url=url)))
            assert told.startswith(f"remote: {url}, first sound after")
        async with serving(hears("Hey Jarvis, what is the capital of France?")) as fake:
            url = f"http://127.0.0.1:{fake.port}/v1"
            chosen = Config(state_dir=tmp_path, transcribe=Transcribe(engine="remote", url=url, late_ms=20_000))
            assert "what is the capital of france" in await doctor.check_transcribe(chosen)
        with pytest.raises(EngineError, match="cannot be reached"):
            await doctor.check_transcribe(chosen)

    asyncio.run(script())
