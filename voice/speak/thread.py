"""Runs an engine in a thread of its own and gives out chunks of sound as they are made; closing stops the work.

Sessions share the thread. It is never held up by who plays slowly, and work that comes in steps lets others' have their turn
between two of them: a long sentence in one room does not keep another room waiting.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from voice import busy
from voice.messages import Samples

STOP_S = 0.01
"""Seconds that a stop waits for the thread, half a frame: a step that cannot be broken off ends after it."""

Step = Callable[[Callable[[Samples], None]], bool]
"""Makes some of the sound, hands it over, and tells whether there is more to make."""


async def chunks(worker: ThreadPoolExecutor, step: Step, stop: Callable[[], None]) -> AsyncGenerator[Samples, None]:
    """Run `step` in `worker` until it is through, behind what others wait for, and give what it hands over.

    What is made waits until it is taken, at most the sound of one text. Closing calls `stop` from another thread and waits a
    little.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[Samples | None] = asyncio.Queue()

    def hand_over(chunk: Samples) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(made.put_nowait, chunk)

    async def work() -> None:
        try:
            with busy.working("speak"):
                while await loop.run_in_executor(worker, step, hand_over):
                    pass
        finally:
            made.put_nowait(None)

    working = asyncio.create_task(work())
    try:
        while (chunk := await made.get()) is not None:
            yield chunk
        await working
    finally:
        stop()
        await asyncio.wait([working], timeout=STOP_S)
        working.cancel()
