"""`python -m benchmarks.speak`: how soon each voice sounds, how fast it makes speech, and what it does to the loop meanwhile.

- first: from the text to the first sample, of one word, of a first chunk of four words, and of a sentence.
- rtf: time to make a second of speech. Below 0.5, the sound of one piece covers the making of the next.
- cpu: the same in processor time, which others on the machine do not lengthen.
- cached: the same one word, kept on disk.
- stop: from closing the voice in the middle of a sentence until it has let go.
- stall: how late the event loop woke from a sleep of 5 ms while the voice worked; "idle" is the same without any.
- replies: the first sound of 15 skills' replies and of 35 first sentences of a language model, as a turn would have them said,
  in time and in processor time; and how many of all replies the budget would leave to the spare voice.
- words (with `--whisper MODEL`): the same 50 sentences read back by Whisper, and how their sound is.

Every round asks every voice once, so that they share the machine's moods. Weights are those in the store, or
`--voice-model ENGINE=PATH`. Without any, Piper and kokoro-onnx are the fixtures, and Kokoro is of true size with random weights
(`kokoro=shape`: what is said means nothing, the time is real, how long a phoneme lasts is set to speech's).
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from contextlib import aclosing, suppress
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.listening.figures import machine, percentiles, share
from benchmarks.readback import Sentence, corpus, in_chunks, word_errors
from benchmarks.shapes import shape
from voice import config
from voice.budget import Budget
from voice.config import Speak
from voice.errors import EngineError, VoiceError
from voice.models import store
from voice.speak import ENGINES, Voice
from voice.speak.cache import CachedVoice, PhraseCache

FIXTURES = Path(__file__).parents[1] / "assets" / "fixtures"
TEXTS = {
    "word": "Muted.",
    "chunk": "The capital of France",
    "sentence": "Paris is the capital of France, and a large city too.",
}
TICK_S = 0.005

SKILLS = 15
"""The first sentences of each part that are skills' replies."""

IN_STORE = {"piper": ("piper-joe",), "kokoro": ("kokoro",), "kokoro-onnx": ("kokoro-onnx", "kokoro-onnx-int8")}
UNLESS = {"piper": "fixture", "kokoro": "shape", "kokoro-onnx": "fixture"}
"""What is measured where the store has no model."""

Figures = dict[str, dict[str, list[float]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--voice-model", action="append", default=[], metavar="ENGINE=PATH|fixture|shape|none")
    parser.add_argument("--voice", default="en-us", help="of espeak-ng and Kokoro")
    parser.add_argument("--whisper", metavar="MODEL", help="read the sentences back with this model, by name or by path")
    parser.add_argument("--part", choices=("held", "tune"), default="held", help="of the sentences in spoken.toml")
    options = parser.parse_args()
    models = found(dict(one.split("=", 1) for one in options.voice_model))
    with tempfile.TemporaryDirectory() as cache:
        document = asyncio.run(everything(loaded(models, options.voice, Path(cache)), options))
    for name, kinds in document["voices"].items():
        print(f"{name}:", ", ".join(f"{what} {figure['p50']}" for what, figure in kinds.items()), file=sys.stderr)
    names = {engine: Path(model).name for engine, model in models.items()}
    print(json.dumps({"machine": machine(), "models": names, "rounds": options.rounds, **document}))


async def everything(voices: dict[str, Voice], options: argparse.Namespace) -> dict[str, Any]:
    """Everything that the options ask for, as a document."""
    figures = await measured(voices, options.rounds)
    told = {name: {what: percentiles(values) for what, values in kinds.items()} for name, kinds in figures.items()}
    listed = corpus(options.part)
    asked = {name: voice for name, voice in voices.items() if name != "cached"}
    document = {"voices": told, "replies": {name: await replies(name, voice, listed) for name, voice in asked.items()}}
    if options.whisper:
        from faster_whisper import WhisperModel

        model = WhisperModel(str(store.resolve(options.whisper)), device="cpu", compute_type="int8")
        document["words"] = {name: await word_errors(voice, model, listed) for name, voice in asked.items()}
    return document


async def replies(name: str, voice: Voice, listed: list[Sentence]) -> dict[str, Any]:
    """The first sound of each reply, and how often the spare voice would say one, as the budget decides."""
    budget, late_ms, spare = Budget(config.Budget(), voice=name), float(Speak().late_ms), 0
    figures: dict[str, list[float]] = defaultdict(list)
    for at, (written, _) in enumerate(listed):
        kind = "skill" if at < SKILLS else "model"
        if budget.turn().should_use_spare(late_ms):
            spare += 1
            continue
        began, worked = perf_counter(), process_time()
        async with aclosing(in_chunks(voice, written)) as chunks:
            await anext(chunks, None)
        ms = (perf_counter() - began) * 1e3
        figures[f"first_ms_{kind}"].append(ms)
        figures[f"first_cpu_ms_{kind}"].append((process_time() - worked) * 1e3)
        budget.predictor.learn("speak", name, ms)
        spare += ms > late_ms
    return {kind: percentiles(values, 1) for kind, values in figures.items()} | {"spare": share(spare, len(listed))}


def found(named: dict[str, str]) -> dict[str, str]:
    """The model of each engine: one that was named, one in the store, or else the fixture or the shape."""
    models = {"espeak": ""}
    for engine, names in IN_STORE.items():
        models[engine] = named.get(engine) or next(filter(None, map(in_store, names)), UNLESS[engine])
        if models[engine] == "shape":
            models[engine] = str(shape(engine))
        elif models[engine] == "fixture":
            models[engine] = str(FIXTURES / engine)
    return {engine: model for engine, model in models.items() if model != "none"}


def in_store(name: str) -> str | None:
    with suppress(VoiceError):
        return str(store.path(name))
    return None


def loaded(models: dict[str, str], named: str, cache: Path) -> dict[str, Voice]:
    """The voices whose engines are installed."""
    voices: dict[str, Voice] = {}
    for engine, model in models.items():
        voice = ENGINES[engine].make(Speak.model_validate({"engine": engine, "model": model, "voice": named}))
        try:
            began = perf_counter()
            voice.load()
        except EngineError as error:
            print(f"{engine} left out: {error}", file=sys.stderr)
            continue
        print(f"{engine} loaded in {perf_counter() - began:.1f} s", file=sys.stderr)
        voices[engine] = voice
    slow = next((voices[engine] for engine in ("kokoro", "kokoro-onnx") if engine in voices), None)
    if slow:
        cached = CachedVoice(slow, PhraseCache(cache), print)
        cached.load()
        voices["cached"] = cached
    return voices


async def measured(voices: dict[str, Voice], rounds: int) -> Figures:
    figures: Figures = defaultdict(lambda: defaultdict(list))
    if isinstance(cached := voices.get("cached"), CachedVoice):
        await cached.warm([TEXTS["word"]], lambda: asyncio.sleep(0))
    for _ in range(rounds):
        async with Stalls(figures["idle"]["stall_ms"]):
            await asyncio.sleep(0.5)
        for name, voice in voices.items():
            texts = {"word": TEXTS["word"]} if name == "cached" else TEXTS
            async with Stalls(figures[name]["stall_ms"]):
                for kind, text in texts.items():
                    await spoken(voice, text, kind, figures[name])
                if name != "cached":
                    figures[name]["stop_ms"].append(await stopped(voice))
    return figures


async def spoken(voice: Voice, text: str, kind: str, into: dict[str, list[float]]) -> None:
    began, worked, first, samples = perf_counter(), process_time(), 0.0, 0
    async with aclosing(voice.synthesise(text)) as chunks:
        async for chunk in chunks:
            first = first or perf_counter() - began
            samples += len(chunk)
    into[f"first_ms_{kind}"].append(first * 1e3)
    into[f"rtf_{kind}"].append((perf_counter() - began) / (samples / voice.sample_rate))
    into[f"cpu_{kind}"].append((process_time() - worked) / (samples / voice.sample_rate))


async def stopped(voice: Voice) -> float:
    """Milliseconds from the decision to stop within a sentence."""
    asking = asyncio.create_task(anext(voice.synthesise(TEXTS["sentence"])))
    await asyncio.sleep(0.02)
    began = perf_counter()
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    return (perf_counter() - began) * 1e3


class Stalls:
    """Measures by how many ms the loop is late, for as long as the block runs."""

    def __init__(self, into: list[float]) -> None:
        self._into = into

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def __aexit__(self, *_: Any) -> None:
        self._task.cancel()

    async def _watch(self) -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(TICK_S)
            self._into.append((perf_counter() - began - TICK_S) * 1e3)


if __name__ == "__main__":
    main()
