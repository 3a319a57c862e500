"""Features: sound becomes the cepstra that pocketsphinx's English model was trained on, cleaned of its own noise.

The same steps and constants as the model's `feat.params` (25 mel filters over 130-6800 Hz, DCT-II, lifter 22) and its noise
removal (Doblinger 1995; Kim, PNCC). They are done here because pocketsphinx's live mode carries noise and means over from
one utterance to the next and leaves quiet frames unnormalised; here a turn's result depends on that turn alone.
"""

import math

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE, Samples

Array = npt.NDArray[np.float64]

FRAME_S = 0.01
HOP = 160
WINDOW = 410
FFT = 512
FILTERS = 25
CEPSTRA = 13
LOWEST_HZ, HIGHEST_HZ = 130.0, 6800.0
PRE_EMPHASIS = 0.97
LIFTER = 22
LOG_FLOOR = 1e-4
DIGITAL_SILENCE = 1e-7
"""Power of quiet frames against loud ones that no room reaches: made sound, or a closed noise gate."""
ROOM = 1e-5
"""Power against loud frames that such sound gets everywhere: the logarithm of nothing would drown its mean."""


def _mel_filters() -> Array:
    """Triangles of unit area with edges on FFT bins, shape [FFT / 2 + 1, FILTERS]."""
    lowest, highest = (2595 * math.log10(1 + hz / 700) for hz in (LOWEST_HZ, HIGHEST_HZ))
    mels = np.linspace(lowest, highest, FILTERS + 2)
    step = SAMPLE_RATE / FFT
    edges = np.floor(700 * (10 ** (mels / 2595) - 1) / step + 0.5) * step
    hz = np.arange(FFT // 2 + 1)[:, None] * step
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre))
    filters: Array = np.maximum(triangles, 0) * 2 / (high - low)
    return filters


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


_FILTERS = _mel_filters()
_COSINES = _cosines()
_SMOOTH = _neighbours()
_HAMMING = np.hamming(WINDOW)


class Spectra:
    """Mel power spectra of the sound of one turn, 100 frames a second."""

    def __init__(self) -> None:
        self._rest = np.zeros(1)
        """Samples not used up, behind the one before them."""
        self._chunks: list[Array] = []
        self.count = 0
        """Frames so far."""

    def push(self, samples: Samples) -> Array:
        """The frames that are new, shape [n, FILTERS]."""
        self._rest = np.concatenate([self._rest, samples])
        ready = (len(self._rest) - 1 - WINDOW) // HOP + 1
        if ready <= 0:
            return np.zeros((0, FILTERS))
        emphasised = self._rest[1:] - PRE_EMPHASIS * self._rest[:-1]
        windows = np.lib.stride_tricks.sliding_window_view(emphasised, WINDOW)[::HOP][:ready] * _HAMMING
        new: Array = np.abs(np.fft.rfft(windows, FFT)) ** 2 @ _FILTERS
        self._chunks.append(new)
        self._rest = self._rest[ready * HOP :]
        self.count += ready
        return new

    def frames(self) -> Array:
        """Shape [count, FILTERS]."""
        if len(self._chunks) != 1:
            self._chunks = [np.concatenate(self._chunks) if self._chunks else np.zeros((0, FILTERS))]
        return self._chunks[0]


def cepstra(spectra: Array) -> npt.NDArray[np.float32]:
    """Cepstra of a whole utterance, shape [n, CEPSTRA], with its noise removed and their mean taken off."""
    quiet, loud = np.percentile(spectra.mean(1), [5, 95])
    clean = _without_noise(spectra + ROOM * loud if quiet < DIGITAL_SILENCE * loud else spectra)
    result = np.log(clean + LOG_FLOOR) @ _COSINES
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
