"""An attempt: one tier at work on a question, and how sure it is of what it begins to say."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

from voice.answer.loops import loops
from voice.answer.marks import Marks
from voice.clock import Clock
from voice.errors import UselessError
from voice.messages import Message
from voice.tiers import FIRST_TOKENS, StreamResult

Cut = Callable[[AsyncIterator[str]], AsyncGenerator[str]]
"""Cuts a stream of text into chunks that can be spoken. What it still holds when the stream breaks off is lost."""


class Attempt:
    """One tier at work on a question."""

    def __init__(
        self,
        name: str,
        asked: Sequence[Message],
        text: AsyncGenerator[str],
        result: StreamResult,
        cut: Cut,
        clock: Clock,
        wanted: float = 0.0,
        aloud: bool = True,
    ) -> None:
        """`wanted`: probability of its first tokens, below which it is doubted; 0: it is not judged.

        `aloud`: it is said to a listener, who is spared more of what is meant for programs, and what goes round in circles.
        """
        self.name = name
        self.asked = asked
        self.result = result
        self.began = clock.now()
        self.first_token: float | None = None
        """Clock seconds; None until there was one."""
        self.judged: float | None = None
        """Clock seconds at which its first tokens had been looked at; None while they have not, or came without
        probabilities."""
        self._clock = clock
        self._text = text
        self._wanted = wanted
        self._lead: list[str] = []
        self._aloud = aloud
        self._pieces = self._sane()
        self._chunks = cut(self._pieces)
        self._waiting: str | None = None
        self._begun: asyncio.Task[bool] | None = None
        """The beginning that was made ahead, until somebody waits for it."""
        self._has_spoken = False

    def begin_ahead(self) -> None:
        """Begin before anybody wants to hear it; `begin` then waits for what was begun."""
        self._begun = asyncio.create_task(self._begin())

    async def foreseen(self) -> str | None:
        """Wait for what it will say first and leave it there; None where it failed, is doubted, or says nothing."""
        if self._begun:
            await asyncio.wait([self._begun])
        return self._waiting

    async def begin(self) -> bool:
        """Wait for the next chunk: True when it is there; False, the first time, if its confidence is too low.

        True also when it asks for tools, or has nothing to add to what it said. Raises TierError when it fails, UselessError
        when it has nothing to say at all or goes round in circles.
        """
        begun, self._begun = self._begun, None
        return await (begun or self._begin())

    async def _begin(self) -> bool:
        if self._wanted and not await self._is_sure():
            return False
        if self._waiting is None:
            self._waiting = await anext(self._chunks, None)
        if self._waiting is None and not self.result.calls and not self._has_spoken:
            raise UselessError(f"{self.name}: said nothing", "Ask again.")
        return True

    async def next(self) -> str | None:
        """Return the next chunk, first that of `begin`; None at the end. Raises TierError when it breaks off."""
        chunk, self._waiting = self._waiting, None
        if chunk is None:
            chunk = await anext(self._chunks, None)
        self._has_spoken |= chunk is not None
        return chunk

    def lost(self) -> None:
        """Another has spoken first."""
        self.result.outrun = self.first_token is None

    async def close(self) -> None:
        """Close the streams and drop what is left of the reply."""
        if self._begun:
            self._begun.cancel()
            await asyncio.gather(self._begun, return_exceptions=True)
        for stream in (self._chunks, self._pieces, self._text):
            await stream.aclose()

    async def _is_sure(self) -> bool:
        """Read the first tokens and tell whether their confidence is high enough; True if the tier reports none."""
        wanted, self._wanted = self._wanted, 0.0
        while (piece := await self._read()) is not None:
            self._lead.append(piece)
            if not 0 < len(self.result.logprobs) < FIRST_TOKENS:
                break
        if (sure := self.result.confidence) is None:
            return True
        self.judged = self._clock.now()
        return sure >= wanted

    async def _sane(self) -> AsyncGenerator[str]:
        """Yield what it says, up to a mark that ends it. Raises UselessError in place of what closes a circle."""
        asked = "\n".join(one.text for one in self.asked if one.role in ("user", "system"))
        said, marks = "", Marks(None if self._aloud else asked)
        while not marks.over and (piece := await self._next_piece()) is not None:
            said += (text := marks.feed(piece))
            if text and self._aloud and loops(said):
                raise UselessError(f"{self.name}: it repeated itself again and again", "Try a larger model.")
            yield text
        yield marks.flush()

    async def _next_piece(self) -> str | None:
        """The next piece, first those that were read ahead; None at the end."""
        return self._lead.pop(0) if self._lead else await self._read()

    async def _read(self) -> str | None:
        piece = await anext(self._text, None)
        if piece is not None and self.first_token is None:
            self.first_token = self._clock.now()
        return piece


async def once(text: str) -> AsyncGenerator[str]:
    """Yield the text as one piece."""
    yield text


async def as_it_comes(text: AsyncIterator[str]) -> AsyncGenerator[str]:
    """Pass the pieces on as they come, without the empty ones."""
    async for piece in text:
        if piece:
            yield piece
