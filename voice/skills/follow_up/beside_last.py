"""Makes whole requests of what is to ring beside what was set last, or at the time that was just told.

    again four hours after that · another one ten minutes later   as much later than the last one
    thursday, same time · and the same on friday                  at its time on another day
    set an alarm for then                                         behind "what time is it in two hours"
"""

import re
from collections.abc import Callable, Iterator

from voice.english import following
from voice.english.times import A_DAY
from voice.messages import Match
from voice.skills.follow_up.referents import KINDS
from voice.skills.timing.corrections import Corrections

_MORE = r"(?:again|another|one|one more|a second|set|add|make|do|remind me|wake me|tell me|it|that|alarm|timer|reminder)"
LATER = re.compile(
    rf"(?:(?:and|then|also|plus|please) )*(?P<more>(?:{_MORE} )*)(?:in |for )?(?P<by>(?!.*\bone\b.*\bone\b).+?) "
    rf"(?:(?P<after>after (?:that|it|then|the first|the last)(?: one)?)|later(?: than that)?)(?: (?:again|too|as well|please))*"
)
"""One more that rings so much later: "and again four hours after that"."""
BEFORE = re.compile(
    rf"(?:(?:and|then|also|plus|please) )*(?P<more>(?:{_MORE} )+)(?:in |for )?(?P<by>(?!.*\bone\b.*\bone\b).+?) "
    r"(?:before(?:hand)?|earlier)(?: (?:that|it|too|as well|also|again|please))*"
)
"""One more that rings so much sooner: "and remind me half an hour before, too"."""
SAME_TIME = re.compile(r"(?:(?:at|for|do|with) )*(?:the )?same(?: time| thing| alarm| reminder)?(?: again| for| with)?\b")
ANOTHER_DAY = re.compile(rf"(?:(?:and|also|then|for|on|please|next|this|set|one|another) )*{A_DAY}s?(?: too| as well| please)*")


def matches(said: str, last: Match, certain: Callable[[str], Match | None], corrections: Corrections) -> Iterator[Match | None]:
    """What is to be set beside `last`; nothing for any other words."""
    if last.skill in KINDS and (found := LATER.fullmatch(said)) and (found["after"] or found["more"]):
        yield _moved(found["by"], 1, last, certain, corrections)
    elif last.skill in ("alarm_set", "reminder_set") and (found := BEFORE.fullmatch(said)):
        yield None if following.IT.search(found["more"]) else _moved(found["by"], -1, last, certain, corrections)
    if last.skill in ("alarm_set", "reminder_set") and SAME_TIME.search(said):
        day = " ".join(SAME_TIME.sub("", said).split())
        if ANOTHER_DAY.fullmatch(day):
            yield corrections.of(last, following.MORE.sub("", following.TOO.sub("", day), count=1))
    if last.skill == "time" and "seconds" in last.slots and (then := following.THEN.fullmatch(said)) and not then["beside"]:
        found_then = certain(f"{then['sets']} {corrections.moment(last.slots['seconds'])}{then['rest']}")
        yield found_then if found_then and found_then.skill in KINDS else None


def _moved(
    by: str, sign: int, last: Match, certain: Callable[[str], Match | None], corrections: Corrections
) -> Match | None:
    """One more of what was set last, by so much later (1) or sooner (-1)."""
    length = certain(f"set a timer for {by}")
    known = length and length.skill == "timer_set" and length.slots.keys() == {"seconds"}
    return corrections.later(last, sign * length.slots["seconds"]) if length and known else None
