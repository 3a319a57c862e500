"""Traffic: what is asked in a simulated day, when, and by which device; and what is noted of each turn."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np

from voice import config
from voice.budget import TurnBudget
from voice.messages import Route
from voice.plan.assistant import MIDNIGHT, Assistant, Host
from voice.plan.scenario import Scenario
from voice.tiers import StreamResult
from voice.trace import TurnTrace

SAID = Path(__file__).with_name("traffic.toml")


@dataclass(slots=True, eq=False)
class Attempt:
    """One tier at work on a turn."""

    host: Host
    tier: config.Tier
    began: float
    result: StreamResult = field(default_factory=StreamResult)
    paying: AbstractContextManager[None] | None = None
    alive: bool = True
    works: bool = False


@dataclass(slots=True, eq=False)
class Turn:
    """One turn of the day."""

    assistant: Assistant
    kind: str
    text: str
    trace: TurnTrace
    budget: TurnBudget
    route: Route | None = None
    tried: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    over: bool = False
    heard: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one turn."""

    at_s: float
    kind: str
    by: str
    """Who answered: a tier's name, "skill", or "" for nobody."""
    ms: float
    """Milliseconds from the end of the turn to the first sound of the answer."""
    first_ms: float
    """Milliseconds to the first sound, which may be "One moment."."""
    verdict: str


@dataclass(slots=True)
class Outcome:
    """All that happened in a simulated day."""

    scenario: Scenario
    told: list[Told] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    spent_usd: float = 0.0
    cold_starts: int = 0
    routes: int = 0


def traffic(scenario: Scenario, assistants: Sequence[Assistant], random: np.random.Generator) -> Iterator[tuple[float, Turn]]:
    """Make the turns of a day, in the order in which they are asked, each with its second of the day."""
    said = tomllib.loads(SAID.read_text(encoding="utf-8"))
    count = round(scenario.devices * scenario.turns_per_day)
    hours = np.asarray(scenario.hours) / sum(scenario.hours)
    at = np.sort((random.choice(24, count, p=hours) + random.random(count)) * 3600)
    kinds, shares = list(scenario.mix), np.asarray(list(scenario.mix.values()))
    drawn = random.choice(len(kinds), count, p=shares / shares.sum())
    devices, words = random.integers(0, scenario.devices, count), random.random(count)
    for begins, kind, device, word in zip(at.tolist(), drawn.tolist(), devices.tolist(), words.tolist(), strict=True):
        assistant, name = assistants[device // scenario.sharing], kinds[kind]
        text = said[name][int(word * len(said[name]))]
        trace = TurnTrace(MIDNIGHT + timedelta(seconds=begins), "simulated", id="")
        yield begins, Turn(assistant, name, text, trace, assistant.budget.turn())
