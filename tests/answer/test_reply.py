import asyncio
from datetime import datetime

from voice.answer import reply
from voice.answer.history import EXCHANGES, History
from voice.errors import TierError
from voice.messages import Route
from voice.testing import ScriptedTier
from voice.trace import TurnTrace

BROKEN = TierError("big: no connection")


def ask(*tiers: ScriptedTier) -> tuple[str, TurnTrace]:
    trace = TurnTrace(datetime.now().astimezone(), "typed")
    route = Route("cloud", "because", candidates=tuple(tier.name for tier in tiers))

    async def run() -> str:
        named = {tier.name: tier for tier in tiers}
        return "".join([piece async for piece in reply.stream(route, "why", named, History(), trace)])

    return asyncio.run(run()), trace


def test_the_first_tier_that_answers_is_credited_and_paid() -> None:
    said, trace = ask(ScriptedTier("big", "because ", "it is"), ScriptedTier("small", "dunno"))
    assert said == "because it is"
    assert (trace.tried, trace.answered_by, trace.cost_usd) == (["big"], "big", 2e-6)


def test_a_tier_that_fails_is_followed_by_the_next() -> None:
    said, trace = ask(ScriptedTier("big", BROKEN), ScriptedTier("small", "dunno"))
    assert said == "dunno"
    assert (trace.tried, trace.answered_by) == (["big", "small"], "small")


def test_a_tier_that_says_nothing_is_followed_by_the_next() -> None:
    said, trace = ask(ScriptedTier("big"), ScriptedTier("small", "dunno"))
    assert (said, trace.answered_by) == ("dunno", "small")


def test_a_reply_that_breaks_off_says_so() -> None:
    said, trace = ask(ScriptedTier("big", "because", BROKEN), ScriptedTier("small", "dunno"))
    assert said == f"because {reply.CUT_SHORT}"
    assert trace.tried == ["big"]


def test_without_a_tier_the_listener_is_told_what_works() -> None:
    said, trace = ask()
    assert said == reply.NONE_SET_UP["cloud"]
    assert trace.answered_by is None


def test_when_every_tier_fails_the_listener_is_told() -> None:
    said, trace = ask(ScriptedTier("big", BROKEN))
    assert said == reply.UNREACHABLE
    assert trace.error == str(BROKEN)


def test_history_keeps_the_last_exchanges_before_the_question() -> None:
    history = History()
    for n in range(EXCHANGES + 1):
        history.add(f"q{n}", f"a{n}")
    messages = history.with_question("now")
    assert len(messages) == 2 * EXCHANGES + 1
    assert (messages[0].text, messages[-1].text, history.last_reply) == ("q1", "now", f"a{EXCHANGES}")
