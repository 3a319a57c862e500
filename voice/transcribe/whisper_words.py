"""What Whisper writes of English ("Hey Jarvis, what's 17 times 23?") as the words that were said ("what's 17 times 23").

Whisper's own English normaliser spells for scoring: it turns "twenty three" into "23" and "colour" into "color". Here digits
and spelling stay as they are, since the skills understand both.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice.skills import Sentences

ALIKE = 0.75
"""Share of a wake phrase's letters that must match: "hey, Jervis" passes, "hey, listen" does not."""


def spoken(text: str) -> str:
    """Lower case, no punctuation but that inside numbers ("7:30", "1.5") and words ("what's")."""
    words = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("%", " percent ")
    words = re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)
    words = re.sub(r"(?<=\w)-(?=\w)", " ", words)
    words = re.sub(r"(?<!\d)[.,:]|[.,:](?!\d)", " ", words)
    words = re.sub(r"[^\w\s.,:'$€£°+*/=-]|(?<!\w)'|'(?!\w)", " ", words)
    return " ".join(words.split())


def unwoken(words: str, phrases: Iterable[str]) -> str:
    """Cut a wake phrase off the beginning of `words`, as far as it was heard and however it was spelt."""
    said = words.split()
    best, length = ALIKE, 0
    for phrase in phrases:
        wanted = phrase.lower().replace("_", " ").split()
        for first in range(len(wanted)):
            for count in range(1, min(len(wanted) + 1, len(said)) + 1):
                alike = SequenceMatcher(None, "".join(said[:count]), "".join(wanted[first:])).ratio()
                if alike > best:
                    best, length = alike, count
    return " ".join(said[length:])


def hotwords(sentences: "Sentences") -> list[str]:
    """Collect the names that the skills know: rooms first, then what timers are called."""
    from hassil import TextChunk, TextSlotList

    found: list[str] = []
    for name in ("room", "timer_name"):
        values = sentences.intents.slot_lists.get(name)
        if isinstance(values, TextSlotList):
            found += [str(value.text_in.text) for value in values.values if isinstance(value.text_in, TextChunk)]
    return found
