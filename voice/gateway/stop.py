"""Ends a reply before the first of the client's stop sequences.

They are looked for here and sent nowhere: not every tier knows them, and they may be private.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence


async def until(pieces: AsyncIterator[str], stops: Sequence[str]) -> AsyncGenerator[str]:
    """Give the pieces up to the first stop sequence, which may be spread over several; hold back what may begin one."""
    held = ""
    async for piece in pieces:
        held += piece
        if found := [at for stop in stops if (at := held.find(stop)) >= 0]:
            if min(found):
                yield held[: min(found)]
            return
        ready = len(held) - _open(held, stops)
        if ready:
            yield held[:ready]
            held = held[ready:]
    if held:
        yield held


def _open(text: str, stops: Sequence[str]) -> int:
    """Count the characters at the end that may begin a stop sequence."""
    longest = max(map(len, stops), default=1) - 1
    return next((n for n in range(min(longest, len(text)), 0, -1) if any(s.startswith(text[-n:]) for s in stops)), 0)
