"""The acoustic model of pocketsphinx in torch, and a loss that asks it which sounds it hears.

The English model of pocketsphinx is phonetically tied: each phone has a codebook of 128 Gaussians for each of three
streams (cepstra, their changes, the changes of those), and each of 5126 senones weighs the Gaussians of its phone. The
score of a senone is the sum over the streams of the logarithm of its mixture. File formats and steps are those of
`ms_gauden.c`, `bin_mdef.c` and `ptm_mgau.c` of pocketsphinx 5; it takes the best four Gaussians where all are taken here.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pocketsphinx
import torch
from torch import Tensor, nn

from benchmarks.cleaner.alignment import SILENCE, UNKNOWN
from benchmarks.cleaner.examples import Example
from benchmarks.cleaner.target import CEPSTRA
from benchmarks.cleaner.training import Batch, Distance

STREAMS = 3
WORD_ORDER = 0x11223344
LEAST_VARIANCE = 1e-4
WEIGHT_STEP = 1024 * math.log(1.0001)
"""The step in which mixture weights are stored, in nats."""
FAINTEST = 0.04 * math.exp(-96 * WEIGHT_STEP)
"""Mixture of Gaussians all of which are as far below the best of their stream as pocketsphinx lets them be."""
REACH = 3
"""Frames to either side that the changes of a frame are taken from."""

DRAWN = 500
"""How many frames of a batch are scored, one in fourteen: neighbours say much the same."""
QUIET = 0.2
"""How often a silent frame is drawn, against one of speech."""
SHARPNESS = 0.4
"""Factor on the scores before they become posteriors: the streams are scored as if they were independent, and are not."""
PRIOR = 0.7
"""Power of the senones' own frequency in those posteriors."""
UNSEEN = 3.0
"""Frames that every senone is taken to have beside those it was said in."""
BELIEVED = 0.02
"""Posterior of a phone in clean speech from which its label is believed: the synthesiser may have said another."""
NEAR_CLEAN = 0.5
"""Weight of the distance to clean cepstra beside the posteriors."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Definition:
    """The phones and senones that a model knows."""

    phones: tuple[str, ...]
    phone_of: Ints
    """The phone of each senone; shape [senones]."""


def model_folder() -> Path:
    return Path(pocketsphinx.get_model_path("en-us"), "en-us")


def definition(file: Path) -> Definition:
    """Read the definition from a binary `mdef`."""
    data = file.read_bytes()
    at = 12 + struct.unpack_from("<i", data, 8)[0]
    n_ci, n_phones, n_states, _, n_senones, _, n_sequences, _, n_tree, _ = struct.unpack_from("<10i", data, at)
    at = start = at + 40
    names = []
    for _ in range(n_ci):
        end = data.index(b"\0", at)
        names.append(data[at:end].decode())
        at = end + 1
    at = start + (at - start + 3) // 4 * 4 + 8 * n_tree
    entry = np.dtype([("sequence", "<i4"), ("transitions", "<i4"), ("about", "u1", 4)])
    phones = np.frombuffer(data, entry, n_phones, at)
    sequences = np.frombuffer(data, "<u2", n_sequences * n_states, at + entry.itemsize * n_phones + 4)
    base = np.where(np.arange(n_phones) < n_ci, np.arange(n_phones), phones["about"][:, 1])
    phone_of = np.empty(n_senones, np.int64)
    phone_of[sequences.reshape(n_sequences, n_states)[phones["sequence"]]] = base[:, None]
    return Definition(tuple(names), phone_of)


def gaussians(file: Path) -> Floats:
    """`means` or `variances`, shape [phones, STREAMS, densities, CEPSTRA]."""
    data = file.read_bytes()
    at = data.index(b"endhdr\n") + 7
    order, phones, streams, densities = struct.unpack_from("<4i", data, at)
    if order != WORD_ORDER or streams != STREAMS:
        raise ValueError(f"{file} is not of the model that the features are made for")
    at += 4 * (4 + streams + 1)
    values = np.frombuffer(data, "<f4", phones * streams * densities * CEPSTRA, at)
    return values.reshape(phones, streams, densities, CEPSTRA).astype(np.float64)


def mixture_weights(file: Path, senones: int) -> Floats:
    """`sendump`, shape [STREAMS, densities, senones]."""
    data, at = file.read_bytes(), 0
    while length := struct.unpack_from("<i", data, at)[0]:
        at += 4 + length
    densities, columns = struct.unpack_from("<2i", data, at + 4)
    stored = np.frombuffer(data, "u1", STREAMS * densities * columns, at + 12).reshape(STREAMS, densities, columns)
    weights: Floats = np.exp(-WEIGHT_STEP * stored[:, :, :senones])
    return weights


class AcousticModel(nn.Module):
    """Scores of senones, in nats and up to a constant of the frame. Its columns are senones in the order of their phones."""

    squares: Tensor
    offsets: Tensor
    column: Tensor
    """The column of each senone."""
    phone: Tensor
    """The phone of each column."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        defined = definition(folder / "mdef")
        means, variances = gaussians(folder / "means"), np.maximum(gaussians(folder / "variances"), LEAST_VARIANCE)
        squares = np.concatenate([-0.5 / variances, means / variances], -1)
        offsets = (-0.5 * np.log(2 * np.pi * variances) - 0.5 * means**2 / variances).sum(-1)
        weights = mixture_weights(folder / "sendump", len(defined.phone_of))
        order = np.argsort(defined.phone_of, kind="stable")
        self.counts = np.bincount(defined.phone_of).tolist()
        self.register_buffer("squares", _floats(squares.transpose(1, 3, 0, 2).reshape(STREAMS, 2 * CEPSTRA, -1)))
        self.register_buffer("offsets", _floats(offsets.transpose(1, 0, 2).reshape(STREAMS, 1, -1)))
        self.register_buffer("column", torch.tensor(np.argsort(order)))
        self.register_buffer("phone", torch.tensor(defined.phone_of[order]))
        self._weights = torch.split(_floats(weights[:, :, order]), self.counts, 2)

    def forward(self, features: Tensor) -> Tensor:
        """Score features of shape [n, STREAMS, CEPSTRA]."""
        each = features.transpose(0, 1)
        logs = torch.baddbmm(self.offsets, torch.cat([each * each, each], -1), self.squares)
        densities = (logs - logs.detach().amax(-1, keepdim=True)).exp().unflatten(-1, (len(self.counts), -1)).unbind(2)
        mixtures = [torch.bmm(one, weights) for one, weights in zip(densities, self._weights, strict=True)]
        return torch.cat([(mixture + FAINTEST).log().sum(0) for mixture in mixtures], 1)


def _floats(values: npt.NDArray[np.floating]) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)


def features(cepstra: Tensor, row: Tensor, at: Tensor) -> Tensor:
    """The features of frames at least REACH from either end, [n, STREAMS, CEPSTRA]; `cepstra`: [batch, m, CEPSTRA]."""
    near = {shift: cepstra[row, at + shift] for shift in range(-REACH, REACH + 1)}
    return torch.stack([near[0], near[2] - near[-2], (near[3] - near[-1]) - (near[1] - near[-3])], 1)


class Understood:
    """Cross entropy of the senones that were said, in the posteriors that the model gives to what was cleaned.

    A silent frame may be any senone of silence. A little of the distance to clean cepstra keeps what the posteriors do not
    tell: how the frames follow on one another, and how loud they are.
    """

    def __init__(self, model: AcousticModel, examples: Sequence[Example]) -> None:
        self._model = model
        self._distance = Distance(examples)
        self._silence = int(model.phone[model.column[SILENCE]])
        said = np.concatenate([example.said for example in examples])
        counts = _floats(np.bincount(said[said != UNKNOWN], minlength=len(model.column)) + UNSEEN)
        counts = torch.empty_like(counts).scatter(0, model.column, counts)
        silent = model.phone == self._silence
        counts[silent] = QUIET * counts[silent].mean()
        self._prior = PRIOR * (counts / counts.sum()).log()

    def __call__(self, found: Tensor, batch: Batch) -> Tensor:
        row, at = self._drawn(batch.said)
        said = self._model.column[batch.said[row, at]]
        phone = self._model.phone[said]
        with torch.no_grad():
            believed = self._phone(self._posteriors(features(batch.clean, row, at)), phone) > math.log(BELIEVED)
        posteriors = self._posteriors(features(found, row, at))
        right = posteriors.gather(1, said[:, None])[:, 0]
        right = torch.where(phone == self._silence, self._phone(posteriors, phone), right)
        return -(right * believed).sum() / believed.sum().clamp_min(1) + NEAR_CLEAN * self._distance(found, batch)

    def _posteriors(self, heard: Tensor) -> Tensor:
        """The logarithms of the posteriors, shape [n, senones]."""
        return (SHARPNESS * self._model(heard) + self._prior).log_softmax(1)

    def _phone(self, posteriors: Tensor, phone: Tensor) -> Tensor:
        """The logarithm of the posterior of a phone in each frame, shape [n]."""
        phones = [of.logsumexp(1) for of in posteriors.split(self._model.counts, 1)]
        return torch.stack(phones, 1).gather(1, phone[:, None])[:, 0]

    def _drawn(self, said: Tensor) -> tuple[Tensor, Tensor]:
        """Rows and frames to be scored, where it is known what was said."""
        silent = self._model.phone[self._model.column[said.clamp_min(0)]] == self._silence
        chances = torch.where(silent, QUIET, 1.0) * (said != UNKNOWN)
        chances[:, :REACH] = chances[:, -REACH:] = 0
        drawn = torch.multinomial(chances.flatten(), min(DRAWN, int((chances > 0).sum())))
        return drawn // said.shape[1], drawn % said.shape[1]
