"""One turn: from the words that were heard to the first spoken word of the reply, and its trace.

A turn is cancelled by the next one (barge-in): its sound stops, its request is closed, its trace is still written.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from voice.answer import reply
from voice.answer.hedge import Cut
from voice.answer.history import History
from voice.answer.reply import Panel
from voice.answer.tools import Toolbox
from voice.budget import Budget, TurnBudget
from voice.clock import Clock
from voice.errors import VoiceError
from voice.messages import Match, Route, ToolCall, Transcript
from voice.route import Router
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
    panel: Panel
    player: Player | None
    budget: Budget
    writer: TraceWriter
    history: History
    notify: Callable[[Any], None]
    rehearse: Callable[[Quiet], Coroutine[Any, Any, None]] | None = None
    """Makes ready what is often said, where the voice is slow."""

    async def run(self, trace: TurnTrace, words: Transcript, allowance: TurnBudget) -> None:
        """Answer `words` and write the trace, also when cancelled half-way."""
        trace.transcript = words
        held = ExitStack()
        held.enter_context(self.clock.working())
        try:
            with held:
                text = self._answer(trace, words, allowance)
                async with aclosing(text):
                    if self.player is None:
                        async for _ in text:
                            pass
                    else:
                        await self._speak(self.player, text, trace, allowance, held)
        except asyncio.CancelledError:
            trace.interrupted = True
            raise
        except VoiceError as error:
            trace.error = str(error)
            self.notify(Warned(str(error)))
        finally:
            self._finish(trace, words, allowance)

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

    async def read_ahead(self, text: str) -> None:
        """Let the tier that would answer the words so far begin to read them, if it runs here."""
        for name in self.router.route(text, command=False).candidates[:1]:
            await self.panel.tiers[name].read_ahead(self.history.with_question(text))

    async def close(self) -> None:
        """Let go of the speaker and of open connections."""
        if self.player is not None:
            self.player.sink.close()
        for tier in self.panel.tiers.values():
            await tier.close()

    async def _answer(self, trace: TurnTrace, words: Transcript, allowance: TurnBudget) -> AsyncGenerator[str]:
        """The reply, chunk by chunk as it can be spoken; the marks of its making go into the trace."""
        route = self.router.route(words.text, command=words.is_command or words.engine == "typed")
        trace.route, trace.marks.routed = route, self.clock.now()
        self.notify(RouteChosen(route))
        allowance.path = "cloud" if route.tier == "cloud" else "device"
        allowance.engines["answer"] = route.skill or next(iter(route.candidates), "none")
        late = self.player and (self._is_late(trace, allowance) or self.player.slow)
        short = SHORT_CHUNK_WORDS if late else None
        cut = partial(sentences, first_chunk_words=short)
        by_skill = route.tier == "skill"
        chunks = cut(self._skill(route, trace)) if by_skill else self._told(route, words.text, cut, trace, allowance)
        async with aclosing(chunks):
            async for chunk in chunks:
                now = self.clock.now()
                if trace.marks.answer_first_token is None:
                    trace.marks.answer_first_token = now
                if trace.marks.first_sentence is None:
                    trace.marks.first_sentence = now
                trace.reply = f"{trace.reply} {chunk}".lstrip()
                yield chunk

    async def _skill(self, route: Route, trace: TurnTrace) -> AsyncGenerator[str]:
        if route.skill is None:
            if trace.ended != "no_speech":
                yield reply.NOTHING_HEARD
            return
        self.context.last_reply = self.history.last_reply
        answer = await self.skills.run(Match(route.skill, route.slots), self.context)
        trace.answered_by = route.skill
        if answer.text:
            yield answer.text

    def _told(self, route: Route, text: str, cut: Cut, trace: TurnTrace, allowance: TurnBudget) -> AsyncGenerator[str]:
        """A tier's reply; it may call the skills."""

        async def call(asked: ToolCall) -> "Called":
            called = await self.skills.call(asked, self.context)
            if called.understood:
                trace.called.append(asked.name)
            return called

        toolbox = Toolbox(self.panel.tools, call)
        return reply.Reply(self.panel, route, text, self.history, toolbox, cut, trace, allowance).chunks()

    async def _speak(
        self,
        player: Player,
        text: AsyncGenerator[str],
        trace: TurnTrace,
        allowance: TurnBudget,
        held: ExitStack,
    ) -> None:
        """Say the reply; the next frame may be heard as soon as its first sample is out."""
        marks = trace.marks

        def started(first_audio: float, audible: float) -> None:
            marks.speech_first_audio, marks.audible = first_audio, audible
            if player.sink.estimated:
                marks.estimated.add("audible")
            held.close()

        await player.play(text, started, allowance.fell_back)
        marks.reply_end = self.clock.now()

    def _is_late(self, trace: TurnTrace, allowance: TurnBudget) -> bool:
        end = trace.marks.endpoint
        return end is not None and allowance.should_shorten_first_chunk((self.clock.now() - end) * 1e3)

    def _finish(self, trace: TurnTrace, words: Transcript, allowance: TurnBudget) -> None:
        if trace.reply:
            self.history.add(words.text, trace.reply)
        trace.actions = allowance.actions
        trace.budget = self.budget.judge(trace, allowance)
        for warning in (self.writer.write(trace), self.budget.predictor.save()):
            if warning:
                self.notify(Warned(warning))
        self.notify(TurnEnded(trace))
