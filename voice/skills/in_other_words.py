"""Puts a request in words that the sentences know, where none understands it: "what have i got going" is "what is set".

Nothing is guessed: what is named must be set, and what a timer is set for must be said.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from voice.english import loosely
from voice.english.numbers_heard import in_digits
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills.store import Entry
from voice.skills.timing_choice import stems

STANDS_FOR = {"it", "that", "this", "them", "one"}
SUMS = ("arithmetic", "convert")
LONGEST = 25
"""Words of the longest request that is read."""


def meant(text: str, certain: Callable[[str], Match | None], entries: Sequence[Entry]) -> Match | None:
    """What a request means that no sentence knows; None where that is not sure. `entries`: all that is set."""
    said = " ".join(words(text))
    if len(said.split()) > LONGEST:
        return None
    sums = (one for one in map(certain, _with_numbers(said)) if one and one.skill in SUMS)
    return next(filter(None, map(certain, _of_what_is_set(said, entries))), None) or next(sums, None)


def _with_numbers(said: str) -> Iterator[str]:
    """The same with numbers as they are written: "one eighty" as 180 and, of what is paid, "forty seven fifty" as 47.50."""
    if loosely.PAID.search(said) and (priced := loosely.PRICE.sub(_price, said)) != said:
        yield priced
    elif not loosely.COSTS.search(said) and (full := loosely.HUNDREDS.sub(_hundreds, said)) != said:
        yield full


def _price(found: re.Match[str]) -> str:
    return f"{_value(found[1])}.{_value(found[2].removeprefix('oh ')):0>2}"


def _hundreds(found: re.Match[str]) -> str:
    return f"{_value(found[1])}{_value(found[2].removeprefix('oh ')):0>2}"


def _value(number: str) -> str:
    return in_digits(number.split())[0].text


def _of_what_is_set(said: str, entries: Sequence[Entry]) -> Iterator[str]:
    """What is asked of timers, alarms and reminders that are set."""
    if loosely.GOING.fullmatch(said):
        yield "what is set"
    if found := loosely.LEFT_ON.fullmatch(said):
        name = next(filter(None, found.groups()))
        rings = [one for one in entries if one.kind != "reminder"]
        named = [one for one in rings if alike(one.text, name) or alike(one.text, f"{name} time")]
        asked = "when does the {} {} end" if found["ends"] else "how long is left on the {} {}"
        yield from (asked.format(one.text, one.kind) for one in named[:1])
    if found := loosely.WHEN_IS.fullmatch(said):
        about = found["thing"] or found["do"]
        stems_of = stems(about) - STANDS_FOR
        if stems_of and any(stems_of <= stems(one.text) for one in entries if one.kind == "reminder"):
            yield f"when is my reminder about {about}"
