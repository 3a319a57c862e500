"""`python -m benchmarks.wake_words "hey jarvis" hey_jarvis openwakeword`: how well wake words hear their phrase.

Several models of the same phrase are measured on the same clips, those of the corpora's held-out voices, which no wake word
of `voice wake train` was trained on: with the phrase in place of the corpora's "hey jarvis". With `--hours` they also listen to
what a training keeps out of itself: natural voices, where Kokoro was pulled, and six hours of everyday sound
(`voice.wake.train` says how that is made), some ten minutes of work. Tables go to stderr; the last line on stdout is one JSON
document.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs
from rich.console import Console

from benchmarks.corpora import Clip, Size, Split, clips, of_rows, rows
from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.listening.wake import KINDS, Ear, Woken
from voice import config
from voice.cli.wake import Shown, document, requests_of, speakers
from voice.config import Config
from voice.wake.openwakeword import models_folder
from voice.wake.train import FULL, Training
from voice.wake.train.speech import speech, wanted

OPENWAKEWORD = "openwakeword"


def main() -> None:
    options = _options()
    settings = config.load()
    files = [str(openwakewords(options.phrase)) if model == OPENWAKEWORD else model for model in options.models]
    spoken = list(said(options.phrase, options.split, options.size))
    others = [clip for kind in ("near_miss", "other") for clip in clips(kind, options.split, options.size)]
    found = {file: measured(Ear(settings, (file,), True), spoken, others) for file in files}
    if options.hours:
        for file, worth in kept_out(settings, options.phrase, files).items():
            found[file] |= worth
    for model, figures in found.items():
        for name, figure in figures.items():
            print(f"{Path(model).name:24} {name:14} {json.dumps(figure)}", file=sys.stderr)
    print(json.dumps({"machine": machine(), "phrase": options.phrase, "split": options.split, "models": found}))


def said(phrase: str, split: Split, size: Size) -> Iterator[Clip]:
    """The clips of a phrase: those of "hey jarvis", with the phrase in its place."""
    found = [row for kind in KINDS for row in rows(kind, split, size) if row.phrase == "hey_jarvis"]
    texts = [tuple(text.replace("hey jarvis", phrase) for text in row.texts) for row in found]
    yield from of_rows(replace(row, texts=said) for row, said in zip(found, texts, strict=True))


def openwakewords(phrase: str) -> Path:
    """The file of openwakeword's own model of a phrase."""
    return models_folder() / f"{phrase.replace(' ', '_')}_v0.1.onnx"


def kept_out(settings: Config, phrase: str, models: list[str]) -> dict[str, dict[str, Any]]:
    """What the models are worth on the check part of a training."""
    out, folder = Console(stderr=True), platformdirs.user_cache_path("voice") / "wake"
    with speakers(settings, out) as everybody, Shown(out) as progress:
        training = Training(FULL, folder, progress)
        lines = wanted(phrase, requests_of(settings), everybody, FULL)
        heard = speech({"check": lines["check"]}, folder / "speech", progress)["check"]
        return {model: document(training.checked(model, heard, settings.wake.threshold)) for model in models}


def measured(ear: Ear, spoken: list[Clip], others: list[Clip]) -> dict[str, Any]:
    heard, other = [ear.listen(clip) for clip in spoken], [ear.listen(clip) for clip in others]
    return {
        "recall": counted(bool(one.wakes) for one in heard),
        "by_condition": _by(heard, [one.clip.condition.partition(" ")[0] for one in heard]),
        "by_voice": _by(heard, [one.clip.voice for one in heard]),
        "near_misses": counted(bool(one.wakes) for one in other if one.clip.kind == "near_miss"),
        "other_speech": counted(bool(one.wakes) for one in other if one.clip.kind == "other"),
        "response_ms": percentiles(one.response_ms for one in heard),
    }


def _by(heard: list[Woken], names: list[str]) -> dict[str, Any]:
    grouped: dict[str, list[bool]] = {}
    for one, name in zip(heard, names, strict=True):
        grouped.setdefault(name, []).append(bool(one.wakes))
    return {name: counted(outcomes) for name, outcomes in sorted(grouped.items())}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wake_words", description=__doc__)
    parser.add_argument("phrase", help="what is said")
    parser.add_argument("models", nargs="+", help="ONNX files, names of bundled models, or openwakeword for its own one")
    parser.add_argument("--hours", action="store_true", help="listen to six hours of everyday sound as well")
    parser.add_argument("--size", choices=["small", "full"], default="small")
    parser.add_argument("--split", choices=["tune", "held_out"], default="held_out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
