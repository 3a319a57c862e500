"""An assistant of a simulated day: the product's own router, budget, breakers and ledger, on a clock that is stepped."""

import tempfile
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from voice import config
from voice.budget import Budget
from voice.clock import VirtualClock
from voice.config.hours import within
from voice.messages import Route
from voice.plan.costs import SLEEPS_AFTER_S, warm_hours
from voice.plan.scenario import Answers, Scenario
from voice.privacy.gate import EgressGate
from voice.route import Known, Router
from voice.route.latency import RemainingBudget
from voice.skills import Skills
from voice.tiers.breaker import Breaker
from voice.tiers.spend import Ledger

MIDNIGHT = datetime(2026, 1, 5, tzinfo=UTC)
"""When every simulated day begins: a Monday."""

VOICE = "piper"

PREDICTED_MS = 25.0
"""Predictions that differ by less are taken for the same where a route is remembered."""


class DayClock(VirtualClock):
    """The virtual clock of the tests, stepped from one event to the next without a task for each."""

    def __init__(self) -> None:
        super().__init__(MIDNIGHT)

    def to(self, seconds: float) -> None:
        self._advance(seconds)


class Machine:
    """Does one kind of work, so many pieces at a time; the others wait in line."""

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._line: deque[Callable[[], None]] = deque()

    def do(self, begin: Callable[[], None]) -> None:
        """Call `begin` as soon as there is room. `done` makes room again."""
        if self._free:
            self._free -= 1
            begin()
        else:
            self._line.append(begin)

    def done(self) -> None:
        if self._line:
            self._line.popleft()()
        else:
            self._free += 1


class Host:
    """What stands behind a tier: its machine, and whether it sleeps."""

    def __init__(self, tier: Answers, clock: DayClock) -> None:
        self.tier = tier
        self.machine = Machine(tier.slots)
        self.cold_starts = 0
        self._clock = clock
        self._up_until = float("-inf")
        self._ready = 0.0
        self._extra_s = 0.0
        """Seconds for which it was awake outside its warm hours."""

    @property
    def left_s(self) -> float | None:
        """Seconds until it should be up; None when it is up, or asleep with nobody waking it."""
        left = self._ready - self._clock.now()
        return max(1.0, left) if left > 0 else None

    @property
    def asleep(self) -> bool:
        tier, now = self.tier, self._clock.now()
        if not tier.cold_start_s or now < self._up_until:
            return False
        return not self._kept_warm

    @property
    def usd(self) -> float:
        """US dollars that it costs a day, if it is paid for by the hour."""
        hours = 24.0 if not self.tier.cold_start_s else warm_hours(self.tier.warm_hours) + self._extra_s / 3600
        return hours * self.tier.usd_per_hour

    @property
    def _kept_warm(self) -> bool:
        return any(within(hours, self._clock.today()) for hours in self.tier.warm_hours)

    def wake(self, seconds: float) -> None:
        if self.left_s is None:
            self.cold_starts += 1
            self._ready = self._clock.now() + seconds
            self._stay(seconds + SLEEPS_AFTER_S)

    def used(self) -> None:
        self._stay(SLEEPS_AFTER_S)

    def _stay(self, seconds: float) -> None:
        now = self._clock.now()
        if not self._kept_warm:
            self._extra_s += max(0.0, now + seconds - max(now, self._up_until))
        self._up_until = max(self._up_until, now + seconds)


class Assistant:
    """What several devices share: their engines, and what the product knows of its tiers."""

    def __init__(self, scenario: Scenario, clock: DayClock, hosts: Mapping[str, Host], settings: config.Config) -> None:
        self.readers, self.voices = Machine(scenario.readers), Machine(scenario.voices)
        self.budget = Budget(settings.budget, voice=VOICE)
        self.breakers = {tier.name: Breaker(clock) for tier in scenario.tiers}
        self.hosts = hosts
        self._settings, self._clock = settings, clock

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(None, self._settings.cost, self._clock)

    def state(self, name: str) -> tuple[float, float | None]:
        return self.breakers[name].left_s, self.hosts[name].left_s


class Fleet:
    """All assistants of a scenario, and the router that each of them would have."""

    def __init__(self, scenario: Scenario, clock: DayClock) -> None:
        self.clock = clock
        self._folder = tempfile.TemporaryDirectory(prefix="voice-plan-")
        cost = config.Cost(day_usd=scenario.day_usd)
        tiers = tuple(tier.settings for tier in scenario.tiers)
        self.settings = config.Config(state_dir=Path(self._folder.name), tiers=tiers, cost=cost, offline=scenario.offline)
        shared = {tier.name: Host(tier, clock) for tier in scenario.tiers if not config.is_owned(tier.where)}
        count = -(-scenario.devices // scenario.sharing)
        self.assistants = [Assistant(scenario, clock, self._hosts(scenario, shared), self.settings) for _ in range(count)]
        self.hosts = [
            *shared.values(),
            *(host for one in self.assistants for host in one.hosts.values() if host.tier.name not in shared),
        ]
        self._limited = scenario.day_usd is not None
        self._now = self.assistants[0]
        self._router = self._made()
        self._known: dict[tuple[object, ...], Route] = {}

    @property
    def routes(self) -> int:
        """How many routes were worked out; the others were remembered."""
        return len(self._known)

    def route(self, assistant: Assistant, text: str, remaining: RemainingBudget) -> Route:
        """Choose the route as the product does; for the same words in the same circumstances it is remembered.

        Circumstances are all that the router asks of the world: which tiers failed, start, or would cost too much, how long
        each is predicted to take, to 25 ms, and whether that is in time.
        """
        self._now, seen = assistant, []
        for tier in self.settings.tiers:
            failed, starting = assistant.state(tier.name)
            ms = assistant.budget.predictor.predict("answer", tier.name)
            late = ms is not None and ms > remaining[tier.location.path]
            dear = self._limited and assistant.ledger.overspent(tier) is not None
            seen.append((failed > 0, starting is not None, ms is not None and round(ms / PREDICTED_MS), late, dear))
        key = (text, *seen)
        if key not in self._known:
            self._known[key] = self._router.route(text, remaining=remaining)
        return self._known[key]

    def close(self) -> None:
        self._folder.cleanup()

    def _hosts(self, scenario: Scenario, shared: Mapping[str, Host]) -> dict[str, Host]:
        return {tier.name: shared.get(tier.name) or Host(tier, self.clock) for tier in scenario.tiers}

    def _made(self) -> Router:
        """Make the router as `voice.engines` does, but let it ask the assistant whose turn it is."""
        gate = EgressGate.of(self.settings, self.clock)
        gate.screen.load()
        skills = Skills(self.settings, self.clock, gate)
        skills.load()
        skills.compile()
        known = Known(
            state=lambda name: self._now.state(name),
            predict=lambda name: self._now.budget.predictor.predict("answer", name),
            overspent=self._overspent,
        )
        settings = self.settings
        return Router(skills.match, settings.tiers, offline=settings.offline, screen=gate.screen.finding, known=known)

    def _overspent(self, tier: config.Tier, tokens: int = 0) -> str | None:
        return self._now.ledger.overspent(tier, tokens) if self._limited else None
