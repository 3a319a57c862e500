"""Recogniser: pocketsphinx over the sound of one turn. Runs in a process of its own, as the binding holds the GIL.

Sound becomes spectra as it arrives. At a pause the whole turn so far is read by the command grammar, with the noise and
the mean of just that sound, and by a loop of any phonemes: how much better the loop does tells speech that is no command.
Only such speech is then read by dictation. A pause that turns out to be the end costs nothing more.
"""

import logging
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from voice.messages import Samples
from voice.transcribe.automaton import Arc, Automaton
from voice.transcribe.confidence import Evidence, confidence
from voice.transcribe.features import FRAME_S, Array, Spectra, cepstra
from voice.transcribe.grammar import FREE, WAKE
from voice.transcribe.pronounce import SPOKEN, pronunciation

log = logging.getLogger(__name__)

LONGEST_COMMAND_S = 12.0
SHORTEST_S = 0.15
"""Less sound holds no word."""
NATS = 1024 * math.log(1.0001)
"""One unit of a pocketsphinx score."""


class Word(NamedTuple):
    text: str
    start: int
    """First frame."""
    end: int
    """Last frame."""


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    confidence: float
    is_command: bool
    engine: str
    wake_end: float | None
    """Seconds from the first sample."""


class Recogniser:
    """One decoder with three searches. Loading takes about a second."""

    def __init__(self, automaton: Automaton, min_confidence: float) -> None:
        import pocketsphinx

        model = pocketsphinx.get_model_path("en-us")
        self._min_confidence = min_confidence
        self._decoder = pocketsphinx.Decoder(fwdflat=False, bestpath=False, loglevel="FATAL", pl_window=0)
        self._add_grammar(automaton)
        self._decoder.config["lw"] = 2.0
        self._decoder.config["beam"] = 1e-20
        self._decoder.config["pbeam"] = 1e-10
        self._decoder.add_allphone_file("phonemes", f"{model}/en-us-phone.lm.bin")
        self.start()

    def start(self) -> None:
        """Forget the turn."""
        self._spectra = Spectra()
        self._last: tuple[int, Reading] | None = None

    def feed(self, samples: Samples) -> None:
        self._spectra.push(samples)

    def read(self) -> Reading:
        """What was said so far."""
        frames = self._spectra.frames()
        if self._last and _quiet(frames, self._last[0]):
            return self._last[1]
        reading = self._read(frames)
        self._last = len(frames), reading
        return reading

    def _read(self, frames: Array) -> Reading:
        if len(frames) * FRAME_S < SHORTEST_S:
            return Reading("", 0.0, False, "grammar", None)
        sound = cepstra(frames)
        heard: list[Word] = []
        trust = 0.0
        if len(frames) * FRAME_S <= LONGEST_COMMAND_S:
            heard, score = self._decode("grammar", sound)
            if heard:
                _, free = self._decode("phonemes", sound)
                trust = confidence(Evidence.of(heard, score - free, len(frames)))
        wake = [word for word in heard if word.text.endswith(WAKE)]
        wake_end = (wake[-1].end + 1) * FRAME_S if wake else None
        said = [word for word in heard if not word.text.endswith(WAKE)]
        if trust >= self._min_confidence:
            return Reading(_text(said), trust, bool(said), "grammar", wake_end)
        dictated, _ = self._decode("_default", sound)
        rest = [word for word in dictated if not wake or word.start >= wake[-1].end - 10]
        return Reading(_text(rest), 1 - trust, False, "dictation", wake_end)

    def _decode(self, search: str, sound: Any) -> tuple[list[Word], float]:
        """Words and the score of one search over a whole utterance; no words where it found none."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_cep(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        if best is None or best.score <= 0:
            return [], 0.0
        words = [Word(re.sub(r"\(\d+\)$", "", s.word), s.start_frame, s.end_frame) for s in decoder.seg()]
        return [word for word in words if word.text[0] not in "<[(+"], math.log(best.score) / math.log(1.0001) * NATS

    def _add_grammar(self, automaton: Automaton) -> None:
        known = {word for word in automaton.words if self._known(word)}
        trimmed = automaton.without(automaton.words - known)
        end = automaton.size
        arcs: list[Any] = [(at, to, p, word) if word else (at, to, p) for at, to, word, p in trimmed]
        arcs += [(final, end, 1.0) for final in automaton.finals]
        self._decoder.add_fsg("grammar", self._decoder.create_fsg("grammar", 0, end, arcs))

    def _known(self, word: str) -> bool:
        """Whether a word can be heard, once it has been given a pronunciation where it has none."""
        spelling = word.removesuffix(WAKE)
        if word == FREE:
            return False
        found = SPOKEN.get(spelling) or self._listed(spelling)
        if not found and (made := pronunciation(spelling)):
            found = (made,)
        for n, phonemes in enumerate(found):
            label = word if n == 0 else f"{word}({n + 1})"
            if self._decoder.lookup_word(label) is None:
                self._decoder.add_word(label, phonemes, False)
        if not found:
            log.warning("a word of the sentences cannot be pronounced and will not be heard")
        return bool(found)

    def _listed(self, spelling: str) -> tuple[str, ...]:
        ways = (spelling, *(f"{spelling}({n})" for n in range(2, 6)))
        return tuple(filter(None, map(self._decoder.lookup_word, ways)))


def _text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _quiet(frames: Array, since: int) -> bool:
    """Whether nothing was said in the frames since one, going by how loud those before it are."""
    if len(frames) <= since:
        return True
    loudness = np.log(frames.sum(1) + 1.0)
    low, high = np.percentile(loudness[:since], [10, 95])
    return bool(np.percentile(loudness[since:], 90) < (low + high) / 2)


__all__ = ["Arc", "Reading", "Recogniser", "Word"]
