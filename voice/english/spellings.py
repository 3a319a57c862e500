# ruff: noqa: RUF001 - the signs people type
"""Turns what was said or typed into plain words, the only form that the skills' sentences are written for.

Lower case; no punctuation; signs and abbreviations of arithmetic, clock times and units as words; apostrophes mended.
"""

import re
from collections.abc import Sequence

from voice.english.numbers import BELOW_HUNDRED
from voice.english.words import HESITATIONS

PLAIN = re.compile(r"[a-z' ]*")
APOSTROPHES = {
    "whats": "what's", "thats": "that's", "dont": "don't", "didnt": "didn't", "couldnt": "couldn't", "cant": "can't",
    "id": "i'd", "im": "i'm", "ive": "i've", "youre": "you're",
}  # fmt: skip
"""Contractions as people type them, without the apostrophe."""
SHORTENED = APOSTROPHES | {
    "hows": "how's", "wheres": "where's", "whens": "when's", "todays": "today's", "tomorrows": "tomorrow's", "lets": "let's",
    "ill": "i'll", "oclock": "o'clock", "nevermind": "never mind", "pls": "please", "plz": "please", "thx": "thanks",
    "ur": "your", "u": "you", "nvm": "never mind", "tmrw": "tomorrow", "arvo": "afternoon", "gimme": "give me",
    "lemme": "let me", "gotta": "got to", "rn": "right now", "tmr": "tomorrow", "pct": "percent", "wakeup": "wake up",
}  # fmt: skip
"""Further short forms in requests to skills, where "ill" always means "I'll"."""
STATED = APOSTROPHES | {
    "wont": "won't", "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't", "arent": "aren't", "aint": "ain't",
    "shouldnt": "shouldn't", "wouldnt": "wouldn't", "havent": "haven't", "hasnt": "hasn't", "hes": "he's", "shes": "she's",
    "theyre": "they're", "weve": "we've", "theres": "there's", "nobodys": "nobody's",
}  # fmt: skip
"""Further contractions without the apostrophe, as statements have them."""
IRREGULAR = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "ain't": "is not", "gonna": "going to", "wanna": "want to",
    "gotta": "got to",
}  # fmt: skip
ENDINGS = {"'m": "am", "'ve": "have", "'ll": "will", "'d": "would", "'re": "are", "'s": "'s"}
"""What a contraction ends in, and the word it stands for; "'s" may be "is", "has" or whose something is."""
WEEKDAYS_IN_SHORT = {"mon": "monday", "tues?": "tuesday", "weds": "wednesday", "thu|thurs?": "thursday", "fri": "friday"}
AMBIGUOUS_DAYS = {"sat": "saturday", "sun": "sunday", "wed": "wednesday"}
"""Short names that are words as well: "sun cream"."""
_NUMBER = rf"(?:\d+|{'|'.join(BELOW_HUNDRED)})"
PHRASES = (
    (re.compile(r"\b(remind \w+) 2(?= [a-z])(?! (?:hours?|days?|minutes?|weeks?|hrs?|mins?)\b)"), r"\1 to"),
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"\b(time|long|much|date|day|hour|one)'s\b"), r"\1 is"),
    *((re.compile(rf"\b(?:{short})\b"), day) for short, day in WEEKDAYS_IN_SHORT.items()),
    *(
        (re.compile(rf"\b(on|every|next|this|to|until|\w*day and|sat and) {short}\b"), rf"\1 {day}")
        for short, day in AMBIGUOUS_DAYS.items()
    ),
    (re.compile(r"\ba (hundred|thousand|million|billion)\b"), r"one \1"),
    (re.compile(r"\b(?:a )?couple (?:of )?(?=\w)"), "two "),
    (re.compile(r"\bhalf a dozen\b"), "six"),
    (re.compile(r"\bhalf (?:a|one) (million|billion|trillion)\b"), r"0.5 \1"),
    (re.compile(r"\b(?:(?:a|one) )?quarter (?:of )?(?:(?:a|one) )?(million|billion|trillion)\b"), r"0.25 \1"),
    (re.compile(r"\ba dozen\b"), "twelve"),
    (re.compile(r"\bo clock\b"), "o'clock"),
    (re.compile(rf"\b(?:(?:about|around) )?((?:half(?: past)? |quarter (?:past|to) )?{_NUMBER}) ?ish\b"), r"about \1"),
    (re.compile(r"\b([ap]) m\b"), r"\1m"),
)
A_PHRASE = re.compile("|".join(phrase.pattern for phrase, _ in PHRASES))
"""Matches where one of the phrases does: most requests have none, and one look is faster than to try each."""
FRACTIONS = {"1/2": "half", "1/4": "a quarter", "3/4": "three quarters", "1/3": "a third", "2/3": "two thirds"}
PARTED = r"(?=(?!(?:plus|minus|times|over|divided|multiplied|and|in|is|as|to|x|equals|squared|cubed)\b)[a-z])"
"""What follows a written fraction that is no division: "1/2 an hour"."""
IN_TIMER = r"(?:(?<=timer )|(?<=timer for )|(?<=timer of )|(?<=timer to )|(?<=countdown for )|(?<=count down ))"
OF_TIMER = r"(?= (?:\w+ )?(?:timer|countdown)\b)"
"""Where figures with a colon are a length of time, as the display of a timer shows it: "a 1:30 timer" is 90 seconds."""
SIGNS = tuple(
    (frozenset(signs), re.compile(pattern), words)
    for signs, pattern, words in (
        ("‘’ʼ`", r"[‘’ʼ`]", "'"),
        (":", r"\b(shopping|grocery|to-?do|task)(?: list)?:\s*(?=[a-z\d])", r"\1 list add "),
        (",", r"(?<=\d),(?=\d{3}\b)", ""),
        (":.", r"\b(\d{1,2})[:.](\d\d)(?=\s*[ap]\.?\s?m\b)", r"\1 \2"),
        (":", rf"{IN_TIMER}(\d{{1,2}}):(\d\d):(\d\d)\b", r"\1 hours \2 minutes \3 seconds"),
        (":", rf"{IN_TIMER}(\d{{1,2}}):(\d\d) ?(?:hours?|hrs?|h)\b", r"\1 hours \2 minutes"),
        (
            ":",
            rf"{IN_TIMER}(\d{{1,3}}):(\d\d)\b(?: ?(?:minutes?|mins?)\b)?(?! ?(?:[ap]\.?\s?m|o'?clock))",
            r"\1 minutes \2 seconds",
        ),
        (":", rf"\b(\d{{1,2}}):(\d\d):(\d\d){OF_TIMER}", r"\1 hours \2 minutes \3 seconds"),
        (":", rf"\b(\d{{1,2}}):(\d\d)[ -]?(?:hours?|hrs?|h)\b{OF_TIMER}", r"\1 hours \2 minutes"),
        (":", rf"\b(\d{{1,3}}):(\d\d)(?:[ -]?(?:minutes?|mins?)\b)?{OF_TIMER}", r"\1 minutes \2 seconds"),
        (":", r"\b(\d{1,2}):(\d\d)\b", r"\1 \2"),
        ("", r"\b(\d{1,2})(\d\d)(?=\s*[ap]\.?\s?m\b)", r"\1 \2"),
        ("0", r"(?<![\d.])(0\d)([0-5]\d)\b(?![.\d])", r"\1 \2"),
        *(
            ("/", rf"(?<![\d./])(\d+)(?: and | ?- ?| ){figures}(?![\d/])", rf"\1 and {said}")
            for figures, said in FRACTIONS.items()
        ),
        *(("/", rf"(?<![\d./]){figures} ?{PARTED}", f"{said} ") for figures, said in FRACTIONS.items()),
        (".", r"\b([ap])\.\s?m\b\.?", r"\1m"),
        ("", r"(\d)\s?(h|hr|hrs|m|min|mins)\s?(\d)", r"\1 \2 \3"),
        ("", r"\b(\d{1,2}(?: \d\d)?)([ap])\b", r"\1 \2m"),
        ("q", r"\bsqrt\s?\(?\s?([\d.]+)\s?\)?", r" square root of \1 "),
        ("%", r"%", " percent "),
        ("$", r"\$\s?(\d+(?:\.\d+)?)", r"\1 dollars "),
        ("£", r"£\s?(\d+(?:\.\d+)?)", r"\1 pounds "),
        ("€", r"€\s?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s?€", r"\1\2 euros "),
        ("°º", r"[°º]\s?([cfk])\b", r" degrees \1 "),
        ("°º", r"[°º]", " degrees "),
        ("'′", r"(\d)\s?(?:'|′)\s?(\d+)\s?(?:\"|″|'')?", r"\1 feet \2 inches "),
        ("½", r"(?<=\d)\s*½", " and a half"),
        ("½", r"½", " half "),
        ("¼", r"(?<=\d)\s*¼", " and a quarter"),
        ("¾", r"(?<=\d)\s*¾", " and three quarters"),
        ("¾", r"¾", " three quarters "),
        ("!", r"(^|(?:what's|is|of|plus|minus|times|by|calculate|[-+*/×÷]) ?)(\d+)!", r"\1\2 factorial "),
        ("¼", r"¼", " a quarter "),
        ("²^*", r"²|\^\s?2\b|\*\*\s?2\b", " squared "),
        ("³^*", r"³|\^\s?3\b|\*\*\s?3\b", " cubed "),
        ("^*", r"\^|\*\*", " to the power of "),
        ("√", r"√", " square root of "),
        ("+", r"\+", " plus "),
        ("*×·x", r"[*×·]|(?<=\d)\s*x\s*(?=-?\d)", " times "),
        ("÷/", r"[÷/]", " divided by "),
        ("-−–", r"(?<=\d)\s*[-−–]\s*(?=[\d.-])", " minus "),
        ("-−", r"(?<!\w)[-−](?=[\d.])", " minus "),
        (".", r"(?<!\d)\.(?=\d)", "0."),
        ("", r"(\d)(?!(?:st|nd|rd|th)\b)(?=[a-z])", r"\1 "),
        ("()<>", r"([()<>])", r" \1 "),
        ("", r"(?<!\d)\.|\.(?!\d)|[^\w\s.'()<>]|_", " "),
        ("'", r"(?<!\w)'|'(?!\w)", " "),
    )
)
"""Signs without one of which the pattern matches nothing ("": it may match anywhere), the pattern, and what stands for it."""


def words(text: str) -> list[str]:
    """Split a request into plain words; numbers in digits stay digits, numbers in words stay words."""
    text = text.lower().strip()
    if not PLAIN.fullmatch(text):
        text = _without_signs(text)
    said = text.split()
    fluent = [word for word in said if word not in HESITATIONS] or said
    text = " ".join([SHORTENED.get(word, word) for word in fluent])
    for pattern, replacement in PHRASES if A_PHRASE.search(text) else ():
        text = pattern.sub(replacement, text)
    return text.split()


def with_commas(spoken: Sequence[str], text: str) -> list[str]:
    """Put the commas of a request back behind its words: they tell "milk, eggs" from "goat milk"."""
    behind = {len(words(text[:at])) for at, sign in enumerate(text) if sign == "," and not text[at + 1 : at + 2].isdigit()}
    return [f"{word}," if number in behind and word != "and" else word for number, word in enumerate(spoken, 1)]


def _without_signs(text: str) -> str:
    there = set(text)
    for signs, pattern, replacement in SIGNS:
        if not signs or not signs.isdisjoint(there):
            text = pattern.sub(replacement, text)
            there = set(text)
    return text


def in_full(word: str) -> list[str]:
    """Take a contraction of a statement apart: "don't" → "do", "not"; any other word stays as it is."""
    word = STATED.get(word, word)
    if word in IRREGULAR:
        return IRREGULAR[word].split()
    if word.endswith("n't"):
        return [word[:-3], "not"]
    at = word.rfind("'")
    return [word[:at], ENDINGS[word[at:]]] if at > 0 and word[at:] in ENDINGS else [word]
