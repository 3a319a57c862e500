"""A session: one conversation in one place. Read this first.

    listen → wake → endpoint → transcribe → route → answer → speak

Frames come in, one at a time. The floor (`voice.floor`) says who may speak. While nobody has said the wake word, each frame
goes to the session's wake gate; from then on to its hearing and its endpointer, until the turn is declared over. The reply
(`voice.turn`) then runs beside the loop, which goes on listening for the wake word and cuts the reply off when it hears it.

Any number of sessions run side by side on the same engines (`voice.engines`). What is kept here is this conversation's own.
"""

import asyncio
from collections import deque
from contextlib import aclosing
from dataclasses import replace

import numpy as np

from voice.answer.attempt import once
from voice.clock import stopwatch
from voice.endpoint import Endpointer
from voice.engines import Engines
from voice.errors import EngineError, VoiceError
from voice.events import Notify, PartialHeard, Ringing, RingingEnded, Warned
from voice.floor import Decisions, Floor
from voice.listen import Source
from voice.messages import (
    FRAME_S,
    Completeness,
    Frame,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Transcript,
    WakeHeard,
)
from voice.skills import Context
from voice.speak.player import Player
from voice.transcribe import Hearing
from voice.turn import Conversation, Turn
from voice.wake import gated

PREROLL_S = 1.2
"""Sound before the wake word's end that the recogniser is given, so that it hears the wake word whole and knows where the
command begins. A slow "hey Mycroft" takes 1.1 s."""

EPSILON = 1e-6
"""Frame times are sums of 0.02; how many frames the recogniser is given must not depend on when the clock began."""

RING_AGAIN_S = 4.0
"""Pause between two rings of the same timer."""

RINGS = 5
"""Rings before a timer gives up: half a minute, after which nobody is in the room."""


class Session:
    """One conversation in one place, by ear. Its engines are loaded with ears; they stay open when it ends."""

    def __init__(
        self,
        engines: Engines,
        source: Source,
        player: Player,
        notify: Notify,
        *,
        name: str = "microphone",
        place: str | None = None,
        needs_wake: bool = True,
    ) -> None:
        """`name`: what its traces call it. `place`: where it stands, and what is set there rings there ("": this machine);
        None: nothing rings here, and nobody can be asked anything.
        """
        assert engines.ears is not None, "loaded with ears"
        self.name = name
        self.floor = Floor(needs_wake)
        self.conversation = Conversation(notify, player, Context(place or "", will_ring=place is not None, volume=player.sink))
        self.conversation.listens = place is not None
        self._engines = engines
        self._source = source
        self._player = player
        self._notify = notify
        self._place = place
        self._recogniser = engines.ears.recogniser
        self._activity = engines.ears.activity()
        self._gate = gated(engines.config.wake, engines.ears.wake)
        self._endpointer = Endpointer(engines.config.endpoint)
        self._recent: deque[Frame] = deque(maxlen=round((PREROLL_S + 1.0) / FRAME_S))
        self._hearing: Hearing | None = None
        self._fed_from = 0.0
        """Clock time of the first sample the hearing was given."""
        self._completeness: Completeness = "unknown"
        self.turn: Turn | None = None
        """The one that is being spoken, then the one that is being answered."""
        self._ring: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def run(self) -> None:
        """Listen until the source ends and the last reply has been heard. Leaves nothing running.

        Raises VoiceError when a device or an engine fails for good.
        """
        failure: BaseException | None = None
        self._activity.load()
        try:
            async with asyncio.TaskGroup() as tasks:
                self._warming = tasks.create_task(self._engines.warm())
                beside = [tasks.create_task(self._ring_when_due(tasks)), tasks.create_task(self._engines.prerender(self.quiet))]
                await self._listen(tasks)
                for task in (*beside, self._warming):
                    task.cancel()
        except* VoiceError as failures:
            failure = failures.exceptions[0]
        finally:
            await self._close_hearing()
            self._player.sink.close()
        if failure:
            raise failure

    async def quiet(self) -> None:
        """Return once nobody is speaking to the assistant, and it says nothing."""
        await self._quiet.wait()

    async def _listen(self, tasks: asyncio.TaskGroup) -> None:
        async with aclosing(self._source.frames()) as frames:
            async for frame in frames:
                await self._hear(frame, tasks)
                if self._source.ended and self.floor.idle:
                    return

    async def _hear(self, frame: Frame, tasks: asyncio.TaskGroup) -> None:
        self._recent.append(frame)
        voiced = self._activity.voiced(frame)
        event = self._endpointer.feed(frame.time, voiced, self._completeness)
        try:
            if not await self._begins(frame, voiced, tasks) and self._hearing:
                await self._hearing.feed(frame.samples)
                if event:
                    await self._follow(event, tasks)
        except EngineError as error:
            await self._lose(error, tasks)

    # a turn begins

    async def _begins(self, frame: Frame, voiced: bool, tasks: asyncio.TaskGroup) -> bool:
        """Begin a turn if the wake word was heard, or any voice where that will do; whether one began."""
        if (doubt := self.conversation.doubt) and not doubt.is_open(frame.time):
            self._decided(self.floor.unanswered())
        woken = self._gate.feed(frame, voiced) if self.floor.hears_wake else None
        decisions = self._decided(self.floor.woken() if woken else self.floor.voiced() if voiced else ())
        if begins := "begin" in decisions:
            self._fall_silent(decisions)
            await self._begin(frame.time, woken, tasks)
        return begins

    def _fall_silent(self, decisions: Decisions) -> None:
        self.conversation.context.ringing = "stop ringing" in decisions
        if self.turn and "stop reply" in decisions:
            self.turn.cancel()
        if self._ring and "stop ringing" in decisions:
            self._ring.cancel()

    async def _begin(self, time: float, woken: WakeHeard | None, tasks: asyncio.TaskGroup) -> None:
        """Begin a turn, and give the recogniser the sound just before it."""
        await self._close_hearing()  # of an answer that turns out to begin with the wake word
        self.turn = Turn(self._engines, self.conversation, self.name)
        self._completeness = "unknown"
        began = time
        if woken:
            self._gate.reset()  # it hears nothing until the turn is over, and must not go on from what it heard before
            began, trace = woken.wake_end, self.turn.trace
            trace.wake = woken
            trace.marks.wake_end, trace.marks.wake_heard = woken.wake_end, self._engines.clock.now()
            self._notify(woken)
        self._player.sink.open()
        if self._warming is None or self._warming.done():
            self._warming = tasks.create_task(self._engines.warm())
        asked = self.conversation.doubt.asked if self.conversation.doubt and not woken else 0.0
        earliest = max(began - PREROLL_S, min(asked, time - FRAME_S))  # an answer is heard without its question
        lead = [frame for frame in self._recent if frame.time > earliest + EPSILON]
        self._fed_from = lead[0].time - FRAME_S
        phrase = woken.phrase if woken else ""
        self._hearing = await self._recogniser.open(phrase, began - self._fed_from)
        await self._hearing.feed(np.concatenate([frame.samples for frame in lead]))
        self._endpointer.start(time, woken.wake_end if woken else None)

    # a turn is being spoken

    async def _follow(self, event: SpeechEvent, tasks: asyncio.TaskGroup) -> None:
        self._notify(event)
        match event:
            case SpeechPaused():
                await self._pause()
            case SpeechStarted() | SpeechResumed():
                self._completeness = "unknown"
            case SpeechEnded():
                with self._engines.clock.working():
                    await self._end(event, tasks)

    async def _pause(self) -> None:
        """Read the words so far, to set how long to wait for more and to let a likely tier get ready."""
        assert self.turn
        assert self._hearing
        elapsed, hidden_ms = stopwatch(), self.turn.trace.hidden_ms
        words = await self._hearing.partial()
        hidden_ms["transcribe"] = hidden_ms.get("transcribe", 0.0) + elapsed() * 1e3
        self._completeness = self._judged(words)
        self.turn.draft(words)
        if self.turn.answer and self.turn.answer.meant == "yes":
            self._completeness = "complete"
        await self.turn.prefill()
        if self.turn.budget.should_end_wait_early():
            self._endpointer.hurry()
        self._notify(PartialHeard(words.text))

    def _judged(self, words: Transcript) -> Completeness:
        """Tell how complete the words so far are. Words that are no command yet can still be the plain beginning of one."""
        found = self._engines.skills.completeness(words.text)
        return found if words.is_command or found == "unfinished" else "unknown"

    # a turn is over

    async def _end(self, event: SpeechEnded, tasks: asyncio.TaskGroup) -> None:
        assert self.turn
        assert self._hearing
        trace = self.turn.trace
        trace.marks.last_voice, trace.marks.endpoint = event.last_voice, self._engines.clock.now()
        trace.ended = event.reason
        self.turn.budget.wait_ms = self._endpointer.allowed_ms(event.reason)
        words = await self._hearing.finish()
        if event.reason == "no_speech":
            words = replace(words, text="")
        if words.wake_end is not None and trace.wake:
            trace.marks.wake_end = self._fed_from + words.wake_end
        await self._answer(self.turn, words, tasks)

    async def _lose(self, error: EngineError, tasks: asyncio.TaskGroup) -> None:
        """Give up a turn at which the recogniser failed; the next begins anew."""
        assert self.turn
        self.turn.trace.error = str(error)
        self._notify(Warned(str(error)))
        await self._answer(self.turn, Transcript("", 0.0, False, "none"), tasks)

    async def _answer(self, turn: Turn, words: Transcript, tasks: asyncio.TaskGroup) -> None:
        turn.trace.marks.transcribed = self._engines.clock.now()
        await self._close_hearing()
        if "reply" in self._decided(self.floor.heard(bool(words.text))):
            self._notify(words)
            turn.draft(words)
            tasks.create_task(self._reply(turn))
            await asyncio.sleep(0)  # it takes hold of the clock before the next frame is let in

    async def _reply(self, turn: Turn) -> None:
        try:
            await turn.speak(started=self.floor.reply_started)
        finally:
            if turn is self.turn:  # else the floor belongs to the turn that cut this one off
                self._decided(self.floor.asked() if self.conversation.doubt else self.floor.reply_over())

    async def _close_hearing(self) -> None:
        hearing, self._hearing = self._hearing, None
        if hearing:
            await hearing.close()

    # ringing

    async def _ring_when_due(self, tasks: asyncio.TaskGroup) -> None:
        """Ring what is due here, once nobody speaks; the wake word silences it."""
        if self._place is None:
            return
        async with aclosing(self._engines.skills.rings(self._place)) as rings:
            async for ring in rings:
                while "ring" not in self._decided(self.floor.ring_due()):
                    await self.quiet()
                self._ring = tasks.create_task(self._say_until_heard(ring.text))

    async def _say_until_heard(self, text: str) -> None:
        self._notify(Ringing(text))
        for _ in range(RINGS):
            await self._player.play(once(text))
            await self._engines.clock.sleep(RING_AGAIN_S)
        self._notify(RingingEnded())
        self._decided(self.floor.rung_out())

    def _decided(self, decisions: Decisions) -> Decisions:
        """Pass on the floor's decisions, and wake those who wait for quiet if it is quiet now."""
        if self.floor.idle:
            self._quiet.set()
        else:
            self._quiet.clear()
        return decisions
