"""`voice run` on a sound card: what is spoken into its microphone comes back out of its speaker."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from benchmarks.live import Assistant, ask, demo, interrupted, loud, running, wait_until
from benchmarks.sound_card import RATE, SoundCard, Taken, missing, sound_card
from voice.recorded.changes import difference
from voice.recorded.session import ended, replayed, written_events
from voice.recorded.settings import restored
from voice.recorded.tape import Record

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "there")]

TRIES = 5
HISS = 500
"""More than the noise of the quiet room."""


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with TemporaryDirectory(prefix="card-") as folder, sound_card(Path(folder)) as card:
        yield card


@pytest.fixture(scope="module")
def assistant(card: SoundCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with running(card, tmp_path_factory.mktemp("run")) as assistant:
        yield assistant


def asked(card: SoundCard, assistant: Assistant) -> tuple[Taken, dict[str, Any]]:
    """Have a sum asked and answered: what was recorded, and the turn's trace.

    It is asked again where the sound was torn, as happens on a machine that is busy with other tests.
    """
    for _ in range(TRIES):
        taken, turn = ask(card, assistant, demo("3-arithmetic"))
        if turn and turn["route"]["skill"] == "arithmetic":
            return taken, turn
    raise AssertionError(f"it was not understood: {assistant.events}")


def silenced(card: SoundCard, assistant: Assistant) -> float:
    """Have a reply interrupted: milliseconds from the wake word to silence. It is done again where the sound was torn."""
    for _ in range(TRIES):
        if (after_ms := interrupted(card, assistant, demo("5-question"), demo("7-stop"))) is not None:
            return after_ms
    raise AssertionError(f"it was not interrupted: {assistant.events}")


def test_a_question_is_answered_out_of_the_speaker_and_the_trace_is_honest(card: SoundCard, assistant: Assistant) -> None:
    taken, turn = asked(card, assistant)
    room, speaker = taken.T
    end, reply = int(np.flatnonzero(np.abs(room.astype(np.int32)) > HISS)[-1]), loud(speaker)
    assert reply[0] > end, "it says nothing before the question is over"
    waited = (reply[0] - end) / RATE * 1e3
    assert turn["voice_to_voice_ms"] == pytest.approx(waited, abs=400), "give or take what a busy machine adds behind the trace"
    assert len(reply) > RATE / 10
    assert np.abs(speaker.astype(np.int32)).max() < 32767, "nothing is clipped"


def test_the_wake_word_silences_a_reply(card: SoundCard, assistant: Assistant) -> None:
    assert silenced(card, assistant) < 3000, "the reply would have gone on for longer"


def test_a_microphone_that_stalls_is_opened_again(card: SoundCard, assistant: Assistant) -> None:
    since = len(assistant.events)

    def told(what: str) -> bool:
        return wait_until(lambda: any(what in event.get("what", "") for event in assistant.events[since:]))

    with card.stalled():
        assert told("it is opened again")
    assert told("the microphone is back")
    asked(card, assistant)


def test_what_was_recorded_is_replayed_without_the_sound_card(card: SoundCard, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with running(card, tmp_path, "", "--record", str(kept)) as recorded:
        told = recorded.wait_for("degraded")
        assert told
        assert "are recorded to" in told["what"]
        _, turn = asked(card, recorded)
        silenced(card, recorded)
    record = Record(kept)
    with restored(record) as config:
        _, events = replayed(record, config)
    assert difference(written_events(record), events, ended(record)) is None
    assert turn["stages_ms"] in [event["stages_ms"] for _, event in events if event["event"] == "TurnEnded"]
