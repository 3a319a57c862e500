import subprocess
import sys
from pathlib import Path

import pytest

from voice.transcribe.pronounce import PHONEMES, SPOKEN, pronunciation

MODEL = {
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW", "B", "CH", "D", "DH", "F", "G",
    "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH",
}  # fmt: skip
"""The phonemes of pocketsphinx's English model."""


def test_all_phonemes_are_the_models() -> None:
    texts = [*PHONEMES.values(), *(text for texts in SPOKEN.values() for text in texts)]
    assert {phoneme for text in texts for phoneme in text.split()} <= MODEL


@pytest.mark.parametrize(
    ("word", "phonemes"),
    [("jarvis", "JH AA R V IH S"), ("kitchen", "K IH CH AH N"), ("snug", "S N AH G"), ("den", "D EH N"), ("zoe", "Z OW IY")],
)
def test_words_sound_as_they_are_said(word: str, phonemes: str) -> None:
    assert pronunciation(word) == phonemes


@pytest.mark.parametrize("word", ["conservatory", "scullery", "snug", "utility", "mezzanine", "zorblax", "o'brien", "müsli"])
def test_any_room_can_be_said(word: str) -> None:
    said = pronunciation(word)
    assert said
    assert set(said.split()) <= MODEL


@pytest.mark.parametrize("word", ["", " ", "...", "'", "-"])
def test_what_holds_no_sound_cannot(word: str) -> None:
    assert pronunciation(word) is None


@pytest.mark.parametrize(
    ("word", "usual"),
    [("alarm", "AH L AA R M"), ("timer", "T AY M ER"), ("volume", "V AA L Y UW M"), ("office", "AO F AH S")],
)
def test_it_comes_close_to_the_dictionary(word: str, usual: str) -> None:
    """Vowels may differ in colour; consonants and length may not."""
    vowels = frozenset("AEIOU")
    found = pronunciation(word)
    assert found
    assert [p for p in found.split() if p[0] not in vowels and p != "R"] == [
        p for p in usual.split() if p[0] not in vowels and p != "R"
    ]


def test_it_speaks_from_a_folder_with_a_long_path(tmp_path: Path) -> None:
    """The library crashes on data whose path is over 160 bytes; its state is global, so this needs a process of its own."""
    import espeakng_loader

    folder = tmp_path.joinpath(*["long" * 12] * 4)
    folder.mkdir(parents=True)
    data = folder / "espeak-ng-data"
    data.symlink_to(espeakng_loader.get_data_path())
    program = (
        f"import espeakng_loader; espeakng_loader.get_data_path = lambda: {str(data)!r}\n"
        "from voice.transcribe.pronounce import pronunciation; print(pronunciation('den'))"
    )
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (child.returncode, child.stdout) == (0, "D EH N\n")
