"""Understands whole requests: one or several in a breath, with slips put right, by themselves or behind the last one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from voice.clock import Clock
from voice.english import addressed, following, loosely, politeness, second_language, timer_talk
from voice.english.emergencies import emergency, wants_numbers
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills import guess, talk
from voice.skills.follow_up import referents
from voice.skills.follow_up.answers import asks
from voice.skills.follow_up.finding import FollowUps
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.taking_back import took_nothing_away
from voice.skills.home import MOST_LAMPS
from voice.skills.lists import item_slips
from voice.skills.lists.said import REASON
from voice.skills.lists.things import bought
from voice.skills.meanings import Meanings
from voice.skills.reading import homophones, in_other_words, several, slips, typos
from voice.skills.skill import Context, Skill, Told
from voice.skills.timing import some_days, timers_said
from voice.skills.timing.choice import stems
from voice.skills.timing.corrections import WHEN, Corrections
from voice.skills.timing.elsewhere import by_the_clock_here, there
from voice.skills.timing.store import Store

EMERGENCY = "emergency"
STOP = "stop"
"""The skill that hushes what is said, with words that may take back what was done: "cancel that"."""


class Requests:
    def __init__(
        self, skills: Mapping[str, Skill], meanings: Meanings, clock: Clock, store: Store, lists: Callable[[], Sequence[str]]
    ) -> None:
        self._skills = skills
        self._store = store
        self._lists = lists
        """Gives the names of the lists that are there."""
        self._meanings = meanings
        self._clock = clock
        self._corrections = Corrections(meanings, clock)
        self._follow_ups = FollowUps(skills, meanings, self._corrections)

    def alone(self, text: str) -> Match | None:
        """What a request means that takes nothing from the one before; None for no skill."""
        found = in_other_words.unhesitating(text, self._whole) or self._whole(text)
        if found and "bare" in found.slots and following.MORE.match(" ".join(words(text))):
            return None  # "and the tv" goes on from something, though nothing is known of it
        if found or slips.SLIP.search(text):
            return found
        bare = addressed.unaddressed(text)
        found = homophones.mended(bare, self._meanings.certain) or self._instead_of_none(bare)
        if found := found or self._meanings.likeliest(bare) or self._which_lamp(bare):
            return found
        plain = politeness.plain(bare)
        found = in_other_words.meant(plain, self._meanings.certain, self._store.entries())
        found = found or timers_said.for_doing(plain, self._meanings.certain)
        found = found or timers_said.for_thing(plain, self._meanings.certain)
        return found or self._so_many(plain) or self._as_from_abroad(text)

    def _which_lamp(self, text: str) -> Match | None:
        """Ask which lamp is meant by "the lamp", where there are several; None where it is not clear what is to be done."""
        each = {name: one for name, one in self._meanings.home.lamps(text).items() if self._meanings.certain(one)}
        return guess.which(each, text) if 1 < len(each) <= MOST_LAMPS else None

    def _so_many(self, text: str) -> Match | None:
        """As many timers as are wanted, each with what it is for; None where it is another number of them."""
        many = several.SO_MANY.match(text)
        found = self._whole(f"set a timer for {text[many.end() :]}") if many else None
        if not many or not found:
            return None
        timers = [1 + ("also" in one.slots) for one in (found, *found.also) if one.skill == "timer_set"]
        sure = len(timers) == 1 + len(found.also) and many["count"].lower() in "".join(several.COUNTS[sum(timers) :][:1])
        return found if sure else None

    def _as_from_abroad(self, text: str) -> Match | None:
        """What a request means that was said word for word from another language."""
        said = " ".join(words(text))
        english = second_language.plain(said)
        return self._whole(english) if english != said else None

    def _instead_of_none(self, text: str) -> Match | None:
        """What is to be set "instead", where nothing of its kind is set: it is set."""
        said = following.TOO.sub("", text.rstrip(".!"))
        found = self._whole(said) if text.rstrip(".!").endswith(" instead") else None
        kind = referents.KINDS.get(found.skill) if found and not found.also else None
        return found if kind and all(one.kind != kind for one in self._store.entries()) else None

    def behind(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """What takes the rest from the last request; None where it takes nothing."""
        if not told:
            return None
        if told[-1].match.skill == "lists":
            text = REASON.sub("", text) or text
        if (place := told[-1].match.slots.get("place")) and (by_that_clock := there(text, place)) != text:
            return self._whole(by_that_clock)
        if asks(context.last_reply):
            text = loosely.THINKS.sub("", text)
        told = referents.with_kind(told, {one.kind for one in self._store.entries() if one.place == context.place})
        said, each = following.MEANT.sub("I meant", addressed.unaddressed(text)), partial(self._simple_behind, told, context)
        if talk.CANCEL.fullmatch(" ".join(words(said))) and took_nothing_away(told, self._meanings.certain):
            said = text = "cancel that"
        if told[-1].match.skill == EMERGENCY and wants_numbers(" ".join(words(said))):
            return replace(told[-1].match, also=())
        if (other := slips.OTHER_NAMED.match(said)) and told[-1].match.skill in referents.TIMERS:
            return self.behind(f"{other['do']} {other['meant']}", told, context)
        if named := self._by_name(said, told[-1].match):
            return named
        if renamed := self._follow_ups.renamed(said, told[-1]):
            return renamed
        if put_right := item_slips.put_right(said, each, partial(self._some, each), self._instead):
            return put_right
        found, whole = None, self._whole(said)
        goes_back = whole and whole.also and (whole.skill == STOP or referents.is_of_timer_before(whole, told[-1].match))
        if not goes_back and self._each_alone(said):
            return None
        found = self._follow_ups.find(said, told, context)
        found = found if found or (whole and not goes_back) else several.understood(said, each, self._behind)
        return found or (None if whole else self._without_reason(said, told, context))

    def _without_reason(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """What goes on from timers, alarms or reminders, and says why: "cancel it, I'm on holiday"."""
        said = " ".join(words(text))
        why = loosely.WHY.search(said) if told[-1].match.skill in referents.TIMERS else None
        if not why or loosely.MORE_THAN_WHY.search(why[0]) or asks(context.last_reply):
            return None
        found = self.behind(said[: why.start()], told, context)
        found = found if found or self.alone(text) else self._whole(said[: why.start()])
        return None if found and found.skill == STOP else found  # "never mind, I'll do it now": what is set would ring

    def astray(self, text: str, before: Sequence[Told], context: Context) -> Match | None:
        """What a request means of what was done before a line that nobody could answer; None where it is of nothing.

        It may be about that line instead. So what only tells is told, what names what it changes is done, and for all else
        it is asked whether that is meant."""
        said = " ".join(words(text))
        if before and before[-1].match.skill in referents.TIMERS:
            of_old = map(self._meanings.certain, timers_said.corrected_by_old(said, before[-1].match))
            if named := next((one for one in of_old if one and one.skill == "timer_change"), None):
                return named
        found = self.behind(text, before, context)
        if found is None:
            cancels = following.TAKES_BACK.fullmatch(said) or talk.CANCEL.fullmatch(said)
            return guess.asking((), text) if cancels else None
        deeds = (replace(found, also=()), *found.also)
        if not any(self._skills[one.skill].changes(one.slots, context) for one in deeds):
            return found if before[-1].match.skill in referents.TIMERS | {"lists", "stopwatch"} else None
        is_new = found.skill in referents.KINDS and not found.also and timer_talk.ONE.match(said)
        if found.text == text or is_new:
            return found
        again = [self._meanings.simple(one.text) or self._meanings.likeliest(one.text) for one in deeds]
        return guess.asking([one.text for one in deeds], text) if again == list(deeds) else None

    def mended(self, text: str) -> Match | None:
        """What was typed with a slip or two means, unless it might let somebody in; None where there is none."""
        match = typos.mended(text, self._meanings.vocabulary, self._whole)
        return None if match and any(map(self._is_dangerous, (match, *match.also))) else match

    def half(self, text: str) -> str:
        """The part of a request for several things that alone would be understood; "" for none."""
        part = several.half(text, self._meanings.certain)
        found = self._meanings.certain(part) if part else None
        return "" if found and self._is_dangerous(found) else part

    def _whole(self, text: str) -> Match | None:
        text = addressed.unwoken(text) or text
        bare = addressed.unaddressed(text)
        whole = bare != text and not slips.SLIP.search(text) and not emergency(text)
        one = (self._meanings.simple(text) or self._meanings.simple(bare)) if whole else None
        ways = (text, *(way for way in dict.fromkeys((bare, politeness.plain(bare))) if way.lower() != text.lower()))
        return one or next(filter(None, map(self._as_worded, ways)), None)

    def _as_worded(self, text: str) -> Match | None:
        simple, text = self._meanings.simple, timer_talk.KEEPS.sub(r"\g<done>", text)
        text = by_the_clock_here(text, self._meanings.certain, self._corrections, self._clock)
        if timer_talk.MAKES_ALARM.search(text) and any(one.kind == "alarm" for one in self._store.entries()):
            text = timer_talk.MAKES_ALARM.sub(r"move \g<alarm> to ", text)
        if timer_talk.MAKES_TIMER.search(text) and any(one.kind == "timer" for one in self._store.entries()):
            text = timer_talk.MAKES_TIMER.sub(r"change \g<timer> to ", text)
        if EMERGENCY in self._skills and (danger := emergency(text)):  # whatever else is asked in the same breath
            return Match(EMERGENCY, {"despair": True} if danger == "despair" else {}, text)
        if able := self._asks_whether_it_can(text):
            return able
        if timer_talk.LEAVES.fullmatch(" ".join(words(text))):
            return guess.leaving(text)
        if named := self._by_name(text):
            return named
        if put_right := item_slips.put_right(text, simple, partial(self._some, simple), self._instead):
            return put_right
        if other := slips.OTHER_NAMED.match(text):
            meant = simple(f"{other['do']} {other['meant']}")
            if meant and meant.skill in referents.TIMERS:
                return meant
        if slips.SLIP.search(text):
            return slips.corrected(text, simple, self._corrections.of)
        if (found := simple(text)) and found.skill == "reminder_set" and WHEN.isdisjoint(found.slots):
            return several.all_alike(text, simple) or found
        found = found or several.urgent(text, simple) or several.understood(text, simple, self._behind)
        if found and found.also:
            return some_days.in_one_breath(self._corrections.after_waking(found), text)
        return found or slips.otherwise(text, simple, self._put_right) or self._on_list(text)

    def _on_list(self, text: str) -> Match | None:
        """Match what is said of a list by its name alone, where there is one ("add gas to camping"), or of what to buy."""
        said = text.lower().rstrip(".!? ")  # with its commas, which tell things apart
        ways = [way for name in self._lists() if (way := referents.with_list(said, name)) != said]
        ways += [f"add {things} to my shopping list"] if (things := bought(said)) else []
        return next((one for one in map(self._meanings.certain, ways) if one and one.skill == "lists"), None)

    def _asks_whether_it_can(self, text: str) -> Match | None:
        """Match a question what can be done: "can I cancel a timer", but not "can you cancel the timer"."""
        asked, there = politeness.ABLE.subn("do you know how to ", text)
        found = self._meanings.certain(asked) if there else None
        return found if found and found.skill == "help" else None

    def _by_name(self, text: str, last: Match | None = None) -> Match | None:
        """Match what is said of a timer or an alarm by its name alone, where one of that name is set."""
        said = " ".join(words(text))
        found = timer_talk.OF_NAMED.fullmatch(said)
        other = None if found else timer_talk.NAMED_OTHERWISE.fullmatch(digits(said))
        more = timer_talk.MORE_FOR_NAMED.fullmatch(digits(said))
        if not found and not other and not more:
            return None
        names = {one.text: one.kind for one in self._store.entries() if one.kind != "reminder"}
        if more and (name := next((one for one in names if alike(one, more["name"] or more["given"])), "")):
            deed, to = ("take", "from") if more["take"] else ("add", "to")
            changed = self._meanings.certain(f"{deed} {more['by'] or more['more']} minutes {to} the {name} timer")
            return changed if names[name] == "timer" else None
        if not found:
            kind = names.get(other["name"]) if other else None
            return self._meanings.certain(f"change the {other['name']} {kind} to {other['to']}") if other and kind else None
        if last and found["done"] and referents.kind_of(last) == "reminder" and last.skill in referents.TIMERS:
            about = [one for one in self._store.entries() if one.kind == "reminder" and stems(found["done"]) <= stems(one.text)]
            if len(about) == 1 and stems(found["done"]):
                return self._meanings.certain(f"{found.string[: found.start('done')]}reminder about {found['done']}")
        slip = timer_talk.NOT_THIS_ONE.fullmatch(found["done"] or "")
        if slip and {slip["wrong"], slip["meant"]} <= names.keys():
            return self._by_name(found.string.replace(slip[0], slip["meant"]), last)
        named = referents.by_name(found, names, last)
        return self._meanings.certain(named) if named else None

    def _some(self, certain: Callable[[str], Match | None], text: str) -> Match | None:
        return certain(text) or several.understood(text, certain, self._behind)

    def _simple_behind(self, told: Sequence[Told], context: Context, text: str) -> Match | None:
        """Match one of several requests in one breath, which may take the rest from the last turn."""
        return self._follow_ups.find(text, told, context) or self._meanings.simple(text)

    def _each_alone(self, text: str) -> bool:
        """Whether a text is several requests, each of which could have been made alone."""
        each = None if self._meanings.simple(text) else several.understood(text, self._meanings.simple, self._behind)
        return bool(each and each.also and each.skill != STOP)  # "cancel that and wake me at 8" takes back what was done

    def _behind(self, text: str, before: Match) -> Match | None:
        """What the second of two requests means: with the rest from the first, or as one that lacks something."""
        found = self._follow_ups.find(f"and {text}", [Told(before)], Context())
        alone = None if found or not several.BEGUN.match(text) else self._meanings.likeliest(text)
        return found or (alone if alone and alone.skill in referents.KINDS else None)

    def _put_right(self, text: str, before: Match) -> Match | None:
        return self._follow_ups.find(text, [Told(before)], Context())

    def _instead(self, match: Match, said: str) -> str:
        """The same request with something else in the place of what was said for it."""
        change = self._skills[match.skill].change
        return change.again(match.slots, said) if change and change.again else ""

    def _is_dangerous(self, match: Match) -> bool:
        change = self._skills[match.skill].change
        return change is not None and change.danger(match.slots)
