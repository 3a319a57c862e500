"""Reads what a request about lights says word by word, in whatever order, where every one of its words is known.

What is to be done and to which lights is put into a sentence that Home Assistant's sentences know. A word that is not known, a
question, or two things that contradict each other, and it says nothing: a condition or an exception is never passed over.
"""

import re
from collections.abc import Iterator, Mapping

from voice.english.words import vocabulary
from voice.skills.reading.any_order import PERCENT, QUESTION, AnyOrder, Said

COLORS = "white red orange yellow green blue purple pink turquoise"
WHITES = "warm white|soft white|cold white|cool white|bright white|neutral white|natural white|daylight|candle light"
MEANINGS: Mapping[str, str] = {
    "about": (
        "light|lights|lamp|lamps|bulb|bulbs|light bulb|light bulbs|brightness|illumination|tone|glow|intensity|luminosity"
        "|luminance|light up|too much light|too much brightness|not enough light|wattage|light's|lamp's|light level"
        "|brightness level|light intensity|lumens|no light|no lights|no more light|no more lights|another color"
        "|different color|a new color|another light|different light|different lights|have light|have some light|have lights"
        "|have more light|add light|add some light|add more light"
    ),
    "off": (
        "off|out|kill|extinguish|deactivate|disable|cut|close|shut|shutting|fade out|blow out|pitch dark|completely dark"
        "|totally dark"
    ),
    "unwanted": (
        "no light|no lights|no more light|no more lights|don't want|don't need|do not want|do not need|don't want any"
        "|do not want any|don't need any|do not need any|no longer need|no longer want|no need for"
        "|do not keep|don't keep|do not leave|don't leave"
    ),
    "dark": "dark|darkness",
    "too dark": "too dark|so dark|very dark|pretty dark|really dark",
    "on": "on|illuminate|lit|light up|activate|enable|open|let there be|hit",
    "up": (
        "brighter|brighten|bright|up|raise|increase|boost|higher|lighten|lighter|more|stronger|enhance|intensify|raising"
        "|too dim|too low|too weak|so dim|not bright enough|not enough|gloomy|isn't enough|is not enough|not enough light"
        "|more bright|brightening|increasing|increased|raised|brightened"
        "|have more light|add light|add some light|add more light|double|twice as bright"
        "|less dark|less dim|less gloomy|not so dark|upgrade|strengthen|amplify"
    ),
    "down": (
        "mellow|dim|dimmer|dimmed|darken|darker|down|drop|reduce|decrease|lower|lessen|soften|softer|soft|less|low|fade|minimize|gentle"
        "|subdued|too bright|too strong|too harsh|too high|so bright|very bright|pretty bright|really bright|less bright"
        "|less strong|less intense|hurts my eyes|hurt my eyes|hurting my eyes|blinding|blinding me|dazzling|dazzling me"
        "|hurts|hurting|hurts me|hurting me|way too bright|far too bright|much too bright|too much light"
        "|too much brightness|turn low|dimming|lowering|reducing|reduced|lowered|decreased"
        "|more dim"
    ),
    "softly": "not so bright|not too bright|not as bright|not that bright",
    "color": (
        "color|colors|colored|hue|shade of|tint of|color temperature|random color|a random color|random colors|any color"
        "|some color|a new color|another color|different color|different colors|new color|other color"
        "|another light|different light|different lights|different colored"
    ),
    "bare": "dim|low|bright",
    "other": "a lighter",
    "be": "is|are|it's|that's|there's|gets|getting|has",
    "sure": "make sure|ensure|be sure|see that|see to it",
    "by": "by",
    "all": (
        "all|every|everything|everywhere|all of|each|whole|entire|house|home|every room|all rooms|flat|apartment|place"
        "|throughout|all over|every single"
    ),
    "wish": (
        "needs|have light|have some light|have lights"
        "|show me|want|need|and need|and i need|give|get|i'd like|i would like|would like|we'd like|can i have|can we have"
        "|could use|could do with"
        "|please have"
    ),
    "": (
        "their|too much|from|into|inside|them|switch|switching|switched|change|changing|changed|do|leave|flip|throw|shine"
        "|show|start|i feel like|i'm in the mood for|mind|can't see|room|around|slowly|gradually|gently|quickly|nice and"
        "|nicely|power|tone|shade|glow|again|back|as well|with|shining|looking|look|looks|appear|become|today|paint|tint|dye"
        "|can not see|cannot see|where i am|where i'm|i'm in|around here|over here|around me|area|setting|settings|cannot"
        "|can't see anything|cannot see anything|immediately|completely|fully|entirely|percentage|mode|ambient|lighting"
        "|to read|i am reading|i'm reading|bed time|movie time|dinner time|going to bed|i am going to bed"
        "|i'm going to bed|to see|to work|to study|to sleep|to cook|to relax|so i can read|so i can see"
        "|so i can sleep|so i can work"
        "|for reading|for studying|for dinner|what about|how about|nice|great|better|i think|think|anymore"
        "|save|saving|energy|electricity|still"
        "|any more|any longer|for movie|for movies|for the movie|for a movie|for movie night|for the party|for christmas"
        "|for halloween|push|for the night|for bed|for bedtime|for now|for a while|for a bit|for the moment"
    ),
}
"""What is said → the ways to say it; what says nothing is under ""."""
SEEN = {
    "bright", "brighter", "brighten", "dim", "dimmer", "dimmed", "darker", "darken", "dark", "darkness", "gloomy", "illuminate",
    "lit", "lighten", "lighter", "hue",
}  # fmt: skip
"""Words that are about light alone, though no light is named."""
COMPARED = {"brighter", "dimmer", "darker", "lighter", "softer", "higher", "lower", "more", "less"}
"""Words with which per cent are those by which something changes, and not what it is set to."""
VALUES: Mapping[str, str] = {
    "100 percent": (
        "full|fully|max|maximum|brightest|highest|full blast|full power|as bright as possible|as bright as it goes"
        "|as bright as it gets|as bright as they go|as bright as it can|all the way up|as high as possible|max out"
    ),
    "1 percent": (
        "min|minimum|lowest|dimmest|as dim as possible|as low as possible|as dark as possible|all the way down"
        "|as dim as it goes"
    ),
    "50 percent": "half|halfway|half way|medium|half of|the middle",
    "25 percent": "quarter|1 quarter",
    "33 percent": "third|1 third",
    "67 percent": "2 thirds",
    "75 percent": "3 quarters",
    "warmer": "warm|warmer|cozy|cosy|relaxing|relaxed|calm|calming|romantic",
    "cooler": "cool|cooler|cold",
    "daylight": "day light|natural|natural light|natural daylight",
    "candle light": "candlelight",
    **{color: color for color in (*COLORS.split(), *WHITES.split('|'))},
    "purple": "purple|violet|lilac|lavender",
    "turquoise": "turquoise|cyan|aqua|teal",
}
"""What lights can be set to → the ways to say it."""
DONE = vocabulary("make set turn change put switch want need let give bring use have should")
"""Words of what is to be done: "today the lights are red" only tells of it."""
ASKED = re.compile(
    rf"(?:is|are|am|will (?:it|there|they)|what(?! about)|how(?! about)|have (?:you|i|we|they)|do (?!you mind|it|the|not)\w+"
    rf"|{QUESTION})\b"
)
"""How what asks or only tells something begins."""

STATED = re.compile(
    r"^(?:it's|it is|this is|(?:the|this|my) (?:room|place|lights?|lamps?|house)(?:'s| is| are)) (?:(?:way|far|much|a bit"
    r"|a little) )?"
    r"(?:(?:too|so|very|really|quite|pretty) )?(?P<how>dark|dim|gloomy|bright|strong|low)(?: in here| here)?(?: so| and)? "
    r"(?=(?:please )?(?:make|turn|dim|brighten|lower|raise|reduce|increase|decrease|switch|put|bring|set|give|get)\b)"
)
"""What is told of the light before it is said what to do: "the room is dim, make it bright"."""
STILL = re.compile(
    r"^(?:(?P<lights>(?:the |my )?(?:\w+ )?(?:lights?|lamps?)) (?:is|are) (?:still )?(?:on|off|lit)|"
    r"there (?:is|are) (?:still )?(?P<there>lights?) (?:still )?on)(?P<where> in .+?)?(?: so| and| but)? "
    r"(?P<deed>(?:please |can you |could you )*(?:turn|switch|shut)) (?:them|it|that|those)(?: all)? (?P<to>on|off)"
)
"""Lights of which it is told how they are before it is said what to do: "the lights are still on, turn them off"."""
LIGHT = re.compile(r"\b(?:lights?|lamps?)\b")
FROM = re.compile(rf"\bfrom (?:{'|'.join(COLORS.split())}|{WHITES}|on|off|\d+(?: percent)?) (?=to\b)")
"""What lights are before they are changed."""
LEAVE = re.compile(
    r"\b(?:(?:give|get|show|see)(?: \w+)? the (?:green|red|amber)|(?:have|got) (?:a|the) green) light\b|"
    r"^(?:(?:so|and|well|but|oh) )*(?:i|we|you|they|he|she)(?:'ve|'d)? (?:just |already |only )?"
    r"(?:(?:have|has|had|got)(?! to\b)|turned|switched|left|kept|keep|put)\b|\b(?:my|your|his|her|our|whose) turn\b"
)
"""What is said of lights and asks for nothing: to be given "the green light" is to be allowed something."""
READER = AnyOrder(MEANINGS, VALUES)


def lights_said(text: str, targets: Mapping[str, str], here: bool) -> Iterator[str]:
    """Say a request about lights in a plain sentence, if all of it is understood.

    `targets`: what the house has, by name: "light", "area", "floor", or "" for what is no light. `here`: whether lights without
    a room are those of a room that is known.
    """
    if still := STILL.match(text):
        text = f"{still['deed']} {still['to']} {still['lights'] or still['there']}{still['where'] or ''}{text[still.end() :]}"
    text = STATED.sub(lambda told: LIGHT.findall(told[0])[0] + " " if LIGHT.search(told[0]) else "", FROM.sub("", text))
    no_request = ASKED.match(text) or LEAVE.search(text)
    said = None if no_request else READER.read(text, targets, max(map(len, map(str.split, targets)), default=0))
    if said is None or len(said.named) > 1:
        return
    target = "".join(said.named)
    kind = targets.get(target, "any")
    if kind and _is_of_light(said, kind) and (done := _done(said, kind)):
        yield _sentence(done, target, kind, every="all" in said.meanings or not here)


def _is_of_light(said: Said, kind: str) -> bool:
    """Tell whether a light is named, or something that only lights have: the color of a room, a warm white."""
    of_white = not said.values.isdisjoint(WHITES.split("|")) or (kind == "area" and "color" in said.meanings)
    return kind == "light" or of_white or "about" in said.meanings or not said.words.isdisjoint(SEEN)


def _done(said: Said, kind: str) -> str:
    """Say what is to be done: "off", "up 20 percent", "to red"; "" where that is not clear or contradicts itself."""
    meant, ways = said.meanings, {way for way in ("up", "down") if way in said.meanings}
    told = "be" in meant and "sure" not in meant
    if "softly" in meant:
        ways.add("" if told else "down")
    off = meant & {"off", "unwanted"}
    if "other" in meant or len(said.values) > 1 or len(off) > 1 or (off and (said.values or ways)):
        return ""
    if off:
        return "" if told or ("off" in off and "on" in meant) else "off"
    if told and said.values and said.words.isdisjoint(DONE):
        return ""
    for value in said.values:
        if not value.endswith(PERCENT):
            return "" if ways or "dark" in meant else f"to {value}"
        more = not said.words.isdisjoint(COMPARED)
        if more and not said.words.isdisjoint(["to", "at"]):
            return ""
        if more or "by" in meant:
            return f"{ways.pop()} {value}" if len(ways) == 1 else ""
        return f"to {value}"
    if ways and "color" in meant:
        return "change"
    if ways:
        agree = "dark" not in meant or (told and ways == {"up"})  # "it's dark, more light"
        return ways.pop() if len(ways) == 1 and agree and not (told and "bare" in meant) else ""
    if "color" in meant:
        return "change"
    if "too dark" in meant or ("dark" in meant and told):
        return "on" if "on" in meant or (kind in ("area", "floor") and "about" not in meant) else "up"
    if "dark" in meant and "on" not in meant:
        return "off"
    return "on" if meant & {"on", "wish"} and (not told or "dark" in meant) else ""


def _sentence(done: str, target: str, kind: str, every: bool) -> str:
    """Say what is to be done in words of the house's sentences; `every`: all lights of the house, not those of this room."""
    verb, _, value = done.partition(" ")
    named = {"light": f"the {target}", "area": f"the {target} lights", "floor": f"the lights on {target}"}
    lights = named.get(kind, "the lights")
    level = {"area": f"the lights in the {target}", "floor": f"the {target} brightness"}.get(kind, lights)
    if verb in ("on", "off"):
        there = f"all lights on the {target} floor" if kind == "floor" else level
        return f"all lights {verb}" if kind == "any" and every else f"turn {verb} {there}"
    if verb == "change":
        return f"change the color of {lights}"
    if verb == "to" and value.endswith(PERCENT):
        return f"set {level} to {value}"
    if verb == "to":
        return f"make {f'the {target}' if value in COLORS.split() and kind in ('area', 'floor') else lights} {value}"
    return f"{'brighten' if verb == 'up' else 'dim'} {lights}" + (f" by {value}" if value else "")
