"""`python -m benchmarks.demo_audio`: make the bundled conversation again.

Needs flite, whose voices slt and rms speak. Writes assets/demo/*.flac from assets/demo/conversation.toml
("|" in `said` is an unfinished pause of `pause_s`).
"""

import argparse
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.corpora import sound
from benchmarks.corpora.plan import chance
from benchmarks.corpora.synthesis import Voice, heard, present, spoken
from voice.messages import SAMPLE_RATE

ASSETS = Path(__file__).parents[1] / "assets"

MARGIN_S = 0.2
"""Room tone on both sides of the words of a file."""

PEAK_DBFS = -9.0


def main() -> None:
    argparse.ArgumentParser(prog="python -m benchmarks.demo_audio", description=__doc__).parse_args()
    if not present("flite"):
        sys.exit("flite is not installed: apt install flite, or brew install flite")
    conversation = tomllib.loads((ASSETS / "demo" / "conversation.toml").read_text())
    with tempfile.TemporaryDirectory() as folder:
        lengths = {turn["file"]: _say(turn, Path(folder)) for turn in conversation["turn"]}
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


if __name__ == "__main__":
    main()
