"""Redaction puts placeholders ("[phone 1]") in place of identifiers and restores them in the reply, also in a stream.

One `Redactor` belongs to one conversation: the same value has the same placeholder in all of it, so a tier can speak of it.
"""

import re
from bisect import bisect, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from voice.english.dictation import DIGITS, TEENS
from voice.errors import WithheldError
from voice.privacy import LABELS, Private
from voice.privacy.repeats import Value, again, text_of, value_of
from voice.privacy.rests import whole
from voice.privacy.spoken import PLACEHOLDER

_NUMBERS = {word: int(digits) for word, digits in (DIGITS | TEENS).items() if digits != "0"}
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_PLAIN = [label for label in LABELS.values() if label != "number"]
"""Labels that count without brackets too; not "number", as in "you are number 1"."""


def _kinds(labels: Iterable[str]) -> str:
    """Pattern of any of these labels, its words joined by anything or nothing."""
    return "|".join(label.replace(" ", "[ _-]?") for label in sorted(labels, key=len, reverse=True))


_PLACEHOLDER = re.compile(
    rf"[\[(<{{] ?(?P<kind>{_kinds(LABELS.values())})(?:e?s)?(?: number| no\.?)?[ _#:-]{{0,2}}(?P<number>{_NUMBER})"
    r"(?P<plural>'?s)? ?[\])>}]"
    rf"|(?<!\w)(?P<bare>{_kinds(_PLAIN)})(?:[ _-]number)?[ _-](?P<bare_number>{_NUMBER})(?!\w)",
    re.IGNORECASE,
)
"""A placeholder as models write it back: in its brackets or in others, in capitals, in the plural, with "number" in between;
without brackets only as it was, or with "number"."""

_LAST_WORD = re.compile(r"\w*$")


def _begun(word: str) -> str:
    """Return a pattern of a word and of every beginning of it."""
    pattern = ""
    for char in reversed(word):
        pattern = ("[ _-]?" if char == " " else char) + (f"(?:{pattern})?" if pattern else "")
    return pattern


_OPEN = re.compile(
    rf"[\[(<{{] ?(?:{'|'.join(map(_begun, LABELS.values()))}|(?:{_kinds(LABELS.values())})[\w #:.'-]*)?"
    rf"|{'|'.join(map(_begun, _PLAIN))}"
    rf"|(?:{_kinds(_PLAIN)})[ _-](?:number[ _-])?(?:\d{{1,3}}|{'|'.join(map(_begun, [*_NUMBERS, 'number']))})?",
    re.IGNORECASE,
)
"""Matches what may still become a placeholder, and more: holding a word back too long does no harm."""

LONGEST = max(map(len, LABELS.values())) + 28
"""Characters of the longest form of a placeholder: no more is ever held back."""

MOST_REPEATED = 64
"""Values of one conversation that are looked for again: a text that holds more is a list, and takes its time as it is."""


MOST_TAKEN = 2000
"""Values and repetitions of them that are taken out of one text."""


class Redactor:
    """The placeholders of one conversation. Values are kept in memory alone."""

    def __init__(self, known: Iterable[Value] = ()) -> None:
        """`known`: what was private before, which is taken out where it is said again."""
        self._placeholders: dict[tuple[str, str], str] = {}
        self._values: dict[str, Value] = {}
        """What stands in a placeholder's brackets → the value."""
        self._counts = Counter[str]()
        self._known = list(known)

    def learn(self, text: str, found: Sequence[Private]) -> None:
        """Know the identifiers in `found` from now on."""
        for one in found:
            if one.kind in LABELS:
                self._placeholder(value_of(one.kind, text[one.start : one.end]))

    def redact(self, text: str, found: Sequence[Private]) -> str:
        """Replace every identifier in `found`, and whatever tells of a value known from before, by its placeholder.

        Statements stay: whether a text may go anywhere at all is for `voice.privacy.screen` to say. Raises WithheldError where
        there is more to replace than there is time for.
        """
        if not (found or self._values or self._known):
            return text
        taken = [(*one.span(), one[0]) for one in PLACEHOLDER.finditer(text)]

        def is_free(start: int, end: int) -> bool:
            at = bisect(taken, (start,))
            return (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or end <= taken[at][0])

        def take(start: int, end: int, value: Value) -> None:
            if is_free(start, end):
                insort(taken, (start, end, self._placeholder(value)))
                if len(taken) > MOST_TAKEN:
                    raise WithheldError.private((value.kind,), ("more of it than can be taken out in time",))

        for one in found:
            if one.kind in LABELS:
                take(one.start, one.end, value_of(one.kind, text[one.start : one.end]))
        read = text_of(text)
        for value in [*islice(self._values.values(), MOST_REPEATED), *self._known]:
            for found_again in again(read, value):
                if is_free(*read.written(*found_again)):  # the rest of what is taken already is not looked for
                    rest = read.written(*whole(read.sentence, value.kind, *found_again))
                    take(*(rest if is_free(*rest) else read.written(*found_again)), value)
        pieces, last = [], 0
        for start, end, placeholder in taken:
            pieces += [text[last:start], placeholder]
            last = end
        return "".join([*pieces, text[last:]])

    def renumber(self, text: str, theirs: "Redactor") -> str:
        """Put the placeholders of this conversation in place of those of another one, in a text that was written for that."""

        def ours(match: re.Match[str]) -> str:
            known = theirs._known_as(match)
            return self._placeholder(known) + (match["plural"] or "") if known else match[0]

        return _PLACEHOLDER.sub(ours, text)

    def restore(self, text: str) -> str:
        """Replace every placeholder by the user's own words."""
        return _PLACEHOLDER.sub(self._value, text)

    def stream(self) -> "Restorer":
        """Make a restorer for one reply that comes in chunks."""
        return Restorer(self)

    def _placeholder(self, value: Value) -> str:
        key = value.kind, value.canonical
        if key not in self._placeholders:
            self._counts[value.kind] += 1
            name = f"{LABELS[value.kind]} {self._counts[value.kind]}"
            self._placeholders[key], self._values[name] = f"[{name}]", value
        return self._placeholders[key]

    def _value(self, match: re.Match[str]) -> str:
        known = self._known_as(match)
        return known.said + (match["plural"] or "") if known else match[0]

    def _known_as(self, match: re.Match[str]) -> Value | None:
        """What a placeholder stands for."""
        kind = re.sub(r"[ _-]", "", (match["kind"] or match["bare"]).lower())
        number = (match["number"] or match["bare_number"]).lower()
        label = next(label for label in LABELS.values() if label.replace(" ", "") == kind)
        return self._values.get(f"{label} {_NUMBERS.get(number, number)}")


class Restorer:
    """Restores one streamed reply: what could still become a placeholder is held back until it has or has not."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held = ""
        self._before = ""
        """The word given out last: "tele" before "phone 1" makes that no placeholder."""

    def feed(self, chunk: str) -> str:
        """Take a chunk; return what can be said now, "" while a placeholder is incomplete."""
        text = self._held + chunk
        at = _incomplete(text, self._before)
        self._held = text[at:]
        return self._restored(text[:at])

    def flush(self) -> str:
        """Return the rest, once the reply is over."""
        rest, self._held = self._held, ""
        return self._restored(rest)

    def _restored(self, text: str) -> str:
        before, self._before = self._before, _LAST_WORD.findall((self._before + text)[-LONGEST:])[0]
        return self._redactor.restore(before + text)[len(before) :]


def _incomplete(text: str, before: str) -> int:
    """Index of a placeholder that the text ends in the midst of; the text's length where there is none."""
    for at in range(max(0, len(text) - LONGEST), len(text)):
        inside_word = text[at] not in "[(<{" and re.match(r"\w", text[at - 1] if at else before[-1:])
        if not inside_word and _OPEN.fullmatch(text, at):
            return at
    return len(text)
