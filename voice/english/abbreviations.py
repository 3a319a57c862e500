"""Abbreviations and signs of written text, and how they are said.

The tables hold abbreviations in lower case, without their full stop.
"""

import re

from voice.english.times import MONTH_ABBREVIATIONS, WEEKDAYS

BEFORE_MORE = {
    "approx": "approximately", "capt": "captain", "cf": "compare", "col": "colonel", "dr": "doctor", "e.g": "for example",
    "gen": "general", "gov": "governor", "i.e": "that is", "lt": "lieutenant", "maj": "major", "mr": "mister", "mrs": "missis",
    "ms": "miz", "mt": "mount", "prof": "professor", "rev": "reverend", "sen": "senator", "sgt": "sergeant", "st": "saint",
    "vs": "versus",
}  # fmt: skip
"""Abbreviations that something always follows: their full stop never ends a sentence."""

ANYWHERE = {
    "ave": "avenue", "dept": "department", "est": "established", "etc": "et cetera", "inc": "incorporated", "jr": "junior",
    "blvd": "boulevard", "ltd": "limited", "max": "maximum", "min": "minimum", "rd": "road", "sr": "senior",
}  # fmt: skip
"""Abbreviations whose full stop ends a sentence when a capital follows."""

BEFORE_A_NUMBER = {
    "apt": "apartment", "bldg": "building", "ch": "chapter", "eq": "equation", "ext": "extension", "fig": "figure",
    "hwy": "highway", "no": "number", "nos": "numbers", "op": "opus", "p": "page", "pp": "pages", "rm": "room", "rte": "route",
    "sec": "section", "ste": "suite", "ver": "version", "vol": "volume",
}  # fmt: skip
"""Abbreviations only when a number follows."""

BEFORE_A_NAME = {"Ft": "Fort", "Pt": "Point", "Pres": "President", "Hon": "Honourable", "Messrs": "Messrs"}
"""Abbreviations when they stand with a capital before a name; "ft" is feet."""

_DAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
WEEKDAY = re.compile(
    rf"\b(?P<first>{_DAY})\b\.?(?:\s?[-–]\s?(?P<last>{_DAY})\b\.?|(?<=\.)(?=\s?(?:at\s|\d)))|\b(?P<sure>Tues|Thurs|Wed)\."
)
"""Short weekdays where they are no other word: "Tues.", "Mon-Fri", "Sat. at 9"."""

SIGNS = (
    (re.compile(r"\s*[→⇒]\s*"), " to "),
    (re.compile(r"(?<=\d)\s*\*\s*(?=\d)"), " times "),
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/(?=\s?\w)"), "with "),
    (re.compile(r"(?<=\s)<\s?(?=[$£€]?\d)"), "less than "),
    (re.compile(r"(?<=\s)>(?=[$£€]?\d)"), "more than "),
    (re.compile(r"\bvs\b"), "versus"),
    (re.compile(r"\bC#"), "C sharp"),
    (re.compile(r"#(?=\d)"), "number "),
    (re.compile(r"[~≈]\s?(?=[\d$£€])"), "about "),
    (re.compile(r"\b(and)/(or)\b", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"[*_~|#`\\{}]+"), " "),
)
"""Patterns and what is said in their place, applied in this order; signs that say nothing are left out at the end."""

ABBREVIATION = re.compile(r"(?<![\w.])(?P<word>e\.g|i\.e|[A-Za-z]{1,6})\.(?!\w)(?=\s*(?P<next>\S?))")
MONTH = re.compile(r"(?<=\d )(?P<before>[A-Z][a-z]{2,3})\b\.?|\b(?P<after>[A-Z][a-z]{2,3})\b\.?(?=\s\d)")


def spell_months(text: str) -> str:
    """Write out the months that are abbreviated beside a number."""
    return MONTH.sub(lambda m: MONTH_ABBREVIATIONS.get((m["before"] or m["after"]).lower(), m[0]), text)


def spell_weekdays(text: str) -> str:
    """Write out weekdays that are abbreviated: "Mon-Fri" becomes "Monday to Friday"."""
    return WEEKDAY.sub(lambda m: _weekday(m["first"] or m["sure"]) + (f" to {_weekday(m['last'])}" if m["last"] else ""), text)


def _weekday(short: str) -> str:
    return next(day for day in WEEKDAYS if day.startswith(short[:3].lower())).capitalize()


def spell_abbreviations(text: str) -> str:
    """Write out abbreviations that end in a full stop."""
    return ABBREVIATION.sub(_spoken, text)


def spell_signs(text: str) -> str:
    """Write out signs, and leave out those that are not said."""
    for pattern, said in SIGNS:
        text = pattern.sub(said, text)
    return text


def _spoken(found: re.Match[str]) -> str:
    written, after = found["word"], found["next"]
    word = written.lower()
    if word == "st" and not after.isupper():
        return _like(written, "street") + ("" if after else ".")
    if word in BEFORE_A_NUMBER and after.isdigit():
        return _like(written, BEFORE_A_NUMBER[word])
    if written in BEFORE_A_NAME and after.isupper():
        return BEFORE_A_NAME[written]
    if word in BEFORE_MORE:
        return _like(written, BEFORE_MORE[word])
    if word in ANYWHERE:
        return _like(written, ANYWHERE[word]) + ("." if not after or after.isupper() else "")
    return found[0]


def _like(written: str, spoken: str) -> str:
    return spoken.capitalize() if written[0].isupper() else spoken
