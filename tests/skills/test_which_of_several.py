""" "It" behind several things that were told of: it is asked which is meant."""

from pathlib import Path

import pytest

from tests.skills.talking import talk

BOTH = ("set a timer for ten minutes", "set an alarm for seven tomorrow")
WHICH = "Which one: the timer or the alarm?"


@pytest.mark.parametrize("listing", [
    "what's on", "what timers and alarms do i have", "when does my timer end and when is my alarm",
])  # fmt: skip
@pytest.mark.parametrize("asked", ["cancel it", "cancel that one", "get rid of it", "i don't need it anymore", "cancel them"])
def test_it_is_asked_which_is_meant(tmp_path: Path, listing: str, asked: str) -> None:
    assert talk(tmp_path, *BOTH, listing, asked)[-1] == WHICH


@pytest.mark.parametrize(("lines", "told"), [
    (("cancel it", "the alarm"), "Alarm cancelled."),
    (("delete it", "the timer please"), "Timer cancelled."),
    (("cancel it", "the second one"), "Alarm cancelled."),
    (("cancel it", "both"), "Timer cancelled. Alarm cancelled."),
    (("cancel it", "no"), "All right, I left it."),
    (("make it eight", "the alarm"), "The alarm is now set for 8 am tomorrow."),
    (("rename it to eggs", "the timer"), "The timer of ten minutes is now called eggs."),
    (("cancel it", "what's two plus two"), "That's 4."),
    (("pause it",), "The timer is paused with ten minutes left."),
    (("how long is left on it",), "Ten minutes left on the timer."),
])  # fmt: skip
def test_what_is_answered_is_done(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *BOTH, "what's on", *lines)[-1] == told


@pytest.mark.parametrize("listing", ["what are my lists", "what's on my shopping list and my to do list"])
def test_of_lists_as_well(tmp_path: Path, listing: str) -> None:
    lines = ("add milk to my shopping list", "add call bob to my to do list", listing, "clear it", "the to do list")
    asked, done = talk(tmp_path, *lines)[-2:]
    assert asked == "Which one: the shopping list or the to-do list?"
    assert done == "Cleared your to-do list, which had one item."


def test_where_there_is_one_nothing_is_asked(tmp_path: Path) -> None:
    assert talk(tmp_path, BOTH[1], "what's on", "cancel it")[-1] == "Alarm cancelled."


def test_what_would_be_undone_is_asked_about_in_plain_words(tmp_path: Path) -> None:
    lines = ("wake me at half six on weekdays", "not on friday", "what alarms are set", "cancel that", "yes")
    *_, asked, _, there = talk(tmp_path, *lines, "when is my alarm")
    assert asked == "Do you mean: undo what I did last?"
    assert there == "The alarm is set for 6:30 am on weekdays."
