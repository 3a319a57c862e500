"""Hears wake phrases of one's own with pocketsphinx's keyphrase search: any words it knows, no licence limit."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voice.errors import ConfigError
from voice.messages import FRAME_S, Frame, WakeHeard

DECADES = 60
"""Powers of ten between a threshold or score of 0 and one of 1. At 1 the phrase is as likely as any other sound, at 0.5 it may
be 10^30 times less likely, where phrases of three or more syllables are heard and other speech is not."""

SPHINX_FRAME_S = 0.01


class Keyphrase:
    """Loads phrases by their dictionary pronunciations. Source: github.com/cmusphinx/pocketsphinx."""

    def __init__(self, phrases: Sequence[str], threshold: float) -> None:
        self._phrases = [re.sub(r"[\s_]+", " ", phrase).strip().lower() for phrase in phrases]
        self._threshold = threshold

    def load(self) -> None:
        """Check the phrases. Raises ConfigError for a word that is not in the dictionary."""
        decoder = _decoder()
        for phrase in self._phrases:
            unknown = [word for word in phrase.split() if decoder.lookup_word(word) is None]
            if unknown or not phrase:
                raise ConfigError(
                    f"wake.phrases: {' '.join(unknown) or phrase!r} is not in the pronunciation dictionary",
                    "Choose English words it knows, three or more syllables in all.",
                )

    def open(self) -> "KeyphraseDetector":
        """A new detector with a decoder of its own."""
        return KeyphraseDetector(self._phrases, self._threshold)


class KeyphraseDetector:
    """Hears phrases in one stream of frames. Raises nothing for phrases that `Keyphrase.load` has checked."""

    def __init__(self, phrases: Sequence[str], threshold: float) -> None:
        self._decoder = _decoder()
        limit = 10 ** -((1 - threshold) * DECADES)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "phrases"
            file.write_text("".join(f"{phrase} /{limit:e}/\n" for phrase in phrases), encoding="utf-8")
            self._decoder.add_kws("wake", str(file))
        self._decoder.activate_search("wake")
        self._decoder.start_utt()
        self._started_at: float | None = None

    def reset(self) -> None:
        """Forget all sound fed so far."""
        self._decoder.end_utt()
        self._decoder.start_utt()
        self._started_at = None

    def feed(self, frame: Frame) -> WakeHeard | None:
        """Take one frame; a phrase that has just passed the threshold. The sound is then forgotten."""
        if self._started_at is None:
            self._started_at = frame.time - FRAME_S
        self._decoder.process_raw(frame.samples.tobytes(), False, False)
        if not self._decoder.hyp():
            return None
        found = next(iter(self._decoder.seg()))
        end = self._started_at + (found.end_frame + 1) * SPHINX_FRAME_S
        heard = WakeHeard(frame.time, "_".join(found.word.split()), self._score(found), end)
        self.reset()
        return heard

    def _score(self, found: Any) -> float:
        # The search gives its log likelihood ratio less 1500, in steps of 1024 of the logarithm it counts in.
        steps = self._decoder.logmath.log(found.prob) + 1500
        decades: float = self._decoder.logmath.log_to_log10(steps) * 1024
        return min(1.0, max(0.0, 1.0 + decades / DECADES))


def _decoder() -> Any:
    from pocketsphinx import Decoder

    return Decoder(lm=None, kws_delay=0, beam=1e-80, loglevel="FATAL")
