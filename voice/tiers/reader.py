"""Reads a tier's answer: what it says without what it thinks, the tools it calls, the tokens it counts."""

import re
from collections.abc import Iterator
from typing import Any

from voice.english.stops import sentence_ends
from voice.messages import ToolCall
from voice.tiers import FIRST_TOKENS, StreamResult
from voice.tiers.protocol import CHARS_PER_TOKEN

THINK, SAY = "<think>", "</think>"
"""The tags around a reasoning model's thoughts, where its server leaves those in the text."""

TAG = re.compile(f"({THINK}|{SAY})")

MOST_CHARS_PER_TOKEN = 6
"""English and code have fewer. A reply with more characters per allowed token comes from a server that does not
count: it ends with its sentence, or at twice as much."""

KEPT = 30
"""Characters kept of what came before, for they tell whether a stop ends a sentence."""

LONGEST_WORD = 60
"""Allow every reply this many extra characters."""


def is_visible(text: str) -> bool:
    """Whether a text has something to be seen or said in it: not only white space or characters without width."""
    return any(char.isprintable() and not char.isspace() for char in text)


class Reader:
    """Reads the chunks of one reply into `result`."""

    def __init__(self, result: StreamResult, most_tokens: int) -> None:
        self.finished = False
        """Whether the reply is whole: the tier has said why it stopped, or has said more than enough."""
        self.cut = False
        """Whether it was cut because it was too long, while the tier writes on."""
        self.begun = False
        """Whether it has said something visible or called a tool."""
        self._result = result
        self._most = MOST_CHARS_PER_TOKEN * most_tokens + LONGEST_WORD
        self._written = 0
        self._given = 0
        """Characters of text and of tool calls so far."""
        self._last = ""
        """The last characters, which may be part of a sentence's end."""
        self._thoughts = Thoughts()
        self._thought_apart = False
        self._at: dict[int, int] = {}
        """The place of each tool call in `calls`, by the number that the tier gave it."""

    @property
    def thought(self) -> bool:
        return self._thoughts.begun or self._thought_apart

    @property
    def silence(self) -> str:
        """What the tier did instead of beginning a reply, in words."""
        said = "it thought, and said nothing" if self.thought else "it said nothing"
        return said + ", its tokens used up" * (self._result.ended == "length")

    def read(self, chunk: Any) -> Iterator[str]:
        """Read a chunk and yield what the user gets of it: text, or "" for a token of a tool call.

        White space before all text is left out, and so is what the tier thinks, in tags or in fields of its own. Raises where
        the chunk is not of the protocol.
        """
        if told := chunk.usage:
            self._result.tokens_in, self._result.tokens_out = int(told.prompt_tokens), int(told.completion_tokens)
            self._result.estimated = False
            self.finished |= not chunk.choices
        for choice in chunk.choices:
            if apart := _thought_apart(choice.delta):
                self._count(apart)
                self._thought_apart = True
            if text := choice.delta.content:
                if not isinstance(text, str):
                    raise ValueError("text that is none")
                self._count(text)
                said = self._thoughts.feed(text)
                self._note_probabilities(choice)
                yield from self._said(said)
            for part in choice.delta.tool_calls or ():
                self._count(part.function.arguments or part.function.name or "")
                self._collect(part)
                self.begun = True
                yield ""
            if choice.finish_reason is not None:
                yield from self._said(self._thoughts.flush())
                self.finished = True
                self._result.ended = self._result.ended or str(choice.finish_reason)

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

    def _note_probabilities(self, choice: Any) -> None:
        """Keep the log-probabilities of the first tokens that are said; those of thoughts do not count."""
        known = self._result.logprobs
        if self._thoughts.inside:
            known.clear()
        elif (told := choice.logprobs) and told.content:
            known += [min(0.0, float(token.logprob)) for token in told.content[: FIRST_TOKENS - len(known)]]

    def _collect(self, part: Any) -> None:
        """Add a part of a tool call: the first has its id and name, the others more of its arguments."""
        calls, asked = self._result.calls, part.function
        if self._weigh(asked.arguments or "") > self._most:
            self._stop()
        at = self._at.get(part.index)
        if at is None or (part.id and part.id != calls[at].id):  # some servers number every call 0
            self._at[part.index] = at = len(calls)
            calls.append(ToolCall(part.id or f"call_{at}", "", ""))
        known = calls[at]
        calls[at] = ToolCall(known.id, known.name or asked.name or "", known.arguments + (asked.arguments or ""))


def _thought_apart(delta: Any) -> str:
    """The thoughts that a server sends in a field of their own, under either of two names; "" for none."""
    told = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
    return told if isinstance(told, str) else ""


class Thoughts:
    """Removes what stands between the tags from a text that comes in pieces, wherever those are cut."""

    def __init__(self) -> None:
        self.begun = self.inside = False
        self._held = ""
        """The last characters, which may be the beginning of a tag."""

    def feed(self, text: str) -> str:
        """Take a piece; return what is certainly not a thought."""
        text = self._held + text
        self._held = next((text[-n:] for n in range(len(SAY) - 1, 0, -1) if _begins_a_tag(text[-n:])), "")
        said = ""
        for part in TAG.split(text.removesuffix(self._held)):
            if part in (THINK, SAY):
                self.inside = part == THINK
                self.begun = True
            elif not self.inside:
                said += part
        return said

    def flush(self) -> str:
        """End the text; return what was held back of it."""
        held, self._held = self._held, ""
        return "" if self.inside else held


def _begins_a_tag(text: str) -> bool:
    return any(tag.startswith(text) and tag != text for tag in (THINK, SAY))
