"""Tiers: the places that can answer what no skill can. Every one speaks the OpenAI chat protocol."""

import math
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voice.messages import GenerationOptions, Message, Tool, ToolCall

FIRST_TOKENS = 4
"""Of a reply, that its confidence is taken from. The first alone tells how the model likes to open a sentence ("The", "I"), not
whether it knows; each further one keeps the larger tier waiting for a step of the device's model. On the fixture model a known
question beats an unknown one 87 times in 100 by one token, 96 by four, 98 by eight: `python -m benchmarks.confidence`."""


@dataclass(slots=True)
class StreamResult:
    """What the stream of a reply tells beside its text; tokens are estimated where the server counts none."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = True
    seconds: float = 0.0
    """Of the tier's work, from the request to the end of the stream; known once that is closed."""
    logprobs: list[float] = field(default_factory=list)
    """Natural log-probabilities of the reply's first tokens, at most `FIRST_TOKENS`; none where the server tells none."""
    calls: list[ToolCall] = field(default_factory=list)
    """What the tier asks to be done; complete once the stream has ended."""
    ended: str = ""
    """Why it stopped, in the words of the protocol: "stop", "length", "tool_calls", …; "" until it has."""

    @property
    def confidence(self) -> float | None:
        """0..1: how likely the model thought its first tokens, the geometric mean; None where that is not known."""
        return math.exp(sum(self.logprobs) / len(self.logprobs)) if self.logprobs else None


class Tier(Protocol):
    """Answers a conversation with a stream of text."""

    name: str

    @property
    def state(self) -> tuple[float, float | None]:
        """Seconds that it is still left alone after failures; seconds until it is up, None: it is, as far as is known."""
        ...

    async def warm(self) -> None:
        """Make ready for a request that is about to come: connect, start the process, read the fixed prompt.

        Called at start and when the wake word is heard. Cheap when ready; never raises.
        """
        ...

    async def prefill(self, messages: Sequence[Message]) -> None:
        """Begin to read a conversation whose last line, the user's, is still being spoken. Nothing leaves this machine for it.

        Gives way to a request; never raises. A tier elsewhere does nothing.
        """
        ...

    def stream(
        self,
        messages: Sequence[Message],
        result: StreamResult,
        tools: Sequence[Tool] = (),
        options: GenerationOptions | None = None,
    ) -> AsyncGenerator[str]:
        """The reply to the last message, piece by piece; `result` is filled in as the stream tells. `options`: None for one
        that is spoken. The first piece has something visible in it; what the tier thinks is in none.

        Raises TierError when the tier cannot be reached, refuses, breaks off, or says nothing. Closing the iterator cancels the
        request.
        """
        ...

    def cost_usd(self, result: StreamResult) -> float:
        """What a reply cost, US dollars: tokens at the tier's prices; at home, the seconds of its work too."""
        ...

    async def close(self) -> None: ...
