"""What is read of a tier's answer: what it says, without what it thinks; what it asks to be done; what it counts."""

import re
from collections.abc import Iterator
from typing import Any

from voice.messages import ToolCall
from voice.tiers import FIRST_TOKENS, StreamResult
from voice.tiers.limit import SENTENCE_END
from voice.tiers.protocol import CHARS_PER_TOKEN

THINK, SAY = "<think>", "</think>"
"""Between them a reasoning model thinks aloud, where its server does not take that out of the text."""

TAG = re.compile(f"({THINK}|{SAY})")

MOST_CHARS_PER_TOKEN = 6
"""Of English and of code it is less. A reply with more than that for each token it may have comes from a server that does not
count: it ends with its sentence, or at twice as much."""

LONGEST_WORD = 60
"""Characters that are never too many."""


def is_visible(text: str) -> bool:
    """There is something in it to be seen or said: neither white space alone nor characters without width."""
    return any(char.isprintable() and not char.isspace() for char in text)


class Reader:
    """Reads the chunks of one reply into `result`."""

    def __init__(self, result: StreamResult, most_tokens: int) -> None:
        """`most_tokens`: how long the reply was asked to be."""
        self.finished = False
        """The reply is whole: the tier has said why it stopped, or has said more than enough."""
        self.cut = False
        """It was the latter, and the tier writes on."""
        self.begun = False
        """It has said something visible, or asked for something."""
        self._result = result
        self._most = MOST_CHARS_PER_TOKEN * most_tokens + LONGEST_WORD
        self._written = 0
        self._given = 0
        """Characters of text and calls."""
        self._last = ""
        """What a sentence's end may begin with."""
        self._thoughts = Thoughts()
        self._thought_apart = False
        self._at: dict[int, int] = {}
        """Index of a call as the tier numbers it → its place among the calls."""

    @property
    def thought(self) -> bool:
        return self._thoughts.begun or self._thought_apart

    @property
    def silence(self) -> str:
        """What it did in place of beginning."""
        said = "it thought, and said nothing" if self.thought else "it said nothing"
        return said + ", its tokens used up" * (self._result.ended == "length")

    def read(self, chunk: Any) -> Iterator[str]:
        """What the user gets of a chunk: text, or "" for a token of a call. White space before all text is left out, and so
        is what the tier thinks, in tags or in fields of its own. Raises where the chunk is not of the protocol.
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
        """The text, up to where a reply that is too long ends."""
        if self.cut:
            return ""
        before, self._last = self._last, (self._last + text)[-8:]
        if (over := self._weigh(text)) <= 0:
            return text
        ends = (found.end() - len(before) for found in SENTENCE_END.finditer(before + text))
        end = next((end for end in ends if end >= max(0, len(text) - over)), None)
        if end is None and over > self._most:
            end = len(text) - (over - self._most)
        if end is not None:
            self._stop()
        return text[:end]

    def _weigh(self, text: str) -> int:
        """How much too long it now is."""
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
        """Of the first tokens of what is said: how sure a tier is of its thoughts tells nothing of that."""
        known = self._result.logprobs
        if self._thoughts.inside:
            known.clear()
        elif (told := choice.logprobs) and told.content:
            known += [min(0.0, float(token.logprob)) for token in told.content[: FIRST_TOKENS - len(known)]]

    def _collect(self, part: Any) -> None:
        """Calls come in parts: the first of each tells its id and name, the others more of its arguments."""
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
    """What servers that take the thoughts out of the text tell of them, under either of two names."""
    told = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
    return told if isinstance(told, str) else ""


class Thoughts:
    """Takes what stands between the tags out of a text that comes in pieces, wherever those are cut."""

    def __init__(self) -> None:
        self.begun = self.inside = False
        self._held = ""
        """May be the beginning of a tag."""

    def feed(self, text: str) -> str:
        """What is certain not to be thought."""
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
        """What was held back at the text's end."""
        held, self._held = self._held, ""
        return "" if self.inside else held


def _begins_a_tag(text: str) -> bool:
    return any(tag.startswith(text) and tag != text for tag in (THINK, SAY))
