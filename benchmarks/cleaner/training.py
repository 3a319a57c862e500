"""Training: as many steps as fit into the time, at a rate that has fallen to nearly nothing when it is over.

First towards clean cepstra (`Distance`), then towards what pocketsphinx's model makes of them (`acoustic.Understood`).
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.cleaner.alignment import UNKNOWN
from benchmarks.cleaner.examples import Example
from benchmarks.cleaner.network import Network
from benchmarks.cleaner.progress import bar
from benchmarks.cleaner.target import CEPSTRA
from voice.transcribe.cleaner import LOOK_AHEAD
from voice.transcribe.features import FILTERS

SEED = 1
BATCH = 24
FRAMES = 300
"""Frames of an example that are learnt, its first 3 s; nearly half of the examples are shorter."""
PEAK_RATE, TUNING_RATE = 2e-3, 1e-3
"""Learning rates of the first training and of the second."""
WARM_STEPS = 100
SPANS = 500
"""Examples in whose spread the loss is measured."""
APART = 4
"""Frames between which pocketsphinx takes its differences."""
CHANGE = 0.7
"""Weight of the differences in the loss: the acoustic model hears as much in them as in the cepstra."""
RECENT = 250


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of unequal length, the last frame repeated to the end."""

    frames: Tensor
    noted: Tensor
    clean: Tensor
    counts: Tensor
    """1 where there is a frame of the example, 0 behind its end; shape [batch, FRAMES]."""
    said: Tensor
    """Senones, `UNKNOWN` behind the end; shape [batch, FRAMES]."""


Loss = Callable[[Tensor, Batch], Tensor]
"""The loss of the cepstra found, shape [batch, FRAMES, CEPSTRA]."""


@dataclass(frozen=True, slots=True)
class Outcome:
    steps: int
    learnt: float
    """Mean loss of the last steps, on the examples learnt from."""
    apart: float
    """Loss on the examples kept apart."""


class Distance:
    """Squared error of cepstra and of their changes over time, each coefficient against its own spread."""

    def __init__(self, examples: Sequence[Example]) -> None:
        clean = [example.clean.astype(np.float32) for example in examples[:SPANS]]
        self._spread = torch.tensor(np.concatenate(clean).std(0))
        self._change_spread = torch.tensor(np.concatenate([each[APART:] - each[:-APART] for each in clean]).std(0))

    def __call__(self, found: Tensor, batch: Batch) -> Tensor:
        wrong = (found - batch.clean) / self._spread
        changed = ((found - batch.clean)[:, APART:] - (found - batch.clean)[:, :-APART]) / self._change_spread
        return _mean(wrong, batch.counts) + CHANGE * _mean(changed, batch.counts[:, APART:])


def _mean(wrong: Tensor, counts: Tensor) -> Tensor:
    return ((wrong**2).mean(-1) * counts).sum() / counts.sum()


def batch(examples: Sequence[Example]) -> Batch:
    frames = np.empty((len(examples), FRAMES + LOOK_AHEAD, FILTERS), np.float32)
    noted = np.empty((len(examples), FRAMES + LOOK_AHEAD, 2 * FILTERS), np.float32)
    clean = np.zeros((len(examples), FRAMES, CEPSTRA), np.float32)
    counts = np.zeros((len(examples), FRAMES), np.float32)
    said = np.full((len(examples), FRAMES), UNKNOWN, np.int64)
    for row, example in enumerate(examples):
        for filled, values in ((frames, example.frames), (noted, example.noted)):
            taken = values[: FRAMES + LOOK_AHEAD]
            filled[row, : len(taken)], filled[row, len(taken) :] = taken, values[-1]
        end = min(FRAMES, len(example.clean))
        clean[row, :end], counts[row, :end], said[row, :end] = example.clean[:end], 1, example.said[:end]
    return Batch(*map(torch.from_numpy, (frames, noted, clean, counts, said)))


def train(
    network: Network, learnt: Sequence[Example], apart: Sequence[Example], loss: Loss, minutes: float, peak: float
) -> Outcome:
    chance = np.random.default_rng(SEED)
    optimiser = torch.optim.AdamW(network.parameters(), peak, weight_decay=1e-3)
    losses: list[float] = []
    for share in _time(minutes, losses):
        for group in optimiser.param_groups:
            group["lr"] = peak * rate(len(losses), share)
        drawn = batch([learnt[number] for number in chance.integers(len(learnt), size=BATCH)])
        value = loss(network(drawn.frames, drawn.noted), drawn)
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(value.item())
    with torch.no_grad():
        kept = batch(apart)
        value = loss(network(kept.frames, kept.noted), kept)
    return Outcome(len(losses), float(np.mean(losses[-RECENT:])), value.item())


def rate(step: int, share: float) -> float:
    """The share of the peak rate: after a short rise it falls like a cosine; `share`: the part of the time that has passed."""
    return min(1, step / WARM_STEPS + 0.05) * (0.5 * (1 + math.cos(math.pi * share)) + 0.01)


def _time(minutes: float, losses: Sequence[float]) -> Iterator[float]:
    """Yield the share of the time that has passed, until all of it has; at least once."""
    with bar() as progress:
        task = progress.add_task("training", total=1.0)
        start, gone = time.monotonic(), 0.0
        while gone < 1:
            yield gone
            gone = (time.monotonic() - start) / (60 * minutes)
            recent = float(np.mean(losses[-RECENT:]))
            progress.update(task, completed=gone, description=f"training, step {len(losses)}, loss {recent:.3f}")
