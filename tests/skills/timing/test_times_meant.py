"""Times, days and timers are taken as people mean them; where two readings are possible, the reply tells which, or asks."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.skills.making import make_skills, skills_in
from tests.skills.talking import rung, said
from voice.clock import VirtualClock
from voice.config import Config
from voice.skills import Skills

ONE_PM = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
"""A Saturday."""


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return skills_in(tmp_path_factory.mktemp("state"), ONE_PM)


def slots(skills: Skills, text: str) -> dict[str, Any]:
    match = skills.match(text)
    return dict(match.slots) if match else {}


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("alarm for 12 tonight", "Alarm set for midnight tonight."),
        ("wake me at 12:15 tonight", "Alarm set for 12:15 am tomorrow."),
        ("set an alarm for quarter to twelve tonight", "Alarm set for 11:45 pm today."),
        ("alarm for half past twelve at night", "Alarm set for 12:30 am tomorrow."),
        ("wake me at 2 tonight", "Alarm set for 2 am tomorrow."),
        ("wake me at 11 tonight", "Alarm set for 11 pm today."),
        ("set an alarm for 12 tomorrow night", "Alarm set for midnight between Sunday and Monday."),
        ("alarm tomorrow at midnight", "Alarm set for midnight between Sunday and Monday."),
        ("set an alarm for 12 am tomorrow", "Alarm set for midnight tonight."),
        ("wake me at quarter to one", "Alarm set for 12:45 pm tomorrow."),
        ("alarm for five to midnight", "Alarm set for 11:55 pm today."),
        ("remind me at ten to noon to call", "I'll remind you at 11:50 am tomorrow: call."),
        ("remind me at quarter past midnight to lock up", "I'll remind you at 12:15 am tomorrow: lock up."),
        ("remind me at ten to five to call", "I'll remind you at 4:50 pm: call."),
        ("alarm for 9 this morning", "9 am today has already passed."),
        ("remind me this morning to call", "9 am today has already passed."),
        ("remind me at 9 this morning to call", "9 am today has already passed."),
        ("remind me tonight to call", "I'll remind you at 8 pm: call."),
        ("remind me tomorrow night at 10 to call", "I'll remind you at 10 pm tomorrow: call."),
        ("set a timer for 5 pm", "Alarm set for 5 pm today."),
    ],
)
def test_the_half_of_the_day(tmp_path: Path, request_: str, reply: str) -> None:
    assert said(skills_in(tmp_path, ONE_PM), request_) == reply


@pytest.mark.parametrize(
    ("request_", "time"),
    [
        ("alarm for 0700 hours", "07:00"),
        ("alarm for oh seven hundred hours", "07:00"),
        ("set an alarm for eighteen hundred hours", "18:00"),
        ("set an alarm for 1830 hours", "18:30"),
        ("set an alarm for fourteen thirty hours", "14:30"),
        ("wake me up at 0630", "06:30"),
        ("wake me at 6.30", "06:30"),
        ("set an alarm for 836pm", "20:36"),
        ("alarm at 1236 a.m.", "00:36"),
        ("set alarm for 630", "06:30"),
    ],
)
def test_a_time_in_figures(skills: Skills, request_: str, time: str) -> None:
    assert slots(skills, request_) == {"time": time}


@pytest.mark.parametrize(
    ("request_", "seconds"),
    [
        ("timer for 1/2 an hour", 1800),
        ("1/2hr timer", 1800),
        ("set a timer for 1 1/2 hours", 5400),
        ("1-1/2 hour timer", 5400),
        ("set a timer for 3/4 of an hour", 2700),
        ("1:30 timer", 90),
        ("set a timer for 10:00", 600),
        ("1:30:00 timer", 5400),
        ("set a timer for 1:30 hours", 5400),
        ("set a timer for two and three quarter hours", 9900),
        ("2¾ hour timer", 9900),
        ("alarm for 10 hours", 36000),
        ("set a timer for two weeks", 1209600),
    ],
)
def test_a_length_in_figures(skills: Skills, request_: str, seconds: int) -> None:
    assert slots(skills, request_) == {"seconds": seconds}


@pytest.mark.parametrize(
    "request_",
    [
        "remind me of how many lists i have",
        "remind me about what you said",
        "remind me of my appointments tomorrow",
        "remind me 10 minutes before my meeting",
        "please remind me one hour before the meeting i have tomorrow morning",
        "please turn on my music",
        "remind me when i get home to call mum",
        "remind me on the 5th of may 2020 to pay rent",
        "don't set an alarm for 7",
        "set an alarm for 7:75",
        "can i freeze it",
        "remind me at 5 and 6 to call",
    ],
)
def test_is_not_set(skills: Skills, request_: str) -> None:
    match = skills.match(request_)
    assert match is None or match.skill not in ("timer_set", "alarm_set", "reminder_set")


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("remind me to call mum before noon", "When? Say"),
        ("remind me to take my pills at 8 and 12", "When? Say"),
        ("remind me to do the laundry later today", "When? Say"),
        ("set a timer for 5 minutes and 10 minutes", "For how long?"),
        ("set a second timer", "For how long?"),
        ("remind me about tomorrow's meeting at ten am", "On which day?"),
        ("set a repeating alarm for 7", "On which days?"),
        ("remind me to water the plants every other day", "I can repeat something daily or on days of the week, but not"),
        ("remind me every two hours to drink", "I can repeat something daily or on days of the week, but not"),
        ("remind me to pay rent on the first of every month", "I can repeat something daily or on days of the week, but not"),
        ("set a reminder for wednesdays at two pm", "Remind you of what?"),
        ("set a timer for six", "Six seconds, minutes or hours?"),
    ],
)
def test_is_asked_or_refused(tmp_path: Path, request_: str, reply: str) -> None:
    skills = skills_in(tmp_path, ONE_PM)
    assert said(skills, request_).startswith(reply)
    assert said(skills, "what reminders do i have") == "There are no reminders."
    assert said(skills, "what alarms do i have") == "There are no alarms."


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("set an alarm for quarter to seven on weekdays", "Alarm set for 6:45 am on weekdays."),
        ("at quarter to seven on weekdays wake me up", "Alarm set for 6:45 am on weekdays."),
        ("wake me up every day at 8", "Alarm set for 8 am every day."),
        ("wake me up at nine at weekends", "Alarm set for 9 am at weekends."),
        ("set a daily alarm for 7", "Alarm set for 7 am every day."),
        ("every morning at 6 remind me to take my pills", "I'll remind you at 6 am every day: take my pills."),
        ("remind me every evening to lock the door", "I'll remind you at 7 pm every day: lock the door."),
        ("i want to wake up at six am tomorrow please", "Alarm set for 6 am tomorrow."),
        ("remind me to go to the store every friday", "I'll remind you at 9 am every Friday: go to the store."),
        (
            "remind me to take the bins out every monday and thursday at 7 pm",
            "I'll remind you at 7 pm every Monday and Thursday: take the bins out.",
        ),
        ("set an alarm for 6:30 every weekday labelled work", "Work alarm set for 6:30 am on weekdays."),
        ("set an alarm called gym for 7", "Gym alarm set for 7 am tomorrow."),
        ("set an alarm on the 25th of may at five pm", "Alarm set for 5 pm on Tuesday, the 25th of May."),
        ("remind me on 3 march at 9 to call dad", "I'll remind you at 9 am on Wednesday, the 3rd of March: call dad."),
        ("remind me on the first of the month to pay", "I'll remind you at 9 am on Tuesday, the 1st of December: pay."),
        ("remind me on may 5 2028 to renew", "I'll remind you at 9 am on Friday, the 5th of May, 2028: renew."),
        ("wake me on the fifth of may twenty twenty eight at 7", "Alarm set for 7 am on Friday, the 5th of May, 2028."),
        ("wake me next friday at 7", "Alarm set for 7 am on Friday, the 27th of November."),
        (
            "set a reminder for next saturday go to the library at five o'clock",
            "I'll remind you at 5 pm on Saturday, the 28th of November: go to the library.",
        ),
        ("remind me in a week to call", "I'll remind you at 9 am on Saturday, the 28th of November: call."),
    ],
)
def test_days_and_dates(tmp_path: Path, request_: str, reply: str) -> None:
    assert said(skills_in(tmp_path, ONE_PM), request_) == reply


@pytest.fixture
def in_london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


LONDON = ZoneInfo("Europe/London")
BEFORE_SPRING, BEFORE_AUTUMN = datetime(2027, 3, 27, 13, tzinfo=LONDON), datetime(2027, 10, 30, 13, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "request_", "reply"),
    [
        (
            BEFORE_SPRING,
            "wake me at 1:30 am tomorrow",
            "Alarm set for 2:30 am tomorrow, as the clocks go forward and there is no 1:30 am that day.",
        ),
        (BEFORE_SPRING, "wake me at 2:30 am tomorrow", "Alarm set for 2:30 am tomorrow."),
        (BEFORE_SPRING, "wake me every day at 1:30 am", "Alarm set for 1:30 am every day."),
        (
            BEFORE_AUTUMN,
            "remind me at 1:30 am tomorrow to look",
            "I'll remind you at 1:30 am tomorrow, the first time the clocks show it that day: look.",
        ),
    ],
)
@pytest.mark.parametrize("fixed", [False, True])
def test_when_the_clocks_change(
    tmp_path: Path, in_london: None, start: datetime, request_: str, reply: str, fixed: bool
) -> None:
    """The clock's zone is the machine's, with today's offset alone, or known by name."""
    assert said(skills_in(tmp_path, start.astimezone() if fixed else start), request_) == reply


def test_an_alarm_at_a_time_that_is_skipped_rings_an_hour_later_by_the_clock(tmp_path: Path, in_london: None) -> None:
    clock = VirtualClock(start=BEFORE_SPRING.astimezone())
    skills = make_skills(Config(state_dir=tmp_path), clock)
    skills.load()
    said(skills, "wake me at 1:30 am tomorrow")
    (ring,) = clock.run(rung(skills, clock, 24 * 3600))
    assert ring.due.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert ring.text.startswith("It's 2:30 am")


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("wake me at ten to midnight tonight", "Alarm set for 11:50 pm today."),
        ("alarm for midnight tonight", "Alarm set for midnight tonight."),
        ("remind me on november 20th to call", "I'll remind you at 9 am on Saturday, the 20th of November, 2027: call."),
        ("remind me on november 27th to call", "I'll remind you at 9 am on Friday, the 27th of November: call."),
        ("pls remind me 2 drink water in 1 hr", "I'll remind you in one hour: drink water."),
        ("remind me 2 days from now to eat", "I'll remind you at 9 am on Monday, the 23rd of November: eat."),
        ("remind me uh to call um mum at uh five", "I'll remind you at 5 pm: call mum."),
        ("set a uh timer for, um, ten minutes", "Timer set for ten minutes."),
        ("set an alarm for my morning run at 6", "Morning run alarm set for 6 am tomorrow."),
        ("remind me of the times at 6", "I'll remind you at 6 pm: the times."),
        ("set a last pizza timer for 10 minutes", "Last pizza timer set for ten minutes."),
        ("set a timer for leg of lamb for 2 hours", "Leg of lamb timer set for two hours."),
        ("set a timer for 6 o'clock", "Alarm set for 6 pm today."),
        ("set a timer at 6", "Alarm set for 6 pm today."),
        ("set a six o'clock timer", "Alarm set for 6 pm today."),
        ("pasta timer for quarter to seven", "Pasta alarm set for 6:45 pm today."),
        ("remind me with an alarm at three pm", "Remind you of what? Say, for instance: remind me at six pm to call home."),
    ],
)
def test_what_stands_around_a_time(tmp_path: Path, request_: str, reply: str) -> None:
    assert said(skills_in(tmp_path, ONE_PM), request_) == reply


@pytest.mark.parametrize(
    "request_",
    [
        "set an alarm for last monday at 9",
        "set an alarm for next month at 9",
        "remainder of ten times at six",
        "what is the history of the timer",
        "what is the meaning of timer",
    ],
)
def test_what_is_no_name_and_no_reminder(skills: Skills, request_: str) -> None:
    assert slots(skills, request_) == {}


def test_one_of_two_times_is_asked_for(skills: Skills) -> None:
    assert said(skills, "remind me to call john at 5 and mary at 6").startswith("When? Say")
