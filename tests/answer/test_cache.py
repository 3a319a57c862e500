import asyncio

import pytest

from tests.answer.asking import Asking
from voice.answer.cache import MOST, AnswerCache, is_general
from voice.clock import VirtualClock
from voice.errors import TierError
from voice.messages import Tool, ToolCall, ToolResult
from voice.testing import ScriptedTier

SKY = "why is the sky blue"


@pytest.mark.parametrize(
    "text", [SKY, "what is the capital of france", "who wrote hamlet", "how far away is the moon", "explain photosynthesis"]
)
def test_general_questions(text: str) -> None:
    assert is_general(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is my blood type", "am I late", "should we paint the hall", "I've got a headache what helps", "what do you think",
        "where is she", "what's the weather in paris", "what is on today", "who won last week", "the latest news",
        "what is the price of gold", "who is the president of france", "how old is the queen", "what about spain",
        "and how far is it", "tell me more", "why is that", "what happens next", "is the shop open on sundays", "how late",
        "what day comes after friday", "maria has diabetes what should maria eat", "how much is bitcoin", "what does dad like",
        "who leads france", "is the shop on main street busy", "mum has cancer what helps", "who won the election",
        "does dad take aspirin with warfarin", "when does the sun set in oslo", "what's the exchange rate of the euro",
    ],
)  # fmt: skip
def test_questions_about_somebody_some_moment_or_something_said_before(text: str) -> None:
    assert not is_general(text)


def test_off_unless_asked_for() -> None:
    asked = Asking([ScriptedTier("big", "Scattering.")])
    asked.ask(SKY)
    asked.ask(SKY)
    assert len(asked.tiers[0].asked) == 2


def test_the_same_question_is_answered_again_without_a_tier() -> None:
    asked = Asking([ScriptedTier("big", "Scattering. ", "Mostly.")], cache_s=60)
    asked.ask(SKY)
    said, trace = asked.ask("Why is the sky blue?")
    assert (said, trace.answered_by, trace.cost_usd, trace.tried) == ("Scattering. Mostly.", "cache", 0.0, [])
    assert len(asked.tiers[0].asked) == 1


def test_nothing_private_is_kept() -> None:
    asked = Asking([ScriptedTier("big", "Scattering.")], cache_s=60, private=("phone",))
    asked.ask(SKY)
    assert asked.cache.get(SKY) is None


def test_until_it_is_too_old() -> None:
    asked = Asking([ScriptedTier("big", "Scattering.")], cache_s=60)
    asked.ask(SKY)
    asyncio.run(asked.clock.step(61))
    _, trace = asked.ask(SKY)
    assert trace.answered_by == "big"


@pytest.mark.parametrize("text", ["what is my name", "what is the weather"])
def test_a_private_or_timely_question_is_asked_each_time(text: str) -> None:
    asked = Asking([ScriptedTier("big", "Well.")], cache_s=60)
    asked.ask(text)
    asked.ask(text)
    assert len(asked.tiers[0].asked) == 2


@pytest.mark.parametrize(
    "tiers",
    [
        [ScriptedTier("big", "Whole. ", "Half", TierError("big: gone"))],
        [ScriptedTier("big", TierError("big: gone")), ScriptedTier("small", "Whole.")],
        [ScriptedTier("big", ToolCall("a", "time", "{}"), "Whole.")],
    ],
    ids=["broke off", "second choice", "made by tools"],
)
def test_only_a_whole_answer_of_the_first_choice_is_kept(tiers: list[ScriptedTier]) -> None:
    asked = Asking(tiers, cache_s=60, tools=[Tool("time", "", {})], results={"time": ToolResult("Noon.")})
    asked.ask(SKY)
    asked.ask(SKY)
    assert len(tiers[0].asked) >= 2


def test_it_does_not_grow_without_end() -> None:
    cache = AnswerCache(VirtualClock(), 60.0)
    for number in range(MOST + 1):
        cache.put(f"what is {number}", "A number.")
    assert cache.get("what is 0") is None
    assert cache.get(f"what is {MOST}") == "A number."
