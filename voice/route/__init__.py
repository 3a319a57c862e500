"""Route: who answers, and why. The first signal that decides wins: skill, size, task type."""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from voice import config
from voice.messages import Match, Route, Signal, TierKind
from voice.route import signals, task_type

ORDER: dict[TierKind, tuple[str, ...]] = {
    "device": ("device", "lan", "edge", "cloud"),
    "lan": ("lan", "edge", "cloud", "device"),
    "cloud": ("cloud", "edge", "lan", "device"),
}
"""Where a request goes when the kind it was meant for is missing or fails: the nearest in ability, then in distance."""


class Router:
    """Routes requests. `match` says whether a skill can do one."""

    def __init__(self, match: Callable[[str], Match | None], tiers: Sequence[config.Tier] = ()) -> None:
        self._match = match
        self._tiers = tiers

    def load(self) -> None:
        """Read the classifier's weights, which the first request would otherwise wait for."""
        task_type.model()

    def route(self, text: str, command: bool = True) -> Route:
        """Choose for `text`. `command=False` keeps skills out: the recogniser says that this was no command."""
        began = perf_counter()
        seen: list[Signal] = []
        match: Match | None = None
        judged: task_type.TaskType | None = None

        def look(name: str, judge: Callable[[], tuple[Any, str | None]]) -> str | None:
            start = perf_counter()
            value, verdict = judge()
            took = (perf_counter() - start) * 1e3
            seen.append(Signal(name, value, verdict or "no objection", took))
            return verdict

        def decided(tier: TierKind, reason: str, match: Match | None = None) -> Route:
            return Route(
                tier,
                reason,
                skill=match.skill if match else None,
                slots=match.slots if match else {},
                candidates=() if tier == "skill" else self._candidates(tier),
                signals=tuple(seen),
                ms=(perf_counter() - began) * 1e3,
            )

        def skill() -> tuple[str | None, str | None]:
            nonlocal match
            match = self._match(text) if command else None
            return (match.skill, "skill") if match else (None, None)

        def task() -> tuple[str, str]:
            nonlocal judged
            judged = task_type.judge(text)
            return judged.kind, judged.verdict

        if not text:
            return decided("skill", "nothing was said")
        if look("skill", skill) and match:
            return decided("skill", f"the {match.skill} skill can do this", match)
        if look("size", lambda: signals.size(text)):
            return decided("cloud", f"more than {signals.DEVICE_WORDS} words")
        look("task_type", task)
        assert judged is not None
        return decided(judged.tier, judged.reason)

    def _candidates(self, tier: TierKind) -> tuple[str, ...]:
        return tuple(t.name for where in ORDER[tier] for t in self._tiers if t.where == where)
