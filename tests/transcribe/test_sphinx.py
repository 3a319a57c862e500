"""The recogniser in its own process, on real sound."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import platformdirs
import pytest

from tests.transcribe.conftest import Listener, Make, feed, opened, sound, turn
from voice.errors import EngineError
from voice.messages import SAMPLE_RATE, Samples
from voice.skills import Skills
from voice.speak.espeak import SAMPLE_RATE as SPOKEN_RATE
from voice.speak.espeak import Espeak
from voice.transcribe import language_model, sphinx_process, worker
from voice.transcribe.sphinx import SphinxRecogniser
from voice.transcribe.sphinx_process import Replies

pytestmark = pytest.mark.slow

SILENCE = np.zeros(SAMPLE_RATE, np.int16)


def pid(recogniser: SphinxRecogniser) -> int:
    """The process of its only worker."""
    [number] = recogniser.pool.pids
    return number


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def spoken(listener: Listener, text: str) -> Samples:
    """A text in a robotic voice."""
    import soxr

    async def made() -> Samples:
        speaker = Espeak("en-us", 160)
        speaker.load()
        return np.concatenate([chunk async for chunk in speaker.synthesise(text)])

    samples: Samples = soxr.resample(listener.run(made()), SPOKEN_RATE, SAMPLE_RATE)
    return samples


def test_a_command_is_heard_without_its_wake_word(listener: Listener, skills: Skills) -> None:
    heard = listener.hears(sound("1-time"))
    assert (heard.text, heard.is_command, heard.engine) == ("what time is it", True, "grammar")
    assert heard.confidence >= 0.4
    assert heard.wake_end == pytest.approx(0.75, abs=0.25)


@pytest.mark.parametrize(
    ("name", "skill", "slots"),
    [
        ("2-pasta-timer", "timer_set", {"seconds": 720, "name": "pasta"}),
        ("3-arithmetic", "arithmetic", {"value": 391}),
        ("8-lights", "lights", {"state": "off", "room": "kitchen"}),
        ("9-volume", "volume", {"value": 40}),
    ],
)
def test_commands_carry_what_they_are_about(
    listener: Listener, skills: Skills, name: str, skill: str, slots: dict[str, object]
) -> None:
    heard = listener.hears(sound(name))
    assert heard.is_command
    found = skills.match(heard.text)
    assert found
    assert (found.skill, found.slots) == (skill, slots)


@pytest.mark.parametrize(("said", "skill"), [("What time is it?", "time"), ("Stop.", "stop")])
def test_made_speech_amid_digital_silence_without_a_wake_word(
    listener: Listener, skills: Skills, said: str, skill: str
) -> None:
    heard = listener.hears(np.concatenate([SILENCE[:4800], spoken(listener, said), SILENCE[:8000]]))
    assert heard.is_command
    found = skills.match(heard.text)
    assert found
    assert found.skill == skill
    assert heard.wake_end is None


def test_what_was_read_in_the_place_of_the_wake_word_is_no_part_of_the_command(listener: Listener) -> None:
    front = np.concatenate([SILENCE[:4800], spoken(listener, "the timer")])
    said = np.concatenate([front, spoken(listener, "what time is it"), SILENCE[:8000]])
    wake_end = len(front) / SAMPLE_RATE

    async def heard(phrase: str) -> tuple[str, float | None]:
        hearing = await listener.recogniser.open(phrase, wake_end)
        await feed(hearing, said)
        words = await hearing.finish()
        await hearing.close()
        return words.text, words.wake_end

    text, end = listener.run(heard("hey_jarvis"))
    assert text == "what time is it"
    assert end == pytest.approx(wake_end, abs=0.2)
    assert listener.run(heard(""))[1] is None


def test_other_speech_is_dictated_not_forced_into_a_command(listener: Listener) -> None:
    heard = listener.hears(sound("5-question"))
    assert not heard.is_command
    assert heard.engine == "dictation"
    assert {"why", "is", "at", "noon"} <= set(heard.text.split())
    assert "jarvis" not in heard.text


def test_the_beginning_of_a_command_is_heard_as_one_that_may_go_on(listener: Listener, skills: Skills) -> None:
    async def words() -> tuple[str, str, bool]:
        said = sound("4-unfinished")
        async with opened(listener.recogniser) as hearing:
            await feed(hearing, said[: round(2.3 * SAMPLE_RATE)])
            early = await hearing.partial()
            await feed(hearing, said[round(2.3 * SAMPLE_RATE) :])
            late = await hearing.finish()
        return early.text, late.text, late.is_command

    early, late, whole = listener.run(words())
    assert early.startswith("set ")
    assert early.endswith(" timer for")
    assert skills.completeness(early) == "unfinished"
    assert (late, whole) == ("set a timer for ten minutes", True)


@pytest.mark.parametrize("level", [0, 30])
def test_silence_holds_no_words(listener: Listener, level: int) -> None:
    noise = np.random.default_rng(3).normal(0, level, 2 * SAMPLE_RATE).astype(np.int16)
    heard = listener.hears(noise)
    assert (heard.text, heard.is_command) == ("", False)


@pytest.mark.parametrize("count", [0, 100, 1600])
def test_a_turn_too_short_for_a_word_holds_none(listener: Listener, count: int) -> None:
    heard = listener.hears(sound("1-time")[:count])
    assert (heard.text, heard.is_command) == ("", False)


@pytest.mark.parametrize("name", ["1-time", "5-question"])
def test_the_end_says_what_the_pause_before_it_said(listener: Listener, name: str) -> None:
    async def twice() -> list[object]:
        async with opened(listener.recogniser) as hearing:
            await feed(hearing, sound(name, after_s=0.3))
            early = await hearing.partial()
            await feed(hearing, SILENCE[:3200])
            return [early, await hearing.finish()]

    early, late = listener.run(twice())
    assert early == late


def test_turns_do_not_colour_one_another(listener: Listener) -> None:
    first = listener.hears(sound("1-time"))
    listener.hears(np.random.default_rng(3).normal(0, 3000, SAMPLE_RATE).astype(np.int16))
    listener.hears(sound("5-question"))
    assert listener.hears(sound("1-time")) == first


def test_a_new_turn_drops_the_unfinished_one(listener: Listener) -> None:
    async def words() -> str:
        async with opened(listener.recogniser) as unfinished:
            await feed(unfinished, sound("3-arithmetic"))
        return (await turn(listener.recogniser, sound("1-time"))).text

    assert listener.run(words()) == "what time is it"


@pytest.mark.parametrize("hops", [1, 3, 20])
def test_a_cancelled_turn_leaves_the_next_one_whole(listener: Listener, hops: int) -> None:
    async def words() -> str:
        async with opened(listener.recogniser) as hearing:
            await feed(hearing, sound("5-question"))
            reading = asyncio.ensure_future(hearing.partial())
            for _ in range(hops):
                await asyncio.sleep(0)
            reading.cancel()
            await asyncio.wait([reading])
            assert reading.cancelled()
        return (await turn(listener.recogniser, sound("1-time"))).text

    assert listener.run(words()) == "what time is it"


def test_a_reply_cut_in_two_by_a_cancelled_turn_is_read_to_its_end() -> None:
    """The header is here, its content is not, when the turn is cancelled."""

    async def replies() -> bytes:
        pipe = asyncio.StreamReader()
        from_worker = Replies(pipe)
        first = worker.message(worker.READING, 1, b"what was dropped")
        pipe.feed_data(first[: worker.HEADER.size + 3])
        waiting = asyncio.ensure_future(from_worker.to(1))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        pipe.feed_data(first[worker.HEADER.size + 3 :] + worker.message(worker.DONE, 2, b"next"))
        return (await from_worker.to(2))[1]

    assert asyncio.run(replies()) == b"next"


def test_a_worker_killed_in_a_turn_fails_that_turn_alone(make: Make) -> None:
    async def words() -> str:
        recogniser = make()
        await recogniser.load()
        async with opened(recogniser) as hearing:
            await feed(hearing, sound("1-time"))
            first = pid(recogniser)
            os.kill(first, signal.SIGKILL)
            with pytest.raises(EngineError, match="died") as caught:
                await hearing.finish()
            assert caught.value.remedy
            with pytest.raises(EngineError):
                await hearing.feed(SILENCE)
        heard = await turn(recogniser, sound("1-time"))
        assert pid(recogniser) != first
        await recogniser.close()
        return heard.text

    assert asyncio.run(words()) == "what time is it"


def test_a_worker_killed_between_turns_is_not_missed(make: Make) -> None:
    async def words() -> str:
        recogniser = make()
        await recogniser.load()
        os.kill(pid(recogniser), signal.SIGKILL)
        heard = await turn(recogniser, sound("1-time"))
        await recogniser.close()
        return heard.text

    assert asyncio.run(words()) == "what time is it"


def test_a_stuck_worker_is_given_up(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    async def words() -> str:
        recogniser = make()
        await recogniser.load()
        async with opened(recogniser) as hearing:
            stuck = pid(recogniser)
            os.kill(stuck, signal.SIGSTOP)
            with monkeypatch.context() as patch:
                patch.setattr(sphinx_process, "ANSWER_S", 0.2)
                with pytest.raises(EngineError, match="too long"):
                    await hearing.finish()
        heard = await turn(recogniser, sound("1-time"))
        assert pid(recogniser) != stuck
        await recogniser.close()
        return heard.text

    assert asyncio.run(words()) == "what time is it"


def test_close_leaves_no_process_and_may_be_said_twice(make: Make) -> None:
    async def closed() -> int:
        recogniser = make()
        await recogniser.close()
        await recogniser.load()
        number = pid(recogniser)
        assert alive(number)
        await recogniser.close()
        await recogniser.close()
        return number

    assert not alive(asyncio.run(closed()))


def test_a_worker_ends_with_its_assistant(cache: Path) -> None:
    """Even one that is killed: the end of its input ends it."""
    child = subprocess.run(
        [sys.executable, "-m", "voice.transcribe.worker"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    assert (child.returncode, child.stdout) == (0, b"")


def test_before_loading_there_is_an_error_not_a_crash(make: Make) -> None:
    with pytest.raises(EngineError, match="not loaded"):
        asyncio.run(make().open())


def test_the_language_model_is_made_once_for_each_set_of_sentences(
    skills: Skills, listener: Listener, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [file] = cache.glob("*.arpa")
    made = file.stat().st_ino
    language_model.language_model(skills.sentences, ["hey_jarvis"])
    assert (file.stat().st_ino, list(cache.iterdir())) == (made, [file])
    monkeypatch.setattr(language_model, "DRAWN", 100)
    for phrase in ("alexa", "hey mycroft", "hey marvin", "computer"):
        language_model.language_model(skills.sentences, [phrase])
    assert len(list(cache.iterdir())) == language_model.KEPT


def test_where_nothing_can_be_kept_it_listens_all_the_same(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _name: tmp_path / "file" / "voice")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    async def words() -> str:
        recogniser = make()
        await recogniser.load()
        os.kill(pid(recogniser), signal.SIGKILL)
        await asyncio.sleep(0.1)
        heard = await turn(recogniser, sound("1-time"))
        await recogniser.close()
        return heard.text

    assert asyncio.run(words()) == "what time is it"
    assert list(temporary.iterdir()) == []


def test_a_language_model_that_vanished_is_made_again(make: Make, cache: Path) -> None:
    async def words() -> str:
        recogniser = make()
        await recogniser.load()
        for file in cache.glob("*.arpa"):
            file.unlink()
        os.kill(pid(recogniser), signal.SIGKILL)
        await asyncio.sleep(0.1)
        heard = await turn(recogniser, sound("1-time"))
        await recogniser.close()
        return heard.text

    assert asyncio.run(words()) == "what time is it"
