"""Puts what a reminder was to say right: "call Tom" and "no, Tim" is "call Tim"."""

from difflib import SequenceMatcher

from voice.english import following
from voice.english.numbers_heard import in_digits, is_number
from voice.english.times import MONTHS, UNITS, WEEKDAYS
from voice.english.words import ARTICLES, vocabulary

ALIKE = 0.6
"""From this ratio on, a word was misheard or misspoken for another: "Tom" for "Tim" is 0.67."""
LONGEST = 5
"""Words of the longest thing to do that takes the place of another: "feed the neighbours' cat"."""
BEFORE_NOUN = ARTICLES | {"my", "our", "your", "his", "her", "their", "some"}
PASSING = BEFORE_NOUN | following.PREPOSITIONS
PARTICLES = vocabulary("out up down off on in back over away round")
"""Words behind what is done something to: "take the bins out"."""
NO_NOUN = vocabulary(
    "yes yeah yep no nope not never nothing none now later more less enough again away fine good great perfect lovely "
    "wonderful brilliant excellent awesome super nice cool right sure ok okay correct wrong bad thanks thank please stop "
    "wait sorry really worries problem problems way idea kidding joke joking need matter doubt rush hurry harm sweat "
    "clue chance luck comment use point darling dear love honey sweetheart mate buddy kids everyone everybody guys "
    "jarvis quick quickly seriously maybe probably hello hi hey bye there here so well then just only too"
)
"""Words that one says behind "no" or "sorry" and does not want to be reminded of."""
WHEN_OR_WHICH = vocabulary(
    "half quarter third dozen other others one ones same previous earlier later sooner early late soon longer shorter next "
    "last first second before after past once twice daily weekly monthly yearly every each today tomorrow tonight yesterday "
    "weekend weekends weekday weekdays fortnight morning afternoon evening night noon midday midnight am pm o'clock oclock "
    "timer timers alarm alarms reminder reminders"
) | {word for one in (*UNITS, *WEEKDAYS, *MONTHS) for word in (one.lower(), f"{one.lower()}s")} | vocabulary(
    "day days week weeks month months year years"
)
"""Words that tell when, how long or which one: never what somebody is to be reminded of, nor a name."""


def tells_when_or_which(said: str, whole: bool = False) -> bool:
    """Whether words hold a time, a number or "the other one"; `whole`: whether they hold nothing else."""
    told = [
        is_number(token.text) or not WHEN_OR_WHICH.isdisjoint(token.text.removesuffix("'s").split())
        for token in in_digits(said.split())
        if not whole or token.text not in PASSING
    ]
    return bool(told) and (all(told) if whole else any(told))


def reworded(old: str, said: str) -> str | None:
    """The words of a reminder with what was said in its place in them; None where that is not clear."""
    words, new = old.split(), said.split()
    if words[-1] in PARTICLES and new[-1:] == words[-1:]:
        new = new[:-1]  # "the cake out"
    if not new or following.OWN.match(said) or new[0] in NO_NOUN or new[-1] in NO_NOUN or len(new) > LONGEST:
        return None
    if tells_when_or_which(said):
        return None
    bare = [word for word in new if word not in BEFORE_NOUN]
    if len(bare) == 1 and (place := _misheard(words, bare[0])) is not None:
        return " ".join([*words[:place], bare[0], *words[place + 1 :]])
    if len(new) > 1 and (new[0] == words[0] or new[1] in BEFORE_NOUN):
        return said
    nouns = len(bare) == 1 or new[0] in BEFORE_NOUN or bare[-1:] == words[-1:]
    return _behind_verb(words, new) if len(words) > 1 and nouns else None


def _misheard(words: list[str], new: str) -> int | None:
    """Where the word is that was misheard; what is to be done is not, as "the cake" is no other "take"."""
    alike = {
        at: SequenceMatcher(None, word, new).ratio()
        for at, word in enumerate(words)
        if (at or len(words) == 1) and word not in PASSING | PARTICLES
    }
    best = max(alike, key=alike.__getitem__, default=0)
    return best if ALIKE <= alike.get(best, 0) < 1 else None


def _behind_verb(words: list[str], new: list[str]) -> str | None:
    """The old words with their one noun replaced; None where there may be more than one."""
    end = len(words) - 1 if words[-1] in PARTICLES and len(words) > 2 else len(words)
    starts = [at for at, word in enumerate(words[:end]) if word in BEFORE_NOUN]
    begin = starts[-1] if starts else end - 1
    inner = words[2 : begin if starts else end]
    if len(starts) > 1 or begin > 2 or not begin or any(word in following.PREPOSITIONS for word in [*inner, *words[begin:end]]):
        return None
    article = words[begin : begin + 1] if starts and new[0] not in BEFORE_NOUN else []
    return " ".join([*words[:begin], *article, *new, *words[end:]])
