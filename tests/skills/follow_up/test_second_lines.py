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
