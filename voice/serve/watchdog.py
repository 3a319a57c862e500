"""Tells the service manager that the service is ready, and again and again that sound is still being listened to.

systemd reads datagrams on a socket that it names (sd_notify, https://www.freedesktop.org/software/systemd/man/sd_notify.html).
The three libraries for that are a C extension, a wrapper of libsystemd that needs its headers, and sixty lines last released in
2017; what is needed of it are ten.
"""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from voice.clock import Clock
from voice.serve.health import Heartbeat

if TYPE_CHECKING:
    from voice.serve.station import Station

STUCK_S = 30.0
"""A session that is at one frame for so long will not come back: the longest, with a slow Whisper behind it, take a few."""

SHARE = 3
"""The manager is told so many times within what it waits for."""


def tell(state: str) -> None:
    """Tell the service manager something; nobody listens where there is none."""
    name = os.environ.get("NOTIFY_SOCKET", "")
    if not name.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
        said.setblocking(False)  # a manager that hangs must not hang what it watches
        said.sendto(state.encode(), f"\0{name[1:]}" if name.startswith("@") else name)


async def feed(station: "Station", clock: Clock) -> None:
    """Tell the manager, as often as it asks, that the sessions take the sound that comes; stop when one does not.

    Who runs this is in the same loop as the sessions, so that a loop that hangs tells nothing either. A microphone that is
    unplugged gives no sound, and nobody is stuck for that.
    """
    wanted_s = _wanted_s()
    if wanted_s is None:
        return
    stuck = False
    while True:
        if (seconds := max((beat.busy_s for beat in _heartbeats(station)), default=0.0)) < STUCK_S:
            tell("WATCHDOG=1")
        elif not stuck:
            stuck = True
            tell(f"STATUS=Sound has not been listened to for {seconds:.0f} s.")
        await clock.sleep(wanted_s / SHARE)


def _heartbeats(station: "Station") -> Iterator[Heartbeat]:
    yield station.local
    for satellite in station.satellites.values():
        yield satellite.heartbeat


def _wanted_s() -> float | None:
    """Within how many seconds the manager wants to hear of this process; None: not at all."""
    try:
        wanted_s = int(os.environ["WATCHDOG_USEC"]) / 1e6
        mine = int(os.environ.get("WATCHDOG_PID", os.getpid())) == os.getpid()
    except (KeyError, ValueError):
        return None
    return wanted_s if mine and wanted_s > 0 else None


def beside(station: "Station", clock: Clock) -> "asyncio.Task[None]":
    """Feed it until the task is cancelled."""
    return asyncio.create_task(feed(station, clock), name="watchdog")
