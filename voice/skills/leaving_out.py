"""Understands what repeats on all days but some: "wake me every morning at seven except on sundays"."""

import re
from collections.abc import Callable
from dataclasses import replace

from voice.english.dates_heard import SETS_OF_DAYS
from voice.english.times import WEEKDAYS
from voice.messages import Match

DAY = rf"(?:{'|'.join([*WEEKDAYS, 'weekend', 'weekday'])})s?"
BUT = re.compile(
    r",? (?:except|excluding|but(?: not)?|apart from|other than|not)(?: (?:for|on|at|in|the))* "
    rf"(?P<days>{DAY}(?:(?:,|,? and|,? or)(?: on)? {DAY})*)\b",
    re.IGNORECASE,
)
REPEATED = ("alarm_set", "reminder_set")


def ends(text: str) -> bool:
    """Whether a text ends in days that are left out."""
    found = BUT.search(text)
    return found is not None and found.end() == len(text)


def understood(text: str, certain: Callable[[str], Match | None]) -> Match | None:
    """The request without the days that are left out; None where there are none, or none of them is one of its days."""
    found = BUT.search(text)
    match = certain(text[: found.start()] + text[found.end() :]) if found else None
    if not found or not match or match.skill not in REPEATED:
        return None
    named = [day.lower().removesuffix("s") for day in re.findall(DAY, found["days"], re.IGNORECASE)]
    without = {day for name in named for day in SETS_OF_DAYS.get(name, (name,))}
    every = match.slots.get("every", [])
    kept = [day for day in every if day not in without]
    return replace(match, text=text, slots={**match.slots, "every": kept}) if 0 < len(kept) < len(every) else None
