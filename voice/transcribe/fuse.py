"""Fuse: chooses one transcript from everything that the engines read. It computes alone: no engine, no waiting, no state.

The grammar alone decides by its own confidence. Beside Whisper, what both read is taken at once. Where they differ, Whisper is
asked how likely it finds each command that may have been said: what the grammar read, what Whisper wrote, and the commands that
sound most like that. Numbers and names that one engine gets wrong are so decided by both.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from voice.english.numbers import SOUND_ALIKE
from voice.english.numbers_heard import in_digits
from voice.english.words import ARTICLES
from voice.messages import Completeness, Hypothesis, Match, Transcript
from voice.transcribe import Judge
from voice.transcribe.confidence import MOST_LEAD, Evidence, FusedEvidence, confidence, fused_confidence

Understand = Callable[[str], Match | None]
"""Tells what a whole command would do; equal for two wordings of the same deed, None for what is no command."""

AGREED = 0.99
"""Confidence in a command that both engines read: of 362 on the tuning split 361 were right."""
LOOKED_AT = 10
"""The grammar's readings that are looked at, of a hundred at most. Of 833 turns of the tuning split none had a command behind
them that was right, or trusted."""

GRAMMARS, ALIKE, MISHEARD = 2, 2, 1
"""Ask Whisper about so many deeds that the grammar read, that sound alike, and about the numbers of so many of these. With 3, 5
and 3 of them it takes more than twice as long, and of 247 turns of the tuning split one fewer was right."""

JOINED = {"2": "to", "4": "for"}
"""Words that are read as the first digit of the number behind them."""

HALF_DAYS = {"eight": "a m", "8": "a m", "a": "a m", "please": "p m", "p": "p m"}
"""What the half of the day is misheard for behind a number."""

MISHEARD_AS = SOUND_ALIKE | {heard: number for number, heard in SOUND_ALIKE.items()}

DOUBTFUL = 0.8
"""A candidate needs this share of the confidence that a command must have: without it there would be no command at all, and on
the tuning split none of 278 other requests was taken for one at less."""

TRUST, READ = 2.5, 6.5
"""What the grammar's confidence in a command is worth, and that the grammar read it at all; in nats of Whisper's likelihood.

Its numbers count for nothing: on the tuning split it took "thirteen" for "thirty" nine times where Whisper did so once.
"""


KIND = 0.7
"""What the grammar's word counts for where a command is of the same kind, and about the same things, but not the same ones. It
knows few names and errands, and reads one of these in the place of any other; Whisper knows them all."""


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
    alike: tuple[str, ...] = ()
    """The commands that sound like what Whisper wrote, the likeliest first."""


class Candidate(NamedTuple):
    """A command that may have been said, and what speaks for it."""

    text: str
    found: Completeness
    deed: Match | None
    score: float
    """How likely Whisper finds it; natural logarithm."""
    trust: float
    """Confidence in the grammar's reading where that means the same but for its numbers, `KIND` of it where it is of the same
    kind; else 0."""
    read: float
    """Whether the grammar read it at all, numbers left out: 1 or 0; `KIND` where it read a command of the kind."""

    def worth(self, trust: float, read: float) -> float:
        return self.score + trust * self.trust + read * self.read


class Likeliest(NamedTuple):
    text: str
    found: Completeness
    evidence: Evidence


ONE_OF = re.compile(r"\ban? (?=(?:second|minute|hour|day|week|month|year)\b)")
"""An article that is a number: "a minute" sounds like "eight minutes"."""


def fuse(readings: Readings, wanted: Sequence[Completeness], judge: Judge, min_confidence: float) -> Transcript:
    """Choose the words of a turn by the grammar's own confidence; they come with all hypotheses, best first.

    The grammar's likeliest reading that is `wanted` counts if it is trusted with at least `min_confidence` (0..1). Else
    Whisper's reading counts, or dictation's; without either there are no words.
    """
    grammar, whisper = readings.grammar, readings.whisper
    likeliest = likeliest_reading(grammar, wanted, judge)
    trust = confidence(likeliest.evidence) if likeliest else 0.0
    if likeliest and trust >= min_confidence:
        taken = Transcript(likeliest.text, trust, likeliest.found == "complete", "grammar")
    elif whisper:
        taken = whisper
    else:
        taken = Transcript(readings.dictation.text if readings.dictation else "", 1 - trust, False, "dictation")
    return whole(readings, taken)


def agreed(readings: Readings, wanted: Sequence[Completeness], judge: Judge, understand: Understand) -> Transcript | None:
    """Return the command that the grammar and Whisper both read; None where they differ, or read none."""
    likeliest = likeliest_reading(readings.grammar, wanted, judge)
    words = readings.whisper.text if readings.whisper else ""
    if not likeliest or not words:
        return None
    deed = understand(words)
    if deed != understand(likeliest.text) or (deed is None and words != likeliest.text):
        return None
    return whole(readings, Transcript(likeliest.text, AGREED, likeliest.found == "complete", "grammar"))


def candidates(readings: Readings, wanted: Sequence[Completeness], judge: Judge, understand: Understand) -> list[str]:
    """List the commands that may have been said, to ask Whisper about: one wording a deed of each engine."""
    read = (one.text for one in readings.grammar.hypotheses[:LOOKED_AT] if one.text and judge(one.text) in wanted)
    own = readings.whisper.text if readings.whisper else ""
    alike = (text for text in readings.alike if not own or understand(text) is None or understand(text) != understand(own))
    texts = [*_deeds(read, understand, GRAMMARS), *_deeds(alike, understand, ALIKE)]
    texts = [own, *texts] if own and understand(own) else texts
    likely = [own, *texts][: 1 + MISHEARD]
    misheard = (other for text in likely for other in _misheard(text) if judge(other) in wanted)
    return list(dict.fromkeys([*texts, *misheard]))


def weighed(
    readings: Readings,
    scores: Mapping[str, float],
    wanted: Sequence[Completeness],
    judge: Judge,
    understand: Understand,
    min_confidence: float,
) -> Transcript:
    """Choose among the candidates by `scores`, how likely Whisper finds each and what it wrote itself (natural logarithms).

    The best is taken if it is likely enough to be what was said, by `min_confidence`; else Whisper's words are.
    """
    assert readings.whisper is not None, "scores come from Whisper"
    found = weighable(readings, scores, wanted, judge, understand)
    if not found:
        return whole(readings, readings.whisper)
    best, evidence = best_of(found, scores.get(readings.whisper.text, 0.0))
    sure = fused_confidence(evidence)
    if sure < DOUBTFUL * min_confidence:
        return whole(readings, replace(readings.whisper, confidence=1 - sure, is_command=False))
    return whole(readings, Transcript(best.text, sure, best.found == "complete", "fused", note=readings.whisper.note))


def weighable(
    readings: Readings, scores: Mapping[str, float], wanted: Sequence[Completeness], judge: Judge, understand: Understand
) -> list[Candidate]:
    """List the candidates that are `wanted`, with what speaks for each."""
    likeliest = likeliest_reading(readings.grammar, wanted, judge)
    trust, like, deed = 0.0, "", None
    if likeliest:
        trust, like, deed = confidence(likeliest.evidence), _numberless(likeliest.text), understand(likeliest.text)
    read = {_numberless(one.text) for one in readings.grammar.hypotheses}
    deeds = [deed for one in readings.grammar.hypotheses[:LOOKED_AT] if (deed := understand(one.text))]
    kinds = set(map(_kind, deeds))
    listed = []
    for text, score in scores.items():
        if (found := judge(text)) in wanted:
            own, frame = understand(text), _numberless(text)
            same = frame == like or (deed is not None and own == deed)
            akin = KIND * (deed is not None and _kind(own) == _kind(deed))
            known = 1.0 if frame in read or _is_more(own, deeds) else KIND * (_kind(own) in kinds)
            listed.append(Candidate(text, found, own, score, trust * (same or akin), known))
    return listed


def best_of(
    found: Sequence[Candidate], own: float, trust: float = TRUST, read: float = READ
) -> tuple[Candidate, FusedEvidence]:
    """Return the best candidate and what speaks for it; `own`: how likely Whisper finds what it wrote itself."""
    ranked = sorted(found, key=lambda one: one.worth(trust, read), reverse=True)
    best = ranked[0]
    other = next((one for one in ranked if one.deed != best.deed), None)
    lead = MOST_LEAD if other is None else min(MOST_LEAD, best.worth(trust, read) - other.worth(trust, read))
    return best, FusedEvidence(best.score - own, best.trust, lead)


def likeliest_reading(grammar: GrammarReading, wanted: Sequence[Completeness], judge: Judge) -> Likeliest | None:
    """Find the grammar's likeliest reading of a `wanted` completeness, with the evidence for it."""
    for rank, hypothesis in enumerate(grammar.hypotheses[:LOOKED_AT]):
        if (found := judge(hypothesis.text)) in wanted:
            evidence = Evidence(grammar.score_ratio, rank / LOOKED_AT, math.log(grammar.weakest + 1e-3))
            return Likeliest(hypothesis.text, found, evidence)
    return None


def _misheard(text: str) -> Iterator[str]:
    """The text with one of its numbers changed for what sounds like it: "fifty" for "fifteen", "to 80" for "280", "a m" for
    "8"."""
    words = text.split()
    for place, word in enumerate(words):
        joined = re.fullmatch(r"([24])(\d\d?)", word)
        others = [f"{JOINED[joined[1]]} {joined[2]}" if joined else MISHEARD_AS.get(word)]
        if place and in_digits([words[place - 1]])[0].text[0].isdigit():
            others.append(HALF_DAYS.get(word))
        for other in filter(None, others):
            yield " ".join([*words[:place], other, *words[place + 1 :]])


def _numberless(text: str) -> str:
    """The text with a sign in the place of numbers in a row, or parts of them ("a minute" is a number of them, and "six a m"
    sounds like "six eight"), and without articles, which the grammar mistakes for one another."""
    said = ONE_OF.sub("1 ", " ".join(token.text for token in in_digits(text.split())))
    signed = re.sub(r"\d+|\b[ap] m\b|\bhalf\b|\bquarter\b", "#", said)
    plain = " ".join(word for word in signed.split() if word not in ARTICLES)
    return re.sub(r"(# \w+?)s\b", r"\1", re.sub(r"#(?:[ :.]#)+", "#", plain))


def _kind(deed: Match | None) -> tuple[str, frozenset[str]] | None:
    """Which skill a command is for, and what it tells it."""
    return (deed.skill, frozenset(deed.slots)) if deed else None


def _is_more(deed: Match | None, read: Iterable[Match]) -> bool:
    """Whether a command says all that one of those that the grammar read does, and more.

    In noise the grammar loses the end of a request, or takes it for "for me": what it read is no evidence against the rest.
    """
    less = (one.slots for one in read if deed and one.skill == deed.skill and one.slots.keys() < deed.slots.keys())
    return any(deed and all(deed.slots[slot] == value for slot, value in slots.items()) for slots in less)


def _deeds(texts: Iterable[str], understand: Understand, most: int) -> list[str]:
    """The first wording of each of the first deeds; words that are no whole command stand for themselves."""
    found: list[tuple[Match | str, str]] = []
    for text in texts:
        deed = understand(text) or text
        if all(deed != known for known, _ in found):
            found.append((deed, text))
        if len(found) == most:
            break
    return [text for _, text in found]


def whole(readings: Readings, taken: Transcript) -> Transcript:
    """Add to a transcript what else is known: where the wake phrase ended, and all hypotheses."""
    return replace(taken, wake_end=readings.grammar.wake_end, hypotheses=_best_first(readings, taken))


def _best_first(readings: Readings, taken: Transcript) -> tuple[Hypothesis, ...]:
    """All hypotheses: what was taken, then the others of the same engine, then those of the other engines."""
    dictated = (readings.dictation,) if readings.dictation else ()
    every = [*readings.grammar.hypotheses, *dictated, *(readings.whisper.hypotheses if readings.whisper else ())]
    every.sort(key=lambda one: (one.text != taken.text, one.engine != taken.engine))
    return tuple(every)
