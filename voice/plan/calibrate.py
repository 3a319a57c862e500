"""Calibrates the plan on this machine: its bandwidth and products by numpy, and what engines reach of them.

Each run is the quickest of a few, as the others were disturbed. What is not here is not measured, and the plan says so.
"""

import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from voice import config
from voice.clock import cpu_stopwatch, stopwatch
from voice.config.faults import plainly
from voice.errors import UsageError, VoiceError
from voice.messages import SAMPLE_RATE
from voice.models import machine, store
from voice.plan.device import THIS, Device
from voice.plan.shapes import HEARERS, SPEAKERS, WRITERS, Hearer, Speaker, Work, Writer
from voice.plan.speeds import Check, Constant, Speeds, fitted, speeds_of

ROUNDS = 5
WATCH = stopwatch
"""Times a run. On a busy machine it is `cpu_stopwatch`, if all work runs in one thread."""

COUNTS_S = 0.1

QUIET = 0.9
"""If this process gets less than this share of a core, other work on the machine spoils what is measured."""

ARRAY_MB = 64
"""MB for each core: more than any core's cache."""

MATRIX = 1536
"""Rows of the products by numpy: a fifth of a second on a slow core."""

SECONDS = (2.0, 12.0)
PROMPTS = (24, 160)
WRITTEN = 24
TEXTS = ("Done.", "The next train to the airport leaves from platform four at twenty past seven, and it takes half an hour.")
"""The sizes that are measured: a small and a large one of each, to tell a fixed time from one that grows."""

CHECKED = 6.0, 64, "The kitchen lights are on, and the heating is off."
"""One more of each, which the constants are not fitted to: how good a prediction is is told by it."""

HERE = (("whisper-tiny.en", "Q8_0"), ("smollm2-135m", "Q4_1"), ("piper-joe", ""))
"""Models that may have been pulled, and in which format: the small ones, which every profile can have."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A piece of work, and what it took here."""

    kind: str
    """"encode", "word", "prefill", "decode" or "synthesise"."""
    model: str
    size: float
    """Seconds of sound, or tokens."""
    work: Work
    ms: float
    checks: bool = False
    """No constant is fitted to it: it tells how good the prediction is."""


def this(models: Path, cost: config.Cost) -> Device:
    """Measure this machine with numpy, in a second; what it costs is as the settings have it."""
    there = machine.look(models, {})
    card = f", {there.gpus[0].name} (not measured)" if there.gpus else ""
    return Device(
        name=THIS,
        title=f"this machine: {there.processor}, {there.cores} cores{card}",
        kind="processor",
        memory_gb=round(0.75 * there.memory_gb, 1),
        bandwidth_gb_s=round(bandwidth_gb_s(there.cores), 1),
        tflops=round(tflops(), 4),
        price_usd=cost.hardware_usd,
        watts=cost.watts,
        source="measured here, by numpy; price and watts are those of the settings, cost.hardware_usd and cost.watts",
    )


def bandwidth_gb_s(cores: int) -> float:
    """How fast all cores together read memory."""
    parts = [np.ones(ARRAY_MB * 2**20 // 4, np.float32) for _ in range(cores)]
    with ThreadPoolExecutor(cores) as pool:
        seconds = quickest(lambda: list(pool.map(lambda part: np.dot(part, part), parts)))
    return sum(part.nbytes for part in parts) / seconds / 1e9


def tflops() -> float:
    """How many products and sums numpy computes in a second, in 32 bits."""
    matrix = np.random.default_rng(0).standard_normal((MATRIX, MATRIX), np.float32)
    return 2 * MATRIX**3 / quickest(lambda: matrix @ matrix) / 1e12


def undisturbed() -> float:
    """The share of a core that this process gets now, 0..1, by counting for a moment."""
    watch, worked = stopwatch(), cpu_stopwatch()
    while worked() < COUNTS_S:
        pass
    return min(1.0, worked() / watch())


def calibrated(device: Device) -> Speeds:
    """What the engines reach on this machine, with the models that were pulled; the rest is assumed."""
    taken: list[Taken] = []
    for name, quantised in HERE:
        with suppress(VoiceError, ImportError):  # it is not here; what it would tell stays assumed
            taken += measured(name, store.path(name), quantised)
    return fit(device, taken)


def measured(name: str, path: Path, quantised: str) -> list[Taken]:
    """What a model takes: two sizes to fit to, and the last of its kind to check by."""
    seconds, prompt, text = CHECKED
    if name in HEARERS:
        found = list(encoding(HEARERS[name], path, (*SECONDS, seconds)))
    elif name in WRITERS:
        found = list(writing(WRITERS[name], path, quantised, (*PROMPTS, prompt)))
    else:
        found = list(speaking(SPEAKERS["piper"], str(path), (*TEXTS, text)))
    last = max(place for place, one in enumerate(found) if one.kind != "decode")
    found[last] = replace(found[last], checks=True)
    return found


def recorded(file: Path) -> Speeds:
    """The speeds of a card that `benchmarks.gpu` has measured, by its JSON. Raises UsageError."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        device = Device(**told["card"])
        taken = [Taken(**{**one, "work": Work(**one["work"])}) for one in told["taken"]]
        if not all(0 < one.ms < math.inf for one in taken):
            raise ValueError("no time")
        return fit(device, taken, "measured there")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", REMEDY) from None
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {plainly(first)}"
        raise UsageError(f"{file} holds no measurements of a card: {what}", REMEDY) from None
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} holds no measurements of a card: {type(error).__name__}", REMEDY) from None


REMEDY = "Name a file that python -m benchmarks.gpu --out FILE has written on the machine with the card."


def encoding(hearer: Hearer, path: Path, seconds: Sequence[float]) -> Iterator[Taken]:
    from voice.transcribe.whisper_model import PADDING_S, Model

    model = Model(path, os.cpu_count() or 1)
    for length in seconds:
        sound = np.zeros(round((length - PADDING_S) * SAMPLE_RATE), np.int16)
        took = quickest(lambda sound=sound, length=length: model.encode(sound, length))  # type: ignore[misc]
        yield Taken("encode", hearer.name, length, hearer.encoding(length), took * 1e3)


def writing(writer: Writer, path: Path, quantised: str, prompts: Sequence[int], written: int = WRITTEN) -> Iterator[Taken]:
    """Read prompts of so many tokens, and write behind a short one."""
    import llama_cpp

    from voice.tiers.llama import writing_threads

    context = max(prompts) + written + 8
    model: Any = llama_cpp.Llama(
        str(path), n_ctx=context, n_threads=writing_threads(), n_threads_batch=os.cpu_count(), verbose=False
    )
    tokens = [int(one) for one in np.random.default_rng(0).integers(300, 10_000, max(prompts))]

    def read(count: int) -> None:
        model.reset()
        model.eval(tokens[:count])

    for count in prompts:
        took = quickest(lambda count=count: read(count))  # type: ignore[misc]
        yield Taken("prefill", writer.name, count, writer.reading(count, quantised), took * 1e3)
    read(8)
    each = quickest(lambda: model.eval(tokens[:1]), written)
    yield Taken("decode", writer.name, 1, writer.token(quantised, 8 + written // 2), each * 1e3)
    model.close()


def speaking(speaker: Speaker, model: str, texts: Sequence[str]) -> Iterator[Taken]:
    import asyncio

    from voice.speak.piper import Piper

    voice = Piper(model=model)
    voice.load()

    async def said(text: str) -> float:
        return sum([len(chunk) async for chunk in voice.synthesise(text)]) / voice.sample_rate

    for text in texts:
        seconds = asyncio.run(said(text))  # a voice of Piper's never says the same twice, but nearly
        took = quickest(lambda text=text: asyncio.run(said(text)))  # type: ignore[misc]
        yield Taken("synthesise", speaker.name, seconds, Work(speaker.per_second * seconds), took * 1e3)
    voice.close()


def fit(device: Device, taken: Sequence[Taken], where: str = "measured here") -> Speeds:
    """The constants that these measurements support; the others stay assumed, and say so."""
    used = [one for one in taken if not one.checks]
    speeds = speeds_of(device)
    output = speeds.reached("output")
    products, read = 1e3 / (device.tflops * 1e12), 1e3 / (device.bandwidth_gb_s * 1e9)

    def counted(work: Work) -> float:
        return work.linear + work.outputs * output

    plans: Mapping[str, tuple[tuple[str, ...], Callable[[Work], list[float]]]] = {
        "encode": (("encode", "attend", "encode_ms"), lambda work: [counted(work) * products, work.attention * products, 1.0]),
        "word": (("word", "word_ms"), lambda work: [work.read * read, 1.0]),
        "decode": (("decode", "token_ms"), lambda work: [work.read * read, 1.0]),
        "prefill": (("prefill", "prefill_ms"), lambda work: [work.linear * products, 1.0]),
        "synthesise": (("synthesise", "speak_ms"), lambda work: [work.linear * products, 1.0]),
    }
    found: dict[str, Constant] = {}
    for kind, (names, columns) in plans.items():
        if some := [one for one in used if one.kind == kind]:
            before = speeds.with_(found)
            assumed = [_factor(name, before.reached(name)) for name in names]
            factors = fitted([columns(one.work) for one in some], [one.ms for one in some], assumed)
            for name, (factor, supported) in zip(names, factors, strict=True):
                if supported:
                    models = ", ".join(dict.fromkeys(one.model for one in some))
                    sizes = f"{len(some)} sizes" if len(some) > 1 else "one size"
                    found[name] = Constant(_factor(name, factor), f"{where}: {models}, {sizes}", len(some))
                elif name not in found:
                    enough = "one measurement cannot tell it from the rest" if len(some) == 1 else "too few sizes to tell it"
                    found[name] = Constant(before.reached(name), f"assumed: {enough}")
    speeds = speeds.with_(found)
    checks = [Check(one.kind, one.model, one.size, speeds.work_ms(one.kind, one.work), one.ms) for one in taken if one.checks]
    return replace(speeds, checks=tuple(checks))


def _factor(name: str, value: float) -> float:
    """Turn a share into the factor on the least possible time, or back; leave milliseconds as they are."""
    return value if name.endswith("_ms") else 1.0 / value


def quickest(work: Callable[[], Any], rounds: int = 0) -> float:
    """Time the quickest of several runs, after one that does not count."""
    work()
    times = []
    for _ in range(rounds or ROUNDS):
        watch = WATCH()
        work()
        times.append(watch())
    return min(times)
