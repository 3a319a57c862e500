"""Turns measurements into a result: percentiles against the budget, accuracy, a verdict, and what would save time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice import config
from voice.bench import statistics
from voice.bench.calibration import Calibration, spread
from voice.bench.measure import Measured, false_wakes
from voice.bench.result import (
    Accuracy,
    Calibrated,
    Change,
    Counted,
    Engine,
    Estimate,
    FalseWakes,
    Figures,
    Group,
    Turn,
    Verdict,
)
from voice.bench.scenario import COMMANDS
from voice.bench.statistics import Between
from voice.bench.variants import Variant, engines
from voice.config.locations import BudgetPath
from voice.trace import STAGES

COMPUTE = ("transcribe", "route", "answer", "speak")

ENOUGH = 0.5
"""Doubtful turns are left out if at least this share of all turns remains."""

LATE = 0.05
"""The share of turns that may be late: one in twenty."""


def groups(measured: Measured, variants: Sequence[Variant], turns: Sequence[Turn], limits: config.Budget) -> tuple[Group, ...]:
    """Sum up what was measured under each variant, if anything was said to the assistant under it."""
    best_ms = measured.calibration.best_ms
    return tuple(
        group(
            [turn for turn in turns if turn.group == one.name],
            Named(one.name, one.what, one.path, engines(one, *_named(measured, one)), one.alternative is not None),
            limits,
            best_ms,
        )
        for one in variants
        if any(turn.group == one.name and turn.kind != "other" for turn in turns)
    )


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a group and the engines of its stages."""

    name: str
    what: str
    path: BudgetPath
    engines: tuple[Engine, ...]
    tried: bool = False


def _named(measured: Measured, variant: Variant) -> tuple[str, list[str]]:
    """The wake word and the recognisers that the traces name."""
    traces = [one.outcome.turn for one in measured.heard if one.variant is variant and one.outcome.turn]
    phrase = next((trace.wake.phrase for trace in traces if trace.wake), "")
    return phrase, sorted({trace.transcript.engine for trace in traces if trace.transcript})


def verdict(found: Sequence[Group]) -> Verdict:
    """The worst verdict of the scenario's own settings and models; alternatives are only tried, and stand-ins are not real."""
    return worst(group.verdict for group in found if not group.tried and is_real(group))


def is_real(group: Group) -> bool:
    """Whether all its stages were done by real engines, none by a server that only waits."""
    return all(one.kind != "stand-in" for one in group.engines)


def worst(told: Iterable[Verdict | None]) -> Verdict:
    """The worst of some verdicts. Of nothing, nobody can be sure."""
    there = set(told)
    return next((one for one in WORST_FIRST if one in there), "unsure")


WORST_FIRST: tuple[Verdict, ...] = ("missed", "unsure", "met")

FELT = ("wake", "endpoint", "compute")
"""The stages that decide the verdict: a later stage may use the time that the ones before it left over."""


def group(turns: Sequence[Turn], told: Named, limits: config.Budget, best_ms: float) -> Group:
    """Sum up the turns of one of the settings. `best_ms`: the calibration loop at its best."""
    spoken = to_judge(turns)
    counted = reliable(spoken)
    found = {name: figures(name, spoken, limits.stage(name, told.path), best_ms) for name in (*STAGES, "compute")}
    stages = {name: made for name, made in found.items() if made}
    whole = [turn.voice_to_voice_ms for turn in counted if turn.voice_to_voice_ms is not None]
    return Group(
        name=told.name,
        what=told.what,
        tried=told.tried,
        path=told.path,
        engines=told.engines,
        stages=stages,
        hidden={name: _hidden(name, counted) for name in STAGES if _hidden(name, counted)},
        voice_to_voice=_measured(whole, len(spoken) - len(counted)) if whole else None,
        accuracy=_accuracy([turn for turn in turns if turn.kind != "other"]),
        joules_a_turn=_joules(counted),
        verdict=worst(stages[name].verdict if name in stages else "unsure" for name in FELT),
    )


def reliable(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that are not doubtful; all turns if too few would remain."""
    sure = [turn for turn in turns if not turn.doubtful]
    return sure if len(sure) >= ENOUGH * len(turns) else list(turns)


def took(name: str, turn: Turn) -> float | None:
    """How long a stage, or the "compute" of a turn, took, ms."""
    if name != "compute":
        return turn.stages_ms.get(name)
    parts = [turn.stages_ms.get(stage) for stage in COMPUTE]
    return None if parts[0] is None or parts[-1] is None else round(sum(part or 0.0 for part in parts), 3)


def to_judge(turns: Sequence[Turn]) -> list[Turn]:
    """The turns whose latency is judged: those that were meant for the assistant, and woke it."""
    return [turn for turn in turns if turn.kind != "other" and turn.woken]


def figures(name: str, spoken: Sequence[Turn], limit: config.Stage, best_ms: float) -> Figures | None:
    """A stage of these turns, judged by `limit`; None where it did not happen. `best_ms`: the calibration loop at its best."""
    counted = reliable(spoken)
    left_out = len(spoken) - len(counted)
    if name == "endpoint":  # a wait that was cut short is told as a cut-off
        counted = [turn for turn in counted if not turn.cut_off]
    timed = [(ms, turn) for turn in counted if (ms := took(name, turn)) is not None]
    if not timed:
        return None
    made = _measured([ms for ms, _ in timed], left_out)
    late = _late(name, timed, limit.ceiling)
    told = judged(late)
    if told != "met" and 2 * sum(turn.doubtful for turn in counted) > len(counted):
        quickest = _quickest(timed)
        at_best = [(ms * best_ms / max(best_ms, turn.loop_ms), turn) for ms, turn in quickest]
        both = {judged(_late(name, values, limit.ceiling)) for values in (quickest, at_best)}
        told = both.pop() if len(both) == 1 else "unsure"
    return made.model_copy(update={"target": limit.target, "ceiling": limit.ceiling, "late": late, "verdict": told})


def _late(name: str, timed: Sequence[tuple[float, Turn]], ceiling: float) -> Counted:
    return count(sum(ms > _allowed(name, turn, ceiling) for ms, turn in timed), len(timed))


def _quickest(timed: Sequence[tuple[float, Turn]]) -> list[tuple[float, Turn]]:
    """The quickest repeat of each clip: a disturbance can only make it slower."""
    by_clip: dict[str, list[tuple[float, Turn]]] = {}
    for ms, turn in timed:
        by_clip.setdefault(turn.clip, []).append((ms, turn))
    return [min(mine, key=lambda one: one[0]) for mine in by_clip.values()]


def _allowed(name: str, turn: Turn, ceiling: float) -> float:
    return ceiling + (turn.longer_wait_ms if name == "endpoint" else 0.0)


def _measured(samples: Sequence[float], left_out: int) -> Figures:
    return Figures(
        n=len(samples),
        left_out=left_out,
        samples_ms=tuple(samples),
        p50=estimate(statistics.quantile(samples, 0.5)),
        p90=estimate(statistics.quantile(samples, 0.9)),
        p95=estimate(statistics.quantile(samples, 0.95)),
        p99=estimate(statistics.quantile(samples, 0.99)),
        target=None,
        ceiling=None,
        late=None,
        verdict=None,
    )


def judged(late: Counted) -> Verdict:
    """Judge a stage by how many of its turns were late; a little more than one in twenty may be chance."""
    if late.share is None or late.share.value <= LATE:
        return "met"
    return "missed" if late.share.low > LATE else "unsure"


def estimate(between: Between, digits: int = 3) -> Estimate:
    return Estimate(**{name: round(getattr(between, name), digits) for name in ("value", "low", "high")})


def count(hits: int, n: int) -> Counted:
    return Counted(hits=hits, n=n, share=estimate(statistics.share(hits, n), 4) if n else None)


def _hidden(stage: str, turns: Sequence[Turn]) -> float:
    hidden = [turn.hidden_ms.get(stage, 0.0) for turn in turns]
    return round(statistics.median(hidden).value, 3) if hidden else 0.0


def _accuracy(turns: Sequence[Turn]) -> Accuracy:
    asked = [turn for turn in turns if turn.understood is not None]
    paused, straight = [t for t in turns if t.kind == "pause"], [t for t in turns if t.kind != "pause"]
    said = [turn for turn in turns if turn.words]
    wrong = sum(turn.word_errors for turn in said)
    whole = sum(turn.words for turn in said)
    return Accuracy(
        woken=count(sum(turn.woken for turn in turns), len(turns)),
        understood=count(sum(turn.understood is True for turn in asked), len(asked)),
        cut_off=count(sum(turn.cut_off for turn in straight), len(straight)),
        cut_off_with_pause=count(sum(turn.cut_off for turn in paused), len(paused)),
        words_right=count(whole - wrong, whole),
    )


def _joules(turns: Sequence[Turn]) -> Estimate | None:
    read = [turn.joules for turn in turns if turn.joules is not None]
    return estimate(statistics.median(read)) if read else None


def calibrated(calibration: Calibration) -> Calibrated:
    loops = [*calibration.before_ms, *calibration.between_ms, *calibration.after_ms]
    spells = calibration.spells
    return Calibrated(
        before_ms=_rounded(calibration.before_ms),
        between_ms=_rounded(calibration.between_ms),
        after_ms=_rounded(calibration.after_ms),
        best_ms=round(calibration.best_ms, 3),
        spread=round(spread(loops), 3),
        stolen=round(sum(spell.stolen for spell in spells) / max(1, len(spells)), 4),
        others=round(sum(spell.others for spell in spells) / max(1, len(spells)), 4),
        doubts=tuple(calibration.doubts()),
    )


def wakes(measured: Measured) -> FalseWakes:
    found, clips, seconds = false_wakes(measured.heard)
    return FalseWakes(wakes=found, clips=clips, seconds=round(seconds, 1))


def changes(variants: Sequence[Variant], turns: Sequence[Turn]) -> tuple[Change, ...]:
    """What each alternative saves compared with the scenario's own settings, the most saving first."""
    made = [_change(one, turns) for one in variants if one.alternative]
    return tuple(sorted(filter(None, made), key=lambda change: (not change.advised, -change.saves_ms.value)))


def _change(variant: Variant, turns: Sequence[Turn]) -> Change | None:
    assert variant.alternative
    ours = [turn for turn in turns if turn.group == COMMANDS and turn.kind in variant.kinds]
    theirs = [turn for turn in turns if turn.group == variant.name]
    values = paired(ours, theirs)
    if len(values) < 2:
        return None
    saved = statistics.median([min(before) - min(after) for before, after in values.values()])
    chance = statistics.by_chance(list(values.values()))
    known = variant.alternative.price
    price = (*_price(_accuracy(ours), _accuracy(theirs)), *((known,) if known else ()))
    made = Change(
        name=variant.name,
        stage=variant.alternative.stage,
        saves_ms=estimate(saved, 1),
        chance=round(chance, 5),
        price=price,
        advised=False,
        settings=variant.alternative.settings,
    )
    return made.model_copy(update={"advised": not price and saves(made)})


def saves(change: Change) -> bool:
    """Whether it saves more than chance would."""
    return change.saves_ms.low > 0 and change.chance < 0.05


def paired(before: Sequence[Turn], after: Sequence[Turn]) -> dict[str, tuple[list[float], list[float]]]:
    """Clip → voice-to-voice of every repeat, before and after, for the clips that both have."""
    sides: list[dict[str, list[float]]] = [{}, {}]
    for side, turns in zip(sides, (before, after), strict=True):
        for turn in turns:
            if turn.voice_to_voice_ms is not None:
                side.setdefault(turn.clip, []).append(turn.voice_to_voice_ms)
    return {clip: (sides[0][clip], sides[1][clip]) for clip in sides[0] if clip in sides[1]}


def _price(ours: Accuracy, theirs: Accuracy) -> tuple[str, ...]:
    """Say what became worse. Every loss is told: a few clips cannot prove that there is none."""
    said = []
    for name, what in (("understood", "understood"), ("woken", "wake words heard")):
        lost = _rate(getattr(ours, name)) - _rate(getattr(theirs, name))
        if lost > 0:
            said.append(f"{lost:.0%} fewer {what}")
    for name, what in (("cut_off", "cut off"), ("cut_off_with_pause", "cut off in a pause")):
        more = _rate(getattr(theirs, name)) - _rate(getattr(ours, name))
        if more > 0:
            said.append(f"{more:.0%} more {what}")
    return tuple(said)


def _rate(found: Counted) -> float:
    return found.hits / found.n if found.n else 0.0


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, 3) for value in values)
