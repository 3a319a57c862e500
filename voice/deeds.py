"""Deeds: what the skills do in a turn, or ask before they do it; and what they will say, told without doing it."""

from dataclasses import dataclass, replace

from voice.answer import phrases
from voice.conversation import Conversation
from voice.doubt import Answer, Doubt, Doubted, doubted
from voice.engines import Engines
from voice.messages import Route, Transcript
from voice.trace import TurnTrace


@dataclass(frozen=True, slots=True)
class Deeds:
    """The skills' part of one turn."""

    engines: Engines
    conversation: Conversation
    trace: TurnTrace
    words: Transcript
    answer: Answer | None
    """The answer to what was asked back in the last turn that the words are, if they are one."""

    async def done(self, route: Route) -> str:
        """Do what was asked, or ask whether it was meant; the reply."""
        if route.skill is None:
            return "" if self.trace.ended == "no_speech" else phrases.NOTHING_HEARD
        self.conversation.context.last_reply = self.conversation.history.last_reply
        text = await self._done(route)
        self.trace.answered_by = route.skills
        return text

    async def foretold(self, route: Route) -> str:
        """What the reply will probably be, told without an effect; "" where that cannot be known."""
        skills, context = self.engines.skills, self.conversation.context
        if self.answer and self.answer.meant == "no":
            return phrases.LEFT
        if doubted := self._doubted(route):
            return doubted.question if self.conversation.asks else ""
        asked = replace(context, last_reply=self.conversation.history.last_reply)
        said = [await skills.likely(one, asked) for one in route.deeds]
        return self.conversation.shortened(" ".join(said)) if all(said) else ""

    async def _done(self, route: Route) -> str:
        self.trace.doubt = self.answer.meant if self.answer else None
        if self.trace.doubt == "no":
            return phrases.LEFT
        doubted = self._doubted(route)
        if doubted and (self.conversation.asks or doubted.undo is None):
            return self._left(doubted.question, route)
        replies = [await self.conversation.do(self.engines.skills, one) for one in route.deeds]
        text = self.conversation.shortened(" ".join(reply.text for reply in replies if reply.text))
        if not doubted or not doubted.undo or any(reply.failed for reply in replies):
            return text
        self.trace.doubt = "done"
        return phrases.undoable(text, doubted.undo)

    def _doubted(self, route: Route) -> Doubted | None:
        if self.answer and self.answer.meant == "yes":
            return None
        below = self.engines.config.transcribe.ask_below
        return doubted(self.words, route, below, self.engines.skills, self.conversation.context)

    def _left(self, question: str, route: Route) -> str:
        """Do nothing yet, and ask back; or, where nobody is asked, do nothing."""
        if not self.conversation.asks:
            self.trace.doubt = "left"
            return phrases.not_done(question)
        self.trace.doubt = "asked"
        self.conversation.doubt = Doubt(route)
        return question
