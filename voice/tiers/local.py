"""A language model of the user's own on this machine: a GGUF file in a process of its own, behind the chat protocol."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from voice import config
from voice.clock import Clock, WallClock
from voice.errors import StartingError, TierError, VoiceError
from voice.messages import Message, Tool
from voice.tiers import Usage, protocol
from voice.tiers.process import Process, Supervisor

LOAD_S = 120.0
"""How long `warm` waits for a model: a 7B from an SD card."""

DEATH_S = 0.5
"""How long the cause of a lost connection is waited for."""


class LocalTier:
    """Answers with the model of `settings.model_file`, kept running from the first `warm` or `stream` until `close`.

    The prompt's beginning stays computed from one turn to the next; what is to come may be read ahead. A process that
    crashes, hangs or is killed is noticed within a second and started again; meanwhile every request is a TierError.
    """

    def __init__(self, settings: config.Tier, clock: Clock | None = None, tools: Sequence[Tool] = ()) -> None:
        """`tools`: those that requests will carry, as they are part of the prompt's beginning."""
        self.name = settings.name
        self._settings = settings
        self._tools = tools
        self._supervisor = Supervisor(settings, clock or WallClock())

    async def warm(self) -> None:
        with contextlib.suppress(VoiceError, TimeoutError):
            async with asyncio.timeout(LOAD_S):
                process = await self._supervisor.process()
                await process.chat.warm()
            await self.read_ahead(())

    async def read_ahead(self, messages: Sequence[Message]) -> None:
        """Begin to read a conversation whose last line, the user's, is still being spoken. Gives way to a request."""
        request = protocol.request(self._settings, messages, self._tools)
        self._supervisor.tell({"messages": request["messages"], "tools": request.get("tools", [])})

    async def stream(self, messages: Sequence[Message], usage: Usage, tools: Sequence[Tool] = ()) -> AsyncGenerator[str]:
        process = await self._ready()
        try:
            async with aclosing(process.chat.stream(messages, usage, tools)) as pieces:
                async for piece in pieces:
                    yield piece
        except TierError as error:
            if (cause := await process.ended_within(DEATH_S)) is None:
                raise
            raise TierError(f"{self.name}: {cause}", "It is started again by itself.") from error

    async def _ready(self) -> Process:
        """Raises StartingError when the model is still being loaded when a first token is due, TierError when it cannot be."""
        try:
            async with asyncio.timeout(self._settings.first_token_s):
                return await self._supervisor.process()
        except TimeoutError:
            raise StartingError(f"{self.name}: the model is still being loaded", "Ask again in a moment.") from None
        except TierError:
            raise
        except VoiceError as error:
            raise TierError(f"{self.name}: {error}", error.remedy) from None

    @property
    def slowed(self) -> bool:
        """The engine crashed on this processor as it was built, and now does without what crashes: it reads half as fast."""
        return not self._supervisor.repack

    def cost_usd(self, usage: Usage) -> float:
        return protocol.cost_usd(self._settings, usage)

    async def close(self) -> None:
        await self._supervisor.close()
