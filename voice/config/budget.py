"""How long each stage of a turn may take."""

from voice.config.locations import BudgetPath
from voice.config.section import Section


class Stage(Section):
    """What one stage may take, ms."""

    target: float | None = None
    ceiling: float


class Budget(Section):
    """Allocations in ms; the defaults are those of the reference case study."""

    act: bool = True
    """Act where a stage will not fit: end the wait early, ask another tier, shorten the first chunk, …; else only judge."""
    wake: Stage = Stage(ceiling=100)
    endpoint: Stage = Stage(target=300, ceiling=300)
    transcribe: Stage = Stage(target=40, ceiling=50)
    route: Stage = Stage(target=0.2, ceiling=1)
    answer_device: Stage = Stage(target=80, ceiling=120)
    answer_cloud: Stage = Stage(target=225, ceiling=300)
    speak: Stage = Stage(target=50, ceiling=50)
    compute_device: Stage = Stage(target=170, ceiling=200)
    compute_cloud: Stage = Stage(target=315, ceiling=500)

    def stage(self, name: str, path: BudgetPath) -> Stage:
        """What a stage ("answer", "compute", "speak", …) may take on a path; only the first two differ by it."""
        limit: Stage = getattr(self, f"{name}_{path}" if name in ("answer", "compute") else name)
        return limit
