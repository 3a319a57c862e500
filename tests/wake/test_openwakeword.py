"""The clips in sounds/ are synthetic speech (flite, espeak-ng), cut at the ends of the words."""

import shutil
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice.config import Wake
from voice.errors import ConfigError
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, WakeHeard
from voice.wake import Detector, create, gated, openwakeword
from voice.wake.openwakeword import BUNDLED, OpenWakeWord
from voice.wake.train.head import Head, Layer
from voice.wake.train.onnx_file import written

pytestmark = pytest.mark.slow

SOUNDS = Path(__file__).parent / "sounds"
RECORDINGS = Path(__file__).parents[3] / "shared" / "data"


def sound(name: str, before_s: float = 0.6, after_s: float = 1.0) -> Samples:
    """A clip between silences."""
    samples, _ = soundfile.read(SOUNDS / f"{name}.flac", dtype="int16")
    quiet = [np.zeros(int(seconds * SAMPLE_RATE), np.int16) for seconds in (before_s, after_s)]
    return np.concatenate((quiet[0], samples, quiet[1]))


def frames(samples: Samples, start: float = 0.0) -> list[Frame]:
    ends = range(FRAME_SAMPLES, len(samples) + 1, FRAME_SAMPLES)
    return [Frame(samples[end - FRAME_SAMPLES : end], start + end / SAMPLE_RATE) for end in ends]


def heard(detector: Detector, samples: Samples) -> list[WakeHeard]:
    return [wake for frame in frames(samples) if (wake := detector.feed(frame))]


def loaded(*phrases: str, threshold: float = 0.5) -> Detector:
    """The only detector of newly loaded models."""
    model = OpenWakeWord(phrases, threshold)
    model.load()
    return model.open()


@pytest.fixture(scope="module")
def all_four() -> Detector:
    return loaded(*BUNDLED)


@pytest.fixture(autouse=True)
def _forgotten(all_four: Detector) -> None:
    all_four.reset()


@pytest.mark.parametrize("phrase", BUNDLED)
def test_hears_each_bundled_phrase(phrase: str) -> None:
    wakes = heard(loaded(phrase), sound(phrase))
    assert [wake.phrase for wake in wakes] == [phrase]
    assert 0.5 <= wakes[0].score <= 1


def test_hears_several_at_once() -> None:
    both = np.concatenate((sound("alexa"), sound("hey_jarvis")))
    assert [wake.phrase for wake in heard(loaded("hey_jarvis", "alexa"), both)] == ["alexa", "hey_jarvis"]


def test_times_are_of_the_word(all_four: Detector) -> None:
    end = 0.6 + soundfile.info(SOUNDS / "hey_jarvis.flac").duration
    [wake] = heard(all_four, sound("hey_jarvis"))
    assert wake.time == pytest.approx(end, abs=0.3)
    assert wake.wake_end == pytest.approx(end, abs=0.3)


def test_hears_another_voice(all_four: Detector) -> None:
    assert [wake.phrase for wake in heard(all_four, sound("hey_jarvis_espeak"))] == ["hey_jarvis"]


def test_other_speech_is_not_a_wake_word(all_four: Detector) -> None:
    assert heard(all_four, sound("other_speech")) == []


def test_only_the_chosen_phrases_are_heard() -> None:
    detector = loaded("alexa")
    assert heard(detector, sound("hey_jarvis")) == []
    assert [wake.phrase for wake in heard(detector, sound("alexa"))] == ["alexa"]


def test_a_higher_threshold_hears_later_and_surer() -> None:
    [early] = heard(loaded("hey_jarvis", threshold=0.02), sound("hey_jarvis_espeak"))
    [late] = heard(loaded("hey_jarvis", threshold=0.95), sound("hey_jarvis_espeak"))
    assert early.time < late.time
    assert early.score < 0.95 <= late.score


def test_nothing_of_the_sound_before_a_reset_triggers_after_it(all_four: Detector) -> None:
    word = frames(sound("hey_jarvis", after_s=0))
    silence = frames(np.zeros(2 * SAMPLE_RATE, np.int16))
    for cut in range(1, len(word)):  # wherever the sound is cut, up to where the word has just been heard
        all_four.reset()
        if any(all_four.feed(frame) for frame in word[:cut]):
            break
        all_four.reset()
        assert not any(all_four.feed(frame) for frame in silence[:20])
    assert cut > len(word) // 2


def test_a_reset_restores_the_state_of_a_new_detector(all_four: Detector) -> None:
    heard(all_four, sound("other_speech"))
    all_four.reset()
    again = heard(all_four, sound("hey_jarvis"))
    assert again == heard(loaded(*BUNDLED), sound("hey_jarvis"))


def test_the_users_own_model_by_path(tmp_path: Path) -> None:
    own = tmp_path / "my_word_v0.2.onnx"
    shutil.copy(models() / "alexa_v0.1.onnx", own)
    detector = loaded("hey_jarvis", str(own))
    assert [wake.phrase for wake in heard(detector, sound("alexa"))] == ["my_word"]


def models() -> Path:
    spec = find_spec("openwakeword")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "resources" / "models"


@pytest.mark.parametrize("phrase", ["hey_computer", "timer", "weather", ""])
def test_an_unknown_phrase_is_refused_with_those_there_are(phrase: str) -> None:
    with pytest.raises(ConfigError, match=r"wake\.phrases") as error:
        loaded(phrase)
    assert "hey_jarvis" in error.value.remedy


def test_a_model_that_is_missing_or_broken_or_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    (tmp_path / "folder.onnx").mkdir()
    other = models() / "embedding_model.onnx"
    for file in (tmp_path / "missing.onnx", tmp_path / "broken.onnx", tmp_path / "folder.onnx", other):
        with pytest.raises(ConfigError, match=file.name):
            loaded(str(file))


def test_loading_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded("hey_jarvis")


@pytest.mark.parametrize("name", ["beckett", "jfk", "two_cities"])
def test_recordings_of_people_hold_no_wake_word(name: str) -> None:
    file = RECORDINGS / f"{name}.flac"
    if not file.is_file():
        pytest.skip(f"needs {file}")
    samples, rate = soundfile.read(file, dtype="int16", always_2d=True)
    import soxr

    model = create(Wake())
    model.load()
    gate = gated(Wake(), model)
    mono = soxr.resample(samples[: 20 * rate, 0], rate, SAMPLE_RATE)
    assert not any(gate.feed(frame, voiced=True) for frame in frames(mono))


def constant(score: float) -> bytes:
    """A head that finds every sound so likely."""
    logit = np.float32(np.log(score / (1 - score)))
    return written(Head((Layer(np.zeros((16 * 96, 1), np.float32), np.full(1, logit, np.float32)),)), "alexa")


@pytest.mark.parametrize(("second", "wakes"), [(0.5, 1), (1e-6, 0)])
def test_a_second_look_confirms_or_drops(second: float, wakes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openwakeword, "SECOND_LOOKS", tmp_path)
    alone = heard(loaded("alexa"), sound("alexa"))
    (tmp_path / "alexa.onnx").write_bytes(constant(second))
    twice = heard(loaded("alexa"), sound("alexa"))
    assert len(twice) == wakes
    assert [wake.score for wake in twice] == pytest.approx([wake.score for wake in alone][:wakes], abs=1e-3)


def test_a_file_of_ones_own_is_looked_at_once(tmp_path: Path) -> None:
    """Also when it bears the name of a bundled one."""
    file = tmp_path / "hey_jarvis.onnx"
    file.write_bytes(constant(0.9))
    model = OpenWakeWord((str(file),), 0.5)
    model.load()
    assert model.score(np.zeros((16, 96), np.float32)) == pytest.approx(0.9, abs=1e-3)
