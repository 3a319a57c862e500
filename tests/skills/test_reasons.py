"""Requests about lights and the volume, with the reason before or behind them."""

import pytest

from tests.skills.making import in_two_rooms
from voice.skills import Skills


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return in_two_rooms(tmp_path_factory.mktemp("state"))


@pytest.mark.parametrize(("said", "skill", "slots"), [
    ("turn on the kitchen lights i'm cooking", "lights", {"state": "on", "room": "kitchen"}),
    ("i have guests coming put the kitchen lights on", "lights", {"state": "on", "room": "kitchen"}),
    ("my wife is asleep turn off the bedroom lights", "lights", {"state": "off", "room": "bedroom"}),
    ("save power turn the lights off", "lights", {"state": "off"}),
    ("there's nobody in the kitchen turn off the lights there", "lights", {"state": "off", "room": "kitchen"}),
    ("the volume is way too high for me turn it down", "volume", {"change": "down"}),
    ("turn the volume down i have a headache", "volume", {"change": "down"}),
    ("my baby is sleeping lower the volume", "volume", {"change": "down"}),
    ("decrease the volume a bit because my ears hurt", "volume", {"change": "down"}),
])  # fmt: skip
def test_the_reason_is_passed_over(skills: Skills, said: str, skill: str, slots: dict[str, object]) -> None:
    match = skills.match(said)
    assert match
    assert (match.skill, dict(match.slots)) == (skill, slots)


@pytest.mark.parametrize("said", [
    "the lights are on my list turn them off", "i told him turn off the lights",
    "if it rains turn off the lights",
    "she's turned the volume down", "it's my turn to turn off the lights", "i like it when the lights are dim",
    "i have the volume at fifty", "my turn to turn up the volume", "my mother always turns the lights off",
    "it's so bright that i need sunglasses", "he asked me to turn off the kitchen lights",
    "how many lights are on the eiffel tower",
    "i had the bedroom lights on", "i left the kitchen light on", "they left all the downstairs lights on",
    "she saw our christmas lights on", "he keeps the tv volume up", "we have the living room lights dimmed",
])  # fmt: skip
def test_what_is_only_told_is_no_request(skills: Skills, said: str) -> None:
    assert skills.match(said) is None
