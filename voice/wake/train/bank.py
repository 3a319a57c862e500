"""Bank: the embeddings of many scenes, and the windows of sixteen that a head looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice.messages import SAMPLE_RATE
from voice.wake.openwakeword import Floats
from voice.wake.train.embed import EMBEDDINGS, FIRST_END, STEP_SAMPLES

Counts = npt.NDArray[np.int64]

HEARD_S = -0.02, 0.34
"""From the end of the phrase: windows that end here are what a head has to wake at. It is looked at 20 ms apart, and up to
320 ms of silence ahead."""

UNHEARD_S = -0.8, -0.24
"""Windows that end here hold the beginning of the phrase, and must not wake it."""


@dataclass(frozen=True, slots=True)
class Bank:
    embeddings: npt.NDArray[np.float16]
    """All scenes' embeddings, one behind another, [m, 96]."""
    ends: Counts
    """The last embedding of each window, [n]."""
    scenes: Counts
    """The scene of each window, [n]."""

    def windows(self, picked: npt.NDArray[np.integer]) -> Floats:
        """The windows of these numbers, [k, 16 * 96]."""
        rows = self.ends[picked][:, None] + np.arange(1 - EMBEDDINGS, 1)
        windows: Floats = self.embeddings[rows].reshape(len(rows), -1).astype(np.float32)
        return windows

    def __len__(self) -> int:
        return len(self.ends)


def bank(scenes: Iterable[tuple[Floats, tuple[float, float]]]) -> Bank:
    """Collect scenes: the embeddings of each, and the seconds in which a window counts when it ends in them."""
    kept, ends, numbers, at = [], [], [], 0
    for number, (embeddings, (first_s, last_s)) in enumerate(scenes):
        times = (FIRST_END + STEP_SAMPLES * np.arange(len(embeddings) - EMBEDDINGS + 1)) / SAMPLE_RATE
        inside = np.flatnonzero((times >= first_s) & (times <= last_s))
        ends.append(at + EMBEDDINGS - 1 + inside)
        numbers.append(np.full(len(inside), number))
        kept.append(embeddings.astype(np.float16))
        at += len(embeddings)
    return Bank(np.concatenate(kept), np.concatenate(ends), np.concatenate(numbers))


def together(banks: Sequence[Bank]) -> Bank:
    """Put the scenes of several banks into one."""
    moved = np.cumsum([0, *(len(one.embeddings) for one in banks[:-1])])
    renamed = np.cumsum([0, *(one.scenes.max(initial=-1) + 1 for one in banks[:-1])])
    return Bank(
        np.concatenate([one.embeddings for one in banks]),
        np.concatenate([one.ends + by for one, by in zip(banks, moved, strict=True)]),
        np.concatenate([one.scenes + by for one, by in zip(banks, renamed, strict=True)]),
    )
