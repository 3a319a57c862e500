"""What a skill is: sentences elsewhere, here the two functions behind them and what they are given."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from voice.messages import SkillReply

Captures = Sequence[tuple[str, Any]]
"""(slot, value) in spoken order: numbers as int or Decimal, listed words as their value, free ones as are."""


class Volume(Protocol):
    """Whatever plays the replies."""

    volume: int
    """Per cent, 0..100."""


@dataclass(slots=True)
class Context:
    """What a skill may know of the assistant that runs it."""

    last_reply: str = ""
    will_ring: bool = False
    """A running assistant is there to ring timers, alarms and reminders."""
    ringing: bool = False
    """Something rings right now: cancelling a timer then ends that."""
    volume: Volume | None = None
    """None: there is no speaker to turn up or down."""


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    read: Callable[[Captures], dict[str, Any] | None]
    """Slots out of what was captured; None when the words make no sense after all."""
    run: Callable[[Mapping[str, Any], Context], Awaitable[SkillReply]]
    """Do it. Raises SkillError, whose text is spoken."""
    says: tuple[str, ...] = ()
    """Replies it often gives, word for word, so that a slow voice can have them ready."""


def as_captured(captures: Captures) -> dict[str, Any]:
    """Slots named and valued as in the sentences; the later of two wins."""
    return dict(captures)
