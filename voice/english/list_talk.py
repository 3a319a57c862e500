"""List talk: how people go on about a list and what is on it: "what's left", "tick it off", "put it on the other list"."""

import re

THERE = re.compile(r"\b(on|off|from|in) there\b(?=(?: as well| \w+)?(?: please| too)?$)")
"""What stands for a list: "is milk on there"."""
ALREADY = re.compile(r"^((?:did|have) \w+) already\b|(?<= it) already$")
"""What changes nothing in a question whether something is on a list."""
REST = re.compile(
    r"(?:(?:and|so|ok|okay|now) )*(?:what's (?:left|still left|on there|there|on there now)|"
    r"what else (?:would|should|might|could) (?:i|we) need|what else(?: is (?:there|left|on (?:it|there))|(?: do|"
    r" have) (?:i|we)(?: still)? (?:have|need|got)"
    r"(?: to (?:do|buy|get))?| is there to (?:do|buy|get))?)(?: now| then| today)?"
)
"""What is asked of a list behind what was done to it."""
DONE_WITH = re.compile(
    r"(?:(?:and|ok|okay|now|please|actually) )*"
    r"(?:(?:mark|tick|cross|check|scratch|strike|take|get rid of|ditch|bin|chuck|scrap|throw)"
    r" (?:it|that|them|those|one(?= off)|both(?: of (?:them|those))?)"
    r"(?: off| out)?(?: as)?"
    r"(?: (?:done|complete|completed|finished|bought|again|off))*|"
    r"(?:i|we|i've|we've|i have|we have) (?:already |just )?(?:done|did|got|have|had|bought|finished) (?:it|that|them|those)"
    r"(?: now| already)?|(?:it's|that's|it is|that is) (?:already |all )?(?:done|finished|bought))(?: now| please)?"
)
"""That what was put on a list may go: "mark it as done"."""
PUT_ON = re.compile(
    r"(?:(?:yes|yeah|no|oh|ok|okay|well|so|then|and|now|please|can you|could you) )*"
    r"(?:add|put|stick|pop|write|note) (?:it|that|them|those|some|one|a few)(?: (?:on|to|onto|in|down|back))*"
    r"(?: (?:it|there|(?:the|my|our) list))?(?: then| too| as well| again| now| please)*"
)
"""That what was asked about is to go on the list."""
TAKE_OFF = re.compile(
    r"(?:(?:yes|yeah|no|oh|ok|okay|well|so|then|and|now|please|can you|could you) )*"
    r"(?:remove|delete|take|cross|drop|get rid of|strike|scratch|tick) (?:it|that|them|those)(?: (?:off|from|out))?(?: of)?"
    r"(?: (?:it|there|(?:the|my|our) list))?(?: then| too| as well| again| now| please)*"
)
"""That what was asked about is to go off it."""
READ_IT = re.compile(
    r"(?:(?:ok|okay|now|please|and|can you) )*read (?:it|that|them)(?: (?:back|out|again|all|to me|to us|please))*"
)
"""What is asked of a list that was spoken of."""
GET_RID = re.compile(
    r"(?:(?:ok|okay|now|please|and|no|can you|could you|just) )*(?:(?:remove|delete|get rid of|cancel|scrap|bin|ditch|drop|"
    r"lose|undo|throw) (?:it|that|them|those)(?: out| away| off)?|take (?:it|that|them|those) (?:off|away|out))"
    r"(?: please| now| again)*"
)
"""What may be meant of a list, or of a thing on it."""
HOW_MANY = re.compile(
    r"(?:(?:and|so|ok|okay|now) )*how many(?: things| items)?"
    r"(?: (?:is|are) (?:that|there|on (?:it|there)|they)| have i got| now)*"
)
"""How it is asked how many things are on a list."""
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
WRONG_LIST = re.compile(
    r"(?:(?:no|oh|sorry|oops|wait|actually|rather|i mean|i meant|i said|"
    r"(?:(?:that's|that is|it's) )?(?:the )?wrong (?:list|one)|"
    r"not (?:that|this)(?: list| one)?|not (?:(?:on|to|the|my|our) )*(?:[\w'-]+ ){1,3}?list) )+"
    r"(?:(?:on|to|onto|in|into|for) )?(?:(?:the|my|our) )?"
    r"(?P<list>(?:[\w'-]+ ){0,2}?(?:[\w'-]+(?= list)|shopping|to[ -]?do))(?: list)?(?: please| instead)*"
)
"""That another list was meant, though nobody says what is to be done with it: "no, the shopping list"."""
MAKE_ONE = re.compile(
    r"(?:(?:yes|then|ok|okay|please|well|so|can you|could you|and) )*"
    r"(?:make|create|start|set up|do) (?:one|it|that|that list|the list)(?: then| please)*"
)
"""That a list that was not there is wanted."""
LIST_CHOSEN = re.compile(
    r"(?:(?:the|my|our|from|off|on|in|only|just|i mean|i meant|clear|empty|please) )*"
    r"(?P<which>.+?)(?: lists?| ones?)?(?: please)?"
)
"""Which list, or which thing on it: "the shopping one"."""
OTHER_LIST = re.compile(
    r"(?:(?:no|oh|wait|sorry|actually|oops|i mean|i meant|wrong list) )*(?:(?:put|move) (?:it|that|them) )?(?:(?:on|to|onto) )?"
    r"the other list(?: please| instead)*"
)
"""That what was put on a list belongs on another, which is not named."""
