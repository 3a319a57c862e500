import asyncio
from collections.abc import Iterator

import pytest

from tests.tiers.server import ChatServer, serving, text_chunk, usage_chunk
from voice.clock import AudioClock, VirtualClock
from voice.config import Cost, Tier
from voice.messages import Message
from voice.privacy.gate import EgressGate, place_of
from voice.tiers import StreamResult
from voice.tiers.chat import ChatTier
from voice.tiers.cost import Habit, Stopwatch, cost_usd, dollars, estimate, second_usd
from voice.tiers.spend import Ledger

CLOUD = Tier(name="cloud", where="cloud", base_url="https://models.example/v1", model="m", price_in=1.0, price_out=2.0)
HOME = Tier(name="home", where="lan", base_url="http://127.0.0.1:1/v1", model="m")


def test_a_second_at_home_is_a_share_of_the_hardware_and_the_power() -> None:
    hardware = Cost(hardware_usd=365.25 * 3600, hardware_years=1, hours_a_day=1, watts=0)
    assert second_usd(hardware) == pytest.approx(1.0)
    power = Cost(hardware_usd=0, watts=1000, kwh_usd=0.36)
    assert second_usd(power) == pytest.approx(0.0001)


def test_tokens_are_paid_for_away_and_seconds_at_home() -> None:
    result = StreamResult(tokens_in=1000, tokens_out=100, seconds=10.0)
    assert cost_usd(CLOUD, Cost(), result) == pytest.approx(1200e-6)
    assert cost_usd(HOME, Cost(), result) == pytest.approx(10 * second_usd(Cost()))
    assert cost_usd(HOME, Cost(hardware_usd=0, watts=0), result) == 0


def test_a_negative_count_gives_no_money_back() -> None:
    assert cost_usd(CLOUD, Cost(), StreamResult(tokens_in=-5000, tokens_out=10)) == pytest.approx(20e-6)


def test_dollars_are_told_to_the_cent_or_in_two_figures() -> None:
    told = {1234.5: "$1,234.50", 0.1: "$0.10", 0.05: "$0.05", 0.01234: "$0.012", 0.0000999: "$0.0001", 3.2e-7: "$0.00000032"}
    assert {usd: dollars(usd) for usd in told} == told
    assert dollars(0) == "$0.00"


def test_an_estimate_is_the_cost_of_such_a_reply() -> None:
    away = StreamResult(tokens_in=200, tokens_out=60)
    assert estimate(CLOUD, Cost(), 200, 60) == pytest.approx(cost_usd(CLOUD, Cost(), away))
    at_home = StreamResult(tokens_in=200, tokens_out=60, seconds=12.0)
    assert estimate(HOME, Cost(), 200, 60, Habit(tokens_per_s=5.0)) == pytest.approx(cost_usd(HOME, Cost(), at_home))


def test_a_reply_is_expected_to_be_as_long_as_those_before() -> None:
    assert estimate(CLOUD, Cost(), 0, habit=Habit(tokens_out=500)) == pytest.approx(1000e-6)


async def watched(clock: VirtualClock, waits: Iterator[tuple[float, float]]) -> float:
    """The seconds told for tokens that each came after a wait and kept their reader busy for a while."""
    watch = Stopwatch(clock)
    for wait, busy in waits:
        watch.asked()
        await clock.step(wait)
        watch.came()
        await clock.step(busy)
    return watch.seconds


def test_a_reader_that_keeps_up_is_told_the_time_from_request_to_end() -> None:
    tokens = [(1.0, 0.0)] + [(0.2, 0.0)] * 10
    assert asyncio.run(watched(VirtualClock(), iter(tokens))) == pytest.approx(3.0)


def test_the_time_in_which_a_reply_is_spoken_is_not_the_tiers() -> None:
    sentence = [(1.0, 0.0)] + [(0.2, 0.0)] * 9
    piled_up = [(0.0, 0.0)] * 10
    spoken = [*sentence[:-1], (0.2, 8.0), *piled_up[:-1], (0.0, 9.0)]
    assert asyncio.run(watched(VirtualClock(), iter(spoken))) == pytest.approx(2.8 + 10 * 0.2)


def test_a_tier_works_no_longer_than_time_passes() -> None:
    slow_start = [(1.0, 0.0), (3.0, 0.1), (0.0, 0.0), (0.0, 0.0)]
    assert asyncio.run(watched(VirtualClock(), iter(slow_start))) == pytest.approx(4.1)


def test_a_tier_at_home_tells_the_seconds_it_worked() -> None:
    async def run(chat: ChatTier, result: StreamResult) -> None:
        async for _ in chat.stream([Message("user", "why is the sky blue")], result):
            pass
        await chat.close()

    result = StreamResult()
    with serving(ChatServer([0.15, text_chunk("Rayleigh "), 0.15, text_chunk("scattering."), usage_chunk(30, 5)])) as server:
        home = HOME.model_copy(update={"base_url": server.url})
        ledger = Ledger(None, Cost(), AudioClock())
        chat = ChatTier(home, EgressGate.inside(AudioClock()).client_to(place_of(home)).http, ledger=ledger)
        asyncio.run(run(chat, result))
    assert result.seconds >= 0.3
    assert chat.cost_usd(result) == pytest.approx(result.seconds * second_usd(Cost()))
