"""Features: turns sound into the mel power spectra that pocketsphinx's English model was trained on.

The same steps and constants as the model's `feat.params` (25 mel filters over 130-6800 Hz); `voice.transcribe.cleaner` makes
cepstra of them. They are made here because pocketsphinx's live mode carries noise and means over from one utterance to the
next and leaves quiet frames unnormalised; here a turn's result depends on that turn alone.
"""

import math

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE, Samples

Array = npt.NDArray[np.float64]

HOP_S = 0.01
HOP = 160
WINDOW = 410
FFT = 512
FILTERS = 25
LOWEST_HZ, HIGHEST_HZ = 130.0, 6800.0
PRE_EMPHASIS = 0.97
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


_FILTERS = _mel_filters()
_HAMMING = np.hamming(WINDOW)


class Spectra:
    """Makes mel power spectra of the sound of one turn as it arrives, 100 frames a second."""

    def __init__(self) -> None:
        self._rest = np.zeros(1)
        """Samples that no frame has used up yet, and the one before them, which the pre-emphasis needs."""
        self._chunks: list[Array] = []
        self.count = 0
        """Frames so far."""

    def push(self, samples: Samples) -> Array:
        """Take more sound; the frames that it completes, shape [n, FILTERS]."""
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
        """All frames so far, shape [count, FILTERS]."""
        if len(self._chunks) != 1:
            self._chunks = [np.concatenate(self._chunks) if self._chunks else np.zeros((0, FILTERS))]
        return self._chunks[0]
