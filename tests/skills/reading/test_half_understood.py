"""Times and names of which only a part was once understood, and the rest taken for what to do: all of it counts, or nothing."""

from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import talk

WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("alarm in the middle of the night at three", {"time": "03:00"}),
        ("set an alarm at four in the dead of night", {"time": "04:00"}),
        ("wake me at four in the small hours", {"time": "04:00"}),
        ("set alarm seven o'clock monday to friday called work", {"time": "07:00", "every": WORKDAYS, "name": "work"}),
        ("set an alarm for seven named gym", {"time": "07:00", "name": "gym"}),
        ("wake me at noon tonight", {"day": "today", "unclear": "Noon is not at night."}),
        ("add passports and sun cream to my list", {"do": "add", "items": ["passports", "sun cream"]}),
    ],
)
def test_all_of_it_is_understood(tmp_path: Path, text: str, slots: dict[str, Any]) -> None:
    found = skills_in(tmp_path).match(text)
    assert found
    assert found.slots == slots


@pytest.mark.parametrize(
    "text",
    [
        "remind me on the third wednesday in january at six pm book club", "remind me on the second friday in february to pay",
        "remind me on the first tuesday of march at ten to vote", "remind me at 10 past the hour to check the soup",
        "remind me at ten to the hour to go", "remind me at 20 past the hour to stir",
    ],
)  # fmt: skip
def test_half_of_it_is_not_done(tmp_path: Path, text: str) -> None:
    assert skills_in(tmp_path).match(text) is None


@pytest.mark.parametrize("no", ["ok forget it", "oh never mind", "fine leave it", "okay don't", "forget it"])
def test_who_lets_it_be_is_not_taken_at_their_okay(tmp_path: Path, no: str) -> None:
    told = talk(tmp_path, "set an alarm for 7 am", "who was einstein", "no, eight", no, "what alarms are set")
    assert told[2].startswith("Do you mean: ")
    assert told[3] == "All right, I left it."
    assert told[4].startswith("The alarm is set for 7 am")


def test_what_was_added_last_is_not_called_that(tmp_path: Path) -> None:
    assert talk(tmp_path, "add milk to the shopping list", "no scrap that last one", "what's on my list")[-1].endswith("milk.")


@pytest.mark.parametrize("text", ["I feel like I don't want to be here anymore", "I don't want to be here any more"])
def test_despair_in_other_words_is_heard(tmp_path: Path, text: str) -> None:
    found = skills_in(tmp_path).match(text)
    assert found
    assert (found.skill, found.slots) == ("emergency", {"despair": True})
