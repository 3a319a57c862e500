"""Answers with a language model on this machine: a GGUF file in a process of its own, behind the chat protocol."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from voice import busy, config
from voice.clock import Clock, WallClock
from voice.errors import StartingError, TierError, UnloadedError, VoiceError
from voice.messages import GenerationOptions, Message, Tools
from voice.tiers import StreamResult, protocol
from voice.tiers.cost import cost_usd
from voice.tiers.faults import LostError
from voice.tiers.process import Process
from voice.tiers.spend import Ledger
from voice.tiers.supervisor import Supervisor

LOAD_S = 120.0
"""Let `warm` wait this many seconds for a model: a 7B from an SD card."""

DEATH_S = 0.5
"""Wait this many seconds to learn why a connection was lost."""


class LocalTier:
    """Answers with the model of `settings.model_file`, kept running from the first `warm` or `stream` until `close`.

    The prompt's beginning stays computed from one turn to the next; what is to come may be read ahead. A process that
    crashes, hangs or is killed is noticed within a second and started again; meanwhile every request is a TierError.
    """

    def __init__(
        self, settings: config.Tier, clock: Clock | None = None, tools: Tools = (), ledger: Ledger | None = None
    ) -> None:
        """`tools` are those that requests will carry: they are part of the prompt's beginning."""
        self.name = settings.name
        self._settings = settings
        self._tools = tools
        clock = clock or WallClock()
        self._ledger = ledger or Ledger(None, config.Cost(), clock)
        self._supervisor = Supervisor(settings, clock)

    @property
    def state(self) -> tuple[float, float | None]:
        """Always up: a request waits while the model is being loaded."""
        return 0.0, None

    async def warm(self) -> None:
        with contextlib.suppress(VoiceError, TimeoutError):
            async with asyncio.timeout(LOAD_S):
                process = await self._supervisor.process()
                await process.chat.warm()
            await self.prefill(())

    async def prefill(self, messages: Sequence[Message]) -> None:
        """Begin to read a conversation while the user still speaks its last line. Gives way to a request."""
        request = protocol.request(self._settings, messages, self._tools)
        self._supervisor.tell({"messages": request["messages"], "tools": request.get("tools", [])})

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        process = await self._ready()
        with self._ledger.paying(self._settings, protocol.request(self._settings, messages, tools, options), result):
            try:
                with busy.working("answer"):
                    async with aclosing(process.chat.stream(messages, result, tools, options)) as pieces:
                        async for piece in pieces:
                            yield piece
            except LostError as error:
                if (cause := await process.ended_within(DEATH_S)) is None:
                    raise
                raise TierError(f"{self.name}: {cause}", "It is started again by itself.") from error

    async def _ready(self) -> Process:
        """Wait for the process. Raises StartingError when the model is not loaded in time, TierError when it cannot be."""
        try:
            async with asyncio.timeout(self._settings.first_token_s):
                return await self._supervisor.process()
        except TimeoutError:
            raise StartingError(f"{self.name}: the model is still being loaded", "Ask again in a moment.") from None
        except TierError:
            raise
        except VoiceError as error:
            raise UnloadedError(f"{self.name}: {error}", error.remedy) from None

    @property
    def pid(self) -> int | None:
        """Id of the model's process; None while none is ready."""
        return self._supervisor.pid

    @property
    def slowed(self) -> bool:
        """Whether the engine reads at half its speed, because what makes it faster crashed on this processor."""
        return not self._supervisor.repack

    @property
    def takes_tools(self) -> bool:
        """Whether the model's chat template tells it of the tools, as far as is known."""
        return self._supervisor.takes_tools

    def cost_usd(self, result: StreamResult) -> float:
        return cost_usd(self._settings, self._ledger.cost, result)

    async def close(self) -> None:
        await self._supervisor.close()
        self._ledger.close()
