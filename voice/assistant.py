"""The loop. Read this first.

    listen → wake → endpoint → transcribe → route → answer → speak

Frames come in, one at a time. While nobody has said the wake word, each goes to the wake gate; from then on to the
recogniser and the endpointer, until the turn is declared over; its reply (`voice.turn`) then runs beside the loop, which
keeps listening for the wake word and cuts the reply off when it hears it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from voice import config
from voice.budget import Budget, TurnBudget
from voice.clock import Clock
from voice.endpoint import Endpointer, VoiceActivity
from voice.errors import EngineError, VoiceError
from voice.listen import Source
from voice.messages import (
    FRAME_S,
    Completeness,
    EndReason,
    Frame,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Transcript,
    WakeHeard,
)
from voice.trace import TurnTrace
from voice.transcribe import Hearing, Recogniser
from voice.turn import Replier, Warned
from voice.wake.gate import WakeGate

PREROLL_S = 1.2
"""Sound before the wake word's end that the recogniser is given, so that it hears the wake word whole and knows where the
command begins. A slow "hey Mycroft" takes 1.1 s."""

RING_AGAIN_S = 4.0
"""Pause between two rings of the same timer."""

RINGS = 5
"""Rings before a timer gives up: half a minute, after which nobody is in the room."""


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """Words so far, at a pause."""

    text: str


@dataclass(frozen=True, slots=True)
class Ringing:
    """A timer, an alarm or a reminder began to ring."""

    text: str


@dataclass(frozen=True, slots=True)
class RingingEnded:
    """It gave up: nobody came."""


@dataclass(slots=True)
class Listening:
    """A turn that is still being spoken."""

    trace: TurnTrace
    turn_budget: TurnBudget
    fed_from: float
    """Clock time of the first sample the recogniser was given."""
    hearing: Hearing | None = None
    """None where none could be opened."""
    completeness: Completeness = "unknown"


@dataclass(slots=True)
class Assistant:
    """The engines and the loop that connects them. Build one with `voice.wiring.assistant`."""

    clock: Clock
    source: Source
    source_name: str
    activity: VoiceActivity
    wake: WakeGate | None
    """None: no wake word is needed, every utterance is a turn."""
    endpointer: Endpointer
    waits: config.Endpoint
    recogniser: Recogniser
    replier: Replier
    budget: Budget
    notify: Callable[[Any], None]

    _turn: Listening | None = None
    _reply: asyncio.Task[None] | None = None
    _ring: asyncio.Task[None] | None = None
    _warming: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Nobody is speaking to the assistant and it says nothing."""
        return self._turn is None and all(task is None or task.done() for task in (self._reply, self._ring))

    async def run(self) -> None:
        """Listen until the source ends and the last reply has been heard, then close what was opened.

        Raises VoiceError when a device or an engine fails for good.
        """
        failure: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                alarms = tasks.create_task(self._announce(tasks))
                prerender = tasks.create_task(self.replier.prerender(self._quiet)) if self.replier.prerender else None
                self._warming = tasks.create_task(self.replier.warm())
                await self._listen(tasks)
                alarms.cancel()
                self._warming.cancel()
                if prerender:
                    prerender.cancel()
        except* VoiceError as failures:
            failure = failures.exceptions[0]
        finally:
            if self._turn and self._turn.hearing:
                await self._turn.hearing.close()
            await self.recogniser.close()
            await self.replier.close()
        if failure:
            raise failure

    async def _listen(self, tasks: asyncio.TaskGroup) -> None:
        recent: deque[Frame] = deque(maxlen=round((PREROLL_S + 1.0) / FRAME_S))
        async with aclosing(self.source.frames()) as frames:
            async for frame in frames:
                recent.append(frame)
                await self._hear(frame, recent, tasks)
                if self.source.ended and self.idle:
                    return

    async def _hear(self, frame: Frame, recent: deque[Frame], tasks: asyncio.TaskGroup) -> None:
        voiced = self.activity.voiced(frame)
        turn = self._turn
        event = self.endpointer.feed(frame.time, voiced, turn.completeness if turn else "unknown")
        heard = None if turn else self._woken(frame, voiced)
        try:
            if heard:
                await self._begin(heard, recent, tasks)
            elif turn and turn.hearing:
                await turn.hearing.feed(frame.samples)
                if event:
                    await self._follow(event, turn, turn.hearing, tasks)
        except EngineError as error:
            await self._lose(error, tasks)

    def _woken(self, frame: Frame, voiced: bool) -> WakeHeard | None:
        if self.wake is not None:
            return self.wake.feed(frame, voiced)
        speaking = voiced and self.idle
        return WakeHeard(frame.time, "", 1.0, frame.time) if speaking else None

    async def _begin(self, heard: WakeHeard, recent: deque[Frame], tasks: asyncio.TaskGroup) -> None:
        """A turn begins: whatever was sounding falls silent, the recogniser hears what led up to now."""
        self.replier.context.ringing = self._ring is not None and not self._ring.done()
        for task in (self._reply, self._ring):
            if task:
                task.cancel()
        trace = TurnTrace(self.clock.today(), self.source_name)
        if self.wake is not None:
            self.wake.reset()  # it hears nothing until the turn is over, and must not go on from what it heard before
            trace.wake = heard
            trace.marks.wake_end, trace.marks.wake_heard = heard.wake_end, self.clock.now()
        lead = [f for f in recent if f.time > heard.wake_end - PREROLL_S]
        self._turn = Listening(trace, self.budget.turn(), lead[0].time - FRAME_S)
        self.notify(heard)
        self.replier.prepare()
        if self._warming is None or self._warming.done():
            self._warming = tasks.create_task(self.replier.warm())
        hearing = self._turn.hearing = await self.recogniser.open()
        await hearing.feed(np.concatenate([f.samples for f in lead]))
        self.endpointer.start(heard.time, heard.wake_end if self.wake else None)

    async def _lose(self, error: EngineError, tasks: asyncio.TaskGroup) -> None:
        """The recogniser failed at this turn; it is started again with the next."""
        assert self._turn
        self._turn.trace.error = str(error)
        self.notify(Warned(str(error)))
        await self._reply_to(Transcript("", 0.0, False, "none"), self._turn, tasks)

    async def _follow(self, event: SpeechEvent, turn: Listening, hearing: Hearing, tasks: asyncio.TaskGroup) -> None:
        self.notify(event)
        match event:
            case SpeechPaused():
                began = perf_counter()
                words = await hearing.partial()
                spent = (perf_counter() - began) * 1e3
                turn.trace.hidden_ms["transcribe"] = turn.trace.hidden_ms.get("transcribe", 0.0) + spent
                turn.completeness = self._completeness(words)
                if words.text and not words.is_command:
                    await self.replier.prefill(words.text)
                turn.turn_budget.engines["transcribe"] = words.engine
                if turn.turn_budget.should_end_wait_early():
                    self.endpointer.hurry()
                self.notify(PartialHeard(words.text))
            case SpeechStarted() | SpeechResumed():
                turn.completeness = "unknown"
            case SpeechEnded():
                with self.clock.working():
                    await self._end(event, turn, hearing, tasks)

    def _completeness(self, words: Transcript) -> Completeness:
        """Words that are no command yet can still be the plain beginning of one."""
        found = self.replier.skills.completeness(words.text)
        return found if words.is_command or found == "unfinished" else "unknown"

    async def _end(self, event: SpeechEnded, turn: Listening, hearing: Hearing, tasks: asyncio.TaskGroup) -> None:
        marks = turn.trace.marks
        marks.last_voice, marks.endpoint = event.last_voice, self.clock.now()
        turn.trace.ended = event.reason
        turn.turn_budget.wait_ms = self._wait_ms(event.reason)
        words = await hearing.finish()
        if event.reason == "no_speech":
            words = replace(words, text="")
        if words.wake_end is not None and self.wake is not None:
            marks.wake_end = turn.fed_from + words.wake_end
        await self._reply_to(words, turn, tasks)

    async def _reply_to(self, words: Transcript, turn: Listening, tasks: asyncio.TaskGroup) -> None:
        self._turn = None
        if turn.hearing:
            await turn.hearing.close()
        turn.trace.marks.transcribed = self.clock.now()
        turn.turn_budget.engines["transcribe"] = words.engine
        if self.wake is None and not words.text:
            return
        self.notify(words)
        self._reply = tasks.create_task(self.replier.run(turn.trace, words, turn.turn_budget))
        await asyncio.sleep(0)  # it takes hold of the clock before the next frame is let in

    def _wait_ms(self, reason: EndReason) -> float | None:
        """What the budget allows for this end: None for a whole command, else the wait it called for and one frame."""
        waits = {
            "default": self.waits.default_ms,
            "digits": self.waits.digits_ms,
            "unfinished": self.waits.unfinished_ms,
            "no_speech": self.waits.no_speech_s * 1e3,
        }
        return waits[reason] + FRAME_S * 1e3 if reason in waits else None

    async def _announce(self, tasks: asyncio.TaskGroup) -> None:
        """Ring what is due, once nobody speaks; the wake word silences it."""
        if not self.replier.context.will_ring:
            return
        async with aclosing(self.replier.skills.rings()) as rings:
            async for ring in rings:
                await self._quiet()
                self._ring = tasks.create_task(self._say_until_heard(ring.text))

    async def _quiet(self) -> None:
        while not self.idle:
            await self.clock.sleep(FRAME_S)

    async def _say_until_heard(self, text: str) -> None:
        self.notify(Ringing(text))
        for _ in range(RINGS):
            await self.replier.say(text)
            await self.clock.sleep(RING_AGAIN_S)
        self.notify(RingingEnded())
