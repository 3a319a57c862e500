"""Reads what to remind of, and when; what is no text of a reminder, or only a part of one, is not taken for one."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from voice.clock import Clock
from voice.english import dates_heard, times_heard
from voice.english.numbers import BELOW_HUNDRED
from voice.english.times import UNITS, WEEKDAYS
from voice.skills.skill import Captures
from voice.skills.timing import leaving_out
from voice.skills.timing.when import read_bare, read_time

if TYPE_CHECKING:
    from voice.skills.matcher import Found

NUMBER = rf"(?:\d+|{'|'.join(BELOW_HUNDRED)})"
NO_TEXT = re.compile(
    r"(?:how|what|what's|whats|who|who's|whose|where|which|why|whether|if|when|until|while|before|after|on|at|in|by|and|or|to|"
    r"except|excluding|apart from|but not|not|from|every|each|seconds?|minutes?|hours?|days?|weeks?|"
    r"(?:to )?dos? lists?|(?:all )?(?:my |the )?(?:appointments|meetings|events|schedule|agenda|calendar|plans|reminders)|"
    rf"{NUMBER} (?:divided|multiplied|times|plus|minus))\b"
)
"""How words begin that nobody wants to be reminded of: a question, a sum, or a time that was not understood."""
ON_AT = re.compile(r" on (?:at|in|by|around|after|on)\b")
ON_DAY_NEAR = re.compile(r" on (?:today|tonight|tomorrow|every|each)\b")
SWITCHES = re.compile(r"(?:turn|switch|put|get|have|leave|keep)(?: (?!(?:out|off|on|in|up|down|away|back)$)\w+)+$")
"""What ends in "on": "turn the oven on" tomorrow."""
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
RHYTHM = re.compile(r"\b(?:every|each) (?:\w+ )?(?:week|month|year|hour|minute|morning|night|\w*day)s?\b|\bfortnightly\b")
"""How it is said that something repeats, where that was not understood."""
EVERY = re.compile(r" ?\b(?:every|each)$")
"""How words end before a length of time that is a rhythm: "put the bins out every" two weeks."""
TO_DAY = re.compile(rf"(?:{'|'.join(WEEKDAYS)}) (?:at|by|in|on|from)\b")
"""How words begin that are the end of a span: "monday to friday at eight"."""
NO_TIME = re.compile(rf"(?:past |of )?the hour\b|(?:{'|'.join(WEEKDAYS)}) (?:in|of) ")
"""How words begin that are the rest of a time which is not understood: "ten past the hour", "the third wednesday in may"."""
ON_DAY = re.compile(rf"\b(?:on|this|next) (?:{'|'.join(WEEKDAYS)})$")
"""How words end that may be a part of the time: "on tuesday" in two weeks."""
DAY_S = UNITS["day"]
WEEK_S = 7 * DAY_S
RISE = re.compile(r"(?:wake|get|be) up(?: early)?|get out of bed")
"""What is done in the morning, as by an alarm: "remind me to wake up at six"."""
DAY_OF_IT = re.compile(rf"(?:today|tomorrow|{'|'.join(WEEKDAYS)})\b")


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
    if (rhythm := EVERY.search(text)) and ("weeks_on" in dict(captures) or times_heard.seconds(captures)):
        return {"text": text[: rhythm.start()], "every": ["other"]} if rhythm.start() else {"every": ["other"]}
    if RHYTHM.search(text) or dates_heard.days_repeated(captures) == ["other"]:
        return slots | {"every": ["other"]}
    if CUT_OFF.search(text) or TWO_TIMES.search(text) or days:
        return slots | ({"text": about} if (about := PARTS_AND.sub("", text)) else {})
    if "bare_minutes" in dict(captures):
        return slots | read_bare(captures)
    if (seconds := times_heard.seconds(captures)) is not None:
        if seconds % WEEK_S == 0 and ON_DAY.search(text):
            return slots
        return slots | (_in_days(clock, int(seconds) // DAY_S) if _counts_days(captures) else {"seconds": seconds})
    wakes = RISE.fullmatch(text) is not None and times_heard.time_of_day(captures) is not None
    if (when := read_time(clock, captures, wakes=wakes)) is None or leaving_out.ends(text):
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


def _counts_days(captures: Captures) -> bool:
    """Whether a length was said in whole days or weeks: "in three weeks" is meant by day."""
    units = [value for slot, value in captures if slot == "unit"]
    return min(units) >= DAY_S and (times_heard.seconds(captures) or 0) % DAY_S == 0


def _in_days(clock: Clock, days: int) -> dict[str, Any]:
    return {"time": f"{times_heard.DAY_STARTS:02}:00", "date": (clock.today().date() + timedelta(days=days)).isoformat()}


def with_particle(found: "Found") -> Captures:
    """What was captured of a reminder, with the "on" of "turn the oven on at six", which is no word of the time."""
    at = next((at for at, (slot, _) in enumerate(found.captures) if slot == "text"), -1)
    span = at - len(found.captures)
    if at < 0 or len(found.spans) < -span:
        return found.captures
    text, behind = str(found.captures[at][1]), found.line[found.spans[span][1] :]
    on = ON_AT.match(behind) or (ON_DAY_NEAR.match(behind) if SWITCHES.match(text) else None)
    return [*found.captures[:at], ("text", f"{text} on"), *found.captures[at + 1 :]] if on else found.captures
