"""Computes the percentiles of every stage over all turns and judges them against the budget."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np

from voice import config
from voice.errors import UsageError
from voice.report.money import Money, money
from voice.report.turn import Turn, judged

LABELS = {
    "wake": "wake response",
    "endpoint": "endpoint wait",
    "transcribe": "transcribe",
    "route": "route",
    "answer_device": "answer (device)",
    "answer_cloud": "answer (cloud)",
    "speak": "speak",
    "compute_device": "compute (device)",
    "compute_cloud": "compute (cloud)",
}
"""What people call each allocation of a budget, by its name in the settings."""

P95_NEEDS = 20
P99_NEEDS = 100
"""A percentile of fewer turns is marked: it is little more than the slowest one."""

@dataclass(frozen=True, slots=True)
class Figures:
    """Percentiles of `n` measurements, ms, linearly interpolated."""

    n: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time now divided by the baseline's: 0.8 is a fifth less. None where the baseline is zero."""

    n: int
    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One allocation of the budget, and whether the turns kept to it."""

    name: str
    figures: Figures
    target: float | None
    ceiling: float
    over: int
    """How many turns took longer than they were allowed."""
    verdict: Literal["met", "allowed", "missed"]
    """`met`: p95 is within the ceiling. `allowed`: it is not, but within what the turns were allowed, because
    earlier stages left time over or the words called for a longer wait. Else `missed`."""
    ratio: Ratio | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """How often a low confidence of the device's model handed its question to a larger tier."""

    judged: int
    """Turns in which the confidence of its first tokens was looked at."""
    escalated: int
    share: float
    """0..1"""
    lost: Figures | None
    """How long the escalated turns waited until the larger tier was asked."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """Replies that were begun at a pause, before the turn was over."""

    made: int
    hits: int
    """How many of them were said; the others were dropped."""
    hidden: Figures | None
    """Work on the answer and its first sound that those hid in the wait."""
    wasted_ms: float
    wasted_tokens: int
    wasted_usd: float


@dataclass(frozen=True, slots=True)
class Summary:
    limits: config.Budget
    verdict: Literal["met", "missed"]
    """`missed` when a stage missed its budget or more than one turn in twenty did."""
    turns: int
    met: int
    saved: int
    missed: int
    voice_to_voice: Figures | None
    voice_to_voice_ratio: Ratio | None
    false_cutoffs: float | None
    """Share of turns that were cut off before their end, 0..1; measured on labelled speech at these settings."""
    estimated: tuple[str, ...]
    """Marks that are estimates in at least one turn, such as "audible" and "wake_end"."""
    rows: tuple[Row, ...]
    baseline_turns: int | None
    devices: tuple[str, ...]
    programs: tuple[str, ...]
    """Each version of the program, with a digest of its settings."""
    engines: dict[str, dict[str, int]]
    """Per stage, the wake word, recogniser or tier, and in how many turns it was used."""
    actions: dict[str, int]
    interrupted: int
    failed: int
    unanswered: int
    """Turns with words that nobody answered."""
    misheard: int
    """Commands that were asked back, and were not what had been said."""
    silent: int
    """Turns in which nothing was said after the wake word."""
    cost_usd: float
    cascade: Cascade | None
    drafts: Drafts | None
    money: Money
    first: datetime | None
    last: datetime | None


def summary(
    turns: Sequence[Mapping[str, Any]],
    limits: config.Budget,
    *,
    baseline: Sequence[Mapping[str, Any]] | None = None,
    false_cutoffs: float | None = None,
    tiers: Sequence[config.Tier] = (),
) -> Summary:
    """Summarise `turns` (as `load` gives them) against `limits` and `baseline`. `tiers` are those in the settings.

    Raises UsageError where there are none.
    """
    if not turns:
        raise UsageError("there are no turns to report on", "Speak to the assistant first.")
    now = [judged(turn, limits) for turn in turns]
    before = [judged(turn, limits) for turn in baseline or ()]
    rows = tuple(row for name in LABELS if (row := _row(name, now, before, limits)))
    verdicts = Counter(turn.budget.verdict for turn in now if turn.budget)
    late = any(row.verdict == "missed" for row in rows) or verdicts["missed"] * 20 > len(now)
    voice_to_voice = [turn.voice_to_voice_ms for turn in now if turn.voice_to_voice_ms is not None]
    voice_to_voice_before = [t.voice_to_voice_ms for t in before if t.voice_to_voice_ms is not None]
    times = sorted(turn.time.astimezone() for turn in now if turn.time)
    return Summary(
        limits=limits,
        verdict="missed" if late else "met",
        turns=len(now),
        met=verdicts["met"],
        saved=verdicts["saved"],
        missed=verdicts["missed"],
        voice_to_voice=_figures(voice_to_voice),
        voice_to_voice_ratio=_ratio(voice_to_voice, voice_to_voice_before),
        false_cutoffs=false_cutoffs,
        estimated=tuple(sorted({mark for turn in now for mark in turn.estimated})),
        rows=rows,
        baseline_turns=len(before) if baseline is not None else None,
        devices=tuple(dict.fromkeys(turn.device for turn in now if turn.device)),
        programs=tuple(dict.fromkeys(f"{turn.version}, settings {turn.settings}" for turn in now if turn.version)),
        engines={
            "wake": _counts(turn.wake.phrase if turn.wake else None for turn in now),
            "transcribe": _counts(turn.engine for turn in now),
            "answer": _counts(turn.answered_by for turn in now),
        },
        actions=_counts(action.action for turn in now for action in turn.actions),
        interrupted=sum(turn.interrupted for turn in now),
        failed=sum(turn.error is not None for turn in now),
        unanswered=sum(turn.unanswered for turn in now),
        misheard=sum(turn.misheard for turn in now),
        silent=sum(turn.silent for turn in now),
        cost_usd=sum(turn.cost_usd for turn in now),
        cascade=_cascade(now),
        drafts=_drafts([turn for turn in now if turn.drafts.made]),
        money=money(now, {tier.name: tier.where for tier in tiers}),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )


def as_json(summary: Summary) -> dict[str, Any]:
    whole = asdict(summary)
    if summary.money.instead:
        whole["money"]["instead"]["avoided_usd"] = summary.money.instead.avoided_usd
    del whole["limits"], whole["rows"]
    for key in ("first", "last"):
        whole[key] = whole[key] and whole[key].isoformat(timespec="milliseconds")
    whole["stages"] = {row.name: {k: v for k, v in asdict(row).items() if k != "name"} for row in summary.rows}
    return whole


def _row(name: str, now: Sequence[Turn], before: Sequence[Turn], limits: config.Budget) -> Row | None:
    measured = [pair for turn in now if (pair := _measured(name, turn))]
    figures = _figures([ms for ms, _ in measured])
    if figures is None:
        return None
    limit: config.Stage = getattr(limits, name)
    beyond = [ms - allowed for ms, allowed in measured]
    allowed = float(np.percentile(beyond, 95)) <= 0
    return Row(
        name,
        figures,
        **limit.model_dump(),
        over=sum(ms > 0 for ms in beyond),
        verdict="met" if figures.p95 <= limit.ceiling else "allowed" if allowed else "missed",
        ratio=_ratio([ms for ms, _ in measured], [pair[0] for t in before if (pair := _measured(name, t))]),
    )


def _measured(name: str, turn: Turn) -> tuple[float, float] | None:
    """Return how long a turn took for the allocation `name` and how long it was allowed, ms; None if it took none."""
    verdict = turn.budget
    stage, _, path = name.partition("_")
    if verdict is None or path not in ("", verdict.path):
        return None
    if (stage == "endpoint" and turn.ended == "no_speech") or (path and turn.unasked):
        return None
    if stage == "compute":
        whole = None not in (turn.stages_ms.get("endpoint"), turn.stages_ms.get("speak"))
        return (verdict.compute_ms, verdict.compute.ceiling) if whole else None
    entry = verdict.stages.get(stage)
    return (entry.ms, entry.ceiling + entry.carried) if entry else None


def _figures(values: Sequence[float]) -> Figures | None:
    if not values:
        return None
    p50, p95, p99 = (round(float(value), 3) for value in np.percentile(values, [50, 95, 99]))
    return Figures(len(values), p50, p95, p99)


def _ratio(now: Sequence[float], before: Sequence[float]) -> Ratio | None:
    new, old = _figures(now), _figures(before)
    if new is None or old is None:
        return None
    p50, p95 = (round(n / o, 3) if o > 0 else None for n, o in ((new.p50, old.p50), (new.p95, old.p95)))
    return Ratio(old.n, p50, p95)


def _cascade(turns: Sequence[Turn]) -> Cascade | None:
    judged = [turn for turn in turns if turn.judged_ms is not None]
    escalated = [turn for turn in judged if any(action.action == "escalate" for action in turn.actions)]
    if not judged:
        return None
    lost = _figures([turn.judged_ms or 0.0 for turn in escalated])
    return Cascade(len(judged), len(escalated), len(escalated) / len(judged), lost)


def _drafts(turns: Sequence[Turn]) -> Drafts | None:
    """`turns`: those with drafts."""
    if not turns:
        return None
    hits = [turn for turn in turns if turn.drafts.hit]
    return Drafts(
        made=sum(turn.drafts.made for turn in turns),
        hits=len(hits),
        hidden=_figures([turn.hidden_ms.get("answer", 0.0) + turn.hidden_ms.get("speak", 0.0) for turn in hits]),
        wasted_ms=sum(turn.drafts.wasted_ms for turn in turns),
        wasted_tokens=sum(turn.drafts.wasted_tokens for turn in turns),
        wasted_usd=sum(turn.drafts.wasted_usd for turn in turns),
    )


def _counts(names: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(filter(None, names)).most_common())
