"""`voice run` on a sound card: what is spoken into its microphone comes back out of its speaker."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import soundfile

from benchmarks.live import AUDIBLE, PATIENCE_S, TRAVEL_S, Assistant, ask, at_the_card, running, waited_ms
from benchmarks.sound_card import RATE, SoundCard, found_at, missing, sound_card
from voice.messages import SAMPLE_RATE, Samples

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "there")]

DEMO = Path(__file__).parents[2] / "assets" / "demo"


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with TemporaryDirectory(prefix="card-") as folder, sound_card(Path(folder)) as card:
        yield card


@pytest.fixture(scope="module")
def assistant(card: SoundCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with running(card, tmp_path_factory.mktemp("run")) as assistant:
        yield assistant


def spoken(name: str) -> Samples:
    """A line of the demo, at the card's rate, with a silence behind it."""
    samples, rate = soundfile.read(DEMO / f"{name}.flac", dtype="int16")
    assert rate == SAMPLE_RATE
    return at_the_card(np.concatenate((samples, np.zeros(SAMPLE_RATE, np.int16))))


def loud(samples: Samples) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    return np.flatnonzero(np.abs(samples.astype(np.int32)) >= AUDIBLE)


def wait_until(happened: Callable[[], bool]) -> bool:
    """Whether it happened within the time that an answer may take."""
    until = time.monotonic() + PATIENCE_S
    while not happened() and time.monotonic() < until:
        time.sleep(0.02)
    return happened()


def test_a_question_is_answered_out_of_the_speaker_and_the_trace_is_honest(card: SoundCard, assistant: Assistant) -> None:
    said = spoken("3-arithmetic")
    taken, turn = ask(card, assistant, said)
    assert turn
    assert turn["route"]["skill"] == "arithmetic"
    room, speaker = taken.T
    end = int(loud(said)[-1])
    assert not len(loud(speaker[: found_at(room, said) + end])), "it says nothing before the question is over"
    waited = waited_ms(taken, said, end)
    assert waited
    assert turn["voice_to_voice_ms"] == pytest.approx(waited, abs=150)
    assert len(loud(speaker)) > RATE / 10
    assert np.abs(speaker.astype(np.int32)).max() < 32767, "nothing is clipped"


def test_the_wake_word_silences_a_reply(card: SoundCard, assistant: Assistant) -> None:
    since = len(assistant.events)
    with card.recording() as recorder:
        card.say(spoken("5-question"))
        begun = wait_until(lambda: len(loud(recorder.so_far()[:, 1])) > 0)
        interrupting = spoken("7-stop")
        card.say(interrupting)
        first = assistant.wait_for("turn_ended", since)
    assert begun
    assert first
    assert first["turn"]["interrupted"]
    room, speaker = recorder.taken.T
    over = found_at(room, interrupting) + int(loud(interrupting)[-1])
    assert not len(loud(speaker[over + round(TRAVEL_S * RATE) :]))
