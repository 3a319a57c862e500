"""Slows down whoever brings more than its share, so that what is asked by others is not late for it."""

from voice.clock import Clock


class Pace:
    """Lets so much pass at once, and so much a second; whoever brings more waits."""

    def __init__(self, clock: Clock, at_once: float, a_second: float) -> None:
        self._clock = clock
        self._at_once = self._may = at_once
        self._a_second = a_second
        self._since = clock.now()

    async def take(self, amount: float) -> None:
        """Return once so much may pass, and everybody else has had a turn."""
        now = self._clock.now()
        self._may = min(self._at_once, self._may + self._a_second * (now - self._since)) - amount
        self._since = now
        await self._clock.sleep(max(0.0, -self._may / self._a_second))
