"""Connects a request, or a stream of sound, to the addresses that the gate has judged, and to no other.

The gate puts them into the request; one without is for a place outside the home network, and connects to its host. Where none
takes the connection, so that nothing was sent, the gate is told.
"""

import asyncio
from collections.abc import Sequence

import httpx2

UNSENT = httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout
"""What is raised before the first byte of a request has left."""


class JudgedTransport(httpx2.AsyncHTTPTransport):
    """Sends a request to the first of its judged addresses that takes the connection."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises httpx2.TransportError, that of the last address where none takes the connection."""
        addresses = request.extensions.get("addresses", (request.url.host,))
        for address in addresses[:-1]:
            try:
                return await super().handle_async_request(_to(address, request))
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        try:
            return await super().handle_async_request(_to(addresses[-1], request))
        except UNSENT:
            request.extensions.get("unreached", lambda: None)()
            raise


def _to(address: str, request: httpx2.Request) -> httpx2.Request:
    """Make the same request of one address; a certificate must still be that of the name."""
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


async def stream(addresses: Sequence[str], port: int, limit: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first of some judged addresses that takes it; `limit`: bytes of a line. Raises OSError."""
    for address in addresses[:-1]:
        try:
            return await asyncio.open_connection(address, port, limit=limit)
        except OSError:
            continue
    return await asyncio.open_connection(addresses[-1], port, limit=limit)
