"""The command grammar and Whisper on the same turn."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.transcribe.conftest import feed, opened, sound, turn
from voice.clock import WallClock
from voice.config import Transcribe
from voice.errors import EngineError, ModelError
from voice.messages import SAMPLE_RATE, Samples
from voice.skills import Skills
from voice.transcribe import create, together
from voice.transcribe.fuse import AGREED
from voice.transcribe.together import Together
from voice.transcribe.whisper_model import FULL_S, Model, Reading, Sound

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).parents[2] / "assets" / "fixtures" / "whisper"
QUESTION = "why is the sky blue at noon and red at sunset"


def made(skills: Skills, model: str, context: Any = "auto") -> Together:
    settings = Transcribe(engine="whisper", model=model, audio_context=context)
    both = create(settings, skills, ["hey_jarvis"], WallClock())
    assert isinstance(both, Together)
    return both


@pytest.fixture(scope="module")
def both(skills: Skills, cache: Path, runner: asyncio.Runner) -> Iterator[Together]:
    recogniser = made(skills, str(FIXTURE))
    runner.run(recogniser.load())
    yield recogniser
    runner.run(recogniser.close())


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Whisper reads nothing until this is set."""
    event = threading.Event()
    encode = Model.encode

    def held(self: Model, samples: Samples, context_s: float = FULL_S) -> Sound:
        assert event.wait(20)
        return encode(self, samples, context_s)

    monkeypatch.setattr(Model, "encode", held)
    yield event
    event.set()


def test_what_both_read_is_taken_at_once(both: Together, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is weighed: that would be work in the pause."""

    def weighed(*_: object) -> list[float]:
        raise AssertionError("a score was asked for")

    monkeypatch.setattr(Model, "score", weighed)

    async def heard() -> list[tuple[str, str, bool]]:
        async with opened(both) as hearing:
            await feed(hearing, sound("1-time", after_s=0.1))
            at_the_pause = await hearing.partial()
            await feed(hearing, np.zeros(SAMPLE_RATE // 4, np.int16))
            return [(words.text, words.engine, words.is_command) for words in (at_the_pause, await hearing.finish())]

    assert runner.run(heard()) == [("what time is it", "grammar", True)] * 2


def test_the_grammars_command_is_known_while_whisper_reads(
    both: Together, runner: asyncio.Runner, go_on: threading.Event
) -> None:
    async def heard() -> tuple[Any, str]:
        async with opened(both) as hearing:
            await feed(hearing, sound("1-time", after_s=0.1))
            likely = await hearing.likely()
            go_on.set()
            return likely, (await hearing.partial()).text

    likely, text = runner.run(heard())
    assert (likely.text, likely.is_command, likely.confidence) == ("what time is it", True, AGREED)
    assert text == likely.text


def test_nothing_is_likely_where_the_grammar_hears_no_command(both: Together, runner: asyncio.Runner) -> None:
    async def heard() -> Any:
        async with opened(both) as hearing:
            await feed(hearing, sound("5-question", after_s=0.1))
            return await hearing.likely()

    assert runner.run(heard()) is None


def test_where_whisper_is_late_the_grammar_decides(
    both: Together, runner: asyncio.Runner, go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "PATIENCE_S", 0.01)

    async def heard() -> tuple[str, str, bool]:
        async with opened(both) as hearing:
            await feed(hearing, sound("1-time", after_s=0.1))
            words = await hearing.partial()
            go_on.set()
            return words.text, words.engine, words.is_command

    assert runner.run(heard()) == ("what time is it", "grammar", True)


@pytest.mark.parametrize("whispers", ["What dime is in.", "Watt time ease it.", "set a timer for"])
def test_where_they_differ_whisper_is_asked_how_likely_each_command_is(
    both: Together, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch, whispers: str
) -> None:
    """Words that it did not hear stand in for a mishearing; the scores are the engine's own."""
    read = Model.read

    def misheard(self: Model, sound: Sound, opening: str = "", prompt: str = "") -> Reading:
        return replace(read(self, sound, opening, prompt), text=whispers)

    monkeypatch.setattr(Model, "read", misheard)

    async def heard() -> tuple[str, str, bool]:
        async with opened(both) as hearing:
            await feed(hearing, sound("1-time"))
            words = await hearing.finish()
            return words.text, words.engine, words.is_command

    assert runner.run(heard()) == ("what time is it", "fused", True)


def test_what_is_no_command_is_whispers_with_the_grammars_wake_word(both: Together, runner: asyncio.Runner) -> None:
    async def heard() -> tuple[Any, Any]:
        async with opened(both) as hearing:
            await feed(hearing, sound("5-question", after_s=0.2))
            at_the_pause = await hearing.partial()
            await feed(hearing, np.zeros(SAMPLE_RATE // 2, np.int16))
            return at_the_pause, await hearing.finish()

    at_the_pause, at_the_end = runner.run(heard())
    assert (at_the_end.text, at_the_end.engine, at_the_end.is_command) == (QUESTION, "whisper", False)
    assert at_the_end.wake_end == pytest.approx(0.75, abs=0.3)
    assert "context" in at_the_end.note
    assert at_the_pause.text == at_the_end.text


def test_a_pause_waits_only_so_long_for_whisper(
    both: Together, runner: asyncio.Runner, go_on: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "PATIENCE_S", 0.01)

    async def heard() -> tuple[str, str]:
        async with opened(both) as hearing:
            await feed(hearing, sound("5-question", after_s=0.2))
            at_the_pause = await hearing.partial()
            ended = asyncio.create_task(hearing.finish())
            await asyncio.sleep(0.1)
            assert not ended.done()
            go_on.set()
            return at_the_pause.text, (await ended).text

    assert runner.run(heard()) == ("", QUESTION)


def test_the_setting_of_the_context_reaches_whisper(skills: Skills) -> None:
    async def note() -> str:
        words = made(skills, str(FIXTURE), "full").words
        await words.load()
        heard = await turn(words, sound("5-question"))
        await words.close()
        return heard.note

    assert asyncio.run(note()) == "30 s of context, as set"


def test_without_a_model_no_grammar_is_started(skills: Skills, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path))
    absent = made(skills, "whisper-base.en")
    with pytest.raises(ModelError) as caught:
        asyncio.run(absent.load())
    assert "voice models pull whisper-base.en" in caught.value.remedy
    with pytest.raises(EngineError, match="not loaded"):
        asyncio.run(absent.grammar.open())


def test_if_the_grammar_does_not_load_whisper_is_let_go(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = made(skills, str(FIXTURE))

    async def fails() -> None:
        raise EngineError("the speech recogniser did not start", "Try again.")

    monkeypatch.setattr(recogniser.grammar, "load", fails)
    with pytest.raises(EngineError, match="did not start"):
        asyncio.run(recogniser.load())
    with pytest.raises(EngineError, match="not loaded"):
        asyncio.run(recogniser.words.open())
