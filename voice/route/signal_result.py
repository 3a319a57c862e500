"""The result of a signal: every signal is a pure function that returns one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voice.messages import Match, TierKind


@dataclass(frozen=True, slots=True)
class SignalResult:
    """What one signal says about one request."""

    value: Any
    """What it looked at, fit for JSON."""
    verdict: str
    """What it says, in a word or two: "no objection", "cloud", "unsure", …"""
    removes: Mapping[str, str] = field(default_factory=dict)
    """Tier → why it may not be asked, for people."""
    tier: TierKind | None = None
    """Where the request goes; None: the next signal decides."""
    reason: str = ""
    """Why it goes there, one line for people."""
    match: Match | None = None
    """The skill that does it, if one does."""


NO_OBJECTION = "no objection"
