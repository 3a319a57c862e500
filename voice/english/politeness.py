"""Takes off the politeness around a request: "dear, would you be so kind as to wake me at seven, if it's no trouble".

The sentences know the usual words; this is for all others, wherever they stand in a row before or behind.
"""

import re

_CALLED = (
    r"(?:my )?(?:dear|dearie|darling|love|lovely|sweetheart|honey|sweetie|mate|pal|buddy|friend|old (?:chap|boy|thing|friend)|"
    r"good (?:man|lady|sir)|sir|"
    r"madam|assistant)"
)
_YOU = r"(?:would|could|can|will|might) you"
_HELP = (
    r"(?:be (?:so|very|really) (?:kind|good|helpful) as to|be (?:kind|good|nice) enough to|be able to|mind awfully|"
    r"be willing to|find it in you to)"
)
_LEADS = (
    rf"(?:oh|ah|um+|uh+|er+m?|i say|now then|right then|well then|right|well|so|look|listen|hello|hi|hey|excuse me|pardon me|"
    rf"sorry to (?:bother|trouble) you"
    rf"(?: but)?|good (?:morning|afternoon|evening)|{_CALLED}(?: there)?)",
    r"(?:(?:do )?be (?:a|an) (?:dear|love|darling|sweetheart|angel|star|good (?:chap|fellow|girl|boy|sport)|pal|mate|"
    r"sport)(?: and)?)",
    rf"(?:{_YOU} (?:please |kindly |perhaps |possibly )?{_HELP}(?: and)?|be so (?:kind|good) as to|kindly|pray|"
    r"(?:might|won't) you(?= \w+ \w))",
    rf"(?:i (?:wonder|was wondering|am wondering|wondered)(?: if| whether) (?:you|i) (?:could|might|can|would)(?: possibly|"
    rf" perhaps| please| kindly)?(?: be able to)?(?: {_HELP})?)",
    r"(?:(?:i'd|i would|i should) (?:be (?:so |very |most |ever so )?(?:grateful|obliged|glad|happy|thankful)|appreciate it|"
    r"love it|like it)(?: very much)? if you (?:could|would|'d)"
    r"(?: please| kindly)?)",
    r"(?:(?:it would|it'd|that would) be (?:so |very |really |most )?(?:lovely|great|kind|nice|helpful|good|wonderful|super|"
    r"ace) if (?:you|i) (?:could|would)(?: please)?)",
    r"(?:(?:is there )?any (?:chance|way|possibility)(?: that)? (?:you (?:could|can|might|would)|of you)(?: please)?)",
    r"(?:(?:would|might) it be (?:possible|all right|ok|okay)(?: for you)? to|is it possible(?: for you)? to)",
    r"(?:(?:might|may|could|can) i (?:possibly |perhaps |please |kindly |at all )*have(?! to| another| more|"
    r" (?:\w+ )?(?:seconds|minutes|hours) more))",
    r"(?:(?:might|may|could|can) i (?:trouble|bother|ask) you (?:to|for)|may i ask you to|i (?:must|need to|"
    r"have to) ask you to)",
    r"(?:if (?:you (?:would|could|don't mind|wouldn't mind|please|can|get a (?:moment|minute|chance)|have a (?:moment|"
    r"minute))|it's (?:not too much|no) (?:trouble|bother)|"
    r"it isn't too much (?:trouble|bother)|i may|i might)(?: then)?)",
    r"(?:when (?:you have|you've got|you get) a (?:moment|minute|second|chance))",
    r"(?:i(?:'d| would| should) (?:like|love|prefer) you to|i want you to|you (?:may|might|could) (?:please )?(?=\w+ \w))",
    r"(?:(?:please )?(?:remember|don't forget|be sure|make sure) to(?= (?:wake|rouse|get) (?:me|us) (?:up|at|by|out)\b))",
    r"(?:please|quickly|just)",
)
_TAILS = (
    r"(?:please|pretty please|if you(?:'d be so (?:kind|good)| please| would be so kind| would| could| can| don't mind|"
    r" wouldn't mind| will|"
    r" get a (?:moment|minute|chance)|"
    r" have a (?:moment|minute))|if (?:it's|it is|that's) (?:not too much|no|not a) (?:trouble|bother|problem)|if (?:it's|"
    r"that's) (?:ok|okay|all right|alright|possible)|"
    r"if it isn't too much (?:trouble|bother)|if i (?:may|might)|if at all possible)",
    r"(?:(?<=you )|(?<=please )|(?<=thanks )|(?<=now ))(?:my )?(?:dear|dearie|darling|sweetheart|honey|sweetie)",
    r"(?:when (?:you have|you've got|you get) a (?:moment|minute|second|chance)|at your convenience|whenever you're ready)",
    r"(?:as well|too)",
    r"(?:(?:many )?thanks(?: (?:awfully|a lot|so much|a million|in advance|very much|ever so much|a bunch))?|"
    r"thank you(?: (?:so|very|ever so) (?:much|kindly)| kindly| in advance)?|"
    r"ta(?: very much)?|cheers|much (?:obliged|appreciated)|bless you|i'd appreciate it|i'd be (?:so |very )?grateful|"
    r"that (?:would|'d) be (?:lovely|great|kind|wonderful|super|ace)|"
    r"it would be (?:lovely|great|appreciated)|you're (?:a|an) (?:star|angel|dear|love|legend|darling))",
    rf"(?:there's (?:a|an) (?:dear|love|good (?:chap|girl|boy|fellow))|(?:(?<=, )|(?<=,)){_CALLED}|would you(?: dear| mind)?|"
    rf"could you|will you|"
    rf"won't you)",
)
_USUAL = re.compile(
    r"oh|ah|um+|uh+|er+m?|right|well|so|look|listen|hello|hi|hey|excuse me|now then|well then|please|quickly|just|thanks|"
    r"thank you|cheers|"
    r"(?:if you )?(?:could|would|can|will) you|if you (?:could|would|can)"
)
"""What sentences take around them by themselves."""
_LIKE = re.compile(r"\bi (?:should|would) (?:like|love) (?=to |a |an |my |the |it )")
_LEAD = re.compile(rf"^(?:{'|'.join(_LEADS)})(?:[\s,.!;]+|$)")
_TAIL = re.compile(rf"[\s,.!;]+(?:{'|'.join(_TAILS)})[\s.!?]*$")
ABLE = re.compile(
    r"^(?:(?:so|and|but|then|ok|okay|well|hey|oh|by the way) )*(?:can|could) (?:i|we|it|"
    r"you(?! (?:.*(?<!s )\b(?:for (?:me|us)|please)|(?:make|create|start|begin) (?:a|another)(?: new)? list)\W*$)) "
    r"(?:also |even |actually )?(?=\w+ \w)",
    re.IGNORECASE,
)
"""How it is asked whether something can be done, unless it is a polite request."""
MOST = 6
"""Courtesies in a row."""


def plain(text: str) -> str:
    """A request without the politeness around it; as it was where there is none but what every sentence takes anyway."""
    said = _LIKE.sub("i'd like ", text.strip().lower().replace("\u2019", "'"))
    unusual = "i should l" in text.lower()
    for part in (_LEAD, _TAIL):
        for _ in range(MOST):
            found = part.search(said)
            rest = (said[: found.start()] if found.start() else said[found.end() :]).strip(" ,;") if found else ""
            if not found or not rest:
                break
            unusual |= not _USUAL.fullmatch(found[0].strip(" ,.;!?"))
            said = rest
    return said if unusual else text
