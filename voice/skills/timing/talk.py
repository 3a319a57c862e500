"""Makes whole requests of what is said of timers, alarms and reminders behind the last request for them.

    call it tea · make it every day · nine              in usual words, whatever it turns out to mean
    set it to fifteen · change the potatoes to carrots  the one that was set or told of is otherwise
    no, the other one · half an hour earlier · one more of it, of the other, or of what there is
"""

from collections.abc import Iterator
from dataclasses import replace

from voice.english import following, timer_days, timer_lengths, timer_talk
from voice.english.numbers_heard import is_number
from voice.english.spellings import words
from voice.english.times import NEAR_DAYS
from voice.english.times_heard import DAY_STARTS
from voice.english.words import alike
from voice.messages import Match
from voice.skills.follow_up import referents
from voice.skills.follow_up.answers import asks
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.once_more import OnceMore
from voice.skills.follow_up.referents import KINDS, TIMERS, TOLD_BY, kind_of, nouns
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.skill import Context, Told
from voice.skills.timing import timers_said
from voice.skills.timing.corrections import Corrections
from voice.skills.timing.in_full import in_full
from voice.skills.timing.rewording import tells_when_or_which

STARTS = f"{DAY_STARTS:02}:00"
"""When it is that something is for a day, where nobody said the hour."""


def in_usual_words(said: str, text: str, last: Match, asked: bool, alone: bool) -> tuple[str, str]:
    """What is said of something set: "call it tea", "make it ten"; plain, and as it was written.

    `asked`: whether it was asked about; `alone`: whether it was all that was done in the last turn.
    """
    if last.skill == "reminder_set" and alone and last.slots.get("time") == STARTS and is_number(digits(said)):
        said = text = f"at {said}"
    if timer_talk.MAKES_ONE.search(said):
        said = text = timer_talk.MAKES_ONE.sub(r"change \g<which> to ", said)
    if last.skill in KINDS:
        said = timer_days.THEN_AT.sub("", said)
    if last.skill in KINDS and (daily := timer_days.A_DAILY.search(said)):
        said = text = f"make it every {daily['every']}".replace("every daily", "daily")
    if calls := timer_talk.CALLS_IT.fullmatch(said):
        said = text = f"call it {following.ARTICLE.sub('', calls['called'])}"
    liked = following.SUITS.sub("", said)
    if liked != said and tells_when_or_which(liked):
        said = text = liked if asked or following.CORRECTS.match(liked) else f"make it {liked}"
    return said, text


def unsure(said: str, told: Told) -> str:
    """A request that words may mean, which is asked about: "not monday", "I've done that"; "" for none."""
    last = told.match
    if last.skill == "timer_status" and (one := timer_talk.NOT_THEN.fullmatch(said)):
        which = f"{one['which']}'s" if one["which"] in NEAR_DAYS else f"the {one['which']}"
        return f"cancel {which} {kind_of(last)}"
    if last.skill == "reminder_set" and told.undo and timer_talk.ALREADY_DONE.fullmatch(said):
        return told.undo
    if last.skill in KINDS and told.undo and (other := timer_talk.HOW_ABOUT.fullmatch(said)):
        return f"change {next(nouns(last))} to {other['to']}"
    if last.skill == "alarm_set" and told.undo and (other := timer_talk.AND_AT.fullmatch(said)):
        return f"set an alarm for {other['time']}"
    if last.skill in KINDS and told.undo and timer_lengths.BARE_VALUE.fullmatch(said):
        lacks_unit = last.skill == "timer_set" and is_number(digits(said).split()[-1])
        return f"change {next(nouns(last))} to {said}{' minutes' * lacks_unit}"
    if last.skill == "timer_cancel" and told.undo and (other := timer_talk.THAT_ONE.fullmatch(said)):
        return f"cancel {other['which']} {kind_of(last)}"
    if last.skill == "timer_cancel" and told.undo and (other := timer_talk.MAKES_IT.fullmatch(digits(said))):
        return f"set {referents.a_kind(last)} for {other['to']}"
    return ""


def left_its_time(last: Match) -> bool:
    """Whether a request told of something set, or changed something else of it than its time: named or paused it."""
    changed = last.skill == "timer_change" and last.slots["change"] not in ("add", "take", "set")
    return changed or last.skill == "timer_status"


class TimingTalk:
    def __init__(self, meanings: Meanings, corrections: Corrections, once_more: OnceMore) -> None:
        self._match = meanings.likeliest
        self._certain = meanings.certain
        self._corrections = corrections
        self._once_more = once_more

    def left_at(self, to: str, last: Match) -> Match | None:
        """Tell of what was just set, where it is to be what it is already: "leave it at twenty"."""
        same = self._corrections.of(last, to) if last.skill in KINDS else None
        return self._certain(TOLD_BY[kind_of(last)]) if same and same.slots == last.slots else None

    def renamed(self, said: str, told: Told) -> Match | None:
        """Give what was set or told of last another name: "change the potatoes to carrots"; None where it has not that one."""
        last, found = told.match, timer_talk.RENAMES.fullmatch(" ".join(words(said)))
        if not found or last.skill not in TIMERS or tells_when_or_which(found["new"]):
            return None
        name, text = last.slots.get("name"), str(last.slots.get("text", "")).split()
        if name and alike(name, found["old"]):
            return self._certain(f"rename the {name} {kind_of(last)} to {found['new']}")
        if last.skill == "reminder_set" and found["old"] in text and told.undo:
            new = self._corrections.of(last, f"to {' '.join(found['new'] if one == found['old'] else one for one in text)}")
            return joined([self._certain(told.undo), new])
        return None

    def behind(self, said: str, told: Told, context: Context) -> Iterator[Match | None]:
        """What words mean behind a request for timers, alarms or reminders, the likeliest first."""
        last = told.match
        if days := timers_said.other_days(said, last, bool(told.undo)):
            yield self._certain(days)
        if told.undo and (other := referents.the_other(said, last)):
            yield joined([self._certain(told.undo), other])
        yield timers_said.last_of_several(said, last, self._certain)
        yield from map(self._certain, timers_said.from_old_to_new(said, last))
        yield self._called(said, last) or self._as_it_is(said, last)
        for found in map(self._match, referents.one_of_kind(said, last)):
            if found and found.skill in TIMERS and (found.skill == "timer_change" or self._certain(found.text)):
                yield referents.without_last(found, last)
        if last.skill in KINDS and (told.undo or asks(context.last_reply)):
            yield self._once_more.with_part(said, told, context)
        if timer_talk.OF_IT_ALONE.fullmatch(said) or not self._match(said):
            about = filter(None, map(self._certain, timers_said.about_it(said, last)))
            yield from (referents.without_last(one, last) for one in about)

    def _called(self, said: str, last: Match) -> Match | None:
        """One more alarm, with a name of its own: "and one at seven fifteen called school"."""
        found = timer_talk.ONE_CALLED.fullmatch(said) if last.skill == "alarm_set" else None
        unnamed = replace(last, slots={slot: value for slot, value in last.slots.items() if slot != "name"})
        new = self._corrections.of(unnamed, found["time"] or found["then"]) if found else None
        if not found or not new:
            return None
        return self._certain(in_full(new.skill, {**new.slots, "name": found["name"] or found["first"]}))

    def _as_it_is(self, said: str, last: Match) -> Match | None:
        """Tell of what was just set, where what is said to put it right is what it is already."""
        lead = following.CORRECTS.match(said)
        behind = said[lead.end() :] if lead else ""
        rest = following.TOO.sub("", behind)
        return self.left_at(rest, last) if rest and rest != behind else None

    def one_more(self, said: str, last: Match) -> Match | None:
        """One more of the kind that was spoken of: "set one for the dentist"."""
        one = timer_talk.ONE.match(said)
        return self._match(following.TOO.sub("", f"set {referents.a_kind(last)}{said[one.end() :]}")) if one else None
