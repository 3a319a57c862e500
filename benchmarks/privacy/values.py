"""What fills the slots of the templates: invented values, written in figures, said in words, or both mixed."""

import random
import string
from collections.abc import Callable

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
FIRST = [
    "john",
    "maria",
    "ahmed",
    "chloe",
    "priya",
    "tom",
    "sofia",
    "liam",
    "olga",
    "kenji",
    "fatima",
    "peter",
    "lucy",
    "marco",
]
LAST = [
    "smith",
    "garcia",
    "khan",
    "dubois",
    "patel",
    "baker",
    "rossi",
    "murphy",
    "ivanova",
    "tanaka",
    "hassan",
    "larsen",
    "brown",
    "green",
]
STREETS = [
    "maple",
    "elm",
    "station",
    "church",
    "victoria",
    "oak",
    "high",
    "mill",
    "park",
    "king's",
    "orchard",
    "chestnut",
    "rosewood",
]
PLACES = {
    "street": 5, "road": 5, "avenue": 4, "lane": 3, "drive": 2, "court": 1, "close": 1, "crescent": 1,
    "boulevard": 1, "terrace": 1,
}  # fmt: skip

LISTS = {
    "kin": [
        "wife",
        "husband",
        "son",
        "daughter",
        "mother",
        "father",
        "mum",
        "dad",
        "brother",
        "sister",
        "grandmother",
        "uncle",
        "partner",
        "aunt",
    ],
    "spouse": ["wife", "husband", "boyfriend", "girlfriend", "partner"],
    "child": "son;daughter;little boy;little girl;five year old;toddler;nephew",
    "condition": "diabetes;depression;asthma;breast cancer;epilepsy;high blood pressure;hiv;eczema;bipolar disorder;"
    "arthritis;migraines;anxiety;kidney failure;parkinson's;adhd;lupus;hepatitis c;endometriosis;gout;an ulcer;anemia;"
    "schizophrenia;dementia;multiple sclerosis;shingles;leukemia",
    "drug": "ibuprofen;metformin;insulin;prozac;lisinopril;warfarin;sertraline;xanax;morphine;amoxicillin;methadone;"
    "antidepressants;statins;ritalin;prednisone",
    "amount": "forty thousand dollars;two thousand euros;60000 dollars;five hundred pounds;$1,200;ten grand;£35k;three million",
    "faith": "muslim;jewish;catholic;hindu;buddhist;sikh;mormon;orthodox",
    "religion": "islam;judaism;buddhism;hinduism;christianity;sikhism",
    "crime": "theft;assault;shoplifting;fraud;drunk driving;drug possession;burglary;vandalism",
    "person": "marie curie;napoleon;taylor swift;elvis presley;albert einstein;frida kahlo;oprah winfrey;nelson mandela;adele",
    "city": "paris;london;tokyo;new york;berlin;chicago;madrid;cairo",
    "country": "france;germany;japan;brazil;canada;india;the united states;norway",
    "site": "booking dot com;the bbc dot co dot uk site;ebay.com;imdb dot com",
    "price": "nineteen ninety nine;$24.99;twelve fifty;30 euros;ninety nine cents",
    "million": "eighty three million;67000000;1,400,000,000;five million two hundred thousand",
    "thousands": "12000;four thousand five hundred;1,000,000;nine hundred thousand",
    "error": "404;five hundred and three;0x80070005;four oh four",
    "room": "kitchen;bedroom;office;living room",
    "school": "lincoln elementary;saint mary's school;oakwood primary;the school on mill road;riverside kindergarten",
}


def _choices(name: str) -> list[str]:
    entry = LISTS[name]
    return entry.split(";") if isinstance(entry, str) and ";" in entry else list(entry)


def digits(rng: random.Random, count: int, first: str = string.digits) -> str:
    return rng.choice(first) + "".join(rng.choice(string.digits) for _ in range(count - 1))


def luhn(rng: random.Random, prefix: str, length: int) -> str:
    body = prefix + digits(rng, length - 1 - len(prefix))
    total = sum(sum(divmod(2 * int(d), 10)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def spoken(rng: random.Random, text: str, groups: tuple[int, ...] = (3, 3, 4)) -> str:
    """A number as a recogniser would write it: figures, digit words, doubles, pairs, letters."""
    how = rng.choice(["figures", "grouped", "words", "words", "doubles", "pairs", "mixed", "pauses"])
    if how == "figures":
        return text
    if how == "grouped":
        return rng.choice([" ", "-", " "]).join(_cut(text, groups))
    out: list[str] = []
    at = 0
    while at < len(text):
        char, run = text[at], len(text[at:]) - len(text[at:].lstrip(text[at]))
        pair = text[at : at + 2]
        if how in ("doubles", "mixed") and 2 <= run <= 3 and char.isalnum():
            out.append(["double", "triple"][run - 2] + " " + _said(rng, char))
            at += run
        elif how == "pairs" and len(pair) == 2 and pair.isdigit() and pair[0] != "0":
            out.append(two(int(pair)))
            at += 2
        elif how == "mixed" and rng.random() < 0.4:
            out.append(char)
            at += 1
        else:
            out.append(_said(rng, char))
            at += 1
    if how == "pauses":
        out.insert(len(out) // 2, rng.choice(["uh", "um", "and then", "er"]))
    return " ".join(out)


def _cut(text: str, groups: tuple[int, ...]) -> list[str]:
    parts = []
    for size in groups:
        parts, text = [*parts, text[:size]], text[size:]
    return [part for part in [*parts, text] if part]


def _said(rng: random.Random, char: str) -> str:
    return rng.choice(["zero", "oh", "oh"]) if char == "0" else WORDS[int(char)] if char.isdigit() else char


def two(value: int) -> str:
    if value < 10:
        return WORDS[value]
    return TEENS[value - 10] if value < 20 else f"{TENS[value // 10]} {WORDS[value % 10]}".removesuffix(" zero")


def email(rng: random.Random) -> str:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    host = rng.choice(
        ["gmail.com", "yahoo.com", "hotmail.co.uk", "outlook.com", "acme.org", f"{last}family.net", "uni-bonn.de"]
    )
    local = rng.choice([f"{first}.{last}", f"{first}{rng.randint(1, 99)}", f"{first}_{last}", f"{first[0]}{last}"])
    if rng.random() < 0.3:
        return f"{local}@{host}"
    said = local.replace(".", " dot ").replace("_", " underscore ")
    if rng.random() < 0.2:
        said = " ".join(said) if "dot" not in said and "under" not in said else said
    said = "".join(f" {two(int(c))} " if c.isdigit() else c for c in said)
    return " ".join(f"{said} at {host.replace('.', ' dot ').replace('-', ' dash ')}".split())


def phone(rng: random.Random) -> str:
    kind = rng.choice(["us", "uk", "short", "plus"])
    number = {"us": "2345", "uk": "07", "short": "5", "plus": "4"}[kind]
    if kind == "us":
        return spoken(rng, digits(rng, 10, number))
    if kind == "uk":
        return spoken(rng, "07" + digits(rng, 9), (5, 6))
    if kind == "short":
        return spoken(rng, "555" + digits(rng, 4), (3, 4))
    return rng.choice(["+", "plus "]) + spoken(rng, "44" + digits(rng, 10, "1237"), (2, 4, 6))


def card(rng: random.Random) -> str:
    number = rng.choice([luhn(rng, "4", 16), luhn(rng, "52", 16), luhn(rng, "37", 15)])
    return spoken(rng, number, (4, 4, 4, 4))


def iban(rng: random.Random) -> str:
    country, length = rng.choice([("DE", 18), ("FR", 23), ("NL", 10), ("ES", 20)])
    body = ("ABNA" if country == "NL" else "") + digits(rng, length)
    number = int("".join(str(int(c, 36)) for c in body + country + "00"))
    text = f"{country}{98 - number % 97:02}{body}"
    return rng.choice([text, " ".join(_cut(text, (4,) * 8)), spoken(rng, text.lower(), (4,) * 8)])


def address(rng: random.Random) -> str:
    number = rng.choice([str(rng.randint(1, 2400)), two(rng.randint(1, 99)), f"{rng.randint(1, 99)}{rng.choice('abc')}"])
    kind = rng.choices(list(PLACES), list(PLACES.values()))[0]
    street = f"{number} {rng.choice(STREETS)} {kind}"
    return street + rng.choice(["", "", " apartment 4", " springfield", f" flat {two(rng.randint(1, 30))}"])


def date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1940, 2015)
    name, said_year = MONTHS[month - 1], f"{two(year // 100)} {two(year % 100) if year % 100 > 9 else 'oh ' + WORDS[year % 10]}"
    return rng.choice(
        [
            f"{day}/{month}/{year}", f"{name} {day} {year}", f"the {_ordinal(day)} of {name} {said_year}",
            f"{day} {name} {year}",
            f"{name} {_ordinal(day)} {said_year}", f"{year}-{month:02}-{day:02}", f"{two(day)} {two(month)} {two(year % 100)}",
            f"{name} the {_ordinal(day)}",
        ]
    )  # fmt: skip


def _ordinal(day: int) -> str:
    suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def ip(rng: random.Random) -> str:
    parts = [rng.choice([10, 172, 192, 203, 84]), rng.randint(2, 254), rng.randint(0, 254), rng.randint(2, 254)]
    if rng.random() < 0.5:
        return ".".join(map(str, parts))
    return " dot ".join(" ".join(_said(rng, d) for d in str(p)) if rng.random() < 0.5 else _hundreds(p) for p in parts)


def _hundreds(value: int) -> str:
    return (
        two(value)
        if value < 100
        else f"{WORDS[value // 100]} {two(value % 100) if value % 100 > 9 else 'oh ' + two(value % 100)}"
    )


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("abcdefghjklmnprstuvwxyz") for _ in range(count))


def secret(rng: random.Random) -> str:
    return rng.choice(
        ["fluffy bunny", "swordfish", "Tr0ub4dor&3", "correct horse battery staple", "capital b lower case k nine nine dollar",
         "sunshine42", "hunter two", "rosebud", "mississippi exclamation mark"]
    )  # fmt: skip


VALUES: dict[str, Callable[[random.Random], str]] = {
    "email": email,
    "phone": phone,
    "card": card,
    "iban": iban,
    "ssn": lambda r: spoken(r, digits(r, 9, "123456"), (3, 2, 4)),
    "national": lambda r: spoken(
        r, r.choice([f"{_letters(r, 2)}{digits(r, 6)}{r.choice('abcd')}", digits(r, 12, "23"), digits(r, 11)]), (4, 4, 4)
    ),
    "passport": lambda r: spoken(r, r.choice([digits(r, 9), _letters(r, 1) + digits(r, 8), "c01x" + digits(r, 5)])),
    "licence": lambda r: spoken(r, r.choice([_letters(r, 1) + digits(r, 7), digits(r, 8), _letters(r, 4) + digits(r, 6)])),
    "plate": lambda r: spoken(
        r,
        r.choice([f"{_letters(r, 2)}{digits(r, 2)}{_letters(r, 3)}", f"{digits(r, 1)}{_letters(r, 3)}{digits(r, 3)}"]),
        (2, 2, 3),
    ),
    "account": lambda r: spoken(r, digits(r, r.choice([8, 10]))),
    "sort": lambda r: spoken(r, digits(r, 6), (2, 2, 2)),
    "routing": lambda r: spoken(r, digits(r, 9)),
    "patient": lambda r: spoken(r, r.choice([digits(r, 10), digits(r, 7)])),
    "member": lambda r: spoken(r, r.choice([digits(r, 9), _letters(r, 2) + digits(r, 6)])),
    "staff": lambda r: spoken(r, r.choice([digits(r, 5), digits(r, 6), _letters(r, 1) + digits(r, 5)])),
    "address": address,
    "postcode": lambda r: spoken(r, r.choice(["sw1a2bb", "m44bf", "eh991sp", "90210", "10115"]), (3, 4)),
    "date": date,
    "secret": secret,
    "pin": lambda r: spoken(r, digits(r, r.choice([4, 4, 6])), (2, 2)),
    "key": lambda r: (
        r.choice(["sk-", "ghp_", "AKIA"]) + "".join(r.choice(string.ascii_letters + string.digits) for _ in range(24))
    ),
    "ip": ip,
    "name": lambda r: f"{r.choice(FIRST)} {r.choice(LAST)}",
    "surname": lambda r: r.choice(LAST),
    "n": lambda r: r.choice([str(r.randint(2, 60)), two(r.randint(2, 60))]),
    "year": lambda r: r.choice([str(r.randint(1800, 2020)), "nineteen sixty six", "two thousand and eight"]),
}


def value(rng: random.Random, slot: str) -> str:
    return VALUES[slot](rng) if slot in VALUES else rng.choice(_choices(slot))
