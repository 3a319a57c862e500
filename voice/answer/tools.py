"""Tools: runs the tools that a tier calls and gives it the results to answer from. Only ever for the tier that answers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from voice.messages import Message, Tool, ToolCall, ToolResult

ROUNDS = 3
"""Requests to one tier in a turn, the last of them without tools: look something up, act on it, say so."""

MOST_CALLS = 4
"""The most calls run in one round; a model that makes more has lost its way."""

NOT_DONE = "Sorry, I couldn't do that."


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What may be called, and how."""

    tools: Sequence[Tool]
    call: Callable[[ToolCall], Awaitable[ToolResult]]


class ToolRounds:
    """The calls of one reply, round by round: they are done, and the same tier is asked again with their results.

    Once something has been done the skills' own replies end the turn, and no other tier gets to do it again.
    """

    def __init__(self, toolbox: Toolbox, asked: Sequence[Message]) -> None:
        """`asked`: the lines that the tier was sent first."""
        self.acted = False
        """Whether a called skill has had an effect."""
        self._toolbox = toolbox
        self._asked = asked
        self._results: list[Message] = []
        self.untold: list[str] = []
        """Skills' replies that the tier has not reported."""
        self._left = ROUNDS - 1
        self._begun = self._spoke = False

    @property
    def lines(self) -> list[Message]:
        """What the tier is sent next."""
        return [*self._asked, *self._results]

    @property
    def tools(self) -> Sequence[Tool]:
        """What it may call next."""
        return self._toolbox.tools if self._left else ()

    def note_chunk(self) -> None:
        """Note that the tier said something; after a round, its text reports the results."""
        self._spoke |= self._begun

    async def run(self, calls: Sequence[ToolCall]) -> bool:
        """Run the calls, if there are any; return True if the tier has to be asked again."""
        if self._spoke:
            self.untold.clear()
        if not calls or not self._left:
            return False
        self._begun = True
        self._left -= 1
        results = [(call, await self._toolbox.call(call)) for call in calls[:MOST_CALLS]]
        self.untold += [result.text for _, result in results if result.understood and result.text]
        self.acted |= any(result.acted for _, result in results)
        self._results.append(Message("assistant", "", calls=tuple(call for call, _ in results)))
        self._results += [Message("tool", result.text, call_id=call.id, private=result.private) for call, result in results]
        return not all(result.acted for _, result in results)

    def rest(self) -> list[str]:
        """Return what is still to be said: skills' replies that the tier did not report, or a notice that nothing was done."""
        if not self._begun:
            return []
        return self.untold or [NOT_DONE] * (not self._spoke and not self.acted)
