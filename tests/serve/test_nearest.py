"""Of several satellites that heard one wake word, one answers; two people who call at once are both answered."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.serve.far import Home, Room
from voice.assets import asset
from voice.messages import SAMPLE_RATE, Samples
from voice.serve.nearest import LATEST_S, WITHIN_S, alike

# the same sound elsewhere


def word(name: str) -> NDArray[np.float64]:
    """The wake word of a demo clip."""
    sound: Samples = soundfile.read(asset("demo") / f"{name}.flac", dtype="int16")[0]
    return sound[: round(1.1 * SAMPLE_RATE)].astype(np.float64)


def taken(sound: NDArray[np.float64], chance: np.random.Generator, late_s: float) -> Samples:
    """A sound in a room as a microphone takes it: somewhere in its echo, with noise, later, softer."""
    seconds = np.arange(round(0.4 * SAMPLE_RATE)) / SAMPLE_RATE
    room = chance.standard_normal(len(seconds)) * 10 ** (-3 * seconds / 0.4)
    room *= chance.uniform(0.3, 1.5) / np.linalg.norm(room)
    room[0] = 1.0
    there = np.concatenate([np.zeros(round(late_s * SAMPLE_RATE)), np.convolve(sound, room)[: len(sound)]])
    there += chance.standard_normal(len(there)) * np.std(there) * 10 ** (-chance.uniform(8, 20) / 20)
    return (chance.uniform(0.1, 0.6) * there).astype(np.int16)


CLIPS = ("1-time", "2-pasta-timer", "3-arithmetic")


@pytest.mark.parametrize("name", CLIPS)
def test_one_word_in_two_places_is_the_same(name: str) -> None:
    chance = np.random.default_rng(5)
    places = [taken(word(name), chance, late_s) for late_s in (0.0, 0.05, 0.13, 0.4)]
    assert all(alike(one, other) for one, other in combinations(places, 2))


def higher(sound: NDArray[np.float64], times: float) -> NDArray[np.float64]:
    """The word in a voice so many times as high, and as fast."""
    return np.interp(np.arange(0, len(sound), times), np.arange(len(sound)), sound)


@pytest.mark.parametrize("times", [0.9, 0.97, 1.03, 1.1])
def test_two_voices_are_not(times: float) -> None:
    chance, said = np.random.default_rng(6), word("1-time")
    others = [taken(higher(said, times), chance, late_s) for late_s in (0.0, 0.05, 0.2)]
    assert not any(alike(taken(said, chance, 0.0), other) for other in others)


@pytest.mark.parametrize("sound", [np.zeros(16_000, np.int16), np.zeros(0, np.int16)])
def test_silence_is_like_nothing(sound: Samples) -> None:
    assert not alike(sound, sound)
    assert not alike(sound, word("1-time").astype(np.int16))


# who answers

ASKED = "hey jarvis what time is it"


def both(home: Home, near: float, far: float) -> tuple[Room, Room]:
    return Room("table", home, id="one", near="hall", share=near), Room("wall", home, id="two", near="hall", share=far)


@pytest.mark.parametrize("later_s", [0.0, WITHIN_S - 0.04])
def test_the_loudest_answers_also_where_it_is_a_little_later(tmp_path: Path, later_s: float) -> None:
    async def script(home: Home) -> None:
        near, far = both(home, 0.9, 0.4)
        await near.connect()
        await far.connect()
        far.says(ASKED)
        await home.clock.sleep(later_s)
        near.says(ASKED)
        await near.until("answered")
        await home.clock.sleep(3.0)
        assert near.replies == ["It's noon."]
        assert far.replies == []
        assert far.of("floor")[-1]["state"] == "idle"
        assert await far.asks("what day is it") != ""  # it hears again

    Home(tmp_path).live(script)


def test_one_that_hears_it_much_later_leaves_the_turn_to_the_first(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        near, far = both(home, 0.9, 0.4)
        await near.connect()
        await far.connect()
        far.says(ASKED)
        await home.clock.sleep((WITHIN_S + LATEST_S) / 2)
        near.says(ASKED)
        await far.until("answered")
        await home.clock.sleep(3.0)
        assert (far.replies, near.replies) == (["It's noon."], [])

    Home(tmp_path).live(script)
