"""Names of weekdays, months, days near today and units of time."""

from typing import Literal, get_args

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(Weekday)
"""Monday first, as `date.weekday()` counts."""
A_DAY = rf"(?:{'|'.join(WEEKDAYS)}|today|tonight|tomorrow)"
"""Matches a day as it is said."""

NearDay = Literal["today", "tomorrow", "day after tomorrow"]
NEAR_DAYS: tuple[str, ...] = get_args(NearDay)
"""The place of each is its number of days from today."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTH_ABBREVIATIONS = {month[:3].lower(): month for month in MONTHS if month != "May"} | {"sept": "September"}
"""Short form, in lower case and without its full stop → month."""

UNITS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
"""Unit of spoken durations → its length in seconds, the largest first."""

UNITS_HEARD = {"week": 7 * UNITS["day"]} | UNITS
"""The same with a unit that is only heard: replies count in days."""

SHORT_UNITS = {f"{unit}{plural}" for unit in ("hour", "minute", "second") for plural in ("", "s")}
"""Words for units of less than a day, in the singular and the plural."""
