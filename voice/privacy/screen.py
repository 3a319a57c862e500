"""The screen tells what in a conversation is private, and what of it may be sent to a place."""

import re
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from voice.config import Policy
from voice.errors import WithheldError
from voice.messages import Finding, Message
from voice.privacy import HOUSEHOLD, Detector, Private
from voice.privacy.effort import MOST_EFFORT, effort
from voice.privacy.lines import Exchange, Line, exchanges, looked_at, told_by_user
from voice.privacy.memory import Memory
from voice.privacy.redact import Redactor
from voice.privacy.replies import UNTOLD, of_user

REMEMBERED = 1024
"""Texts whose findings are kept, more than one conversation can have: its lines are looked at again with every request."""

REFERS = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|he|him|his|she|her|hers|my|mine|our|ours|same|else|again)\b"
    r"|\b(?:what i (?:just )?(?:said|told)|i (?:just )?(?:said|told|mentioned))\b"
    r"|^(?:and|but|so|then|what about|how about)\b|^why(?: not)?$"
)
"""Words that take their meaning from what was said before. Those that only seem to ("is it raining") cost a better answer, and
only right after something private."""


GOES_ON = re.compile(r"\byour (?:last )?answer\b|^(?:go on|continue|carry on|keep going|finish that)\b")
"""What nobody can answer who has not read the reply before."""


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
        self._memory = Memory()
        self._to_learn: deque[Sequence[Message]] = deque()
        self._learning = Lock()

    @property
    def memory(self) -> Memory:
        """What was private before. It is learnt when it is first needed: a skill that tells the time does not wait for it."""
        with self._learning:
            while self._to_learn:
                self._learn(self._to_learn.popleft())
        return self._memory

    def load(self) -> None:
        """Read the detectors' rules. Raises VoiceError where one is not installed."""
        self._detectors = [detector(name) for name in self._names]

    def clear(self, messages: Sequence[Message], policy: Policy) -> Cleared:
        """Tell what of a conversation may be sent to a place with this policy.

        Earlier exchanges that may not be are left out: private ones as a whole, and those whose reply comes from somebody who
        knew of one. Raises WithheldError where the last one, from the user's last line on, or the fixed lines before the first
        one may not; and where the last one speaks of one that was left out.
        """
        if policy == "allow":
            return Cleared(tuple(messages), Redactor())
        redactor = Redactor(self.memory.values)
        return self._cleared(messages, self._lines(messages, redactor), policy, redactor)

    def _cleared(self, messages: Sequence[Message], lines: Sequence[Line], policy: Policy, redactor: Redactor) -> Cleared:
        cleared = _cleared(lines, policy, redactor)
        if cleared.messages != tuple(messages) and any(line.kinds for line in looked_at(cleared.messages, self.look)):
            raise WithheldError.private(cleared.left_out, ("something private would be left",))
        return cleared

    def finding(self, messages: Sequence[Message]) -> Finding:
        """Find what is private in the last message, reading it with those before."""
        redactor = Redactor(self.memory.values)
        try:
            lines = self._lines(messages, redactor)
        except WithheldError as withheld:
            return Finding(withheld.kinds, False, withheld.reasons)
        try:
            _cleared(lines, "refuse", redactor)
        except WithheldError as withheld:
            return Finding(withheld.kinds, self._is_redactable(messages, lines, redactor), withheld.reasons)
        return Finding()

    def _is_redactable(self, messages: Sequence[Message], lines: Sequence[Line], redactor: Redactor) -> bool:
        with suppress(WithheldError):
            self._cleared(messages, lines, "redact", redactor)
            return True
        return False

    def _lines(self, messages: Sequence[Message], redactor: Redactor) -> list[Line]:
        if effort(messages) > MOST_EFFORT:
            raise WithheldError.private(("too long to search",), ("it is too long to be searched for what is private",))
        return looked_at(messages, self.look, redactor, self.memory)

    def kinds_in(self, words: str, is_reply: bool = False) -> set[str]:
        """Kinds of what is private in words by themselves, and of values in them that were private before."""
        found = self.look(words)
        return {one.kind for one in (of_user(found, words) if is_reply else found)} | set(self.memory.kinds_in(words))

    def learn(self, messages: Sequence[Message]) -> None:
        """Remember the identifiers that the user has told, which will be known again whatever stands around them."""
        self._to_learn.append(messages)

    def _learn(self, messages: Sequence[Message]) -> None:
        with suppress(WithheldError):  # what cannot be looked at teaches nothing, and does not leave either
            for kind, value in told_by_user(messages, self.look) if effort(messages) <= MOST_EFFORT else ():
                self._memory.learn(kind, value)

    def kinds_of(self, messages: Sequence[Message], by_skill: bool) -> tuple[str, ...]:
        """Kinds of what is private in the last exchange, its reply included, which may repeat what a model knew before.

        `by_skill`: the reply comes from a skill, which knows nothing of the conversation; any other may be one of home's.
        """
        if not by_skill and self.memory.told(messages[-1].text) is None:
            self.memory.said_at_home(messages[-1].text)
        try:
            *earlier, last = exchanges(self._lines(messages, Redactor(self.memory.values)))
        except WithheldError as failed:
            return failed.kinds
        return tuple(dict.fromkeys([*_kinds(last), *([] if by_skill or _is_own(last) else _known(earlier))]))

    def _looked(self, text: str, previous: str = "") -> tuple[Private, ...]:
        """What is private in `text`, said after `previous`. Raises WithheldError when a detector fails."""
        if not self._detectors:
            self.load()
        try:
            return tuple(found for detect in self._detectors for found in detect(text, previous))
        except Exception as error:  # whatever a detector may raise: what was not looked at does not leave
            raise WithheldError.private(("unknown",), (f"it could not be looked at ({type(error).__name__})",)) from None


def _cleared(lines: Sequence[Line], policy: Policy, redactor: Redactor) -> Cleared:
    *earlier, last = exchanges(lines)
    sent, before = _sent(earlier, policy)
    if not all(line.may_go(policy) for line in last):
        raise _withheld(last)
    if sent and sent[-1].redacted.text == UNTOLD and GOES_ON.search(last[0].message.text.lower()):
        raise WithheldError.private(("unknown",), ("it is about an answer that was given at home",))
    known = _known(earlier)
    if known and not _is_own(last):
        raise WithheldError.private(known, ("it may tell of what was private before",))
    if before and REFERS.search(last[0].message.text.lower()):
        raise WithheldError.private(known, ("it refers to what was said before",))
    left_out = tuple(dict.fromkeys([*known, *_kinds(last)]))
    return Cleared(tuple(line.redacted for line in [*sent, *last]), redactor, left_out)


def _sent(earlier: Sequence[Exchange], policy: Policy) -> tuple[list[Line], bool]:
    """Return the earlier lines that may be sent, and whether the last exchange of them was left out for being private."""
    sent: list[Line] = []
    before = knows = False
    for exchange in earlier:
        knows |= bool(_known([exchange]))
        goes = all(line.may_go(policy) for line in exchange) and (_is_own(exchange) or not knows)
        if not goes and exchange[0].message.role == "system":
            raise _withheld(exchange)
        before = knows and not goes
        sent += exchange if goes else []
    return sent, before


def _kinds(exchange: Exchange) -> list[str]:
    return list(dict.fromkeys(kind for line in exchange for kind in line.kinds))


def _known(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Kinds of what whoever was there knows, and may repeat; that a light is on hardly matters a minute later."""
    every = dict.fromkeys(kind for exchange in exchanges for kind in _kinds(exchange))
    return tuple(kind for kind in every if kind != HOUSEHOLD)


def _is_own(exchange: Exchange) -> bool:
    """Whether nobody who may know something private has said anything in it."""
    return all(line.is_own for line in exchange)


def _withheld(exchange: Exchange) -> WithheldError:
    why = dict.fromkeys(one.reason for line in exchange for one in line.found) or ("it repeats what was private",)
    return WithheldError.private(tuple(_kinds(exchange)), tuple(why))


def detector(name: str) -> Detector:
    """The detector of this name, loaded. Raises VoiceError where its package is not installed."""
    if name == "presidio":
        from voice.privacy.presidio import Presidio

        presidio = Presidio()
        presidio.load()
        return presidio
    from voice.privacy.find import find

    return find
