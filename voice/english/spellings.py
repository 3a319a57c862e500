# ruff: noqa: RUF001 - the signs people type
"""What was said or typed becomes plain words, the only form that the skills' sentences are written for.

Lower case; no punctuation; signs and abbreviations of arithmetic, clock times and units as words; apostrophes mended.
"""

import re

PLAIN = re.compile(r"[a-z' ]*")
CONTRACTIONS = {
    "whats": "what's", "hows": "how's", "wheres": "where's", "whens": "when's", "thats": "that's",
    "todays": "today's", "tomorrows": "tomorrow's", "lets": "let's", "dont": "don't", "didnt": "didn't",
    "couldnt": "couldn't", "cant": "can't", "id": "i'd", "im": "i'm", "ill": "i'll", "ive": "i've",
    "youre": "you're", "oclock": "o'clock", "nevermind": "never mind", "pls": "please", "plz": "please",
    "thx": "thanks", "ur": "your", "u": "you", "nvm": "never mind", "tmrw": "tomorrow", "tmr": "tomorrow",
}  # fmt: skip
"""What people leave out or shorten when they type."""
ENDINGS = {"'m": "am", "'ve": "have", "'ll": "will", "'d": "would", "'re": "are", "'s": "'s"}
"""What a contraction ends in, and the word it stands for."""
FULL_FORMS = {
    "im": "i am", "ive": "i have", "dont": "do not", "can't": "can not", "cant": "can not", "won't": "will not",
    "wont": "will not", "didnt": "did not", "doesnt": "does not", "isnt": "is not", "cannot": "can not", "hes": "he 's",
    "shes": "she 's", "theyre": "they are", "weve": "we have", "gonna": "going to", "wanna": "want to", "gotta": "got to",
    "whats": "what 's", "thats": "that 's", "theres": "there 's", "youre": "you are", "id": "i would", "wasnt": "was not",
    "arent": "are not", "shouldnt": "should not", "wouldnt": "would not", "nobodys": "nobody 's", "couldnt": "could not",
    "havent": "have not", "hasnt": "has not", "ain't": "is not", "aint": "is not",
}  # fmt: skip
"""Contractions that lack their apostrophe or end in none of these, in full."""
PHRASES = (
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"\ba (hundred|thousand|million|billion)\b"), r"one \1"),
    (re.compile(r"\b(?:a )?couple (?:of )?(?=\w)"), "two "),
    (re.compile(r"\bhalf a dozen\b"), "six"),
    (re.compile(r"\ba dozen\b"), "twelve"),
    (re.compile(r"\bo clock\b"), "o'clock"),
    (re.compile(r"\b([ap]) m\b"), r"\1m"),
)
SIGNS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"[‘’ʼ`]", "'"),
        (r"(?<=\d),(?=\d{3}\b)", ""),
        (r"\b(\d{1,2})[:.](\d\d)(?=\s*[ap]\.?\s?m\b)", r"\1 \2"),
        (r"\b(\d{1,2}):(\d\d)\b", r"\1 \2"),
        (r"\b([ap])\.\s?m\b\.?", r"\1m"),
        (r"(\d)\s?h\s?(\d)", r"\1 h \2"),
        (r"%", " percent "),
        (r"[°º]\s?([cfk])\b", r" degrees \1 "),
        (r"[°º]", " degrees "),
        (r"(\d)\s?(?:'|′)\s?(\d+)\s?(?:\"|″|'')?", r"\1 feet \2 inches"),
        (r"(?<=\d)\s*½", " and a half"),
        (r"½", " half "),
        (r"(?<=\d)\s*¼", " and a quarter"),
        (r"¼", " a quarter "),
        (r"²|\^\s?2\b|\*\*\s?2\b", " squared "),
        (r"³|\^\s?3\b|\*\*\s?3\b", " cubed "),
        (r"\^|\*\*", " to the power of "),
        (r"√", " square root of "),
        (r"\+", " plus "),
        (r"[*×·]|(?<=\d)\s*x\s*(?=-?\d)", " times "),
        (r"[÷/]", " divided by "),
        (r"(?<=\d)\s*[-−–]\s*(?=[\d.-])", " minus "),
        (r"(?<!\w)[-−](?=[\d.])", " minus "),
        (r"(?<!\d)\.(?=\d)", "0."),
        (r"(\d)(?!(?:st|nd|rd|th)\b)(?=[a-z])", r"\1 "),
        (r"([()<>])", r" \1 "),
        (r"(?<!\d)\.|\.(?!\d)|[^\w\s.'()<>]|_", " "),
        (r"(?<!\w)'|'(?!\w)", " "),
    )
)


def words(text: str) -> list[str]:
    """Split a request into plain words; numbers in digits stay digits, numbers in words stay words."""
    text = text.lower().strip()
    if not PLAIN.fullmatch(text):
        for pattern, replacement in SIGNS:
            text = pattern.sub(replacement, text)
    text = " ".join([CONTRACTIONS.get(word, word) for word in text.split()])
    for pattern, replacement in PHRASES:
        text = pattern.sub(replacement, text)
    return text.split()
