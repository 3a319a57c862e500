"""Reads and writes the events of a Wyoming connection. Whoever is at the other end can send no more than is read at a time."""

import asyncio
import json
from typing import Any

from wyoming.event import Event, async_write_event

LINE = 64 << 10
"""Bytes of an event's first line: the limit of the stream that is read from."""

MOST = 1 << 20
"""Bytes of an event's data, and of its sound: half a minute, or the description of some hundred voices."""


class Nonsense(Exception):
    """What came is no event. The text is for people, and repeats nothing of it."""


async def read(reader: asyncio.StreamReader) -> Event | None:
    """Wait for the next event; None where the other end is gone. Raises Nonsense."""
    try:
        line = await reader.readline()
        if not line.endswith(b"\n"):
            return None
        head = _document(line)
        data = _data(head.get("data"))
        if size := _size(head, "data_length"):
            data |= _document(await reader.readexactly(size))
        size = _size(head, "payload_length")
        sound = await reader.readexactly(size) if size else None
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    except ValueError:  # readline's
        raise Nonsense("A line is longer than an event's.") from None
    if not isinstance(kind := head.get("type"), str):
        raise Nonsense("An event has no type.")
    return Event(kind, data, sound)


async def write(writer: asyncio.StreamWriter, event: Event, within_s: float) -> None:
    """Send an event. Raises OSError where the other end is gone, or does not read it within so many seconds."""
    async with asyncio.timeout(within_s):
        await async_write_event(event, writer)


def _document(text: bytes) -> dict[str, Any]:
    try:
        return _data(json.loads(text))
    except (ValueError, RecursionError):
        raise Nonsense("What was sent is no event of the Wyoming protocol.") from None


def _data(found: Any) -> dict[str, Any]:
    if found is not None and not isinstance(found, dict):
        raise Nonsense("The data of an event is no JSON object.")
    return found or {}


def _size(head: dict[str, Any], key: str) -> int:
    """How many bytes follow. Raises Nonsense for more than are read."""
    size = head.get(key) or 0
    if type(size) is not int or not 0 <= size <= MOST:
        raise Nonsense(f"The {key} of an event is none, or more than {MOST}.")
    return size
