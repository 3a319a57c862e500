"""What happens to speech on its way to the microphone: noise, a room, distance.

Signals are int16 or float64, mono, 16 kHz, shape [n].
"""

import numpy as np

from voice.messages import Samples
from voice.wake.train.sound import WINDOW, Signal, active, mixed, noise, seconds, trimmed

__all__ = [
    "FLOOR_DBFS", "Signal", "active", "babble", "levelled", "mixed", "noise", "pieces", "room", "seconds", "silence", "trimmed",
]  # fmt: skip

FLOOR_DBFS = -75.0
"""A microphone is never digitally silent."""


def silence(value: float) -> Samples:
    return np.zeros(seconds(value), dtype=np.int16)


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
