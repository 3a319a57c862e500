"""Readings that look wrong, and words that nobody said."""

from dataclasses import replace

import numpy as np
import pytest

from tests.transcribe.conftest import sound
from voice.messages import SAMPLE_RATE
from voice.transcribe.whisper_guard import compression, fault, made_up, voiced_s
from voice.transcribe.whisper_model import Reading, Sound

HEARD = Sound(None, 2.5, 5.0)
GOOD = Reading("Set a timer for ten minutes.", -0.2, 0.01, True, HEARD, -1.6)
SILENCE = np.zeros(2 * SAMPLE_RATE, np.int16)
NOISE = (np.random.default_rng(0).standard_normal(3 * SAMPLE_RATE) * 300).astype(np.int16)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"logprob": -1.2}, "log-probability was -1.20"),
        ({"ended": False}, "did not come to an end"),
        ({"text": "No no no no."}, "repeated itself"),
        ({"text": "I'm going to, I'm going to, I'm going to be."}, "repeated itself"),
        ({"text": "No, no, no!"}, None),
        ({"text": "What is two plus two?"}, None),
        ({"sound": replace(HEARD, seconds=0.5)}, "letters are too many for 0.5 s"),
        ({"text": "Um", "sound": replace(HEARD, seconds=12.0)}, "letters are too few for 12.0 s"),
        ({"text": "", "sound": replace(HEARD, seconds=2.0)}, None),
    ],
)
def test_what_looks_wrong_has_a_reason(changed: dict[str, object], reason: str | None) -> None:
    found = fault(replace(GOOD, **changed))  # type: ignore[arg-type]
    assert (reason in found) if reason and found else found is reason


def test_a_loop_is_known_by_how_well_it_compresses() -> None:
    loop = replace(GOOD, text="ten to nine and nine to ten or " * 9, sound=replace(HEARD, seconds=29.0))
    assert compression(loop.text) > 2.4 > compression(GOOD.text)
    assert fault(loop)


def test_no_reason_repeats_the_words() -> None:
    secret = replace(GOOD, text="swordfish " * 9, logprob=-0.1)
    assert "swordfish" not in (fault(secret) or "swordfish")


@pytest.mark.parametrize("heard", [SILENCE, NOISE])
@pytest.mark.parametrize("words", ["thank you", "thanks for watching", "you", "bye"])
def test_stock_phrases_are_made_up_where_nobody_spoke(words: str, heard: np.ndarray) -> None:
    assert made_up(replace(GOOD, text=words, no_speech=0.1), words, False, heard)


def test_stock_phrases_behind_a_wake_word_alone_are_made_up() -> None:
    """The stop turn is 0.6 s of wake word and half a second of "stop": not time for five words."""
    heard = sound("7-stop")
    reading = replace(GOOD, text="Hey Jarvis. Thank you so much for watching.", no_speech=0.1)
    assert made_up(reading, "thank you so much for watching", True, heard)


def test_a_phrase_that_was_really_said_stays() -> None:
    assert made_up(replace(GOOD, text="Thank you."), "thank you", False, sound("1-time")) is None


def test_any_words_that_the_model_itself_doubts_are_dropped() -> None:
    doubted = replace(GOOD, no_speech=0.8, logprob=-1.3)
    assert made_up(doubted, "what time is it", False, sound("1-time"))


def test_words_with_voice_behind_them_stay_though_the_model_doubts() -> None:
    assert made_up(replace(GOOD, no_speech=0.5), "what time is it", False, sound("1-time")) is None


def test_the_prompt_read_out_in_silence_is_made_up() -> None:
    assert made_up(GOOD, "set a timer for ten minutes", False, SILENCE)
    assert made_up(GOOD, "what time is it", True, sound("1-time")) is None


def test_voice_is_told_from_silence_and_noise() -> None:
    assert voiced_s(SILENCE) == voiced_s(NOISE) == 0
    assert voiced_s(sound("2-pasta-timer")) == pytest.approx(3.0, abs=0.8)
