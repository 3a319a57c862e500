"""Identifiers that are numbers: English words around a run of digits say whose it is, its shape and check digits the rest.

A failed check digit acquits nothing: one misheard digit breaks every checksum, and the other fifteen are still the user's.
"""

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from voice.english.numbers import TEENS, TENS, UNITS
from voice.english.times import MONTHS
from voice.english.words import vocabulary
from voice.privacy import Private
from voice.privacy.find_cues import Cue, cue_index, cues_of, stem
from voice.privacy.spoken import Run, Sentence


class Shape(NamedTuple):
    """What a number of a kind looks like."""

    shortest: int
    """Fewest characters, if the words around say what it is."""
    longest: int
    digits: int
    """At least so many of them are digits."""


SHAPES = {
    "phone": Shape(6, 15, 6), "card": Shape(11, 21, 11), "iban": Shape(9, 34, 7), "bank_account": Shape(5, 18, 5),
    "ssn": Shape(4, 12, 4), "national_id": Shape(5, 18, 4), "passport": Shape(5, 14, 3), "licence": Shape(5, 20, 3),
    "plate": Shape(3, 9, 1), "patient_number": Shape(4, 16, 4), "member_number": Shape(4, 20, 2),
    "staff_number": Shape(3, 12, 2), "credential": Shape(3, 40, 2), "address": Shape(5, 8, 2), "number": Shape(6, 34, 5),
    "last_four": Shape(4, 4, 4),
}  # fmt: skip
"""The lower bounds leave room for a digit or two that the recogniser lost."""
SHORTEST = min(shape.shortest for shape in SHAPES.values())
"""Characters of the shortest identifier."""

_CLOCK = re.compile(r"\d{1,2}(?:[:.]?[0-5]\d)? ?[ap]\.?m|\d{1,2}:[0-5]\d")
"""Matches a time of day: "12:29 pm", "6:45"."""
_PRODUCT = re.compile(r"\d+(?:x\d+)+|[1-9]\d{0,2}0{3,9}")
"""Matches a product, and a round number."""
_NATIONAL_INSURANCE = re.compile(r"[a-z]{2}\d{6}[a-d]")

REACH_BEFORE = 9
"""Words between a cue and a run behind it."""
REACH_AFTER = 6
LONG = 7
"""So many digits said one after another can only be an identifier."""

SUMS = vocabulary(
    "times plus minus divided multiplied multiply root squared prime pi digits factor factors binary hex hexadecimal sequence "
    "fibonacci series count population barcode isbn sum subtract factorial decimal decimals phi logarithm percent pattern odd "
    "even convert roman numerals sine cosine euler's equals divide ean words reverse reversed backwards zeros round rounded "
    "half twice largest smallest biggest highest lowest random below avogadro's special spell comes"
)
"""Words of arithmetic and about numbers: a long number beside them is nobody's identifier."""
BESIDE = 4
"""Words, at most, between a number and a word that tells what it is about."""
COUNTED = vocabulary("count counting channel bus flight formation rhyme countdown score scored won lost beat")
"""Words beside which a few digits in a row are nobody's identifier."""
GENERIC = vocabulary(
    "error common typical example examples good bad weak strong average popular default worst best possible random generate "
    "secure movie film song show episode famous history"
)
WORKS = vocabulary(
    "sang sing sings sung song songs singer band album track lyrics single film movie novel book wrote written recorded "
    "covered starred stars directed tyre tyres tire tires battery batteries bearing screw lens flight boeing airbus engine "
    "processor chip graphics phone model part resistor transistor asteroid comet galaxy nebula opus psalm sonata standard"
)
ASKED = vocabulary("who who's whose what what's which when how is are was were does did has can")
"""The first words of a question about something that has a number for a name, beside one of `WORKS` and nobody's own."""
OWN = vocabulary("my our mine i i'm me we his her their they sent")
MEASURES = vocabulary(
    "dollars dollar pounds euros euro cents bucks percent miles mile kilometres kilometers metres meters minutes minute hours "
    "hour seconds days years weeks months people times degrees grams kilos calories feet inches litres points steps votes "
    "light"
)
WEAK_PLATE = vocabulary(
    "vehicle parking car cars truck trucks van vans motorbike moped jeep lorry transit tag on it's is drive drives"
)
TOLD = vocabulary("is was are to as with it's hash pound star says set wants")
"""Words that stand right before a code."""
PUBLIC = vocabulary("116123 116111 116000 08001111 18002738255 18007997233 1800273talk")
"""Lines that anyone in need may call: the Samaritans, help for children, the lifeline of the United States."""
PHONE_SHAPED = "as many digits as a phone number has"
"""The reason where nothing else says that it is one."""
EXPIRES = vocabulary("expires expiry expiring expire exp valid until through date on in")
OF_DATES = frozenset([*map(str.lower, MONTHS), *UNITS, *TEENS, *TENS, "oh", "of", "slash"])
"""Words of the day on which a card expires."""

_first, _last = itemgetter(0), itemgetter(1)


def numbers(sentence: Sentence, found_runs: list[Run]) -> list[Private]:
    """The identifiers among the runs."""
    long_enough = [run for run in _joined(sentence, found_runs) if len(run.chars) >= SHORTEST]
    if not long_enough:
        return []
    cues = cues_of(sentence)
    own = not OWN.isdisjoint(sentence.said)
    found = []
    for run in long_enough:
        sums = not own and (_is_of_sums(sentence, run) or _is_of_works(sentence))
        first = bisect_left(cues, run.first - REACH_BEFORE, key=_last)
        near = cues[first : bisect_right(cues, run.last + REACH_AFTER, key=_first)]
        meant = [cue for cue in near if not (sums and cue.kind == "number") and (own or not _is_generic(sentence, run, cue))]
        if verdict := _checked(run) or _cued(sentence, run, meant) or _shaped(sentence, run, sums):
            kind, reason = verdict
            found.append(Private(kind, *sentence.span(run.first, _end(sentence, run, kind)), reason))
    return found


def _end(sentence: Sentence, run: Run, kind: str) -> int:
    """The index behind a run, and behind when a card expires."""
    last, words = run.last, sentence.words
    if kind == "card" and words[last : last + 1] and words[last] in EXPIRES:
        while last < len(words) and (words[last] in EXPIRES or words[last] in OF_DATES or words[last].isdecimal()):
            last += 1
    return last


def _is_of_sums(sentence: Sentence, run: Run) -> bool:
    """Tell whether words of arithmetic are beside it or signs of it inside, other than the "plus" of a country code."""
    between = "".join(sentence.gaps[run.first + 1 : run.last])
    if _PRODUCT.fullmatch(run.chars) or (run.digits < LONG and not {"+", "*", "=", "/"}.isdisjoint(between)):
        return True
    first = max(0, run.first - BESIDE)
    before, behind = sentence.words[first : run.first], sentence.words[run.last : run.last + BESIDE]
    if run.digits > LONG and before[-1:] == ["plus"]:
        before.pop()
    return not SUMS.isdisjoint(before) or not SUMS.isdisjoint(behind)


def _is_of_works(sentence: Sentence) -> bool:
    return sentence.words[0] in ASKED and not WORKS.isdisjoint(sentence.said)


def _is_generic(sentence: Sentence, run: Run, cue: Cue) -> bool:
    """Whether a code is an example of nobody's: "is 1234 a good pin", "the worst pin is 1234"."""
    between = sentence.words[run.last : cue.first] or sentence.words[cue.last : run.first]
    before = sentence.words[max(0, cue.first - 2) : cue.first]
    return cue.kind == "credential" and (before[-1:] in (["a"], ["an"]) or not GENERIC.isdisjoint([*between, *before]))


def _joined(sentence: Sentence, found: list[Run]) -> list[Run]:
    """Join runs with one stray word between them, which is a misheard digit."""
    joined: list[Run] = []
    for run in found:
        before = joined[-1] if joined else None
        if (
            before
            and run.first - before.last == 1
            and len(before.chars) + len(run.chars) >= 4
            and len(before.groups) + len(run.groups) > 3
            and not (before.amount or run.amount)
            and not means_something(sentence.words[before.last])
        ):
            chars = before.chars + run.chars
            joined[-1] = Run(before.first, run.last, chars, before.groups + run.groups, False, before.parts + run.parts)
        else:
            joined.append(run)
    return joined


JOINS = vocabulary("and or by of into from at on is after before until till in but so with")


def means_something(word: str) -> bool:
    """Whether a word beside a number says what that is, and so is no misheard digit and no part of it."""
    return word in JOINS or word in SUMS or word in MEASURES or stem(word) in cue_index()


def _cued(sentence: Sentence, run: Run, cues: list[Cue]) -> tuple[str, str] | None:
    if (run.amount and run.digits < LONG) or _measured(sentence, run) or run.chars in PUBLIC or _is_clock(sentence, run):
        return None
    before = sorted((c for c in cues if 0 <= run.first - c.last <= REACH_BEFORE), key=lambda c: run.first - c.last)
    behind = sorted((c for c in cues if 0 <= c.first - run.last <= REACH_AFTER), key=lambda c: c.first - run.last)
    near = [c for c in behind if c.first - run.last <= 2 and c.kind != "number"]
    for cue in (*[c for c in before if c.kind != "number"], *near, *behind, *before):
        shape = SHAPES[cue.kind]
        if shape.shortest <= len(run.chars) <= shape.longest and run.digits >= shape.digits and _fits(sentence, run, cue):
            kind = "card" if cue.kind == "last_four" else cue.kind
            return kind, f"a number beside words that name its kind: {kind.replace('_', ' ')}"
    return None


def _fits(sentence: Sentence, run: Run, cue: Cue) -> bool:
    """Tell whether a run has the form that its cue announces; a weak cue asks for more than a strong one."""
    told = cue.last == run.first or sentence.words[run.first - 1] in TOLD
    if cue.kind == "plate" and sentence.words[cue.last - 1] in WEAK_PLATE:
        return run.letters > 1 and run.digits > 0 and len(run.chars) > 4
    if cue.kind == "ssn" and run.digits < 7:
        return "last" in sentence.said or run.digits > 5
    if cue.kind in ("patient_number", "member_number", "staff_number") and run.digits == len(run.chars) < 5:
        return not _year(run.chars) and (told or not {"number", "id", "badge"}.isdisjoint(sentence.said))
    if cue.kind == "credential":
        far = len(run.chars) == 3 and (run.first - cue.last if run.first >= cue.last else cue.first - run.last) > 3
        few = run.digits < 3 and not (told and run.letters)
        asks_for_length = sentence.words[cue.first - 1 : cue.first] in (["digit"], ["character"])
        return (told or not _year(run.chars)) and not few and not far and not asks_for_length
    return cue.kind != "number" or not _year(run.chars[:4]) or len(run.chars) > 8


def _is_clock(sentence: Sentence, run: Run) -> bool:
    start, end = sentence.span(run.first, run.last)
    return bool(_CLOCK.fullmatch(sentence.lowered[start:end]) or re.fullmatch(r"\d{1,4}[ap]m", run.chars))


def _measured(sentence: Sentence, run: Run) -> bool:
    """Whether the number is an amount of money or of things."""
    return sentence.follows_money(run.first) or not MEASURES.isdisjoint(sentence.words[run.last : run.last + 1])


def _checked(run: Run) -> tuple[str, str] | None:
    """The kind that check digits prove, whatever the words around say."""
    chars = run.chars
    if 15 <= len(chars) <= 34 and iban_holds(chars):
        return "iban", "a country code and digits whose IBAN checksum holds"
    if 13 <= len(chars) <= 19 and chars.isdecimal() and chars[0] in "3456" and luhn_holds(chars) and not run.amount:
        return "card", "as many digits as a payment card has, and the check digit holds"
    return None


def _shaped(sentence: Sentence, run: Run, general: bool) -> tuple[str, str] | None:
    """The kind that the shape of a number tells by itself."""
    chars, digits = run.chars, run.digits
    if chars in PUBLIC:
        return None
    if _NATIONAL_INSURANCE.fullmatch(chars):
        return "national_id", "built like a national insurance number"
    if not general and _coded(sentence, run):
        return "number", "letters and digits, told one by one"
    if len(chars) >= 14 and chars[:2].isalpha() and chars[2:4].isdecimal() and digits > 9:
        return "iban", "built like an IBAN"
    if digits < 4 or run.amount or _measured(sentence, run) or general or _years(run) or _is_date(run):
        return None
    if digits < LONG:
        return ("number", "told digit by digit") if _spelled(sentence, run) else None
    sizes = tuple(map(len, run.groups))
    if run.letters:
        return ("number", "a long number with letters in it") if run.letters <= 6 else None
    if 13 <= digits <= 19:
        return "card", "as many digits as a payment card has; one may be misheard"
    if sizes[:3] == (3, 2, 4):
        return "ssn", "digits grouped three, two, four"
    if digits in (7, 10, 11, 12, 13) or (chars[0] == "0" and digits > 8):
        return "phone", PHONE_SHAPED
    return "number", "a long number, digit by digit"


def _coded(sentence: Sentence, run: Run) -> bool:
    """Whether the run mixes letters and digits as no product name does, or is all that is said."""
    if not (run.letters > 1 and run.digits > 1 and 5 <= len(run.chars) <= 12) or run.amount or _is_clock(sentence, run):
        return False
    changes = sum(one.isdecimal() != two.isdecimal() for one, two in pairwise(run.chars))
    alone = len(sentence.words) - (run.last - run.first) < 3
    return changes > 1 or alone or all(len(group) == 1 for group in run.groups)


def _spelled(sentence: Sentence, run: Run) -> bool:
    """Whether it is spelled out digit by digit, as only codes are, and not counting up."""
    single = [group for group in run.groups if len(group) == 1 or len(set(group)) == 1]
    steps = {ord(two) - ord(one) for one, two in pairwise(run.chars)}
    counted = steps <= {1} or steps <= {-1} or not COUNTED.isdisjoint(sentence.said)
    return len(run.groups) - len(single) < 2 and len(single) > 2 and not counted


def _year(chars: str) -> bool:
    return len(chars) == 4 and chars[:2] in ("17", "18", "19", "20")


def _is_date(run: Run) -> bool:
    """Whether a number is a day, a month and a year in figures, by themselves nobody's: "11 9 1989"."""
    if len(run.groups) != 3 or len(run.groups[2]) != 4 or run.groups[2][:2] not in ("18", "19", "20"):
        return False
    ends = [int(part) for part in run.groups[:2] if part.isdecimal()]
    return len(ends) == 2 and min(ends) in range(1, 13) and max(ends) <= 31


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
