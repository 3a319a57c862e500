"""Recorded turns that were once over at the pause behind the wake word, through the real engines."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from voice.clock import AudioClock
from voice.config import Config
from voice.engines import Engines
from voice.events import TurnEnded
from voice.listen.recording import Recording
from voice.listen.scripted import Scripted
from voice.messages import SAMPLE_RATE, SpeechEnded
from voice.session import Session

pytestmark = pytest.mark.slow

SOUNDS = Path(__file__).parents[2] / "shared" / "data" / "real"
SAID = {
    "006n": ("set a timer for ten minutes", 1.6),
    "029c": ("what is the date today", 1.2),
    "105n": (None, 1.7),
}
"""File → what is said, None where the noise is too loud for the command grammar; and for how long after the wake word, s."""


async def heard(folder: Path, *names: str) -> list[list[Any]]:
    """The events of each file, a conversation of its own."""
    clock = AudioClock()
    engines = Engines(Config(state_dir=folder), clock, print)
    await engines.load(ears=True, voice=True)
    events: list[list[Any]] = []
    try:
        for name in names:
            source = Scripted(clock)
            source.say(soundfile.read(SOUNDS / f"{name}.flac", dtype="int16")[0])
            source.say(np.zeros(3 * SAMPLE_RATE, np.int16))
            source.hang_up()
            events.append([])
            player = engines.player(lambda rate: Recording(clock, rate))
            await Session(engines, source, player, events[-1].append, place="").run()
    finally:
        await engines.close()
    return events


@pytest.mark.skipif(not SOUNDS.is_dir(), reason="needs the recordings beside the repository")
def test_a_pause_behind_the_wake_word_does_not_end_the_turn(tmp_path: Path) -> None:
    for name, events in zip(SAID, asyncio.run(heard(tmp_path, *SAID)), strict=True):
        turn, *more = [event.trace for event in events if isinstance(event, TurnEnded)]
        words, lasts_s = SAID[name]
        assert not more, name
        assert words in (None, turn.transcript.text), name
        ends = [event.time for event in events if isinstance(event, SpeechEnded)]
        assert ends[0] - turn.marks.wake_heard > lasts_s, name
