"""A second tier beside the first: the first speakable chunk wins, the loser is cancelled.

The idea is that of happy eyeballs (RFC 8305); asyncio.staggered races calls, not streams. Nothing that has an effect runs
before a race is over: tools are called by whoever holds the winner.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

from voice.clock import Clock
from voice.errors import TierError
from voice.tiers import Usage

Cut = Callable[[AsyncIterator[str]], AsyncGenerator[str]]
"""Cuts a stream of text into chunks that can be spoken. What it still holds when the stream breaks off is lost."""


class Attempt:
    """One tier at work on a question."""

    def __init__(self, name: str, text: AsyncGenerator[str], usage: Usage, cut: Cut, clock: Clock) -> None:
        self.name = name
        self.usage = usage
        self.began = clock.now()
        self.first_token: float | None = None
        """Clock seconds; None until there was one."""
        self._clock = clock
        self._text = text
        self._marked = self._mark()
        self._chunks = cut(self._marked)
        self._first: str | None = None

    async def begin(self) -> bool:
        """Whether it has something to say, or to ask for, once its first chunk is there. Raises TierError."""
        self._first = await anext(self._chunks, None)
        return self._first is not None or bool(self.usage.calls)

    async def chunks(self) -> AsyncGenerator[str]:
        """All it says, once it has begun. Raises TierError when it breaks off."""
        if self._first is not None:
            yield self._first
        async for chunk in self._chunks:
            yield chunk

    async def close(self) -> None:
        """Give up what is left of it."""
        for stream in (self._chunks, self._marked, self._text):
            await stream.aclose()

    async def _mark(self) -> AsyncGenerator[str]:
        async for piece in self._text:
            if self.first_token is None:
                self.first_token = self._clock.now()
            yield piece


Begin = Callable[[], Attempt | None]
"""Begins an attempt with the next tier; None when there is none."""

Gone = Callable[[Attempt, TierError | None], Awaitable[None]]
"""Told of each attempt that did not win, with its failure if it was that."""


Beside = Callable[[Coroutine[Any, Any, None]], None]
"""Has work done beside the reply, before its turn ends."""


async def first_to_speak(
    begin: Begin, second: Begin, after_s: float | None, clock: Clock, gone: Gone, beside: Beside
) -> Attempt | None:
    """The first attempt that speaks; None when all have failed.

    One that fails is followed by the next at once. `second` begins another beside the first when that has not spoken
    `after_s` seconds (None: never). A loser is cancelled at once; the winner does not wait for its connection to close.
    """
    running: dict[asyncio.Task[bool], Attempt] = {}

    def run(attempt: Attempt | None) -> bool:
        if attempt is not None:
            running[asyncio.create_task(attempt.begin())] = attempt
        return attempt is not None

    alarm = asyncio.create_task(clock.sleep(after_s)) if after_s is not None else None
    try:
        while running or run(begin()):
            await asyncio.wait({*running, *([alarm] if alarm else [])}, return_when=asyncio.FIRST_COMPLETED)
            for task in [task for task in running if task.done()]:
                if task.exception() is None and task.result():
                    return running.pop(task)
                await gone(running.pop(task), _tier_error(task.exception()))
                if alarm:
                    alarm.cancel()
                    alarm = None
            if alarm and alarm.done():
                alarm = None
                run(second())
        return None
    finally:
        if alarm:
            alarm.cancel()
        for task, attempt in running.items():
            task.cancel()
            beside(_dismiss(task, attempt, gone))


async def _dismiss(task: asyncio.Task[bool], attempt: Attempt, gone: Gone) -> None:
    await asyncio.gather(task, return_exceptions=True)
    await gone(attempt, None)


def _tier_error(error: BaseException | None) -> TierError | None:
    """A tier's failure; anything else is a fault of ours and raised."""
    if error is not None and not isinstance(error, TierError):
        raise error
    return error
