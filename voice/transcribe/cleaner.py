"""Removes noise, echo and loudness from speech with a small causal network, for pocketsphinx's model.

In: the logarithm of mel power spectra. Out: the cepstra of the same words spoken close by in a quiet room, their mean taken
off, drawn towards those that pocketsphinx's model knows the words' sounds by. It is a stack of dilated depthwise
convolutions (Bai, Kolter and Koltun 2018, "An empirical evaluation of generic convolutional and recurrent networks") that
adds a correction to the spectrum.
`python -m benchmarks.cleaner` trains it on made speech of voices that no reported figure is measured on.
"""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("cleaner.npz")
LOOK_AHEAD = 8
"""Frames that the network is given beyond the one it cleans."""
KERNEL = 5
DILATIONS = (1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16)
SETTLE = 5
"""Frames whose mean is the first guess of the level and of the noise."""
LOUDNESS, SPREAD = 10.0, 4.0
"""Mean and spread of the log mel power of 16-bit sound: they bring it near to unit variance."""


class Cleaner:
    """Cleans the sound of one turn as it arrives."""

    def __init__(self) -> None:
        self._weights = weights()
        filters = self._weights["out.weight"].shape[0]
        width = self._weights["out.weight"].shape[1]
        self._level = self._floor = self._smooth = np.zeros(filters, np.float32)
        self._past = [np.zeros(((KERNEL - 1) * step, width), np.float32) for step in DILATIONS]
        self._waiting = np.zeros((0, filters), np.float32)
        """Frames whose correction is still to come; before the first `SETTLE` of a turn, all of them."""
        self._begun = False

    def push(self, spectra: npt.NDArray[np.float64]) -> Floats:
        """Cepstra of the frames that can be cleaned now, shape [n, 13]; `spectra` has shape [m, 25]."""
        frames = np.log(spectra + 1.0).astype(np.float32)
        if not self._begun:
            frames = np.concatenate([self._waiting, frames])
            if len(frames) < SETTLE:
                self._waiting = frames
                return np.zeros((0, self._weights["D"].shape[1]), np.float32)
            self._begun, self._waiting = True, self._waiting[:0]
            self._level = self._floor = self._smooth = frames[:SETTLE].mean(0)
        waiting = np.concatenate([self._waiting, frames])
        ready = max(len(waiting) - LOOK_AHEAD, 0)
        correction = self._correction(frames)[len(frames) - ready :]
        self._waiting = waiting[ready:]
        cleaned: Floats = (waiting[:ready] + SPREAD * correction) @ self._weights["D"]
        return cleaned

    def rest(self) -> Floats:
        """Return cepstra of the waiting frames, as if the sound stayed as it is; more sound may be pushed afterwards."""
        if not self._begun or not len(self._waiting):
            return np.zeros((0, self._weights["D"].shape[1]), np.float32)
        kept = self._level, self._floor, self._smooth, self._past, self._waiting
        ahead = np.repeat(self._waiting[-3:].mean(0)[None], LOOK_AHEAD, 0)
        cleaned = self.push(np.exp(ahead.astype(np.float64)) - 1.0)
        self._level, self._floor, self._smooth, self._past, self._waiting = kept
        return cleaned

    def _correction(self, frames: Floats) -> Floats:
        weights = self._weights
        hidden = self._linear(np.concatenate([(frames - LOUDNESS) / SPREAD, self._noted(frames)], 1), "inp")
        past = []
        for number, (step, before) in enumerate(zip(DILATIONS, self._past, strict=True)):
            block = f"blocks.{number}"
            heard = np.concatenate([before, self._normed(hidden, f"{block}.norm")])
            past.append(heard[len(hidden) :])
            taps = weights[f"{block}.dw.weight"]
            mixed = sum(heard[k * step : k * step + len(hidden)] * taps[:, 0, k] for k in range(KERNEL))
            wide = np.maximum(self._linear(mixed + weights[f"{block}.dw.bias"], f"{block}.pw"), 0)
            hidden = hidden + self._linear(wide, f"{block}.pw2")
        self._past = past
        return self._linear(self._normed(hidden, "norm"), "out")

    def _noted(self, frames: Floats) -> Floats:
        """Level and noise up to each frame, a slow mean and a lower envelope: they reach back further than the convolutions."""
        noted: Floats = np.empty((len(frames), 2 * frames.shape[1]), np.float32)
        for number, frame in enumerate(frames):
            self._level = 0.99 * self._level + 0.01 * frame
            self._smooth = 0.8 * self._smooth + 0.2 * frame
            falling = self._smooth < self._floor
            self._floor = np.where(falling, 0.7 * self._floor + 0.3 * self._smooth, 0.997 * self._floor + 0.003 * self._smooth)
            noted[number] = np.concatenate([self._level, self._floor])
        noted = (noted - LOUDNESS) / SPREAD
        return noted

    def _linear(self, values: Floats, layer: str) -> Floats:
        result: Floats = values @ self._weights[f"{layer}.weight"].T + self._weights[f"{layer}.bias"]
        return result

    def _normed(self, values: Floats, layer: str) -> Floats:
        centred = values - values.mean(1, np.float32, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(1, np.float32, keepdims=True) + np.float32(1e-5))
        normed: Floats = scaled * self._weights[f"{layer}.weight"] + self._weights[f"{layer}.bias"]
        return normed


@cache
def weights() -> dict[str, Floats]:
    """Read the trained weights, by the names of the layers."""
    with np.load(WEIGHTS) as stored:
        return {name: stored[name].astype(np.float32) for name in stored}
