from pathlib import Path

import pytest

from voice.endpoint.shortest import ENOUGH_S, RUN_S, shortest_s


@pytest.mark.parametrize(
    ("text", "runs"), [("", 0), ("end", 2), ("stop", 3), ("mute", 3), ("quiet", 3), ("the", 2), ("shh", 1), ("say it", 4)]
)
def test_words_take_as_much_voice_as_they_have_runs_of_vowels_and_consonants(text: str, runs: int) -> None:
    assert shortest_s(text) == pytest.approx(runs * RUN_S)


def test_no_words_are_asked_for_more_than_noise_lets_through() -> None:
    assert shortest_s("how much time is left on the pasta timer") == ENOUGH_S


def test_no_word_of_the_dictionary_is_taken_for_longer_than_its_phonemes() -> None:
    """A run stands for one phoneme at least: the count is a lower bound, but for a few foreign and abbreviated spellings."""
    pocketsphinx = pytest.importorskip("pocketsphinx")
    lines = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text(encoding="utf-8").splitlines()
    spoken = [line.split() for line in lines[::20] if line.partition(" ")[0].isalpha()]
    over = [word for word, *phonemes in spoken if len(word) < 5 and shortest_s(word) > (len(phonemes) + 0.5) * RUN_S]
    assert len(over) < 0.02 * len(spoken), over
