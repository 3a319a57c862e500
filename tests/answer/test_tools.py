import pytest

from tests.answer.asking import Asking
from voice.answer import reply
from voice.answer.tools import MOST_CALLS, NOT_DONE, ROUNDS
from voice.errors import TierError
from voice.messages import Message, Tool, ToolCall, ToolResult
from voice.testing import Piece, ScriptedTier

TOOLS = [Tool("timer_set", "", {}), Tool("time", "", {})]
SET = ToolCall("a", "timer_set", '{"seconds": 420}')
TIME = ToolCall("b", "time", "{}")
RESULTS = {"timer_set": ToolResult("Timer set for seven minutes.", acted=True), "time": ToolResult("It's noon.")}
WRONG = {"timer_set": ToolResult("seconds: Input should be greater than 0", understood=False)}


def asking(*answers: list[Piece], results: dict[str, ToolResult] = RESULTS, others: list[ScriptedTier] | None = None) -> Asking:
    return Asking([ScriptedTier("big", *answers), *(others or [])], tools=TOOLS, results=results)


def test_a_skill_that_acted_speaks_for_itself_without_another_request() -> None:
    asked = asking([SET])
    said, trace = asked.ask("set a timer for however long an egg takes")
    assert said == "Timer set for seven minutes."
    assert (asked.ran, trace.answered_by) == ([SET], "big")
    assert len(asked.tiers[0].asked) == 1


def test_what_a_skill_told_is_handed_back_for_the_final_sentence() -> None:
    asked = asking([TIME], ["Noon, so the ", "shop is open."])
    said, trace = asked.ask()
    assert said == "Noon, so the shop is open."
    used = {"in": 0, "out": 2, "skipped": 0, "estimated": True, "seconds": 0.0, "usd": pytest.approx(2e-6)}
    assert trace.usage == {"big": used}
    assert trace.cost_usd == pytest.approx(2e-6)
    assert asked.tiers[0].asked[1][-2:] == [Message("assistant", "", calls=(TIME,)), Message("tool", "It's noon.", call_id="b")]


def test_text_before_a_call_is_spoken_too_and_not_sent_as_an_interruption() -> None:
    asked = asking(["Let me look. ", TIME], ["It is noon."])
    said, _ = asked.ask()
    assert said == "Let me look. It is noon."
    assert reply.CONTINUE not in [line.text for line in asked.tiers[0].asked[1]]


def test_something_looked_up_can_be_acted_on() -> None:
    asked = asking([TIME], [SET])
    said, _ = asked.ask()
    assert said == "It's noon. Timer set for seven minutes."
    assert asked.ran == [TIME, SET]


def test_a_wrong_call_is_handed_back_and_can_be_corrected() -> None:
    asked = asking([SET], ["Timers need a length."], results=WRONG)
    said, _ = asked.ask()
    assert said == "Timers need a length."
    assert asked.tiers[0].asked[1][-1].text == "seconds: Input should be greater than 0"


def test_rounds_are_limited_and_the_last_one_offers_no_tools() -> None:
    asked = asking(*([TIME] for _ in range(9)))
    said, _ = asked.ask()
    big = asked.tiers[0]
    assert [len(tools) for tools in big.offered] == [2] * (ROUNDS - 1) + [0]
    assert said == " ".join(["It's noon."] * (ROUNDS - 1))


def test_a_tier_that_only_calls_wrongly_ends_in_an_apology() -> None:
    said, _ = asking(*([SET] for _ in range(9)), results=WRONG).ask()
    assert said == NOT_DONE


def test_calls_of_one_round_are_limited() -> None:
    asked = asking([SET] * 50)
    asked.ask()
    assert len(asked.ran) == MOST_CALLS


def test_a_tier_that_fails_after_something_was_done_is_not_followed_by_another() -> None:
    other = ScriptedTier("other", SET)
    asked = asking([SET, TIME], [TierError("big: gone")], others=[other])
    said, trace = asked.ask()
    assert said == "Timer set for seven minutes. It's noon."
    assert (asked.ran, other.asked) == ([SET, TIME], [])
    assert trace.error == "big: gone"


def test_a_tier_that_fails_before_anything_was_done_is() -> None:
    asked = asking([TIME], [TierError("big: gone")], others=[ScriptedTier("other", "Noon.")])
    said, trace = asked.ask()
    assert (said, trace.tried) == ("Noon.", ["big", "other"])


def test_a_call_that_was_cut_off_is_never_run() -> None:
    asked = asking([SET, TierError("big: the reply broke off")], others=[ScriptedTier("other", "Sorry?")])
    said, _ = asked.ask()
    assert (said, asked.ran) == ("Sorry?", [])


def test_a_reply_that_is_given_up_runs_nothing_more() -> None:
    asked = asking(["One moment please. ", "Setting it. ", SET])
    asked.ask(stop_after=1)
    assert asked.ran == []
