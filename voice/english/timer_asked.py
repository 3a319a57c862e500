"""How it is asked of timers, alarms and reminders behind a request for them: "when is it over", "what's left"."""

import re

_OVER = r"(?:over|done|up|finished|end|finish|ring|go off|ready)"
WHEN_OVER = re.compile(
    rf"(?:(?:and|so|ok|okay|then|please|tell me|let me know|(?:can|could) you tell me) )*(?:"
    rf"(?:at )?what time (?!is it$|it is$)"
    rf"(?:(?:will|would|is|does) (?:that|it)|(?:that|it) (?:will|would|is|takes|brings|makes))(?: be)?"
    rf"(?: {_OVER}| (?:take|bring|get) (?:us|me) to| (?:us|me) to| make it)?|"
    rf"when(?:'s (?:that|it)|(?: (?:will|does|is|would) (?:that|it)| (?:that|it) (?:will|would|is|does))(?: be)?)(?: {_OVER})?)"
    r"(?: (?:by|on) the clock| exactly| then| please)*"
)
"""How it is asked when what was just set is over."""
WILL_IT = re.compile(
    r"(?:(?:and|so|but|ok|okay) )*(?:(?:will|does|is|did) (?:it|that) "
    r"(?:(?:go off|ring|wake me|wake me up|be|come|come on|go|only) )*"
    r"(?:(?:on|at|this|next|only|just|every|for) )*(?:today|tomorrow|tonight|weekends?|(?:the )?weekend|once|\w+days?|day)"
    r"(?: too| as well| also| only| morning)*|"
    r"(?:and )?(?:on )?(?:which|what) days?(?: (?:is (?:it|that)|does (?:it|that) ring)(?: on| for)?)?|"
    r"(?:and )?(?:when|at what time|what time)(?: is that| is it(?= for| set)| was (?:it|that))?(?: for| set for)?|"
    r"what(?:'s| is| was) (?:it|that) set (?:for|to)|what did (?:i|you) set (?:it|that) (?:for|to)|"
    r"what(?:'s| is| was) (?:it|that|the timer) called|(?:and |what about |how about )now)(?: again)?"
)
"""How it is asked whether it rings on a day, when, or under what name."""
IN_UNITS = re.compile(r"(?:and |so )*how many (?P<unit>seconds|minutes|hours) (?:is|are) (?:that|it|there|in (?:that|it))")
HOW_LONG = re.compile(
    r"(?:and |so |ok |okay )*how (?:long|much (?:longer|time|more time|(?=(?:was|is) left)))"
    r"(?: now| left| to go| is left| remaining| have i got)*|"
    r"(?:and |so )*how (?:long|much)(?: time)? was left|"
    r"how are we doing(?: for time)?"
)
"""How it is asked what is left of it."""
WHICH_HALF = re.compile(
    r"(?:and |so |but |wait |in the |is |the )*"
    r"(?:(?:is|was) (?:that|it|this)(?: for| at| set for)*(?: the| in the)? |(?=.* or ))"
    r"(?:(?:am|pm|morning|evening|afternoon|night|today|tomorrow|tonight)(?: or )?(?: the | in the )?)+"
)
"""How it is asked which half of the day was taken."""
OF_EACH = re.compile(
    r"(?:(?:and|so|ok|okay) )*how (?:long|much(?: time)?)(?: longer)?"
    r"(?: (?:is|have|has|do|does|left|there|remaining|i|we|got))* ?"
    r"(?:on |for |have |with |do )?(?:they|(?:each|both|all|them)(?: one)?(?: of (?:them|those|these))?)"
    r"(?: (?:got|have|has|left|to go|each|both|all))*|"
    r"how are (?:they|both|we all) (?:doing|getting on|coming along)"
)
"""How it is asked what is left of several."""
WHAT_IS_SET = re.compile(
    r"(?:(?:and|so|ok|okay|now|then) )*(?:"
    r"what(?:'s| is| else is)(?: still| now)? (?:left|on|set|running|remaining)|what(?:'s| is) (?:up |coming up )?next|"
    r"what (?:have i|do i have|have we|i've)(?: got)?(?: still)?(?: left| on| now| set| running)*|"
    r"what (?:do (?:i|we) still have|have (?:i|we) still got)(?: left| on| set| running)*|"
    r"(?:is )?(?:there )?anything (?:else|left)(?: on| set| running| left)?|what else(?: is there| have i got| do i have)?|"
    r"what(?:'s| is) the other one|what are (?:they|those|the others)|which (?:(?:ones? )?(?:is|are) (?:left|still (?:on|set|"
    r"running))|ones? (?:do (?:i|we) (?:still )?have|have (?:i|we)(?: still)? got)))(?: left| set| now| then)*"
)
"""How it is asked what is set, behind what was done to some of it."""
ANY_SET = re.compile(
    r"(?:and |so |ok )*(?:how many(?: (?:are|do i|have i|is))+(?: have| got| there)*(?= left| set| on| running| now)|"
    r"do i have|have i got|are there|is there)(?: any| one| some)?(?: left| set| on|"
    r" then| running| now)*(?: (?P<when>(?:for |on )?(?:today|tomorrow|\w+day)))?"
)
"""How it is asked whether any is set."""
WHICH_LONGEST = re.compile(
    r"(?:and |so )*which (?:one )?(?:is|has|will be)(?: the)? "
    r"(?P<which>longest|longer|shortest|shorter|last|latest)(?: left| one)?"
)
"""How it is asked which of them runs longest."""
WHICH_FIRST = re.compile(
    r"(?:and |so )*which (?:one )?(?:is|will be|ends|rings|goes off|finishes)(?: done| up| over| ready)? (?:first|next)"
)
"""How it is asked which of them ends first."""
HOW_TO = re.compile(
    r"(?:(?:and|so|ok|okay|but|well|then) )*(?:how (?:do|would|can|could|should) (?:i|you|we)|(?P<can>(?:can|"
    r"could) i)) (?:then )?"
    r"(?P<do>set|make|start|cancel|stop|end|delete|remove|pause|change|move|rename|repeat|snooze|do)"
    r" (?:it|that|one|this|them)(?: then| again| off| please)*"
)
"""How it is asked how something is done to what was spoken of: "how do I stop it"."""
