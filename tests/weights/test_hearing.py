"""The whole chain with real weights: recordings that were once misread, and natural voices behind the wake word."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from benchmarks.corpora import sound
from benchmarks.listening.commands import same
from benchmarks.whisper import distance
from tests.weights.store import ROOT, voice
from voice.messages import SAMPLE_RATE, Samples

pytestmark = [pytest.mark.weights, pytest.mark.slow, pytest.mark.usefixtures("weights")]

REAL = ROOT.parent / "shared" / "data" / "real"
LIMIT_S = 300

DONE: dict[str, tuple[str, dict[str, Any]]] = {
    "029c": ("date", {}),
    "006n": ("timer_set", {"seconds": 600}),
    "105n": ("timer_status", {}),
    "103n": ("timer_set", {"seconds": 480, "name": "pasta"}),
    "010c": ("lights", {"state": "on", "room": "kitchen"}),
}
"""Recording → what has to be done; of a timer's name alone nothing is asked where the noise is loudest."""

VOICES = ("af_bella", "bm_lewis", "am_puck")
COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "set a timer for eight minutes": ("timer_set", {"seconds": 480}),
    "turn off the kitchen lights": ("lights", {"state": "off", "room": "kitchen"}),
    "what is seventeen times twenty three": ("arithmetic", {"value": 391}),
}
QUESTION = "why do cats always land on their feet"


def heard(folder: Path, files: Sequence[Path], *options: str) -> list[dict[str, Any]]:
    """The turns of some files, each a conversation of its own, by the command with its default settings."""
    given = [argument for file in files for argument in ("--audio", str(file))]
    done = voice(["ask", "--fast", "--json", *options, *given], LIMIT_S, VOICE_STATE_DIR=str(folder))
    assert done.returncode == 0, done.stderr
    turns: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])["turns"]
    return turns


@pytest.mark.skipif(not REAL.is_dir(), reason="no recordings in ../shared/data")
def test_what_was_once_misread_is_understood(tmp_path: Path) -> None:
    turns = heard(tmp_path, [REAL / f"{name}.flac" for name in (*DONE, "027n", "058c")])
    assert len(turns) == len(DONE) + 2
    by_file = {Path(turn["source"]).stem: turn for turn in turns}
    for name, (skill, slots) in DONE.items():
        route = by_file[name]["route"]
        assert (route["skill"], {key: route["slots"].get(key) for key in slots}) == (skill, slots), by_file[name]["heard"]
    assert by_file["027n"]["route"]["skill"] in (None, "volume")
    assert by_file["058c"]["route"]["skill"] is None
    assert by_file["058c"]["heard"].startswith("is it safe to eat")


@pytest.mark.skipif(not REAL.is_dir(), reason="no recordings in ../shared/data")
def test_seventeen_seconds_of_reading_are_read_once_and_whole(tmp_path: Path) -> None:
    (turn,) = heard(tmp_path, [REAL / "two_cities_turn2.flac"], "--no-wake")
    words = turn["heard"].split()
    assert 30 <= len(words) <= 45
    assert turn["heard"].endswith("superlative degree of comparison only") or words[-1] == "comparison"


def test_natural_voices_are_understood_clean_and_in_noise(tmp_path: Path) -> None:
    pytest.importorskip("kokoro_onnx")
    files = {file: said for file, said in spoken(tmp_path)}
    turns = heard(tmp_path, list(files))
    assert len(turns) == len(files)
    right, errors = 0, 0
    for (file, said), turn in zip(files.items(), turns, strict=True):
        assert not turn["heard"].startswith(("hey", "jarvis")), file
        if said == QUESTION:
            assert turn["route"]["skill"] is None, turn["heard"]
            errors += distance(QUESTION.split(), turn["heard"].split())
        else:
            skill, slots = COMMANDS[said]
            right += turn["route"]["skill"] == skill and same(slots, turn["route"]["slots"])
    commands = len(files) * len(COMMANDS) // (len(COMMANDS) + 1)
    assert right >= commands - 1
    assert errors <= 0.15 * len(QUESTION.split()) * (len(files) - commands)


def spoken(folder: Path) -> list[tuple[Path, str]]:
    """Every sentence by every voice, clean and at 10 dB: sound files, and what is said behind the wake word."""
    from voice.speak.kokoro_onnx import KokoroOnnx

    files = []
    for name in VOICES:
        engine = KokoroOnnx(name, model="kokoro-onnx-int8")
        engine.load()
        for number, said in enumerate((*COMMANDS, QUESTION)):
            clean = asyncio.run(_said(engine, f"Hey Jarvis, {said}."))
            draw = np.random.default_rng(number)
            noisy = sound.mixed(clean.astype(np.float64), sound.noise("pink", len(clean), draw), 10.0)
            for condition, samples in (("clean", clean), ("noisy", sound.levelled(noisy, -12.0, draw))):
                file = folder / f"{name}-{number}-{condition}.wav"
                soundfile.write(file, samples, SAMPLE_RATE)
                files.append((file, said))
        engine.close()
    return files


async def _said(engine: Any, text: str) -> Samples:
    said = np.concatenate([chunk async for chunk in engine.synthesise(text)])
    samples: Samples = soxr.resample(said, engine.sample_rate, SAMPLE_RATE)
    return np.concatenate([sound.silence(0.6), samples, sound.silence(1.5)])
