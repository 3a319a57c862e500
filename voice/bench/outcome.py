"""What the assistant made of one clip, noted from what its session tells."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from voice.events import TurnEnded
from voice.messages import SpeechEnded, WakeHeard
from voice.trace import TurnTrace

Clip = TypeVar("Clip")


@dataclass(slots=True)
class Outcome(Generic[Clip]):
    """What the assistant made of one clip."""

    clip: Clip
    wakes: list[WakeHeard] = field(default_factory=list)
    ends: list[SpeechEnded] = field(default_factory=list)
    turns: list[TurnTrace] = field(default_factory=list)

    def note(self, event: Any) -> None:
        match event:
            case WakeHeard():
                self.wakes.append(event)
            case SpeechEnded():
                self.ends.append(event)
            case TurnEnded():
                self.turns.append(event.trace)

    @property
    def skills(self) -> list[TurnTrace]:
        """Turns that a skill took."""
        return [turn for turn in self.turns if turn.route and turn.route.skill]
