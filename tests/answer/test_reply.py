import pytest

from tests.answer.asking import Asking
from voice.answer import phrases, reply
from voice.answer.history import EXCHANGES, LEFT, History
from voice.errors import StartingError, TierError
from voice.messages import Alternative, Message, Route, Signal
from voice.testing import ScriptedTier

BROKEN = TierError("big: no connection")


def test_the_first_tier_that_answers_is_credited_and_paid() -> None:
    said, trace = Asking([ScriptedTier("big", "because ", "it is"), ScriptedTier("small", "dunno")]).ask()
    assert said == "because it is"
    assert (trace.tried, trace.answered_by, trace.cost_usd) == (["big"], "big", 2e-6)


def test_a_tier_that_fails_is_followed_by_the_next() -> None:
    said, trace = Asking([ScriptedTier("big", BROKEN), ScriptedTier("small", "dunno")]).ask()
    assert said == "dunno"
    assert (trace.tried, trace.answered_by, trace.error) == (["big", "small"], "small", str(BROKEN))


def test_a_tier_that_says_nothing_is_followed_by_the_next() -> None:
    said, trace = Asking([ScriptedTier("big"), ScriptedTier("small", "dunno")]).ask()
    assert (said, trace.answered_by) == ("dunno", "small")


def test_a_reply_that_breaks_off_ends_at_a_sentence_and_says_so() -> None:
    said, trace = Asking([ScriptedTier("big", "It is blue. ", "That ", "is ", "because ", "of", BROKEN)]).ask()
    assert said == f"It is blue. {phrases.CUT_SHORT}"
    assert trace.answered_by == "big"
    assert trace.error == str(BROKEN)


def test_another_tier_goes_on_from_where_one_broke_off_and_knows_what_was_said() -> None:
    small = ScriptedTier("small", "Air scatters blue light most.")
    asking = Asking([ScriptedTier("big", "It is blue. ", "That is", BROKEN), small])
    said, trace = asking.ask()
    assert said == "It is blue. Air scatters blue light most."
    assert (trace.tried, trace.answered_by) == (["big", "small"], "big")
    assert small.asked[0][-2:] == [Message("assistant", "It is blue."), Message("user", reply.CONTINUE)]
    assert [action["action"] for action in asking.turn_budget.actions] == ["continue"]


def test_a_tier_that_breaks_off_before_a_whole_chunk_leaves_nothing_behind() -> None:
    small = ScriptedTier("small", "Scattering.")
    said, trace = Asking([ScriptedTier("big", "It ", "is ", BROKEN), small]).ask()
    assert said == "Scattering."
    assert small.asked[0][-1] == Message("user", "why is the sky blue")
    assert trace.answered_by == "small"


def test_without_a_tier_the_listener_is_told_what_works() -> None:
    said, trace = Asking().ask()
    assert said == phrases.NO_MODEL
    assert trace.answered_by is None


def test_when_every_tier_fails_the_listener_is_told_and_the_trace_holds_every_reason() -> None:
    said, trace = Asking([ScriptedTier("big", BROKEN), ScriptedTier("small", TierError("small: HTTP 500"))]).ask()
    assert said == phrases.UNREACHABLE
    assert trace.error == "big: no connection; small: HTTP 500"


def test_a_tier_that_is_starting_is_spoken_of_as_such() -> None:
    said, trace = Asking([ScriptedTier("big", StartingError("big: starting, ready in about 60 s"))]).ask()
    assert said == phrases.STARTING
    assert trace.error == "big: starting, ready in about 60 s"


def test_a_reply_given_up_half_way_is_paid_as_far_as_it_went() -> None:
    big = ScriptedTier("big", "One sentence. ", "Two of them. ", "Three.")
    said, trace = Asking([big]).ask(stop_after=1)
    assert said == "One sentence."
    assert 0 < trace.cost_usd < 3e-6
    assert big.finished == 0


def test_a_fault_of_our_own_is_not_taken_for_a_failing_tier() -> None:
    class Wrong(ScriptedTier):
        async def stream(self, *asked):  # type: ignore[no-untyped-def, override]
            raise KeyError("ours")
            yield

    with pytest.raises(KeyError):
        Asking([Wrong("big"), ScriptedTier("small", "dunno")]).ask()


def test_history_keeps_the_last_exchanges_before_the_question() -> None:
    history = History()
    for n in range(EXCHANGES):
        history.add(f"q{n}", f"a{n}")
    messages = history.with_question("now")
    assert len(messages) == 2 * EXCHANGES + 1
    assert (messages[0].text, messages[-1].text, history.last_reply) == ("q0", "now", f"a{EXCHANGES - 1}")


def test_a_conversation_begins_in_the_same_way_for_turns_though_the_oldest_is_forgotten() -> None:
    """What a model has read of it need not be read again."""
    history = History()
    began = []
    for n in range(3 * EXCHANGES):
        history.add(f"q{n}", f"a{n}")
        messages = history.with_question("now")
        assert 2 * LEFT + 1 <= len(messages) <= 2 * EXCHANGES + 1 or n < LEFT
        began.append(messages[0].text)
    assert len(set(began)) <= 1 + 3 * EXCHANGES // (EXCHANGES - LEFT + 1)


def test_rules_that_leave_nobody_are_told_apart_from_tiers_that_fail() -> None:
    others = tuple(Alternative(name, "cloud", 300.0, 0.0, "why") for name in ("one", "two"))

    def route(*forbidden: str) -> Route:
        policy = Signal("policy", dict.fromkeys(forbidden, "offline"), "removes", 0.0)
        return Route("device", "because", alternatives=others, signals=(policy,))

    assert phrases.for_nobody(route("one", "two"), "who was ada lovelace") == phrases.NOT_ALLOWED
    assert phrases.for_nobody(route("one"), "who was ada lovelace") == phrases.UNREACHABLE
