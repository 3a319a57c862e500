"""A workload: what is asked of a system, and what that calls for, driver by driver.

The six patterns of the reference material are inputs here, and nothing more: which deployment suits each is worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from voice.errors import UsageError
from voice.plan import costs
from voice.plan import file as toml
from voice.plan.device import Device, described
from voice.plan.place import FEW, HYBRID_MS, Privacy, by_latency, stays_local

Deployment = Literal["edge only", "hybrid", "cloud only", "cloud on demand"]

OWN_TOKENS_PER_S = 100.0
"""Tokens a second that an RTX 5090 writes, as the reference counts; an 8B alone writes twice that."""

ON_DEMAND = 3.0
"""How many times dearer an hour on demand is (assumed): with a load at least so uneven it is cheaper."""


Some = Annotated[float, Field(ge=0)]


@with_config(ConfigDict(extra="forbid", allow_inf_nan=False))
@dataclass(frozen=True, slots=True)
class Workload:
    """What is asked of a system."""

    latency_ms: Annotated[float, Field(gt=0)]
    """The strictest limit of a step, the network included."""
    hard_share: Annotated[float, Field(ge=0, le=1)]
    """The share of requests that need a larger model than the device carries."""
    privacy: Privacy
    requests_per_day: Some
    tokens: Some = 300.0
    """Tokens to write for each request."""
    listens_hours: Annotated[float, Field(ge=0, le=24)] = 0.0
    """Hours a day in which it takes in something without being asked."""
    bytes_per_s: Some = 0.0
    """Bytes a second that it takes in then."""
    peak: Annotated[float, Field(ge=1)] = 1.0
    """The load of the busiest hours, as a multiple of the mean."""
    offline: bool = False

    @property
    def tokens_per_s(self) -> float:
        """On average over the day."""
        return self.requests_per_day * self.tokens / 86_400


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that calls for a place."""

    name: Literal["capability", "latency", "privacy", "input size", "cost shape"]
    at_home: bool
    """Whether it calls for the device; else for the cloud."""
    why: str
    binding: bool = False
    """Whether it leaves no choice."""

    @property
    def to(self) -> str:
        return "device" if self.at_home else "cloud"


@dataclass(frozen=True, slots=True)
class Decision:
    deployment: Deployment
    drivers: tuple[Driver, ...]
    why: str


def decide(work: Workload, own: Device | None = None, own_tokens_per_s: float = OWN_TOKENS_PER_S) -> Decision:
    """Work out which deployment suits a workload, for a device that writes so fast; the reference's own when absent."""
    drivers = tuple(_drivers(work, own or described("rtx-5090"), own_tokens_per_s))
    device = [driver for driver in drivers if driver.at_home]
    cloud = [driver for driver in drivers if not driver.at_home]
    if bound := next((driver for driver in device if driver.binding), None):
        lost = f"; {work.hard_share:.0%} of the requests are answered by a smaller model than they need" * bool(work.hard_share)
        return Decision("edge only", drivers, bound.why + lost)
    if device and cloud:
        if work.requests_per_day < FEW:
            return Decision(
                _alone(device, cloud, work), drivers, f"under {FEW:.0f} requests a day two systems are not worth it"
            )
        return Decision("hybrid", drivers, "something calls for the device, and something for the cloud")
    if device:
        return Decision("edge only", drivers, "nothing calls for the cloud")
    return Decision(
        _cloud(work), drivers, "nothing calls for a device" if cloud else "nothing calls for either; nothing is bought"
    )


def _drivers(work: Workload, own: Device, own_tokens_per_s: float) -> list[Driver]:
    found = []
    asks_device = work.hard_share < 1.0
    if work.offline:
        found.append(Driver("capability", True, "offline: there is no cloud", binding=True))
    if work.privacy == "strict":
        found.append(Driver("privacy", True, "nothing that was said may leave", binding=True))
    elif work.privacy == "mixed" and asks_device:
        found.append(Driver("privacy", True, "what is private stays"))
    if work.hard_share:
        found.append(Driver("capability", False, f"{work.hard_share:.0%} of the requests need a larger model"))
    if asks_device and by_latency(work.latency_ms) != "cloud acceptable":
        found.append(Driver("latency", True, f"{work.latency_ms:.0f} ms, and the cloud is at least {HYBRID_MS:.0f} away"))
    if stays_local(work.bytes_per_s):
        found.append(Driver("input size", True, f"{work.bytes_per_s / 1e6:.1f} MB/s is more than can be sent", binding=True))
    return found + _cost(work, own, own_tokens_per_s)


def _cost(work: Workload, own: Device, own_tokens_per_s: float) -> list[Driver]:
    """Tell who is cheaper for the load as it is spread over the day."""
    peak, month = work.tokens_per_s * work.peak * (1 - work.hard_share), costs.month_usd(own)
    if peak > own_tokens_per_s:
        return [
            Driver("cost shape", False, f"{peak:,.0f} tokens a second at the peak; the device writes {own_tokens_per_s:.0f}")
        ]
    listening = work.listens_hours * costs.MONTH_DAYS * costs.hour_usd(described("h100"))
    if listening > month:
        hours = f"{work.listens_hours:.0f} hours a day"
        return [
            Driver("cost shape", True, f"{hours} of listening are ${listening:,.0f} a month in the cloud, ${month:.0f} here")
        ]
    return []


def _alone(device: list[Driver], cloud: list[Driver], work: Workload) -> Deployment:
    return "edge only" if len(device) >= len(cloud) else _cloud(work)


def _cloud(work: Workload) -> Deployment:
    return "cloud on demand" if work.peak >= ON_DEMAND else "cloud only"


PATTERNS: Mapping[str, Workload] = {
    "real-time voice": Workload(40, 0.15, "mixed", 1000, listens_hours=24, bytes_per_s=32_000, peak=3),
    "privacy first": Workload(500, 0.15, "strict", 500),
    "batch": Workload(3_600_000, 0.0, "open", 1_000_000, tokens=500),
    "variable API": Workload(300, 0.3, "open", 5_000, tokens=500, peak=20),
    "always-on ambient": Workload(1000, 0.0, "open", 200, tokens=50, listens_hours=24, bytes_per_s=32_000),
    "frontier": Workload(2000, 1.0, "open", 2_000, tokens=1000),
}
"""The reference's workloads by name. The limit of real-time voice is that of transcribing."""


def workload(name: str) -> Workload:
    """The workload of the reference of that name, or the one that a TOML file describes. Raises UsageError."""
    if not name.endswith(".toml"):
        if name not in PATTERNS:
            known = ", ".join(PATTERNS)
            raise UsageError(f"no workload is called {name}", f"Known: {known}; reference: all; or name a .toml file.")
        return PATTERNS[name]
    try:
        return TypeAdapter(Workload).validate_python(toml.tables(Path(name), "a workload"))
    except ValidationError as error:
        raise toml.wrong(Path(name), error) from None
