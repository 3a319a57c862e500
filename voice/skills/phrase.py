"""Phrases of replies: durations, clock times, days and numbers as people say them."""

from collections.abc import Sequence
from datetime import date, datetime

SMALL = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def duration(seconds: float) -> str:
    """ "ten minutes", "1 hour and 30 minutes"; the two largest units once it is long."""
    rest = round(seconds)
    if not rest:
        return f"{seconds:.1g} seconds" if seconds else "no time"
    parts = []
    for size, name in UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(counted(count, name))
    return listed(parts[:3])


def counted(count: int, name: str) -> str:
    return f"{SMALL[count] if count < len(SMALL) else count} {name}{'' if count == 1 else 's'}"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def clock(time: datetime, hours: int) -> str:
    """ "7:05 pm", "7 pm", "noon", or "19:05" where the clock has 24 hours."""
    if hours == 24:
        return f"{time.hour}:{time.minute:02}"
    if time.minute == 0 and time.hour in (0, 12):
        return "noon" if time.hour else "midnight"
    minute = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minute} {'am' if time.hour < 12 else 'pm'}"


def day(when: date, today: date) -> str:
    """ "today", "tomorrow", "on Friday", "on Friday, the 5th of December"."""
    ahead = (when - today).days
    if ahead < 2:
        return ("today", "tomorrow")[max(ahead, 0)]
    return f"on {when:%A}" if ahead < 7 else f"on {calendar_day(when)}"


def calendar_day(when: date) -> str:
    """ "Friday, the 5th of December"."""
    return f"{when:%A}, the {ordinal(when.day)} of {when:%B}"


def ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def number(value: float, decimals: int = 3) -> str:
    """At most so many decimals, none that are zero; very small and very large ones in words."""
    if value and abs(value) < 10**-decimals:
        return f"{value:.2e}".replace("e-0", " times ten to the minus ").replace(
            "e-", " times ten to the minus "
        )
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
