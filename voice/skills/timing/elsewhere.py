"""Puts a time that a clock elsewhere shows in the words of the clock here: "wake me when it's nine am in New York"."""

import re
from collections.abc import Callable
from datetime import timedelta

from voice.clock import Clock
from voice.english import places
from voice.english.spellings import words
from voice.messages import Match
from voice.skills.timing.corrections import Corrections

_SETS = r"(?P<before>(?:.* )?(?:wake|get|alarm|remind|reminder|tell|let|ping|alert|notify)\b.*?)"
_REST = r"(?P<rest> (?:to|about|that)\b.*)?"
_WHEN = rf"{_SETS}(?: for| at)? when it(?:'s| is| gets to| turns| hits) (?P<time>.+?) "
IN_PLACE = re.compile(rf"{_WHEN}(?:over )?in (?P<place>(?!the\b)[a-z .]+?){_REST}")
_ZONE = r"(?P<place>(?!(?:[ap]m|o'clock|in|the|at)\b)[a-z]+(?: [a-z]+)?)"
IN_ITS_TIME = re.compile(rf"{_SETS} (?:at|for) (?P<time>.+?) {_ZONE} time{_REST}")
THERE = re.compile(rf"{_WHEN}(?P<there>(?:over )?there){_REST}")
"""What is to be set for a time that a clock elsewhere shows."""


def there(text: str, place: str) -> str:
    """Name the place that was spoken of, where it is "there" that a clock shows a time."""
    found = THERE.fullmatch(" ".join(words(text)))
    return f"{found.string[: found.start('there')]}in {place}{found['rest'] or ''}" if found else text


def by_the_clock_here(text: str, certain: Callable[[str], Match | None], corrections: Corrections, clock: Clock) -> str:
    """The same request for the time here; any other text as it is."""
    said = " ".join(words(text))
    found = IN_PLACE.fullmatch(said) or IN_ITS_TIME.fullmatch(said)
    zone = places.zone(found["place"]) if found else None
    if not found or not zone:
        return text
    asked = certain(f"what time is it here if it is {found['time']} in {found['place']}")
    if not asked or asked.skill != "time" or ("likely" in asked.slots and "wake" in found["before"]):
        asked = certain(f"what time is it here if it is {found['time']} am in {found['place']}")  # who sleeps gets up by then
    if not asked or not {"time", "from"} <= asked.slots.keys():
        return text
    now = clock.today()
    hour, minute = map(int, asked.slots["time"].split(":"))
    there = now.astimezone(zone)
    due = there.replace(hour=hour, minute=minute, second=0, microsecond=0)
    due += timedelta(days=due <= there)
    return f"{found['before']} {corrections.moment((due - there).total_seconds())}{found['rest'] or ''}"
