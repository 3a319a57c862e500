"""Each real model loads in its engine and does what it is for."""

import asyncio
import json
import os
import re
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from benchmarks.whisper import distance
from tests.weights.store import ROOT
from voice import speak, transcribe
from voice.clock import AudioClock
from voice.config import Config, Speak, Transcribe
from voice.messages import SAMPLE_RATE, Samples, Transcript
from voice.privacy.gate import EgressGate
from voice.skills import Skills

pytestmark = [pytest.mark.weights, pytest.mark.slow, pytest.mark.usefixtures("weights")]

JFK = ROOT.parent / "shared" / "data" / "jfk.flac"
SAID = """and so my fellow americans ask not what your country can do for you
ask what you can do for your country"""

QUESTIONS = (
    "Why is the sky blue?",
    "What is the capital of France?",
    "How do birds fly?",
    "What is a good name for a cat?",
    "Tell me something about the moon.",
    "What do bees make?",
    "Why do leaves fall in autumn?",
    "What can I cook with potatoes?",
    "Who wrote Romeo and Juliet?",
    "How does a bicycle stay upright?",
)


SMOLLM2 = """
[[tiers]]
name = "device"
where = "device"
model_file = "smollm2-135m"
first_token_s = 120  # the machine may be busy with other tests, and how fast it is is not asked here
next_token_s = 60
total_s = 240
"""


def heard(settings: Transcribe, sound: Samples, folder: Path) -> Transcript:
    """What the engine makes of a turn's sound."""
    clock = AudioClock()
    config = Config(state_dir=folder)
    skills = Skills(config, clock, EgressGate.of(config, clock))
    skills.load()

    async def turn() -> Transcript:
        recogniser = transcribe.create(settings, skills, ["hey_jarvis"], clock)
        await recogniser.load()
        try:
            hearing = await recogniser.open()
            for at in range(0, len(sound), SAMPLE_RATE // 10):
                await hearing.feed(sound[at : at + SAMPLE_RATE // 10])
            words = await hearing.finish()
            await hearing.close()
            return words
        finally:
            await recogniser.close()

    return asyncio.run(turn())


@pytest.fixture(scope="module")
def jfk() -> Samples:
    """Eleven seconds of a person: int16, mono, 16 kHz."""
    if not JFK.exists():
        pytest.skip("no recordings in ../shared/data")
    sound, rate = soundfile.read(JFK, dtype="int16", always_2d=True)
    return soxr.resample(sound.mean(axis=1).astype(np.int16), rate, SAMPLE_RATE)  # type: ignore[no-any-return]


@pytest.mark.parametrize("model", ["whisper-tiny.en", "whisper-base"])
def test_whisper_reads_a_person(model: str, jfk: Samples, tmp_path: Path) -> None:
    read = heard(Transcribe(engine="whisper", model=model), jfk, tmp_path)
    assert distance(SAID.split(), re.findall(r"[a-z']+", read.text.casefold())) <= 3, read.text


def test_the_default_hears_with_whisper_now(jfk: Samples, tmp_path: Path) -> None:
    """The settings are the default ones; what is said is no command."""
    assert heard(Transcribe(), jfk[: 4 * SAMPLE_RATE], tmp_path).engine == "whisper"


@pytest.mark.parametrize(
    "settings",
    [
        Speak(engine="piper"),
        Speak(engine="kokoro-onnx", model="kokoro-onnx-int8", voice="af_heart"),
    ],
    ids=lambda settings: f"{settings.engine} {settings.voice}",
)
def test_a_voice_speaks(settings: Speak) -> None:
    if settings.engine == "kokoro-onnx":
        pytest.importorskip("kokoro_onnx")
    voice = speak.ENGINES[settings.engine].make(settings)
    voice.load()

    async def said() -> Samples:
        async with aclosing(voice.synthesise("It is half past seven, and all is well.")) as chunks:
            return np.concatenate([chunk async for chunk in chunks])

    try:
        sound = asyncio.run(said())
    finally:
        voice.close()
    assert 1.0 < len(sound) / voice.sample_rate < 8.0
    assert np.abs(sound.astype(np.int32)).max() > 3000


def test_the_default_speaks_with_piper_now() -> None:
    assert speak.engine_of(Speak()) == "piper"


def test_a_small_language_model_answers_ten_questions(tmp_path: Path) -> None:
    """Through the whole assistant, typed; nothing else is there to answer them."""
    pytest.importorskip("llama_cpp")
    (tmp_path / "config.toml").write_text(SMOLLM2)
    environment = {"VOICE_STATE_DIR": str(tmp_path / "state")}
    asked = subprocess.run(
        [sys.executable, "-m", "voice.cli", "--config", str(tmp_path / "config.toml"), "ask", "--json"],
        cwd=ROOT,
        env=os.environ | environment,
        input="\n".join(QUESTIONS),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    turns = json.loads(asked.stdout.splitlines()[-1])["turns"]
    assert [turn["answered_by"] for turn in turns] == ["device"] * len(QUESTIONS)
    for turn in turns:
        words = re.findall(r"[\w']+", turn["reply"].casefold())
        assert len(words) >= 2, turn
        for length in range(1, 13):
            assert copies(words, length) <= max(4, -(-12 // length)), (length, turn["reply"])


def copies(words: list[str], length: int) -> int:
    """How many times in a row the same so many words come, at the most."""
    most = run = 1
    for at in range(length, len(words)):
        run = run + 1 if words[at] == words[at - length] else 1
        most = max(most, (run - 1) // length + 1)
    return most
