"""What waits to be announced in one room, until it has been heard there."""

import asyncio
from collections import deque

from voice.errors import VoiceError
from voice.events import Notify, Warned
from voice.messages import Sound
from voice.serve.far_speaker import FarSpeaker
from voice.session import Session

MOST = 8
"""How many may wait for a quiet moment in a room."""


class Announcements:
    """The announcements of one session, which are said one after the other."""

    def __init__(self) -> None:
        self._waiting: deque[str | Sound] = deque()
        """Those that are not over; the first may be sounding."""
        self._came = asyncio.Event()
        self._ends: list[int] = []
        """What the satellite tells to have played once each that is over was heard; until then it may be gone."""

    def __len__(self) -> int:
        """How many have not been heard to their end."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        return len(self._waiting) >= MOST

    def put(self, what: str | Sound) -> None:
        self._waiting.append(what)
        self._came.set()

    async def say(self, session: Session, notify: Notify) -> None:
        """Have each said in the session once it is quiet there. It never ends by itself."""
        while True:
            while not self._waiting:
                self._came.clear()
                await self._came.wait()
            try:
                await session.announce(self._waiting[0])
            except VoiceError as error:
                notify(Warned(f"nothing was announced in {session.name}: {error}"))
            self._waiting.popleft()
            if speaker := _far(session):
                self._ends = [*self._unsure(speaker), speaker.sent]

    def lost(self, session: Session, notify: Notify) -> None:
        """The room is gone: report what was not heard there."""
        speaker = _far(session)
        if unheard := len(self._waiting) + len(self._unsure(speaker) if speaker else ()):
            notify(Warned(f"announcements that were not heard in {session.name}, as it is gone: {unheard}"))
            self._waiting.clear()

    def _unsure(self, speaker: FarSpeaker) -> list[int]:
        return [end for end in self._ends if end > speaker.told]


def _far(session: Session) -> FarSpeaker | None:
    """The speaker of a satellite that tells what it has played."""
    speaker = session.conversation.player.sink if session.conversation.player else None
    return speaker if isinstance(speaker, FarSpeaker) else None
