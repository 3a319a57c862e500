"""Reads what a request about the volume says word by word, in whatever order, where no sentence knows it."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from voice.english.spellings import words
from voice.english.words import vocabulary
from voice.skills.reading.any_order import PERCENT, QUESTION, AnyOrder, Said

if TYPE_CHECKING:
    from voice.skills.matcher import Found

LONGEST_TEXT = 100
"""Characters of the longest request that is read."""
MEANINGS: Mapping[str, str] = {
    "about": (
        "no sound|no noise|no more sound|no more noise|don't want any sound|do not want any sound|don't want to hear any sound"
        "|do not want to hear any sound|volume|sound|audio|speaker|speakers|voice|loudness|noise|sound level"
        "|volume level|sound volume|speak up|talk louder|speak low|talk low|low voice|voice low|voice down"
        "|stop talking|stop speaking|no more talking|sound on mute|volume on mute|speaker on mute|speakers on mute"
        "|shut your mouth|zip it|close your mouth"
    ),
    "up": (
        "up|raise|increase|boost|higher|louder|louder than|make it loud|volume loud|be loud|play louder|more loudly|more"
        "|amplify|crank"
        "|pump|too quiet|too low|too soft|so quiet|so soft|can't hear|cannot hear|can not hear|can hardly hear"
        "|can barely hear|hardly hear|barely hear|not loud enough|less quiet|speak up|so quietly|too quietly|too softly"
        "|so softly|very softly|too faint|so faint|too silent|a little higher"
        "|want to hear you|trouble hearing|hard to hear|difficult to hear|struggling to hear|struggle to hear|hard of hearing"
        "|didn't hear|did not hear|couldn't hear|unable to hear|not able to hear|can't really hear|more loud|not hear"
        "|speak loudly|talk loudly|speak loud|talk loud|talk louder|raised|increased|turned up|not enough"
    ),
    "down": (
        "down|lower|reduce|decrease|quieter|more quietly|softer|more softly|quietly|softly|less|drop|soften|diminish|too loud"
        "|too noisy|too high|so loud|so loudly|so noisy|noisy|really loud|very loud|pretty loud|quite loud|extremely loud"
        "|less loud|less loudly|less noisy|stop talking so loud|stop speaking so loud"
        "|not so loud|not as loud|not that loud|don't talk so loud|do not talk so loud"
        "|don't speak so loud|do not speak so loud|don't be so loud|do not be so loud|don't talk so loudly"
        "|don't speak so loudly|not be so loud|hurting my ears|hurts my ears|hurt my ears|my ears hurt|in a whisper"
        "|that's loud|you're loud|you are loud|calm your voice"
        "|too loudly|way too loud|far too loud|much too loud|whisper|hush|hush up|deafening|inside voice|indoor voice"
        "|use your inside voice"
        "|use your indoor voice|lowered|reduced|decreased"
        "|calm down|more quiet|more soft|tone|lessen|turn low|speak low|talk low|low voice|voice low|voice down"
    ),
    "off": (
        "mute|muted|silent|silence|no sound|no noise|no more sound|no more noise|off|disable|deactivate|shut down|kill|cut"
        "|want quiet|need quiet|want it quiet|need it quiet|want silence|need silence"
        "|don't want to hear you|do not want to hear you|don't want to hear anything|do not want to hear anything"
        "|don't want to hear any sound|do not want to hear any sound|don't want any sound|do not want any sound"
        "|sound on mute|volume on mute|speaker on mute|speakers on mute|shut your mouth|zip it|close your mouth"
        "|stop talking|stop speaking|no more talking|stop making|without|stay quiet|keep quiet|remain quiet|be quiet"
    ),
    "on": (
        "unmute|off mute|mute off|the mute off|back on|sound on|hear you again|talk again|talking again|speak again"
        "|speaking again"
    ),
    "by": "by|points|notch|notches|step|steps|click|clicks",
    "double": "twice as loud|double|doubled",
    "half": "half as loud|in half|by half|halve|halved",
    "change": "change|changed|adjust|adjusted|different|reset|normal|comfortable|where it was|what it was",
    "again": "again|back",
    "": (
        "yourself|right|shh|i'm deaf|i am deaf|on|is|was|were|are|it's|that's|you're|need|needs|want|like|i'd like|get|talk"
        "|speak|talking|speaking"
        "|talk to me|speak to me|play|playing|say|sounding|a notch|one more|than|up to|down to|as|music|song|songs|output"
        "|system|media|device|for a while|for a bit|for a moment"
        "|switch|shut|activate|enable|into|mode|because|but i|setting|settings|current|present|its"
        "|said|what you said|completely|entirely|totally|fully|immediately|instantly|slowly|gradually|anything|properly|well"
        "|clearly|nice|great|better|having|i'm|am|to about|to around|to roughly|at about|at around|with|give|saying"
        "|what you're saying"
        "|what you are saying"
        "|what you say"
    ),
}
"""What is said → the ways to say it, for what the sentences do not know; what says nothing is under ""."""
VALUES: Mapping[str, str] = {
    "100 percent": (
        "max|maximum|maximize|maximise|max out|max it out|top|highest|full|loudest|full blast|all the way up"
        "|as loud as possible|as loud as you can"
    ),
    "0 percent": "min|minimum|minimise|lowest|all the way down|nothing",
    "75 percent": "to high|at high|on high",
    "25 percent": "to low|at low|on low",
    "50 percent": "half|halfway|half way|medium|middle",
}
"""What the volume can be set to → the ways to say it."""
ONE_THING: Mapping[str, dict[str, Any]] = {
    "up": {"change": "up"}, "down": {"change": "down"}, "off": {"change": "mute"}, "on": {"change": "up"},
    "double": {"times": 2}, "half": {"times": 0.5}, "change": {"change": "ask"},
}  # fmt: skip
"""What is meant → its slots."""
HEARD = {
    "louder", "loud", "loudly", "quieter", "quiet", "quietly", "softer", "softly", "noisy", "mute", "muted", "unmute", "silent",
    "silence", "hear", "hearing", "ears", "whisper", "indoor",
}  # fmt: skip
"""Words that are about the volume though it is not named."""
TELL = re.compile(r"(?:is|are|what|what's|how|how's|tell me (?:what|how))\b(?!.*\b(?:too|so)\b)")
"""How what asks for the volume begins."""
TOLD = {"is", "was", "are", "were", "it's", "that's", "you're"}
DONE = vocabulary("turn speak talk lower raise increase reduce decrease make put set bring switch should needs")
"""Words of what is to be done: "the volume was up" only tells of it."""
NO_REQUEST = re.compile(
    r"(?:make|turn|get|bring) (?:me|us)\b|"
    r"play (?:turn|pump|crank|bring|raise|lower|reduce|increase|drop|mute|volume)\b|"
    r".*\b(?:than (?!this|that|it|before|now)\w+|words)\b|"
    r"(?:i|we|you|they|he|she)(?:'ve|'d)? (?:have|has|had|turned|left|kept|put|set) (?:the|my|it|up|down)\b|"
    r"(?:.* )?(?:my|your|his|her|our|whose) turn\b|"
    rf"(?:do|{QUESTION})\b"
)
OF_A_PLACE = re.compile(
    r"(?:it's|it is|this place is) (?:so|very|really|pretty|quite) quiet(?: (?:in )?(?:here|there|this room))?"
)
"""What is told of a room where nobody speaks."""
READER = AnyOrder(MEANINGS, VALUES)
ASKING = AnyOrder(
    {
        "about": (
            "volume|loudness|sound level|volume level|muted|on mute|how loud|how quiet|sound on|audio on|sound off|audio off"
            "|sound up|sound down|speaker on|speakers on"
        ),
        "": (
            f"{MEANINGS['']}|what|what's|how|how's|tell me|high|low|up|down|on|off|max|maximum|sound|audio|speaker|speakers"
        ),
    },
    {},
)


def in_any_order(text: str) -> dict[str, Any] | None:
    """Read a request that no sentence knows, but every word of it; None for what is none, or contradicts itself."""
    if TELL.match(text):
        asked = ASKING.read(text)
        return {} if asked and "about" in asked.meanings else None
    said = None if NO_REQUEST.match(text) or OF_A_PLACE.fullmatch(text) else READER.read(text)
    if said and said.words & TOLD and said.words & {"up", "down", "off", "on", "was", "were"} and said.words.isdisjoint(DONE):
        return None
    return _wanted(said) if said and ("about" in said.meanings or not said.words.isdisjoint(HEARD)) else None


def found(text: str) -> "Iterator[Found]":
    """Give what a request in any order is, as the matcher gives what it finds."""
    from voice.skills.matcher import Found

    said = " ".join(words(text)) if len(text) <= LONGEST_TEXT else ""
    if said and (slots := in_any_order(said)) is not None:
        yield Found("volume", list(slots.items()), True, 0, said, ())


def _wanted(said: Said) -> dict[str, Any] | None:
    """Find what is to be done; None where that is not one thing."""
    meant = said.meanings & ONE_THING.keys()
    if "change" in meant and said.words.isdisjoint(["volume", "loudness"]):
        return None  # another voice, other speakers
    if len(meant) > 1 or said.values:
        meant -= {"change"}  # "adjust the volume down", "to low"
    if "half" in meant:
        meant -= {"down"}  # "lower it by half"
    if not meant and "back" in said.words:
        meant = {"on"}
    if not said.values:
        return ONE_THING[meant.pop()] if len(meant) == 1 else None
    if len(said.values) > 1 or len(meant) > 1 or meant - {"up", "down"}:
        return None
    level = round(float(next(iter(said.values)).removesuffix(PERCENT)))
    if "by" in said.meanings or (meant and said.words.isdisjoint(["to", "at"])):
        return {"change": meant.pop(), "by": level} if meant else None
    return {"value": level}
