"""Takes connections by Wyoming, from whom they may come, and announces where."""

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from voice.clock import Clock, WallClock
from voice.config import Config, is_local_address
from voice.errors import UsageError
from voice.gateway import serve
from voice.gateway.auth import is_loopback
from voice.serve.station import Station

CALLERS = 32
"""Connections at a time. Beyond them the one that has been silent longest is closed."""

FAREWELL_S = 1.0
"""How long one that is let go may take to read what it was sent."""

NO_PASSWORD = (
    "Wyoming has neither password nor encryption: {who} may have done what the assistant can do, and whoever is on the network "
    "between may listen"
)


class Door:
    """Lets callers in."""

    def __init__(self, station: Station, config: Config, clock: Clock, warn: Callable[[str], None]) -> None:
        from voice.serve.wyoming.answering import Conversations
        from voice.serve.wyoming.caller import Caller
        from voice.wyoming.wire import Nonsense

        self._station = station
        self._allowed = config.serve.wyoming_from
        self._clock = clock
        self._warn = warn
        self._conversations = Conversations(station)
        self._callers: dict[Caller, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        """The tasks of all connections, also of those that are being closed."""
        self._make, self._nonsense = Caller, Nonsense

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection until it ends; whatever it does harms nobody else."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if self._may_come(writer):
                await self._serve(task, reader, writer)
        except (OSError, self._nonsense, asyncio.CancelledError):  # it is gone, sends nonsense, does not read, or is let go
            pass
        except Exception as error:  # its name alone: the text may hold words
            self._warn(f"a request by Wyoming failed: {type(error).__name__}")
        finally:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                writer.close()
                async with asyncio.timeout(FAREWELL_S):
                    await writer.wait_closed()
            writer.transport.abort()
            self._tasks.discard(task)

    async def close(self) -> None:
        """Let everybody go."""
        here = list(self._tasks)
        for task in here:
            task.cancel()
        await asyncio.gather(*here, return_exceptions=True)

    async def _serve(
        self, task: asyncio.Task[None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if len(self._callers) >= CALLERS:
            self._callers.pop(min(self._callers, key=lambda one: one.last)).cancel()
        caller = self._make(self._station, self._clock, self._conversations, reader, writer)
        self._callers[caller] = task
        try:
            await caller.run()
        finally:
            self._callers.pop(caller, None)

    def _may_come(self, writer: asyncio.StreamWriter) -> bool:
        """Whether an address is one of those that may; of the home network where none are set."""
        address = str(writer.get_extra_info("peername")[0]).partition("%")[0]
        found = ipaddress.ip_address(address)
        found = getattr(found, "ipv4_mapped", None) or found
        return found in self._allowed if self._allowed else is_local_address(address)


@asynccontextmanager
async def opened(station: Station, config: Config, warn: Callable[[str], None]) -> AsyncIterator[None]:
    """Hold the door open where the settings want one. Raises UsageError where that cannot be."""
    if config.serve.wyoming is None:
        yield
        return
    try:
        from voice.serve.wyoming.announced import announced
        from voice.wyoming.wire import LINE

        door = Door(station, config, WallClock(), warn)
    except ModuleNotFoundError as error:
        what = f"serve.wyoming: the package {error.name} is not installed"
        raise UsageError(what, "pip install 'voiceloop[wyoming]'") from None
    there = urlsplit(config.serve.wyoming)
    host, port = there.hostname or "", there.port or 0
    try:
        listening = serve.listen(host, port)
    except UsageError as error:
        raise UsageError(f"serve.wyoming: {error}", "Set another address, such as tcp://127.0.0.1:10300.") from None
    if not is_loopback(host):
        anybody = f"every machine that reaches port {port} (serve.wyoming_from can name them)"
        warn(NO_PASSWORD.format(who="every machine of serve.wyoming_from" if config.serve.wyoming_from else anybody))
    server = await asyncio.start_server(door, sock=listening, limit=LINE, backlog=serve.WAITING)
    try:
        async with announced(host, port, warn):
            yield
    finally:
        server.close()
        await door.close()
        with contextlib.suppress(OSError):
            listening.close()
