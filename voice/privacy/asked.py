"""Tells what kind a bare answer is by what was asked for: "What's the wifi password?" makes "blue elephant" a password.

A secret may also be told a digit at a time, over several lines.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from voice.english.dictation import ALPHABET, DIGITS, PAUSES, TEENS, TENS, TIMES
from voice.english.words import vocabulary
from voice.messages import Message

ASKED = {
    "credential": r"pass ?(?:words?|codes?|phrases?)|pin(?: number| code)?|\w+ codes?|the code|combination|cvv|security (?:answer|"
    r"question)|secret (?:word|answer|name)|memorable \w+|maiden name|first pet|(?:first|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|next|last|other|final|remaining) (?:\w+ )?(?:digit|number|letter|character|figure)s?|log ?in|username|digits",
    "card": r"card (?:number|details)|(?:credit|debit|bank) card|long number|expir(?:y|es?)",
    "bank_account": r"account (?:number|details)|sort code|iban|bank details",
    "number": r"(?:social security|insurance|passport|licen[cs]e|patient|member(?:ship)?|employee|staff|customer|policy|registration"
    r"|plate|tax|id|identity|booking|reference|serial|student|medical record|nhs) (?:number|id|plate|code)|(?:licen[cs]e|number) plate",
    "email": r"e-?mail(?: address)?",
    "phone": r"(?:phone|mobile|cell|home|work|contact|landline) (?:phone )?number|your number|(?:reach|ring|phone|text) you\b",
    "address": r"you live|where (?:should|shall|can|may|do) (?:i|we|they)|(?:home|delivery|billing|postal|street|your|full) address|post ?code|zip(?: code)?|which street|house number"
    r"|(?:deliver|send|ship|bring) (?:it|this|that|them|the \w+)(?: to)?\b",
    "birth_date": r"(?:you|he|she|they) born|birthday|date of birth|how old (?:are|is) (?:you|your|he|she)|your age",
    "name": r"(?:full|first|last|sur|family|middle|your|his|her|their|wife's|husband's|son's|daughter's|child's) ?name|call you\b"
    r"|(?:speaking|talking) (?:to|with)|(?:your \w+|he|she) called",
    "money": r"earn\w*|salary|income|wages?|(?:get|getting) paid|you (?:make|owe|paid|pay|spend|saved|borrow|inherit)\w*|mortgage"
    r"|savings?|net worth|debts?|credit score|pension|bank balance|in (?:your|the) (?:bank|account)|(?:your|the) rent|afford"
    r"|(?:receive|get|on) benefits|your budget|loans?|worth to you|overdrawn|money (?:do|did) you",
    "health": r"pregnant|how far along|(?:medical |health |any )?conditions?|illness\w*|allerg\w+|diagnos\w+|symptoms?|medic\w+|drugs"
    r"|pills|tablets|dos(?:e|age)|blood (?:type|group|pressure|sugar)|you weigh|your weight|you smoke|you drink|you feel(?:ing)?"
    r"|hurts?|pain\w*|you sleep\w*|disab\w+|surgery|operation|your period|mental health|depress\w+|anxious|suicid\w+|harm\w*"
    r"|vaccinat\w+|covid|fever|temperature|tested|test results?|doctor say|therap\w+|(?:wrong|matter|up) with you|happened to your"
    r"|you (?:take|taking|eat|sick|ill|unwell|okay|alright|all right)",
    "identity": r"religio\w+|faith|ethnic\w*|(?:your )?race|nationality|citizen\w*|immigration|visa|orientation|gay|lesbian|straight"
    r"|trans(?:gender)?|gender|pronouns|you vote\w*|politic\w+|party do you|you believe|trade union|your union|you from|mother tongue",
    "law": r"arrested|convict\w+|criminal|lawyers?|solicitor|court|charged|prison|probation|police|divorc\w+|custody|sued|suing|accused"
    r"|sentence did you|you (?:done|do) wrong",
    "intimacy": r"married|you single|relationship|your (?:partner|husband|wife|girlfriend|boyfriend|ex)|sex\w*|dating|in love|affair"
    r"|contracept\w+|condoms?|children do you|kids do you|(?:have|any) (?:any )?(?:kids|children)|you (?:sleep|slept) with|cheat\w*",
    "whereabouts": r"(?:be|you|going|go) away|(?:you|be) (?:back|gone|leav\w+|out|home)|home alone|house (?:be )?empty|anyone (?:at )?home"
    r"|who(?:'s| is| will be) (?:at )?home|where (?:are|is|will) (?:you|your|he|she|they|the (?:kids|children|key|spare))"
    r"|on holiday|on vacation|which school|(?:key|keys) (?:hidden|kept|is|are)|hide the|your (?:kids|children|son|daughter) (?:at|go)",
}  # fmt: skip
"""Kind → what a question of the assistant's is about, whose answer is private."""

_ASKED = {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in ASKED.items()}
_TO_YOU = re.compile(r"\b(?:you|your|yours|you're|you've|he|she|his|her|they|the|and|any|again)\b")
_OFFERS = re.compile(
    r"\b(?:would you like|do you want|(?<!where )(?:shall|should|may|could) i|want me to|can i (?!have|get|take|ask)|interested in"
    r"|did you mean"
    r"|do you mean|did you know|what would you|how (?:can|may) i|anything else|is there|feel free|if you)\b"
)
"""Questions that offer something, and ask for nothing of the user's."""
_ENTREATS = re.compile(r"^(?:please|sure|okay|ok|and|now|then|just|tell|say|give|enter|spell|type|what's|what is)\b")
_SENTENCE = re.compile(r"[^.!?\n]{1,400}[.!?]*")
LAST = 600
"""Characters of a reply among which its question is looked for."""
ELLIPTIC = 7
"""Words up to which a question need not say whose it is: "Wifi password?"."""

_REQUESTS = vocabulary(
    "what what's whats who who's how how's which when when's where where's why set play turn tell give show find open close call "
    "remind search add remove delete start pause explain describe write convert translate define calculate can could would will "
    "do does did cancel stop wait repeat never nevermind skip forget nothing no-one hello thanks thank"
)
"""Words that begin a request instead of an answer, or the refusal to give one."""
_REFUSALS = re.compile(
    r"(?:no,? (?:thanks?(?: you)?|never ?mind|way)|i (?:don't know|do not know|won't|will not|can't|cannot|would rather not|'?d rather "
    r"not|forgot)\b.*|not (?:sure|telling|now)|okay|ok|(?:i'm |i am )?(?:fine|good|great|well|okay|all right)(?:,? thanks?(?: you)?)?"
    r"(?:,? and you| how are you)?|that's (?:all|it|private)|none of your business)[.!?]*"
)
_NUMERIC = {*DIGITS, *TEENS, *TENS, *TIMES, *ALPHABET, *PAUSES, "hundred", "and", "it's", "is", "its", "next", "last", "finally"}
_SAID = "|".join(sorted({*DIGITS, *TEENS, *TENS, *TIMES}, key=len, reverse=True))
_OPENED = re.compile(
    r"\b(?:my|our|the|its?|her|his) (?:[\w']+ ){0,3}?(?:pin|pass ?codes?|pass ?words?|codes?|combination|numbers?|card|account|digits?)"
    r"(?: (?:number|code))?(?:'s| is| are| starts?| begins?| ends?| goes| with| like this)*"
    rf"(?P<told>(?:[ ,]+(?:{_SAID}|\d|and|then|dash|uh|um)){{0,3}})[.,: ]*$"
)
"""Begins to tell a secret: "my pin is", "my pin starts with four"."""


def kinds(messages: Sequence[Message]) -> list[str]:
    """Tell for each line what kind of answer it is to what was asked for before it; "" for one that is none."""
    found, asked, telling, before = [], "", "", ""
    for message in messages:
        kind, said = "", message.text.lower().replace("\u2019", "'").strip()
        if message.role == "assistant" and said:
            asked = asked_for(said)
        elif message.role == "user":
            digits = _is_digits(said)
            opened = _OPENED.search(said) if not _is_request(said) else None
            kind = asked if asked and not _is_request(said) and not _REFUSALS.fullmatch(said) else ""
            kind = kind or ((telling or "number" * _is_digits(before)) if digits else "")
            kind = kind or ("credential" if opened and opened["told"].strip() else "")
            telling = kind or ("credential" if opened else "")
            asked, before = "", said
        found.append(kind)
    return found


@lru_cache(256)
def asked_for(said: str) -> str:
    """Tell which kind the last sentences of the assistant ask for; "" where they ask for nothing of the user's."""
    for sentence in reversed(_SENTENCE.findall(said[-LAST:])[-3:]):
        sentence = sentence.strip()
        if _OFFERS.search(sentence) or not (sentence.endswith("?") or _ENTREATS.match(sentence)):
            continue
        if _TO_YOU.search(sentence) or len(sentence.split()) <= ELLIPTIC:
            for kind, pattern in _ASKED.items():
                if pattern.search(sentence):
                    return kind
    return ""


def _is_request(said: str) -> bool:
    return said.partition(" ")[0].strip(".,!?") in _REQUESTS or said.endswith("?")


def _is_digits(said: str) -> bool:
    words = re.findall(r"[\w']+", said)
    return 0 < len(words) <= 8 and all(word.isdecimal() or word in _NUMERIC or len(word) == 1 for word in words)
