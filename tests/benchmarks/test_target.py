"""The cepstra that the network learns to give."""

import numpy as np
import pytest

from benchmarks.cleaner.target import CEPSTRA, DIGITAL_SILENCE, cepstra
from tests.transcribe.conftest import sound
from tests.transcribe.test_features import spectra
from voice.messages import SAMPLE_RATE


def test_cepstra_are_what_the_decoder_takes() -> None:
    found = cepstra(spectra(sound("1-time")))
    assert found.dtype == np.float32
    assert found.shape[1] == CEPSTRA
    assert np.isfinite(found).all()


@pytest.mark.parametrize("level", [0, 1, -32768, 32767])
def test_steady_sound_has_finite_cepstra(level: int) -> None:
    assert np.isfinite(cepstra(spectra(np.full(SAMPLE_RATE, level, np.int16)))).all()


def test_steady_noise_is_taken_away_and_speech_is_left() -> None:
    noise = np.random.default_rng(1).normal(0, 100, 3 * SAMPLE_RATE)
    spoken = slice(SAMPLE_RATE, 2 * SAMPLE_RATE)
    noise[spoken] += sound("1-time", after_s=0)[:SAMPLE_RATE]
    frames = spectra(noise.astype(np.int16))
    energy = np.log(frames).sum(1) / 5
    lost = energy - energy.mean() - cepstra(frames)[:, 0]
    loud = frames.sum(1) > 10 * frames[220:290].sum(1).mean()
    assert lost[220:290].mean() > lost[loud].mean() + 3


def test_how_loud_it_is_does_not_matter() -> None:
    said = sound("1-time", after_s=0)[: SAMPLE_RATE // 8 * 8] // 8 * 8
    loud, soft = cepstra(spectra(said)), cepstra(spectra(said // 8))
    assert np.abs(loud - soft).mean() < 0.05 * np.abs(loud).mean()


@pytest.mark.parametrize("gain", [1.0, 0.05])
def test_digital_silence_does_not_drown_the_speech_beside_it(gain: float) -> None:
    """As far below the speech as a quiet room is, whatever the level; the logarithm of nothing would be much farther."""
    said = np.concatenate([np.zeros(SAMPLE_RATE), sound("1-time", after_s=0) * gain, np.zeros(SAMPLE_RATE)]).astype(np.int16)
    energy = cepstra(spectra(said))[:, 0] / 5
    assert 5 < np.percentile(energy, 95) - energy[:90].mean() < 17


def test_the_noise_of_a_room_is_left_as_it_is() -> None:
    said = sound("1-time") + np.random.default_rng(1).normal(0, 8, len(sound("1-time")))
    frames = spectra(said.astype(np.int16))
    quiet, loud = np.percentile(frames.mean(1), [5, 95])
    assert quiet > DIGITAL_SILENCE * loud
