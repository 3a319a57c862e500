"""Engines are loaded while others go on talking on those that were there before, and leave nothing where one fails."""

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from voice.clock import WallClock
from voice.config import Config
from voice.engines import Engines
from voice.errors import EngineError
from voice.testing import FakeVoice


class Loaded(FakeVoice):
    """A voice that does something when it is loaded, and tells whether it was closed."""

    closed = False

    def __init__(self, does: Callable[[], object]) -> None:
        self._does = does

    def load(self) -> None:
        self._does()

    def close(self) -> None:
        self.closed = True


def fails() -> None:
    raise EngineError("its model is broken")


def engines(folder: Path, monkeypatch: pytest.MonkeyPatch, *voices: Loaded) -> Engines:
    monkeypatch.setattr("voice.speak.create", lambda *_: (*voices, None)[:2])
    return Engines(Config(state_dir=folder), WallClock(), print)


def test_who_talks_meanwhile_is_listened_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = engines(tmp_path, monkeypatch, Loaded(lambda: time.sleep(0.5)))

    async def run() -> int:
        loading, ticks = asyncio.create_task(made.load(voice=True)), 0
        while not loading.done():
            await asyncio.sleep(0.02)
            ticks += 1
        await loading
        await made.close()
        return ticks

    assert asyncio.run(run()) > 10


@pytest.mark.parametrize("spare", [False, True])
def test_a_voice_that_does_not_load_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare: bool) -> None:
    first, second = Loaded(fails if not spare else lambda: None), Loaded(fails)
    made, before = engines(tmp_path, monkeypatch, first, second), set(threading.enumerate())
    with pytest.raises(EngineError):
        asyncio.run(made.load(voice=True))
    assert first.closed == spare
    left = {thread.name for thread in set(threading.enumerate()) - before}
    assert not {name for name in left if name.startswith("history")}
