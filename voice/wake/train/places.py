"""Rooms, microphones and distances. Signals are float64, mono, 16 kHz, shape [n]."""

import numpy as np

from voice.messages import SAMPLE_RATE
from voice.wake.train import sound
from voice.wake.train.noises import Talker, filtered, noise
from voice.wake.train.sound import Signal, seconds

IN_A_ROOM, IN_NOISE, COLOURED = 0.45, 0.72, 0.6
"""How often, each by itself: one sound in sixteen is left as it is, so that clean speech is known too."""
SNR_DB = 2, 26

LOUDEST = 32767


def far_off(said: Signal, talker: Talker, chance: np.random.Generator) -> Signal:
    """Speech as a microphone far off would hear it: in some room, noise and level."""
    heard = said
    if chance.random() < IN_A_ROOM:
        heard = room(heard, chance)
    if chance.random() < IN_NOISE:
        heard = sound.mixed(heard, noise(len(heard), talker, chance), chance.uniform(*SNR_DB))
    if chance.random() < COLOURED:
        heard = microphone(heard, chance)
    return level(heard, chance)


def room(signal: Signal, chance: np.random.Generator) -> Signal:
    """Early reflections, then a diffuse tail that decays by 60 dB in 0.12 to 0.65 s: a car to a large room.

    The tail holds from -12 to +3 dB of the power of the direct sound: from beside the microphone to across the room.
    """
    length = int(chance.uniform(0.12, 0.65) * SAMPLE_RATE)
    tail = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    if chance.random() < 0.6:
        tail = _softened(tail, 0.3 * chance.random())
    tail[: int(chance.uniform(0.001, 0.006) * SAMPLE_RATE)] = 0
    tail *= np.sqrt(10 ** (chance.uniform(-12, 3) / 10) / (tail**2).sum())
    for _ in range(chance.integers(0, 7)):
        tail[min(length - 1, int(chance.uniform(0.001, 0.03) * SAMPLE_RATE))] += chance.normal(0, 0.25)
    tail[0] = 1
    size = sound.fast(len(signal) + length)
    heard: Signal = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(tail, size), size)[: len(signal)]
    return heard


def _softened(tail: Signal, pole: float) -> Signal:
    """Through a low-pass of one pole, as soft furnishings are."""
    turn = np.exp(-1j * np.pi * np.linspace(0, 1, len(tail) // 2 + 1))
    soft: Signal = np.fft.irfft(np.fft.rfft(tail) * 0.7 / (1 - pole * turn), len(tail))
    return soft


def microphone(signal: Signal, chance: np.random.Generator) -> Signal:
    """The response of some microphone and its housing: bands some 2 dB apart from the next, up or down."""
    knots = np.array([0, 150, 400, 1000, 2500, 5000, 8000])
    gains_db = np.cumsum(chance.normal(0, 2.2, len(knots)))
    return filtered(signal, knots, gains_db - gains_db.mean())


def level(signal: Signal, chance: np.random.Generator) -> Signal:
    """Peaks at -33 to -3 dBFS, over a microphone's own noise at -85 to -66 dBFS: from far off to close by."""
    scaled = signal / np.abs(signal).max() * LOUDEST * 10 ** (chance.uniform(-33, -3) / 20)
    floor = chance.standard_normal(len(signal)) * LOUDEST * 10 ** (chance.uniform(-85, -66) / 20)
    taken: Signal = scaled + floor
    return taken


def quiet(duration_s: float) -> Signal:
    return np.zeros(seconds(duration_s))
