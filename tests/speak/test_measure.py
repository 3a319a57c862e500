import asyncio
from collections.abc import AsyncGenerator

import numpy as np
import pytest

from voice.messages import Samples
from voice.speak.measure import REPLY, TRIES, Pace, pace
from voice.testing import FakeVoice


class Telling(FakeVoice):
    """Remembers what it was asked to say; silent where told to be."""

    def __init__(self, silent: bool = False) -> None:
        self.said: list[str] = []
        self._silent = silent

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        self.said.append(text)
        if not self._silent:
            yield np.ones(32_000, np.int16)


def test_a_voice_that_begins_with_few_words_is_measured_with_these() -> None:
    voice = Telling()
    voice.first_words = 3
    measured = asyncio.run(pace(voice))
    assert voice.said == ["The timer is"] * TRIES + [REPLY] * TRIES
    assert 0 < measured.first_ms < 2_000
    assert 0 < measured.work < 1


def test_a_voice_that_makes_no_sound_keeps_up_with_nothing() -> None:
    assert asyncio.run(pace(Telling(silent=True))).work > 0


@pytest.mark.parametrize(
    ("first_ms", "work", "suits"), [(60, 0.1, True), (500, 0.7, True), (501, 0.1, False), (60, 0.71, False)]
)
def test_a_voice_suits_that_begins_in_time_and_keeps_up(first_ms: float, work: float, suits: bool) -> None:
    assert Pace(first_ms, work).suits(1_000) is suits
