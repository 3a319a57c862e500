"""Makes whole requests of answers to what a skill asked: "five minutes" (For how long?), "the second" (Say which one)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from voice.english import following, list_talk, timer_lengths, timer_talk
from voice.english.consent import consent
from voice.english.numbers_heard import in_digits
from voice.english.services import is_reaction, service
from voice.english.spellings import words
from voice.english.times import UNITS
from voice.english.words import alike
from voice.messages import Match
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.referents import DEVICES, KINDS, LIST_NAMED, TIMERS, family, kind_of
from voice.skills.lists.said import NAMES, TO_DO
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.skill import Skill, Told
from voice.skills.timing.reminder_slots import BEFORE

WHICH = "Say which one"
TIMES = {"seconds", "time", "every", "day", "date"}
"""Slots that say when."""
FORMS = ("the {which} {kind}", "the {kind} for {which}", "the {kind} to {which}", "the {kind} about {which}")
OF_MINUTES = "the {which} minute {kind}"
LIST_ONCE_MORE = {
    "clear": "clear my {1} list{0}",
    "remove": "remove {0} from my {1} list",
    "move": "move {0} from my {1} list to my {2} list",
}


class Answers:
    def __init__(self, skills: Mapping[str, Skill], meanings: Meanings) -> None:
        self._skills = skills
        self._match = meanings.likeliest
        self._certain = meanings.certain
        self._same = meanings.same

    def first(self, said: str, last: Match, asked: str) -> Iterator[Match | None]:
        """Read an answer that would make another sense by itself: "turn off the oven", of what somebody is reminded."""
        if WHICH in asked and last.skill != "lists" and not self._is_new(said, last):
            yield from self.chosen(said, last, asked)
        if asks(asked) and last.skill in KINDS and (other := timer_talk.OTHER_KIND.fullmatch(said)):
            yield self._match(f"set {other['kind']}")
        if last.skill == "reminder_set" and asks(asked) and "seconds" in last.slots and timer_lengths.UNIT.fullmatch(said):
            yield self._match(f"remind me in {round(last.slots['seconds'] / UNITS['minute'])} {said}")
        if "?" in asked and last.skill == "home":
            yield from map(self._certain, _completions(said, last, self._skills[last.skill]))
        if last.skill == "reminder_set" and "text" not in last.slots and asks(asked):
            yield from self._subject(said, last)

    def and_more(self, said: str, last: Match) -> Match | None:
        """Read an answer to an offer with another request behind it: "yes, and set a timer for ten minutes"."""
        meant, rest = consent(said.replace(",", ""))
        more = following.MORE.match(rest) if meant and last.slots.get("do") == "offer" else None
        own = self._certain(rest[more.end() :]) if more else None
        if not own or own.skill == last.skill:
            return None
        return joined([*map(self._certain, _completions(str(meant), last, self._skills[last.skill])[:1]), own])

    def completing(self, said: str, last: Match) -> Iterator[Match | None]:
        """Read what completes the request, whatever else it may be: "ten" (For how long?)."""
        texts = _completions(said, last, self._skills[last.skill])
        yield from (read(one) for read in (self._certain, self._match) for one in texts)

    def chosen(self, said: str, last: Match, asked: str) -> Iterator[Match | None]:
        """Read the answer to the question which timer, alarm or reminder was meant; `asked`: the question, "" for none."""
        if following.NONE.fullmatch(said):
            yield self._match("never mind")
        if asked and not _is_choice(said, asked):
            return
        texts = list(_choices(said, last))
        yield from (self._same(text, last) for text in texts)
        yield from (found for text in texts if (found := self._match(text)) and found.skill == last.skill)  # it lacks a time

    def none(self, said: str, told: Told) -> Match | None:
        """Ask once more behind a "yes" which does not tell what was asked for, and let it be behind a "no"."""
        meant, last = consent(said).meant, told.match
        if meant == "yes" and not told.undo and last.skill in TIMERS | {"lists"}:  # they have done nothing where they ask
            return replace(last, also=())
        return self._match("never mind") if meant == "no" else None

    def _is_new(self, said: str, last: Match) -> bool:
        """Whether words that follow a question are a request that has nothing to do with it."""
        own = self._match(said)
        if own is None or (kind_of(last) == "reminder" and _is_chore(own)):
            return False
        return own.skill not in family(last.skill) or (own.skill in KINDS and own.skill != last.skill)

    def _subject(self, said: str, last: Match) -> Iterator[Match | None]:
        """Read what somebody wants to be reminded of, which may sound like a request: "turn off the oven"."""
        own = self._match(said)
        if following.OWN.match(said) or not consent(said).rest or consent(said).meant == "no" or is_reaction(said):
            return
        if own and not _is_chore(own):
            return
        timed = self._match(f"remind me {said}") if last.slots.keys().isdisjoint(TIMES) else None
        if timed and timed.skill == last.skill and not timed.slots.keys().isdisjoint(TIMES):
            yield timed
        elif not timer_talk.PART.fullmatch(said) and (change := self._skills[last.skill].change) and change.again:
            found = self._match(change.again(last.slots, said))
            yield found if found and found.skill == last.skill else None


def asks(reply: str) -> bool:
    """Whether a skill's reply asks for what was missing."""
    return "?" in reply or WHICH in reply


def _is_chore(own: Match) -> bool:
    """Whether a request is also what somebody may be reminded of: "turn off the oven", "buy milk"."""
    return own.skill in DEVICES or (own.skill == "lists" and "list" not in own.text.lower().split())


def _completions(said: str, last: Match, skill: Skill) -> list[str]:
    """Commands that an answer may complete: "ten" (minutes) to "For how long?"."""
    answer = following.TOO.sub("", following.ANSWERS.sub("", said))
    again = skill.change.again if skill.change else None
    if again is None or following.OWN.match(answer) or not (_names_something(answer, last) or last.slots.get("do") == "offer"):
        return []
    minutes = [f"{answer} minutes"] if last.skill in TIMERS else []
    return [again(last.slots, one) for one in (answer, said, *minutes)]


def _names_something(said: str, last: Match) -> bool:
    """Whether words may be what was asked for: neither "yes" nor "hmm" nor, where things are asked for, "play some jazz"."""
    if not consent(said).rest or (last.skill not in TIMERS and is_reaction(said)):
        return False
    thing = service(said) is None and not following.STATES.search(said)
    return last.skill != "lists" or last.slots.get("list") == TO_DO or thing


def of_lists(said: str, last: Match, question: str) -> list[str]:
    """The request once more for the list, or the thing on it, that was chosen; one for each of several."""
    items, chosen = ", ".join(last.slots.get("items", ())), list_talk.LIST_CHOSEN.fullmatch(said)
    if not chosen or following.OWN.match(said) or last.slots["do"] not in LIST_ONCE_MORE:
        return []
    which = chosen["which"]
    if names := LIST_NAMED.findall(question.partition("Which one:")[2]):
        each = following.EACH.fullmatch(which)
        wanted = [name for name in names if each or alike(name, NAMES.get(which, which))]
        return [LIST_ONCE_MORE[last.slots["do"]].format(_meant(last, items), name, last.slots.get("list")) for name in wanted]
    if WHICH not in question or not (there := LIST_NAMED.search(question)) or not items:
        return []
    if following.EACH.fullmatch(which):
        return [f"remove all the {items} from my {there[1]} list"]
    named = which if which.endswith(items) else f"{which} {items}"
    return [f"remove {named} from my {there[1]} list"]


def _meant(last: Match, items: str) -> str:
    """What was to be removed, or is to stay, in words."""
    if last.slots["do"] == "clear":
        return f" except {', '.join(kept)}" if (kept := last.slots.get("kept")) else ""
    position = last.slots.get("position", 0)
    return items or (f"item {position}" if position > 0 else "the last item")


def _is_choice(said: str, asked: str) -> bool:
    """Whether words choose from what was offered ("pasta and one of ten minutes"): others are a request of their own."""
    offered = {*_in_digits_each(asked)}
    choice = following.CHOSEN.fullmatch(said)
    which = _in_digits_each(choice["which"]) if choice else []
    one = following.EACH.fullmatch(said) or re.search(rf"\b(?:one|{timer_talk.ORDER})$", said)
    return bool(one) or any(word in offered for word in which if word not in following.PASSING)


def _in_digits_each(text: str) -> list[str]:
    return [word.removesuffix("s") for token in in_digits(words(text)) for word in token.text.split()]


def _choices(said: str, last: Match) -> Iterator[str]:
    """The request once more for the one that was chosen, behind the question which was meant."""
    kind = kind_of(last)
    if each := following.EACH.fullmatch(said):
        yield timer_talk.KIND.sub(f"{'both' if each[1] == 'both' else 'all'} {kind}s", last.text)
    elif (found := following.CHOSEN.fullmatch(said)) and not following.OWN.match(found["which"]) and found["which"] != "other":
        which = re.sub(rf" {kind}s?$", "", found["which"])
        whole = timer_talk.KIND.search(last.text) is not None
        it = following.IT.sub(f"the {kind}", last.text, count=1)
        bare = [it] if it != last.text else [f"{last.text} {to}the {kind}" for to in ("", "to ", "from ")]
        texts = [last.text] if whole else bare
        forms = (*FORMS, OF_MINUTES) if kind == "timer" and digits(which).removeprefix("the ").isdecimal() else FORMS
        yield from (timer_talk.KIND.sub(form.format(which=which, kind=kind), text, count=1) for text in texts for form in forms)


def is_no_time(said: str, last: Match) -> bool:
    """Whether a number is said behind an alarm of which nobody knows what it means: "no, twenty" may be 8:20, or 8 pm."""
    timed = last.skill in TIMERS and ("time" in last.slots or "time" in last.slots.get("to", {}))
    timed = timed and BEFORE.search(last.text) is None  # there it is a length: "ten minutes before"
    lead = following.CORRECTS.match(said) if timed else None
    number = digits(said[lead.end() :]) if lead and lead[0] else ""
    return number.isdecimal() and 12 < int(number) < 60
