"""Slips of typing."""


import pytest

from tests.skills.making import in_two_rooms
from voice.skills import Skills


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return in_two_rooms(tmp_path_factory.mktemp("state"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("waht time is it", "what time is it"),
        ("whats teh time", "what's the time"),
        ("set a tiemr for 5 mintues", "set a timer for 5 minutes"),
        ("set an alram for 7 am", "set an alarm for 7 am"),
        ("wake me up at sevne am", "wake me up at seven am"),
        ("trun off the lihgts", "turn off the lights"),
        ("cancle the timer", "cancel the timer"),
        ("convret 20 celsius to kelvin", "convert 20 celsius to kelvin"),
        ("what is 15 precent of 80", "what is 15 percent of 80"),
        ("how many days untill christmas", "how many days until christmas"),
        ("remnd me to call Tobias at 6 pm", "remind me to call tobias at 6 pm"),
        ("set the volme to 30", "set the volume to 30"),
        ("set a timr for 5 minutes and flip a conin", "set a timer for 5 minutes and flip a coin"),
    ],
)
def test_a_slip_or_two_are_put_right(skills: Skills, typed: str, meant: str) -> None:
    assert skills.mended(typed) == skills.match(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "set a timer for tne minutes",
        "set a tmier for tne minuts",
        "set a timmer for 5 minutes",
        "turn on the fight",
        "who wrote hamlt",
        "play smoe music",
        "what is the captial of france",
        "sst a tiemr fro 5 mintues",
        "xx yy",
        "turn on teh " + "very " * 30 + "lihgts",
    ],
)
def test_nothing_is_guessed(skills: Skills, typed: str) -> None:
    """Words that are English, two requests that it could be, too many slips, no request at all."""
    assert skills.mended(typed) is None
