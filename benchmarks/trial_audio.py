"""`python -m benchmarks.trial_audio KOKORO`: make the recording again that `voice doctor` tries Whisper with.

KOKORO is a folder with Kokoro for onnxruntime, or the name of a pulled one. A natural voice, as the synthetic ones of the demo
are read wrongly by real models. The voice was chosen among four for being read word for word by Whisper tiny.en and base and
by the small model of the tests.
"""

import argparse
import asyncio
import json

import numpy as np
import soundfile
import soxr

from benchmarks.corpora import sound
from benchmarks.corpora.plan import chance
from benchmarks.demo_audio import ASSETS, MARGIN_S, PEAK_DBFS
from voice.messages import SAMPLE_RATE
from voice.speak.kokoro_onnx import KokoroOnnx

VOICE = "am_michael"
"""Apache-2.0, as all of Kokoro's."""

SAID = "Hey Jarvis, what is the capital of France?"
"""No command, as these are left to the grammar."""

FILE = ASSETS / "demo" / "trial.flac"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trial_audio", description=__doc__)
    parser.add_argument("kokoro", metavar="KOKORO")
    samples = asyncio.run(_said(parser.parse_args().kokoro))
    soundfile.write(FILE, samples, SAMPLE_RATE, subtype="PCM_16")
    print(json.dumps({"file": FILE.name, "seconds": round(len(samples) / SAMPLE_RATE, 2), "bytes": FILE.stat().st_size}))


async def _said(kokoro: str) -> np.ndarray:
    voice = KokoroOnnx(VOICE, model=kokoro)
    voice.load()
    made = np.concatenate([chunk async for chunk in voice.synthesise(SAID)])
    voice.close()
    spoken = sound.trimmed(soxr.resample(made, voice.sample_rate, SAMPLE_RATE))
    around = sound.silence(MARGIN_S)
    return sound.levelled(np.concatenate([around, spoken, around]).astype(np.float64), PEAK_DBFS, chance(FILE.name))


if __name__ == "__main__":
    main()
