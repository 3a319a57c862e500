"""Puts sound through whole sessions, under any settings; an engine that several settings use is loaded once.

Ears, voices and language models stay warm from one clip to the next; the session, the skills' store, the predictor and the
clock are new for each, so that none hears of another.
"""

import itertools
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import platformdirs

from voice.clock import Clock, WallClock, stopwatch
from voice.config import Config
from voice.engines import Engines, Warn, pool_of
from voice.events import Notify
from voice.listen import Source
from voice.listen.recording import Recording
from voice.session import Session
from voice.tiers import Tier


def ignore(_event: Any) -> None:
    """Ignore an event."""


def phrases() -> Path:
    """The folder that keeps a slow voice's rendered phrases from one bench to the next: rendering takes half a minute."""
    return platformdirs.user_cache_path("voice") / "bench"


class Ready(Engines):
    """Engines whose phrases are rendered already, so that no session starts to do that while it is measured."""

    async def prerender(self, quiet: Callable[[], Awaitable[None]], name: str = "") -> None: ...


class Room:
    """A place to listen in. Leaving its block closes everything."""

    def __init__(self, warn: Warn = ignore, phrases: Path | None = None) -> None:
        """`phrases`: the folder with the voice's phrases, which are rendered first if they are missing; None: render none."""
        self._warn = warn
        self._phrases = phrases
        self._folder = tempfile.TemporaryDirectory(prefix="voice-room-")
        self._numbers = itertools.count()
        self._kept: dict[tuple[str, str], Engines] = {}
        self.load_ms: dict[str, float] = {}
        """How long "ears", "voice" and "models" took to load the first time, ms."""

    async def __aenter__(self) -> "Room":
        return self

    async def __aexit__(self, *_: object) -> None:
        for engines in self._kept.values():
            await engines.close()
        self._folder.cleanup()

    async def load(self, settings: Config) -> None:
        """Load what these settings need and is not here yet. Raises VoiceError."""
        await self.ears(settings)
        await self._voices(settings)
        await self._tiers(settings)

    async def hear(
        self, settings: Config, source: Source, clock: Clock, notify: Notify, *, needs_wake: bool = True, name: str = "bench"
    ) -> None:
        """Have a new session listen to a source until that ends and the last reply was heard."""
        engines = self._engines(settings, clock)
        await engines.load()
        engines.ears, engines.voices = (await self.ears(settings)).ears, (await self._voices(settings)).voices
        engines.budget.voice = (await self._voices(settings)).budget.voice
        engines.pool = pool_of(await self._tiers(settings), settings, clock, engines.pool.tools)
        player = engines.player(lambda rate: Recording(clock, rate))
        try:
            await Session(engines, source, player, notify, name=name, place="", needs_wake=needs_wake).run()
        finally:
            engines.ledger.close()

    async def ears(self, settings: Config) -> Engines:
        """The engines that hear under these settings, loaded."""
        loaded = {name: getattr(settings, name).model_dump_json() for name in ("wake", "transcribe", "skills", "home")}
        loaded["endpoint"] = settings.endpoint.model_dump_json(include={"model", "aggressiveness"})
        return await self._once("ears", str(loaded), settings, ears=True)

    async def _voices(self, settings: Config) -> Engines:
        key = settings.speak.model_dump_json()
        is_new, kept = ("voice", key) not in self._kept, await self._once("voice", key, settings, voice=True)
        if is_new and self._phrases:
            await Engines.prerender(kept, _at_once)
        return kept

    async def _tiers(self, settings: Config) -> dict[str, Tier]:
        key = "".join(tier.model_dump_json() for tier in settings.tiers)
        return dict((await self._once("models", key, settings)).pool.tiers)

    async def _once(self, part: str, key: str, settings: Config, **needed: bool) -> Engines:
        if (kept := self._kept.get((part, key))) is None:
            watch, kept = stopwatch(), self._engines(settings, WallClock(), self._phrases if part == "voice" else None)
            await kept.load(**needed)
            self._kept[part, key] = kept
            if part == "models":
                for tier in kept.pool.tiers.values():
                    await tier.warm()
            self.load_ms.setdefault(part, watch() * 1e3)
        return kept

    def _engines(self, settings: Config, clock: Clock, folder: Path | None = None) -> Engines:
        folder = folder or Path(self._folder.name) / str(next(self._numbers))
        return Ready(settings.model_copy(update={"state_dir": folder}), clock, self._warn)


async def _at_once() -> None:
    """Return at once: nobody is speaking here."""
