"""`python -m benchmarks.speak`: how soon each voice sounds, how fast it makes speech, and what it does to the loop meanwhile.

- first: from the text to the first sample, of one word, of a first chunk of four words, and of a sentence.
- rtf: time to make a second of speech. Below 0.5, the sound of one piece covers the making of the next.
- cpu: the same in processor time, which others on the machine do not lengthen.
- cached: the same one word, kept on disk.
- stop: from closing the voice in the middle of a sentence until it has let go.
- stall: how late the event loop woke from a sleep of 5 ms while the voice worked; "idle" is the same without any.

Every round asks every voice once, so that they share the machine's moods. Kokoro is by default of true size with random
weights (`--kokoro shape`: what is said means nothing, the time is real, how long a phoneme lasts is set to speech's);
`--kokoro fixture` is the small one of the tests, `--kokoro FOLDER` a real one. kokoro-onnx is the fixture, or `--onnx FOLDER`.
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

from benchmarks.listening.figures import machine, percentiles
from benchmarks.shapes import shape
from voice.config import Speak
from voice.errors import EngineError
from voice.speak import ENGINES, Voice
from voice.speak.cache import CachedVoice, PhraseCache

FIXTURES = Path(__file__).parents[1] / "assets" / "fixtures"
TEXTS = {
    "word": "Muted.",
    "chunk": "The capital of France",
    "sentence": "Paris is the capital of France, and a large city too.",
}
TICK_S = 0.005

Figures = dict[str, dict[str, list[float]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--kokoro", default="shape", metavar="shape|fixture|FOLDER")
    parser.add_argument("--onnx", type=Path, default=FIXTURES / "kokoro-onnx", metavar="FOLDER")
    options = parser.parse_args()
    known = {"shape": lambda: shape("kokoro"), "fixture": lambda: FIXTURES / "kokoro"}
    kokoro = known.get(options.kokoro, lambda: Path(options.kokoro))()
    with tempfile.TemporaryDirectory() as cache:
        figures = asyncio.run(measured(loaded(kokoro, options.onnx, Path(cache)), options.rounds))
    onnx = "fixture" if options.onnx.is_relative_to(FIXTURES) else str(options.onnx)
    models = {"kokoro": options.kokoro, "kokoro-onnx": onnx}
    told = {name: {what: percentiles(values) for what, values in kinds.items()} for name, kinds in figures.items()}
    for name, kinds in told.items():
        print(f"{name}:", ", ".join(f"{what} {figure['p50']}" for what, figure in kinds.items()), file=sys.stderr)
    print(json.dumps({"machine": machine(), "models": models, "rounds": options.rounds, "voices": told}))


def loaded(kokoro: Path, onnx: Path, cache: Path) -> dict[str, Voice]:
    """The voices whose engines are installed."""
    voices: dict[str, Voice] = {}
    for engine, model in (("espeak", ""), ("kokoro", str(kokoro)), ("kokoro-onnx", str(onnx))):
        voice = ENGINES[engine].make(Speak.model_validate({"engine": engine, "model": model}))
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
    """While it is entered: by how many ms the loop is late."""

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
