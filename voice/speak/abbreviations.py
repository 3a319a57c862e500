"""Abbreviations, without their full stop and in lower case, and how they are said."""

BEFORE_MORE = {
    "approx": "approximately",
    "capt": "captain",
    "cf": "compare",
    "dr": "doctor",
    "e.g": "for example",
    "gen": "general",
    "gov": "governor",
    "i.e": "that is",
    "lt": "lieutenant",
    "mr": "mister",
    "mrs": "missis",
    "ms": "miz",
    "mt": "mount",
    "prof": "professor",
    "rev": "reverend",
    "sen": "senator",
    "st": "saint",
    "vs": "versus",
}
"""Something always follows: their full stop never ends a sentence."""

ANYWHERE = {
    "ave": "avenue",
    "dept": "department",
    "est": "established",
    "etc": "et cetera",
    "inc": "incorporated",
    "jr": "junior",
    "ltd": "limited",
    "max": "maximum",
    "min": "minimum",
    "rd": "road",
    "sr": "senior",
}
"""Their full stop ends a sentence when a capital follows."""

BEFORE_A_NUMBER = {
    "ch": "chapter",
    "fig": "figure",
    "no": "number",
    "nos": "numbers",
    "p": "page",
    "pp": "pages",
    "vol": "volume",
}
"""Abbreviations only when a number follows."""

MONTHS = {
    "jan": "January",
    "feb": "February",
    "mar": "March",
    "apr": "April",
    "jun": "June",
    "jul": "July",
    "aug": "August",
    "sep": "September",
    "sept": "September",
    "oct": "October",
    "nov": "November",
    "dec": "December",
}
"""Months beside a number."""
