"""One turn: from the words that were heard to the first spoken word of the reply, and its trace.

A turn is cancelled by the next one (barge-in): its sound stops, its request is closed, its trace is still written.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import Any

from voice.answer import reply
from voice.answer.history import History
from voice.budget import Budget, TurnBudget
from voice.clock import Clock
from voice.errors import VoiceError
from voice.messages import Match, Route, Transcript
from voice.route import Router
from voice.skills import Context, Skills
from voice.speak.player import Player
from voice.speak.sentences import sentences
from voice.tiers import Tier
from voice.trace import TraceWriter, TurnTrace

SHORT_CHUNK_WORDS = 4
"""Words of a first chunk cut short: a clause, still enough for natural prosody."""


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
    tiers: Mapping[str, Tier]
    player: Player | None
    budget: Budget
    writer: TraceWriter
    history: History
    notify: Callable[[Any], None]

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
            await self.player.play(once(text))

    async def close(self) -> None:
        """Let go of the speaker and of open connections."""
        if self.player is not None:
            self.player.sink.close()
        for tier in self.tiers.values():
            await tier.close()

    async def _answer(self, trace: TurnTrace, words: Transcript, allowance: TurnBudget) -> AsyncGenerator[str]:
        """The reply's text as it comes; the marks of its making go into the trace."""
        route = self.router.route(words.text, command=words.is_command or words.engine == "typed")
        trace.route, trace.marks.routed = route, self.clock.now()
        self.notify(RouteChosen(route))
        allowance.path = "cloud" if route.tier == "cloud" else "device"
        allowance.engines["answer"] = route.skill or next(iter(route.candidates), "none")
        pieces = self._skill(route, trace) if route.tier == "skill" else self._tier(route, words.text, trace)
        async with aclosing(pieces):
            async for piece in pieces:
                if trace.marks.answer_first_token is None:
                    trace.marks.answer_first_token = self.clock.now()
                trace.reply += piece
                yield piece

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

    def _tier(self, route: Route, text: str, trace: TurnTrace) -> AsyncGenerator[str]:
        return reply.stream(route, text, self.tiers, self.history, trace)

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
        short = SHORT_CHUNK_WORDS if self._is_late(trace, allowance) else None

        async def spoken() -> AsyncGenerator[str]:
            async for sentence in sentences(text, first_chunk_words=short):
                if marks.first_sentence is None:
                    marks.first_sentence = self.clock.now()
                yield sentence

        def started(first_audio: float, audible: float) -> None:
            marks.speech_first_audio, marks.audible = first_audio, audible
            if player.sink.estimated:
                marks.estimated.add("audible")
            held.close()

        await player.play(spoken(), started)
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


async def once(text: str) -> AsyncGenerator[str]:
    """A stream of one piece."""
    yield text
