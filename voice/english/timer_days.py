"""Timer days: how people say on which days an alarm or a reminder is to ring: "only on fridays", "skip tomorrow"."""

import re

THEN_AT = re.compile(r" then(?= (?:at|on|for|every|in the) )")
"""A "then" in the midst of what is wanted instead: "just every thursday then at seven"."""
A_DAILY = re.compile(
    r"\bmake (?:it|that)(?: into)? an? (?P<every>weekday|weekend|\w+day|daily)(?: morning)? (?:alarm|reminder|thing|one)\b"
)
"""On what days it is to be, as of what kind it is: "make it a weekday alarm"."""
RHYTHM = re.compile(
    r"\b(?:(?:every|each) (?:(?:other|second|third|few|\d+|two|three|four) )+\w+|(?:every|each) (?:month|year|hour|fortnight)|"
    r"(?:fortnight|month|year|hour|biweek|quarter)ly)\b"
)
"""How something is to repeat that can't repeat so."""
SKIPS = re.compile(
    r"(?:please )?(?:(?:skip|leave out|miss out) (?:it |the )?(?P<day>today|tomorrow|(?:on |this |next )?\w+day)(?:'s)?"
    r"(?: one| alarm| reminder)?|"
    r"(?:but |just |except |excluding |(?:turn|switch) (?:it|that) off |(?:don't|do not) (?:wake|remind) me (?:up )?)(?:not )?"
    r"(?:for )?(?P<once>today|tomorrow|(?:on )?this \w+day)|not (?P<not>today|tomorrow|(?:on )?this \w+day))"
    r"(?: please| though| then)*"
)
"""A day on which what repeats is not to ring."""
OF_THIS_WEEK = re.compile(r"\b(?:on )?(\w+day)(?: of)? this week\b|\bthis week(?: not)? on (\w+day)\b")
"""One day of this week, and of no other: "not on friday this week"."""
THIS_WEEK = re.compile(
    r"(?:(?:please|but|just|and|only) )*(?:(?:skip|miss|leave|cancel|stop)(?: it| that)?(?: out)?|not|"
    r"(?:don't|do not) (?:wake|remind) me)(?: for)? (?:just )?this (?:week|time|once)(?: only| please)*"
)
"""That what repeats is not to ring when it would next."""
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|weekday)"
DAY = re.compile(_DAY)
PLURAL = re.compile(rf"\b{_DAY}s\b|\bevery\b")
"""How more than one such day is said."""
_AND = r"(?:(?: and| or)?(?: on| at| the)*"
_OFTEN = rf"(?:on |at |the |every )*{_DAY}s?{_AND} {_DAY}s?)*"
_PLURAL = rf"(?:(?:on |at |the )*{_DAY}s|on (?:the )?{_DAY}|at the weekend|every {_DAY}){_AND} {_DAY}s?)*"
_BEFORE = r"(?:(?:and|but|no|oh|ok|okay|actually|please|sorry|wait|can you|could you) )*"
_BEHIND = r"(?: too| as well| also| please| though| then)*"
WITHOUT_DAYS = re.compile(
    rf"{_BEFORE}(?:(?:except|excluding|apart from|but not)(?: for)? (?P<but>{_OFTEN})|"
    r"(?:not|never|no(?= \w+s\b)|skip|leave out|leave it out|(?:turn|switch) (?:it|that) off|(?:stop|cancel) (?:it|that)|"
    r"stop (?:reminding|waking) me|(?:don't|do not) (?:wake me(?: up)?|remind me|ring|do (?:it|that)))(?: for)? "
    rf"(?P<plural>{_PLURAL})(?: ones?)?|"
    r"(?:stop|drop|lose|remove|delete|leave out|scrap|take (?:off|out)|get rid of|no more|take) (?:the |my |on )*"
    rf"(?P<one>{_DAY}s?{_AND} {_DAY}s?)*)(?: ones?| alarms?| reminders?)?(?: off| out)?){_BEHIND}"
)
"""Days on which what repeats is no longer to ring: "not on sundays"; "the thursday one" where it repeats on that day."""
ONLY_DAYS = re.compile(
    rf"{_BEFORE}(?:make (?:it|that) )?(?:(?:only|just) (?:(?:do|have|make|keep) (?:(?:it|that) )?)?(?:for )?(?P<days>{_OFTEN})|"
    rf"(?P<too>{_OFTEN}) only|(?:do|have|make|keep) (?:it|that) (?:(?:to|on) )?(?P<made>{_DAY}s{_AND} {_DAY}s)*)){_BEHIND}"
)
"""Days on which alone it is to ring: "only on fridays"."""
EVERY_DAY = re.compile(
    rf"{_BEFORE}(?:(?:make|do|repeat|have|set) (?:it|that|this)(?: ring| happen| repeat| for| on)? )?"
    rf"(?P<days>(?:every|each) (?:single )?(?:day|night|evening|morning)|daily|on weekdays|(?:every|each) {_OFTEN}){_BEHIND}"
)
"""That it is to repeat, and on which days: "do that every day"."""
DOES_IT = re.compile(r"\b(?:do|repeat|have) (?:it|that|this)\b|\b(?:it|that|this) repeat\b")
REPEATS = re.compile(rf"{_BEFORE}(?:make|have|let|set) (?:it|that|this) (?:to )?(?:repeat|recur)(?:ing)?{_BEHIND}")
"""That it is to repeat, though not on which days."""
ONCE = re.compile(
    rf"{_BEFORE}(?:(?:stop|quit) (?:it|that|this)(?: from)? repeating|(?:don't|do not|stop) repeat(?:ing)? (?:it|that)|"
    r"(?:make|have) (?:it|that) (?:ring |go off |happen )?(?:only |just )?once)"
    rf"{_BEHIND}"
)
"""That it is to ring once more, and then no more."""
MORE_DAYS = re.compile(
    rf"(?:(?:no|oh|ok|okay|actually|please) )*(?:(?:and|also|plus) (?:also |add )*(?P<days>{_OFTEN})|add (?P<added>{_OFTEN})|"
    rf"(?P<too>{_OFTEN})(?= too| as well| also)){_BEHIND}"
)
"""Days on which it is to ring as well: "and on saturdays"."""
_TO_BE = (
    r"(?:(?:make|have|set|change|put|move|(?:it|that)(?= (?:should|needs|has|'s|is)\b)) (?:(?:it|that) )?(?:(?:to|for|"
    r"should be|needs to be|has to be|is|'s) )*|(?:at|it's|i need it at|i want it at) )*"
)
OTHER_TIME = re.compile(
    r"(?:(?:(?P<more>and|also|plus)|but|except|no|oh|ok|okay|actually|please|sorry|wait|can you|could you|then) )*"
    rf"{_TO_BE}(?:(?P<time>\S+(?: (?!(?:on|at|every|for) )\S+){{0,4}}) (?P<days>(?:on|at|every|for) {_OFTEN})|"
    rf"(?P<first>{_OFTEN}) (?:(?:should be|needs to be|has to be|is|to|can be) )?{_TO_BE}(?P<then>\S+(?: \S+){{0,4}}?))"
    r"(?: instead| please| though| then)*"
)
"""Another time on some of the days on which something repeats: "but 8 on fridays"; `more`: it may be beside the other."""
DAY_BESIDE = re.compile(
    r"(?:(?:no|actually|please|and|ok|sorry) )*(?:make|move|change|push|put) (?:it|that)(?: back|"
    r" forward)?(?: to)? the day (?:after|(?P<before>before))"
    r"(?: that| instead| please)*"
)
"""That it is to be on the day beside the one that it was set for."""
