"""Calibration: the same small piece of work, done before, between and after the clips, tells what makes a figure doubtful.

It does what engines do, multiply matrices, and what the product does, run Python. When it is slower than at its best, so was
whatever stands beside it: the machine throttles, or works for somebody else.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import psutil

from voice.clock import stopwatch

SLOW = 1.25
"""A clip is doubtful if the loop beside it took so many times the best tenth; it is left out if enough others remain."""

STOLEN, OTHERS = 0.02, 0.25
"""A clip is marked, too, if other guests of the host, or other programs, took more than these shares of the machine's time."""

DRIFT = 1.1
"""If the loop takes so many times longer at the end than at the beginning, the machine has most likely throttled."""

ENDS = 20
"""How many loops are done before the first clip and after the last."""


@dataclass(slots=True)
class Spell:
    """What the machine did while a clip was heard."""

    loop_ms: float
    """The slower of the loops before and after it."""
    stolen: float
    """Share of the time that the host gave to others, 0..1."""
    others: float
    """Share of the time that other programs on this machine took, 0..1."""


@dataclass(slots=True)
class Calibration:
    """All loops, in the order in which they were done, and what else the machine did."""

    before_ms: list[float] = field(default_factory=list)
    between_ms: list[float] = field(default_factory=list)
    after_ms: list[float] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)

    def begin(self) -> None:
        self.before_ms = [loop_ms() for _ in range(ENDS)]
        self._last = loop_ms()
        self._times = Times.now()

    def spell(self) -> Spell:
        """Tell what the machine did since the last call."""
        now, loop, last = Times.now(), loop_ms(), self._last
        stolen, others = now.since(self._times)
        self._last, self._times = loop, Times.now()
        self.between_ms.append(loop)
        self.spells.append(Spell(max(last, loop), stolen, others))
        return self.spells[-1]

    def end(self) -> None:
        self.after_ms = [loop_ms() for _ in range(ENDS)]

    _last: float = 0.0
    _times: "Times" = field(default_factory=lambda: Times(0, 0, 0, 0))

    @property
    def best_ms(self) -> float:
        """The time that the quickest tenth of all loops stayed below, ms."""
        return float(np.quantile([*self.before_ms, *self.between_ms, *self.after_ms], 0.1))

    def doubtful(self, spell: Spell) -> bool:
        """Whether a clip that was measured in this spell is doubtful."""
        return spell.loop_ms > SLOW * self.best_ms or spell.stolen > STOLEN or spell.others > OTHERS

    def doubts(self) -> list[str]:
        """Say what makes all figures doubtful; empty where nothing does."""
        said = []
        marked = sum(self.doubtful(spell) for spell in self.spells)
        if marked > len(self.spells) / 2:
            said.append(f"{marked} of {len(self.spells)} clips were heard while the machine was slowed down or shared")
        if (drift := float(np.median(self.after_ms) / np.median(self.before_ms))) > DRIFT:
            said.append(f"the machine was {drift - 1:.0%} slower after the run than before: it throttles, or is shared")
        for what, name in (("given to others by the host", "stolen"), ("taken by other programs", "others")):
            taken = float(np.mean([getattr(spell, name) for spell in self.spells])) if self.spells else 0.0
            if taken > (STOLEN if name == "stolen" else OTHERS):
                said.append(f"{taken:.0%} of the machine's time was {what}")
        return said


@dataclass(frozen=True, slots=True)
class Times:
    """Processor time used so far, in seconds, summed over all cores."""

    whole: float
    idle: float
    stolen: float
    ours: float

    @classmethod
    def now(cls) -> "Times":
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        stolen = getattr(times, "steal", 0.0)
        whole = times.user + times.system + getattr(times, "nice", 0.0) + idle + stolen
        return cls(whole, idle, stolen, _ours())

    def since(self, before: "Times") -> tuple[float, float]:
        """The shares of the time since then that the host and other programs here took, 0..1."""
        whole = self.whole - before.whole
        if whole <= 0:
            return 0.0, 0.0
        stolen = self.stolen - before.stolen
        others = whole - (self.idle - before.idle) - stolen - (self.ours - before.ours)
        return min(1.0, max(0.0, stolen / whole)), min(1.0, max(0.0, others / whole))


def _ours() -> float:
    """Processor time that this process and its children have used."""
    used = 0.0
    here = psutil.Process(os.getpid())
    for process in (here, *here.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += times.user + times.system
    return used


_MATRIX = np.random.default_rng(1).standard_normal((64, 64)).astype(np.float32)
"""A matrix so small that numpy multiplies it on one core."""


def loop_ms() -> float:
    """Do the piece of work, and return how long it took: about 3 ms on a small machine."""
    watch, made, sums = stopwatch(), _MATRIX, 0
    for _ in range(100):
        made = made @ _MATRIX
        made /= np.abs(made).max()
    for number in range(20_000):
        sums += number * number % 7
    return watch() * 1e3


def spread(loops_ms: Sequence[float]) -> float:
    """How far apart the loops are: their 90th percentile divided by their 10th."""
    low, high = np.quantile(loops_ms, [0.1, 0.9])
    return float(high / low)
