"""The floor as the tasks of a session share it: who speaks unasked waits until nobody else does."""

import asyncio

from voice.floor import Decision, Decisions, Floor, State


class SharedFloor(Floor):
    """A floor that can be waited for."""

    def __init__(self, needs_wake: bool = True) -> None:
        super().__init__(needs_wake)
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def quiet(self) -> None:
        """Return once nobody is speaking to the assistant, and it says nothing."""
        await self._quiet.wait()

    async def take(self) -> None:
        """Take the floor for what nobody asked for, once nobody speaks."""
        while "ring" not in self.ring_due():
            await self.quiet()

    def _to(self, state: State, *decisions: Decision) -> Decisions:
        if state in ("idle", "following"):
            self._quiet.set()
        else:
            self._quiet.clear()
        return super()._to(state, *decisions)
