"""A slow voice within a turn: what the trace says, and what is made ready for it."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest

from tests.house import House
from voice.budget import TRY_AGAIN
from voice.config import Config, Speak
from voice.errors import EngineError
from voice.events import Warned
from voice.messages import Samples
from voice.predictor import ENOUGH
from voice.speak import create
from voice.speak.cache import CachedVoice, PhraseCache
from voice.speak.espeak import Espeak
from voice.testing import FakeVoice, ScriptedTier


class Recorded(FakeVoice):
    """Remembers what it said; fails at sentences that hold `fails_at`."""

    def __init__(self, fails_at: str = "\0") -> None:
        self.said: list[str] = []
        self._fails_at = fails_at

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        self.said.append(text)
        if self._fails_at in text:
            raise EngineError("the voice failed", "")
        for word in text.split():
            await asyncio.sleep(0)
            yield np.full(1_600, 100 * len(word) + 8_000, np.int16)


def test_the_second_voice_says_the_rest_of_a_reply_and_the_trace_tells_why(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", "It is the light of the sun. Blue light scatters. Red does not."))
    spare = Recorded()
    house.speak_with(Recorded("Blue"), spare)
    (turn,) = house.says("hey jarvis why is the sky blue")
    assert spare.said == ["Blue light scatters.", "Red does not."]
    (action,) = turn.actions
    assert (action["action"], action["stage"]) == ("second_voice", "speak")
    assert "the voice failed" in action["why"]
    (warning,) = [event.text for event in house.events if isinstance(event, Warned)]
    assert "the voice failed" in warning
    assert turn.error is None


def test_a_slow_voice_begins_with_a_short_piece(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", "Because of the light of the sun. Red is not."))
    voice = Recorded()
    voice.first_words = 3
    house.speak_with(voice, FakeVoice())
    (turn,) = house.says("hey jarvis why is the sky blue")
    assert voice.said == ["Because of the", "light of the sun.", "Red is not."]
    assert turn.reply == "Because of the light of the sun. Red is not."


def test_a_voice_that_is_usually_late_leaves_whole_replies_to_the_second_and_is_tried_again_later(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", *([["It is blue. It is wide."]] * 2)))
    voice, spare = Recorded(), Recorded()
    voice.first_words = 3
    house.speak_with(voice, spare)
    for _ in range(ENOUGH):
        house.engines.budget.predictor.learn("speak", house.engines.budget.voice, 1_500)
    (first,) = house.says("hey jarvis why is the sky blue")
    assert (voice.said, spare.said) == ([], ["It is blue.", "It is wide."])
    assert "1500 ms predicted, 1000 allowed" in first.actions[0]["why"]
    assert first.actions[0]["action"] == "second_voice"
    house.engines.budget.spared = TRY_AGAIN
    house.says("hey jarvis why is the sky blue")
    assert voice.said == ["It is blue.", "It is wide."]


@pytest.mark.parametrize("line", ["set a timer for five minutes", "cancel the timer", "how many timers are there"])
def test_what_skills_often_say_is_among_their_phrases(tmp_path: Path, line: str) -> None:
    house = House(tmp_path, commands=(line,))
    (turn,) = house.says(f"hey jarvis {line}")
    assert turn.answered_by is not None
    assert turn.reply in house.engines.skills.phrases


def test_phrases_are_rendered_while_nobody_speaks_and_then_said_without_the_engine(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("set a timer for five minutes",))
    engine = Recorded()
    voice = CachedVoice(engine, PhraseCache(tmp_path / "phrases"), house.events.append)
    voice.load()
    house.speak_with(voice, FakeVoice())
    rendered: list[str] = []

    async def script(house: House) -> None:
        await house.clock.sleep(1.0)  # no time passes while a phrase is rendered
        rendered.extend(engine.said)
        engine.said.clear()
        house.microphone.say("hey jarvis set a timer for five minutes")
        await house.ended(1)

    (turn,) = house.hold(script)
    assert turn.reply == "Timer set for five minutes."
    assert "Timer set for five minutes." in rendered
    assert engine.said == []


def test_the_settings_make_a_cached_voice_with_a_second_one_of_its_language(tmp_path: Path) -> None:
    for engine in ("kokoro", "kokoro-onnx"):
        voice, spare = create(Speak.model_validate({"engine": engine, "voice": "af_heart"}), tmp_path, print)
        assert isinstance(voice, CachedVoice)
        assert isinstance(spare, Espeak)
        assert spare.identity == "espeak en-us 170"
    assert create(Speak(), tmp_path, print)[1] is None
    assert Config(speak={"engine": "kokoro"}).speak.model == "kokoro"  # type: ignore[arg-type]
