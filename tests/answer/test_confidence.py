"""The device model's own doubt brings a larger tier in, in virtual time."""

import pytest

from tests.answer.asking import Asking
from voice.answer import phrases, reply
from voice.clock import VirtualClock
from voice.errors import TierError
from voice.messages import Message, Signal, Tool, ToolCall, ToolResult
from voice.testing import Piece, ScriptedTier
from voice.tiers import FIRST_TOKENS
from voice.trace import TurnTrace

DEVICE: list[Piece] = [0.1, "It ", 0.1, "is ", 0.1, "the ", 0.1, "air, ", 0.1, "I ", 0.1, "think. ", 0.1, "Or not."]
JUDGED_S = 0.1 * FIRST_TOKENS
SPOKEN_S = 0.7
"""When the device's first sentence is whole: the next has begun."""

GONE = TierError("large: gone")


def asking(sure: float | None, large: list[Piece], device: list[Piece] = DEVICE, **settings: object) -> Asking:
    """A device tier as sure of its words as said, and a larger one."""
    clock = VirtualClock()
    tiers = [ScriptedTier("small", *device, clock=clock, sure=sure), ScriptedTier("large", *large, clock=clock)]
    given = {"kind": "device", "small": frozenset({"small"}), "confidence": 0.5, "clock": clock}
    return Asking(tiers, **(given | settings))  # type: ignore[arg-type]


def actions(asked: Asking) -> list[str]:
    return [action["action"] for action in asked.turn_budget.actions]


def confidence(trace: TurnTrace) -> Signal:
    assert trace.route is not None
    (signal,) = (signal for signal in trace.route.signals if signal.name == "confidence")
    return signal


def test_a_model_that_is_sure_answers_alone() -> None:
    asked = asking(0.9, ["Scattering."])
    said, trace = asked.ask()
    assert said == "It is the air, I think. Or not."
    assert (trace.answered_by, trace.tried, actions(asked)) == ("small", ["small"], [])
    assert asked.spoken_at[0] == pytest.approx(SPOKEN_S, abs=0.03)
    assert (confidence(trace).value, confidence(trace).verdict) == (0.9, "sure")


def test_one_that_is_not_is_joined_by_the_larger_tier_within_a_few_tokens() -> None:
    asked = asking(0.2, [0.1, "Scattering."])
    said, trace = asked.ask()
    assert said == "Scattering."
    assert (trace.answered_by, trace.tried, actions(asked)) == ("large", ["small", "large"], ["escalate"])
    assert asked.spoken_at[0] == pytest.approx(JUDGED_S + 0.1, abs=0.03)
    assert "small 0.20 sure, 0.50 asked for, large asked" in asked.turn_budget.actions[0]["why"]
    assert confidence(trace).verdict == "larger tier"
    assert confidence(trace).ms == pytest.approx(JUDGED_S * 1e3, abs=30)
    assert (asked.tiers[0].finished, asked.left_running) == (0, 0)


def test_what_it_says_meanwhile_waits_for_the_larger_one() -> None:
    asked = asking(0.2, [2.0, "Scattering."])
    said, trace = asked.ask()
    assert said == "Scattering."
    assert asked.spoken_at[0] == pytest.approx(JUDGED_S + 2.0, abs=0.03)
    assert trace.usage["small"]["out"] > FIRST_TOKENS


@pytest.mark.parametrize("large", [[GONE], [1.0, GONE], [], [0.1, "Half a", GONE]], ids=["at once", "late", "silent", "half"])
def test_its_own_words_are_said_when_the_larger_one_fails(large: list[Piece]) -> None:
    asked = asking(0.2, large)
    said, trace = asked.ask()
    assert said == "It is the air, I think. Or not."
    assert (trace.answered_by, trace.tried) == ("small", ["small", "large"])
    waited = sum(piece for piece in large if isinstance(piece, float))
    assert asked.spoken_at[0] == pytest.approx(max(SPOKEN_S, JUDGED_S + waited), abs=0.04)
    assert asked.left_running == 0


def test_the_larger_one_goes_on_when_the_doubted_one_fails() -> None:
    asked = asking(0.2, [1.0, "Scattering."], [*DEVICE[:10], TierError("small: died")])
    said, trace = asked.ask()
    assert (said, trace.answered_by, trace.error) == ("Scattering.", "large", None)


def test_when_both_fail_the_listener_is_told_once() -> None:
    said, trace = asking(0.2, [1.0, GONE], [*DEVICE[:10], TierError("small: died")]).ask()
    assert said == phrases.UNREACHABLE
    assert trace.error == "large: gone; small: died"


def test_a_larger_one_that_breaks_off_is_followed_by_the_one_that_was_doubted() -> None:
    asked = asking(0.2, ["Scattering. ", "Of bl", GONE])
    said, trace = asked.ask()
    assert said == "Scattering. It is the air, I think. Or not."
    assert asked.tiers[0].asked[1][-2:] == [Message("assistant", "Scattering."), Message("user", reply.CONTINUE)]
    assert actions(asked) == ["escalate", "continue"]
    assert (trace.answered_by, asked.left_running) == ("large", 0)


def test_a_short_reply_is_judged_by_what_there_is_of_it() -> None:
    asked = asking(0.2, ["Scattering."], ["Dunno."])
    said, _ = asked.ask()
    assert said == "Scattering."


@pytest.mark.parametrize("device", [DEVICE, []], ids=["words", "nothing"])
def test_without_probabilities_nobody_is_doubted(device: list[Piece]) -> None:
    asked = asking(None, ["Scattering."], device)
    _, trace = asked.ask()
    assert "escalate" not in actions(asked)
    assert not trace.route or not trace.route.signals


def test_it_is_not_judged_where_there_is_nobody_larger_to_ask() -> None:
    asked = asking(0.2, ["Scattering."], small=frozenset({"small", "large"}))
    said, trace = asked.ask()
    assert trace.route is not None
    assert (said, trace.tried, trace.route.signals) == ("It is the air, I think. Or not.", ["small"], ())


def test_nor_without_a_threshold() -> None:
    _, trace = asking(0.2, ["Scattering."], confidence=0.0).ask()
    assert trace.tried == ["small"]


def test_another_small_tier_is_passed_over() -> None:
    asked = asking(0.2, ["Scattering."])
    other = ScriptedTier("other", "Dunno.", sure=0.1)
    asked.tiers = [asked.tiers[0], other, asked.tiers[1]]
    asked.small = frozenset({"small", "other"})
    said, _ = asked.ask()
    assert (said, other.asked) == ("Scattering.", [])


def test_nobody_is_asked_who_is_not_among_the_candidates() -> None:
    """A private question: privacy has removed the larger tier."""
    asked = asking(0.2, ["Scattering."])
    asked.tiers = asked.tiers[:1]
    said, trace = asked.ask()
    assert (said, trace.tried) == ("It is the air, I think. Or not.", ["small"])


def test_only_the_tools_of_the_one_that_answers_run() -> None:
    timer = Tool("timer_set", "", {})
    calls = {name: ToolCall(name, "timer_set", "{}") for name in ("small", "large")}
    asked = asking(
        0.2,
        [1.0, calls["large"]],
        ["Let ", "me ", "set ", "it. ", "Now. ", calls["small"]],
        tools=[timer],
        results={"timer_set": ToolResult("Timer set.", acted=True)},
    )
    said, trace = asked.ask()
    assert (said, trace.answered_by, asked.ran) == ("Timer set.", "large", [calls["large"]])


def test_a_call_of_a_tool_is_not_doubted() -> None:
    call = ToolCall("a", "timer_set", "{}")
    results = {"timer_set": ToolResult("Set.", acted=True)}
    asked = asking(0.2, ["No."], [call], tools=[Tool("timer_set", "", {})], results=results)
    said, trace = asked.ask()
    assert (said, trace.tried) == ("Set.", ["small"])


def test_the_larger_tier_that_was_asked_for_being_quick_is_not_asked_twice() -> None:
    """Hedge and doubt: the device is late, the larger one asked beside it, then the device turns out to be unsure."""
    asked = asking(0.2, [1.0, "Scattering."], [0.3, *DEVICE], beside=frozenset({"large"}))
    asked.tiers = [*asked.tiers, ScriptedTier("largest", "Air.")]
    said, trace = asked.ask()
    assert (said, trace.answered_by) == ("Scattering.", "large")
    assert (len(asked.tiers[1].asked), actions(asked), asked.tiers[2].asked) == (1, ["hedge"], [])
    assert confidence(trace).verdict == "larger tier"
    assert asked.spoken_at[0] == pytest.approx(0.171 + 1.0, abs=0.03)


def test_a_late_one_that_is_sure_may_still_win() -> None:
    asked = asking(0.9, [1.0, "Scattering."], beside=frozenset({"large"}))
    said, trace = asked.ask()
    assert said.startswith("It is")
    assert (trace.answered_by, actions(asked)) == ("small", ["hedge"])


def test_what_the_doubted_one_took_is_learnt_as_its_own() -> None:
    asked = asking(0.2, [2.0, "Scattering."])
    asked.ask()
    assert asked.turn_budget.tiers_ms == pytest.approx({"small": 100, "large": 2000}, abs=30)


def test_when_the_reply_is_given_up_nothing_is_left_running() -> None:
    asked = asking(0.2, ["One. ", 5.0, "Two. ", "Three."])
    said, trace = asked.ask(stop_after=1)
    assert said == "One."
    assert ([tier.finished for tier in asked.tiers], asked.left_running) == ([0, 0], 0)
    assert set(trace.usage) == {"small", "large"}
