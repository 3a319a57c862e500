"""Puts what a reminder was to say right: "call Tom" and "no, Tim" is "call Tim"."""

from difflib import SequenceMatcher

from voice.english import following
from voice.english.words import ARTICLES, vocabulary

ALIKE = 0.6
"""From this ratio on, a word was misheard or misspoken for another: "Tom" for "Tim" is 0.67."""
LONGEST = 5
"""Words of the longest thing to do that takes the place of another: "feed the neighbours' cat"."""
BEFORE_NOUN = ARTICLES | {"my", "our", "your", "his", "her", "their", "some"}
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


def reworded(old: str, said: str) -> str | None:
    """The words of a reminder with what was said in its place in them; None where that is not clear."""
    words, new = old.split(), said.split()
    if not new or following.OWN.match(said) or new[0] in NO_NOUN or new[-1] in NO_NOUN or len(new) > LONGEST:
        return None
    bare = [word for word in new if word not in BEFORE_NOUN]
    if len(bare) == 1 and (place := _misheard(words, bare[0])) is not None:
        return " ".join([*words[:place], bare[0], *words[place + 1 :]])
    if len(new) > 1 and (new[0] == words[0] or new[1] in BEFORE_NOUN):
        return said
    if len(bare) > 1 and bare[-1] == words[-1]:
        return " ".join([*words[:-1], *new])
    return _behind_verb(words, new) if len(words) > 1 and (len(bare) == 1 or new[0] in BEFORE_NOUN) else None


def _misheard(words: list[str], new: str) -> int | None:
    alike = [SequenceMatcher(None, word, new).ratio() for word in words]
    best = max(range(len(words)), key=alike.__getitem__)
    return best if ALIKE <= alike[best] < 1 else None


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
