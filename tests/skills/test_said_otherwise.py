"""What people say of times that are none, of several things in a breath, and with words that sound like others."""

from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import talk

TWO_LISTS = ("add milk to my shopping list", "add call mum to my to do list")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("alarm for five pm this morning", "5 pm is not in the morning."),
        ("set an alarm for 9 am tonight", "9 am is not at night."),
        ("wake me at midnight this afternoon", "Midnight is not in the afternoon."),
        ("set my alarm for ten pm tomorrow morning", "10 pm is not in the morning."),
        ("wake me at three this evening", "3 is not in the evening."),
        ("remind me every night at noon to eat", "Noon is not at night."),
        ("remind me on tuesday the 25th of december to cook", "The 25th of December is a Friday, not a Tuesday."),
        ("alarm for thursday the 12th at 8", "The 12th of December is a Saturday, not a Thursday."),
        ("remind me on the 30th of february to pay", "There is no 30th of February."),
        ("remind me on the 32nd of january to pay", "There is no 32nd of January."),
    ],
)
def test_a_time_that_there_is_not_is_said_so_and_asked_for(tmp_path: Path, text: str, fault: str) -> None:
    found = skills_in(tmp_path).match(text)
    assert found
    assert found.slots["unclear"] == fault
    assert "time" not in found.slots


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("alarm for 12 tonight", "00:00"), ("alarm at 11:45 tonight", "23:45"), ("wake me at 2 am tonight", "02:00"),
        ("set an alarm for 12 am", "00:00"), ("alarm for 8 pm tonight", "20:00"), ("wake me at noon in the afternoon", "12:00"),
    ],
)  # fmt: skip
def test_a_time_that_there_is_stays(tmp_path: Path, text: str, time: str) -> None:
    found = skills_in(tmp_path).match(text)
    assert found
    assert found.slots["time"] == time


def test_the_day_that_was_said_stays_behind_the_question(tmp_path: Path) -> None:
    told = talk(tmp_path, "remind me tomorrow morning at 8 pm to run", "8 am")
    assert told[1] == "I'll remind you at 8 am tomorrow: run."


def test_nothing_is_put_in_the_place_of_what_is_not_there(tmp_path: Path) -> None:
    told = talk(tmp_path, "add eggs", "change milk to three litres", "change eggs to a dozen", "what's on my shopping list")
    assert told[1] == "Milk is not on your shopping list. So I changed nothing."
    assert told[-1] == "On your shopping list: twelve eggs."


@pytest.mark.parametrize("text", ["delete the grocery list and the to do list", "clear my to do and shopping lists"])
def test_both_lists_are_cleared(tmp_path: Path, text: str) -> None:
    assert talk(tmp_path, *TWO_LISTS, text, "what are my lists")[-1].count("no items") == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("add cleaning the garage to my chores", "Added cleaning the garage to your to-do list."),
        ("and fixing the tap to the to do list", "Added fixing the tap to your to-do list."),
    ],
)
def test_a_thing_goes_where_it_is_told_to(tmp_path: Path, text: str, told: str) -> None:
    assert talk(tmp_path, "add milk to my shopping list", text)[1] == told


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("add two litres of milk a dozen eggs to my shopping list", ["two litres of milk", "twelve eggs"]),
        ("put a bag of rice a tin of beans two onions on the list", ["bag of rice", "tin of beans", "two onions"]),
        ("add milk two eggs to the shopping list", ["milk", "two eggs"]),
        ("add nappies size 4 to the shopping list", ["nappies size 4"]),
        ("add toilet paper 12 rolls to the shopping list", ["toilet paper 12 rolls"]),
    ],
)
def test_amounts_in_a_row_are_a_thing_each(tmp_path: Path, text: str, items: list[str]) -> None:
    found = skills_in(tmp_path).match(text)
    assert found
    assert found.slots["items"] == items


def test_it_is_what_is_left(tmp_path: Path) -> None:
    before = ("set an alarm for six", "set an alarm for nine", "cancel the six o'clock alarm", "what's left")
    assert talk(tmp_path, *before, "move it to eleven")[-1] == "The alarm is now set for 11 am tomorrow."


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("set a timer four ten minutes", {"seconds": 600}),
        ("timer for to minutes", {"seconds": 120}),
        ("set a timer for won our", {"seconds": 3600}),
        ("remind me at quarter to ate to leave", {"text": "leave", "time": "19:45"}),
        ("remind me in for hours to move the car", {"text": "move the car", "seconds": 14400}),
        ("remind me too by milk at too thirty", {"text": "buy milk", "time": "14:30"}),
    ],
)
def test_words_that_sound_alike(tmp_path: Path, text: str, slots: dict[str, Any]) -> None:
    found = skills_in(tmp_path).match(text)
    assert found
    assert found.slots == slots


@pytest.mark.parametrize(
    "text", ["remind me to call for dinner", "set a timer for our dinner", "set an alarm for", "remind me to buy our tickets"]
)
def test_what_is_spelt_right_is_no_time(tmp_path: Path, text: str) -> None:
    found = skills_in(tmp_path).match(text)
    assert found is None or not {"seconds", "time"} & found.slots.keys()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "remind me on friday at nine to pay and at ten to call",
            "I'll remind you at 9 am on Friday: pay. I'll remind you at 10 am on Friday: call.",
        ),
        (
            "remind me to ring the bank tomorrow at nine and the garage at ten",
            "I'll remind you at 9 am tomorrow: ring the bank. I'll remind you at 10 am tomorrow: ring the garage.",
        ),
        (
            "three timers please one for 5 one for 10 and one for 15 minutes",
            "Timer set for five minutes. Timer set for ten minutes. Timer set for 15 minutes.",
        ),
        (
            "set a timer for the potatoes twenty minutes and the peas four minutes",
            "Potatoes timer set for 20 minutes. Peas timer set for four minutes.",
        ),
        ("set a timer for my insulin in two hours", "Insulin timer set for two hours."),
        ("set an alarm for my hiv tablets every day at eight am", "Hiv tablets alarm set for 8 am every day."),
        ("note to self ring the vet", "Added ring the vet to your to-do list."),
        ("is anything running", "Nothing is set."),
        ("ok set a ten minute timer instead", "Timer set for ten minutes."),
        ("pasta eleven minutes", "Do you mean: set a timer for eleven minutes for the pasta?"),
    ],
)
def test_requests_in_other_words(tmp_path: Path, text: str, told: str) -> None:
    assert talk(tmp_path, text) == [told]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("what is 20 plus 22", "half that", "That's 21."),
        ("convert 3 cups to ml", "double that", "1420 millilitres."),
        ("how many kilometres is ten miles", "divide that by two", "8.05 kilometres."),
        ("how many seconds in a week", "how many days is that", "7 days."),
    ],
)
def test_what_it_came_to_is_reckoned_with(tmp_path: Path, first: str, then: str, told: str) -> None:
    assert talk(tmp_path, first, then)[1] == told
