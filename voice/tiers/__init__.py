"""The protocol of a tier: a place that can answer what no skill can. Every one speaks the OpenAI chat protocol."""

import math
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voice.messages import GenerationOptions, Message, ToolCall, Tools

FIRST_TOKENS = 4
"""How many tokens of a reply its confidence is taken from. The first alone tells how the model likes to open a sentence
("The", "I"), not whether it knows; each further one keeps the larger tier waiting for a step of the
device's model. On the fixture model a known question beats an unknown one 87 times in 100 by one token, 96 by four, 98 by
eight: `python -m benchmarks.confidence`."""


@dataclass(slots=True)
class StreamResult:
    """What is known of a reply beside its text, filled in while it streams."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = True
    """Whether the tokens were estimated, as the server counts none."""
    seconds: float = 0.0
    """How long the tier worked, from the request to the end of the stream; known once that is closed."""
    logprobs: list[float] = field(default_factory=list)
    """Natural log-probabilities of the reply's first tokens, at most `FIRST_TOKENS`; empty where the server tells none."""
    calls: list[ToolCall] = field(default_factory=list)
    """The tools that the tier calls; complete once the stream has ended."""
    ended: str = ""
    """Why the reply ended, in the words of the protocol: "stop", "length", "tool_calls", …; "" until it has."""
    skipped: int = 0
    """How much of the answer could not be read: events that are no JSON, fields of the wrong kind."""
    outrun: bool = False
    """Another tier has spoken before this one had said a word."""

    @property
    def confidence(self) -> float | None:
        """How likely the model found its first tokens, 0..1, their geometric mean; None where that is not known."""
        return math.exp(sum(self.logprobs) / len(self.logprobs)) if self.logprobs else None


class Tier(Protocol):
    """Answers a conversation with a stream of text."""

    name: str

    @property
    def state(self) -> tuple[float, float | None]:
        """Seconds until it is asked again after failures; seconds until it is up, None when it seems to be up."""

    async def warm(self) -> None:
        """Get ready for a request that is about to come: connect, start the process, read the fixed prompt.

        Called at start and when the wake word is heard. Cheap when ready; never raises.
        """

    async def prefill(self, messages: Sequence[Message]) -> None:
        """Begin to read a conversation while the user still speaks its last line.

        Nothing leaves this machine for it: a tier elsewhere does nothing. Gives way to a request; never raises.
        """

    def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        """Stream the reply to the last message and fill in `result`.

        `options` are None for a reply that is spoken. The first piece has something visible in it; thoughts are left out.
        Raises TierError when the tier cannot be reached, refuses, breaks off, or says nothing. Closing the iterator cancels the
        request.
        """

    def cost_usd(self, result: StreamResult) -> float:
        """What a reply cost, US dollars: its tokens at the tier's prices, and at home the seconds of work."""

    async def close(self) -> None: ...
