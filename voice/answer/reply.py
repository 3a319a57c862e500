"""The tiers' reply to a question: the first that speaks is heard; when none does, the listener is told what to do.

    candidates ─▶ first to speak (hedge) ─▶ chunks ─▶ calls? ─▶ rounds (tools) ─▶ chunks
         ▲                      │              │
         │                      └─ a draft ────┤
         └── broke off, or drafted: the next goes on
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from voice.answer import phrases
from voice.answer.attempt import Attempt, Cut
from voice.answer.hedge import Why, first_to_speak
from voice.answer.history import History
from voice.answer.tier_pool import TierPool
from voice.answer.tools import Toolbox, rounds
from voice.budget import TurnBudget
from voice.errors import StartingError, TierError
from voice.messages import Message, Route, Signal, Tool
from voice.tiers import StreamResult
from voice.trace import TurnTrace

CONTINUE = "Your answer was cut off there. Go on from that point; repeat nothing of it and do not mention the interruption."

VERIFY = (
    "That beginning of your answer came from a smaller model and has been spoken already. Go on from there and repeat nothing "
    "of it; if it is wrong, correct it first."
)


class Reply:
    """One question to the tiers. Fills in who was tried, who answered, the cost and the first token's time."""

    def __init__(
        self,
        panel: TierPool,
        route: Route,
        question: str,
        history: History,
        toolbox: Toolbox,
        cut: Cut,
        trace: TurnTrace,
        turn_budget: TurnBudget,
        glue: str = " ",
        draft: Cut | None = None,
    ) -> None:
        """`glue` is what stands between the chunks that `cut` makes; `draft` cuts whole sentences, None: nothing is drafted."""
        self._panel = panel
        self._route = route
        self._question = question
        self._history = history
        self._toolbox = toolbox
        self._cut = cut
        self._trace = trace
        self._turn_budget = turn_budget
        self._glue = glue
        self._order = panel.in_order(route) if draft else list(route.candidates)
        self._drafter = self._order[0] if self._order[:1] != list(route.candidates[:1]) else ""
        self._sentence = draft or cut
        self._out: set[str] = set()
        """Tiers that failed."""
        self._said: list[str] = []
        self._drafted: Attempt | None = None
        self._ahead: asyncio.Task[Attempt | None] | None = None
        """Looks for the one that goes on, while a draft is being said."""
        self._starting = False
        self._beside: list[asyncio.Task[None]] = []

    @property
    def expected_ms(self) -> float | None:
        """Until there is something to say, as far as past turns or the tiers' settings tell; None where they do not."""
        if not self._order or self._panel.cache.get(self._question):
            return 0.0
        known = [self._expected_ms(name) for name in self._order[:2]]
        if (after_s := self._hedge_after_s()) is not None and None not in known:
            return min(known[0] or 0.0, after_s * 1e3 + (known[1] or 0.0))
        return known[0]

    def _expected_ms(self, name: str) -> float | None:
        usual = self._turn_budget.usual_ms(name)
        assumed = (other.ms for other in self._route.alternatives if other.tier == name)
        return next(assumed, None) if usual is None else usual

    async def chunks(self) -> AsyncGenerator[str]:
        """What can be spoken, whole chunk by whole chunk. Never raises for a tier that fails."""
        try:
            async with aclosing(self._all()) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            await self._give_up_ahead()
            await asyncio.gather(*self._beside)

    async def _all(self) -> AsyncGenerator[str]:
        if known := self._panel.cache.get(self._question):
            self._trace.answered_by = "cache"
            for chunk in [chunk async for chunk in self._cut(once(known))]:
                yield chunk
            return
        while attempt := await self._next():
            try:
                async with aclosing(self._draft(attempt) if self._drafts(attempt) else self._whole_reply(attempt)) as chunks:
                    async for chunk in chunks:
                        if self._ahead is None:
                            self._said.append(chunk)
                        yield chunk
                if self._ahead is None:
                    self._keep()
                    return
            except TierError as error:
                self._failed(attempt, error)
        yield self._apology()

    async def _next(self) -> Attempt | None:
        """The next tier that has something to say; it is committed."""
        if self._ahead is None:
            return await self._race()
        attempt = await self._ahead
        self._ahead = None
        return attempt

    async def _race(self, held: Attempt | None = None) -> Attempt | None:
        lines = self._lines()
        after_s = None if held else self._hedge_after_s()
        asked = [held] if held else []

        def begin(why: Why) -> Attempt | None:
            known = {attempt.name for attempt in asked} | self._out | (set(self._panel.small) if why == "doubted" else set())
            if (name := next((name for name in self._order if name not in known), None)) is None:
                return None
            if why == "late":
                self._turn_budget.hedged(asked[0].name, name, (after_s or 0.0) * 1e3)
            if why == "doubted" and not self._drafter:
                doubted = next(attempt for attempt in reversed(asked) if attempt.judged is not None)
                self._turn_budget.escalated(doubted.name, name, doubted.result.confidence or 0.0, self._panel.confidence)
            asked.append(self._begun(name, lines, self._toolbox.tools))
            return asked[-1]

        def beside(work: Coroutine[Any, Any, None]) -> None:
            self._beside.append(asyncio.create_task(work))

        return await first_to_speak(begin, after_s, self._panel.clock, self._gone, beside, held)

    def _hedge_after_s(self) -> float | None:
        """Seconds until the next tier but one is asked beside the next; None: it is not."""
        left = [name for name in self._order if name not in self._out]
        if len(left) < 2 or not (left[1] in self._panel.beside or left[0] == self._drafter):
            return None
        marks = self._trace.marks
        spent_ms = 0.0 if marks.endpoint is None else (self._panel.clock.now() - marks.endpoint) * 1e3
        return self._turn_budget.hedge_after_ms(left[0], left[1], spent_ms) / 1e3

    def _begun(self, name: str, lines: Sequence[Message], tools: Sequence[Tool], result: StreamResult | None = None) -> Attempt:
        cut = self._sentence if name == self._drafter else self._cut
        if name not in self._trace.tried:
            self._trace.tried.append(name)
        result = result or StreamResult()
        text = self._panel.tiers[name].stream(lines, result, tools)
        return Attempt(name, lines, text, result, cut, self._panel.clock, self._wanted(name))

    def _wanted(self, name: str) -> float:
        """How sure a tier has to be: only a small one with a larger one to ask instead is judged."""
        return self._panel.confidence if name in self._panel.small and self._larger_left else 0.0

    @property
    def _larger_left(self) -> bool:
        return any(name not in self._panel.small and name not in self._out for name in self._order)

    def _drafts(self, attempt: Attempt) -> bool:
        """Whether what it says is a draft: another is to go on from its first sentence."""
        return attempt.name == self._drafter and not self._said and self._larger_left

    async def _draft(self, attempt: Attempt) -> AsyncGenerator[str]:
        """Its first sentence. The next tier has been told of it before it is spoken, and works meanwhile."""
        if sentence := attempt.take():
            self._answers(attempt)
            self._said.append(sentence)
            self._drafted = attempt
        self._ahead = asyncio.create_task(self._race(held=attempt))
        await asyncio.sleep(0)  # until it has begun, so that it also closes what it holds
        for chunk in [chunk async for chunk in self._cut(once(sentence or ""))]:
            yield chunk

    async def _give_up_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
            (won,) = await asyncio.gather(self._ahead, return_exceptions=True)
            if isinstance(won, Attempt):
                await self._settle(won)

    async def _whole_reply(self, attempt: Attempt) -> AsyncGenerator[str]:
        """All that the winner says, that which comes of its tool calls included."""
        self._answers(attempt)

        def again(lines: Sequence[Message], result: StreamResult, tools: Sequence[Tool]) -> AsyncGenerator[str]:
            return self._spoken(self._begun(attempt.name, [*attempt.asked, *lines], tools, result))

        async with aclosing(self._spoken(attempt)) as chunks:
            async for chunk in chunks:
                yield chunk
        if attempt.result.calls:
            async with aclosing(rounds(attempt.result.calls, self._toolbox, again, self._note)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _spoken(self, attempt: Attempt) -> AsyncGenerator[str]:
        try:
            async with aclosing(attempt.chunks()) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            await self._settle(attempt)

    async def _gone(self, attempt: Attempt, error: TierError | None) -> None:
        """An attempt did not win: it failed, or was later than another."""
        if error:
            self._failed(attempt, error)
        else:
            heard = self._panel.clock.now() if attempt.first_token is None else attempt.first_token
            self._turn_budget.tiers_ms[attempt.name] = (heard - attempt.began) * 1e3
        await self._settle(attempt)

    async def _settle(self, attempt: Attempt) -> None:
        await attempt.close()
        self._note_confidence(attempt)
        used, usd = attempt.result, self._panel.tiers[attempt.name].cost_usd(attempt.result)
        self._trace.cost_usd += usd
        sofar = self._trace.usage.get(attempt.name, {"in": 0, "out": 0, "estimated": False, "seconds": 0.0, "usd": 0.0})
        self._trace.usage[attempt.name] = {
            "in": sofar["in"] + used.tokens_in,
            "out": sofar["out"] + used.tokens_out,
            "estimated": bool(sofar["estimated"] or used.estimated),
            "seconds": round(sofar["seconds"] + used.seconds, 3),
            "usd": sofar["usd"] + usd,
        }

    def _answers(self, attempt: Attempt) -> None:
        marks, known = self._trace.marks, self._turn_budget.tiers_ms
        if attempt.first_token is not None:
            marks.answer_first_token = attempt.first_token if marks.answer_first_token is None else marks.answer_first_token
            known[attempt.name] = (attempt.first_token - attempt.began) * 1e3
        if self._only_drafted and self._drafted is not attempt:
            self._trace.hidden_ms["answer"] = known.get(attempt.name, 0.0)
            self._turn_budget.drafted(self._trace.answered_by or "", attempt.name)
            self._trace.answered_by = attempt.name
        elif self._said and self._trace.answered_by and self._drafted is not attempt:
            self._turn_budget.continued(self._trace.answered_by, attempt.name)
        self._trace.answered_by = self._trace.answered_by or attempt.name

    @property
    def _only_drafted(self) -> bool:
        return self._drafted is not None and len(self._said) == 1

    def _lines(self) -> list[Message]:
        """The conversation, the question, and what was said of its answer before a tier broke off, or in its place."""
        lines = self._history.with_question(self._question)
        if self._said:
            next_please = VERIFY if self._only_drafted else CONTINUE
            lines += [Message("assistant", self._glue.join(self._said)), Message("user", next_please)]
        return lines

    def _note_confidence(self, attempt: Attempt) -> None:
        """The signal that comes after the route: what the tier thought of its first tokens, and how long that took to know."""
        if attempt.judged is not None and (sure := attempt.result.confidence) is not None:
            verdict = "sure" if sure >= self._panel.confidence else "no draft" if self._drafter else "larger tier"
            signal = Signal("confidence", round(sure, 3), verdict, (attempt.judged - attempt.began) * 1e3)
            route = self._trace.route or self._route
            self._trace.route = replace(route, signals=(*route.signals, signal))

    def _failed(self, attempt: Attempt, error: TierError) -> None:
        self._out.add(attempt.name)
        self._note(error)

    def _note(self, error: TierError) -> None:
        self._starting |= isinstance(error, StartingError)
        self._trace.error = f"{self._trace.error}; {error}" if self._trace.error else str(error)

    def _keep(self) -> None:
        ours = bool(self._trace.called or self._route.private)
        if not self._trace.error and not ours and self._drafted is None:
            self._panel.cache.put(self._question, self._glue.join(self._said))

    def _apology(self) -> str:
        if self._said:
            return phrases.CUT_SHORT
        if self._starting:
            return phrases.STARTING
        if self._trace.tried:
            return phrases.UNREACHABLE
        return phrases.for_nobody(self._route)


async def once(text: str) -> AsyncGenerator[str]:
    """A stream of one piece."""
    yield text
