"""Deeds: what the skills do in a turn, or ask before they do it; and what they will say, told without doing it."""

from dataclasses import dataclass, replace

from voice.answer import phrases
from voice.conversation import Conversation
from voice.doubt import Doubt, Doubted, doubted
from voice.engines import Engines
from voice.trace import TurnTrace
from voice.understanding import Understood


@dataclass(frozen=True, slots=True)
class Deeds:
    """The skills' part of one turn."""

    engines: Engines
    conversation: Conversation
    trace: TurnTrace
    asked: Understood

    async def done(self) -> str:
        """Do what was asked, or ask whether it was meant; the reply."""
        if self.asked.route.skill is None:
            return "" if self.trace.ended == "no_speech" else phrases.NOTHING_HEARD
        self.conversation.context.last_reply = self.conversation.history.last_reply
        self.conversation.context.said = self.asked.words.text
        text = await self._done()
        self.trace.answered_by = self.asked.route.skills
        return text

    async def foretold(self) -> str:
        """What the reply will probably be, told without an effect; "" where that cannot be known."""
        skills, context = self.engines.skills, self.conversation.context
        if self.asked.answer and self.asked.answer.meant == "no":
            return phrases.LEFT
        if doubted := self._doubted():
            return doubted.question if self.conversation.asks else ""
        asked = replace(context, last_reply=self.conversation.history.last_reply, said=self.asked.words.text)
        said = [await skills.likely(one, asked) for one in self.asked.route.deeds]
        return self.conversation.shortened(" ".join(said)) if all(said) else ""

    async def _done(self) -> str:
        self.trace.doubt = self.asked.answer.meant if self.asked.answer else None
        if self.trace.doubt == "no":
            return phrases.LEFT
        doubted = self._doubted()
        if doubted and (self.conversation.asks or doubted.undo is None):
            return self._left(doubted.question)
        replies = [await self.conversation.do(self.engines.skills, one) for one in self.asked.route.deeds]
        self.trace.remedy = " ".join(dict.fromkeys(reply.remedy for reply in replies if reply.remedy))
        self.trace.declined = any(reply.failed for reply in replies)
        text = self.conversation.shortened(" ".join(dict.fromkeys(reply.text for reply in replies if reply.text)))
        if not doubted or not doubted.undo or any(reply.failed for reply in replies):
            return text
        self.trace.doubt = "done"
        return phrases.undoable(text, doubted.undo)

    def _doubted(self) -> Doubted | None:
        if self.asked.answer and self.asked.answer.meant == "yes":
            return None
        below = self.engines.config.transcribe.ask_below
        return doubted(self.asked.words, self.asked.route, below, self.engines.skills, self.conversation.context)

    def _left(self, question: str) -> str:
        """Do nothing yet, and ask back; or, where nobody is asked, do nothing."""
        if not self.conversation.asks:
            self.trace.doubt = "left"
            return phrases.not_done(question)
        self.trace.doubt = "asked"
        self.conversation.doubt = Doubt(self.asked.route)
        return question
