"""The shapes of models, from which follows how much they compute and how many bytes they read.

Dimensions are those of each model's published config.json. Piper's products for a second of sound were counted while its graph
ran (5.3 thousand million in convolutions and matrices, half a thousand million more in those that widen, by their sizes);
Kokoro's are estimated by its time beside Piper's on the same two cores.
"""

from dataclasses import dataclass

FRAMES_PER_S = 50
"""Steps of Whisper's encoder for a second of sound."""

TEXT = 51_865
"""The size of Whisper's vocabulary."""

QUANTISED = {"Q4_0": 4.5, "Q4_1": 5.0, "Q4_K_M": 4.85, "Q8_0": 8.5, "F16": 16.0}
"""Bits that each weight takes, the scales of its block included."""


@dataclass(frozen=True, slots=True)
class Work:
    """An amount of work, on whatever machine it is done."""

    linear: float
    """Multiplications and additions in layers with weights."""
    attention: float = 0.0
    """Those of attention, where they matter: 30 s of sound are 1,500 steps, a question is only 30 tokens."""
    read: float = 0.0
    """Bytes of weights that are read, each once."""
    outputs: float = 0.0
    """Numbers that come out of layers with 8-bit weights, each of which is scaled back."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """A Whisper model."""

    name: str
    width: int
    layers: int
    decoder_layers: int
    mel: int = 80
    """How many bands of sound it takes."""

    @property
    def size_gb(self) -> float:
        """Its size with a byte for each weight, as CTranslate2 keeps it here."""
        return (self.layers * 12 + self.decoder_layers * 16) * self.width**2 / 1e9 + TEXT * self.width / 1e9

    def encoding(self, seconds: float) -> Work:
        steps = FRAMES_PER_S * seconds
        convolutions = 2 * 3 * self.width * (self.mel * 2 * steps + self.width * steps)
        linear = 24 * self.width**2 * steps * self.layers + convolutions
        attention = 4 * steps**2 * self.width * self.layers
        return Work(linear, attention, 12 * self.width**2 * self.layers, 9 * self.width * steps * self.layers)

    @property
    def token_bytes(self) -> float:
        """Bytes of weights that are read for each token of the words."""
        return 14 * self.width**2 * self.decoder_layers + TEXT * self.width


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model of Llama's or Qwen's architecture."""

    name: str
    billions: float
    """Billions of weights, as in its name."""
    layers: int
    width: int
    hidden: int
    heads: int
    kv_heads: int
    vocabulary: int
    tied: bool = False
    """Whether the last layer shares its weights with the table of tokens."""

    @property
    def body(self) -> int:
        """Weights that every token is multiplied with, those of the last layer left out."""
        kv = self.width // self.heads * self.kv_heads
        return self.layers * (2 * self.width**2 + 2 * self.width * kv + 3 * self.width * self.hidden)

    @property
    def head(self) -> int:
        return self.vocabulary * self.width

    def size_gb(self, quantised: str) -> float:
        """The size of its file, and of what it takes in memory before a conversation."""
        table = 0 if self.tied else self.head * QUANTISED[quantised] / 8
        return (self._read(quantised) + table) / 1e9

    def reading(self, tokens: int, quantised: str) -> Work:
        """The work of reading so many tokens; the last layer is computed for the last token alone."""
        return Work(2 * self.body * tokens + 2 * self.head, read=self._read(quantised))

    def token(self, quantised: str, context: int = 0) -> Work:
        """The work of writing one token behind a `context`, whose keys and values are read with the weights."""
        kv = 2 * 2 * self.layers * self.width // self.heads * self.kv_heads * context
        return Work(2 * (self.body + self.head), read=self._read(quantised) + kv)

    def _read(self, quantised: str) -> float:
        """Bytes that are read for the weights; the last layer is kept finer than the others, as llama.cpp does."""
        bits = QUANTISED[quantised]
        last = max(bits, 8.5 if self.width % 256 else 6.56)
        return self.body * bits / 8 + self.head * last / 8


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice."""

    name: str
    size_gb: float
    per_second: float
    """Multiplications and additions for a second of sound."""
    first_s: float
    """Seconds of sound whose work is done before the first of it is heard: a sentence is planned whole and sounds in chunks
    (`benchmarks.speak`: 102 of 302 ms for three seconds of Piper)."""


HEARERS = {
    hearer.name: hearer
    for hearer in (
        Hearer("whisper-tiny.en", 384, 4, 4),
        Hearer("whisper-base", 512, 6, 6),
        Hearer("whisper-small", 768, 12, 12),
        Hearer("whisper-large-v3-turbo", 1280, 32, 4, 128),
    )
}
"""From the quickest to the ablest."""

WRITERS = {
    writer.name: writer
    for writer in (
        Writer("smollm2-135m", 0.135, 30, 576, 1536, 9, 3, 49_152, tied=True),
        Writer("smollm2-360m", 0.36, 32, 960, 2560, 15, 5, 49_152, tied=True),
        Writer("qwen2.5-0.5b", 0.5, 24, 896, 4864, 14, 2, 151_936, tied=True),
        Writer("llama-3.2-1b", 1.2, 16, 2048, 8192, 32, 8, 128_256, tied=True),
        Writer("qwen2.5-1.5b", 1.5, 28, 1536, 8960, 12, 2, 151_936, tied=True),
        Writer("qwen2.5-3b", 3, 36, 2048, 11_008, 16, 2, 151_936, tied=True),
        Writer("qwen2.5-7b", 7, 28, 3584, 18_944, 28, 4, 152_064),
        Writer("qwen2.5-14b", 14, 48, 5120, 13_824, 40, 8, 152_064),
        Writer("qwen2.5-32b", 32, 64, 5120, 27_648, 40, 8, 152_064),
        Writer("llama-3.3-70b", 70, 80, 8192, 28_672, 64, 8, 128_256),
    )
}
"""From the smallest to the largest, which is taken for the ablest."""

SPEAKERS = {
    speaker.name: speaker
    for speaker in (
        Speaker("espeak-ng", 0.005, 0.0, 0.0),
        Speaker("piper", 0.063, 5.8e9, 0.8),
        Speaker("kokoro", 0.33, 35e9, 1.0),
    )
}
"""From the quickest to the best."""
