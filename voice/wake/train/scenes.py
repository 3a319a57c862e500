"""Scenes: a few seconds in which the phrase is said, or something else, as a microphone far off hears it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soxr

from voice.messages import SAMPLE_RATE, Samples
from voice.wake.train import places, sound
from voice.wake.train.places import LOUDEST, quiet
from voice.wake.train.sound import Signal, seconds
from voice.wake.train.spoken import Clip

Chance = np.random.Generator

SPEED = 0.9, 1.12
"""Played slower and lower to faster and higher: one throat becomes several."""

TALKED_BEFORE, TALKED_BEHIND = 0.25, 0.5
"""How often somebody speaks before the phrase, and how often what is asked follows it."""

TAIL_S = 0.45
"""How long a scene goes on after the phrase, s: as long as that counts as just heard."""

BLOCK_S = 10.0
"""Length of everyday sound at one place, s."""

SILENT = 0.12
"""How often nobody speaks in such a block: noise, music, other people far off."""


@dataclass(frozen=True, slots=True)
class Scene:
    samples: Samples
    end: int
    """Samples to the end of what is said in it; none follows that counts."""


class Crowd:
    """Clips of everyday speech to draw from: who speaks before, behind, and in the background."""

    def __init__(self, clips: Sequence[Clip]) -> None:
        self._clips = clips

    def anybody(self, chance: Chance) -> Signal:
        """Somebody's sentence, at a level of its own."""
        said = _paced(self._clips[int(chance.integers(len(self._clips)))].signal(), chance)
        loud: Signal = said / np.abs(said).max() * LOUDEST * 10 ** (chance.uniform(-12, 0) / 20)
        return loud


def said(clip: Clip, crowd: Crowd, chance: Chance) -> Scene:
    """Somebody says a clip, after silence or speech, before silence or speech."""
    word = _paced(clip.signal(), chance)
    word = word / np.abs(word).max() * LOUDEST
    before = [quiet(chance.uniform(0.1, 0.7) if chance.random() < 0.5 else chance.uniform(0.7, 2.2))]
    if chance.random() < TALKED_BEFORE:
        before = [crowd.anybody(chance)[-seconds(2) :], quiet(chance.uniform(0.15, 0.6))]
    behind = [quiet(TAIL_S)]
    if chance.random() < TALKED_BEHIND:
        behind = [quiet(chance.uniform(0.0, 0.5)), crowd.anybody(chance)[: seconds(TAIL_S)]]
    end = sum(map(len, before)) + len(word)
    signal = np.concatenate((*before, word, *behind))[: end + seconds(TAIL_S)]
    signal = np.concatenate((np.zeros(sound.fast(len(signal)) - len(signal)), signal))
    return Scene(_taken(places.far_off(signal, crowd.anybody, chance)), len(signal) - seconds(TAIL_S))


def block(crowd: Crowd, chance: Chance) -> Samples:
    """Ten seconds of everyday sound: one or two people talk, or nobody does."""
    length, parts = seconds(BLOCK_S), [quiet(chance.uniform(0, 1.5))]
    while sum(map(len, parts)) < length:
        parts += [crowd.anybody(chance), quiet(chance.uniform(0.05, 1.2))]
    signal = np.concatenate(parts)[:length]
    if chance.random() < SILENT:
        signal = signal * 1e-3
    return _taken(places.far_off(signal, crowd.anybody, chance))


def _paced(signal: Signal, chance: Chance) -> Signal:
    heard: Signal = soxr.resample(signal, SAMPLE_RATE * chance.uniform(*SPEED), SAMPLE_RATE, quality="MQ")
    return heard


def _taken(signal: Signal) -> Samples:
    taken: Samples = np.clip(np.rint(signal), -32768, 32767).astype(np.int16)
    return taken
