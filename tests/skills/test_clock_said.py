"""Timers, alarms, reminders and times in the words that people find for them: what is said, and what is set then or told."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import said
from voice.skills import Context, Skills
from voice.skills.timing.store import Store

MORNING = datetime(2026, 11, 11, 10, 15, tzinfo=UTC)
"""A Wednesday."""


@pytest.fixture
def skills(tmp_path: Path) -> Skills:
    return skills_in(tmp_path, MORNING)


def entries(folder: Path) -> list[tuple[str, str, str]]:
    """Kind, local time and name or words of what is set, the next to ring first."""
    return [(one.kind, f"{one.due:%d %H:%M:%S}", one.text) for one in Store(folder).entries()]


@pytest.mark.parametrize(
    ("request_", "kind", "due", "text"),
    [
        ("start the clock for seven minutes", "timer", "11 10:22:00", ""),
        ("timer please, eight minutes", "timer", "11 10:23:00", ""),
        ("chuck a quick timer on for twenty mins mate", "timer", "11 10:35:00", ""),
        ("ok so I need like a ten minute timer", "timer", "11 10:25:00", ""),
        ("gimme a 10 min timer", "timer", "11 10:25:00", ""),
        ("set a timer until quarter past eleven", "timer", "11 11:15:00", ""),
        ("put 25 minutes on for the roast potatoes", "timer", "11 10:40:00", "roast potatoes"),
        ("I'm putting a pizza in, set a timer for 14 minutes", "timer", "11 10:29:00", ""),
        ("set a timer for ten minutes, I'm making tea", "timer", "11 10:25:00", ""),
        ("early start tomorrow so wake me at 5", "alarm", "12 05:00:00", ""),
        ("gotta be up at 5 tomorrow", "alarm", "12 05:00:00", ""),
        ("tomorrow, alarm, seven am", "alarm", "12 07:00:00", ""),
        ("set the alarm for about half six tomorrow", "alarm", "12 06:30:00", ""),
        ("every morning at 7 wake me", "alarm", "12 07:00:00", ""),
        ("6 am alarm to feed the cat", "alarm", "12 06:00:00", "feed the cat"),
        ("nudge me in ten minutes to stretch", "reminder", "11 10:25:00", "stretch"),
        ("tell me at 4 to leave", "reminder", "11 16:00:00", "leave"),
        ("remind me to take the cake out in 25", "reminder", "11 10:40:00", "take the cake out"),
        ("set a reminder to pay the rent for tomorrow at 10", "reminder", "12 10:00:00", "pay the rent"),
        ("remind us at about six that dinner's ready", "reminder", "11 18:00:00", "dinner's ready"),
        ("remind me when it's 3 o'clock to call the school", "reminder", "11 15:00:00", "call the school"),
        ("remind me this arvo at 3 to ring dave", "reminder", "11 15:00:00", "ring dave"),
        ("I have a dentist appointment tomorrow at 2pm, remind me", "reminder", "12 14:00:00", "a dentist appointment"),
    ],
)
def test_it_is_set(tmp_path: Path, skills: Skills, request_: str, kind: str, due: str, text: str) -> None:
    said(skills, request_)
    assert entries(tmp_path) == [(kind, due, text)]


@pytest.mark.parametrize(("request_", "day"), [
    ("remind me on christmas eve at noon to wrap the presents", datetime(2026, 12, 24, 12, 0)),
    ("wake me on new year's day at 9 am", datetime(2027, 1, 1, 9, 0)),
    ("set an alarm for the 20th of november at noon", datetime(2026, 11, 20, 12, 0)),
    ("set an alarm for tuesday the 17th at 6 am", datetime(2026, 11, 17, 6, 0)),
    ("alarm for 6 am wednesday december 2nd", datetime(2026, 12, 2, 6, 0)),
    ("remind me on monday the 23rd to vote", datetime(2026, 11, 23, 9, 0)),
    ("remind me on the first of the month at noon to pay", datetime(2026, 12, 1, 12, 0)),
])  # fmt: skip
def test_any_day_that_can_be_asked_for_can_be_set_for(tmp_path: Path, skills: Skills, request_: str, day: datetime) -> None:
    said(skills, request_)
    assert [one.due.replace(tzinfo=None) for one in Store(tmp_path).entries()] == [day]


@pytest.mark.parametrize(
    ("before", "request_", "left"),
    [
        ("set a pasta timer for 8 minutes", "make the pasta timer 12 minutes", "10:27"),
        ("set a pasta timer for 8 minutes", "the pasta timer should be 12 minutes", "10:27"),
        ("set a pasta timer for 8 minutes", "can you set the pasta timer to 12 minutes instead", "10:27"),
        ("set a timer for 5 minutes", "reset the timer to 12 minutes", "10:27"),
        ("set a timer for 9 minutes", "bump the timer up by 3 minutes", "10:27"),
        ("set a rice timer for 10 minutes", "the rice needs another two minutes", "10:27"),
        ("set an alarm for 11 am", "push my alarm back half an hour", "11:30"),
        ("set an alarm for noon", "move my alarm half an hour earlier", "11:30"),
        ("set an alarm for noon", "put my alarm back to 1 pm", "13:00"),
        ("set an alarm for 11 am", "make my alarm 11:30 am instead of 11", "11:30"),
        ("remind me at 3 pm to call mum", "move the reminder to 5", "17:00"),
        ("remind me at 3 pm to call mum", "change my reminder to call mum to 6 pm", "18:00"),
        ("remind me at 3 pm to call mum", "push the mum reminder back an hour", "16:00"),
    ],
)
def test_it_is_changed_and_not_set_twice(tmp_path: Path, skills: Skills, before: str, request_: str, left: str) -> None:
    said(skills, before)
    said(skills, request_)
    assert [due[3:8] for _, due, _ in entries(tmp_path)] == [left]


def test_what_is_not_there_to_be_changed_is_set(tmp_path: Path, skills: Skills) -> None:
    assert said(skills, "set the pasta timer to 12 minutes") == "Pasta timer set for twelve minutes."
    assert said(skills, "set a pasta timer for 5 minutes") == "Pasta timer set for five minutes."
    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize("request_", [
    "set two timers, one for 5 minutes and one for 10 minutes", "set 2 timers for 5 and 10 minutes",
    "two timers, 5 minutes and 10 minutes",
])  # fmt: skip
def test_two_timers_at_once(tmp_path: Path, skills: Skills, request_: str) -> None:
    assert said(skills, request_) == "Timers set for five minutes and ten minutes."
    assert [due for _, due, _ in entries(tmp_path)] == ["11 10:20:00", "11 10:25:00"]


@pytest.mark.parametrize(
    ("before", "request_"),
    [
        ("set a timer for 10 minutes", "bin the timer"),
        ("set a timer for 10 minutes", "cancel both"),
        ("set an alarm for 7 am", "forget about the alarm"),
        ("set an alarm for 7 am", "i dont want to be woken up tomorrow"),
        ("set an alarm for 7 am", "switch tomorrow's alarm off please"),
        ("set an alarm for 7 am", "no alarms tomorrow"),
        ("set an alarm for 7 am", "cancel my wake up call"),
        ("set an alarm for 7 am", "i'm not working tomorrow, turn the alarm off"),
        ("remind me at 3 pm to call mum", "forget the reminder"),
        ("remind me at 3 pm to call mum", "you don't need to remind me to call mum anymore"),
    ],
)
def test_it_is_taken_back(tmp_path: Path, skills: Skills, before: str, request_: str) -> None:
    said(skills, before)
    said(skills, request_)
    assert entries(tmp_path) == []


def test_all_but_one_are_cancelled(tmp_path: Path, skills: Skills) -> None:
    for text in ("set a tea timer for 4 minutes", "set a bread timer for 40 minutes", "set a timer for 5 minutes"):
        said(skills, text)
    said(skills, "cancel every timer except the tea one")
    assert [text for _, _, text in entries(tmp_path)] == ["tea"]


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("what time's my alarm", "The alarm is set for 1 pm."),
        ("have you set my alarm?", "The alarm is set for 1 pm."),
        ("provide me the alarm times you have set", "The alarm is set for 1 pm."),
        ("how long until my alarm", "Two hours and 45 minutes until the alarm at 1 pm."),
        ("do i have any pending reminders", "Call mum, at 3 pm."),
        ("what do i have to remember today", "Call mum, at 3 pm."),
        ("when do i have to call mum", "Call mum, at 3 pm."),
        ("how long till the pasta's done", "The pasta timer has eight minutes left."),
        ("are the timers still on", "The pasta timer has eight minutes left."),
        ("is my pasta done yet", "The pasta timer has eight minutes left."),
    ],
)
def test_it_is_asked_after(skills: Skills, request_: str, reply: str) -> None:
    for text in ("set an alarm for 1 pm", "remind me at 3 pm to call mum", "set a pasta timer for 8 minutes"):
        said(skills, text)
    assert said(skills, request_) == reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("what time will it be in 3 hours", "It will be 1:15 pm."),
        ("what time will it be in tokyo in two hours", "It will be 9:15 pm in Tokyo."),
        ("what time will it be in tokyo in half a day", "It will be 7:15 am tomorrow in Tokyo."),
        ("in an hour and a half what time is it in london", "It will be 11:45 am in London."),
        ("what time was it eleven hours ago", "It was 11:15 pm yesterday."),
        ("how long between ten to four and half past six", "Two hours and 40 minutes."),
        ("what's the time between nine o'clock and quarter to eleven", "One hour and 45 minutes."),
        ("is it morning or afternoon", "It's 10:15 am."),
        ("when is next christmas", "Christmas is on Friday, the 25th of December."),
        ("how long until noon", "One hour and 45 minutes until noon."),
        ("how many minutes until 11", "45 minutes until 11 am."),
        ("is it past ten already", "It's 10:15 am."),
        ("whats the time rn", "It's 10:15 am."),
        ("what's the date and time", "It's Wednesday, the 11th of November, 2026, 10:15 am."),
        ("how many days between november 20 and december 25", "35 days."),
        ("how many days are left this week", "Four days until the end of the week."),
        ("how many days left in november", "19 days until the end of November."),
        ("what date is the second tuesday in december", "That is Tuesday, the 8th of December."),
        ("what date's the last friday of this month", "That is Friday, the 27th of November."),
        ("convert 3 pm london time to new york time", "It would be 10 am in New York."),
        ("if it's three o'clock here what time is it in new york", "If you mean 3 pm, it would be 10 am in New York."),
        ("if it's eight here what time is it in tokyo", "If you mean 8 am, it would be 5 pm in Tokyo."),
        ("when it's 9 am in tokyo what time is it here", "It would be midnight."),
        ("how many hours is new york behind", "It's five hours earlier in New York than here."),
        ("What's the time in Toronto, Canada?", "It's 5:15 am in Toronto, Canada."),
        ("what time is it on the west coast", "It's 2:15 am on the West Coast."),
    ],
)
def test_times_and_days_are_told(skills: Skills, request_: str, reply: str) -> None:
    assert said(skills, request_) == reply


@pytest.mark.parametrize(
    "request_",
    [
        "give me a minute", "what are timers good for", "when was the first alarm clock invented",
        "is it the right time to plant tulips", "what is the day of the dead", "tell me a joke at 5",
        "when i say go, set a timer for 5 minutes",
        "he said, set a timer for 5 minutes", "the tv is too loud, turn it down", "the song is called wake me up at 7",
        "don't set a timer, set an alarm for 7", "set a timer for 5 to 10 minutes", "wake me at seven except weekends",
    ],
)  # fmt: skip
def test_it_is_left_alone(skills: Skills, request_: str) -> None:
    assert skills.match(request_) is None


def test_timers_of_days_ago_are_forgotten(tmp_path: Path) -> None:
    said(skills_in(tmp_path, MORNING), "set a tea timer for 5 minutes")
    later = skills_in(tmp_path, MORNING.replace(day=14))
    said(later, "set a timer for 8 minutes")
    assert said(later, "what timers do i have") == "Eight minutes left on the timer."


@pytest.mark.parametrize(
    ("request_", "asked"),
    [
        ("alarm", "For what time?"), ("an alarm please", "For what time?"), ("alarm for tomorrow", "For what time?"),
        ("wake me at the crack of dawn", "For what time?"), ("set an alarm for sunrise", "For what time?"),
        ("timer", "For how long?"), ("timer 20", "20 seconds, minutes or hours?"),
        ("set a timer for 12", "Twelve seconds, minutes or hours?"),
        ("pasta timer", "For how long?"), ("reminder", "Remind you of what?"), ("remind me to call", "When?"),
    ],
)  # fmt: skip
def test_what_lacks_a_part_is_asked_back(tmp_path: Path, skills: Skills, request_: str, asked: str) -> None:
    assert said(skills, request_).startswith(asked)
    assert entries(tmp_path) == []


@pytest.mark.parametrize(
    ("request_", "due"),
    [
        ("set two alarms for six and six fifteen", ["12 06:00", "12 06:15"]),
        ("set alarms for 11 and 12 tomorrow", ["12 11:00", "12 12:00"]),
        ("set 3 alarms for 6, 6:10 and 6:20", ["12 06:00", "12 06:10", "12 06:20"]),
        ("can you set three timers for five, ten and fifteen minutes", ["11 10:20", "11 10:25", "11 10:30"]),
        ("set timers for ten minutes and half an hour", ["11 10:25", "11 10:45"]),
        ("wake me at seven on weekdays and nine at weekends", ["12 07:00", "14 09:00"]),
        ("remind me at six to feed the cat and set a timer for ten minutes", ["11 10:25", "11 18:00"]),
        ("remind me at six to wash up and set the table", ["11 18:00"]),
    ],
)
def test_several_in_one_breath(tmp_path: Path, skills: Skills, request_: str, due: list[str]) -> None:
    match = skills.match(request_)
    assert match
    for one in (match, *match.also):
        asyncio.run(skills.run(one, Context(will_ring=True)))
    assert [when[:8] for _, when, _ in entries(tmp_path)] == due


@pytest.mark.parametrize("request_", ["set two alarms for six", "set two alarms for six, seven and eight"])
def test_another_number_than_was_said_is_not_set(skills: Skills, request_: str) -> None:
    match = skills.match(request_)
    assert match is None or match.skill != "alarm_set"


@pytest.mark.parametrize(
    ("before", "request_", "name"),
    [
        ("set a timer for 10 minutes", "call the timer pasta", "pasta"),
        ("set a timer for 10 minutes", "name that timer washing machine", "washing machine"),
        ("set an egg timer for 4 minutes", "rename the egg timer to soft boiled", "soft boiled"),
        ("set a biscuit timer for 4 minutes", "rename the biscuit timer to cookies", "cookies"),
        ("set an alarm for 7 am", "label my 7 am alarm gym", "gym"),
    ],
)
def test_it_is_named(tmp_path: Path, skills: Skills, before: str, request_: str, name: str) -> None:
    said(skills, before)
    [(kind, due, _)] = entries(tmp_path)
    said(skills, request_)
    assert entries(tmp_path) == [(kind, due, name)]


@pytest.mark.parametrize(
    ("request_", "due", "text"),
    [
        ("set a reminder for 4:30 pay the gas bill", "11 16:30:00", "pay the gas bill"),
        ("remind me at 7 20 feed the fish", "11 19:20:00", "feed the fish"),
        ("remind me in 3 days at 5 pm to check the tyres", "14 17:00:00", "check the tyres"),
        ("remind me to call the vet in a week at noon", "18 12:00:00", "call the vet"),
        ("remind me once a week to back up my laptop", "12 09:00:00", "back up my laptop"),
        ("make a reminder that says feed the fish at nine tonight", "11 21:00:00", "feed the fish"),
    ],
)
def test_all_of_the_time_is_read(tmp_path: Path, skills: Skills, request_: str, due: str, text: str) -> None:
    said(skills, request_)
    assert entries(tmp_path) == [("reminder", due, text)]
