"""A session: one conversation in one place. Read this first.

    listen → wake → endpoint → transcribe → route → answer → speak

Frames come in, one at a time. The floor (`voice.floor`) says who may speak. While nobody has said the wake word, each frame
goes to the session's wake gate; from then on to its hearing and its endpointer, until the turn is declared over. The reply
(`voice.turn`) then runs beside the loop, which goes on listening for the wake word and cuts the reply off when it hears it.

Any number of sessions run side by side on the same engines (`voice.engines`). What is kept here is this conversation's own.
"""

import asyncio
from contextlib import aclosing, suppress
from typing import Literal

from voice.at_a_pause import AtAPause
from voice.conversation import Conversation
from voice.doubt import ANSWER_S
from voice.engines import Engines
from voice.errors import DeviceError, EngineError, VoiceError
from voice.events import FloorClosed, LeftOpen, LetGo, Notify, PartialHeard, Switched, Warned
from voice.floor import Decisions, Floor
from voice.interrupter import Interrupter
from voice.listen import Source
from voice.listen.recent import Recent
from voice.messages import (
    Frame,
    Samples,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Transcript,
    WakeHeard,
)
from voice.signals import Signals
from voice.skills import Context
from voice.speak.player import Player
from voice.turn import Turn
from voice.unasked import Unasked
from voice.utterance import Utterance
from voice.wake import gated


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
        hears_itself: bool = True,
    ) -> None:
        """`name`: what its traces call it. `place`: where it stands, and what is set there rings there ("": this machine);
        None: nothing rings here, and nobody can be asked anything. `hears_itself`: what it says is in the frames, so that only
        the wake word can interrupt it.
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
        self._muted = False
        self.signals = Signals(player, notify, engines.config, engines.clock, present=place is not None)
        self._activity = engines.ears.activity()
        self._gate = gated(engines.config.wake, engines.ears.wake)
        self._recent = Recent()
        self._utterance = Utterance(engines, self._recent)
        self._pausing = AtAPause(engines.clock)
        self._hears_itself = hears_itself
        self._interrupter = Interrupter(engines.ears.recogniser, self._recent, player)
        self._called = False
        """Whether the turn is meant for the assistant however it is understood: it was called, or interrupted."""
        self._pressed: Literal["", "call", "hush"] = ""
        """The button that was pressed since the last frame."""
        self._open_until = 0.0
        """Clock time until which an answer or a follow-up may begin."""
        self.turn: Turn | None = None
        """The one that is being spoken, then the one that is being answered."""
        self._unasked = Unasked(engines, player, notify, take_floor=self._take_floor, leave_floor=self._leave_floor)
        self._late: asyncio.Task[None] | None = None
        """Says that a question was heard whose reply is late."""
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
                beside = [
                    tasks.create_task(self._unasked.ring_when_due(self._place)),
                    tasks.create_task(self._engines.prerender(self.quiet)),
                ]
                await self._listen(tasks)
                for task in filter(None, (*beside, self._warming, self._late)):
                    task.cancel()
        except* VoiceError as failures:
            failure = failures.exceptions[0]
        finally:
            await self._pausing.give_up()
            await self._utterance.close()
            if self.turn:
                await self.turn.drop()
            await self._interrupter.close()
            self._player.sink.close()
        if failure:
            raise failure

    async def quiet(self) -> None:
        """Return once nobody is speaking to the assistant, and it says nothing."""
        await self._quiet.wait()

    def call(self) -> None:
        """Listen as if the wake word had just been said: somebody has pressed a button instead. Muted, it says that it is."""
        self._pressed = "" if self._muted else "call"
        if self._muted:
            self._notify(Switched(True))
            self.signals.play("muted")

    def hush(self) -> None:
        """Fall silent and listen to nobody any more, until the wake word is said: somebody has pressed a button."""
        if self.turn and self.floor.state in ("thinking", "speaking"):
            self.turn.cancel()
        self._unasked.cut_off()
        self._pressed = "hush"

    def heard_since(self, time: float) -> Samples:
        """What the microphone took since `time`, clock seconds, as far as it is kept: int16, mono, 16 kHz."""
        return self._recent.since(time)[0]

    async def announce(self, text: str) -> None:
        """Say something once nobody speaks here; returns when it has been heard, or the wake word cut it off.

        Raises VoiceError when it cannot be said.
        """
        await self._unasked.announce(text)

    async def _listen(self, tasks: asyncio.TaskGroup) -> None:
        async with aclosing(self._source.frames()) as frames:
            async for frame in frames:
                if not await self._is_muted(frame):
                    await self._hear(frame, tasks)
                if self._source.ended and self.floor.idle:
                    return

    async def _is_muted(self, frame: Frame) -> bool:
        """Whether the microphone is switched off. What was being said when that happened is dropped unheard."""
        if (on := frame.muted) == self._muted:
            return on
        self._muted = on
        self._notify(Switched(on))
        if on:
            await self._drop()
        if self.floor.idle:  # else a reply says it
            self.signals.play("muted" if on else "unmuted")
        return on

    async def _drop(self) -> None:
        """Forget what is being said."""
        self._decided(self.floor.muted())
        await self._pausing.give_up()
        await self._utterance.close()
        self._recent.forget()
        self._gate.reset()
        self.signals.unwoken()

    async def _hear(self, frame: Frame, tasks: asyncio.TaskGroup) -> None:
        if self._pressed:
            await self._drop()
        self._recent.feed(frame)
        voiced = self.signals.heard(frame, self._activity.voiced(frame))
        event = self._utterance.feed(frame.time, voiced)
        try:
            self._pausing.look()
            if not await self._begins(frame, voiced, tasks) and self._utterance.goes_on:
                await self._utterance.hear(frame.samples)
                if event:
                    await self._follow(event, tasks)
        except EngineError as error:
            await self._lose(error, tasks)

    # a turn begins

    async def _begins(self, frame: Frame, voiced: bool, tasks: asyncio.TaskGroup) -> bool:
        """Begin a turn if the wake word was heard, an interruption, or any voice where that will do; whether one began."""
        if self.floor.waits and frame.time > self._open_until:
            self._decided(self.floor.unanswered())
            self._notify(FloorClosed())
        speaks = frame.echo_db > float("-inf")  # then it may be called louder or softer than its own voice is
        woken = self._gate.feed(frame, voiced or speaks) if self.floor.hears_wake else None
        called, self._pressed = self._pressed == "call", ""
        decisions = self._decided(self.floor.woken() if woken or called else self.floor.voiced() if voiced else ())
        sounds = self.floor.state == "speaking" and not self._hears_itself
        since = await self._interrupter.feed(frame, voiced, sounds)
        decisions = decisions if since is None else self._decided(self.floor.interrupted())
        if begins := "begin" in decisions:
            self._fall_silent(decisions)
            await self._begin(frame.time, woken, tasks, since, called)
            if (woken or called) and not {"stop reply", "stop ringing"} & set(decisions):  # silence says that it was heard
                self.signals.woken()
        return begins

    def _fall_silent(self, decisions: Decisions) -> None:
        self.conversation.context.ringing = "stop ringing" in decisions and self._unasked.rings
        self.conversation.context.hushed = "stop reply" in decisions
        if self.turn and "stop reply" in decisions:
            self.turn.cancel()
        if "stop ringing" in decisions:
            self._unasked.cut_off()

    async def _begin(
        self, time: float, woken: WakeHeard | None, tasks: asyncio.TaskGroup, since: float | None, called: bool
    ) -> None:
        """Begin a turn, and listen to it. `since`: when somebody began to interrupt a reply."""
        await self._pausing.give_up()
        if self.turn:
            await self.turn.drafts.drop()
        self.turn = Turn(self._engines, self.conversation, self.name)
        self._called = called or woken is not None or since is not None or not self.floor.needs_wake
        self.conversation.goes_on = self.signals.goes_on
        if woken:
            self._gate.reset()  # it hears nothing until the turn is over, and must not go on from what it heard before
            trace = self.turn.trace
            trace.wake = woken
            trace.marks.wake_end, trace.marks.wake_heard = woken.wake_end, self._engines.clock.now()
            self._notify(woken)
        self._open_speaker()
        if self._warming is None or self._warming.done():
            self._warming = tasks.create_task(self._engines.warm())
        await self._utterance.begin(time, woken, since)

    def _open_speaker(self) -> None:
        """Claim the speaker while the question is being asked; without one the turn goes on, and its trace says so."""
        with suppress(DeviceError):  # which the speaker tells of
            self._player.sink.open()

    # a turn is being spoken

    async def _follow(self, event: SpeechEvent, tasks: asyncio.TaskGroup) -> None:
        self._notify(event)
        match event:
            case SpeechPaused():
                await self._pausing.begin(self._pause)
            case SpeechStarted() | SpeechResumed():
                await self._pausing.give_up()
                self._utterance.resumed()
            case SpeechEnded():
                await self._pausing.settled()
                with self._engines.clock.working():
                    await self._end(event, tasks)

    async def _pause(self) -> None:
        """Read the words so far, to set how long to wait for more, and begin the reply to them."""
        assert self.turn
        utterance, turn = self._utterance, self.turn

        async def begin(likely: Transcript) -> None:
            turn.draft(likely)
            await turn.ahead("complete")

        words = await utterance.read(turn.trace, begin)
        turn.draft(words)
        utterance.completeness = turn.completeness or utterance.completeness
        await turn.ahead(utterance.completeness)
        await utterance.judge(words, turn.trace)  # only now: the reply is begun meanwhile
        if utterance.may_hurry and not turn.drafts.holds and turn.budget.should_end_wait_early():
            utterance.hurry()
        self._notify(PartialHeard(words.text))

    # a turn is over

    async def _end(self, event: SpeechEnded, tasks: asyncio.TaskGroup) -> None:
        assert self.turn
        self.turn.budget.wait_ms = self._utterance.allowed_ms(event)
        await self._answer(self.turn, await self._utterance.end(event, self.turn.trace), tasks)

    async def _lose(self, error: EngineError, tasks: asyncio.TaskGroup) -> None:
        """Give up a turn at which the recogniser failed; the next begins anew."""
        assert self.turn
        await self._pausing.give_up()
        self.turn.trace.error = str(error)
        self._notify(Warned(str(error)))
        await self._answer(self.turn, Transcript("", 0.0, False, "none"), tasks)

    async def _answer(self, turn: Turn, words: Transcript, tasks: asyncio.TaskGroup) -> None:
        turn.trace.marks.transcribed = self._engines.clock.now()
        await self._utterance.close()
        turn.draft(words)
        if "reply" in self._decided(self.floor.heard(bool(words.text) and (self._called or turn.meant()))):
            self._notify(words)
            tasks.create_task(self._reply(turn))
            self._late = tasks.create_task(self.signals.late(lambda: turn is self.turn and self.floor.state == "thinking"))
            await asyncio.sleep(0)  # it takes hold of the clock before the next frame is let in
        else:
            await turn.drop()
            self._notify(LetGo())

    async def _reply(self, turn: Turn) -> None:
        try:
            await turn.speak(started=self.floor.reply_started)
        finally:
            if turn is self.turn:  # else the floor belongs to the turn that cut this one off
                self._over(turn)
        await turn.reread()

    def _over(self, turn: Turn) -> None:
        """Give the floor up, or wait whether somebody answers or goes on."""
        self.signals.over(turn.trace)
        opened = self.conversation.leaves_open(turn.trace)
        if opened or not self.floor.needs_wake:
            self._recent.forget()  # the answer, or what comes next, is heard without the question
        if not opened:
            self._decided(self.floor.reply_over())
            return
        seconds = ANSWER_S if opened == "doubt" else self._engines.config.conversation.follow_up_s
        self._open_until = self._engines.clock.now() + seconds
        self._decided(self.floor.left_open() if opened == "reply" else self.floor.asked())
        self._notify(LeftOpen(seconds))

    # who speaks

    async def _take_floor(self) -> None:
        """Take the floor for what nobody asked for, once nobody speaks."""
        while "ring" not in self._decided(self.floor.ring_due()):
            await self.quiet()

    def _leave_floor(self) -> None:
        self._decided(self.floor.rung_out())

    def _decided(self, decisions: Decisions) -> Decisions:
        """Pass on the floor's decisions, and wake those who wait for quiet if it is quiet now."""
        if self.floor.idle or self.floor.state == "following":
            self._quiet.set()
        else:
            self._quiet.clear()
        return decisions
