"""Why a request is refused: a language model is named only where one would help."""

import pytest

from voice.answer.phrases import NO_MODEL, NOT_UNDERSTOOD, for_nobody
from voice.english.refusals import Refusal, why
from voice.messages import Alternative, Route


@pytest.mark.parametrize(
    "text",
    [
        "why do onions make you cry", "how long does pasta take to cook", "what should i cook tonight", "tell me about rome",
        "write me a limerick about an alarm clock", "translate where is the station into german", "capital of france",
        "help me write a thank you note", "do you believe in ghosts", "let's chat about football", "pros and cons of diesel",
        "if i leave at six and drive at fifty how far do i get by eight", "my basil keeps dying what am i doing wrong",
        "what's the best volume for a baby's room", "why is it called a reminder", "i need a caption for a holiday photo",
        "which weighs more a ton of feathers or a ton of bricks", "solve this riddle", "how many calories are in an egg",
        "ok then who invented the light bulb", "can you explain how a stopwatch works", "give me some tips for running",
    ],
)  # fmt: skip
def test_knowledge_words_advice_and_reasoning_want_a_model(text: str) -> None:
    assert why(text) == Refusal("model")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("spaghetti for nine minutes or so", "timer_set"), ("and again five minutes later just in case", "timer_set"),
        ("don't wake me on the bank holiday", "alarm_set"), ("why didn't my alarm ring", "alarm_set"),
        ("nudge me about the bins", "reminder_set"), ("never let me forget the dentist", "reminder_set"),
        ("cross off the third thing on there", "lists"), ("actually leave the volume", "volume"), ("way too loud", "volume"),
        ("what's twelve percent tip on forty seven fifty", "arithmetic"), ("nine nines", "arithmetic"),
        ("how hot is one eighty celsius in fahrenheit", "convert"), ("what's that in inches", "convert"),
        ("is it a leap year in twenty twenty eight", "date"), ("what's the date a fortnight on tuesday", "date"),
        ("is the back door shut", "home"),
    ],
)  # fmt: skip
def test_what_this_device_does_in_words_that_it_does_not_know(text: str, about: str) -> None:
    assert why(text) == Refusal("skill", about)


@pytest.mark.parametrize(
    "text",
    [
        "is there anything still on", "and thursday same time", "no leave it at twenty", "turn it back on", "empty it",
        "did i already put cheese on", "have i taken my pills", "how long have the biscuits got", "on school days",
        "what's still going",
        "cancel the eggs no the bread", "don't send that to anyone", "where does what i say go", "what was that beeping for",
        "that's not what i asked for", "the other way round", "and the one by the window", "what about the telly", "more",
        "i'd rather it was seven", "stick batteries on there", "can the second one be eleven",
    ],
)  # fmt: skip
def test_a_fragment_and_what_only_this_device_knows_want_none(text: str) -> None:
    assert why(text) == Refusal("unclear")
    assert for_nobody(Route("cloud", "because"), text) == NOT_UNDERSTOOD
    failed = (Alternative("big", "cloud", 1, 0, "failed"),)
    assert for_nobody(Route("cloud", "because", alternatives=failed), text) == NOT_UNDERSTOOD


@pytest.mark.parametrize("kind", ["device", "lan", "cloud"])
def test_how_large_a_model_would_be_best_is_not_told_where_there_is_none(kind: str) -> None:
    assert for_nobody(Route(kind, "because"), "who was ada lovelace") == NO_MODEL  # type: ignore[arg-type]
    assert "larger" not in NO_MODEL


@pytest.mark.parametrize("text", ["", "?!", "the " * 500, "give me a " * 400, "how " * 700, "of a of " * 300])
def test_anything_is_judged(text: str) -> None:
    assert why(text).reason
