"""Loose wordings: how people ask for what they could ask for plainly, as "what have i got going" for "what is set"."""

import re

from voice.english.numbers import BELOW_HUNDRED
from voice.english.timer_lengths import LENGTH
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
MOVES = re.compile(
    r"(?:please )?(?P<move>move|change|push|put|shift|reschedule|bump|bring) (?:the |my )?(?P<thing>.+?) "
    r"(?P<to>(?:to|until|till|back|forward)\b.+)"
)
"""How a reminder is put to another time that is called by what it is about: "move the window cleaner to tomorrow"."""
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
_ALOUD = (
    r"(?:um+|uh+|er+m?|h+m+|oh|ooh|let's see|let me (?:see|think)|let's say|say|shall we say|i (?:don't know|guess|"
    r"suppose|think)|"
    r"you know|maybe|perhaps|probably|like|well)"
)
_FILLER = (
    rf"(?:{_ALOUD}|yeah|yes|ok|okay|right|(?:hang|hold) on|wait|one (?:sec|second|moment)|how long (?:was|is) (?:it|that)|"
    r"what (?:was|is) (?:it|that)(?: again)?|what did (?:i|it|they|you) say|where was i|what time (?:was|is) (?:it|that)|what)"
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
WHY = re.compile(
    r" (?:(?:just )?in case\b|(?:because|cos|cause|since) (?=(?:i|we|it|he|she|they|the|my|there)\b)|"
    r"(?=(?:i|we|he|she|they)(?:'m|'ll|'re|'s| am| will| are| is| can't| don't need| do not need| won't need|"
    r" no longer need)\b)|"
    r"(?=(?:i've|we've|i have|we have) (?:already |just )?(?:got|had|finished|changed|no|done|sorted|eaten|woken|gone)\b)).*$"
)
"""Why something is to be done to what is set: "cancel it, I'm on holiday", "another at eight in case I sleep through"."""
MORE_THAN_WHY = re.compile(
    rf"\b(?:\d\S*|{'|'.join((*BELOW_HUNDRED, *WEEKDAYS, *MONTHS))}|half|quarter|noon|midnight|today|tonight|tomorrow|"
    r"timers?|alarms?|remind\w*|instead|sorry|actually|wait|cancel|stop|add|and|then|but|if|when|until|till|unless|want\w*|"
    r"call\w*|mean\w*|else|kidding|joking|only|say\w*|tell\w*)\b"
)
"""What would make it more than that."""
_SUBJECT = (
    r"(?:(?:i|i'm|im|i've|i'd|we|we're|we've|it's|its|it is|there's|there is|there are|they're|they are|he's|she's|that's|"
    r"time (?:for|to)|save|saving)|"
    r"(?:(?:my|our|the|this) (?:\w+ ){1,2}?|nobody |no one |someone |everyone |guests |people )"
    r"(?:is|are|has|have|hurts?|needs?|wants?|can't|cannot|keeps?|sleeps?|starts?))"
)
"""How a clause begins that tells why: "my wife is asleep"."""
LIGHT_OR_LOUD = re.compile(r"\b(?:lights?|lamps?|volume|sound|loud\w*|quiet\w*|bright\w*|dim\w*|dark\w*|mute|softer|speaker)\b")
REASON_BEFORE = re.compile(
    rf"(?:(?:so|and|well|ok|okay) )?{_SUBJECT} \S+(?: \S+){{0,6}}?(?: (?:so|and|please|can you|could you))*"
)
"""Why something is wanted: "I have guests coming", before "put all the lights on"."""
BEGINS = re.compile(
    r" (?=(?:turn|switch|put|set|dim|lower|raise|reduce|increase|decrease|make|brighten|darken|kill|shut|cut|mute|bring|speak|"
    r"talk|lights?|volume|give|all)\b)"
)
"""Where a request about lights or the volume may begin."""
ITS_NOUN = re.compile(
    r"\b(?:(?:the|an?|my|our|your|his|her|their|\w+'s) \w+|(?:ha[ds]|have|got|left|kept|keep|saw|see|leaves?) \w+)$"
)
"""Before "lights" or "volume", which is no request then: "I had the bedroom lights on"."""
REASON_BEHIND = re.compile(rf"(?= (?:(?:because|cause|cos|as|since|so) )?(?P<told>{_SUBJECT} \S.*)$)")
"""The same at the end of a request: "turn it down, I have a headache"."""
TELLS_ELSE = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old)|ask\w*|think|thought|wish\w*|wonder\w*|remember\w*|forg[eo]t\w*|if|when|"
    r"whenever|unless|until|till|while|who|what|which|why|how|don't|do not|doesn't|didn't|not|never|before|after|always|"
    r"sometimes|usually|song|called|book|story|heard|hear|will|would|should|could|might|used|yesterday|last|ago|later|"
    r"tomorrow|at \d|and|or|but|without|hate|love|like|likes|except|only|turn\w*|switch\w*|"
    r"put|putting|set|dimm\w*|rais\w*|lower\w*|ma[dk]e|making|chang\w*|already)\b|"
    r"\b(?:the|an?|my|our|your|of|to|in|with)$"
)
"""What is more than a reason: a condition, another time, something that is said or done by others."""
QUESTION = re.compile(r"(?:what|what's|how|which|who|why|where|when|is|are|am|do|does|did|was|were|should|has|have)\b")
OF_A_PLACE = re.compile(r"\b(?:in|on|at) (?:the|my|our)\b|\b(?:up|down)stairs\b")
POINTS = re.compile(r"\b(?:there|them|it|that|those)\b")
"""With one of these, what is told is a part of the request: "there's nobody in the office, turn off the lights there"."""
TOLD_OF = re.compile(
    r"^(?:(?:so|and|well) )?(?P<it>(?:the |my |our )?(?:\w+ )?(?:lights?|lamps?|volume|sound)) (?:is|are|hurts?|needs?)\b|"
    r"\b(?P<there>in (?:the |my |our )?\w+(?: room)?)$"
)
"""What "it", "them" or "there" is behind it: "the lamp is hurting my eyes, dim it"."""
HAS_IT = re.compile(
    r"(?<= list) (?=(?:(?:because|cos|as|since) )?(?:i|we)(?:'ve| have)?(?: (?:already|just|still))* "
    r"(?:got|bought|found|have|had|don't need|do not need|ran out|need)\b)"
)
"""Where it begins why something goes on a list, or off it: "take the butter off the list i already got some"."""
OTHER_DEED = re.compile(r"\b(?:and|then|but|add|put|remove|instead|actually|sorry|remind\w*|timers?|alarms?|lists?)\b")
"""What would make that more than a reason."""
FOR_SIDES = re.compile(r" (?=(?:(?:and|if it's|for) )*(?:heads|tails) )")
"""Where it begins what is decided by a coin: "flip a coin heads i do the dishes"."""
NAME_FIRST = re.compile(
    rf"(?:(?:ok|okay|and|now|please|the|my|a|an) )*(?!(?:add|take|give|put|make|cancel|stop|pause|resume|change|extend|"
    rf"shorten|is|are|what|when|how|which|who|why|do|does|did|has|have|the|any|no|every|each|other|another)\b)"
    rf"(?P<thing>[a-z]+) timer(?: on)?(?: for| of)? {LENGTH}(?: please)?"
)
"""A timer by its name, and how long it runs: "glue timer thirty minutes"."""
THINKS = re.compile(rf"^{_ALOUD}(?: {_ALOUD})*(?: about| around| roughly)? (?=\S)")
"""How one thinks aloud before an answer: "um i don't know maybe fifteen minutes"."""
EXCUSE = re.compile(
    r" (?=(?:because |as |cos )?(?:i (?:get|keep|always|sometimes) (?:getting )?(?:so |all |a bit )?(?:muddled|"
    r"confused|mixed up|"
    r"forget\w*|los\w+|lost|mixing)|i (?:can't|cannot|don't|never) (?:remember|see|tell|read|find|know|keep track|have)|"
    r"i (?:forgot|forget|lost|lose)|i've (?:lost|forgotten|no idea|got no)|i have no|i'm (?:so |all |a bit |"
    r"getting )*(?:muddled|"
    r"confused|lost|forgetful)|my (?:watch|clock|phone|eyes|memory)\b))"
)
"""Where it begins why one has to ask: "what day is it i get muddled"."""
