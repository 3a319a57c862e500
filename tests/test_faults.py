"""Whole turns with tiers that go wrong, against real servers on this machine: the listener hears something useful, the trace
says why, and the next turn works."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.talk import ask, conversation, loaded
from tests.tiers.server import (
    KEEP_ALIVES,
    SILENCE,
    ChatServer,
    ColdServer,
    black_hole,
    call_chunks,
    nobody,
    pass_time,
    serving,
    text_chunk,
)
from voice.answer import phrases
from voice.clock import AudioClock, Clock, VirtualClock, WallClock
from voice.config import Config
from voice.engines import Engines, tier_pool
from voice.route import Router
from voice.skills import Skills
from voice.tiers.spend import Ledger
from voice.trace import TurnTrace

PATIENT = {"connect_s": 20.0, "first_token_s": 20.0, "next_token_s": 20.0, "total_s": 60.0}
"""Deadlines that no test is to run into but by its own."""

DEADLINES = {"no first token in 0.3 s": {"first_token_s": 0.3}, "no connection in time": {"connect_s": 0.2}}
"""Reason → the deadline behind it."""

FIVE = [text_chunk(word) for word in ("It ", "is ", "blue. ", "That ", "is ")]
WELL = [text_chunk("Air scatters "), text_chunk("blue light.")]
QUESTION = "why is the sky blue"


@contextmanager
def answering(server: ChatServer) -> Iterator[str]:
    with serving(server):
        yield server.url


def tier(name: str, where: str, url: str, **settings: Any) -> dict[str, Any]:
    return {"name": name, "where": where, "base_url": url, "model": "m", **PATIENT, **settings}


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    """Loaded once."""
    return asyncio.run(loaded(Config(state_dir=tmp_path_factory.mktemp("state")))).skills


Turns = Callable[..., list[TurnTrace]]


@pytest.fixture
def turns(skills: Skills, tmp_path: Path) -> Turns:
    """The turns of one conversation with these tiers."""

    def hold(tiers: list[dict[str, Any]], *questions: str | float, clock: Clock | None = None) -> list[TurnTrace]:
        """A number among the questions is a pause in seconds."""
        config = Config(state_dir=tmp_path, tiers=tiers)
        clock = clock or WallClock()

        async def run() -> list[TurnTrace]:
            engines, held, traces = Engines(config, clock, print), conversation(will_ring=True), []
            engines.skills, engines.router = skills, Router(skills.match, config.tiers)
            engines.ledger = Ledger(None, config.cost, clock)
            engines.pool = tier_pool(config, clock, skills, engines.gate, engines.ledger)
            for question in questions:
                if isinstance(question, str):
                    traces.append(await ask(engines, held, question))
                else:
                    assert isinstance(clock, AudioClock)
                    await pass_time(clock, question)
            await engines.close()
            return traces

        return asyncio.run(asyncio.wait_for(run(), 30))

    return hold


FAULTS: dict[str, tuple[Callable[[], AbstractContextManager[str]], str]] = {
    "silent": (lambda: answering(ChatServer(SILENCE)), "no first token in 0.3 s"),
    "keep-alives only": (lambda: answering(ChatServer(KEEP_ALIVES)), "no first token in 0.3 s"),
    "429": (lambda: answering(ChatServer(status=429, headers={"Retry-After": "30"})), "too many requests (HTTP 429)"),
    "500": (lambda: answering(ChatServer(status=500)), "HTTP 500"),
    "401": (lambda: answering(ChatServer(status=401)), "the key was refused (HTTP 401)"),
    "404": (lambda: answering(ChatServer(status=404)), "there is no such model or address (HTTP 404)"),
    "garbage": (lambda: answering(ChatServer(["<html>"])), "an answer that is not the chat protocol"),
    "slow-loris": (lambda: answering(ChatServer([b"H", 0.1] * 50, bare=True)), "no first token in 0.3 s"),
    "refused": (nobody, "no connection"),
    "black hole": (black_hole, "no connection in time"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_next_tier_answers_and_the_trace_says_why(fault: str, turns: Turns) -> None:
    place, reason = FAULTS[fault]
    with place() as bad, answering(ChatServer(WELL)) as good:
        tiers = [tier("big", "cloud", bad, **DEADLINES.get(reason, {})), tier("small", "device", good, trusted=False)]
        first, second = turns(tiers, QUESTION, QUESTION)
    assert first.reply == second.reply == "Air scatters blue light."
    assert (first.tried, first.answered_by, first.error) == (["big", "small"], "small", f"big: {reason}")
    assert second.answered_by == "small"


@pytest.mark.parametrize("fault", FAULTS)
def test_with_no_other_tier_the_listener_is_told_and_the_skills_go_on_working(fault: str, turns: Turns) -> None:
    place, reason = FAULTS[fault]
    with place() as bad:
        first, second = turns([tier("big", "cloud", bad, **DEADLINES.get(reason, {}))], QUESTION, "what is two plus two")
    assert (first.reply, first.answered_by, first.error) == (phrases.UNREACHABLE, None, f"big: {reason}")
    assert second.reply == "That's 4."


def test_dying_after_five_tokens_ends_at_the_sentence(turns: Turns) -> None:
    with answering(ChatServer(FIVE, cut=True)) as bad:
        first, second = turns([tier("big", "cloud", bad)], QUESTION, "what is two plus two")
    assert first.reply == f"It is blue. {phrases.CUT_SHORT}"
    assert first.error == "big: the reply broke off"
    assert second.reply == "That's 4."


def test_dying_after_five_tokens_is_made_good_by_another_tier(turns: Turns) -> None:
    with answering(ChatServer(FIVE, cut=True)) as bad, serving(ChatServer(WELL)) as good:
        (turn,) = turns([tier("big", "cloud", bad), tier("small", "device", good.url)], QUESTION)
    assert turn.reply == "It is blue. Air scatters blue light."
    assert good.requests[0]["messages"][-2]["content"] == "It is blue."
    assert [action["action"] for action in turn.actions] == ["continue"]


def test_a_cold_tier_says_that_it_is_starting(turns: Turns) -> None:
    with answering(ChatServer(status=503)) as cold:
        (turn,) = turns([tier("big", "cloud", cold, cold_start_s=90)], QUESTION)
    assert (turn.reply, turn.error) == (phrases.STARTING, "big: HTTP 503: starting")


def test_another_tier_answers_during_a_cold_start_of_90_seconds_and_the_woken_one_after_it(turns: Turns) -> None:
    clock = VirtualClock()
    with serving(ColdServer(clock, 90.0)) as cold, answering(ChatServer(WELL)) as good:
        tiers = [tier("big", "cloud", cold.url, cold_start_s=90), tier("small", "device", good)]
        during = turns(tiers, QUESTION, 60.0, QUESTION, 35.0, QUESTION, clock=clock)
    assert [turn.answered_by for turn in during] == ["small", "small", "big"]
    assert [turn.error for turn in during] == [
        "big: HTTP 503: starting", "big: starting, ready in about 30 s", None,
    ]  # fmt: skip


def test_a_trusted_tier_answers_beside_a_silent_one(turns: Turns) -> None:
    with answering(ChatServer(SILENCE)) as bad, answering(ChatServer(WELL)) as good:
        tiers = [tier("big", "cloud", bad), tier("small", "device", good, trusted=True)]
        (turn,) = turns(tiers, QUESTION)
    assert (turn.answered_by, turn.tried, turn.error) == ("small", ["big", "small"], None)
    assert [action["action"] for action in turn.actions] == ["hedge"]


def test_a_tier_that_is_silent_beside_another_is_left_alone_as_one_that_fails(turns: Turns) -> None:
    with answering(ChatServer(SILENCE)) as bad, answering(ChatServer(WELL)) as good:
        tiers = [tier("big", "cloud", bad), tier("small", "device", good, trusted=True)]
        traces = turns(tiers, QUESTION, "why is the sea salty", "why is grass green")
    assert [turn.answered_by for turn in traces] == ["small"] * 3
    assert [[action["action"] for action in turn.actions] for turn in traces][:2] == [["hedge"], ["hedge"]]
    assert "hedge" not in [action["action"] for action in traces[2].actions], "it is not waited for again"


def test_deadlines_hold_while_a_clock_of_audio_stands_still(turns: Turns) -> None:
    with answering(ChatServer(KEEP_ALIVES)) as bad:
        (turn,) = turns([tier("big", "cloud", bad, first_token_s=0.3)], QUESTION, clock=AudioClock())
    assert turn.reply == phrases.UNREACHABLE


def test_a_tier_that_may_call_the_skills_works_out_how_long_an_egg_takes(turns: Turns) -> None:
    with serving(ChatServer(call_chunks("timer_set", '{"seconds": 420, "name": "egg"}'))) as server:
        tiers = [tier("big", "cloud", server.url, tools=True)]
        made, asked = turns(tiers, "set a timer for however long an egg takes", "how long is left on the egg timer")
    assert made.reply == "Egg timer set for seven minutes."
    assert (made.answered_by, made.called) == ("big", ["timer_set"])
    assert "timer_set" in [tool["function"]["name"] for tool in server.requests[0]["tools"]]
    assert asked.answered_by == "timer_status"
    assert asked.reply.startswith("The egg timer has ")
