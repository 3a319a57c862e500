"""Makes the last request once more: with something else in it, beside what was done, or about the same thing.

    and in kelvin? · what about 30?              another question of the same kind
    make it ten · no, at eight · in the morning  the same deed otherwise; what stays of the first is undone
    and cheese · another for five minutes        one more of the same
    pause it · make them brighter                something else with what the last request was about
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from voice.english import following, list_talk, timer_lengths, timer_talk
from voice.english.numbers_heard import is_number
from voice.english.services import CLOCK, service
from voice.messages import Match
from voice.skills.follow_up.fragment import digits, instead
from voice.skills.follow_up.referents import DEVICES, KINDS, TIMERS, TOLD_BY, WHERE, family, is_bare_name, kind_of, nouns
from voice.skills.home.talk import HomeTalk
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.skill import Context, Skill, Told
from voice.skills.timing.corrections import Corrections
from voice.skills.timing.rewording import tells_when_or_which

NEED_LEAD = {"spell"}
"""Skills that would take any word for a follow-up."""
OF_ONE = {"timer_cancel", "timer_change"} | DEVICES
"""Skills that do something to what the end of the request names."""
ONE_ITSELF = {"timer_set", "alarm_set"}
"""Skills of which one more is only set where it was said: "and five minutes" may belong to the first."""


class OnceMore:
    def __init__(
        self, skills: Mapping[str, Skill], meanings: Meanings, corrections: Corrections, home_talk: HomeTalk
    ) -> None:
        self._skills = skills
        self._corrections = corrections
        self._match = meanings.likeliest
        self._certain = meanings.certain
        self._same = meanings.same
        self._plain = meanings.plain
        self._home_talk = home_talk

    def asked(self, said: str, last: Match) -> Iterator[Match | None]:
        """Ask the last question of something else: "and in kelvin"."""
        found = following.LEAD.match(said)
        fragment = following.TOO.sub("", said[found.end() if found else 0 :]).removesuffix("'s")
        leads = found and found[0].strip()
        if not fragment or following.OWN.match(fragment) or (last.skill in NEED_LEAD and not leads):
            return
        if last.skill in TIMERS | {"lists"} and following.IT.search(fragment):
            return  # "add it" names no list, "pause it" no timer
        if last.slots.get("which") == "newest":
            return  # it was only told again: "okay good" is the name of none, "pm" of no other
        again = self._skills[last.skill].again or (lambda slots, instead: "")
        yield self._same(again(last.slots, fragment), last)
        others = (self._same(one, last) for one in self._instead(fragment, last))
        yield from (one for one in others if one and not tells_when_or_which(str(one.slots.get("name", ""))))
        yield self._same(again(last.slots, f"in {fragment}"), last)

    def corrected(self, fragment: str, told: Told, context: Context, worded: bool = False) -> Iterator[Match | None]:
        """Do what was done last otherwise, and undo what would stay beside it."""
        last, change = told.match, self._skills[told.match.skill].change
        if fragment.startswith("not ") and last.skill not in KINDS:
            return  # what is meant stands behind it, with no sign between the two
        for new in self._others(following.TOO.sub("", fragment), last, context, worded):
            if new.slots != last.slots and change:
                elsewhere = any(new.slots.get(slot) != last.slots.get(slot) for slot in (*WHERE, "but"))
                again = change.stays or change.noted or elsewhere
                undone = told.undo and again and self._can_be_set(new, context)
                yield joined([self._certain(told.undo), new]) if undone else new

    def rather(self, said: str, told: Told) -> Match | None:
        """Do something else in the home than what was done last, which is undone: "no, turn off the tv"."""
        slip = following.CORRECTS.match(said) if told.match.skill in DEVICES else None
        new = self._certain(said[slip.end() :]) if slip and following.SLIPPED.search(slip[0]) else None
        if new is None or new.skill not in DEVICES or is_bare_name(new, told.match):
            return None
        return joined([self._certain(told.undo), new]) if told.undo else new

    def with_part(self, said: str, told: Told, context: Context) -> Match | None:
        """Set what was set last with a part of its time that was said late, or tell of it where that changes nothing."""
        last, part = told.match, timer_talk.PART.fullmatch(said)
        more = part and following.MORE.match(said) and not timer_lengths.UNIT.fullmatch(part["part"])
        found = self._corrections.of(last, part["part"]) if part and not more else None
        if not found or any(found.slots.get(slot) != last.slots.get(slot) for slot in ("name", "text", "count", "also")):
            return None
        if not told.undo:
            return found
        if found.slots == last.slots:
            return self._certain(TOLD_BY[kind_of(last)])
        return joined([self._certain(told.undo), found]) if self._can_be_set(found, context) else found

    def beside(self, said: str, last: Match, context: Context) -> Iterator[Match | None]:
        """Do one more of the same: "and cheese", "another for five minutes"."""
        lead, fragment = following.MORE.match(said), following.TOO.sub("", said)
        fragment = fragment.removeprefix(lead[0] if lead else "")
        if last.skill in DEVICES and following.OPPOSITES.get(fragment) in last.text.lower().split():
            yield self._certain(following.opposite(last.text))
        if last.skill in DEVICES and (how := following.HOW.fullmatch(fragment)):
            yield from self.about(f"make it {how[1]}", last)
        way, _, rest = fragment.partition(" ")
        if last.skill in DEVICES and rest and following.OPPOSITES.get(way) in last.text.lower().split():
            last, fragment = self._certain(following.opposite(last.text)) or last, rest  # "off in the hall and on in the den"
        another = following.ANOTHER.match(fragment)
        if lead is None and another is None and fragment == said:
            return
        if last.slots.get("do") == "make" and "list" in last.slots and not another and not list_talk.A_LIST.search(fragment):
            last = replace(last, slots={"do": "add", "list": last.slots["list"]}, text="")  # "and cheese" goes on it
        fragment = fragment[another.end() :] if another else fragment
        at_a_time = timer_talk.AT_A_TIME.match(fragment)
        own_time = at_a_time or timer_talk.OF_A_DAY.search(fragment) or timer_talk.THE_ONE.search(fragment)
        numbered = any(map(is_number, digits(fragment).split())) and not own_time
        if another or last.skill not in ONE_ITSELF or not numbered:
            yield from self._others(fragment, last, context)

    def about(self, said: str, last: Match) -> Iterator[Match]:
        """Do something with what the last request was about: "pause it", "turn them off"."""
        lead, bare = following.LEAD.match(said), following.BARE.fullmatch(said)
        asked = f"{bare[1]} it" if bare else said if following.IT.match(said) else said[lead.end() if lead else 0 :]
        if not following.IT.search(asked):
            return
        thing = self._home_talk.thing(last) if last.skill in DEVICES else ""
        texts = [following.IT.sub(noun, asked, count=1) for noun in dict.fromkeys(filter(None, (thing, *nouns(last))))]
        for read in (self._certain, self._match):  # what lacks something last: it asks for that
            found = [one for one in map(read, texts) if one and one.skill in family(last.skill)]
            found = [one for one in found if one.slots.get("do") != "make"]  # the list that "it" is, is there
            yield from (one for one in found if not {one.skill, last.skill} <= KINDS.keys())  # it is set already

    def _others(self, fragment: str, last: Match, context: Context, worded: bool = False) -> Iterator[Match]:
        """The last deed with something else in its place, where that can be done."""
        change = self._skills[last.skill].change
        own = following.OWN.match(fragment) or following.IT.search(fragment)
        if change is None or not fragment or own or service(fragment) not in (None, CLOCK):
            return
        if last.skill in TIMERS:
            fragment = timer_talk.THE_ONE.sub(f" {kind_of(last)}", fragment)
        if last.skill in OF_ONE:
            fragment = timer_talk.WHICH_ONE.sub(rf"\1 {kind_of(last)}", fragment)
        if last.skill in KINDS or last.slots.keys() & {"to", "by", "called"}:
            yield from filter(None, [self._corrections.of(last, fragment, worded)])
            return
        again = [change.again(last.slots, fragment)] if change.again else []
        again += self._home_talk.as_before(fragment, last) if last.skill in DEVICES else ()
        able = not change.noted and self._able(last, context)
        places = self._instead(fragment, last, sure=True)
        if last.skill in DEVICES and following.LEAVES_OUT.match(fragment):
            places, again = [f"{last.text} {fragment}"], []  # "turn off except the lamp" would be every lamp
        for text in (fragment, *((*again, *places) if last.skill == "lists" else (*places, *again))):
            found = self._same(text, last)
            if found and not is_bare_name(found, last) and (not able or self._able(found, context)):
                yield found

    def _instead(self, fragment: str, last: Match, sure: bool = False) -> Sequence[str]:
        return instead(self._plain(last.text), fragment, sure, of_one=last.skill in OF_ONE)

    def _can_be_set(self, new: Match, context: Context) -> bool:
        """Whether what is put right can be set: else the old one is kept."""
        return new.skill not in KINDS or self._able(new, context)

    def _able(self, match: Match, context: Context) -> bool:
        """Whether a deed would change something: a room may be unknown."""
        change = self._skills[match.skill].change
        return change is not None and change.asked(match.slots, context) is not None
