"""Requests that begin or end with the name of another assistant, as people are used to say it."""

from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.english.addressed import unaddressed, unwoken
from voice.skills import Context, Skills, Told


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    folder, rooms = Path(tmp_path_factory.mktemp("state")), {"rooms": ["kitchen"]}
    made = make_skills(Config.model_validate({"state_dir": folder, "skills": rooms}))
    made.load()
    return made


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("olly set an alarm for seven", "set an alarm for seven"),
        ("set an alarm for seven olly", "set an alarm for seven"),
        ("Set a timer for five minutes, Alexa.", "set a timer for five minutes"),
        ("hey google turn off the kitchen light", "turn off the kitchen light"),
        ("OK Google, what time is it?", "what time is it"),
        ("computer, add milk to my shopping list", "add milk to my shopping list"),
        ("what's five times six siri", "what's five times six"),
        ("volume up please, jarvis", "volume up please"),
        ("hello olly", "hello"),
        ("ziggy what time is it", "what time is it"),
        ("um, okay nabu, flip a coin", "flip a coin"),
        ("alexa flip a coin and turn on the kitchen light", "flip a coin and turn on the kitchen light"),
    ],
)
def test_a_name_is_taken_off_both_ends(skills: Skills, text: str, plain: str) -> None:
    meant, found = skills.match(plain), skills.match(text)
    assert meant
    assert found
    assert [(one.skill, one.slots) for one in (found, *found.also)] == [(one.skill, one.slots) for one in (meant, *meant.also)]


def test_a_follow_up_may_end_with_it(skills: Skills) -> None:
    before = skills.match("convert ten miles to kilometers")
    assert before
    found, meant = (skills.follow_up(text, [Told(before)], Context()) for text in ("and twenty, alexa", "and twenty"))
    assert found
    assert meant
    assert found.slots == meant.slots


@pytest.mark.parametrize("text", ["turn off the computer", "call alexa", "alexandria time", "alexa's birthday", "siri"])
def test_a_name_that_is_part_of_it_stays(text: str) -> None:
    assert unaddressed(text) == text


def test_who_is_to_be_called_stays(skills: Skills) -> None:
    match = skills.match("remind me at five to call alexa")
    assert match
    assert match.slots["text"] == "call alexa"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("um, hey siri, what time is it", "what time is it"),
        ("please alexa play jazz", "play jazz"),
        ("hello computer - ok google, -5 plus 3", "-5 plus 3"),
        ("hey siri", ""),
        ("hi alexa", "hi"),
        ("Siri Hustvedt wrote which books", "Siri Hustvedt wrote which books"),
        ("jarvis is a character in which film", "jarvis is a character in which film"),
        ("alexa rankings of a site", "alexa rankings of a site"),
        ("google maps", "google maps"),
    ],
)
def test_a_call_is_taken_off_and_a_name_that_begins_a_sentence_stays(text: str, rest: str) -> None:
    assert unwoken(text) == rest
