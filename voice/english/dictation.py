"""How digits and letters are told one by one: "oh", "niner", "double five", "b for bravo".

Digits are text here, as a number that is dictated may begin with zeros.
"""

from voice.english import numbers
from voice.english.words import HESITATIONS

DIGITS = {word: str(worth) for word, worth in (numbers.UNITS | numbers.ZEROS).items()} | {
    "niner": "9", "fife": "5", "oh": "0", "nil": "0",
}  # fmt: skip
TEENS = {word: str(worth) for word, worth in numbers.TEENS.items()}
TENS = {word: str(worth // 10) for word, worth in (numbers.TENS | numbers.MISSPELT).items()}
"""Word → its tens digit."""
TIMES = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
"""Word → how many times the next digit counts."""
SCALES = {*numbers.SCALES, "grand"}

MISHEARD = {
    "to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "tree": "3", "free": "3", "sex": "6", "sicks": "6",
    "sick": "6", "owe": "0", "o": "0", "nein": "9", "heaven": "7", "hive": "5",
}  # fmt: skip
"""What recognisers write for a digit; to be believed only between two digits said one by one."""

ALPHABET = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g",
    "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
    "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v",
    "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y", "zulu": "z", "zed": "z", "zee": "z",
}  # fmt: skip
"""The spelling alphabet, and the names of letters that are words."""

PAUSES = HESITATIONS | {"dash", "hyphen", "then", "space", "slash", "stroke", "comma", "left", "right"}
"""What may be said between two digits and stands for none."""
