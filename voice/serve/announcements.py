"""What waits to be announced in one room, until it has been heard there."""

import asyncio
from collections import deque

from voice.errors import VoiceError
from voice.events import Notify, Warned
from voice.messages import Sound
from voice.session import Session

MOST = 8
"""How many may wait for a quiet moment in a room."""


class Announcements:
    """The announcements of one session, which are said one after the other."""

    def __init__(self) -> None:
        self._waiting: deque[str | Sound] = deque()
        """Those that are not over; the first may be sounding."""
        self._came = asyncio.Event()

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

    def lost(self, room: str, notify: Notify) -> None:
        """The room is gone: report what was not heard there."""
        if self._waiting:
            notify(Warned(f"announcements that were not heard in {room}, as it is gone: {len(self._waiting)}"))
            self._waiting.clear()
