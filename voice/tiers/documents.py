"""Takes a tier's answer apart: server-sent events as real servers write them, or one JSON document where no stream came.

The client's own parser raises at an event without data ("retry: 3000", "data:"), at one that is no JSON, and does not tell a
stream that ended with "[DONE]" from one that broke off.
"""

import codecs
import io
import json
from collections.abc import Iterator
from typing import Any

DONE = "[DONE]"

NO_DATA = ("", "event", "id", "retry")
"""Fields of an event that say nothing here; "" is that of a comment."""

LARGEST = 1 << 20
"""Skip an event with more characters than this; no token has as many."""


class Documents:
    """Gives the JSON objects of one answer, which comes in blocks that may be cut anywhere."""

    def __init__(self) -> None:
        self.done = False
        """Whether the answer has said that it is over."""
        self.skipped = 0
        """How much could not be read."""
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8-sig")("replace"), translate=True)
        self._line: list[str] = []
        """The beginning of a line, in pieces."""
        self._event: list[str] = []
        """Lines that are not yet a document."""
        self._held = 0
        """Characters since the last document."""

    def feed(self, block: bytes, last: bool = False) -> Iterator[dict[str, Any]]:
        text = self._decoder.decode(block, last) + "\n\n" * last
        self._held += len(text)
        *ends, rest = text.split("\n")
        for end in ends:
            line, self._line = "".join([*self._line, end]), []
            yield from self._take(line)
        self._line.append(rest)
        if self._held > LARGEST:
            self._event += self._line
            self._line.clear()
            self._skip()

    def _take(self, line: str) -> Iterator[dict[str, Any]]:
        name, _, value = line.partition(":")
        data = (value if name == "data" else line).strip()
        if not line:
            yield from self._end_event()
        elif self.done or name in NO_DATA or not data:
            return
        elif data.strip('"').startswith(DONE):
            self.done = True
        elif (document := _object(data)) is not None and ("choices" in document or not self._event):
            self._skip()  # some servers leave no blank lines
            yield document
        else:
            self._event.append(data)

    def _end_event(self) -> Iterator[dict[str, Any]]:
        """Read an event, or a whole answer, that is written in several lines."""
        if (document := _object("\n".join(self._event))) is not None:
            self._event.clear()
            yield document
        self._skip()

    def _skip(self) -> None:
        """Drop what is held, and count it, if there is anything."""
        self.skipped += any(self._event)
        self._event, self._held = [], 0


def _object(text: str) -> dict[str, Any] | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
