"""The network of `voice.transcribe.cleaner` in torch, for training: the same steps over whole utterances, in batches.

Its parameters have the names that the cleaner reads, so its state is the file.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.cleaner.target import COSINES
from voice.transcribe.cleaner import DILATIONS, KERNEL, LOOK_AHEAD, LOUDNESS, SPREAD
from voice.transcribe.features import FILTERS

WIDTH = 112
"""Channels; they make 300 thousand parameters."""


class Network(nn.Module):
    D: Tensor

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.inp = nn.Linear(3 * FILTERS, width)
        self.blocks = nn.ModuleList(Block(width, step) for step in DILATIONS)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, FILTERS)
        self.register_buffer("D", torch.tensor(COSINES, dtype=torch.float32))

    def forward(self, frames: Tensor, noted: Tensor) -> Tensor:
        """Cepstra, shape [batch, n, CEPSTRA], of the shapes of `examples.Example` behind a batch."""
        hidden: Tensor = self.inp(torch.cat([(frames - LOUDNESS) / SPREAD, noted], -1))
        for block in self.blocks:
            hidden = block(hidden)
        correction: Tensor = self.out(self.norm(hidden))[:, LOOK_AHEAD:]
        cleaned: Tensor = (frames[:, :-LOOK_AHEAD] + SPREAD * correction) @ self.D
        return cleaned


class Block(nn.Module):
    """A dilated depthwise convolution over what went before, and two layers over the channels, added to what came in."""

    def __init__(self, width: int, step: int) -> None:
        super().__init__()
        self.before = (KERNEL - 1) * step
        self.norm = nn.LayerNorm(width)
        self.dw = nn.Conv1d(width, width, KERNEL, dilation=step, groups=width)
        self.pw = nn.Linear(width, width)
        self.pw2 = nn.Linear(width, width)

    def forward(self, hidden: Tensor) -> Tensor:
        heard = functional.pad(self.norm(hidden).transpose(1, 2), (self.before, 0))
        wide = functional.relu(self.pw(self.dw(heard).transpose(1, 2)))
        result: Tensor = hidden + self.pw2(wide)
        return result


def between(first: Mapping[str, Tensor], second: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    """Mix two states of the network, the second trained on from the first; `share` is that of the second."""
    return {name: torch.lerp(values, second[name], share) for name, values in first.items()}


def export(network: Network, file: Path) -> None:
    """Write the network in half precision: half the download, and cepstra that differ by a thousandth of their spread."""
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(stream, **{name: values.numpy().astype(np.float16) for name, values in network.state_dict().items()})
    part.replace(file)
