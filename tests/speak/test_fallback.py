import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import numpy as np
import pytest

from voice.clock import VirtualClock, WallClock
from voice.errors import EngineError
from voice.listen.recording import Recording
from voice.messages import Samples
from voice.speak.espeak import Espeak
from voice.speak.fallback import Fallback
from voice.speak.player import PAUSE_S, Player


class Moody:
    """Says each sentence as its mood for it is: fine, late, broken, or broken half-way."""

    sample_rate = 24_000
    identity = "moody"

    def __init__(self, *moods: str) -> None:
        self._moods = list(moods)
        self.working = 0

    def load(self) -> None: ...

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        mood = self._moods.pop(0)
        self.working += 1
        try:
            if mood == "late":
                await asyncio.sleep(3_600)
            if mood == "broken":
                raise EngineError("it broke", "")
            yield np.full(2_400, 5_000, np.int16)
            if mood == "half-way":
                raise EngineError("it broke off", "")
        finally:
            self.working -= 1


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    voice = Espeak()
    voice.load()
    return voice


async def collected(voice: Moody, spare: Espeak, *texts: str, slack_s: float = 0.0) -> tuple[list[int], list[str]]:
    fallback = Fallback(voice, spare, WallClock(), late_s=0.05)
    reasons: list[str] = []
    lengths = []
    for text in texts:
        lengths.append(sum([len(chunk) async for chunk in fallback.synthesise(text, slack_s, reasons.append)]))
    return lengths, reasons


@pytest.mark.parametrize(("mood", "why"), [("late", "no sound within"), ("broken", "it broke")])
def test_the_spare_says_what_the_voice_does_not_and_the_next_is_tried_again(
    espeak: Espeak, mood: str, why: str
) -> None:
    voice = Moody("fine", mood, "fine")
    lengths, reasons = asyncio.run(collected(voice, espeak, "One.", "It is half past nine.", "Three."))
    assert lengths[0] == lengths[2] == 2_400
    assert 0.8 < lengths[1] / voice.sample_rate < 3
    assert len(reasons) == 1
    assert why in reasons[0]
    assert voice.working == 0


def test_a_sentence_that_breaks_off_is_said_whole_by_the_spare(espeak: Espeak) -> None:
    (length,), reasons = asyncio.run(collected(Moody("half-way"), espeak, "It is half past nine."))
    assert length > 2_400 + 0.8 * 24_000
    assert reasons == ["it broke off"]


def test_it_may_take_as_long_as_the_sound_before_it(espeak: Espeak) -> None:
    class Later(Moody):
        async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
            await asyncio.sleep(0.2)
            yield np.full(2_400, 5_000, np.int16)

    lengths, reasons = asyncio.run(collected(Later(), espeak, "One.", slack_s=600.0))
    assert (lengths, reasons) == ([2_400], [])


def test_the_player_plays_both_and_tells_why(espeak: Espeak) -> None:
    async def texts() -> AsyncIterator[str]:
        for text in ("One.", "It is half past nine.", "Three."):
            yield text

    clock = VirtualClock()

    async def run() -> tuple[int, list[str]]:
        sink = Recording(clock, 24_000)
        reasons: list[str] = []
        player = Player(Moody("fine", "broken", "fine"), sink, clock, espeak)
        await player.play(texts(), fell_back=reasons.append)
        return len(sink.take()), reasons

    length, reasons = clock.run(run())
    assert length / 24_000 > 0.2 + 0.8 + 2 * PAUSE_S
    assert reasons == ["it broke"]


def test_a_first_piece_cut_short_is_followed_without_a_pause(espeak: Espeak) -> None:
    clock = VirtualClock()

    async def played(*pieces: str) -> int:
        async def texts() -> AsyncIterator[str]:
            for piece in pieces:
                yield piece

        sink = Recording(clock, 24_000)
        await Player(Moody("fine", "fine"), sink, clock, espeak).play(texts())
        return len(sink.take())

    assert clock.run(played("The capital of France", "is Paris.")) == 4_800
    for whole in ("Paris.", "# The capital", "- One"):
        assert clock.run(played(whole, "It is large.")) == 4_800 + round(PAUSE_S * 24_000)
