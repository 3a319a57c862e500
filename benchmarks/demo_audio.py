"""`python -m benchmarks.demo_audio`: make the bundled conversation and the earcons again.

Needs flite, whose voices slt and rms speak. Writes assets/demo/*.flac from assets/demo/conversation.toml
("|" in `said` is an unfinished pause of `pause_s`) and assets/earcons/*.wav.
"""

import argparse
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.corpora import sound
from benchmarks.corpora.plan import chance
from benchmarks.corpora.synthesis import Voice, heard, present, spoken
from voice.messages import SAMPLE_RATE, Samples

ASSETS = Path(__file__).parents[1] / "assets"

MARGIN_S = 0.2
"""Room tone on both sides of the words of a file."""

PEAK_DBFS = -9.0

EARCONS = {"wake": (659.3, 880.0), "done": (587.3, 440.0)}
"""Two notes each, Hz: a rising fourth for "I am listening", a falling one for an error or an end."""

EARCON_DBFS = -20.0


def main() -> None:
    argparse.ArgumentParser(prog="python -m benchmarks.demo_audio", description=__doc__).parse_args()
    if not present("flite"):
        sys.exit("flite is not installed: apt install flite, or brew install flite")
    conversation = tomllib.loads((ASSETS / "demo" / "conversation.toml").read_text())
    with tempfile.TemporaryDirectory() as folder:
        lengths = {turn["file"]: _say(turn, Path(folder)) for turn in conversation["turn"]}
    for name, notes in EARCONS.items():
        earcon = _earcon(notes)
        soundfile.write(ASSETS / "earcons" / f"{name}.wav", earcon, SAMPLE_RATE, subtype="PCM_16")
        lengths[f"{name}.wav"] = len(earcon) / SAMPLE_RATE
    print(json.dumps({"seconds": {name: round(length, 2) for name, length in lengths.items()}}))


def _say(turn: dict[str, Any], folder: Path) -> float:
    voice = Voice(turn["voice"], "flite", turn["voice"], "", 1, {"voice": turn["voice"]})
    texts = [part.strip() for part in turn["said"].split("|")]
    paths = spoken([(voice, text) for text in texts], folder)
    parts = [sound.silence(MARGIN_S)]
    for text in texts:
        parts += [sound.trimmed(heard(paths[voice.name, text])), sound.silence(turn.get("pause_s", 0))]
    parts[-1] = sound.silence(MARGIN_S)
    said = np.concatenate(parts).astype(np.float64)
    samples = sound.levelled(said, PEAK_DBFS, chance(turn["file"]))
    soundfile.write(ASSETS / "demo" / turn["file"], samples, SAMPLE_RATE, subtype="PCM_16")
    return len(samples) / SAMPLE_RATE


def _earcon(notes: tuple[float, float], note_s: float = 0.12, step_s: float = 0.07) -> Samples:
    mix = np.zeros(sound.seconds(note_s + step_s))
    for n, frequency in enumerate(notes):
        at = sound.seconds(n * step_s)
        mix[at : at + sound.seconds(note_s)] += _bell(frequency, sound.seconds(note_s))
    rounded: Samples = np.rint(mix / np.abs(mix).max() * 32767 * 10 ** (EARCON_DBFS / 20)).astype(np.int16)
    return rounded


def _bell(frequency: float, length: int) -> npt.NDArray[np.float64]:
    """A soft note: two partials under a raised cosine that starts and ends at zero."""
    time = np.arange(length) / SAMPLE_RATE
    envelope = np.sin(np.pi * np.linspace(0, 1, length) ** 0.6) ** 2
    tone = np.sin(2 * np.pi * frequency * time) + 0.2 * np.sin(4 * np.pi * frequency * time)
    bell: npt.NDArray[np.float64] = envelope * tone
    return bell


if __name__ == "__main__":
    main()
