"""Attempts side by side: the first speakable chunk wins, the losers are cancelled.

    begun ──┬─ speaks ────────────────▶ wins
            ├─ late: another begins beside it
            ├─ doubted: a larger one begins beside it; ─▶ held, goes on silently ─ the others fail ─▶ wins
            └─ fails: the next begins

The idea is that of happy eyeballs (RFC 8305); asyncio.staggered races calls, not streams. Nothing that has an effect runs
before a race is over: tools are called by whoever holds the winner.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

from voice.answer.attempt import Attempt
from voice.clock import Clock
from voice.errors import TierError

Why = Literal["next", "late", "doubted"]

Begin = Callable[[Why], Attempt | None]
"""Begins an attempt with a tier that has not been asked; None when there is none.

"next": no tier is at work; "late" or "doubted": the one at work is late or unsure.
"""

Gone = Callable[[Attempt, TierError | None], Awaitable[None]]
"""Called for each attempt that did not win, with its error if it failed."""

Beside = Callable[[Coroutine[Any, Any, None]], None]
"""Starts work in the background, which is done before the turn ends."""

Running = dict[asyncio.Task[bool], Attempt]


async def first_to_speak(
    begin: Begin, after_s: float | None, clock: Clock, gone: Gone, beside: Beside, held: Attempt | None = None
) -> Attempt | None:
    """The first attempt that speaks; None when all have failed.

    One that fails is followed by the next at once, one that has not spoken `after_s` seconds (None: however late) is joined
    by another. One that is doubted, and one that is given as `held`, has its say only when those that are at work beside it
    have failed. A loser is cancelled at once; the winner does not wait for its connection to close.
    """
    running: Running = {}
    waiting: Running = {}

    def run(attempt: Attempt | None, among: Running = running) -> bool:
        if attempt is not None:
            among[asyncio.create_task(attempt.begin())] = attempt
        return attempt is not None

    def resume() -> bool:
        running.update(waiting)
        waiting.clear()
        return bool(running)

    run(held, waiting)
    run(begin("next"))
    alarm = asyncio.create_task(clock.sleep(after_s)) if after_s is not None else None
    try:
        while running or resume() or run(begin("next")):
            await asyncio.wait({*running, *([alarm] if alarm else [])}, return_when=asyncio.FIRST_COMPLETED)
            done = [task for task in running if task.done()]
            for task in done:
                attempt = running.pop(task)
                if error := _tier_error(task.exception()):
                    await gone(attempt, error)
                elif task.result():
                    for loser in (*running.values(), *waiting.values()):
                        loser.lost()
                    return attempt
                else:
                    run(attempt, waiting)
                    run(None if running else begin("doubted"))
            if alarm and (done or alarm.done()):
                run(None if done else begin("late"))
                alarm.cancel()
                alarm = None
        return None
    finally:
        if alarm:
            alarm.cancel()
        for task, attempt in {**running, **waiting}.items():
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
