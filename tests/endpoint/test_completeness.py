from pathlib import Path

import pytest

from voice.endpoint.completeness import ENOUGH_S, LEAST_S, RUN_S, judged, shortest_s
from voice.messages import Completeness, Transcript


@pytest.mark.parametrize(("text", "seconds"), [("end", 0.2), ("stop", 0.2), ("mute", 0.2), ("quiet", 0.2), ("say it", 0.24)])
def test_short_commands_take_as_much_voice_as_their_sounds_and_no_less_than_any_command(text: str, seconds: float) -> None:
    assert shortest_s(text) == pytest.approx(seconds)


def test_no_words_are_asked_for_more_than_noise_lets_through() -> None:
    assert shortest_s("how much time is left on the pasta timer") == ENOUGH_S


def test_no_word_of_the_dictionary_is_taken_for_longer_than_its_phonemes() -> None:
    """A run stands for one phoneme at least, but for one word in thirty: "ached", "agora"."""
    pocketsphinx = pytest.importorskip("pocketsphinx")
    lines = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text(encoding="utf-8").splitlines()
    spoken = [line.split() for line in lines[::20] if line.partition(" ")[0].isalpha()]
    over = [word for word, *phonemes in spoken if shortest_s(word) > max(LEAST_S, len(phonemes) * RUN_S) + 1e-6]
    assert len(over) < 0.04 * len(spoken), over


@pytest.mark.parametrize(
    ("text", "engine", "found", "voiced_s", "completeness"),
    [
        ("stop", "grammar", "complete", 0.2, "complete"),
        ("stop", "grammar", "complete", 0.18, "unfinished"),
        ("cancel that", "grammar", "complete", 0.28, "unfinished"),
        ("set a timer for ten", "grammar", "digits", 1.0, "digits"),
        ("set a timer for", "grammar", "unfinished", 1.0, "unfinished"),
        ("why is the sky", "whisper", "unknown", 1.0, "unknown"),
        ("why is the", "whisper", "unknown", 1.0, "unfinished"),
        ("why is the", "dictation", "unknown", 1.0, "unknown"),
        ("", "dictation", "unknown", 0.0, "unknown"),
    ],
)
def test_words_are_as_complete_as_what_they_match_and_the_voice_there_was(
    text: str, engine: str, found: Completeness, voiced_s: float, completeness: Completeness
) -> None:
    command = engine == "grammar" and found != "unfinished"
    assert judged(Transcript(text, 0.9, command, engine), found, voiced_s) == completeness
