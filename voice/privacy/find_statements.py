"""English statements about oneself or one's family: "my son's diabetes", "we're skint until friday".

A model reads one sentence at a time. A question about the same subject that is nobody's ("what is diabetes") is none.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from voice.english.words import vocabulary
from voice.privacy import STATEMENTS, Private
from voice.privacy.find_model import VALUE, WEIGHTS, Model
from voice.privacy.spoken import Sentence

SURE = 0.42
"""On sentences the model has not learnt from, this finds 87% of statements and 5% false ones; 0.5 finds 86%
(the held-out column of `python -m benchmarks.privacy`; hard cases, half of them in the first person)."""
SURE_OF_REQUEST = 0.85
"""The threshold for what begins as a request to an assistant, which seldom tells anything: of requests of real people that the
model has not learnt from, it takes a third fewer for statements."""
REQUESTS = vocabulary(
    "add set remind play tweet tell show notify schedule resume update let put make create delete remove cancel open send "
    "email post find book order get give read start stop turn call check search change mark flag reserve please hey note save "
    "look clear move reschedule will do does can could is are what when where who how"
)
SURE_OF_PIECE = 0.6
"""The threshold for a piece of a sentence, which lacks context, and for a sentence that tells an identifier, which is
about oneself anyway."""
ALSO = 0.3
"""A second kind is named when it is as likely as this."""
LONG = 14
"""Words of a sentence from which it is also read in pieces: recognisers write two sentences as one, and a statement of six
words is lost in a request of twenty."""
LONGEST = 30
"""Words that are read at once where nothing divides the text."""
PIECE, STEP = 12, 6
BEGINS = vocabulary("i i'm i've we we're my our how what why when")
GOES_ON = vocabulary(
    "and but that if because so when while what how why where which do does did am are was can could should will would may "
    "might must shall have than as of to for in on at with about from by is not the tell"
)
"""Words after which a sentence goes on."""
SHORTEST, MOST_JOINTS = 3, 2
"""Fewest words of a sentence; most places at which a text is cut in two."""
_END = re.compile(r"[.?!;]|\n")
"""Ends a sentence where it stands between two words."""


def statements(sentence: Sentence, identifiers: Sequence[Private]) -> list[Private]:
    """What the sentences say about their speaker or the speaker's family; what `identifiers` cover is not looked at."""
    found: list[Private] = []
    words = masked(sentence, identifiers)
    for first, last in _sentences(sentence):
        shares = _shares(words[first:last])
        if not shares:
            continue
        likeliest = max(STATEMENTS, key=shares.__getitem__)
        start, end = sentence.starts[first], sentence.ends[last - 1]
        found += [
            Private(kind, start, end, f"says something about the speaker or the family: {kind}")
            for kind in STATEMENTS
            if kind == likeliest or shares[kind] > ALSO
        ]
    return found


def _shares(words: Sequence[str]) -> dict[str, float]:
    """How likely each kind is, of the whole or of the clearest piece that says something; {} where nothing does."""
    whole = model().shares(words)
    if whole["none"] <= 1 - _sure(words, VALUE in words):
        return whole
    windows = range(0, len(words) - PIECE + STEP, STEP) if len(words) > LONG else ()
    pieces = [words[at : at + PIECE] for at in windows]
    pieces += [part for at in _joints(words) for part in (words[:at], words[at:])]
    clear = [shares for part in pieces if (shares := model().shares(part))["none"] <= 1 - _sure(part, True)]
    return min(clear, key=lambda shares: shares["none"], default={})


def _sure(words: Sequence[str], is_piece: bool) -> float:
    """How likely it must be that words say something."""
    if words[0] in REQUESTS:
        return SURE_OF_REQUEST
    return SURE_OF_PIECE if is_piece else SURE


def _joints(words: Sequence[str]) -> list[int]:
    """Where one sentence may end and another begin that a recogniser wrote as one: "... the sky blue | i have ..."."""
    inner = range(SHORTEST, len(words) - SHORTEST + 1)
    return [at for at in inner if words[at] in BEGINS and words[at - 1] not in GOES_ON][:MOST_JOINTS]


@cache
def model() -> Model:
    """Read the weights, once."""
    return Model.load(WEIGHTS)


def masked(sentence: Sentence, identifiers: Sequence[Private]) -> list[str]:
    """The words, a VALUE in place of those that belong to an identifier or stand for one."""
    words = [VALUE if word[0] == "[" else word for word in sentence.words]
    for one in identifiers:
        first, last = sentence.touched(one.start, one.end)
        words[first:last] = [VALUE] * (last - first)
    return words


def _sentences(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield each sentence's word indices: its first word, and the word after its last."""
    count = len(sentence.words)
    between = zip(sentence.ends, sentence.starts[1:], strict=False)
    ends = [at for at, (end, start) in enumerate(between, 1) if start - end > 1 and _END.search(sentence.text, end, start)]
    first = 0
    for last in (*ends, count):
        while last - first > LONGEST:
            yield first, first + LONGEST
            first += LONGEST - PIECE
        yield first, last
        first = last
