"""Puts right what was set last: a part of the request is replaced by one of its kind, and the whole is read again.

    alarm for half past six · no, seven                    a time of the clock, in the half of the day of the old one
    a timer for an hour and a half · no, half an hour      a length
    at seven every tuesday · no, wednesday · make it daily the days, which leave the time as it was
    remind me to call Tom at five · no, Tim                words of a reminder

What comes of it is a request that could have been made in full. One more of the same is made in this way, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from voice.clock import Clock
from voice.english import following, timer_days, timer_lengths, timer_talk, times_heard, times_said
from voice.english.numbers_heard import is_number
from voice.english.spellings import words
from voice.english.times import NEAR_DAYS, UNITS, WEEKDAYS
from voice.english.times_that_are_none import PART_SLOTS
from voice.messages import Match
from voice.skills import guess
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.referents import KINDS
from voice.skills.lists.things import is_known
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.timing.in_full import in_full, twelve, when
from voice.skills.timing.leaving_out import UNCLEAR
from voice.skills.timing.near import DAYS, day_of, far, halves, nearest, next_due
from voice.skills.timing.rewording import reworded, tells_when_or_which

WHEN = frozenset(("seconds", "time", "amount", *DAYS))
AT = ("", "at ", "in ", "on ", "for ")
"""What may have to stand before a time."""
LENGTH = {"amount", "unit", "fraction", "odd"}
"""What is captured of a length of time."""
NOBODY = "x"
"""Stands for what a reminder is about, where only its time is read."""


class Corrections:
    def __init__(self, meanings: Meanings, clock: Clock) -> None:
        self._meanings = meanings
        self._clock = clock

    def of(self, last: Match, said: str, worded: bool = False) -> Match | None:
        """The last request with what was said in the place of what it stands for; None where that is not clear.

        `worded`: it may be words of a reminder, too."""
        said = following.TOO.sub("", said).removeprefix("of ").removeprefix("and ")
        if last.skill == "timer_change" and said:
            return self._changed(last, said)
        unclear = "also" in last.slots or last.slots.get("every") == [UNCLEAR]
        if last.skill not in KINDS or unclear or not said:
            return None
        if last.skill != "timer_set" and timer_days.RHYTHM.search(said):  # the skill says that it cannot
            slots = {slot: value for slot, value in last.slots.items() if slot not in DAYS}
            found = self._meanings.likeliest(f"{in_full(last.skill, slots)} every other week")
            return found if found and found.skill == last.skill else None
        captures = self._captures(last.text)
        if ("ahead", True) in captures:
            return self._ahead(last, captures, said)
        if timer_talk.BUT.match(said):
            found = self._meanings.simple(f"{in_full(last.skill, last.slots)} {said}")
            return found if found and found.skill == last.skill and found.slots.get("text") == last.slots.get("text") else None
        for one in (said, *self._not_but(last, said)):
            for new in self._read(last, one, worded):
                slots = self._merged(last, new, one)
                if slots and (match := self._written(last.skill, slots)):
                    return match
        return None

    def _not_but(self, last: Match, said: str) -> Iterator[str]:
        """What is meant of "not seven, eight" and "eight, not seven", where the one is what was said before."""
        before, _, after = said.partition("not ")
        if after and before:
            yield before.strip()
        elif after:
            both = after.split()
            for at in range(1, len(both)):
                read = (self._merged(last, new, said) for new in self._read(last, " ".join(both[:at])))
                if any(self._is_same(last.slots, one) for one in read):
                    yield " ".join(both[at:])

    def _is_same(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        timed = "time" in one and "time" in other and not {"every"} & (one.keys() | other.keys())
        return one == other or (timed and next_due(one, self._clock.today()) == next_due(other, self._clock.today()))

    def later(self, last: Match, seconds: float) -> Match | None:
        """One more of what was set last, so much later."""
        kept = {slot: value for slot, value in last.slots.items() if slot not in WHEN}
        if "seconds" in last.slots:
            return self._written(last.skill, {**kept, "seconds": last.slots["seconds"] + seconds})
        if "time" not in last.slots:
            return None
        due = next_due(last.slots, self._clock.today())
        new = due + timedelta(seconds=seconds)
        if every := last.slots.get("every"):
            same_day = new.date() == due.date()
            return self._written(last.skill, {**kept, "time": f"{new:%H:%M}", "every": every}) if same_day else None
        return self._written(last.skill, {**kept, "time": f"{new:%H:%M}", **self._on(new)})

    def after_waking(self, match: Match) -> Match:
        """Several deeds, a reminder among them soon behind an alarm: "wake me at six and remind me at seven to pack lunch"."""
        deeds = [replace(match, also=()), *match.also]
        woken = [next_due(one.slots, self._clock.today()) for one in deeds if one.skill == "alarm_set" and "time" in one.slots]
        return joined([self._soon_after(woken[0], one) for one in deeds]) or match if len(woken) == 1 else match

    def _soon_after(self, woken: datetime, one: Match) -> Match:
        """A reminder whose half of the day, or day, was not said, in the hours behind an alarm; any other deed as it is."""
        open_ended = one.skill == "reminder_set" and "time" in one.slots and one.slots.keys().isdisjoint(DAYS)
        time = times_heard.time_of_day(self._captures(one.text)) if open_ended else None
        if not time or time.certain:
            return one
        ahead = [timedelta(hours=half.hour, minutes=half.minute) for half in halves(time, woken)]
        day = woken.replace(hour=0, minute=0)
        due = next((day + late for late in ahead if timedelta(0) <= day + late - woken <= times_heard.SOON), None)
        slots = {**one.slots, "time": f"{due:%H:%M}", **self._on(due)} if due else one.slots
        return self._written(one.skill, slots) or one

    def moment(self, seconds: float) -> str:
        """The time of the clock after so many seconds, in words."""
        due = self._clock.today() + timedelta(seconds=seconds)
        return when({"time": f"{due:%H:%M}", **self._on(due)})

    def _on(self, due: datetime) -> dict[str, str]:
        ahead = (due.date() - self._clock.today().date()).days
        return {"day": NEAR_DAYS[ahead]} if ahead < len(NEAR_DAYS) else {"date": due.date().isoformat()}

    def in_its_unit(self, said: str, last: Match) -> Match | None:
        """A named timer whose length lacks its unit, in that of the last one: "and salad for 5".

        It is asked about where the name may be something to do: "and call mum for six"."""
        sizes = [size for slot, size in self._captures(last.text) if slot == "unit"]
        units = [name for size in sizes for name, one in UNITS.items() if one == size]
        if len(units) != 1:
            return None
        more = digits(following.MORE.sub("", said))
        fragment = timer_lengths.ONE_FOR.sub(r"\g<thing> for \g<length>", more)
        if following.OWN.match(said) or timer_lengths.ONE_MORE.match(fragment):
            return None
        text, there = timer_lengths.WITHOUT_UNIT.subn(rf"\1 {units[0]}s", fragment)
        name, _, length = text.partition(" for ")
        requests = (text, f"set {text}", f"set a {name} timer for {length}") if there else ()
        found = (self._meanings.certain(one) for one in requests)
        timer = next((one for one in found if one and one.skill == "timer_set" and "name" in one.slots), None)
        is_said = more != fragment or is_number(name.split()[0]) or timer_talk.TIMER.search(more)
        is_sure = is_said or not timer or is_known(timer.slots["name"])
        return timer if is_sure else guess.asking([f"set a {following.ARTICLE.sub('', name)} timer for {length}"], said)

    def _changed(self, last: Match, said: str) -> Match | None:
        """A change of what is set, to another time or name or by another length."""
        called, to, by = (last.slots.get(slot) for slot in ("called", "to", "by"))
        text = ""
        named = following.TOO.sub("", last.text)
        if called and named.endswith(called) and not tells_when_or_which(said) and not self._meanings.likeliest(said):
            text = f"{named.removesuffix(called)}{said}"
        elif to and (head := timer_talk.MOVED.fullmatch(" ".join(words(last.text)))):
            slots = {slot: value for slot, value in to.items() if slot != "either_half"}
            new = self.of(Match("alarm_set", slots, in_full("alarm_set", slots)), said)
            time = times_heard.time_of_day(self._captures(f"set an alarm for {said}"))
            text = f"{head['head']} {when(new.slots, 'either_half' in to and not (time and time.certain))}" if new else ""
        elif by:
            slots = {"seconds": by}
            new = self.of(Match("timer_set", slots, in_full("timer_set", slots)), said)
            text = self._by(last, by, times_said.duration(new.slots["seconds"])) if new else ""
        found = self._meanings.certain(text) if text else None
        return found if found and found.skill == last.skill else None

    def _ahead(self, last: Match, captures: list[tuple[str, Any]], said: str) -> Match | None:
        """A reminder that comes another length of time before what it is about."""
        at = captures.index(("ahead", True))
        lengths = ([one for one in part if one[0] in LENGTH] for part in (captures[:at], captures[at + 1 :]))
        for by in filter(None, map(times_heard.seconds, lengths)):
            pseudo = {"seconds": by}
            new = self.of(Match("timer_set", pseudo, in_full("timer_set", pseudo)), said)
            found = self._meanings.certain(self._by(last, by, times_said.duration(new.slots["seconds"]))) if new else None
            if found and found.skill == last.skill:
                return found
        return None

    def _by(self, last: Match, by: float, length: str) -> str:
        """A request with another length in the place of the last one in it that is as long."""
        found = self._meanings.found(last.text)
        captures = list(zip(found.captures[-len(found.spans) :], found.spans, strict=True)) if found else []
        for start in range(len(captures)):
            for end in range(len(captures), start, -1):
                part = [capture for capture, _ in captures[start:end]]
                if found and {slot for slot, _ in part} <= LENGTH and times_heard.seconds(part) == by:
                    before, after = found.line[: captures[start][1][0]], found.line[captures[end - 1][1][1] :]
                    return f"{following.ARTICLE.sub('', before)}{length}{after}"
        return ""

    def _read(self, last: Match, said: str, worded: bool = False) -> Iterator[Mapping[str, Any]]:
        """The slots that what was said may stand for, the likeliest first."""
        bare = timer_talk.ONLY.sub("", said)
        if last.skill == "timer_set":
            yield from self._length(last, bare)
            return
        yield from self._when(last, bare)
        if last.skill == "reminder_set":
            yield from self._subject(last, bare, worded)

    def _length(self, last: Match, said: str) -> Iterator[Mapping[str, Any]]:
        captures = self._captures(last.text)
        units = [value for slot, value in captures if slot == "unit"]
        amounts = [value for slot, value in captures if slot == "amount"]
        if timer_lengths.UNIT.fullmatch(said) and len(amounts) == 1:
            yield from self._slots(last, f"set a timer for {amounts[0]} {said}")
        for text in (said, f"set a timer for {said}", f"set a timer {said}", f"set {said}", f"set a {said}"):
            for slots in self._slots(last, text):
                if "amount" in slots and len(units) == 1:
                    slots = {**slots, "seconds": slots["amount"] * units[0]}
                if tells_when_or_which(slots.get("name", "")):
                    continue  # "an hour earlier", "the other timer"
                if "seconds" in slots or ("name" in slots and timer_talk.TIMER.search(said)):
                    yield {slot: value for slot, value in slots.items() if slot in ("seconds", "name", "count")}
        if tells_when_or_which(said):
            return
        if last.slots.get("name") and not self._meanings.likeliest(said) and said.split()[0] not in following.PREPOSITIONS:
            yield from self._slots(last, f"set a {said} timer")

    def _when(self, last: Match, said: str) -> Iterator[Mapping[str, Any]]:
        """A time, a day or both; of a day alone, with the time that it was set for."""
        about = last.slots.get("text")
        yield from (slots for slots in self._any_when(last, said) if slots.get("text", about) == about and "name" not in slots)

    def _any_when(self, last: Match, said: str) -> Iterator[Mapping[str, Any]]:
        alone = [said, *(text for at in AT for text in self._set(last, f"{at}{said}"))]
        captures = self._captures(last.text)
        unit = next((name for slot, value in captures for name, size in UNITS.items() if (slot, value) == ("unit", size)), "")
        if "seconds" in last.slots and is_number(amount := digits(said)) and " " not in amount and unit:
            alone = [f"remind me in {said} {unit}s to {last.slots.get('text', NOBODY)}"]
        clock_was_said = times_heard.CLOCK & dict(captures).keys()
        found = [(slots, dict(self._captures(text))) for text in alone for slots in self._slots(last, text)]
        yield from (self._in_half(last, slots, captures) for slots, captures in found if times_heard.CLOCK & captures.keys())
        if "time" in last.slots and timer_talk.PAST.search(said) and ("side", -1) not in captures:
            for text in self._set(last, f"at {said} {int(last.slots['time'][:2]) % 12 or 12}"):
                yield from (self._in_half(last, slots, dict(self._captures(text))) for slots in self._slots(last, text))
        yield from (slots for slots, _ in found if "seconds" in slots)
        if "time" in last.slots and (clock_was_said or not any("part_of_day" in captures for _, captures in found)):
            for text in self._set(last, f"at {twelve(last.slots['time'])} {said}"):
                for slots in self._slots(last, text):
                    time = times_heard.time_of_day(self._captures(text))
                    yield slots if time and time.certain else {**slots, "time": last.slots["time"]}
        yield from (slots for slots, _ in found if not WHEN.isdisjoint(slots))

    def _subject(self, last: Match, said: str, worded: bool) -> Iterator[Mapping[str, Any]]:
        text = f"remind me {said}"
        for slots in self._slots(last, text):
            timed = times_heard.CLOCK & dict(self._captures(text)).keys()
            names_it = "text" in slots and not tells_when_or_which(slots["text"], whole=True)
            led = said.startswith(("to ", "about ", "that ", "of "))
            if names_it and (timed or led):
                verb_kept = None if led else reworded(last.slots.get("text", "") or NOBODY, slots["text"])
                yield slots | ({"text": verb_kept} if verb_kept else {})  # "and dad at seven": call him, too
        if worded and "text" in last.slots and (about := reworded(last.slots["text"], said)):
            yield {"text": about}

    def _set(self, last: Match, when: str) -> list[str]:
        if last.skill == "alarm_set":
            return [f"set an alarm for {when}"]
        return [f"remind me {when} to {last.slots.get('text', NOBODY)}"]

    def _slots(self, last: Match, text: str) -> Iterator[dict[str, Any]]:
        found = self._meanings.simple(text) or self._meanings.likeliest(text)
        if found and found.skill == last.skill and found.slots:
            yield {slot: value for slot, value in found.slots.items() if slot != "text" or value != NOBODY}

    def _captures(self, text: str) -> list[tuple[str, Any]]:
        found = self._meanings.found(text)
        return list(found.captures) if found else []

    def _in_half(self, last: Match, slots: dict[str, Any], captures: dict[str, Any]) -> dict[str, Any]:
        """A time of either half of the day in the one that is nearest to the old time."""
        time = times_heard.time_of_day(list(captures.items()))
        twelve = captures.get("hour") == 12 and "meridiem" not in captures  # noon by itself, but not behind ten at night
        if not time or (time.certain and not twelve) or "time" not in last.slots:
            return slots
        if dict(self._captures(last.text)).keys().isdisjoint(times_heard.CLOCK | PART_SLOTS):
            return {**slots, "time": self._in_usual_half(last, slots, time)}  # of "monday" alone the hour was nobody's
        if not slots.keys().isdisjoint(DAYS):
            old = datetime.strptime(last.slots["time"], "%H:%M")
            return {**slots, "time": f"{min(halves(time, old), key=lambda one: far(one, old, last.skill)):%H:%M}"}
        now, old = self._clock.today(), next_due(last.slots, self._clock.today())
        near = nearest(time, old, last.skill, "every" in last.slots, now)
        return {**slots, "time": f"{near:%H:%M}"} | day_of(near, old, last.slots, now)

    def _in_usual_half(self, last: Match, slots: Mapping[str, Any], time: times_heard.Time) -> str:
        """A time of either half of the day on the day that is said with it, or was said before."""
        when = last.slots if slots.keys().isdisjoint(DAYS) else slots
        day = "later" if "every" in when else when.get("day") or when.get("date")
        return str(times_heard.meant_half(time, self._clock.today(), day, wakes=last.skill == "alarm_set"))

    def _merged(self, last: Match, new: Mapping[str, Any], said: str) -> dict[str, Any]:
        """The old slots with the new ones in the place of those of their kind."""
        old = {slot: value for slot, value in last.slots.items() if slot not in ("definite", "amount", "unclear")}
        days = {slot: new[slot] for slot in DAYS if slot in new}
        if days or "seconds" in new:
            old = {slot: value for slot, value in old.items() if slot not in DAYS}
        if "seconds" in new or "time" in new:
            old = {slot: value for slot, value in old.items() if slot not in ("time", "seconds")}
        if days.get("every") == ["week"] and "time" in last.slots:
            days = {"every": [WEEKDAYS[next_due({**last.slots, "every": []}, self._clock.today()).weekday()]]}
        of_some = 0 < len(last.slots.get("every", ())) < len(WEEKDAYS) - 2  # "every tuesday"
        if days.get("day") in WEEKDAYS and of_some and not timer_talk.ONCE.search(said):
            days = {"every": [days["day"]]}
        if days.get("day") in WEEKDAYS and "date" in last.slots:
            days = self._in_its_week(date.fromisoformat(last.slots["date"]), days["day"])
        return old | {slot: value for slot, value in new.items() if slot not in DAYS} | days

    def _in_its_week(self, old: date, day: str) -> dict[str, Any]:
        """The weekday of the week that was meant: behind "next week", "tuesday" is next week's."""
        if (old - self._clock.today().date()).days < len(WEEKDAYS):
            return {"day": day}
        return {"date": (old + timedelta(days=WEEKDAYS.index(day) - old.weekday())).isoformat()}

    def _written(self, skill: str, slots: Mapping[str, Any]) -> Match | None:
        """A request in full; what is read from it must be the same."""
        text = in_full(skill, slots)
        found = self._meanings.simple(text) or self._meanings.likeliest(text)
        return found if found and (found.skill, found.slots) == (skill, slots) else None
