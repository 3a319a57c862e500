"""Finds the rest of a value beside what was found of it: signs, letters and figures with which somebody went on spelling it."""

import re

from voice.english.dictation import ALPHABET, DIGITS, TEENS, TENS, TIMES
from voice.english.words import vocabulary
from voice.privacy.find_numbers import means_something
from voice.privacy.language import is_function_word
from voice.privacy.spoken import Sentence

_JOINING = vocabulary("dash hyphen underscore dot point slash backslash colon plus minus")
"""Signs behind which a value goes on, with whatever word."""
_MARKS = vocabulary("star asterisk hash hashtag percent ampersand exclamation tilde dollar caret bracket pound apostrophe")
SPELLING = _JOINING | _MARKS | vocabulary("sign mark symbol capital capitals caps uppercase lowercase upper lower space")
"""Words of how a value is spelled, which give none of it away."""
_FIGURES = frozenset([*DIGITS, *TEENS, *TENS, *TIMES, *(f"{word}s" for word in DIGITS), "sixes", "digit", "digits"])
_PARTS = SPELLING | _FIGURES | vocabulary("extension ext case") | (set(ALPHABET) - vocabulary("oscar mike victor juliet"))
_BRIDGES = vocabulary("and then or with a an the rest followed by ends area code year number")
"""Words between a value and more of it."""
_TELLING = vocabulary("rest code year number")
"""Words of a bridge behind which "is" may stand."""
_BEHIND_BRIDGE = _MARKS | _FIGURES | vocabulary("dash hyphen underscore slash capital")
MOST_BRIDGES, MOST_PARTS = 5, 16
"""Words of a bridge, and about as many words of a rest on either side, at most."""
_WORDED = ("name", "address", "birth_date")
"""Kinds beside which a figure or a letter is something else."""
_STOP = re.compile(r"[;?!\n]|[.:]\s")
_GLUED = re.compile(r"(?:[#*$%^&@~+=/\\|_-]+\w*|!+(?=\w))*")
_GLUED_BEFORE = "#*$%^&@~+"


def whole(sentence: Sentence, kind: str, start: int, end: int) -> tuple[int, int]:
    """Where a value of this kind begins and ends, with what looks like the rest of it; `start`, `end`: what was found."""
    first, last = sentence.touched(start, end)
    if first >= last:
        return start, end
    most, least = last + MOST_PARTS, first - MOST_PARTS
    while last < most and (behind := _behind(sentence, last, kind)) > last:
        last = behind
    while first > max(0, least) and _joined(sentence, first) and _is_before(sentence, first - 1, kind):
        first -= 1
    start = min(start, sentence.starts[first])
    while start and sentence.text[start - 1] in _GLUED_BEFORE:
        start -= 1
    glued = _GLUED.match(sentence.text, max(end, sentence.ends[last - 1]))
    return start, glued.end() if glued else end


def _joined(sentence: Sentence, at: int) -> bool:
    """Whether no sentence ends before a word."""
    return not _STOP.search(sentence.text, sentence.ends[at - 1], sentence.starts[at])


def _is_part(word: str, kind: str) -> bool:
    if kind in _WORDED:
        return word in _JOINING
    return word in _PARTS or word.isdecimal() or (len(word) == 1 and word.isalpha() and word not in "ai")


def _is_before(sentence: Sentence, at: int, kind: str) -> bool:
    """Whether a word before a value is a part of it: one of its letters or signs, or in capitals as in "QX 1192"."""
    coded = sentence.text[sentence.starts[at] : sentence.ends[at]].isupper() and not sentence.text.isupper()
    word = sentence.words[at]
    return _is_part(word, kind) or (coded and kind not in _WORDED and len(word) > 1 and not means_something(word))


def _behind(sentence: Sentence, at: int, kind: str) -> int:
    """Return the index behind the next part of a value, looked for from a word on; that of the word where none follows."""
    words = sentence.words
    last = at
    while last < min(at + MOST_BRIDGES + 1, len(words)) and words[last][0] != "[" and _joined(sentence, last):
        last += 1
    ahead = words[at:last]
    if ahead[:2] == ["at", "sign"] or (ahead[:1] == ["at"] and ahead[2:3] == ["dot"]):
        return at + min(len(ahead), 3)
    if ahead and (_is_part(ahead[0], kind) or (words[at - 1] in _JOINING and not is_function_word(ahead[0]))):
        return at + 1
    bridge = next((size for size, word in enumerate(ahead) if word not in _BRIDGES), 0)
    bridge += bridge > 0 and ahead[bridge : bridge + 1] == ["is"] and ahead[bridge - 1] in _TELLING
    goes_on = 0 < bridge < len(ahead) and kind not in _WORDED and _continues(ahead[bridge])
    return at + bridge + 1 if goes_on else at


def _continues(word: str) -> bool:
    return word in _BEHIND_BRIDGE or word.isdecimal()
