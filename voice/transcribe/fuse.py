"""Fuse: chooses one transcript from everything that the engines read. It computes alone: no engine, no waiting, no state."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from voice.messages import Completeness, Hypothesis, Transcript
from voice.transcribe import Judge
from voice.transcribe.confidence import Evidence, confidence


@dataclass(frozen=True, slots=True)
class GrammarReading:
    """What the command grammar made of a turn."""

    hypotheses: tuple[Hypothesis, ...] = ()
    """Its readings, the likeliest first, the wake phrase left out."""
    score_ratio: float = 0.0
    """Score of the first one against that of any phonemes; see `confidence.Evidence`."""
    weakest: float = 0.0
    """Posterior of its least likely word, 0..1."""
    wake_end: float | None = None
    """Seconds from the first sample fed to the end of the wake phrase."""


@dataclass(frozen=True, slots=True)
class Readings:
    """All that the engines made of one turn; None for an engine that was not asked."""

    grammar: GrammarReading
    dictation: Hypothesis | None = None
    whisper: Transcript | None = None


class Likeliest(NamedTuple):
    text: str
    found: Completeness
    evidence: Evidence


def fuse(readings: Readings, wanted: Sequence[Completeness], judge: Judge, min_confidence: float) -> Transcript:
    """Choose the words of a turn; they come with all hypotheses, best first.

    The grammar's likeliest reading that is `wanted` counts if it is trusted with at least `min_confidence` (0..1); beside
    Whisper it must be a whole command. Else Whisper's reading counts, or dictation's; without either there are no words.
    """
    grammar, whisper = readings.grammar, readings.whisper
    likeliest = likeliest_reading(grammar, wanted, judge)
    trust = confidence(likeliest.evidence) if likeliest else 0.0
    if likeliest and trust >= min_confidence and (whisper is None or likeliest.found == "complete"):
        taken = Transcript(likeliest.text, trust, likeliest.found == "complete", "grammar")
    elif whisper:
        taken = whisper
    else:
        taken = Transcript(readings.dictation.text if readings.dictation else "", 1 - trust, False, "dictation")
    return replace(taken, wake_end=grammar.wake_end, hypotheses=_best_first(readings, taken))


def likeliest_reading(grammar: GrammarReading, wanted: Sequence[Completeness], judge: Judge) -> Likeliest | None:
    """Find the grammar's likeliest reading of a `wanted` completeness, with the evidence for it."""
    for rank, hypothesis in enumerate(grammar.hypotheses):
        if (found := judge(hypothesis.text)) in wanted:
            evidence = Evidence(grammar.score_ratio, min(rank, 10) / 10, math.log(grammar.weakest + 1e-3))
            return Likeliest(hypothesis.text, found, evidence)
    return None


def _best_first(readings: Readings, taken: Transcript) -> tuple[Hypothesis, ...]:
    """All hypotheses: what was taken, then the others of the same engine, then those of the other engines."""
    dictated = (readings.dictation,) if readings.dictation else ()
    every = [*readings.grammar.hypotheses, *dictated, *(readings.whisper.hypotheses if readings.whisper else ())]
    every.sort(key=lambda one: (one.engine != taken.engine, one.text != taken.text))
    return tuple(every)
