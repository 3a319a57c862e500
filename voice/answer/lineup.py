"""The line-up: the tiers that may reply to a question, in which order they are asked, and how long each is waited for."""

from collections.abc import Collection

from voice.answer.attempt import Attempt
from voice.answer.hedge import Why
from voice.answer.question import Question
from voice.answer.tier_pool import TierPool
from voice.budget import TurnBudget
from voice.trace import Marks


class Lineup:
    """The tiers that may reply to one question."""

    def __init__(self, pool: TierPool, question: Question, drafts: bool, marks: Marks, budget: TurnBudget) -> None:
        """`drafts`: a small tier may say the first sentence. `marks`: those of the turn."""
        candidates = list(question.route.candidates)
        self._order = pool.in_order(question.route) if drafts else candidates
        self.drafter = self._order[0] if self._order[:1] != candidates[:1] else ""
        """The tier that says the first sentence while a larger one works; "" where none does."""
        self._out: set[str] = set()
        """Tiers that failed."""
        self._pool = pool
        self._alternatives = question.route.alternatives
        self._marks = marks
        self._budget = budget

    @property
    def first(self) -> str:
        return self._order[0]

    def failed(self, name: str) -> None:
        """Leave a tier out from now on."""
        self._out.add(name)

    def next(self, asked: Collection[str], why: Why) -> str | None:
        """The tier to ask after those that were `asked`; None where none is left. A small one is no help in doubt."""
        known = self._out.union(asked, self._pool.small if why == "doubted" else ())
        return next((name for name in self._order if name not in known), None)

    @property
    def larger_left(self) -> bool:
        """Whether a tier that is not small can still be asked."""
        return any(name not in self._pool.small and name not in self._out for name in self._order)

    def wanted(self, name: str) -> float:
        """The confidence a tier must reach: 0 unless it is small and a larger one is left to ask."""
        return self._pool.confidence if name in self._pool.small and self.larger_left else 0.0

    def hedge_after_s(self) -> float | None:
        """Seconds to wait for the next tier before the one after it is asked too; None: it is not."""
        left = [name for name in self._order if name not in self._out]
        beside = len(left) > 1 and (left[1] in self._pool.beside or left[0] == self.drafter)
        if not beside or not self._budget.may("hedge"):
            return None
        endpoint = self._marks.endpoint
        spent_ms = 0.0 if endpoint is None else (self._pool.clock.now() - endpoint) * 1e3
        return self._budget.hedge_after_ms(left[0], left[1], spent_ms) / 1e3

    def expected_ms(self, early: Attempt | None) -> float | None:
        """Expected ms until a tier speaks, from past turns or the settings; None if unknown. `early`: one already at work."""
        if not self._order:
            return 0.0
        known = [self._expected_ms(name, early) for name in self._order[:2]]
        if (after_s := self.hedge_after_s()) is not None and None not in known:
            return min(known[0] or 0.0, after_s * 1e3 + (known[1] or 0.0))
        return known[0]

    def _expected_ms(self, name: str, early: Attempt | None) -> float | None:
        usual = self._budget.usual_ms(name)
        if usual is not None and early and name == early.name:
            return max(0.0, usual - (self._pool.clock.now() - early.began) * 1e3)
        assumed = (other.ms for other in self._alternatives if other.tier == name)
        return next(assumed, None) if usual is None else usual
