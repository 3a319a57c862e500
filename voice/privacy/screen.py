"""The screen tells what in a conversation is private, and what of it may be sent to a place."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

from voice.config import Policy
from voice.errors import WithheldError
from voice.messages import Finding, Message
from voice.privacy import LABELS, Detector, Private, redactable
from voice.privacy.redact import Redactor

REMEMBERED = 1024
"""Texts whose findings are kept, more than one conversation can have: its lines are looked at again with every request."""

MOST_WORK = 160_000
"""Microseconds, at worst, that a conversation may take to be searched: some 5,000 words. A longer one is private as a whole."""
WORK_OF_WORD, WORK_OF_LINE = 25, 400
"""Microseconds, at worst, for a word and for a line, beside one for each byte."""
_WORD = re.compile(r"[^\W_]+")

REFERS = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|he|him|his|she|her|hers|my|mine|our|ours|same|else|again)\b"
    r"|\b(?:what i (?:just )?(?:said|told)|i (?:just )?(?:said|told|mentioned))\b"
    r"|^(?:and|but|so|then|what about|how about)\b|^why(?: not)?$"
)
"""Words that take their meaning from what was said before. Those that only seem to ("is it raining") cost a better answer, and
only right after something private."""

ASKED = {
    re.compile(r"\bwhen (?:were|was) (?:you|he|she) born\b[^?]*\?|\byour (?:birthday|date of birth)\b[^?]*\?"): "i was born on",
    re.compile(r"\b(?:conditions?|illness(?:es)?|allerg(?:y|ies)|diagnos[ei]s|symptoms?)\b[^?]*\?"): "i have",
    re.compile(r"\b(?:medicines?|medications?|drugs|pills)\b[^?]*\?"): "i take",
    re.compile(r"\byour ([a-z' -]{2,30}?)\s*(?:please)?\?"): "my",
}
"""Pattern of a question by the assistant → how a full answer to it begins."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What may be sent."""

    messages: tuple[Message, ...]
    redactor: Redactor
    """Puts back into the reply what was taken out."""
    left_out: tuple[str, ...] = ()
    """Kinds of private data that placeholders stand for, or whose lines are not sent."""


class Screen:
    """Runs all detectors. If one fails, the words count as private."""

    def __init__(self, detectors: Sequence[str] = ("rules",)) -> None:
        self._names = detectors
        self._detectors: list[Detector] = []
        self.look = lru_cache(REMEMBERED)(self._looked)

    def load(self) -> None:
        """Read the detectors' rules. Raises VoiceError where one is not installed."""
        self._detectors = [detector(name) for name in self._names]

    def finding(self, messages: Sequence[Message]) -> Finding:
        """Find what is private in the last message, reading it with those before."""
        refusal = self._refusal(messages, "refuse")
        return Finding(refusal.kinds, not self._refusal(messages, "redact"), refusal.reasons) if refusal else Finding()

    def _refusal(self, messages: Sequence[Message], policy: Policy) -> WithheldError | None:
        try:
            clear(messages, policy, self.look)
        except WithheldError as withheld:
            return withheld
        return None

    def _looked(self, text: str, previous: str = "") -> tuple[Private, ...]:
        """What is private in `text`, said after `previous`. Raises WithheldError when a detector fails."""
        if not self._detectors:
            self.load()
        try:
            return tuple(found for detect in self._detectors for found in detect(text, previous))
        except Exception as error:  # whatever a detector may raise: what was not looked at does not leave
            raise WithheldError.private(("unknown",), (f"it could not be looked at ({type(error).__name__})",)) from None


Look = Callable[[str, str], Sequence[Private]]
"""Finds what is private in a text, given what the same speaker said before."""


def clear(messages: Sequence[Message], policy: Policy, look: Look) -> Cleared:
    """Tell what of a conversation may be sent to a place with this policy.

    Earlier exchanges that may not be are left out. Raises WithheldError where the last one, from the user's last line on, or
    the fixed lines before the first one may not; and where the last one speaks of one that was left out.
    """
    if policy == "allow":
        return Cleared(tuple(messages), Redactor())
    if _work(messages) > MOST_WORK:
        raise WithheldError.private(("too long to search",), ("it is too long to be searched for what is private",))
    redactor = Redactor()
    lines = _looked_at(messages, look, redactor)
    *earlier, last = _exchanges(lines)
    sent: list[_Line] = []
    left_out: list[str] = []
    before: list[_Line] = []
    for exchange in earlier:
        fixed = exchange[0].message.role == "system"
        before = [] if _may_go(exchange, policy) else exchange
        if before and fixed:
            raise _withheld(exchange)
        left_out += [kind for line in exchange for kind in line.kinds]
        sent += [] if before else exchange
    if not _may_go(last, policy):
        raise _withheld(last)
    if before and REFERS.search(last[0].message.text.lower()):
        raise _withheld(before, "it refers to what was said before")
    left_out += [kind for line in last for kind in line.kinds]
    cleared = tuple(line.redacted for line in [*sent, *last])
    if cleared != tuple(messages) and any(line.kinds for line in _looked_at(cleared, look, Redactor())):
        raise WithheldError.private(tuple(dict.fromkeys(left_out)), ("something private would be left",))
    return Cleared(cleared, redactor, tuple(dict.fromkeys(left_out)))


def answer_to(question: str) -> str:
    """How an answer to what the assistant asked begins when it is given in full; "" where it asks for nothing of the user's.

    "What is your pin?" is answered with four digits that only this makes private.
    """
    asked = [f"{part}?" for part in question.lower().split("?")[:-1]]
    for pattern, begins in ASKED.items():
        if found := next(filter(None, map(pattern.search, asked)), None):
            return f"{begins} {' '.join(found.groups())}{' is' * bool(found.groups())}"
    return ""


@dataclass(slots=True)
class _Line:
    """A message, and what is private in it."""

    message: Message
    found: list[Private]
    kinds: tuple[str, ...]
    redacted: Message
    is_half: bool = False
    """Something private begins in this line and ends in the next, so no span can be taken out."""

    @property
    def redactable(self) -> bool:
        return redactable(self.found) and not self.is_half


def _looked_at(messages: Sequence[Message], look: Look, redactor: Redactor) -> list[_Line]:
    found = []
    halves: dict[int, list[Private]] = {}
    previous, at = "", -1
    asked = ""
    for number, message in enumerate(messages):
        is_user = message.role == "user"
        pieces = [list(look(piece, previous if is_user else "")) for piece in _pieces(message)]
        if is_user and asked and not pieces[0]:
            pieces[0] = list(look(message.text, asked))
        asked = answer_to(message.text) if message.role == "assistant" else ""
        if previous and is_user and look(message.text, previous) and not look(message.text, ""):
            halves[at] = pieces[0]
        if is_user:
            previous, at = message.text, number
        found.append(pieces)
    for message, pieces in zip(messages, found, strict=True):  # first learn every value, or its repetition would be missed
        _redacted(message, pieces, redactor)
    lines = []
    for number, (message, pieces) in enumerate(zip(messages, found, strict=True)):
        redacted = _redacted(message, pieces, redactor)
        every = [one for piece in pieces for one in piece] + halves.get(number, [])
        kinds = dict.fromkeys([*(one.kind for one in every), *_replaced(message, redacted)])
        lines.append(_Line(message, every, tuple(kinds), redacted, number in halves))
    return lines


def _work(messages: Sequence[Message]) -> int:
    """How long a conversation takes to be searched, microseconds at worst; of one that is much too long, a part of that."""
    pieces = [piece for message in messages for piece in _pieces(message)]
    bare = sum(WORK_OF_LINE + len(piece.encode(errors="replace")) for piece in pieces)
    if bare > MOST_WORK:
        return bare
    plain = [normalize("NFKC", piece) for piece in pieces]  # which a few letters make eighteen times as long
    return bare + sum(len(text) + WORK_OF_WORD * len(_WORD.findall(text)) for text in plain) - sum(map(len, pieces))


def _pieces(message: Message) -> list[str]:
    return [message.text, *(call.arguments for call in message.calls)]


def _redacted(message: Message, found: Sequence[Sequence[Private]], redactor: Redactor) -> Message:
    text, *arguments = [redactor.redact(piece, here) for piece, here in zip(_pieces(message), found, strict=True)]
    calls = tuple(replace(call, arguments=said) for call, said in zip(message.calls, arguments, strict=True))
    return replace(message, text=text, calls=calls)


def _replaced(message: Message, redacted: Message) -> Iterator[str]:
    """Yield the kinds for which placeholders were put in, also for values repeated without their cue."""
    before, after = "\n".join(_pieces(message)), "\n".join(_pieces(redacted))
    return (kind for kind, label in LABELS.items() if after.count(f"[{label} ") > before.count(f"[{label} "))


def _exchanges(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Cut the lines into exchanges, each beginning with a line of the user's; fixed lines at the start are one too."""
    exchanges: list[list[_Line]] = []
    for line in lines:
        if line.message.role == "user" or not exchanges:
            exchanges.append([])
        exchanges[-1].append(line)
    return exchanges


def _may_go(exchange: Sequence[_Line], policy: Policy) -> bool:
    return all(not line.kinds or (policy == "redact" and line.redactable) for line in exchange)


def _withheld(exchange: Sequence[_Line], *reasons: str) -> WithheldError:
    kinds = dict.fromkeys(kind for line in exchange for kind in line.kinds)
    why = reasons or dict.fromkeys(one.reason for line in exchange for one in line.found) or ("it repeats what was private",)
    return WithheldError.private(tuple(kinds), tuple(why))


def detector(name: str) -> Detector:
    """The detector of this name, loaded. Raises VoiceError where its package is not installed."""
    if name == "presidio":
        from voice.privacy.presidio import Presidio

        presidio = Presidio()
        presidio.load()
        return presidio
    from voice.privacy.find import find

    return find
