"""Metrics for Prometheus: how long the stages take against their budgets, who answered, and what went wrong.

All of it is counted from the turns' traces, when they are over. Labels are words of this program: never a name that a user
chose, never a word that was said.
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from voice import busy
from voice.budget import ACTIONS
from voice.config import BUDGET_PATHS, LOCATIONS, Budget, Tier
from voice.serve.protocol import Why
from voice.trace import STAGES, TurnTrace

if TYPE_CHECKING:
    from voice.serve.station import Station

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Where the buckets of a stage end, as shares of what it may take: close together around that."""

BY_PATH = ("answer",)
"""The stages that may take longer where a model elsewhere answers."""

VERDICTS = ("met", "saved", "missed")
NOBODY = "none"


class _Busy:
    """Reads what waits at the engines, what was lost, and what was started again."""

    def collect(self) -> Iterator[Metric]:
        what = "Work that waits at an engine of this machine, or is under way there"
        depths = GaugeMetricFamily("voice_engine_queue", f"{what}.", labels=["engine"])
        for kind in get_args(busy.Kind):
            depths.add_metric([kind], busy.depths[kind])
        yield depths
        lost = "Sound of satellites and of the microphone here that was lost, as the machine was too busy"
        yield CounterMetricFamily("voice_sound_dropped_seconds", f"{lost}.", value=busy.lost_s["sound"])
        restarts = CounterMetricFamily("voice_restarts", "What was lost and is started again.", labels=["part"])
        for part in get_args(busy.Part):
            restarts.add_metric([part], busy.restarts[part])
        yield restarts
        left_alone = "Tiers that kept failing and were left alone for a while"
        yield CounterMetricFamily("voice_breaker_trips", f"{left_alone}.", value=busy.trips["breaker"])


disable_created_metrics()  # type: ignore[no-untyped-call]  # when each was made: noise for everybody but OpenMetrics


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self, limits: Budget) -> None:
        self._registry = CollectorRegistry()
        self._where: dict[str, str] = {}
        ProcessCollector(registry=self._registry)
        self._registry.register(_Busy())
        self._stages = {stage: self._stage(stage, limits) for stage in STAGES}
        whole_ms = limits.endpoint.ceiling + limits.compute_device.ceiling
        self._voice_to_voice = self._histogram("voice_to_voice", "From the last voice to the sound of the reply", [whole_ms])
        self._verdicts = self._counter("turns", "Turns, by whether they kept the latency budget", verdict=VERDICTS)
        self._actions = self._counter("actions", "What the budget did about what was late", action=ACTIONS)
        self._replies = self._counter("replies", "Replies, by who gave them", by=("skill", *LOCATIONS, NOBODY))
        self._interrupted = self._counter("interrupted", "Replies that somebody cut off")
        self._failed = self._counter("failed", "Turns in which something failed")
        self._cost = self._counter("cost_usd", "What the replies cost, in US dollars")
        self._refused = self._counter("requests_refused", "Requests that were not let in", why=("rate", "token", "place"))
        self._let_go = self._counter("satellites_let_go", "Satellites that were let go or not let in", why=get_args(Why))

    def know(self, tiers: tuple[Tier, ...]) -> None:
        """Learn where the tiers are, as their names are told to nobody."""
        self._where |= {tier.name: tier.where for tier in tiers}

    def turn(self, trace: TurnTrace) -> None:
        """Count a turn that is over."""
        path = trace.budget["path"] if trace.budget else BUDGET_PATHS[0]
        for stage, ms in trace.stages_ms().items():
            if ms is not None:
                histogram = self._stages[stage].labels(path) if stage in BY_PATH else self._stages[stage]
                histogram.observe(max(0.0, ms / 1e3))
        if (ms := trace.voice_to_voice_ms()) is not None:
            self._voice_to_voice.observe(max(0.0, ms / 1e3))
        if trace.budget:
            self._verdicts.labels(trace.budget["verdict"]).inc()
        for action in trace.actions:
            self._actions.labels(action["action"]).inc()
        self._replies.labels(self._answerer(trace)).inc()
        self._interrupted.inc(trace.interrupted)
        self._failed.inc(trace.error is not None)
        self._cost.inc(max(0.0, trace.cost_usd))

    def cut_off(self, why: Why) -> None:
        """Count a satellite that was let go, or not let in."""
        self._let_go.labels(why).inc()

    def refused(self, why: Literal["rate", "token", "place"]) -> None:
        """Count a request that was not let in: one too many, without the token, or of another place's page."""
        self._refused.labels(why).inc()

    def watch(self, station: "Station") -> None:
        """Tell of the station's sessions too."""
        self._gauge("sessions", "Conversations that are held now").set_function(lambda: len(station.sessions))
        self._gauge("slots", "How many satellites may be here").set_function(lambda: station.slots.count)
        self._gauge("slots_leased", "How many satellites are here").set_function(lambda: station.slots.leased)
        self._gauge("ready", "Whether the models are loaded and satellites may come").set_function(
            lambda: station.engines is not None and not station.stopping
        )

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self._registry)

    def _answerer(self, trace: TurnTrace) -> str:
        if trace.answered_by is None:
            return NOBODY
        return self._where.get(trace.answered_by, "skill")

    def _stage(self, stage: str, limits: Budget) -> Histogram:
        paths = BUDGET_PATHS if stage in BY_PATH else BUDGET_PATHS[:1]
        ceilings = {limits.stage(stage, path).ceiling for path in paths}
        return self._histogram(f"stage_{stage}", f"How long the stage '{stage}' took", ceilings, stage in BY_PATH)

    def _histogram(self, name: str, what: str, ceilings_ms: Collection[float], by_path: bool = False) -> Histogram:
        ends = sorted({round(share * ceiling / 1e3, 6) for ceiling in ceilings_ms for share in SHARES})
        labels = ["path"] if by_path else []
        made = Histogram(f"voice_{name}_seconds", f"{what}.", labels, buckets=ends, registry=self._registry)
        for path in BUDGET_PATHS if by_path else ():
            made.labels(path)
        return made

    def _counter(self, name: str, what: str, **values: object) -> Counter:
        """A counter with one label at most, all of whose values are there from the beginning."""
        made = Counter(f"voice_{name}", f"{what}.", list(values), registry=self._registry)
        for known in values.values():
            for value in known:  # type: ignore[attr-defined]
                made.labels(value)
        return made

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"voice_{name}", f"{what}.", registry=self._registry)
