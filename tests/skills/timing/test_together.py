"""Several timers, alarms and reminders in one request: each of them, all but some, one of them, on some days of many."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.skills.making import make_skills, skills_in
from tests.skills.talking import rung, said
from voice.clock import VirtualClock
from voice.config import Config
from voice.skills import Context, Skills, Told
from voice.skills.timing.store import Store

NOW = datetime(2026, 11, 11, 10, 15, tzinfo=UTC)
"""A Wednesday."""
BOTH = ("set an oven timer for ten minutes", "set a tea timer for 5 minutes")
THREE = ("set a pasta timer for ten minutes", "set a brownie timer for 5 minutes", "set a timer for 3 minutes")
ALARMS = ("set an alarm for 7 am", "set an alarm for 8 am")
MIXED = ("set an alarm for 7 am", "set a timer for ten minutes")


def deeds(skills: Skills, text: str) -> list[tuple[str, dict[str, object]]]:
    match = skills.match(text)
    return [(one.skill, dict(one.slots)) for one in (match, *match.also)] if match else []


def left_after(folder: Path, before: tuple[str, ...], text: str) -> list[str]:
    """What is still set when everything a request means was done: names of timers, times of alarms."""
    skills = skills_in(folder, NOW)
    for one in before:
        said(skills, one)
    match = skills.match(text)
    assert match is not None
    for deed in (match, *match.also):
        said(skills, deed.text)
    return [one.text or (f"{one.due:%H:%M}" if one.kind != "timer" else "timer") for one in Store(folder).entries()]


@pytest.mark.parametrize(
    ("before", "request_", "left"),
    [
        (MIXED, "cancel the timer and the alarm", []),
        (MIXED, "cancel all my timers and alarms", []),
        (MIXED, "clear timers and alarms", []),
        (BOTH, "stop the tea timer and the oven timer", []),
        (BOTH, "cancel everything except the tea timer", ["tea"]),
        (THREE, "cancel all timers but the ten minute one", ["pasta"]),
        (THREE, "get rid of every timer apart from the brownie one", ["brownie"]),
        (THREE, "cancel all timers but the egg timer", ["timer", "brownie", "pasta"]),
        (ALARMS, "turn off all alarms except the 8 am one", ["08:00"]),
        (BOTH, "cancel the other timers", ["tea", "oven"]),
        (BOTH, "cancel the other one", ["tea", "oven"]),
        (BOTH, "cancel the five minute timer and the oven one", []),
        (BOTH, "delete the one for tea", ["oven"]),
        (BOTH, "stop the timer I just started", ["oven"]),
    ],
)
def test_several_are_cancelled_and_others_kept(tmp_path: Path, before: tuple[str, ...], request_: str, left: list[str]) -> None:
    assert left_after(tmp_path, before, request_) == left


@pytest.mark.parametrize("request_", ["turn off everything except the kitchen", "turn off all but the oven", "cancel all but"])
def test_all_but_something_else_is_no_timer(tmp_path: Path, request_: str) -> None:
    assert skills_in(tmp_path, NOW).match(request_) is None


def alarm(time: str, **slots: object) -> tuple[str, dict[str, object]]:
    return "alarm_set", {"time": time, **slots}


def timer(minutes: int) -> tuple[str, dict[str, object]]:
    return "timer_set", {"seconds": 60 * minutes}


WEEKEND = ["saturday", "sunday"]


@pytest.mark.parametrize(
    ("request_", "meant"),
    [
        ("set a timer for 5 and another one for 8 minutes", [timer(5), timer(8)]),
        ("set an alarm for 7 and 7:15", [alarm("07:00"), alarm("07:15")]),
        ("wake me at 7 and 7:30 on weekends", [alarm("07:00", every=WEEKEND), alarm("07:30", every=WEEKEND)]),
        ("set an alarm for 6 and 6:30 pm", [alarm("18:00"), alarm("18:30")]),
        ("set an alarm for 7 and one for 8:30", [alarm("07:00"), alarm("08:30")]),
        ("set alarms for 7 am and 8 pm tomorrow", [alarm("07:00", day="tomorrow"), alarm("20:00", day="tomorrow")]),
        ("set two alarms for 11 and 1 pm", []),
        ("set alarms for 7 pm and 8", []),
        ("set an alarm for 7 and 10", []),
        ("set a timer for 5 and 10 minutes", []),
    ],
)
def test_each_of_several_times_is_set_where_they_are_clear(
    tmp_path: Path, request_: str, meant: list[tuple[str, dict[str, object]]]
) -> None:
    assert deeds(skills_in(tmp_path, NOW), request_) == meant


@pytest.mark.parametrize(
    ("request_", "on"),
    [
        ("every morning except sunday wake me at 7", "every day except Sunday"),
        ("wake me up every morning at 7 except sunday", "every day except Sunday"),
        ("set a daily alarm for 7 but not on saturdays and sundays", "on weekdays"),
        ("daily 7 o'clock alarm, not at weekends", "on weekdays"),
        ("set an alarm for 7 every weekday apart from Friday", "every Monday, Tuesday, Wednesday and Thursday"),
        ("alarm Monday through Thursday at 7", "every Monday, Tuesday, Wednesday and Thursday"),
        ("set an alarm for 7 from monday to saturday", "every day except Sunday"),
    ],
)
def test_days_are_left_out(tmp_path: Path, request_: str, on: str) -> None:
    assert said(skills_in(tmp_path, NOW), request_) == f"Alarm set for 7 am {on}."


def test_a_reminder_keeps_days_out_of_its_words(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, NOW)
    reply = "I'll remind you at 9 am every day except Sunday: take my tablets."
    assert said(skills, "remind me every day at 9 to take my tablets except sundays") == reply
    assert said(skills, "remind me every day except sunday at 9 to take my tablets") == reply
    assert said(skills, "remind me monday to friday at 8 to pack lunch") == "I'll remind you at 8 am on weekdays: pack lunch."
    assert "anything but sunday roast" in said(skills, "remind me every day at 9 to eat anything but sunday roast")
    assert skills.match("wake me at seven except weekends") is None


def test_what_repeats_but_on_some_days_does_so_at_another_time_too(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, NOW)
    match = skills.match("wake me every morning at 7 except sunday")
    assert match is not None
    found = skills.follow_up("make it 8", [Told(match, "cancel the alarm")], Context())
    assert found is not None
    [new] = found.also
    assert new.slots == {**match.slots, "time": "08:00"}


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("i've got a call at 3, remind me 10 minutes before", "I'll remind you at 2:50 pm: a call."),
        ("remind me half an hour before my 3pm meeting", "I'll remind you at 2:30 pm: meeting."),
        ("remind me an hour before the game at 8", "I'll remind you at 7 pm: game."),
        ("there's a call in 2 hours, remind me ten minutes early", "I'll remind you in one hour and 50 minutes: a call."),
        ("remind me three hours before my 11 am meeting", "8 am today has already passed."),
        ("set a laundry reminder for 40 minutes", "I'll remind you in 40 minutes: laundry."),
        ("set a reminder for 20 minutes to check the oven", "I'll remind you in 20 minutes: check the oven."),
        ("set a morning reminder for 8 am", "Remind you of what?"),
        ("remind me to call bob tomorrow and to email sue on friday", "I'll remind you at 9 am tomorrow: call bob."),
        ("remind me to call bob tomorrow and sue on friday", "When?"),
        ("remind me to check the oven in an hour and again in two hours", "When?"),
        ("remind me a week from today to renew the insurance", "I'll remind you at 9 am on Wednesday, the 18th of November"),
        ("note to self, buy stamps tomorrow at ten", "I'll remind you at 10 am tomorrow: buy stamps."),
    ],
)
def test_when_a_reminder_is_for(tmp_path: Path, request_: str, reply: str) -> None:
    match = (skills := skills_in(tmp_path, NOW)).match(request_)
    assert match is not None
    assert said(skills, match.text).startswith(reply)


@pytest.mark.parametrize(
    ("request_", "left"),
    [
        ("double the tea timer", 600), ("make the tea timer twice as long", 600), ("halve the tea timer", 150),
        ("cut the tea timer in half", 150), ("same tea timer again", 300), ("repeat the tea timer", 300),
    ],
)  # fmt: skip
def test_how_long_it_runs_as_against_before(tmp_path: Path, request_: str, left: int) -> None:
    skills = skills_in(tmp_path, NOW)
    said(skills, "set a tea timer for 5 minutes")
    said(skills, request_)
    [one] = Store(tmp_path).entries()
    assert one.due == NOW + timedelta(seconds=left)


def test_what_rang_is_set_once_more(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOW)
    skills = make_skills(Config(state_dir=tmp_path), clock)
    skills.load()
    said(skills, "set a tea timer for 5 minutes")
    clock.run(rung(skills, clock, 310))
    assert said(skills, "restart the egg timer") == "There is no egg timer."
    assert said(skills, "restart the timer") == "The tea timer starts again with five minutes."
    assert len(Store(tmp_path).entries()) == 1
    assert said(skills, "snooze") == "Nothing has rung that I could put off."


def test_what_is_paused_goes_on_when_started_again(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, NOW)
    said(skills, "set a timer for ten minutes")
    said(skills, "pause the timer")
    match = skills.match("pause the timer")
    assert match is not None
    again = skills.follow_up("start it again", [Told(match)], Context())
    assert again is not None
    assert said(skills, again.text) == "The timer goes on with ten minutes left."


@pytest.mark.parametrize(
    "request_",
    [
        "did the timer finish", "has the tea one finished", "did my tea timer go off", "how far along is the tea timer",
        "which one's next", "time left on tea", "at what time does the tea timer end", "was there a timer set", "timers",
    ],
)  # fmt: skip
def test_whether_it_is_over_is_told(tmp_path: Path, request_: str) -> None:
    skills = skills_in(tmp_path, NOW)
    said(skills, "set a tea timer for 5 minutes")
    assert said(skills, request_) == "The tea timer has five minutes left."


def test_the_question_about_one_timer_is_asked_of_the_next(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, NOW)
    meant = [("timer_status", {"name": name}) for name in ("tea", "oven")]
    assert deeds(skills, "how long is left on the tea timer and the oven timer") == meant


@pytest.mark.parametrize(
    ("before", "then", "meant"),
    [
        ("set an alarm for 8 am", "could you wake me at 6 instead", ["cancel the 8 am alarm", "wake me at 6"]),
        ("cancel the alarm for 8", "and set one for 9", ["set a alarm for 9"]),
        ("cancel the tea timer", "and the oven one", ["cancel the oven timer"]),
        ("cancel the timer", "and the alarm", ["cancel the alarm"]),
        ("set an alarm for 7", "move it", ["move my newest alarm"]),
        ("set a timer for ten minutes", "turn it off", ["turn the newest timer off"]),
        ("set a timer for ten minutes", "wait, pause that", ["pause the newest timer"]),
    ],
)
def test_it_and_one_are_of_the_kind_before(tmp_path: Path, before: str, then: str, meant: list[str]) -> None:
    skills = skills_in(tmp_path, NOW)
    for text in (*BOTH, *ALARMS):
        said(skills, text)
    match = skills.match(before)
    assert match is not None
    undo = "cancel the 8 am alarm" if match.skill == "alarm_set" else ""
    found = skills.follow_up(then, [Told(match, undo)], Context())
    assert found is not None
    deeds_of = [(one.skill, one.slots) for one in map(skills.match, meant) if one]
    assert [(one.skill, one.slots) for one in (found, *found.also)] == deeds_of
