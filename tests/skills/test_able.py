"""Questions whether something can be done, which do nothing: each example that is told is understood by its skill."""

import tomllib
from pathlib import Path

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import talk
from voice.skills.sentences import FOLDER

KINDS = {"timer_set": "timer", "alarm_set": "alarm", "reminder_set": "reminder"}


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("can I cancel a timer",), "Yes. Say, for instance: cancel the timer."),
        (("set a 10 minute timer", "can I cancel a timer", "how would I do that"), "Say, for instance: cancel the timer."),
        (("set a 10 minute timer", "how do I stop it"), "Say, for instance: cancel the timer."),
        (("set a 10 minute timer", "can you cancel timers", "how long is left"), "Ten minutes left on the timer."),
        (("can you set several timers",), "Yes. Say, for instance: set a timer for five minutes and one for ten minutes."),
        (("is it possible to repeat an alarm",), "Yes. Say, for instance: wake me at seven on weekdays."),
        (("can you remind me of things",), "Yes. Say, for instance: remind me at six pm to call home."),
        (("can you add things to a list",), "Yes. Say, for instance: add milk to my shopping list."),
        (("can you make lists",), "Yes. Say, for instance: create a packing list."),
        (("can you tell the time in other countries",), "Yes. Say, for instance: what time is it in tokyo."),
        (("can you convert miles to kilometres",), "Yes. Say, for instance: how many cups are in a litre."),
        (("can you do sums",), "Yes. Say, for instance: what is 15 percent of 80."),
        (("can you roll dice",), "Yes. Say, for instance: roll two dice."),
        (("can you control lights",), "Lights need Home Assistant, which is not set up."),
        (("can you cancel the timer",), "There are no timers."),
    ],
)
def test_what_can_be_done_is_told(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


def test_each_example_is_understood(tmp_path: Path) -> None:
    skills, data = skills_in(tmp_path), tomllib.loads((FOLDER / "able.toml").read_text(encoding="utf-8"))
    for block in data["skills"]["help"]:
        way = next((name for name in data["lists"] if f"{{{name}:" in block["sentences"][0]), None)
        for example in {one["out"] for one in data["lists"][way]["values"]} if way else ():
            assert (match := skills.match(example)), example
            topic = block["slots"]["topic"]
            assert match.skill in (topic, "snooze") or KINDS.get(topic) == match.slots.get("kind", "timer"), example
