"""Another time on some of the days on which something repeats."""

from pathlib import Path

import pytest

from tests.skills.talking import talk
from voice.skills.timing.store import Store

WEEKDAYS = "wake me at 7 on weekdays"


def rings(folder: Path) -> list[str]:
    """On which days each rings, and when: "mo tu 07:00"."""
    return [" ".join([*(day[:2] for day in one.every), one.time]) for one in Store(folder).in_order_set()]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("make it 6 30 on mondays", ["tu we th fr 07:00", "mo 06:30"]),
        ("change it to 6 30 on mondays", ["tu we th fr 07:00", "mo 06:30"]),
        ("but 8 on fridays", ["mo tu we th 07:00", "fr 08:00"]),
        ("on thursdays make it 6", ["mo tu we fr 07:00", "th 06:00"]),
        ("and an hour later on fridays", ["mo tu we th 07:00", "fr 08:00"]),
        ("7 15 on wednesdays", ["mo tu th fr 07:00", "we 07:15"]),
        ("and eight on saturdays", ["mo tu we th fr 07:00", "sa 08:00"]),
        ("make it 8 on weekdays", ["mo tu we th fr 08:00"]),
        ("not on fridays", ["mo tu we th 07:00"]),
    ],
)
def test_a_day_gets_a_time_of_its_own_and_the_others_keep_theirs(tmp_path: Path, line: str, left: list[str]) -> None:
    talk(tmp_path, WEEKDAYS, line)
    assert rings(tmp_path) == left


def test_a_second_day_is_left_out_of_what_was_set_first_and_all_is_undone(tmp_path: Path) -> None:
    talk(tmp_path, WEEKDAYS, "make it 6 30 on mondays", "and 7 30 on fridays")
    assert rings(tmp_path) == ["tu we th 07:00", "mo 06:30", "fr 07:30"]
    other = tmp_path / "undone"
    talk(other, WEEKDAYS, "make it 6 30 on mondays", "undo that")
    assert rings(other) == ["mo tu we th fr 07:00"]


@pytest.mark.parametrize("line", ["make it 8 on friday", "monday should be 6 30", "and at ten on thursdays"])
def test_it_is_asked_where_one_day_alone_or_one_more_may_be_meant(tmp_path: Path, line: str) -> None:
    asked = talk(tmp_path, WEEKDAYS, line)[-1]
    assert asked.startswith("Do you mean: leave ")
    assert rings(tmp_path) == ["mo tu we th fr 07:00"]


def test_a_day_is_left_out_in_the_same_breath(tmp_path: Path) -> None:
    talk(tmp_path, "wake me at 7 on weekdays but at 8 on fridays")
    assert rings(tmp_path) == ["mo tu we th 07:00", "fr 08:00"]
