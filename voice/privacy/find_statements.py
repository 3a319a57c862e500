"""English statements about oneself or one's family: "my son's diabetes", "we're skint until friday".

A model reads one sentence at a time. A question about the same subject that is nobody's ("what is diabetes") is none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from voice.english.words import vocabulary
from voice.privacy import STATEMENTS, Private
from voice.privacy.find_batch import Batch
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
MANY = 200
"""Words from which all sentences are read at once."""
SHORTEST, MOST_JOINTS = 3, 2
"""Fewest words of a sentence; most places at which a text is cut in two."""
Span = tuple[int, int]
"""The first of some words, and the one after the last."""
Shares = Sequence[float]
Reader = Callable[[Sequence[Span]], Sequence[Shares]]
_END = re.compile(r"[.?!;]|\n")
"""Ends a sentence where it stands between two words."""


def statements(texts: Sequence[tuple[Sentence, Sequence[Private]]]) -> list[list[Private]]:
    """What each text says about its speaker or the speaker's family; what the identifiers in it cover is not looked at."""
    found: list[list[Private]] = [[] for _ in texts]
    words: list[str] = []
    stretches: dict[Span, tuple[int, int, int]] = {}
    for at, (sentence, identifiers) in enumerate(texts):
        for first, last in _sentences(sentence):
            place = at, sentence.starts[first], sentence.ends[last - 1]
            stretches[len(words) + first, len(words) + last] = place
        words += masked(sentence, identifiers)
    for span, shares in _said(words, list(stretches)).items():
        at, start, end = stretches[span]
        why = "says something about the speaker or the family"
        found[at] += [Private(kind, start, end, f"{why}: {kind}") for kind in _kinds(shares)]
    return found


def _kinds(shares: Shares) -> list[str]:
    likely = dict(zip(model().labels, shares, strict=True))
    likeliest = max(STATEMENTS, key=likely.__getitem__)
    return [kind for kind in STATEMENTS if kind == likeliest or likely[kind] > ALSO]


def _said(words: Sequence[str], spans: Sequence[Span]) -> dict[Span, Shares]:
    """How likely each kind is in the sentences that say something: of the whole, or of the clearest piece that does."""
    read = _each_once(words, partial(model().each, words) if len(words) < MANY else Batch(model(), words).shares)
    none = model().labels.index("none")
    said, pieces = dict[Span, Shares](), list[tuple[Span, Span]]()
    for (first, last), shares in zip(spans, read(spans), strict=True):
        if shares[none] <= 1 - _sure(words[first], VALUE in words[first:last]):
            said[first, last] = shares
        else:
            pieces += [((first, last), piece) for piece in _pieces(words, first, last)]
    for (span, piece), shares in zip(pieces, read([piece for _, piece in pieces]) if pieces else (), strict=True):
        clear = shares[none] <= 1 - SURE_OF_PIECE and shares[none] <= 1 - _sure(words[piece[0]], True)
        if clear and (span not in said or shares[none] < said[span][none]):
            said[span] = shares
    return dict(sorted(said.items()))


def _each_once(words: Sequence[str], read: Reader) -> Reader:
    """Read stretches of the same words once."""

    def read_once(spans: Sequence[Span]) -> list[Shares]:
        said = [tuple(words[first:last]) for first, last in spans]
        known = dict(zip(said, spans, strict=True))
        shares = dict(zip(known, read(list(known.values())), strict=True))
        return [shares[each] for each in said]

    return read_once


def _pieces(words: Sequence[str], first: int, last: int) -> list[Span]:
    """Stretches of a sentence that are read by themselves."""
    windows = range(first, last - PIECE + STEP, STEP) if last - first > LONG else ()
    halves = [half for at in _joints(words, first, last) for half in ((first, at), (at, last))]
    return [*((at, min(at + PIECE, last)) for at in windows), *halves]


def _sure(word: str, is_piece: bool) -> float:
    """How likely it must be that what begins with a word says something."""
    if word in REQUESTS:
        return SURE_OF_REQUEST
    return SURE_OF_PIECE if is_piece else SURE


def _joints(words: Sequence[str], first: int, last: int) -> list[int]:
    """Where one sentence may end and another begin that a recogniser wrote as one: "... the sky blue | i have ..."."""
    inner = range(first + SHORTEST, last - SHORTEST + 1)
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
    if not (count := len(sentence.words)):
        return
    between = zip(sentence.ends, sentence.starts[1:], strict=False)
    ends = [at for at, (end, start) in enumerate(between, 1) if start - end > 1 and _END.search(sentence.text, end, start)]
    first = 0
    for last in (*ends, count):
        while last - first > LONGEST:
            yield first, first + LONGEST
            first += LONGEST - PIECE
        yield first, last
        first = last
