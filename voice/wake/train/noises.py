"""Noise of many kinds, none of it recorded: what is common to all is that it is not the voice nearby.

Signals are float64, mono, 16 kHz, shape [n].
"""

from collections.abc import Callable

import numpy as np

from voice.messages import SAMPLE_RATE
from voice.wake.train import sound
from voice.wake.train.sound import Signal

Talker = Callable[[np.random.Generator], Signal]
"""Gives something that somebody says."""

SHARES = {"white": 0.12, "pink": 0.13, "shaped": 0.25, "babble": 0.28, "hum": 0.08, "music": 0.14}
"""How often each kind is drawn: other people's speech most, because it is what is most easily taken for speech."""

UNSTEADY = 0.25
"""How often a noise comes and goes: a floor that is learnt over seconds is of no use then."""


def noise(length: int, talker: Talker, chance: np.random.Generator) -> Signal:
    """Unit power."""
    kind = list(SHARES)[np.searchsorted(np.cumsum(list(SHARES.values()))[:-1], chance.random(), "right")]
    match kind:
        case "white" | "pink":
            made = sound.noise(kind, length, chance)
        case "shaped":
            made = _shaped(length, chance)
        case "babble":
            made = _babble(length, talker, chance)
        case "hum":
            made = _hum(length, chance)
        case _:
            made = _music(length, chance)
    if chance.random() < UNSTEADY:
        made = made * _swell(length, chance)
    unit: Signal = made / np.sqrt((made**2).mean() + 1e-12)
    return unit


def _shaped(length: int, chance: np.random.Generator) -> Signal:
    """A smooth spectrum at random, mostly falling: wind, fans, traffic, water."""
    white = chance.standard_normal(length)
    knots = np.linspace(0, SAMPLE_RATE / 2, 8)
    tilt_db = chance.uniform(-12, 3)  # over two octaves
    gains_db = np.cumsum(chance.normal(0, 3, 8)) + tilt_db * np.log2(np.maximum(knots, 200) / 200) / 2
    return filtered(white, knots, gains_db)


def _babble(length: int, talker: Talker, chance: np.random.Generator) -> Signal:
    """Three to seven others talk, the farthest at half the amplitude of the nearest."""
    mix = np.zeros(length)
    for _ in range(chance.integers(3, 8)):
        said = np.concatenate([talker(chance) for _ in range(2)])
        said = said / np.sqrt((said**2).mean()) * 10 ** (chance.uniform(-6, 0) / 20)
        mix += np.roll(np.resize(said, length), chance.integers(length))
    return mix


def _hum(length: int, chance: np.random.Generator) -> Signal:
    """Mains and motors: nineteen harmonics of one tone, and a little noise."""
    time = np.arange(length) / SAMPLE_RATE
    hz = chance.choice([50, 60, 100, 120]) * chance.uniform(1, 2.5)
    tones = np.zeros(length)
    for k in range(1, 20):
        tones += np.sin(2 * np.pi * hz * k * time + chance.uniform(0, 6)) / k ** chance.uniform(0.3, 1.2)
    noisy: Signal = tones + chance.standard_normal(length) * 0.05
    return noisy


def _music(length: int, chance: np.random.Generator) -> Signal:
    """Chords of three plucked notes over three octaves, one to seven a second: voiced as speech is, and moving."""
    played, start = np.zeros(length), 0
    while start < length:
        end = min(length, start + int(chance.uniform(0.15, 0.7) * SAMPLE_RATE))
        time = np.arange(end - start) / SAMPLE_RATE
        for hz in 110 * 2 ** (chance.integers(0, 36, 3) / 12):
            for k in range(1, 7):
                played[start:end] += np.sin(2 * np.pi * hz * k * time) / k * np.exp(-time * chance.uniform(1, 8))
        start = end
    return played


def _swell(length: int, chance: np.random.Generator) -> Signal:
    """A level that changes four times a second, within 18 dB."""
    knots = np.arange(0, length + SAMPLE_RATE // 2, SAMPLE_RATE // 4)
    swell: Signal = np.interp(np.arange(length), knots, chance.uniform(0.2, 1.5, len(knots)))
    return swell


def filtered(signal: Signal, knots_hz: Signal, gains_db: Signal) -> Signal:
    """With a gain for each frequency, straight lines between the knots."""
    spectrum = np.fft.rfft(signal)
    hz = np.linspace(0, SAMPLE_RATE / 2, len(spectrum))
    shaped: Signal = np.fft.irfft(spectrum * 10 ** (np.interp(hz, knots_hz, gains_db) / 20), len(signal))
    return shaped
