"""`voice wake train`: what is refused before any work, and a small training to its end."""

from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from tests.wake.test_train import SMALL
from voice.config import Wake
from voice.wake.openwakeword import OpenWakeWord


@pytest.mark.parametrize("phrase", ["", "1234", "hey 007"])
def test_a_phrase_that_is_no_words_is_refused(voice: Voice, phrase: str) -> None:
    shown = voice("wake", "train", phrase)
    assert shown.code == 2
    assert "cannot be pronounced" in shown.err
    assert "numbers spelt out" in shown.err


def test_a_place_that_cannot_be_written_is_told_before_any_work(voice: Voice, tmp_path: Path) -> None:
    for place in (tmp_path / "missing" / "word.onnx", tmp_path):
        shown = voice("wake", "train", "hey computer", "--out", place)
        assert shown.code == 2
        assert str(place) in shown.err


def test_a_name_that_the_settings_would_not_take_is_told(voice: Voice, tmp_path: Path) -> None:
    shown = voice("wake", "train", "hey computer", "--out", tmp_path / "word.bin")
    assert shown.code == 2
    assert "hey_computer.onnx" in shown.err


@pytest.mark.slow
def test_a_training_writes_a_wake_word_and_says_how_to_use_it(
    voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.cli.wake.QUICK", SMALL)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "models"))
    file = tmp_path / "lamp.onnx"
    shown = voice("wake", "train", "lamp", "--quick", "--json", "--out", file)
    assert shown.code == 0
    assert "'lamp' is short" in shown.err
    assert "Without natural voices" in shown.err
    assert f'phrases = ["{file}"]' in shown.err
    found = shown.document
    assert (found["phrase"], found["file"], found["bytes"]) == ("lamp", str(file), file.stat().st_size)
    assert found["robots"]["n"] == 12
    assert found["people"]["n"] == 0
    assert found["false_wakes"]["hours"] == 0.03
    assert found["cache_bytes"] > 0
    OpenWakeWord((str(file),), 0.5).load()
    assert Wake(phrases=(str(file), "alexa")).said == ("lamp", "alexa")
