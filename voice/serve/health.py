"""Whether the service is ready: models loaded, microphone alive, somebody who can answer, room on the disk."""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice.clock import Clock
from voice.listen import Source
from voice.messages import Frame

if TYPE_CHECKING:
    from voice.serve.station import Station

SILENT_S = 5.0
"""A microphone that gives no frame for so long is gone."""

ROOM_MB = 50
"""Megabytes that must be free: the history, and what is set."""


class Heartbeat:
    """When a source gave its last frame."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: float | None = None
        self._given: float | None = None
        """When the frame was given that is being listened to."""

    @property
    def busy_s(self) -> float:
        """How long whoever listens has been at one frame; 0 where it waits for the next."""
        return 0.0 if self._given is None else self._clock.now() - self._given

    @property
    def beats(self) -> bool | None:
        """Whether frames come; None if there is no source."""
        return None if self._last is None else self._clock.now() - self._last < SILENT_S

    def beat(self) -> None:
        self._last = self._clock.now()

    def given(self, frame: bool) -> None:
        """Note that a frame is given to whoever listens, or has been listened to."""
        self._given = self._clock.now() if frame else None

    def of(self, source: Source) -> "Watched":
        self.beat()
        return Watched(source, self)


class Watched:
    """A source whose frames are seen to come, and to be listened to."""

    def __init__(self, source: Source, heartbeat: Heartbeat) -> None:
        self._source = source
        self._heartbeat = heartbeat
        self.ended = False

    async def frames(self) -> AsyncGenerator[Frame, None]:
        async with aclosing(self._source.frames()) as frames:
            async for frame in frames:
                self.ended = self._source.ended
                self._heartbeat.beat()
                self._heartbeat.given(True)
                try:
                    yield frame
                finally:
                    self._heartbeat.given(False)


async def readiness(station: "Station") -> dict[str, Any]:
    """Look at everything: {"ready", "checks": {name: {"ok", "why"}}, "tiers": [{"name", "where", "waits_s", "starts_s"}]};
    "why" is for people, and "" where all is well. Without a microphone here there is no check of one."""
    engines = station.engines
    folder = station.state_dir
    checks = {
        "accepting": "it stops" if station.stopping else "",
        "models": "they are being loaded" if engines is None else "",
        "tiers": _tiers(station),
        "disk": await asyncio.to_thread(_disk, folder),
    }
    if station.local.beats is not None:
        checks["microphone"] = "" if station.local.beats else "no sound has come for some seconds"
    return {
        "ready": not any(checks.values()),
        "checks": {name: {"ok": not why, "why": why} for name, why in checks.items()},
        "tiers": _each(station),
    }


def _each(station: "Station") -> list[dict[str, Any]]:
    """Tell of each tier: where it is, how long it is left alone after failures, and how long until it is up."""
    if (engines := station.engines) is None:
        return []
    told = []
    for name, tier in engines.pool.tiers.items():
        settings = next((one for one in engines.config.tiers if one.name == name), None)
        waits_s, starts_s = tier.state
        told.append({"name": name, "where": settings.where if settings else "", "waits_s": waits_s, "starts_s": starts_s})
    return told


def _tiers(station: "Station") -> str:
    """Say why no tier can be asked, where there are tiers: with one that can, everybody is answered."""
    if station.engines is None or not (tiers := station.engines.pool.tiers):
        return ""
    waits = {name: tier.state[0] for name, tier in tiers.items()}
    if not all(waits.values()):
        return ""
    return "each is left alone after failures: " + ", ".join(f"{name} for {wait:.0f} s" for name, wait in waits.items())


def _disk(folder: Path) -> str:
    """Say what keeps the state folder from being written."""
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return f"{folder} cannot be written"
    free_mb = shutil.disk_usage(folder).free >> 20
    return f"{folder} has {free_mb} MB left" if free_mb < ROOM_MB else ""
