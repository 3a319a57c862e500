"""Makes slots of what was captured about timers, alarms and reminders."""

import re
from datetime import date, timedelta
from typing import Any

from voice.clock import Clock
from voice.english import dates_heard, times_heard
from voice.english.numbers import BELOW_HUNDRED
from voice.english.times import NEAR_DAYS, UNITS, WEEKDAYS
from voice.english.times_that_are_none import day_fault, time_fault
from voice.skills import leaving_out, names
from voice.skills.skill import Captures

NUMBER = rf"(?:\d+|{'|'.join(BELOW_HUNDRED)})"
NO_TEXT = re.compile(
    r"(?:how|what|what's|whats|who|who's|whose|where|which|why|whether|if|when|until|while|before|after|on|at|in|by|and|or|to|"
    r"except|excluding|apart from|but not|not|from|every|each|seconds?|minutes?|hours?|days?|weeks?|"
    r"(?:to )?dos? lists?|(?:all )?(?:my |the )?(?:appointments|meetings|events|schedule|agenda|calendar|plans|reminders)|"
    rf"{NUMBER} (?:divided|multiplied|times|plus|minus))\b"
)
"""How words begin that nobody wants to be reminded of: a question, a sum, or a time that was not understood."""
OWN_LIST = re.compile(r"(?:(?:all|of|my|the|our) )+(?:(?:shopping|grocery|groceries|to do|to-do|todo|tasks?) )?lists?")
"""What is told at once where no time is said: "remind me of my lists"."""
NO_SUBJECT = re.compile(
    r"(?:my |the )?(?:with an? (?:alarm|beep|sound)|alarm|timer|phone|voice|new|next|important|urgent|gentle|little|special|"
    r"instead|too|then|as well|rather|(?:early )?(?:morning|afternoon|evening|night)|monthly|yearly|annual|hourly)"
)
"""Words before "reminder" that do not say what it is about."""
BEFORE = re.compile(r"\b(?:minutes?|hours?|days?|weeks?) (?:before|after|prior|ahead)\b")
"""A time that hangs on something else: "an hour before the meeting"."""
TWO_TIMES = re.compile(rf"\bat {NUMBER} (?:[ap]m )?and\b")
"""One of two times: "call him at five and her" at six."""
TWO_DAYS = re.compile(
    rf"\b(?:today|tonight|tomorrow|on (?:{'|'.join(WEEKDAYS)})|in (?:\S+ ){{1,5}}?(?:minute|min|hour|day|"
    rf"week)s?) and(?: also)?"
    r"(?P<to> to)?\b"
)
"""One of two days or times: "call him today and her" tomorrow, "in an hour and again" in two."""
CUT_OFF = re.compile(
    r"\b(?:before|after|until|till|at|by|and|or|of|for|from|past|than|every|each|next|this|last|the|an?|between|minutes|hours|"
    r"later|this time)$"
)
"""How words end of which a part was taken for the time: "call mum before" noon."""
AND_ANOTHER = re.compile(
    r"\b(?:and|then) (?:also |then )*(?:(?:add|put) (?:\S+ ){1,6}(?:to|on) (?:the|my|our) (?:\S+ ){0,3}list\b|"
    r"(?:set|start|put on|make|add|give me|i need) (?:\w+ ){0,4}?(?:timer|alarm|reminder)|"
    r"(?:wake|remind) (?:me|us)|(?:at|in|on|tomorrow|tonight) (?:\S+ ){0,4}to \w+)\b"
)
"""Another request behind the reminder: "feed the cat and set a timer"."""
PARTS_AND = re.compile(
    r"(?:(?:,| and)? (?:(?:in|at|every|each|the) )*(?:morning|noon|lunch ?time|afternoon|evening|night|bed ?time)s?)+"
    r"(?:,? and)?(?: at)?$"
)
"""Parts of the day before the last one, which are no part of what it is about: "take my tablets morning and" night."""
OTHERS = re.compile(r"\b(?:timer|alarm|reminder)s?\b")
"""What is set beside a reminder, and is no subject of it: the "timer and the" reminder."""
RHYTHM = re.compile(r"\b(?:every|each) (?:\w+ )?(?:week|month|year|hour|minute|morning|night|\w*day)s?\b|\bfortnightly\b")
"""How it is said that something repeats, where that was not understood."""
HAS_IT_DONE = re.compile(
    r"(?:(?:have|get|make) (?:the|my|it)|turn|switch|shut|open|close|lock|unlock|play|stop|pause|resume|start|dim|brighten|"
    r"raise|lower|set|mute|unmute|"
    r"arm|disarm|wake|remind|tell|announce|say|add|ring|call|message|text|send|order|activate|cancel|ignore)\b|.*\b(?:and|"
    r"then|every|after|before) \w"
)
"""What a timer does not do when it rings, so that it is not only for that: "a timer for ten minutes to turn off the "
"lights"."""
NIGHT_ENDS = times_heard.NIGHT_ENDS // 60
AS_SAID = ("kind", "all", "left", "ends", "text", "which", "part", "skip")
LEAST_BARE_MINUTES = 5
"""From here on, "in ten" is in ten minutes."""
TO_DAY = re.compile(rf"(?:{'|'.join(WEEKDAYS)}) (?:at|by|in|on|from)\b")
"""How words begin that are the end of a span: "monday to friday at eight"."""
NO_TIME = re.compile(rf"(?:past |of )?the hour\b|(?:{'|'.join(WEEKDAYS)}) (?:in|of) ")
"""How words begin that are the rest of a time which is not understood: "ten past the hour", "the third wednesday in may"."""
ON_DAY = re.compile(rf"\b(?:on|this|next) (?:{'|'.join(WEEKDAYS)})$")
"""How words end that may be a part of the time: "on tuesday" in two weeks."""
DAY_S = UNITS["day"]
WEEK_S = 7 * DAY_S
CALLED = re.compile(r"\b(?:called|named)\b")
"""What no name of an alarm holds: "seven monday to friday called work" is not understood."""
PARTS = {"morning": "09:00", "afternoon": "15:00", "evening": "19:00", "night": "20:00"}
"""Names that are parts of the day: "an evening alarm for 6", "7 pm in the morning"."""
RISE = re.compile(r"(?:wake|get|be) up(?: early)?|get out of bed")
"""What is done in the morning, as by an alarm: "remind me to wake up at six"."""
DAY_OF_IT = re.compile(rf"(?:today|tomorrow|{'|'.join(WEEKDAYS)})\b")


def read_alarm(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    for_timer, name = said.get("for_timer"), names.occasion(captures)
    if name in PARTS and said.keys() & {"hour", "compact"}:
        captures = [*captures, ("part_of_day", PARTS[name])]
    slots = _read_time(clock, captures, wakes=None if for_timer else True)
    if name is None or slots is None or CALLED.search(name):
        return None
    if for_timer is True and not said.keys() & {"meridiem", "fixed_time", "offset"}:
        return None
    return slots | ({"name": name} if name else {})


def read_reminder(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    if ("ahead", True) in captures:
        return _read_ahead(clock, captures)
    text = str(dict(captures).get("text", ""))
    days = TWO_DAYS.search(text) if text and captures[-1][0] != "text" else None
    if NO_TEXT.match(text) or BEFORE.search(text) or AND_ANOTHER.search(text) or (days and days["to"]):
        return None
    if OWN_LIST.fullmatch(text) and captures[-1][0] == "text":
        return None
    slots: dict[str, Any] = {"text": text} if text and not NO_SUBJECT.fullmatch(text) else {}
    if RHYTHM.search(text) or dates_heard.days_repeated(captures) == ["other"]:
        return slots | {"every": ["other"]}
    if CUT_OFF.search(text) or TWO_TIMES.search(text) or days:
        return slots | ({"text": about} if (about := PARTS_AND.sub("", text)) else {})
    if "bare_minutes" in dict(captures):
        return slots | _read_bare(captures)
    if (seconds := times_heard.seconds(captures)) is not None:
        if seconds % WEEK_S == 0 and ON_DAY.search(text):
            return slots
        return slots | (_in_days(clock, int(seconds) // DAY_S) if _counts_days(captures) else {"seconds": seconds})
    wakes = RISE.fullmatch(text) is not None and times_heard.time_of_day(captures) is not None
    if (when := _read_time(clock, captures, wakes=wakes)) is None or leaving_out.ends(text):
        return None
    if ("day" in when and TO_DAY.match(text)) or NO_TIME.match(text):
        return None
    if DAY_OF_IT.match(text) and "time" in when and not when.keys() & {"day", "date", "every"}:
        return slots | {"unclear": ""}
    return slots | when


def _read_ahead(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read a reminder that comes so long before what it is about: "an hour before the game at eight"."""
    at = captures.index(("ahead", True))
    before, after = captures[:at], captures[at + 1 :]
    length = times_heard.seconds(after)
    length, what = (times_heard.seconds(before), after) if length is None else (length, before)
    slots = read_reminder(clock, what)
    if not slots or not length or "every" in slots:
        return None
    if "seconds" in slots:
        return {**slots, "seconds": slots["seconds"] - length} if slots["seconds"] > length else None
    if "time" not in slots:
        return None
    day = slots.pop("day", None) or slots.pop("date", None)
    due = times_heard.moment(slots["time"], day, clock.today()) - timedelta(seconds=length)
    return {**slots, "time": f"{due:%H:%M}", "date": due.date().isoformat()}


def read_timer(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    if "until" in dict(captures):
        return _read_until(clock, captures)
    if ("then", "and") in captures:
        return _read_two(captures)
    if HAS_IT_DONE.match(str(dict(captures).get("purpose", ""))):
        return None
    name, seconds = names.name(captures), times_heard.seconds(captures)
    if name is None:
        return None
    said = dict(captures)
    more: dict[str, Any] = {"count": said["count"]} if "count" in said else {}
    if seconds is None and "amount" in said and "unit" not in said:
        more["amount"] = float(said["amount"]) if said["amount"] % 1 else int(said["amount"])
    if "bare_minutes" in dict(captures):
        return _read_bare(captures)
    length = [one for one in captures if one[0] not in ("name", "definite", "count")]
    if length == [("unit", 1)]:
        return None  # "a second timer" is one more
    named = ({"name": name} if name else {}) | ({"definite": True} if "definite" in said else {})
    return ({} if seconds is None else {"seconds": seconds}) | named | more


def _counts_days(captures: Captures) -> bool:
    """Whether a length was said in whole days or weeks: "in three weeks" is meant by day."""
    units = [value for slot, value in captures if slot == "unit"]
    return min(units) >= DAY_S and (times_heard.seconds(captures) or 0) % DAY_S == 0


def _in_days(clock: Clock, days: int) -> dict[str, Any]:
    return {"time": f"{times_heard.DAY_STARTS:02}:00", "date": (clock.today().date() + timedelta(days=days)).isoformat()}


def _read_bare(captures: Captures) -> dict[str, Any]:
    """Read minutes that were said without their unit; fewer may be hours."""
    minutes = dict(captures)["bare_minutes"]
    return {"seconds": minutes * 60} if minutes >= LEAST_BARE_MINUTES else {}


def _read_two(captures: Captures) -> dict[str, Any] | None:
    """Read two timers: "five minutes and one for ten minutes", "five and ten minutes"."""
    at = captures.index(("then", "and"))
    first, second = list(captures[:at]), captures[at + 1 :]
    if first[0][0] == "short":
        first = [("amount", first[0][1]), ("unit", dict(second).get("unit", 0))]
    lengths = times_heard.seconds(first), times_heard.seconds(second)
    return {"seconds": lengths[0], "also": lengths[1]} if all(lengths) else None


def _read_until(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read a timer that runs until a time of day."""
    slots, now = _read_time(clock, captures, wakes=None), clock.today()
    if slots and "unclear" in slots:
        return slots
    if not slots or "time" not in slots or "every" in slots:
        return None
    due = times_heard.moment(slots["time"], slots.get("day") or slots.get("date"), now)
    return {"seconds": (due - now).total_seconds()}


def read_choice(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read what to ask about or cancel: a kind, all of it, a name, a length, a time, a day, words of a reminder."""
    if ("apart", True) in captures:
        return _read_all_but(clock, captures)
    said, name = dict(captures), names.name(captures)
    if OTHERS.search(str(said.get("text", ""))):
        return None
    if name is None or (when := _read_day(clock, captures)) is None:
        return None
    slots: dict[str, Any] = {slot: said[slot] for slot in AS_SAID if slot in said} | when
    if name:
        slots["name"] = name
    if (seconds := times_heard.seconds(captures)) is not None:
        slots["seconds"] = seconds
    if time := times_heard.time_of_day(captures):
        slots["time"] = str(time)
        if not time.certain:
            slots["either_half"] = True
    return slots


def _read_all_but(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read all of a kind but some: "all timers except the pasta timer"."""
    at = captures.index(("apart", True))
    but = read_choice(clock, [*(one for one in captures[:at] if one[0] == "kind"), *captures[at + 1 :]])
    slots = read_choice(clock, captures[:at]) if but else None
    return None if slots is None else slots | {"except": but}


def read_change(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read what to do to which timer: "add five minutes to the second timer", "move my alarm to eight"."""
    said = dict(captures)
    if said["change"] == "restore":
        return {"change": "restore"}
    if "on" in said:
        on = dates_heard.weekdays([str(value) for slot, value in captures if slot == "on"])
        return {"on": on} | {slot: said[slot] for slot in ("change", "kind", "which") if slot in said}
    if said["change"] == "name":
        called, slots = names.name(captures, "called"), read_choice(clock, captures)
        return {"change": "name", "called": called} | slots if called and slots is not None else None
    if "kind" in said and said["change"] != "set":
        slots = read_choice(clock, captures)
        by = slots.pop("seconds", None) if slots else None
        return by and {"change": said["change"], "by": by} | (slots or {})
    between = next((at for at, (slot, _) in enumerate(captures) if slot == "then"), len(captures))
    first, second = captures[:between], captures[between:]
    length, timer = (second, first) if ("then", "by") in second or ("change", "set") in first else (first, second)
    if ("then", "instead") in captures:
        length, timer = first, [one for one in captures if one[0] == "kind"] + list(second[1:])
    if between == len(captures) and said["change"] not in ("add", "take", "set"):
        length, timer = (), captures
    elif between == len(captures) and "kind" not in said:  # "make the pasta timer ten minutes instead"
        length, timer = captures, [one for one in captures if one[0] in ("name", "which")]
    slots = read_choice(clock, timer)
    if slots is not None and "kind" in slots:
        clock_said = times_heard.time_of_day(length) is not None
        to = _read_time(clock, length, wakes=slots["kind"] != "reminder" or not clock_said)
        if to and "time" in to and (said_time := times_heard.time_of_day(length)) and not said_time.certain:
            to = to | {"either_half": True}
        return None if to is None else slots | {"change": "set"} | ({"to": to} if to else {})
    by = said["minutes"] * 60 if "minutes" in said else times_heard.seconds(length)
    if slots is None or (said["change"] == "set" and by is None):
        return None
    bare = {"bare": True} if said["change"] == "set" and "minutes" in said else {}
    return {"change": said["change"]} | slots | ({} if by is None else {"by": by} | bare)


def read_snooze(captures: Captures) -> dict[str, Any]:
    said, seconds = dict(captures), times_heard.seconds(captures)
    if "minutes" in said:
        return {"seconds": said["minutes"] * 60}
    return {} if seconds is None else {"seconds": seconds}


def _read_day(clock: Clock, captures: Captures) -> dict[str, Any] | None:
    """Read `day` or `date`, and `every`; None where there is no such day."""
    day = dates_heard.day_said(captures, clock.today().date())
    if day is None:
        return None
    every = dates_heard.days_repeated(captures)
    return {"every": every} if every else day


def _read_time(clock: Clock, captures: Captures, wakes: bool | None) -> dict[str, Any] | None:
    """Read `time`, and `day`, `date` or `every`; None where they make no sense, and `unclear` where there is no such time.

    `wakes`: it is the time of an alarm; None: it is the next one, in whichever half of the day. Midnight on a day ends it."""
    slots, time = _read_day(clock, captures), times_heard.time_of_day(captures)
    if fault := day_fault(captures, clock.today().date()):
        return {"unclear": fault}
    if slots is not None and (fault := time_fault(captures)):
        return slots | {"unclear": fault}
    if slots is None or (time is None and {"hour", "compact"} & dict(captures).keys()):
        return None
    if time is None:
        over = slots.get("day") == "today" and clock.today().hour >= times_heard.DAY_STARTS
        return ({"time": f"{times_heard.DAY_STARTS:02}:00"} if slots and not wakes and not over else {}) | slots
    said, now = dict(captures), clock.today()
    day = "later" if "every" in slots else slots.get("day") or slots.get("date")
    next_one = wakes is None and not day
    time = times_heard.next_half(time, now) if next_one else times_heard.meant_half(time, now, day, bool(wakes))
    at_night = any(str(said.get(slot)).startswith("night") for slot in ("meridiem", "part_today"))
    of_night = at_night or said.get("fixed_time") == "00:00"
    if of_night and time.hour < NIGHT_ENDS and not (slots.get("day") == "today" and now.hour < time.hour):
        slots = _a_day_on(slots, now.date())
    return {"time": str(time)} | slots


def _a_day_on(slots: dict[str, Any], today: date) -> dict[str, Any]:
    """The day after the one said: the small hours of a night, and the midnight of a day, are on the next."""
    if "every" in slots:
        return {"every": [day for day in WEEKDAYS if WEEKDAYS[WEEKDAYS.index(day) - 1] in slots["every"]] or slots["every"]}
    day = slots.get("day") or slots.get("date")
    if day in WEEKDAYS:
        return {"day": WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7]}
    if day in NEAR_DAYS[:-1]:
        return {"day": NEAR_DAYS[NEAR_DAYS.index(day) + 1]}
    return {"date": (dates_heard.day_of(day, today) + timedelta(days=1)).isoformat()} if day else {}
