"""Function words, grouped by role; and whether a name is one of many, or differs from another in that alone."""

import re


def vocabulary(words: str) -> frozenset[str]:
    """The words of a text, for looking them up."""
    return frozenset(words.split())


ARTICLES = vocabulary("a an the")
HESITATIONS = vocabulary("uh um er erm hm hmm")
FIRST_PERSON = vocabulary("i me my mine myself we us our ours")
OTHER_PERSONS = vocabulary("you your yours he him his she her hers they them their")
TRAILING = ARTICLES | HESITATIONS | vocabulary("and or but because if whether than of for with from to my your our their")
"""Words that seldom end what somebody has to say: more is to come."""
STARTERS = vocabulary(
    "a an and are as at but by can do for he her his how i if in is it its my no on or she so that the their then there these "
    "they this to was we what when where which who why with yes you your"
)
"""Words that begin a sentence behind a single capital ("vitamin C. It …"); others may be a name ("J. Smith")."""


def alike(one: str, other: str) -> bool:
    """Tell whether two names differ in singular and plural at most: "cookie" and "cookies", "berry" and "berries"."""
    return _stem(one) == _stem(other)


def _stem(name: str) -> str:
    """What singular and plural have in common, which need not be a word."""
    stems = [word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in name.lower().split()]
    return " ".join(f"{stem[:-1]}i" if stem.endswith("y") else stem.removesuffix("e") for stem in stems)


ONE_OF_MANY = re.compile(r".*?(?= (?:of|for|with|from|in|to|on|without) )|.*")
"""What is counted of a name: the bottles of "bottles of milk"."""
MANY = vocabulary("people children men women feet teeth mice geese oxen lice")
ONE_IN_S = re.compile(r"(?:ss|us|is|[^aeiou]ics|\b(?:gas|lens|news|christmas|molasses|gravitas|xmas))$")


def is_many(name: str) -> bool:
    """Tell whether a name stands for several: "socks" and "two bottles of milk" are, "a box of eggs" and "hummus" is."""
    counted = ONE_OF_MANY.match(name.lower())
    last = (counted[0] if counted else name).split()[-1:] or [""]
    return last[0] in MANY or (last[0].endswith("s") and not ONE_IN_S.search(last[0]))
