import numpy as np
import pytest

from tests.listen.conftest import tone
from voice.listen.framing import Framer
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE


def stream(rate: int, sound: np.ndarray, block: int) -> np.ndarray:
    framer = Framer(rate)
    frames = [f for i in range(0, len(sound), block) for f in framer.feed(sound[i : i + block])]
    frames += framer.feed(np.empty(0, np.int16), last=True)
    assert all(len(f) == FRAME_SAMPLES for f in frames)
    return np.concatenate(frames)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_the_size_of_the_blocks_makes_no_difference(rate: int) -> None:
    sound = (tone(rate, 1.0) * 32_767).astype(np.int16)
    whole = stream(rate, sound, len(sound))
    pieces = stream(rate, sound, 137)
    assert len(whole) == len(pieces) == SAMPLE_RATE
    assert np.abs(whole.astype(int) - pieces).max() <= 2  # soxr dithers


def test_what_is_held_back_is_counted() -> None:
    framer = Framer(44_100)
    given = sum(len(framer.feed(np.zeros(441, np.int16))) for _ in range(100))
    assert framer.held_s == pytest.approx(1.0 - given * 0.02)
    assert 0 <= framer.held_s < 0.06
