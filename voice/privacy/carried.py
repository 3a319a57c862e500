"""What a request carries: every word that is on the wire, whoever put it there, and which of them were said by whom."""

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    import httpx2

CONSTRAINTS = {"pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
"""Keys of a tool's schema that hold no words, and whose values look like somebody's number."""

FIGURES = {"timeUnixNano", "startTimeUnixNano", "asDouble", "asInt"}
"""Keys of a fleet's summary (OTLP) that hold figures, which look like somebody's number: "1764450000000000000"."""

PASSED_OVER = {"tools": CONSTRAINTS, "resourceMetrics": FIGURES}


class Carried:
    """What one request carries."""

    def __init__(self, request: "httpx2.Request", body: bytes) -> None:
        self._sent = _read(body)
        self._tells = bool(body or request.url.query)
        path = request.url.raw_path.decode("ascii", "replace")
        self.words = [unquote_plus(part) for part in path.replace("?", "/").replace("&", "/").split("/") if part]
        """Everything that may be somebody's words, with the path and query of its URL."""
        for key, value in self._sent.items() if isinstance(self._sent, dict) else [("", self._sent)]:
            self.words += [key, *_strings(value, PASSED_OVER.get(key, ()))]

    @property
    def said(self) -> str:
        """The user's last line of a chat request, all words of another; "" where it tells nothing."""
        return (self._asked() or " ".join(self.words)) if self._tells else ""

    def replies(self) -> set[str]:
        """What was answered before, in a chat request."""
        try:
            return {str(line["content"]) for line in self._sent["messages"] if line["role"] == "assistant"}
        except (TypeError, KeyError):
            return set()

    def _asked(self) -> str:
        try:
            return str([line["content"] for line in self._sent["messages"] if line["role"] == "user"][-1])
        except (TypeError, KeyError, IndexError):
            return ""


def _read(body: bytes) -> Any:
    """Decode a body: its JSON, or its text if it is none."""
    try:
        return json.loads(body) if body else {}
    except ValueError:
        return unquote_plus(body.decode("utf-8", "replace"))


def _strings(value: Any, passed_over: Collection[str] = ()) -> Iterator[str]:
    """Give every string and number in a JSON value, except those under the keys `passed_over`."""
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                if key not in passed_over:
                    yield from (str(key), *_strings(inner, passed_over))
        case list():
            for inner in value:
                yield from _strings(inner, passed_over)
        case bool() | None:
            return
        case int() | float():
            yield str(value)
