"""A bridge: a word or two that fill the silence before an answer that is late."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from voice.clock import Clock

FILLERS = ("One moment.", "Let me think.", "Let me see.")
"""Short, and true of every question; they take turns, or they would soon be a tic."""


async def with_filler(
    chunks: AsyncGenerator[str], after_s: float, clock: Clock, acknowledge: Callable[[], str]
) -> AsyncGenerator[str]:
    """`chunks`, and before them what `acknowledge` gives, if the first of them is not there `after_s` seconds from now.

    At most one acknowledgement; while it is being said the first chunk is waited for all the same. Closes `chunks`.
    """
    first = asyncio.create_task(_next(chunks))
    alarm = asyncio.create_task(clock.sleep(after_s))
    try:
        await asyncio.wait({first, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            yield acknowledge()
        if (chunk := await first) is not None:
            yield chunk
        async for chunk in chunks:
            yield chunk
    finally:
        alarm.cancel()
        first.cancel()
        await asyncio.gather(first, alarm, return_exceptions=True)
        await chunks.aclose()


async def _next(chunks: AsyncGenerator[str]) -> str | None:
    return await anext(chunks, None)
