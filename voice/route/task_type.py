"""Task type tells whether a small model on the device would answer an English request as well as a large one.

Plain rules come first, then a classifier (`voice.route.classifier`) whose probability is calibrated: of the requests it is
80% sure of, four in five are right. Where it is not sure enough, the verdict is "unsure", and the latency decides.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from voice.config import FARTHEST, NEAREST
from voice.messages import TierKind
from voice.route.classifier import Classifier
from voice.route.signal_result import SignalResult

WEIGHTS = Path(__file__).with_name("task_type.npz")

RULES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in {
        "reasoning": r"\bstep by step\b|\b(?:prove|proof) that\b|\bestimate how\b|\bwhat would happen if\b",
        "long-form": r"\b(?:write|draft|compose)\b(?: \w+){0,5} (?:essay|poem|story|speech|letter|article|report|e-?mail)\b",
        "code": r"\b(?:write|code|build|implement|debug|refactor|fix)\b(?: \w+){0,5} (?:function|script|regex|unit tests?)\b",
        "synthesis": r"^(?:\w+ ){0,3}(?:compare|contrast)\b.* (?:and|with|to)\b|\bpros and cons of\b|\bwhich .* and why$",
        "world knowledge": r"\bexplain .*\bin detail\b|\bin detail how\b",
    }.items()
)
"""Patterns of what a small model answers badly. None is ever wrong on the labelled requests."""


@dataclass(frozen=True, slots=True)
class TaskType:
    kind: str
    """ "code", "short answer", …"""
    tier: TierKind
    """The likelier kind, of the nearest (a small model) and the farthest (a large one)."""
    probability: float
    """0.5..1: how likely that tier is the right one."""
    verdict: TierKind | Literal["unsure"]

    @property
    def reason(self) -> str:
        return f"task type: {self.kind}, {self.probability:.0%} sure"


def judge(text: str, sure: float) -> TaskType:
    """Tell the kind of task and the tier it needs; "unsure" if neither tier is as likely as `sure` (0..1)."""
    lowered = text.lower()
    for kind, pattern in RULES:
        if pattern.search(lowered):
            return TaskType(kind, FARTHEST.kind, 1.0, FARTHEST.kind)
    guess = model().guess(text)
    tier = FARTHEST.kind if guess.marked > 0.5 else NEAREST.kind
    probability = max(guess.marked, 1 - guess.marked)
    return TaskType(guess.label, tier, probability, tier if probability >= sure else "unsure")


def look(text: str, sure: float) -> tuple[TaskType, SignalResult]:
    """Judge the task, and choose its tier if that is sure enough."""
    task = judge(text, sure)
    if task.verdict == "unsure":
        return task, SignalResult(task.kind, f"unsure, {task.probability:.0%} {task.tier}")
    return task, SignalResult(task.kind, task.verdict, tier=task.tier, reason=task.reason)


@cache
def model() -> Classifier:
    """Read the weights, once."""
    return Classifier.load(WEIGHTS)
