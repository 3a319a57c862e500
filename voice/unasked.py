"""Says what nobody asked for just now: what rings here, and what somebody has announced. The wake word cuts it off."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing
from typing import Any

from voice.answer.attempt import once
from voice.engines import Engines
from voice.events import Announced, Notify, Ringing
from voice.messages import Sound
from voice.ringing import ring
from voice.shared_floor import SharedFloor
from voice.speak.player import Player

A_SOUND = "(a sound)"
"""What is shown of an announcement that has no words."""


class Unasked:
    """What one session says unasked, one thing at a time."""

    def __init__(self, engines: Engines, player: Player, notify: Notify, floor: SharedFloor) -> None:
        self._engines = engines
        self._player = player
        self._notify = notify
        self._floor = floor
        self._sounding: asyncio.Task[None] | None = None
        self.rings = False
        """Whether what sounds is something that rings."""

    async def ring_when_due(self, place: str | None) -> None:
        """Ring what is due in a place, for as long as that takes to be heard; nothing rings in None."""
        if place is None:
            return
        async with aclosing(self._engines.skills.rings(place)) as rings:
            async for due in rings:
                if due.silent:
                    self._notify(Ringing(due.text))
                    continue
                await self._floor.take()
                self.rings = True
                await self._sound(ring(due.text, self._player, self._engines.clock, self._notify))

    async def announce(self, what: str | Sound) -> None:
        """Say or play something once nobody speaks here; returns when it has been heard, or was cut off.

        Raises VoiceError when it cannot be said.
        """
        await self._floor.take()
        if isinstance(what, Sound):
            self._notify(Announced(A_SOUND))
            await self._sound(self._player.play_sound(what))
        else:
            self._notify(Announced(what))
            await self._sound(self._player.play(once(what)))

    def cut_off(self) -> None:
        if self._sounding:
            self._sounding.cancel()

    async def _sound(self, work: Coroutine[Any, Any, None]) -> None:
        self._sounding = asyncio.create_task(work)
        try:
            await asyncio.wait({self._sounding})
            if not self._sounding.cancelled():
                self._sounding.result()
        finally:
            self._sounding.cancel()
            self._sounding, self.rings = None, False
            self._floor.rung_out()
