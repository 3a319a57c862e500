"""One stage of a plan: where it runs, with what, and what is waited for."""

from dataclasses import dataclass

from voice import config
from voice.config.settings import Endpoint
from voice.plan.place import Place

NEAR, FAR = config.NEAREST.path, config.FARTHEST.path
"""The budget's two sets of allocations."""

COMMAND_MS = Endpoint().complete_ms
WAIT_MS = 0.4 * Endpoint().default_ms
"""The shortest waits for the end of a turn: behind a whole command, which the grammar has read by then, and behind a question.
In the latter the words are read and a tier at home begins to answer."""

PROGRAM_GB = 0.4
"""GB that the program takes with its wake word and its grammar, before any other model."""

ANSWER, HARD = "answer", "answer, hard"
"""The stage that answers, for a question that a small model can answer and for one that it cannot."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the plan."""

    name: str
    place: Place | None
    """Where it runs; None if nothing can do it."""
    with_: str
    ms: float | None
    """How long somebody waits for it; None if nothing can do it."""
    allowed_ms: float
    why: str
    work_ms: float | None = None
    """How long it takes in all, if a part of it is done during the wait."""
    month_usd: float = 0.0
    carried_ms: float = 0.0
    """Milliseconds that the stages before it left over, which it may use, too."""

    @property
    def where(self) -> str:
        return self.place.title if self.place else "nowhere"

    @property
    def path(self) -> config.BudgetPath:
        """The budget whose allocations count."""
        return self.place.location.path if self.place else NEAR

    @property
    def left_ms(self) -> float:
        """Milliseconds that it leaves over for the next stage."""
        return max(0.0, self.allowed_ms + self.carried_ms - self.ms) if self.ms is not None else 0.0

    @property
    def meets(self) -> bool:
        return self.ms is not None and self.ms <= self.allowed_ms + self.carried_ms
