"""The values of number words, and the names of numbers."""

UNITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
MISSPELT = {"fourty": 40}
SOUND_ALIKE = {
    "thirteen": "thirty", "fourteen": "forty", "fifteen": "fifty", "sixteen": "sixty", "seventeen": "seventy",
    "eighteen": "eighty", "nineteen": "ninety", "13": "30", "14": "40", "15": "50", "16": "60", "17": "70", "18": "80",
    "19": "90", "eight": "a", "four": "for", "nine": "five", "9": "5", "two": "to",
}  # fmt: skip
"""Numbers that are heard one for the other, and words that are heard for a number."""
ZEROS = {"zero": 0, "nought": 0, "naught": 0}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""Words that multiply the number before them, beside "hundred"."""

BELOW_HUNDRED = UNITS | TEENS | TENS | MISSPELT

IN_ORDER = ("zero", *UNITS, *TEENS)
"""The words of 0 to 19; the place of each is its value."""

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
"""The words of 1st to 20th, in order."""

PARTS = {2: "half", 4: "quarter"} | {number: ORDINALS[number - 1] for number in (3, 5, 6, 8, 10)}
"""Number of equal parts → what one of them is called."""

PARTS_HEARD = {"half", "halves", "quarter", "quarters", "third", "thirds"}
"""Words behind "one" or "three" that make a fraction of it."""

LOOSE = {"a": 0, "an": 0, "couple": 2, "few": 3, "several": 4}
"""Words for a number that is not counted; "a" is 0, as it adds nothing to "a hundred"."""

DOZEN = 12

DECADES = {"00": "hundreds", "10": "tens"} | {str(worth): f"{word[:-1]}ies" for word, worth in TENS.items()}
"""The last two digits of a decade → its name: "80" → "eighties"."""


def ordinal(number: int) -> str:
    """Write a number as the place in an order: "1st", "22nd", "13th"."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
