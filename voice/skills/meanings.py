"""Meanings: what a request for one thing may mean, the likeliest first, by all sentences and by what the home knows."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from voice.english import prices
from voice.english.spellings import words
from voice.messages import Completeness, Match
from voice.skills import clock_said, sums_said, volume_said
from voice.skills.follow_up.fragment import Plain
from voice.skills.home import Home
from voice.skills.lists import any_order as lists_any_order
from voice.skills.skill import Skill
from voice.skills.timing import alarms_said, leaving_out
from voice.skills.timing.reminder_slots import with_particle

if TYPE_CHECKING:
    from voice.skills.matcher import Found, Matcher

BEHIND_HOME = {"lights", "lists"}
"""Skills whose requests may be for a device of Home Assistant, which knows every lamp."""
LISTS = re.compile("^Hass(?:Shopping)?List")
"""Its intents that put something on its lists or take it off, which ours do as well and know more of."""


class Meanings:
    def __init__(self, skills: Mapping[str, Skill], matcher: "Matcher", home: Home) -> None:
        self._skills = skills
        self._matcher = matcher
        self.home = home

    def compile(self) -> None:
        """Compile every sentence now, about a second."""
        self._matcher.compile()
        self.home.compile()

    @property
    def vocabulary(self) -> Set[str]:
        """Every word that a request may hold, beside free ones."""
        return self._matcher.vocabulary | self.home.vocabulary

    def likeliest(self, text: str) -> Match | None:
        """What a request means most likely, though it may lack something; None for nothing."""
        return next((Match(found.skill, slots, text) for found, slots in self._all(text)), None)

    def certain(self, text: str) -> Match | None:
        """The same for a request that lacks nothing."""
        found, slots = next(self._all(text), (None, {}))
        return Match(found.skill, slots, text) if found and found.whole else None

    def simple(self, text: str) -> Match | None:
        """The same, where days may be left out: "every day at seven except on sundays"."""
        once = leaving_out.but_once(text, self.certain)
        return once or self.certain(text) or leaving_out.understood(text, self.certain)

    def same(self, text: str, last: Match) -> Match | None:
        """The same for the skill of the last request alone."""
        found, home = self.certain(text) if text else None, {"home", "lights"}
        return found if found and (found.skill == last.skill or {found.skill, last.skill} <= home) else None

    def found(self, text: str) -> "Found | None":
        """What a request means most likely, as it was matched: what was captured, and where."""
        return next((found for found, _ in self._all(text)), None)

    def plain(self, text: str) -> Plain:
        """A request in plain words, and where in it is what the skill took from it; no words where none understands it."""
        found = self.found(text)
        return (found.line, found.spans) if found else ("", ())

    def completeness(self, text: str) -> Completeness:
        """Tell what the words heard so far are: a whole command, the beginning of one, or neither."""
        understood = [found for found, _ in self._all(text)]
        told = self._matcher.completeness(text, understood)
        if told == "digits" and self._skills[understood[0].skill].change is None:
            return "telling"
        return self.home.completeness(text, understood) if told == "unknown" else told

    def _all(self, text: str) -> "Iterator[tuple[Found, dict[str, Any]]]":
        """Give what a request may be, the likeliest first, with its slots; what makes no sense after all is left out."""
        for found in self._found(text):
            captures = with_particle(found) if found.skill == "reminder_set" else found.captures
            if (slots := self._skills[found.skill].read(captures)) is not None:
                yield found, slots

    def _found(self, text: str) -> "Iterator[Found]":
        """Match what a request may be: for the home before what it does as well, but what the home would ask about last."""
        others, one_lamp = [], self.home.lamps(text)
        if priced := self._in_parts(text):
            yield from priced
            return
        for found in self._matcher.find(text):
            if found.skill == "lights" and one_lamp:
                continue  # of several
            if found.skill not in BEHIND_HOME:
                yield found
            elif self._skills[found.skill].read(found.captures) is not None:
                others.append(found)
        home = self.home.find(text, in_any_order=not others)
        whole = [one for one in home if one.whole and self._skills[one.skill].read(one.captures) is not None]
        kept_lists = [one for one in whole if LISTS.search(dict(one.captures)["intent"])]
        yield from (*(one for one in whole if one not in kept_lists), *others, *kept_lists)
        if not whole and not others:
            yield from (one for one in self._in_any_order(text) if one.skill in self._skills)
        yield from (one for one in home if not one.whole)

    def _in_parts(self, text: str) -> "Sequence[Found]":
        """A sum in which numbers are said in two parts: "split ninety six fifty three ways"."""
        for reading in prices.readings(words(text)) if prices.IN_PARTS.search(text.lower()) else ():
            told = [("told", value) for value in reading.told] + ([("cents", True)] if reading.is_price else [])
            skills = ("arithmetic",) if reading.is_price or told else ("arithmetic", "convert")
            text = " ".join(sums_said.without_things(reading.text.split()))
            if sums := [one for one in self._matcher.find(text) if one.skill in skills]:
                return [replace(one, captures=[*told, *one.captures]) for one in sums]
        return ()

    def _in_any_order(self, text: str) -> "Iterator[Found]":
        """Read a request that no sentence knows word by word."""
        yield from volume_said.found(text)
        yield from alarms_said.found(text, self._matcher)
        yield from lists_any_order.found(text)
        yield from clock_said.found(text, self._matcher)
        yield from sums_said.found(text, self._matcher)
