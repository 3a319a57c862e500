"""Plain requests in other words than the usual ones: what a timer is for, what is to be done, years and money in words."""

from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import talk
from voice.skills import Skills


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return skills_in(tmp_path_factory.mktemp("s"))


@pytest.mark.parametrize(
    ("text", "skill", "slots"),
    [
        ("please can i have a timer for five minutes to brush my teeth", "timer_set", {"seconds": 300}),
        ("set a timer for ten minutes so i can have a nap", "timer_set", {"seconds": 600}),
        ("ten minute timer to check the cake", "timer_set", {"seconds": 600}),
        ("start a 20 minute timer while i do the dishes", "timer_set", {"seconds": 1200}),
        ("set a timer for eight minutes because i'm boiling eggs", "timer_set", {"seconds": 480}),
        ("stick the oven on a timer, forty five minutes", "timer_set", {"seconds": 2700, "name": "oven"}),
        ("pop the potatoes on a timer for 25 minutes", "timer_set", {"seconds": 1500, "name": "potatoes"}),
        ("dear, would you be so kind as to wake me at seven in the morning", "alarm_set", {"time": "07:00"}),
        ("i want reminding to take the bins out on thursday night", "reminder_set", {"text": "take the bins out",
        "day": "thursday"}),
        ("pop a reminder in for friday to pay the rent", "reminder_set", {"text": "pay the rent", "day": "friday"}),
        ("remind me to", "reminder_set", {}),
        ("i'd like waking at six", "alarm_set", {"time": "06:00"}),
        ("might I have an alarm for quarter to seven", "alarm_set", {"time": "06:45"}),
        ("give us a shout in ten minutes", "timer_set", {"seconds": 600}),
        ("add", "lists", {"do": "add"}),
        ("can you do reminders", "help", {"topic": "reminder_set"}),
        ("what have I got to do tonight", "timer_status", {"kind": "reminder", "day": "today"}),
        ("what do i have to do tomorrow", "timer_status", {"kind": "reminder", "day": "tomorrow"}),
        ("is there anything i need to do on friday", "timer_status", {"kind": "reminder", "day": "friday"}),
        ("is twenty twenty eight a leap year", "date", {"ask": "leap", "year": 2028}),
        ("was nineteen eighty four a leap year", "date", {"ask": "leap", "year": 1984}),
        ("half of two thirds", "arithmetic", {"value": 1 / 3}),
        ("what is a quarter of three quarters", "arithmetic", {"value": 0.1875}),
        ("eighty four pounds sixty divided by five", "arithmetic", {"value": 16.92}),
        ("split a bill of eighty four pounds sixty between five of us", "arithmetic", {"value": 16.92}),
        ("what's today's date in numbers", "date", {"ask": "numbers"}),
        ("mute for an hour", "volume", {"change": "mute", "lasting": True}),
        ("no talking until noon", "volume", {"change": "mute", "lasting": True}),
        ("please be quiet for the next thirty minutes", "volume", {"change": "mute", "lasting": True}),
        ("be quiet for a minute", "stop", {}),
        ("don't speak until i tell you", "volume", {"change": "mute"}),
        ("i don't want to hear any sound", "volume", {"change": "mute"}),
        ("lower it down", "volume", {"change": "down"}),
        ("the sound is low", "volume", {"change": "up"}),
        ("show alarms between six and nine", "timer_status", {"kind": "alarm"}),
        ("is there an alarm before seven", "timer_status", {"kind": "alarm"}),
        ("i want to get up early tomorrow at five", "alarm_set", {"time": "05:00", "day": "tomorrow"}),
        ("what is the percentage of five out of twenty", "arithmetic", {"value": 25}),
    ],
)
def test_they_are_understood(skills: Skills, text: str, skill: str, slots: dict[str, Any]) -> None:
    match = skills.match(text)
    assert match is not None
    assert match.skill == skill
    for name, value in slots.items():
        assert match.slots[name] == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    "text",
    [
        "set a timer for ten minutes to turn off the lights", "set a timer for ten minutes to play some music",
        "set a timer for five to ten minutes", "ten minute timer to wake me", "what do i need to do to get a passport",
        "set a timer for ten minutes to stir the soup and then turn off the oven",
    ],
)  # fmt: skip
def test_what_would_not_be_done_is_not_promised(skills: Skills, text: str) -> None:
    match = skills.match(text)
    assert match is None or match.skill not in ("timer_set", "timer_status")


def test_of_two_timers_without_a_length_the_first_is_asked_for(tmp_path: Path) -> None:
    asked, answered = talk(tmp_path, "i need a timer for the pasta and another for the sauce", "eight minutes for the pasta")
    assert asked.startswith("For how long?")
    assert answered == "Pasta timer set for eight minutes."


def test_what_is_to_be_done_is_told(tmp_path: Path) -> None:
    assert talk(tmp_path, "remind me to lock up at 9 pm", "what have I got to do tonight")[-1] == "Lock up, at 9 pm."


def test_a_date_in_numbers_cannot_be_read_in_another_order(tmp_path: Path) -> None:
    assert talk(tmp_path, "what's the date in numbers") == ["The 11th of the 11th, 2026."]
