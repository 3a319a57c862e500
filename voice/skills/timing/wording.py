"""Tells of timers, alarms and reminders: what each is called, when it rings, how long is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from voice.english import dates_heard, times_heard, times_said
from voice.english.numbers_said import counted, listed
from voice.skills.timing.store import Entry

FAR_DAYS = 270
"""Days ahead from which the year is told: who said a date that has just passed did not mean next year's."""


@dataclass(frozen=True, slots=True)
class Wording:
    hours: int
    """Whether clocks show 12 or 24 hours."""

    def described(self, one: Entry, now: datetime) -> str:
        """A sentence without its full stop: "the pasta timer has five minutes left"."""
        if one.kind == "timer":
            return self._left(one, now)
        verb = "is" if one.due > now else "was"
        name = f"{one.text} alarm" if one.text else "alarm"
        at = self.at(one, now)
        return f"the {name} {verb} set for {at}" if one.kind == "alarm" else f"{one.text}, at {at}"

    def _left(self, one: Entry, now: datetime) -> str:
        name, left = f"the {one.text} timer" if one.text else "the timer", self.left(one, now)
        if one.left is not None:
            return f"{name} is paused with {left} left"
        if one.due <= now:
            return f"{name} ended at {self.when(one.due, now)}"
        return f"{name} has {left} left" if one.text else f"{left} left on the timer"

    def ends(self, one: Entry, now: datetime) -> str:
        """When a timer ends: "the pasta timer ends at 1:12 pm, in five minutes"."""
        if one.kind != "timer" or one.left is not None or one.due <= now:
            return self.described(one, now)
        return f"the {f'{one.text} ' if one.text else ''}timer ends at {self.when(one.due, now)}, in {self.left(one, now)}"

    def left(self, one: Entry, now: datetime) -> str:
        """How long a timer still runs."""
        return times_said.duration(max(1.0, (one.due - now).total_seconds()) if one.left is None else one.left)

    def until(self, one: Entry, now: datetime) -> str:
        """How long it is until it rings: "two hours until the alarm at 1 pm"."""
        if one.due <= now:
            return self.described(one, now)
        minutes = max(1, round((one.due - now).total_seconds() / 60))
        return f"{times_said.duration(60 * minutes)} until {self.called(one, now)}"

    def all_of(self, found: Sequence[Entry], now: datetime) -> str:
        """Say which there are, so that they can be told apart: "there are two timers: pasta and one of ten minutes"."""
        kind, names = found[0].kind, self._apart(found, now)
        count = f"there {'is' if len(found) == 1 else 'are'} {counted(len(found), kind)}"
        if len(found) > 1 and len(set(names)) == 1 and kind != "reminder" and not found[0].text:
            return f"{count} {names[0].removeprefix('one ') if kind == 'timer' else f'at {names[0]}'}"
        return f"{count}: {listed([_times(name, names.count(name)) for name in dict.fromkeys(names)])}"

    def _apart(self, found: Sequence[Entry], now: datetime) -> list[str]:
        """What tells each from the others; of timers alike, how long they still run, where that differs."""
        names = [self.named(one, now) for one in found]
        if found[0].kind != "timer":
            return names
        pairs = list(zip(names, found, strict=True))
        names = [f"{name} of {_length(one)}" if one.text and names.count(name) > 1 else name for name, one in pairs]
        lefts = [f"{name} with {self.left(one, now)} left" for name, one in zip(names, found, strict=True)]
        return [left if names.count(name) > lefts.count(left) else name for name, left in zip(names, lefts, strict=True)]

    def named(self, one: Entry, now: datetime) -> str:
        """What tells it from the others of its kind: "pasta", "one of ten minutes", "7 am tomorrow"."""
        if one.kind == "timer":
            return one.text or f"one of {_length(one)}"
        return f"{one.text}, at {self.at(one, now)}" if one.text else self.at(one, now)

    def called(self, one: Entry, now: datetime) -> str:
        """The same as a noun: "the pasta timer", "the ten minute timer", "the alarm at 7 am tomorrow"."""
        if one.kind != "timer":
            name = f"{one.text} {one.kind}" if one.kind == "alarm" else one.kind
            at = self.repeated(one.time, one.every) if one.every else self.when(one.due, now)
            return f"the {name.strip()} at {at}"
        return f"the {one.text} timer" if one.text else f"the timer of {_length(one)}"

    def at(self, one: Entry, now: datetime) -> str:
        """When it rings: "7 am tomorrow", "6:45 am on weekdays"."""
        if not one.every:
            return self.when(one.due, now)
        left_out = one.due > now and one.due != times_heard.next_of(one.time, one.every, now)
        return self.repeated(one.time, one.every) + (f", next{self.day(one.due, now)}" if left_out else "")

    def repeated(self, time: str, every: Sequence[str]) -> str:
        return f"{self.time(datetime.strptime(time, '%H:%M'))} {times_said.days(every)}"

    def when(self, due: datetime, now: datetime) -> str:
        if self.hours == 12 and due.hour == due.minute == 0 and due.date() > now.date():
            return self._midnight(due, now)
        return f"{self.time(due)}{self.day(due, now)}"

    def _midnight(self, due: datetime, now: datetime) -> str:
        """Midnight belongs to two days, so both are said."""
        eve = due.date() - timedelta(days=1)
        if eve == now.date():
            return "midnight tonight"
        return f"midnight between {eve:%A} and {times_said.day(due.date(), now.date()).removeprefix('on ')}"

    def set_for(self, due: datetime, now: datetime, slots: Mapping[str, Any]) -> str:
        """When something that was just set will ring, in full: the day, how it repeats, what the clocks do."""
        if every := slots.get("every"):
            return self.repeated(slots["time"], every)
        at = self.when(due, now)
        if "date" in slots and due.date() != now.date():
            at = f"{self.time(due)} on {times_said.calendar_day(due.date())}"
            at += f", {due.year}" if (due.date() - now.date()).days > FAR_DAYS else ""
        if "time" in slots and f"{due:%H:%M}" != slots["time"]:
            skipped = due.replace(hour=int(slots["time"][:2]), minute=int(slots["time"][3:]))
            return f"{at}, as the clocks go forward and there is no {self.time(skipped)} that day"
        return f"{at}, the first time the clocks show it that day" if times_heard.comes_twice(due, now) else at

    def which_day(self, slots: Mapping[str, Any], now: datetime) -> str:
        """A day to come that was asked about: "tomorrow", "Friday"."""
        day = dates_heard.day_of(slots.get("day") or slots.get("date"), now.date())
        return times_said.day(day, now.date()).removeprefix("on ")

    def time(self, due: datetime) -> str:
        return times_said.clock(due, self.hours)

    def day(self, due: datetime, now: datetime) -> str:
        """The day with a space before it (" tomorrow"), or "" for today."""
        return "" if due.date() == now.date() else f" {times_said.day(due.date(), now.date())}"


def _length(one: Entry) -> str:
    return times_said.duration(one.seconds or 0)


def _times(name: str, times: int) -> str:
    """Say a name once for several that are alike: "two of five minutes", "7 am tomorrow twice"."""
    if times == 1:
        return name
    if name.startswith("one of "):
        return f"{counted(times, 'time').partition(' ')[0]} {name.removeprefix('one ')}"
    return f"{name}{',' if ',' in name else ''} {'twice' if times == 2 else counted(times, 'time')}"
