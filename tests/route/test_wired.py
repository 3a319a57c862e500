"""The router as the assistant has it: what it knows of the world comes from the tiers, the screen and the settings."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from voice import wiring
from voice.answer import phrases
from voice.clock import WallClock
from voice.config import Config, Privacy, Tier
from voice.messages import Transcript
from voice.trace import TurnTrace
from voice.turn import Replier

HARD = "write me a poem about rain"
BIG = Tier(name="big", where="cloud", base_url="http://127.0.0.1:1/v1", model="m", residency="us")


def replier(folder: Path, **settings: object) -> Replier:
    return wiring.replier(Config(**{"state_dir": folder, "tiers": (BIG,)} | settings), WallClock(), None, lambda event: None)


def test_a_tier_that_keeps_failing_is_not_asked_and_the_listener_is_told(tmp_path: Path) -> None:
    answers = replier(tmp_path)

    async def ask() -> TurnTrace:
        trace = TurnTrace(datetime.now().astimezone(), "typed")
        await answers.run(trace, Transcript(HARD, 1.0, False, "typed"), answers.budget.turn())
        return trace

    async def talk() -> list[TurnTrace]:
        turns = [await ask() for _ in range(3)]
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
    route = replier(tmp_path, tiers=(elsewhere,), **settings).router.route(HARD)
    assert (route.tier, route.candidates, route.alternatives[0].removed) == ("device", (), removed)


def test_a_number_said_in_two_turns_is_private_in_the_second(tmp_path: Path) -> None:
    answers = replier(tmp_path)
    answers.history.add("my phone number is five five five two three four", "Okay.")
    lines = answers.history.with_question("one nine eight seven write a letter about it")
    route = answers.router.route(lines[-1].text, history=lines[:-1])
    assert route.private
    assert route.tier == "device"
    assert answers.router.route("what is the boiling point of water", history=lines[:-1]).private == ()
