"""Tells the time, here and elsewhere.

The slots are `{}` for the time here, else `{place}`; with `{time, from?, likely?}` where it is another time than now ("if it's
nine in London what time is it in Tokyo"; `likely` where its half of the day was not said), with `{from?, difference: true}`
where the difference is asked for. `{zone}` asks for the time zone, `{seconds}` for the time so many seconds from now,
`{time, until: true}` for how long it is until then, `{between}` tells so many minutes, from one time to another, `{time,
shift}` which time is so many seconds later.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import time as time_of
from typing import Any

from voice.clock import Clock
from voice.english import places, times_heard, times_said
from voice.english.numbers_said import capital, counted
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.skill import Captures, Context, Skill

CAPITALS = {
    "usa": "the USA", "us": "the US", "uk": "the UK", "uae": "the UAE", "utc": "UTC", "gmt": "GMT", "dc": "DC", "la": "LA",
    "nyc": "NYC", "ny": "NY", "nz": "NZ", "sf": "SF", "hk": "HK", "kl": "KL", "nj": "NJ", "nsw": "NSW", "cdmx": "CDMX",
}  # fmt: skip
LONGEST_S = 366 * 86400
HERE = {"here", "my city", "my time zone", "our time zone", "local time", "this city", "my area", "my location"}


def skills(clock: Clock, hours: int) -> list[Skill]:
    async def time(slots: Mapping[str, Any], context: Context) -> SkillReply:
        return SkillReply(reply(slots, clock.today(), hours))

    return [Skill("time", lambda captures: read(captures, clock.today()), time, again=_again)]


def _again(slots: Mapping[str, Any], instead: str) -> str:
    return "" if slots.keys() & {"from", "difference", "time", "seconds"} else f"what time is it {instead}"


def read(captures: Captures, now: datetime) -> dict[str, Any] | None:
    said = dict(captures)
    if "zone" in said:
        return said
    if "between" in said or "beside" in said:
        return _reckoned(captures, said)
    if (seconds := times_heard.seconds(captures)) is not None:
        place = str(said.get("place", ""))
        if seconds > LONGEST_S or (place and places.zone(place) is None):
            return None
        return {"seconds": -seconds if "ago" in said else seconds} | ({"place": place} if place else {})
    if "until" in said:
        time = times_heard.time_of_day(captures)
        return time and {"time": str(times_heard.next_half(time, now)), "until": True}
    slots: dict[str, Any] = {}
    for slot in ("place", "from"):
        if (named := str(said.get(slot, ""))) and named not in HERE:
            if places.zone(named) is None:
                return None
            slots[slot] = named
    if slots and (time := times_heard.time_of_day(captures)):
        slots |= {"time": str(time)} if time.certain else {"time": str(_by_day(time)), "likely": True}
    return slots | ({"difference": True} if "difference" in said else {})


def _by_day(time: times_heard.Time) -> times_heard.Time:
    """A time that was said without its half of the day, in the half in which most people are up."""
    hour = time.hour % 12
    return time._replace(hour=hour + 12 if hour < times_heard.DAY_BEGINS else hour)


def _reckoned(captures: Captures, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read one time and how far it is from there, or two: half a day apart at most where a half of the day was left open."""
    if "beside" in said:
        time, shift = times_heard.time_of_day(captures), times_heard.seconds(captures)
        return {"time": str(time), "shift": shift * said["shift"]} if time and time.certain and shift is not None else None
    at = [slot for slot, _ in captures].index("then")
    start, end = times_heard.time_of_day(captures[:at]), times_heard.time_of_day(captures[at:])
    if not start or not end:
        return None
    most = 1440 if start.certain and end.certain else 720
    return {"between": (60 * (end.hour - start.hour) + end.minute - start.minute) % most or most}


def reply(slots: Mapping[str, Any], now: datetime, hours: int) -> str:
    if slots.get("zone") == "ask":
        return "Which time, and where? Say, for instance: convert 3 pm in London to Tokyo time."
    if slots.get("zone") == "set":
        return f"I go by this machine's time zone, {now.tzname()}. To change it, change the machine's."
    if "zone" in slots:
        return f"It's {now.tzname()}. {_difference(now, now.astimezone(UTC), 'here', 'UTC')}"
    if "seconds" in slots:
        then = (now + timedelta(seconds=slots["seconds"])).astimezone(_zone(slots.get("place"), now.tzinfo))
        day = "" if then.date() == now.date() else f" {times_said.day(then.date(), now.date())}"
        said = f"It {'will be' if then > now else 'was'} {times_said.clock(then, hours)}{day}"
        return f"{said} {named(slots.get('place'))}".rstrip() + "."
    if "between" in slots or "shift" in slots:
        return _reckoning(slots, now, hours)
    if "until" in slots:
        then = times_heard.moment(slots["time"], None, now)
        left = times_said.duration(60 * max(1, round((then - now).total_seconds() / 60)))
        return f"{capital(left)} until {times_said.clock(then, hours)}."
    if not slots.keys() & {"place", "from"}:
        return f"It's {times_said.clock(now, hours)}."
    here = now.tzinfo
    there, start = _zone(slots.get("place"), here), _zone(slots.get("from"), here)
    name = named(slots.get("place"))
    if "difference" in slots:
        return _difference(now.astimezone(there), now.astimezone(start), name, named(slots.get("from")))
    begin = now.astimezone(start)
    if "time" in slots:
        hour, minute = map(int, slots["time"].split(":"))
        begin = begin.replace(hour=hour, minute=minute)
    then = begin.astimezone(there)
    days = (then.date() - begin.date()).days
    if "time" in slots:
        day = {-1: " the day before", 1: " the day after"}.get(days, "")
        lead = f"If you mean {times_said.clock(begin, hours)}, it" if "likely" in slots else "It"
        said = f"{f'{lead} would be {times_said.clock(then, hours)} {name}'.rstrip()}{day}."
    else:
        day = {-1: " yesterday", 1: " tomorrow"}.get(days, "")
        said = f"It's {times_said.clock(then, hours)}{day} {name}."
    return f"{said} There are other time zones too." if {slots.get("place"), slots.get("from")} & places.WIDE else said


def _reckoning(slots: Mapping[str, Any], now: datetime, hours: int) -> str:
    if "between" in slots:
        between = times_said.duration(60 * slots["between"])
        return f"{capital(between)}."
    time = datetime.combine(now.date(), time_of.fromisoformat(slots["time"]))
    return f"That's {times_said.clock(time + timedelta(seconds=slots['shift']), hours)}."


def _difference(there: datetime, start: datetime, name: str, other: str) -> str:
    hours = ((there.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())) / timedelta(hours=1)
    than = f"than {other}" if other else "than here"
    if not hours:
        return f"It's the same time {name} as {other or 'here'}."
    whole, rest = divmod(round(abs(hours) * 60), 60)
    said = counted(whole, "hour") + (f" and {counted(rest, 'minute')}" if rest else "")
    return f"It's {said} {'later' if hours > 0 else 'earlier'} {name} {than}."


def _zone(place: str | None, here: tzinfo | None) -> tzinfo | None:
    if place is None:
        return here
    if found := places.zone(place):
        return found
    raise SkillError(f"I don't know where {place} is.")


def named(place: str | None) -> str:
    """Write a place as it follows a time: "in Tokyo", "Eastern time"; "" for here."""
    if place is None:
        return ""
    if place in places.SHORT or place in places.TIMES:
        return f"{places.SHORT.get(place, place).replace('_', ' ').title()} time" if place not in CAPITALS else CAPITALS[place]
    words = [CAPITALS.get(word, word if word in {"of", "the", "and"} else word.capitalize()) for word in place.split()]
    where = "on the" if words[-1] == "Coast" else "in"
    return f"{where} {' '.join(words)}".replace("the The", "the").replace("the the", "the")
