"""Understands what repeats on all days but some, or from one to another: "at seven except on sundays", "monday to thursday"."""

import re
from collections.abc import Callable, Set
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
ONE_DAY = re.compile(
    r",? (?:except|excluding|but(?: not)?|apart from|other than|not|just not)(?: (?:for|on))* "
    rf"(?P<day>today|tomorrow|this (?:{'|'.join(WEEKDAYS)})|next (?:{'|'.join(WEEKDAYS)}))\b",
    re.IGNORECASE,
)
"""One day that is left out once."""
SPAN = re.compile(
    rf"\b(?:on |every |from )?(?P<first>{'|'.join(WEEKDAYS)})s? (?:through|thru|to|till|until) "
    rf"(?P<last>{'|'.join(WEEKDAYS)})s?\b",
    re.IGNORECASE,
)
UNCLEAR = "unclear"
"""On which days something repeats that is only said not to ring on one."""
REPEATED = ("alarm_set", "reminder_set")


def ends(text: str) -> bool:
    """Whether a text ends in days that are left out."""
    return any(found.end() == len(text) for pattern in (BUT, ONE_DAY) if (found := pattern.search(text)))


def understood(text: str, certain: Callable[[str], Match | None]) -> Match | None:
    """The request with the days that are left when some are out; None where none are, or it repeats on none of them."""
    if span := SPAN.search(text):
        first, last = (WEEKDAYS.index(span[end].lower()) for end in ("first", "last"))
        daily = f"{text[: span.start()]}every day{text[span.end() :]}"
        return _without(certain(daily), text, {*WEEKDAYS} - {*WEEKDAYS[first : last + 1]}) if first < last else None
    if not (found := BUT.search(text)):
        return None
    named = [day.lower().removesuffix("s") for day in re.findall(DAY, found["days"], re.IGNORECASE)]
    without = {day for name in named for day in SETS_OF_DAYS.get(name, (name,))}
    return _without(certain(text[: found.start()] + text[found.end() :]), text, without)


def _without(match: Match | None, text: str, without: Set[str]) -> Match | None:
    if not match or match.skill not in REPEATED:
        return None
    every = match.slots.get("every", [])
    kept = [day for day in every if day not in without]
    return replace(match, text=text, slots={**match.slots, "every": kept}) if 0 < len(kept) < len(every) else None


def but_once(text: str, certain: Callable[[str], Match | None]) -> Match | None:
    """What repeats, and its first day left out: "every day at seven but not tomorrow"; what does not repeat is unclear."""
    one = ONE_DAY.search(text)
    match = certain(text[: one.start()] + text[one.end() :]) if one else None
    if not one or not match or match.skill not in REPEATED:
        return None
    if "every" not in match.slots:
        return replace(match, text=text, slots={**match.slots, "every": [UNCLEAR]})
    skipped = certain(f"skip the newest {'alarm' if match.skill == 'alarm_set' else 'reminder'} on {one['day']}")
    return replace(match, text=text, also=(skipped,)) if skipped else None
