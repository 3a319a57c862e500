"""Serves the application on a socket until told to stop."""

import asyncio
import contextlib
import errno
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from voice.errors import UsageError
from voice.gateway.connection import Connection
from voice.gateway.secure import SecureConnection

GRACE_S = 5
"""What replies under way may still take once told to stop; service managers wait 10 s and more."""

ANYWHERE = "10.255.255.255"
"""An address in no direction but the network's: nothing is sent to it."""

WAITING = 128
"""How many connections may wait to be accepted."""


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to the command."""

    def __init__(
        self, app: ASGIApp, sockets: type[asyncio.Protocol] | None = None, tls: ssl.SSLContext | None = None, **limits: Any
    ) -> None:
        """`sockets`: the protocol of WebSockets, where they are taken; `limits`: those of a `uvicorn.Config` for them.
        `tls`: shows the certificate, where connections are encrypted."""
        http: Any = Connection if tls is None else partial(SecureConnection, tls)
        config = uvicorn.Config(
            app, loop="none", http=http, ws=sockets or "none", lifespan="off", log_config=None, log_level="error",
            access_log=False, proxy_headers=False, server_header=False, timeout_graceful_shutdown=GRACE_S, backlog=1, **limits,
        )  # fmt: skip
        super().__init__(config)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept one connection at a time: without file handles, asyncio tries, logs and schedules `backlog` at once."""
        asyncio.get_running_loop().set_exception_handler(_unless_short_of_handles)
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(WAITING)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await super().serve(sockets)
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)  # those that were cut short

    def stop(self) -> None:
        """Take no more requests; `serve` returns once those under way are answered, or cut short after `GRACE_S`."""
        self.should_exit = True


def _unless_short_of_handles(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what goes wrong in the loop, except that a connection has to wait: that would be a traceback a second."""
    error = context.get("exception")
    if not (isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)):
        loop.default_exception_handler(context)


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket. Raises UsageError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family, kind, protocol)  # whose protocol is named: asyncio turns Nagle's delay off by that
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(WAITING)
        except OSError:
            listening.close()
            raise
        return listening
    except (OSError, UnicodeError, OverflowError) as error:  # the last for a port over 65535
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = getattr(error, "strerror", None) or error
        what = f"port {port} of {host} is taken" if taken else f"{host}:{port} cannot be listened on: {why}"
        raise UsageError(what, "Choose another with --port." if taken else "Choose another --host or --port.") from None


def address_of(listening: socket.socket, base: str = "/v1", scheme: str = "http") -> str:
    """Give the base URL for clients; where every address of this machine is listened on, with the one in its network."""
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host.partition("%")[0]).is_unspecified:
        host = own_address() or socket.gethostname()
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}{base}"


def own_address() -> str | None:
    """This machine's address in its network; None where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((ANYWHERE, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None
