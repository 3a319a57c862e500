"""Tells what kind a bare answer is by what was asked for: "What's the wifi password?" makes "blue elephant" a password.

A secret may also be told a digit at a time, over several lines.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from voice.english.dictation import ALPHABET, DIGITS, PAUSES, SCALES, TEENS, TENS, TIMES
from voice.english.words import vocabulary
from voice.messages import Message
from voice.privacy import LABELS
from voice.privacy.find_model import subjects

ASKED = Path(__file__).with_suffix(".toml")

_TO_YOU = re.compile(r"\b(?:you|your|yours|you're|you've|he|she|his|her|they|the|and|any|again)\b")
_OFFERS = re.compile(
    r"\b(?:would you like|do you want (?!to (?:hurt|kill|harm|die))|(?<!where )(?<!who )(?<!name )"
    r"(?:shall|should|may|could|can) i (?!have|get|take|ask|know|enter|type|press|use|dial)"
    r"|want me to|interested in (?!men|women|dating)|did you mean"
    r"|do you mean|did you know|what would you|how (?:can|may) i|anything else|is there (?:any|some)|feel free|if you)\b"
)
"""Questions that offer something, and ask for nothing of the user's."""
_CHOOSES = re.compile(
    r"\b(?:(?:which|what|whose) (?:\w+ ){1,3}would you like\b"
    r"|(?:what|how|where) would you like (?:to (?:\w+ ){0,2})?(?:your|it|this)\b"
    r"|would you like to (?:give|tell|share|enter|spell|leave|type) (?:me |us )?your\b)"
)
"""Asks for something by offering a choice: "Which password would you like?"."""
_ENTREATS = re.compile(
    r"^(?:(?:sure|okay|ok|and|now|then|just|first|great|next|finally|go ahead),? (?:and )?)?(?:please|tell|say|give|enter|spell"
    r"|type|draw|swipe|confirm|read|repeat|choose|pick|provide|share|state|describe|name|list|let me (?:know|have)"
    r"|what's|what is)\b"
    r"|^go ahead\b|\b(?:listening|waiting|ready) for\b"
    r"|^(?:(?:your|the|old|new|current) )+(?:\w+ )?(?:password|passcode|pin|code)"
    r"(?: first| now|,? and\b[^?]*)?[.!]*$|\bplease[.!]?$|\b(?:tell|give|send|read|show) me\b.{0,40}\byour\b"
    r"|\b(?:i|we)(?:'ll|'d)? (?:\w+ ){0,2}(?:need|want|require|like|have to ask) (?:to know )?(?:for )?(?:your|the|an?)\b"
)
_ABOUT = {
    "illness": "health", "ails": "health", "drug": "health", "mind": "health", "law": "law", "faith": "identity",
    "politics": "identity", "origin": "identity", "orientation": "identity", "intimacy": "intimacy",
}  # fmt: skip
"""What a word of the question is about (`find_statements.toml`) → the kind of its answer."""
_OF_THINGS = vocabulary("will expecting using clean high low pot crack coke voices mania binge fine order charge case")
"""Words among these that mostly mean something else in a question."""
_OF_YOURS = re.compile(
    r"\byour (?!(?:\w+ )?(?:guess|question|request|choice|answer|move|turn|opinion|idea|favou?rite|search|sentence|word|team"
    r"|letter|recipe|list|timer|alarm|reminder|topic|mood|oven|tin|pan|grill|window|fridge|band|quiz|robot|shirt|dress|boat|car|bike"
    r"|puppy|kitten|dog|cat|pet|garden|lawn|plant|cake|dough|dish|meal|party|picnic|project|essay|story|poem|hero|character|puzzle"
    r"|game|level|song|playlist|app|device|laptop|computer|printer|guitar|piano|camera|paper|room|wall)s?\b)"
    r"|\b(?:with|to|about|on|upset|bothering|it's) you\b|\byou with\b"
)
"""What is asked for is the user's, of whatever kind."""
_YOU = vocabulary("you you've you're")
_OF_LIVES = vocabulary("did was were have has had who who's whose")
"""Words of questions about what somebody has done, and with whom."""
_OF_TASKS = vocabulary(
    "want wanted like liked prefer need mean know think thought guess see seen hear heard help helped try tried trying use "
    "using used look looking listen listening play playing played players cook cooking bake baking make making made build "
    "building learn learning read reading watch watched watching enjoy enjoyed remember repeat tell say choose pick add set "
    "sure ready interested mood beginner still checked check version installed have got expecting get translated save start "
    "begin answer clue question many find travelling traveling visit visiting going sound agree imagine show shows shown "
    "spell call called one ever there or about support fan person size pan"
)
"""Words of questions to the user that are about what is to be done, or about a thing."""
_SENTENCE = re.compile(r"[^.!?\n]{1,400}[.!?]*")
LAST = 600
"""Characters at the end of a line that can ask for something, or announce it."""
ELLIPTIC = 7
"""Words up to which a question need not say whose it is: "Wifi password?"."""

ROW = 2
"""Lines of nothing but digits, one after another, behind which a further one tells a number of many."""
_QUESTIONS = vocabulary("what what's whats who who's how how's which when when's where where's why cancel nevermind skip")
"""Words that begin another request, or the refusal of an answer, whatever was asked for."""
_REQUESTS = _QUESTIONS | vocabulary(
    "set play turn tell give show find open close call remind search add remove delete start pause explain describe write "
    "convert translate define calculate can could would will do does did stop wait repeat forget nothing hello thanks thank"
)
"""Words that begin a request, or are a password or a name."""
_WORDS = ("credential", "name")
_REFUSALS = re.compile(
    r"(?:no,? (?:thanks?(?: you)?|never ?mind|way)|never ?mind|i (?:don't know|do not know|won't|will not|can't|cannot|forgot"
    r"|would rather not|'?d rather not)\b.*|not (?:sure|telling|now)|okay|ok"
    r"|(?:i'm |i am )?(?:fine|good|great|well|okay|all right)(?:,? thanks?(?: you)?)?(?:,? and you| how are you)?"
    r"|that's (?:all|it|private)|none of your business)[.!?]*"
)
_TURNS = vocabulary("then back to left right clockwise anticlockwise counterclockwise past once twice turns")
"""How a combination is dialled."""
_SMALL = vocabulary("hundred and it's its is next last sixes") | {f"{word}s" for word in DIGITS}
_NUMERIC = {*_TURNS, *DIGITS, *TEENS, *TENS, *TIMES, *ALPHABET, *PAUSES, *SCALES, *_SMALL}
_DIGITS = re.compile(rf"(?:[^\w']*+(?:\d+|{'|'.join(_NUMERIC)}|[\w'])(?![\w'])){{1,8}}+[^\w']*+")
"""Matches up to eight words that are all a part of a number, or a single letter."""
_WHICH = re.compile(
    r"^(?:(?:and|then|the|my) )*(?:first|second|third|fourth|last|next|other|final) "
    r"(?:(?:bit|half|part|digits?|one|two|three|four|letters?)\b)?(?: is| are|'s)?"
)
"""Says which digits follow: "the second half is"."""
_SAID = "|".join(sorted({*DIGITS, *TEENS, *TENS, *TIMES}, key=len, reverse=True))
_OPENED = re.compile(
    r"\b(?:my|our|the|its?|her|his) (?:[\w']+ ){0,3}?"
    r"(?:pin|pass ?codes?|pass ?words?|codes?|combination|numbers?|card|account|digits?|safe|vault|locker|padlock|keypad)"
    r"(?: (?:number|code))?(?:'s| is| are| starts?| begins?| ends?| goes| with| like this)+"
    rf"(?P<told>(?:[ ,]+(?:{_SAID}|\d{{1,3}}|and|then|dash|uh|um)){{0,3}})[.,: ]*$"
)
"""Begins to tell a secret: "my pin is", "my pin starts with four"."""
_ANNOUNCED = re.compile(
    r"\b(?:tell|give|read|say|spell|dictate)\b.{0,20}?\b(?:my|our|the) (?:\w+ ){0,2}"
    r"(?:pin|pass ?codes?|pass ?words?|code|combination|number)\b[^?]*$"
    r"|\b(?:take|note|write|jot|remember|here's|here is|here comes|store|save)\b.{0,20}"
    r"\b(?:number|pin|(?:pass ?)?code|reference|zip|iban)\b[^?]*$"
    r"|\bmy (?:\w+ ){0,3}(?:pin|passcode|code|social|reference|zip|membership|card|number|account)\b[^?]{0,20}"
    r"(?:\bdigits|\bends? (?:in|with)|\b(?:starts?|begins?) with|\bready\??"
    r"|\b(?:parts|halves|pieces|groups|bits))$|\b(?:spell|dictate)\b.{0,12}\b(?:my|our|his|her|their) (?:\w+ )?(?:sur)?name\b"
    r"|\b(?:log|sign) (?:\w+ )?(?:in|on)\b|\bunlock\b|\b(?:connect|set up|join)\b.{0,20}\b(?:wi-?fi|router|vpn|network)\b"
    r"|\bopen the (?:safe|gate|shed|vault|lock\w*|key ?\w+)\b"
    r"|\b(?:disarm|reset|change) (?:\w+ ){1,3}?(?:password|passcode|pin|code|alarm)\b"
    r"|^(?:my|our|the) (?:\w+ ){0,3}?(?:pin|pass ?codes?|pass ?words?|code|combination"
    r"|(?:card|account|phone|policy) number)[.!]?$"
)
"""Says that a secret is about to be told, or will be needed: "I want to tell you my pin", "open the safe"."""


_HELP = re.compile(
    r"(?:\w+ ){0,2}\w+$|(?:help|order|book|fill|write|call|log|find|set up|plan|i (?:need|want|feel)|can you help)\b"
)
"""Matches a request in which the assistant has to ask for more, or a mere heading."""


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    """Kind → what a question is about whose answer is of it; kind → what a request is about that leads to such questions."""
    read = tomllib.loads(ASKED.read_text(encoding="utf-8"))
    return _compiled(read["question"]), _compiled(read["request"])


def _compiled(read: dict[str, str]) -> dict[str, re.Pattern[str]]:
    every = {kind: "|".join(" ".join(one.split()) for one in text.split(";")) for kind, text in read.items()}
    return {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in every.items()}


def kinds(messages: Sequence[Message]) -> list[str]:
    """Tell for each line what kind of answer it is to what was asked for before it; "" for one that is none."""
    found, asked, telling, about, row = [], "", "", "", 0
    for message in messages:
        kind, said = "", message.text.lower().replace("\u2019", "'").strip()
        if message.role == "assistant" and said:
            brief = said.endswith("?") and len(said.split()) <= ELLIPTIC and not _OFFERS.search(said)
            asked = asked_for(said[-LAST:]) or (telling or about) * brief
        elif message.role == "user":
            digits = _is_digits(said)
            opened = _OPENED.search(said[-LAST:]) if not _is_request(said, "") else None
            kind = asked if asked and not _is_request(said, asked) and not _REFUSALS.fullmatch(said) else ""
            kind = kind or ((telling or "number" * (row >= ROW)) if digits else "")
            kind = kind or ("credential" if opened and opened["told"].strip() else "")
            telling = kind or asked or "credential" * bool(opened or _ANNOUNCED.search(said[-LAST:]))
            about = _about(said[-LAST:]) if _HELP.match(said) else ""
            asked, row = "", row + 1 if digits else 0
        found.append(kind)
    return found


def _about(said: str) -> str:
    return next((kind for kind, pattern in _patterns()[1].items() if pattern.search(said)), "")


@lru_cache(256)
def asked_for(said: str) -> str:
    """Tell which kind the last sentences of the assistant ask for; "" where they ask for nothing of the user's."""
    for before, sentence in enumerate(reversed(_SENTENCE.findall(said)[-3:])):
        sentence = sentence.strip()
        offers = _OFFERS.search(sentence) is not None
        if (offers and not _CHOOSES.search(sentence)) or not (sentence.endswith("?") or _ENTREATS.search(sentence)):
            continue
        if _TO_YOU.search(sentence) or len(sentence.split()) <= ELLIPTIC:
            for kind, pattern in _patterns()[0].items():
                if pattern.search(sentence) and not (offers and kind not in LABELS):
                    return kind
            if offers:
                continue
            words = [word for word in re.findall(r"[\w']+", sentence) if word not in _OF_THINGS]
            about = next((_ABOUT[name] for word in words for name in subjects(word) if name in _ABOUT), "")
            return about or "identity" * (_OF_YOURS.search(sentence) is not None or (not before and _of_you(sentence)))
    return ""


def _of_you(sentence: str) -> bool:
    """Whether the last question is about the user, and not about what is to be done."""
    words = re.findall(r"[\w']+", sentence)
    about_life = not (_YOU.isdisjoint(words) or _OF_LIVES.isdisjoint(words))
    return sentence.endswith("?") and about_life and _OF_TASKS.isdisjoint(words)


def _is_request(said: str, asked: str) -> bool:
    return said.partition(" ")[0].strip(".,!?") in (_QUESTIONS if asked in _WORDS else _REQUESTS) or said.endswith("?")


def _is_digits(said: str) -> bool:
    return len(said) < LAST and _DIGITS.fullmatch(_WHICH.sub("", said)) is not None
