"""Makes a whole request of one that takes the rest from the request before it.

    and in kelvin? · what about 30? · times two            another question of the same kind
    make it ten · no, at eight · I meant the bedroom       the same once more, otherwise; what stays of the first is undone
    and cheese · another for five minutes · again          one more of the same
    pause it · turn them off · half of that                it is what the request before was about
    five minutes (For how long?) · the second (Say which)  the answer to a question
    cancel that                                            what was done last is undone

What is done is always a request that could have been made in full, so that nothing is done that could not be said.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from voice.english import following
from voice.english.consent import consent
from voice.english.numbers_heard import in_digits, is_number
from voice.english.services import CLOCK, service
from voice.english.spellings import words
from voice.messages import Match
from voice.skills import answers
from voice.skills.answers import Line, kind_of
from voice.skills.skill import Context, Skill

LONGEST = 10
"""Words of the longest follow-up: with more, it is a request of its own."""
MOST = 8
"""Places in which a fragment is tried: each costs up to 0.2 ms."""
NUMBER = r"\d+(?:\.\d+)?(?: \d+(?:\.\d+)?)*"
WHICH = "Say which one"
WHERE = frozenset(("name", "area", "floor", "room"))
"""Slots that say which device is meant."""
TIMES = {"seconds", "time", "every", "day", "date"}
"""Slots that say when."""
ASIDE = {"stop", "help", "courtesy", "repeat", "forget"}
"""Skills whose words are no subject of a reminder."""
FAMILIES = (
    {"timer_set", "timer_status", "timer_cancel", "timer_change", "alarm_set", "reminder_set", "snooze"}, {"home", "lights"},
)  # fmt: skip
TOLD = {"read", "count", "has", "names", "offer"}
"""What skills that change something only tell: what is on a list."""
NEED_LEAD = {"spell"}
"""Skills that would take any word for a follow-up."""
OF_ONE = {"timer_cancel", "timer_change"} | FAMILIES[1]
"""Skills that do something to what the end of the request names."""
ONE_ITSELF = {"timer_set", "alarm_set"}
"""Skills of which one more is only set where it was said: "and five minutes" may belong to the first."""

Understood = Callable[[str], Match | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What a skill did or told in the last turn."""

    match: Match
    undo: str = ""
    """A request that undoes it; "" for none."""


class FollowUps:
    def __init__(
        self, skills: Mapping[str, Skill], match: Understood, certain: Understood, line: Callable[[str], Line]
    ) -> None:
        """`certain` is a match that lacks nothing."""
        self._skills = skills
        self._match = match
        self._certain = certain
        self._line = line

    def find(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """What a request means behind what was told last; None where it takes nothing from it."""
        said, last = " ".join(words(text)), told[-1].match
        if last.skill == "lists":
            said = following.THERE.sub(r"\1 it", said)
        if last.skill not in self._skills or not said or len(said.split()) > LONGEST:
            return None
        if asks(context.last_reply) and following.TAKES_BACK.fullmatch(said):
            return None
        if not asks(context.last_reply) and (undone := self._taken_back(said, told)):
            return undone
        if (self._skills[last.skill].anew or any("step" in slot for slot in last.slots)) and following.AGAIN.fullmatch(said):
            return last
        if meant := next(filter(None, self._before_its_own(said, told[-1], context)), None):
            return meant
        more = said.startswith("and the ") and last.skill not in ONE_ITSELF  # "the oven timer" alone is to be set
        own = self._certain(text) if more else self._match(text)
        other = more and last.skill in OF_ONE and own and own.skill in ONE_ITSELF  # "cancel the timer", "and the 7 am alarm"
        if own and not other and not (last.skill == "lists" and _of_list(own)):
            stops_it = own.skill == "stop" and " it" in said and not context.ringing
            of_last = last.skill in FAMILIES[0] and kind_of(last) != "timer" and following.IT.search(said) is not None
            of_last = of_last and own.skill == "timer_change" and "kind" not in own.slots
            about = stops_it or of_last or of_device(own, last, said)
            return next(self._about_it(following.with_it(said), last), None) if about else None
        return next(filter(None, self._meanings(said, told[-1], context)), None)

    def _taken_back(self, said: str, told: Sequence[Told]) -> Match | None:
        """Undo all that was done in the last turn; what took something away only where that is surely meant."""
        undone = [self._certain(one.undo) for one in reversed(told) if one.undo]
        back = undone and all(one and _gives_back(one) for one in undone)
        if not (following.GIVES_BACK if back else following.TAKES_BACK).fullmatch(said):
            return None
        if "both" in said and len(undone) < 2 and told[-1].match.skill in FAMILIES[0]:
            return self._certain(f"cancel both {kind_of(told[-1].match)}s")
        return joined(undone)

    def _before_its_own(self, said: str, told: Told, context: Context) -> Iterator[Match | None]:
        """What a request means that would make another sense by itself: "buy milk" adds to a list."""
        last = told.match
        if WHICH in context.last_reply:
            yield from self._chosen(said, last)
        if "?" in context.last_reply and last.skill == "home":
            yield from (self._certain(one) for one in answers.completing(said, last, self._skills[last.skill]))
        if last.skill == "reminder_set" and "text" not in last.slots and asks(context.last_reply):
            yield from self._subject(said, last)
        if last.skill in FAMILIES[0]:
            texts = answers.one_of_kind(said, last)
            for found in map(self._match, texts):
                if found and found.skill in FAMILIES[0] and (found.skill == "timer_change" or self._certain(found.text)):
                    yield found
        if last.skill in answers.KINDS and (told.undo or asks(context.last_reply)):
            yield self._with_part(said, told)
        if last.skill in FAMILIES[0] and (one := following.ONE.match(said)):
            yield self._certain(following.TOO.sub("", f"set a {kind_of(last)}{said[one.end() :]}"))
        if said.startswith("and to ") and last.skill == "reminder_set":
            yield from self._more(said, last, context)
        if said.startswith(("to ", "and to ")) and last.skill == "lists":
            yield from self._more(f"and {said.removeprefix('and ')}", last, context)

    def _meanings(self, said: str, told: Told, context: Context) -> Iterator[Match | None]:
        last, skill = told.match, self._skills[told.match.skill]
        if "?" not in context.last_reply and not consent(said).rest:
            return  # "hmm" and "okay" ask nothing anew
        if last.skill == "timer_status" and "name" not in last.slots:
            yield from self._chosen(said, last)
        elif "?" in context.last_reply:
            yield from (read(one) for read in (self._certain, self._match) for one in answers.completing(said, last, skill))
        corrects = following.CORRECTS.match(said)
        if last.skill in FAMILIES[1] or last.skill == "lists":
            yield from self._about_it(said, last)  # "make it blue" is no other light
        if last.skill == "lists" and not following.IT.search(said):
            name, bare = last.slots.get("list", "shopping"), following.TOO.sub("", said)
            removes = (own := self._certain(bare)) and own.slots.get("do") == "remove"
            prepositions = ("from",) if removes else ("to", "from")
            yield from (self._same(f"{bare} {preposition} my {name} list", last) for preposition in prepositions)
        if skill.change is None or last.slots.get("do") in TOLD:
            yield from self._asked_instead(said, last, skill)
        elif corrects:
            yield from self._corrected(said[corrects.end() :], told, context)
        elif is_number(_digits(said).removeprefix("to ")) and not skill.change.stays:
            yield from self._corrected(said.removeprefix("to "), told, context)
        else:
            yield from self._more(said, last, context)
        for about in self._about_it(said, last):
            if not corrects or about.skill != last.skill or last.skill not in ONE_ITSELF:
                yield about  # "make it ten" is no "make the timer ten", which would be one more

    def _same(self, text: str, last: Match) -> Match | None:
        """Match a text with the skill of the last request alone."""
        found, home = self._certain(text) if text else None, {"home", "lights"}
        return found if found and (found.skill == last.skill or {found.skill, last.skill} <= home) else None

    def _asked_instead(self, said: str, last: Match, skill: Skill) -> Iterator[Match | None]:
        found = following.LEAD.match(said)
        fragment = following.TOO.sub("", said[found.end() if found else 0 :]).removesuffix("'s")
        if not fragment or following.OWN.match(fragment) or (last.skill in NEED_LEAD and fragment == said):
            return
        again = skill.again or (lambda slots, instead: "")
        yield self._same(again(last.slots, fragment), last)
        yield from (self._same(one, last) for one in self._instead(fragment, last))
        yield self._same(again(last.slots, f"in {fragment}"), last)

    def _corrected(self, fragment: str, told: Told, context: Context) -> Iterator[Match | None]:
        """Do what was done last otherwise, and undo what would stay beside it."""
        last, change = told.match, self._skills[told.match.skill].change
        if fragment.startswith("not "):
            return  # what is meant stands behind it, with no sign between the two
        for new in self._others(following.TOO.sub("", fragment), last, context):
            if new.slots != last.slots and change:
                elsewhere = any(new.slots.get(slot) != last.slots.get(slot) for slot in WHERE)
                yield joined([self._certain(told.undo), new]) if told.undo and (change.stays or elsewhere) else new

    def _more(self, said: str, last: Match, context: Context) -> Iterator[Match | None]:
        """Do one more of the same."""
        lead, fragment = following.MORE.match(said), following.TOO.sub("", said)
        fragment = fragment.removeprefix(lead[0] if lead else "")
        if last.skill in FAMILIES[1] and fragment in following.OPPOSITES and fragment not in last.text.lower().split():
            yield self._certain(following.opposite(last.text))
        if last.skill in FAMILIES[1] and (how := following.HOW.fullmatch(fragment)):
            yield from self._about_it(f"make it {how[1]}", last)
        another = following.ANOTHER.match(fragment)
        if lead is None and another is None and fragment == said:
            return
        fragment = fragment[another.end() :] if another else fragment
        at_a_time = fragment.startswith(("at ", "tomorrow at ", "tonight at ", "today at ", "on "))
        own_time = at_a_time or following.OF_A_DAY.search(fragment)
        numbered = any(map(is_number, _digits(fragment).split())) and not own_time
        if another or last.skill not in ONE_ITSELF or not numbered:
            yield from self._others(fragment, last, context)

    def _others(self, fragment: str, last: Match, context: Context) -> Iterator[Match]:
        """The last deed with something else in its place, where that can be done."""
        change = self._skills[last.skill].change
        own = following.OWN.match(fragment) or following.IT.search(fragment)
        if change is None or not fragment or own or service(fragment) not in (None, CLOCK):
            return
        if last.skill in FAMILIES[0]:
            fragment = following.THE_ONE.sub(f" {kind_of(last)}", fragment)
        again = [change.again(last.slots, fragment)] if change.again else []
        able = self._able(last, context)
        for text in (fragment, *self._instead(fragment, last, sure=True), *again):
            if (found := self._same(text, last)) and (not able or self._able(found, context)):
                yield found

    def _able(self, match: Match, context: Context) -> bool:
        """Whether a deed would change something: a room may be unknown."""
        change = self._skills[match.skill].change
        return change is not None and change.asked(match.slots, context) is not None

    def _instead(self, fragment: str, last: Match, sure: bool = False) -> Iterator[str]:
        line, spans = self._line(last.text)
        texts = instead(line, spans, _digits(fragment), sure)
        if last.skill in OF_ONE:  # there is nothing that could follow, but what is not captured may be meant
            of_it = following.OF_IT.search(line)
            of_other = f"{line[: of_it.start()]}{fragment}" if of_it else ""
            texts = (of_other if of_it and text == f"{line} {fragment}" else text for text in texts)
            texts = chain([of_other] if of_it and following.NAMES_ONE.fullmatch(fragment) else [], texts)
        return islice(dict.fromkeys(texts), MOST)

    def _about_it(self, said: str, last: Match) -> Iterator[Match]:
        lead, bare = following.LEAD.match(said), following.BARE.fullmatch(said)
        asked = f"{bare[1]} it" if bare else said if following.IT.match(said) else said[lead.end() if lead else 0 :]
        if not following.IT.search(asked):
            return
        family = next((some for some in FAMILIES if last.skill in some), {last.skill})
        texts = [following.IT.sub(noun, asked, count=1) for noun in _nouns(last)]
        for read in (self._certain, self._match):  # what lacks something last: it asks for that
            yield from (found for text in texts if (found := read(text)) and found.skill in family)

    def _chosen(self, said: str, last: Match) -> Iterator[Match | None]:
        """Read the answer to the question which timer, alarm or reminder was meant."""
        if following.NONE.fullmatch(said):
            yield self._match("never mind")
        texts = list(answers.chosen(said, last))
        yield from (self._same(text, last) for text in texts)
        yield from (found for text in texts if (found := self._match(text)) and found.skill == last.skill)  # it lacks a time

    def _subject(self, said: str, last: Match) -> Iterator[Match | None]:
        """Read what somebody wants to be reminded of, which may sound like a request: "turn off the oven"."""
        own = self._match(said)
        if following.OWN.match(said) or (own and own.skill in FAMILIES[0] | ASIDE) or consent(said).meant == "no":
            return
        timed = self._match(f"remind me {said}") if last.slots.keys().isdisjoint(TIMES) else None
        if timed and timed.skill == last.skill and not timed.slots.keys().isdisjoint(TIMES):
            yield timed
        elif not following.PART.fullmatch(said) and (change := self._skills[last.skill].change) and change.again:
            found = self._match(change.again(last.slots, said))
            yield found if found and found.skill == last.skill else None

    def _with_part(self, said: str, told: Told) -> Match | None:
        """Set what was set last with a part of its time that was said late, or tell of it where that changes nothing."""
        last = told.match
        for text in answers.with_part(said, last, self._line(last.text)):
            found = self._match(text)
            if found and found.skill == last.skill and answers.same_but_time(found.slots, last.slots):
                if not told.undo:
                    return found
                if found.slots == last.slots:
                    return self._certain(answers.TOLD_BY[kind_of(last)])
                return joined([self._certain(told.undo), self._certain(text)])
        return None


def of_device(own: Match, last: Match, said: str) -> bool:
    """Whether what would set the volume, or all lights, is about the device before: "turn on the lamp and set it to 40%"."""
    anywhere = own.skill in FAMILIES[1] and WHERE.isdisjoint(own.slots) and not WHERE.isdisjoint(last.slots)
    about = (own.skill == "volume" or anywhere) and last.skill in FAMILIES[1]
    return about and following.IT.search((following.with_it(said) if anywhere else said).lower()) is not None


def asks(reply: str) -> bool:
    """Whether a skill's reply asks for what was missing."""
    return "?" in reply or WHICH in reply


def joined(matches: Sequence[Match | None]) -> Match | None:
    """One match that does all of them, in their order; None where one is missing."""
    there = [one for one in matches if one]
    if not there or len(there) < len(matches):
        return None
    first, *others = [deed for one in there for deed in (replace(one, also=()), *one.also)]
    return replace(first, also=tuple(others))


def instead(line: str, spans: Sequence[tuple[int, int]], fragment: str, sure: bool) -> Iterator[str]:
    """Put a fragment in the place of what it may stand for, the likeliest first. `sure`: only where there is one such place."""
    numbers = [is_number(word) for word in fragment.split()]
    if any(numbers):
        bare = following.ARTICLE.sub("", fragment)
        pattern = re.sub(NUMBER, lambda found: NUMBER, bare.replace(".", r"\."))
        places = list(re.finditer(rf"(?<!\S){pattern}(?!\S)", line))
        if places and sure and len(places) > 1:
            return
        yield from (line[: one.start()] + bare + line[one.end() :] for one in places[:-2:-1])
    first, _, bare = fragment.partition(" ")
    if first in following.PREPOSITIONS and (at := line.rfind(f" {first} ")) >= 0:
        yield from (line[: at + 1] + fragment + _behind(line[end:], fragment) for _, end in reversed(spans) if end > at)
    between = [(one[0], other[1]) for at, one in enumerate(spans) for other in spans[at:]]
    in_order = sure or line.startswith(("how many", "how much"))  # "how many cups in a litre": "and spoons?"
    for start, end in between if in_order else sorted(between, key=lambda place: (-place[1], place[0])):
        if _shape(line[start:end]) == _shape(fragment):
            yield from _in_place(line, start, end, bare if first in following.PREPOSITIONS else fragment)
    if not any(numbers):
        yield f"{line} {fragment}"


def _in_place(line: str, start: int, end: int, fragment: str) -> Iterator[str]:
    """Put a fragment in a place, with its article and the word behind it where it brings its own: "and the bedroom lights"."""
    before, after = following.ARTICLE.sub("", line[:start]), _behind(line[end:], fragment)
    if not following.ARTICLE.match(fragment):
        yield line[:start] + fragment + after
    yield before + fragment + after


def _behind(rest: str, fragment: str) -> str:
    """The rest of a request without the word that a fragment ends in as well."""
    return rest.removeprefix(f" {fragment.split()[-1]}")


def _shape(text: str) -> frozenset[bool]:
    return frozenset(is_number(word) for word in text.split() if word != "minus")


def _digits(text: str) -> str:
    return " ".join(token.text for token in in_digits(text.split()))


def _of_list(own: Match) -> bool:
    """Whether a request is about the list that was used last, where it names none: "remove the eggs", "remove the last one"."""
    one = own.slots.get("kind") == "everything" and "which" in own.slots
    named = "list" in own.slots or "list" in own.text.split()
    return one or (own.skill == "lists" and own.slots["do"] == "remove" and not named)


def _gives_back(undo: Match) -> bool:
    """Whether a request puts back what a deed took away."""
    return "restore" in (undo.slots.get("do"), undo.slots.get("change"))


def _nouns(last: Match) -> Iterator[str]:
    """What "it" may be: the result of a sum, or what the last request named, the longest first."""
    if last.skill == "arithmetic":
        yield str(last.slots.get("value", ""))
        return
    if last.skill == "stopwatch":
        yield "the stopwatch"
    if last.skill == "lists":
        yield f"the {last.slots.get('list', 'shopping')} list"
    kind = kind_of(last)
    if last.skill in answers.KINDS:
        yield f"the newest {kind}"
    elif found := following.OF_IT.search(" ".join(words(last.text))):
        named = found[1].split()
        yield from (f"the {' '.join(named[:count])}" for count in range(len(named), 0, -1))
    if last.skill in FAMILIES[0]:
        yield f"the {kind}"
