"""Makes a whole request of one that takes the rest from the request before it.

    and in kelvin? · what about 30? · times two            another question of the same kind
    make it ten · no, at eight · I meant the bedroom       the same once more, otherwise; what stays of the first is undone
    and cheese · another for five minutes · again          one more of the same
    pause it · turn them off · half of that                it is what the request before was about
    five minutes (For how long?) · the second (Say which)  the answer to a question
    cancel that                                            what was done last is undone

What is done is always a request that could have been made in full, so that nothing is done that could not be said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voice.english import following
from voice.english.consent import consent
from voice.english.numbers_heard import is_number
from voice.english.services import CLOCK, is_reaction, service
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills import answers, item_slips, referents
from voice.skills.fragment import digits, instead
from voice.skills.lists_said import tells_things, things_apart
from voice.skills.meanings import Meanings
from voice.skills.referents import DEVICES, KINDS, TIMERS, WHERE, family, kind_of, nouns
from voice.skills.rewording import tells_when_or_which
from voice.skills.several import joined
from voice.skills.skill import Context, Skill
from voice.skills.timing_corrections import Corrections
from voice.skills.timing_undo import UNDO

LONGEST = 10
"""Words of the longest follow-up: with more, it is a request of its own."""
WHICH = "Say which one"
TIMES = {"seconds", "time", "every", "day", "date"}
"""Slots that say when."""
TOLD = {"read", "count", "has", "names", "offer"}
"""What skills that change something only tell: what is on a list."""
NEED_LEAD = {"spell"}
"""Skills that would take any word for a follow-up."""
OF_ONE = {"timer_cancel", "timer_change"} | DEVICES
"""Skills that do something to what the end of the request names."""
ONE_ITSELF = {"timer_set", "alarm_set"}
"""Skills of which one more is only set where it was said: "and five minutes" may belong to the first."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a skill did or told in the last turn."""

    match: Match
    undo: str = ""
    """A request that undoes it; "" for none."""


class FollowUps:
    def __init__(self, skills: Mapping[str, Skill], meanings: Meanings, corrections: Corrections) -> None:
        self._skills = skills
        self._corrections = corrections
        self._match = meanings.likeliest
        self._certain = meanings.certain
        self._plain = meanings.plain

    def find(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """What a request means behind what was told last; None where it takes nothing from it."""
        said, last = " ".join(words(text)), told[-1].match
        if last.skill == "lists":
            said = referents.with_list(following.THERE.sub(r"\1 it", said), last)
        if last.skill not in self._skills or not said:
            return None
        if len(said.split()) > LONGEST and not (last.skill == "lists" and tells_things(text)):
            return None
        if last.skill in TIMERS and (sets := following.SETS_IT.fullmatch(said)):
            return self._set_to(sets["to"], text, told, context)
        if last.skill in TIMERS and following.WAITING.fullmatch(said):
            return None
        if answers.is_no_time(said, last):
            return self._match(f"change {next(nouns(last))}")
        by_some = () if asks(context.last_reply) else referents.by_some(said, last)
        if asked := next(filter(None, map(self._match, by_some)), None):
            return asked
        if asks(context.last_reply) and following.TAKES_BACK.fullmatch(said):
            return None
        if not asks(context.last_reply) and (undone := self._taken_back(said, told)):
            return undone
        if asks(context.last_reply) and not consent(said).rest and last.slots.get("do") != "offer":
            return None if self._match(text) else self._unanswered(said, told[-1])
        if (self._skills[last.skill].anew or any("step" in slot for slot in last.slots)) and following.AGAIN.fullmatch(said):
            return last
        if last.skill == "timer_set" and told[-1].undo and following.SAME.fullmatch(said):
            return replace(last, also=())
        if last.skill == "lists":
            reply = context.last_reply
            texts = answers.of_lists(said, last, reply) if asks(reply) else item_slips.behind(text, last)
            if chosen := joined([self._certain(one) for one in texts or referents.of_things(said, last, reply)]):
                return chosen
        if place := next(filter(None, map(self._certain, referents.of_day_or_place(said, last))), None):
            return place
        if meant := next(filter(None, self._before_its_own(said, told[-1], context)), None):
            return meant
        more = said.startswith("and the ") and last.skill not in ONE_ITSELF  # "the oven timer" alone is to be set
        own = self._certain(text) if more else self._match(text)
        lead = following.CORRECTS.match(said) if last.skill in TIMERS else None
        lacks = own and own.skill == last.skill == "reminder_set" and "text" not in own.slots
        rest = said[lead.end() :] if lead else ""
        if own and (own.skill == "repeat" or lacks) and rest and not following.OWN.match(rest):
            own = None  # "sorry" alone would be a question what was said
        other = more and last.skill in OF_ONE and own and own.skill in ONE_ITSELF  # "cancel the timer", "and the 7 am alarm"
        if own and not other and not (last.skill == "lists" and referents.is_list_used_last(own)):
            about = referents.is_about_last(own, last, said, context.ringing)
            return next(self._about_it(following.with_it(said), last), None) if about else None
        said = things_apart(said, text) if last.skill == "lists" else said
        return next(filter(None, self._meanings(said, told[-1], context)), None)

    def _set_to(self, to: str, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """Set what was just set, changed or told of to something else; where it cannot be that, ask what is meant."""
        last, own = told[-1].match, self._match(text)
        if last.skill in KINDS or "to" in last.slots:
            found = self.find(f"make it {to}", told, context)
        else:
            found = next((one for one in self._about_it(f"change it to {to}", last) if one.skill == "timer_change"), None)
        return found or (self._match(f"change {next(nouns(last))}") if own and own.skill == "volume" else None)

    def renamed(self, said: str, told: Told) -> Match | None:
        """Give what was set or told of last another name: "change the potatoes to carrots"; None where it has not that one."""
        last, found = told.match, following.RENAMES.fullmatch(" ".join(words(said)))
        if not found or last.skill not in TIMERS or tells_when_or_which(found["new"]):
            return None
        name, text = last.slots.get("name"), str(last.slots.get("text", "")).split()
        if name and alike(name, found["old"]):
            return self._certain(f"rename the {name} {kind_of(last)} to {found['new']}")
        if last.skill == "reminder_set" and found["old"] in text and told.undo:
            new = self._corrections.of(last, f"to {' '.join(found['new'] if one == found['old'] else one for one in text)}")
            return joined([self._certain(told.undo), new])
        return None

    def _taken_back(self, said: str, told: Sequence[Told]) -> Match | None:
        """Undo all that was done in the last turn; what took something away only where that is surely meant.

        What a correction took away is no longer wanted: of a timer of 20 minutes, "no, thirty", "cancel it" leaves none.
        """
        if len(told) > 1 and is_undo(said) and any(map(_gives_back, filter(None, (self._certain(one.undo) for one in told)))):
            return joined([self._certain(UNDO if one.match.skill in TIMERS else one.undo) for one in told if one.undo])
        undone = [self._certain(one.undo) for one in reversed(told) if one.undo]
        back = undone and all(one and _gives_back(one) for one in undone)
        undone = undone if back else [one for one in undone if one is None or not _gives_back(one)]
        if not (following.GIVES_BACK if back else following.TAKES_BACK).fullmatch(said):
            return None
        if "both" in said and len(undone) < 2 and told[-1].match.skill in TIMERS:
            return self._certain(f"cancel both {kind_of(told[-1].match)}s")
        return joined(undone)

    def _unanswered(self, said: str, told: Told) -> Match | None:
        """Ask once more behind a "yes" which does not tell what was asked for, and let it be behind a "no"."""
        meant, last = consent(said).meant, told.match
        if meant == "yes" and not told.undo and last.skill in TIMERS | {"lists"}:  # they have done nothing where they ask
            return replace(last, also=())
        return self._match("never mind") if meant == "no" else None

    def _before_its_own(self, said: str, told: Told, context: Context) -> Iterator[Match | None]:
        """What a request means that would make another sense by itself: "buy milk" adds to a list."""
        last = told.match
        if WHICH in context.last_reply and last.skill != "lists" and not self._is_new(said, last):
            yield from self._chosen(said, last, context.last_reply)
        if "?" in context.last_reply and last.skill == "home":
            yield from (self._certain(one) for one in answers.completing(said, last, self._skills[last.skill]))
        if last.skill == "reminder_set" and "text" not in last.slots and asks(context.last_reply):
            yield from self._subject(said, last)
        if last.skill in TIMERS:
            texts = referents.one_of_kind(said, last)
            for found in map(self._match, texts):
                if found and found.skill in TIMERS and (found.skill == "timer_change" or self._certain(found.text)):
                    yield referents.without_last(found, last)
        if last.skill in KINDS and (told.undo or asks(context.last_reply)):
            yield self._with_part(said, told, context)
        if last.skill in TIMERS and (following.OF_IT_ALONE.fullmatch(said) or not self._match(said)):
            yield from (self._certain(one) for one in referents.about_it(said, last))
        if last.skill == "timer_set":
            yield self._corrections.in_its_unit(said, last)
        if last.skill in TIMERS and (one := following.ONE.match(said)):
            yield self._certain(following.TOO.sub("", f"set a {kind_of(last)}{said[one.end() :]}"))
        to = said.startswith("and to ") or (said.startswith("to ") and last.skill == "lists")
        if to and last.skill in ("lists", "reminder_set"):
            yield from self._more(f"and {said.removeprefix('and ')}", last, context)

    def _meanings(self, said: str, told: Told, context: Context) -> Iterator[Match | None]:
        last, skill = told.match, self._skills[told.match.skill]
        if not consent(said).rest and not asks(context.last_reply):
            return  # "hmm" and "okay" ask nothing anew
        if asks(context.last_reply) and following.NONE.fullmatch(said):
            yield self._match("never mind")
        if asks(context.last_reply) and is_reaction(said):
            return
        if last.skill == "timer_status" and "name" not in last.slots and not following.IT.search(said):
            yield from self._chosen(said, last, "")
        elif "?" in context.last_reply:
            yield from (read(one) for read in (self._certain, self._match) for one in answers.completing(said, last, skill))
            if last.skill == "lists":
                return  # any other words would name a list, or a thing
        corrects = following.CORRECTS.match(said)
        if last.skill in DEVICES or last.skill == "lists":
            yield from self._about_it(said, last)  # "make it blue" is no other light
        if last.skill == "lists" and not following.IT.search(said):
            name, bare = last.slots.get("list", "shopping"), following.TOO.sub("", said)
            removes = (own := self._certain(bare)) and own.slots.get("do") == "remove"
            prepositions = ("from",) if removes else ("to", "from")
            yield from (self._same(f"{bare} {preposition} my {name} list", last) for preposition in prepositions)
        if skill.change is None or last.slots.get("do") in TOLD:
            yield from self._asked_instead(said, last, skill)
        elif corrects:
            yield from self._corrected(said[corrects.end() :], told, context, following.SLIPPED.search(said) is not None)
        elif is_number(digits(said).removeprefix("to ")) and not skill.change.stays:
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
        leads = found and found[0].strip()
        if not fragment or following.OWN.match(fragment) or (last.skill in NEED_LEAD and not leads):
            return
        if last.skill == "lists" and following.IT.search(fragment):
            return  # "add it" names no list
        again = skill.again or (lambda slots, instead: "")
        yield self._same(again(last.slots, fragment), last)
        yield from (self._same(one, last) for one in self._instead(fragment, last))
        yield self._same(again(last.slots, f"in {fragment}"), last)

    def _corrected(self, fragment: str, told: Told, context: Context, worded: bool = False) -> Iterator[Match | None]:
        """Do what was done last otherwise, and undo what would stay beside it."""
        last, change = told.match, self._skills[told.match.skill].change
        if fragment.startswith("not ") and last.skill not in KINDS:
            return  # what is meant stands behind it, with no sign between the two
        for new in self._others(following.TOO.sub("", fragment), last, context, worded):
            if new.slots != last.slots and change:
                elsewhere = any(new.slots.get(slot) != last.slots.get(slot) for slot in WHERE)
                again = change.stays or change.noted or elsewhere
                undone = told.undo and again and self._can_be_set(new, context)
                yield joined([self._certain(told.undo), new]) if undone else new

    def _more(self, said: str, last: Match, context: Context) -> Iterator[Match | None]:
        """Do one more of the same."""
        lead, fragment = following.MORE.match(said), following.TOO.sub("", said)
        fragment = fragment.removeprefix(lead[0] if lead else "")
        if last.skill in DEVICES and fragment in following.OPPOSITES and fragment not in last.text.lower().split():
            yield self._certain(following.opposite(last.text))
        if last.skill in DEVICES and (how := following.HOW.fullmatch(fragment)):
            yield from self._about_it(f"make it {how[1]}", last)
        another = following.ANOTHER.match(fragment)
        if lead is None and another is None and fragment == said:
            return
        if last.slots.get("do") == "make" and "list" in last.slots and not another and not following.A_LIST.search(fragment):
            last = replace(last, slots={"do": "add", "list": last.slots["list"]}, text="")  # "and cheese" goes on it
        fragment = fragment[another.end() :] if another else fragment
        at_a_time = fragment.startswith(("at ", "tomorrow at ", "tonight at ", "today at ", "on "))
        own_time = at_a_time or following.OF_A_DAY.search(fragment)
        own_time = own_time or following.THE_ONE.search(fragment)
        numbered = any(map(is_number, digits(fragment).split())) and not own_time
        if another or last.skill not in ONE_ITSELF or not numbered:
            yield from self._others(fragment, last, context)

    def _others(self, fragment: str, last: Match, context: Context, worded: bool = False) -> Iterator[Match]:
        """The last deed with something else in its place, where that can be done."""
        change = self._skills[last.skill].change
        own = following.OWN.match(fragment) or following.IT.search(fragment)
        if change is None or not fragment or own or service(fragment) not in (None, CLOCK):
            return
        if last.skill in TIMERS:
            fragment = following.THE_ONE.sub(f" {kind_of(last)}", fragment)
        if last.skill in OF_ONE:
            fragment = following.WHICH_ONE.sub(rf"\1 {kind_of(last)}", fragment)
        if last.skill in KINDS or last.slots.keys() & {"to", "by", "called"}:
            yield from filter(None, [self._corrections.of(last, fragment, worded)])
            return
        again = [change.again(last.slots, fragment)] if change.again else []
        able = not change.noted and self._able(last, context)
        for text in (fragment, *self._instead(fragment, last, sure=True), *again):
            if (found := self._same(text, last)) and (not able or self._able(found, context)):
                yield found

    def _can_be_set(self, new: Match, context: Context) -> bool:
        """Whether what is put right can be set: else the old one is kept."""
        return new.skill not in KINDS or self._able(new, context)

    def _able(self, match: Match, context: Context) -> bool:
        """Whether a deed would change something: a room may be unknown."""
        change = self._skills[match.skill].change
        return change is not None and change.asked(match.slots, context) is not None

    def _instead(self, fragment: str, last: Match, sure: bool = False) -> Sequence[str]:
        return instead(self._plain(last.text), fragment, sure, of_one=last.skill in OF_ONE)

    def _about_it(self, said: str, last: Match) -> Iterator[Match]:
        lead, bare = following.LEAD.match(said), following.BARE.fullmatch(said)
        asked = f"{bare[1]} it" if bare else said if following.IT.match(said) else said[lead.end() if lead else 0 :]
        if not following.IT.search(asked):
            return
        texts = [following.IT.sub(noun, asked, count=1) for noun in nouns(last)]
        for read in (self._certain, self._match):  # what lacks something last: it asks for that
            found = [one for one in map(read, texts) if one and one.skill in family(last.skill)]
            found = [one for one in found if one.slots.get("do") != "make"]  # the list that "it" is, is there
            yield from (one for one in found if not {one.skill, last.skill} <= KINDS.keys())  # it is set already

    def _is_new(self, said: str, last: Match) -> bool:
        """Whether words that follow a question are a request that has nothing to do with it."""
        own = self._match(said)
        if own is None or (kind_of(last) == "reminder" and _is_chore(own)):
            return False
        return own.skill not in family(last.skill) or (own.skill in KINDS and own.skill != last.skill)

    def _chosen(self, said: str, last: Match, asked: str) -> Iterator[Match | None]:
        """Read the answer to the question which timer, alarm or reminder was meant; `asked`: the question, "" for none."""
        if following.NONE.fullmatch(said):
            yield self._match("never mind")
        if asked and not answers.is_choice(said, asked):
            return
        texts = list(answers.chosen(said, last))
        yield from (self._same(text, last) for text in texts)
        yield from (found for text in texts if (found := self._match(text)) and found.skill == last.skill)  # it lacks a time

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
        elif not following.PART.fullmatch(said) and (change := self._skills[last.skill].change) and change.again:
            found = self._match(change.again(last.slots, said))
            yield found if found and found.skill == last.skill else None

    def _with_part(self, said: str, told: Told, context: Context) -> Match | None:
        """Set what was set last with a part of its time that was said late, or tell of it where that changes nothing."""
        last, part = told.match, following.PART.fullmatch(said)
        more = part and following.MORE.match(said) and not following.UNIT.fullmatch(part["part"])
        found = self._corrections.of(last, part["part"]) if part and not more else None
        if not found or any(found.slots.get(slot) != last.slots.get(slot) for slot in ("name", "text", "count", "also")):
            return None
        if not told.undo:
            return found
        if found.slots == last.slots:
            return self._certain(referents.TOLD_BY[kind_of(last)])
        return joined([self._certain(told.undo), found]) if self._can_be_set(found, context) else found


def asks(reply: str) -> bool:
    """Whether a skill's reply asks for what was missing."""
    return "?" in reply or WHICH in reply


def is_undo(text: str) -> bool:
    """Whether a text asks to undo what was done last, and no more."""
    return following.UNDO.fullmatch(" ".join(words(text))) is not None


def _is_chore(own: Match) -> bool:
    """Whether a request is also what somebody may be reminded of: "turn off the oven", "buy milk"."""
    return own.skill in DEVICES or (own.skill == "lists" and "list" not in own.text.lower().split())


def _gives_back(undo: Match) -> bool:
    """Whether a request puts back what a deed took away."""
    return "restore" in (undo.slots.get("do"), undo.slots.get("change"))
