"""Tells dates: what day it is, was or will be, how long it is until then, the week's number, leap years, the length of months.

The day is found when the request is read: the slots are `{}` for today, `{day: "tomorrow"}`, or `{date: "YYYY-MM-DD", name?,
other?, ask?, unit?}`.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from voice.clock import Clock
from voice.english import dates_heard, places, times_said
from voice.english.holidays import ELSEWHERE
from voice.english.numbers import ordinal
from voice.english.numbers_said import capital, counted, listed
from voice.english.times import MONTHS, WEEKDAYS
from voice.english.times_that_are_none import day_fault
from voice.messages import SkillReply
from voice.skills.clock import named
from voice.skills.skill import Captures, Context, Skill


def skill(clock: Clock, hours: int) -> Skill:
    async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
        now = clock.today()
        said = reply(slots, now.date())
        return SkillReply(f"{said[:-1]}, {times_said.clock(now, hours)}." if "clock" in slots else said)

    return Skill("date", lambda captures: read(captures, clock.today()), run, again=_again)


NUMBERED = re.compile(r"\d|\b(?:first|second|third|\w+th)\b")
YEAR = re.compile(r"(?:in )?(?:(?:last|this|next) year|\d{4})")


def _again(slots: Mapping[str, Any], instead: str) -> str:
    if slots.get("ask") == "age":
        return f"how old would someone born {_birth(slots)} be {instead}"
    if "date" in slots and YEAR.fullmatch(instead):
        day = date.fromisoformat(slots["date"])
        name = slots.get("name") or f"the {ordinal(day.day)} of {MONTHS[day.month - 1]}"
        return f"what day {'was' if 'last' in instead else 'is'} {name} {instead}".lower()
    if "date" in slots and "name" not in slots and NUMBERED.search(instead):
        return ""  # "and the 6th?" is of the same month
    return f"how many days until {instead}" if slots.get("ask") == "until" else f"what date is {instead}"


def _birth(slots: Mapping[str, Any]) -> str:
    """Say when somebody was born, as it is asked."""
    if "date" in slots:
        born = date.fromisoformat(slots["date"])
        return f"on the {ordinal(born.day)} of {MONTHS[born.month - 1]} {born.year}".lower()
    return f"in {MONTHS[slots['month'] - 1] if 'month' in slots else ''} {slots['year']}".lower()


def read(captures: Captures, now: datetime) -> dict[str, Any] | None:
    said, today = dict(captures), now.date()
    if year := dates_heard.year_said(said, today):
        said["year"] = year
    if not said or said.get("day") or "clock" in said:
        return said
    ask = {"ask": said["ask"]} if "ask" in said else {}
    if ask.get("ask") == "numbers":
        return ask
    if ask.get("ask") == "now":
        return {}  # "are we in May yet": the date tells it
    if "place" in said:
        return _elsewhere(str(said["place"]), now)
    if "period" in said:
        return ask | {"period": said["period"]}
    if ask.get("ask") in ("week", "leap", "next leap", "length", "day"):
        return ask | {"year": said.get("year", today.year + said.get("year_ahead", 0)), "month": _month(said, today)}
    if ask.get("ask") == "clocks":
        return ask | {"way": said["clocks"]}
    if ask.get("ask") == "age":
        return _born(captures, today)
    if ask.get("ask") == "years" and "month" not in said and "holiday" not in said:
        return ask | {"year": said["year"]} if "year" in said else None
    if "then" in said:
        return ask | both if (both := _both(captures, today)) else None
    if "month_end" in said:
        found: dates_heard.Heard | None = _end_of_month(said["month_end"], today)
    elif "end_of" in said:
        found = dates_heard.Heard(_last_of(said["end_of"], today), f"the end of the {said['end_of']}")
    else:
        found = dates_heard.read(captures, today, said.get("past", False))
    if found is None:
        fault = day_fault(captures, today)
        return {"fault": fault} if fault else None
    slots = {"date": str(found.day), "name": found.name, "other": found.other and str(found.other), "unit": said.get("unit")}
    return ask | {name: value for name, value in slots.items() if value}


def _born(captures: Captures, today: date) -> dict[str, Any] | None:
    """Read when somebody was born, a year, its month too, or a day, and how many years on their age is asked for."""
    at = next((at for at, (slot, _) in enumerate(captures) if slot == "be"), len(captures))
    said, then = dict(captures[:at]), dict(captures[at:])
    year = dates_heard.year_said(said, today)
    later = dates_heard.year_in(then, today)
    if later and later < today.year and "year_ahead" not in then:
        return None  # "and 1985": that is when somebody else was born
    ahead = later - today.year if later else -then.get("amount", 0) if "ago" in then else then.get("amount", 0)
    slots: dict[str, Any] = {"ask": "age"} | ({"ahead": int(ahead)} if ahead else {})
    if year and "holiday" not in said and said.keys().isdisjoint(("nth", "month_day")):
        return slots | {"year": year} | ({"month": said["month"]} if "month" in said else {}) if year <= today.year else None
    found = dates_heard.read(captures[:at], today, past=True)
    return slots | {"date": str(found.day)} if found and found.day <= today else None


def _both(captures: Captures, today: date) -> dict[str, Any]:
    """The two days of "from the third of may to christmas", the earlier one as `start`; {} where there are none."""
    at = captures.index(next(one for one in captures if one[0] == "then"))
    days = [found.day for some in (captures[:at], captures[at:]) if (found := dates_heard.read(some, today))]
    unit = {"unit": dict(captures)["unit"]} if "unit" in dict(captures) else {}
    return {"start": str(min(days)), "date": str(max(days))} | unit if len(days) == 2 else {}


def _end_of_month(month: int, today: date) -> dates_heard.Heard:
    year = today.year + (month < today.month)
    return dates_heard.Heard(date(year, month, calendar.monthrange(year, month)[1]), f"the end of {MONTHS[month - 1]}")


def _last_of(period: str, today: date) -> date:
    if period == "week":
        return today + timedelta(days=6 - today.weekday())
    month = 12 if period == "year" else today.month
    return date(today.year, month, calendar.monthrange(today.year, month)[1])


def _elsewhere(place: str, now: datetime) -> dict[str, Any] | None:
    zone = places.zone(place)
    return {"date": str(now.astimezone(zone).date()), "place": place} if zone else None


def _month(said: Mapping[str, Any], today: date) -> int:
    """The month that is asked about; 0: the whole year."""
    whole = said.get("end_of") == "year" or ("year" in said and "month" not in said)
    return 0 if whole else int(said.get("month", today.month))


def reply(slots: Mapping[str, Any], today: date) -> str:
    if slots.get("day") == "tomorrow":
        slots = {"date": str(today + timedelta(days=1)), "name": "tomorrow"}
    if "fault" in slots:
        return str(slots["fault"])
    if "ask" in slots:
        return ANSWERS[slots["ask"]](slots, today)
    if "date" not in slots:
        return f"It's {times_said.calendar_day(today)}, {today.year}."
    return _when(date.fromisoformat(slots["date"]), slots, today)


def _when(day: date, slots: Mapping[str, Any], today: date) -> str:
    name, verb = slots.get("name", ""), "is" if day >= today else "was"
    said = times_said.calendar_day(day) + (f", {day.year}" if day.year != today.year else "")
    if place := slots.get("place"):
        return f"It's {said} {named(place)}."
    if other := slots.get("other"):
        later = times_said.calendar_day(date.fromisoformat(other)).partition(", ")[2]
        return f"The coming {name} is {said.partition(', ')[2]}; the one after that is {later}."
    if not name and abs((day - today).days) < 1:
        return f"That is today: {said}."
    if not name:
        return f"That {verb} {said}."
    if name in WITHOUT_ON:
        return f"{capital(name)} {verb} {said}."
    if name.split()[-1].lower() in WEEKDAYS:
        return f"{capital(name)} {verb} {said.partition(', ')[2]}."
    where = "In the United States, " if name in ELSEWHERE else ""
    return f"{where}{name} {verb} today, {said}." if day == today else f"{where}{name} {verb} on {said}."


WITHOUT_ON = {*dates_heard.NEAR, "the end of the year", "the end of the month", "the end of the week"}


def _until(slots: Mapping[str, Any], today: date) -> str:
    day = date.fromisoformat(slots["date"])
    name = slots.get("name") or f"the {times_said.calendar_day(day).partition('the ')[2]}"
    if day == today:
        return f"{capital(name)} is today."
    if day < today:
        return f"{capital(name)} has passed: it was {_span(slots, day, today)} ago."
    return f"{capital(_span(slots, today, day))} until {name}."


def _since(slots: Mapping[str, Any], today: date) -> str:
    day = date.fromisoformat(slots["date"])
    return f"{capital(_span(slots, day, today))} ago." if day < today else _until(slots, today)


def _between(slots: Mapping[str, Any], today: date) -> str:
    return f"{capital(_span(slots, date.fromisoformat(slots['start']), date.fromisoformat(slots['date'])))}."


def _span(slots: Mapping[str, Any], start: date, end: date) -> str:
    """Say how long it is between two days: in days, or in whole weeks or months and the days left over."""
    days = (end - start).days
    if slots.get("unit") == "month":
        months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
        month = start.year * 12 + start.month - 1 + months
        day = min(start.day, calendar.monthrange(month // 12, month % 12 + 1)[1])
        whole, rest = months, (end - date(month // 12, month % 12 + 1, day)).days
    else:
        whole, rest = divmod(days, 7) if slots.get("unit") == "week" else (0, days)
    parts = [counted(whole, str(slots.get("unit")))] if whole else []
    return listed(parts + ([counted(rest, "day")] if rest or not whole else []))


def _week(slots: Mapping[str, Any], today: date) -> str:
    return f"It's week {today.isocalendar().week}."


def _leap(slots: Mapping[str, Any], today: date) -> str:
    leap = calendar.isleap(slots["year"])
    verb = "is" if slots["year"] >= today.year else "was"
    return f"{'Yes' if leap else 'No'}, {slots['year']} {verb} {'a' if leap else 'no'} leap year."


def _day(slots: Mapping[str, Any], today: date) -> str:
    return f"It's day {today.timetuple().tm_yday} of {366 if calendar.isleap(today.year) else 365}."


def _clocks(slots: Mapping[str, Any], today: date) -> str:
    """Find the next day on which this machine's zone puts its clocks forward, or back."""
    for day in (today + timedelta(days=ahead) for ahead in range(366)):
        change = _offset(day + timedelta(days=1)) - _offset(day)
        way = "forward" if change > timedelta() else "back"
        if change and slots["way"] in ("", way):
            year = f", {day.year}" if day.year != today.year else ""
            by = times_said.duration(abs(change).total_seconds())
            return f"The clocks go {way} {by} on {times_said.calendar_day(day)}{year}."
    return "The clocks don't change here."


def _offset(day: date) -> timedelta:
    return datetime(day.year, day.month, day.day).astimezone().utcoffset() or timedelta()


def _age(slots: Mapping[str, Any], today: date) -> str:
    ahead = slots.get("ahead", 0)
    then = " then" if ahead else ""
    if "date" in slots:
        born = date.fromisoformat(slots["date"])
        years = today.year + ahead - born.year - ((today.month, today.day) < (born.month, born.day))
        return f"{capital(counted(years, 'year'))} old{then}." if years >= 0 else "Not born then."
    years, month = today.year + ahead - slots["year"], slots.get("month", today.month)
    if month != today.month:
        return f"{years - (month > today.month)} years old{then}."
    return f"{years - 1} or {years} years old{then}." if years > 1 else f"A year old at most{then}."


def _years(slots: Mapping[str, Any], today: date) -> str:
    return f"{capital(counted(abs(today.year - slots['year']), 'year'))}."


def _next_leap(slots: Mapping[str, Any], today: date) -> str:
    return f"The next leap year is {next(year for year in range(today.year + 1, today.year + 9) if calendar.isleap(year))}."


def _period(slots: Mapping[str, Any], today: date) -> str:
    which, unit = slots["period"].split()
    ahead = {"last": -1, "this": 0, "next": 1}[which]
    verb = "was" if ahead < 0 else "is"
    if unit == "year":
        return f"{capital(which)} year {verb} {today.year + ahead}."
    return f"{capital(which)} month {verb} {MONTHS[(today.month - 1 + ahead) % 12]}."


def _length(slots: Mapping[str, Any], today: date) -> str:
    year, month = slots["year"], slots["month"]
    if not month:
        return f"{year} has {366 if calendar.isleap(year) else 365} days."
    days = calendar.monthrange(year, month)[1]
    which = f" in {year}" if month == 2 else ""
    return f"{MONTHS[month - 1]} has {days} days{which}."


def _numbers(slots: Mapping[str, Any], today: date) -> str:
    return f"The {ordinal(today.day)} of the {ordinal(today.month)}, {today.year}."


ANSWERS: Mapping[str, Callable[[Mapping[str, Any], date], str]] = {
    "until": _until, "since": _since, "between": _between, "week": _week, "leap": _leap, "next leap": _next_leap,
    "numbers": _numbers,
    "length": _length, "period": _period, "day": _day, "clocks": _clocks, "age": _age, "years": _years,
}  # fmt: skip
