"""Latency: where the task type is unsure, whoever is predicted to be in time answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voice.messages import TierKind
from voice.route.signal_result import SignalResult
from voice.route.task_type import TaskType

Predict = Callable[[str], float | None]
"""Milliseconds to the first token of the tier of a name; None while too little is known."""


def unknown(name: str) -> float | None:
    return None


@dataclass(frozen=True, slots=True)
class RemainingBudget:
    """What a turn's budget has left for the first token, ms."""

    device: float
    cloud: float


def look(task: TaskType, predicted: Mapping[TierKind, float], remaining: RemainingBudget) -> SignalResult:
    """The tier that is predicted to keep its budget where the other is not; else the one that the task type thinks likelier.

    `predicted`: ms of the first tier of each kind, absent where none could be asked.
    """
    value = {kind: round(ms) for kind, ms in predicted.items()}
    device, cloud = predicted.get("device"), predicted.get("cloud")
    if device is None or cloud is None or (device <= remaining.device) == (cloud <= remaining.cloud):
        return SignalResult(value, "no preference", tier=task.tier, reason=task.reason)
    tier: TierKind = "device" if device <= remaining.device else "cloud"
    mine, limit = (device, remaining.device) if tier == "device" else (cloud, remaining.cloud)
    other = "larger" if tier == "device" else "device's own"
    why = f"{mine:.0f} ms predicted, {limit:.0f} allowed, and the {other} model would be late"
    return SignalResult(value, tier, tier=tier, reason=f"{task.kind}, too unsure to say; {why}")
