"""Puts a request in words that the sentences know, where none understands it: "what have i got going" is "what is set".

Nothing is guessed: what is named must be set, and what a timer is set for must be said.
"""

from collections.abc import Callable, Iterator, Sequence

from voice.english import loosely
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills.store import Entry
from voice.skills.timing_choice import stems

STANDS_FOR = {"it", "that", "this", "them", "one"}
LONGEST = 25
"""Words of the longest request that is read."""


def meant(text: str, certain: Callable[[str], Match | None], entries: Sequence[Entry]) -> Match | None:
    """What a request means that no sentence knows; None where that is not sure. `entries`: all that is set."""
    said = " ".join(words(text))
    if len(said.split()) > LONGEST:
        return None
    return next(filter(None, map(certain, _of_what_is_set(said, entries))), None)


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
