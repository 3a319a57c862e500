"""`python -m benchmarks.whisper`: what Whisper costs here, and what its short context does to the words.

- speed: one utterance, read by `WhisperModel.transcribe` with its defaults and by the product, round about in one run, on a
  model of true shape and random weights. Such a model never ends a sentence by itself, so both write the same number of tokens.
  "one pass" is the same comparison with the retries and sampling of the defaults switched off (temperature 0): what is left is
  30 s of context, five beams and timestamps.
- hit: from the end of the turn to the transcript when the pause's reading was the right one, alone (on the shape) and beside
  the command grammar (on the fixture, with a question that is no command).
- words: word error rates at the sound's own length and at 30 s, on the fixture and its sentences: they say what the
  context does to that small model, and nothing about real speech.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import soundfile
from rapidfuzz.distance import Levenshtein

from benchmarks.corpora import default_out, sound
from benchmarks.corpora.plan import chance
from benchmarks.corpora.synthesis import Voice, heard, present, spoken
from benchmarks.listening.figures import machine, percentiles
from benchmarks.shapes import shape
from voice.clock import AudioClock, WallClock
from voice.config import Config
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Samples
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.transcribe import Recogniser, whisper_model
from voice.transcribe.sphinx import SphinxRecogniser
from voice.transcribe.together import Together
from voice.transcribe.whisper import WhisperRecogniser
from voice.transcribe.whisper_reader import Context
from voice.transcribe.whisper_words import prompt
from voice.transcribe.whisper_words import spoken as as_spoken

ASSETS = Path(__file__).parents[1] / "assets"
FIXTURE = ASSETS / "fixtures" / "whisper"

TOKENS = 12
"""Tokens of three seconds of speech."""

VOICES: list[tuple[str, dict[str, Any]]] = [
    ("flite", {"voice": "slt"}),
    ("flite", {"voice": "rms"}),
    ("espeak", {"voice": "en", "rate": 160}),
    ("espeak", {"voice": "en-us+m3", "rate": 170}),
]
"""The last one is none of those that the fixture learnt from."""


# speed


def speed(model: Path, seconds: float, rounds: int, threads: int) -> dict[str, Any]:
    """Milliseconds for one utterance, by whoever reads it."""
    from faster_whisper import WhisperModel

    samples = np.resize(heard(ASSETS / "demo" / "2-pasta-timer.flac"), round(seconds * SAMPLE_RATE))
    as_floats = samples.astype(np.float32) / 32768
    theirs = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=threads)
    ours = whisper_model.Model(model, threads)
    whisper_model.SPARE_TOKENS, whisper_model.TOKENS_PER_S = TOKENS, 0.0

    def read(context_s: float) -> None:
        ours.read(ours.encode(samples, context_s), prompt=prompt(""))

    def default(**options: Any) -> None:
        list(theirs.transcribe(as_floats, max_new_tokens=TOKENS, **options)[0])

    readers: dict[str, Callable[[], Any]] = {
        "defaults": default,
        "defaults, one pass": partial(default, temperature=0.0),
        "ours, full": partial(read, whisper_model.FULL_S),
        "ours, auto": partial(read, whisper_model.FLOOR_S),
    }
    times = _round_about(readers, rounds)
    fastest = {name: min(values) for name, values in times.items()}
    return {
        "model": str(model.name),
        "random_weights": True,
        "utterance_s": seconds,
        "threads": threads,
        "tokens": TOKENS,
        "ms": {name: percentiles(values, 1) for name, values in times.items()},
        "times_faster": _times_faster(times, "defaults"),
        "times_faster_than_one_pass": _times_faster(times, "defaults, one pass"),
        "fastest_ms": {name: round(ms, 1) for name, ms in fastest.items()},
    }


def _round_about(readers: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(rounds + 1):
        for name, read in readers.items():
            began = perf_counter()
            read()
            if turn:  # the first is slower for all of them
                times[name].append((perf_counter() - began) * 1e3)
    return times


def _times_faster(times: dict[str, list[float]], than: str) -> dict[str, Any]:
    """How many times longer the other took, for every round."""
    return percentiles([other / ours for other, ours in zip(times[than], times["ours, auto"], strict=True)])


# hit


def hits(model: Path, rounds: int, threads: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings, clock = Config(state_dir=Path(folder)), AudioClock()
        skills = Skills(settings, clock, EgressGate.of(settings, clock))
        skills.load()
        question = heard(ASSETS / "demo" / "5-question.flac")
        alone = _whisper(model, skills, threads)
        grammar = SphinxRecogniser(skills.sentences, skills.judge, ["hey_jarvis"], 0.5)
        beside = Together(grammar, _whisper(FIXTURE, skills, threads), skills.match, WallClock())
        return {
            "alone_ms": percentiles(asyncio.run(_after_the_pause(alone, question, rounds))),
            "beside_the_grammar_ms": percentiles(asyncio.run(_after_the_pause(beside, question, rounds))),
        }


async def _after_the_pause(recogniser: Recogniser, samples: Samples, rounds: int) -> list[float]:
    """From the end of the turn to its transcript, ms: a pause of 800 ms, the words asked for after 100."""
    times = []
    await recogniser.load()
    for _ in range(rounds):
        hearing = await recogniser.open()
        for at in range(0, len(samples), FRAME_SAMPLES):
            await hearing.feed(samples[at : at + FRAME_SAMPLES])
        await hearing.partial()
        for _ in range(35):
            await hearing.feed(np.zeros(FRAME_SAMPLES, np.int16))
        began = perf_counter()
        await hearing.finish()
        times.append((perf_counter() - began) * 1e3)
        await hearing.close()
    await recogniser.close()
    return times


def _whisper(model: Path, skills: Skills, threads: int) -> WhisperRecogniser:
    return WhisperRecogniser(lambda: model, skills.judge, ["hey_jarvis"], threads=threads)


# words


def words(threads: int) -> dict[str, Any]:
    """The word error rate in per cent at each context, and how often a reading was made again."""
    sounds = list(_utterances())
    found: dict[str, Any] = {"utterances": len(sounds)}
    for context in ("auto", "full"):
        read = asyncio.run(_all(sounds, context, threads))
        wrong = sum(distance(said.split(), got.split()) for (said, _), (got, _) in zip(sounds, read, strict=True))
        found[context] = {
            "wer_percent": round(100 * wrong / sum(len(said.split()) for said, _ in sounds), 2),
            "exact": sum(said == got for (said, _), (got, _) in zip(sounds, read, strict=True)),
            "read_again": sum(note.startswith("30 s of context: ") for _, note in read),
        }
    return found


async def _all(sounds: list[tuple[str, Samples]], context: Context, threads: int) -> list[tuple[str, str]]:
    recogniser = WhisperRecogniser(lambda: FIXTURE, lambda _: "unknown", ["hey_jarvis"], tuple, 0.5, context, threads)
    await recogniser.load()
    read = []
    for _, samples in sounds:
        hearing = await recogniser.open()
        await hearing.feed(samples)
        got = await hearing.finish()
        await hearing.close()
        read.append((got.text, got.note))
    await recogniser.close()
    return read


def _utterances() -> Iterator[tuple[str, Samples]]:
    """Every sentence of the fixture, behind the wake word, by every voice, a third of them with noise; and the demo's turns."""
    sentences = [line.replace(" |", "") for line in (FIXTURE / "sentences.txt").read_text().splitlines()]
    cast = [Voice(f"{engine}-{n}", engine, "", "", 1, options) for n, (engine, options) in enumerate(VOICES) if present(engine)]
    paths = spoken(((voice, f"hey jarvis, {said}") for voice in cast for said in sentences), default_out() / "fixtures")
    for voice in cast:
        for n, said in enumerate(sentences):
            draw = chance(f"{voice.name}/{said}")
            clip = sound.trimmed(heard(paths[voice.name, f"hey jarvis, {said}"])).astype(np.float64)
            signal = np.concatenate([sound.silence(0.4), clip, sound.silence(0.3)])
            if n % 3 == 0:
                signal = sound.mixed(signal, sound.noise("pink", len(signal), draw), 20)
            yield as_spoken(said), sound.levelled(signal, -12.0, draw)
    for turn in tomllib.loads((ASSETS / "demo" / "conversation.toml").read_text())["turn"]:
        said = as_spoken(turn["said"].replace("|", "")).removeprefix("hey jarvis ")
        yield said, soundfile.read(ASSETS / "demo" / turn["file"], dtype="int16")[0]


def distance(wanted: Sequence[str], got: Sequence[str]) -> int:
    """Words inserted, left out or changed (Levenshtein)."""
    return int(Levenshtein.distance(wanted, got))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.whisper", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shape", default="base", choices=["tiny", "base", "small"], help="default: %(default)s")
    parser.add_argument("--model", type=Path, help="a folder in CTranslate2's format instead")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--parts", nargs="+", default=["hit", "words", "speed"], choices=["hit", "words", "speed"])
    options = parser.parse_args()
    model = options.model or shape(options.shape)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "hit": lambda: hits(model, options.rounds, options.threads),
        "words": lambda: words(options.threads),
        "speed": lambda: speed(model, options.seconds, options.rounds, options.threads),
    }
    found: dict[str, Any] = {"machine": machine()}
    for part in options.parts:
        found[part] = parts[part]()
        print(json.dumps({part: found[part]}, indent=2), file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
