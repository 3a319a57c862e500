"""`python -m benchmarks.wake_second`: trains voice/wake/hey_jarvis.onnx, the second look at "hey jarvis".

It is trained as any wake word of `voice wake train` is, with every voice at hand: espeak-ng, flite, and Kokoro and Piper where
they were pulled. Alone it hears natural voices a little less well than openwakeword's; so its threshold is chosen for both
together. A quarter of an hour; the last line on stdout is what the two are worth on the part kept out.
"""

import json

import numpy as np
import platformdirs
from rich.console import Console

from benchmarks.wake_words import openwakewords
from voice import atomic, config
from voice.cli.wake import Shown, document, requests_of, speakers
from voice.wake.openwakeword import SECOND_LOOKS, Floats
from voice.wake.train import FULL, Training
from voice.wake.train.bank import Bank
from voice.wake.train.measure import Ear
from voice.wake.train.onnx_file import written

PHRASE, NAME = "hey jarvis", "hey_jarvis"
LEAST = 1e-7


class Bundled:
    """openwakeword's model."""

    def __init__(self, threshold: float) -> None:
        self._ear = Ear(str(openwakewords(PHRASE)), threshold)

    def all_logits(self, bank: Bank) -> Floats:
        chances = np.clip(self._ear.scores(bank).astype(np.float64), LEAST, 1 - LEAST)
        logits: Floats = np.log(chances / (1 - chances)).astype(np.float32)
        return logits


def main() -> None:
    settings, out = config.load(), Console(stderr=True)
    threshold = settings.wake.threshold
    with speakers(settings, out) as everybody, Shown(out) as progress:
        training = Training(FULL, platformdirs.user_cache_path("voice") / "wake", progress)
        heard = training.heard(PHRASE, everybody, requests_of(settings))
        head = training.calibrated(training.head(heard["train"]), heard["tune"], threshold, Bundled(threshold))
        atomic.replace(SECOND_LOOKS / f"{NAME}.onnx", written(head, PHRASE))
        print(json.dumps(document(training.checked(NAME, heard["check"], threshold))))


if __name__ == "__main__":
    main()
