"""Identifiers that are numbers: the words around a run of digits say whose it is, its shape and check digits the rest.

A failed check digit acquits nothing: one misheard digit breaks every checksum, and the other fifteen are still the user's.
"""

from typing import NamedTuple

from voice.privacy import Private
from voice.privacy.spoken import CURRENCY, Run, Sentence, vocabulary


class Shape(NamedTuple):
    """What a number of a kind looks like."""

    shortest: int
    """Characters, where words say what it is."""
    longest: int
    digits: int
    """At least so many of them are digits."""


SHAPES = {
    "phone": Shape(6, 15, 6),
    "card": Shape(11, 21, 11),
    "iban": Shape(9, 34, 7),
    "bank_account": Shape(5, 18, 5),
    "ssn": Shape(4, 12, 4),
    "national_id": Shape(5, 18, 4),
    "passport": Shape(5, 14, 3),
    "licence": Shape(5, 20, 3),
    "plate": Shape(3, 9, 1),
    "patient_number": Shape(4, 16, 4),
    "member_number": Shape(4, 20, 3),
    "staff_number": Shape(3, 12, 2),
    "credential": Shape(3, 40, 3),
    "address": Shape(5, 8, 2),
    "number": Shape(6, 34, 5),
    "last_four": Shape(4, 4, 4),
}
"""The lower bounds leave room for a digit or two that the recogniser lost."""

CUES = {
    "phone": "phone|telephone|mobile|cell|cellphone|cell phone|landline|fax|whatsapp|call me|call me back|ring me"
    "|text me|reach me"
    "|reach us|call us|text|call|ring|dial|message|emergency contact|phone number|called from|calling from|contact "
    "number|signal"
    "|home number|work number|office number|sms|voicemail|caller|called|contact|hotline",
    "card": "card|credit card|debit card|card number|visa|mastercard|master card|amex|american express|charge|pay with|maestro"
    "|long number|discover card",
    "iban": "iban|i ban|eban|international bank|international bank number|international bank account number",
    "bank_account": "acct|account|account number|bank account|checking account|savings account|savings|routing"
    "|routing number|sort code"
    "|swift|bic|direct debit|current account|bsb|checking|transit number|giro",
    "ssn": "social security|social security number|ssn|s s n|social|soc sec|taxes",
    "national_id": "national insurance|national insurance number|national id|national identity|ni number|n i number|nino|tax id"
    "|tax number|tax identification|taxpayer|itin|aadhaar|aadhar|adhar|pan number|social insurance|pesel|cpf|dni|nif|nie"
    "|id card|identity card|identity number|identification number|id number|citizen number|citizen id|personal number|bsn|utr"
    "|tax file number|tfn|codice fiscale|personal code|green card number|alien number|residence permit|pps number"
    "|curp|emirates id",
    "passport": "passport|passport number|travel document",
    "licence": "driver's license|drivers license|driver license|driving license|driver's licence|drivers licence"
    "|driving licence"
    "|driver licence|licence|license|licence number|license number|pilot licence|pilot's license|dl number|dl|d l"
    "|driver's permit|learner's permit",
    "plate": "license plate|licence plate|number plate|plate|plates|car registration|registration|reg|reg number|tag number"
    "|license plate number|vehicle|vin|my car is|parking|i drive|drives|my car|our car|the car|car is|van is"
    "|truck is|registration number|plate number|my car it's|the car it's|numberplate",
    "patient_number": "patient|patient number|patient id|medical record|medical record number|mrn|m r n|nhs|nhs number|n h s"
    "|medicare|medicaid|hospital number|health card|chart number|health number|health insurance card|prescription number"
    "|medical number|case number|insurance number|health record|chart|wristband|ward number",
    "member_number": "member|membership|membership number|member number|member id|policy|policy number|subscriber|subscriber id"
    "|library card|loyalty|loyalty card|frequent flyer|frequent flyer number|customer|customer number|customer id|group number"
    "|rewards|rewards number|gym number|student number|student id|insurance policy|client number|user id|user "
    "number|claim number"
    "|order number|booking reference|confirmation number|booking number|reservation|tracking number|reference number|club card"
    "|clubcard|insurance|miles number|air miles|mileage|mileage plus|bonus card|card for the library|advantage "
    "card|store card|points card|blue cross|health plan|railcard|bus pass|gym card",
    "staff_number": "employee|employee code|staff code|employee number|employee id|staff|staff id|staff number"
    "|badge|badge number|payroll|payroll number"
    "|personnel|personnel number|work id|clock number|worker|service number|company id|clock in|personal number at "
    "work|crew id",
    "credential": "bike lock|lock|pin|pin number|pin code|pass code|passcode|password|pass word|door code|gate code|alarm code"
    "|access code"
    "|security code|entry code|garage code|lock code|unlock|unlock code|safe code|keypad|combination|combo|verification code"
    "|one time code|otp|cvv|cvc|c v v|the code|my code|code is|two factor|to open|to unlock|to disarm|to get in"
    "|code for the alarm|alarm is|on the back|press|type in|punch in|enter|front gate|the gate|safe opens|safe"
    "|front door|garage door|login|keycode|key code"
    "|api key|secret key|access key|token|code they sent|code for|security number|login code|puk|locker|padlock|unlocks|opens"
    "|authentication code|code to|the lock|passkey|pass phrase|passphrase|building code|backup code|recovery code|secret",
    "address": "zip|zip code|zipcode|postcode|post code|postal code|eircode|pin code of my area",
    "last_four": "ending in|ending with|ends in|ends with|ending",
    "number": "number|my number|number is|id|identifier|reference|digits",
}

_CUES: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _kind, _phrases in CUES.items():
    for _phrase in _phrases.split("|"):
        _words = tuple(_phrase.split())
        _CUES.setdefault(_words[0], []).append((_words, _kind))
for _entries in _CUES.values():
    _entries.sort(key=lambda entry: -len(entry[0]))

REACH_BEFORE = 9
"""Words between a cue and a run behind it."""
REACH_AFTER = 6
LONG = 7
"""Digits that nobody says one after another for anything but an identifier."""

SUMS = vocabulary(
    "times plus minus divided multiplied multiply root squared prime pi digits factor factors binary hex hexadecimal sequence "
    "fibonacci series count population barcode isbn sum subtract factorial decimal decimals score phi logarithm "
    "percent pattern "
    "odd even series convert roman numerals sine cosine next euler's equals divide ean"
)
"""Words of arithmetic and of numbers as such: beside them a long number is nobody's."""
GENERIC = vocabulary(
    "error common typical example examples good bad weak strong average popular default worst best possible random "
    "generate secure "
    "movie film song show episode famous history"
)
OWN = vocabulary("my our mine i i'm me we his her their")
MEASURES = vocabulary(
    "dollars dollar pounds euros euro cents bucks percent miles mile kilometres kilometers metres meters minutes "
    "minute hours hour "
    "seconds days years weeks months people times degrees grams kilos calories feet inches litres points steps votes light"
)
NOT_SECRET = vocabulary("error status area country morse dress product promo exit qr source bar dialling dialing colour")


class Cue(NamedTuple):
    first: int
    last: int
    kind: str


def numbers(sentence: Sentence, found_runs: list[Run]) -> list[Private]:
    """The identifiers among the runs."""
    if not found_runs:
        return []
    cues = _cues(sentence)
    vocabulary = set(sentence.words)
    own = not vocabulary.isdisjoint(OWN)
    generic = not own and not vocabulary.isdisjoint(GENERIC)
    sums = not own and bool(_sums(sentence, found_runs))
    cues = [cue for cue in cues if not sums or cue.kind != "number"]
    found = []
    for run in _joined(sentence, found_runs):
        verdict = _checked(run)
        if not verdict and not generic:
            verdict = _cued(sentence, run, cues)
        verdict = verdict or _shaped(sentence, run, sums or generic)
        if verdict:
            found.append(Private(verdict[0], sentence.starts[run.first], sentence.ends[run.last - 1], verdict[1]))
    return found


def _sums(sentence: Sentence, found: list[Run]) -> set[str]:
    """The words of arithmetic, without the "plus" of a country code."""
    codes = {run.first - 1 for run in found if run.digits > LONG}
    return {word for at, word in enumerate(sentence.words) if word in SUMS and not (word == "plus" and at in codes)}


def _cues(sentence: Sentence) -> list[Cue]:
    words, found, at = sentence.words, [], 0
    bare = [word.removesuffix("'s") for word in words]
    while at < len(words):
        for phrase, kind in _CUES.get(words[at], ()) or _CUES.get(bare[at], ()):
            size = len(phrase)
            if size == 1 or tuple(words[at + 1 : at + size]) == phrase[1:] or tuple(bare[at + 1 : at + size]) == phrase[1:]:
                if not (kind == "credential" and at and words[at - 1] in NOT_SECRET):
                    found.append(Cue(at, at + size, kind))
                at += size - 1
                break
        at += 1
    return found


def _joined(sentence: Sentence, found: list[Run]) -> list[Run]:
    """Runs with one stray word between belong together: the stray one is a misheard digit."""
    joined: list[Run] = []
    for run in found:
        before = joined[-1] if joined else None
        if (
            before
            and run.first - before.last == 1
            and len(before.chars) + len(run.chars) >= 4
            and len(before.groups) + len(run.groups) > 3
            and not (before.amount or run.amount)
            and not _means_something(sentence.words[before.last])
        ):
            chars = before.chars + run.chars
            joined[-1] = Run(before.first, run.last, chars, before.groups + run.groups, False, before.parts + run.parts)
        else:
            joined.append(run)
    return joined


def _means_something(word: str) -> bool:
    joins = word in (
        "and",
        "or",
        "by",
        "of",
        "into",
        "from",
        "at",
        "on",
        "is",
        "after",
        "before",
        "until",
        "till",
        "in",
        "but",
        "so",
        "with",
    )
    return joins or word in SUMS or word in MEASURES or word in _CUES


def _cued(sentence: Sentence, run: Run, cues: list[Cue]) -> tuple[str, str] | None:
    if run.amount and run.digits < LONG:
        return None
    before = sorted((c for c in cues if 0 <= run.first - c.last <= REACH_BEFORE), key=lambda c: run.first - c.last)
    behind = sorted((c for c in cues if 0 <= c.first - run.last <= REACH_AFTER), key=lambda c: c.first - run.last)
    if _measured(sentence, run):
        return None
    near = [c for c in behind if c.first - run.last <= 2 and c.kind != "number"]
    for cue in (*[c for c in before if c.kind != "number"], *near, *behind, *before):
        shape = SHAPES[cue.kind]
        if shape.shortest <= len(run.chars) <= shape.longest and run.digits >= shape.digits and _fits(sentence, run, cue):
            kind = "card" if cue.kind == "last_four" else cue.kind
            return kind, f"a number beside words that name its kind: {kind.replace('_', ' ')}"
    return None


def _fits(sentence: Sentence, run: Run, cue: Cue) -> bool:
    """Weak cues need a number that is worth the name."""
    words = sentence.words[cue.first : cue.last]
    if cue.kind == "plate" and words[-1] in ("vehicle", "parking", "car", "it's", "is", "drive", "drives"):
        return run.letters > 1 and run.digits > 0
    if cue.kind == "ssn" and run.digits < 7:
        return "last" in sentence.words or run.digits > 5
    if cue.kind in ("patient_number", "member_number", "staff_number") and run.digits == len(run.chars) < 5:
        return not _year(run.chars) and (cue.last == run.first or not {"number", "id", "badge"}.isdisjoint(sentence.words))
    if cue.kind == "credential":
        spread = abs(run.first - cue.last) if run.first >= cue.last else cue.first - run.last
        told = cue.last == run.first or sentence.words[run.first - 1] in ("is", "to", "are", "it's")
        far = len(run.chars) == 3 and spread > 3
        return (told or not _year(run.chars)) and not far and not _question_of_length(sentence, cue)
    if cue.kind == "number":
        return not _year(run.chars[:4]) or len(run.chars) > 8
    return True


def _question_of_length(sentence: Sentence, cue: Cue) -> bool:
    return sentence.words[cue.first - 1 : cue.first] in (["digit"], ["character"])


def _measured(sentence: Sentence, run: Run) -> bool:
    """Money, or so many of something."""
    before = sentence.gaps[run.first][-1:]
    after = sentence.words[run.last : run.last + 1]
    return bool(before and before in CURRENCY) or (bool(after) and after[0] in MEASURES)


def _checked(run: Run) -> tuple[str, str] | None:
    """What check digits prove, whatever the words around say."""
    chars = run.chars
    if 15 <= len(chars) <= 34 and iban_holds(chars):
        return "iban", "a country code and digits whose IBAN checksum holds"
    if 13 <= len(chars) <= 19 and chars.isdecimal() and chars[0] in "3456" and luhn_holds(chars) and not run.amount:
        return "card", "as many digits as a payment card has, and the check digit holds"
    return None


def _shaped(sentence: Sentence, run: Run, general: bool) -> tuple[str, str] | None:
    """What a number is by its looks alone."""
    chars, digits = run.chars, run.digits
    if digits < 5 or run.amount or _measured(sentence, run):
        return None
    if len(chars) >= 14 and chars[:2].isalpha() and chars[2:4].isdecimal() and digits > 9:
        return "iban", "built like an IBAN"
    if general or digits < LONG or _years(run):
        return None
    sizes = tuple(map(len, run.groups))
    if run.letters:
        return ("number", "a long number with letters in it") if run.letters <= 6 else None
    if 13 <= digits <= 19:
        return "card", "as many digits as a payment card has; one may be misheard"
    if sizes[:3] == (3, 2, 4):
        return "ssn", "digits grouped three, two, four"
    if digits in (7, 10, 11, 12, 13) or (chars[0] == "0" and digits > 8):
        return "phone", "as many digits as a phone number has"
    return "number", "a long number, digit by digit"


def _year(chars: str) -> bool:
    return len(chars) == 4 and chars[:2] in ("17", "18", "19", "20")


def _years(run: Run) -> bool:
    return run.digits % 4 == 0 and all(_year(run.chars[at : at + 4]) for at in range(0, len(run.chars), 4))


def luhn_holds(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1."""
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def iban_holds(chars: str) -> bool:
    """The checksum of ISO 13616: mod 97 over letters as numbers."""
    if not (chars.isascii() and chars.isalnum() and chars[:2].isalpha() and chars[2:4].isdecimal()):
        return False
    return int("".join(str(int(char, 36)) for char in chars[4:] + chars[:4])) % 97 == 1
