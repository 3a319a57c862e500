"""What a signal says. Every signal is a pure function that returns one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voice.messages import Match, TierKind


@dataclass(frozen=True, slots=True)
class SignalResult:
    """Of one signal on one request."""

    value: Any
    """What it looked at, fit for JSON."""
    verdict: str
    """In a word or two: "no objection", "cloud", "unsure", …"""
    removes: Mapping[str, str] = field(default_factory=dict)
    """Tier → why it may not be asked, for people."""
    tier: TierKind | None = None
    """Where the request goes; None: that is for the next signal to say."""
    reason: str = ""
    """Why there, one line for people."""
    match: Match | None = None
    """The skill, where one does it."""


NO_OBJECTION = "no objection"
