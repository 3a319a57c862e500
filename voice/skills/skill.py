"""A skill: two functions, one that reads slots out of a sentence and one that acts on them, and what they are given."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from voice.messages import Match, Route, SkillReply

Captures = Sequence[tuple[str, Any]]
"""What a sentence captured: (slot, value) in spoken order. Numbers are int or Decimal, listed words are their value, free text
is as it was said."""


class Volume(Protocol):
    """What plays the replies."""

    volume: int
    """Per cent, 0..100."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Who gave an answer, and why."""

    route: Route
    by: str | None
    """The tier, or the skill; None where nobody could."""
    asked: frozenset[str]
    """Names of all tiers that were asked."""
    reply: str = ""
    failed: bool = False
    """Whether a skill did not do what was asked."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a skill did or told in an earlier turn."""

    match: Match
    undo: str = ""
    """A request that undoes it; "" for none."""


@dataclass(slots=True)
class Context:
    """What a skill is told about the conversation that it is part of."""

    place: str = ""
    """Where the conversation is held; timers set there ring there and are known only there. "": this machine."""
    last_reply: str = ""
    said: str = ""
    """The words of this turn, with their capitals."""
    last: Answered | None = None
    """How the last answer came about, that to a question about it apart; None before the first."""
    recorded: bool = False
    """Whether sound and words of the session are being kept, as `voice run --record` does."""
    will_ring: bool = False
    """Whether a session is running that will ring timers, alarms and reminders."""
    ringing: bool = False
    """Whether something rings right now: cancelling a timer then ends that."""
    hushed: bool = False
    """Whether a reply was cut off by what is said now: then "stop" is done."""
    volume: Volume | None = None
    """None: there is no speaker to turn up or down."""
    warned: bool = False
    """Whether it was said in this conversation that nothing will ring."""
    before_mute: int = 0
    """Per cent, from before the volume was muted; 0: it was not."""


def as_heard(slots: Mapping[str, Any], context: Context) -> str | None:
    """Have the words that were heard asked back."""
    return ""


def harmless(slots: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Change:
    """How to ask whether what a skill changes was meant, and how to undo it."""

    asked: Callable[[Mapping[str, Any], Context], str | None] = as_heard
    """Asks in about three words: "Eight minutes?". "": ask in the words that were heard; None: nothing would change."""
    undo: Callable[[Mapping[str, Any], Context], str] | None = None
    """What to say to undo it, told beforehand: "cancel the timer". None: it cannot be undone."""
    again: Callable[[Mapping[str, Any], str], str] | None = None
    """A command for the same with another value, which is said alone ("no, nine minutes"). None: there is no such value."""
    danger: Callable[[Mapping[str, Any]], bool] = harmless
    """Whether it is asked back however surely it was heard: unlocking a door."""
    noted: bool = False
    """What it does is noted, so that `undo` holds for whatever it did."""
    stays: bool = False
    """What was done stays beside what is done next: to have it otherwise, it must be undone first."""


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    read: Callable[[Captures], dict[str, Any] | None]
    """Makes slots out of what was captured; None when the words make no sense after all."""
    run: Callable[[Mapping[str, Any], Context], Awaitable[SkillReply]]
    """Does what was asked. Raises SkillError, whose text is spoken."""
    says: tuple[str, ...] = ()
    """Replies that it often gives word for word, so that a slow voice can render them ahead."""
    change: Change | None = None
    """None: it changes nothing, it only tells something."""
    again: Callable[[Mapping[str, Any], str], str] | None = None
    """A whole question, from the slots of the last one and what is asked instead: "and in kelvin". None: there is none."""
    likely: Callable[[Mapping[str, Any], Context], str] | None = None
    """What it will probably say once it has done what was asked, told without doing it, so that a voice can begin early; the
    real reply is said in any case. None: it cannot be told."""
    anew: bool = False
    """ "Again" means to do it once more: to flip another coin, not to say how the last one fell."""

    def changes(self, slots: Mapping[str, Any], context: Context) -> bool:
        """Whether a deed changes anything, as far as that is known before it is done."""
        return self.change is not None and (self.change.noted or self.change.asked(slots, context) is not None)


def as_captured(captures: Captures) -> dict[str, Any]:
    """Take the slots as they were captured; where one was captured twice, the later value counts."""
    return dict(captures)
