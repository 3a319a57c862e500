"""How people go on from what they have just asked: "and in kelvin?", "make it ten", "another one", "the second"."""

import re

from voice.english.words import ARTICLES, vocabulary

TAKES_BACK = re.compile(
    r"(?:and |no |oh |actually |ok |okay |wait |sorry |oops |hmm |never mind |on second thoughts? |you know what )*(?:please )?"
    r"(?:(?:cancel|delete|remove|undo|scrap|scratch|take back) (?:it|that|them|both|both of them|those)|undo|"
    r"(?:take|put|bring|get) (?:it|that|them) (?:back|off)|restore (?:it|that|them)|"
    r"(?:don't|do not)(?: (?:do|add|set|put|get|bother|bother with)(?: (?:it|that|them|those))?)?|"
    r"(?<=actually )no(?: don't)?|(?<=thoughts )no|(?<=thought )no|no actually|(?:i|i've|i have) changed my mind|"
    r"(?:that's |that is |that was )?(?:the )?wrong (?:one|list|thing)|"
    r"i (?:don't|do not) (?:want|need) (?:it|that|them)(?: to)?(?: after all| any ?more)?)(?: again)?(?: please)?"
)
GIVES_BACK = re.compile(
    r"(?=.*\b(?:don't|do not|not that|didn't mean|wrong|(?:cancel|scrap|scratch) that|undo|back|restore|"
    r"actually no|no actually|thoughts? no|changed my mind|keep)\b)"
    r"(?:no|nope|oh|actually|and|ok|wait|don't|do not|not that|stop|oops|sorry|please|on second thoughts?|"
    r"(?:i|i've|i have) changed my mind|"
    r"i didn't mean (?:that|it|to)|that's wrong|that was wrong|"
    r"(?:cancel|scrap|scratch) that|undo(?: (?:it|that|them))?|take (?:it|that|them) back|"
    r"(?:put|bring|get) (?:it|that|them|everything|all of it) back|restore (?:it|that|them)|"
    r"(?:let's |i'll |we'll )?keep (?:it|that|them|that one)(?: after all)?|again| )+"
)
"""That what was taken away is wanted back. "No" and "ok" alone may mean anything."""
LEAD = re.compile(
    r"(?:(?:and|or|so|now|okay|ok|oh|oops|also|then|no|sorry|wait|please|i mean|i meant) )*"
    r"(?:(?:what|how) (?:about|is that|is it)|what's (?:that|it))? ?(?:that )?"
)
"""How a question begins that takes the rest from the one before."""
MEANT = re.compile(r"\b(?:what )?i (?:meant|mean|should have said)(?: to (?:say|type|write))?(?: was)?(?=:? \w)", re.IGNORECASE)
"""Other ways to say "I meant"."""
CORRECTS = re.compile(
    r"(?:(?:no|nope|wait|hang on|hold on|sorry|oops|actually|please|(?:can|could|would) you|i mean|i meant|i said|i want|"
    r"i wanted|rather|better|make (?:it|that)|(?:re)?set (?:it|that) (?:to|for)|"
    r"(?:cancel|scrap|stop|delete|undo|forget|scratch) (?:it|that)(?: and| then)*"
    r"(?: (?:set|make|start|do|have|try|use)(?: (?:one|another|it|that|me))?(?: (?:for|at|to))?)?|"
    r"change (?:it|that) (?:to|into|so (?:that )?it (?:goes off|rings|is))|let's make (?:it|that)|turn (?:it|that) into) )+|"
    r"(?=(?:every|each|on weekdays|daily|not \S+|except|but not|apart from)\b)|"
    r"(?=.* (?:actually|rather|i mean|i meant|sorry|instead)$)"
)
SETS_IT = re.compile(
    r"(?:(?:ok|okay|now|no|oh|and|then|wait|sorry|actually|please|just|rather|(?:can|could|would|will) you|i mean|i meant) )*"
    r"(?:re)?(?:set|put|turn|bring) (?:it|that) (?:to|at|for|on) (?P<to>(?!.*(?:%|\b(?:percent|per cent|volume|loud))).+)"
)
"""How what was just set is set to something else: "set it to 15", which alone would be how loud the speaker is."""
MAKES_IT = re.compile(
    r"(?:(?:ok|okay|no|oh|wait|sorry|actually|please|just|(?:can|could|would|will) you) )*make (?:it|that) "
    r"(?P<to>(?=.*\d)(?!.*\b(?:more|extra|less|longer|shorter|earlier|later|every)\b).+)"
)
"""How what was only told of is set to something else; numbers are in digits."""
MORE = re.compile(
    r"(?:oh |please )*(?:and|also|plus|then|(?:the |do the )?same(?: for| with|(?= (?:on|at) ))) (?:oh |also |then |again )*"
)
ANOTHER = re.compile(
    r"(?:also |set |start |add |put on )*"
    r"(?:(?:another|a second|a third|one more) (?:one|timer|alarm|reminder)|another|one more|one) ?(?:for|at|in|of)? ?"
)
TOO = re.compile(r"(?: (?:too|as well|also|again|please|instead|actually|rather|i mean|i meant|sorry|then))+$")
BARE = re.compile(r"(?:ok |okay |now |please )*(pause|resume|continue|carry on|unpause|restart|reset)(?: please| now)?")
"""What is to be done to what was asked for before, without its name."""
ONE = re.compile(
    r"(?:and |please |then )*(?:set|make|start|create|do|"
    r"(?:add|put on)(?! (?:another|one) \w+(?: \w+)? (?:second|minute|hour)s?\b)) "
    r"(?:another|one|a new one)\b"
)
"""One more of the kind that the request before was about: "cancel the alarm for eight and set one for nine"."""
NAMES_ONE = re.compile(r"(?:the|my) (?:\S+ ){0,4}(?:timer|alarm|reminder)s?")
"""What names a timer, an alarm or a reminder: "the 7 am alarm"."""
THE_ONE = re.compile(r"(?<=[a-z]) one$")
"""What stands for the noun of the request before: "the pasta one"."""
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
SLIPPED = re.compile(r"\b(?:no|nope|sorry|oops|i mean|i meant|i said)\b")
"""What tells that a word was wrong."""
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
WHEN_OVER = re.compile(
    r"(?:and |so )*(?:what time (?:will|would) (?:that|it) be(?: over| done| up| finished)?|"
    r"what time (?:will|does|is) (?:that|it) (?:over|done|up|finished|end|finish|ring|go off)|"
    r"when (?:will|does|is|would) (?:that|it)(?: be)?(?: (?:over|done|up|finished|end|ring|go off|finish))?)"
)
"""How it is asked when what was just set is over."""
HOW_LONG = re.compile(
    r"(?:and |so |ok |okay )*how (?:long|much (?:longer|time|more time))(?: now| left| to go| is left| remaining| have i got)*|"
    r"how are we doing(?: for time)?"
)
"""How it is asked what is left of it."""
WHICH_HALF = re.compile(
    r"(?:and |so |but |wait )*(?:is|was) (?:that|it|this)(?: for| at| set for)*(?: the| in the)? "
    r"(?:(?:am|pm|morning|evening|afternoon|night|today|tomorrow|tonight)(?: or )?(?: the | in the )?)+"
)
"""How it is asked which half of the day was taken."""
NO_UNIT = re.compile(
    r"(?:and |please |now |ok |oh )*"
    r"(?:(?P<add>(?:add|give it|give me|put on)(?: another)? )|(?P<take>(?:take off|take|knock off) )|"
    r"(?:make|let) (?:it|that)(?: be)? (?=\d+ (?:more|extra|less)))?"
    r"(?P<by>\d+)(?P<more> more| extra)?(?P<off> off| less)?(?: (?:to|on|from) (?:it|that))?(?: please)?"
)
"""By how much a timer is changed, without the unit: "add five more"."""
SCALES = re.compile(
    r"(?:and |now |no |please |actually |can you )*(?:(?:make|set) (?:it|that) |(?:for )?)"
    r"(?:(?P<double>double|twice|two times)|(?P<triple>triple|treble|three times)|(?P<halve>halve|half))"
    r"(?: (?:it|that|the (?:time|length)))?(?: as long)?(?: please)?"
)
"""How much longer a timer is to run than it does: "make it twice as long"."""
RHYTHM = re.compile(
    r"\b(?:(?:every|each) (?:(?:other|second|third|few|\d+|two|three|four) )+\w+|(?:every|each) (?:month|year|hour|fortnight)|"
    r"(?:fortnight|month|year|hour|biweek|quarter)ly)\b"
)
"""How something is to repeat that can't repeat so."""
SHIFTED = re.compile(r"(?:(?:\S+) ){1,5}(?:earlier|later|longer|shorter)(?: please)?")
SKIPS = re.compile(
    r"(?:please )?(?:(?:skip|leave out|miss out) (?:it )?(?P<day>today|tomorrow|(?:on )?\w+day)|"
    r"(?:but |just )?not (?P<once>today|tomorrow))(?: please)?"
)
"""A day on which what repeats is not to ring."""
OF_IT_ALONE = re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z]+>', '', one.pattern)})" for one in (SKIPS, WHEN_OVER, WHICH_HALF)))
"""What is said of what was just set, though it would make sense by itself."""
RENAMES = re.compile(
    r"(?:(?:no|sorry|actually|please|oh|can you|could you) )*(?:change|rename|switch|swap|replace) (?:the |my )?(?P<old>\w+)"
    r"(?: timer| alarm)? (?:to|for|with|into) (?:the |my )?(?P<new>(?!\d)\w+(?: \w+)?)(?: please| instead)?"
)
"""One name in the place of another."""
UNDO = re.compile(r"(?:(?:no|oh|wait|please|actually|sorry) )*undo(?: (?:it|that|the last one|the last thing))?(?: please)?")
"""That the last deed is to be undone, whatever was only told since."""
ORDER = (
    r"(?:first|second|third|fourth|fifth|last|next|other|newest|latest|newer|earlier|earliest|later|shorter|"
    r"shortest|longer|longest)"
)
THEM = re.compile(r"\b(?:them|those)\b")
WHICH_ONE = re.compile(rf"^(the {ORDER})$")
"""The same where its order tells it: "no, the second"."""
ONES = (
    (re.compile(r"\b(?:both(?: of (?:them|those))?|them both)$"), "both {kind}s"),
    (re.compile(r"\bboth(?= (?:on|off)$)"), "both {kind}s"),
    (re.compile(r"\b(?:all(?: \w+)? of (?:them|those)|them all|all)$"), "all {kind}s"),
    (
        re.compile(
            r"(?<=[\w'] )one\b"
            r"(?= (?:about|called|named|to|by|for|back|forward|on|off|an?|\d|\w+ (?:minutes?|hours?|seconds?))\b|$)"
        ),
        "{kind}",
    ),
    (re.compile(rf"(?<=the )({ORDER})$"), r"\1 {kind}"),
    (re.compile(r"(?<=the other )(?:timer|alarm|reminder)\b"), r"\g<0>"),
    (re.compile(r"\b((?:\w+day|tomorrow)'?s)(?= (?:to|by|back|forward)\b|$)"), r"\1 {kind}"),
    (re.compile(r"(?<=the )((?:half|quarter|\d|\w+ (?:past|to) ).*|\w+(?: \w+)? (?:am|pm|o'clock))$"), r"\1 {kind}"),
)
"""What stands for the noun of the request before, and what is said in its place."""
PART = re.compile(
    r"(?:(?:and|no|oh|ah|sorry|i mean|i meant|that's|it's|that is|yes|please|make it|make that) )*(?P<part>"
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?)|"
    r"(?:(?:in the|this) (?:morning|afternoon|evening)|at night|am|pm|tonight)|"
    r"(?:on |this |next )?(?:today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?: (?:morning|afternoon|evening|night))?|"
    r"(?:at|for) (?:[a-z0-9:']+ ){0,3}[a-z0-9:']+)(?: please| then)?"
)
"""A part of a time that is said behind the rest of it."""
AGAIN = re.compile(
    r"(?:and |do (?:it|that) |now )*(?:again|once more|once again|one more time|another|another one|another time|one more|"
    r"(?:(?:a )?(?:bit|little) |some |even |much )?more|"
    r"(?:roll|flip|toss|throw|pick) (?:it )?(?:again|another|another one|one more))"
)
SAME = re.compile(
    r"(?:and |please |(?:set|start|add|put on|make|do) )*(?:(?:another|one more|a second)(?: one| timer)?"
    r" (?:for|of|with|at) the same(?: time| length| again)?|(?:the )?same (?:again|once more)|"
    r"another(?: one| timer)? (?:like (?:it|that)|the same))(?: too| as well| please)*"
)
"""That a timer is wanted that is as long as the last one."""
BY_SOME = re.compile(
    r"(?:(?:and|no|oh|ok|okay|actually|please|can you|could you|make|move|put|it|that|just|a|bit|little|slightly|much|even) )*"
    r"(?:(?P<more>longer|later)|shorter|earlier|sooner)(?: please| then)*"
)
"""That something is to be longer or later, though not by how much."""
IT = re.compile(r"\b(?:it|that(?: one)?|them|those|this|the result|the answer)\b")
THERE = re.compile(r"\b(on|off|from|in) there\b(?=(?: as well| \w+)?(?: please| too)?$)")
"""What stands for a list: "is milk on there"."""
OVER_THERE = re.compile(r"(?<!is )(?<!are )(?<!from )\b(?:(?:over|out|up|down) )?there\b(?! (?:is|are|was|were|any|an?)\b)")
"""What stands for a place that was named before: "what day is it over there"."""
NOW = re.compile(r"(?<=there)(?: (?:already|yet|now|right now|then|too|as well|at the moment|currently|today))+$")
AHEAD, THEY = re.compile(r"\b(?:ahead|behind)\b"), re.compile(r"\b(?:are|is) (?:they|it|that)\b")
"""How it is asked whether it is later there."""
UNTIL_THEN = re.compile(
    r"(?:and |so |but )*(?:"
    r"how (?:long|many (?:days|weeks))(?: (?:is it|is that|are there|to go))?(?: (?:un)?till?)? (?:then|it|that)|"
    r"how (?:far|long) (?:away|off) is (?:it|that)|how (?:long|many days) to go)"
)
"""How it is asked how far off a day is that was named before."""
DAY_BESIDE = re.compile(r"(?:and |so |what about |how about )*the day (after|before)(?: (?:that|it|then))?(?: please| too)?")
DAY_OF_IT = re.compile(
    r"(?:and |so |but )*(?:(?:what|which) (?:day of the week|weekday) (?:is|was|will) (?:it|that)|"
    r"(?:what|which) (?:day|date) (?:is|was|will) that|what's (?:that|the) date(?= (?:on|of) that)|"
    r"what (?:day|date) will it be)"
    r"(?: be| on| of| that| then)*"
)
OF_DAY = ((DAY_OF_IT, "what day is"), (UNTIL_THEN, "how many days until"))
"""What is asked of a day that was named before."""
THEN = re.compile(
    r"(?P<sets>.*\b(?:set|remind|reminder|wake|alarm)\b(?:.*?))(?: (?:for|on))? (?:then|that (?:day|date))\b(?P<rest>.*)"
)
"""Something that is to be set for the day that was named before."""
DIFFERENCE = re.compile(r"(?:(?:and|so|ok) )*(?:what's|what is) the (?:time )?difference(?: (?:to|from|with) (?:here|us|me))?")
AND_THE = re.compile(
    r"(?:(?:and|what about|how about|and what's|and what is) )+the (date|day|time)(?: (?:then|too|as well|over there|there))*"
)
REST = re.compile(
    r"(?:(?:and|so|ok|okay|now) )*(?:what's (?:left|still left|on there|there|on there now)|"
    r"what else(?: is (?:there|left|on (?:it|there))|(?: do| have) (?:i|we)(?: still)? (?:have|need|got)"
    r"(?: to (?:do|buy|get))?| is there to (?:do|buy|get))?)(?: now| then| today)?"
)
"""What is asked of a list behind what was done to it."""
DONE_WITH = re.compile(
    r"(?:(?:and|ok|okay|now|please|actually) )*"
    r"(?:(?:mark|tick|cross|check|scratch|strike|take|get rid of|ditch|bin|chuck|scrap) (?:it|that|them|those)"
    r"(?: off| out)?(?: as)?"
    r"(?: (?:done|complete|completed|finished|bought|again|off))*|"
    r"(?:i|we|i've|we've|i have|we have) (?:already |just )?(?:done|did|got|have|had|bought|finished) (?:it|that|them|those)"
    r"(?: now| already)?|(?:it's|that's|it is|that is) (?:already |all )?(?:done|finished|bought))(?: now| please)?"
)
"""That what was put on a list may go: "mark it as done"."""
PUT_ON = re.compile(
    r"(?:(?:yes|yeah|no|oh|ok|okay|well|so|then|and|now|please|can you|could you) )*"
    r"(?:add|put|stick|pop|write|note) (?:it|that|them|those)(?: (?:on|to|onto|in|down|back))*"
    r"(?: (?:it|there|(?:the|my|our) list))?(?: then| too| as well| again| now| please)*"
)
"""That what was asked about is to go on the list."""
TAKE_OFF = re.compile(
    r"(?:(?:yes|yeah|no|oh|ok|okay|well|so|then|and|now|please|can you|could you) )*"
    r"(?:remove|delete|take|cross|drop|get rid of|strike|scratch|tick) (?:it|that|them|those)(?: (?:off|from|out))?(?: of)?"
    r"(?: (?:it|there|(?:the|my|our) list))?(?: then| too| as well| again| now| please)*"
)
"""That what was asked about is to go off it."""
A_LIST = re.compile(r"^(?:called|named)\b|\blists?\b|^(?:a |one )?for\b")
"""What names one more list, and is nothing to put on the last."""
OF_LISTS = re.compile(
    r"(?P<deed>(?:read|show|open|tell|delete|clear|empty|remove)(?: me| out)?) "
    r"the (?P<which>first|second|third|last)(?: one| list)?"
)
"""What is to be done with one of the lists that were told."""
ELSEWHERE = re.compile(
    r"(?P<no>(?:no|sorry|oops|wait|i mean|i meant|oh|not that one|actually|wrong list|rather) )*"
    r"(?:(?:and|please|can you|could you|then) )*"
    r"(?P<deed>(?:put|add|move|stick|switch|shift) (?:it|that|them|those) )?(?:on|to|onto|in|into) (?:the|my|our) "
    r"(?P<list>.+?) list(?: (?P<instead>instead|rather)| please)*"
)
"""That what was put on a list belongs on another."""
MAKE_ONE = re.compile(
    r"(?:(?:yes|then|ok|okay|please|well|so|can you|could you|and) )*"
    r"(?:make|create|start|set up|do) (?:one|it|that|that list|the list)(?: then| please)*"
)
"""That a list that was not there is wanted."""
OF_IT = re.compile(r"\b(?:the|my|our|an?|some) (.+)")
"""What a request is about, and what follows that."""
ARTICLE = re.compile(r"\b(?:the|an?|my|our) ?$|^(?:the|an?|my|our) ")
PREPOSITIONS = vocabulary("in at on for to of until till between from about with by near")
OWN = re.compile(
    r"(?:what|how|why|who|whose|where|when|which|is|are|am|do|does|did|will|can|could|should|would|if|tell|that|show|explain|"
    r"translate|sing|search|let's|read me|give me|then)\b|.*\b(?:i|we|he|she|they|you)\b"
)
"""How a question or a sentence of its own begins."""
STATES = re.compile(r"\b(?:is|isn't|are|aren't|was|were|has|hasn't|have|had|will|won't|can't|it's|that's|there's|let's)\b")
"""What no name of a thing holds: "the dog is barking"."""
HOW = re.compile(
    r"(?:make (?:it|them) )?((?:a (?:bit|little) |slightly |even |much )?(?:bright|dimm|dark|light|warm|cool|cold)er)"
)
"""How a light or a room should be: "brighter"."""
TOO_MUCH = re.compile(r"(?:still )?(?:a bit |a little |much |far |way )?too (?:bright|dim|dark)")
NONE = re.compile(r"(?:no )?(?:neither|none)(?: of them)?|no|nothing|not any")
EACH = re.compile(r"(?:cancel |stop )?(all|both|every one|everything)\b.*")
CHOSEN = re.compile(
    r"(?:(?:and|what about|how about|just|only|i mean|i meant|cancel|stop|pause|delete|remove|please|the|my) )*"
    r"(?:one (?:for|at|about|of|to|called|named|with) )?(?P<which>.+?)(?: one)?(?: please)?"
)
"""One of several: "the ten minute one"."""
ANSWERS = re.compile(r"^(?:for|make it|make that|about|i want|i'd like|let's say|say|it's) ")
LIST_CHOSEN = re.compile(
    r"(?:(?:the|my|our|from|off|on|in|only|just|i mean|i meant|clear|empty|please) )*"
    r"(?P<which>.+?)(?: lists?| ones?)?(?: please)?"
)
"""Which list, or which thing on it: "the shopping one"."""
KIND = re.compile(r"\b(?:(?:the|my|this|that|an?|our) )?(?:timer|alarm|reminder)s?\b")
PASSING = ARTICLES | vocabulary("of to at on in for and one is there are")
"""Words that choose nothing."""
UNIT = re.compile(r"(?:s|sec|second|m|min|minute|h|hr|hour)s?")
BUT = re.compile(r"(?:except|excluding|but not|apart from|not (?:on|at|for)|not \w+days?$)")
"""How days are left out of what repeats."""
MOVED = re.compile(r"(?P<head>.* (?:to|for|into)) .+?")
WITHOUT_UNIT = re.compile(r"\b(\d+)(?= (?:for|called) (?!\d)|$)")
ONLY = re.compile(r"^(?:only|just) (?:on |at )?|\b(?: only| just)$")
ONCE = re.compile(r"\b(?:only|just|once|this)\b")
PAST = re.compile(r"\b(?:past|after)$")
"""How a time ends whose hour stays: "no, half past"."""
TIMER = re.compile(r"\btimer\b")
OPPOSITE = {"on": "off", "open": "close", "lock": "unlock", "up": "down"}
OPPOSITES = OPPOSITE | {other: one for one, other in OPPOSITE.items()}


def opposite(text: str) -> str:
    """The request that undoes one for the home: "turn off the lights"; "" where there is none."""
    said = text.lower().split()
    return " ".join(OPPOSITES.get(word, word) for word in said) if sum(word in OPPOSITES for word in said) == 1 else ""


def with_it(said: str) -> str:
    """Say "make it brighter" for "brighter", "it is too bright" for "too bright"."""
    if how := HOW.fullmatch(said):
        return f"make it {how[1]}"
    return f"it is {said}" if TOO_MUCH.fullmatch(said) else said
