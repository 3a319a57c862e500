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
SAME_TIME = re.compile(r"(?:(?:at|for|do|with) )*(?:the )?same(?: time| thing| alarm| reminder)?(?: again| for| with)?\b")
ANOTHER_DAY = re.compile(rf"(?:(?:and|also|then|for|on|please|next|this|set|one|another) )*{A_DAY}s?(?: too| as well| please)*")


def matches(said: str, last: Match, certain: Callable[[str], Match | None], corrections: Corrections) -> Iterator[Match | None]:
    """What is to be set beside `last`; nothing for any other words."""
    if last.skill in KINDS and (found := LATER.fullmatch(said)) and (found["after"] or found["more"]):
        length = certain(f"set a timer for {found['by']}")
        if length and length.skill == "timer_set" and length.slots.keys() == {"seconds"}:
            yield corrections.later(last, length.slots["seconds"])
    if last.skill in ("alarm_set", "reminder_set") and SAME_TIME.search(said):
        day = " ".join(SAME_TIME.sub("", said).split())
        if ANOTHER_DAY.fullmatch(day):
            yield corrections.of(last, following.MORE.sub("", following.TOO.sub("", day), count=1))
    if last.skill == "time" and "seconds" in last.slots and (then := following.THEN.fullmatch(said)) and not then["beside"]:
        found_then = certain(f"{then['sets']} {corrections.moment(last.slots['seconds'])}{then['rest']}")
        yield found_then if found_then and found_then.skill in KINDS else None
