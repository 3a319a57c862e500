"""A thousand turns at speed: what is kept of them does not grow."""

import gc
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.test_conversations import LONG, House
from voice import testing
from voice.errors import TierError
from voice.events import TurnEnded
from voice.testing import ScriptedTier

COMMANDS = (
    "what time is it", "set a timer for one hour", "cancel all timers", "what is two plus two", "mute", "volume up", "stop",
)  # fmt: skip
LINES = (*(f"hey jarvis {said}" for said in COMMANDS), "hey jarvis why is the sky blue", "hey jarvis", "hey jarvis who was bach")
ANSWERS = (["Scattering. ", "Of light."], [TierError("it failed")], [LONG], [])

SETTLED, TURNS = 100, 1000
GROWTH = 32 * 1024
"""Bytes that may be more after the turns between: tables are enlarged in steps. One object a turn would be twice as many."""


class Soaked(House):
    """A house that forgets what its fakes keep of each turn."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ended_turns = 0
        self.seen: Counter[Any] = Counter()
        self.session._notify = self.session.conversation.notify = self._count

    def _count(self, event: Any) -> None:
        if isinstance(event, TurnEnded):
            self.ended_turns += 1
            self.seen[event.trace.answered_by] += 1

    def forget(self) -> None:
        self.recogniser.hearings.clear()
        self.sink.take()
        assert isinstance(self.tier, ScriptedTier)
        for kept in (self.tier.asked, self.tier.offered, self.tier.read, self.microphone._vocabulary._words):
            kept.clear()


def kept_bytes() -> int:
    """Bytes that the product holds: not those of the fakes, nor of this measurement."""
    gc.collect()
    left_out = [tracemalloc.Filter(False, str(file)) for file in (testing.__file__, __file__, tracemalloc.__file__)]
    return sum(line.size for line in tracemalloc.take_snapshot().filter_traces(left_out).statistics("filename"))


@pytest.fixture
def tracing() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.slow
def test_memory_is_flat_over_a_thousand_turns(tmp_path: Path, tracing: None) -> None:
    house = Soaked(tmp_path, ScriptedTier("cloud"), commands=COMMANDS)
    answers, kept = cycle(ANSWERS), []

    async def script(house: House) -> None:
        assert isinstance(house, Soaked)
        assert isinstance(house.tier, ScriptedTier)
        for number, line in zip(range(1, TURNS + 1), cycle(LINES), strict=False):
            house.tier._answers.append(next(answers)) if not house.tier._answers else None
            house.microphone.say(line)
            while house.ended_turns < number or not house.session.floor.idle:
                await house.clock.sleep(0.02)
            house.forget()
            if number in (SETTLED, TURNS):
                kept.append(kept_bytes())

    house.hold(script, within_s=600)
    assert house.ended_turns == TURNS
    assert {"time", "timer_set", "arithmetic", "cloud", None} <= set(house.seen)
    assert kept[1] - kept[0] < GROWTH
