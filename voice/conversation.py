"""The conversation: what its turns share, such as its history and what was done last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle

from voice.answer.filler import FILLERS
from voice.answer.history import History
from voice.doubt import Doubt
from voice.events import Notify
from voice.messages import Match, SkillReply
from voice.skills import Context, Skills, Told
from voice.speak.player import Player

PASSING = ("courtesy", "repeat")
"""Skills after which a conversation goes on where it was, as it does where nobody answers."""


@dataclass(slots=True)
class Conversation:
    """What the turns of one conversation share."""

    notify: Notify
    player: Player | None = None
    """None: replies are read, not heard."""
    context: Context = field(default_factory=Context)
    history: History = field(default_factory=History)
    language: str = "en"
    fillers: Iterator[str] = field(default_factory=lambda: cycle(FILLERS))
    listens: bool = False
    """Whether somebody may answer a question that is asked back, without the wake word."""
    doubt: Doubt | None = None
    """The command that was asked back in the last turn."""
    told: Sequence[Told] = ()
    """What skills did in the last turn: "and in kelvin?" takes the rest from it."""

    def follow_up(self, skills: Skills, text: str) -> Match | None:
        """What a text means behind the last turn; None where it takes nothing from it."""
        return skills.follow_up(text, self.told, replace(self.context, last_reply=self.history.last_reply))

    @property
    def asks(self) -> bool:
        """Whether a question that is asked back can be heard and answered."""
        return self.listens and (self.context.volume is None or self.context.volume.volume > 0)

    async def do(self, skills: Skills, match: Match) -> SkillReply:
        """Have a skill do what was asked, and remember it."""
        if match.skill not in PASSING:
            self.told = [*self.told, Told(match, skills.undo(match, self.context))]
        return await skills.run(match, self.context)
