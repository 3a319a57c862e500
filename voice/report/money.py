"""Sums up who answered, what it cost, and what sending everything to the cloud would have cost."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice import config
from voice.report.turn import Alternative, Turn


@dataclass(frozen=True, slots=True)
class Answered:
    """How many turns a tier or the skills answered, and what was spent on that tier in all turns."""

    name: str
    where: str
    """"skill", "cache", "device", "lan", "edge", "cloud"; "" where no trace tells."""
    turns: int
    share: float
    """Share of the answered turns, 0..1."""
    usd: float


@dataclass(frozen=True, slots=True)
class Instead:
    """What the same questions would have cost at one tier elsewhere."""

    tier: str
    turns: int
    """How many answered turns tell that cost in their traces; the sums are over these."""
    usd: float
    """What it would have cost: the real cost of its own replies, the estimate for all others."""
    spent_usd: float

    @property
    def avoided_usd(self) -> float:
        return self.usd - self.spent_usd


@dataclass(frozen=True, slots=True)
class Money:
    answered: tuple[Answered, ...]
    """Skills first, then the tiers from near to far."""
    spent_usd: float
    """What was paid to others."""
    home_usd: float
    """What hardware and power cost."""
    instead: Instead | None
    """None where no tier elsewhere has a price."""


NEAREST = ("skill", "cache", *sorted(config.LOCATIONS, key=lambda name: config.LOCATIONS[name].order))
"""Everything that can answer, the nearest first."""


def money(turns: Sequence[Turn], places: Mapping[str, str]) -> Money:
    """Sum up the turns. `places` says where each configured tier is, for traces that do not tell."""
    where = {**places, **{a.tier: a.where for turn in turns if turn.route for a in turn.route.alternatives}}
    counts = Counter(found for turn in turns if (found := answerer(turn, where)))
    costs: defaultdict[str, float] = defaultdict(float)
    for turn in turns:
        for name, usd in by_tier(turn).items():
            costs[name] += usd
    asked = {(name, where.get(name, "")) for name in costs if costs[name]}
    whole = sum(counts.values()) or 1
    answered = [
        Answered(name, place, counts[name, place], counts[name, place] / whole, costs[name])
        for name, place in counts.keys() | asked
    ]
    return Money(
        answered=tuple(sorted(answered, key=lambda a: ([*NEAREST, a.where].index(a.where), -a.turns, a.name))),
        spent_usd=sum(a.usd for a in answered if not config.is_owned(a.where)),
        home_usd=sum(a.usd for a in answered if config.is_owned(a.where)),
        instead=_instead(turns, where),
    )


def shares(found: Money) -> dict[str, float]:
    """The share of answered turns by place, 0..1, from near to far."""
    summed: defaultdict[str, float] = defaultdict(float)
    for row in found.answered:
        summed[row.where] += row.share
    return {where: share for where, share in summed.items() if share}


def answerer(turn: Turn, where: Mapping[str, str]) -> tuple[str, str] | None:
    """The name and place of who answered, None when nobody did; all skills count as one."""
    name = turn.answered_by
    if name is None:
        return None
    if turn.route and turn.route.tier == "skill":
        return "skills", "skill"
    return ("cache", "cache") if name == "cache" and name not in where else (name, where.get(name, ""))


def by_tier(turn: Turn) -> dict[str, float]:
    """US dollars by tier; when the trace has only the sum, the tier that answered gets all of it."""
    if turn.usage and all(used.usd is not None for used in turn.usage.values()):
        return {name: used.usd or 0.0 for name, used in turn.usage.items()}
    return {turn.answered_by or next(iter(turn.usage), ""): turn.cost_usd} if turn.cost_usd else {}


def _instead(turns: Sequence[Turn], where: Mapping[str, str]) -> Instead | None:
    counted, usd, spent = 0, 0.0, 0.0
    names: Counter[str] = Counter()
    for turn in turns:
        if turn.answered_by is None or (other := _priced(turn)) is None:
            continue
        costs = by_tier(turn)
        counted += 1
        names[other.tier] += 1
        usd += costs.get(other.tier, other.usd) if turn.answered_by == other.tier else other.usd
        spent += sum(cost for name, cost in costs.items() if not config.is_owned(where.get(name, "")))
    return Instead(", ".join(names), counted, usd, spent) if counted else None


def _priced(turn: Turn) -> Alternative | None:
    """Where "everything to the cloud" would go: the farthest tier away that has a price."""
    others = turn.route.alternatives if turn.route else ()
    priced = [a for a in others if config.is_away(a.where) and a.usd > 0]
    return max(priced, key=lambda a: config.LOCATIONS[a.where].order, default=None)
