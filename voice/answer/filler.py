"""Fillers: a word or two that fill the silence before an answer that is late."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from voice.clock import Clock

FILLERS = ("One moment.", "Let me think.", "Let me see.")
"""Short, and true of every question; they take turns, or they would soon be a tic."""


@asynccontextmanager
async def first_of(chunks: AsyncGenerator[str]) -> AsyncIterator[asyncio.Task[str | None]]:
    """Start waiting for the first chunk (None if there is none); cancel that if the block is left before it comes."""
    first = asyncio.create_task(_next(chunks))
    try:
        yield first
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def is_late(first: "asyncio.Task[str | None]", after_s: float, clock: Clock) -> bool:
    """Wait up to `after_s` seconds for `first`; return True if it has not come by then."""
    alarm = asyncio.create_task(clock.sleep(after_s))
    try:
        await asyncio.wait({first, alarm}, return_when=asyncio.FIRST_COMPLETED)
        return not first.done()
    finally:
        alarm.cancel()
        await asyncio.gather(alarm, return_exceptions=True)


async def _next(chunks: AsyncGenerator[str]) -> str | None:
    return await anext(chunks, None)
