"""What is asked behind a refusal: why, what to do, and the same of something else."""

import asyncio
import re
from collections.abc import Callable, Iterator

import pytest

from tests.talk import ask, conversation, loaded
from voice.answer.phrases import FIXED, NO_MODEL
from voice.config import Config
from voice.skills.home.client import NOT_CONNECTED

Talk = Callable[..., list[str]]

QUESTION, LIGHT, RAIN = "tell me about the french revolution", "turn on the kitchen light", "is it going to rain"
OFF = "turn everything off"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """Has conversations, each from its beginning; the replies."""
    with asyncio.Runner() as runner:
        engines = runner.run(loaded(Config(state_dir=tmp_path_factory.mktemp("state"))))

        async def replies(*lines: str) -> list[str]:
            held = conversation()
            return [(await ask(engines, held, line)).reply for line in lines]

        yield lambda *lines: runner.run(replies(*lines))
        runner.run(engines.close())


@pytest.mark.parametrize(
    ("refused", "asked", "reply"),
    [
        (LIGHT, "why not", "Lights and the like are switched by Home Assistant"), (OFF, "why can't you", "Lights and the like"),
        (QUESTION, "why not", "What I do, I do by rule."), (RAIN, "why can't you do that", "I have no account and no device"),
        ("eggs four minutes toast two", "why", "I didn't know those words. I didn't get that about timers."),
        ("banana teapot", "what do you mean", "I didn't understand it"), ("volume up", "why not", "There is no speaker here"),
        (LIGHT, "how do i set it up then", "Home Assistant has to run in"), (OFF, "can you fix that", "Home Assistant has to"),
        (QUESTION, "how do i get one", "Run voice setup"), (QUESTION, "ok so what do i need to do then", "Run voice setup"),
        (RAIN, "how can i fix that", "Home Assistant can tell the weather where it has the means."),
        ("call my daughter", "how do i set it up", "There is nothing to set up: I can't make calls"),
        ("banana teapot", "what should i do then", "There is nothing to set up: say it in other words"),
        (OFF, "what about the telly", NOT_CONNECTED), (LIGHT, "and the lamp by the sofa", NOT_CONNECTED),
        (QUESTION, "and napoleon", NO_MODEL), (RAIN, "what about tomorrow", "I can't tell the weather"),
    ],
)  # fmt: skip
def test_a_refusal_is_explained(talk: Talk, refused: str, asked: str, reply: str) -> None:
    assert talk(refused, asked)[-1].startswith(reply)


def test_what_makes_sense_alone_is_done(talk: Talk) -> None:
    assert talk(QUESTION, "and what is two plus two")[-1] == "That's 4."
    assert talk("set a timer for ten minutes", QUESTION, "and one for twelve")[-1] != NO_MODEL


def test_why_is_asked_of_the_refusal_behind_an_explanation_too(talk: Talk) -> None:
    assert talk(QUESTION, "why not", "how do i get one")[-1].startswith("Run voice setup")


def test_no_name_of_a_setting_is_spoken(talk: Talk) -> None:
    for said in talk(LIGHT, "why not", "how do i set it up then", OFF, "dim the lights", "is the door open"):
        assert "VOICE_" not in said
        assert "home.url" not in said


@pytest.mark.parametrize("text", FIXED)
def test_what_is_said_word_for_word_names_no_setting(text: str) -> None:
    assert not re.search(r"VOICE_|\w_\w|\b[a-z]+\.[a-z]+\b|--|=", text)
