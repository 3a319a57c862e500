"""Recogniser: pocketsphinx over the sound of one turn. Runs in a process of its own, as the binding holds the GIL.

Sound becomes spectra as it arrives. At a pause the whole turn so far is read with the command model, cleaned by the noise
and the mean of just that sound, and by a loop of any phonemes: how much better the loop does tells speech that is no
command. A pause that turns out to be the end costs nothing more. Dictation reads the turn only when asked.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voice.messages import Samples
from voice.transcribe.features import FRAME_S, Array, Spectra, cepstra
from voice.transcribe.pronounce import SPOKEN, pronunciation

LONGEST_COMMAND_S = 12.0
SHORTEST_S = 0.15
"""Less sound holds no word."""

READINGS = 100
"""Of the lattice; the right one is among the first 10 or not at all, but many differ in fillers alone."""

COMMANDS = {"lw": 6.5, "bestpath": True, "maxhmmpf": 3000, "beam": 1e-55, "wbeam": 1e-34, "pbeam": 1e-55, "lpbeam": 1e-45,
            "lponlybeam": 1e-34}  # fmt: skip
"""Wider beams than the default, as what they keep is what the second-best readings are made of; at half the cost of still
wider ones and a second pass, which heard 1 command in 100 more."""

PHONEMES = {"lw": 2.0, "beam": 1e-20, "pbeam": 1e-10}


@dataclass(frozen=True, slots=True)
class Heard:
    """What the command model made of the turn."""

    readings: tuple[str, ...] = ()
    """The likeliest first, the wake phrase left out."""
    score_ratio: float = 0.0
    """Of the first against any phonemes; see `confidence.Evidence`."""
    weakest: float = 0.0
    """Posterior of its least likely word, 0..1."""
    wake_end: float | None = None
    """Seconds from the first sample fed."""


class Recogniser:
    """One decoder with three searches. `model` is the path of an ARPA file, `words` are the words in it."""

    def __init__(self, model: str, words: Iterable[str], wake_phrases: Sequence[str]) -> None:
        import pocketsphinx

        self._wake = [phrase.split() for phrase in wake_phrases]
        self._decoder = pocketsphinx.Decoder(fwdflat=False, bestpath=False, loglevel="FATAL", pl_window=0)
        for word in words:
            self._teach(word)
        self._configure(PHONEMES)
        self._decoder.add_allphone_file(
            "phonemes", f"{pocketsphinx.get_model_path('en-us')}/en-us-phone.lm.bin"
        )
        self._configure(COMMANDS)
        self._decoder.add_lm_file("commands", model)
        self.start()

    def start(self) -> None:
        """Forget the turn."""
        self._spectra = Spectra()
        self._last: tuple[int, Heard] | None = None
        self._dictated: str | None = None

    def feed(self, samples: Samples) -> None:
        self._spectra.push(samples)

    def heard(self) -> Heard:
        """The turn so far, read as a command."""
        frames = self._spectra.frames()
        if self._last and _quiet(frames, self._last[0]):
            return self._last[1]
        self._dictated = None
        long_enough = SHORTEST_S <= len(frames) * FRAME_S <= LONGEST_COMMAND_S
        heard = self._commands(cepstra(frames), len(frames)) if long_enough else Heard()
        self._last = len(frames), heard
        return heard

    def dictated(self) -> str:
        """The turn as far as `heard` has read it, read as any words."""
        if self._dictated is None:
            self._dictated = self._any_words()
        return self._dictated

    def _any_words(self) -> str:
        frames = self._spectra.frames()
        if len(frames) * FRAME_S < SHORTEST_S:
            return ""
        self._decode("_default", cepstra(frames))
        wake_end = self._last[1].wake_end if self._last else None
        said = [s for s in self._decoder.seg() if _is_word(s.word)]
        return " ".join(
            _spelt(s.word) for s in said if wake_end is None or s.start_frame * FRAME_S > wake_end - 0.1
        )

    def _commands(self, sound: Any, frames: int) -> Heard:
        best = self._decode("commands", sound)
        if best is None:
            return Heard()
        segments = [s for s in self._decoder.seg() if _is_word(s.word)]
        readings = dict.fromkeys([best.hypstr])
        for number, reading in enumerate(self._decoder.nbest()):
            if reading is None or number >= READINGS:
                break
            readings[reading.hypstr] = None
        woken = self._woken([_spelt(s.word) for s in segments])
        loop = self._decode("phonemes", sound)
        ratio = (_log(best.score) - _log(loop.score)) / frames / 10 if loop else 0.0
        return Heard(
            tuple(" ".join(words[self._woken(words) :]) for words in map(str.split, readings)),
            ratio,
            min((s.prob for s in segments[woken:]), default=0.0),
            (segments[woken - 1].end_frame + 1) * FRAME_S if woken else None,
        )

    def _woken(self, words: Sequence[str]) -> int:
        """How many words at the beginning are a wake phrase."""
        return next((len(wake) for wake in self._wake if list(words[: len(wake)]) == wake), 0)

    def _decode(self, search: str, sound: Any) -> Any:
        """The best hypothesis of one search over a whole utterance; None where it found none."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_cep(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return best if best is not None and best.score > 0 else None

    def _configure(self, settings: dict[str, Any]) -> None:
        """For the searches that are added next."""
        for name, value in settings.items():
            self._decoder.config[name] = value

    def _teach(self, word: str) -> None:
        """Make sure that a word has its pronunciations; one that cannot be said is left out of the model by the decoder."""
        usual = self._decoder.lookup_word(word)
        made = SPOKEN.get(word) or (() if usual else filter(None, [pronunciation(word)]))
        for phonemes in made:
            label = next(n for n in _labels(word) if self._decoder.lookup_word(n) is None)
            self._decoder.add_word(label, phonemes, False)


def _labels(word: str) -> Iterable[str]:
    yield word
    yield from (f"{word}({n})" for n in range(2, 99))


def _spelt(label: str) -> str:
    return re.sub(r"\(\d+\)$", "", label)


def _is_word(label: str) -> bool:
    return label[0] not in "<[(+"


def _log(score: float) -> float:
    """In pocketsphinx's units."""
    return math.log(score) / math.log(1.0001)


def _quiet(frames: Array, since: int) -> bool:
    """Whether nothing was said in the frames since one, going by how loud those before it are."""
    if not 0 < since < len(frames):
        return since > 0
    loudness = np.log(frames.sum(1) + 1.0)
    low, high = np.percentile(loudness[:since], [10, 95])
    return bool(np.percentile(loudness[since:], 90) < (low + high) / 2)
