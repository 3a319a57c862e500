"""Compares two results, or two lots of them: is one slower than the other by more than chance, and by enough to matter?

Clips are paired by name. Runs that took turns (one of these, one of those, …) are paired run by run too, so that a machine
that slows down in the course of an hour slows both. What a disturbed machine does is only ever added to a time, so of several
repeats the quickest counts.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from voice.bench import result, statistics, summary
from voice.bench.result import Result, Turn
from voice.errors import UsageError
from voice.trace import STAGES, number

HIDDEN = ", hidden"
"""Behind the name of a stage: its work that was done during a wait. It is compared by itself: there may be half a second of it,
which varies by more than what a listener would notice of the part that is waited for."""

COMPARED = (*STAGES, *(stage + HIDDEN for stage in ("transcribe", "answer", "speak")), "compute", "voice-to-voice")

WAITS = ("wake", "endpoint")
"""Stages that take equally long on any machine, because they follow the sound."""

LEAST_MS, LEAST_SHARE = 5.0, 0.05
"""A difference matters only if it is larger than so many ms and than this share of the time before."""

LOOP = 1.5
"""It must also exceed so many times the change of the calibration loop: not all work slows down alike."""

CHANCE = 0.05
"""The highest chance at which a difference is believed, after the correction for looking at many stages."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How one stage differs between two results, under one of the settings."""

    group: str
    stage: str
    """One of `COMPARED`."""
    before_ms: float
    after_ms: float
    """Medians over the clips."""
    more_ms: statistics.Between
    """How much longer it takes now: the median over the clips."""
    chance: float
    """The probability of such a difference by chance alone, 0..1, corrected for the number of stages."""
    floor_ms: float
    """A difference up to this size may come from the machine itself."""

    @property
    def verdict(self) -> str:
        """ "slower", "faster" or "same"."""
        sure = self.chance < CHANCE and abs(self.more_ms.value) > self.floor_ms
        return "same" if not sure else "slower" if self.more_ms.value > 0 else "faster"


@dataclass(frozen=True, slots=True)
class Comparison:
    differences: tuple[Difference, ...]
    lost: tuple[str, ...]
    """Clips that were understood, or a question that was answered, in every repeat before, and in none now."""
    notes: tuple[str, ...]
    """What a reader should keep in mind, in words."""

    @property
    def slower(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.verdict == "slower")

    @property
    def regressed(self) -> bool:
        return bool(self.slower or self.lost)


def runs(path: Path) -> list[Result]:
    """Read one result, or all results in a folder, the earliest first. Raises UsageError."""
    files = sorted(path.glob("**/*.json")) if path.is_dir() else [path]
    if not files:
        raise UsageError(f"{path} holds no results", "Write some there: voice bench --out FOLDER")
    return sorted(map(result.load, files), key=lambda one: one.started)


def compare(before: Sequence[Result], after: Sequence[Result], least_ms: float = LEAST_MS) -> Comparison:
    """Compare two lots of results. Raises UsageError if different clips were said in them."""
    if not 0 <= least_ms < math.inf:
        raise UsageError(f"{least_ms} ms is no difference", "Give milliseconds, 0 or more.")
    comparable((*before, *after))
    unsure = max(LOOP * abs(_loop_ms(after) / _loop_ms(before) - 1), _taken(before), _taken(after))
    interleaved = _interleaved(before, after)
    made: dict[tuple[str, str], Difference] = {}
    for group in _common(before, after):
        for stage in COMPARED:
            old, new = (_values(side, group, stage, interleaved) for side in (before, after))
            if found := _difference(group, stage, old, new, least_ms, unsure):
                made[group, stage] = found
    lost = tuple(_lost(before, after))
    if not made and not lost:
        raise UsageError("the results have nothing in common to compare", "Run the same scenario on both sides.")
    corrected = statistics.holm({f"{group}/{stage}": one.chance for (group, stage), one in made.items()})
    return Comparison(
        differences=tuple(replace(one, chance=corrected[f"{group}/{stage}"]) for (group, stage), one in made.items()),
        lost=lost,
        notes=tuple(_notes(before, after, interleaved)),
    )


def took(stage: str, turn: Turn) -> float | None:
    """How long one of `COMPARED` took in a turn, ms."""
    if stage == "voice-to-voice":
        return turn.voice_to_voice_ms
    ms = summary.took(stage.removesuffix(HIDDEN), turn)
    return turn.hidden_ms.get(stage.removesuffix(HIDDEN), 0.0) if ms is not None and stage.endswith(HIDDEN) else ms


Values = dict[tuple[int, str], list[float]]
"""(Run, clip) → what each repeat took, ms."""


def _values(side: Sequence[Result], group: str, stage: str, interleaved: bool) -> Values:
    found: Values = {}
    for place, one in enumerate(side):
        for turn in one.turns:
            if turn.group == group and turn.kind != "other" and not turn.cut_off and (ms := took(stage, turn)) is not None:
                found.setdefault((place if interleaved else 0, turn.clip), []).append(ms)
    return found


def _difference(group: str, stage: str, before: Values, after: Values, least_ms: float, unsure: float) -> Difference | None:
    both = [key for key in before if key in after]
    quickest = [(min(before[key]), min(after[key])) for key in both]
    if not any(map(any, quickest)):  # it did not happen, or nothing of it was hidden
        return None
    old = float(np.median([one for one, _ in quickest]))
    return Difference(
        group=group,
        stage=stage,
        before_ms=old,
        after_ms=float(np.median([new for _, new in quickest])),
        more_ms=statistics.median([new - one for one, new in quickest]),
        chance=statistics.by_chance([(before[key], after[key]) for key in both]),
        floor_ms=least_ms if stage in WAITS else max(least_ms, max(LEAST_SHARE, unsure) * abs(old)),
    )


def _common(before: Sequence[Result], after: Sequence[Result]) -> list[str]:
    """The groups that both have, without the alternatives: who looks at less is misled less often."""
    there = _groups(after)
    return [name for name in _groups(before) if name in there]


def _groups(side: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(group.name for one in side for group in one.groups if not group.tried))


def comparable(results: Sequence[Result], digest: str = "", pacing: str = "") -> None:
    """Raise UsageError if not all are of the same sentences at the same pace. `digest`, `pacing`: those of one to come."""
    said = {digest or results[0].scenario.corpus.digest, *(one.scenario.corpus.digest for one in results)}
    paced = {pacing or results[0].scenario.pacing, *(one.scenario.pacing for one in results)}
    if len(said) > 1 or len(paced) > 1:
        what = "the results cannot be compared: other sentences were said, or at another pace"
        raise UsageError(what, "Run the same scenario with the same packages on both sides.")


def _loop_ms(side: Sequence[Result]) -> float:
    return float(np.median([ms for one in side for ms in one.calibration.between_ms]))


def _taken(side: Sequence[Result]) -> float:
    """The share of the machine's time that others took: by so much its work may have been slowed down, in this run or that."""
    return float(np.median([one.calibration.others + one.calibration.stolen for one in side]))


def _interleaved(before: Sequence[Result], after: Sequence[Result]) -> bool:
    """Whether the runs of both sides alternated in time."""
    order = [which for _, which in sorted([(one.started, 0) for one in before] + [(one.started, 1) for one in after])]
    return len(before) == len(after) and len(before) > 1 and all(one != other for one, other in pairwise(order))


def _lost(before: Sequence[Result], after: Sequence[Result]) -> Iterator[str]:
    for group in _common(before, after):
        old, new = _understood(before, group), _understood(after, group)
        for clip in old:
            if all(old[clip]) and clip in new and not any(new[clip]):
                yield f"{group}: {clip}"


def _understood(side: Iterable[Result], group: str) -> Mapping[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for one in side:
        for turn in one.turns:
            if turn.group == group and turn.kind != "other":
                done = turn.voice_to_voice_ms is not None if turn.understood is None else turn.understood
                found.setdefault(turn.clip, []).append(done)
    return found


def _notes(before: Sequence[Result], after: Sequence[Result], interleaved: bool) -> Iterator[str]:
    both = (*before, *after)
    if not interleaved:
        yield "The runs did not take turns: what the machine did meanwhile is part of the difference."
    if len({one.machine.processor for one in both}) > 1 or len({one.machine.cores for one in both}) > 1:
        yield "These are different machines."
    if (ratio := _loop_ms(after) / _loop_ms(before)) > 1.05 or ratio < 0.95:
        loops = f"{number(_loop_ms(before))} ms before and {number(_loop_ms(after))} after"
        yield f"The calibration loop took {loops}: differences of that share are not told."
    if (taken := max(_taken(before), _taken(after))) > LEAST_SHARE:
        yield f"Other programs took {taken:.0%} of the machine's time: differences of that share are not told."
    for name, side in (("before", before), ("after", after)):
        if any(one.calibration.doubts for one in side):
            yield f"Doubtful {name}: {'; '.join(dict.fromkeys(doubt for one in side for doubt in one.calibration.doubts))}."
    for which, side, other in (("before", before, after), ("after", after, before)):
        if only := [name for name in _groups(side) if name not in _groups(other)]:
            yield f"Measured only {which}, and not compared: {', '.join(only)}."
    for group in _common(before, after):
        old, new = _engines(before, group), _engines(after, group)
        if unreal := sorted(_unreal(both, group)):
            yield f"{group}: {', '.join(unreal)}, which is not real."
        for stage in old:
            if stage in new and old[stage] != new[stage]:
                yield f"{group}, {stage}: {old[stage]} before, {new[stage]} after."
    if len({one.program.settings for one in both}) > 1:
        yield "The settings differ."


def _unreal(side: Iterable[Result], group: str) -> set[str]:
    mine = (each for one in side for each in one.groups if each.name == group)
    return {f"{one.stage} by a {one.kind}" for each in mine for one in each.engines if one.kind != "real"}


def _engines(side: Sequence[Result], group: str) -> dict[str, str]:
    """Stage → who did it, and whether that is real."""
    found: dict[str, dict[str, None]] = {}
    for mine in (each for one in side for each in one.groups if each.name == group):
        for engine in mine.engines:
            real = "" if engine.kind == "real" else f", a {engine.kind}"
            note = f" ({engine.note})" if engine.note else ""
            found.setdefault(engine.stage, {})[f"{engine.name}{real}{note}"] = None
    return {stage: " or ".join(told) for stage, told in found.items()}
