"""What a machine costs by the hour, the month and a million tokens, and from which load on another is cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from voice.config.hours import within
from voice.plan.device import Device

HOURS_A_YEAR = 8760.0
MONTH_DAYS = 30.0
YEARS = 3.0
"""How long a machine of one's own is used, as the reference material counts."""

PEAK = 3.0
"""How much more is asked in the busiest hour of a day than on average."""

KWH_USD = 0.10
"""The reference material's price of power."""


def hour_usd(device: Device, busy: float = 1.0, years: float = YEARS, kwh_usd: float = KWH_USD) -> float:
    """What an hour of a device costs: its rent, or else its share of the price and, while `busy`, the power."""
    if device.usd_per_hour is not None and device.price_usd is None:
        return device.usd_per_hour
    return (device.price_usd or 0.0) / (years * HOURS_A_YEAR) + busy * device.watts / 1e3 * kwh_usd


def machines(work_s: float, at_a_time: float = 1.0) -> int:
    """How many machines it takes for so many seconds of work a day, in its busiest hour too."""
    return max(1, ceil(work_s * PEAK / 86_400 / at_a_time))


def month_usd(device: Device, busy: float = 1.0) -> float:
    """What a month of 30 days around the clock costs."""
    return hour_usd(device, busy) * 24 * MONTH_DAYS


def million_usd(an_hour_usd: float, tokens_per_s: float, used: float = 1.0) -> float:
    """US dollars for a million tokens of a machine that writes `tokens_per_s` for a share `used` of its paid hours."""
    return an_hour_usd / (tokens_per_s * used * 3600) * 1e6


def crossover_tokens_per_s(owned_hour_usd: float, owned_tokens_per_s: float, rented_hour_usd: float) -> float:
    """The steady load from which one rented machine is cheaper than as many of one's own as it takes."""
    return rented_hour_usd / owned_hour_usd * owned_tokens_per_s


def crossover_use(owned_million_usd: float, rented_million_usd: float) -> float:
    """The share of its hours that a rented machine must be used to write as cheaply as one's own at full use."""
    return rented_million_usd / owned_million_usd


def break_even_requests(month_usd: float, request_usd: float) -> float:
    """Requests a day from which a machine of one's own for so much a month is cheaper than paying for each."""
    return month_usd / MONTH_DAYS / request_usd if request_usd else float("inf")


def saved(device_share: float, device_million_usd: float, cloud_million_usd: float) -> float:
    """The share of the cost that is saved where the device writes `device_share` of the tokens, against all in the cloud.

    Negative where the device's tokens are the dearer ones.
    """
    return device_share * (1 - device_million_usd / cloud_million_usd)


@dataclass(frozen=True, slots=True)
class Warm:
    """What it costs and saves to keep a machine awake for some hours."""

    hours: float
    month_usd: float
    saved_s: float
    """Seconds of waiting that people are spared each day."""

    @property
    def usd_per_saved_minute(self) -> float:
        return self.month_usd / MONTH_DAYS / (self.saved_s / 60) if self.saved_s else float("inf")


SLEEPS_AFTER_S = 300.0
"""Seconds without work after which most machines fall asleep that sleep when unused."""


def warm(hours: Sequence[str], an_hour_usd: float, cold_start_s: float, asked_at: Sequence[float]) -> Warm:
    """Work out what it is worth to keep a machine awake in some hours ("09:00-17:00"). `asked_at`: seconds of the day."""
    day, long = datetime(2026, 1, 1), warm_hours(hours)
    colds = cold_starts([at for at in asked_at if any(within(span, day + timedelta(seconds=at)) for span in hours)])
    return Warm(long, long * an_hour_usd * MONTH_DAYS, colds * cold_start_s)


def warm_hours(spans: Sequence[str]) -> float:
    """How many hours of a day lie in any of the spans."""
    day = datetime(2026, 1, 1)
    return sum(any(within(span, day + timedelta(minutes=minute)) for span in spans) for minute in range(24 * 60)) / 60


def cold_starts(asked_at: Sequence[float], sleeps_after_s: float = SLEEPS_AFTER_S) -> int:
    """How many requests find a machine asleep that nobody keeps awake."""
    ordered = sorted(asked_at)
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    return bool(ordered) + sum(gap > sleeps_after_s for gap in gaps)
