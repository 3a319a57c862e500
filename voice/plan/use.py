"""A use: what a household or a business asks of the assistant, which the plan is made for."""

from dataclasses import dataclass, field, replace

from voice import config
from voice.plan import costs
from voice.plan.place import PLACES, Place, Privacy
from voice.plan.workload import Workload

LISTENS_BYTES_PER_S = 32_000.0
"""Bytes a second that a microphone gives: 16 kHz, 16 bits."""

REPLY_TOKENS = 60
"""A spoken reply: one to three sentences."""

QUESTION_TOKENS = 30
"""Tokens of a question with its template; what stands before it was read while the question was asked."""

SENTENCE_TOKENS = 12
"""Tokens of the first sentence of a reply, which is spoken first."""

UTTERANCE_S = 3.0
"""Seconds that a spoken question takes."""

SPEECH_TOKENS_PER_S = 4.0
"""Tokens a second that speaking needs."""


@dataclass(frozen=True, slots=True)
class Use:
    turns_per_day: float = 200.0
    hard_share: float = 0.15
    privacy: Privacy = "mixed"
    offline: bool = False
    budget_ms: float | None = None
    """Milliseconds for all stages after the endpoint, in place of the settings'."""
    budget: config.Budget = field(default_factory=config.Budget)
    lan: str = PLACES["local"].machine
    """The machine in the local network that may help, by its name or file; "" for none."""

    def allowed_ms(self, stage: str, path: config.BudgetPath) -> float:
        """How long a stage may take: the settings' ceiling, scaled if another total is asked for."""
        scale = self.budget_ms / self.budget.stage("compute", path).ceiling if self.budget_ms else 1.0
        within = stage in ("transcribe", "answer", "speak", "compute")
        return self.budget.stage(stage, path).ceiling * (scale if within else 1.0)

    @property
    def may_leave(self) -> bool:
        """Whether words may leave the house at all."""
        return not self.offline and self.privacy != "strict"

    @property
    def places(self) -> list[Place]:
        """Every place that there is, the nearest first."""
        local = PLACES["local"]
        there = {"local": local if self.lan == local.machine else replace(local, machine=self.lan)} if self.lan else {}
        return [there.get(name, place) for name, place in PLACES.items() if name != "local" or there]

    @property
    def workload(self) -> Workload:
        return Workload(
            latency_ms=self.budget.transcribe.target or self.budget.transcribe.ceiling,
            hard_share=self.hard_share,
            privacy=self.privacy,
            requests_per_day=self.turns_per_day,
            tokens=REPLY_TOKENS,
            listens_hours=24,
            bytes_per_s=LISTENS_BYTES_PER_S,
            peak=costs.PEAK,
            offline=self.offline,
        )
