"""What a session tells whoever watches it, beside the events of `voice.messages`: facts, each when it has happened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from voice.messages import Route
from voice.trace import TurnTrace

Notify = Callable[[Any], None]
"""Told of every event as it happens: those below, those of the endpointer, `WakeHeard` and `Transcript`."""


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """Words so far, at a pause."""

    text: str


@dataclass(frozen=True, slots=True)
class RouteChosen:
    """The turn knows who will answer."""

    route: Route


@dataclass(frozen=True, slots=True)
class Saying:
    """A piece of the reply is given to the voice."""

    text: str


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over; `trace` is complete."""

    trace: TurnTrace


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """An answer, or what follows, needs no wake word for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class FloorClosed:
    """The wake word is needed again."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """What was said without the wake word was not meant for the assistant."""


@dataclass(frozen=True, slots=True)
class Switched:
    """The microphone was switched off, or on again."""

    muted: bool


@dataclass(frozen=True, slots=True)
class WordsLeft:
    """Words left the house."""

    place: str


@dataclass(frozen=True, slots=True)
class Ringing:
    """A timer, an alarm or a reminder began to ring."""

    text: str


@dataclass(frozen=True, slots=True)
class RingingEnded:
    """The ringing stopped by itself: nobody came."""


@dataclass(frozen=True, slots=True)
class Announced:
    """Somebody has something said in this room."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A satellite is connected, and a session runs for it."""

    name: str


@dataclass(frozen=True, slots=True)
class Left:
    """A satellite is gone, and its session with it."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something works worse than it should; nothing was lost."""

    text: str
