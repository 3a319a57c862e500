"""Timer talk: how people go on about timers, alarms and reminders: "make it ten", "the second one"."""

import re

from voice.english import following, timer_asked, timer_days
from voice.english.numbers import BELOW_HUNDRED

SETS_IT = re.compile(
    r"(?:(?:ok|okay|now|no|oh|and|then|wait|sorry|actually|please|just|rather|(?:can|could|would|will) you|i mean|i meant) )*"
    r"(?:re)?(?:set|put|turn|bring|leave|keep) (?:it|that) (?:to|at|for|on) "
    r"(?P<to>(?!again\b)(?!.*(?:%|\b(?:percent|per cent|volume|loud))).+)"
)
"""How what was just set is set to something else: "set it to 15", which alone would be how loud the speaker is."""
MAKES_IT = re.compile(
    r"(?:(?:ok|okay|no|oh|wait|sorry|actually|please|just|(?:can|could|would|will) you) )*make (?:it|that) "
    r"(?P<to>(?=.*\d)(?!.*\b(?:more|extra|less|longer|shorter|earlier|later|every)\b).+)"
)
"""How what was only told of is set to something else; numbers are in digits."""
ONE = re.compile(
    r"(?:(?:and|please|then|oh|no|right|fine|ok|okay|so|now|well|just|can you|could you) )*(?:set|make|start|create|do|"
    r"(?:add|put on)(?! (?:another|one) \w+(?: \w+)? (?:second|minute|hour)s?\b)) "
    r"(?:another|one|a new one)\b|"
    r"(?:(?:and|then|also|plus) )*(?:another(?: one)?|one(?: more)?)(?= for (?:the|my|our|his|her|their|[a-z]+'s) )"
)
"""One more of the kind that the request before was about: "cancel the alarm for eight and set one for nine"."""
HOW_ABOUT = re.compile(r"(?:(?:and|or|ok|hmm|actually) )*(?:how|what) about (?:at |in |for )?(?P<to>.+?)(?: instead)?")
"""What may be wanted instead of what was set, or asked of something else."""
AND_AT = re.compile(rf"(?:and|plus) (?:also )?(?P<time>(?:\d+|{'|'.join(BELOW_HUNDRED)})(?: (?:fifteen|thirty|forty five))?)")
"""A time that may be of one more, or belong to what was set: "and seven"."""
NAMES_ONE = re.compile(r"(?:the|my) (?:\S+ ){0,4}(?:timer|alarm|reminder)s?")
"""What names a timer, an alarm or a reminder: "the 7 am alarm"."""
THE_ONE = re.compile(r"(?<=[a-z]) one$")
"""What stands for the noun of the request before: "the pasta one"."""
AT_A_TIME = re.compile(r"(?:at|on|(?:tomorrow|tonight|today|\w+day)(?: morning| afternoon| evening| night)?(?: at)?) ")
"""How one more begins that is for a time of its own: "sunday at nine"."""
OF_A_DAY = re.compile(r"\b(?:every|each|on|at|tomorrow|tonight) ?(?:\w*day|weekend)?s?$")
"""How the time of one more ends that is for days of its own: "nine at weekends"."""
DOES_TO_ONE = re.compile(
    r"(?:(?:no|and|ok|okay|oh|actually|please|now|then|just|can you|could you|sorry) )*"
    r"(?:cancel|stop|delete|remove|kill|end|clear|"
    r"get rid of|turn off|switch off|turn|switch|scrap|drop|bin|ditch|erase|lose|dismiss|pause|resume|unpause|restart|skip|"
    r"move|"
    r"change|make|push|bring|put|set|shift|rename|call|name|add|take|forget|never mind|keep|"
    r"how long|how much|when|what about|which)\b"
)
"""How a request begins that does something to a timer, an alarm or a reminder."""
WAITING = re.compile(
    r"(?:(?:no|oh|ok|okay|sorry|please|just) )*(?:"
    r"(?:(?:wait|hold on|hang on|just|sorry|give me) )+(?:just )?(?:(?:a|one|two|half a) )?"
    r"(?:minute|min|second|sec|moment|mo|tick)s?|"
    r"(?:just )?(?:(?:a|one|half a) (?:second|sec|moment|mo|tick)|two (?:secs|ticks)))"
)
"""That somebody is to wait: no length of a timer."""
OF_NAMED = re.compile(
    r"(?:please )?(?:(?:cancel|stop|(?P<removes>delete|remove)|kill|end|pause|resume|restart|check|check on) "
    r"(?:the |my )?(?P<done>.+?)|"
    r"(?:how's|how is|how are|is|are|how (?:long|much time) (?:is left on|left on|left for|on|for)) "
    r"(?:the |my )?(?P<told>.+?)"
    r"(?: (?:doing|done|ready|going|coming along|looking|finished))?(?: yet)?)(?: please| now)?"
)
"""What is done to a timer by its name alone: "stop pasta"."""
MORE_FOR_NAMED = re.compile(
    r"(?:(?:please|and|ok|okay|now|oh|can you|could you) )*"
    r"(?:(?:(?:add|put|give|stick)|(?P<take>take|knock)) (?:another |an extra |a further )?(?P<by>\d+)(?: more| extra)?"
    r"(?: min(?:ute)?s?)?(?: more| extra)? (?:to|on|onto|off|from)(?: to)? (?:the |my )?(?P<name>[a-z][a-z' ]*?)(?: one)?|"
    r"give (?:the |my )?(?P<given>[a-z][a-z' ]*?)(?: one)? (?:another |an extra )?(?P<more>\d+)(?: more| extra)?"
    r"(?: min(?:ute)?s?)?(?: more| extra| longer)?)(?: too| please)*"
)
"""By how much a timer is changed that is called by its name alone: "add two to the pasta"; in digits."""
NAMED_OTHERWISE = re.compile(
    r"(?=(?:(?:please|and|ok|okay|(?:can|could) you) )*(?:no|oh|wait|sorry|actually|make|change|put)\b|.* instead$)"
    r"(?:(?:no|oh|wait|sorry|actually|and|please|ok|okay|(?:can|could) you) )*(?:(?:make|change|put) )?(?:the |my )?"
    r"(?P<name>(?!it\b|that\b)[a-z][a-z' ]*?)(?: timer| alarm| one)?(?: (?:to|for|at|should be|needs to be|is))* "
    r"(?P<to>\d.*?)(?: instead| please)*"
)
"""That one is to be otherwise which is called by its name: "make the eggs six minutes", "no, the eggs ten"; in digits."""
NOT_THIS_ONE = re.compile(
    r"(?P<wrong>[\w' -]+?) (?:(?:no|oh|wait|sorry|oops|actually|rather|i mean|i meant) )+(?:the |my )?(?P<meant>[\w' -]+)"
)
"""A name that was a slip, and the one that is meant: "the eggs no the bread"."""
THE_OTHER = re.compile(
    r"(?:(?:no|not that one|oh|wait|sorry|oops|actually|i mean|i meant|i said) )+(?:cancel )?"
    r"the other(?: one| alarm| timer| reminder)?"
)
"""That the other of two was meant."""
THAT_ONE = re.compile(r"(?P<which>(?:the|my) .+) ones?(?: too| as well| please)*")
"""Another of what something was just done to: "the three minute one"."""
OTHER_TOO = re.compile(
    r"(?:(?:and|what about|how about|now|do) )+(?:(?:to|on|for|of|from) )?the other"
    r"(?: one| two| timer| alarm| reminder)?(?: too| as well| now)*"
)
"""That the same is meant for the other."""
THE_TIMER = re.compile(r"(?:the|my) (?:\S+ ){0,4}?(?:timer|alarm|reminder|one)s?(?: (?:for|about|to) .*)?$")
AND_ONE = re.compile(r"(?:and |also )+(?:one|another|another one) (?:for|at|on) (?P<time>.+?)(?: too| as well| please)*")
"""One more, behind what was told of those that are set."""
LAST_TWO = re.compile(
    r"(?:(?:and|please|now|no|ok|okay|can you|could you) )*(?P<deed>cancel|stop|delete|remove|get rid of|scrap|drop) "
    r"(?:the |my )?(?P<which>first|last|newest|latest) (?P<count>two|2|three|3)(?: of (?:them|those)| ones)?(?: please)*"
)
"""Several that are cancelled by their order."""
ONE_CALLED = re.compile(
    r"(?:(?:and|also|then|plus|another|one|another one|a second one) )*\b(?:one|another)(?: (?:at|for))? "
    r"(?:(?P<time>(?!called\b|named\b).+?) (?:called|named|for the) (?P<name>.+?)|"
    r"(?:called|named) (?P<first>.+?) (?:at|for) (?P<then>.+?))(?: too| as well| please)*"
)
"""One more alarm with a name of its own."""
NO_MORE = re.compile(
    r"(?:(?:and|ok|okay|please|no) )*(?:stop|quit|(?:you can|please) stop) (?:reminding|waking) (?:me|us)(?: up)?(?: now|"
    r" any ?more| of (?:it|that)| about (?:it|that))*"
)
"""That it is not to ring again."""
OF_IT = (
    timer_days.SKIPS, timer_days.REPEATS, timer_days.ONCE, timer_asked.WHEN_OVER, timer_asked.WHICH_HALF, timer_asked.WILL_IT,
    timer_asked.WHAT_IS_SET, NO_MORE, following.DAY_OF_IT,
)  # fmt: skip
OF_IT_ALONE = re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '', one.pattern)})" for one in OF_IT))
"""What is said of what was just set, though it would make sense by itself."""
KEEPS = re.compile(
    r"^(?P<done>(?:\S+ ){0,3}?(?:cancel|stop|delete|remove|skip|end|pause|(?:turn|switch) off)\b.*?),? "
    r"(?:but|and) (?:keep|leave) (?:the |all the )?(?:others?|other ones?|rest|other (?:timer|alarm|reminder)s?)"
    r"(?: (?:on|alone|running|going|as they are))*[.!]?$",
    re.IGNORECASE,
)
"""What is to be ended, and that nothing else is: "stop the rice timer but leave the other one running"."""
_A_TIME = (
    rf"(?=(?:\d|half past|(?:a )?quarter|noon|midnight|(?:{'|'.join(BELOW_HUNDRED)})\b)"
    r"(?!.*\b(?:earlier|later|longer|shorter|louder)\b))"
)
MAKES_ALARM = re.compile(rf"\bmake (?P<alarm>(?:the|my|our) alarm) (?:for |at )?{_A_TIME}", re.IGNORECASE)
"""How an alarm that is set is put to another time, which would be one more where none is."""
MAKES_TIMER = re.compile(
    r"\b(?:make|put|set|(?=(?:the|my) timer should be)) ?(?P<timer>(?:the|my|our) timer) (?:(?:to|for|on|at|should be) )?"
    rf"(?=(?:\d+|{'|'.join(BELOW_HUNDRED)})(?: (?:please|instead|now|then))*[.!]?$)",
    re.IGNORECASE,
)
"""How a timer that runs is set to a number of minutes, which would be one more where none does."""
RENAMES = re.compile(
    r"(?:(?:no|sorry|actually|please|oh|can you|could you) )*(?:change|rename|switch|swap|replace) (?:the |my )?(?P<old>\w+)"
    r"(?: timer| alarm)? (?:to|for|with|into) (?:the |my )?(?P<new>(?!\d)\w+(?: \w+)?)(?: please| instead)?"
)
"""One name in the place of another."""
CALLS_IT = re.compile(
    r"(?:(?:and|so|ok|okay|no|please|can you|could you|let's) )*"
    r"(?:call|name|label) (?:it|that|this)(?: one| timer| alarm)?(?: as)? "
    r"(?P<called>.+?)(?: (?:timer|alarm|one))?(?: please| then| instead)*"
)
"""What is set is given a name: "call it the cake timer"."""
_SO = (
    r"(?:(?:no|oh|ok|okay|sorry|actually|please|wait|can you|could you|i mean|i meant|i said|it's|it is|that's|it should be|"
    r"make it|make that|and|on|at|for|the|my) )*"
)
FROM_TO = re.compile(
    rf"{_SO}(?:change|move|switch|swap|shift|push|bring|turn|make) (?:the |my |it from |that from |from )*"
    r"(?P<old>(?!.*\b(?:ones?|other|it|that|them|timer|alarm|reminder)\b.* to ).+?) "
    r"(?:to|for|into|be) (?:the |my )?(?P<new>.+?)(?: please| instead)*"
)
"""What was set for one time and is to be for another: "change friday to thursday"."""
NEW_NOT_OLD = re.compile(rf"{_SO}(?P<new>.+?) (?:not|instead of|rather than) (?:on |at |for |the )*(?P<old>.+?)(?: please)*")
NOT_OLD_NEW = re.compile(rf"{_SO}not (?:on |at |for |the )*(?P<both>.+?)(?: please)*")
"""The same: "thursday, not friday", "not friday, thursday"."""
ORDER = (
    r"(?:first|second|third|fourth|fifth|last|next|other|newest|latest|newer|earlier|earliest|later|shorter|"
    r"shortest|longer|longest)"
)
MAKES_ONE = re.compile(rf"\bmake (?P<which>the {ORDER} one) (?:for |at )?{_A_TIME}")
"""How one of several is put to another time: "make the second one eight"."""
THEM = re.compile(r"\b(?:them|those)\b")
WHICH_ONE = re.compile(rf"^(the {ORDER})$")
"""The same where its order tells it: "no, the second"."""
ONES = (
    (re.compile(r"\b(?:both(?: of (?:them|those))?|them both)$"), "both {kind}s"),
    (re.compile(r"\b(?:just |only )?(?:one|any|either)(?: one)? of (?:them|those|these|the (?:two|three))$"), "the {kind}"),
    (re.compile(r"\bboth(?= (?:on|off)$)"), "both {kind}s"),
    (re.compile(r"\beach(?: of (?:them|those|these))?$"), "all {kind}s"),
    (re.compile(r"\b(?:all(?: \w+)? of (?:them|those)|them all|all)$"), "all {kind}s"),
    (
        re.compile(
            r"(?<=[\w'] )one\b"
            r"(?= (?:about|called|named|to|by|for|back|forward|on|off|an?|\d|\w+ (?:minutes?|hours?|seconds?))\b|$)"
        ),
        "{kind}",
    ),
    (re.compile(rf"(?<=the )({ORDER})(?: of (?:them|those|these|the (?:two|three)))?$"), r"\1 {kind}"),
    (re.compile(r"(?<=the other )(?:timer|alarm|reminder)\b"), r"\g<0>"),
    (re.compile(r"\b((?:\w+day|tomorrow)'?s)(?= (?:to|by|back|forward)\b|$)"), r"\1 {kind}"),
    (re.compile(r"(?<=the )((?:half|quarter|\d|\w+ (?:past|to) ).*|\w+(?: \w+)? (?:am|pm|o'clock))$"), r"\1 {kind}"),
)
"""What stands for the noun of the request before, and what is said in its place."""
PART = re.compile(
    r"(?:(?:and|no|oh|ah|well|sorry|i mean|i meant|that's|it's|that is|yes|please|make it|make that|obviously|of course) )*"
    r"(?P<part>"
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?)|"
    r"(?:(?:in the|this) (?:morning|afternoon|evening)|at night|am|pm|tonight)|"
    r"(?:on the |on |this |next )?(?:today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?: (?:morning|afternoon|evening|night))?|"
    r"(?:at|for|about|around) (?:[a-z0-9:']+ ){0,3}?[a-z0-9:']+)"
    r"(?: please| then| obviously| of course| clearly| i mean| i meant)*"
)
"""A part of a time that is said behind the rest of it."""
SAME = re.compile(
    r"(?:and |please |(?:set|start|add|put on|make|do) )*(?:(?:another|one more|a second)(?: one| timer)?"
    r" (?:for|of|with|at) the same(?: time| length| again)?|(?:the )?same (?:again|once more)|"
    r"another(?: one| timer)? (?:like (?:it|that)|the same)|(?:do|set|start|run) (?:it|that|the same|the same one) again)"
    r"(?: too| as well| please)*"
)
"""That a timer is wanted that is as long as the last one."""
BY_SOME = re.compile(
    r"(?:(?:and|no|oh|ok|okay|actually|please|can you|could you|make|move|put|it|that|just|a|bit|little|slightly|much|even) )*"
    r"(?:(?P<more>longer|later)|shorter|earlier|sooner)(?: please| then)*"
)
"""That something is to be longer or later, though not by how much."""
KIND = re.compile(r"\b(?:(?:the|my|this|that|an?|our) )?(?:timer|alarm|reminder)s?\b")
BUT = re.compile(r"(?:except|excluding|but not|apart from|not (?:on|at|for)|not \w+days?$)")
"""How days are left out of what repeats."""
MOVED = re.compile(r"(?P<head>.* (?:to|for|into)) .+?")
ONLY = re.compile(r"^(?:only|just) (?:on |at )?|\b(?: only| just)$")
ONCE = re.compile(r"\b(?:only|just|once|this)\b")
PAST = re.compile(r"\b(?:past|after)$")
"""How a time ends whose hour stays: "no, half past"."""
MAKES_IT_THAT = re.compile(
    r"(?:(?:ok|okay|no|so|then|and|please|now) )*"
    r"(?:make|set|change) (?:it|the timer)(?: to| for)? (?:that|this)(?: then| instead| please)*"
)
"""That a timer is to be as long as the sum before came to."""
ALREADY_DONE = re.compile(
    r"(?:(?:oh|no|actually|wait|ok|well|sorry|never mind|forget it) )*"
    r"(?:(?:i'll|i will|we'll) (?:just )?do (?:it|that) (?:now|myself)|(?:i|we)(?:'ve| have)? (?:already |just |actually )*"
    r"(?:done|did|bought|got|called|sent|paid|finished|rung|rang|seen|posted|taken|fed|watered) "
    r"(?:it|that|them|him|her|this)(?: already| now| yesterday| earlier)*|"
    r"(?:it's|that's|it is|that is) (?:already |all )?(?:done|sorted|finished|paid)(?: already| now)*)"
)
"""That what somebody is to be reminded of was done."""
TIMER = re.compile(r"\btimer\b")
OTHER_KIND = re.compile(
    r"(?:(?:no|sorry|oh|wait|actually|i mean|i meant|not that|make it|i want|rather) )+(?P<kind>an? (?:timer|alarm|reminder))"
    r"(?: instead| please| i mean| i meant)*"
)
"""That another kind was meant than is asked about: "no, an alarm"."""
NOT_THEN = re.compile(r"(?:but |and |no )?not (?:on |the |at )*(?P<which>today|tomorrow|\w+day|\d[\w: ]*)(?: one)?(?: please)?")
"""What is said of one of several that were told: "not monday"."""
LEAVES = re.compile(
    r"(?:(?:no|oh|but|please|and|ok|okay|actually|just) )*(?:leave|keep) (?:it|that|them|everything) "
    r"(?:as (?:it|they) (?:is|was|are|were)|alone|like (?:that|it is|it was)|the way (?:it|they) (?:is|was|are|were)|unchanged)"
    r"(?: please| then)*|"
    r"(?:(?:no|oh|but|please|wait|and|ok|okay) )*(?:don't|do not|never) "
    r"(?:cancel|stop|delete|remove|clear|pause|change|move|touch|end) "
    r"(?:it|that|them|those|anything|(?:the|my|any) (?:\S+ ){0,4}?(?:timer|alarm|reminder|list|one)s?)(?: yet| now| please)*|"
    r"(?:(?:no|please) )*(?:don't|do not) set (?:an?|any|another) (?:new )?(?:timer|alarm|reminder)s?(?: yet| now| please)*"
)
"""That something is to stay as it is."""
