"""Finds the day that was heard: "christmas", "the fifth of december", "next friday", "two weeks from tomorrow", "weekdays".

What was heard is pairs of (slot, value) in spoken order; the slots are those of `a_day` in `voice/skills/sentences/clock.toml`
where a day is asked about, and those of `day` in `common.toml` where something is set for it.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from voice.english.holidays import holiday
from voice.english.times import NEAR_DAYS, WEEKDAYS

LONGEST_DAYS = 400_000
"""A thousand years: what is counted from today goes no further."""
SETS_OF_DAYS = {"day": WEEKDAYS, "weekday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}


class Heard(NamedTuple):
    """A day, and how it was said."""

    day: date
    name: str
    """ "Christmas", "the day after tomorrow", "Friday"; "" for a date and for days that were counted."""
    other: date | None = None
    """What else "next Friday" may mean."""


def read(captured: Sequence[tuple[str, Any]], today: date, past: bool = False) -> Heard | None:
    """Find the day that was said; None where there is none. `past`: the question was what it was, not what it is."""
    said = dict(captured)
    try:
        if "holiday" in said:
            return Heard(_of_the_year(said, today, past), said["holiday"])
        if "weekday_name" in said and "nth" in said:
            return Heard(_nth_weekday(said, today), "")
        if "weekday_name" in said:
            return _weekday(said, today, past)
        if "month" in said or "nth" in said:
            return Heard(_of_the_year(said, today, past), "")
        return _counted(said, today)
    except (ValueError, OverflowError, IndexError):  # no year has that day
        return None


def day_said(captured: Sequence[tuple[str, Any]], today: date) -> dict[str, str] | None:
    """Read a day to come, as the slot `day` or `date`; {} where none was said, None where there is no such day."""
    said = dict(captured)
    if said.keys() & {"nth", "month_day", "holiday", "count_unit"}:
        found = read([one for one in captured if one != ("month_ahead", 0)], today)  # the next first of "the month"
        return {"date": found.day.isoformat()} if found and found.day >= today else None
    if day := said.get("day"):
        name = day.removeprefix("next ")
        if said.keys() & {"week_later", "weeks_on", "next_week"}:
            due = _weeks_on(said, today)
            return {"date": due.isoformat()} if due else None
        if name == day:
            return {"day": day}
        ahead = 7 if name == "week" else (WEEKDAYS.index(name) - today.weekday() - 1) % 7 + 1
        return {"date": (today + timedelta(days=ahead)).isoformat()}
    parts = (str(said.get(slot)) for slot in ("part_of_day", "meridiem", "part_today"))
    return {"day": "today"} if any(part.endswith(" today") for part in parts) else {}


def _weeks_on(said: Mapping[str, Any], today: date) -> date | None:
    """Find the day of "friday week", "a fortnight on friday" and "friday of next week"; None of what makes no sense."""
    day = said["day"]
    if "next_week" in said:
        return today + timedelta(days=7 - today.weekday() + WEEKDAYS.index(day)) if day in WEEKDAYS else None
    if day not in WEEKDAYS and day not in NEAR_DAYS:
        return None
    return day_of(day, today) + timedelta(weeks=said.get("weeks_on", 1))


def days_repeated(captured: Sequence[tuple[str, Any]]) -> list[str]:
    """Read on which weekdays something repeats: their names, "week" for that of the day itself, else as it was said."""
    said = ["day"] if "every_part" in dict(captured) else [str(value) for slot, value in captured if slot == "every"]
    if "week" in said and "day" in dict(captured):
        said = [dict(captured)["day"]]
    return weekdays(said) or sorted(said)


def weekdays(said: Sequence[str]) -> list[str]:
    """The weekdays that are named, by themselves or as "weekend", in the order of the week."""
    days = {day for value in said for day in SETS_OF_DAYS.get(value, (value,))}
    return [day for day in WEEKDAYS if day in days]


def day_of(day: str | None, today: date) -> date:
    """Find the date of a day that is named, or is one; of none, that of today."""
    if day in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(day) - today.weekday()) % 7)
    if day and day not in NEAR_DAYS:
        return date.fromisoformat(day)
    return today + timedelta(days=NEAR_DAYS.index(day) if day else 0)


def _of_the_year(said: Mapping[str, Any], today: date, past: bool) -> date:
    """Find a day that comes every year or month: in the year that was said, else the next one, or the last."""
    days = [day for day in _candidates(said, today) if day is not None]
    if len(days) == 1:
        return days[0]
    before, after = [day for day in days if day < today], [day for day in days if day >= today]
    return before[-1] if past and before else after[0]


def year_in(said: Mapping[str, Any], today: date) -> int | None:
    """The year that was said, also as "next year"; None for none."""
    if "year_ahead" in said:
        return int(today.year + said["year_ahead"])
    return year_said(said, today)


def year_said(said: Mapping[str, Any], today: date) -> int | None:
    """The year that was named: 2028, also as "twenty twenty eight"; of "fifty two" the last one. None for none."""
    year = said.get("year") or (said.get("century", 2000) + said["year_short"] if "year_short" in said else None)
    return (1900 if year > today.year % 100 else 2000) + year if year and year < 100 else year


def _candidates(said: Mapping[str, Any], today: date) -> Iterator[date | None]:
    given = year_in(said, today)
    if "holiday" in said:
        return (holiday(said["holiday"], year) for year in ([given] if given else range(today.year - 1, today.year + 2)))
    number = said.get("nth") or said.get("month_day") or 1
    if "month" in said:
        years = [given] if given else range(today.year - 8, today.year + 9)  # the 29th of February is rare
        return (_date(year, said["month"], number) for year in years)
    months = (today.year * 12 + today.month - 1 + ahead for ahead in _months_ahead(said))
    return (_date(month // 12, month % 12 + 1, number) for month in months)


def _months_ahead(said: Mapping[str, Any]) -> Sequence[int]:
    return [said["month_ahead"]] if "month_ahead" in said else range(-3, 4)


def _date(year: int, month: int, number: int) -> date | None:
    return date(year, month, number) if number <= calendar.monthrange(year, month)[1] else None


def _nth_weekday(said: Mapping[str, Any], today: date) -> date:
    """Find "the second tuesday in december", "the last friday of this month"."""
    month = said.get("month", today.month)
    year = year_in(said, today) or today.year + (month < today.month)
    months = year * 12 + month - 1 + said.get("month_ahead", 0)
    first, length = date(months // 12, months % 12 + 1, 1), calendar.monthrange(months // 12, months % 12 + 1)[1]
    days = [day for day in range(1, length + 1) if first.replace(day=day).weekday() == WEEKDAYS.index(said["weekday_name"])]
    return first.replace(day=days[said["nth"] - (said["nth"] > 0)])


def _weekday(said: Mapping[str, Any], today: date, past: bool) -> Heard:
    """Find a weekday: the coming one, or the last. "Next Friday" said on a Monday may mean either of two."""
    name, which = said["weekday_name"], said.get("which", "last" if past else "this")
    index = WEEKDAYS.index(name)
    spoken = f"{'last ' if which == 'last' else ''}{name.capitalize()}"
    if which == "last":
        return Heard(today - timedelta(days=(today.weekday() - index - 1) % 7 + 1), spoken)
    if "week_ahead" in said:
        monday = today - timedelta(days=today.weekday())
        return Heard(monday + timedelta(days=index, weeks=said["week_ahead"]), "")
    day = today + timedelta(days=(index - today.weekday() - (which == "next")) % 7 + (which == "next"))
    if "amount" in said:
        return Heard(day + timedelta(weeks=int(said["amount"])), "")
    in_this_week = day.isocalendar()[:2] == today.isocalendar()[:2]
    return Heard(day, spoken, day + timedelta(days=7) if which == "next" and in_this_week else None)


def _counted(said: Mapping[str, Any], today: date) -> Heard | None:
    """Find a day that is so many days, weeks, months or years away from today or from one near it."""
    start = today + timedelta(days=NEAR[said.get("near", "today")])
    if "count_unit" not in said:
        return Heard(start, said["near"]) if "near" in said else None
    amount = int(said.get("amount", 1)) * (-1 if "ago" in said else 1)
    if said["count_unit"] in DAYS_OF:
        days = amount * DAYS_OF[said["count_unit"]]
        return Heard(start + timedelta(days=days), "") if abs(days) <= LONGEST_DAYS else None
    months = start.year * 12 + start.month - 1 + amount * (12 if said["count_unit"] == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return Heard(date(year, month, min(start.day, calendar.monthrange(year, month)[1])), "")


DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
NEAR = {"the day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "the day after tomorrow": 2}
