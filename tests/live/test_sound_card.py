"""The sound card of the tests: what goes in is recorded as it was, on one clock, and an echo comes where it should."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from benchmarks.sound_card import RATE, SoundCard, found_at, missing, sound_card
from voice.messages import Samples

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "there")]


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with TemporaryDirectory(prefix="card-") as folder, sound_card(Path(folder)) as card:
        yield card


def noise(seconds: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).integers(-8000, 8000, round(seconds * RATE)).astype(np.int16)


def untorn(attempt: Callable[[], bool]) -> bool:
    """Whether it goes well once: sound plays in real time, and a machine that is busy tears it now and then."""
    return any(attempt() for _ in range(8))


def test_the_room_and_the_speaker_are_recorded_as_they_were(card: SoundCard) -> None:
    said, answered = noise(0.5, 1), noise(0.5, 2)

    def attempt() -> bool:
        with card.recording() as recorder:
            card.say(said)
            card.say(answered, "speaker")
        room, speaker = recorder.taken.T
        at, after = found_at(room, said), found_at(speaker, answered)
        whole = np.array_equal(room[at : at + len(said)], said)
        return whole and np.array_equal(speaker[after : after + len(answered)], answered) and at + len(said) <= after

    assert untorn(attempt)


def test_an_echo_is_the_speaker_as_the_room_sends_it_back(card: SoundCard) -> None:
    response = np.zeros(RATE // 10)
    response[[0, RATE // 20]] = 0.5, -0.25
    said = noise(1.0)
    expected = np.convolve(said, response)[: RATE // 2]

    def attempt() -> bool:
        with card.echo(response), card.recording() as recorder:
            card.say(said, "speaker")
        room, speaker = recorder.taken.T
        at, start = found_at(room, said), found_at(speaker, said)
        heard = np.resize(room[at : at + RATE // 2], RATE // 2)
        return start < at < start + RATE // 4 and np.allclose(heard, expected, rtol=0, atol=1)

    assert untorn(attempt)
