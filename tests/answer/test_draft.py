"""A small tier says the first sentence while a larger one works, in virtual time."""

from typing import Any

import pytest

from tests.answer.asking import Asking
from voice.answer import phrases, reply
from voice.clock import VirtualClock
from voice.errors import TierError, WithheldError
from voice.messages import Message, Tool, ToolCall, ToolResult
from voice.privacy.screen import Screen
from voice.testing import Piece, ScriptedTier

GONE = TierError("large: gone")
FIRST = "Blue light scatters."
SMALL: list[Piece] = [0.1, f"{FIRST} ", 0.1, "So the sky looks blue."]
LONG: list[Piece] = [*SMALL[:3], "So ", 30.0, "the sky looks blue."]
LARGE: list[Piece] = [0.8, "Air molecules do that. ", "Red light passes."]
TOLD = [Message("assistant", FIRST), Message("user", reply.VERIFY)]
ASKED = [Message("user", "why is the sky blue")]


def asking(small: list[Piece], large: list[Piece] | list[list[Piece]], **settings: object) -> Asking:
    clock = VirtualClock()
    tiers = [ScriptedTier("large", *large, clock=clock), ScriptedTier("small", *small, clock=clock)]
    return Asking(tiers, **({"small": frozenset({"small"}), "draft": True, "clock": clock} | settings))  # type: ignore[arg-type]


def actions(asked: Asking) -> list[str]:
    return [action["action"] for action in asked.turn_budget.actions]


def test_the_larger_tier_goes_on_from_what_the_small_one_said() -> None:
    asked = asking(LONG, LARGE)
    said, trace = asked.ask()
    large, small = asked.tiers
    assert said == f"{FIRST} Air molecules do that. Red light passes."
    assert (small.asked, large.asked) == ([ASKED], [ASKED + TOLD])
    assert (trace.answered_by, trace.tried) == ("large", ["small", "large"])
    assert asked.spoken_at[:2] == pytest.approx([0.2, 0.2 + 0.8], abs=0.03)
    assert (small.finished, asked.left_running) == (0, 0)


def test_the_trace_tells_who_drafted_and_what_it_saved() -> None:
    asked = asking(SMALL, LARGE)
    _, trace = asked.ask()
    (action,) = asked.turn_budget.actions
    assert (action["action"], action["stage"]) == ("draft", "answer")
    assert "small began after 1" in action["why"]
    assert "large took 8" in action["why"]
    assert trace.hidden_ms["answer"] == pytest.approx(800, abs=30)
    assert trace.marks.answer_first_token == pytest.approx(0.1, abs=0.03)
    assert FIRST not in str(action)


def test_the_larger_one_works_while_the_sentence_is_being_said() -> None:
    """The listener takes a second to hear the draft; nothing has to be asked for it to be followed."""
    asked = asking(SMALL, LARGE, hears_s=1.0)
    asked.ask()
    assert asked.spoken_at[1] == pytest.approx(1.2, abs=0.03)


def test_a_larger_one_that_speaks_first_answers_alone() -> None:
    asked = asking([2.0, *SMALL], [0.1, "Scattering. ", "Mostly."])
    said, trace = asked.ask()
    assert said == "Scattering. Mostly."
    assert asked.tiers[0].asked == [ASKED]
    assert (trace.answered_by, actions(asked), trace.hidden_ms) == ("large", ["hedge"], {})


def test_a_larger_one_that_was_asked_meanwhile_is_asked_anew_with_the_draft() -> None:
    asked = asking([0.5, *SMALL], LARGE)
    said, _ = asked.ask()
    assert said == f"{FIRST} Air molecules do that. Red light passes."
    assert asked.tiers[0].asked == [ASKED, ASKED + TOLD]
    assert (actions(asked), asked.left_running) == (["hedge", "draft"], 0)


@pytest.mark.parametrize("small", [[], [TierError("small: died")]], ids=["silent", "dead"])
def test_without_a_draft_the_larger_one_answers_at_once(small: list[Piece]) -> None:
    asked = asking(small, LARGE)
    said, trace = asked.ask()
    assert said == "Air molecules do that. Red light passes."
    assert asked.tiers[0].asked == [ASKED]
    assert asked.spoken_at[0] == pytest.approx(0.8, abs=0.03)
    assert trace.answered_by == "large"


@pytest.mark.parametrize("large", [[GONE], [0.5, GONE], [], [0.1, "Half a", GONE]], ids=["at once", "late", "silent", "half"])
def test_the_small_one_goes_on_when_the_larger_one_fails(large: list[Piece]) -> None:
    asked = asking(SMALL, large)
    said, trace = asked.ask()
    assert said == f"{FIRST} So the sky looks blue."
    assert (trace.answered_by, actions(asked), len(asked.tiers[1].asked)) == ("small", [], 1)
    assert asked.left_running == 0


def test_a_draft_that_was_all_of_it_is_no_connection_lost() -> None:
    asked = asking([FIRST], [GONE])
    said, trace = asked.ask()
    assert (said, trace.answered_by) == (FIRST, "small")


def test_a_small_one_that_fails_behind_its_draft_leaves_the_larger_one_to_go_on() -> None:
    asked = asking([f"{FIRST} ", "So", TierError("small: died")], LARGE)
    said, _ = asked.ask()
    assert said == f"{FIRST} Air molecules do that. Red light passes."


def test_when_both_break_off_behind_the_draft_the_listener_is_told() -> None:
    said, trace = asking([f"{FIRST} ", "So", 0.2, TierError("small: died")], [0.1, GONE]).ask()
    assert said == f"{FIRST} {phrases.CUT_SHORT}"
    assert trace.answered_by == "small"


def test_a_larger_one_that_dies_in_mid_reply_is_followed_by_the_small_one() -> None:
    asked = asking(SMALL, ["Air does. ", "Red", GONE])
    said, trace = asked.ask()
    assert said == f"{FIRST} Air does. {FIRST} So the sky looks blue."
    assert asked.tiers[1].asked[1][-2:] == [Message("assistant", f"{FIRST} Air does."), Message("user", reply.CONTINUE)]
    assert (actions(asked), trace.answered_by, asked.left_running) == (["draft", "continue"], "large", 0)


def test_it_goes_on_before_yet_another_is_asked() -> None:
    asked = asking(SMALL, [GONE])
    asked.tiers = [asked.tiers[0], ScriptedTier("second", "Air does that."), asked.tiers[1]]
    said, trace = asked.ask()
    assert said == f"{FIRST} So the sky looks blue."
    assert trace.tried == ["small", "large"]


def test_nobody_else_is_asked_while_the_draft_is_followed() -> None:
    asked = asking(SMALL, [2.0, "Air does."], beside=frozenset({"second"}))
    asked.tiers = [asked.tiers[0], ScriptedTier("second", "Light does."), asked.tiers[1]]
    said, trace = asked.ask()
    assert (said, trace.tried) == (f"{FIRST} Air does.", ["small", "large"])


def test_tools_run_for_the_tier_that_answers_and_for_no_draft() -> None:
    timer, call = Tool("timer_set", "", {}), ToolCall("b", "timer_set", "{}")
    results = {"timer_set": ToolResult("Timer set.", acted=True)}
    asked = asking(["Sure. ", "Done. ", ToolCall("a", "timer_set", "{}")], [0.5, call], tools=[timer], results=results)
    said, trace = asked.ask()
    assert (said, asked.ran, trace.answered_by) == ("Sure. Timer set.", [call], "large")


def test_a_small_one_that_asks_for_a_tool_drafts_nothing() -> None:
    timer, call = Tool("timer_set", "", {}), ToolCall("b", "timer_set", "{}")
    results = {"timer_set": ToolResult("Timer set.", acted=True)}
    asked = asking([ToolCall("a", "timer_set", "{}")], [0.5, call], tools=[timer], results=results)
    said, trace = asked.ask()
    assert (said, asked.ran, trace.answered_by) == ("Timer set.", [call], "large")
    assert (asked.tiers[0].asked, actions(asked)) == ([ASKED], [])


def test_its_tool_runs_when_no_larger_one_is_left() -> None:
    timer, call = Tool("timer_set", "", {}), ToolCall("a", "timer_set", "{}")
    results = {"timer_set": ToolResult("Timer set.", acted=True)}
    asked = asking(["Sure. ", "Done. ", call], [0.2, GONE], tools=[timer], results=results)
    said, trace = asked.ask()
    assert (said, asked.ran, trace.answered_by) == ("Sure. Done. Timer set.", [call], "small")


def test_what_a_tool_told_is_handed_back_behind_the_draft() -> None:
    time, call = Tool("time", "", {}), ToolCall("b", "time", "{}")
    asked = asking(SMALL, [[call], ["Noon."]], tools=[time], results={"time": ToolResult("It's noon.")})
    said, _ = asked.ask()
    assert said == f"{FIRST} Noon."
    assert asked.tiers[0].asked[1] == [
        *ASKED, *TOLD, Message("assistant", "", calls=(call,)), Message("tool", "It's noon.", call_id="b")
    ]  # fmt: skip


def test_a_draft_that_is_doubted_is_not_spoken() -> None:
    asked = asking(SMALL, LARGE, confidence=0.5)
    asked.tiers[1].sure = 0.2
    said, trace = asked.ask()
    assert said == "Air molecules do that. Red light passes."
    assert (asked.tiers[0].asked, trace.answered_by) == ([ASKED], "large")


@pytest.mark.parametrize("stop_after", [1, 2])
def test_when_the_reply_is_given_up_nothing_is_left_running(stop_after: int) -> None:
    asked = asking(LONG, [0.5, "Air does. ", 5.0, "Red ", "light ", "passes."])
    _, trace = asked.ask(stop_after=stop_after)
    assert ([tier.finished for tier in asked.tiers], asked.left_running) == ([0, 0], 0)
    assert set(trace.usage) == {"small", "large"}


def test_a_route_to_the_device_drafts_nothing() -> None:
    asked = asking(SMALL, LARGE, kind="device")
    asked.tiers = asked.tiers[::-1]
    said, trace = asked.ask()
    assert said == f"{FIRST} So the sky looks blue."
    assert trace.tried == ["small"]


def test_nobody_drafts_who_is_not_among_the_candidates() -> None:
    asked = asking(SMALL, LARGE)
    asked.tiers = asked.tiers[:1]
    said, trace = asked.ask()
    assert (said, trace.tried) == ("Air molecules do that. Red light passes.", ["large"])


@pytest.mark.parametrize("please", [reply.VERIFY, reply.CONTINUE])
@pytest.mark.parametrize("policy", ["refuse", "redact"])
def test_what_asks_to_go_on_refers_to_what_was_said_so_that_a_private_beginning_is_withheld(policy: Any, please: str) -> None:
    begun = [*ASKED, Message("assistant", "I can't stop thinking of your diagnosis of cancer."), Message("user", please)]
    with pytest.raises(WithheldError):
        Screen().clear(begun, policy)
    assert Screen().clear([*ASKED, *TOLD[:1], Message("user", please)], policy).messages


def test_off_unless_asked_for() -> None:
    asked = asking(SMALL, LARGE, draft=False)
    _, trace = asked.ask()
    assert trace.tried == ["large"]


def test_a_drafted_answer_is_not_kept() -> None:
    asked = asking(SMALL, LARGE, cache_s=60)
    asked.ask()
    asked.ask()
    assert len(asked.tiers[0].asked) == 2
