"""Turns written figures into what is said: money, dates, times, ranges, fractions, units. Plain digits stay digits."""

import re
import unicodedata
from collections.abc import Callable

from voice.english.numbers import DECADES, IN_ORDER, PARTS, SCALES, ordinal
from voice.english.times import MONTHS
from voice.english.units import ABBREVIATIONS, CURRENCY_SIGNS, MONEY, plural

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"

ROMAN = {
    "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12, "XIII": 13, "XIV": 14,
    "XV": 15, "XVI": 16, "XVII": 17, "XVIII": 18, "XX": 20,
}  # fmt: skip
"""Roman numbers that stand behind names; I, X and XIX are words, letters or brands at least as often."""

COUNTED = {"War", "Act", "Part", "Chapter", "Volume", "Book", "Phase", "Stage", "Type", "Class", "Section", "Title", "Level"}
"""What roman numbers count; behind any other name they tell which of that name is meant."""

SCALE_LETTERS = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}


def spell_numbers(text: str) -> str:
    """Write out the figures of a text that a voice reads badly."""
    for pattern, say in RULES:
        text = pattern.sub(say, text)
    return text


def year(digits: str) -> str:
    """Say a year: "19 84", "19 oh 5", "20 26"; 1066 and 2005 stay numbers."""
    number = int(digits)
    if len(digits) != 4 or number < 1100 or 2000 <= number < 2010:
        return digits
    century, rest = divmod(number, 100)
    return f"{century} {'hundred' if not rest else f'oh {rest}' if rest < 10 else rest}"


def _date(match: re.Match[str]) -> str:
    return _said_date(int(match["d"]), int(match["m"]), match["y"]) or match[0]


def _slash_date(match: re.Match[str]) -> str:
    """Say a date whose day or month may come first: as a date where only one order makes sense, else as bare numbers."""
    first, second, written_year = int(match[1]), int(match[2]), match[3]
    day, month = (second, first) if second > 12 else (first, second)
    said = _said_date(day, month, written_year) if (day > 12 or first == second) else None
    return said or f"{first} {second} {year(written_year)}"


def _said_date(day: int, month: int, written_year: str) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{ordinal(day)} of {MONTHS[month - 1]} {year(written_year)}"


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = match["h"], int(match["min"]), match["half"]
    after = f" {half[0].lower()}m" if half else ""
    if minute == 0 and not half:
        return "midnight" if int(hour) in {0, 24} else f"{int(hour)} " + ("o'clock" if int(hour) <= 12 else "hundred")
    if minute == 0:
        return f"{int(hour)}{after}"
    return f"{int(hour)} " + (f"oh {minute}" if minute < 10 else str(minute)) + after


def _money(match: re.Match[str]) -> str:
    one, many, one_hundredth, hundredths = MONEY[match["sign"]]
    minus = "minus " if match["minus"] else ""
    units, _, rest = COMMA_CENTS.sub(".", match["n"]).partition(".")
    if scale := match["scale"]:
        return f"{minus}{match['n']} {SCALE_LETTERS.get(scale.lower(), scale.lower())} {many}"
    if len(rest) not in {0, 2}:
        return f"{minus}{match['n']} {many}"
    small = int(rest or 0)
    parts = [f"{units} {one if units == '1' else many}"] if units.strip("0,") or not small else []
    parts += [f"{small} {one_hundredth if small == 1 else hundredths}"] if small else []
    return minus + " and ".join(parts)


def _money_range(match: re.Match[str]) -> str:
    """Say the unit once: "5 to 10 dollars"."""
    return f"{match['n']} to {match['sign']}{match['to']}"


def _money_behind(match: re.Match[str]) -> str:
    """Put the sign before the number, where it is read."""
    if match["sign"] == "¢":
        return f"{match['n']} {'cent' if match['n'] == '1' else 'cents'}"
    return f"{CURRENCY_CODES.get(match['sign'], match['sign'])}{match['n']}"


def _unit(match: re.Match[str]) -> str:
    unit = ABBREVIATIONS[match["unit"]]
    return f"{match['n']} {unit if match['n'] == '1' else plural(unit)}"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match["whole"], int(match["top"]), int(match["bottom"])
    if bottom not in PARTS or not 0 < top < bottom:
        return match[0]
    part = PARTS[bottom]
    article = "a half" if bottom == 2 else f"a {part}" if bottom != 8 else f"an {part}"
    said = article if top == 1 else f"{top} {part}s"
    return f"{whole.strip()} and {said}" if whole else said


def _roman(match: re.Match[str]) -> str:
    """Say a roman number: "World War 2", "Henry the 8th"."""
    name, number = match["name"], ROMAN[match["roman"]]
    return f"{name} {number}" if name in COUNTED else f"{name} the {ordinal(number)}"


def _digits(match: re.Match[str]) -> str:
    """Say it digit by digit, with a pause between groups."""
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(" ".join(IN_ORDER[int(digit)] for digit in group) for group in groups)


MONTH_DAY = rf"(?:{'|'.join(MONTHS)})(?: \d{{1,2}}(?:st|nd|rd|th)?,?)?"
SCALE_WORD = "|".join([*SCALES, *sorted(SCALE_LETTERS, key=len, reverse=True)])
YEAR_DIGITS = r"(?:1[1-9]|20)\d\d"
NO_YEAR = r"(?![,.]\d|\s?[%°]|\s[a-z]+s\b)"
"""What follows a number that is no year: "in 1750 metres"."""

COMMA_CENTS = re.compile(r",(?=\d\d$)")
CURRENCY_CODES = {"USD": "$", "US$": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
CODES = "|".join(map(re.escape, CURRENCY_CODES))
MONEY_WORD = "|".join(sorted({word for names in MONEY.values() for word in names}, key=len, reverse=True))
PRICE = rf"{NUMBER}(?:,\d\d(?!\d|,\d))?"
AMOUNT = re.compile(
    rf"(?i)(?P<minus>[-\u2212])?(?P<sign>[{CURRENCY_SIGNS}])\s?(?P<n>{PRICE})(?:\s?(?P<scale>{SCALE_WORD})\b)?"
)
YEAR = re.compile(
    rf"(?i)(?P<lead>\b(?:in|since|until|till|by|before|after|around|early|late|year|circa|{MONTH_DAY}) )"
    rf"(?P<y>{YEAR_DIGITS})\b{NO_YEAR}"
)
YEARS = re.compile(
    rf"(?i)(?P<lead>\(|\b(?:from|between) )(?P<y>{YEAR_DIGITS})(?P<to> to | and )(?P<end>{YEAR_DIGITS})\b{NO_YEAR}"
)
CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?![\d:])"
    r"(?:\s?(?P<half>[AaPp]\.?[Mm])\b(?:\.(?!\s*\Z))?)?"  # a full stop at the very end is the sentence's
)
ANY_UNIT = "|".join(re.escape(unit) for unit in sorted(ABBREVIATIONS, key=len, reverse=True))

RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(" ?[¼-¾⅐-⅞]"), lambda m: " " + unicodedata.normalize("NFKC", m[0].strip()).replace("\u2044", "/")),
    (re.compile(r"(?<![\w.])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-])(?!\.\d)"), _date),
    (re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])"), _slash_date),
    (re.compile(r"\+\d[\d ()-]{7,}\d|(?<![\d-])(?:\d{3}-)?\d{3}-\d{4}(?![\d-])"), _digits),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), lambda m: m[0].replace(".", " dot ")),
    (CLOCK, _clock),
    (re.compile(rf"\b(?P<sign>{CODES})\s?(?P<n>{PRICE})"), _money_behind),
    (re.compile(rf"(?<![\w.,{CURRENCY_SIGNS}])(?P<n>{PRICE})\s?(?P<sign>[€£¥₹¢]|(?:{CODES})\b)(?!\d)"), _money_behind),
    (re.compile(rf"(?P<sign>[{CURRENCY_SIGNS}])(?P<n>{NUMBER})\s?[-–]\s?(?P=sign)?(?P<to>{NUMBER})(?![\d-])"), _money_range),
    (AMOUNT, _money),
    (re.compile(rf"\b(?P<money>{MONEY_WORD})\s?/\s?(?P<each>[a-z]+)\b"), lambda m: f"{m['money']} per {m['each']}"),
    (re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[eE]\+?(-?\d{1,3})\b"), lambda m: f"{m[1]} times 10^{m[2]}"),
    (re.compile(r"\b(\d{1,2})\s?([AaPp])\.\s?[Mm]\.(?!\s*\Z)"), lambda m: f"{m[1]} {m[2].lower()}m"),
    (re.compile(r"\b(\d{1,2})\s?([AaPp])\.\s?[Mm]\.\s*\Z"), lambda m: f"{m[1]} {m[2].lower()}m."),
    (re.compile(r"\b(\d)['\u2032](\d{1,2})(?:[\"\u2033]|'')"), r"\1 foot \2"),
    (re.compile(rf"(?<![\d-])({NUMBER})(?:-|\s?–\s?)(?=[$£€]?\d+(?![\d-]))"), lambda m: f"{m[1]} to "),
    (re.compile(r"(?<![\d/.])(?P<whole>\d+ )?(?P<top>\d{1,2})/(?P<bottom>\d{1,2})(?![\d/])"), _fraction),
    (re.compile(rf"(?<![\w.])(?P<n>{NUMBER})[ \u00a0]?(?P<unit>{ANY_UNIT})(?![\w/²³])(?:\.(?=\s[a-z]))?"), _unit),
    (re.compile(r"\b(1\d|20)(\d0)s\b"), lambda m: f"{m[1]} {DECADES[m[2]]}"),
    (YEARS, lambda m: m["lead"] + year(m["y"]) + m["to"] + year(m["end"])),
    (YEAR, lambda m: m["lead"] + year(m["y"])),
    (re.compile(rf"\b(?P<name>[A-Z][a-z]+) (?P<roman>{'|'.join(sorted(ROMAN, key=len, reverse=True))})\b"), _roman),
    # else espeak-ng says "one hundred th"
    (re.compile(r"\b(\d)(000?)th\b"), lambda m: f"{m[1]} {'hundredth' if m[2] == '00' else 'thousandth'}"),
)
"""Patterns and how their matches are said, applied in this order: an earlier rule saves its text from the later ones."""
