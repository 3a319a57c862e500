"""`python -m benchmarks.gpu`: what a CUDA card takes for the models that `voice plan` reckons with, for a plan on that card.

    python -m benchmarks.gpu --usd-per-hour 2.50 --out card.json
    voice plan --device card.json

A bare checkout with PyTorch is enough. The models are shapes: Whisper large-v3 and turbo, a 7B and Kokoro with random weights
in 16 bits, whose time is true. Each run is the quickest of some, timed by the card's own events and waited for; what is written
token by token is replayed as a CUDA graph, as servers do, else starting its kernels would be measured. `--tiny` tries the
script on a machine without a card. The last line on stdout is one JSON document.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from voice.plan.shapes import FRAMES_PER_S, HEARERS, SPEAKERS, TEXT, WRITERS, Hearer, Speaker, Work, Writer

ROUNDS = 20
CONTEXT = 600
"""Tokens whose keys and values each written token reads, as the plan has it."""

SECONDS, PROMPTS, SPOKEN = (5.0, 30.0, 12.0), (600, 2400, 1200), (1.0, 8.0, 3.0)
"""The third of each is for checking: the plan fits nothing to it."""

TURBO = HEARERS["whisper-large-v3-turbo"]
LARGE = replace(TURBO, name="whisper-large-v3", decoder_layers=32)
HEAD = 64
"""Width of one of Whisper's heads."""

KOKORO, STEPS_PER_S = ((512, 256, 10), (256, 128, 6)), 80
"""Kokoro's generator: channels before and after, and by how much it widens what comes in steps."""
KERNELS, DILATIONS = (3, 7, 11), (1, 3, 5)


class Layer(nn.Module):
    """A layer of a transformer: attention, over `kept` keys and values too where there are some, and two or three matrices."""

    def __init__(self, width: int, hidden: int, heads: int, kv_heads: int, gated: bool) -> None:
        super().__init__()
        self._heads, self._kv_heads, head = heads, kv_heads, width // heads
        self._norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self._query, self._out = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        self._key, self._value = (nn.Linear(width, head * kv_heads, bias=False) for _ in range(2))
        self._up, self._down = nn.Linear(width, hidden, bias=False), nn.Linear(hidden, width, bias=False)
        self._gate = nn.Linear(width, hidden, bias=False) if gated else None

    def forward(self, x: Tensor, kept: Tensor | None = None) -> Tensor:
        normed = self._norms[0](x)
        query, key, value = (
            made(normed).unflatten(-1, (heads, -1)).transpose(1, 2)
            for made, heads in ((self._query, self._heads), (self._key, self._kv_heads), (self._value, self._kv_heads))
        )
        if kept is not None:
            key, value = torch.cat([kept[0], key], 2), torch.cat([kept[1], value], 2)
        seen = functional.scaled_dot_product_attention(query, key, value, enable_gqa=self._heads != self._kv_heads)
        x = x + self._out(seen.transpose(1, 2).flatten(-2))
        normed = self._norms[1](x)
        up = self._up(normed)
        return x + self._down(functional.silu(self._gate(normed)) * up if self._gate else functional.gelu(up))


class Card:
    """The card, or the processor where the script is only tried."""

    def __init__(self, tiny: bool) -> None:
        self.is_real = torch.cuda.is_available() and not tiny
        self.device = torch.device("cuda" if self.is_real else "cpu")
        self._type = torch.float16 if self.is_real else torch.float32

    def random(self, *shape: int) -> Tensor:
        return torch.randn(*shape, device=self.device, dtype=self._type)

    def of(self, module: nn.Module) -> nn.Module:
        return module.to(self.device, self._type).eval()

    def ms(self, work: Callable[[], Any], replayed: bool = False) -> float:
        """The quickest of some runs. `replayed`: as a CUDA graph."""
        for _ in range(3):
            work()
        if not self.is_real:
            return min(self._by_clock(work) for _ in range(3))
        torch.cuda.synchronize()
        if replayed:
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                work()
            work = graph.replay
            work()
        return min(self._by_events(work) for _ in range(ROUNDS))

    def _by_clock(self, work: Callable[[], Any]) -> float:
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1e3

    def _by_events(self, work: Callable[[], Any]) -> float:
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        work()
        end.record()
        torch.cuda.synchronize()
        return float(begin.elapsed_time(end))

    def empty(self) -> None:
        if self.is_real:
            torch.cuda.empty_cache()


def taken(kind: str, model: str, size: float, work: Work, ms: float, checks: bool = False) -> dict[str, Any]:
    told = {"kind": kind, "model": model, "size": size, "work": asdict(work), "ms": round(ms, 4), "checks": checks}
    print(f"{kind} {model} {size:g}: {ms:.2f} ms", file=sys.stderr, flush=True)
    return told


def bandwidth_gb_s(card: Card, megabytes: int) -> float:
    """How fast memory is read and written."""
    source = card.random(megabytes * 2**20 // 4)
    target = torch.empty_like(source)
    return 2 * source.numel() * source.element_size() / card.ms(lambda: target.copy_(source)) / 1e6


def tflops(card: Card, rows: int) -> float:
    one, other = card.random(rows, rows), card.random(rows, rows)
    return 2 * rows**3 / card.ms(lambda: one @ other) / 1e9


def hearing(card: Card, hearer: Hearer) -> Iterator[dict[str, Any]]:
    """Whisper's encoder over sound of some lengths, and one token of its words."""
    width, heads = hearer.width, hearer.width // HEAD
    first = card.of(nn.Conv1d(hearer.mel, width, 3, padding=1))
    second = card.of(nn.Conv1d(width, width, 3, 2, padding=1))
    layers = [card.of(Layer(width, 4 * width, heads, heads, False)) for _ in range(hearer.layers)]

    def encode(mel: Tensor) -> Tensor:
        x = functional.gelu(second(functional.gelu(first(mel)))).transpose(1, 2)
        for layer in layers:
            x = layer(x)
        return x

    for place, seconds in enumerate(SECONDS):
        mel = card.random(1, hearer.mel, round(2 * FRAMES_PER_S * seconds))
        ms = card.ms(lambda mel=mel: encode(mel))  # type: ignore[misc]
        yield taken("encode", hearer.name, seconds, replace(hearer.encoding(seconds), outputs=0.0), ms, place == 2)


def wording(card: Card, hearer: Hearer) -> dict[str, Any]:
    """One token of Whisper's words: a layer of its decoder is taken for one and a sixth of the encoder's, by its weights."""
    width, heads = hearer.width, hearer.width // HEAD
    layers = [card.of(Layer(width, 5 * width, heads, heads, False)) for _ in range(hearer.decoder_layers)]
    head, x = card.of(nn.Linear(width, TEXT, bias=False)), card.random(1, 1, width)

    def word() -> Tensor:
        seen = x
        for layer in layers:
            seen = layer(seen)
        made: Tensor = head(seen)
        return made

    return taken("word", hearer.name, 1, Work(0.0, read=2 * hearer.token_bytes), card.ms(word, replayed=True))


def writing(card: Card, writer: Writer) -> Iterator[dict[str, Any]]:
    """Prompts of some lengths read, and a token written behind a conversation."""
    head_width = writer.width // writer.heads
    layers = [
        card.of(Layer(writer.width, writer.hidden, writer.heads, writer.kv_heads, True)) for _ in range(writer.layers)
    ]
    head = card.of(nn.Linear(writer.width, writer.vocabulary, bias=False))
    kept = [card.random(2, 1, writer.kv_heads, CONTEXT, head_width) for _ in layers]

    def read(x: Tensor, behind: list[Tensor] | list[None]) -> Tensor:
        for layer, known in zip(layers, behind, strict=True):
            x = layer(x, known)
        made: Tensor = head(x[:, -1:])
        return made

    for place, tokens in enumerate(PROMPTS):
        x = card.random(1, tokens, writer.width)
        ms = card.ms(lambda x=x: read(x, [None] * len(layers)))  # type: ignore[misc]
        yield taken("prefill", writer.name, tokens, writer.reading(tokens, "F16"), ms, place == 2)
    x = card.random(1, 1, writer.width)
    yield taken("decode", writer.name, 1, writer.token("F16", CONTEXT), card.ms(lambda: read(x, kept), replayed=True))


def speaking(card: Card, speaker: Speaker, narrower: int) -> Iterator[dict[str, Any]]:
    """Kokoro's generator, in which nearly all of its products are, over speech of some lengths."""
    shape = [(before // narrower, after // narrower, by) for before, after, by in KOKORO]
    wider = [card.of(nn.ConvTranspose1d(before, after, 2 * by, by, by // 2)) for before, after, by in shape]
    blocks = [
        [
            card.of(nn.Conv1d(after, after, size, padding=size // 2 * dilation, dilation=dilation))
            for size in KERNELS
            for dilation in (*DILATIONS, 1, 1, 1)
        ]
        for _, after, _ in shape
    ]

    def speak(x: Tensor) -> Tensor:
        for widen, convolutions in zip(wider, blocks, strict=True):
            x = widen(x)
            for one in convolutions:
                x = x + one(functional.leaky_relu(x, 0.1))
        return x

    for place, seconds in enumerate(SPOKEN):
        x = card.random(1, shape[0][0], round(STEPS_PER_S * seconds))
        ms = card.ms(lambda x=x: speak(x))  # type: ignore[misc]
        yield taken("synthesise", speaker.name, seconds, Work(speaker.per_second * seconds), ms, place == 2)


def described(card: Card, options: argparse.Namespace) -> dict[str, Any]:
    """The card as `voice plan` describes a device."""
    name, memory_gb = "a processor", 8.0
    if card.is_real:
        seen = torch.cuda.get_device_properties(0)
        name, memory_gb = seen.name, round(seen.total_memory / 1e9, 1)
    return {
        "name": name.lower().replace(" ", "-"),
        "title": name,
        "kind": "card",
        "memory_gb": memory_gb,
        "bandwidth_gb_s": round(bandwidth_gb_s(card, 2048 if card.is_real else 64), 1),
        "tflops": round(tflops(card, 8192 if card.is_real else 512), 4),
        "price_usd": options.price_usd,
        "usd_per_hour": options.usd_per_hour,
        "watts": options.watts,
        "source": f"measured by benchmarks.gpu, PyTorch {torch.__version__}; price and watts as they were given",
    }


def main() -> None:
    options = _options()
    card = Card(options.tiny)
    if not card.is_real and not options.tiny:
        sys.exit("benchmarks.gpu: PyTorch sees no CUDA card here. --tiny tries the script on the processor.")
    turbo, large, writer = TURBO, LARGE, WRITERS["qwen2.5-7b"]
    if options.tiny:
        torch.set_num_threads(1)
        turbo, large = replace(turbo, width=128, layers=2), replace(large, width=128, layers=2, decoder_layers=6)
        writer = replace(writer, width=256, hidden=512, layers=2, heads=4, kv_heads=2, vocabulary=1000)
    found: list[dict[str, Any]] = []
    with torch.inference_mode():
        device = described(card, options)
        found += hearing(card, turbo)
        for hearer in (turbo, large):
            found.append(wording(card, hearer))
            card.empty()
        for made in (writing(card, writer), speaking(card, SPEAKERS["kokoro"], 16 if options.tiny else 1)):
            found += made
            card.empty()
    document = json.dumps({"card": device, "taken": found})
    if options.out:
        options.out.write_text(document + "\n", encoding="utf-8")
    print(document)


def amount(text: str) -> float:
    """A price or a power, before the card works for minutes."""
    value = float(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no amount")
    return value


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--out", type=Path, help="also write the JSON here")
    price = parser.add_mutually_exclusive_group(required=True)
    price.add_argument("--price-usd", type=amount, help="what the card costs")
    price.add_argument("--usd-per-hour", type=amount, help="what it costs to rent")
    parser.add_argument("--watts", type=amount, default=0.0, help="what it draws while it works")
    parser.add_argument("--tiny", action="store_true", help="try the script with small shapes, on the processor")
    options = parser.parse_args()
    if options.out and not options.out.parent.is_dir():
        parser.error(f"there is no folder {options.out.parent}")
    return options


if __name__ == "__main__":
    main()
