"""`python -m benchmarks.fuse_fit`: fits what `voice.transcribe.fuse` weighs commands by, on the tuning split.

The clips behind a wake word, robotic and natural, are heard by the product's own detector and recognisers. Where the grammar
and Whisper differ, every candidate comes with what speaks for it. First the worth of the grammar's reading is fitted (the
softmax over a turn's candidates is to choose what was said), then the confidence in the best one.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
from dataclasses import astuple, dataclass, fields, replace

import numpy as np

from benchmarks.corpora import Clip, clips
from benchmarks.listening.commands import same
from benchmarks.listening.reading import KINDS
from benchmarks.listening.wake import Ear, frames
from benchmarks.transcribe_fit import TAIL_S, fitted
from voice import transcribe
from voice.clock import AudioClock
from voice.config import Config
from voice.messages import SAMPLE_RATE, Completeness, WakeHeard
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.transcribe.confidence import FusedEvidence, fused_confidence
from voice.transcribe.fuse import Candidate, Readings, agreed, best_of, candidates, weighable
from voice.transcribe.together import Together

BEFORE_S = 1.2
"""Seconds of sound before the end of the wake word that a turn holds."""

COMPLETE: tuple[Completeness, ...] = ("complete",)

TRUSTS, READS, SCALES = np.arange(0, 5, 0.5), np.arange(0, 10, 0.5), (0.5, 0.8, 1.2)
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that both read differently."""

    clip: Clip
    own: float
    """How likely Whisper finds what it wrote."""
    found: list[Candidate]
    right: list[bool]
    """Which of the candidates mean what was said."""


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.fuse_fit", description=__doc__)
    options.add_argument("--model", default="whisper-tiny.en", help="a name that `voice models list` shows, or a folder")
    options.add_argument("--size", choices=("small", "full"), default="full")
    given = options.parse_args()
    spoken = [clip for kinds in KINDS.values() for kind in kinds for clip in clips(kind, "tune", given.size)]
    with tempfile.TemporaryDirectory() as folder:
        settings = Config.model_validate(
            {"state_dir": folder, "transcribe": {"engine": "whisper", "model": given.model}}
        )
        turns = asyncio.run(differing(settings, spoken))
    show(turns)


async def differing(settings: Config, spoken: list[Clip]) -> list[Turn]:
    clock = AudioClock()
    skills = Skills(settings, clock, EgressGate.of(settings, clock))
    skills.load()
    ear = Ear(settings, ("hey_jarvis",), True)
    both = transcribe.create(settings.transcribe, skills, settings.wake.phrases, clock)
    assert isinstance(both, Together)
    await both.load()
    found = []
    for number, clip in enumerate(spoken, start=1):
        print(f"\r{number} of {len(spoken)} clips", end="", file=sys.stderr)
        if (woken := next(iter(ear.listen(clip).wakes), None)) and (turn := await _turn(both, skills, clip, woken)):
            found.append(turn)
    await both.close()
    return found


async def _turn(both: Together, skills: Skills, clip: Clip, woken: WakeHeard) -> Turn | None:
    """What is known of a clip; None where there is nothing to weigh."""
    begin = max(0.0, woken.wake_end - BEFORE_S)
    sound = clip.samples[round(begin * SAMPLE_RATE) : round((clip.speech[1] + TAIL_S) * SAMPLE_RATE)]
    grammar = await both.grammar.open(woken.phrase, woken.wake_end - begin)
    words = await both.words.open(woken.phrase, woken.wake_end - begin)
    for frame in frames(sound):
        await grammar.feed(frame.samples)
        await words.feed(frame.samples)
    result = await words.read(ended=True)
    readings = Readings(await grammar.read(), whisper=result.transcript)
    try:
        if not result.transcript.text or agreed(readings, COMPLETE, skills.judge, skills.match):
            return None
        readings = replace(readings, alike=await words.alike(result.transcript.text))
        texts = candidates(readings, COMPLETE, skills.judge, skills.match)
        scores = await words.score(result, texts) if texts else {}
    finally:
        await grammar.close()
        await words.close()
    found = weighable(readings, scores, COMPLETE, skills.judge, skills.match)
    deeds = [skills.match(one.text) for one in found]
    right = [deed is not None and clip.skill == deed.skill and same(clip.slots, deed.slots) for deed in deeds]
    return Turn(clip, scores.get(result.transcript.text, 0.0), found, right) if found else None


def show(turns: list[Turn]) -> None:
    able = [turn for turn in turns if any(turn.right)]
    loss, trust, read, scale = min((_loss(able, *weights), *weights) for weights in itertools.product(TRUSTS, READS, SCALES))
    best = [best_of(turn.found, turn.own, trust, read) for turn in turns]
    right = np.array([turn.right[turn.found.index(one)] for turn, (one, _) in zip(turns, best, strict=True)], float)
    weights = fitted(np.array([astuple(evidence) for _, evidence in best]), right)
    other = np.array([turn.clip.skill is None for turn in turns])
    print(f"\n{len(turns)} turns read differently; {len(able)} of {int((~other).sum())} commands are among the candidates")
    print(f"chosen right {int(right.sum())}, loss {loss:.1f} at a scale of {scale}")
    sure = np.array([fused_confidence(evidence) for _, evidence in best])
    for threshold in THRESHOLDS:
        kept = sure >= threshold
        groups = {"right": right == 1, "wrong": (right == 0) & ~other, "other taken": other}
        print(f"{threshold:4} " + "  ".join(f"{name} {int((kept & group).sum()):4d}" for name, group in groups.items()))
    print(f"\nTRUST, READ = {trust:.1f}, {read:.1f}\n# {', '.join(field.name for field in fields(FusedEvidence))}")
    print(f"FUSED_WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights[:-1])})\nFUSED_BIAS = {weights[-1]:.2f}")


def _loss(turns: list[Turn], trust: float, read: float, scale: float) -> float:
    total = 0.0
    for turn in turns:
        worth = scale * np.array([one.worth(trust, read) for one in turn.found])
        likely = np.exp(worth - worth.max())
        total -= np.log(likely[turn.right].sum() / likely.sum())
    return total


if __name__ == "__main__":
    main()
