"""Wakes a tier that sleeps when unused: serverless, or a machine that is switched on over the network."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from voice import config
from voice.clock import Clock, deadline
from voice.config.hours import within
from voice.tiers.breaker import Breaker
from voice.tiers.faults import fault_of

PATIENCE = 1.5
"""Give up a tier that is not up after so many times its cold start."""

AGAIN_S = 2.0
"""Seconds between two requests to a tier that is waking up."""

KEEP_S = 240.0
"""Seconds between two requests that keep a tier awake: most fall asleep after five minutes."""


class Starting:
    """Wakes one tier. `ping` sends the smallest request it answers and raises what the client raises."""

    def __init__(self, settings: config.Tier, clock: Clock, breaker: Breaker, ping: Callable[[], Awaitable[None]]) -> None:
        self._settings = settings
        self._clock = clock
        self._breaker = breaker
        self._ping = ping
        self._asleep = False
        self._began = 0.0
        self._waking: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    def wake(self, asleep: bool = False) -> None:
        """Wake the tier in the background, unless that is under way. `asleep`: a request has shown that it is not up."""
        if self._waking is None or self._waking.done():
            self._began, self._asleep = self._clock.now(), asleep
            self._waking = asyncio.create_task(self._wake())
        self._asleep |= asleep

    def keep_awake(self) -> None:
        """Keep the tier awake in its warm hours from now on."""
        if self._settings.warm_hours and self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())

    @property
    def left_s(self) -> float | None:
        """Seconds until the tier should be up; None when it seems to be up."""
        if self._waking is None or self._waking.done():
            return None
        waited = self._clock.now() - self._began
        if not self._asleep and waited < self._settings.first_token_s:
            return None
        return max(1.0, self._settings.cold_start_s - waited)

    async def close(self) -> None:
        tasks = [task for task in (self._waking, self._keeping) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _wake(self) -> None:
        until = self._began + PATIENCE * self._settings.cold_start_s
        while (left := until - self._clock.now()) > 0:
            try:
                async with deadline(self._clock, left):
                    await self._ping()
            except Exception as error:  # whatever a server may make its client raise
                if not fault_of(error, self._clock.today()).may_be_starting:
                    break
                self._asleep = True
                await self._clock.sleep(AGAIN_S)
            else:
                self._breaker.succeeded()
                return
        self._breaker.open()

    async def _keep(self) -> None:
        ahead = timedelta(seconds=self._settings.cold_start_s + KEEP_S)
        while True:
            now = self._clock.today()
            if any(within(hours, at) for hours in self._settings.warm_hours for at in (now, now + ahead)):
                self.wake()
            await self._clock.sleep(KEEP_S)
