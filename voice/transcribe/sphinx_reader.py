"""Reads the sound of one turn with pocketsphinx. Runs in a process of its own, as the binding holds the GIL.

Sound is cleaned and read as it arrives, with the command model and by a loop of any phonemes: how much better the loop does
tells speech that is no command. At a pause little is left to do. A pause that turns out to be the end costs nothing more;
if speech goes on, the turn is read again from its beginning. Dictation reads the turn only when asked.
"""

import math
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from voice.messages import Hypothesis, Samples
from voice.transcribe.cleaner import Cleaner, Floats
from voice.transcribe.features import HOP, HOP_S, Array, Spectra
from voice.transcribe.fuse import GrammarReading
from voice.transcribe.pronounce import SPOKEN, pronunciation

LONGEST_COMMAND_S = 12.0
SHORTEST_S = 0.15
"""Less sound holds no word."""

CEPSTRA = 13
"""Values of a frame."""

WARM_FRAMES = 20
"""Frames that are read before the first turn. A search that has never read anything scores its first frames otherwise than ever
after, and the best path with them by some thirty units."""

READINGS = 100
"""How many readings of the lattice are looked at; the right one is among the first 10 or not at all, but many differ in fillers
alone."""

COMMANDS = {"lw": 6.5, "bestpath": True, "maxhmmpf": 3000, "beam": 1e-55, "wbeam": 1e-34, "pbeam": 1e-55, "lpbeam": 1e-45,
            "lponlybeam": 1e-34}  # fmt: skip
"""Decoder options: beams wider than the default keep second-best readings. Still wider ones and a second pass heard
1 command in 100 more, at twice the cost."""

PHONEMES = {"lw": 2.0, "beam": 1e-20, "pbeam": 1e-10}


class SphinxReader:
    """Turns the sound of one turn at a time into words, with two decoders and a third for dictation.

    `model` is the path of an ARPA file, `words` are the words in it. `beside`: one whose language model and dictation it
    shares, so that it takes 10 MB.
    """

    def __init__(
        self, model: str, words: Iterable[str], wake_phrases: Sequence[str], beside: "SphinxReader | None" = None
    ) -> None:
        import pocketsphinx

        known = dict.fromkeys(words)
        self._beside = beside
        self._wake = [phrase.split() for phrase in wake_phrases]
        self._phonemes = Decoder(pocketsphinx.Decoder(lm=None, dict=None, loglevel="FATAL", pl_window=0, **PHONEMES))
        self._phonemes.decoder.add_allphone_file("phonemes", f"{pocketsphinx.get_model_path('en-us')}/en-us-phone.lm.bin")
        self._phonemes.decoder.activate_search("phonemes")
        with tempfile.NamedTemporaryFile("w", suffix=".dict") as file:
            file.writelines(_pronounced(known))
            file.flush()
            settings = {"lm": None, "dict": file.name, "fwdflat": False, "bestpath": False}
            self._commands = Decoder(pocketsphinx.Decoder(loglevel="FATAL", pl_window=0, **settings))
        for word in known:
            self._teach(word)
        for name, value in COMMANDS.items():
            self._commands.decoder.config[name] = value
        if beside:
            self._commands.decoder.add_lm("commands", beside._commands.decoder.get_lm("commands"))
        else:
            self._commands.decoder.add_lm_file("commands", model)
        self._phonemes.warm("phonemes")
        self._commands.warm("commands")
        self.start()

    @cached_property
    def dictation(self) -> "Decoder":
        """Reads any words. Loaded when first needed, as it takes twice as long as the two others, and 90 MB."""
        import pocketsphinx

        if self._beside:
            return self._beside.dictation

        made = Decoder(pocketsphinx.Decoder(fwdflat=False, bestpath=False, loglevel="FATAL", pl_window=0))
        made.warm("_default")
        return made

    def start(self) -> None:
        """Begin a new turn and forget the last one."""
        self._spectra = Spectra()
        self._cleaner = Cleaner()
        self._sound: list[Floats] = []
        self._last: tuple[int, GrammarReading] | None = None
        self._dictated: Hypothesis | None = None
        self._begin()

    def feed(self, samples: Samples) -> None:
        new = self._spectra.push(samples)
        if not len(new):
            return
        sound = self._cleaner.push(new)
        self._sound.append(sound)
        if self._last is None:
            self._read(sound)
        elif not _quiet(self._spectra.frames(), self._last[0]):
            self._last = None
            self._begin()
            self._read(np.concatenate(self._sound))

    def heard(self, wake_end: float = 0.0) -> GrammarReading:
        """The turn so far, read as a command. `wake_end`: seconds to where a wake phrase ends that it begins with."""
        if self._last is None:
            self._dictated = None
            self._read(self._cleaner.rest())
            self._last = self._spectra.count, self._ended(self._spectra.count, wake_end)
        return self._last[1]

    def dictated(self) -> Hypothesis:
        """Return what dictation makes of the turn, as far as `heard` has read it."""
        if self._dictated is None:
            self._dictated = self._any_words()
        return self._dictated

    def _begin(self) -> None:
        self._commands.begin("commands")
        self._phonemes.begin("phonemes")

    def _read(self, sound: Floats) -> None:
        if self._spectra.count * HOP_S <= LONGEST_COMMAND_S:
            self._commands.read(sound)
            self._phonemes.read(sound)

    def _ended(self, frames: int, wake_end: float) -> GrammarReading:
        best, loop = self._commands.end(), self._phonemes.end()
        if best is None or not SHORTEST_S <= frames * HOP_S <= LONGEST_COMMAND_S:
            return GrammarReading()
        return self._readings(best, loop, frames, wake_end)

    def _any_words(self) -> Hypothesis:
        frames, grammar = self._last or (0, GrammarReading())
        if frames * HOP_S < SHORTEST_S:
            return Hypothesis("", "dictation", None, 0, frames * HOP)
        self.dictation.begin("_default")
        self.dictation.read(np.concatenate([*self._sound, self._cleaner.rest()]))
        best = self.dictation.end()
        said = [s for s in self.dictation.decoder.seg() if _is_word(s.word)]
        since = -math.inf if grammar.wake_end is None else grammar.wake_end - 0.1
        words = " ".join(_spelt(s.word) for s in said if s.start_frame * HOP_S > since)
        return Hypothesis(words, "dictation", math.log(best.score) if best else None, 0, frames * HOP)

    def _readings(self, best: Any, loop: Any, frames: int, wake_end: float) -> GrammarReading:
        decoder = self._commands.decoder
        segments = [s for s in decoder.seg() if _is_word(s.word)]
        readings = {best.hypstr: best.score}
        for number, reading in enumerate(decoder.nbest()):
            if reading is None or number >= READINGS:
                break
            readings.setdefault(reading.hypstr, reading.score)
        words = [_spelt(s.word) for s in segments]
        misread = words[: sum(s.start_frame + s.end_frame < 2 * wake_end / HOP_S for s in segments)]
        woken = self._woken(words, misread)
        begin = (segments[woken - 1].end_frame + 1) if woken else 0
        ratio = (_log(best.score) - _log(loop.score)) / frames / 10 if loop else 0.0
        return GrammarReading(
            tuple(self._hypothesis(*reading, misread, begin * HOP, frames * HOP) for reading in readings.items()),
            ratio,
            min((s.prob for s in segments[woken:]), default=0.0),
            begin * HOP_S if woken else None,
        )

    def _hypothesis(self, text: str, score: float, misread: Sequence[str], begin: int, end: int) -> Hypothesis:
        words = text.split()
        logprob = math.log(score) if score > 0 else None
        return Hypothesis(" ".join(words[self._woken(words, misread) :]), "grammar", logprob, begin, end)

    def _woken(self, words: Sequence[str], misread: Sequence[str]) -> int:
        """How many words at the beginning are a wake phrase, or what was read in its place."""
        return next((len(wake) for wake in (*self._wake, misread) if words[: len(wake)] == wake), 0)

    def _teach(self, word: str) -> None:
        """Make sure that a word has its pronunciations; one that cannot be said is left out of the model by the decoder."""
        decoder = self._commands.decoder
        usual = decoder.lookup_word(word)
        made = SPOKEN.get(word) or (() if usual else filter(None, [pronunciation(word)]))
        for phonemes in made:
            label = next(n for n in _labels(word) if decoder.lookup_word(n) is None)
            decoder.add_word(label, phonemes, False)


class Decoder:
    """One of pocketsphinx's decoders, fed with cepstra whose mean is taken off already."""

    def __init__(self, decoder: Any) -> None:
        self.decoder = decoder
        decoder.config["cmn"] = "none"  # the model's own settings overrule those given to the constructor
        decoder.reinit_feat()
        self._reading = False

    def warm(self, search: str) -> None:
        """Have a search read something, so that its first turn is like all others."""
        self.begin(search)
        self.read(np.zeros((WARM_FRAMES, CEPSTRA), np.float32))
        self.end()

    def begin(self, search: str) -> None:
        if self._reading:
            self.decoder.end_utt()
        self.decoder.activate_search(search)
        self.decoder.start_utt()
        self._reading = True

    def read(self, sound: Floats) -> None:
        if len(sound):
            self.decoder.process_cep(sound.tobytes(), full_utt=False)

    def end(self) -> Any:
        """The best hypothesis; None where there is none."""
        self.decoder.end_utt()
        self._reading = False
        best = self.decoder.hyp()
        return best if best is not None and best.score > 0 else None


def _pronounced(words: Collection[str]) -> Iterator[str]:
    """The dictionary's lines for some words. With all of its 134,000 words, a language model takes half a second to load."""
    import pocketsphinx

    with Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).open(encoding="utf-8") as dictionary:
        yield from (line for line in dictionary if line[: line.find(" ")].partition("(")[0] in words)


def _labels(word: str) -> Iterable[str]:
    yield word
    yield from (f"{word}({n})" for n in range(2, 99))


def _spelt(label: str) -> str:
    return re.sub(r"\(\d+\)$", "", label)


def _is_word(label: str) -> bool:
    return label[0] not in "<[(+"


def _log(score: float) -> float:
    """Logarithm of a score in pocketsphinx's own base, 1.0001."""
    return math.log(score) / math.log(1.0001)


def _quiet(frames: Array, since: int) -> bool:
    """Whether nothing was said in the frames since one, going by how loud those before it are."""
    if not 0 < since < len(frames):
        return since > 0
    loudness = np.log(frames.sum(1) + 1.0)
    low, high = np.percentile(loudness[:since], [10, 95])
    return bool(np.percentile(loudness[since:], 90) < (low + high) / 2)
