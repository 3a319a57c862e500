"""Holidays: the day of a year on which each falls, for those that a rule fixes."""

from datetime import date, timedelta

from voice.english.times import WEEKDAYS

FIXED = {
    "New Year's Day": (1, 1), "Groundhog Day": (2, 2), "Valentine's Day": (2, 14), "Saint Patrick's Day": (3, 17),
    "April Fools' Day": (4, 1), "Earth Day": (4, 22), "May Day": (5, 1), "Juneteenth": (6, 19), "Canada Day": (7, 1),
    "Independence Day": (7, 4), "Halloween": (10, 31), "Bonfire Night": (11, 5), "Veterans Day": (11, 11),
    "Christmas Eve": (12, 24), "Christmas": (12, 25), "Boxing Day": (12, 26), "New Year's Eve": (12, 31),
}  # fmt: skip
"""Month and day."""

BY_WEEKDAY = {
    "Martin Luther King Day": (1, "monday", 3), "Presidents' Day": (2, "monday", 3), "Mother's Day": (5, "sunday", 2),
    "Memorial Day": (5, "monday", -1), "Father's Day": (6, "sunday", 3), "Labor Day": (9, "monday", 1),
    "Columbus Day": (10, "monday", 2), "Thanksgiving": (11, "thursday", 4),
}  # fmt: skip
"""Month, weekday and which of the month's it is; -1 is the last. Days of the United States where others have another."""

FROM_EASTER = {
    "Mardi Gras": -47, "Ash Wednesday": -46, "Palm Sunday": -7, "Good Friday": -2, "Easter": 0, "Easter Monday": 1,
    "Ascension Day": 39, "Pentecost": 49,
}  # fmt: skip
"""Days from Easter Sunday, in the western churches."""

FROM_THANKSGIVING = {"Black Friday": 1, "Cyber Monday": 4}

ELSEWHERE = frozenset({"Mother's Day", "Father's Day", "Labor Day", "Thanksgiving"})
"""What other countries celebrate on another day than the United States."""


def holiday(name: str, year: int) -> date:
    """Find the day of a holiday in a year."""
    if name in FIXED:
        return date(year, *FIXED[name])
    if name in FROM_EASTER:
        return easter(year) + timedelta(days=FROM_EASTER[name])
    if name in FROM_THANKSGIVING:
        return holiday("Thanksgiving", year) + timedelta(days=FROM_THANKSGIVING[name])
    return _nth(year, *BY_WEEKDAY[name])


def _nth(year: int, month: int, weekday: str, number: int) -> date:
    """Find the nth such weekday of a month; -1 is the last one."""
    first = date(year, month, 1)
    if number < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=(following.weekday() - WEEKDAYS.index(weekday) - 1) % 7 + 1)
    return first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7 + 7 * (number - 1))


def easter(year: int) -> date:
    """Find Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return date(year, month, day + 1)
