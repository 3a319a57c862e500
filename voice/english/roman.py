"""Says Roman numbers behind names: "World War 2", "Henry the 8th"."""

import re

from voice.english.numbers import ordinal
from voice.english.words import STARTERS

TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
NUMBERS = {ten + one: 10 * tens + ones for tens, ten in enumerate(TENS) for ones, one in enumerate(ONES) if ten + one}
ANY = "|".join(sorted(NUMBERS, key=len, reverse=True))

COUNTED = {
    "War", "Act", "Scene", "Part", "Chapter", "Volume", "Book", "Phase", "Stage", "Type", "Class", "Section", "Title", "Level",
    "Bowl",
}  # fmt: skip
"""What Roman numbers of any size count."""

RULERS = {
    "Albert", "Alexander", "Alfonso", "Benedict", "Boniface", "Catherine", "Charles", "Christian", "Clement", "Cleopatra",
    "Constantine", "Darius", "David", "Edward", "Elizabeth", "Ferdinand", "Francis", "Frederick", "George", "Gregory", "Gustav",
    "Haakon", "Harald", "Henry", "Innocent", "Isabella", "Ivan", "James", "John", "Joseph", "Julius", "Justinian", "Leo",
    "Leopold", "Louis", "Malcolm", "Margaret", "Maria", "Mary", "Mehmed", "Michael", "Napoleon", "Nicholas", "Olaf", "Otto",
    "Paul", "Pedro", "Peter", "Philip", "Pius", "Ptolemy", "Ramesses", "Ramses", "Richard", "Robert", "Rudolf", "Selim",
    "Sixtus", "Stephen", "Theodosius", "Urban", "Victor", "Vittorio", "Wilhelm", "William", "Xerxes",
}  # fmt: skip
"""Names of kings, queens and popes: the number tells which of that name is meant."""

LETTERS = {"I", "X", "L"}
"""Words or letters at least as often, behind a name: "then Charles I met", "Malcolm X", "Model X"."""

LARGEST = 40
"""From here on it is a size, or no number, unless it counts: "Size XL"."""

NUMBERED = re.compile(
    r"\b(?P<titled>(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar) )?"
    rf"(?P<name>[A-Z][a-z]+) (?P<roman>{ANY})\b(?: of (?P<all>{ANY})\b)?"
)
A_PART = re.compile(r"\s*(?:[,.;:?!)]|\Z)|['\u2019]s\b| (?:of|and|was|is|began|ended|broke)\b")
A_RULER = re.compile(r"\s*(?:[,;:)]|\Z)|['\u2019]s\b| of\b")
"""What makes "I" a number, behind it: "Part I was", "Elizabeth I of England"; not "then Charles I was late"."""


def spell_romans(text: str) -> str:
    """Write Roman numbers behind names out."""
    return NUMBERED.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    name, number = found["name"], NUMBERS[found["roman"]]
    before = found[0][: found.start("roman") - found.start()]
    behind = f" of {NUMBERS[found['all']]}" if found["all"] else ""
    if name.lower() in STARTERS or not _is_number(found):
        return found[0]
    return before + (f"the {ordinal(number)}" if name in RULERS else str(number)) + behind


def _is_number(found: re.Match[str]) -> bool:
    """Whether it is a number rather than a word, a letter or a size."""
    name, roman, rest = found["name"], found["roman"], found.string[found.end() :]
    if name in COUNTED:
        return roman != "L" and (roman != "I" or name == "War" or found["all"] is not None or A_PART.match(rest) is not None)
    if roman in LETTERS:
        return found["titled"] is not None or (roman == "I" and name in RULERS and A_RULER.match(rest) is not None)
    return NUMBERS[roman] < LARGEST
