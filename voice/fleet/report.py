"""Writes the summary for the collector: percentiles, counts and shares, as OTLP metrics in JSON.

Every text in it is a word of this program, but for the random name of the machine; the rest are numbers.
OTLP is what collectors, and Prometheus itself (`/api/v1/otlp/v1/metrics`), take. It is written here, forty lines of it: the
exporters of opentelemetry-sdk bring an HTTP client of their own, which would go past the gate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from voice import busy
from voice.config import Config
from voice.fleet import figures
from voice.fleet.drift import compare
from voice.fleet.figures import MEASURES, WHOLE, Figures
from voice.fleet.state import Stage, State
from voice.trace import STAGES

DAY, WEEK = timedelta(days=1), timedelta(days=7)

QUANTILES = (0.5, 0.95)

BINS = 10
"""Into how many equal parts the confidences from 0 to 1 are divided."""

STAGES_OF_RELEASE: tuple[Stage, ...] = ("none", "on trial", "kept", "rolled back")


@dataclass(frozen=True, slots=True)
class Value:
    """A number of the summary."""

    name: str
    unit: str
    number: float
    labels: dict[str, str]


def summary(config: Config, state: State, now: datetime) -> list[Value]:
    """Sum up the last day, and compare the last week with the one before it. Raises FleetError."""
    turns = figures.read(config, now - 2 * WEEK)
    border = (now - WEEK).timestamp()
    weeks = {"last": [turn for turn in turns if turn.time < border], "this": [turn for turn in turns if turn.time >= border]}
    today = [turn for turn in weeks["this"] if turn.time >= (now - DAY).timestamp()]
    return [*_of_a_day(today), *_of_weeks(weeks), *_of_release(state)]


def _of_a_day(turns: Sequence[Figures]) -> Iterator[Value]:
    yield _value("turns", "{turn}", len(turns))
    yield _value("failed", "{turn}", sum(turn.failed for turn in turns))
    for stage in (*STAGES, WHOLE):
        if took := [turn.seconds[stage] for turn in turns if stage in turn.seconds]:
            for quantile in QUANTILES:
                yield _value("latency", "s", np.quantile(took, quantile), stage=stage, quantile=str(quantile))


def _of_weeks(weeks: dict[str, list[Figures]]) -> Iterator[Value]:
    for week, turns in weeks.items():
        yield _value("wakes", "{wake}", sum(turn.wake is not None for turn in turns), week=week)
        if held := figures.confidence(turns):
            for number, count in enumerate(np.histogram(held, BINS, (0, 1))[0]):
                yield _value("confidence.share", "1", count / len(held), week=week, above=f"{number / BINS:.1f}")
    for name, measure in MEASURES.items():
        if drift := compare(measure(weeks["last"]), measure(weeks["this"]), len(MEASURES)):
            yield _value("drift.distance", "1", drift.distance, of=name)
            yield _value("drift.found", "1", drift.found, of=name)


def _of_release(state: State) -> Iterator[Value]:
    yield _value("release", "1", state.taken.version if state.taken else 0)
    yield from (_value("release.stage", "1", state.stage == stage, stage=stage) for stage in STAGES_OF_RELEASE)


def _value(name: str, unit: str, number: Any, **labels: str) -> Value:
    return Value(f"voice.{name}", unit, round(float(number), 6), labels)


def message(values: Sequence[Value], device: str, since: datetime, now: datetime) -> dict[str, Any]:
    """Write a summary as OTLP, with the trips of breakers since `since`, when the program began."""
    metrics: dict[str, dict[str, Any]] = {}
    for value in values:
        metric = metrics.setdefault(value.name, {"name": value.name, "unit": value.unit, "gauge": {"dataPoints": []}})
        labels = _attributes(value.labels)
        metric["gauge"]["dataPoints"].append({"attributes": labels, "timeUnixNano": _nano(now), "asDouble": value.number})
    trips = {"startTimeUnixNano": _nano(since), "timeUnixNano": _nano(now), "asInt": str(busy.trips["breaker"])}
    total = {"aggregationTemporality": 2, "isMonotonic": True, "dataPoints": [trips]}  # 2: since startTimeUnixNano
    sums = [{"name": "voice.breaker.trips", "unit": "{trip}", "sum": total}]
    resource = {"service.name": "voice", "service.instance.id": device}  # a version's digits may look like somebody's number
    scope = {"scope": {"name": "voice.fleet"}, "metrics": [*metrics.values(), *sums]}
    return {"resourceMetrics": [{"resource": {"attributes": _attributes(resource)}, "scopeMetrics": [scope]}]}


def _attributes(words: dict[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": word}} for key, word in words.items()]


def _nano(time: datetime) -> str:
    return str(int(time.timestamp()) * 10**9)
