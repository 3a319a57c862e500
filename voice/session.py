"""A session: one conversation in one place. Read this first.

    listen → wake → endpoint → transcribe → route → answer → speak

Frames come in, one at a time. The floor (`voice.floor`) says who may speak. Each frame goes to the session's attention
(`voice.attention`), which hears the wake word and whatever else begins a turn; from then on to its hearing and its endpointer,
too, until the turn is declared over. The reply (`voice.turn`) then runs beside the loop, which goes on listening for the wake
word and cuts the reply off when it hears it.

Any number of sessions run side by side on the same engines (`voice.engines`). What is kept here is this conversation's own.
"""

import asyncio
from contextlib import aclosing, suppress

from voice.at_a_pause import AtAPause
from voice.attention import Attention, Beginning
from voice.conversation import Conversation
from voice.doubt import ANSWER_S
from voice.engines import Engines
from voice.errors import DeviceError, EngineError, VoiceError
from voice.events import FloorClosed, LeftOpen, LetGo, Notify, PartialHeard, Switched, Warned
from voice.listen import Source
from voice.listen.recent import Recent
from voice.messages import (
    Frame,
    Samples,
    Sound,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    Transcript,
)
from voice.shared_floor import SharedFloor
from voice.signals import Signals
from voice.skills import Context
from voice.speak.player import Player
from voice.turn import Turn
from voice.unasked import Unasked
from voice.utterance import Utterance


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
        self.floor = SharedFloor(needs_wake)
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
        self._recent = Recent()
        self._utterance = Utterance(engines, self._recent)
        self._pausing = AtAPause(engines.clock)
        self._attention = Attention(engines, self._recent, player, self.floor, hears_itself)
        self._called = False
        """Whether the turn is meant for the assistant however it is understood: it was called, or interrupted."""
        self._open_until = 0.0
        """Clock time until which an answer or a follow-up may begin."""
        self.turn: Turn | None = None
        """The one that is being spoken, then the one that is being answered."""
        self._unasked = Unasked(engines, player, notify, self.floor)
        self._late: asyncio.Task[None] | None = None
        """Says that a question was heard whose reply is late."""
        self._warming: asyncio.Task[None] | None = None

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
                    tasks.create_task(self._engines.prerender(self.floor.quiet)),
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
            await self._attention.close()
            self._player.sink.close()
        if failure:
            raise failure

    def call(self) -> None:
        """Listen as if the wake word had just been said: somebody has pressed a button instead. Muted, it says that it is."""
        self._attention.pressed = "" if self._muted else "call"
        if self._muted:
            self._notify(Switched(True))
            self.signals.play("muted")

    def hush(self) -> None:
        """Fall silent and listen to nobody any more, until the wake word is said: somebody has pressed a button."""
        if self.turn and self.floor.state in ("thinking", "speaking"):
            self.turn.cancel()
        self._unasked.cut_off()
        self._attention.pressed = "hush"

    def heard_since(self, time: float) -> Samples:
        """What the microphone took since `time`, clock seconds, as far as it is kept: int16, mono, 16 kHz."""
        return self._recent.since(time)[0]

    async def announce(self, what: str | Sound) -> None:
        """Say or play something once nobody speaks here; returns when it has been heard, or the wake word cut it off.

        Raises VoiceError when it cannot be said.
        """
        await self._unasked.announce(what)

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
        self.floor.muted()
        await self._pausing.give_up()
        await self._utterance.close()
        self._recent.forget()
        self._attention.forget()
        self.signals.unwoken()

    async def _hear(self, frame: Frame, tasks: asyncio.TaskGroup) -> None:
        if self._attention.pressed:
            await self._drop()
        self._recent.feed(frame)
        voiced = self.signals.heard(frame, self._activity.voiced(frame))
        event = self._utterance.feed(frame.time, voiced)
        try:
            self._pausing.look()
            self._close_in_time(frame.time)
            if beginning := await self._attention.feed(frame, voiced):
                await self._begin(beginning, tasks)
            elif self._utterance.goes_on:
                await self._utterance.hear(frame.samples)
                if event:
                    await self._follow(event, tasks)
        except EngineError as error:
            await self._lose(error, tasks)

    # a turn begins

    def _close_in_time(self, time: float) -> None:
        """Wait for an answer no longer than it may take."""
        if self.floor.waits and time > self._open_until:
            self.floor.unanswered()
            self._notify(FloorClosed())

    async def _begin(self, beginning: Beginning, tasks: asyncio.TaskGroup) -> None:
        """Begin a turn, and listen to it."""
        silenced = self._fall_silent(beginning)
        await self._pausing.give_up()
        if self.turn:
            await self.turn.drafts.drop()
        self.turn = Turn(self._engines, self.conversation, self.name)
        self._called = beginning.meant or not self.floor.needs_wake
        self.conversation.goes_on = self.signals.goes_on
        if woken := beginning.woken:
            trace = self.turn.trace
            trace.wake = woken
            trace.marks.wake_end, trace.marks.wake_heard = woken.wake_end, self._engines.clock.now()
            self._notify(woken)
        with suppress(DeviceError):  # the turn goes on without a speaker, and its trace says so
            self._player.sink.open()
        if self._warming is None or self._warming.done():
            self._warming = tasks.create_task(self._engines.warm())
        await self._utterance.begin(beginning)
        if beginning.called and not silenced:  # silence says that it was heard
            self.signals.woken()

    def _fall_silent(self, beginning: Beginning) -> bool:
        """Cut off what sounds; whether anything did."""
        reply, ringing = "stop reply" in beginning.decisions, "stop ringing" in beginning.decisions
        self.conversation.context.ringing = ringing and self._unasked.rings
        self.conversation.context.hushed = reply
        if self.turn and reply:
            self.turn.cancel()
        if ringing:
            self._unasked.cut_off()
        return reply or ringing

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
        await turn.ahead(utterance.completeness, utterance.left_ms())
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
        if "reply" in self.floor.heard(bool(words.text) and (self._called or turn.meant())):
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
            self.floor.reply_over()
            return
        seconds = ANSWER_S if opened == "doubt" else self._engines.config.conversation.follow_up_s
        self._open_until = self._engines.clock.now() + seconds
        if opened == "reply":
            self.floor.left_open()
        else:
            self.floor.asked()
        self._notify(LeftOpen(seconds))
