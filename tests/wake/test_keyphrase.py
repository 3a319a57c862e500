import numpy as np
import pytest

from tests.wake.test_openwakeword import frames, heard, sound
from voice.config import Wake
from voice.errors import ConfigError
from voice.messages import SAMPLE_RATE
from voice.wake import ENGINES
from voice.wake.keyphrase import Keyphrase, KeyphraseDetector

pytestmark = pytest.mark.slow


def loaded(*phrases: str, threshold: float = 0.3) -> KeyphraseDetector:
    """The only detector of newly loaded phrases."""
    model = Keyphrase(phrases, threshold)
    model.load()
    return model.open()


def test_the_engines_are_those_of_the_settings() -> None:
    for name in ENGINES:
        assert ENGINES[name].make(Wake.model_validate({"engine": name}))


def test_hears_phrases_of_ones_own() -> None:
    detector = loaded("kitchen light", "hey jarvis", threshold=0.2)
    [wake] = heard(detector, sound("other_speech"))
    assert wake.phrase == "kitchen_light"
    assert 0.2 <= wake.score <= 1
    assert wake.time - 0.2 < wake.wake_end <= wake.time


def test_a_higher_threshold_hears_later_and_surer() -> None:
    [early] = heard(loaded("kitchen light", threshold=0.2), sound("other_speech"))
    [late] = heard(loaded("kitchen light", threshold=0.9), sound("other_speech"))
    assert early.time < late.time
    assert early.score < 0.9 <= late.score


def test_times_follow_the_frames_whatever_the_clock() -> None:
    ends = {}
    for start in (0, 1000):
        detector = loaded("kitchen light", threshold=0.2)
        for frame in frames(sound("other_speech"), start):
            if wake := detector.feed(frame):
                ends[start] = wake.wake_end
    assert ends[1000] == pytest.approx(ends[0] + 1000)


def test_nothing_of_the_sound_before_a_reset_triggers_after_it() -> None:
    detector = loaded("kitchen light", threshold=0.2)
    word = frames(sound("other_speech", after_s=0))
    fed = next(n for n, frame in enumerate(word) if detector.feed(frame))
    detector.reset()
    assert not any(detector.feed(frame) for frame in word[: fed - 1])
    detector.reset()
    assert not any(detector.feed(frame) for frame in frames(np.zeros(SAMPLE_RATE, np.int16)))


@pytest.mark.parametrize("phrase", ["hey zorblax", "zorblax", ""])
def test_a_word_without_a_pronunciation_is_refused_by_name(phrase: str) -> None:
    with pytest.raises(ConfigError, match=phrase.split()[-1] if phrase else "''"):
        loaded("hey jarvis", phrase)
