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
from dataclasses import replace
from itertools import chain

from voice.english import following, list_talk, timer_asked, timer_talk
from voice.english.consent import consent
from voice.english.numbers_heard import is_number
from voice.english.services import is_reaction
from voice.english.spellings import words
from voice.messages import Match
from voice.skills import guess
from voice.skills.follow_up import answers, beside_last, referents
from voice.skills.follow_up.answers import Answers, asks
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.once_more import OF_ONE, ONE_ITSELF, OnceMore
from voice.skills.follow_up.reckoned import reckoned
from voice.skills.follow_up.referents import DEVICES, KINDS, TIMERS, nouns
from voice.skills.follow_up.taking_back import undoing
from voice.skills.home.talk import HomeTalk
from voice.skills.lists import talk as lists_talk
from voice.skills.lists.talk import ListTalk
from voice.skills.lists.things import tells_things, things_apart
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.skill import Context, Skill, Told
from voice.skills.timing import some_days, timers_said
from voice.skills.timing import talk as timing_talk
from voice.skills.timing.corrections import Corrections
from voice.skills.timing.talk import TimingTalk

LONGEST = 12
"""Words of the longest follow-up: with more, it is a request of its own."""


class FollowUps:
    def __init__(self, skills: Mapping[str, Skill], meanings: Meanings, corrections: Corrections) -> None:
        self._skills = skills
        self._corrections = corrections
        self._answers = Answers(skills, meanings)
        self._home_talk = HomeTalk(meanings)
        self._list_talk = ListTalk(skills, meanings)
        self._once_more = OnceMore(skills, meanings, corrections, self._home_talk)
        self._timing_talk = TimingTalk(meanings, corrections, self._once_more)
        self.renamed = self._timing_talk.renamed
        self._match = meanings.likeliest
        self._certain = meanings.certain
        self._simple = meanings.simple

    def find(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """What a request means behind what was told last; None where it takes nothing from it."""
        found = self._find(text, told, context)
        several = referents.any_of(told, context.last_reply) if found else ()
        return (found and guess.of_several(" ".join(words(text)), found, several, self._match)) or found

    def _find(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        said = " ".join(words(text))
        sets, makes = timer_talk.SETS_IT.fullmatch(said), timer_talk.MAKES_IT.fullmatch(digits(said))
        if (sets or makes) and told[-1].match.skill in DEVICES:
            told = sorted(told, key=lambda one: one.match.skill in KINDS)  # "make it eight" is the alarm beside a lamp
        last, asked = told[-1].match, asks(context.last_reply)
        if last.skill == guess.NAME:
            return self._guessed(said, last)
        if last.skill == "lists":
            said, text = lists_talk.in_usual_words(said, text, last)
        if last.skill not in self._skills or not said:
            return None
        if len(said.split()) > LONGEST and not (last.skill == "lists" and tells_things(text)):
            return None
        if last.skill in TIMERS and (set_to := (makes if timing_talk.left_its_time(last) else None) or sets):
            return self._set_to(set_to["to"], text, told, context)
        if last.skill == "volume" and sets:
            return self._certain(f"set the volume to {sets['to']}")
        if last.skill == "volume" and "value" in last.slots and following.A_BIT_MORE.fullmatch(said):
            return guess.asking(["turn the volume up a bit"], said)
        if last.skill in TIMERS:
            said, text = timing_talk.in_usual_words(said, text, last, asked, alone=len(told) == 1)
        if last.skill in TIMERS and timer_talk.WAITING.fullmatch(said):
            return None
        if answers.is_no_time(said, last):
            return self._match(f"change {next(nouns(last))}")
        by_some = () if asked else timers_said.by_some(said, last)
        if length := next(filter(None, map(self._match, by_some)), None):
            return length
        if following.TAKES_BACK.fullmatch(said) and (asked or (following.FORGETS.search(said) and not told[-1].undo)):
            return None
        if not asked and (undone := undoing(said, told, self._certain)):
            return undone
        if asked and not told[-1].undo and last.skill in TIMERS and following.ASKS_BACK.fullmatch(said):
            return replace(last, also=())
        if asked and not consent(said).rest and last.slots.get("do") != "offer":
            return None if self._match(text) else self._answers.none(said, told[-1])
        if last.skill in DEVICES and (step := self._home_talk.by_a_step(said, last)):
            return step
        if (self._skills[last.skill].anew or any("step" in slot for slot in last.slots)) and following.AGAIN.fullmatch(said):
            return last
        same = timer_talk.SAME.fullmatch(said) or following.AGAIN.fullmatch(said)
        if last.skill == "timer_set" and told[-1].undo and same and "more" not in said:
            return self._match("set a timer") if "another" in said and "same" not in said else replace(last, also=())
        if days := some_days.behind(said, told, self._certain, self._corrections):
            return days
        if of_all := self._home_talk.of_all(said, told, self._once_more.about):
            return of_all
        if meant := next(filter(None, self._before_its_own(said, text, told[-1], context)), None):
            return meant
        if own := self._own(said, text, last):
            about = referents.is_about_last(own, last, said, context.ringing)
            return next(self._once_more.about(following.with_it(said), last), None) if about else None
        said = things_apart(said, text) if last.skill == "lists" else said
        beside = (one.match for one in told[:-1] if one.match.skill in DEVICES and last.skill not in DEVICES)
        of_beside = (found for one in beside for found in self._once_more.about(said, one))  # "turn it on again"
        return next(filter(None, chain(self._meanings(said, told[-1], context), of_beside)), None)

    def _guessed(self, said: str, last: Match) -> Match | None:
        """Do what it was asked about whether it was meant, or leave it."""
        meant = guess.answered(said, last)
        if not meant:
            return None if meant is None else guess.leaving(said)
        return joined([self._simple(one) or self._match(one) for one in meant])

    def _set_to(self, to: str, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """Set what was just set, changed or told of to something else; where it cannot be that, ask what is meant."""
        last, own = told[-1].match, self._match(text)
        if last.skill in KINDS or "to" in last.slots:
            found = self.find(f"make it {to}", told, context)
        else:
            changes = self._once_more.about(f"change it to {to}", last)
            found = next((one for one in changes if one.skill == "timer_change"), None)
        found = found or self._timing_talk.left_at(to, last)
        return found or (self._match(f"change {next(nouns(last))}") if own and own.skill == "volume" else None)

    def _before_its_own(self, said: str, text: str, told: Told, context: Context) -> Iterator[Match | None]:
        """What a request means that would make another sense by itself: "buy milk" adds to a list."""
        last, reply = told.match, context.last_reply
        if last.skill == "lists":
            yield self._answers.and_more(said, last)
            yield from self._list_talk.behind(said, text, last, reply)
        yield self._once_more.rather(said, told)
        if last.skill in DEVICES and not asks(reply):
            yield from self._home_talk.behind(said, told, reply)
        yield from map(self._certain, referents.of_day_or_place(said, last))
        yield from beside_last.matches(said, last, self._certain, self._corrections)
        if last.skill == "volume":
            yield self._home_talk.of_player(said, told)
        if last.skill == "volume" and following.GONE_TOO_FAR.fullmatch(said):
            yield self._too_much(said, last)
        if last.skill == "convert" and (turned := following.REVERSED.match(said)):
            yield self._certain(said[turned.end() :])
        if last.skill in ("arithmetic", "convert") and "value" in last.slots:
            yield reckoned(said, last, self._certain, lambda said, last: self.find(said, [Told(last)], context))
        if last.skill == "help":
            yield self._of_way(said, last)
            if topic := following.ABOUT.fullmatch(said):
                yield next(self._once_more.asked(topic["what"], last), None)
        if last.skill == "stopwatch" and following.HOW_LONG_WAS.fullmatch(said):
            yield self._certain("say that again" if last.slots.get("do") == "stop" else "check the stopwatch")
        if not asks(reply):
            yield self._certain(timers_said.whether_it_is_so(said, last))
        yield self._certain(timers_said.how_to(said, last))
        yield self._match(timers_said.for_that(said, last))
        answers_it = last.skill == "timer_cancel" and asks(reply)  # "the second one" chooses
        of_list = lists_talk.unsure(said, last) if last.skill == "lists" else ""
        if unsure := ("" if answers_it else timing_talk.unsure(said, told)) or of_list:
            yield guess.asking([unsure], said) if self._certain(unsure) else None
        yield from self._answers.first(said, last, reply)
        if last.skill in TIMERS:
            yield from self._timing_talk.behind(said, told, context)
        if last.skill in TIMERS or last.slots.get("topic") in KINDS:
            yield self._timing_talk.one_more(said, last)
        if last.skill == "timer_set":
            yield self._corrections.in_its_unit(said, last)
        to = said.startswith("and to ") or (said.startswith("to ") and last.skill == "lists")
        if to and last.skill in ("lists", "reminder_set"):
            yield from self._once_more.beside(f"and {said.removeprefix('and ')}", last, context)

    def _too_much(self, said: str, last: Match) -> Match | None:
        """Go back a step where a change of the volume went too far; where it was set to a value, ask which way that is."""
        match last.slots.get("change"):
            case "up":
                return self._certain("turn the volume down a bit")
            case "down":
                return self._certain("turn the volume up a bit")
        return guess.asking(["turn the volume down a bit"], said) if "value" in last.slots else None

    def _of_way(self, said: str, last: Match) -> Match | None:
        """What is said behind an answer whether something can be done: "how would I do that", "make one"."""
        if last.slots.get("topic") == "lists" and list_talk.MAKE_ONE.fullmatch(said):
            return self._match("make a list")
        way = last.slots.get("way") if timer_asked.HOW_TO.fullmatch(said) else None
        return replace(last, slots={"topic": last.slots["topic"], "how": way}) if way else None

    def _own(self, said: str, text: str, last: Match) -> Match | None:
        """The request that words are by themselves; None where they only make sense behind the last one."""
        more = said.startswith("and the ") and last.skill not in ONE_ITSELF  # "the oven timer" alone is to be set
        own = self._certain(text) if more else self._match(text)
        if own and last.skill in DEVICES and (no := following.CORRECTS.match(said)):
            own = self._match(said[no.end() :])  # "no, the lamp" does not switch it off
        lead = following.CORRECTS.match(said) if last.skill in TIMERS else None
        rest = said[lead.end() :] if lead else ""
        if own is None and last.skill == "lists" and (bare := self._certain(following.TOO.sub("", said))):
            own = bare if bare.skill in TIMERS else None  # "cancel the alarm as well" takes nothing off a list
        if own is None or referents.is_bare_name(own, last) or (last.skill == "lists" and referents.is_list_used_last(own)):
            return None
        lacks = own.skill == last.skill == "reminder_set" and "text" not in own.slots
        if (own.skill == "repeat" or lacks) and rest and not following.OWN.match(rest):
            return None  # "sorry" alone would be a question what was said
        other = more and last.skill in OF_ONE and own.skill in ONE_ITSELF  # "cancel the timer", "and the 7 am alarm"
        return None if other else own

    def _meanings(self, said: str, told: Told, context: Context) -> Iterator[Match | None]:
        """What words may mean that are no request by themselves, the likeliest first."""
        last, change = told.match, self._skills[told.match.skill].change
        asked = asks(context.last_reply)
        if not consent(said).rest and not asked:
            return  # "hmm" and "okay" ask nothing anew
        if asked and following.NONE.fullmatch(said):
            yield self._match("never mind")
        if asked and is_reaction(said):
            return
        of_one = "name" in last.slots or last.slots.get("which") == "newest"
        if last.skill == "timer_status" and not of_one and not following.IT.search(said):
            yield from self._answers.chosen(said, last, "")
        elif "?" in context.last_reply:
            yield from self._answers.completing(said, last)
            if last.skill == "lists":
                return  # any other words would name a list, or a thing
        corrects = following.CORRECTS.match(said)
        if last.skill in DEVICES or last.skill == "lists":
            yield from self._once_more.about(said, last)  # "make it blue" is no other light
        if last.skill == "lists":
            yield from self._list_talk.with_its_name(said, last)
        if change is None or last.slots.get("do") in guess.TELLS:
            if not corrects or last.skill not in TIMERS:  # "no, in the evening": it is to be otherwise, not told
                yield from self._once_more.asked(said, last)
        elif corrects:
            slipped = following.SLIPPED.search(said) is not None
            yield from self._once_more.corrected(said[corrects.end() :], told, context, slipped)
        elif is_number(digits(said).removeprefix("to ")) and not change.stays:
            yield from self._once_more.corrected(said.removeprefix("to "), told, context)
        else:
            yield from self._once_more.beside(said, last, context)
        for about in self._once_more.about(said, last):
            if not corrects or about.skill != last.skill or last.skill not in ONE_ITSELF:
                yield about  # "make it ten" is no "make the timer ten", which would be one more


def of_sum(text: str, told: Sequence[Told]) -> str:
    """What "make it that" is behind a sum: "make it 20"; "" for any other text."""
    return timers_said.value_meant(" ".join(words(text)), told[-1].match) if told else ""
