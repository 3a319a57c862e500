"""Tells that sound was lost because the machine is too busy: how much so far, and not again for a minute."""

from collections.abc import Callable

from voice.clock import Clock

AGAIN_S = 60.0
"""It is told so often at most: a machine that is too busy stays so for a while."""


class LostSound:
    """The sound that one device has lost."""

    def __init__(self, clock: Clock, warn: Callable[[str], None]) -> None:
        self._clock = clock
        self._warn = warn
        self._told = 0
        self._again = 0.0
        """Clock time from which it may be told again."""

    def tell(self, lost: int, so_far: str) -> None:
        """`lost`: a count that grows with every loss; `so_far`: what it comes to, for people."""
        if lost > self._told and self._clock.now() >= self._again:
            self._told, self._again = lost, self._clock.now() + AGAIN_S
            self._warn(f"the machine is too busy: {so_far}")
