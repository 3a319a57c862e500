"""Slips of the tongue that are put right in the same breath."""

from pathlib import Path

import pytest

from tests.skills.making import in_two_rooms
from tests.skills.talking import talk

EGGS = "set a timer for eggs for five minutes"
BREAD = "set a timer for bread for ten minutes"


@pytest.mark.parametrize("slip", [
    "i'm sorry", "hang on", "no hang on make it", "oh wait", "whoops i mean", "my mistake", "hold on no", "let's say", "rather",
    "excuse me", "pardon", "or rather", "wait no",
])  # fmt: skip
def test_what_was_said_first_is_dropped(tmp_path: Path, slip: str) -> None:
    assert talk(tmp_path, f"set a timer for ten minutes {slip} twenty")[-1] == "Timer set for 20 minutes."


@pytest.mark.parametrize(("asked", "told"), [
    ("wake me at seven hang on half past seven", "Alarm set for 7:30 am tomorrow."),
    ("set an alarm for noon oops midnight", "Alarm set for midnight tonight."),
    ("set an alarm for monday oops tuesday at seven", "Alarm set for 7 am on Tuesday."),
    ("set an alarm for seven no tomorrow at eight", "Alarm set for 8 am tomorrow."),
    ("remind me at six i'm sorry seven to call mum", "I'll remind you at 7 pm: call mum."),
    ("remind me to call mum on monday sorry tuesday at five", "I'll remind you at 5 pm on Tuesday: call mum."),
    ("what's ten plus twelve hang on thirteen", "That's 23."),
    ("remind me to say sorry at six", "I'll remind you at 6 pm: say sorry."),
    ("remind me to say i'm sorry to mum at six", "I'll remind you at 6 pm: say i'm sorry to mum."),
])  # fmt: skip
def test_other_times_and_days(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, asked)[-1] == told


@pytest.mark.parametrize(("asked", "told"), [
    ("cancel the eggs timer no the bread timer", "Bread timer cancelled."),
    ("stop the eggs no wait the bread timer", "Bread timer cancelled."),
    ("pause the eggs timer sorry the bread timer", "The bread timer is paused with ten minutes left."),
    ("how long is left on the eggs oops the bread timer", "The bread timer has ten minutes left."),
    ("add two minutes to the eggs timer hang on the bread timer", "The bread timer now has twelve minutes left."),
    ("cancel my timer no my alarm", "There are no alarms, but there are two timers: eggs and bread."),
])  # fmt: skip
def test_another_one_is_meant(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, EGGS, BREAD, asked)[-1] == told


@pytest.mark.parametrize("asked", [
    "turn on the kitchen lights i'm sorry the bedroom lights", "turn on the kitchen lights oops bedroom",
    "turn on the lights in the kitchen sorry in the bedroom", "turn the kitchen lights on no the bedroom lights",
])  # fmt: skip
def test_another_room_is_meant(tmp_path: Path, asked: str) -> None:
    match = in_two_rooms(tmp_path).match(asked)
    assert match
    assert (match.skill, dict(match.slots)) == ("lights", {"state": "on", "room": "bedroom"})
