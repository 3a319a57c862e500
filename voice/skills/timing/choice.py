"""Finds which timers, alarms or reminders are meant."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from voice.clock import Clock
from voice.english import dates_heard
from voice.english.times import WEEKDAYS
from voice.english.words import ARTICLES, alike
from voice.skills.skill import Context
from voice.skills.timing.in_full import twelve
from voice.skills.timing.lengths import is_over
from voice.skills.timing.store import Entry, Store

PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
NARROW = ("name", "seconds", "time", "text", "which", "part", "day", "date", "every")
"""Slots that tell one of a kind from the others."""


class Selection:
    """What is set at a place, and which of it a request means."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, kind: str, place: str) -> list[Entry]:
        """All of a kind, the next to ring first."""
        return [one for one in self._store.entries() if one.place == place and one.kind == kind]

    def kinds(self, place: str) -> list[str]:
        """The kinds of which any is set."""
        return list(dict.fromkeys(one.kind for one in self._store.entries() if one.place == place))

    def meant(self, slots: Mapping[str, Any], context: Context) -> list[Entry]:
        """All that may be meant; more than one where it was not said which."""
        found = chosen(self.of(slots.get("kind", "timer"), context.place), slots, self._clock.today())
        apart = slots.get("except", {})
        if "which" in apart:
            kept = self.meant(apart, context)
            found = [one for one in found if one not in kept]
        listed_now = f"{slots.get('kind', 'timer')}s: " in context.last_reply  # "the second one" is the second of these
        in_order = found if listed_now else self._store.in_order_set()
        if slots.get("which") == "other" and (apart or len(found) > 1):
            return found
        return _by_place(found, in_order, slots["which"]) if "which" in slots else found

    def going(self, slots: Mapping[str, Any], context: Context) -> list[Entry]:
        """Those that may be meant and have not ended; where all have, those."""
        found, now = self.meant(slots, context), self._clock.today()
        return [one for one in found if not is_over(one, now)] or found

    def runs(self, name: str, context: Context) -> bool:
        """Whether a timer of this name has not ended."""
        now = self._clock.today()
        return any(not is_over(one, now) for one in self.meant({"name": name}, context))


def chosen(entries: Sequence[Entry], slots: Mapping[str, Any], now: datetime) -> list[Entry]:
    """Those that are as the slots say, except `which`; the next to ring first, as they are given."""
    found = list(entries)
    if name := slots.get("name"):
        same = [one for one in found if alike(one.text, name)]
        found = [one for one in same if one.text.lower() == name.lower()] or same
    if (apart := slots.get("except")) and "which" not in apart:
        kept = chosen(found, apart, now)
        found = [one for one in found if one not in kept]
    if seconds := slots.get("seconds"):
        found = [one for one in found if one.seconds == seconds]
    if time := slots.get("time"):
        heard = twelve if "either_half" in slots else str
        found = [one for one in found if heard(_time(one)) == heard(time)]
    if text := slots.get("text"):
        found = [one for one in found if text.lower() in one.text.lower() or stems(text) <= stems(one.text)]
    if part := slots.get("part"):
        found = [one for one in found if _is_part(one.due, part)]
    if day := slots.get("day") or slots.get("date"):
        date = dates_heard.day_of(day, now.date())
        found = [one for one in found if one.due.date() == date or WEEKDAYS[date.weekday()] in one.every]
    if every := slots.get("every"):
        found = [one for one in found if one.every and (every == ["ask"] or list(one.every) == every)]
    return found


def _by_place(found: Sequence[Entry], in_order_set: Sequence[Entry], which: str) -> list[Entry]:
    """The one that `which` names. Two if the one that was set first is not the one that rings first."""
    if which == "newest":
        return [one for one in in_order_set if one in found][-1:]
    if which == "other":
        return []  # of one alone
    if which in ("next", "longest"):
        return list(found[:1] if which == "next" else found[-1:])
    place = PLACES[which]
    if not -len(found) <= place < len(found):
        return []
    rings, was_set = found[place], [one for one in in_order_set if one in found][place]
    return [rings] if rings.id == was_set.id else [rings, was_set]


def _time(one: Entry) -> str:
    return one.time or f"{one.due:%H:%M}"


def stems(text: str) -> set[str]:
    """The words of what a reminder is about, whatever their endings: "leaving" is "leave"."""
    return {re.sub(r"(?<=\w{3})(?:ing|ed|e|s)$", "", word) for word in text.lower().split() if word not in ARTICLES}


def _is_part(due: datetime, part: str) -> bool:
    """Whether a time is in the morning ("am"), from noon on ("pm") or at night."""
    return due.hour >= 18 or due.hour < 5 if part == "night" else (due.hour < 12) == (part == "am")
