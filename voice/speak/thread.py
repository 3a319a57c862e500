"""Runs an engine in a thread of its own and gives out chunks of sound as they are made; closing stops the work."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from voice.messages import Samples

WAITING = 64
"""Chunks that may wait to be taken; then the thread waits, too. espeak-ng's are 60 ms, other voices' a clause."""

STOP_S = 0.01
"""Seconds that a stop waits for the thread, half a frame: a step that cannot be broken off ends after it."""


async def chunks(
    worker: ThreadPoolExecutor, work: Callable[[Callable[[Samples], None]], None], stop: Callable[[], None]
) -> AsyncGenerator[Samples, None]:
    """Run `work` in `worker` and give what it hands over. Closing calls `stop` from another thread and waits a little."""
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[Samples | None] = asyncio.Queue()
    room = threading.Semaphore(WAITING)

    def hand_over(chunk: Samples | None) -> None:
        room.acquire()
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(made.put_nowait, chunk)

    def begin() -> None:
        try:
            work(hand_over)
        finally:
            hand_over(None)

    working = loop.run_in_executor(worker, begin)
    try:
        while (chunk := await made.get()) is not None:
            room.release()
            yield chunk
        await working
    finally:
        stop()
        room.release(WAITING)  # for what it still makes, which nobody takes
        await asyncio.wait([working], timeout=STOP_S)
        working.cancel()
