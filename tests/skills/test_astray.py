"""What is said behind a line that nobody could answer, or that only told something: the thread is not lost, and nothing is
changed that was not named.
"""

from pathlib import Path

import pytest

from tests.skills.talking import left, talk

REFUSED = "who was einstein"
SCHOOL = ("remind me to ring the school on friday at 9", REFUSED)
ALARM = ("set an alarm for 7 am", REFUSED)
TIMER = ("set a timer for 10 minutes", REFUSED)
MILK = ("add milk to my shopping list", REFUSED)


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((*SCHOOL, "change friday to thursday"), "I'll remind you at 9 am tomorrow: ring the school."),
        ((*SCHOOL, "not friday thursday"), "I'll remind you at 9 am tomorrow: ring the school."),
        ((*SCHOOL, "thursday not friday"), "I'll remind you at 9 am tomorrow: ring the school."),
        ((*SCHOOL, "it's at 10 not 9"), "I'll remind you at 10 am on Friday: ring the school."),
        ((*SCHOOL, "when is that"), "Ring the school, at 9 am on Friday."),
        ((*SCHOOL, REFUSED, "when was that"), "Ring the school, at 9 am on Friday."),
        ((*SCHOOL, "set one for 8 am tomorrow"), "Remind you of what? Say, for instance: remind me at six pm to call home."),
        ((*ALARM, "change 7 to 8"), "The alarm is now set for 8 am tomorrow."),
        ((*ALARM, "set one for 8 am"), "Alarm set for 8 am tomorrow."),
        ((*TIMER, "how much longer"), "Ten minutes left on the timer."),
        ((*MILK, "what's on it"), "On your shopping list: milk."),
    ],
)
def test_what_is_named_is_changed_and_what_is_set_is_told(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("lines", "asked", "then"),
    [
        ((*ALARM, "no, eight"), "cancel the 7 am alarm, and set an alarm for 8:00 am", ["08:00"]),
        ((*ALARM, "cancel that"), "cancel the 7 am alarm", []),
        ((*ALARM, "move it to 8"), "move the alarm at 7 am tomorrow to 8", ["08:00"]),
        ((*TIMER, "make it 15"), "cancel the timer, and set a timer for 15 minutes", ["900"]),
        (("set an alarm for 7 am", "what time is it", "cancel that"), "cancel the 7 am alarm", []),
        (("set an alarm for 7 am", "what time is it in paris", "make it 8"),
         "cancel the 7 am alarm, and set an alarm for 8:00 am", ["08:00"]),
        (("remind me in an hour to eat", REFUSED, "no, forty minutes"),
         "cancel the reminder to eat, and remind me in 40 minutes to eat", ["eat"]),
    ],
)  # fmt: skip
def test_anything_else_is_asked_about(tmp_path: Path, lines: tuple[str, ...], asked: str, then: list[str]) -> None:
    assert talk(tmp_path / "asked", *lines)[-1] == f"Do you mean: {asked}?"
    assert talk(tmp_path / "no", *lines, "no")[-1] == "All right, I left it."
    talk(tmp_path / "yes", *lines, "yes please")
    assert left(tmp_path / "yes") == then


@pytest.mark.parametrize(
    ("lines", "asked", "then"),
    [
        ((*MILK, "and eggs"), "add eggs to my shopping list", "On your shopping list: milk and eggs."),
        ((*MILK, "take it off"), "remove milk from my shopping list", "Your shopping list is empty."),
        ((*MILK[:1], "what's on my list", "remove it"), "clear my shopping list", "Your shopping list is empty."),
        ((*MILK[:1], "what's on my list", "and matches"), "add matches to my shopping list",
         "On your shopping list: milk and matches."),
    ],
)  # fmt: skip
def test_things_on_a_list_are_asked_about(tmp_path: Path, lines: tuple[str, ...], asked: str, then: str) -> None:
    told = talk(tmp_path, *lines, "yes", "what's on my shopping list")
    assert told[-3] == f"Do you mean: {asked}?"
    assert told[-1] == then


def test_cancel_that_is_never_silent(tmp_path: Path) -> None:
    assert talk(tmp_path, REFUSED, "cancel that")[-1] == "Nothing was cancelled."
    told = talk(tmp_path, "remind me to pay rent on friday", "when is that", REFUSED, "cancel that")
    assert told[-1] == "Nothing was cancelled. There is one reminder: pay rent, at 9 am on Friday."


def test_the_thread_goes_on_behind_what_was_asked(tmp_path: Path) -> None:
    told = talk(tmp_path, *ALARM, "no, eight", "when is it", "every weekday")
    assert told[-2] == "The alarm is set for 7 am tomorrow."
    assert talk(tmp_path / "other", *MILK, "two of them", "what's on it")[-1] == "On your shopping list: milk."
    assert talk(tmp_path / "days", *ALARM, "no, eight", "every weekday", "yes", "when is it")[-1] == (
        "The alarm is set for 7 am on weekdays."
    )


def test_what_was_asked_is_put_right(tmp_path: Path) -> None:
    told = talk(tmp_path, *ALARM, "no, eight", "no, nine", "yes")
    assert told[3] == "Do you mean: cancel the 7 am alarm, and set an alarm for 9:00 am?"
    assert left(tmp_path) == ["09:00"]


@pytest.mark.parametrize("line", ["how old was he", "and in paris", "what about his wife", "no", "ok"])
def test_what_goes_on_from_the_line_is_not_taken(tmp_path: Path, line: str) -> None:
    assert talk(tmp_path, "what time is it", REFUSED, line)[-1] == ""


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("remind me to ring jo on friday at 9", "did you get that"), "Ring jo, at 9 am on Friday."),
        (("set a timer for 10 minutes", "did it work"), "Ten minutes left on the timer."),
        (("add milk to my list", "did you add it"), "On your shopping list: milk."),
        (("what's 9 times 7", "are you sure"), "That's 63."),
        (("remind me every day at 8 to run", "skip tomorrow", "did you skip it"), "Run, at 8 am every day, next on Friday."),
        (("set a timer for 10 minutes", "can I cancel a timer", "is it still running"), "Ten minutes left on the timer."),
        (("set a timer for 10 minutes", "don't cancel it"), "All right, I left it."),
        (("don't set an alarm",), "All right, I left it."),
        (("remind me to buy milk tomorrow at 5", "I already bought it"), "Do you mean: cancel the reminder to buy milk?"),
        (("set an alarm for monday at 7", "and tuesday", "what alarms do I have", "not monday"),
         "Do you mean: cancel the monday alarm?"),
    ],
)  # fmt: skip
def test_whether_it_was_done_is_told(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply
