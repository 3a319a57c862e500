import pytest

from voice.config import Tier
from voice.messages import Match
from voice.route import Router

TIERS = [
    Tier(name="big", where="cloud", base_url="http://c", model="m"),
    Tier(name="home", where="lan", base_url="http://l", model="m"),
    Tier(name="small", where="device", base_url="http://d", model="m"),
]


def match(text: str) -> Match | None:
    return Match("time", {}) if text == "what time is it" else None


def test_a_skill_comes_first() -> None:
    route = Router(match, TIERS).route("what time is it")
    assert (route.tier, route.skill, route.candidates) == ("skill", "time", ())
    assert [(s.name, s.verdict) for s in route.signals] == [("skill", "skill")]


def test_what_was_no_command_reaches_no_skill() -> None:
    assert Router(match, TIERS).route("what time is it", command=False).tier == "device"


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("who wrote hamlet", "device"),
        ("what is the capital of france", "device"),
        ("write me a poem about rain", "cloud"),
        ("write a python function that sorts a list", "cloud"),
        ("compare the french and the american revolution", "cloud"),
        ("why is the sky blue at noon and red at sunset", "cloud"),
        ("word " * 51, "cloud"),
    ],
)
def test_size_and_task_type_choose_between_device_and_cloud(text: str, tier: str) -> None:
    assert Router(match).route(text).tier == tier


def test_the_kind_is_chosen_as_if_every_tier_were_there() -> None:
    route = Router(match).route("write me a poem")
    assert (route.tier, route.candidates) == ("cloud", ())


def test_candidates_are_tried_from_the_nearest_in_ability() -> None:
    router = Router(match, TIERS)
    assert router.route("write me a poem").candidates == ("big", "home", "small")
    assert router.route("who wrote hamlet").candidates == ("small", "home", "big")


def test_silence_is_routed_nowhere() -> None:
    route = Router(match, TIERS).route("")
    assert (route.tier, route.skill, route.candidates) == ("skill", None, ())
