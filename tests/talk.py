"""Typed conversations with real engines, for tests."""

from collections.abc import Iterable

from voice.clock import Clock, WallClock
from voice.config import Config
from voice.conversation import Conversation
from voice.engines import Engines
from voice.messages import Route, Transcript
from voice.skills import Skills
from voice.trace import TurnTrace
from voice.turn import Turn


async def loaded(config: Config, clock: Clock | None = None) -> Engines:
    """Engines for typed requests."""
    engines = Engines(config, clock or WallClock(), lambda text: None)
    await engines.load()
    return engines


def conversation(will_ring: bool = False) -> Conversation:
    """One that nobody watches."""
    made = Conversation(lambda event: None)
    made.context.will_ring = will_ring
    return made


async def replies(skills: Skills, held: Conversation, lines: Iterable[str]) -> list[str]:
    """What skills alone say to the lines of a conversation; "" where none answers."""
    said = []
    for text in lines:
        held.context.last_reply = held.history.last_reply
        match = held.follow_up(skills, text) or skills.match(text)
        held.leave(text, Route("skill", "", match.skill) if match else Route("device", ""))
        deeds = [await held.do(skills, one) for one in (match, *match.also)] if match else []
        said.append(" ".join(one.text for one in deeds))
        held.history.add(text, said[-1], ())
    return said


async def ask(engines: Engines, held: Conversation, text: str, command: bool = True) -> TurnTrace:
    """One turn of a conversation, from its words to its reply."""
    turn = Turn(engines, held, "typed")
    turn.draft(Transcript(text, 1.0, command, "typed"))
    await turn.speak()
    return turn.trace
