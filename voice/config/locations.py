"""Locations: where a tier can be, and all that follows from it. Code asks for these values, never for a location's name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from voice.messages import TierKind

LocationName = Literal["device", "lan", "edge", "cloud"]

BudgetPath = Literal["device", "cloud"]
"""The sets of allocations in `Budget`: `answer_device` and `compute_device`, `answer_cloud` and `compute_cloud`."""

BUDGET_PATHS: tuple[BudgetPath, ...] = get_args(BudgetPath)


@dataclass(frozen=True, slots=True)
class Location:
    """A value of a tier's setting `where`."""

    name: LocationName
    order: int
    """0 is nearest. A tier that is farther away is taken to be abler."""
    kind: "TierKind"
    """The value of `Route.tier` for tiers here."""
    path: BudgetPath
    said: str
    """Where that is, for people: "in the cloud"."""
    ttft_ms: float
    """Time to the first token that a tier there is meant to keep, ms."""
    small: bool = False
    """Its model is a small one: it answers what is easy, and its own doubt can bring in a larger one."""
    owned: bool = False
    """The machine and its power are the user's own to pay for."""


LOCATIONS: dict[str, Location] = {
    location.name: location
    for location in (
        Location("device", 0, "device", "device", "on this machine", 120.0, small=True, owned=True),
        Location("lan", 1, "lan", "device", "in this house", 300.0, owned=True),
        Location("edge", 2, "cloud", "cloud", "nearby", 300.0),
        Location("cloud", 3, "cloud", "cloud", "in the cloud", 300.0),
    )
}
"""By name. `Route.tier` is one of these names too, where it is not "skill"."""

NEAREST = min(LOCATIONS.values(), key=lambda location: location.order)
"""The nearest location, where easy questions go."""

FARTHEST = max(LOCATIONS.values(), key=lambda location: location.order)
"""The farthest, where questions go that need a larger model."""


def budget_path(kind: str) -> BudgetPath:
    """Find the allocations of a turn by its `Route.tier`; a skill has those of the device."""
    return LOCATIONS.get(kind, NEAREST).path


def is_away(where: str) -> bool:
    """Return True if `where` is somebody else's machine; False for "skill" and unknown places."""
    return where in LOCATIONS and not LOCATIONS[where].owned


def is_owned(where: str) -> bool:
    """Return True if `where` is a machine of the user's own; False for "skill" and unknown places."""
    return where in LOCATIONS and LOCATIONS[where].owned
