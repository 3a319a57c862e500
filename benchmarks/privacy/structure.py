"""Conversations whose words get out, or do not, by the way in which they are told; and everyday ones that nobody owns."""

import tomllib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.privacy import FOLDER
from voice.answer.history import History
from voice.config import Policy
from voice.errors import WithheldError
from voice.messages import Message, ToolCall
from voice.privacy import HOUSEHOLD
from voice.privacy.screen import Cleared, Screen
from voice.skills.tools import TELL_NOTHING_PRIVATE

POLICIES: tuple[Policy, ...] = ("refuse", "redact")


@dataclass(frozen=True, slots=True)
class Script:
    """A conversation: who says what, and what of it nobody away may learn."""

    kind: str
    lines: Sequence[tuple[str, str]]
    hidden: Sequence[str]


def scripts() -> Iterator[Script]:
    for kind, text in tomllib.loads((FOLDER / "structure.toml").read_text(encoding="utf-8")).items():
        for block in text.strip().split("\n\n"):
            *lines, (_, hidden) = [tuple(line.split(": ", 1)) for line in block.split("\n")]
            yield Script(kind, lines, hidden.split("; "))


def leaked(one: Script, policy: Policy) -> list[str]:
    """Hold the conversation; return what is hidden and was sent all the same."""
    screen, history, sent = Screen(), History(), ""
    question, asked = "", None
    for speaker, said in one.lines:
        if speaker == "user":
            question, asked = said, None
            screen.learn(history.with_question(question))
            asked = _sent(screen, history.with_question(question), policy)
        elif speaker.partition(" ")[0] in ("home", "cloud", "skill"):
            reply = said
            if speaker == "cloud" and asked:
                screen.memory.said(said, asked.redactor)
                reply = asked.redactor.restore(said)
            kinds = screen.kinds_of([*history.with_question(question), Message("assistant", reply)], by_skill=False)
            history.add(question, reply, (*kinds, *_household(speaker.partition("skill ")[2])))
        else:
            private = _household(speaker)
            called = Message("assistant", "", calls=(ToolCall("1", speaker, "{}"),))
            result = Message("tool", said, call_id="1", private=private)
            asked = _sent(screen, [*history.with_question(question), called, result], policy)
        sent += "\n".join(line.text for line in asked.messages) if asked else ""
    return [words for words in one.hidden if words in sent.lower()]


def _household(skill: str) -> tuple[str, ...]:
    return () if not skill or skill in TELL_NOTHING_PRIVATE else (HOUSEHOLD,)


def _sent(screen: Screen, lines: Sequence[Message], policy: Policy) -> Cleared | None:
    try:
        return screen.clear(lines, policy)
    except WithheldError:
        return None


def kept() -> dict[str, float]:
    """Share of the conversations of each kind of which nothing got out, under every policy."""
    every, held = Counter[str](), Counter[str]()
    for one in scripts():
        every[one.kind] += 1
        held[one.kind] += not any(leaked(one, policy) for policy in POLICIES)
    return {kind: round(held[kind] / every[kind], 3) for kind in every}


def everyday(held_out: bool) -> Iterator[tuple[str, str, str]]:
    for line in tomllib.loads((FOLDER / "conversations.toml").read_text(encoding="utf-8"))["everyday"].strip().split("\n"):
        if (zlib.crc32(line.encode()) % 2 == 1) == held_out:
            first, reply, second = line.split(" | ")
            yield first, reply, second


def is_kept(first: str, reply: str, second: str) -> bool:
    """Whether one of the two requests is held to be private, the reply being that of a model at home."""
    screen, history = Screen(), History()
    lines = history.with_question(first)
    screen.learn(lines)
    history.add(first, reply, screen.kinds_of([*lines, Message("assistant", reply)], by_skill=False))
    return any(screen.finding(asked).kinds for asked in (lines, history.with_question(second)))


def kept_wrongly(held_out: bool) -> float:
    """Share of the everyday conversations of which something is kept at home."""
    every = [is_kept(*one) for one in everyday(held_out)]
    return round(sum(every) / len(every), 3)
