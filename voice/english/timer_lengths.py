"""How long a timer is to be, behind a request for one: "add five more", "twice as long", "pasta eleven minutes"."""

import re

from voice.english.numbers import BELOW_HUNDRED

GIVES_BOTH = re.compile(
    r"(?:(?:and|please|now|ok|okay|can you|could you) )*(?P<deed>give|add|put|take|knock) "
    r"(?:(?P<them>them both|both(?: of (?:them|those))?|each(?: of them)?|them all|all of them) (?P<given>.+?)|"
    r"(?P<by>.+?) (?:to|on|onto|off|from) (?:them both|both(?: of (?:them|those))?|each(?: of them)?|them all|all of them))"
    r"(?: more| extra| longer| too| please)*"
)
"""By how much several timers are changed: "add two minutes to both"."""
ANOTHER_UNIT = re.compile(r"^another (?=(?:second|minute|hour)$)")
_BARE = rf"(?:\d+|an?|half|quarter|past|to|o'clock|noon|midnight|and|am|pm|(?:second|minute|hour)s?|{'|'.join(BELOW_HUNDRED)})"
BARE_VALUE = re.compile(
    rf"(?=.*(?:\d|half|quarter|noon|midnight|\b(?:{'|'.join(BELOW_HUNDRED)})\b)){_BARE}(?: {_BARE}){{0,5}}(?: please)?"
)
"""A length or a time alone, which may be meant instead of what was set."""
LENGTH = rf"(?P<length>(?:\d[\d.]*|an?|half|{'|'.join(BELOW_HUNDRED)})\b(?: \S+){{0,3}} (?:second|sec|minute|min|hour)s?)"
TIMER_FOR_DOING = re.compile(
    rf"(?P<sets>(?:(?:please|can you|could you) )*(?:set|start|put on|make) (?:a|the|another) timer) for (?:the |my )?"
    rf"(?P<thing>\w+ing(?: [a-z]+){{0,2}}?) (?:for )?{LENGTH}(?: please)?"
)
"""A timer for something to do, whose length stands behind it: "a timer for brushing teeth two minutes"."""
NO_UNIT = re.compile(
    r"(?:and |please |now |ok |oh )*"
    r"(?:(?P<add>(?:add|give it|give me|put on|put(?= \d+ (?:back|more|on)))(?: another)? )|"
    r"(?P<take>(?:take off|take|knock off) )|"
    r"(?:make|let) (?:it|that)(?: be)? (?=\d+ (?:more|extra|less)))?"
    r"(?P<by>\d+)(?P<more> more| extra| back on| back)?(?P<off> off| less)?(?: (?:to|on|from) (?:it|that))?(?: please)?"
)
"""By how much a timer is changed, without the unit: "add five more"."""
SCALES = re.compile(
    r"(?:and |now |no |please |actually |can you )*(?:(?:make|set) (?:it|that) |(?:for )?)"
    r"(?:(?P<double>double|twice|two times)|(?P<triple>triple|treble|three times)|(?P<halve>halve|half))"
    r"(?: (?:it|that|the (?:time|length)))?(?: as long)?(?: please)?"
)
"""How much longer a timer is to run than it does: "make it twice as long"."""
SHIFTED = re.compile(r"(?:(?:\S+) ){1,5}(?:earlier|later|longer|shorter)(?: please)?")
BY_LENGTH = re.compile(r"(?P<by>.+) (?:later|(?P<earlier>earlier|sooner))")
"""By how much something is to be at another time: "half an hour earlier"."""
THING_AND_LENGTH = re.compile(
    r"(?:the |my |now |and |give |allow )*(?P<thing>[a-z]+(?: [a-z]+)??)"
    rf"(?: needs?| takes?| wants?| for|(?:'s| is| are)? (?:on|in)(?: for)?)?(?: about)? {LENGTH}"
)
"""A thing, and how long it takes: "pasta eleven minutes"."""
LENGTH_AND_THING = re.compile(
    rf"(?:(?:i|we)(?:'ll)? need |allow |leave |and |about )*{LENGTH} (?:for|on) (?:the|my|our|some|"
    rf"these) (?P<thing>[a-z]+(?: [a-z]+)?)"
)
"""The same the other way round: "eight minutes for the pasta"."""
UNIT = re.compile(r"(?:s|sec|second|m|min|minute|h|hr|hour)s?")
ONE_FOR = re.compile(
    r"^(?:one|1|another|another (?:one|1)) (?:for|called|named) (?:the |my )?"
    r"(?P<thing>[a-z]+(?: (?!for\b)[a-z]+)?) (?:for )?(?P<length>\d+)$"
)
"""One more timer by what it is for, with its length: "one for the sauce, twenty five"."""
ONE_MORE = re.compile(r"1 (?:for|called|named)\b")
"""How one more begins whose length is not said; in digits."""
WITHOUT_UNIT = re.compile(r"\b(\d+)(?= (?:for|called) (?!\d)|$)")
FOR_THAT = re.compile(
    r"(?P<sets>(?:.* )?timer) (?:for|of|to) (?:that|this|it)(?: (?:many|much|long|number of|amount of))?"
    r"(?P<unit> (?:second|minute|hour)s?)?(?: then| please| long)*"
)
"""A timer that is to be as long as what was just told."""
