"""Answers to general questions, to be said again when the same is asked.

Kept in memory: hardly a question recurs across a restart, and what is never written needs no key, no file mode and no
deletion.
"""

import re
from collections import OrderedDict

from voice.clock import Clock

MOST = 128
"""Answers; the one unused for longest goes first."""

OF_SOMEBODY = "i me my mine myself we us our ours you your yours he him his she her hers they them their"
OF_NOW = (
    "now today tonight tomorrow yesterday current currently late later latest lately new newest news recent recently still yet "
    "already soon ago this next last upcoming nowadays time date day week weekend month year hour minute morning afternoon "
    "evening season monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays sundays open closed weather forecast temperature traffic price prices cost costs stock stocks score president "
    "minister king queen pope champion record old"
)
OF_BEFORE = "it its that those these there then here again more else one ones same another instead about continue go"

_ANSWER_DEPENDS = frozenset(f"{OF_SOMEBODY} {OF_NOW} {OF_BEFORE}".split())


def is_general(text: str) -> bool:
    """Whether the answer depends on nobody, on no moment and on nothing said before.

    Words decide, and a doubtful one says no: to ask again costs a second, a stale answer or somebody else's is wrong.
    """
    return not _ANSWER_DEPENDS.intersection(re.findall(r"[^\W_]+", text.lower()))


class Cache:
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


def _key(question: str) -> str:
    return " ".join(re.findall(r"[\w']+", question.lower()))
