"""What is said behind a line that nobody could answer: the thread is not lost, and nothing is changed that was not named."""

from pathlib import Path

import pytest

from tests.skills.test_going_on import left, talk

REFUSED = "who was einstein"
SCHOOL = ("remind me to ring the school on friday at 9", REFUSED)


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((*SCHOOL, "change friday to thursday"), "I'll remind you at 9 am tomorrow: ring the school."),
        ((*SCHOOL, "not friday thursday"), "I'll remind you at 9 am tomorrow: ring the school."),
        ((*SCHOOL, "thursday not friday"), "I'll remind you at 9 am tomorrow: ring the school."),
        ((*SCHOOL, "it's at 10 not 9"), "I'll remind you at 10 am on Friday: ring the school."),
        ((*SCHOOL, "when is that"), "Ring the school, at 9 am on Friday."),
        ((*SCHOOL, REFUSED, "when was that"), "Ring the school, at 9 am on Friday."),
        (("set an alarm for 7 am", REFUSED, "change 7 to 8"), "The alarm is now set for 8 am tomorrow."),
        (("set a timer for 10 minutes", REFUSED, "how much longer"), "Ten minutes left on the timer."),
        (("add milk to my list", REFUSED, "what's on it"), "On your shopping list: milk."),
    ],
)
def test_what_is_named_is_changed_and_what_is_set_is_told(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("lines", "asked", "then"),
    [
        (("set an alarm for 7 am", REFUSED, "no, eight"), "cancel the 7 am alarm, and set an alarm for 8:00 am", ["08:00"]),
        (("set an alarm for 7 am", REFUSED, "cancel that"), "cancel the 7 am alarm", []),
        (("set a timer for 10 minutes", REFUSED, "make it 15"), "cancel the timer, and set a timer for 15 minutes", ["900"]),
        (("set an alarm for 7 am", REFUSED, "move it to 8"), "move the alarm at 7 am tomorrow to 8", ["08:00"]),
        (("add milk to my list", REFUSED, "and eggs"), "add eggs to my shopping list", ["milk, eggs"]),
        (("add milk to my list", REFUSED, "take it off"), "remove milk from my shopping list", [""]),
    ],
)
def test_anything_else_is_asked_about(tmp_path: Path, lines: tuple[str, ...], asked: str, then: list[str]) -> None:
    assert talk(tmp_path / "asked", *lines)[-1] == f"Do you mean: {asked}?"
    assert talk(tmp_path / "no", *lines, "no")[-1] == "All right, I left it."
    talk(tmp_path, *lines, "yes please")
    assert (left(tmp_path) or [items(tmp_path)]) == (then or [""])


def items(folder: Path) -> str:
    """What is on the shopping list."""
    return talk(folder, "what's on my shopping list")[0].removeprefix("On your shopping list: ").rstrip(".").replace(
        "Your shopping list is empty", ""
    ).replace(" and ", ", ")


def test_cancel_that_is_never_silent(tmp_path: Path) -> None:
    assert talk(tmp_path, REFUSED, "cancel that")[-1] == "Nothing was cancelled."
    told = talk(tmp_path, "remind me to pay rent on friday", "what time is it", REFUSED, "cancel that")
    assert told[-1] == "Nothing was cancelled. There is one reminder: pay rent, at 9 am on Friday."


def test_what_was_asked_is_put_right(tmp_path: Path) -> None:
    told = talk(tmp_path, "set an alarm for 7 am", REFUSED, "no, eight", "no, nine", "yes")
    assert told[3] == "Do you mean: cancel the 7 am alarm, and set an alarm for 9:00 am?"
    assert left(tmp_path) == ["09:00"]


@pytest.mark.parametrize("line", ["how old was he", "and in paris", "what about his wife", "no", "ok"])
def test_what_goes_on_from_the_line_is_not_taken(tmp_path: Path, line: str) -> None:
    assert talk(tmp_path, "what time is it", REFUSED, line)[-1] == ""
