"""Says why there is no such time as was said, or no such day: "5 pm this morning", "the 30th of February", a wrong weekday.

What was heard is pairs of (slot, value) in spoken order, as in `times_heard` and `dates_heard`.
"""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from voice.english import dates_heard, times_heard, times_said
from voice.english.numbers import ordinal
from voice.english.times import MONTHS, WEEKDAYS

HOUR, DAY = 60, 24 * 60
PARTS = {
    "am": ("in the morning", (range(12 * HOUR),)),
    "pm": ("in the afternoon or evening", (range(12 * HOUR, DAY),)),
    "afternoon": ("in the afternoon", (range(12 * HOUR, 19 * HOUR),)),
    "evening": ("in the evening", (range(16 * HOUR, DAY), range(1))),
    "night": ("at night", (range(17 * HOUR, DAY), range(6 * HOUR))),
}
"""Part of the day → how it is said, and the minutes of the day that people count as it."""
PART_AT = {"09:00": "am", "15:00": "afternoon", "19:00": "evening", "20:00": "night"}
"""A part of the day by the time that stands for it."""
PART_SLOTS = {"meridiem", "part_today", "part_of_day", "every_part"}


def time_fault(captured: Sequence[tuple[str, Any]]) -> str:
    """Say that a clock time is not in the part of the day that was said with it; "" where it may be, or one was not said."""
    bare = [(slot, value) for slot, value in captured if slot not in PART_SLOTS]
    if not times_heard.CLOCK & dict(captured).keys() or (time := times_heard.time_of_day(bare)) is None:
        return ""
    either = not time.certain or (time.hour == 12 and "fixed_time" not in dict(captured))  # twelve is midnight, too
    halves = [(time.hour + 12 * late) % 24 * HOUR + time.minute for late in range(1 + either)]
    for part in _parts(captured):
        said, spans = PARTS[part]
        if not (left := [minute for minute in halves if any(minute in span for span in spans)]):
            named = times_said.clock(datetime(2000, 1, 1, *divmod(halves[0], HOUR)), 12).capitalize()
            return f"{named if len(halves) == 1 else named.removesuffix(' am').removesuffix(' pm')} is not {said}."
        halves = left
    return ""


def _parts(captured: Sequence[tuple[str, Any]]) -> Iterator[str]:
    """The parts of the day that were said: those behind the hour first, as they are its own."""
    hour = next(at for at, (slot, _) in enumerate(captured) if slot in times_heard.CLOCK)
    for slot, value in [*captured[hour:], *captured[:hour]]:
        if slot in PART_SLOTS:
            word = str(value).split()[0]
            yield PART_AT.get(word, word)


def day_fault(captured: Sequence[tuple[str, Any]], today: date) -> str:
    """Say that there is no such date, or that it is another day of the week than was said; "" where neither is so."""
    said = dict(captured)
    number, month = said.get("nth") or said.get("month_day"), said.get("month")
    if number is None or "weekday_name" in said:
        return ""
    found = dates_heard.read(captured, today)
    if found is None and month:
        year = dates_heard.year_in(said, today)
        longest = calendar.monthrange(year or 2000, month)[1]
        return "" if number <= longest else f"There is no {ordinal(number)} of {MONTHS[month - 1]}{f' {year}' if year else ''}."
    if found is None:
        return f"No month has a {ordinal(number)}." if number > 31 else ""
    weekday = found.day.weekday()
    if said.get("said_weekday", WEEKDAYS[weekday]) == WEEKDAYS[weekday]:
        return ""
    that = times_said.calendar_day(found.day).partition("the ")[2]
    return f"The {that} is a {WEEKDAYS[weekday].capitalize()}, not a {said['said_weekday'].capitalize()}."
