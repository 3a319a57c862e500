"""A satellite's connection, which ends when it floods, does not read what it is sent, or is silent for too long."""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol
from wsproto.utilities import LocalProtocolError

from voice.serve.protocol import LARGEST

PING_S = 10.0
"""How often a satellite is asked whether it is there, and how long it may take to answer: what vanished is gone in twenty."""

LINGERS_S = 5.0
"""How long one that was let go may take to read what it was sent."""

SLICE = 4096
"""Bytes that are taken apart at a time. A read brings up to 256 KB, which may be 40,000 messages: half a second of work."""

AT_ONCE = 512
"""More messages of one read are a flood."""

LIMITS = {
    "ws_max_size": LARGEST,
    "ws_ping_interval": PING_S,
    "ws_ping_timeout": PING_S,
    "ws_per_message_deflate": False,  # a few bytes can be made to swell to a gigabyte
}


class SatelliteConnection(WSProtocol):
    """uvicorn's, with an end to everything that it would wait for."""

    _lingering: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        for begin in range(0, len(data), SLICE):
            if self.transport.is_closing():
                return
            if self.queue.qsize() > AT_ONCE:
                return self.transport.abort()
            try:
                super().data_received(data[begin : begin + SLICE])
            except LocalProtocolError:  # nonsense behind the end
                return self.transport.abort()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()

    def on_task_complete(self, task: Any) -> None:
        super().on_task_complete(task)
        self._lingering = self.loop.call_later(LINGERS_S, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._lingering:
            self._lingering.cancel()
