"""Tiers that sleep when unused, in virtual time: each second of the clock costs the test a step, the server is a real one."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import ChatServer, ColdServer, serving
from voice.clock import VirtualClock
from voice.config import Tier
from voice.config.hours import within
from voice.errors import TierError
from voice.messages import Message
from voice.tiers import StreamResult
from voice.tiers.chat import ChatTier
from voice.tiers.starting import AGAIN_S, KEEP_S

QUESTION = [Message("user", "why is the sky blue")]
MORNING = datetime(2026, 11, 21, 6, 30).astimezone()


class Timed(ChatTier):
    """A tier that tells whether a request that wakes it, or keeps it awake, is under way."""

    asking = False

    async def _ping(self) -> None:
        self.asking = True
        try:
            await super()._ping()
        finally:
            self.asking = False


async def pass_time(chat: ChatTier, clock: VirtualClock, seconds: float, step: float = 1.0) -> None:
    """Let time pass step by step, and each request that falls due be answered, however slow this machine is."""
    assert isinstance(chat, Timed)
    for _ in range(round(seconds / step)):
        await clock.step(step)
        for _ in range(20):  # whoever was waiting for that goes on
            await asyncio.sleep(0)
        while chat.asking:
            await asyncio.sleep(0.001)


def hold(clock: VirtualClock, server: ChatServer, script: Callable[[ChatTier], Awaitable[Any]], **settings: Any) -> Any:
    async def run() -> Any:
        big = Tier(name="big", where="cloud", base_url=server.url, model="m", **{"cold_start_s": 90.0} | settings)
        chat = opened(big, clock, kind=Timed)
        try:
            return await asyncio.wait_for(script(chat), 300)
        finally:
            await chat.close()

    with serving(server):
        return asyncio.run(run())


async def ask(chat: ChatTier) -> str:
    try:
        return "".join([piece async for piece in chat.stream(QUESTION, StreamResult())])
    except TierError as error:
        return f"{type(error).__name__}: {error}"


def test_a_cold_start_of_90_seconds_is_no_failure() -> None:
    clock = VirtualClock()
    server = ColdServer(clock, 90.0)

    async def script(chat: ChatTier) -> list[str]:
        said = [await ask(chat)]
        for pause in (30, 30, 34):
            await pass_time(chat, clock, pause)
            said.append(await ask(chat))
        return said

    assert hold(clock, server, script) == [
        "StartingError: big: HTTP 503: starting",
        "StartingError: big: starting, ready in about 60 s",
        "StartingError: big: starting, ready in about 30 s",
        "Rayleigh scattering.",
    ]


def test_a_tier_that_does_not_wake_up_has_failed_and_is_left_alone() -> None:
    clock = VirtualClock()
    server = ColdServer(clock, 1e9)

    async def script(chat: ChatTier) -> list[str]:
        said = [await ask(chat)]
        await pass_time(chat, clock, 90 * 1.5 + AGAIN_S + 1)
        return [*said, await ask(chat)]

    first, second = hold(clock, server, script)
    assert first.startswith("StartingError")
    assert second.startswith("TierError: big: failed before")


def test_a_refused_key_is_a_failure_however_cold_the_tier_may_be() -> None:
    clock = VirtualClock()

    async def script(chat: ChatTier) -> str:
        return await ask(chat)

    said = hold(clock, ColdServer(clock, 90.0, cold_status=401), script)
    assert said.startswith("TierError: big: the key was refused")


def test_a_tier_that_declares_no_cold_start_fails() -> None:
    clock = VirtualClock()
    said = hold(clock, ColdServer(clock, 90.0), ask, cold_start_s=0.0)
    assert said == "TierError: big: HTTP 503"


def test_it_is_woken_ahead_of_its_warm_hours_and_kept_awake_in_them() -> None:
    clock = VirtualClock(start=MORNING)
    server = ColdServer(clock, 90.0)

    async def script(chat: ChatTier) -> str:
        await chat.warm()
        await pass_time(chat, clock, 40 * 60, step=10.0)
        return await ask(chat)

    assert hold(clock, server, script, warm_hours=("07:00-09:00",)) == "Rayleigh scattering."
    seven = 30 * 60
    late = [at for at in server.asked_at if at > 150]  # the program's start woke it once
    assert seven - 90 - 2 * KEEP_S < late[0] <= seven - 90
    assert max(later - earlier for earlier, later in pairwise(late)) <= KEEP_S + 10


def test_the_wake_word_wakes_the_tier_before_the_question_is_there() -> None:
    clock = VirtualClock()
    server = ColdServer(clock, 10.0)

    async def script(chat: ChatTier) -> str:
        await chat.warm()
        await pass_time(chat, clock, 14)
        return await ask(chat)

    assert hold(clock, server, script) == "Rayleigh scattering."


@pytest.mark.parametrize(
    ("hours", "clock", "inside"),
    [
        ("07:00-22:30", "07:00", True),
        ("07:00-22:30", "22:30", False),
        ("22:00-06:30", "23:59", True),
        ("22:00-06:30", "06:29", True),
        ("22:00-06:30", "12:00", False),
    ],
)
def test_hours_may_pass_midnight(hours: str, clock: str, inside: bool) -> None:
    hour, minute = clock.split(":")
    assert within(hours, MORNING.replace(hour=int(hour), minute=int(minute))) is inside
