"""Tiers: the places that can answer what no skill can. Every one speaks the OpenAI chat protocol."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voice.messages import Message, Tool, ToolCall


@dataclass(slots=True)
class Usage:
    """What the stream of a reply tells beside its text; tokens are estimated where the server counts none."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = True
    first_logprob: float | None = None
    """Natural log-probability of the reply's first token; None where the server tells none."""
    calls: list[ToolCall] = field(default_factory=list)
    """What the tier asks to be done; complete once the stream has ended."""


class Tier(Protocol):
    """Answers a conversation with a stream of text."""

    name: str

    async def warm(self) -> None:
        """Make ready for a request that is about to come: connect, start the process, read the fixed prompt.

        Called at start and when the wake word is heard. Cheap when ready; never raises.
        """
        ...

    async def read_ahead(self, messages: Sequence[Message]) -> None:
        """Begin to read a conversation whose last line, the user's, is still being spoken. Nothing leaves this machine for it.

        Gives way to a request; never raises. A tier elsewhere does nothing.
        """
        ...

    def stream(self, messages: Sequence[Message], usage: Usage, tools: Sequence[Tool] = ()) -> AsyncGenerator[str]:
        """The reply to the last message, piece by piece; `usage` is filled in as the stream tells.

        Raises TierError when the tier cannot be reached, refuses, or breaks off. Closing the iterator cancels the request.
        """
        ...

    def cost_usd(self, usage: Usage) -> float: ...

    async def close(self) -> None: ...
