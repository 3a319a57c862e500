"""What Whisper writes, as the words that were said."""

import pytest

from voice.skills import Skills
from voice.transcribe.whisper_words import hotwords, spoken, unwoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("What's 17 times 23?", "what's 17 times 23"),
        ("Set a timer for 1,000 seconds.", "set a timer for 1000 seconds"),
        ("Set an alarm for 7:30 a.m.", "set an alarm for 7:30 a m"),
        ("Turn it up to 50%.", "turn it up to 50 percent"),
        ("Set a 12-minute timer…", "set a 12 minute timer"),
        ("What is 1.5 plus -3?", "what is 1.5 plus -3"),
        ("“Hello,” she said – twice!", "hello she said twice"),
        ("It\N{RIGHT SINGLE QUOTATION MARK}s late.", "it's late"),
        ("  ", ""),
    ],
)
def test_words_are_lower_case_without_punctuation(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("hey jarvis what time is it", "what time is it"),
        ("hey jervis what time is it", "what time is it"),
        ("jarvis stop", "stop"),
        ("hey jarvis stop", "stop"),
        ("hi jarvis is it going to rain", "is it going to rain"),
        ("hey jarvis", ""),
        ("hey listen what time is it", "hey listen what time is it"),
        ("harvest time", "harvest time"),
        ("stop", "stop"),
        ("", ""),
    ],
)
def test_the_wake_phrase_is_left_out_however_it_was_spelt(heard: str, rest: str) -> None:
    assert unwoken(heard, ["hey_jarvis"]) == rest


def test_without_a_wake_phrase_all_words_stay() -> None:
    assert unwoken("hey jarvis what time is it", []) == "hey jarvis what time is it"


def test_rooms_and_timer_names_are_expected(skills: Skills) -> None:
    expected = hotwords(skills.sentences)
    assert expected[:3] == ["bathroom", "bedroom", "hall"]
    assert {"kitchen", "living room", "pasta", "washing machine"} <= set(expected)
