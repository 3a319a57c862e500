"""Measures every clip under every variant, by turns, with the calibration loop in between, until all repeats are done."""

import asyncio
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol

from voice.bench import energy, judge
from voice.bench.calibration import Calibration, Spell
from voice.bench.corpus import Clip
from voice.bench.judge import Judged
from voice.bench.result import Turn
from voice.bench.room import Room, phrases
from voice.bench.scenario import Scenario
from voice.bench.variants import Variant
from voice.clock import AudioClock, Clock, WallClock
from voice.errors import EngineError
from voice.listen.microphone import BLOCK_S
from voice.listen.scripted import Scripted
from voice.messages import FRAME_S, Frame, WakeHeard
from voice.trace import TurnTrace

PATIENCE_S = 90.0
"""Seconds beyond its own length after which a clip is given up: an engine hangs."""


class Progress(Protocol):
    """Shows how far the measurement has come."""

    def begin(self, what: str, total: int) -> None: ...

    def advance(self) -> None: ...


@dataclass(slots=True)
class Heard:
    """One clip that was heard, before it is known whether the measurement is doubtful."""

    variant: Variant
    clip: Clip
    repeat: int
    outcome: Judged
    spell: Spell
    joules: float | None


@dataclass(slots=True)
class Measured:
    heard: list[Heard] = field(default_factory=list)
    calibration: Calibration = field(default_factory=Calibration)
    load_ms: dict[str, float] = field(default_factory=dict)
    energy: str = ""

    def turns(self) -> tuple[Turn, ...]:
        return tuple(_turn(one, self.calibration) for one in self.heard)


async def measure(scenario: Scenario, clips: Sequence[Clip], variants: Sequence[Variant], progress: Progress) -> Measured:
    """Run the scenario. Raises VoiceError where an engine cannot be loaded, or hangs."""
    measured, meter = Measured(), energy.meter()
    measured.energy = meter.source
    async with Room(phrases=phrases()) as room:
        progress.begin("loading engines", len(variants))
        for variant in variants:
            await room.load(variant.config)
            progress.advance()
        measured.load_ms = {part: round(ms, 1) for part, ms in room.load_ms.items()}
        warm, counted = _plan(scenario, clips, variants)
        progress.begin("warming up", len(warm))
        for variant, clip, _ in warm:
            await hear(room, scenario, variant, clip)
            progress.advance()
        progress.begin("measuring", len(counted))
        measured.calibration.begin()
        for variant, clip, repeat in counted:
            before = meter.joules()
            outcome = await hear(room, scenario, variant, clip)
            after = meter.joules()
            joules = None if before is None or after is None else after - before
            measured.heard.append(Heard(variant, clip, repeat, outcome, measured.calibration.spell(), joules))
            progress.advance()
        measured.calibration.end()
    meter.close()
    return measured


async def hear(room: Room, scenario: Scenario, variant: Variant, clip: Clip) -> Judged:
    """Have one clip heard, from its first sample until the last reply is over."""
    outcome = Judged(clip)
    clock: Clock = AudioClock() if scenario.pacing == "fast" else WallClock()
    source = Played(clock, BLOCK_S)
    source.say(clip.samples)
    source.hang_up()
    try:
        await asyncio.wait_for(room.hear(variant.config, source, clock, outcome.note), PATIENCE_S + clip.seconds)
    except TimeoutError:
        what = f"{variant.name}: a clip of {clip.seconds:.0f} s was not over after {PATIENCE_S + clip.seconds:.0f}"
        raise EngineError(what, "An engine hangs: voice doctor tries them one by one.") from None
    outcome.began = source.began
    return outcome


class Played(Scripted):
    """A source that remembers when its first sample was."""

    began = 0.0
    """Clock seconds."""

    async def frames(self) -> AsyncGenerator[Frame]:
        async with aclosing(super().frames()) as frames:
            async for frame in frames:
                self.began = self.began or frame.time - FRAME_S
                yield frame


Job = tuple[Variant, Clip, int]


def _plan(scenario: Scenario, clips: Sequence[Clip], variants: Sequence[Variant]) -> tuple[list[Job], list[Job]]:
    """List what is heard to warm up, and what counts: each clip under all variants in a row, so that none is favoured."""
    draw = random.Random(scenario.seed)
    mine = {variant.name: [clip for clip in clips if clip.kind in variant.kinds] for variant in variants}
    warm = [(one, clip, -1) for one in variants for clip in (mine[one.name] * scenario.warm_up)[: scenario.warm_up]]
    counted: list[Job] = []
    for repeat in range(scenario.repeats):
        for clip in draw.sample(clips, len(clips)):
            having = [one for one in variants if clip.kind in one.kinds and not (clip.kind == "other" and repeat)]
            counted += [(one, clip, repeat) for one in draw.sample(having, len(having))]
    return warm, counted


def _turn(heard: Heard, calibration: Calibration) -> Turn:
    outcome, clip = heard.outcome, heard.clip
    trace = outcome.turn
    return Turn(
        group=heard.variant.name,
        clip=clip.name,
        kind=clip.kind,
        repeat=heard.repeat,
        loop_ms=round(heard.spell.loop_ms, 3),
        doubtful=calibration.doubtful(heard.spell),
        woken=bool(outcome.wakes),
        cut_off=outcome.cut_off,
        understood=outcome.understood,
        word_errors=outcome.word_errors if clip.wake_end is not None else 0,
        words=judge.words(clip.text) if clip.wake_end is not None else 0,
        stages_ms=_stages(heard, trace) if trace else {},
        hidden_ms={stage: round(ms, 3) for stage, ms in trace.hidden_ms.items()} if trace else {},
        longer_wait_ms=_longer_ms(heard, trace) if trace else 0.0,
        voice_to_voice_ms=voice_to_voice(outcome),
        joules=heard.joules,
    )


def _stages(heard: Heard, trace: TurnTrace) -> dict[str, float | None]:
    """How long each stage of a turn took; wake word and wait are measured from the clip's labels, which are exact."""
    stages, marks = trace.stages_ms(), trace.marks
    if heard.clip.wake_end is not None and marks.wake_heard is not None:
        stages["wake"] = round((marks.wake_heard - heard.outcome.began - heard.clip.wake_end) * 1e3, 3)
    if marks.endpoint is not None:
        stages["endpoint"] = round((marks.endpoint - heard.outcome.began - heard.clip.speech[1]) * 1e3, 3)
    return stages


def _longer_ms(heard: Heard, trace: TurnTrace) -> float:
    wait_ms = (trace.budget or {}).get("wait_ms") or 0.0
    return float(max(0.0, wait_ms - heard.variant.config.endpoint.complete_ms))


def voice_to_voice(outcome: Judged) -> float | None:
    """From the last sample of speech to the first sound of the reply, ms; None where it was cut off or nothing was said."""
    audible = outcome.turn.marks.audible if outcome.turn else None
    if audible is None or outcome.cut_off:
        return None
    return round((audible - outcome.began - outcome.clip.speech[1]) * 1e3, 3)


def false_wakes(heard: Sequence[Heard]) -> tuple[int, int, float]:
    """How often it woke to speech that was not for it, and in how many clips and seconds of such speech."""
    others = [one for one in heard if one.clip.kind == "other"]
    wakes: list[WakeHeard] = [wake for one in others for wake in one.outcome.wakes]
    return len(wakes), len(others), sum(one.clip.seconds for one in others)
