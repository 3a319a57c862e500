"""What Whisper writes of English ("Hey Jarvis, what's 17 times 23?") as the words that were said ("what's 17 times 23").

Whisper's own English normaliser spells for scoring: it turns "twenty three" into "23" and "colour" into "color". Here digits
and spelling stay as they are, since the skills understand both.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from voice.english.numbers_heard import in_digits

ALIKE = 0.75
"""Share of a wake phrase's letters that must match: "hey, Jervis" passes, "hey, listen" does not."""

LOOP_WORDS = 4
"""People say fewer words than these twice in a row."""

ASKED = ("what time is it", "set a timer for ten minutes")
"""Requests that the model is told were said before. Of five such prompts these halve its errors on robotic voices, and natural
ones lose nothing by them."""
QUESTIONS = frozenset({
    "what", "what's", "who", "who's", "how", "when", "where", "why", "which", "is", "are", "do", "does", "can", "could", "will",
    "would", "have",
})  # fmt: skip
"""First words of what is written with a question mark."""


CLOSE = re.compile(r"\d\.\d\d\b|\d[ap]m\b")
"""A time as "5.30pm" instead of "5:30 p.m."."""


def spoken(text: str) -> str:
    """Lower case, no punctuation but that inside numbers ("7:30", "1.5") and words ("what's")."""
    words = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("%", " percent ")
    words = re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)
    words = re.sub(r"\b(\d{1,2})[.:]?(\d\d) ?([ap])\.?m\b", r"\1:\2 \3 m", words)
    words = re.sub(r"\b(\d{1,2}) ?([ap])\.?m\b", r"\1 \2 m", words)
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


def opening(phrase: str) -> str:
    """A wake phrase ("hey_jarvis") as Whisper writes it at the beginning of a sentence: "Hey Jarvis,"."""
    return f"{phrase.replace('_', ' ').title()}," if phrase else ""


def prompt(phrase: str) -> str:
    """What the model is told was said before the turn: two requests, behind the wake phrase if there is one."""
    woken = opening(phrase)
    return " ".join(written(f"{woken} {asked}".strip()) for asked in ASKED)


def written(words: str) -> str:
    """Put the mark behind spoken words that Whisper would: "what time is it?", "6 30 a.m."."""
    text = re.sub(r"\b([ap]) ?m\b", r"\1.m.", words)
    first = re.sub(r"^.*, ", "", words).split()[0]
    return text if text.endswith(".") else f"{text}{'?' if first.lower() in QUESTIONS else '.'}"


def spellings(words: str, like: str) -> list[str]:
    """The ways in which Whisper may write a command, by what it wrote itself ("like"): "5:30 p.m.", "5.30pm".

    Where it wrote numbers in digits it would write others so, too; where it wrote none, they may be in words or in digits.
    """
    figures = " ".join(token.text for token in in_digits(words.split()))
    figures = re.sub(r"\b(\d{1,2}) (\d\d)\b(?= [ap] ?m\b|$)", r"\1:\2", figures)
    if CLOSE.search(like):
        figures = re.sub(r"(?<=\d) ([ap]) ?m\b", r"\1m", figures).replace(":", ".")
    return list(dict.fromkeys(map(written, (figures,) if re.search(r"\d", like) else (words, figures))))


def without_echo(text: str, opening: str, ended: bool) -> str:
    """Cut off what a model wrote a second time: the opening it was to go on from, and the beginning of its text behind that.

    A text that did not end goes on so for ever; it is cut at the opening whatever stands behind it.
    """
    said, found, rest = text.partition(f" {opening.rstrip(',')}") if opening else (text, "", "")
    first, again = spoken(said).split()[:2], spoken(rest).split()
    return said if found and said and (not ended or again[: len(first)] == first[: len(again)]) else text


def without_loop(words: str) -> str:
    """Cut off the end where it says the four words and more before it again: the beginning of a loop."""
    said = words.split()
    for period in range(LOOP_WORDS, len(said) // 2 + 1):
        again = next((n for n in range(len(said) - period) if said[-1 - n] != said[-1 - n - period]), len(said) - period)
        if again >= period:
            return " ".join(said[:-again])
    return words


def repeats(text: str) -> bool:
    """Whether a word stands four times in a row, or several words three times."""
    words = re.sub(r"[^\w\s']", "", text.lower())
    return re.search(r"\b(\w[\w']*)(?: \1\b){3}|\b(\w[\w']*(?: [\w']+)+?)(?: \2\b){2}", words) is not None
