"""What a second or third line is about that leaves most unsaid: which timer, which list, which day."""

from pathlib import Path

import pytest

from tests.skills.talking import kept, talk

PASTA = "pasta timer 9 minutes"
JOB = "add batteries to the to do list"


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((PASTA, "add two to the pasta"), "The pasta timer now has eleven minutes left."),
        ((PASTA, "what time is it", "give the pasta five more"), "The pasta timer now has 14 minutes left."),
        ((PASTA, "take two off the pasta"), "The pasta timer now has seven minutes left."),
        (("add two to the pasta",), ""),  # no such timer, and nothing to buy
        (("set a timer for 5 minutes", "what time is it", "make the timer six"), "The timer now has six minutes left."),
        (("timer ten minutes", "a bit longer", "no five"), "The timer now has 15 minutes left."),
    ],
)
def test_a_number_is_of_minutes_where_a_timer_is_named(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply
    assert kept(tmp_path) == {}


@pytest.mark.parametrize(
    "line", ["i meant the shopping list", "no the shopping list", "sorry shopping list", "not the to do list the shopping list",
             "wrong list the shopping list"],
)  # fmt: skip
def test_a_wrong_list_is_put_right(tmp_path: Path, line: str) -> None:
    assert talk(tmp_path, JOB, line)[-1] == "Moved batteries from your to-do list to your shopping list."


@pytest.mark.parametrize("line", ["what about timers", "timers", "tell me more about timers"])
def test_what_can_be_done_is_told_at_length(tmp_path: Path, line: str) -> None:
    assert talk(tmp_path, "what can you do", line)[-1].startswith("Say, for instance: set a timer")


@pytest.mark.parametrize("line", ["what was the date", "and the date", "and what's the date then"])
def test_the_date_is_that_of_the_day_that_was_spoken_of(tmp_path: Path, line: str) -> None:
    assert "the 9th of November" in talk(tmp_path, "what day was it yesterday", "and the day before", line)[-1]


RICE_AND_PASTA = ("set a rice timer for 10 minutes", "set a pasta timer for 8 minutes")


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((*RICE_AND_PASTA, "how long on each"),
         "Two timers: the pasta timer has eight minutes left and the rice timer has ten minutes left."),
        ((*RICE_AND_PASTA, "add two minutes to both"),
         "The pasta timer now has ten minutes left. The rice timer now has twelve minutes left."),
        ((*RICE_AND_PASTA, "set a tea timer for 4 minutes", "cancel the last two"),
         "The tea timer is cancelled. The pasta timer is cancelled."),
        ((*RICE_AND_PASTA, "cancel the rice timer", "which ones are left"), "The pasta timer has eight minutes left."),
        (("set an alarm for 7", "and one at 7 15 called school"), "School alarm set for 7:15 am tomorrow."),
    ],
)  # fmt: skip
def test_of_several_timers_all_or_some_are_meant(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("set_", "value", "done"),
    [
        ("set a timer for 10 minutes", "fifty", "The timer now has 50 minutes left."),
        ("set a timer for 10 minutes", "fifty minutes", "The timer now has 50 minutes left."),
        ("set an alarm for 7", "7 45", "The alarm is now set for 7:45 am tomorrow."),
    ],
)
def test_a_value_alone_is_asked_about_behind_what_was_set(tmp_path: Path, set_: str, value: str, done: str) -> None:
    asked, reply = talk(tmp_path, set_, value, "yes")[1:]
    assert asked.startswith("Do you mean: change ")
    assert reply == done


@pytest.mark.parametrize(
    "said", ["remind me to put the bins out every two weeks on thursday", "wake me every other friday at six"]
)
def test_a_rhythm_that_it_cannot_keep_is_told(tmp_path: Path, said: str) -> None:
    assert talk(tmp_path, said)[-1] == "I can repeat something daily or on days of the week, but not in another rhythm."


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("wake me at 5 for the airport on friday", "Airport alarm set for 5 am on Friday."),
        ("set an alarm at 6 for the gym on monday", "Gym alarm set for 6 am on Monday."),
        ("wake me at 6 for work every weekday", "Work alarm set for 6 am on weekdays."),
    ],
)
def test_a_day_behind_what_an_alarm_is_for_is_no_part_of_its_name(tmp_path: Path, said: str, reply: str) -> None:
    assert talk(tmp_path, said) == [reply]


@pytest.mark.parametrize("line", ["what day of the week", "which day", "and what weekday"])
def test_the_day_is_that_of_the_date_that_was_spoken_of(tmp_path: Path, line: str) -> None:
    assert talk(tmp_path, "how many days till the 25th of march", line)[-1] == "That is Thursday, the 25th of March, 2027."


@pytest.mark.parametrize("line", ["add the usual to my list", "add the same again to my list", "add the lot to my list"])
def test_what_stands_for_things_is_no_thing(tmp_path: Path, line: str) -> None:
    assert talk(tmp_path, line)[-1].startswith("Add what?")
    assert kept(tmp_path) == {}
