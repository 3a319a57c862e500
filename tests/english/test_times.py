"""Times and days as they are said and heard; the skills' tests hold how they meet the sentences."""

from datetime import UTC, date, datetime

import pytest

from voice.english.times_heard import Time, moment, seconds, time_of_day
from voice.english.times_said import clock, day, duration

WEDNESDAY = date(2026, 5, 27)
NOW = datetime(2026, 5, 27, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "no time"),
        (0.25, "0.2 seconds"),
        (1, "one second"),
        (90, "one minute and 30 seconds"),
        (3600, "one hour"),
        (90061, "one day, one hour and one minute"),
        (13 * 60, "13 minutes"),
    ],
)
def test_a_duration_is_said(length: float, said: str) -> None:
    assert duration(length) == said


@pytest.mark.parametrize(
    ("hour", "minute", "hours", "said"),
    [(0, 0, 12, "midnight"), (12, 0, 12, "noon"), (19, 0, 12, "7 pm"), (7, 5, 12, "7:05 am"), (19, 5, 24, "19:05")],
)
def test_a_clock_time_is_said(hour: int, minute: int, hours: int, said: str) -> None:
    assert clock(datetime(2026, 5, 27, hour, minute), hours) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 5, 27), "today"),
        (date(2026, 5, 28), "tomorrow"),
        (date(2026, 5, 29), "on Friday"),
        (date(2026, 6, 3), "on Wednesday, the 3rd of June"),
    ],
)
def test_a_day_is_said(when: date, said: str) -> None:
    assert day(when, WEDNESDAY) == said


def test_a_duration_is_heard() -> None:
    assert seconds([("amount", 2), ("unit", 60), ("odd", 30)]) == 150
    assert seconds([("unit", 3600), ("fraction", 0.5)]) == 5400
    assert seconds([("amount", 2)]) is None


def test_a_clock_time_is_heard() -> None:
    assert time_of_day([("offset", 15), ("side", -1), ("hour", 7), ("meridiem", "pm")]) == Time(18, 45, True)
    assert time_of_day([("hour", 11), ("meridiem", "night")]) == Time(23, 0, True)
    assert time_of_day([("hour", 7)]) == Time(7, 0, False)
    assert time_of_day([]) is None


def test_the_moment_that_is_meant() -> None:
    assert moment("14:00", None, NOW).day == 28
    assert moment("14:00", "wednesday", NOW).day == 3
    assert moment("15:00", "day after tomorrow", NOW).day == 29
    assert moment("14:00", "today", NOW) < NOW
