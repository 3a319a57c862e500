"""Answers text that Home Assistant has heard or read, with the router, the skills and the tiers, a conversation for each id."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from wyoming.event import Event
from wyoming.handle import Handled, NotHandled

from voice.conversation import Conversation
from voice.engines import Engines
from voice.messages import WHOLE, Transcript
from voice.serve.station import LOCAL, Station
from voice.serve.wyoming.refusal import Refusal
from voice.skills import Context
from voice.tiers.chat import import_client
from voice.turn import Turn

LONGEST = 2000
"""Characters of a request."""

CONVERSATIONS = 64
"""Conversations that are remembered, those that went on last."""


@dataclass(slots=True)
class Held:
    """A conversation, in which one request is answered at a time."""

    conversation: Conversation
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversations:
    """The conversations of everybody who asks through this door."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._held: OrderedDict[str, Held] = OrderedDict()

    async def answer(self, asked: Event) -> Event:
        """Answer what was asked. Raises Refusal."""
        text, context = asked.data.get("text"), asked.data.get("context")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            raise Refusal("text", f"There is no text, or more than {LONGEST} characters of it.")
        held = self._of(context.get("conversation_id") if isinstance(context, dict) else None)
        with self._station.borrowed() as engines:
            async with held.lock:
                reply, by = await self._turn(text.strip(), held.conversation, engines)
        return (Handled if by else NotHandled)(reply, context if isinstance(context, dict) else None).event()

    async def _turn(self, text: str, conversation: Conversation, engines: Engines) -> tuple[str, str | None]:
        """The reply, and who gave it. The words are taken for heard ones: nothing dangerous is done by them unasked."""
        if engines.config.tiers:
            await asyncio.to_thread(import_client)
        conversation.context.will_ring = LOCAL in self._station.sessions
        turn = Turn(engines, conversation, "wyoming")
        turn.trace.marks.transcribed = engines.clock.now()
        is_command = engines.skills.completeness(text) in WHOLE
        turn.draft(Transcript(text, 1.0, is_command, "wyoming"))
        await turn.speak()
        return turn.trace.reply, turn.trace.answered_by

    def _of(self, name: object) -> Held:
        """The conversation of an id; a new one where there is no id."""
        fresh = Held(Conversation(self._station.told(lambda event: None), None, Context()))
        if not isinstance(name, str) or not name:
            return fresh
        held = self._held.setdefault(name, fresh)
        self._held.move_to_end(name)
        while len(self._held) > CONVERSATIONS:
            self._held.popitem(last=False)
        return held
