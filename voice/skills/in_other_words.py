"""Puts a request in words that the sentences know, where none understands it: "what have i got going" is "what is set".

Nothing is guessed: what is named must be set, and what a timer is set for must be said.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence

from voice.english import loosely
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills.referents import KINDS, says_when
from voice.skills.store import Entry
from voice.skills.timing_choice import stems

STANDS_FOR = {"it", "that", "this", "them", "one"}
CLOCK = ("time", "date")
WITH_REASON = {"lights", "home", "volume"}
"""Skills whose requests are understood with a reason before or behind them, if it is about lights or the volume."""
BESIDE = ((loosely.HAS_IT, loosely.OTHER_DEED, "lists"), (loosely.FOR_SIDES, loosely.OTHER_DEED, "chance"))
"""Where a reason begins, what would make it more than that, and for which skill."""
LONGEST = 25
"""Words of the longest request that is read."""


def meant(text: str, certain: Callable[[str], Match | None], entries: Sequence[Entry]) -> Match | None:
    """What a request means that no sentence knows; None where that is not sure. `entries`: all that is set."""
    said = " ".join(words(text))
    if len(said.split()) > LONGEST:
        return None
    if timed := next((one for one in map(certain, _of_timer(said)) if one and _is_set(one, {"timer_set", "alarm_set"})), None):
        return timed
    if asked := next((one for one in map(certain, _without(loosely.EXCUSE, said)) if one and one.skill in CLOCK), None):
        return asked
    if found := next(_beside_a_reason(said, certain), None):
        return found
    if found := next(filter(None, map(certain, _of_what_is_set(said, entries))), None):
        return found
    return next((one for one in map(certain, _without_reason(said)) if one and _is_light_or_loud(one)), None)


def _beside_a_reason(said: str, certain: Callable[[str], Match | None]) -> Iterator[Match]:
    """What is to be done for a reason that is given behind it."""
    for behind, veto, skill in BESIDE:
        asked = (one for one in _without(behind, said) if not veto.search(said[len(one) :]))
        yield from (found for found in map(certain, asked) if found and found.skill == skill and not found.also)


def _is_set(found: Match, kinds: Container[str]) -> bool:
    """Whether a request sets one of these kinds, and says its time."""
    return found.skill in kinds and says_when(found)


def unhesitating(text: str, whole: Callable[[str], Match | None]) -> Match | None:
    """What is to be set by a request in which somebody thinks aloud before the time; None where there is no such."""
    said = " ".join(words(text))
    fluent = loosely.HESITATES.sub(r"\g<before>", said)
    found = whole(fluent) if fluent != said else None
    return found if found and _is_set(found, KINDS) else None


def _of_timer(said: str) -> Iterator[str]:
    """What is to be set, in words that say more or less than that."""
    if found := loosely.LENGTH_FOR.fullmatch(said):
        yield f"set a timer for {found['length']} for {found['thing']}"
    if found := loosely.GOES.fullmatch(said):
        yield f"set a timer for {found['length'] or found['later']}"
    if found := loosely.NAME_FIRST.fullmatch(said):
        yield f"set a {found['thing']} timer for {found['length']}"
    yield from (one for one in _without(loosely.REASON, said) if not loosely.NO_REASON.search(said[len(one) :]))


def _without(behind: re.Pattern[str], said: str) -> Iterator[str]:
    """What comes before each place where something else may begin."""
    yield from (said[: found.start()] for found in behind.finditer(said))


def _is_light_or_loud(found: Match) -> bool:
    return found.skill in WITH_REASON and found.slots.get("domain", "light") in ("light", "media_player")


def _without_reason(said: str) -> Iterator[str]:
    """A request about lights or the volume without the reason before or behind it."""
    if not loosely.LIGHT_OR_LOUD.search(said):
        return
    splits = [(said[: one.start()], one["told"]) for one in loosely.REASON_BEHIND.finditer(said)]
    for begins in loosely.BEGINS.finditer(said):
        request, told = said[begins.end() :], said[: begins.start()]
        named = request.startswith(("light", "volume")) and loosely.ITS_NOUN.search(told)
        if loosely.REASON_BEFORE.fullmatch(told) and not named:
            splits.append((request, told))
    for request, told in splits:
        if loosely.TELLS_ELSE.search(told) or loosely.NO_REASON.search(told) or loosely.QUESTION.match(request):
            continue
        points, of = loosely.POINTS.search(request), loosely.TOLD_OF.search(told)
        at_a_place = loosely.OF_A_PLACE.search(told)
        if points and of and (points[0] == "there" if of["there"] else points[0] != "there" and not at_a_place):
            yield loosely.POINTS.sub(of["there"] or of["it"], request, count=1)
        elif not points and not at_a_place:
            yield request


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
    if found := loosely.MOVES.fullmatch(said):
        stems_of = stems(found["thing"]) - STANDS_FOR
        if stems_of and len([one for one in entries if one.kind == "reminder" and stems_of <= stems(one.text)]) == 1:
            yield f"{found['move']} the reminder about {found['thing']} {found['to']}"
    if found := loosely.WHEN_IS.fullmatch(said):
        about = found["thing"] or found["do"]
        stems_of = stems(about) - STANDS_FOR
        if stems_of and any(stems_of <= stems(one.text) for one in entries if one.kind == "reminder"):
            yield f"when is my reminder about {about}"
