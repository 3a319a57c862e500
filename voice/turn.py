"""One turn: from the words that were heard to the first spoken word of the reply, and its trace.

A turn is cancelled by the next one (barge-in): its sound stops, its request is closed, its trace is still written.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any

from voice import config
from voice.answer import phrases, reply
from voice.answer.attempt import Cut
from voice.answer.filler import FILLERS, with_filler
from voice.answer.history import History
from voice.answer.tier_pool import TierPool
from voice.answer.tools import Toolbox
from voice.budget import Budget, TurnBudget
from voice.clock import Clock
from voice.errors import VoiceError
from voice.messages import Match, Route, ToolCall, Transcript
from voice.route import RemainingBudget, Router
from voice.skills import Context, Skills
from voice.speak.player import Player
from voice.speak.sentences import SHORT_CHUNK_WORDS, sentences
from voice.trace import TraceWriter, TurnTrace

if TYPE_CHECKING:
    from voice.skills.tools import Called

Quiet = Callable[[], Awaitable[None]]
"""Waits until nobody speaks."""


@dataclass(frozen=True, slots=True)
class RouteChosen:
    """The turn knows who will answer."""

    route: Route


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over; `trace` is complete."""

    trace: TurnTrace


@dataclass(frozen=True, slots=True)
class Warned:
    """Something was degraded, not lost."""

    text: str


@dataclass(slots=True)
class Replier:
    """Answers one turn at a time, aloud if it has a player."""

    clock: Clock
    router: Router
    skills: Skills
    context: Context
    panel: TierPool
    player: Player | None
    budget: Budget
    writer: TraceWriter
    history: History
    notify: Callable[[Any], None]
    prerender: Callable[[Quiet], Coroutine[Any, Any, None]] | None = None
    """Makes ready what is often said, where the voice is slow."""
    kept: Callable[[Route, str], None] = lambda route, words: None
    """Told of private words that stay at home."""
    announcement: Callable[[], str | None] = lambda: None
    """What has to be said once beside a reply: a spending limit was reached."""
    bridge_ms: float = 0.0
    """Silence in which the listener is told that an answer is coming; 0: never."""

    _acknowledgements: Iterator[str] = field(default_factory=lambda: cycle(FILLERS))

    async def run(self, trace: TurnTrace, words: Transcript, turn_budget: TurnBudget) -> None:
        """Answer `words` and write the trace, also when cancelled half-way."""
        trace.transcript = words
        held = ExitStack()
        held.enter_context(self.clock.working())
        try:
            with held:
                text = self._answer(trace, words, turn_budget)
                async with aclosing(text):
                    if self.player is None:
                        async for _ in text:
                            pass
                    else:
                        await self._speak(self.player, text, trace, turn_budget, held)
        except asyncio.CancelledError:
            trace.interrupted = True
            raise
        except VoiceError as error:
            trace.error = str(error)
            self.notify(Warned(str(error)))
        finally:
            self._finish(trace, words, turn_budget)

    def prepare(self) -> None:
        """A reply is coming: claim the speaker while the user still speaks."""
        if self.player is not None:
            self.player.sink.open()

    async def say(self, text: str) -> None:
        """Say something nobody asked for: a timer that rings."""
        if self.player is not None:
            await self.player.play(reply.once(text))

    async def warm(self) -> None:
        """A question may be coming: have the tiers make ready."""
        await asyncio.gather(*(tier.warm() for tier in self.panel.tiers.values()))

    async def prefill(self, text: str) -> None:
        """Let the tier that would answer the words so far begin to read them, if it runs here."""
        lines = self.history.with_question(text)
        for name in self.panel.in_order(self.router.route(text, command=False, history=lines[:-1]))[:1]:
            await self.panel.tiers[name].prefill(lines)

    async def close(self) -> None:
        """Let go of the speaker and of open connections."""
        if self.player is not None:
            self.player.sink.close()
        for tier in self.panel.tiers.values():
            await tier.close()

    async def _answer(self, trace: TurnTrace, words: Transcript, turn_budget: TurnBudget) -> AsyncGenerator[str]:
        """The reply, chunk by chunk as it can be spoken; the marks of its making go into the trace."""
        route = self.router.route(
            words.text,
            command=words.is_command or words.engine == "typed",
            history=self.history.with_question(words.text)[:-1],
            remaining=self._left(trace, turn_budget),
        )
        trace.route, trace.marks.routed = route, self.clock.now()
        self.notify(RouteChosen(route))
        turn_budget.path = config.budget_path(route.tier)
        turn_budget.engines["answer"] = route.skill or next(iter(route.candidates), "none")
        late = self.player and (self._is_late(trace, turn_budget) or self.player.slow)
        short = SHORT_CHUNK_WORDS if late else None
        cut = partial(sentences, first_chunk_words=short)
        if route.tier == "skill":
            chunks = self._marked(cut(self._skill(route, trace)), trace)
        else:
            if route.private:
                self.kept(route, words.text)
            told = self._told(route, words.text, cut, trace, turn_budget)
            marked = self._marked(self._announced(told.chunks()), trace)
            chunks = self._bridged(marked, told.expected_ms, trace, turn_budget)
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def _announced(self, chunks: AsyncGenerator[str]) -> AsyncGenerator[str]:
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk
        if text := self.announcement():
            yield text

    async def _marked(self, chunks: AsyncGenerator[str], trace: TurnTrace) -> AsyncGenerator[str]:
        async with aclosing(chunks):
            async for chunk in chunks:
                now = self.clock.now()
                if trace.marks.answer_first_token is None:
                    trace.marks.answer_first_token = now
                if trace.marks.first_sentence is None:
                    trace.marks.first_sentence = now
                trace.reply = f"{trace.reply} {chunk}".lstrip()
                yield chunk

    def _bridged(
        self, chunks: AsyncGenerator[str], expected_ms: float | None, trace: TurnTrace, turn_budget: TurnBudget
    ) -> AsyncGenerator[str]:
        """The reply, after a word that it is coming where it is late. That word is spoken, and part of nothing else."""
        if self.player is None or not self.bridge_ms:
            return chunks

        def acknowledge() -> str:
            trace.marks.acknowledged = self.clock.now()
            turn_budget.acknowledged(self.bridge_ms, self._spent_ms(trace), expected_ms)
            return next(self._acknowledgements)

        after_ms = turn_budget.acknowledge_after_ms(self.bridge_ms, self._spent_ms(trace), expected_ms)
        return with_filler(chunks, after_ms / 1e3, self.clock, acknowledge)

    async def _skill(self, route: Route, trace: TurnTrace) -> AsyncGenerator[str]:
        if route.skill is None:
            if trace.ended != "no_speech":
                yield phrases.NOTHING_HEARD
            return
        self.context.last_reply = self.history.last_reply
        answer = await self.skills.run(Match(route.skill, route.slots), self.context)
        trace.answered_by = route.skill
        if answer.text:
            yield answer.text

    def _told(self, route: Route, text: str, cut: Cut, trace: TurnTrace, turn_budget: TurnBudget) -> reply.Reply:
        """A tier's reply; it may call the skills."""

        async def call(asked: ToolCall) -> "Called":
            called = await self.skills.call(asked, self.context)
            if called.understood:
                trace.called.append(asked.name)
            return called

        toolbox = Toolbox(self.panel.tools, call)
        draft = sentences if self.panel.draft else None
        return reply.Reply(self.panel, route, text, self.history, toolbox, cut, trace, turn_budget, draft=draft)

    async def _speak(
        self,
        player: Player,
        text: AsyncGenerator[str],
        trace: TurnTrace,
        turn_budget: TurnBudget,
        held: ExitStack,
    ) -> None:
        """Say the reply; the next frame may be heard as soon as its first sample is out."""
        marks = trace.marks

        def started(first_audio: float, audible: float) -> None:
            marks.speech_first_audio, marks.audible = first_audio, audible
            if player.sink.estimated:
                marks.estimated.add("audible")
            held.close()

        await player.play(text, started, turn_budget.fell_back)
        marks.reply_end = self.clock.now()

    def _left(self, trace: TurnTrace, turn_budget: TurnBudget) -> RemainingBudget:
        return turn_budget.remaining_ms(self._spent_ms(trace))

    def _spent_ms(self, trace: TurnTrace) -> float:
        """Since the question; where it was typed, since its route was known."""
        asked = trace.marks.routed if trace.marks.endpoint is None else trace.marks.endpoint
        return 0.0 if asked is None else (self.clock.now() - asked) * 1e3

    def _is_late(self, trace: TurnTrace, turn_budget: TurnBudget) -> bool:
        end = trace.marks.endpoint
        return end is not None and turn_budget.should_shorten_first_chunk((self.clock.now() - end) * 1e3)

    def _finish(self, trace: TurnTrace, words: Transcript, turn_budget: TurnBudget) -> None:
        if trace.reply:
            self.history.add(words.text, trace.reply)
        marks = trace.marks
        if marks.acknowledged is not None and marks.answer_first_token is not None:
            hidden_ms = max(0.0, (marks.answer_first_token - marks.acknowledged) * 1e3)
            trace.hidden_ms["answer"] = trace.hidden_ms.get("answer", 0.0) + hidden_ms
        trace.actions = turn_budget.actions
        trace.budget = self.budget.judge(trace, turn_budget)
        for warning in (self.writer.write(trace), self.budget.predictor.save()):
            if warning:
                self.notify(Warned(warning))
        self.notify(TurnEnded(trace))
