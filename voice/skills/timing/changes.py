"""Tells, cancels, pauses, moves and renames timers, alarms and reminders that are set, and undoes that."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

from voice.clock import Clock
from voice.english import dates_heard, times_heard, times_said
from voice.english.numbers_said import capital, counted, listed
from voice.english.times import UNITS, WEEKDAYS
from voice.english.words import alike
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.skill import Context
from voice.skills.timing import repeating
from voice.skills.timing.choice import NARROW, Selection, chosen
from voice.skills.timing.lengths import CHANGES, bounded, is_over, left
from voice.skills.timing.rings import Rings
from voice.skills.timing.store import MOST, Entry, Kind, Store
from voice.skills.timing.undo import TimingUndo
from voice.skills.timing.wording import Wording

FORGOTTEN_S = 36 * 3600
"""Seconds after which nobody asks any more for a timer that ended unheard."""
LOOSE = {"which", "part", "day", "date", "every", "either_half", "text"}
"""Slots by which several may be meant that are not alike, so that it is asked which."""
HOUR_S = UNITS["hour"]
MOST_HOURS = 24
"""A bare number up to here is of hours where the timer was set for whole ones."""
RINGS_ALIKE = {"alarm": "timer", "timer": "alarm"}
"""What somebody may mean who asks for a kind of which none is set: "wake me in eight hours" sets a timer."""


class TimingChanges:
    def __init__(self, store: Store, clock: Clock, wording: Wording, selection: Selection, rings: Rings) -> None:
        self._store = store
        self._clock = clock
        self._wording = wording
        self._selection = selection
        self._rings = rings
        self.undo = TimingUndo(store)
        self._renamed: dict[str, str] = {}
        """The `id` of what was given another name, and the name that it had."""

    def forget(self) -> None:
        """Drop what could be put back."""
        self.undo.forget()
        self._renamed.clear()

    # tell

    async def status(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        now = self._clock.today()
        self._forget(now)
        if slots.get("kind") == "everything":
            return await self._all_status(slots, context)
        kind = slots.get("kind", "timer")
        if not (found := self._selection.meant(slots, context)):
            return self._none(slots, context.place)
        tell = self._wording.until if "left" in slots else self._wording.ends if "ends" in slots else self._wording.described
        told = [tell(one, now) for one in found]
        if not context.will_ring:
            for over in (one for one in found if is_over(one, now)):
                self._rings.over(over)  # nothing rang, so this is where the user hears of it
        if len(told) == 1:
            return SkillReply(f"{capital(told[0])}.")
        if kind == "timer" and len(set(told)) == 1 and not found[0].text:
            return SkillReply(f"{capital(counted(len(told), kind))}, each with {self._wording.left(found[0], now)} left.")
        return SkillReply(f"{capital(counted(len(told), kind))}: {listed(told)}.")

    async def _all_status(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        """Tell what is set of every kind, or how long it is until what rings next."""
        now = self._clock.today()
        kinds = self._selection.kinds(context.place)
        if slots.keys() & {"day", "date"}:
            kinds = [kind for kind in kinds if self._selection.meant({**slots, "kind": kind}, context)]
            if not kinds:
                return SkillReply(f"No timer, alarm or reminder is set for {self._wording.which_day(slots, now)}.")
        asked = kinds[:1] if "left" in slots else sorted(kinds, key=get_args(Kind).index)
        told = [await self.status({**slots, "kind": kind}, context) for kind in asked]
        return SkillReply(" ".join(one.text for one in told) or "Nothing is set.")

    def _forget(self, now: datetime) -> None:
        """Take out timers and alarms that ended long ago, while nothing ran that would have rung them."""
        old = [one for one in self._store.entries() if (now - one.due).total_seconds() > FORGOTTEN_S and one.left is None]
        if gone := {one.id for one in old if one.kind != "reminder" and not one.every}:
            self._store.remove(gone)

    def _none(self, slots: Mapping[str, Any], place: str) -> SkillReply:
        kind, now = slots.get("kind", "timer"), self._clock.today()
        others = self._selection.of(kind, place)
        if name := slots.get("name"):
            if new := next((one for one in others if alike(self._renamed.get(one.id, ""), name)), None):
                return SkillReply(f"The {name} {kind} is called {new.text} now.")
            return SkillReply(f"There is no {name} {kind}{self._but(others, now)}.")
        if others and any(slot in slots for slot in NARROW):
            return SkillReply(f"There is no such {kind}{self._but(others, now)}.")
        beside = [] if others else self._selection.of(RINGS_ALIKE.get(kind, ""), place)
        return SkillReply(f"There are no {kind}s{self._but(beside, now)}.")

    def _but(self, others: Sequence[Entry], now: datetime) -> str:
        if len(others) == 1:
            return f", but there is {self._wording.called(others[0], now)}"
        return f", but {self._wording.all_of(others, now)}" if others else ""

    def _which(self, slots: Mapping[str, Any], found: Sequence[Entry]) -> SkillReply:
        """Ask which one is meant."""
        now = self._clock.today()
        if slots.get("which", "other") != "other":
            rings, was_set = (self._wording.called(one, now) for one in found)
            order = "last" if slots["which"] == "last" else slots["which"]
            return SkillReply(f"{capital(rings)} rings {order}, but {was_set} was set {order}. Say which one.")
        rest = "." if "change" in slots else ", or all of them."
        told = self._wording.all_of(found, now)
        return SkillReply(f"{capital(told)}. Say which one{rest}")

    # cancel

    async def cancel(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if slots.get("kind") == "everything":
            return await self._cancel_any(slots, context)
        found, narrowed = self._selection.going(slots, context), any(slot in slots for slot in NARROW)
        if context.ringing and not narrowed and "all" not in slots:
            return SkillReply("")  # it fell silent at the wake word
        if "except" in slots and not self._selection.meant(slots["except"], context):
            return self._none(slots["except"], context.place)
        if not found:
            return self._none(slots, context.place)
        alike = not slots.keys() & LOOSE and len({(one.text, one.seconds) for one in found}) == 1
        if len(found) > 1 and "all" not in slots and (not narrowed or not alike):
            return self._which(slots, found)
        if slots.get("all") == "both" and len(found) != 2:
            return self._both(slots, found, context)
        gone = found if "all" in slots else found[:1]
        if len(gone) > 1:
            return SkillReply(self._all_gone(gone, slots))
        if skipped := self._skipped(gone[0], slots):
            return SkillReply(skipped)
        self._store.remove({gone[0].id})
        if len(found) > 1:
            return SkillReply(f"There were {len(found)} of them; I cancelled the one that rings first.")
        return SkillReply(self._gone(gone[0], slots))

    def _both(self, slots: Mapping[str, Any], found: Sequence[Entry], context: Context) -> SkillReply:
        """Cancel the two that are set of whatever kind, or the only one; where there are more, ask which are meant."""
        every = [one for kind in self._selection.kinds(context.place) for one in self._selection.of(kind, context.place)]
        if len(every) > 2:
            return self._which({**slots, "which": "other"}, found)
        self._store.remove({one.id for one in every})
        if len(every) == 1:
            return SkillReply(self._gone(every[0], slots))
        told = listed([self._wording.called(one, self._clock.today()) for one in every])
        return SkillReply(f"{capital(told)} are cancelled.")

    async def _cancel_any(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        """Cancel what is meant of the one kind that is set; where there are more kinds, ask."""
        kinds = self._selection.kinds(context.place)
        if context.ringing or not kinds:
            return SkillReply("" if context.ringing else "Nothing is set.")
        if any(slot in slots for slot in NARROW) and "which" not in slots:
            kinds = [kind for kind in kinds if self._selection.meant({**slots, "kind": kind}, context)] or kinds
        if len(kinds) == 1:
            return await self.cancel({**slots, "kind": kinds[0]}, context)
        told = listed([counted(len(self._selection.of(kind, context.place)), kind) for kind in kinds])
        return SkillReply(f"{capital(told)} are set. Say, for instance: cancel all {kinds[0]}s.")

    def _all_gone(self, gone: Sequence[Entry], slots: Mapping[str, Any]) -> str:
        kind = slots.get("kind", "timer")
        once = [one for one in gone if not self._skipped(one, slots)]
        self._store.remove({one.id for one in once})
        if len(once) < len(gone):
            return "Cancelled; what repeats rings again after that day."
        return f"{'Both' if len(gone) == 2 else 'All'}{' other' if 'except' in slots else ''} {kind}s cancelled."

    def _skipped(self, one: Entry, slots: Mapping[str, Any]) -> str:
        """Leave out one day of what repeats, where only that day was named; "" where all of it is meant."""
        now, day = self._clock.today(), slots.get("day") or slots.get("date")
        if not one.every or not (day or "skip" in slots) or "every" in slots:
            return ""
        date = dates_heard.day_of(day, now.date()) if day else one.due.date()
        if one.due.date() != date:
            of_some = len(one.every) > 1 and WEEKDAYS[date.weekday()] in one.every
            hint = f" To leave out every {date:%A}, say: not on {date:%A}s." if of_some else ""
            raise SkillError(f"I can only leave out the next time, which is {self._wording.when(one.due, now)}.{hint}")
        following = replace(one, due=times_heard.next_of(one.time, one.every, one.due))
        self._store.replace(one, following)
        return f"I left that one out: the next {one.kind} is at {self._wording.when(following.due, now)}."

    def _gone(self, one: Entry, slots: Mapping[str, Any]) -> str:
        if one.every or "which" in slots or "either_half" in slots:
            return f"{capital(self._wording.called(one, self._clock.today()))} is cancelled."
        return cancelled(f"{one.text} {one.kind}" if one.text and one.kind != "reminder" else one.kind)

    # change

    async def change(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        change, by = slots["change"], slots.get("by", 0)
        if change == "restore":
            return self._restored(context)
        if change == "add" and self._just_rang(context) and not any(slot in slots for slot in NARROW):
            return await self._rings.snooze({"seconds": by}, context)
        if slots.get("on") == ["ask"]:
            return SkillReply(repeating.ON_WHICH_DAYS)
        if change in ("add", "take") and not by:
            return SkillReply("By how much? Say, for instance: add five minutes.")
        found = self._selection.going(slots, context)
        if change == "resume" and "which" not in slots:
            found = [one for one in found if one.left is not None] or found
        if not found:
            return self._again(slots, context) if change == "restart" else self._none(slots, context.place)
        if len(found) > (2 if slots.get("all") == "both" else MOST if "all" in slots else 1):
            return self._which(slots, found)
        return SkillReply(" ".join(self._changed(one, slots) for one in found))

    def _restored(self, context: Context) -> SkillReply:
        """Put back what the last deed changed or took out, and take out what it set."""
        now, done = self._clock.today(), self.undo.take_back(context.place, self._clock.today())
        told = [self._wording.described(one, now) for one in done.before]
        if done.added:
            told.append(f"{counted(len(done.added), done.added[0].kind)} cancelled")
        return SkillReply(f"Undone: {listed(told)}." if told else "There is nothing to undo.")

    def _again(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        """Set the timer that rang last once more, where that is the one that is meant."""
        rang = self._rings.rung.get(context.place)
        if not rang or rang[0].kind != "timer" or not chosen([rang[0]], slots, self._clock.today()):
            return self._none(slots, context.place)
        del self._rings.rung[context.place]
        self._store.add(rang[0])
        return SkillReply(self._changed(rang[0], slots))

    def _changed(self, one: Entry, slots: Mapping[str, Any]) -> str:
        change, by, now = slots["change"], slots.get("by", 0), self._clock.today()
        if change == "name":
            self._store.replace(one, replace(one, text=slots["called"]))
            self._renamed[one.id] = one.text
            return f"{capital(self._wording.called(one, now))} is now called {slots['called']}."
        if "on" in slots:
            return self._repeats(one, repeating.on_other_days(one, change, slots["on"], now))
        if one.kind != "timer":
            return self._moved(one, slots)
        if change != "restart" and is_over(one, now):
            return f"{capital(self._wording.described(one, now))}."
        if "bare" in slots and one.seconds and one.seconds % HOUR_S == 0 and by <= MOST_HOURS * 60:
            by *= 60  # "make it nine" behind eight hours
        new, said = CHANGES[change](one, by, now)
        if new is not one:
            self._store.replace(one, bounded(new, now))
        name = f"the {new.text} timer" if new.text else "the timer"
        return f"{capital(said.format(name=name, left=times_said.duration(left(new, now))))}."

    def _moved(self, one: Entry, slots: Mapping[str, Any]) -> str:
        """Put an alarm or a reminder to another time, on the day it was for unless another is said."""
        now, to = self._clock.today(), slots.get("to", {})
        if slots["change"] == "set" and (not to or "unclear" in to):
            return f"{to.get('unclear', '')} To what time? Say, for instance: move the {one.kind} to eight am.".lstrip()
        if one.every:
            return self._repeats(one, repeating.moved(one, slots, now))
        if "every" in to:
            raise SkillError(f"I can't make what rings once repeat. Cancel {self._wording.called(one, now)}, and set it anew.")
        if to:
            time, day = to.get("time") or f"{one.due:%H:%M}", to.get("day") or to.get("date") or one.due.date().isoformat()
            due = times_heard.moment(time, day, now)
            if "either_half" in to:
                due = times_heard.nearest(one.due, [due, times_heard.moment(times_heard.other_half(time), day, now)], now)
                to = {**to, "time": f"{due:%H:%M}"}
        else:
            due = one.due + timedelta(seconds=slots["by"] * (1 if slots["change"] == "add" else -1))
        if due <= now:
            raise SkillError(f"{capital(self._wording.when(due, now))} has already passed.")
        self._store.replace(one, replace(one, due=due))
        at = self._wording.set_for(due, now, to)
        if due.date() == now.date() != one.due.date() and not at.endswith("tonight"):
            at += " today"
        if one.kind == "reminder":
            return f"I'll remind you at {at}: {one.text}."
        return f"The {f'{one.text} alarm'.strip()} is now set for {at}."

    def _repeats(self, one: Entry, new: Entry) -> str:
        """Have something repeat otherwise, and tell how."""
        self._store.replace(one, new)
        at, still = self._wording.at(new, self._clock.today()), "still" if new == one else "now"
        if one.kind == "reminder":
            return f"I'll {'still ' if new == one else ''}remind you at {at}: {one.text}."
        return f"The {f'{one.text} alarm'.strip()} is {still} set for {at}."

    def _just_rang(self, context: Context) -> bool:
        """Whether more time is meant for what rang a moment ago: it still rings, or no timer runs."""
        rang = self._rings.recent(context.place) is not None
        return context.ringing or (rang and not self._selection.of("timer", context.place))

    # ask whether it was meant

    def asked_cancel(self, slots: Mapping[str, Any], context: Context) -> str | None:
        if slots.get("kind") == "everything":
            return None if context.ringing else ""
        found, narrowed = self._selection.going(slots, context), any(slot in slots for slot in NARROW)
        if not found or (not narrowed and "all" not in slots and (context.ringing or len(found) > 1)):
            return None  # it falls silent, or says why nothing is cancelled
        kind = slots.get("kind", "timer")
        if "all" in slots and len(found) > 1:
            return f"Cancel all {kind}s?"
        return f"Cancel the {found[0].text} timer?" if kind == "timer" and found[0].text else f"Cancel the {kind}?"

    def asked_change(self, slots: Mapping[str, Any], context: Context) -> str | None:
        """Only a time can have been misheard with effect."""
        if not slots.keys() & {"by", "to"} or len(self._selection.going(slots, context)) != 1:
            return None
        if "to" in slots:
            time = slots["to"].get("time")
            return f"{capital(self._wording.time(times_heard.moment(time, None, self._clock.today())))}?" if time else ""
        sign = {"add": "more", "take": "less"}.get(slots["change"], "")
        return f"{capital(times_said.duration(slots['by']))} {sign}".rstrip() + "?"


def cancelled(name: str) -> str:
    return f"{capital(name)} cancelled."
