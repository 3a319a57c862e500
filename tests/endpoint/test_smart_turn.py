"""The end-of-turn model: its features, how it is found, and what is said where it cannot be used."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from tests.endpoint.tiny_onnx import loudness_model
from voice.endpoint.log_mel import log_mel
from voice.endpoint.smart_turn import NAME, SmartTurn, load
from voice.errors import ModelError, UsageError
from voice.messages import SAMPLE_RATE, Samples
from voice.models import store
from voice.models.lock import Lock, Version
from voice.models.manifest import shipped

SPEECH = Path(__file__).parents[1] / "wake" / "sounds" / "other_speech.flac"
RECORDINGS = Path(__file__).parents[3] / "shared" / "data"


def speech() -> Samples:
    samples: Samples = soundfile.read(SPEECH, dtype="int16")[0]
    return samples


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store without models."""
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "models"))
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.0, 8.0, 11.0])
def test_the_features_are_whispers_of_the_last_eight_seconds(seconds: float) -> None:
    from faster_whisper.feature_extractor import FeatureExtractor

    sound = np.resize(speech(), round(seconds * SAMPLE_RATE))
    wave = np.zeros(8 * SAMPLE_RATE, np.float32)
    wave[-len(sound) :] = sound[-len(wave) :] / np.float32(32768)
    wave = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
    np.testing.assert_allclose(log_mel(sound, 8), FeatureExtractor()(wave, padding=False)[:, :800], atol=1e-4)


def test_silence_and_no_sound_at_all_have_features() -> None:
    for sound in (np.zeros(0, np.int16), np.zeros(SAMPLE_RATE, np.int16)):
        assert log_mel(sound, 8).shape == (80, 800)
        assert np.isfinite(log_mel(sound, 8)).all()


def test_where_none_was_pulled_auto_does_without(empty: Path) -> None:
    assert load("auto") is None
    assert load("none") is None


def test_a_path_that_does_not_exist_is_said(empty: Path) -> None:
    with pytest.raises(UsageError, match=r"no model .*nowhere.onnx"):
        load(str(empty / "nowhere.onnx"))


@pytest.mark.parametrize("content", [b"", b"no network", b"\x08\x08" * 100])
def test_a_broken_file_says_what_to_do(content: bytes, empty: Path) -> None:
    file = empty / "broken.onnx"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"broken\.onnx cannot be used") as raised:
        load(str(file))
    assert "voice models verify smart-turn" in raised.value.remedy
    assert 'endpoint.model = "none"' in raised.value.remedy


def test_another_model_is_refused() -> None:
    package = importlib.util.find_spec("openwakeword")
    assert package is not None
    assert package.submodule_search_locations is not None
    file = Path(package.submodule_search_locations[0]) / "resources" / "models" / "hey_jarvis_v0.1.onnx"
    with pytest.raises(ModelError, match="hey_jarvis"):
        SmartTurn(file)


def test_a_model_of_the_users_own_is_given_the_features(empty: Path) -> None:
    file = empty / "own.onnx"
    file.write_bytes(loudness_model())
    model = load(str(file))
    assert model is not None
    for sound in (speech(), speech()[:4000]):
        assert model.finished(sound) == pytest.approx(1 / (1 + np.exp(-log_mel(sound, 8).mean())), abs=1e-5)


@pytest.mark.skipif(not shipped().has(NAME), reason="the manifest names no end-of-turn model")
def test_auto_uses_the_one_that_was_pulled(empty: Path) -> None:
    there = store.home(NAME) / "versions" / "one" / shipped().find(NAME).files[0].name
    there.parent.mkdir(parents=True)
    there.write_bytes(loudness_model())
    version = Version(repository="here", revision="0" * 40, pulled="2026-11-28T12:00:00", files={})
    (store.home(NAME) / "lock.json").write_text(Lock(current="one", versions={"one": version}).model_dump_json())
    assert load("auto") is not None
    assert load("none") is None


@pytest.mark.slow
def test_real_weights_tell_a_finished_sentence_from_an_unfinished_one() -> None:
    file = RECORDINGS / "jfk.flac"
    if not file.is_file() or store.serving(NAME) is None:
        pytest.skip(f"needs the recordings beside the repository, and `voice models pull {NAME}`")
    model = load("auto")
    assert model is not None
    samples, rate = soundfile.read(file, dtype="int16", always_2d=True)
    sound = soxr.resample(samples[:, 0], rate, SAMPLE_RATE)
    assert model.finished(sound[: round(4.42 * SAMPLE_RATE)]) < 0.2  # "ask not …"
    assert model.finished(sound[: round(10.48 * SAMPLE_RATE)]) > 0.8  # "… for your country."
