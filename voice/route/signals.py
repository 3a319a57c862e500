"""What the router looks at. Each signal is a pure function of the request."""

import re

from voice.messages import TierKind

DEVICE_WORDS = 50
"""A longer question goes to the larger tier: about what a small model's practical context leaves room for."""

LARGER = {
    "code": r"\b(code|python|javascript|program(?:ming)?|function|regex|sql|script|compile|debug|algorithm)\b",
    "reasoning": r"\b(step by step|prove|proof|derive|deduce|reason(?:ing)?|logic|puzzle|riddle|trade.?offs?|pros and cons|"
    r"what if|implications?|consequences?|plan (?:a|my|the|our)|strategy|should i)\b",
    "long-form": r"\b(write|draft|compose|essay|poem|story|letter|e-?mail|speech|article|report|in detail|at length)\b",
    "synthesis": r"\b(compare|contrast|summari[sz]e|difference between|differences|analy[sz]e|evaluate|critique|review|"
    r"translate|rephrase|rewrite)\b",
    "world knowledge": r"\b(explain|why (?:is|are|was|were|do|does|did|has|have)|how (?:do|does|did|is|are|was|were)|"
    r"history of|theory|philosoph\w+|econom\w+|politic\w+|treaty|quantum|relativity|evolution\w*|cause[ds]?)\b",
}
"""Task types that a 7B answers badly, by the words that give them away."""

_LARGER = {name: re.compile(pattern) for name, pattern in LARGER.items()}


def words(text: str) -> int:
    """Words of the request itself."""
    return len(text.split())


def size(text: str) -> tuple[int, TierKind | None]:
    """Words of the request, and the tier they ask for, if any."""
    count = words(text)
    return count, "cloud" if count > DEVICE_WORDS else None


def task_type(text: str) -> tuple[str, TierKind]:
    """The kind of task, and the tier it needs."""
    lowered = text.lower()
    for name, pattern in _LARGER.items():
        if pattern.search(lowered):
            return name, "cloud"
    return "short answer", "device"
