"""Tells a remark, which asks for nothing, from a question: "ok", "that's better", "my mum's got dementia"."""

import re
from typing import Literal

from voice.english.politeness import plain
from voice.english.services import is_reaction

Remark = Literal["", "fine", "ill", "sad", "kept", "told", "other"]
"""No remark; it went well; illness or a wound; something sad; something to be remembered; something else of people, or of
things."""

_FINE = re.compile(
    r"(?:(?:oh|ah|well|yes|yeah|and|now|so|much|far|a bit|a lot|that's|that is|that was|it's|this is|looks?|sounds?|all|then|"
    r"thanks|thank you|indeed|"
    r"actually|very|really|just) )*"
    r"(?:(?:ok|okay|alright|all right|right|good|great|fine|perfect|lovely|cool|nice|brilliant|excellent|better|super|"
    r"wonderful|fantastic|awesome|sweet|"
    r"neat|handy|marvellous|splendid|smashing|good to know|correct|understood|got it|i see|i know|fair enough|noted|"
    r"works for me|good enough|that helps|"
    r"ace|job done|sorted|done)(?: (?:then|now|so|thanks|thank you|indeed|actually|and))* ?)+"
)
_SUBJECT = re.compile(
    r"(?:(?:and|but|so|well|oh|just|today|yesterday|last night|this morning|honestly|actually|sometimes|sorry|look|listen|"
    r"you know) )*"
    r"(?:i|i'm|im|i've|ive|i'd|i'll|my|we|we're|we've|our|he|he's|she|she's|they|they're|it's|it was|that's|that was|the|"
    r"there's|there was|nobody|everybody|everyone|somebody|"
    r"someone|mum|mom|dad|nan|gran|grandma|grandad|you're|today|life|people)\b"
)
_ASKS = re.compile(
    r"\?|\b(?:what|what's|who|who's|whose|which|where|where's|why|how|how's|when (?:is|are|will|does|do|did|can|should)|"
    r"can you|could you|would you|will you|should i|should we|do i|"
    r"do you|does|did|is it|is that|is there|are there|are you|am i|can i|could i|please|tell me|give me|explain|show|help|"
    r"need|needs|want|wants|wanna|wonder\w*|would like|'d like|"
    r"'d love|recipes?|suggest\w*|ideas?|advice|recommend\w*|curious|trying to|looking for|forgot|forget|remind|have to|"
    r"has to|supposed to|write|translate|means?|question|"
    r"asks?|asked|must|lend|call|play|turn|switch|set|add|put|cancel|stop|open|close|order|book|find|let me)\b"
)
"""Words of a question or a wish."""
_SAD = re.compile(
    r"\b(?:died|die|dies|dying|dead|death|passed away|lost|miscarr\w+|stillb\w+|cancer|tumou?r|dementia|alzheimer'?s?|"
    r"parkinson'?s?|diagnos\w+|hospital|hospice|funeral|grie\w+|"
    r"mourn\w*|divorc\w+|separat\w+|broke up|left me|cheat\w*|hard|sad|upset|cry\w*|crying|depress\w+|lonel\w+|anxi\w+|"
    r"panic\w*|scared|afraid|frighten\w+|worr\w+|stress\w*|overwhelm\w*|"
    r"hopeless|awful|terrible|horrible|miserable|ashamed|guilty|ill|sick|poorly|unwell|hurts?|pain\w*|(?:head|tooth|stomach|belly|tummy|ear|back|heart)?ach(?:es?|ing)|migraines?|exhaust\w+|"
    r"fired|sacked|redundant|made redundant|failed|fail|drinking again|"
    r"drunk again|relaps\w+|addict\w*|debt\w*|bankrupt|evict\w+|homeless|bull(?:y|ied|ying)|abus\w+|burgled|stolen|robbed|"
    r"miss (?:him|her|them|my)|hate (?:myself|my|it)|"
    r"rough|bad day|not (?:coping|well|ok|okay)|can't cope|struggl\w+|blood pressure)\b"
)
_ILL = re.compile(
    r"\b(?:bleed\w*|blood(?! orange| pressure)|fever|temperature of|dizz\w+|faint\w*|pass(?:ed|ing)? out|contractions|"
    r"swell\w*|swollen|stung|bitten|burnt? (?:my|his|her)|"
    r"(?:cut|broke|broken|burnt|burned|sprained|twisted|dislocated|crushed|trapped) (?:my|his|her|their)|vomit\w*|throwing up|"
    r"threw up|rash|chest|breath\w*|unwell|poorly|"
    r"concuss\w+|hit (?:my|his|her) head|fell (?:over|down|off)|lips are|choke\w*|allergic|infect\w+|numb|overheat\w*|hypo|"
    r"seizures?|labou?r)\b"
)
_KEEP = re.compile(r"\b(?:remember|don't forget|note|write (?:it|that) down|keep (?:it|that)|save (?:it|that))\b")
_OF_PEOPLE = re.compile(
    r"(?:\w+ )?(?:\w+ )?(?:i|i'm|im|i've|ive|i'd|i'll|we|we're|we've|he|he's|she|she's|they|they're|nobody|everybody|everyone|"
    r"somebody|someone|mum|mom|"
    r"dad|nan|gran|grandma|grandad|life|people|you're)\b"
)
LEAST = 2
"""Words of the shortest thing that is told."""


def remark(text: str) -> Remark:
    """Tell what kind of remark a text is."""
    said = " ".join(re.findall(r"[\w'?]+", text.lower().replace("\u2019", "'")))
    if _FINE.fullmatch(said):
        return "fine"
    told = said if _SUBJECT.match(said) else plain(text).lower()
    if not _SUBJECT.match(told) or _ASKS.search(told) or len(told.split()) < LEAST or is_reaction(said):
        return ""
    if _ILL.search(told):
        return "ill"
    if _SAD.search(told):
        return "sad"
    if _KEEP.search(told):
        return "kept"
    return "told" if _OF_PEOPLE.match(told) else "other"
