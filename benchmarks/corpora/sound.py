"""What happens to speech on its way to the microphone: noise, a room, distance.

Signals are int16 or float64, mono, 16 kHz, shape [n].
"""

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE, Samples

Signal = npt.NDArray[np.float64]

WINDOW = 160
"""Samples of a 10 ms window."""

ACTIVE_DB = -35.0
"""A window this far below the loudest is silence: less than the end of a spoken "s"."""

FLOOR_DBFS = -75.0
"""A microphone is never digitally silent."""


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


def silence(value: float) -> Samples:
    return np.zeros(seconds(value), dtype=np.int16)


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


def babble(talkers: list[Samples], length: int, chance: np.random.Generator) -> Signal:
    """Several people talking at once, unit power."""
    mix = np.zeros(length)
    for talker in talkers:
        said = talker.astype(np.float64)
        said = np.resize(said / np.sqrt((said**2).mean()), length)
        mix += np.roll(said, int(chance.integers(length)))
    unit: Signal = mix / np.sqrt((mix**2).mean())
    return unit


def room(signal: Signal, chance: np.random.Generator) -> Signal:
    """A small room: the direct sound, then a diffuse tail that decays by 60 dB in 0.25 to 0.45 s."""
    decay_s = chance.uniform(0.25, 0.45)
    length = seconds(decay_s)
    tail = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    tail[: seconds(0.003)] = 0
    tail *= np.sqrt(chance.uniform(0.3, 0.8) / (tail**2).sum())
    tail[0] = 1
    size = len(signal) + length
    wet = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(tail, size), size)
    heard: Signal = wet[: len(signal)]
    return heard


def mixed(speech: Signal, other: Signal, snr_db: float) -> Signal:
    """Speech with noise of unit power `snr_db` below the power of its audible part."""
    windows = np.repeat(active(speech), WINDOW)
    power = (speech[: len(windows)][windows] ** 2).mean()
    noisy: Signal = speech + other * np.sqrt(power / 10 ** (snr_db / 10))
    return noisy


def levelled(signal: Signal, peak_dbfs: float, chance: np.random.Generator) -> Samples:
    """The signal with its peak at `peak_dbfs`, over the noise floor of a microphone."""
    scaled = signal / np.abs(signal).max() * 32767 * 10 ** (peak_dbfs / 20)
    floor = chance.standard_normal(len(signal)) * 32767 * 10 ** (FLOOR_DBFS / 20)
    taken: Samples = np.clip(np.rint(scaled + floor), -32768, 32767).astype(np.int16)
    return taken


def pieces(samples: Samples, shortest_s: float = 3.0, longest_s: float = 6.0) -> list[Samples]:
    """A recording cut at its quietest moments into pieces of 3 to 6 s."""
    found, start = [], 0
    while len(samples) - start > seconds(longest_s):
        window = samples[start + seconds(shortest_s) : start + seconds(longest_s)].astype(np.float64)
        level = np.convolve(np.abs(window), np.ones(WINDOW * 8), "same")
        cut = start + seconds(shortest_s) + int(np.argmin(level))
        found.append(samples[start:cut])
        start = cut
    return [*found, samples[start:]]
