"""Letters: reads a text as it looks, without accents, each letter in its plain form."""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, combining, normalize

_ASCII_OR_NOT = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
CHARACTERS_KNOWN = 4096
"""How many characters' plain forms are kept."""
_DOUBLES = str.maketrans(
    "\u0430\u0432\u0435\u0433\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0131\u0142\u0141\u00f8\u00d8\u0111\u0110\u0127",
    "aberkmhopctyxsijhdqwABEKMHOPCTYXSIJaeikvoptuxABEZHIKMNOPTYXilLoOdDh",
)
"""Letters of Cyrillic and Greek that look like a Latin one, and Latin ones with a stroke."""


def plainly(text: str) -> tuple[str, Sequence[int]]:
    """Read a text as it looks, without invisible characters; with each character's index in the original."""
    forms = {ord(char): _plain(char) for char in set(text) if not char.isascii()}
    plain = text.translate(forms)
    if all(len(one) == 1 for one in forms.values()):
        return plain, range(len(text))
    at: list[int] = []
    for part in _ASCII_OR_NOT.finditer(text):
        each = range(*part.span())
        at += each if part[0].isascii() else (here for here in each for _ in forms[ord(text[here])])
    return plain, at


@lru_cache(CHARACTERS_KNOWN)
def _plain(char: str) -> str:
    if category(char) == "Cf":
        return ""
    return normalize("NFC", "".join(one for one in normalize("NFKD", char) if not combining(one))).translate(_DOUBLES)
