"""A client's connection, which is closed when the client is slow, or when there are too many and it asks nothing."""

import asyncio
import resource
from collections.abc import Iterable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 10.0
"""How long a client may take to send the head of a request, from when it is connected or was answered."""

STALLED_S = 30.0
"""How long a client may leave what it is sent unread."""

MOST = 256
"""The most connections at a time, where there are file handles enough."""

MOST_OF_PEER = 128
"""The most connections at a time from one address; the programs of this machine have one address together."""

_HANDLES_KEPT = 32
"""File handles that the rest of the process needs: models, logs, what was there when it began. A gateway has half as many."""


def most() -> int:
    """How many connections there may be: each takes a file handle, and its request one more, for the tier."""
    handles = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(1, min(MOST, (handles - _HANDLES_KEPT) // 2)) if handles != resource.RLIM_INFINITY else MOST


class Connection(H11Protocol):
    """uvicorn's, with deadlines for what it waits for without end."""

    _late: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _since = 0.0
    """When it last began to wait for its client, by the loop's clock."""

    @property
    def waits(self) -> bool:
        """Whether its client has the next word: with a request, with the rest of one, or with reading what it was sent."""
        half = self.cycle is not None and not self.cycle.response_complete and self.cycle.more_body
        return self._late is not None or self._stalled is not None or half

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()
        mine = [other for other in self.connections if _peer(other) == _peer(self)]
        if len(mine) > MOST_OF_PEER:
            _make_room(mine)
        elif len(self.connections) > most():
            _make_room(self.connections)

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except h11.LocalProtocolError:  # nonsense behind a request that is being answered
            self.transport.abort()
        self._await_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._await_head()
        if self.transport.is_closing():
            self._close_soon()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._close_soon()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._close_soon()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None and not self.transport.is_closing():
            self._stalled.cancel()
            self._stalled = None

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in filter(None, (self._late, self._stalled)):
            timer.cancel()

    def _await_head(self) -> None:
        """Begin the deadline while no request is under way; whatever trickles in does not begin it again.

        Where a WebSocket has taken over, its own protocol has deadlines.
        """
        waiting = self.transport.get_protocol() is self and (self.cycle is None or self.cycle.response_complete)
        if waiting and self._late is None:
            self._late = self.loop.call_later(HEADERS_S, self.transport.abort)
            self._since = self._late.when() - HEADERS_S
        elif not waiting and self._late is not None:
            self._late.cancel()
            self._late = None

    def _close_soon(self) -> None:
        """Give the client a while to read what it was sent: a closed transport waits for that without end."""
        if self._stalled is None:
            self._stalled = self.loop.call_later(STALLED_S, self.transport.abort)
            self._since = self._stalled.when() - STALLED_S


def _peer(connection: Any) -> str | None:
    return connection.client[0] if connection.client else None


def _make_room(connections: Iterable[Any]) -> None:
    """Close the connection that has waited for its client for longest: the last to come, where none else does."""
    waiting = [one for one in connections if getattr(one, "waits", False)]
    oldest = min(waiting, key=lambda one: one._since)
    oldest.connections.discard(oldest)
    oldest.transport.abort()
