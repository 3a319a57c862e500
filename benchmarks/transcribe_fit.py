"""`python -m benchmarks.transcribe_fit`: fits the weights of `voice.transcribe.confidence` on the tuning split.

Each clip of the corpora is read by the product's own recogniser; its evidence is that of the reading the product would
take. Right: the reading means what was said, skill and slots. Wrong: it means something else, or the clip is no command.
The table is by cross-validation over voices: a voice is judged by weights that never saw it.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.corpora import Clip, clips, skipped
from benchmarks.listening.commands import same
from voice.clock import AudioClock
from voice.config import Config
from voice.messages import SAMPLE_RATE, Samples
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.transcribe.confidence import Evidence
from voice.transcribe.fuse import likeliest_reading
from voice.transcribe.sphinx import SphinxRecogniser

Array = npt.NDArray[np.float64]

LEAD_S, TAIL_S = 0.3, 0.3
"""Sound around the words that a turn holds: the pre-roll before its onset, the hangover behind it."""

FOLDS = 5
ENOUGH = 10
STEPS = 25
"""Newton's method needs some eight."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)

PRIOR = 1e-2
"""Weight of the penalty on large weights: it keeps them finite should the classes be separable, and is felt by no other."""


@dataclass(frozen=True, slots=True)
class Reading:
    evidence: Evidence
    right: bool
    clip: Clip


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.transcribe_fit")
    options.add_argument("--size", choices=("small", "full"), default="small")
    spoken = {kind: list(clips(kind, "tune", options.parse_args().size)) for kind in ("command", "other")}
    print("left out:", ", ".join(skipped()) or "no voice", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        readings = asyncio.run(read([*spoken["command"], *spoken["other"]], Path(folder)))
    show(readings, {kind: len(of) for kind, of in spoken.items()})


async def read(spoken: list[Clip], state: Path) -> list[Reading]:
    """Read each clip as the product would; clips of which it takes no reading are left out."""
    settings, clock = Config(state_dir=state), AudioClock()
    skills = Skills(settings, clock, EgressGate.of(settings, clock))
    skills.load()
    recogniser = SphinxRecogniser(skills.sentences, skills.judge, settings.wake.phrases, settings.transcribe.min_confidence)
    await recogniser.load()
    try:
        found = []
        for number, clip in enumerate(spoken, start=1):
            hearing = await recogniser.open()
            await hearing.feed(turn(clip))
            likeliest = likeliest_reading(await hearing.read(), ("complete",), skills.judge)
            await hearing.close()
            if likeliest and (match := skills.match(likeliest.text)):
                right = clip.skill == match.skill and same(clip.slots, match.slots)
                found.append(Reading(likeliest.evidence, right, clip))
            print(f"\r{number} of {len(spoken)} clips", end="", file=sys.stderr)
        return found
    finally:
        await recogniser.close()


def turn(clip: Clip) -> Samples:
    begin, end = clip.speech
    return clip.samples[round(max(begin - LEAD_S, 0) * SAMPLE_RATE) : round((end + TAIL_S) * SAMPLE_RATE)]


def fitted(evidence: Array, right: Array) -> Array:
    """Weights, the bias last, by Newton's method; both classes weigh what they count."""
    inputs = np.column_stack([evidence, np.ones(len(evidence))])
    penalty = PRIOR * np.eye(inputs.shape[1])
    penalty[-1, -1] = 0
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        chance = chances(evidence, weights)
        slope = inputs.T @ (right - chance) - penalty @ weights
        bend = inputs.T @ (inputs * (chance * (1 - chance))[:, None]) + penalty
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def chances(evidence: Array, weights: Array) -> Array:
    total: Array = np.clip(evidence @ weights[:-1] + weights[-1], -30, 30)
    return 1 / (1 + np.exp(-total))


def validated(evidence: Array, right: Array, voices: list[str]) -> Array:
    """Each reading's chance by weights fitted on the other voices."""
    folds = np.array([sorted(set(voices)).index(voice) % FOLDS for voice in voices])
    result = np.empty(len(right))
    for number in set(folds):
        apart = folds == number
        result[apart] = chances(evidence[apart], fitted(evidence[~apart], right[~apart]))
    return result


def show(readings: list[Reading], clips_of: dict[str, int]) -> None:
    evidence = np.array([astuple(reading.evidence) for reading in readings])
    right = np.array([reading.right for reading in readings], float)
    command = np.array([reading.clip.kind == "command" for reading in readings])
    chance = validated(evidence, right, [reading.clip.voice for reading in readings])
    groups = {"right kept": right == 1, "wrong kept": command & (right == 0), "other taken": ~command}
    print(f"{int(right.sum())} right and {int(groups['wrong kept'].sum())} wrong readings of {clips_of['command']} commands,")
    print(f"{int((~command).sum())} readings of {clips_of['other']} clips of other speech\n")
    totals = [int(right.sum()), int(groups["wrong kept"].sum()), clips_of["other"]]
    print("threshold  " + "  ".join(f"{name:>14}" for name in groups) + "     (other speech: of all its clips)")
    for threshold in THRESHOLDS:
        kept = [int((chance[group] >= threshold).sum()) for group in groups.values()]
        print(f"{threshold:9.1f}  " + "  ".join(f"{n:5d} {n / max(of, 1):8.1%}" for n, of in zip(kept, totals, strict=True)))
    if min(int(group.sum()) for group in groups.values()) < ENOUGH:
        print(f"\nFewer than {ENOUGH} readings of one kind: weights to look at, not to paste.")
    weights = fitted(evidence, right)
    print(f"\n# {', '.join(field.name for field in fields(Evidence))}")
    print(f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights[:-1])})\nBIAS = {weights[-1]:.2f}")


if __name__ == "__main__":
    main()
