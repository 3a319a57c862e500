"""Requests that no sentence knows, but every word of: alarms, lists, times elsewhere, sums; and what only looks like them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import skills_in
from voice.skills import Skills

MORNING = datetime(2026, 11, 11, 10, 15, tzinfo=UTC)
"""A Wednesday."""


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    folder: Path = tmp_path_factory.mktemp("state")
    return skills_in(folder, MORNING)


@pytest.mark.parametrize(
    ("text", "skill", "slots"),
    [
        ("please ring the alarm at five in the evening", "alarm_set", {"time": "17:00"}),
        ("set the time for the alarm to eight am", "alarm_set", {"time": "08:00"}),
        ("let me know when it is ten am", "alarm_set", {"time": "10:00"}),
        ("i have an early flight wake me up at three am", "alarm_set", {"time": "03:00"}),
        ("i gotta be up at six can you wake me", "alarm_set", {"time": "06:00"}),
        ("tell me when it's four thirty pm", "alarm_set", {"time": "16:30"}),
        ("put an alarm on for six am", "alarm_set", {"time": "06:00"}),
        ("set an alarm that goes off in ten minutes", "timer_set", {"seconds": 600}),
        ("i'm taking a nap wake me up in twenty minutes", "timer_set", {"seconds": 1200}),
        ("we are leaving the house please turn off all lights", "lights", {"state": "off"}),
        ("turn off the lights i need to sleep now", "lights", {"state": "off"}),
        ("lights off in the kitchen olly", "lights", {"state": "off", "room": "kitchen"}),
        ("tell me how many alarms are set for today", "timer_status", {"kind": "alarm", "day": "today"}),
        ("give me the details of my alarms", "timer_status", {"kind": "alarm"}),
        ("clear the alarm i set for friday", "timer_cancel", {"kind": "alarm", "day": "friday"}),
        ("remove all set alarms", "timer_cancel", {"kind": "alarm", "all": True}),
        ("set an alarm thirty minutes from now", "timer_set", {"seconds": 1800}),
        ("wake me up two hours from now", "timer_set", {"seconds": 7200}),
        ("set an alarm for my nap in forty minutes", "timer_set", {"seconds": 2400, "name": "nap"}),
        ("keep an alarm for six o'clock", "alarm_set", {"time": "06:00"}),
        ("will you ensure to wake me by seven", "alarm_set", {"time": "07:00"}),
        ("at what time will you wake me up", "timer_status", {"kind": "alarm"}),
        ("give me a list of all my alarms", "timer_status", {"kind": "alarm"}),
        ("the alarms i have set", "timer_status", {"kind": "alarm"}),
        ("are my alarms on for the week", "timer_status", {"kind": "alarm"}),
        ("no more alarms please", "timer_cancel", {"kind": "alarm", "all": True}),
        ("please don't ring at seven", "timer_cancel", {"kind": "alarm", "time": "07:00", "either_half": True}),
        ("remind me to wake up at six", "reminder_set", {"text": "wake up", "time": "06:00"}),
        ("remind me to wake up the kids at six", "reminder_set", {"text": "wake up the kids", "time": "18:00"}),
        ("remove a list of things to buy", "lists", {"do": "names"}),
        ("delete the contents of my shopping list", "lists", {"do": "clear", "list": "shopping"}),
        ("what chores are on my list", "lists", {"do": "read"}),
        ("what are my pending tasks", "lists", {"do": "read", "list": "to-do"}),
        ("write a list of things to pack", "lists", {"do": "make", "list": "things to pack"}),
        ("create a list of monthly groceries to be bought", "lists", {"do": "make", "list": "monthly groceries"}),
        ("prepare a guest list for my wedding", "lists", {"do": "make", "list": "guest"}),
        ("create a new list and name it camping", "lists", {"do": "make", "list": "camping"}),
        ("erase last item", "lists", {"do": "remove", "position": -1}),
        ("delete what i just added to the list", "lists", {"do": "remove", "position": -1}),
        ("remove the milk entry", "lists", {"do": "remove", "items": ["milk"]}),
        ("remove my christmas list from the lists", "lists", {"do": "clear", "list": "christmas"}),
        ("delete yesterday's list", "lists", {"do": "names"}),
        ("remove some items", "lists", {"do": "remove"}),
        ("insert item", "lists", {"do": "add"}),
        ("add a name to the list", "lists", {"do": "add"}),
        ("new to do list", "lists", {"do": "make", "list": "to-do"}),
        ("tell me today's to do list", "lists", {"do": "read", "list": "to-do"}),
        ("tell me the things i have to do", "lists", {"do": "read", "list": "to-do"}),
        ("can you show me what i have to buy", "lists", {"do": "read", "list": "shopping"}),
        ("is my list done", "lists", {"do": "read"}),
        ("find milk in my list", "lists", {"do": "has", "items": ["milk"]}),
        ("what's forty days from now", "date", {"date": "2026-12-21"}),
        ("how many days between now and christmas", "date",
         {"ask": "until", "date": "2026-12-25", "name": "Christmas", "unit": "day"}),
        ("convert time", "time", {"zone": "ask"}),
        ("solve the calculation", "arithmetic", {"ask": True}),
        ("put your volume up to eight", "volume", {"value": 8, "of_ten": True}),
        ("turn the volume down to three", "volume", {"value": 3}),
        ("from my shopping list remove bread", "lists", {"do": "remove", "list": "shopping", "items": ["bread"]}),
        ("take away bread from the list", "lists", {"do": "remove", "items": ["bread"]}),
        ("go to my list and delete milk", "lists", {"do": "remove", "items": ["milk"]}),
        ("i don't need milk anymore remove it from the list", "lists", {"do": "remove", "items": ["milk"]}),
        ("which day comes on thirtieth november", "date", {"date": "2026-11-30"}),
        ("what will be the date after ten days", "date", {"date": "2026-11-21"}),
        ("which month comes next", "date", {"ask": "period", "period": "next month"}),
        ("is it later in moscow than here", "time", {"place": "moscow", "difference": True}),
        ("convert four thirty pm ist into utc", "time", {"place": "utc", "from": "ist", "time": "16:30"}),
        ("change the time zone to new york", "time", {"zone": "set", "place": "new york"}),
        ("hey what time you got", "time", {}),
        ("go over my list with me", "lists", {"do": "read"}),
        ("what do i need at the store", "lists", {"do": "read", "list": "shopping"}),
        ("what's the name of my lists", "lists", {"do": "names"}),
        ("trash my shopping list", "lists", {"do": "clear", "list": "shopping"}),
        ("generate a list", "lists", {"do": "make"}),
        ("check if milk is on the list", "lists", {"do": "has", "items": ["milk"]}),
        ("clear the entire list", "lists", {"do": "clear"}),
        ("remind me of my lists", "lists", {"do": "names"}),
        ("remind me of my shopping list at five", "reminder_set", {"text": "my shopping list", "time": "17:00"}),
        ("add a reminder to my list", "lists", {"do": "add"}),
        ("set a list for tomorrow", "lists", {"do": "make"}),
        ("could you start a list for me", "lists", {"do": "make"}),
        ("can you make a shopping list", "lists", {"do": "make", "list": "shopping"}),
        ("can i make a list", "help", {"topic": "lists", "way": "create a packing list"}),
        ("open a new list for school", "lists", {"do": "make", "list": "school"}),
        ("show lists", "lists", {"do": "names"}),
        ("is there anything for friday on the list", "lists", {"do": "read"}),
        ("check if i have coffee on my list", "lists", {"do": "has", "items": ["coffee"]}),
        ("has milk been added to my list", "lists", {"do": "has", "items": ["milk"]}),
        ("cross off the first", "lists", {"do": "remove", "position": 1, "ticked": True}),
        ("i need coffee", "lists", {"do": "offer", "items": ["coffee"]}),
        ("adjust volume to low", "volume", {"value": 25}),
        ("tell me the difference in time between chicago and paris", "time",
         {"place": "paris", "from": "chicago", "difference": True}),
        ("at two pm in london what time will it be in dubai", "time", {"place": "dubai", "from": "london", "time": "14:00"}),
        ("what would be the time in india if it's five am in new york", "time",
         {"place": "india", "from": "new york", "time": "05:00"}),
        ("is it day or night in australia", "time", {"place": "australia"}),
        ("what time it is", "time", {}),
        ("what's today date", "date", {}),
        ("tell me the answer to nine times nine", "arithmetic", {"value": 81}),
        ("can you help me with the math problem five times six", "arithmetic", {"value": 30}),
    ],
)  # fmt: skip
def test_understood(skills: Skills, text: str, skill: str, slots: dict[str, Any]) -> None:
    match = skills.match(text)
    assert match is not None
    assert (match.skill, match.slots) == (skill, slots)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("set an alarm for saturday and sunday at ten am", ["saturday", "sunday"]),
        ("wake me up on monday wednesday and friday at ten am", ["monday", "wednesday", "friday"]),
        ("set alarms for tomorrow and thursday at 10 am", ["tomorrow", "thursday"]),
    ],
)
def test_days_are_no_name_of_an_alarm(skills: Skills, text: str, days: list[str]) -> None:
    match = skills.match(text)
    assert match is not None
    assert [one.slots for one in (match, *match.also)] == [{"time": "10:00", "day": day} for day in days]


@pytest.mark.parametrize(
    "text",
    [
        "my alarm is set for seven", "i set an alarm for seven yesterday", "i always set an alarm for six",
        "i forgot to set an alarm for six", "should i set an alarm for six or seven", "should i cancel my alarm",
        "tell john to set an alarm for six", "let me know when it is raining", "i have never set an alarm for six",
        "list the planets", "what do i need to make pancakes", "what should i buy my wife", "the list is long",
        "show me a list of hotels", "what is a list", "i already put milk on the list", "don't add milk to my list",
        "should i clear my list", "did i wipe my list clean", "wake me thirty minutes early", "ring me at seven and nine",
        "how many hours to new york", "how far is tokyo", "what time do shops close in london", "what year was it",
        "what is the difference between paris and london", "what time is the flight to london",
        "wake me half an hour before my flight",
        "no, alarm at nine", "no, set an alarm for nine", "no the alarm at nine",
        "what is eight mile", "half life three", "divide the class into groups", "seven dwarfs",
        "the alarm in the office rang at six today", "what time did i wake up today", "when do you wake up", "it's time to go",
        "what would you put on a shopping list", "add this song to my workout list", "put me on the mailing list",
        "check if i have any emails on my list", "did i add the dentist to my calendar", "spell twelve backwards please",
        "nobody is allowed to turn off the lights", "i'm leaving at nine turn off the lights",
        "it's hard to turn off the lights", "is there a way to share my list", "i am done with the list",
        "clear my list tomorrow", "put on the list of songs", "what should i do with this list", "pause the audio",
        "we are out of town next week", "create list for tomorrow at nine", "mark off tuesday", "i got the job",
        "play turn up the volume",
    ],
)  # fmt: skip
def test_what_only_looks_like_them_is_none(skills: Skills, text: str) -> None:
    assert skills.match(text) is None
