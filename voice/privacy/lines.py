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


def looked_at(
    messages: Sequence[Message], look: Look, redactor: Redactor | None = None, memory: Memory | None = None
) -> list[Line]:
    redactor, memory = redactor or Redactor(), memory or Memory()
    answers = kinds(messages)
    told = [memory.told(message.text) if message.role == "assistant" and message.text else None for message in messages]
    found = []
    halves: dict[int, list[Private]] = {}
    previous, at = "", -1
    for number, message in enumerate(messages):
        is_user = message.role == "user"
        heard = _as_told(message, told[number], redactor)
        pieces = [list(look(piece, previous if is_user else "")) for piece in pieces_of(heard)]
        if message.role == "assistant":
            pieces[0] = of_user(pieces[0], heard.text)
        pieces[0] += _further(message, answers[number]) if told[number] is None else ()
        if previous and is_user and look(message.text, previous) and not look(message.text, ""):
            halves[at] = [replace(one, start=0, end=0) for one in pieces[0]]
        if is_user:
            previous, at = message.text, number
        found.append(pieces)
        for piece, here in zip(pieces_of(heard), pieces, strict=True):
            redactor.learn(piece, here)  # every value first, or its repetition would be missed
    lines = []
    for number, (message, pieces, known) in enumerate(zip(messages, found, told, strict=True)):
        every = [one for piece in pieces for one in piece] + halves.get(number, [])
        stays = any(one.kind not in IDENTIFIERS for one in every)
        redacted = _STAYS if stays else _redacted(_as_told(message, known, redactor), pieces, redactor)
        own = known is not None or message.role != "assistant" or not message.text
        named = dict.fromkeys(
            [*message.private, *(one.kind for one in every), *([] if stays else _replaced(message, redacted))]
        )
        if not own and (memory.is_from_home(message.text) or is_to_user(message.text)):
            redacted = replace(redacted, text=UNTOLD)
        lines.append(Line(message, every, tuple(named), redacted, own, number in halves))
    return lines


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
