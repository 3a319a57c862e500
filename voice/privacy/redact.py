"""Redact: identifiers leave as placeholders ("[phone 1]") and come back in the reply, which may be a stream of chunks.

One `Redactor` belongs to one conversation: the same value has the same placeholder in all of it, so a tier can speak of it.
"""

import re
from collections.abc import Iterable, Sequence

from voice.privacy import IDENTIFIERS, Private
from voice.privacy.spoken import TEENS, UNITS, Sentence, runs

LABELS = {kind: kind.replace("_", " ") for kind in IDENTIFIERS} | {"ssn": "social security number", "iban": "iban"}
"""What a placeholder calls a kind, in words that a model understands."""

_NUMBERS = {word: int(digits) for word, digits in (UNITS | TEENS).items() if digits != "0"}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_KIND = "|".join(sorted((re.escape(label).replace(r"\ ", r"[ _-]?") for label in LABELS.values()), key=len, reverse=True))
_PLACEHOLDER = re.compile(
    rf"[\[(<{{]\s*(?P<kind>{_KIND})(?:e?s)?\s*(?:number|no\.?)?[\s_#:-]*(?P<number>{_NUMBER})(?P<plural>'?s)?\s*[\])>}}]"
    rf"|(?<![\w])(?P<bare>{_KIND})[ _-](?P<bare_number>{_NUMBER})(?!\w)",
    re.IGNORECASE,
)
"""A placeholder as models write it back: in its brackets or in others, in capitals, in the plural, with "number" in between;
without brackets only exactly as it was."""

LONGEST = max(map(len, LABELS.values())) + 24
"""Characters of the longest form of a placeholder: no more is ever held back."""
MIN_REPEAT = 4
"""Characters of a value that is looked for again without its cue; a shorter one turns up in other words."""


class Redactor:
    """The placeholders of one conversation. Values are kept in memory alone."""

    def __init__(self) -> None:
        self._placeholders: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}

    def redact(self, text: str, found: Sequence[Private]) -> str:
        """The text with every identifier in `found`, and every value known from before, as its placeholder.

        Statements stay: whether a text may go anywhere at all is for `voice.privacy.redactable` to say.
        """
        cut, last = [], 0
        for private in sorted((one for one in found if one.kind in LABELS), key=lambda one: one.start):
            if private.start < last:
                continue
            cut += [text[last : private.start], self._placeholder(private.kind, text[private.start : private.end])]
            last = private.end
        return self._repeats("".join([*cut, text[last:]]))

    def restore(self, text: str) -> str:
        """The text with every placeholder as the user's own words."""
        return _PLACEHOLDER.sub(self._value, text)

    def stream(self) -> "Restorer":
        """For one reply that comes in chunks."""
        return Restorer(self)

    def _placeholder(self, kind: str, value: str) -> str:
        key = kind, canonical(value)
        if key not in self._placeholders:
            number = 1 + sum(other == kind for other, _ in self._placeholders)
            self._placeholders[key] = f"[{LABELS[kind]} {number}]"
            self._values[f"{LABELS[kind]} {number}"] = value
        return self._placeholders[key]

    def _repeats(self, text: str) -> str:
        for name, value in self._values.items():
            if len(value) >= MIN_REPEAT and value.lower() in text.lower():
                text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"[{name}]", text, flags=re.IGNORECASE)
        return text

    def _value(self, match: re.Match[str]) -> str:
        kind = re.sub(r"[ _-]", "", (match["kind"] or match["bare"]).lower())
        number = (match["number"] or match["bare_number"]).lower()
        label = next(label for label in LABELS.values() if label.replace(" ", "") == kind)
        value = self._values.get(f"{label} {_NUMBERS.get(number, number)}")
        return match[0] if value is None else value + (match["plural"] or "")


class Restorer:
    """Restores one streamed reply: what could still become a placeholder is held back until it has or has not."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held = ""

    def feed(self, chunk: str) -> str:
        """What can be said now that this chunk has come; "" while a placeholder is incomplete."""
        text = self._held + chunk
        at = _incomplete(text)
        self._held = text[at:]
        return self._redactor.restore(text[:at])

    def flush(self) -> str:
        """The rest, once the reply is over."""
        rest, self._held = self._redactor.restore(self._held), ""
        return rest


def canonical(value: str) -> str:
    """One value however it was said: "five five five" and "555" are the same."""
    sentence = Sentence(value)
    said, last = [], 0
    for run in runs(sentence):
        said += [*sentence.words[last : run.first], run.chars]
        last = run.last
    return "".join([*said, *sentence.words[last:]])


def _incomplete(text: str) -> int:
    """Where a placeholder begins that the end of the text leaves open; the text's length where none does."""
    for at in range(max(0, len(text) - LONGEST), len(text)):
        opens = text[at] in "[(<{"
        if (opens and _closing(text[at + 1 :])) or (
            text[at].isalnum() and (at == 0 or not text[at - 1].isalnum()) and _begins(text[at:])
        ):
            return at
    return len(text)


def _closing(inside: str) -> bool:
    """Whether a bracket's content so far could be a placeholder's, and the bracket is still open."""
    return not any(mark in inside for mark in "])>}") and _begins(inside.lstrip(), open_end=True)


def _begins(text: str, open_end: bool = False) -> bool:
    """Whether a text is the beginning of a placeholder without its bracket; its number may still grow."""
    plain = re.sub(r"[\s_#:-]+", " ", text.lower())
    return any(_fits(plain, label, open_end) for label in _LABELS)


def _fits(plain: str, label: str, open_end: bool) -> bool:
    if label.startswith(plain) or label.startswith(plain.rstrip()):
        return True
    rest = plain.removeprefix(label)
    if rest == plain:
        return False
    if open_end:
        return len(plain) < LONGEST
    return rest == " " or (rest[:1] == " " and (rest[1:].isdecimal() or any(word.startswith(rest[1:]) for word in _NUMBERS)))


_LABELS: Iterable[str] = tuple(sorted({*LABELS.values(), *(label.replace(" ", "") for label in LABELS.values())}))
