"""A second tier beside a late one, in virtual time."""

from typing import Any

import pytest

from tests.answer.asking import Asking
from voice.clock import VirtualClock
from voice.errors import TierError
from voice.messages import Tool, ToolCall, ToolResult
from voice.predictor import ENOUGH
from voice.testing import Piece, ScriptedTier

CEILING_S = 0.3 + 0.05 + 0.001
"""What the cloud's answer may take, and what the stages before it left over."""


def asking(big: list[Piece], small: list[Piece], **settings: object) -> Asking:
    clock = VirtualClock()
    tiers = [ScriptedTier("big", *big, clock=clock), ScriptedTier("small", *small, clock=clock)]
    return Asking(tiers, clock=clock, **{"beside": frozenset({"small"})} | settings)  # type: ignore[arg-type]


def actions(hedged: Asking) -> list[str]:
    return [action["action"] for action in hedged.turn_budget.actions]


def test_a_first_tier_in_time_is_alone() -> None:
    hedged = asking([0.2, "Big."], ["Small."])
    said, trace = hedged.ask()
    assert (said, trace.tried, actions(hedged)) == ("Big.", ["big"], [])


def test_a_late_one_is_joined_by_a_second_and_the_first_to_speak_wins() -> None:
    hedged = asking([2.0, "Big."], [0.1, "Small."])
    said, trace = hedged.ask()
    assert (said, trace.answered_by, trace.tried) == ("Small.", "small", ["big", "small"])
    assert hedged.spoken_at[0] == pytest.approx(CEILING_S + 0.1, abs=0.03)
    assert actions(hedged) == ["hedge"]
    assert "big silent for 351 ms, small asked" in hedged.turn_budget.actions[0]["why"]


def test_the_loser_is_cancelled_and_its_cost_is_recorded() -> None:
    hedged = asking(["Wel", 5.0, "l."], ["Small it is."])
    said, trace = hedged.ask()
    big, small = hedged.tiers
    assert said == "Small it is."
    assert (big.finished, small.finished) == (0, 1)
    assert trace.cost_usd == pytest.approx(2e-6)


def test_the_winner_does_not_wait_for_the_loser_to_hang_up() -> None:
    class Clinging(ScriptedTier):
        async def stream(self, *asked: Any) -> Any:
            try:
                await self.clock.sleep(60.0)
                yield ""
            finally:
                await self.clock.sleep(1.0)

    hedged = asking([], ["Small."])
    hedged.tiers = [Clinging("big", clock=hedged.clock), hedged.tiers[1]]
    said, trace = hedged.ask()
    assert said == "Small."
    assert hedged.spoken_at[0] == pytest.approx(CEILING_S, abs=0.03)
    assert list(trace.usage) == ["small", "big"]
    assert hedged.clock.now() > 1.0


def test_the_first_may_still_win() -> None:
    hedged = asking([0.5, "Big."], [1.0, "Small."])
    said, trace = hedged.ask()
    assert (said, trace.answered_by, actions(hedged)) == ("Big.", "big", ["hedge"])
    assert hedged.tiers[1].finished == 0


def test_a_token_is_not_enough_to_win_a_whole_chunk_is() -> None:
    hedged = asking([0.38, "W", 3.0, "ell, big."], [0.5, "Small."])
    said, trace = hedged.ask()
    assert (said, trace.answered_by) == ("Small.", "small")
    assert trace.marks.answer_first_token == pytest.approx(CEILING_S + 0.5, abs=0.03)


def test_the_winner_is_not_changed_once_it_speaks() -> None:
    hedged = asking([0.4, "Big one. B", 5.0, "ig two."], [0.3, "Small."])
    said, _ = hedged.ask()
    assert said == "Big one. Big two."


def test_when_both_fail_the_listener_is_told_once() -> None:
    hedged = asking([1.0, TierError("big: gone")], [0.1, TierError("small: gone")])
    said, trace = hedged.ask()
    assert trace.answered_by is None
    assert trace.error == "small: gone; big: gone"
    assert said.startswith("I can't reach")


def test_a_first_tier_that_fails_is_replaced_at_once_not_after_the_delay() -> None:
    hedged = asking([TierError("big: gone")], ["Small."])
    said, _ = hedged.ask()
    assert (said, actions(hedged)) == ("Small.", ["fall_back"])
    assert hedged.spoken_at[0] < 0.05


def test_a_tier_that_is_not_allowed_beside_another_waits_for_its_failure() -> None:
    hedged = asking([2.0, "Big."], ["Small."], beside=frozenset())
    said, trace = hedged.ask()
    assert (said, trace.tried) == ("Big.", ["big"])


def test_a_cloud_that_is_usually_slower_than_its_ceiling_is_given_its_usual_time() -> None:
    hedged = asking([0.9, "Big."], ["Small."])
    for _ in range(ENOUGH):
        hedged.budget.predictor.learn("answer", "big", 1000.0)
        hedged.budget.predictor.learn("answer", "small", 100.0)
    said, _ = hedged.ask()
    assert (said, actions(hedged)) == ("Big.", [])


def test_a_small_model_predicted_late_is_joined_so_that_the_other_is_in_time() -> None:
    hedged = asking([0.9, "Device."], [0.1, "Cloud."], kind="device")
    for _ in range(ENOUGH):
        hedged.budget.predictor.learn("answer", "big", 1000.0)
        hedged.budget.predictor.learn("answer", "small", 100.0)
    said, _ = hedged.ask()
    assert (said, actions(hedged)) == ("Cloud.", ["hedge"])
    assert hedged.spoken_at[0] <= 0.12 + 0.05 + 0.02


def test_what_each_tier_took_is_learnt_for_the_next_time() -> None:
    hedged = asking([2.0, "Big."], [0.1, "Small."])
    for _ in range(ENOUGH):
        _, trace = hedged.ask()
        hedged.budget.judge(trace, hedged.turn_budget)
    predictor = hedged.budget.predictor
    assert predictor.predict("answer", "small") == pytest.approx(100, abs=20)
    assert predictor.predict("answer", "big") == pytest.approx(CEILING_S * 1e3 + 100, abs=30)


def test_no_tool_of_a_loser_ever_runs() -> None:
    timer = Tool("timer_set", "", {})
    hedged = asking(
        [0.5, ToolCall("a", "timer_set", "{}")],
        [0.4, ToolCall("b", "timer_set", "{}")],
        tools=[timer],
        results={"timer_set": ToolResult("Timer set.", acted=True)},
    )
    said, trace = hedged.ask()
    assert said == "Timer set."
    assert [call.id for call in hedged.ran] == ["a"]
    assert trace.answered_by == "big"
