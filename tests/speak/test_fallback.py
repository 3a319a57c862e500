import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import numpy as np
import pytest

from voice.clock import VirtualClock, WallClock
from voice.errors import EngineError
from voice.listen.recording import Recording
from voice.messages import Samples
from voice.speak.espeak import Espeak
from voice.speak.fallback import STUCK_S, ReplyVoice
from voice.speak.player import PAUSE_S, Player


class Moody:
    """Says each sentence as its mood for it is: fine, slow, late, broken, or broken half-way."""

    sample_rate = 24_000
    first_words: int | None = None
    identity = "moody"

    def __init__(self, *moods: str) -> None:
        self.moods = list(moods)
        self.working = 0

    def load(self) -> None: ...

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        mood = self.moods.pop(0)
        self.working += 1
        try:
            if mood in ("slow", "late"):
                await asyncio.sleep(0.2 if mood == "slow" else 3_600)
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
    reasons: list[str] = []
    reply = ReplyVoice(voice, spare, WallClock(), 0.05, reasons.append)
    lengths = []
    for text in texts:
        lengths.append(sum([len(chunk) async for chunk in reply.synthesise(text, slack_s)]))
    return lengths, reasons


@pytest.mark.parametrize(("mood", "why"), [("late", "no sound within"), ("broken", "it broke")])
def test_the_spare_says_a_reply_that_the_voice_does_not_begin(espeak: Espeak, mood: str, why: str) -> None:
    voice = Moody(mood, "fine", "fine")
    lengths, reasons = asyncio.run(collected(voice, espeak, "It is half past nine.", "Is it half past nine?"))
    assert all(0.8 < length / voice.sample_rate < 3 for length in lengths)
    assert len(reasons) == 1
    assert why in reasons[0]
    assert voice.working == 0


def test_a_sentence_that_breaks_off_is_said_whole_by_the_spare_and_so_is_the_rest(espeak: Espeak) -> None:
    voice = Moody("fine", "half-way", "fine")
    lengths, reasons = asyncio.run(collected(voice, espeak, "One.", "It is half past nine.", "Is it half past nine?"))
    assert lengths[0] == 2_400
    assert lengths[1] > 2_400 + 0.8 * 24_000
    assert lengths[2] > 0.8 * 24_000
    assert reasons == ["it broke off"]


def test_a_reply_that_has_begun_waits_for_its_voice(espeak: Espeak) -> None:
    voice = Moody("fine", "slow", "fine")
    lengths, reasons = asyncio.run(collected(voice, espeak, "One.", "It is half past nine.", "Three."))
    assert (lengths, reasons) == ([2_400] * 3, [])


def test_a_voice_that_is_stuck_in_mid_reply_has_failed(espeak: Espeak) -> None:
    clock = VirtualClock()

    async def run() -> tuple[int, list[str]]:
        reasons: list[str] = []
        reply = ReplyVoice(Moody("fine", "late"), espeak, clock, 0.05, reasons.append)
        async for _ in reply.synthesise("One.", 0.0):
            pass
        return sum([len(chunk) async for chunk in reply.synthesise("It is half past nine.", 0.0)]), reasons

    length, reasons = clock.run(run())
    assert length > 0.8 * 24_000
    assert reasons == [f"no sound within {STUCK_S} s"]


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
    assert length / 24_000 > 0.1 + 0.8 + 0.3 + 2 * PAUSE_S
    assert reasons == ["it broke"]


def test_the_spare_says_a_whole_reply_that_is_left_to_it(espeak: Espeak) -> None:
    async def texts() -> AsyncIterator[str]:
        for text in ("It is half past nine.", "Is it half past nine?"):
            yield text

    clock, voice = VirtualClock(), Moody("fine", "fine")

    async def run() -> int:
        sink = Recording(clock, 24_000)
        await Player(voice, sink, clock, espeak).play(texts(), by_spare=True)
        return len(sink.take())

    assert clock.run(run()) / 24_000 > 1.6 + PAUSE_S
    assert voice.moods == ["fine", "fine"]


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
