"""Sets timers, alarms and reminders."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from voice.clock import Clock
from voice.config import DoNotDisturb
from voice.english import times_heard, times_said
from voice.english.numbers_said import capital, counted, listed, number
from voice.english.times import WEEKDAYS
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills import guess
from voice.skills.skill import Change, Context, Skill
from voice.skills.timing import leaving_out
from voice.skills.timing.anew import DAY_SAID, again_alarm, again_change, again_timer, day_of
from voice.skills.timing.changes import TimingChanges, cancelled
from voice.skills.timing.choice import Selection
from voice.skills.timing.lengths import LONGEST_S
from voice.skills.timing.reminder_slots import read_reminder
from voice.skills.timing.repeating import ON_WHICH_DAYS
from voice.skills.timing.rings import Rings, done
from voice.skills.timing.slots import read_alarm, read_change, read_choice, read_snooze, read_timer
from voice.skills.timing.store import MOST, Entry, Store
from voice.skills.timing.undo import UNDO, can_be_undone
from voice.skills.timing.wording import Wording

LONGEST_TEXT = 200
"""Characters of a name or reminder."""
HOW_LONG = "For how long? Say, for instance: set a timer for ten minutes."
WHAT_TIME = "For what time? Say, for instance: set an alarm for seven am."
WHEN = "When? Say, for instance: remind me at six pm, or in twenty minutes."
UNCLEAR_DAYS = "I'm not sure on which days. Say, for instance: every day at seven am but not tomorrow."
OFTEN_S = (60, 120, 180, 300, 600, 900, 1200, 1800, 2700, 3600)
"""The lengths of timers that people set most, in seconds."""


class Timing:
    def __init__(self, store: Store, clock: Clock, hours: int, quiet: DoNotDisturb) -> None:
        self._store = store
        self._clock = clock
        self._wording = Wording(hours)
        self._selection = Selection(store, clock)
        self.rings = Rings(store, clock, self._wording, quiet)
        self._changes = TimingChanges(store, clock, self._wording, self._selection, self.rings)

    def forget(self) -> None:
        """Drop what could be put back or put off."""
        self.rings.rung.clear()
        self._changes.forget()

    def skills(self) -> list[Skill]:
        timer = Change(self._asked_timer, self._undo_timer, again_timer, stays=True)
        alarm = Change(self._asked_alarm, self._undo_alarm, again_alarm, stays=True)
        reminder = Change(self._asked_reminder, self._undo_reminder, self._again_reminder, stays=True)
        said = (HOW_LONG, done("timer"), *map(_set_for, OFTEN_S))
        gone, changes = tuple(map(cancelled, ("timer", "alarm", "reminder"))), self._changes
        choice, noted, rings = partial(read_choice, self._clock), changes.undo.noted, self.rings
        return [
            Skill("timer_set", partial(read_timer, self._clock), noted(self.set_timer), said, timer, likely=_timer_set),
            Skill("timer_status", choice, changes.status, ("There are no timers.", "There are no alarms.")),
            Skill("timer_cancel", choice, noted(changes.cancel), gone, Change(changes.asked_cancel, _undo, noted=True)),
            Skill(
                "timer_change",
                partial(read_change, self._clock),
                noted(changes.change),
                change=Change(changes.asked_change, _undo_change, again_change, noted=True),
            ),
            Skill("snooze", read_snooze, noted(rings.snooze), change=Change(rings.asked_snooze, _undo, noted=True)),
            Skill("alarm_set", partial(read_alarm, self._clock), noted(self.set_alarm), change=alarm),
            Skill("reminder_set", partial(read_reminder, self._clock), noted(self.set_reminder), change=reminder),
            guess.skill(self._clock, self._selection, self._wording),
        ]

    def still_runs(self, place: str) -> str:
        """Tell which timers run, and how to end them; "" for none."""
        now = self._clock.today()
        running = [one for one in self._selection.of("timer", place) if one.left is None and one.due > now]
        if len(running) > 1:
            return f"{capital(self._wording.all_of(running, now))}. Say which one to cancel, or: cancel all timers."
        return "".join(f"{capital(self._wording.described(one, now))}. {_to_end(one.text)}" for one in running)

    def rings_at(self, one: Entry) -> str:
        """When something rings, as it is said: "7 am tomorrow"."""
        return self._wording.at(one, self._clock.today())

    # set

    async def set_timer(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        name = str(slots.get("name", ""))
        if "seconds" not in slots:
            if (name or "definite" in slots) and self._selection.runs(name, context):
                return await self._changes.change({"change": "resume", "name": name}, context)
            return SkillReply(f"{slots.get('unclear', '')} {_how_long(slots)}".lstrip())
        seconds = slots["seconds"]
        if seconds <= 0:
            raise SkillError("A timer needs a length above zero.")
        if max(seconds, slots.get("also", 0)) > LONGEST_S:
            raise SkillError("That is too long: a timer can run for 30 days at most.")
        if slots.get("definite") and self._selection.runs(name, context):
            return await self._changes.change({"change": "set", "by": seconds, "name": name}, context)
        lengths = [seconds] * slots.get("count", 1) + ([slots["also"]] if "also" in slots else [])
        for length in lengths:
            due = self._clock.today() + timedelta(seconds=length)
            self._add(Entry("timer", due, name, length, context.place))
        if "also" in slots:
            return self._promised(f"Timers set for {listed([times_said.duration(length) for length in lengths])}.", context)
        return self._promised(_timer_set(slots, context), context)

    async def set_alarm(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if "time" not in slots:
            return SkillReply(f"{slots.get('unclear', '')} {WHAT_TIME}".lstrip())
        now, name = self._clock.today(), str(slots.get("name", ""))
        if unclear := _unclear_days(slots):
            return unclear
        due, slots = self._moment(slots, now)
        self._add(Entry("alarm", due, name, None, context.place, *_repeated(slots)))
        at = self._wording.set_for(due, now, slots)
        said = at if slots.get("every") or due.date() != now.date() or at.endswith("tonight") else f"{at} today"
        return self._promised(f"{capital(f'{name} alarm' if name else 'alarm')} set for {said}.", context)

    async def set_reminder(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        now, text = self._clock.today(), str(slots.get("text", ""))
        if not text:
            return SkillReply("Remind you of what? Say, for instance: remind me at six pm to call home.")
        if unclear := _unclear_days(slots):
            return unclear
        if slots.get("unclear") == "":
            return SkillReply(f"On which day? Say, for instance: remind me tomorrow at ten am about {text}.")
        if "unclear" in slots or not slots.keys() & {"seconds", "time", "every"}:
            return SkillReply(f"{slots.get('unclear', '')} {WHEN}".lstrip())
        if slots.get("seconds", 0) > LONGEST_S * 12:
            raise SkillError("That is too far ahead for a reminder.")
        if "seconds" in slots:
            due = now + timedelta(seconds=slots["seconds"])
            at = f"in {times_said.duration(slots['seconds'])}"
        else:
            due, slots = self._moment(slots, now)
            at = f"at {self._wording.set_for(due, now, slots)}"
        loud = self.rings.quiet.holds(now.astimezone())
        new = Entry("reminder", due, text, None, context.place, *_repeated(slots), loud=loud)
        self._add(new)
        late = f" {later}" if (later := self.rings.later(new)) else ""
        return self._promised(f"I'll remind you {at}: {text}.{late}", context)

    def _moment(self, slots: Mapping[str, Any], now: datetime) -> tuple[datetime, Mapping[str, Any]]:
        """When it rings first, and the slots with the days on which it repeats worked out."""
        if not (every := slots.get("every")):
            due = times_heard.moment(slots["time"], slots.get("day") or slots.get("date"), now)
            if due <= now:
                raise SkillError(f"{capital(self._wording.time(due))} today has already passed.")
            return due, slots
        if every == ["week"]:
            every = [WEEKDAYS[times_heard.moment(slots["time"], None, now).weekday()]]
        if not set(every) <= set(WEEKDAYS):
            raise SkillError("I can repeat something daily or on days of the week, but not in another rhythm.")
        return times_heard.next_of(slots["time"], every, now), {**slots, "every": every}

    def _add(self, new: Entry) -> None:
        if len(new.text) > LONGEST_TEXT:
            raise SkillError("That is too long for me to keep.")
        if len(self._store.entries()) >= MOST:
            raise SkillError(f"{MOST} timers, alarms and reminders are set already. Cancel some first.")
        self._store.add(new)

    def _promised(self, text: str, context: Context) -> SkillReply:
        if not context.will_ring and not self._store.lasting:
            raise SkillError("I can't save that, so it will not ring: the state folder cannot be written.")
        if not context.will_ring and not context.warned:
            text += " Nothing will ring, though, unless the assistant is running: voice run."
            context.warned = True
        elif not self._store.lasting:
            text += " I can't save it, so a restart would lose it."
        return SkillReply(text)

    # ask whether it was meant, undo

    def _asked_timer(self, slots: Mapping[str, Any], context: Context) -> str | None:
        if not 0 < slots.get("seconds", 0) <= LONGEST_S:
            return None
        length = times_said.duration(slots["seconds"])
        if "also" in slots:
            length += f" and {times_said.duration(slots['also'])}"
        return _question(f"{slots['name']}, {length}" if slots.get("name") else length)

    def _undo_timer(self, slots: Mapping[str, Any], context: Context) -> str:
        name, seconds, others = slots.get("name"), slots["seconds"], self._selection.of("timer", context.place)
        if slots.keys() & {"also", "count", "definite"}:
            return UNDO
        if any(one.text.lower() == name if name else one.seconds == seconds for one in others):
            return "cancel the newest timer"
        if name:
            return f"cancel the {name} timer"
        return f"cancel the {times_said.duration(seconds)} timer" if others else "cancel the timer"

    def _asked_alarm(self, slots: Mapping[str, Any], context: Context) -> str | None:
        return _question(at) if (at := self._at(slots)) else None

    def _asked_reminder(self, slots: Mapping[str, Any], context: Context) -> str | None:
        text, at = slots.get("text"), self._at(slots)
        return _question(f"{text}, {at}") if text and at else None

    def _again_reminder(self, slots: Mapping[str, Any], said: str) -> str:
        if text := slots.get("text"):
            on = "" if DAY_SAID.search(said) or "time" in slots else day_of(slots)
            return f"remind me {f'{on} at ' if on else ''}{said.removeprefix('at ') if on else said} to {text}"
        return f"remind me {self._at(slots)} to {said.removeprefix('to ')}"

    def _at(self, slots: Mapping[str, Any]) -> str:
        """When an alarm or a reminder is to ring; "" for no time at which it can."""
        if seconds := slots.get("seconds"):
            return f"in {times_said.duration(seconds)}" if seconds <= LONGEST_S * 12 else ""
        now = self._clock.today()
        try:
            return self._set_for(slots, now) if "time" in slots else ""
        except SkillError:
            return ""

    def _set_for(self, slots: Mapping[str, Any], now: datetime) -> str:
        due, slots = self._moment(slots, now)
        return self._wording.set_for(due, now, slots)

    def _undo_alarm(self, slots: Mapping[str, Any], context: Context) -> str:
        on = f" for {slots['day']}" if "day" in slots else ""
        due = self._moment(slots, self._clock.today())[0]
        if any(f"{one.due:%I:%M}" == f"{due:%I:%M}" for one in self._selection.of("alarm", context.place)):
            return "cancel the newest alarm"
        return f"cancel the {self._wording.time(due)} alarm{on}"

    def _undo_reminder(self, slots: Mapping[str, Any], context: Context) -> str:
        if any(slots["text"] in one.text.lower() for one in self._selection.of("reminder", context.place)):
            return "cancel the newest reminder"
        return f"cancel the reminder to {slots['text']}"


def _unclear_days(slots: Mapping[str, Any]) -> SkillReply | None:
    """Ask on which days something is to repeat, where that was not said."""
    said = {"ask": ON_WHICH_DAYS, leaving_out.UNCLEAR: UNCLEAR_DAYS}.get(next(iter(slots.get("every", ())), ""))
    return SkillReply(said) if said else None


def _undo(slots: Mapping[str, Any], context: Context) -> str:
    return UNDO


def _undo_change(slots: Mapping[str, Any], context: Context) -> str:
    return UNDO if can_be_undone(slots) else ""


def _repeated(slots: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    return tuple(slots.get("every", ())), slots["time"] if slots.get("every") else ""


def _question(text: str) -> str:
    return f"{capital(text)}?"


def _set_for(seconds: float, what: str = "Timer") -> str:
    return f"{what} set for {times_said.duration(seconds)}."


def _timer_set(slots: Mapping[str, Any], context: Context) -> str:
    name = str(slots.get("name", ""))
    what = f"{capital(name)} timer" if name else "Timer"
    if "seconds" not in slots:
        return _how_long(slots)
    if count := slots.get("count"):
        return f"{capital(counted(count, what[:1].lower() + what[1:]))} set for {times_said.duration(slots['seconds'])} each."
    return _set_for(slots["seconds"], what)


def _to_end(name: str) -> str:
    return f"Say cancel the {name} timer to end it." if name else "Say cancel the timer to end it."


def _how_long(slots: Mapping[str, Any]) -> str:
    """Ask for the length of a timer, or for the unit where that alone is missing."""
    if not (amount := slots.get("amount")):
        return HOW_LONG
    said = number(amount) if amount != int(amount) else counted(int(amount), "").split()[0]
    return f"{capital(said)} seconds, minutes or hours? Say, for instance: set a timer for ten minutes."
