"""Reads what a request about alarms says word by word, in whatever order, where no sentence knows it: "ring the alarm at five".

The rules for times cut out its time; all other words must be known. It is then said anew, in a sentence that there is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from voice.english import following
from voice.english.numbers_heard import in_digits
from voice.skills.reading.any_order import OF_US, AnyOrder, Said

if TYPE_CHECKING:
    from voice.skills.matcher import Found, Matcher

ABOUT = re.compile(
    r"\b(?:alarms?|wak(?:e|eup|ing)|don't ring|do not ring|alert|notify|(?:let|tell) (?:me|us)|be up)\b", re.IGNORECASE
)
LONGEST_TEXT = 120
"""Characters of the longest request that is read."""
MOST_TIMES = 3
"""Places in a request where a part of its time stands: "tomorrow", "in the morning" and "at five"."""
MEANINGS: Mapping[str, str] = {
    "alarm": (
        "alarm|phone alarm|alarm clock|alarm's|wake up alarm|wake up call|alarm call|wake up|alarm timings|alarm settings"
        "|don't ring|do not ring"
    ),
    "alarms": "alarms|alarm clocks|alarms'",
    "all": "all|every|all of|any|each",
    "wake": (
        "wake me|wake me up|wake us|wake us up|waking me|waking me up|wake up me|wake up us|wake me up call|alert me|notify me"
        "|let me know when it is|let me know when it's|let me know at|tell me when it is|tell me when it's|be up"
        "|to be woken|to be woken up|woken|awake|up by|wake me when it is|wake me when it's"
        "|wake me up when it is|wake me up when it's"
    ),
    "cancel": (
        "cancel|remove|delete|clear|off|turn off|turning off|switch off|shut off|stop|kill|forget|forget about|disable"
        "|deactivate|get rid of|take off|erase|drop|dismiss|unset|clear out|take out|take away|no longer need|no longer want"
        "|don't need|do not need|don't want|do not want|scratch|cut off|skip|don't ring|do not ring|don't sound|don't set off"
        "|cancelled|removed|deleted|discontinue|end"
    ),
    "set": (
        "set|put|make|create|put in|put on|add|program|schedule|enable|activate|ring|start|turn on|switch on|need|want|sound"
        "|go off at|would like|i'd like|add in|place|fix|arrange|setup|set up|input|enter|book|initiate|give me|get me"
        "|have an|have it|keep an|keep a"
    ),
    "was": (
        "i set|i had set|i have set|i've set|that i set|i made|i put|i created|is set|are set|was set|i just set|i scheduled"
        "|previously set|already set|have set|had set|have i set|did i set|have i made|did i make|i have made|i have|i had"
        "|set up for"
    ),
    "ask": (
        "what|what's|when|when's|which|is|are|do|does|is there|are there|have i|have i got|how many|list|show|check|tell"
        "|tell me|see|confirm|find|read|display|look at|look up|details|status|verify|at what time|what time|list out"
        "|bring up|pull up|view|go over|report|if|whether|did i|was|were|double check|info|information|check on|find out"
        "|know|open|list of|lists of"
    ),
    "range": "hours|between|after|before|later than|earlier than|past|until|till|prior to",
    "": (
        "i have to"
        "|set|on|going|go|goes|go off|goes off|rings|to ring|active|scheduled|going off|will|time|times|up|with|about|called"
        "|currently|upcoming|again|of mine|from|anymore|any more|anything|one|also|new|another|already|clock|that is"
        "|that are|which is|which are|and|out|different|kind of|day|days|setting|settings|left|remaining|get|give|i'm"
        "|early|in the|wish|number|phone|daily|gotta|have to|got to|have got to|i've got to|week|weekend|from now"
        "|make sure|be sure|ensure|see that|i am|am|by"
    ),
}
"""What is said → the ways to say it; what says nothing is under ""."""
STATED = re.compile(
    r"(?:(?:i|you|we)(?:'ve| have| had| just| already)* (?:set|made|put|created|scheduled|added)|my|the|your|our|there)\b"
)
"""How what is told of an alarm begins, though no word of it asks."""
ALL_OF_THEM = re.compile(r"(?:all |any )?(?:of )?(?:the|my) ")
"""How alarms are named that are to be told, and nothing is said of them: "the alarms I have set"."""
OF_LIFE = re.compile(r"^(?!.*\balarm).*\b(?:you|did|does|should|would|usually|normally|always)\b")
"""What is asked of waking and of no alarm: "what time did I wake up"."""
WILL_WAKE = re.compile(r"\b(?:when|what time) (?:(?:will|do|are) you (?:be )?wak\w+ (?:me|us)|(?:will|am|do) i)\b")
"""What is asked of waking that is still to come: "at what time will you wake me"."""
WILL_RING = re.compile(r"(?:so |and )?(?:will|does|do|is|are|did|won't|isn't|doesn't) (?:all )?(?:the|my|our|any|an)\b")
"""How it is asked whether an alarm rings: "will my alarm ring tomorrow"; "will you wake me" asks to be woken."""
LENGTH = re.compile(r"\b(?:second|sec|minute|min|hour|hr|day|week)s?$", re.IGNORECASE)
FROM_NOW = re.compile(r"\b(?:in|from now)\b", re.IGNORECASE)
NONE = re.compile(r"^no (?:more |other )?(?=alarms?\b)", re.IGNORECASE)
"""How it is said that there is to be none: "no alarm tomorrow"; "no, set an alarm" is something else."""
BEFORE_TIME = re.compile(r"^(?:(?:at|on|for|to|by|in the) )+")
READER = AnyOrder(MEANINGS, {})


def found(text: str, matcher: "Matcher") -> Iterator["Found"]:
    """Give what a request is, if all of it is understood, as the matcher gives what it finds."""
    if len(text) > LONGEST_TEXT or not ABOUT.search(text) or following.OVER_THERE.search(text.lower()):
        return
    times, pieces = matcher.cut(NONE.sub("cancel ", text), "some_time")
    rest = " ".join(filter(None, pieces))
    said = READER.read(rest) if len(times) <= MOST_TIMES else None
    if said and any(map(LENGTH.search, times)) and not FROM_NOW.search(rest):
        said = None  # "half an hour early"
    if said and sum(map(_tells_hour, times)) > 1 and "range" not in said.meanings:
        said = None
    way = _anew(said, rest, BEFORE_TIME.sub("", " ".join(times))) if said else ""
    yield from matcher.find(way) if way else ()


def _tells_hour(time: str) -> bool:
    return any(token.text[0].isdigit() for token in in_digits(time.split()))


def _anew(said: Said, rest: str, time: str) -> str:
    """Say in a plain sentence what is asked; "" where that is not clear or contradicts itself."""
    meant, several = said.meanings, "alarms" in said.meanings
    if "range" in meant and ("ask" not in meant or "cancel" in meant):
        return ""
    if not (several or meant & {"alarm", "wake"}):
        return ""
    when = f" for {time}" if time else ""
    if "cancel" in meant:
        made = "set" in meant and "was" not in meant and "set" not in said.words  # "cancel it and make another"
        if OF_US.match(rest) or made or meant & {"ask", "wake"}:
            return ""
        return f"cancel all alarms{when}" if several or "all" in meant else f"cancel the alarm{when}"
    if "ask" in meant or WILL_RING.match(rest):
        if ("wake" in meant or OF_LIFE.search(rest)) and not WILL_WAKE.search(rest):
            return ""
        if "range" in meant:
            return "what alarms do i have"
        return f"is there an alarm{when}" if time else "what alarms do i have"
    if several and not time and ALL_OF_THEM.match(rest) and meant.isdisjoint({"set", "wake"}):
        return "what alarms do i have"
    if meant & {"was", "alarms", "all"} or not time or STATED.match(rest) or OF_US.match(rest):
        return ""
    return f"set an alarm for {time}" if meant & {"set", "wake"} or rest.startswith("alarm") else ""
