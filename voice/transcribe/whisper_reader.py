"""Makes a transcript of a sound with Whisper: chooses the context, checks the reading, and spells it as it was spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from voice.clock import stopwatch
from voice.errors import EngineError
from voice.messages import SAMPLE_RATE, Hypothesis, Samples, Transcript
from voice.transcribe import Judge
from voice.transcribe.whisper_guard import fault, made_up
from voice.transcribe.whisper_model import FLOOR_S, FULL_S, Model, Reading
from voice.transcribe.whisper_words import spoken, unwoken

Context = Literal["auto", "full"]


@dataclass(frozen=True, slots=True)
class WhisperResult:
    """What Whisper made of a sound."""

    wrong: str | None
    """What looks wrong about it."""
    transcript: Transcript


@dataclass(slots=True)
class WhisperReader:
    """Reads whole sounds with a loaded model, one after the other; each stands for itself."""

    model: Model
    judge: Judge
    wake_phrases: Sequence[str]
    hotwords: Sequence[str]
    min_confidence: float
    context: Context
    took_s: float = 0.0
    """How long the last reading took."""

    def read(self, samples: Samples, thorough: bool) -> WhisperResult:
        """Read a sound; blocks. `thorough`: once more with a full context when the reading looks wrong. Raises EngineError."""
        elapsed = stopwatch()
        try:
            readings, wrong, note = self._chosen(samples, thorough)
            reading = readings[0]
            words = spoken(reading.text)
            said = unwoken(words, self.wake_phrases)
            if reason := made_up(reading, said, said != words, samples, self.hotwords):
                said, note = "", f"{note}; nothing was said: {reason}"
        except RuntimeError as error:  # CTranslate2's, and onnxruntime's
            raise EngineError(f"Whisper failed: {type(error).__name__}", "`voice models verify` checks its model.") from None
        self.took_s = elapsed()
        trust = float(np.exp(min(reading.logprob, 0.0)))
        command = bool(said) and trust >= self.min_confidence and self.judge(said) == "complete"
        hypotheses = tuple(self._hypothesis(one, len(samples)) for one in readings)
        return WhisperResult(wrong, Transcript(said, trust, command, "whisper", note=note, hypotheses=hypotheses))

    def _hypothesis(self, reading: Reading, end: int) -> Hypothesis:
        text = unwoken(spoken(reading.text), self.wake_phrases)
        return Hypothesis(text, "whisper", reading.total_logprob, max(0, end - round(FULL_S * SAMPLE_RATE)), end)

    def _chosen(self, samples: Samples, thorough: bool) -> tuple[list[Reading], str | None, str]:
        """Return the readings (the chosen one first), what looks wrong about that one, and a note on its context length."""
        if self.context == "full":
            reading = self.model.read(samples, FULL_S)
            return [reading], fault(reading), "30 s of context, as set"
        reading = self.model.read(samples, FLOOR_S)
        note = f"{reading.context_s:.1f} s of context, " + ("the least" if reading.context_s <= FLOOR_S else "its own length")
        wrong = fault(reading)
        if not wrong or not thorough or reading.context_s >= FULL_S:
            return [reading], wrong, note
        again = self.model.read(samples, FULL_S)
        if (fault(again) is None, again.logprob) > (False, reading.logprob):
            return [again, reading], fault(again), f"30 s of context: at {reading.context_s:.1f} s {wrong}"
        return [reading, again], wrong, f"{note}; 30 s was no better"
