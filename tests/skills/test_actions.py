"""What skills do and say: sums, units, loudness, stop, repeat, the clock."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.skills.making import make_skills, skills_in
from tests.skills.talking import said
from voice.clock import VirtualClock
from voice.config import Config
from voice.messages import SkillReply
from voice.skills import Context, Skills

NOW = datetime(2026, 11, 21, 19, 5, tzinfo=UTC)


class Speaker:
    volume = 50


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    loaded = make_skills(Config(state_dir=tmp_path_factory.mktemp("s")), VirtualClock(start=NOW))
    loaded.load()
    return loaded


def ask(skills: Skills, text: str, context: Context | None = None) -> SkillReply:
    match = skills.match(text)
    assert match is not None
    return asyncio.run(skills.run(match, context or Context()))


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("what time is it", "It's 7:05 pm."),
        ("what day is it", "It's Saturday, the 21st of November, 2026."),
        ("what day is it tomorrow", "Tomorrow is Sunday, the 22nd of November."),
        ("twelve times twelve", "That's 144."),
        ("ten divided by four", "That's 2.5."),
        ("one divided by three", "That's 0.333."),
        ("0.1 + 0.2", "That's 0.3."),
        ("fifteen percent of $80", "That's $12."),
        ("fifteen percent tip on fifty dollars", "That's $7.50."),
        ("what is twenty percent off 50 euros", "That's €40."),
        ("divide 100 pounds by 8", "That's 12.5 pounds."),
        ("zero times five", "That's 0."),
        ("1 / 0", "I can't divide by zero."),
        ("what is 5 mod 0", "I can't divide by zero."),
        ("nine to the power of nine hundred thousand", "That is too large for me."),
        ("2 ^ 10 ^ 10", "That is too large for me."),
        ("999999999999 times 999999999999", "That is too large for me."),
        ("square root of minus four", "That has no real answer."),
        ("zero to the power of minus one", "I can't divide by zero."),
        ("five factorial", "That's 120."),
        ("what's the factorial of ten", "That's 3628800."),
        ("6! / 5!", "That's 6."),
        ("18 factorial", "That is too large for me."),
        ("1.5 factorial", "That has no real answer."),
        ("two to the tenth", "That's 1024."),
        ("2 to the fifth power", "That's 32."),
        ("ten to the minus two", "That's 0.01."),
        ("the third power of four", "That's 64."),
        ("what's the fourth root of 16", "That's 2."),
        ("fifth root of minus 32", "That's -2."),
        ("fourth root of minus 16", "That has no real answer."),
        ("1/3 of 90", "That's 30."),
        ("one point two million plus two", "That's 1200002."),
        ("how many miles in 10 k", "6.21 miles."),
        ("10 k in celsius", "-263 degrees Celsius."),
        ("5 m in seconds", "300 seconds."),
        ("5 m in feet", "16.4 feet."),
        ("2 c in ml", "473 millilitres."),
        ("20 c in f", "68 degrees Fahrenheit."),
        ("5 k in m", "5000 metres."),
        ("1 1/2 cups in ml", "355 millilitres."),
        ("ten miles in kilometres", "16.1 kilometres."),
        ("how many ounces in a pound", "16 ounces."),
        ("six foot two in centimetres", "188 centimetres."),
        ("five pounds in kilos", "2.27 kilograms."),
        ("how many feet in a mile", "5280 feet."),
        ("one inch in miles", "0.0000158 miles."),
        ("33.8 fahrenheit in celsius", "1 degree Celsius."),
        ("what is ten miles in kilos", "I can't turn miles into kilograms: they measure different things."),
        ("minus 500 celsius in fahrenheit", "Nothing is as cold as that."),
        ("turn it up", "There is no speaker here to turn up or down."),
    ],
)
def test_replies(skills: Skills, request_: str, reply: str) -> None:
    assert ask(skills, request_).text == reply


def test_powers_and_chains(skills: Skills) -> None:
    values = {
        "two plus three times four squared": 50,
        "ten minus two minus three": 5,
        "one hundred divided by ten times two": 20,
        "twenty percent of fifty plus one": 11,
        "2 * -3": -6,
        "cube root of twenty seven plus one": 4,
    }
    assert {text: match.slots["value"] for text in values if (match := skills.match(text))} == values


def test_loudness(skills: Skills) -> None:
    speaker = Speaker()
    context = Context(volume=speaker)
    steps = [
        ("what's the volume", 50, "The volume is at 50 percent."),
        ("turn it up", 60, "Volume at 60 percent."),
        ("volume down", 50, "Volume at 50 percent."),
        ("set the volume to thirty percent", 30, "Volume at 30 percent."),
        ("set the volume to thirty percent", 30, "The volume is at 30 percent already."),
        ("mute", 0, "Muted."),
        ("unmute", 30, "Volume at 30 percent."),
        ("full volume", 100, "Volume at 100 percent."),
        ("louder", 100, "That's as loud as it goes."),
        ("turn it down by 25", 75, "Volume at 75 percent."),
        ("turn it down three notches", 45, "Volume at 45 percent."),
        ("double the volume", 90, "Volume at 90 percent."),
        ("cut the volume in half", 45, "Volume at 45 percent."),
    ]
    for text, level, reply in steps:
        assert ask(skills, text, context).text == reply
        assert speaker.volume == level


def test_stop_and_repeat(skills: Skills) -> None:
    assert ask(skills, "stop") == SkillReply("")
    assert ask(skills, "say that again", Context(last_reply="It's noon.")) == SkillReply("It's noon.")
    assert ask(skills, "say that again") == SkillReply("I haven't said anything yet.")


@pytest.mark.parametrize(
    ("scale", "text", "reply"),
    [
        ("C", "convert 70 degrees to kelvin", "343 kelvins."),
        ("F", "convert 70 degrees to kelvin", "294 kelvins."),
        ("F", "70 degrees celsius in kelvin", "343 kelvins."),
        ("C", "what's 20 degrees in fahrenheit", "68 degrees Fahrenheit."),
        ("F", "what's 20 degrees in fahrenheit", "68 degrees Fahrenheit."),
        ("C", "what's 68 degrees in celsius", "20 degrees Celsius."),
    ],
)
def test_bare_degrees_are_of_the_scale_in_the_settings(tmp_path: Path, scale: str, text: str, reply: str) -> None:
    skills = make_skills(Config(state_dir=tmp_path, skills={"temperature": scale}))  # type: ignore[arg-type]
    skills.load()
    assert ask(skills, text).text == reply


def test_a_disabled_skill_is_not_there(tmp_path: Path) -> None:
    config = Config(state_dir=tmp_path, skills={"disabled": ("lights", "sums")})  # type: ignore[arg-type]
    skills = make_skills(config)
    assert skills.load() == ["skills.disabled: there is no skill sums"]
    assert skills.match("lights off") is None
    assert skills.match("twelve times twelve") is not None
    assert "lights" not in skills.sentences.intents.intents


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("8 stone 5 in kg", "53.1 kilograms."),
        ("12 st 7 lb in kg", "79.4 kilograms."),
        ("3 pounds 4 in grams", "1474 grams."),
        ("1 hour 20 in minutes", "80 minutes."),
        ("2 hours and 15 minutes in minutes", "135 minutes."),
        ("3 m 20 cm in feet", "10.5 feet."),
        ("5'11\" in cm", "180 centimetres."),
        ("how many pounds in 8 stone 5", "117 pounds."),
    ],
)
def test_a_quantity_in_two_units(tmp_path: Path, request_: str, reply: str) -> None:
    assert said(skills_in(tmp_path), request_) == reply


def test_a_figure_that_counts_nothing_is_not_converted(tmp_path: Path) -> None:
    assert skills_in(tmp_path).match("3 miles 20 in km") is None


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("what's the remainder of 17 divided by 5", "That's 2."),
        ("remainder of 10 divided by 3", "That's 1."),
        ("the remainder of 10 divided by 0", "I can't divide by zero."),
        ("what is 5 less than 20", "That's 15."),
        ("what is 30 as a percentage of 120", "That's 25."),
        ("six into fifty four", "That's 9."),
        ("what's 5 into 100", "That's 20."),
        ("take 10% off 65", "That's 58.50."),
    ],
)
def test_sums_that_name_what_is_done(tmp_path: Path, request_: str, reply: str) -> None:
    assert said(skills_in(tmp_path), request_) == reply
