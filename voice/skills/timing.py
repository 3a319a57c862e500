"""Sets, tells and cancels timers, alarms and reminders, and says when one rings."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from voice.clock import Clock
from voice.english import times_heard, times_said
from voice.english.numbers_said import counted, listed
from voice.english.words import alike
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.skill import Change, Context, Skill
from voice.skills.store import MOST, Entry, Kind, Store
from voice.skills.timing_slots import read_alarm, read_choice, read_reminder, read_timer

LONGEST_S = 30 * 86400
LONGEST_TEXT = 200
"""Characters of a name or reminder."""
LOOK_S = 1.0
"""Seconds between two looks at the store, as another process may set a timer meanwhile; each look is one `stat`."""
LATE_S = 30.0
"""Seconds of delay from which a ring says when it was due."""
HOW_LONG = "For how long? Say, for instance: set a timer for ten minutes."
OFTEN_S = (60, 120, 180, 300, 600, 900, 1200, 1800, 2700, 3600)
"""The lengths of timers that people set most, in seconds."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A timer, an alarm or a reminder that rings now."""

    kind: Kind
    due: datetime
    text: str
    """What to say."""


class Timing:
    def __init__(self, store: Store, clock: Clock, hours: int) -> None:
        self._store = store
        self._clock = clock
        self._hours = hours

    def skills(self) -> list[Skill]:
        timer = Change(self._asked_timer, self._undo_timer, lambda slots, said: f"set a timer for {said}")
        alarm = Change(self._asked_alarm, self._undo_alarm, lambda slots, said: f"set an alarm for {said}")
        reminder = Change(self._asked_reminder, lambda slots, context: f"cancel the reminder to {slots['text']}")
        said = (HOW_LONG, _done("timer"), *map(_set_for, OFTEN_S))
        cancelled = tuple(map(_cancelled, ("timer", "alarm", "reminder")))
        return [
            Skill("timer_set", read_timer, self.set_timer, said, timer),
            Skill("timer_status", read_choice, self.status, ("There are no timers.", "There are no alarms.")),
            Skill("timer_cancel", read_choice, self.cancel, cancelled, Change(self._asked_cancel)),
            Skill("alarm_set", partial(read_alarm, self._clock), self.set_alarm, change=alarm),
            Skill("reminder_set", partial(read_reminder, self._clock), self.set_reminder, change=reminder),
        ]

    async def rings(self, place: str) -> AsyncGenerator[Ring]:
        """Give each ring of a place when it is due, and at once what should have rung before. It never ends by itself.

        An entry is removed once the next one is asked for, so a ring that was cut short rings again after a restart.
        """
        while True:
            now = self._clock.today()
            entries = [one for one in self._store.entries() if one.place == place]
            if entries and entries[0].due <= now:
                yield self._ring(entries[0], now)
                self._store.remove({entries[0].id})
                continue
            wait = (entries[0].due - now).total_seconds() if entries else LOOK_S
            await self._clock.sleep(min(wait, LOOK_S))

    def _ring(self, one: Entry, now: datetime) -> Ring:
        late = (now - one.due).total_seconds() > LATE_S
        then = self._when(one.due, now)
        name = f"{one.text} timer" if one.text else "timer"
        said = {
            "timer": f"Your {name} ended at {then}." if late else _done(name),
            "alarm": f"Your alarm was set for {then}." if late else f"It's {self._time(one.due)}, your alarm.",
            "reminder": f"Reminder from {then}: {one.text}." if late else f"Reminder: {one.text}.",
        }
        return Ring(one.kind, one.due, said[one.kind])

    # set

    async def set_timer(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if "seconds" not in slots:
            return SkillReply(HOW_LONG)
        seconds, name = slots["seconds"], str(slots.get("name", ""))
        if seconds <= 0:
            raise SkillError("A timer needs a length above zero.")
        if seconds > LONGEST_S:
            raise SkillError("That is too long: a timer can run for 30 days at most.")
        due = self._clock.today() + timedelta(seconds=seconds)
        self._add(Entry("timer", due, name, seconds, context.place))
        what = f"{name[:1].upper()}{name[1:]} timer" if name else "Timer"
        return self._promised(_set_for(seconds, what), context)

    async def set_alarm(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if "time" not in slots:
            return SkillReply("For what time? Say, for instance: set an alarm for seven am.")
        now = self._clock.today()
        due = self._moment(slots, now)
        self._add(Entry("alarm", due, place=context.place))
        return self._promised(f"Alarm set for {self._time(due)}{self._day(due, now) or ' today'}.", context)

    async def set_reminder(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        now, text = self._clock.today(), str(slots.get("text", ""))
        if not text:
            return SkillReply("Remind you of what? Say, for instance: remind me at six pm to call home.")
        if not slots.keys() & {"seconds", "time"}:
            return SkillReply("When? Say, for instance: remind me at six pm, or in twenty minutes.")
        if slots.get("seconds", 0) > LONGEST_S * 12:
            raise SkillError("That is too far ahead for a reminder.")
        if "seconds" in slots:
            due = now + timedelta(seconds=slots["seconds"])
            at = f"in {times_said.duration(slots['seconds'])}"
        else:
            due = self._moment(slots, now)
            at = f"at {self._when(due, now)}"
        self._add(Entry("reminder", due, text, place=context.place))
        return self._promised(f"I'll remind you {at}: {text}.", context)

    def _moment(self, slots: Mapping[str, Any], now: datetime) -> datetime:
        due = times_heard.moment(slots["time"], slots.get("day"), now)
        if due <= now:
            raise SkillError(f"{self._time(due)} today has already passed.")
        return due

    def _add(self, new: Entry) -> None:
        if len(new.text) > LONGEST_TEXT:
            raise SkillError("That is too long for me to keep.")
        if len(self._store.entries()) >= MOST:
            raise SkillError(f"{MOST} timers, alarms and reminders are set already. Cancel some first.")
        self._store.add(new)

    def _promised(self, text: str, context: Context) -> SkillReply:
        if not context.will_ring and not self._store.lasting:
            raise SkillError("I can't save that, so it will not ring: the state folder cannot be written.")
        if not context.will_ring:
            text += " Nothing will ring, though, unless the assistant is running: voice run."
        elif not self._store.lasting:
            text += " I can't save it, so a restart would lose it."
        return SkillReply(text)

    # ask, cancel

    async def status(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        now, kind = self._clock.today(), slots.get("kind", "timer")
        if not (chosen := self._chosen(slots, context.place)):
            return self._none(slots, kind, context.place)
        told = [self._described(one, now) for one in chosen]
        if len(told) == 1:
            return SkillReply(f"{told[0][:1].upper()}{told[0][1:]}.")
        return SkillReply(f"{counted(len(told), kind).capitalize()}: {listed(told)}.")

    async def cancel(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        now, kind = self._clock.today(), slots.get("kind", "timer")
        chosen, described = self._chosen(slots, context.place), slots.keys() - {"kind"}
        if context.ringing and not described:
            return SkillReply("")  # it fell silent at the wake word
        if not chosen:
            return self._none(slots, kind, context.place)
        if len(chosen) > 1 and not described:
            told = listed([self._named(one, now) for one in chosen])
            return SkillReply(f"There are {counted(len(chosen), kind)}: {told}. Say which one, or all of them.")
        gone = chosen if slots.get("all") else chosen[:1]
        self._store.remove({one.id for one in gone})
        if len(gone) > 1:
            return SkillReply(f"{'Both' if len(gone) == 2 else 'All'} {kind}s cancelled.")
        name = f"{gone[0].text} {kind}" if kind == "timer" and gone[0].text else kind
        if len(chosen) > len(gone):
            return SkillReply(f"There were {len(chosen)} of them; I cancelled the one that rings first.")
        return SkillReply(_cancelled(name))

    def _none(self, slots: Mapping[str, Any], kind: str, place: str) -> SkillReply:
        if slots.get("name"):
            return SkillReply(f"There is no {slots['name']} timer.")
        described = slots.keys() - {"kind", "all"}
        return SkillReply(f"There is no such {kind}." if described and self._of(kind, place) else f"There are no {kind}s.")

    def _of(self, kind: str, place: str) -> list[Entry]:
        return [one for one in self._store.entries() if one.place == place and one.kind == kind]

    def _chosen(self, slots: Mapping[str, Any], place: str) -> list[Entry]:
        found = self._of(slots.get("kind", "timer"), place)
        if name := slots.get("name"):
            same = [one for one in found if alike(one.text, name)]
            found = [one for one in same if one.text == name] or same
        if seconds := slots.get("seconds"):
            found = [one for one in found if one.seconds == seconds]
        if time := slots.get("time"):
            found = [one for one in found if f"{one.due:%H:%M}" == time]
        if text := slots.get("text"):
            found = [one for one in found if text in one.text]
        return found

    def _described(self, one: Entry, now: datetime) -> str:
        if one.kind == "timer":
            left = times_said.duration(max(1.0, (one.due - now).total_seconds()))
            return f"the {one.text} timer has {left} left" if one.text else f"{left} left on the timer"
        at = self._when(one.due, now)
        return f"the alarm is set for {at}" if one.kind == "alarm" else f"{one.text}, at {at}"

    def _named(self, one: Entry, now: datetime) -> str:
        if one.kind == "timer":
            return one.text or f"one of {times_said.duration(one.seconds or 0)}"
        at = self._when(one.due, now)
        return at if one.kind == "alarm" else f"{one.text}, at {at}"

    def _when(self, due: datetime, now: datetime) -> str:
        return f"{self._time(due)}{self._day(due, now)}"

    def _time(self, due: datetime) -> str:
        return times_said.clock(due, self._hours)

    def _day(self, due: datetime, now: datetime) -> str:
        """The day with a space before it (" tomorrow"), or "" for today."""
        return "" if due.date() == now.date() else f" {times_said.day(due.date(), now.date())}"

    # ask whether it was meant, undo

    def _asked_timer(self, slots: Mapping[str, Any], context: Context) -> str | None:
        if not 0 < slots.get("seconds", 0) <= LONGEST_S:
            return None
        length = times_said.duration(slots["seconds"])
        return _question(f"{slots['name']}, {length}" if slots.get("name") else length)

    def _undo_timer(self, slots: Mapping[str, Any], context: Context) -> str:
        if slots.get("name"):
            return f"cancel the {slots['name']} timer"
        others = self._of("timer", context.place)
        return f"cancel the {times_said.duration(slots['seconds'])} timer" if others else "cancel the timer"

    def _asked_alarm(self, slots: Mapping[str, Any], context: Context) -> str | None:
        return _question(at) if (at := self._at(slots)) else None

    def _asked_reminder(self, slots: Mapping[str, Any], context: Context) -> str | None:
        text, at = slots.get("text"), self._at(slots)
        return _question(f"{text}, {at}") if text and at else None

    def _at(self, slots: Mapping[str, Any]) -> str:
        """When an alarm or a reminder is to ring; "" for no time at which it can."""
        if seconds := slots.get("seconds"):
            return f"in {times_said.duration(seconds)}" if seconds <= LONGEST_S * 12 else ""
        now = self._clock.today()
        try:
            return self._when(self._moment(slots, now), now) if "time" in slots else ""
        except SkillError:
            return ""

    def _undo_alarm(self, slots: Mapping[str, Any], context: Context) -> str:
        return f"cancel the {self._time(self._moment(slots, self._clock.today()))} alarm"

    def _asked_cancel(self, slots: Mapping[str, Any], context: Context) -> str | None:
        chosen, described = self._chosen(slots, context.place), slots.keys() - {"kind"}
        if not chosen or (not described and (context.ringing or len(chosen) > 1)):
            return None  # it falls silent, or says why nothing is cancelled
        kind = slots.get("kind", "timer")
        if slots.get("all") and len(chosen) > 1:
            return f"Cancel all {kind}s?"
        return f"Cancel the {chosen[0].text} timer?" if kind == "timer" and chosen[0].text else f"Cancel the {kind}?"


def _question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"


def _set_for(seconds: float, what: str = "Timer") -> str:
    return f"{what} set for {times_said.duration(seconds)}."


def _done(name: str) -> str:
    return f"Your {name} is done."


def _cancelled(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]} cancelled."
