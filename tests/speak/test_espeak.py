import asyncio
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from voice.config import Speak
from voice.errors import DeviceError
from voice.speak import ENGINES, espeak
from voice.speak.espeak import Espeak, without_lead


def say(voice: Espeak, text: str) -> np.ndarray:
    async def run() -> np.ndarray:
        return np.concatenate([chunk async for chunk in voice.synthesise(text)])

    return asyncio.run(run())


@pytest.fixture(scope="module")
def voice() -> Espeak:
    loaded = Espeak()
    loaded.load()
    return loaded


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "It is half past nine.",
        "Stop! Wow! Aaah!",
        "Paris is the capital of France, and a very large city, too.",
    ],
)
def test_speech_is_loud_unclipped_and_of_plausible_length(voice: Espeak, text: str) -> None:
    sound = say(voice, text)
    assert sound.dtype == np.int16
    level = np.sqrt((sound.astype(float) ** 2).mean())
    assert 1_000 < level < 8_000
    assert np.abs(sound.astype(int)).max() < 32_767
    assert 0.1 < len(sound) / voice.sample_rate / len(text.split()) < 0.6


def test_speech_begins_at_its_first_sample(voice: Espeak) -> None:
    assert np.abs(say(voice, "Paris is large.")[:100].astype(int)).max() > 100
    assert not len(without_lead(np.zeros(100, np.int16)))


def test_speech_comes_in_chunks(voice: Espeak) -> None:
    async def run() -> list[int]:
        return [len(chunk) async for chunk in voice.synthesise("It is half past nine in the evening.")]

    lengths = asyncio.run(run())
    assert len(lengths) > 10
    assert max(lengths) <= 0.06 * voice.sample_rate + 1


def test_a_higher_rate_is_shorter_and_another_voice_is_different() -> None:
    text = "It is half past nine in the evening."
    spoken = {}
    for name, rate in (("en-gb", 120), ("en-gb", 300), ("en-us", 120), ("en-gb+f3", 120)):
        one = Espeak(name, rate)
        one.load()
        spoken[name, rate] = say(one, text)
    assert len(spoken["en-gb", 300]) < 0.6 * len(spoken["en-gb", 120])
    first = spoken["en-gb", 120]
    for name in ("en-us", "en-gb+f3"):
        other = spoken[name, 120]
        assert len(other) != len(first) or (other != first).any()


def test_two_voices_take_turns(voice: Espeak) -> None:
    other = Espeak("de", 300)
    other.load()
    alone = len(say(voice, "Hello to everybody.")), len(say(other, "Guten Tag."))

    async def both() -> list[int]:
        async def length(one: Espeak, text: str) -> int:
            return sum([len(chunk) async for chunk in one.synthesise(text)])

        return await asyncio.gather(length(voice, "Hello to everybody."), length(other, "Guten Tag."))

    assert asyncio.run(both()) == pytest.approx(alone, rel=0.05)


def test_closing_stops_the_work(voice: Espeak) -> None:
    async def run() -> int:
        async with aclosing(voice.synthesise("word " * 20_000)) as chunks:
            await anext(chunks)
        return sum([len(chunk) async for chunk in voice.synthesise("Yes.")])

    assert asyncio.run(run()) < 2 * voice.sample_rate
    assert not espeak.LOCK.locked()


def test_cancelling_stops_the_work(voice: Espeak) -> None:
    async def run() -> None:
        async def speak() -> None:
            async with aclosing(voice.synthesise("word " * 20_000)) as chunks:
                async for _ in chunks:
                    begun.set()

        begun = asyncio.Event()
        task = asyncio.create_task(speak())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert not espeak.LOCK.locked()


@pytest.mark.parametrize("text", ["", "   ", "…", "a\0b", "日本", "\ud800", "<speak>[[h]]"])
def test_odd_text_is_no_error(voice: Espeak, text: str) -> None:
    async def run() -> list[np.ndarray]:
        return [chunk async for chunk in voice.synthesise(text)]

    assert all(chunk.dtype == np.int16 for chunk in asyncio.run(run()))


@pytest.mark.parametrize(
    ("name", "near"),
    [("en-gg", "en-gb"), ("English (Grate Britain)", "english (great britain)"), ("en-gb+f9", "f")],
)
def test_an_unknown_voice_lists_near_names(name: str, near: str) -> None:
    with pytest.raises(DeviceError, match="voice") as caught:
        Espeak(name).load()
    assert near in caught.value.remedy


@pytest.mark.parametrize("name", ["en", "EN-GB", "English (America)", "gmw/en-US", "en-us+F3", "fr"])
def test_a_voice_has_several_names(name: str) -> None:
    Espeak(name).load()


@pytest.mark.parametrize(
    ("name", "file"), [("en", "gmw/en"), ("en-gb", "gmw/en"), ("en-us", "gmw/en-US"), ("fr", "roa/fr")]
)
def test_a_language_means_its_common_voice(name: str, file: str) -> None:
    with espeak.LOCK:
        assert espeak.identifier(name, espeak.library()) == file


def test_the_voices_are_listed() -> None:
    with espeak.LOCK:
        voices = espeak.library().voices()
    assert {"en-gb", "en-us", "de"} <= {code for voice in voices for code in voice.languages}


def test_a_long_data_path_is_shortened(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 50)
    deep.symlink_to(espeakng_loader.get_data_path())
    code = (
        "import asyncio, espeakng_loader\n"
        f"espeakng_loader.get_data_path = lambda: {str(deep)!r}\n"
        "from voice.speak.espeak import Espeak\n"
        "voice = Espeak(); voice.load()\n"
        "async def run(): return sum([len(c) async for c in voice.synthesise('Hello.')])\n"
        "print(asyncio.run(run()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 5_000
    assert not done.stderr


def test_leaving_in_the_middle_of_a_sentence_is_no_crash() -> None:
    code = (
        "import asyncio\n"
        "from voice.speak.espeak import Espeak\n"
        "async def run():\n"
        "    voice = Espeak(); voice.load()\n"
        "    await anext(voice.synthesise('word ' * 20000))\n"
        "asyncio.run(run())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_settings_name_the_engine() -> None:
    assert isinstance(ENGINES["espeak"].make(Speak(voice="en-us", rate_wpm=200)), Espeak)


def test_its_english_voices_are_named_for_people_and_share_what_it_has_loaded(voice: Espeak) -> None:
    there = voice.names()
    assert there["en-gb"] == "Great Britain, man"
    assert there["en-us+f3"] == "America, woman"
    assert not [name for name in there if not name.startswith("en-") or "shaw" in name]
    other = voice.called("en-us+f3")
    assert (other.name, voice.name) == ("en-us+f3", "en-gb")
    assert other.identity == "espeak en-us+f3 170"
    assert len(say(other, "the dance in the larger bath")) != len(say(voice, "the dance in the larger bath"))
    with pytest.raises(DeviceError):
        voice.called("en-xy")


@pytest.mark.parametrize(
    ("name", "title"), [("English (Scotland)", "Scotland, man"), ("EN-US+F3", "America, woman"), ("de", "de")]
)
def test_the_voice_of_the_settings_is_among_them_by_the_name_it_has_there(name: str, title: str) -> None:
    one = Espeak(name)
    one.load()
    titles = one.names()
    assert titles[name] == title
    assert sorted(titles.values()).count(title) == 1
