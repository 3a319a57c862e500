"""Turns written figures into what is said: money, dates, times, ranges, fractions, units. Plain digits stay digits."""

import re
import unicodedata
from collections.abc import Callable

from voice.english.numbers import DECADES, IN_ORDER, PARTS, SCALES, ordinal
from voice.english.roman import spell_romans
from voice.english.times import MONTHS
from voice.english.units import ABBREVIATIONS, CURRENCY_SIGNS, DIVISORS, MONEY, ONLY_WRITTEN, plural, raised

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"

SCALE_LETTERS = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}


def spell_numbers(text: str) -> str:
    """Write out the figures of a text that a voice reads badly."""
    if DIALS.search(text):
        text = DIALLED.sub(lambda m: m["lead"] + _digits(m["digits"]), text)
    for pattern, say in RULES:
        text = pattern.sub(say, text)
    return spell_romans(text)


def year(digits: str) -> str:
    """Say a year: "19 84", "19 oh 5", "20 26"; 1066 and 2005 stay numbers."""
    number = int(digits)
    if len(digits) != 4 or number < 1100 or 2000 <= number < 2010:
        return digits
    century, rest = divmod(number, 100)
    return f"{century} {'hundred' if not rest else f'oh {rest}' if rest < 10 else rest}"


def _date(match: re.Match[str]) -> str:
    said = _said_date(int(match["d"]), int(match["m"]), match["y"])
    return f"{said} at {match['time']}" if said and match["time"] else said or match[0]


def _dotted_date(match: re.Match[str]) -> str:
    return _said_date(int(match[1]), int(match[2]), match[3]) or match[0]


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
    many = one if match["a"] else many  # "a 5 dollar bill"
    before = (match["a"] or "") + ("minus " if match["minus"] else "")
    units, _, rest = COMMA_CENTS.sub(".", match["n"]).partition(".")
    if scale := match["scale"]:
        return f"{before}{match['n']} {SCALE_LETTERS.get(scale.lower(), scale.lower())} {many}"
    if len(rest) not in {0, 2}:
        return f"{before}{match['n']} {many}"
    small = int(rest or 0)
    parts = [f"{units} {one if units == '1' else many}"] if units.strip("0,") or not small else []
    parts += [f"{small} {one_hundredth if small == 1 else hundredths}"] if small else []
    return before + " and ".join(parts)


def _money_range(match: re.Match[str]) -> str:
    """Say the unit once: "5 to 10 dollars"."""
    return f"{match['n']} to {match['sign']}{match['to']}"


def _money_behind(match: re.Match[str]) -> str:
    """Put the sign before the number, where it is read."""
    if match["sign"] == "¢":
        return f"{match['n']} {'cent' if match['n'] == '1' else 'cents'}"
    return f"{CURRENCY_CODES.get(match['sign'], match['sign'])}{match['n']}"


def _foreign(match: re.Match[str]) -> str:
    scale = (match["scale"] or "").lower()
    return f"{match['n']} " + (f"{SCALE_LETTERS.get(scale, scale)} " if scale else "") + OTHER_MONEY[match["sign"]]


def _unit(match: re.Match[str]) -> str:
    unit, power, per = UNITS[match["unit"]], match["power"], match["per"]
    if match["how"]:
        unit = f"{'square' if match['how'] == 'sq' else 'cubic'} {unit}"
    if per:
        divisor = DIVISORS.get(per, per)
        unit += f" per {raised(divisor, power) if power else divisor}"
    elif power:
        unit = raised(unit, power)
    alone = match["n"] == "1" or match["a"] or match["joint"] == "-"  # "a 5 kilometre run"
    return f"{match['a'] or ''}{match['n']} {unit if alone else plural(unit)}"


def _each(match: re.Match[str]) -> str:
    return f"{match['what']} per {DIVISORS.get(match['each'], match['each'])}"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom, behind = match["whole"], int(match["top"]), int(match["bottom"]), match["an"] or ""
    if bottom not in PARTS or not 0 < top < bottom:
        return match[0] if top < bottom else f"{whole or ''}{top} {bottom}{match[0][match.end('bottom') - match.start() :]}"
    unit = UNITS.get(match["unit"], "")
    if (top, bottom) == (1, 2) and not whole and (behind or unit):
        return f"half{behind or ' ' + _one(unit)}"
    part = PARTS[bottom]
    article = "a half" if bottom == 2 else f"a {part}" if bottom != 8 else f"an {part}"
    said = article if top == 1 else f"{top} {part}s"
    if whole:
        return f"{whole.strip()} and {said}" + (f" {plural(unit)}" if unit else behind)
    return said + (f" of {_one(unit)}" if unit else behind)


def _one(unit: str) -> str:
    return f"an {unit}" if unit.startswith(("a", "e", "i", "o", "u", "hour")) else f"a {unit}"


def _ratio(match: re.Match[str]) -> str:
    """Say "16 to 9", and a verse of a book as "Romans 8 1"."""
    return f"{match['book']}{match[2]} {match[3]}" if match["book"] else f"{match[2]} to {match[3]}"


def _digits(number: str) -> str:
    """Say it digit by digit, with a pause between groups."""
    groups = re.findall(r"\d+", number)
    plus = "plus " if number.startswith("+") else ""
    return plus + ", ".join(" ".join(IN_ORDER[int(digit)] for digit in group) for group in groups)


MONTH_DAY = rf"(?:{'|'.join(MONTHS)})(?: \d{{1,2}}(?:st|nd|rd|th)?,?)?"
SCALE_WORD = "|".join([*SCALES, *sorted(SCALE_LETTERS, key=len, reverse=True)])
YEAR_DIGITS = r"(?:1[1-9]|20)\d\d"
NO_YEAR = r"(?![,.]\d|\s?[%°]|\s[a-z]+s\b)"
"""What follows a number that is no year: "in 1750 metres"."""

COMMA_CENTS = re.compile(r",(?=\d\d$)")
CURRENCY_CODES = {"USD": "$", "US$": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
CODES = "|".join(map(re.escape, CURRENCY_CODES))
OTHER_MONEY = {
    "A$": "Australian dollars", "AU$": "Australian dollars", "AUD": "Australian dollars", "C$": "Canadian dollars",
    "CA$": "Canadian dollars", "CAD": "Canadian dollars", "NZ$": "New Zealand dollars", "NZD": "New Zealand dollars",
    "HK$": "Hong Kong dollars", "HKD": "Hong Kong dollars", "S$": "Singapore dollars", "SGD": "Singapore dollars",
    "R$": "reais", "BRL": "reais", "CHF": "Swiss francs", "SEK": "Swedish kronor", "NOK": "Norwegian kroner",
    "DKK": "Danish kroner", "PLN": "zlotys", "CNY": "yuan", "RMB": "yuan", "KRW": "won", "₩": "won", "₽": "roubles",
    "RUB": "roubles", "MXN": "Mexican pesos", "ZAR": "rand", "₺": "lira", "₴": "hryvnias", "₪": "shekels", "฿": "baht",
    "₫": "dong", "₱": "pesos", "₿": "bitcoins", "BTC": "bitcoins",
}  # fmt: skip
"""Money whose hundredths nobody counts in English."""
OTHER = "|".join(re.escape(sign) for sign in sorted(OTHER_MONEY, key=len, reverse=True))
MONEY_WORD = "|".join(sorted({word for names in MONEY.values() for word in names}, key=len, reverse=True))
PRICE = rf"{NUMBER}(?:,\d\d(?!\d|,\d))?"
AMOUNT = re.compile(
    rf"(?i)(?P<a>\ban? )?(?P<minus>[-\u2212])?(?P<sign>[{CURRENCY_SIGNS}])\s?(?P<n>{PRICE})(?:\s?(?P<scale>{SCALE_WORD})\b)?"
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
CLOCK_RANGE = re.compile(
    r"(?:(?<=\d:\d\d)|(?<=\d[AaPp][Mm])|(?<=\d [AaPp][Mm])|(?<=[AaPp]\.[Mm]\.))\s?[-–—]\s?"
    r"(?=\d{1,2}(?::\d\d|\s?[AaPp]\.?[Mm])|noon|midnight)"
)
PHONE = re.compile(
    r"\+\d[\d ()-]{7,}\d"
    r"|(?<![\d-])(?:1-)?(?:\(\d{2,5}\) ?|\d{3}-)?\d{3}-\d{4}(?![\d-])"
    r"|(?<![\w.,$£€-])(?:\(0\d{1,4}\)|0\d{2,4})[ -]?\d{3,4}(?:[ -]?\d{3,4})?(?![\w,-]|\.\d)"
)
DIALLED = re.compile(
    r"(?i)(?P<lead>\b(?:call|dial|ring|phone|telephone|tel\.?|text|number is|or|and) )"
    r"(?P<digits>\d{3}(?: ?\d{3})?)(?![\w%-]|[,.:]\d| \d| [a-z]+s\b| (?:people|men|women|children|or more)\b)"
)
DIALS = re.compile(r"(?i)\b(?:call|dial|ring|phone|telephone|tel\.?|text)\b|\bnumber is\b")
"""What a number must stand behind to be dialled: "call 911 or 112"."""
UNITS = ABBREVIATIONS | ONLY_WRITTEN
ANY_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
PER = "|".join(re.escape(unit) for unit in sorted(DIVISORS, key=len, reverse=True))
UNIT = re.compile(
    rf"(?P<a>\b[Aa]n? )?(?<![\w.])(?P<n>{NUMBER})(?P<joint>[ \u00a0\u202f]?|-(?=\w+ [a-z]))(?:(?P<how>sq|cu)\.? )?"
    rf"(?P<unit>{ANY_UNIT})(?:/(?P<per>{PER}|[a-z]{{3,}}))?(?P<power>[²³]|\^[23])?(?![\w/²³^])(?:\.(?=\s[a-z]))?"
)

RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(" ?[¼-¾⅐-⅞]"), lambda m: " " + unicodedata.normalize("NFKC", m[0].strip()).replace("\u2044", "/")),
    (re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}\b)"), ","),
    (re.compile(r"(?<![\w.,])\d{1,3}(?: 000)+\b"), lambda m: m[0].replace(" ", ",")),
    (re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+,\d\d(?![\d,])"), lambda m: m[0].translate({44: ".", 46: ","})),  # 1.234,50
    (re.compile(r"(?<![\w.)])\.(?=\d)"), "point "),
    (
        re.compile(
            r"(?<![\w.])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
            r"(?:[T ](?P<time>[0-2]\d:[0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])(?!\.\d)"
        ),
        _date,
    ),
    (re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])"), _slash_date),
    (re.compile(r"(?<![\w.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\w|\.\d)"), _dotted_date),
    (PHONE, lambda m: _digits(m[0])),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), lambda m: m[0].replace(".", " dot ")),
    (re.compile(r"\b[vV](?=\d+\.\d)"), "version "),
    (
        re.compile(r"(?<![\w.])\d+\.\d+\.\d+(?:-\w+)?(?!\w|\.\d)"),
        lambda m: m[0].replace(".", " point ").replace("-", " "),
    ),
    (CLOCK_RANGE, " to "),
    (CLOCK, _clock),
    (re.compile(r"(?P<book>\b[A-Z][a-z]+ )?(?<![\d:.])(\d{1,3}):(\d{1,3})(?![\d:])"), _ratio),
    (re.compile(rf"(?<![\w$])(?P<sign>{OTHER})\s?(?P<n>{PRICE})(?:\s?(?P<scale>{SCALE_WORD})\b)?"), _foreign),
    (re.compile(rf"(?<![\w.,])(?P<n>{PRICE})\s?(?:(?P<scale>{SCALE_WORD}) )?(?P<sign>{OTHER})(?!\w)"), _foreign),
    (re.compile(rf"\b(?P<sign>{CODES})\s?(?P<n>{PRICE})"), _money_behind),
    (re.compile(rf"(?<![\w.,{CURRENCY_SIGNS}])(?P<n>{PRICE})\s?(?P<sign>[€£¥₹¢]|(?:{CODES})\b)(?!\d)"), _money_behind),
    (re.compile(rf"(?P<sign>[{CURRENCY_SIGNS}])(?P<n>{NUMBER})\s?[-–]\s?(?P=sign)?(?P<to>{NUMBER})(?![\d-])"), _money_range),
    (AMOUNT, _money),
    (re.compile(rf"\b(?P<what>{MONEY_WORD})\s?/\s?(?P<each>[A-Za-z]+)\b"), _each),
    (re.compile(r"(?<=\d )(?P<what>[a-z]+s)/(?P<each>min|h|hr|s|sec|day|week|month|year|person)\b"), _each),
    (re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[eE]\+?(-?\d{1,3})\b"), lambda m: f"{m[1]} times 10^{m[2]}"),
    (re.compile(r"\b(\d{1,2})\s?([AaPp])\.\s?[Mm]\.(?!\s*\Z)"), lambda m: f"{m[1]} {m[2].lower()}m"),
    (re.compile(r"\b(\d{1,2})\s?([AaPp])\.\s?[Mm]\.\s*\Z"), lambda m: f"{m[1]} {m[2].lower()}m."),
    (re.compile(r"\b(\d)['\u2032]\s?(\d{1,2})(?:[\"\u2033]|'')"), r"\1 foot \2"),
    (re.compile(r"\b([Aa]n? \d+(?:\.\d+)?)[\"\u2033]"), r"\1 inch"),
    (re.compile(r"\b(\d ?ft)\.? (\d{1,2}(?:\.\d+)?) ?in\b"), r"\1 \2 inches"),
    (re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?in\.(?=\s+[a-z])"), r"\1 inches"),
    (re.compile(rf"(?<![\d-])({NUMBER})(?:-|\s?–\s?)(?=[$£€]?\d+(?![\d-]))"), lambda m: f"{m[1]} to "),
    (
        re.compile(
            r"(?<![\d/.])(?P<whole>\d+ )?(?P<top>\d{1,2})/(?P<bottom>\d{1,2})(?![\d/])"
            rf"(?:(?P<an> an?)\b|\s?(?P<unit>{ANY_UNIT})(?![\w/²³]))?"
        ),
        _fraction,
    ),
    (re.compile(r"(?<![\w.])([1-9]\d*) ?x ?(?=\d)"), r"\1 by "),
    (UNIT, _unit),
    (re.compile(r"\b(1\d|20)(\d0)s\b"), lambda m: f"{m[1]} {DECADES[m[2]]}"),
    (YEARS, lambda m: m["lead"] + year(m["y"]) + m["to"] + year(m["end"])),
    (YEAR, lambda m: m["lead"] + year(m["y"])),
    (re.compile(r"(?<=\d)x(?= [a-z]|[.,!?)]|\Z)"), " times"),
    # else espeak-ng says "one hundred th"
    (re.compile(r"\b(\d)(000?)th\b"), lambda m: f"{m[1]} {'hundredth' if m[2] == '00' else 'thousandth'}"),
)
"""Patterns and how their matches are said, applied in this order: an earlier rule saves its text from the later ones."""
