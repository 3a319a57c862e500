"""A pytest plug-in: the fixture `voice_budget` asserts in anybody's tests that turns keep to the latency budget.

    def test_my_kitchen_is_quick(voice_budget):
        voice_budget.assert_met("voice-bench/result.json")              # what `voice bench` has written
        voice_budget.assert_met("traces.jsonl", compute_device=150)     # traces, with a ceiling of one's own, ms
        voice_budget.assert_no_slower("voice-bench/result.json", than="baseline.json")
"""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest


class VoiceBudget:
    """What the fixture `voice_budget` gives to a test. Its assertions say which stage was late, and by how much."""

    def assert_met(self, source: "str | Path", **ceilings: float) -> None:
        """Fail where a result, or traces (.jsonl), missed the budget by more than chance, or hold nothing to tell by.

        `ceilings`: other ceilings, ms, by the names of the settings ("wake", "endpoint", "answer_cloud", "compute_device").
        """
        late = list((_late_turns if Path(source).suffix == ".jsonl" else _late_stages)(Path(source), ceilings))
        assert not late, f"{source}: the latency budget was missed: {'; '.join(late)}"

    def assert_no_slower(self, source: "str | Path", than: "str | Path", by_ms: float = 5.0) -> None:
        """Fail where a result, or a folder of them, is slower than another by more than chance, or understands less."""
        from voice.bench.compare import compare, runs
        from voice.report.bench import prose

        found = compare(runs(Path(than)), runs(Path(source)), by_ms)
        assert not found.regressed, f"{source}: {prose.compared(found)}"


@pytest.fixture
def voice_budget() -> VoiceBudget:
    """Assert that turns keep to the latency budget of `voice`."""
    return VoiceBudget()


def _late_stages(file: Path, ceilings: dict[str, float]) -> Iterator[str]:
    from voice import config
    from voice.bench import result, summary
    from voice.report.bench import prose

    found = result.load(file)
    _check(ceilings)
    used: set[str] = set()
    for group in prose.own(found):
        turns = summary.to_judge([turn for turn in found.turns if turn.group == group.name])
        if summary.is_real(group):
            yield from (f"{group.name}, {name}: never measured" for name in summary.FELT if name not in group.stages)
        for name, told in group.stages.items():
            key = name if name in ceilings else f"{name}_{group.path}"
            own = ceilings.get(key)
            if own is None and (name not in summary.FELT or not summary.is_real(group)):
                continue
            used.add(key)
            limit = None if own is None else config.Stage(ceiling=own)
            one = told if limit is None else summary.figures(name, turns, limit, found.calibration.best_ms)
            if one and one.late and one.verdict == "missed":
                late = f"{one.late.hits} of {one.n} turns late"
                yield f"{group.name}, {name}: p95 {one.p95.value:.0f} of {one.ceiling:.0f} ms, {late}"
    yield from _unused(ceilings, used)


def _late_turns(file: Path, ceilings: dict[str, float]) -> Iterator[str]:
    from voice import config, report

    _check(ceilings)
    limits = config.Budget().model_copy(update={name: config.Stage(ceiling=ms) for name, ms in ceilings.items()})
    rows = report.summary(report.load([file]), limits).rows
    for row in rows:
        if row.verdict == "missed":
            yield f"{row.name}: p95 {row.figures.p95:.0f} of {row.ceiling:.0f} ms, {row.over} of {row.figures.n} turns late"
    yield from _unused(ceilings, {row.name for row in rows})


def _unused(ceilings: dict[str, float], used: set[str]) -> Iterator[str]:
    """Say where there was nothing to hold a ceiling against, or nothing at all: that keeps no budget."""
    yield from (f"{name}: never measured" for name in ceilings if name not in used)
    if not used:
        yield "nothing real was measured"


def _check(ceilings: dict[str, float]) -> None:
    """Raise TypeError for what would assert nothing: a misspelt name, and a ceiling that is no number."""
    from voice import config

    known = [name for name in config.Budget.model_fields if name != "act"]
    if unknown := sorted(ceilings.keys() - set(known)):
        raise TypeError(f"no allocation of the budget is called {', '.join(unknown)}; there are {', '.join(known)}")
    if wrong := [name for name, ms in ceilings.items() if not isinstance(ms, int | float) or not math.isfinite(ms)]:
        raise TypeError(f"{wrong[0]} takes milliseconds, a number")
