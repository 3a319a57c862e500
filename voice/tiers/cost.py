"""Computes what a reply costs: tokens at a tier's prices, and at home its share of the machine's life and power."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil, log10

from voice import config
from voice.clock import Clock
from voice.tiers import StreamResult

REPLY_TOKENS = 60
"""Assume this length of a reply until a tier's own is known: the one to three sentences that are asked for."""

TOKENS_PER_S = 10.0
"""Assume this speed of a tier at home, reading included, until its own is known: 3 billion weights on two cores."""

PAUSE_S = 0.05
"""Seconds of delay after which a reader has let tokens pile up."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What past replies of a tier were like."""

    tokens_out: float = REPLY_TOKENS
    tokens_per_s: float = TOKENS_PER_S
    """Tokens written, divided by the whole time from request to end."""


def is_priced(tier: config.Tier) -> bool:
    return tier.price_in > 0 or tier.price_out > 0


def charge_usd(tier: config.Tier, tokens_in: float, tokens_out: float) -> float:
    """What has to be paid for a reply, US dollars; never less than nothing, whatever a broken server counts."""
    return (max(0, tokens_in) * tier.price_in + max(0, tokens_out) * tier.price_out) / 1e6


def cost_usd(tier: config.Tier, cost: config.Cost, result: StreamResult) -> float:
    """What a reply cost in all, US dollars: the charge, and the machine and its power while a tier at home worked on it."""
    home = result.seconds * second_usd(cost) if tier.location.owned else 0.0
    return charge_usd(tier, result.tokens_in, result.tokens_out) + home


def dollars(usd: float) -> str:
    """Format US dollars to the cent, or with two digits when it is less than ten cents."""
    if usd < 0.1 and usd > 0:
        return f"${usd:.{min(12, 1 + ceil(-log10(usd)))}f}".rstrip("0")
    return f"${usd:,.2f}"


def second_usd(cost: config.Cost) -> float:
    """What a second of work at home costs, US dollars: its share of the hardware's price, and the power."""
    life_s = cost.hardware_years * 365.25 * cost.hours_a_day * 3600
    return cost.hardware_usd / life_s + cost.watts / 1e3 * cost.kwh_usd / 3600


def estimate(
    tier: config.Tier, cost: config.Cost, tokens_in: int, tokens_out: float | None = None, habit: Habit | None = None
) -> float:
    """Estimate what a whole reply will cost, US dollars.

    `tokens_in`: all that is read, the fixed prompt included; `tokens_out`: how long the reply is meant to be; None: as usual.
    """
    known = habit or Habit()
    written = known.tokens_out if tokens_out is None else tokens_out
    home = written / known.tokens_per_s * second_usd(cost) if tier.location.owned else 0.0
    return charge_usd(tier, tokens_in, written) + home


@asynccontextmanager
async def timing(clock: Clock, result: StreamResult) -> AsyncIterator["Stopwatch"]:
    """Run a stopwatch during the block and write its seconds to `result`."""
    watch = Stopwatch(clock)
    try:
        yield watch
    finally:
        result.seconds = watch.seconds


class Stopwatch:
    """Measures how many seconds a tier works on one reply, from the request to the end of the stream.

    Whoever speaks a reply reads it no faster than it is heard, and the tier has long written what is asked for then. So the
    speed is taken from the tokens before the reader first paused, and tells the time of the others, which is never more than
    went by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = self._handed = clock.now()
        self._paused = False
        self._tokens = 0
        self._at_speed = 0
        """Tokens before the first pause."""
        self._first = self._last = 0.0
        """Clock seconds at which the first and last of them came."""

    def asked(self) -> None:
        self._paused |= self._tokens > 0 and self._clock.now() - self._handed > PAUSE_S

    def came(self) -> None:
        self._tokens += 1
        self._handed = self._clock.now()
        if not self._paused:
            self._at_speed, self._last = self._tokens, self._handed
            self._first = self._first or self._handed

    @property
    def seconds(self) -> float:
        passed = self._clock.now() - self._began
        if not self._paused or self._at_speed < 2:
            return passed
        each = (self._last - self._first) / (self._at_speed - 1)
        return min(passed, self._last - self._began + each * (self._tokens - self._at_speed))
