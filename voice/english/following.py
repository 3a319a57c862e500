"""How people go on from what they have just asked: "and in kelvin?", "make it ten", "another one", "the second"."""

import re

from voice.english.words import ARTICLES, vocabulary

_AS_BEFORE = (
    r"(?:(?:put|change|turn|set|switch|bring|get|make|have|leave) (?:it|that|them|things|everything|all of it) )?"
    r"(?:back )?(?:to )?(?:how|the way|as|like|what) (?:it|they|that|things|everything) (?:was|were|had been)(?: before)?|"
    r"change (?:it|that|them) back"
)
_WRONG_ONE = r"(?:that's |that is |that was |it's |you (?:did|took|cancelled) )?(?:the )?wrong (?:one|list|thing)"
TAKES_BACK = re.compile(
    r"(?:and |no |nah |nope |oh |actually |ok |okay |wait |sorry |oops |hmm |never mind |on second thoughts? |you know what )*"
    r"(?:please |(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:cancel|delete|remove|undo|scrap|scratch|take back) (?:it|that|them|both|both of them|those)|undo|"
    r"forget (?:about )?it|not (?:that|this) one|"
    r"(?:take|put|bring|get) (?:it|that|them) (?:back|off)|restore (?:it|that|them)|"
    rf"{_AS_BEFORE}|"
    r"(?:don't|do not)(?: (?:do|add|set|put|get|bother|bother with)(?: (?:it|that|them|those))?)?|"
    r"(?<=actually )no(?: don't)?|(?<=thoughts )no|(?<=thought )no|no actually|(?:i|i've|i have) changed my mind|"
    rf"{_WRONG_ONE}|"
    r"i (?:don't|do not) (?:want|need) (?:it|that|them)(?: to)?(?: after all| any ?more)?)(?: again)?(?: please)?"
)
FORGETS = re.compile(r"\bforget\b")
"""What takes nothing back but the last deed: it may be said of an answer, too."""
GIVES_BACK = re.compile(
    r"(?=.*\b(?:don't|do not|not (?:that|this)|didn't mean|wrong|(?:cancel|scrap|scratch) that|undo|back|restore|on|"
    r"(?:it|that|them) again|actually no|no actually|no wait|wait no|thoughts? no|changed my mind|keep)\b)"
    r"(?:no|nope|oh|actually|and|ok|wait|don't|do not|not (?:that|this)(?: one)?|stop|oops|sorry|please|on second thoughts?|"
    r"(?:i|i've|i have) changed my mind|"
    r"i didn't mean (?:that|it|to)|that's wrong|that was wrong|"
    rf"{_WRONG_ONE}|"
    r"(?:cancel|scrap|scratch) that|undo(?: (?:it|that|them))?|take (?:it|that|them) back|"
    r"(?:put|bring|get) (?:it|that|them|everything|all of it) back|restore (?:it|that|them)|"
    rf"{_AS_BEFORE}|"
    r"(?:turn|switch|put|set) (?:it|that|them) (?:back on|on(?: again)?)|(?:start|restart|resume) (?:it|that|them) again|"
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
_SO = "(?:ok|okay|and|then|just|but|oh|ah|right|well|hmm|so|in fact|yes|yeah)"
CORRECTS = re.compile(
    r"(?:(?:oh(?= (?:wait|no|sorry|actually) )|"
    rf"{_SO}(?= (?:{_SO} )*(?:make|change) (?:it|that) )|"
    r"not (?:that|this) one|no|nope|wait|hang on|hold on|sorry|oops|actually|please|(?:can|could|would) you|"
    r"i mean|i meant|i said|i want|i wanted|rather|better|make (?:it|that)|(?:re)?set (?:it|that) (?:to|for)|"
    r"(?:cancel|scrap|stop|delete|undo|forget|scratch) (?:it|that)(?! last\b)(?: and| then)*"
    r"(?: (?:set|make|start|do|have|try|use)(?: (?:one|another|it|that|me))?(?: (?:for|at|to))?)?|"
    r"change (?:it|that) (?:to|into|so (?:that )?it (?:goes off|rings|is))|let's make (?:it|that)|turn (?:it|that) into) )+|"
    r"(?=(?:(?:and |of )?every (?:other )?(?:month|year|hour|fortnight|second|third|week$|"
    r"(?:two|three|four|\d+) (?:week|month|day|hour)s)|"
    r"every|each|on (?:weekdays|school ?days|work ?days|weekends)|daily|not \S+|except|but not|apart from)\b)|"
    r"(?:(?:ok|okay|right|fine|well|then|so|just|only) )+(?=(?:every|each) )|"
    r"(?:(?:ok|okay|right|fine|well|then|so) )*(?=.* (?:actually|rather|i mean|i meant|sorry|instead)$)"
)
MORE = re.compile(
    r"(?:oh |please )*(?:(?:and |also |then )*(?:the |do the )?same(?: (?:thing|again))?(?: for| with|(?= (?:on|at|in) ))|"
    r"and|also|plus|then) (?:oh |also |then |again )*"
)
ANOTHER = re.compile(
    r"(?:also |set |start |add |put on )*"
    r"(?:(?:another|a second|a third|one more) (?:one|timer|alarm|reminder)|another|one more|one) ?(?:for|at|in|of)? ?"
)
TOO = re.compile(
    r"(?: (?:too|as well|also|again|please|instead|actually|rather|i mean|i meant|sorry|then|(?:would|could|can|will) you))+$"
)
SUITS = re.compile(
    r" (?:(?:would|might|could|will) (?:(?:actually |probably )?(?:be|suit me|suit|work|do)(?: a bit| much)?"
    r"(?: better| best| fine| nicer| easier| great| good)?)(?: for me)?|(?:is|works|suits me)(?: a bit| much)? "
    r"(?:better|best|easier|nicer)(?: for me)?)(?: actually| though| please| then)*$"
)
"""That a time is liked better than the one before: "tomorrow at ten would be better"."""
BARE = re.compile(r"(?:ok |okay |now |please )*(pause|resume|continue|carry on|unpause|restart|reset)(?: please| now)?")
"""What is to be done to what was asked for before, without its name."""
SLIPPED = re.compile(r"\b(?:no|nope|sorry|oops|i mean|i meant|i said)\b")
"""What tells that a word was wrong."""
ASKS_BACK = re.compile(
    r"(?:(?:sorry|oh|um) )*(?:when|what|which(?: one)?|what time|how long|how (?:do|did) you mean|"
    r"what do you mean|for what|for how long|when what|pardon|eh|huh)"
)
"""What is said by somebody who did not get a question."""
CONFIRMS = re.compile(
    r"(?:(?:and|so|ok|okay|but|hey|wait|sorry) )*(?:"
    r"(?:did|have) you (?:get|got|hear|heard|understand|understood|catch|note|noted|do|done|set|save|saved|make|skip|skipped|"
    r"cancel|cancelled|move|moved|change|changed|delete|deleted|remove|removed|add|added|put) "
    r"(?:that|it|me|all that|this|all of that)(?: down| right| okay| ok)*|"
    r"(?:did|has|is) (?:that|it) "
    r"(?:stop|stopped|ring|go off|work|worked|working|go through|gone through|save|saved|done|set|noted|sorted|active|there|in)"
    r"(?: now| ok| okay| alright| properly)*|"
    r"is (?:that|it) (?:still )?(?:on|set|running|there|active)(?: now)?|"
    r"(?:are you|you) (?:really |quite )?(?:sure|certain)(?: (?:about (?:that|it)|(?:that )?(?:it's|it is|that's) "
    r"(?:on|set|right|there|running|done)))?|is (?:that|it) (?:right|correct|true)|"
    r"did (?:i|you|we) (?:say|set it (?:for|to)|set that (?:for|to)) .+|"
    r"(?:what(?: time| day| date)?|how (?:long|much|many)|when|which(?: one| day)?) did (?:i|we) "
    r"(?:say|ask for|tell you|want|set|put)(?: it| that)?(?: (?:for|to|on|at|in))?(?: again| there)?|"
    r"(?:say|read|repeat|tell) (?:it|that)(?: to me| me)? back(?: to me)?|you got (?:that|it)(?: right)?)"
)
"""How it is asked whether something was done, or is so."""
IS_ON = re.compile(r"\b(?:on|set|running|active|there)\b")
"""What is asked of something that is set, not of an answer."""
UNDO = re.compile(r"(?:(?:no|oh|wait|please|actually|sorry) )*undo(?: (?:it|that|the last one|the last thing))?(?: please)?")
"""That the last deed is to be undone, whatever was only told since."""
AS_BEFORE = re.compile(rf"(?:(?:no|oh|wait|please|actually|sorry) )*(?:{_AS_BEFORE})(?: please)?")
"""That what was put right is wanted as it was before that."""
AGAIN = re.compile(
    r"(?:and |do (?:it|that) |now )*(?:again|once more|once again|one more time|another|another one|another time|one more|"
    r"(?:(?:a )?(?:bit|little) |some |even |much )?more|"
    r"(?:(?:have )?another|one more) (?:go|try|turn|roll|flip|toss|throw)|"
    r"(?:go|try|roll|flip|toss|throw|pick) (?:it )?(?:again|another|another one|one more))"
)
IT = re.compile(
    r"\b(?:it|that(?: one)?|them|those|this|the result|the answer)\b"
    r"(?!(?<=this|that) (?:week|weekend|month|year|time|once|morning|afternoon|evening|night|\w*day)\b)"
)
LEAVES_OUT = re.compile(r"(?:except|apart from|but not|not|other than|excluding)\b")
THEM = re.compile(r"\b(?:them|those|both)\b")
BACK_ON = re.compile(
    r"(?:(?:and|no|ok|okay|actually|please|oh|wait|now) )*(?:(?:turn|switch|put|bring|get) "
    r"(?:it|them|those|everything|both|all)(?: all| of (?:it|them))? )?(?:back on|on again)(?: again| please)*"
)
"""That what was switched off is wanted back."""
MAKES = re.compile(r"^make the \w+ (?:for |at )?(?=\S)")
"""How what is to be at another time may be said of a timer as well: "make it eight"."""
SCALED = re.compile(r"(?:(?:and|so|now|then|ok|what's|what is) )*(half|halve|double|twice|triple|treble) (?:of )?(?:it|that)")
SCALES = {
    "half": "divided by 2", "halve": "divided by 2", "double": "times 2", "twice": "times 2", "triple": "times 3",
    "treble": "times 3",
}  # fmt: skip
"""What is done with a result: "double that"."""
REVERSED = re.compile(
    r"(?:(?:and|so|now|then|ok) )*(?:(?:on |to )?the contrary|contrary|contrariwise|conversely|vice versa|reverse|"
    r"(?:the )?other way(?: (?:a?round|about))?|in reverse|the opposite|backwards)(?: what is| what's)? (?=\w)"
)
"""What is said before a conversion that goes the other way: "and contrary one pound in kilo"."""
RECKONS = re.compile(
    r"(?:(?:and|so|now|then|ok|okay) )*(?:times|plus|divided?|multipl(?:y|ied)|add|subtract|take away|"
    r"what gas mark|how many|how much|what's|what is)\b"
)
"""How something is begun that is reckoned with an amount."""
PERCENT_OF_IT = re.compile(
    r"(?:(?:and|so|now|then|ok|okay|with|what's that|what is that|make (?:it|that)) )*(?:"
    r"(?P<more>(?:add|plus|put on|and add)(?: on)? )(?P<plus>\S+(?: \S+)?) percent(?: (?:to|onto|on) (?:it|that))?|"
    r"(?P<on>\S+(?: \S+)?) percent (?:on top|more|extra|added(?: on)?)(?: of (?:it|that))?|"
    r"(?:take off|take away|take|knock off|knock|minus|less|subtract) (?P<minus>\S+(?: \S+)?) percent"
    r"(?: (?:off|from)(?: (?:it|that))?)?|"
    r"(?P<off>\S+(?: \S+)?) percent (?:off|less|discount)(?: (?:it|that))?"
    r")(?: (?:tax|vat|tip|service|discount|interest))?(?: as well| too| please)*"
)
"""By how many percent a result is made more or less: "and add ten percent", "with ten percent off"."""
HOW_LONG_WAS = re.compile(
    r"(?:(?:and|so|ok|okay) )*(?:"
    r"how (?:long|much time) (?:was|is|did|has) (?:it|that|this)(?: (?:take|taken|been|last|in all))?|"
    r"what (?:was|is) (?:it|that|the time)(?: at)?)(?: now| then| in all| altogether)*"
)
"""What is asked of a stopwatch that was stopped."""
GONE_TOO_FAR = re.compile(
    r"(?:(?:oh|no|hmm|ok|okay|well|and|now|that's|that is|that was|it's|it is|just) )*"
    r"(?:(?:a )?(?:(?:bit|little|tad|touch|way|far|much) )*too (?:much|far)|(?:a )?(?:bit|little|tad|touch) much|"
    r"not (?:so|that|quite so) much|(?:a )?bit less)(?: now| then| please)?"
)
"""That a change went too far: "a bit too much"."""
A_BIT_MORE = re.compile(
    r"(?:(?:and|ok|okay|now|just|please|maybe) )*(?:(?:a )?(?:bit|little|tad|touch|lot) |even )?more(?: please)?"
)
"""That what was set to a value is to go on from there, whichever way that is."""
OVER_THERE = re.compile(r"(?<!is )(?<!are )(?<!from )\b(?:(?:over|out|up|down) )?there\b(?! (?:is|are|was|were|any|an?)\b)")
"""What stands for a place that was named before: "what day is it over there"."""
NOW = re.compile(r"(?<=there)(?: (?:already|yet|now|right now|then|too|as well|at the moment|currently|today))+$")
AHEAD, THEY = re.compile(r"\b(?:ahead|behind)\b"), re.compile(r"\b(?:are|is) (?:they|it|that)\b")
"""How it is asked whether it is later there."""
_AWAY = r"(?: (?:away|off|from (?:now|today)))"
UNTIL_THEN = re.compile(
    r"(?:and |so |but )*(?:"
    r"how (?:long|far|many (?:days|(?P<unit>hours|weeks|months|years|minutes)))"
    rf"(?:(?: (?:is it|is that|are there|to go))?(?: (?:un)?till?)? (?:then|it|that)|{_AWAY} is (?:it|that)|"
    rf" is (?:it|that){_AWAY}?)|how (?:long|many days) to go)"
)
"""How it is asked how far off a day is that was named before."""
DAY_BESIDE = re.compile(r"(?:and |so |what about |how about )*the day (after|before)(?: (?:that|it|then))?(?: please| too)?")
DAY_OF_IT = re.compile(
    r"(?:and |so |but )*(?:(?:what|which) (?:day of the week|weekday)(?: (?:is|was|will) (?:it|that))?|"
    r"(?:what|which) day$|(?:what|which) (?:day|date) (?:is|was|will) that|"
    r"(?:what|which) (?:day|date) (?:(?:is|was|will) (?:it|that)(?= (?:be )?on$)|"
    r"(?:does|will) (?:it|that) fall(?= on)|(?:does|will) (?:it|that) fall$)|what's (?:that|the) date(?= (?:on|of) that)|"
    r"what (?:day|date) will it be|(?:what's|what is|what was) the date(?= (?:then|that day)$)|what was the date|"
    r"(?:and |what about )+the (?:date|day))"
    r"(?: be| on| of| that| then)*"
)
POINTS = re.compile(r"\b(?:that|then|will|until)\b|\bit (?:fall )?on$|\bit fall$")
"""What tells that such a question is of what was spoken of, not of today."""
OF_DAY = ((DAY_OF_IT, "what day is"), (UNTIL_THEN, "how many days until"))
"""What is asked of a day that was named before."""
THEN = re.compile(
    r"(?P<sets>.*\b(?:set|remind|reminder|wake|alarm)\b(?:.*?))(?: (?:for|on))? "
    r"(?:then|that (?:day|date)|the day (?P<beside>before|after)(?: that)?)\b(?P<rest>.*)"
)
"""Something that is to be set for the day that was named before."""
ABOUT = re.compile(
    r"(?:(?:and|so|ok|okay|what about|how about|tell me (?:more )?about|what can you do with|explain) )*(?:the |my )?"
    r"(?P<what>\w+s|[a-z]+ lists?)(?: then| please)*"
)
"""What more is to be told of, behind what can be done: "what about timers"."""
DIFFERENCE = re.compile(r"(?:(?:and|so|ok) )*(?:what's|what is) the (?:time )?difference(?: (?:to|from|with) (?:here|us|me))?")
AND_THE = re.compile(
    r"(?:(?:and|what about|how about|and what's|and what is) )+the (date|day|time)(?: (?:then|too|as well|over there|there))*"
)
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
    r"(?:one (?:for|at|about|of|to|called|named|with) )?(?P<which>.+?)(?: one)?(?: of (?:them|those|these))?(?: please)?"
)
"""One of several: "the ten minute one"."""
ANSWERS = re.compile(r"^(?:call it|name it|for|make it|make that|about|i want|i'd like|let's say|say|it's) ")
PASSING = ARTICLES | vocabulary("of to at on in for and one is there are")
"""Words that choose nothing."""
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
