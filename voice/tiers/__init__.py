"""Tiers: the places that can answer what no skill can. Every one speaks the OpenAI chat protocol."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from voice.messages import Message


@dataclass(slots=True)
class Usage:
    """Tokens of one reply; estimated where the server counts none."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = True


class Tier(Protocol):
    """Answers a conversation with a stream of text."""

    name: str

    def stream(self, messages: Sequence[Message], usage: Usage) -> AsyncGenerator[str]:
        """The reply to the last message, piece by piece; `usage` is filled in as the stream tells.

        Raises TierError when the tier cannot be reached, refuses, or breaks off. Closing the iterator cancels the request.
        """
        ...

    def cost_usd(self, usage: Usage) -> float: ...

    async def close(self) -> None: ...
