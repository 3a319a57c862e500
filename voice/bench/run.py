"""Runs a bench: cold starts first, then everything warm, and makes the result."""

import asyncio
from collections.abc import Sequence

from voice.bench import cold, corpus, machine, summary
from voice.bench.compare import comparable
from voice.bench.measure import Progress, measure
from voice.bench.result import Corpus, Ran, Result
from voice.bench.scenario import Scenario
from voice.bench.variants import opened
from voice.clock import WallClock, stopwatch


def run(scenario: Scenario, progress: Progress, name: str = "", against: Sequence[Result] = ()) -> Result:
    """Run a scenario. `name`: what people call the machine; `against`: what it will be compared with. Raises VoiceError."""
    started, watch, seen = WallClock().today(), stopwatch(), machine.Watch(name)
    progress.begin("saying the sentences", 1)
    clips = scenario.clips()
    if against:
        comparable(against, corpus.digest(clips), scenario.pacing)
    progress.begin("starting cold", scenario.cold)
    starts = []
    for _ in range(scenario.cold):
        starts.append(cold.started(scenario))
        progress.advance()
    with opened(scenario) as (variants, skipped):
        measured = asyncio.run(measure(scenario, clips, variants, progress))
        turns = measured.turns()
        limits = variants[0].config.budget
        groups = summary.groups(measured, variants, turns, limits)
        told = Ran(
            name=scenario.file.stem,
            title=scenario.title,
            digest=scenario.digest,
            seed=scenario.seed,
            pacing=scenario.pacing,
            repeats=scenario.repeats,
            warm_up=scenario.warm_up,
            profile=scenario.profile,
            corpus=Corpus(
                clips=len(clips),
                seconds=round(sum(clip.seconds for clip in clips), 1),
                voices=scenario.voices,
                digest=corpus.digest(clips),
                made_by="espeak-ng",
            ),
        )
        return Result(
            started=started.isoformat(timespec="seconds"),
            took_s=round(watch(), 1),
            verdict=summary.verdict(groups),
            scenario=told,
            machine=seen.done(),
            program=machine.of_program([variant.config for variant in variants]),
            calibration=summary.calibrated(measured.calibration),
            energy=measured.energy,
            cold=tuple(starts),
            load_ms=measured.load_ms,
            groups=groups,
            false_wakes=summary.wakes(measured),
            changes=summary.changes(variants, turns),
            skipped=tuple(skipped),
            turns=turns,
        )
