"""Free synthesisers, each asked for many sentences at once; what they said is kept in a cache directory.

`espeak` comes with the package's own dependencies; `flite` and `festival` are used where they are installed.
"""

import asyncio
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from voice.messages import SAMPLE_RATE, Samples
from voice.models import store
from voice.speak.kokoro_onnx import KokoroOnnx

HERE = Path(__file__).parent

KOKORO = "kokoro-onnx-int8"
"""The model of the natural voices: `voice models pull kokoro-onnx-int8`."""

SPELLINGS = {"mycroft": "my croft", "a m": "A.M.", "p m": "P.M."}
"""How to write a word so that the engines say it as people do."""

FESTIVAL_SPELLINGS = {"A.M.": "A M", "P.M.": "P M"}


@dataclass(frozen=True)
class Voice:
    name: str
    engine: str
    base: str
    """The speaker, accent or variant it is made of; all voices of a base are in one split."""
    split: str
    weight: float
    options: dict[str, Any] = field(hash=False)
    natural: bool = False
    """A voice that people take for a person's. It speaks the kinds called `natural` and no other."""


@cache
def voices() -> tuple[Voice, ...]:
    """Every voice of the corpora, installed or not."""
    return tuple(Voice(**entry) for entry in tomllib.loads((HERE / "voices.toml").read_text())["voice"])


@cache
def present(engine: str) -> bool:
    """Whether an engine is installed."""
    if engine == "espeak":
        return importlib.util.find_spec("espeakng_loader") is not None
    if engine == "kokoro":
        return importlib.util.find_spec("kokoro_onnx") is not None and store.serving(KOKORO) is not None
    return shutil.which(engine) is not None


@cache
def installed(voice: Voice) -> bool:
    """Whether a voice can be used here; festival's voices are packages of their own."""
    if voice.engine != "festival" or not present("festival"):
        return present(voice.engine)
    name = voice.options["voice"].removeprefix("voice_")
    listed = subprocess.run(
        ["festival", "--pipe"], input="(print (voice.list))", capture_output=True, text=True, check=False
    )
    return name in listed.stdout


def skipped() -> list[str]:
    """Names of the voices that are not installed."""
    return [voice.name for voice in voices() if not installed(voice)]


def spoken(jobs: Iterable[tuple[Voice, str]], out: Path) -> dict[tuple[str, str], Path]:
    """Sound files (16 kHz FLAC) of (voice, text) pairs, by voice name and text; made where not cached."""
    paths: dict[tuple[str, str], Path] = {}
    missing: dict[str, list[tuple[Voice, str, Path]]] = {}
    for voice, text in jobs:
        key = json.dumps([voice.engine, voice.options, text], sort_keys=True)
        path = out / f"{hashlib.sha256(key.encode()).hexdigest()[:20]}.flac"
        if (voice.name, text) not in paths and not path.exists():
            missing.setdefault(voice.engine, []).append((voice, text, path))
        paths[voice.name, text] = path
    out.mkdir(parents=True, exist_ok=True)
    for engine, wanted in missing.items():
        with tempfile.TemporaryDirectory() as folder:
            raw = [Path(folder) / f"{n}.wav" for n in range(len(wanted))]
            ENGINES[engine]([(v, _spelt(t), r) for (v, t, _), r in zip(wanted, raw, strict=True)])
            for (_, _, path), file in zip(wanted, raw, strict=True):
                _keep(file, path)
    return paths


def heard(path: Path) -> Samples:
    """A sound file as 16 kHz mono."""
    samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    mono: Samples = samples[:, 0]
    if rate == SAMPLE_RATE:
        return mono
    resampled: Samples = soxr.resample(mono, rate, SAMPLE_RATE)
    return resampled


Job = tuple[Voice, str, Path]


def _espeak(jobs: list[Job]) -> None:
    lines = "".join(json.dumps([text, voice.options, str(path)]) + "\n" for voice, text, path in jobs)
    command = [sys.executable, str(HERE / "espeak.py")]
    subprocess.run(command, input=lines, text=True, check=True)


def _flite(jobs: list[Job]) -> None:
    for voice, text, path in jobs:
        stretch = ["--setf", f"duration_stretch={voice.options.get('stretch', 1)}"]
        command = ["flite", "-voice", voice.options["voice"], *stretch, "-t", text, "-o", str(path)]
        subprocess.run(command, check=True)


def _festival(jobs: list[Job]) -> None:
    script = ""
    for voice, text, path in jobs:
        for written, said in FESTIVAL_SPELLINGS.items():
            text = text.replace(written, said)
        script += f"({voice.options['voice']})\n"
        script += f"(Parameter.set 'Duration_Stretch {voice.options.get('stretch', 1)})\n"
        script += f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{path}" \'riff)\n'
    subprocess.run(["festival", "--pipe"], input=script, text=True, check=True, capture_output=True)


def _kokoro(jobs: list[Job]) -> None:
    for name in sorted({voice.options["voice"] for voice, _, _ in jobs}):
        engine = KokoroOnnx(name, model=KOKORO)
        engine.load()
        for voice, text, path in jobs:
            if voice.options["voice"] == name:
                said = asyncio.run(_said(engine, text))
                soundfile.write(path, said, engine.sample_rate, subtype="PCM_16")
        engine.close()


async def _said(engine: KokoroOnnx, text: str) -> Samples:
    return np.concatenate([chunk async for chunk in engine.synthesise(text)])


ENGINES: dict[str, Callable[[list[Job]], None]] = {
    "espeak": _espeak,
    "flite": _flite,
    "festival": _festival,
    "kokoro": _kokoro,
}


def _spelt(text: str) -> str:
    words = f" {text} "
    for written, said in SPELLINGS.items():
        words = words.replace(f" {written} ", f" {said} ").replace(f" {written},", f" {said},")
    return words.strip()


def _keep(raw: Path, path: Path) -> None:
    samples = heard(raw)
    if not np.any(samples):
        raise RuntimeError(f"a synthesiser left {path.name} silent")
    part = path.with_suffix(".part")
    soundfile.write(part, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    part.replace(path)
