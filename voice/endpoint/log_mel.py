"""Turns sound into Whisper's log-mel spectrogram, as the end-of-turn model was trained on.

Source: OpenAI's Whisper, whisper/audio.py, with the waveform normalised as transformers' WhisperFeatureExtractor does.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE, Samples

Floats = npt.NDArray[np.float32]
Floats64 = npt.NDArray[np.float64]

WINDOW = 400
HOP = 160
BANDS = 80


def log_mel(samples: Samples, seconds: int) -> Floats:
    """The spectrogram of the last `seconds` of a sound, shape [80, 100 × seconds]; silence is put before a shorter one."""
    length = seconds * SAMPLE_RATE
    sound = np.zeros(length, np.float32)
    recent = samples[-length:]
    sound[length - len(recent) :] = recent / np.float32(32768)
    sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    padded = np.pad(sound, WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[: length // HOP * HOP : HOP]
    power = np.abs(np.fft.rfft(windows * _hann())) ** 2
    logs = np.log10(np.maximum(power @ _filters().T, 1e-10)).T
    spectrogram: Floats = ((np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0).astype(np.float32)
    return spectrogram


@cache
def _hann() -> Floats:
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)


@cache
def _filters() -> Floats64:
    """Triangles of equal area on Slaney's mel scale, 0 to 8,000 Hz; shape [80, 201]."""
    edges = _hertz(np.linspace(0.0, _mel(SAMPLE_RATE / 2), BANDS + 2))
    bins = np.linspace(0.0, SAMPLE_RATE / 2, WINDOW // 2 + 1)
    steps = np.diff(edges)[:, None]
    rising, falling = (bins - edges[:-2, None]) / steps[:-1], (edges[2:, None] - bins) / steps[1:]
    triangles: Floats64 = np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (edges[2:] - edges[:-2]))[:, None]
    return triangles


def _mel(hertz: float) -> float:
    return hertz * 3 / 200 if hertz < 1000 else 15 + float(np.log(hertz / 1000)) * 27 / float(np.log(6.4))


def _hertz(mels: Floats64) -> Floats64:
    return np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (mels - 15)))
