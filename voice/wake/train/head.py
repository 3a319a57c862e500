"""Head: the small network that tells from sixteen embeddings whether the phrase has just been said.

Two layers and an output, trained with Adam (Kingma and Ba 2015) in numpy: a training has a million windows of 1536 numbers,
which are put together batch by batch, and no library that the product has takes them so.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voice.wake.openwakeword import Floats
from voice.wake.train.bank import Bank, Counts

HIDDEN = 128, 32
BATCH = 96, 160
"""Windows of the phrase, and others, in a step."""

RATE = 1e-3
DECAY = 0.4
"""Share by which the weights shrink at each step, times the rate (Loshchilov and Hutter 2019)."""

DROPPED = 0.3
"""The share of the hidden values that is left out at each step."""

SHAKEN = 0.2
"""Standard deviation of what is added to a window, the windows' own being 1."""

ROUNDS = 3
HARD = 0.03
"""The share of other windows that a round looks at most: what those before it wake at soonest."""


@dataclass(frozen=True, slots=True)
class Layer:
    weights: Floats
    """[inputs, outputs]"""
    bias: Floats


@dataclass(frozen=True, slots=True)
class Head:
    layers: tuple[Layer, ...]

    def logits(self, windows: Floats) -> Floats:
        """How sure it is that the phrase was said in each window, [n]; 0 is even chances."""
        values = windows
        for layer in self.layers[:-1]:
            values = np.maximum(values @ layer.weights + layer.bias, 0)
        last = self.layers[-1]
        return (values @ last.weights + last.bias)[:, 0]

    def all_logits(self, bank: Bank) -> Floats:
        """The same of every window in a bank."""
        pieces = np.array_split(np.arange(len(bank)), len(bank) // 8192 + 1)
        return np.concatenate([self.logits(bank.windows(piece)) for piece in pieces])

    def shifted(self, by: float) -> "Head":
        """The same head, surer by so much."""
        last = self.layers[-1]
        return Head((*self.layers[:-1], Layer(last.weights, last.bias + np.float32(by))))


Draw = Callable[[np.random.Generator], tuple[Floats, Floats]]
"""Gives the windows of a step, [n, inputs], and whether the phrase is in each, [n]."""


def fitted(phrase: Bank, others: Sequence[Bank], steps: int, seed: int, tell: Callable[[], None]) -> Head:
    """Train a head in rounds: on anything, and then half on what it would wake at. `tell` hears of each step."""
    chance = np.random.default_rng(seed)
    everything: list[Counts] = [np.arange(len(one)) for one in others]
    head = _trained(_batches(phrase, others, [[one] for one in everything]), steps, chance, tell)
    hard: list[Counts] = [np.empty(0, int) for _ in others]
    for _ in range(ROUNDS - 1):
        hard = [np.union1d(known, _hardest(head, one)) for known, one in zip(hard, others, strict=True)]
        pools = list(zip(everything, hard, strict=True))
        head = _trained(_batches(phrase, others, pools), steps, chance, tell)
    return head


def _hardest(head: Head, bank: Bank) -> Counts:
    return np.argsort(head.all_logits(bank))[-max(1, round(HARD * len(bank))) :]


def _batches(phrase: Bank, others: Sequence[Bank], pools: Sequence[Sequence[Counts]]) -> Draw:
    """Draw from each pool of each bank equally often."""
    share = BATCH[1] // sum(map(len, pools))

    def draw(chance: np.random.Generator) -> tuple[Floats, Floats]:
        parts = [phrase.windows(chance.integers(len(phrase), size=BATCH[0]))]
        for bank, own in zip(others, pools, strict=True):
            parts += [bank.windows(pool[chance.integers(len(pool), size=share)]) for pool in own]
        windows = np.concatenate(parts)
        return windows, (np.arange(len(windows)) < BATCH[0]).astype(np.float32)

    return draw


def _trained(draw: Draw, steps: int, chance: np.random.Generator, tell: Callable[[], None]) -> Head:
    sample = np.concatenate([draw(chance)[0] for _ in range(20)])
    mean, spread = sample.mean(0, np.float32), sample.std(0, np.float32) + 1e-3
    shaken = SHAKEN * chance.standard_normal((2 * sum(BATCH), sample.shape[1]), dtype=np.float32)
    values = _start((sample.shape[1], *HIDDEN, 1), chance)
    first, second = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    for step in range(1, steps + 1):
        windows, heard = draw(chance)
        scaled = (windows - mean) / spread + shaken[chance.integers(len(windows)) :][: len(windows)]
        rate = RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        for n, slope in enumerate(_slopes(values, scaled, heard, chance)):
            first[n] += 0.1 * (slope - first[n])
            second[n] += 0.001 * (slope**2 - second[n])
            size = (first[n] / (1 - 0.9**step)) / (np.sqrt(second[n] / (1 - 0.999**step)) + 1e-8)
            values[n] -= np.float32(rate) * (size + DECAY * values[n] * (values[n].ndim == 2))
        tell()
    return _head(values, mean, spread)


def _start(sizes: Sequence[int], chance: np.random.Generator) -> list[Floats]:
    """Weights and biases in turn (He and others 2015)."""
    found: list[Floats] = []
    for inputs, outputs in itertools.pairwise(sizes):
        found += [(chance.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32)]
        found += [np.zeros(outputs, np.float32)]
    return found


def _slopes(values: Sequence[Floats], windows: Floats, heard: Floats, chance: np.random.Generator) -> list[Floats]:
    """The slope of the cross entropy for each weight and bias."""
    taken: list[Floats] = [windows]
    masks: list[Floats] = []
    for n in range(0, len(values) - 2, 2):
        sums = taken[-1] @ values[n] + values[n + 1]
        kept = (sums > 0) & (chance.random(sums.shape, dtype=np.float32) > DROPPED)
        mask: Floats = kept.astype(np.float32) / np.float32(1 - DROPPED)
        masks.append(mask)
        taken.append(sums * mask)
    logits = (taken[-1] @ values[-2] + values[-1])[:, 0]
    back = (((1 + np.tanh(logits / 2)) / 2 - heard) / len(heard))[:, None].astype(np.float32)
    found: list[Floats] = []
    for n in reversed(range(0, len(values), 2)):
        found = [taken[n // 2].T @ back, back.sum(0), *found]
        if n:
            back = (back @ values[n].T) * masks[n // 2 - 1]
    return found


def _head(values: Sequence[Floats], mean: Floats, spread: Floats) -> Head:
    """Scaling the windows becomes part of the first layer."""
    scaled = values[0] / spread[:, None]
    first = Layer(scaled, values[1] - mean @ scaled)
    return Head((first, *(Layer(values[n], values[n + 1]) for n in range(2, len(values), 2))))
