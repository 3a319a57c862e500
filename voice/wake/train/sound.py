"""What sound is made of: levels, silence, noise. Signals are int16 or float64, mono, 16 kHz, shape [n]."""

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE, Samples

Signal = npt.NDArray[np.float64]

WINDOW = 160
"""Samples of a 10 ms window."""

ACTIVE_DB = -35.0
"""A window this far below the loudest is silence: less than the end of a spoken "s"."""


def active(signal: Samples | Signal) -> npt.NDArray[np.bool_]:
    """Which 10 ms windows hold speech; shape [n // 160]."""
    whole = signal[: len(signal) // WINDOW * WINDOW].astype(np.float64).reshape(-1, WINDOW)
    power = (whole**2).mean(axis=1) + 1e-9
    loud: npt.NDArray[np.bool_] = power > power.max() * 10 ** (ACTIVE_DB / 10)
    return loud


def trimmed(samples: Samples) -> Samples:
    """Speech from its first to its last audible window."""
    windows = np.flatnonzero(active(samples))
    return samples[windows[0] * WINDOW : (windows[-1] + 1) * WINDOW]


def seconds(value: float) -> int:
    """Samples in `value` seconds."""
    return round(value * SAMPLE_RATE)


def fast(length: int) -> int:
    """Round up to a length whose Fourier transform is quick: few large prime factors."""
    step: int = 2 ** max(0, length.bit_length() - 5)
    return -(-length // step) * step


def noise(kind: str, length: int, chance: np.random.Generator) -> Signal:
    """White or pink noise of unit power."""
    white = chance.standard_normal(length)
    if kind == "white":
        return white
    spectrum = np.fft.rfft(white)
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1.0))
    pink: Signal = np.fft.irfft(spectrum, length)
    unit: Signal = pink / np.sqrt((pink**2).mean())
    return unit


def mixed(speech: Signal, other: Signal, snr_db: float) -> Signal:
    """Speech with noise of unit power `snr_db` below the power of its audible part."""
    windows = np.repeat(active(speech), WINDOW)
    power = (speech[: len(windows)][windows] ** 2).mean()
    noisy: Signal = speech + other * np.sqrt(power / 10 ** (snr_db / 10))
    return noisy
