"""A satellite's screen and buttons: shows what is set in its place, and does what is wanted there by hand."""

import asyncio
from collections.abc import Callable
from typing import Any

from voice.clock import Clock
from voice.engines import Engines
from voice.errors import VoiceError
from voice.messages import Match, SkillReply
from voice.serve import telling
from voice.serve.cut_off import CutOff
from voice.serve.outbox import Outbox
from voice.serve.past import PastTurns, visitor
from voice.serve.protocol import Told, Volume, Warned
from voice.serve.screen_messages import (
    Called,
    Cancel,
    Forget,
    Forgotten,
    Hushed,
    Noted,
    Offered,
    Pending,
    Recall,
    SetAlarm,
    SetTimer,
    SpeakAs,
    Timers,
    Voices,
)
from voice.session import Session
from voice.skills.timing.store import Entry

LOOK_S = 0.5
"""How often it is looked whether something was set or cancelled: a `stat` each time."""

MOST_WANTED = 16
"""What takes a disk or a model, and may wait to be done."""


class Screen:
    """The screen and the buttons of one satellite, for its session."""

    def __init__(
        self, session: Session, engines: Engines, outbox: Outbox, clock: Clock, tell_floor: Callable[[], None], id: str
    ) -> None:
        """`tell_floor` tells who may speak now, which else is told as sound comes: here may be no microphone. `id`: that of its
        `hello`."""
        self._session = session
        self._engines = engines
        self._skills = engines.skills
        self._outbox = outbox
        self._clock = clock
        self._tell_floor = tell_floor
        self._place = session.name
        self._shown: list[Entry] | None = None
        self._past = PastTurns(engines.config, clock, visitor(id))
        self._wanted: asyncio.Queue[SpeakAs | Recall | Forget] = asyncio.Queue(MOST_WANTED)
        session.conversation.visitor = visitor(id)

    async def watch(self) -> None:
        """Show what is set in this place, now and whenever it changes. It never ends by itself."""
        while True:
            self._show()
            self._tell_floor()
            await self._clock.sleep(LOOK_S)

    async def work(self) -> None:
        """Do what takes a while, one thing after the other. It never ends by itself."""
        assert self._engines.voices is not None, "loaded with a voice"
        await self._tell_voices(self._engines.voices.name)
        async with asyncio.TaskGroup() as tasks:
            while True:
                match await self._wanted.get():
                    case SpeakAs(name=name):
                        await self._speak_as(name, tasks)
                    case wanted:
                        self._outbox.tell(told := await asyncio.to_thread(self._past.done, wanted))
                        if isinstance(told, Forgotten):  # which the conversation must not repeat
                            self._session.conversation.forget()
                            self._engines.pool.cache.forget()

    async def _speak_as(self, name: str, tasks: asyncio.TaskGroup) -> None:
        voices, player = self._engines.voices, self._session.conversation.player
        assert voices is not None
        assert player is not None
        try:
            if name not in await asyncio.to_thread(voices.names):
                return self._outbox.tell(Warned(text=f"there is no voice {name} any more: choose another one"))
            player.speak_with(await asyncio.to_thread(voices.called, name))
        except VoiceError as error:
            return self._outbox.tell(Warned(text=str(error)))
        await self._tell_voices(name)
        tasks.create_task(self._engines.prerender(self._session.floor.quiet, name))

    async def _tell_voices(self, chosen: str) -> None:
        assert self._engines.voices is not None
        if there := await asyncio.to_thread(self._engines.voices.names):
            offered = [Offered(name=name, title=title) for name, title in there.items()]
            self._outbox.tell(Voices(voices=tuple(sorted(offered, key=lambda one: one.title)), chosen=chosen))

    def notify(self, event: Any) -> None:
        """Show more of what happens in the session than others are told."""
        if told := telling.on_screen(event):
            self._outbox.tell(told)

    async def heed(self, message: Told) -> bool:
        """Do what was wanted by hand; whether the message is one that says so. Raises CutOff."""
        match message:
            case Called():
                self._session.call()
            case Hushed():
                self._session.hush()
            case Volume(percent=percent):
                if speaker := self._session.conversation.context.volume:
                    speaker.volume = percent
            case SetTimer(seconds=seconds, name=name):
                await self._do("timer_set", {"seconds": seconds} | ({"name": name} if name else {}))
            case SetAlarm(time=time, name=name, every=every):
                named, again = {"name": name} if name else {}, {"every": list(every)} if every else {}
                await self._do("alarm_set", {"time": time} | named | again)
            case Cancel(id=wanted):
                self._note(self._cancelled(wanted))
            case SpeakAs() | Recall() | Forget():
                if self._wanted.full():
                    raise CutOff("flood", "More is wanted at once than can be done.")
                self._wanted.put_nowait(message)
            case _:
                return False
        return True

    async def _do(self, skill: str, slots: dict[str, Any]) -> None:
        """Have a skill do what it would do if it were asked aloud."""
        self._note(await self._skills.run(Match(skill, slots), self._session.conversation.context))

    def _cancelled(self, wanted: str) -> SkillReply:
        one = next((one for one in self._skills.waiting(self._place) if one.id == wanted), None)
        if one is None:
            return SkillReply("That is not set any more.", failed=True)
        self._skills.remove(one)
        return SkillReply(f"{one.kind.capitalize()} cancelled.")

    def _note(self, done: SkillReply) -> None:
        self._outbox.tell(Noted(text=done.text, failed=done.failed))
        self._show()

    def _show(self) -> None:
        if (entries := self._skills.waiting(self._place)) != self._shown:
            self._shown = entries
            self._outbox.tell(Timers(entries=tuple(map(self._pending, entries))))

    def _pending(self, one: Entry) -> Pending:
        left_s = (one.due - self._clock.today()).total_seconds() if one.left is None else one.left
        return Pending(
            id=one.id,
            kind=one.kind,
            name=one.text,
            rings=self._skills.rings_at(one),
            left_s=max(0.0, round(left_s, 3)),
            seconds=one.seconds,
            paused=one.left is not None,
        )
