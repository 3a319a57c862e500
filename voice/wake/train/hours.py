"""Hours: everyday sound of which nothing may wake the assistant, in blocks of ten seconds.

A block depends on its number and on the clips alone, so that it need not be kept: it is made again where it is needed. Its
embeddings are kept on disk, because they are the same for every phrase.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice import atomic
from voice.messages import Samples
from voice.wake.train import scenes
from voice.wake.train.bank import Bank, bank
from voice.wake.train.embed import Embedder
from voice.wake.train.progress import Progress, told
from voice.wake.train.scenes import BLOCK_S, Crowd
from voice.wake.train.spoken import Clip

WHOLE = 0.0, BLOCK_S


@dataclass(frozen=True, slots=True)
class Hours:
    """Everyday sound of some length."""

    clips: Sequence[Clip]
    hours: float

    @property
    def blocks(self) -> int:
        return round(self.hours * 3600 / BLOCK_S)

    def block(self, number: int) -> Samples:
        """Make a block: int16, mono, 16 kHz."""
        return scenes.block(Crowd(self.clips), np.random.default_rng([number, 3]))

    def bank(self, embedder: Embedder, folder: Path, progress: Progress) -> Bank:
        """Every window of every block; read from the folder where it is there."""
        named = "|".join([clip.file.name for clip in self.clips] + [str(self.blocks)])
        file = folder / f"{hashlib.sha256(named.encode()).hexdigest()[:24]}.npy"
        if file.exists():
            kept = np.load(file)
        else:
            numbers = told(range(self.blocks), "everyday sound", self.blocks, progress)
            kept = np.stack([embedder.embed(self.block(number)).astype(np.float16) for number in numbers])
            packed = io.BytesIO()
            np.save(packed, kept)
            folder.mkdir(parents=True, exist_ok=True)
            atomic.replace(file, packed.getvalue())
        return bank((block, WHOLE) for block in kept)
