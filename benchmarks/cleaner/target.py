"""Target: the cepstra that pocketsphinx's English model was trained on, which the network learns to give.

The model's own `feat.params` (DCT-II, lifter 22) and noise removal (Doblinger 1995; Kim, PNCC), on `voice.transcribe.features`.
"""

import numpy as np
import numpy.typing as npt

from voice.transcribe.features import FILTERS, Array

CEPSTRA = 13
LIFTER = 22
LOG_FLOOR = 1e-4
DIGITAL_SILENCE = 1e-7
"""Power of quiet frames against loud ones that no room reaches: made sound, or a closed noise gate."""
ROOM = 1e-5
"""Power against loud frames that such sound gets everywhere: the logarithm of nothing would drown its mean."""


def _cosines() -> Array:
    """Orthonormal DCT-II with the lifter, shape [FILTERS, CEPSTRA]."""
    order = np.arange(CEPSTRA)
    cosines = np.cos(np.pi * order * (np.arange(FILTERS)[:, None] + 0.5) / FILTERS) * np.sqrt(2 / FILTERS)
    cosines[:, 0] = np.sqrt(1 / FILTERS)
    lifted: Array = cosines * (1 + LIFTER / 2 * np.sin(order * np.pi / LIFTER))
    return lifted


def _neighbours(reach: int = 4) -> Array:
    """Averages over neighbouring filters, shape [FILTERS, FILTERS]."""
    filters = np.arange(FILTERS)
    near = (np.abs(filters[:, None] - filters) <= reach).astype(float)
    averages: Array = near / near.sum(0)
    return averages


COSINES = _cosines()
_SMOOTH = _neighbours()


def cepstra(spectra: Array) -> npt.NDArray[np.float32]:
    """Cepstra of a whole utterance, shape [n, CEPSTRA], with its noise removed and their mean taken off."""
    quiet, loud = np.percentile(spectra.mean(1), [5, 95])
    clean = _without_noise(spectra + ROOM * loud if quiet < DIGITAL_SILENCE * loud else spectra)
    result = np.log(clean + LOG_FLOOR) @ COSINES
    normed: npt.NDArray[np.float32] = (result - result.mean(0)).astype(np.float32)
    return normed


def _without_noise(spectra: Array, deepest: float = 100.0) -> Array:
    """Each frame scaled down, at most `deepest`-fold, by how much of it is noise.

    The noise is the lower envelope of the smoothed power, learnt in a first pass over the same sound.
    """
    power, noise = spectra[0].copy(), spectra[0] / 20
    for frame in spectra:
        power = 0.7 * power + 0.3 * frame
        noise = _envelope(power, noise)
    floor, peak = noise.copy(), np.zeros(FILTERS)
    gains = np.empty_like(spectra)
    for n, frame in enumerate(spectra):
        power = 0.7 * power + 0.3 * frame
        noise = _envelope(power, noise)
        signal = np.maximum(power - noise, 1.0)
        floor = _envelope(signal, floor)
        masked = np.where(signal < 0.85 * 0.85 * peak, 0.2 * 0.85 * peak, signal)
        peak = np.maximum(0.85 * peak, signal)
        gains[n] = np.maximum(masked, floor) / np.maximum(power, 1e-9)  # digital silence has none
    cleaned: Array = spectra * (np.clip(gains, 1 / deepest, deepest) @ _SMOOTH)
    return cleaned


def _envelope(values: Array, below: Array) -> Array:
    """A lower envelope: slow to rise, quick to fall."""
    envelope: Array = np.where(values >= below, 0.995 * below + 0.005 * values, 0.5 * below + 0.5 * values)
    return envelope
