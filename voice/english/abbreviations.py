"""Abbreviations and signs of written text, and how they are said.

The tables hold abbreviations in lower case, without their full stop.
"""

import re

from voice.english.times import MONTH_ABBREVIATIONS, WEEKDAYS
from voice.english.words import STARTERS

BEFORE_MORE = {
    "approx": "approximately", "capt": "captain", "cf": "compare", "col": "colonel", "dr": "doctor", "e.g": "for example",
    "gen": "general", "gov": "governor", "i.e": "that is", "lt": "lieutenant", "maj": "major", "mr": "mister", "mrs": "missis",
    "ms": "miz", "mt": "mount", "prof": "professor", "rev": "reverend", "sen": "senator", "sgt": "sergeant", "st": "saint",
    "vs": "versus",
}  # fmt: skip
"""Abbreviations that something always follows: their full stop never ends a sentence."""

ANYWHERE = {
    "ave": "avenue", "dept": "department", "est": "established", "etc": "et cetera", "inc": "incorporated", "jr": "junior",
    "blvd": "boulevard", "corp": "corporation", "ltd": "limited", "max": "maximum", "min": "minimum", "rd": "road",
    "sr": "senior",
}  # fmt: skip
"""Abbreviations whose full stop ends a sentence when a capital follows."""

BEFORE_A_NUMBER = {
    "apt": "apartment", "bldg": "building", "ch": "chapter", "eq": "equation", "ext": "extension", "fig": "figure",
    "hwy": "highway", "no": "number", "nos": "numbers", "op": "opus", "p": "page", "pp": "pages", "rm": "room", "rte": "route",
    "sec": "section", "ste": "suite", "ver": "version", "vol": "volume",
}  # fmt: skip
"""Abbreviations only when a number follows."""

ROADS = {
    "dr": "drive", "st": "street", "ln": "lane", "pl": "place", "ct": "court", "sq": "square", "cres": "crescent",
    "pkwy": "parkway",
}  # fmt: skip
"""Abbreviations behind the name of a road: "Oak Dr.", where "Dr. Oak" is a doctor."""

BEFORE_A_NAME = {"Ft": "Fort", "Pt": "Point", "Pres": "President", "Hon": "Honourable", "Messrs": "Messrs"}
"""Abbreviations when they stand with a capital before a name; "ft" is feet."""

_DAY = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"
SEVERAL_DAYS = re.compile(rf"(?<![-–])\b{_DAY}\b\.?(?:(?:,? (?:and|or|&) |, ?){_DAY}\b\.?(?=[\s,;:]|\Z))+")
"""Short weekdays in a row: "Mon., Wed. and Fri."."""
ONE_DAY = re.compile(rf"\b{_DAY}\b\.?")
WEEKDAY = re.compile(
    rf"\b(?P<first>{_DAY})\b\.?(?:\s?[-–]\s?(?P<last>{_DAY})\b\.?|(?<=\.)(?=\s?(?:at\s|\d)))|\b(?P<sure>Tues|Thurs|Wed)\."
)
"""Short weekdays where they are no other word: "Tues.", "Mon-Fri", "Sat. at 9"."""

SIGNS = (
    (re.compile(r"^\s*(?:[→⇒]|[-=]+>)\s*", re.MULTILINE), ""),
    (re.compile(r"\s*[→⇒]\s*|\s+[-=]+>\s+"), " to "),
    (re.compile(r"(?<=[\w)\"'])\s>\s(?=[A-Z])"), ", "),  # "Settings > Sound"
    (re.compile(r"\bPh\.\s?D\b\.(?=\s+\S)|\bPh\.\s?D\b"), "PhD"),
    (re.compile(r"\bno\.(?=\d)", re.IGNORECASE), "number "),
    (re.compile(r"(?<![A-Za-z])([A-Z])([A-Z])(\d)(?![A-Za-z])"), r"\1 \2 \3"),  # espeak-ng says "co 2" and "my 6"
    (re.compile(r"(?<=\d)\s*\*\s*(?=\d)"), " times "),
    (re.compile(r"\bw/o\b"), "without"),
    (re.compile(r"\bw/(?=\s?\w)"), "with "),
    (re.compile(r"(?<![\w<)])<\s?(?=[$£€]?\d)"), "less than "),
    (re.compile(r"(?<![\w>)-])>(?=[$£€]?\d)"), "more than "),
    (re.compile(r"\bvs\b"), "versus"),
    (re.compile(r"\bC#"), "C sharp"),
    (re.compile(r"#(?=\d)"), "number "),
    (re.compile(r"[~≈]\s?(?=[\d$£€])"), "about "),
    (re.compile(r"\b(and)/(or)\b", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"[*_~|#`\\{}]+"), " "),
)
"""Patterns and what is said in their place, applied in this order; signs that say nothing are left out at the end."""

ABBREVIATION = re.compile(
    r"(?P<name>(?<![\w.])[A-Z][a-z]+ |\d(?:st|nd|rd|th) )?"
    r"(?<![\w.])(?P<word>e\.g|i\.e|[A-Za-z]{1,6})\.(?!\w)(?=\s*(?P<next>\w+|\S?))"
)
MONTH = re.compile(r"(?<=\d )(?P<before>[A-Z][a-z]{2,3})\b\.?|\b(?P<after>[A-Z][a-z]{2,3})\b\.?(?=\s\d)")


def spell_months(text: str) -> str:
    """Write out the months that are abbreviated beside a number."""
    return MONTH.sub(lambda m: MONTH_ABBREVIATIONS.get((m["before"] or m["after"]).lower(), m[0]), text)


def spell_weekdays(text: str) -> str:
    """Write out weekdays that are abbreviated: "Mon-Fri" becomes "Monday to Friday"."""
    text = SEVERAL_DAYS.sub(lambda row: ONE_DAY.sub(lambda day: _weekday(day[0]), row[0]), text)
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
    written, after, name = found["word"], found["next"], found["name"] or ""
    return name + _in_full(written, after, name)


def _in_full(written: str, after: str, name: str) -> str:
    word, goes_on = written.lower(), after[:1].isupper() and after.lower() not in STARTERS
    if (word == "st" and not after[:1].isupper()) or (word in ROADS and name and not goes_on):
        return _like(written, ROADS[word]) + ("" if after and not after[:1].isupper() else ".")
    if word in BEFORE_A_NUMBER and after[:1].isdigit():
        return _like(written, BEFORE_A_NUMBER[word])
    if written in BEFORE_A_NAME and after[:1].isupper():
        return BEFORE_A_NAME[written]
    if word in BEFORE_MORE:
        return _like(written, BEFORE_MORE[word])
    if word in ANYWHERE:
        return _like(written, ANYWHERE[word]) + ("." if not after or (after[:1].isupper() and not goes_on) else "")
    return f"{written}."


def _like(written: str, spoken: str) -> str:
    return spoken.capitalize() if written[0].isupper() else spoken
