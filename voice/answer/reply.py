"""The tiers' reply to a question: the first that speaks is heard; when none does, the listener is told what to do.

    candidates ─▶ first to speak (hedge) ─▶ chunks ─▶ calls? ─▶ rounds (tools) ─▶ chunks
         ▲                                     │
         └──── broke off: the next goes on ────┘
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence, Set
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from voice.answer.cache import Cache
from voice.answer.hedge import Attempt, Cut, first_to_speak
from voice.answer.history import History
from voice.answer.tools import Toolbox, rounds
from voice.budget import TurnBudget
from voice.clock import Clock
from voice.errors import StartingError, TierError
from voice.messages import Message, Route, Tool
from voice.tiers import Tier, Usage
from voice.trace import TurnTrace

NONE_SET_UP = {
    "cloud": "That needs a larger language model, and none is set up. I can do timers, alarms, reminders, sums, "
    "conversions, the time, and the lights.",
    "device": "That needs a language model, and none is set up. I can do timers, alarms, reminders, sums, "
    "conversions, the time, and the lights.",
}
UNREACHABLE = "I can't reach the language model just now. Timers, sums and the other built-in skills still work."
STARTING = "The language model is still starting. Ask me again in a minute."
CUT_SHORT = "Sorry, the connection was lost."
NOTHING_HEARD = "Sorry, I didn't catch that."

FIXED = (*dict.fromkeys(NONE_SET_UP.values()), UNREACHABLE, STARTING, CUT_SHORT, NOTHING_HEARD)
"""Replies given word for word, so that a slow voice can have them ready."""

CONTINUE = "Your answer was cut off there. Go on from that point; repeat nothing of it and do not mention the interruption."


@dataclass(frozen=True, slots=True)
class Panel:
    """Who can be asked."""

    tiers: Mapping[str, Tier]
    clock: Clock
    cache: Cache
    beside: Set[str] = frozenset()
    """Names of the tiers that may be asked beside another one which is late."""
    tools: Sequence[Tool] = ()
    """Skills that a tier may call; each tier's settings say whether it is offered any."""


class Reply:
    """One question to the tiers. Fills in who was tried, who answered, the cost and the first token's time."""

    def __init__(
        self,
        panel: Panel,
        route: Route,
        question: str,
        history: History,
        toolbox: Toolbox,
        cut: Cut,
        trace: TurnTrace,
        allowance: TurnBudget,
    ) -> None:
        self._panel = panel
        self._route = route
        self._question = question
        self._history = history
        self._toolbox = toolbox
        self._cut = cut
        self._trace = trace
        self._allowance = allowance
        self._left = deque(route.candidates)
        self._said: list[str] = []
        self._starting = False
        self._beside: list[asyncio.Task[None]] = []

    async def chunks(self) -> AsyncGenerator[str]:
        """What can be spoken, whole chunk by whole chunk. Never raises for a tier that fails."""
        try:
            async with aclosing(self._all()) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            await asyncio.gather(*self._beside)

    async def _all(self) -> AsyncGenerator[str]:
        if known := self._panel.cache.get(self._question):
            self._trace.answered_by = "cache"
            async for chunk in self._cut(once(known)):
                yield chunk
            return
        while attempt := await self._next():
            self._answers(attempt)
            try:
                async with aclosing(self._told(attempt)) as chunks:
                    async for chunk in chunks:
                        self._said.append(chunk)
                        yield chunk
                self._keep()
                return
            except TierError as error:
                self._note(error)
        yield self._apology()

    async def _next(self) -> Attempt | None:
        """The next tier that has something to say; it is committed."""
        lines = self._lines()
        first, after_s = next(iter(self._left), ""), self._hedge_after_s()

        def begin() -> Attempt | None:
            return self._begun(self._left.popleft(), lines, self._toolbox.tools) if self._left else None

        def second() -> Attempt | None:
            self._allowance.hedged(first, self._left[0], (after_s or 0.0) * 1e3)
            return begin()

        def beside(work: Coroutine[Any, Any, None]) -> None:
            self._beside.append(asyncio.create_task(work))

        return await first_to_speak(begin, second, after_s, self._panel.clock, self._gone, beside)

    def _hedge_after_s(self) -> float | None:
        """Seconds until the next tier but one is asked beside the next; None: it is not."""
        if len(self._left) < 2 or self._left[1] not in self._panel.beside:
            return None
        marks = self._trace.marks
        spent_ms = 0.0 if marks.endpoint is None else (self._panel.clock.now() - marks.endpoint) * 1e3
        return self._allowance.hedge_after_ms(self._left[0], self._left[1], spent_ms) / 1e3

    def _begun(self, name: str, lines: Sequence[Message], tools: Sequence[Tool], usage: Usage | None = None) -> Attempt:
        if usage is None:
            self._trace.tried.append(name)
            usage = Usage()
        text = self._panel.tiers[name].stream(lines, usage, tools)
        return Attempt(name, text, usage, self._cut, self._panel.clock)

    async def _told(self, attempt: Attempt) -> AsyncGenerator[str]:
        """All that the winner says, that which comes of its tool calls included."""
        asked = self._lines()

        def again(lines: Sequence[Message], usage: Usage, tools: Sequence[Tool]) -> AsyncGenerator[str]:
            return self._spoken(self._begun(attempt.name, [*asked, *lines], tools, usage))

        async with aclosing(self._spoken(attempt)) as chunks:
            async for chunk in chunks:
                yield chunk
        if attempt.usage.calls:
            async with aclosing(rounds(attempt.usage.calls, self._toolbox, again, self._note)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _spoken(self, attempt: Attempt) -> AsyncGenerator[str]:
        try:
            async for chunk in attempt.chunks():
                yield chunk
        finally:
            await self._settle(attempt)

    async def _gone(self, attempt: Attempt, error: TierError | None) -> None:
        """An attempt did not win: it failed, or was later than another."""
        if error:
            self._note(error)
        else:
            self._allowance.tiers_ms[attempt.name] = (self._panel.clock.now() - attempt.began) * 1e3
        await self._settle(attempt)

    async def _settle(self, attempt: Attempt) -> None:
        await attempt.close()
        used = attempt.usage
        self._trace.cost_usd += self._panel.tiers[attempt.name].cost_usd(used)
        sofar = self._trace.usage.get(attempt.name, {"in": 0, "out": 0, "estimated": False})
        self._trace.usage[attempt.name] = {
            "in": sofar["in"] + used.tokens_in,
            "out": sofar["out"] + used.tokens_out,
            "estimated": bool(sofar["estimated"] or used.estimated),
        }

    def _answers(self, attempt: Attempt) -> None:
        if self._said and self._trace.answered_by:
            self._allowance.continued(self._trace.answered_by, attempt.name)
        self._trace.answered_by = self._trace.answered_by or attempt.name
        if attempt.first_token is not None:
            self._trace.marks.answer_first_token = self._trace.marks.answer_first_token or attempt.first_token
            self._allowance.tiers_ms[attempt.name] = (attempt.first_token - attempt.began) * 1e3

    def _lines(self) -> list[Message]:
        """The conversation, the question, and what was said of its answer before a tier broke off."""
        lines = self._history.with_question(self._question)
        if self._said:
            lines += [Message("assistant", " ".join(self._said)), Message("user", CONTINUE)]
        return lines

    def _note(self, error: TierError) -> None:
        self._starting |= isinstance(error, StartingError)
        self._trace.error = f"{self._trace.error}; {error}" if self._trace.error else str(error)

    def _keep(self) -> None:
        if not self._trace.error and not self._trace.called:
            self._panel.cache.put(self._question, " ".join(self._said))

    def _apology(self) -> str:
        if self._said:
            return CUT_SHORT
        if self._starting:
            return STARTING
        return UNREACHABLE if self._trace.tried else NONE_SET_UP[self._route.tier]


async def once(text: str) -> AsyncGenerator[str]:
    """A stream of one piece."""
    yield text
