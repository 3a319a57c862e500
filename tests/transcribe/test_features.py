import numpy as np
import pytest

from tests.transcribe.conftest import sound
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Samples
from voice.transcribe.features import FILTERS, HOP, WINDOW, Array, Spectra


def spectra(samples: Samples, piece: int | None = None) -> Array:
    taken = Spectra()
    for at in range(0, len(samples), piece or max(len(samples), 1)):
        taken.push(samples[at : at + (piece or len(samples))])
    frames = taken.frames()
    assert taken.count == len(frames)
    return frames


def tone(hz: float, seconds: float = 0.5) -> Samples:
    return (8000 * np.sin(2 * np.pi * hz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.int16)


@pytest.mark.parametrize("piece", [FRAME_SAMPLES, 1, 1000, 7919])
def test_the_same_comes_of_pieces_as_of_the_whole(piece: int) -> None:
    said = sound("1-time")[: SAMPLE_RATE // (8 if piece == 1 else 1)]
    whole = spectra(said)
    assert whole.shape == ((len(said) - WINDOW) // HOP + 1, FILTERS)
    np.testing.assert_allclose(spectra(said, piece), whole, rtol=1e-9)


@pytest.mark.parametrize(
    ("samples", "frames"), [(0, 0), (WINDOW - 1, 0), (WINDOW, 1), (WINDOW + HOP - 1, 1), (WINDOW + HOP, 2)]
)
def test_frames_are_whole_windows(samples: int, frames: int) -> None:
    assert spectra(np.zeros(samples, np.int16), 100).shape == (frames, FILTERS)


def test_a_higher_tone_sounds_in_a_higher_filter() -> None:
    loudest = [int(spectra(tone(hz)).mean(0).argmax()) for hz in (200, 500, 1000, 2000, 4000, 6000)]
    assert loudest == sorted(set(loudest))
