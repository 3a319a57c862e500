"""Makes whole requests of what is said of timers, alarms and reminders that are not named.

    half an hour earlier · skip tomorrow · not on sundays · what's left     of the one that was spoken of
    change friday to thursday · not seven, eight                            of the one that was set for then
    make it that · set a timer for that                                     as long as what was just told
"""

from collections.abc import Callable, Iterator

from voice.english import following, timer_asked, timer_days, timer_lengths, timer_talk, times_said
from voice.english.times import UNITS, WEEKDAYS
from voice.messages import Match
from voice.skills import guess
from voice.skills.follow_up.fragment import digits
from voice.skills.follow_up.referents import KINDS, TIMERS, TOLD_BY, a_kind, kind_of, newest_of, nouns
from voice.skills.lists.said import SHOPPING
from voice.skills.lists.things import is_known
from voice.skills.reading.several import joined
from voice.skills.timing.rewording import tells_when_or_which


def for_thing(said: str, certain: Callable[[str], Match | None]) -> Match | None:
    """Ask whether a timer is meant by a thing and a length alone: "pasta eleven minutes", "the rice needs ten minutes"."""
    found = timer_lengths.THING_AND_LENGTH.fullmatch(said) or timer_lengths.LENGTH_AND_THING.fullmatch(said)
    if not found or not is_known(found["thing"]):
        return None
    request = f"set a timer for {found['length']} for the {found['thing']}"
    timer = certain(request)
    return guess.asking([request], said) if timer and timer.skill == "timer_set" and "seconds" in timer.slots else None


def for_doing(said: str, certain: Callable[[str], Match | None]) -> Match | None:
    """A timer for something to do, whose length stands behind it: "set a timer for brushing teeth two minutes"."""
    found = timer_lengths.TIMER_FOR_DOING.fullmatch(said)
    return certain(f"{found['sets']} for {found['length']} called {found['thing']}") if found else None


def last_of_several(said: str, last: Match, certain: Callable[[str], Match | None]) -> Match | None:
    """Cancel so many by their order, one after the other: "cancel the last two"."""
    found = timer_talk.LAST_TWO.fullmatch(said)
    if not found or last.skill not in TIMERS:
        return None
    which = "next" if found["which"] == "first" else "newest"
    count = 3 if found["count"] in ("three", "3") else 2
    return joined([certain(f"cancel the {which} {kind_of(last)}")] * count)


def about_it(said: str, last: Match) -> Iterator[str]:
    """Say of which timer, alarm or reminder something is said that names none: "half an hour earlier", "skip tomorrow"."""
    kind, newest = kind_of(last), newest_of(last)
    lead = following.CORRECTS.match(said) if last.skill in KINDS else None
    by = following.TOO.sub("", said[lead.end() if lead else 0 :])
    if timer_lengths.SHIFTED.fullmatch(by):
        yield from (f"{verb} {newest} {by}" for verb in ("make", "move"))
    yield from _asked(said, last)
    if timer_talk.OTHER_TOO.fullmatch(said):
        the_other = f"the other {kind}"
        of_it = timer_talk.THE_TIMER.sub(the_other, last.text) if last.skill in ("timer_change", "timer_cancel") else ""
        yield of_it or f"check {the_other}"
    if last.skill == "timer_status" and (one := timer_talk.AND_ONE.fullmatch(said)):
        yield f"set {a_kind(last)} for {one['time']}"
    if kind != "timer" and (day := timer_days.DAY_BESIDE.fullmatch(said)):
        yield f"move {newest} forward one day earlier" if day["before"] else f"push {newest} back one day"
    if kind != "timer" and timer_days.REPEATS.fullmatch(said):
        yield f"make {newest} repeat"
    if kind != "timer" and timer_days.ONCE.fullmatch(said):
        yield f"stop repeating {newest}"
    if several := timer_lengths.GIVES_BOTH.fullmatch(said):
        takes = several["deed"] in ("take", "knock")
        which = "both" if "both" in said else "all"
        by = following.TOO.sub("", several["given"] or several["by"])
        by = timer_lengths.ANOTHER_UNIT.sub("a ", by).removeprefix("another ")
        yield f"{'take' if takes else 'add'} {by} {'from' if takes else 'to'} {which} {kind}s"
    if kind != "timer" and timer_talk.NO_MORE.fullmatch(said):
        yield f"cancel {newest}"
    if kind == "timer" and (scaled := timer_lengths.SCALES.fullmatch(said)):
        yield f"{scaled.lastgroup} {newest}"
    bare = timer_lengths.NO_UNIT.fullmatch(digits(said))
    if bare and kind == "timer" and (bare["add"] or bare["take"] or bare["more"] or bare["off"]):
        taken = bare["take"] or bare["off"]
        yield f"{'take' if taken else 'add'} {bare['by']} minutes {'from' if taken else 'to'} {newest}"
    if last.skill in KINDS and timer_days.THIS_WEEK.fullmatch(said):
        days = last.slots.get("every", ())
        yield f"skip {newest} {days[0]}" if len(days) == 1 and days[0] in WEEKDAYS else TOLD_BY[kind]
    skipped = timer_days.SKIPS.fullmatch(timer_days.OF_THIS_WEEK.sub(r"this \1\2", said))
    if skipped and (skipped["day"] or "every" in last.slots):
        yield f"skip {newest} {skipped['day'] or skipped['once'] or skipped['not']}"
    elif skipped and skipped["not"] and last.skill in KINDS:
        is_then = last.slots.get("day", "today") == skipped["not"] and "date" not in last.slots
        yield f"change {newest}" if is_then else TOLD_BY[kind]


def _asked(said: str, last: Match) -> Iterator[str]:
    """The question that is asked of what is set, without naming it: "when is that", "what's left", "which is done first"."""
    kind, newest = kind_of(last), newest_of(last)
    if timer_asked.WHAT_IS_SET.fullmatch(said):
        yield "what is set"
    if any_left := timer_asked.ANY_SET.fullmatch(said):
        yield f"do i have any {kind}s {any_left['when'] or ''}".strip()
    if timer_asked.OF_EACH.fullmatch(said):
        yield f"what {kind}s are set"
    if timer_asked.WHICH_FIRST.fullmatch(said):
        yield f"which {kind} is done first"
    if longest := timer_asked.WHICH_LONGEST.fullmatch(said):
        order = "next" if longest["which"].startswith("short") else "longest"
        yield f"how long is left on the {order} timer" if kind == "timer" else f"when is the {order} {kind}"
    if last.skill == "timer_set" and "seconds" in last.slots and (asked_in := timer_asked.IN_UNITS.fullmatch(said)):
        yield f"how many {asked_in['unit']} are in {times_said.duration(last.slots['seconds'])}"
    if kind == "timer" and timer_asked.WHEN_OVER.fullmatch(said):
        yield f"when does {newest} end"
    its_day = kind != "timer" and (following.POINTS.search(said) or said.endswith(("of the week", "weekday")))
    of_day = (following.DAY_OF_IT, following.UNTIL_THEN) if its_day else ()
    of_new = (timer_asked.WHICH_HALF,) if last.skill in KINDS else ()
    if any(one.fullmatch(said) for one in (timer_asked.WHEN_OVER, timer_asked.HOW_LONG, timer_asked.WILL_IT, *of_day, *of_new)):
        yield TOLD_BY[kind]


def by_some(said: str, last: Match) -> Iterator[str]:
    """Ask by how much what was set is to be longer, or to what time it is to be moved: "a bit later"."""
    found = timer_talk.BY_SOME.fullmatch(said) if last.skill in (*KINDS, "timer_change", "timer_status") else None
    for noun in nouns(last) if found else ():
        if kind_of(last) == "timer":
            yield f"make {noun} {'longer' if found and found['more'] else 'shorter'}"
        elif not said.endswith(("longer", "shorter")):
            yield f"change {noun}"


def other_days(said: str, last: Match, is_set: bool) -> str:
    """The request for other days of what repeats: "not on sundays", "the thursday one"; "" for none.

    `is_set`: the last request set something."""
    the, every = newest_of(last), last.slots.get("every", ())
    if kind_of(last) == "timer" or (last.skill in KINDS and not is_set):
        return ""
    if last.skill in KINDS and not every:
        repeats = timer_days.EVERY_DAY.fullmatch(said) if timer_days.DOES_IT.search(said) else None
        only = timer_days.ONLY_DAYS.fullmatch(said)
        if only and timer_days.PLURAL.search(said):
            return f"repeat {the} only on {_of_week(said)}"
        without = timer_days.WITHOUT_DAYS.fullmatch(said)
        out = f"leave {_of_week(said)} out of {the}" if without and without["plural"] else ""
        return f"repeat {the} only on {_of_week(repeats['days'])}" if repeats else out
    if found := timer_days.WITHOUT_DAYS.fullmatch(said):
        named = set(timer_days.DAY.findall(found["one"] or ""))
        known = not found["one"] or (named <= set(every) and len(every) > 1)
        return f"leave {_of_week(found[0])} out of {the}" if known else ""
    if found := timer_days.ONLY_DAYS.fullmatch(said):
        return f"repeat {the} only on {_of_week(found['days'] or found['too'] or found['made'])}"
    if last.skill not in KINDS and (found := timer_days.EVERY_DAY.fullmatch(said)):
        return f"repeat {the} only on {_of_week(found['days'])}"
    if (every or "on" in last.slots) and (found := timer_days.MORE_DAYS.fullmatch(said)):
        if last.slots.get("change") == "without":
            return f"leave {_of_week(said)} out of {the}"
        return f"repeat {the} on {_of_week(found['days'] or found['added'] or found['too'])} as well"
    return ""


def _of_week(said: str) -> str:
    return " and ".join(f"{day}s" for day in timer_days.DAY.findall(said)) or "every day"


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


def whether_it_is_so(said: str, last: Match) -> str:
    """What tells whether the last request was done: "did you get that", "is it set"; "" where nothing else does."""
    if not following.CONFIRMS.fullmatch(said):
        return ""
    if last.skill in TIMERS:
        return TOLD_BY[kind_of(last)] if last.skill in KINDS else f"what {kind_of(last)}s are set"
    if last.skill == "lists":
        return f"what's on my {last.slots.get('list', SHOPPING)} list"
    return "" if last.skill == "stop" or following.IS_ON.search(said) else "say that again"


def how_to(said: str, last: Match) -> str:
    """The question how something is done to what was spoken of: "how do I stop it"; "" for none."""
    found = timer_asked.HOW_TO.fullmatch(said)
    if not found or found["do"] == "do" or not (last.skill in TIMERS or last.slots.get("topic") in KINDS):
        return ""
    return f"{'is it possible to' if found['can'] else 'how do i'} {found['do']} {a_kind(last)}"


def value_meant(said: str, last: Match) -> str:
    """How long something is to be that is to be as long as a sum came to: "make it that"; "" for none."""
    value = last.slots.get("value") if last.skill == "arithmetic" and timer_talk.MAKES_IT_THAT.fullmatch(said) else None
    return "" if value is None else f"make it {value:g}"


def for_that(said: str, last: Match) -> str:
    """A timer for what was just told: a sum, a length of time, the time until then; "" for none."""
    found, slots = timer_lengths.FOR_THAT.fullmatch(said), last.slots
    if found and last.skill in ("arithmetic", "convert") and "value" in slots:
        unit = f" {slots['to']}" if str(slots.get("to")) in UNITS else found["unit"] or ""
        return f"{found['sets']} for {slots['value']:g}{unit}"
    return f"{found['sets']} until {slots['time']}" if found and last.skill == "time" and slots.get("until") else ""
