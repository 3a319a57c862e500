"""Finds what somebody refers to behind the last request: "it", "that", "there", "then", "one", "both", "the first one".

    pause it · double that · how long is left on it        the timer, the lamp, the list, the result of a sum
    cancel the first one · move the later one · both       of the kind that was set or told of last
    move it to my packing list · add it again · what's left things that were just put on a list, or taken off
    what's the date there · how long until then            the place or the day that was asked about
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date, timedelta

from voice.english import following, list_talk, timer_talk, times_said
from voice.english.consent import consent
from voice.english.numbers import ordinal
from voice.english.spellings import words
from voice.english.times import MONTHS, NEAR_DAYS, UNITS
from voice.messages import Match
from voice.skills.fragment import digits
from voice.skills.lists_said import SHOPPING
from voice.skills.rewording import tells_when_or_which

TIMERS = {"timer_set", "timer_status", "timer_cancel", "timer_change", "alarm_set", "reminder_set", "snooze"}
DEVICES = {"home", "lights"}
KINDS = {"timer_set": "timer", "alarm_set": "alarm", "reminder_set": "reminder"}
"""What each skill sets that sets a timer, an alarm or a reminder."""
WHERE = frozenset(("name", "area", "floor", "room"))
"""Slots that say which device is meant."""
TOLD_BY = {
    "timer": "how long is left on the newest timer", "alarm": "when is my newest alarm", "reminder": "show my newest reminder",
}  # fmt: skip
"""What is asked to hear of the one that was set last."""
LIST_NAMED = re.compile(r"\b(?:the|your) ([\w' -]+?) list\b")
OF_THINGS = (
    (("has", "remove"), list_talk.PUT_ON, "add {} to my {} list"),
    (("has", "add"), list_talk.DONE_WITH, "remove {} from my {} list"),
    (("has",), list_talk.TAKE_OFF, "remove {} from my {} list"),
)
"""What is said of things behind what was done or asked of them on a list, and the request that it is."""
ORDER = {"first": 0, "second": 1, "third": 2, "last": -1}


def family(skill: str) -> Set[str]:
    """The skills that are about the same things as one."""
    return next((some for some in (TIMERS, DEVICES) if skill in some), {skill})


def kind_of(last: Match) -> str:
    """What a request was about: "timer", "alarm" or "reminder"."""
    topic = last.skill if last.skill in KINDS else last.slots.get("topic", "")
    return KINDS.get(topic) or str(last.slots.get("kind", "timer")).replace("everything", "timer")


def nouns(last: Match) -> Iterator[str]:
    """What "it" may be: the result of a sum, or what the last request named, the longest first."""
    if last.skill == "arithmetic" or (last.skill == "date" and last.slots.keys() & {"date", "day"}):
        yield str(last.slots.get("value", "")) if last.skill == "arithmetic" else the_day(last)
        return
    if last.skill in ("stopwatch", "lists"):
        yield "the stopwatch" if last.skill == "stopwatch" else f"the {last.slots.get('list', SHOPPING)} list"
    kind = kind_of(last)
    if last.skill in KINDS:
        yield f"the newest {kind}"
    elif found := following.OF_IT.search(" ".join(words(last.text))):
        named = found[1].split()
        yield from (f"the {' '.join(named[:count])}" for count in range(len(named), 0, -1))
    if last.skill in TIMERS:
        yield f"the {kind}"


def the_day(last: Match, beside: int = 0) -> str:
    """The day that was asked about, in words, or one so many days beside it."""
    if "date" not in last.slots:
        name = str(last.slots["day"])
        return name if not beside else f"the day {'after' if beside > 0 else 'before'} {name}"
    day = date.fromisoformat(last.slots["date"]) + timedelta(days=beside)
    return f"the {ordinal(day.day)} of {MONTHS[day.month - 1]} {day.year}".lower()


def is_list_used_last(own: Match) -> bool:
    """Whether a request is about the list that was used last, where it names none: "remove the eggs", "remove the last one"."""
    one = own.slots.get("kind") == "everything" and "which" in own.slots
    named = "list" in own.slots or "list" in own.text.split()
    return one or (own.skill == "lists" and own.slots["do"] == "remove" and not named)


def is_device_before(own: Match, last: Match, said: str) -> bool:
    """Whether what would set the volume, or all lights, is about the device before: "turn on the lamp and set it to 40%"."""
    anywhere = own.skill in DEVICES and WHERE.isdisjoint(own.slots) and not WHERE.isdisjoint(last.slots)
    about = (own.skill == "volume" or anywhere) and last.skill in DEVICES
    return about and following.IT.search((following.with_it(said) if anywhere else said).lower()) is not None


def is_of_timer_before(own: Match, last: Match) -> bool:
    """Whether one of several requests would set the volume, but is about the timer before: "set it to 15 and stop"."""
    volume = [one for one in (own, *own.also) if one.skill == "volume"]
    return last.skill in TIMERS and any(timer_talk.SETS_IT.fullmatch(" ".join(words(one.text))) for one in volume)


def is_about_last(own: Match, last: Match, said: str, ringing: bool) -> bool:
    """Whether a request that makes sense by itself is about what the one before was: "stop it", "put it off an hour"."""
    stops_it = own.skill == "stop" and " it" in said and not ringing
    moves = own.skill == "timer_change" and "kind" not in own.slots and last.skill in TIMERS and kind_of(last) != "timer"
    return stops_it or (moves and following.IT.search(said) is not None) or is_device_before(own, last, said)


def of_things(said: str, last: Match, reply: str) -> Iterator[str]:
    """What is said of a list, or of what was just put on it, as a request of its own: "tick it off", "what's left"."""
    name, items = last.slots.get("list", SHOPPING), ", ".join(last.slots.get("items", ()))
    if last.slots["do"] == "names" and (found := list_talk.OF_LISTS.fullmatch(said)):
        at, names = ORDER[found["which"]], LIST_NAMED.findall(reply)
        yield f"{found['deed']} my {names[at]} list" if at < len(names) else "what are my lists"
    elif list_talk.REST.fullmatch(said) or (last.slots["do"] in ("read", "count", "has") and list_talk.READ_IT.fullmatch(said)):
        yield f"what's on my {name} list"
    elif list_talk.HOW_MANY.fullmatch(said):
        yield f"how many things are on my {name} list"
    elif text := next((text for dos, pattern, text in OF_THINGS if last.slots["do"] in dos and pattern.fullmatch(said)), ""):
        told = last.slots.get("list") or [SHOPPING, *LIST_NAMED.findall(reply)][-1]  # where none was named, that of the reply
        yield text.format(items, told) if items else ""
    elif last.slots["do"] in ("add", "move") and items and (other := list_talk.ELSEWHERE.fullmatch(said)):
        moves = other["no"] or other["instead"] or (other["deed"] or "").startswith(("move", "switch", "shift"))
        yield f"{f'move {items} from my {name} list' if moves else f'add {items}'} to my {other['list']} list"
    elif last.slots["do"] == "add" and reply.startswith("There is no ") and (
        list_talk.MAKE_ONE.fullmatch(said) or consent(said).meant == "yes"
    ):
        yield f"create a {name} list with {items}" if items else ""


def with_list(said: str, last: Match) -> str:
    """Say "to my packing list" for "to packing", where that list was used last."""
    name = re.escape(last.slots.get("list", SHOPPING))
    bare = rf"(?<=\w )(to|onto|on|in|from|off) (?:(?:the|my|our) )?({name})(?=(?: too| as well| please)*$)"
    return re.sub(bare, r"\1 my \2 list", said)


def of_day_or_place(said: str, last: Match) -> Iterator[str]:
    """A question about the day or the place that the last one was about: "what's the date there"."""
    place, told = last.slots.get("place"), next(nouns(last), "") if last.skill == "date" else ""
    if told and not place:
        yield from (f"{asked} {told}" for pattern, asked in following.OF_DAY if pattern.fullmatch(said))
        if beside := following.DAY_BESIDE.fullmatch(said):
            yield f"what date is {the_day(last, 1 if beside[1] == 'after' else -1)}"
        if then := following.THEN.fullmatch(said):
            day = the_day(last, {"after": 1, "before": -1}.get(then["beside"] or "", 0))
            yield f"{then['sets']} {'' if day in NEAR_DAYS else 'on '}{day}{then['rest']}"
    if not place or last.skill not in ("time", "date"):
        return
    if found := following.AND_THE.fullmatch(said):
        yield f"what's the {found[1]} in {place}"
    elif following.OVER_THERE.search(said):
        asked = following.LEAD.sub("", said, count=1)
        texts = (asked, said, following.NOW.sub("", asked))
        yield from (following.OVER_THERE.sub(f"in {place}", text, count=1) for text in texts)
    elif following.AHEAD.search(said):
        yield following.THEY.sub(f"is {place}", said)
    elif following.DIFFERENCE.fullmatch(said):
        yield f"what's the time difference to {place}"


def one_of_kind(said: str, last: Match) -> Iterator[str]:
    """Name what "one", "both" and the like stand for: "cancel the first one" behind an alarm is "cancel the first alarm"."""
    kind, said = kind_of(last), following.TOO.sub("", said)
    if not timer_talk.DOES_TO_ONE.match(said):
        return
    if last.slots.get("all"):
        yield timer_talk.THEM.sub(f"all {kind}s", said)
    for pattern, noun in timer_talk.ONES:
        if pattern.search(said):
            yield pattern.sub(noun.format(kind=kind), said, count=1)


def how_to(said: str, last: Match) -> str:
    """The question how something is done to what was spoken of: "how do I stop it"; "" for none."""
    found = timer_talk.HOW_TO.fullmatch(said)
    if not found or found["do"] == "do" or not (last.skill in TIMERS or last.slots.get("topic") in KINDS):
        return ""
    return f"{'is it possible to' if found['can'] else 'how do i'} {found['do']} {a_kind(last)}"


def from_old_to_new(said: str, last: Match) -> Iterator[str]:
    """Move what is named by the time that it was set for: "change friday to thursday"."""
    if found := timer_talk.FROM_TO.fullmatch(said):
        yield _moved(found["old"], found["new"], last)


def corrected_by_old(said: str, last: Match) -> Iterator[str]:
    """The same in more ways: "thursday, not friday", "not friday, thursday"."""
    yield from from_old_to_new(said, last)
    if found := timer_talk.NEW_NOT_OLD.fullmatch(said):
        yield _moved(found["old"], found["new"], last)
    if found := timer_talk.NOT_OLD_NEW.fullmatch(said):
        both = found["both"].split()
        yield from (_moved(" ".join(both[:at]), " ".join(both[at:]), last) for at in range(1, len(both)))


def _moved(old: str, new: str, last: Match) -> str:
    return f"move the {old} {kind_of(last)} to {new}" if tells_when_or_which(old) and tells_when_or_which(new) else ""


def a_kind(last: Match) -> str:
    """One of the kind that a request was about: "an alarm"."""
    return f"{'an' if kind_of(last) == 'alarm' else 'a'} {kind_of(last)}"


def without_last(found: Match, last: Match) -> Match:
    """What "the other" is: not the one that was just set, told or changed, or what is left of those that were cancelled."""
    kind = kind_of(last)
    if found.slots.get("which") != "other":
        return found
    if last.skill == "timer_cancel" or kind_of(found) != kind:
        return replace(found, slots={slot: value for slot, value in found.slots.items() if slot != "which"})
    named = {slot: last.slots[slot] for slot in ("name", "seconds", "time", "either_half", "which") if slot in last.slots}
    apart = {"which": "newest"} if last.skill in KINDS else named
    if not apart or apart.get("which") == "other":
        return found
    return replace(found, slots={**found.slots, "except": apart | ({} if kind == "timer" else {"kind": kind})})


def whether_it_is_so(said: str, last: Match) -> str:
    """What tells whether the last request was done: "did you get that", "is it set"; "" where nothing else does."""
    if not following.CONFIRMS.fullmatch(said):
        return ""
    if last.skill in TIMERS:
        return TOLD_BY[kind_of(last)] if last.skill in KINDS else f"what {kind_of(last)}s are set"
    if last.skill == "lists":
        return f"what's on my {last.slots.get('list', SHOPPING)} list"
    return "" if following.IS_ON.search(said) else "say that again"


def value_meant(said: str, last: Match) -> str:
    """How long something is to be that is to be as long as a sum came to: "make it that"; "" for none."""
    value = last.slots.get("value") if last.skill == "arithmetic" and timer_talk.MAKES_IT_THAT.fullmatch(said) else None
    return "" if value is None else f"make it {value:g}"


def for_that(said: str, last: Match) -> str:
    """A timer for what was just told: a sum, a length of time, the time until then; "" for none."""
    found, slots = timer_talk.FOR_THAT.fullmatch(said), last.slots
    if found and last.skill in ("arithmetic", "convert") and "value" in slots:
        unit = f" {slots['to']}" if str(slots.get("to")) in UNITS else found["unit"] or ""
        return f"{found['sets']} for {slots['value']:g}{unit}"
    return f"{found['sets']} until {slots['time']}" if found and last.skill == "time" and slots.get("until") else ""


def by_some(said: str, last: Match) -> Iterator[str]:
    """Ask by how much what was set is to be longer, or to what time it is to be moved: "a bit later"."""
    found = timer_talk.BY_SOME.fullmatch(said) if last.skill in (*KINDS, "timer_change", "timer_status") else None
    for noun in nouns(last) if found else ():
        if kind_of(last) == "timer":
            yield f"make {noun} {'longer' if found and found['more'] else 'shorter'}"
        elif not said.endswith(("longer", "shorter")):
            yield f"change {noun}"


def about_it(said: str, last: Match) -> Iterator[str]:
    """Say of which timer, alarm or reminder something is said that names none: "half an hour earlier", "skip tomorrow"."""
    kind = kind_of(last)
    newest = f"the newest {kind}" if last.skill in KINDS else f"the {kind}"
    lead = following.CORRECTS.match(said) if last.skill in KINDS else None
    by = following.TOO.sub("", said[lead.end() if lead else 0 :])
    if timer_talk.SHIFTED.fullmatch(by):
        yield from (f"{verb} {newest} {by}" for verb in ("make", "move"))
    if timer_talk.WHAT_IS_SET.fullmatch(said):
        yield "what is set"
    if any_left := timer_talk.ANY_SET.fullmatch(said):
        yield f"do i have any {kind}s {any_left['when'] or ''}".strip()
    if timer_talk.WHICH_FIRST.fullmatch(said):
        yield f"which {kind} is done first"
    if timer_talk.OTHER_TOO.fullmatch(said):
        the_other = f"the other {kind}"
        of_it = timer_talk.THE_TIMER.sub(the_other, last.text) if last.skill in ("timer_change", "timer_cancel") else ""
        yield of_it or f"check {the_other}"
    if last.skill == "timer_status" and (one := timer_talk.AND_ONE.fullmatch(said)):
        yield f"set {a_kind(last)} for {one['time']}"
    if last.skill == "timer_set" and "seconds" in last.slots and (asked_in := timer_talk.IN_UNITS.fullmatch(said)):
        yield f"how many {asked_in['unit']} are in {times_said.duration(last.slots['seconds'])}"
    if kind == "timer" and timer_talk.WHEN_OVER.fullmatch(said):
        yield f"when does {newest} end"
    if any(pattern.fullmatch(said) for pattern in (timer_talk.WHEN_OVER, timer_talk.HOW_LONG, timer_talk.WILL_IT)):
        yield TOLD_BY[kind]
    if last.skill in KINDS and timer_talk.WHICH_HALF.fullmatch(said):
        yield TOLD_BY[kind]
    if kind != "timer" and (following.DAY_OF_IT.fullmatch(said) or following.UNTIL_THEN.fullmatch(said)):
        yield TOLD_BY[kind]
    if kind != "timer" and (day := timer_talk.DAY_BESIDE.fullmatch(said)):
        yield f"move {newest} forward one day earlier" if day["before"] else f"push {newest} back one day"
    if kind != "timer" and timer_talk.NO_MORE.fullmatch(said):
        yield f"cancel {newest}"
    if kind == "timer" and (scaled := timer_talk.SCALES.fullmatch(said)):
        yield f"{scaled.lastgroup} {newest}"
    bare = timer_talk.NO_UNIT.fullmatch(digits(said))
    if bare and kind == "timer" and (bare["add"] or bare["take"] or bare["more"] or bare["off"]):
        taken = bare["take"] or bare["off"]
        yield f"{'take' if taken else 'add'} {bare['by']} minutes {'from' if taken else 'to'} {newest}"
    skipped = timer_talk.SKIPS.fullmatch(said)
    if skipped and (skipped["day"] or "every" in last.slots):
        yield f"skip {newest} {skipped['day'] or skipped['once'] or skipped['not']}"
    elif skipped and skipped["not"] and last.skill in KINDS:
        is_then = last.slots.get("day", "today") == skipped["not"] and "date" not in last.slots
        yield f"change {newest}" if is_then else TOLD_BY[kind]


def other_days(said: str, last: Match, is_set: bool) -> str:
    """The request for other days of what repeats: "not on sundays", "the thursday one"; "" for none.

    `is_set`: the last request set something."""
    kind, every = kind_of(last), last.slots.get("every", ())
    the = f"the newest {kind}" if last.skill in KINDS else f"the {kind}"
    if kind == "timer" or (last.skill in KINDS and not is_set):
        return ""
    if last.skill in KINDS and not every:
        repeats = timer_talk.EVERY_DAY.fullmatch(said) if timer_talk.DOES_IT.search(said) else None
        without = timer_talk.WITHOUT_DAYS.fullmatch(said)
        out = f"leave {_of_week(said)} out of {the}" if without and without["plural"] else ""
        return f"repeat {the} only on {_of_week(repeats['days'])}" if repeats else out
    if found := timer_talk.WITHOUT_DAYS.fullmatch(said):
        named = set(timer_talk.DAY.findall(found["one"] or ""))
        known = not found["one"] or (named <= set(every) and len(every) > 1)
        return f"leave {_of_week(found[0])} out of {the}" if known else ""
    if found := timer_talk.ONLY_DAYS.fullmatch(said):
        return f"repeat {the} only on {_of_week(found['days'] or found['too'])}"
    if last.skill not in KINDS and (found := timer_talk.EVERY_DAY.fullmatch(said)):
        return f"repeat {the} only on {_of_week(found['days'])}"
    if every and (found := timer_talk.MORE_DAYS.fullmatch(said)):
        return f"repeat {the} on {_of_week(found['days'] or found['added'] or found['too'])} as well"
    return ""


def _of_week(said: str) -> str:
    return " and ".join(f"{day}s" for day in timer_talk.DAY.findall(said)) or "every day"


def by_name(found: re.Match[str], names: Mapping[str, str], last: Match | None) -> str:
    """Say what a name alone stands for, that of something which is set: "stop pasta", "how long on the tea"; "" for none.

    `found`: a match of `timer_talk.OF_NAMED`; `names`: those that are set, with their kinds. A thing is also deleted from a
    list, unless timers were spoken of last.
    """
    part = "done" if found["done"] else "told"
    kind = names.get(found[part])
    if not kind or (found["removes"] and (last is None or last.skill not in TIMERS)):
        return ""
    before, behind = found.string[: found.start(part)], found.string[found.end(part) :]
    return f"{before}{'' if before.endswith(('the ', 'my ')) else 'the '}{found[part]} {kind}{behind}"
