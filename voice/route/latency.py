"""Latency chooses the tier that is predicted to be in time, where the task type is unsure."""

from collections.abc import Callable, Mapping

from voice.config import LOCATIONS, BudgetPath, budget_path
from voice.messages import TierKind
from voice.route.signal_result import SignalResult
from voice.route.task_type import TaskType

Predict = Callable[[str], float | None]
"""Takes a tier's name; gives the predicted ms to its first token, or None while too little is known."""

RemainingBudget = Mapping[BudgetPath, float]
"""What each path of a turn's budget has left for the first token, ms."""


def look(task: TaskType, predicted: Mapping[TierKind, float], remaining: RemainingBudget) -> SignalResult:
    """Choose the tier that is predicted to be in time if only one is; else the one that the task type prefers.

    `predicted`: ms of the first tier of each kind, absent where none could be asked.
    """
    value = {kind: round(ms) for kind, ms in predicted.items()}
    allowed = {kind: remaining[budget_path(kind)] for kind in predicted}
    in_time = [kind for kind, ms in predicted.items() if ms <= allowed[kind]]
    late = [kind for kind in predicted if kind not in in_time]
    if not in_time or not late:
        return SignalResult(value, "no preference", tier=task.tier, reason=task.reason)
    tier, other = in_time[0], f"{late[0]}'s own" if LOCATIONS[late[0]].small else "larger"
    why = f"{predicted[tier]:.0f} ms predicted, {allowed[tier]:.0f} allowed, and the {other} model would be late"
    return SignalResult(value, tier, tier=tier, reason=f"{task.kind}, too unsure to say; {why}")
