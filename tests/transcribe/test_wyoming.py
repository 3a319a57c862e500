"""A Wyoming service reads what was said, beside the real command grammar."""

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("wyoming")

from tests.transcribe.conftest import Elsewhere, feed, opened, sound
from tests.wyoming.server import Fake, serving
from voice.config import Transcribe
from voice.messages import Transcript
from voice.transcribe.elsewhere import ALONE, CONTESTED, ElsewhereRecogniser

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recogniser(elsewhere: Elsewhere) -> ElsewhereRecogniser:
    return elsewhere(Transcribe(engine="wyoming", url="tcp://127.0.0.1:9"))


def heard(
    recogniser: ElsewhereRecogniser, runner: asyncio.Runner, folder: Path, clip: str, text: str
) -> tuple[Transcript, int]:
    """What is made of a clip which the service reads as `text`, and how often that was asked."""

    async def script() -> tuple[Transcript, int]:
        async with serving(Fake(hears=text)) as fake:
            recogniser.service = fake.service(folder)
            async with opened(recogniser) as hearing:
                await feed(hearing, sound(clip, after_s=0.3))
                await hearing.partial()
                words = await hearing.finish()
            return words, sum(event.type == "transcribe" for event in fake.events)

    return runner.run(script())


def test_what_both_read_is_a_command_for_sure(
    recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path
) -> None:
    words, asked = heard(recogniser, runner, tmp_path, "1-time", "Hey, Jarvis. What time is it?")
    assert (words.text, words.is_command, words.confidence) == ("what time is it", True, 0.99)
    assert asked == 1  # what was read at the pause still holds at the end


def test_a_command_that_they_read_differently_is_in_doubt(
    recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path
) -> None:
    words, _ = heard(recogniser, runner, tmp_path, "9-volume", "Hey Jarvis, set the volume to fifty percent.")
    assert (words.text, words.engine, words.confidence) == ("set the volume to fifty percent", "wyoming", CONTESTED)
    assert {one.engine for one in words.hypotheses} == {"wyoming", "grammar"}


def test_free_speech_is_the_services(recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path) -> None:
    words, _ = heard(recogniser, runner, tmp_path, "5-question", "Hey Jarvis, why is the sky blue at noon?")
    assert (words.text, words.is_command, words.confidence) == ("why is the sky blue at noon", False, ALONE)


def test_without_the_service_the_grammar_reads(recogniser: ElsewhereRecogniser, runner: asyncio.Runner, tmp_path: Path) -> None:
    async def script() -> Transcript:
        recogniser.service = Fake(port=9).service(tmp_path)
        async with opened(recogniser) as hearing:
            await feed(hearing, sound("1-time", after_s=0.3))
            return await hearing.finish()

    words = runner.run(script())
    assert (words.text, words.is_command, words.engine) == ("what time is it", True, "grammar")
    assert "cannot be reached" in words.note
