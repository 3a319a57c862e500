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
"""Times the best tenth: what was measured beside a slower loop is marked, and left out where enough is left without."""

STOLEN, OTHERS = 0.02, 0.25
"""Shares of the machine's time that another guest of the host, or other programs, may take without a mark."""

DRIFT = 1.1
"""The loop after all, divided by that before: a machine that slowed down by so much has throttled, most likely."""

ENDS = 20
"""Loops before and after all."""


@dataclass(slots=True)
class Spell:
    """What the machine did while a clip was heard."""

    loop_ms: float
    """The slower of the loops before and after it."""
    stolen: float
    """Share of the time that the host gave to others, 0..1."""
    others: float
    """Share that other programs here had, 0..1."""


@dataclass(slots=True)
class Calibration:
    """Loops in the order in which they were done, and what else was seen."""

    before_ms: list[float] = field(default_factory=list)
    between_ms: list[float] = field(default_factory=list)
    after_ms: list[float] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)

    def begin(self) -> None:
        self.before_ms = [loop_ms() for _ in range(ENDS)]
        self._last = loop_ms()
        self._times = Times.now()

    def spell(self) -> Spell:
        """What the machine did since the last call."""
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
        """The best tenth of all loops."""
        return float(np.quantile([*self.before_ms, *self.between_ms, *self.after_ms], 0.1))

    def doubtful(self, spell: Spell) -> bool:
        """Whether what was measured in a spell is doubtful."""
        return spell.loop_ms > SLOW * self.best_ms or spell.stolen > STOLEN or spell.others > OTHERS

    def doubts(self) -> list[str]:
        """What makes the figures doubtful as a whole, in words."""
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
    """Processor time so far, seconds over all cores."""

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
    """Processor time of this process and of those that it started."""
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
"""Small enough that it is multiplied on one core."""


def loop_ms() -> float:
    """Do the piece of work; what it took, ms (about three on a small machine)."""
    watch, made, sums = stopwatch(), _MATRIX, 0
    for _ in range(100):
        made = made @ _MATRIX
        made /= np.abs(made).max()
    for number in range(20_000):
        sums += number * number % 7
    return watch() * 1e3


def spread(loops_ms: Sequence[float]) -> float:
    """How far apart the loops are: the ninth tenth divided by the first."""
    low, high = np.quantile(loops_ms, [0.1, 0.9])
    return float(high / low)
