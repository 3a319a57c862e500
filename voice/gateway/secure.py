"""A client's connection under TLS: it counts, and has its deadline, from the first byte of the handshake on.

asyncio itself makes no protocol before the handshake is over, and gives it a minute: whoever connects and says nothing would be
under no limit.
"""

import asyncio
import ssl
from typing import Any

from uvicorn.protocols.http.flow_control import FlowControl

from voice.gateway.connection import HEADERS_S, Connection

BROKEN = (OSError, asyncio.CancelledError)
"""What ends a handshake: `ssl.SSLError` is an OSError, and so is a connection that is gone."""


class SecureConnection(Connection):
    """A connection that begins with a handshake."""

    def __init__(self, context: ssl.SSLContext, **made: Any) -> None:
        super().__init__(**made)
        self._context = context
        self._early: list[bytes] | None = []
        """What came right behind the handshake; None once that is over."""
        self._lost = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.pause_reading()  # what comes is the handshake's
        self._shaking = self.loop.create_task(self._shake(transport))

    def data_received(self, data: bytes) -> None:
        if self._early is None:
            return super().data_received(data)
        self._early.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._lost:
            self._lost = True
            self._shaking.cancel()
            super().connection_lost(exc)

    def shutdown(self) -> None:
        if self._early is None:
            return super().shutdown()
        self.transport.abort()
        self.connection_lost(None)

    async def _shake(self, transport: asyncio.Transport) -> None:
        try:
            secured = await self.loop.start_tls(
                transport, self, self._context,
                server_side=True, ssl_handshake_timeout=HEADERS_S, ssl_shutdown_timeout=HEADERS_S,
            )  # fmt: skip
        except BROKEN:
            secured = None
        if secured is None or secured.is_closing():
            transport.abort()
            return self.connection_lost(None)
        self.transport, self.flow, self.scheme = secured, FlowControl(secured), "https"
        came, self._early = self._early or [], None
        for data in came:
            self.data_received(data)
