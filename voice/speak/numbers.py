"""Money, dates, times, ranges, fractions and units as people say them; the digits are left to the voice."""

import re
import unicodedata
from collections.abc import Callable

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MONEY = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
"""One and many of the unit, one and many of its hundredth."""

SCALES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}

UNITS = {
    "km/h": "kilometre per hour",
    "kmh": "kilometre per hour",
    "kph": "kilometre per hour",
    "mph": "mile per hour",
    "m/s": "metre per second",
    "km²": "square kilometre",
    "m²": "square metre",
    "m³": "cubic metre",
    "km": "kilometre",
    "cm": "centimetre",
    "mm": "millimetre",
    "m": "metre",
    "kg": "kilogram",
    "mg": "milligram",
    "g": "gram",
    "ml": "millilitre",
    "mL": "millilitre",
    "cl": "centilitre",
    "l": "litre",
    "L": "litre",
    "ft": "foot",
    "yd": "yard",
    "mi": "mile",
    "lb": "pound",
    "lbs": "pound",
    "oz": "ounce",
    "tsp": "teaspoon",
    "tbsp": "tablespoon",
    "h": "hour",
    "hr": "hour",
    "hrs": "hour",
    "min": "minute",
    "mins": "minute",
    "sec": "second",
    "secs": "second",
    "ms": "millisecond",
    "kB": "kilobyte",
    "KB": "kilobyte",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "W": "watt",
    "kW": "kilowatt",
    "kWh": "kilowatt hour",
    "°C": "degree Celsius",
    "° C": "degree Celsius",
    "℃": "degree Celsius",
    "°F": "degree Fahrenheit",
    "° F": "degree Fahrenheit",
    "℉": "degree Fahrenheit",
}
"""In the singular."""

PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}

DECADES = {
    "00": "hundreds",
    "10": "tens",
    "20": "twenties",
    "30": "thirties",
    "40": "forties",
    "50": "fifties",
    "60": "sixties",
    "70": "seventies",
    "80": "eighties",
    "90": "nineties",
}

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spell_numbers(text: str) -> str:
    """`text` with its numbers as they are said."""
    for pattern, say in RULES:
        text = pattern.sub(say, text)
    return text


def year(digits: str) -> str:
    """A year as it is said: "19 84", "19 oh 5", "20 26"; 1066 and 2005 stay numbers."""
    number = int(digits)
    if len(digits) != 4 or number < 1100 or 2000 <= number < 2010:
        return digits
    century, rest = divmod(number, 100)
    return f"{century} " + ("hundred" if not rest else f"oh {rest}" if rest < 10 else str(rest))


def plural(unit: str) -> str:
    """ "mile per hour" becomes "miles per hour", "foot" "feet"."""
    head, per, rest = unit.partition(" per ")
    if head.startswith("degree "):
        return head.replace("degree ", "degrees ")
    return ("feet" if head == "foot" else head + "s") + per + rest


def _date(match: re.Match[str]) -> str:
    return _said_date(int(match["d"]), int(match["m"]), match["y"]) or match[0]


def _slash_date(match: re.Match[str]) -> str:
    """Day or month first, whichever makes sense; where both do, the numbers alone are honest."""
    first, second, written_year = int(match[1]), int(match[2]), match[3]
    day, month = (second, first) if second > 12 else (first, second)
    said = _said_date(day, month, written_year) if (day > 12 or first == second) else None
    return said or f"{first} {second} {year(written_year)}"


def _said_date(day: int, month: int, written_year: str) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{ordinal(day)} of {MONTH_NAMES[month - 1]} {year(written_year)}"


def ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = match["h"], int(match["min"]), match["half"]
    after = f" {half[0].lower()}m" if half else ""
    if minute == 0 and not half:
        return (
            "midnight"
            if int(hour) in {0, 24}
            else f"{int(hour)} " + ("o'clock" if int(hour) <= 12 else "hundred")
        )
    if minute == 0:
        return f"{int(hour)}{after}"
    return f"{int(hour)} " + (f"oh {minute}" if minute < 10 else str(minute)) + after


def _money(match: re.Match[str]) -> str:
    one, many, one_hundredth, hundredths = MONEY[match["sign"]]
    minus = "minus " if match["minus"] else ""
    units, _, rest = match["n"].partition(".")
    if scale := match["scale"]:
        return f"{minus}{match['n']} {SCALES.get(scale.lower(), scale.lower())} {many}"
    if len(rest) not in {0, 2}:
        return f"{minus}{match['n']} {many}"
    small = int(rest or 0)
    parts = [f"{units} {one if units == '1' else many}"] if units.strip("0,") or not small else []
    parts += [f"{small} {one_hundredth if small == 1 else hundredths}"] if small else []
    return minus + " and ".join(parts)


def _unit(match: re.Match[str]) -> str:
    unit = UNITS[match["unit"]]
    return f"{match['n']} {unit if match['n'] == '1' else plural(unit)}"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match["whole"], int(match["top"]), int(match["bottom"])
    if bottom not in PARTS or not 0 < top < bottom:
        return match[0]
    part = PARTS[bottom]
    article = "a half" if bottom == 2 else f"a {part}" if bottom != 8 else f"an {part}"
    said = article if top == 1 else f"{top} {part}s"
    return f"{whole.strip()} and {said}" if whole else said


def _digits(match: re.Match[str]) -> str:
    """Digit by digit, a breath between groups."""
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(" ".join(DIGITS[int(digit)] for digit in group) for group in groups)


def _round_ordinal(match: re.Match[str]) -> str:
    """espeak-ng says "one hundred th"."""
    return f"{match[1]} {'hundredth' if match[2] == '00' else 'thousandth'}"


MONTH_DAY = rf"(?:{'|'.join(MONTH_NAMES)})(?: \d{{1,2}}(?:st|nd|rd|th)?,?)?"
SCALE_WORD = "thousand|million|billion|trillion|bn|tn|k|m|b"
ANY_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))

RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile("[¼-¾⅐-⅞]"), lambda m: " " + unicodedata.normalize("NFKC", m[0]).replace("\u2044", "/")),
    (re.compile(r"(?<![\w.])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-])(?!\.\d)"), _date),
    (re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})/(\d{4})(?![\w/])"), _slash_date),
    (re.compile(r"\+\d[\d ()-]{7,}\d|(?<![\d-])(?:\d{3}-)?\d{3}-\d{4}(?![\d-])"), _digits),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), lambda m: m[0].replace(".", " dot ")),
    (
        re.compile(
            r"(?<![\d:.])(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d)(?![\d:])(?:\s?(?P<half>[AaPp]\.?[Mm])\b\.?)?"
        ),
        _clock,
    ),
    (
        re.compile(
            rf"(?P<minus>[-\u2212])?(?P<sign>[{''.join(MONEY)}])\s?(?P<n>{NUMBER})(?:\s?(?P<scale>{SCALE_WORD})\b)?",
            re.IGNORECASE,
        ),
        _money,
    ),
    (re.compile(rf"(?<![\d-])({NUMBER})(?:-|\s?–\s?)(?=[$£€]?\d+(?![\d-]))"), lambda m: f"{m[1]} to "),
    (re.compile(r"(?<![\d/.])(?P<whole>\d+ )?(?P<top>\d{1,2})/(?P<bottom>\d{1,2})(?![\d/])"), _fraction),
    (
        re.compile(rf"(?<![\w.])(?P<n>{NUMBER})[ \u00a0]?(?P<unit>{ANY_UNIT})(?![\w/²³])(?:\.(?=\s[a-z]))?"),
        _unit,
    ),
    (re.compile(r"\b(1\d|20)(\d0)s\b"), lambda m: f"{m[1]} {DECADES[m[2]]}"),
    (
        re.compile(
            rf"(?P<lead>\b(?:in|since|until|till|year|circa|{MONTH_DAY}) )"
            r"(?P<y>(?:1[1-9]|20)\d\d)\b(?![,.]\d|\s?[%°]|\s[a-z]+s\b)",  # "in 1750 metres" is no year
            re.IGNORECASE,
        ),
        lambda m: m["lead"] + year(m["y"]),
    ),
    (re.compile(r"\b(\d)(000?)th\b"), _round_ordinal),
)
"""In this order: what a later rule would take apart is said by an earlier one."""
