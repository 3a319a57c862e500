"""At a pause: reads the words beside the loop, which goes on hearing.

Whoever goes on speaking waits for no reading: the one that is under way is given up, and the loop is not behind.
"""

import asyncio
from collections.abc import Awaitable, Callable

from voice.clock import Clock


class AtAPause:
    """The work at the pause that lasts, if it is not done yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def begin(self, work: Callable[[], Awaitable[None]]) -> None:
        """Begin it. On a clock that the sound steps it is done before more is heard, so that no result depends on the machine.

        Raises what `work` raises then.
        """

        async def done() -> None:
            await work()

        await self.give_up()
        self._task = asyncio.create_task(done())
        if not self._clock.flows:
            await self.settled()

    async def settled(self) -> None:
        """Return once it is done. Raises what it raised."""
        if self._task:
            await self._task
            self._task = None

    def look(self) -> None:
        """Raise what it raised, if it is done."""
        if self._task and self._task.done():
            task, self._task = self._task, None
            task.result()

    async def give_up(self) -> None:
        """Drop it: what was said before the pause is not all."""
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
