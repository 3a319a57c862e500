"""The lines of a conversation, what is private in each, and how each reads with placeholders in place of that."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from voice.config import Policy
from voice.messages import Message
from voice.privacy import IDENTIFIERS, LABELS, LANGUAGE, Private
from voice.privacy.asked import kinds
from voice.privacy.language import is_english
from voice.privacy.memory import Memory, Told
from voice.privacy.redact import Redactor
from voice.privacy.replies import UNTOLD, is_to_user, of_user
from voice.privacy.spoken import PLACEHOLDER

Look = Callable[[str, str], Sequence[Private]]
"""Finds what is private in a text, given what the same speaker said before."""


@dataclass(slots=True)
class Line:
    """A message, and what is private in it."""

    message: Message
    found: list[Private]
    kinds: tuple[str, ...]
    redacted: Message
    is_own: bool
    """It is the user's, or a reply of a place that knew nothing private."""
    is_half: bool = False
    """Something private begins in this line and ends in the next, so no span can be taken out."""

    def may_go(self, policy: Policy) -> bool:
        replaced = all(kind in IDENTIFIERS for kind in self.kinds) and not self.is_half
        return not self.kinds or (policy == "redact" and replaced)


_STAYS = Message("user", "")
"""Stands for a line of which more is private than placeholders could stand for, and which is sent to nobody."""


Exchange = list[Line]


@dataclass(slots=True)
class _Read:
    """What was found in a message, before it is known which values are told again elsewhere."""

    heard: Message
    """In the placeholders in which it was told."""
    pieces: list[list[Private]]
    is_told: bool
    """A place that knew nothing private said it."""
    half: list[Private]
    """What of the next message begins in this one."""


def looked_at(
    messages: Sequence[Message], look: Look, redactor: Redactor | None = None, memory: Memory | None = None
) -> list[Line]:
    redactor, memory = redactor or Redactor(), memory or Memory()
    every = _read(messages, look, redactor, memory)
    for one in every:
        for piece, here in zip(pieces_of(one.heard), one.pieces, strict=True):
            redactor.learn(piece, here)  # every value first, or its repetition would be missed
    return [_line(message, one, redactor, memory) for message, one in zip(messages, every, strict=True)]


def told_by_user(messages: Sequence[Message], look: Look) -> Iterator[tuple[str, str]]:
    """Yield the kind and the words of each thing private in what the user said."""
    for number, (message, answer) in enumerate(zip(messages, kinds(messages), strict=True)):
        if message.role == "user":
            previous = next((one.text for one in reversed(messages[:number]) if one.role == "user"), "")
            for one in (*look(message.text, previous), *_further(message, answer)):
                yield one.kind, message.text[one.start : one.end]


def _read(messages: Sequence[Message], look: Look, redactor: Redactor, memory: Memory) -> list[_Read]:
    every: list[_Read] = []
    previous, at = "", -1
    for number, (message, answer) in enumerate(zip(messages, kinds(messages), strict=True)):
        is_user, is_reply = message.role == "user", message.role == "assistant"
        told = memory.told(message.text) if is_reply and message.text else None
        heard = _as_told(message, told, redactor)
        pieces = [list(look(piece, previous if is_user else "")) for piece in pieces_of(heard)]
        if is_reply:
            pieces[0] = of_user(pieces[0], heard.text)
        pieces[0] += _further(message, answer) if told is None else ()
        if is_user and previous and look(message.text, previous) and not look(message.text, ""):
            every[at].half = [replace(one, start=0, end=0) for one in pieces[0]]
        if is_user:
            previous, at = message.text, number
        every.append(_Read(heard, pieces, told is not None, []))
    return every


def _line(message: Message, read: _Read, redactor: Redactor, memory: Memory) -> Line:
    every = [*(one for piece in read.pieces for one in piece), *read.half]
    stays = any(one.kind not in IDENTIFIERS for one in every)
    redacted = _STAYS if stays else _redacted(read.heard, read.pieces, redactor)
    own = read.is_told or message.role != "assistant" or not message.text
    named = dict.fromkeys([*message.private, *(one.kind for one in every), *([] if stays else _replaced(message, redacted))])
    if not own and (memory.is_from_home(message.text) or is_to_user(message.text)):
        redacted = replace(redacted, text=UNTOLD)
    return Line(message, every, tuple(named), redacted, own, bool(read.half))


def exchanges(lines: Sequence[Line]) -> list[Exchange]:
    """Cut the lines into exchanges, each beginning with a line of the user's; fixed lines at the start are one too."""
    exchanges: list[Exchange] = []
    for line in lines:
        if line.message.role == "user" or not exchanges:
            exchanges.append([])
        exchanges[-1].append(line)
    return exchanges


def _as_told(message: Message, told: Told | None, redactor: Redactor) -> Message:
    """A reply in the placeholders in which it was told, as this conversation numbers them."""
    return replace(message, text=redactor.renumber(told.text, told.redactor)) if told else message


def _further(message: Message, answer: str) -> Iterator[Private]:
    """Yield what is private in a line by what was asked for, and by its language."""
    if answer and PLACEHOLDER.sub("", message.text).strip(" .,!"):
        yield Private(answer, 0, len(message.text), f"the answer to a question: {LABELS.get(answer, answer)}")
    if message.role in ("user", "system") and not is_english(message.text):
        yield Private(LANGUAGE, 0, len(message.text), "it is not in English, and so cannot be looked through")


def pieces_of(message: Message) -> list[str]:
    return [message.text, *(call.arguments for call in message.calls)]


def _redacted(message: Message, found: Sequence[Sequence[Private]], redactor: Redactor) -> Message:
    text, *arguments = [redactor.redact(piece, here) for piece, here in zip(pieces_of(message), found, strict=True)]
    calls = tuple(replace(call, arguments=said) for call, said in zip(message.calls, arguments, strict=True))
    return replace(message, text=text, calls=calls, private=())


def _replaced(message: Message, redacted: Message) -> Iterator[str]:
    """Yield the kinds for which placeholders were put in, also for values repeated without their cue."""
    before, after = "\n".join(pieces_of(message)), "\n".join(pieces_of(redacted))
    labels = LABELS.items() if after != before else ()
    return (kind for kind, label in labels if after.count(f"[{label} ") > before.count(f"[{label} "))
