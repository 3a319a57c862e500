"""The router as the engines have it: what it knows of the world comes from the tiers, the screen and the settings."""

import asyncio
from pathlib import Path

import pytest

from tests.talk import ask, conversation, loaded
from voice.answer import phrases
from voice.answer.history import History
from voice.config import Config, Tier
from voice.config.settings import Privacy
from voice.engines import Engines
from voice.trace import TurnTrace

HARD = "write me a poem about rain"
BIG = Tier(name="big", where="cloud", base_url="http://127.0.0.1:1/v1", model="m", residency="us")


def engines(folder: Path, **settings: object) -> Engines:
    return asyncio.run(loaded(Config(**{"state_dir": folder, "tiers": (BIG,)} | settings)))


def test_a_tier_that_keeps_failing_is_not_asked_and_the_listener_is_told(tmp_path: Path) -> None:
    async def talk() -> list[TurnTrace]:
        answers, held = await loaded(Config(state_dir=tmp_path, tiers=(BIG,))), conversation()
        turns = [await ask(answers, held, HARD, command=False) for _ in range(3)]
        await answers.close()
        return turns

    first, second, third = asyncio.run(talk())
    assert (first.tried, second.tried, third.tried) == (["big"], ["big"], [])
    assert third.route is not None
    assert third.route.tier == "cloud"
    assert "left alone" in third.route.alternatives[0].removed
    assert third.reply == phrases.UNREACHABLE


@pytest.mark.parametrize(
    ("settings", "removed"),
    [
        ({"offline": True}, "offline"),
        ({"privacy": Privacy(residency=("eu",))}, "residency us, not eu"),
    ],
)
def test_rules_come_from_the_settings(settings: dict[str, object], removed: str, tmp_path: Path) -> None:
    elsewhere = BIG.model_copy(update={"base_url": "https://api.example.com/v1"})
    route = engines(tmp_path, tiers=(elsewhere,), **settings).router.route(HARD)
    assert (route.tier, route.candidates, route.alternatives[0].removed) == ("device", (), removed)


def test_a_number_said_in_two_turns_is_private_in_the_second(tmp_path: Path) -> None:
    answers, history = engines(tmp_path), History()
    history.add("my phone number is five five five two three four", "Okay.")
    lines = history.with_question("one nine eight seven write a letter about it")
    route = answers.router.route(lines[-1].text, history=lines[:-1])
    assert route.private
    assert route.tier == "device"
    assert answers.router.route("what is the boiling point of water", history=lines[:-1]).private == ()
