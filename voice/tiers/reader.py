"""Reads a tier's answer: what it says without what it thinks, the tools it calls, the tokens it counts.

What is absent, null or empty says nothing; a reason to end, or "[DONE]", ends; what cannot be read is skipped and counted.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from voice.english.stops import sentence_ends
from voice.messages import ToolCall
from voice.tiers import FIRST_TOKENS, StreamResult
from voice.tiers.documents import Documents
from voice.tiers.faults import ReportedError
from voice.tiers.protocol import CHARS_PER_TOKEN
from voice.tiers.thoughts import Thoughts

T = TypeVar("T")

MOST_CHARS_PER_TOKEN = 6
"""English and code have fewer. A reply with more characters per allowed token comes from a server that does not
count: it ends with its sentence, or at twice as much."""

MOST_TOKENS = 1 << 31
"""No reply has read or written more: what a server counts so, or below zero, is no count to pay for."""

KEPT = 30
"""Characters kept of what came before, for they tell whether a stop ends a sentence."""

LONGEST_WORD = 60
"""Allow every reply this many extra characters."""

TEXT = ("text", "output_text")
"""Types of the parts of a message that are said; the others are thoughts."""

THOUGHTS = "reasoning_content", "reasoning", "thinking", "thought"
"""Fields in which servers send what a model thinks."""

NO_REASON = ("", "null", "none", "unknown", "finish_reason_unspecified")
"""No reasons to end, in small letters."""


def is_visible(text: str) -> bool:
    """Whether a text has something to be seen or said in it: not only white space or characters without width."""
    return any(char.isprintable() and not char.isspace() for char in text)


class Reader:
    """Reads one answer into `result`, block by block."""

    def __init__(self, result: StreamResult, most_tokens: int, thinks: bool = False) -> None:
        """`thinks`: the tier is known for thoughts of which the end alone is marked."""
        self.finished = False
        """Whether the reply is whole: the tier has said why it stopped, or has said more than enough."""
        self.cut = False
        """Whether it was cut because it was too long, while the tier writes on."""
        self.begun = False
        """Whether it has said something visible or called a tool."""
        self._result = result
        self._most = MOST_CHARS_PER_TOKEN * most_tokens + LONGEST_WORD
        self._documents = Documents()
        self._written = 0
        self._given = 0
        """Characters of text and of tool calls so far."""
        self._last = ""
        """The last characters, which may be part of a sentence's end."""
        self._half = ""
        """The first half of a character that was cut in two."""
        self._thoughts = Thoughts(thinks)
        self._thought_apart = False
        self._in_deltas = False
        """Whether the reply comes in deltas: a whole message behind them is all of it once more."""
        self._may_end = False
        """Whether a whole message was read, which need not say that it is over; some servers write each piece as one."""
        self._at: dict[int, int] = {}
        """The place of each tool call in `calls`, by the number that the tier gave it."""

    @property
    def thought(self) -> bool:
        return self._thoughts.begun or self._thought_apart

    @property
    def thinks(self) -> bool:
        """Whether thoughts ended that had no beginning."""
        return self._thoughts.unopened

    @property
    def silence(self) -> str:
        """What the tier did instead of beginning a reply, in words."""
        said = "it thought, and said nothing" if self.thought else "it said nothing"
        return said + ", its tokens used up" * (self._result.ended == "length")

    def feed(self, block: bytes, last: bool = False) -> Iterator[str]:
        """Read a block and yield what the user gets of it: text, or "" for a token of a tool call.

        White space before all text is left out, and so is what the tier thinks, in tags or in fields of its own. Raises
        ReportedError.
        """
        before = self._documents.skipped
        for document in self._documents.feed(block, last):
            yield from self._read(document)
        self._result.skipped += self._documents.skipped - before
        if self._documents.done or (last and self._may_end):
            yield from self._end("stop")

    def _read(self, document: dict[str, Any]) -> Iterator[str]:
        if document.get("error") or "error" in (document.get("type"), document.get("object")):
            raise ReportedError
        self._note_usage(document.get("usage") or document)
        for choice in self._a(list, document.get("choices")) or _of_ollama(document):
            read = self._a(dict, choice)
            if not self.finished and not _is_further(read.get("index")):
                yield from self._read_choice(read)

    def _read_choice(self, choice: dict[str, Any]) -> Iterator[str]:
        delta = self._a(dict, choice.get("delta"))
        whole = {} if delta or self._in_deltas else self._a(dict, choice.get("message"))
        yield from self._read_message(delta or whole or {"content": choice.get("text")}, choice)
        self._in_deltas |= bool(delta) and self.begun
        self._may_end |= bool(whole)
        reason = str(choice.get("finish_reason") or "")
        if reason == "error":
            raise ReportedError
        if reason.strip().lower() not in NO_REASON:
            yield from self._end(reason or "stop")

    def _read_message(self, message: dict[str, Any], choice: dict[str, Any]) -> Iterator[str]:
        self._think(next(filter(None, map(message.get, THOUGHTS)), None))
        if text := self._text(message.get("content")) or self._text(message.get("refusal")):
            self._count(text)
            said = self._thoughts.feed(self._mended(text))
            self._note_probabilities(choice)
            yield from self._said(said)
        alone = self._a(dict, message.get("function_call"))
        for part in (*self._a(list, message.get("tool_calls")), {"function": alone}):
            if self._collect(self._a(dict, part)):
                self.begun = True
                yield ""

    def _a(self, kind: type[T], value: Any) -> T:
        """The value, if it is of its kind; else an empty one, which counts as unreadable where there was anything."""
        if isinstance(value, kind):
            return value
        self._result.skipped += bool(value)
        return kind()

    def _text(self, content: Any) -> str:
        """The text of a message: a string, or parts of several types."""
        said = ""
        for part in content if isinstance(content, list) else [content]:
            if isinstance(part, str):
                said += part
            elif (known := self._a(dict, part)) and (known.get("type") or TEXT[0]) not in TEXT:
                self._think(str(known))
            else:
                said += self._a(str, known.get("text"))
        return said

    def _think(self, thought: Any) -> None:
        """Note a thought that the server sends in a field of its own."""
        if thought and isinstance(thought, str):
            self._count(thought)
            self._thought_apart = True
            self._thoughts.inside &= self._thoughts.begun  # then they are not in the text too

    def _mended(self, text: str) -> str:
        """Join the halves of a character that was cut in two; a half that is alone becomes a "\ufffd"."""
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return _valid(text.removesuffix(self._half))

    def _end(self, reason: str) -> Iterator[str]:
        if self.finished:
            return
        yield from self._said(self._thoughts.flush())
        self.finished = True
        self._result.ended = self._result.ended or reason
        calls = self._result.calls
        calls[:] = [call if call.arguments.strip() else replace(call, arguments="{}") for call in calls]

    def _said(self, text: str) -> Iterator[str]:
        text = self._up_to_the_end(text)
        self.begun = self.begun or is_visible(text)
        if text and self.begun:
            yield text

    def _up_to_the_end(self, text: str) -> str:
        """Cut the text where a reply that is too long ends."""
        if self.cut:
            return ""
        before, self._last = self._last, (self._last + text)[-KEPT:]
        if (over := self._weigh(text)) <= 0:
            return text
        ends = (end - len(before) for end in sentence_ends(before + text))
        end = next((end for end in ends if end >= max(0, len(text) - over)), None)
        if end is None and over > self._most:
            end = len(text) - (over - self._most)
        if end is not None:
            self._stop()
        return text[:end]

    def _weigh(self, text: str) -> int:
        """Count the text; return by how many characters the reply is now too long."""
        self._given += len(text)
        return self._given - self._most

    def _stop(self) -> None:
        self.finished = self.cut = True
        self._result.ended = "length"

    def _count(self, text: str) -> None:
        self._written += len(text)
        if self._result.estimated:
            self._result.tokens_out = max(1, self._written // CHARS_PER_TOKEN)

    def _note_usage(self, told: Any) -> None:
        match told:
            case (
                {"prompt_tokens": int(read), "completion_tokens": int(written)}
                | {"prompt_eval_count": int(read), "eval_count": int(written)}
            ) if 0 <= read <= MOST_TOKENS and 0 < written <= MOST_TOKENS:
                self._result.tokens_in, self._result.tokens_out, self._result.estimated = read, written, False

    def _note_probabilities(self, choice: dict[str, Any]) -> None:
        """Keep the log-probabilities of the first tokens that are said; those of thoughts do not count."""
        known = self._result.logprobs
        if self._thoughts.inside:
            known.clear()
            return
        tokens = self._a(list, self._a(dict, choice.get("logprobs")).get("content"))
        for token in tokens[: FIRST_TOKENS - len(known)]:
            if isinstance(logprob := self._a(dict, token).get("logprob"), int | float):
                known.append(min(0.0, logprob))

    def _collect(self, part: dict[str, Any]) -> bool:
        """Add a part of a tool call, if it says anything: the first has its id and name, the others more of its arguments."""
        asked, calls = self._a(dict, part.get("function")), self._result.calls
        given = asked.get("arguments")
        arguments = _valid(json.dumps(given) if given and isinstance(given, dict) else self._a(str, given))
        name, id = _valid(self._a(str, asked.get("name"))), _valid(str(part.get("id") or ""))
        if not (name or id or arguments):
            return False
        self._count(arguments or name)
        if self._weigh(arguments) > self._most:
            self._stop()
        index = part.get("index")
        at = self._at.get(index) if isinstance(index, int) else None
        if at is None and calls and not (isinstance(index, int) and (id or name)):
            at = len(calls) - 1
        if at is None or _is_another(calls[at], id, name, index):
            at = len(calls)
            calls.append(ToolCall(id or f"call_{at}", "", ""))
        if isinstance(index, int):
            self._at[index] = at
        known = calls[at]
        calls[at] = ToolCall(known.id, known.name or name, known.arguments + arguments)
        return True


def _of_ollama(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Read a line of Ollama's own API as a choice: {"message": {"content": "It is"}, "done": false}."""
    if not isinstance(document.get("done"), bool):
        return []
    said = document.get("message") or {"content": document.get("response"), "thinking": document.get("thinking")}
    return [{"delta": said, "finish_reason": document["done"] and (document.get("done_reason") or "stop")}]


def _is_further(index: Any) -> bool:
    """Whether a choice is another reply than the first; whatever is no number tells of none."""
    said = str(index).removesuffix(".0")
    return said.isdecimal() and said.strip("0") != ""


def _is_another(known: ToolCall, id: str, name: str, index: Any) -> bool:
    """Whether a part begins another call than the one its number stands for: some servers number every call 0, or none."""
    if not name or not known.name:
        return False  # some give every piece an id of its own
    return (id and id != known.id) or name != known.name or not isinstance(index, int)


def _valid(text: str) -> str:
    """The text without halves of characters, which nothing can encode."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
