"""Thousands of kiosks on shared engines, simulated: how many replicas of each engine keep the replies within their budget.

A kiosk hears the wake word and the end of a turn itself. At the pause it sends the sound to a replica that reads it; the words
are needed when the wait for more is over, so reading is hidden as long as it is done by then. The first clause of the reply
goes to a replica that speaks. Replicas take one request at a time, the first that waits on the first that is free.

Turns come as a Poisson process, as kiosks know nothing of each other, at the rate of a busy hour. What a turn takes is drawn
from distributions that were measured: those of `benchmarks.service` with one satellite (`--measured FILE`), else figures of
Whisper tiny.en and Piper on two cores. A replica is as fast as what was measured; `--faster 4` is four times as fast.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.listening.figures import percentiles

Draw = Callable[[], float]

USUAL_MS: dict[str, list[float]] = {
    "endpoint": [240, 250, 260, 280, 320, 480, 940],
    "transcribe": [215, 230, 240, 245, 250, 260, 336],
    "route": [0.2, 0.4, 0.6, 0.8, 1.0, 1.5, 3.0],
    "answer": [0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 5.0],
    "speak": [36, 45, 52, 60, 70, 85, 96],
}
"""Quantiles at equal steps; the wait for the end is that of commands, of which a few end in digits."""

NETWORK_MS = (2.0, 4.0, 6.0, 10.0, 25.0)
"""There and back inside one town, by quantiles at equal steps."""

READINGS = 1.3
"""Sounds that are read for each turn: at some pauses more is to come."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a turn takes, ms, by quantiles at equal steps."""

    stages: dict[str, list[float]]
    allowed_ms: float
    """Behind the wait for the end: the ceiling of the work."""

    @classmethod
    def read(cls, file: Path | None, engines: str, allowed_ms: float) -> "Figures":
        """Read what `benchmarks.service` printed, for the engines of that name; without a file, the usual figures."""
        if file is None:
            return cls(USUAL_MS, allowed_ms)
        found = json.loads(file.read_text(encoding="utf-8").strip().splitlines()[-1])["engines"]
        return cls(USUAL_MS | found[engines or next(iter(found))]["distributions_ms"], allowed_ms)

    def draw(self, stage: str, chance: Random) -> float:
        """What a stage takes in some turn, ms."""
        return drawn(self.stages[stage], chance)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kiosks", type=int, default=10_000)
    parser.add_argument("--turns", type=float, default=6.0, help="of each kiosk in the busy hour")
    parser.add_argument("--minutes", type=float, default=30.0, help="of the busy hour that are simulated")
    parser.add_argument("--measured", type=Path, metavar="FILE", help="what `python -m benchmarks.service` has printed")
    parser.add_argument("--engines", default="", help="whose figures of that file; the first when absent")
    parser.add_argument("--faster", type=float, default=1.0, help="how much faster a replica is than what was measured")
    parser.add_argument("--allowed", type=float, default=200.0, metavar="MS", help="for the work behind the wait")
    parser.add_argument("--seed", type=int, default=1)


def run(chosen: argparse.Namespace) -> dict[str, Any]:
    figures = Figures.read(chosen.measured, chosen.engines, chosen.allowed)
    rate = chosen.kiosks * chosen.turns / 3600
    tried = partial(late, figures, rate, chosen.minutes * 60, chosen.faster, chosen.seed)
    alone = tried(readers=10**6, speakers=10**6)
    found: dict[str, Any] = {"kiosks": chosen.kiosks, "turns_per_s": round(rate, 2), "alone": judged(alone)}
    if found["alone"]["past_budget"] > 0.05:
        return found | {"replicas": None, "why": "not even a fleet with a replica for each turn keeps the budget"}
    readers = least(lambda count: judged(tried(readers=count, speakers=10**6))["past_budget"] <= 0.05)
    speakers = least(lambda count: judged(tried(readers=readers, speakers=count))["past_budget"] <= 0.05)
    found |= {"replicas": {"transcribe": readers, "speak": speakers}, **judged(tried(readers=readers, speakers=speakers))}
    print(f"{found['replicas']} for {chosen.kiosks} kiosks, {rate:.1f} turns a second", file=sys.stderr)
    return found


def judged(turns: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """The waits, ms, and the share of turns that were later than allowed."""
    waited, allowed = zip(*turns, strict=True)
    return {
        "waited_ms": percentiles(waited, 0),
        "past_budget": round(sum(one > most for one, most in turns) / len(turns), 4),
        "allowed_ms": percentiles(allowed, 0),
    }


def least(holds: Callable[[int], bool]) -> int:
    """The smallest count that holds, where every larger one does, too."""
    high = 1
    while not holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def late(
    figures: Figures, rate: float, seconds: float, faster: float, seed: int, *, readers: int, speakers: int
) -> list[tuple[float, float]]:
    """How long each turn was waited for, and how long it may be, ms. The same turns come, whatever replicas there are."""
    chance, events = Random(seed), list[tuple[float, int, str, Any]]()
    pools = {"read": Replicas(readers), "speak": Replicas(speakers)}
    turns: list[tuple[float, float]] = []
    number, at = 0, 0.0

    def later(when: float, kind: str, what: Any) -> None:
        nonlocal number
        number += 1
        heappush(events, (when, number, kind, what))

    while (at := at + chance.expovariate(rate) * 1e3) < seconds * 1e3:
        wait, network = figures.draw("endpoint", chance), [drawn(NETWORK_MS, chance) for _ in range(2)]
        reading = figures.draw("transcribe", chance) / faster
        work = figures.draw("route", chance) + figures.draw("answer", chance)
        later(at + network[0] / 2, "read", (at, wait, network, reading, work, figures.draw("speak", chance) / faster))
        if chance.random() < READINGS - 1:  # at an earlier pause, and for nothing
            later(max(0.0, at - chance.uniform(600, 2000)), "waste", reading)
    while events:
        now, _, kind, what = heappop(events)
        if kind == "waste":
            pools["read"].done_at(now, what)
        elif kind == "read":
            paused, wait, network, reading, work, speaking = what
            words = pools["read"].done_at(now, reading) + network[0] / 2
            later(max(paused + wait, words) + work + network[1] / 2, "speak", (paused, wait, network[1], speaking))
        else:
            paused, wait, network, speaking = what
            heard = pools["speak"].done_at(now, speaking) + network / 2
            turns.append((heard - paused, wait + figures.allowed_ms))
    return turns


class Replicas:
    """So many replicas of one engine, and when each is free."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._busy: list[float] = []

    def done_at(self, now: float, work: float) -> float:
        """When a request that comes now is done, ms. Requests come in the order of time."""
        while self._busy and self._busy[0] <= now:
            heappop(self._busy)
        begins = now if len(self._busy) < self._count else heappop(self._busy)
        heappush(self._busy, begins + work)
        return begins + work


def drawn(quantiles: Sequence[float], chance: Random) -> float:
    """A value of a distribution that is told by quantiles at equal steps."""
    at = chance.random() * (len(quantiles) - 1)
    below = int(at)
    return quantiles[below] + (at - below) * (quantiles[below + 1] - quantiles[below])
