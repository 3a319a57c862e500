"""Tools: what a tier asks to be done is done, and its answer made of the results. Only ever for the tier that answers."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from voice.errors import TierError
from voice.messages import Message, Tool, ToolCall
from voice.tiers import StreamResult

ROUNDS = 3
"""Requests to one tier in a turn, the last of them without tools: look something up, act on it, say so."""

MOST_CALLS = 4
"""In one round; more is a model that has lost its way."""

NOT_DONE = "Sorry, I couldn't do that."


class Called(Protocol):
    """What came of a call."""

    @property
    def text(self) -> str:
        """A reply fit to be spoken; for a call that was wrong, what was wrong with it."""
        ...

    @property
    def understood(self) -> bool: ...

    @property
    def acted(self) -> bool:
        """The reply says all."""
        ...


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What may be called, and how."""

    tools: Sequence[Tool]
    call: Callable[[ToolCall], Awaitable[Called]]


Ask = Callable[[Sequence[Message], StreamResult, Sequence[Tool]], AsyncGenerator[str]]
"""Asks the same tier again, with these lines behind the question and these tools. Raises TierError."""


async def rounds(
    calls: Sequence[ToolCall], toolbox: Toolbox, ask: Ask, failed: Callable[[TierError], None]
) -> AsyncGenerator[str]:
    """The rest of a reply that asked for `calls`, chunk by chunk: what the skills say, or what the tier makes of it.

    Raises TierError when the tier fails and nothing has been done: another may then answer. Once something has been done
    the skills' own replies end the turn, and no other tier gets to do it again.
    """
    lines: list[Message] = []
    untold: list[str] = []
    acted = spoke = False
    for left in reversed(range(ROUNDS - 1)):
        results = [(call, await toolbox.call(call)) for call in calls[:MOST_CALLS]]
        untold += [result.text for _, result in results if result.understood and result.text]
        acted |= any(result.acted for _, result in results)
        if all(result.acted for _, result in results):
            break
        lines.append(Message("assistant", "", calls=tuple(call for call, _ in results)))
        lines += [Message("tool", result.text, call_id=call.id) for call, result in results]
        result = StreamResult()
        try:
            async with aclosing(ask(lines, result, toolbox.tools if left else ())) as chunks:
                async for chunk in chunks:
                    spoke = True
                    yield chunk
        except TierError as error:
            if not acted:
                raise
            failed(error)
            break
        if spoke:
            untold.clear()
        if not (calls := result.calls):
            break
    for text in untold or [NOT_DONE] * (not spoke and not acted):
        yield text
