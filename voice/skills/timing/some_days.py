"""Has what repeats ring at another time on some of its days: "make it 6:30 on mondays", "at seven but on fridays at eight".

The day is left out of what was set, and the same is set for it at its own time: what was set for the other days stays.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from voice.english import following, timer_days, timer_lengths
from voice.messages import Match
from voice.skills import guess
from voice.skills.follow_up.referents import KINDS
from voice.skills.reading.several import joined
from voice.skills.skill import Told
from voice.skills.timing.corrections import Corrections
from voice.skills.timing.in_full import in_full, when

BUT = re.compile(r"\b(?:but|except)\b", re.IGNORECASE)


def behind(
    said: str, told: Sequence[Told], certain: Callable[[str], Match | None], corrections: Corrections
) -> Match | None:
    """Another time on some days of what was set last, or, behind one such day, of the rest of it; None for other words.

    It is asked about where one more may be meant, or one day alone: "and on thursdays at ten", "eight on friday"."""
    found, last = timer_days.OTHER_TIME.fullmatch(said), told[-1].match
    if not found or last.skill not in ("alarm_set", "reminder_set") or "time" not in last.slots or not told[-1].undo:
        return None
    days, time = found["days"] or found["first"], found["time"] or found["then"]
    before = told[-2].match.slots if len(told) > 1 else {}
    is_apart = before.get("change") == "without" and "time" in before
    rest = {**last.slots, "time": before["time"]} if is_apart else last.slots
    every = rest.get("every", ())
    plain = " and ".join(f"{day}s" for day in timer_days.DAY.findall(days))
    new = corrections.of(replace(last, slots=rest), f"{_at(time, rest['time'], certain)} on {plain}")
    some = set(new.slots.get("every", ())) if new else set()
    if not new or not every or not some or new.slots.get("time", rest["time"]) == rest["time"]:
        return None
    if not is_apart and some >= set(every):
        return joined([certain(told[-1].undo), new]) if following.CORRECTS.match(said) else None
    if not is_apart and not some & set(every):
        return None
    left_out = f"leave {plain} out of the {KINDS[last.skill]} {when({'time': rest['time']})}"
    beside = found["more"] and not is_apart and not timer_lengths.BY_LENGTH.fullmatch(time)
    if beside or not timer_days.PLURAL.search(days):
        return guess.asking([left_out, new.text], said)
    return joined([certain(left_out), new])


def _at(time: str, old: str, certain: Callable[[str], Match | None]) -> str:
    """A time as it was said, or so much later than the old one: "an hour later"."""
    by = timer_lengths.BY_LENGTH.fullmatch(time)
    length = certain(f"set a timer for {by['by']}") if by else None
    if not by or not length or "seconds" not in length.slots:
        return time
    hours, minutes = map(int, old.split(":"))
    sign = -1 if by["earlier"] else 1
    at = hours * 60 + minutes + sign * int(length.slots["seconds"]) // 60
    return when({"time": f"{at // 60 % 24:02}:{at % 60:02}"}).removeprefix("at ")


def in_one_breath(match: Match, text: str) -> Match:
    """Leave the days that get a time of their own out of what is set before them: "seven on weekdays but eight on fridays"."""
    first, *others = match, *match.also
    then = others[0] if others and BUT.search(text) else None
    alike = then and first.skill == then.skill in ("alarm_set", "reminder_set")
    every, some = (one.slots.get("every", []) if one else [] for one in (first, then))
    kept = [day for day in every if day not in some]
    if not alike or not kept or len(kept) == len(every):
        return match
    slots = {**first.slots, "every": kept}
    return replace(first, slots=slots, text=in_full(first.skill, slots))
