"""How long work takes on a device, from how much of its bandwidth and computing each kind of work reaches.

A roofline: work takes as long as its products at the rate they reach or its bytes at the rate they are read, whichever is
longer, and a fixed time. Each constant says how it is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from voice.plan.device import Device, Kind
from voice.plan.shapes import Hearer, Speaker, Work, Writer

HEARD_TOKENS = 4.0
"""Tokens that Whisper writes for a second of speech."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that no data sheet gives."""

    value: float
    how: str = "assumed"
    """How its value is known, in words."""
    measured: int = 0
    """How many measurements it rests on; 0 if it is assumed."""


ASSUMED: Mapping[Kind, Mapping[str, float]] = {
    "processor": {
        "encode": 7.7, "attend": 1.9, "output": 5_000.0, "word": 0.27, "decode": 0.6, "prefill": 1.2, "synthesise": 0.6,
        "encode_ms": 0.5, "word_ms": 1.4, "prefill_ms": 15.0, "token_ms": 2.0, "speak_ms": 10.0,
    },
    "card": {
        "encode": 0.3, "attend": 0.1, "output": 0.0, "word": 0.3, "decode": 0.6, "prefill": 0.5, "synthesise": 0.05,
        "encode_ms": 3.0, "word_ms": 1.5, "prefill_ms": 2.0, "token_ms": 1.5, "speak_ms": 10.0,
    },
}  # fmt: skip
"""Shares that are reached where nobody has measured. Of a processor: a core of an AMD EPYC with AVX-512, over numpy's products
in 32 bits; the models compute in 8 or 4 bits, which is why a share may be above one. Whisper's narrow layers are slowed by each
number that they scale back, which was seen over three widths. Of a card: `decode` and `prefill` are what those with a source in
`assets/devices.toml` reach, about; the others no measurement supports: nothing was run on a card."""

SAID = {
    "encode": ("Whisper's layers", "of the products"),
    "attend": ("Whisper's attention", "of the products"),
    "output": ("a number scaled back from 8 bits", "products"),
    "word": ("Whisper writing", "of the bandwidth"),
    "decode": ("a language model writing", "of the bandwidth"),
    "prefill": ("a language model reading", "of the products"),
    "synthesise": ("a voice", "of the products"),
    "encode_ms": ("a run of Whisper's encoder, besides", "ms"),
    "word_ms": ("a token of Whisper's, besides", "ms"),
    "prefill_ms": ("a prompt, besides", "ms"),
    "token_ms": ("a token of a language model, besides", "ms"),
    "speak_ms": ("a sentence spoken, besides", "ms"),
}
"""What each constant is of, and its unit: a share, or what is taken beside what grows with the work."""


FIXED = {"encode": "encode_ms", "word": "word_ms", "prefill": "prefill_ms", "decode": "token_ms", "synthesise": "speak_ms"}
"""Kind of work → the constant that is its fixed time."""


@dataclass(frozen=True, slots=True)
class Check:
    """A prediction beside what was measured, for a size that no constant was fitted to."""

    kind: str
    model: str
    size: float
    """Seconds of sound, or tokens."""
    predicted_ms: float
    measured_ms: float

    @property
    def error(self) -> float:
        """The share by which the prediction is too long, or, below 0, too short."""
        return self.predicted_ms / self.measured_ms - 1


@dataclass(frozen=True, slots=True)
class Speeds:
    """A device, and what is reached of it."""

    device: Device
    constants: Mapping[str, Constant] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    def reached(self, name: str) -> float:
        return self.constants[name].value

    def with_(self, constants: Mapping[str, Constant]) -> "Speeds":
        return replace(self, constants={**self.constants, **constants})

    # how long it takes, ms

    def work_ms(self, kind: str, work: Work) -> float:
        """A piece of work of a kind, one of `FIXED`."""
        by = "prefill" if kind == "decode" else kind
        return (self._bytes_ms(work.read, "word") if kind == "word" else self._ms(work, by)) + self.reached(FIXED[kind])

    def encoding_ms(self, hearer: Hearer, seconds: float) -> float:
        return self.work_ms("encode", hearer.encoding(seconds))

    def reading_aloud_ms(self, hearer: Hearer, seconds: float) -> float:
        """Words out of so many seconds of sound."""
        token = self.work_ms("word", Work(0.0, read=hearer.token_bytes))
        return self.encoding_ms(hearer, seconds) + max(3.0, HEARD_TOKENS * seconds) * token

    def prefill_ms(self, writer: Writer, tokens: int, quantised: str) -> float:
        return self.work_ms("prefill", writer.reading(tokens, quantised))

    def token_ms(self, writer: Writer, quantised: str, context: int = 0) -> float:
        """For each token that it writes."""
        return self.work_ms("decode", writer.token(quantised, context))

    def synthesis_ms(self, speaker: Speaker, seconds: float) -> float:
        if not speaker.per_second:
            return 1.0
        return self.work_ms("synthesise", Work(speaker.per_second * seconds))

    def _ms(self, work: Work, kind: str) -> float:
        products_s = self._products_s(work.linear + work.outputs * self.reached("output"), kind)
        products_s += self._products_s(work.attention, "attend")
        return max(1e3 * products_s, self._bytes_ms(work.read, "decode"))

    def _bytes_ms(self, read: float, kind: str) -> float:
        return 1e3 * read / (self.device.bandwidth_gb_s * 1e9 * self.reached(kind))

    def _products_s(self, products: float, kind: str) -> float:
        return products / (self.device.tflops * 1e12 * self.reached(kind))


def speeds_of(device: Device) -> Speeds:
    """The speeds of a device that is not here: its published figures, and what is assumed for its kind."""
    constants = {name: Constant(value, "assumed") for name, value in ASSUMED[device.kind].items()}
    for name in ("decode", "prefill"):
        if (share := getattr(device, name)) is not None:
            constants[name] = Constant(share, device.measured, 1)
    return Speeds(device, constants)


def fitted(rows: Sequence[Sequence[float]], times: Sequence[float], assumed: Sequence[float]) -> list[tuple[float, bool]]:
    """Fit times as a sum of columns, each with a factor; each factor, and whether the measurements support it.

    As many factors are fitted as there are measurements that differ, the first columns first; the others stay as `assumed`, as
    they do where a fit would make them negative, which no time is. Errors count by their share of the time.
    """
    table, wanted = np.asarray(rows, float), np.asarray(times, float)
    for count in range(min(len(wanted), table.shape[1]), 0, -1):
        rest = wanted - table[:, count:] @ np.asarray(assumed[count:])
        scaled = table[:, :count] / wanted[:, None]
        if np.linalg.matrix_rank(scaled / np.abs(scaled).max(axis=0)) < count:
            continue
        factors = np.linalg.lstsq(scaled, rest / wanted, rcond=None)[0]
        if (factors > 0).all():
            return [(float(one), True) for one in factors] + [(one, False) for one in assumed[count:]]
    return [(one, False) for one in assumed]
