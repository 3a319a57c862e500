"""Removes the polite and filler words around what is asked: "um, could you tell me …, please"."""

import re

from voice.english.numbers import SCALES, TEENS, TENS, UNITS

LONGEST = 80
"""How many words are read: a request is far shorter, and its size routes a longer one."""

_NUMBERS = {*UNITS, *TEENS, *TENS, "hundred", *SCALES} - {"one", "billion", "trillion"}
_FILLER = re.compile(r"\b(?:um+|uh+|er+|erm|hm+|please|hey)\b")
_OTHER = re.compile(r"[^a-z0-9]+")
_VERBS = (
    "write|explain|compare|plan|give|translate|summari[sz]e|draft|compose|create|describe|find|show|solve|prove|list|name|define|"
    "spell|rephrase|build|implement|design|suggest|help|put|make"
)
_OPENING = re.compile(
    r"^(?:(?:okay|ok|so|well|right|alright|hello|hi|there|oh|and|listen|sorry|now|yeah|excuse me|quick question|one question|"
    r"i have a question|you know what|let me see|let me think|tell me something) )+(?=\w+ \w)"
)
_ASKING = re.compile(
    r"^(?:(?:can|could|would|will) you (?:kindly |maybe |just )?(?:tell me|help me understand|say)|tell me|would you mind|"
    r"(?:do|would) you (?:happen to )?know|any idea|(?:id|i would) (?:like|love) to know|(?:i|we) (?:want|need|wanted) to know|"
    r"(?:i|we) (?:wonder|was wondering|were wondering)|(?:my|our) \w+ (?:wants|would like) to know|"
    r"(?:i|we) (?:want|need|d like|would like) you to|id like you to|are you able to|it would be (?:great|nice|good) if you "
    r"(?:could|would)|lets see if you can|go ahead and|try to) "
    r"(?=(?:whats?|whos?|when|wheres?|how|why|which|whether|if|is|are|do|does|was|were|tell|"
    rf"{_VERBS})\b)|^(?:can|could|would|will) you (?=(?:{_VERBS})\b)"
)
_CLOSING = re.compile(
    r"(?: (?:thanks|thank you|if you can|if you know|real quick|do you know|you know|would you|then|right now|i forgot|"
    r"for me))+$"
)
FILLERS = re.compile(
    r"\b(?:please|like|just|mate|basically|literally|kindly|actually|maybe|ish|well|man|dude|honestly|then|ya|innit|na|"
    r"(?:would|will|could|can) (?:you|ya)|if you (?:would|will|could|can|don't mind)|you know|i mean|i guess|i think|"
    r"sort of|kind of|thanks|thank you|somehow|quickly)\b"
)
"""What may stand anywhere in a request and says nothing."""
_BESIDE = re.compile(r"\s*[,;.!]+\s+|\s+(?:so|because)\s+(?=\w+ \w)")
_STATED = re.compile(
    r"(?!(?:the|my|our) \w+(?: (?!is\b|are\b)\w+(?<!s))?(?: and (?:the |my |our )?\w+(?: \w+)?)*$)"
    r"(?!(?:what|how|who|why|where|which|is|are|do|does|did|can|could|will|would|should|may)\b)(?:(?:i|i'm|im|i've|ive|i'll|we|"
    r"we're|we've|it's|its|it|that's|thats|the|my|our|there's|got|just|bed ?time|time (?:for|to)|"
    r"putting|early|late|big|busy|long|am i)\b|"
    r".*(?:'s|\bis|\bare)\b)"
)
"""How what is told begins; no mere things: "the tv and the fan"."""
_BINDS = re.compile(
    r"\b(?:if|when|whenever|unless|until|once|before|after|while|except|but|or|instead|sa(?:y|ys|id|ying)|t(?:ell|ells|old)|ask\w*|"
    r"words?|phrase|called|named|sings?|songs?|story|poem|read|reads|wrote|he|she|they|never|"
    r"(?<!can )(?<!could )(?<!would )(?<!will )you|stop|wrong|joke|movie(?! time)|film|book|meant)\b"
)
_RUN_ON = re.compile(
    r"^((?:that's|this is|it's|its|it is) (?:(?:too|so|very|really|getting|a bit|way too|far too) )?\w+(?: (?:in )?here)?|"
    r"(?:i (?:want|need) to (?:go to )?sleep|bed ?time|time (?:for|to(?: go to)?) (?:bed|sleep))|"
    r"i can't (?:see|sleep|read)(?: anything| a thing)?|my eyes (?:hurt|are (?:tired|sore|hurting))|"
    r"(?:i'm|im|we're|they're|(?:i|we|they|it|nobody|no one|everybody|everyone)(?:'s| am| are| is)|its)"
    r"(?: (?!(?:at|by|until|till|later|soon|tomorrow|tonight|not|hours?|minutes?|turn|set|can|could|will|would|should|may|"
    r"might|who|that|which|and|or|playing|listening|watching|allowed|supposed)\b)[a-z']+){1,5}?(?<! to)(?<! the)(?<! a)) "
    r"(?=(?:(?:please|can you|could you|would you|will you) )*(?:turn|switch|dim|brighten|put|lower|raise|shut|close|open|lock|"
    r"increase|reduce|(?:wake|get) (?:me|us)|set (?:an?|the|my)|make (?:it|the|my)|kill the|kill all|(?:all )?lights) )"
)
"""A statement that goes on into a request without a comma, as it is typed."""
_TO_BE_UP = re.compile(
    r"^((?:(?:i|we) (?:have|need|got|must|should)|i've got|(?:my|the|our) [\w ]{3,20} (?:is|starts|leaves))"
    r"(?: (?!always|already|just|not\b)[\w']+){1,7}(?<!\bto)) "
    r"(?=(?:please )?(?:(?:wake|get) (?:me|us)|set (?:an|my|the) alarm)\b)"
)
"""What somebody has to be up for, before the request for an alarm, without a comma."""
_AT_THE_END = re.compile(
    r"(?<=\w\w) (?=(?:(?:the|my|our) (?:\w+ )?\w+(?:'s| is| are)|(?:i'm|i am|we're|he's|she's|they're)) "
    r"(?:fast |already |still |trying to )?"
    r"(?:asleep|sleep|sleeping|napping|in bed|on the phone|on a call|watching|working|reading|studying|tired|"
    r"leaving(?: now)?|(?:going|heading|off) (?:out|to bed|to sleep|home))$|"
    r"(?:i|we)(?:'m|'re| am| are)? (?:want|need|have|going|about|trying|ready) to (?:go to )?(?:sleep|bed|rest|nap)$|"
    r"(?:i|we) (?:need|have|want|got) to (?!(?:be|get|go|leave)\b)[a-z]+"
    r"(?: (?!(?:at|by|before|in|on|tomorrow)\b)[a-z']+){0,3}$|"
    r"(?:it's|it is) (?:time (?:for|to go to) (?:bed|sleep)|bed ?time|night ?time|midnight|"
    r"(?:getting |so |too )?(?:late|early))$)"
)
"""Where a statement begins that gives the reason behind a request."""
_THERE = re.compile(r" (?:in |over )?there$")
_POINTS = re.compile(r"\b(?:it|that|them|this|those|these|one|there)\b")


_PLACE = re.compile(
    r"\b(?:in|into|at|leaving|entering|out of|done with|finished with) (?:the|my|our) (\w+(?: room)?)\b|"
    r"^(?:the|my|our) (\w+(?: room)?)(?:'s| is)(?: too| so| very| really| a bit)? "
    r"(?:dark|bright|gloomy|empty|cold|hot|warm|chilly|freezing|stuffy)\b"
)


def without_aside(text: str) -> list[tuple[str, str]]:
    """Take a request that stands beside one statement, and the place that this names: "it's dark in the hall, lights on"."""
    said = _RUN_ON.sub(r"\1, ", text.lower().replace("\u2019", "'").strip(" .!"))
    said = _TO_BE_UP.sub(r"\1, ", said)
    clauses = [clause for clause in _BESIDE.split(said) if clause]
    if _BINDS.search(text.lower()):
        return []
    if reason := _AT_THE_END.search(said):
        return [(said[: reason.start()].rstrip(","), "")]
    if len(clauses) != 2:
        return []
    return [
        (asked, place)
        for said, aside in (clauses[::-1], clauses)
        for place in (_place(aside),)
        if not _POINTS.search(asked := _THERE.sub("", said) if place else said)
        and _STATED.match(aside)
        and not _STATED.match(asked)
    ]


def _place(aside: str) -> str:
    found = _PLACE.search(aside)
    return next(filter(None, found.groups())) if found else ""


def normal(text: str) -> list[str]:
    """Take the words of what is asked, as a recogniser would give them: no capitals, signs or fillers; every number is "0"."""
    plain = _OTHER.sub(" ", text.lower().replace("'", "").replace("\u2019", ""))
    words = ["0" if word.isdecimal() or word in _NUMBERS else word for word in plain.split()[:LONGEST]]
    asked = " ".join(word for word in words if not _FILLER.fullmatch(word))
    for wrapping in (_OPENING, _ASKING, _OPENING, _ASKING, _CLOSING):
        asked = wrapping.sub("", asked) or asked
    return asked.split() or words
