"""The tiers' reply to a question: the first that speaks is heard; when none does, the listener is told what to do.

    candidates ─▶ first to speak (hedge) ─▶ chunks ─▶ calls? ─▶ asked again with the results (tools) ─▶ chunks
         ▲                      │              │
         │                      └─ a draft ────┤
         └── broke off, or drafted: the next goes on
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from voice.answer import phrases
from voice.answer.attempt import Attempt, Cut, once
from voice.answer.ending import is_rounded, last_of
from voice.answer.hedge import Why, first_to_speak
from voice.answer.lineup import Lineup
from voice.answer.observer import ReplyObserver
from voice.answer.question import Question
from voice.answer.tier_pool import TierPool
from voice.answer.tools import ToolRounds
from voice.budget import TurnBudget
from voice.errors import TierError, UselessError
from voice.messages import Message, Tool
from voice.tiers import StreamResult
from voice.trace import TurnTrace

CONTINUE = "Your answer was cut off there. Go on from that point; repeat nothing of it and do not mention the interruption."

VERIFY = (
    "That beginning of your answer came from a smaller model and has been spoken already. Go on from there and repeat nothing "
    "of it; if it is wrong, correct it first."
)


@dataclass(frozen=True, slots=True)
class Chunking:
    """How the text of a reply is cut into what is passed on at once."""

    cut: Cut
    glue: str = " "
    """What stands between two chunks."""
    draft: Cut | None = None
    """Cuts a small tier's draft into whole sentences; None: nothing is drafted."""
    aloud: bool = True
    """Whether somebody listens, and is spared what is of no use to an ear."""


class Reply:
    """One question to the tiers. Fills in who was tried, who answered, the cost and the first token's time."""

    def __init__(
        self, pool: TierPool, question: Question, chunking: Chunking, trace: TurnTrace, turn_budget: TurnBudget
    ) -> None:
        """`trace.route` is the question's."""
        self._pool = pool
        self._question = question
        self._chunking = chunking
        self._trace = trace
        self._turn_budget = turn_budget
        self.observer = ReplyObserver(trace, turn_budget)
        self._lineup = Lineup(pool, question, chunking.draft is not None, trace.marks, turn_budget)
        self._said: list[str] = []
        self._attempt: Attempt | None = None
        """The attempt that is being heard."""
        self._early: Attempt | None = None
        """The attempt that was begun before the question was certain to be over, until it is heard."""
        self._rounds = ToolRounds(question.toolbox, ())
        self._drafted: Attempt | None = None
        self._ahead: asyncio.Task[Attempt | None] | None = None
        """Task that finds the tier to continue a draft while the draft is said."""
        self._errors: list[TierError] = []
        self._over = False
        self._beside: list[asyncio.Task[None]] = []

    def ask_ahead(self) -> None:
        """Ask the first tier before it is certain that the question is over; what it says waits for `chunks`, or for `drop`."""
        if not self._pool.cache.get(self._question.text):
            self._early = self._asked(self._lineup.first, self._question.lines, self._question.toolbox.tools)
            self._early.begin_ahead()

    async def foreseen(self) -> str | None:
        """Wait for the first chunk of what was asked ahead, or is known; None where there is none."""
        chunk = await self._early.foreseen() if self._early else self._pool.cache.get(self._question.text)
        return next(iter(await self._cut(chunk)), None) if chunk else None

    async def drop(self) -> Attempt | None:
        """Give up what was asked ahead; what it was, if nobody has heard it."""
        dropped, self._early = self._early, None
        if dropped:
            await dropped.close()
        return dropped

    def cost_usd(self, attempt: Attempt) -> float:
        return self._pool.tiers[attempt.name].cost_usd(attempt.result)

    @property
    def expected_ms(self) -> float | None:
        """Expected ms until there is something to say, from past turns or the tiers' settings; None if unknown."""
        return 0.0 if self._pool.cache.get(self._question.text) else self._lineup.expected_ms(self._early)

    async def chunks(self) -> AsyncGenerator[str]:
        """What can be spoken, whole chunk by whole chunk. Never raises for a tier that fails."""
        try:
            if known := self._pool.cache.get(self._question.text):
                self._trace.answered_by, self._over = "cache", True
                for chunk in await self._cut(known):
                    yield chunk
            while not self._over:
                for chunk in await self._more():
                    yield chunk
        finally:
            if self._attempt:
                await self._settle(self._attempt)
            await self._give_up_ahead()
            await self.drop()
            await asyncio.gather(*self._beside)

    async def _more(self) -> list[str]:
        """Return the next chunks; none yet if another tier must be found, or the same one asked again."""
        if self._attempt is None:
            return await self._listen_to(await self._next())
        try:
            if (chunk := await self._attempt.next()) is None:
                return await self._ended(self._attempt)
        except TierError as error:
            return await self._broke_off(self._attempt, error)
        self._rounds.note_chunk()
        cut_off = self._chunking.aloud and self._attempt.result.ended == "length"
        kept = last_of(chunk, self._said) if cut_off else [chunk]
        self._said += kept
        return kept

    async def _listen_to(self, attempt: Attempt | None) -> list[str]:
        if attempt is None:
            return self._close_with(*(self._rounds.untold or [self._apology()]))
        if self._drafts(attempt):
            return await self._draft(attempt)
        self._answers(attempt)
        self._attempt, self._rounds = attempt, ToolRounds(self._question.toolbox, attempt.asked)
        return []

    async def _ended(self, attempt: Attempt) -> list[str]:
        """Handle the end of a tier's stream: run the tools it called, and ask it again if it needs their results."""
        await self._heard_out(attempt)
        if await self._rounds.run(attempt.result.calls):
            self._attempt = self._begun(attempt.name, self._rounds.lines, self._rounds.tools)
            return []
        rest = self._close_with(*self._rounds.rest())
        self._said += rest
        self._keep()
        return rest

    async def _broke_off(self, attempt: Attempt, error: TierError) -> list[str]:
        await self._heard_out(attempt)
        if self._rounds.acted:
            self._note(error)
            return self._close_with(*self._rounds.rest())
        if isinstance(error, UselessError) and is_rounded(self._said):
            self._note(error)
            return self._close_with()
        self._failed(attempt, error)
        self._trace.answered_by = self._trace.answered_by if self._said else None  # it called tools, and said nothing
        return []

    async def _heard_out(self, attempt: Attempt) -> None:
        self._attempt = None
        await self._settle(attempt)

    def _close_with(self, *last: str) -> list[str]:
        self._over = True
        return list(last)

    async def _cut(self, text: str) -> list[str]:
        async with aclosing(self._chunking.cut(once(text))) as chunks:
            return [chunk async for chunk in chunks]

    async def _next(self) -> Attempt | None:
        """Wait for the next attempt that has something to say; None when no tier is left."""
        if self._ahead is None:
            return await self._race()
        attempt = await self._ahead
        self._ahead = None
        return attempt

    async def _race(self, held: Attempt | None = None) -> Attempt | None:
        lines = self._lines()
        after_s = None if held else self._lineup.hedge_after_s()
        asked = [held] if held else []

        def begin(why: Why) -> Attempt | None:
            if (name := self._lineup.next([attempt.name for attempt in asked], why)) is None:
                return None
            if why == "next" and self._errors and not self._said:
                self._turn_budget.fell_back_on(name, str(self._errors[-1]))
            if why == "late":
                self._turn_budget.hedged(asked[0].name, name, (after_s or 0.0) * 1e3)
            if why == "doubted" and not self._lineup.drafter:
                doubted = next(attempt for attempt in reversed(asked) if attempt.judged is not None)
                self._turn_budget.escalated(doubted.name, name, doubted.result.confidence or 0.0, self._pool.confidence)
            asked.append(self._begun(name, lines, self._question.toolbox.tools))
            return asked[-1]

        def beside(work: Coroutine[Any, Any, None]) -> None:
            self._beside.append(asyncio.create_task(work))

        return await first_to_speak(begin, after_s, self._pool.clock, self._gone, beside, held)

    def _begun(self, name: str, lines: Sequence[Message], tools: Sequence[Tool]) -> Attempt:
        self.observer.asked(name)
        early, self._early = self._early, None
        return early or self._asked(name, lines, tools)

    def _asked(self, name: str, lines: Sequence[Message], tools: Sequence[Tool]) -> Attempt:
        cut = self._chunking.draft if name == self._lineup.drafter else None
        result = StreamResult()
        text = self._pool.tiers[name].stream(lines, result, tools)
        cut = cut or self._chunking.cut
        return Attempt(name, lines, text, result, cut, self._pool.clock, self._lineup.wanted(name), self._chunking.aloud)

    def _drafts(self, attempt: Attempt) -> bool:
        """Tell whether an attempt is a draft: its first sentence is said and a larger tier goes on from there."""
        return attempt.name == self._lineup.drafter and not self._said and self._lineup.larger_left

    async def _draft(self, attempt: Attempt) -> list[str]:
        """Return the draft's first sentence. The next tier has been told of it before it is spoken, and works meanwhile."""
        if sentence := await attempt.next():
            self._answers(attempt)
            self._said.append(sentence)
            self._drafted = attempt
        self._ahead = asyncio.create_task(self._race(held=attempt))
        await asyncio.sleep(0)  # until it has begun, so that it also closes what it holds
        return await self._cut(sentence or "")

    async def _give_up_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
            (won,) = await asyncio.gather(self._ahead, return_exceptions=True)
            if isinstance(won, Attempt):
                await self._settle(won)

    async def _gone(self, attempt: Attempt, error: TierError | None) -> None:
        """Handle an attempt that did not win: it failed, or another was faster."""
        if error:
            self._failed(attempt, error)
        else:
            self.observer.lost(attempt, self._pool.clock.now())
        await self._settle(attempt)

    async def _settle(self, attempt: Attempt) -> None:
        await attempt.close()
        self.observer.confidence(attempt, self._pool.confidence, drafts=bool(self._lineup.drafter))
        self.observer.ended(attempt, self.cost_usd(attempt))

    def _answers(self, attempt: Attempt) -> None:
        another = self._drafted is not attempt
        self.observer.speaks(attempt, self._only_drafted and another, bool(self._said) and another)

    @property
    def _only_drafted(self) -> bool:
        return self._drafted is not None and len(self._said) == 1

    def _lines(self) -> list[Message]:
        """Return the conversation and the question; if part of the answer was said, also that and a request to go on."""
        lines = list(self._question.lines)
        if self._said:
            next_please = VERIFY if self._only_drafted else CONTINUE
            lines += [Message("assistant", self._chunking.glue.join(self._said)), Message("user", next_please)]
        return lines

    def _failed(self, attempt: Attempt, error: TierError) -> None:
        self._lineup.failed(attempt.name)
        self._note(error)

    def _note(self, error: TierError) -> None:
        self._errors.append(error)
        self.observer.failed(error)

    def _keep(self) -> None:
        ours = bool(self._trace.called or self._question.route.private)
        if not self._trace.error and not ours and self._drafted is None:
            self._pool.cache.put(self._question.text, self._chunking.glue.join(self._said))

    def _apology(self) -> str:
        if self._said:
            return phrases.CUT_SHORT
        if self._errors:
            return phrases.for_failures(self._errors)
        return phrases.for_nobody(self._question.route, self._question.text)
