"""Timers, alarms and reminders that are set: which is meant, and what can be done to it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.skills.making import make_skills, skills_in
from tests.skills.talking import rung, said
from voice.clock import VirtualClock
from voice.config import Config
from voice.skills import Context, Skills

ONE_PM = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
"""A Saturday."""


def after(skills: Skills, *requests: str) -> str:
    """The reply to the last request."""
    return [said(skills, text) for text in requests][-1]


def test_which_of_several_is_told_apart_or_asked(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, ONE_PM)
    said(skills, "set a timer for 20 minutes")
    assert said(skills, "cancel the first timer") == "The timer of 20 minutes is cancelled."
    after(skills, "set a pasta timer for 20 minutes", "set an egg timer for 5 minutes")
    asked = "The egg timer rings first, but the pasta timer was set first. Say which one."
    assert said(skills, "cancel the first timer") == asked
    assert said(skills, "cancel the third timer") == "There is no such timer, but there are two timers: egg and pasta."
    assert said(skills, "how long is left on the newest timer") == "The egg timer has five minutes left."
    said(skills, "set a rice timer for 30 minutes")
    assert said(skills, "cancel the last timer") == "The rice timer is cancelled."


def test_an_alarm_is_cancelled_only_for_the_day_that_was_named(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, ONE_PM)
    said(skills, "set an alarm for 7 am on monday")
    assert said(skills, "don't wake me up tomorrow") == "There is no such alarm, but there is the alarm at 7 am on Monday."
    assert said(skills, "cancel the 7 pm alarm") == "There is no such alarm, but there is the alarm at 7 am on Monday."
    assert said(skills, "cancel my 7 alarm") == "The alarm at 7 am on Monday is cancelled."
    said(skills, "wake me at seven on weekdays")
    assert said(skills, "cancel the alarm on monday") == "I left that one out: the next alarm is at 7 am on Tuesday."
    assert said(skills, "what alarms do i have") == "The alarm is set for 7 am on weekdays, next on Tuesday."
    assert said(skills, "skip tuesday's alarm") == "I left that one out: the next alarm is at 7 am on Wednesday."
    assert said(skills, "cancel my alarm") == "The alarm at 7 am on weekdays is cancelled."


def test_an_alarm_is_moved(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, ONE_PM)
    after(skills, "set an alarm called gym for 7 on monday", "set an alarm for 9 am")
    asked = "There are two alarms: 9 am tomorrow and gym, at 7 am on Monday. Say which one."
    assert said(skills, "change my alarm to 8") == asked
    assert said(skills, "move my 7 am alarm to 8 pm") == "The gym alarm is now set for 8 pm on Monday."
    said(skills, "wake me at six every day")
    assert said(skills, "move the 6 am alarm to 7") == "The alarm is now set for 7 am every day."


def test_a_timer_is_changed(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, ONE_PM)
    replies = {
        "add five minutes to the timer": "There are no timers.",
        "set a timer for 10 minutes": "Timer set for ten minutes.",
        "add 5 minutes to the timer": "The timer now has 15 minutes left.",
        "take three minutes off my timer": "The timer now has twelve minutes left.",
        "pause the timer": "The timer is paused with twelve minutes left.",
        "how long is left": "The timer is paused with twelve minutes left.",
        "add a minute to it": "The timer is paused and now has 13 minutes left.",
        "resume the timer": "The timer goes on with 13 minutes left.",
        "continue my timer": "The timer is running, with 13 minutes left.",
        "extend the timer by half an hour": "The timer now has 43 minutes left.",
        "restart the timer": "The timer starts again with ten minutes.",
        "increase the timer to 20 minutes": "The timer now has 20 minutes left.",
        "change the timer to two minutes": "The timer now has two minutes left.",
        "take 5 minutes off the timer": "It has only two minutes left. To end it, say: cancel the timer.",
        "set a pasta timer for 8 minutes": "Pasta timer set for eight minutes.",
        "five more minutes": "There are two timers: one of two minutes and pasta. Say which one.",
        "five more minutes on the pasta timer": "The pasta timer now has 13 minutes left.",
        "pause the pasta timer": "The pasta timer is paused with 13 minutes left.",
        "continue the timer": "The pasta timer goes on with 13 minutes left.",
        "pause all timers": "The timer is paused with two minutes left. The pasta timer is paused with 13 minutes left.",
        "add 40 days to the pasta timer": "That is too long: a timer can run for 30 days at most.",
    }
    assert {text: said(skills, text) for text in replies} == replies


def test_a_paused_timer_does_not_ring(tmp_path: Path) -> None:
    clock = VirtualClock(start=ONE_PM)
    skills = make_skills(Config(state_dir=tmp_path), clock)
    skills.load()
    after(skills, "set a timer for a minute", "pause the timer")
    assert clock.run(rung(skills, clock, 120)) == []
    said(skills, "resume the timer")
    assert [ring.text for ring in clock.run(rung(skills, clock, 61))] == ["Your timer is done."]


def test_what_rang_can_be_put_off(tmp_path: Path) -> None:
    clock = VirtualClock(start=ONE_PM)
    skills = make_skills(Config(state_dir=tmp_path), clock)
    skills.load()
    assert said(skills, "snooze") == "Nothing has rung that I could put off."
    said(skills, "set an alarm called gym for 13:01")
    assert len(clock.run(rung(skills, clock, 61))) == 1
    ringing = Context(will_ring=True, ringing=True)
    assert said(skills, "snooze for five minutes", ringing) == "I'll ring again in five minutes, at 1:06 pm."
    assert said(skills, "what alarms do i have") == "The gym alarm is set for 1:06 pm."
    assert len(clock.run(rung(skills, clock, 301))) == 1
    assert said(skills, "five more minutes", ringing) == "I'll ring again in five minutes, at 1:11 pm."


def test_what_repeats_rings_again(tmp_path: Path) -> None:
    clock = VirtualClock(start=ONE_PM)
    skills = make_skills(Config(state_dir=tmp_path), clock)
    skills.load()
    said(skills, "wake me at seven on weekdays")
    rings = clock.run(rung(skills, clock, 8 * 86400))
    assert [f"{ring.due:%a %H:%M}" for ring in rings] == [f"{day} 07:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri")]
    assert said(skills_in(tmp_path, clock.today()), "what alarms do i have") == "The alarm is set for 7 am on weekdays."


def test_what_ended_while_nothing_ran_is_told_once(tmp_path: Path) -> None:
    after(skills_in(tmp_path, ONE_PM), "set a tea timer for 5 minutes", "set an alarm for 2 pm")
    later = skills_in(tmp_path, ONE_PM + timedelta(days=1, hours=3))
    assert said(later, "how long is left", Context()) == "The tea timer ended at 1:05 pm yesterday."
    assert said(later, "what alarms do i have", Context()) == "The alarm was set for 2 pm yesterday."
    assert said(later, "how long is left", Context()) == "There are no timers."
    said(later, "set a timer for 5 minutes")
    assert said(later, "cancel the timer") == "Timer cancelled."


def test_both_are_two_and_one_is_told_by_what_it_is(tmp_path: Path) -> None:
    skills = skills_in(tmp_path)
    for length in ("20", "10", "5"):
        said(skills, f"set a timer for {length} minutes")
    for request in ("cancel both timers", "pause both timers"):
        assert said(skills, request).startswith("There are three timers")
    assert said(skills, "cancel the 20 minute one") == "Timer cancelled."
    assert said(skills, "stop both my timers") == "Both timers cancelled."
    said(skills, "set an alarm for 7 am")
    said(skills, "set an alarm for 8 am")
    assert said(skills, "when is my next alarm") == "The alarm is set for 7 am tomorrow."
    assert said(skills, "cancel the 8 o'clock one") == "The alarm at 8 am tomorrow is cancelled."
    said(skills, "remind me at 5 pm to call dad")
    assert said(skills, "when is my reminder to call dad") == "Call dad, at 5 pm."
    assert said(skills, "delete my dad reminder") == "Reminder cancelled."


@pytest.mark.parametrize(
    ("first", "request_", "reply"),
    [
        ("set a pasta timer for 10 minutes", "add 5 minutes to the pasta", "The pasta timer now has 15 minutes left."),
        ("set a timer for 10 minutes", "give it another five", "The timer now has 15 minutes left."),
        ("set a timer for 10 minutes", "put 15 on the timer", "The timer now has 25 minutes left."),
        ("set a timer for 10 minutes", "start the timer", "The timer is running, with ten minutes left."),
        ("set an alarm for 7 am tomorrow", "change tomorrow's alarm", "To what time?"),
        ("set an alarm for 7 am tomorrow", "move my alarm to tuesday", "The alarm is now set for 7 am on Tuesday."),
        ("set an alarm for 7 am tomorrow", "wake me at 6 not 7", "The alarm is now set for 6 am tomorrow."),
        ("set an alarm for 7 am tomorrow", "am i getting up at seven tomorrow", "The alarm is set for 7 am tomorrow."),
        ("set an alarm for 7 am tomorrow", "cancel everything", "Alarm cancelled."),
        ("remind me to call mum at 5 pm", "move the mum reminder to friday", "I'll remind you at 5 pm on Friday: call mum."),
    ],
)
def test_what_is_set_is_changed_in_few_words(tmp_path: Path, first: str, request_: str, reply: str) -> None:
    skills = skills_in(tmp_path)
    said(skills, first)
    assert said(skills, request_).startswith(reply)
