"""Answers to general questions (in English), to be said again when the same is asked.

Kept in memory: hardly a question recurs across a restart, and what is never written needs no key, no file mode and no
deletion.
"""

import re
from collections import OrderedDict

from voice.clock import Clock
from voice.english.times import WEEKDAYS
from voice.english.words import FIRST_PERSON, OTHER_PERSONS

MOST = 128
"""The most answers kept; the one unused for longest is dropped first."""

OF_NOW = (
    "now today tonight tomorrow yesterday current currently late later latest lately new newest news recent recently still yet "
    "already soon ago this next last upcoming nowadays time date day week weekend month year hour minute morning afternoon "
    "evening season open closed weather forecast temperature traffic price prices cost costs stock stocks score president "
    "minister king queen pope champion record old"
)
OF_FAMILY = (
    "mum mom mother dad father parents wife husband partner son daughter child children kid kids baby brother sister grandma "
    "grandpa granny grandad uncle aunt cousin nephew niece boyfriend girlfriend friend friends neighbour neighbor boss"
)
OF_MARKETS = "rate rates bitcoin crypto euro dollar pound election elections busy playing winning leading streaming alive"
OF_BEFORE = "it its that those these there then here again more else one ones same another instead about continue go"

_ANSWER_DEPENDS = FIRST_PERSON | OTHER_PERSONS | {*WEEKDAYS, *(f"{day}s" for day in WEEKDAYS)}
_ANSWER_DEPENDS |= set(f"{OF_NOW} {OF_FAMILY} {OF_MARKETS} {OF_BEFORE}".split())

_TIMELESS = re.compile(
    r"(?:why (?:is|are|was|were|do|does|did|can)|what(?:'s| is| are| was| were| does| do| did| causes| makes| means)"
    r"|how (?:do|does|did|is|are|was|were|far|many|deep|high|tall|long|big|heavy|fast|hot|cold)"
    r"|who (?:wrote|invented|discovered|painted|composed|built|founded|directed|designed|was|were)"
    r"|where (?:is|are|was|were|do|does)|when (?:was|were|did)|explain|define|describe|spell|translate|tell me about)\b"
)
"""Matches the beginning of a question whose answer is unlikely to change."""


def is_general(text: str) -> bool:
    """Tell whether the answer is the same for everybody, at any time and in any conversation.

    It has to begin like a timeless question, and one doubtful word says no: to ask again costs a second, a stale answer or
    somebody else's is wrong. What is private is not for here: see `Route.private`.
    """
    asked = text.lower().strip()
    return bool(_TIMELESS.match(asked)) and not _ANSWER_DEPENDS.intersection(re.findall(r"[^\W_]+", asked))


class AnswerCache:
    """Answers up to `age_s` seconds old; none at all when that is zero."""

    def __init__(self, clock: Clock, age_s: float) -> None:
        self._clock = clock
        self._age_s = age_s
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def get(self, question: str) -> str | None:
        """The answer, where it is known and not too old."""
        key = _key(question)
        at, answer = self._kept.get(key, (0.0, ""))
        if not answer:
            return None
        if self._clock.now() - at > self._age_s:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return answer

    def put(self, question: str, answer: str) -> None:
        """Keep a whole answer, if the question is of the kind that may be kept."""
        if self._age_s and answer and is_general(question):
            self._kept[_key(question)] = (self._clock.now(), answer)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        self._kept.clear()


def _key(question: str) -> str:
    return " ".join(re.findall(r"[\w']+", question.lower()))
