"""Places: where a stage can run, how far that is, and the reference material's rules for choosing one.

The rules are thresholds that people agreed on. The planner computes, and shows beside its result what the rules say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from voice.config.locations import LOCATIONS, Location, LocationName

PlaceName = Literal["device", "local", "edge", "regional", "central"]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that a stage can run."""

    name: PlaceName
    title: str
    least_ms: float
    most_ms: float
    """Milliseconds that the way there and back takes at most."""
    where: LocationName
    """The setting `where` of a tier there."""
    machine: str
    """The device that is usually found there; "" for the device itself."""
    by_token: bool = False
    """Whether a reply is paid for by its tokens there, and not the machine by the hour."""

    @property
    def location(self) -> Location:
        return LOCATIONS[self.where]

    @property
    def network_ms(self) -> float:
        """Milliseconds that are reckoned with: the middle between least and most."""
        return (self.least_ms + self.most_ms) / 2


PLACES: Mapping[str, Place] = {
    place.name: place
    for place in (
        Place("device", "the device", 0, 0, "device", ""),
        Place("local", "the local network", 1, 10, "lan", "rtx-4090"),
        Place("edge", "an edge point of presence", 10, 30, "edge", "l4"),
        Place("regional", "a regional data centre", 30, 100, "edge", "h100"),
        Place("central", "the central cloud", 50, 200, "cloud", "h100", by_token=True),
    )
}
"""All places, the nearest first."""

HERE, *_, CENTRAL = PLACES.values()
"""The device itself, and the place that is farthest."""

SMALL_BILLIONS, SMALL_GB, LARGE_GB = 7.0, 24.0, 40.0

EDGE_MS, HYBRID_MS, CLOUD_MS = 10.0, 50.0, 200.0

MANY, FEW = 1000.0, 100.0
"""Requests a day from which a device pays by the reference's score, and below which a hybrid is not worth it."""

UPLINK_BYTES_PER_S = 20e6 / 8
"""What a household can send: 20 Mbit/s are assumed."""

FRAMES_PER_S, FRAME_BYTES = 30, 300_000

Privacy = Literal["open", "mixed", "strict"]
""""open": nothing is private; "mixed": what is private stays at home; "strict": nothing that was said leaves."""


def by_size(billions: float, memory_gb: float) -> str:
    """Where a model belongs by its size: "edge possible", "cloud", or "edge with that much memory".

    The reference leaves a gap: up to 7 billion weights that take between 24 and 40 GB. Exactly 7 counts as small, as its own
    examples have a 7B on the device.
    """
    if billions > SMALL_BILLIONS or memory_gb >= LARGE_GB:
        return "cloud"
    return "edge possible" if memory_gb <= SMALL_GB else "edge with that much memory"


def by_latency(limit_ms: float) -> str:
    """Where work belongs that has to be done within `limit_ms`, the network included."""
    if limit_ms < EDGE_MS:
        return "edge"
    return "hybrid" if limit_ms < HYBRID_MS else "cloud acceptable"


def by_compliance(data: Literal["raw", "anonymised"], regulated: bool) -> Place:
    """How far data may go under a rule of compliance: raw data stays at the edge, anonymised results may be in the cloud."""
    return HERE if regulated and data == "raw" else CENTRAL


def reachable(limit_ms: float, work_ms: float) -> list[PlaceName]:
    """The places whose way there and back, at its longest, leaves `work_ms` of a limit."""
    return [place.name for place in PLACES.values() if place.most_ms + work_ms <= limit_ms]


def video_bytes_per_s(frames_per_s: float = FRAMES_PER_S, frame_bytes: float = FRAME_BYTES) -> float:
    return frames_per_s * frame_bytes


def stays_local(bytes_per_s: float, uplink_bytes_per_s: float = UPLINK_BYTES_PER_S) -> bool:
    """Whether an input is too much to be sent anywhere."""
    return bytes_per_s > uplink_bytes_per_s


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the reference's score says."""

    where: Literal["edge", "cloud", "hybrid"]
    edge: int
    cloud: int
    why: tuple[str, ...]


def recommend_deployment(
    latency_ms: float, private: bool, requests_per_day: float, billions: float, offline: bool = False
) -> Recommendation:
    """Score a use as the reference does: latency +2, privacy +2, over 1,000 requests a day +1; a large model +3 for the cloud.

    Points on both sides: a hybrid, unless there are under about 100 requests a day, too few for two systems to be worth it:
    then the side with more points, the edge where they are even. Offline: the device. No point at all: the cloud, where nothing
    has to be bought. The reference names no limit at which latency counts; below 50 ms is taken, where its own thresholds find
    the cloud no longer acceptable.
    """
    given = (
        (2, latency_ms < HYBRID_MS, f"an answer within {latency_ms:.0f} ms"),
        (2, private, "private data"),
        (1, requests_per_day > MANY, f"{requests_per_day:,.0f} requests a day"),
    )
    edge = sum(points for points, holds, _ in given if holds)
    cloud = 3 * (billions > SMALL_BILLIONS)
    why = tuple(f"edge +{points}: {text}" for points, holds, text in given if holds)
    why += (f"cloud +{cloud}: a model of {billions:g} billion weights",) * bool(cloud)
    if offline:
        return Recommendation("edge", edge, cloud, (*why, "offline: the device"))
    if edge and cloud and requests_per_day < FEW:
        few = f"{requests_per_day:.0f} requests a day are too few for a hybrid"
        return Recommendation("edge" if edge >= cloud else "cloud", edge, cloud, (*why, few))
    where: Literal["edge", "cloud", "hybrid"] = "hybrid" if edge and cloud else "edge" if edge else "cloud"
    return Recommendation(where, edge, cloud, why)
