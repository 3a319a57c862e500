"""A satellite's screen and buttons: shows what is set in its place, and does what is wanted there by hand."""

from collections.abc import Callable
from typing import Any

from voice.clock import Clock
from voice.engines import Engines
from voice.messages import Match, SkillReply
from voice.serve import telling
from voice.serve.outbox import Outbox
from voice.serve.protocol import Told, Volume
from voice.serve.screen_messages import Called, Cancel, Hushed, Noted, Pending, SetAlarm, SetTimer, Timers
from voice.session import Session
from voice.skills.store import Entry

LOOK_S = 0.5
"""How often it is looked whether something was set or cancelled: a `stat` each time."""


class Screen:
    """The screen and the buttons of one satellite, for its session."""

    def __init__(
        self, session: Session, engines: Engines, outbox: Outbox, clock: Clock, tell_floor: Callable[[], None]
    ) -> None:
        """`tell_floor` tells who may speak now, which else is told as sound comes: here may be no microphone."""
        self._session = session
        self._skills = engines.skills
        self._outbox = outbox
        self._clock = clock
        self._tell_floor = tell_floor
        self._place = session.name
        self._shown: list[Entry] | None = None

    async def watch(self) -> None:
        """Show what is set in this place, now and whenever it changes. It never ends by itself."""
        while True:
            self._show()
            self._tell_floor()
            await self._clock.sleep(LOOK_S)

    def notify(self, event: Any) -> None:
        """Show more of what happens in the session than others are told."""
        if told := telling.on_screen(event):
            self._outbox.tell(told)

    async def heed(self, message: Told) -> bool:
        """Do what was wanted by hand; whether the message is one that says so."""
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
