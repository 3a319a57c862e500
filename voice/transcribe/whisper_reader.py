"""Makes a transcript of a sound with Whisper: chooses the context, checks the reading, and spells it as it was spoken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voice.errors import EngineError
from voice.messages import SAMPLE_RATE, Hypothesis, Samples, Transcript
from voice.transcribe import Judge
from voice.transcribe.sound_alikes import SoundAlikes
from voice.transcribe.whisper_guard import fault, made_up
from voice.transcribe.whisper_model import FLOOR_S, FULL_S, Model, Reading
from voice.transcribe.whisper_words import opening, prompt, spellings, spoken, unwoken, without_loop

Context = Literal["auto", "full"]

FAILED = "Whisper failed: {}", "`voice models verify` checks its model."


@dataclass(frozen=True, slots=True)
class WhisperResult:
    """What Whisper made of a sound."""

    wrong: str | None
    """What looks wrong about it; it has no words then."""
    transcript: Transcript
    reading: Reading | None = None
    """None where nothing was read."""
    phrase: str = ""
    """The wake phrase that the sound began with."""


@dataclass(slots=True)
class WhisperReader:
    """Reads whole sounds with a loaded model, one after the other; each stands for itself."""

    model: Model
    judge: Judge
    commands: SoundAlikes
    wake_phrases: Sequence[str]
    min_confidence: float
    context: Context

    def read(self, samples: Samples, phrase: str = "") -> WhisperResult:
        """Read a sound that begins with a wake phrase, or with none; blocks. What looks wrong is read anew with full context.

        Raises EngineError.
        """
        if len(samples) > FULL_S * SAMPLE_RATE:
            phrase = ""  # its end is read, and that begins with anything
        try:
            reading, wrong, note = self._chosen(samples, phrase)
            said, nothing = ("", None) if wrong else self._said(reading, samples, phrase)
        except RuntimeError as error:  # CTranslate2's, and onnxruntime's
            raise EngineError(FAILED[0].format(type(error).__name__), FAILED[1]) from None
        note = f"{note}; nothing was said: {nothing}" if nothing else note
        return WhisperResult(wrong, self._transcript(reading, said, len(samples), note), reading, phrase)

    def alike(self, words: str) -> tuple[str, ...]:
        """Find the commands that sound like some words, the most alike first: those one word away, and the nearest of all."""
        repaired = (text for text in self.commands.repaired(words) if self.judge(text) == "complete")
        return tuple(self.commands.ranked(words, (*repaired, *self.commands.nearest(words))))

    def score(self, result: WhisperResult, texts: Iterable[str]) -> dict[str, float]:
        """Tell how likely the model finds each of `texts`, spoken words, and what it wrote itself; blocks. Raises EngineError.

        Natural logarithms; of each text the likelier spelling counts.
        """
        own, reading = result.transcript.text, result.reading
        assert reading is not None, "something was read"
        rows = [(own, reading.text)] if own else []
        rows += [(text, spelling) for text in texts for spelling in spellings(text, reading.text)]
        try:
            scores = self.model.score(reading.sound, [text for _, text in rows], opening(result.phrase))
        except RuntimeError as error:
            raise EngineError(FAILED[0].format(type(error).__name__), FAILED[1]) from None
        best: dict[str, float] = {}
        for (text, _), score in zip(rows, scores, strict=True):
            best[text] = max(score, best.get(text, score))
        return best

    def _said(self, reading: Reading, samples: Samples, phrase: str) -> tuple[str, str | None]:
        """The words that were said behind the wake phrase, and why there are none if there are none."""
        words = spoken(reading.text)
        said = unwoken(words, self.wake_phrases)
        nothing = made_up(reading, said, bool(phrase) or said != words, samples)
        return "" if nothing else without_loop(said), nothing

    def _transcript(self, reading: Reading, said: str, end: int, note: str) -> Transcript:
        trust = float(np.exp(min(reading.logprob, 0.0)))
        command = bool(said) and trust >= self.min_confidence and self.judge(said) == "complete"
        begin = max(0, end - round(FULL_S * SAMPLE_RATE))
        hypotheses = (Hypothesis(said, "whisper", reading.total_logprob, begin, end),)
        return Transcript(said, trust, command, "whisper", note=note, hypotheses=hypotheses)

    def _chosen(self, samples: Samples, phrase: str) -> tuple[Reading, str | None, str]:
        """Return the reading, what looks wrong about it, and a note on its context length."""
        if self.context == "full":
            reading = self._read(samples, FULL_S, phrase)
            return reading, fault(reading), "30 s of context, as set"
        reading = self._read(samples, FLOOR_S, phrase)
        context_s = reading.sound.context_s
        note = f"{context_s:.1f} s of context, " + ("the least" if context_s <= FLOOR_S else "its own length")
        wrong = fault(reading)
        if not wrong:
            return reading, wrong, note
        again = self._read(samples, FULL_S, phrase, asked=False)
        if wrong_again := fault(again):
            return reading, wrong, f"{note}: {wrong}; at 30 s {wrong_again}"
        return again, None, f"30 s of context: at {context_s:.1f} s {wrong}"

    def _read(self, samples: Samples, context_s: float, phrase: str, asked: bool = True) -> Reading:
        sound = self.model.encode(samples, context_s)
        return self.model.read(sound, opening(phrase), prompt(phrase) if asked else "")
