"""Rings timers, alarms and reminders when they are due, and puts off what has just rung."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from voice.clock import Clock
from voice.config import DoNotDisturb
from voice.english import times_heard, times_said
from voice.english.numbers_said import capital
from voice.messages import SkillReply
from voice.skills.skill import Context
from voice.skills.timing.lengths import bounded
from voice.skills.timing.store import Entry, Kind, Store
from voice.skills.timing.wording import Wording

LOOK_S = 1.0
"""Seconds between two looks at the store, as another process may set a timer meanwhile; each look is one `stat`."""
LATE_S = 30.0
"""Seconds of delay from which a ring says when it was due."""
SNOOZE_S = 600
RECENT_S = 600
"""Seconds after a ring in which it can still be snoozed."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A timer, an alarm or a reminder that rings now."""

    kind: Kind
    due: datetime
    text: str
    """What to say."""
    silent: bool = False
    """It is shown and not said."""


class Rings:
    def __init__(self, store: Store, clock: Clock, wording: Wording, quiet: DoNotDisturb) -> None:
        self.quiet = quiet
        self._store = store
        self._clock = clock
        self._wording = wording
        self.rung: dict[str, tuple[Entry, datetime]] = {}
        """What rang last at each place, and when."""

    async def at(self, place: str) -> AsyncGenerator[Ring]:
        """Give each ring of a place when it is due, and at once what should have rung before. It never ends by itself.

        An entry is removed, or put off to when it rings next, once the next one is asked for, so a ring that was cut short
        rings again after a restart.
        """
        while True:
            now = self._clock.today()
            here = [one for one in self._store.entries() if one.place == place and one.left is None]
            entries = [one for one in here if not self._waits(one, now)]
            if entries and entries[0].due <= now:
                self.rung[place] = (entries[0], now)
                yield self._ring(entries[0], now)
                self.over(entries[0])
                continue
            wait = (entries[0].due - now).total_seconds() if entries else LOOK_S
            await self._clock.sleep(min(wait, LOOK_S))

    def over(self, one: Entry) -> None:
        """Take out what has rung, or put it off to the next day on which it rings."""
        if one.every:
            now = self._clock.today()
            self._store.replace(one, replace(one, due=times_heard.next_of(one.time, one.every, max(now, one.due))))
        else:
            self._store.remove({one.id})

    def _ring(self, one: Entry, now: datetime) -> Ring:
        late = (now - one.due).total_seconds() > LATE_S
        then = self._wording.when(one.due, now)
        name = f"{one.text} {one.kind}" if one.text else one.kind
        said = {
            "timer": f"Your {name} ended at {then}." if late else done(name),
            "alarm": f"Your {name} was set for {then}." if late else f"It's {self._wording.time(one.due)}, your {name}.",
            "reminder": f"Reminder from {then}: {one.text}." if late else f"Reminder: {one.text}.",
        }
        return Ring(one.kind, one.due, said[one.kind], self._is_quiet(one, now))

    # do not disturb

    def _is_quiet(self, one: Entry, moment: datetime) -> bool:
        """Whether an entry is not to be heard at a moment: a reminder in the hours of do not disturb."""
        return one.kind == "reminder" and not one.loud and self.quiet.holds(moment.astimezone())

    def _waits(self, one: Entry, now: datetime) -> bool:
        return one.due <= now and self.quiet.reminders == "wait" and self._is_quiet(one, now)

    def later(self, one: Entry) -> str:
        """Say what becomes of a reminder that is due in the hours of do not disturb; "" for what is heard when it is due."""
        if not self._is_quiet(one, one.due):
            return ""
        if self.quiet.reminders == "silent":
            return "Do not disturb is on then, so I'll only show it."
        until = self.quiet.end_behind(one.due.astimezone())
        return f"Do not disturb is on then, so it waits until {self._wording.time(until)}."

    # snooze

    def recent(self, place: str) -> Entry | None:
        """What rang last at a place, while it can still be put off."""
        one, then = self.rung.get(place, (None, None))
        return one if then and (self._clock.today() - then).total_seconds() <= RECENT_S else None

    async def snooze(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        now, rang = self._clock.today(), self.recent(context.place)
        if not rang:
            return SkillReply("Nothing has rung that I could put off.")
        seconds = slots.get("seconds", SNOOZE_S)
        again = Entry(rang.kind, now + timedelta(seconds=seconds), rang.text, rang.seconds, context.place)
        self._store.add(bounded(again, now))
        del self.rung[context.place]
        return SkillReply(f"I'll ring again in {times_said.duration(seconds)}, at {self._wording.when(again.due, now)}.")

    def asked_snooze(self, slots: Mapping[str, Any], context: Context) -> str | None:
        """Ask whether the length was meant that was heard."""
        return f"{capital(times_said.duration(slots['seconds']))}?" if "seconds" in slots and context.ringing else None


def done(name: str) -> str:
    return f"Your {name} is done."
