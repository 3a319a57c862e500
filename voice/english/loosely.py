"""Loose wordings: how people ask for what they could ask for plainly, as "what have i got going" for "what is set"."""

import re

from voice.english.numbers import BELOW_HUNDRED
from voice.english.timer_talk import LENGTH
from voice.english.times import MONTHS, WEEKDAYS

_LEFT = r"(?: (?:left|to go|remaining|now|still|yet))*"
_THE = r"(?:the|my|our|those|these) "
_UNITS = r"(?:long|much (?:time|longer)|many (?:more )?(?:minutes|hours|seconds)|much more time)"
GOING = re.compile(
    r"(?:(?:and|so|ok|okay|now|then|well) )*(?:"
    r"what(?: all| else)? (?:have (?:i|we)(?: still)?(?: got)?|do (?:i|we)(?: still)? have|am i having) "
    r"(?:going|running|on the go|on the clock|ticking(?: away)?|counting(?: down)?)|"
    r"what (?:all|else) (?:have (?:i|we)(?: still)?(?: got)?|do (?:i|we)(?: still)? have) (?:on|set)(?: up)?|"
    r"(?:what|what's|what is|what else is|what all is|what's all)(?: there)? ?(?:still |left )"
    r"(?:going|running|ticking(?: away)?|on the go|counting(?: down)?)|"
    r"what(?:'s| is) (?:ticking(?: away)?|on the go|counting(?: down)?)|what else is (?:going|running|ticking|set)|"
    r"(?:is )?(?:there )?(?:anything|something)(?: else)? (?:still|left) "
    r"(?:on|going|running|ticking(?: away)?|set|on the go|counting(?: down)?)|"
    r"(?:have|do) (?:i|we)(?: still)?(?: got| have) (?:anything|something)(?: else)?(?: still)? "
    r"(?:going|running|on the go|ticking)"
    r")(?: (?:right now|at the moment|now|then|still|here))*"
)
"""How it is asked what is set, whatever it is."""
LEFT_ON = re.compile(
    rf"(?:(?:and|so|ok|okay|now|tell me) )*(?:"
    rf"how {_UNITS} (?:have|has|do|does|is|are|for|on|till|until|before|left on|left for) {_THE}(?P<one>.+?)"
    r"(?: (?:got|have|need|take|be|is|are|ready|done|finished|cooked|out))*|"
    rf"(?:when|what time) (?:is|are|will|do|does) {_THE}(?P<ends>.+?)(?: be)?"
    r" (?:done|ready|finished|cooked|finish|over|up|out)|"
    r"how (?:much|many)(?: more)? (?P<time>.+?)(?: time| minutes| hours)?"
    r"(?: (?:is|are|have i|have we|do i|do we|i've|there|got|have|he's|she's|they've))*"
    rf"){_LEFT}"
)
"""How it is asked what is left of a timer of which the name alone is said: "how long have the biscuits got"."""
WHEN_IS = re.compile(
    r"(?:(?:and|so|ok|okay|now|tell me|remind me) )*(?:when(?:'s| is| was)|"
    r"(?:what time|what day|what date|which day)(?:'s| is| was)) "
    r"(?:my|the|our) (?P<thing>.+?)(?: (?:again|at|on))?|"
    r"(?:when|what time|what day|which day) (?:do|am|are|should|will) (?:i|we)"
    r"(?: (?:have|go|going|need|see|seeing|having|got))*"
    r"(?: to)? (?:my |the |our )?(?P<do>.+?)"
)
"""How it is asked when something is that there may be a reminder of."""
LENGTH_FOR = re.compile(
    rf"(?:(?:ok|okay|right|so|now|just) )*give (?:me|us) (?!an? (?:sec|second|min|minute)\b){LENGTH} for "
    r"(?P<thing>(?:the|my|our|some) [a-z]+(?: [a-z]+)?)"
)
"""How a timer is asked for by what it is for: "give me eight minutes for the pasta"."""
GOES = re.compile(
    rf"(?:(?:ok|okay|right|and|now) )*(?:{LENGTH}(?: please)?(?: and)? (?:go|go go go|starting now|starting from now)|"
    rf"(?:ready set|and|ready steady)? ?go {LENGTH.replace('<length>', '<later>')})"
)
"""How a timer is started in a hurry: "ninety seconds go"."""
_FILLER = (
    r"(?:um+|uh+|er+m?|h+m+|oh|ooh|let's see|let me (?:see|think)|let's say|say|shall we say|i (?:don't know|guess|"
    r"suppose|think)|"
    r"you know|maybe|perhaps|probably|like|what|well)"
)
HESITATES = re.compile(
    r"(?P<before>\b(?:timers?|alarms?|countdown|me|us)(?: up)? (?:for|at|in|of|on))"
    rf" {_FILLER}(?: {_FILLER})*(?: about| around| roughly)?(?= (?:\d|half\b|an?\b|quarter\b|noon\b|midnight\b|"
    rf"(?:{'|'.join(BELOW_HUNDRED)})\b))"
)
"""How one thinks aloud before the time: "a timer for um let's see maybe like twenty five minutes"."""
REASON = re.compile(
    r" (?:(?:because|cause|cos|as|since) )?(?=(?:i'm|i am|i've|i have|i can't|i must|we're|we are|we've|we have|"
    r"he's|she's|they're|"
    r"the [a-z]+ (?:is|are)|there's) [a-z])"
)
"""Where a reason begins behind a request: "wake me in three hours i'm going to nap before nights"."""
NO_REASON = re.compile(
    rf"\b(?:\d\S*|{'|'.join((*BELOW_HUNDRED, *WEEKDAYS, *MONTHS))}|half|quarter|noon|midnight|morning|afternoon|evening|today|"
    r"tonight|tomorrow|timers?|alarms?|remind\w*|mean\w*|not|no|don't|instead|sorry|actually|wait|only|rather|cancel|stop|else|"
    r"and|then|want\w*|call\w*|named?|repeat\w*|every|each|kidding|joking|lying|wrong|mistaken|early|late|later|earlier|"
    r"longer|shorter|more|less|again|if|when|unless|until|till|supposed|thinking|unsure|sure)\b",
    re.IGNORECASE,
)
"""What would make it more than a reason."""
EXCUSE = re.compile(
    r" (?=(?:because |as |cos )?(?:i (?:get|keep|always|sometimes) (?:getting )?(?:so |all |a bit )?(?:muddled|"
    r"confused|mixed up|"
    r"forget\w*|los\w+|lost|mixing)|i (?:can't|cannot|don't|never) (?:remember|see|tell|read|find|know|keep track|have)|"
    r"i (?:forgot|forget|lost|lose)|i've (?:lost|forgotten|no idea|got no)|i have no|i'm (?:so |all |a bit |"
    r"getting )*(?:muddled|"
    r"confused|lost|forgetful)|my (?:watch|clock|phone|eyes|memory)\b))"
)
"""Where it begins why one has to ask: "what day is it i get muddled"."""
