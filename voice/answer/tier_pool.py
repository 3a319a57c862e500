"""The tier pool: who can be asked, and on what terms."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from voice.answer.cache import AnswerCache
from voice.clock import Clock
from voice.messages import Route, Tool
from voice.tiers import Tier


@dataclass(frozen=True, slots=True)
class TierPool:
    """Who can be asked, and on what terms."""

    tiers: Mapping[str, Tier]
    clock: Clock
    cache: AnswerCache
    beside: Set[str] = frozenset()
    """Names of the tiers that may be asked beside another one which is late."""
    tools: Sequence[Tool] = ()
    """Skills that a tier may call; each tier's settings say whether it is offered any."""
    small: Set[str] = frozenset()
    """Names of the tiers on the device."""
    confidence: float = 0.0
    """Probability of a small tier's first tokens below which a larger one is asked too; 0: never."""
    draft: bool = False
    """A small tier says the first sentence while a larger one works."""
    ahead: Set[str] = frozenset()
    """Names of the tiers that may be asked before it is certain that the question is over."""

    def in_order(self, route: Route) -> list[str]:
        """The candidates as they are asked: one that drafts comes first."""
        small = next((name for name in route.candidates if name in self.small), None)
        if not self.draft or small is None:
            return list(route.candidates)
        return [small, *(name for name in route.candidates if name != small)]
