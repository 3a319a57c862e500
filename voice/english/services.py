"""Tells the requests that no language model could do either: they need a service, an account or a device that is not there.

"Play some jazz" wants a player, "will it rain" wants today's weather: a model could only talk about them. And "hold on" or
"asdf" wants nothing that anybody could do.
"""

import re

from voice.english.asking import normal
from voice.english.consent import consent
from voice.english.words import FIRST_PERSON, HESITATIONS, OTHER_PERSONS, STARTERS, TRAILING

ANSWERED = re.compile(
    r"^(?:why|if|explain|define|describe|compare|translate|summari[sz]e|sum up|write|draft|suggest|invent|imagine|"
    r"estimate|recipe|label|categori[sz]e|classify|real or fake|regex|code|program|plan|optimi[sz]e|work out|come up with|"
    r"shorten|reword|rephrase|help me (?:write|word|with)|compose (?!reply)|turn th|put it more|how (?:do|does|did|to|"
    r"should|long is)|who (?:invented|wrote)|is this|does the|would you call|at what|what (?:oven|wash|temperature|if)|"
    r"can you (?:make|reword|shorten)|give me (?:a|an|some|one)|tell me (?:an?|another|why|about (?!the (?:weather|"
    r"traffic|news|meeting)|my|activities)|the (?:history|story|meaning))|(?:make|create|plan) (?:me )?an? (?:plan|"
    r"itinerary|schedule|list|form|simple|script)|what (?:does|do|did|is an?|are|was|were|causes?|makes) (?!the|my|todays|"
    r"current|your|it|we|i|analysts|amd)|whats? (?:is )?(?:an?|the (?:meaning|definition|difference|history|origin|"
    r"purpose|capital|best|most|average|science)|music|snow|rain)(?! (?:like|today|tomorrow|now|way home|way to (?:get|go|"
    r"work|the|france))))\b"
)
"""How questions begin that a model does answer."""

ABLE = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|we|i)|are you able to|is it possible to) (?:(?:also|maybe|just) )*(?=(?:order|"
    r"reorder|buy|purchase|call(?! (?:you|it|this|that)\b)|phone|ring|dial|text|whatsapp|facetime|message|book|reserve)\b)"
)
"""How a service is asked for, or asked after: "can you order" a pizza."""

MEDIA = r"(?:music|songs?|albums?|playlists?|tunes?|tracks|jazz|rock|pop|rap|artist|band|lyrics|itunes|spotify|shuffle)"
GAME = r"(?:games?|chess|checkers|trivia|tic|role|guitar|piano|football|tennis)"
GOODS = (
    r"(?:tv|television|plugs?|sockets?|wemo|outlet|fans?|heat\w*|thermostat|oven|lights?|lamps?|blinds?|curtains?|garage|"
    r"doors?|cameras?|air con\w*|devices?|bulbs?|screen|computer|brightness|kettle|telly|radiator|boiler|sprinklers?|"
    r"blanket|immersion|hoover|humidifier|shutters?|shades|drapes|gate|windows?|washing machine|washer|dryer|projector|"
    r"alarm system|ac|cooker|stove|christmas (?:tree|lights)|scenes?|coffee (?:machine|maker|pot)|dishwasher|vacuum|roomba)"
)
SWITCHES = (
    r"(?:turn|switch|power|toggle|shut|set|open|close|lock|unlock|raise|lower|start|activate|arm|dim|brighten|change|make|put)"
)
LATER = (
    r"(?:(?:in|after|for) (?:the next )?(?:0|an?|half(?: an?)?|another 0) (?:seconds?|minutes?|hours?|mins?)|"
    r"at 0 (?:0 )?(?:[ap]m|[ap] m|o ?clock)|(?:at|after) (?:noon|midnight|sunset|sunrise)|tomorrow|tonight|later)\b"
)
STORY = r"(?:audio ?books?|chapter|book)"
OF_WEIGHT = r"(?=.*\bpounds?\b).*\b(?:kilos?|kilogram(?:me)?s?|kgs?|gram(?:me)?s?|ounces?|oz|stones?|tons?|tonnes?)\b"
"""What tells that pounds are no money: "one pound in kilos"."""
MONEY = r"(?:dollars?|euros?|pounds?|yen|rupees?|francs?|pesos?|usd|aud)"

ROOM = r"(?:(?:\w+ )?\w*room|kitchen|house|office|hall\w*|garage|attic|nursery|study|lounge)"
HOUSE = "see or control that"
CHORES = "clean or make coffee"
CLOCK = "do that with timers, alarms or reminders"

SERVICES = {
    "play podcasts": (r"\b(?:podcasts?|episodes?)\b",),
    "play audiobooks": (
        r"\baudio ?books?\b",
        r"^(?:start|resume|continue) (?:the )?reading\b",
        rf"^(?:play|resume|continue|listen to|start)\b.*\b{STORY}\b",
    ),
    "read or send email": (r"\b(?:e ?mails?|inbox|mail|gmail|outlook)\b", r"^(?:reply|compose)\b", r"\bunread messages\b"),
    "use social networks": (
        r"\b(?:tweets?|twitter|facebook|instagram|tiktok|linkedin|social media|status (?:on|to|update))\b",
    ),
    "do that later, only right now": (
        rf"\b{SWITCHES}\b.*\b{GOODS}\b.*\b{LATER}",
        r"^(?:be|stay|keep|remain|go|no|stop) (?:\w+ )?(?:quiet|silent|muted?|silence|talking|sound|"
        rf"noise)\b.*\b(?:{LATER}|(?:un)?till? )",
        rf"^(?:un)?mute\b.*\b{LATER}|^{SWITCHES}\b.*\b(?:sound|volume|audio)\b.*\b{LATER}",
        rf"^{LATER}.*\b{SWITCHES}\b.*\b{GOODS}\b",
        rf"^(?=.*\b{GOODS}\b).*\b(?:on|off|up|down|dim|open|close|lock|start|boil)\b.* (?:at 0$|{LATER}|(?:when|once|"
        r"as soon as) (?:i|we)\b)",
    ),
    CHORES: (
        r"^(?=.*\b(?:start|stop|run|pause|turn|switch|set|put|is|has|have|how|when|send|dock|clean|make|on|off|to|my|the|"
        r"need|want)\b).*\b(?:roomba|vacuum(?: cleaner)?|hoover|coffee (?:machine|maker|pot|time)|espresso|dishwasher)\b",
        r"\bstart (?:house )?clean\w*\b|^(?:clean|mop|sweep) (?:the|my|up)\b|^get the cleaning\b",
        r"\b(?:make|prepare|brew|like|have) (?:me |some |a |my |morning |cup of )*coffee\b",
    ),
    "play the radio": (r"\b(?:radio|fm|sirius|(?:radio )?stations? (?:that|playing|are))\b|^(?:tune|play the station)\b",),
    "play music": (
        rf"^(?:alexa |olly )?(?:after this |next )?play(?:ing)?\b(?!.*\b{GAME}\b)|^(?:listen to|shuffle|queue|replay|"
        r"stream|put on)\b",
        rf"\b(?:hear|listen to)\b.*\b{MEDIA}\b|^(?:id|i|lets|let us|let me)\b(?: \w+){{0,3}} (?:hear(?! you\b)|listen)\b|"
        r"^(?:skip|previous|next (?:song|track|one))\b",
        rf"\b(?:play|put|want|run|repeat|open|save|add|like|next|last|what|which|name of|find) .*\b{MEDIA}\b",
        r"^(?:music|songs?|playlist)\b",
        rf"\b{MEDIA} (?:is|was|on|off|next|called)\b|^who (?:sings?|sang|sung)\b|\b(?:youtube|netflix)\b",
    ),
    "make calls or send messages": (
        r"^(?:call|phone|ring|dial|text|whatsapp|facetime|message|redial|answer the (?:phone|call)|hang up)\b",
        r"\b(?:send|leave|read|check)(?: (?:an?|my|the|him|her|them|new|me))* (?:text|messages?|sms|voicemail|texts)\b|"
        r"\bmissed calls?\b",
    ),
    "look up contacts": (r"\bcontacts?\b|\bphone book\b|\b(?:phone|mobile|cell) number\b",),
    "look up or book rides, trains or flights": (
        r"\b(?:taxi|cab|uber|lyft|trains?|bus|buses|flights?|plane|tickets?|amtrak|airline|reservations?)\b|^(?:book|"
        r"reserve)\b",
        r"^(?:find|get) (?:me )?a ride\b",
    ),
    "see or change your calendar": (
        r"\b(?:calendar|appointments?|meetings?|agenda|(?:my|our) (?:\w+ )?(?:schedule|events?))\b",
        r"\b(?:upcoming|up coming|all|any|latest) events\b|\bevents (?:do|coming)\b|^(?:what am i doing|what do i have)\b|"
        r"^do i have any",
        r"^(?:add|delete|remove|cancel|create|schedule|set|erase)\b.*\b(?:events?|party|wedding|conference|holiday)\b",
    ),
    CLOCK: (r"\b(?:timers?|alarms?(?! (?:system|panel))|stopwatch|remind|reminders?|reminding)\b",),
    "tell the traffic or find the way": (
        r"\b(?:traffic|commute|directions|route|navigate|(?:fastest|quickest|best) way (?:to|home))\b|^(?:take me|"
        r"drive) to\b",
        r"\bwhat street\b",
    ),
    "order anything": (
        r"^(?:i (?:want|need|would like) to )?(?:order|buy|purchase|reorder)\b|\bmy (?:food|order|dinner order|package|"
        r"chinese food)\b",
        r"\b(?:take ?away|take ?out|delivery|deliver(?:s|ed)?|catering)\b",
    ),
    "tell prices or exchange rates": (
        r"\b(?:stocks?|share price|exchange|dow jones|nasdaq|bitcoin|trading at|price of (?:gas|gold|oil|petrol))\b",
        rf"^(?!{OF_WEIGHT}).*\b{MONEY}\b.*\b(?:in|into|against|equals|rates?|to (?:us )?{MONEY})\b",
    ),
    "tell the news": (r"\b(?:news|headlines?|new york times|the scores?|who won the(?!.* 0\b)|(?:did|has) the \w+ win)\b",),
    "tell what is near here or on tonight": (
        r"\b(?:near(?:est|by)?|closest|around me|local (?:events|bars?)|theat(?:re|er)s?|cinemas?|concerts?|"
        r"restaurants?)\b",
        r"\bin my (?:area|city|town|neighbou?rhood)\b|\b(?:movies?|events?|shows?) (?:are )?(?:playing|happening|tonight|"
        r"today|this)\b",
    ),
    HOUSE: (
        rf"^(?:un)?(?:mute|pause|arm|disarm|preheat|dim|brighten|ring|stop|show|raise|bring|crank|activate)\b.*\b{GOODS}\b",
        r"^activate\b|\b(?:robot|vacuum)\b.*\b(?:dock|base|home)\b",
        r"\b(?:make|set) (?:it|the \w+|this room) (?:\w+ )?(?:warm|cool|hott|cold)er\b",
        rf"\b(?:temperature|how (?:hot|cold|warm|cool) is it) (?:inside|indoors|in (?:here|this room|(?:the|my) {ROOM}))\b",
        r"^(?:turn|switch|power) (?:on|off) (?:the|my|all|every)\b(?!.*\b(?:flashlight|torch|wi ?fi|bluetooth|phone|"
        r"subtitles)\b)",
        r"^(?:turn|switch) (?:the|my|all|every) (?:\w+ ){1,3}(?:on|off)$",
        rf"\b{SWITCHES}\b.*\b{GOODS}\b",
        rf"\b{GOODS} (?:on|off|to 0|up|down|halfway|at)\b",
        r"^(?:make|set) (?:it|the temperature) (?:to )?0|temperature to 0 degrees\b",
        rf"^(?:is|are|did i leave|whats? (?:is )?the|how many) .*\b{GOODS}\b.*\b(?:on|off|open|closed|locked|set to|running)\b",
    ),
    "find your things": (r"\b(?:find|where(?:s| is| are)|locate) my (?:phone|keys|wallet|tablet|watch|glasses)\b",),
    "tell where you are": (r"^where am i\b|\b(?:my|current) (?:location|position)\b",),
    "take pictures": (r"\b(?:take|snap)(?: me)? (?:a|my|the) (?:picture|photo|selfie)\b|\bscreenshot\b",),
    "tell the weather": (
        r"\b(?:weather|forecasts?|rain(?:ing|y|s|ed)?|snow(?:ing|y|s)?|umbrella|sun(?:ny|block|screen|rise|set)|cloudy|"
        r"overcast|windy)\b",
        r"\b(?:fog(?:gy)?|drizzl\w+|(?:thunder)?storms?|stormy|humid(?:ity)?|raincoat|jacket|coat|shorts|layers|climate)\b",
        r"\b(?:hot|cold|warm|nice|wet|dry|cool|chilly) (?:is it|outside|out|today|tomorrow|tonight|at|on|this)\b|"
        r"\blike outside\b",
        r"\btemperatures? (?:outside|out|today|tomorrow|tonight|now|this|in (?!the oven)|be)\b|"
        r"^(?:whats? (?:is )?)?the temperature$",
        r"\bhow (?:hot|cold|warm|wet|windy) (?:will|is it|was it|does it)\b|\bgloves\b",
        r"\bwill (?:it|i)\b.*\b(?:hot|cold|warm|wet|dry|chilly|freez\w+|degrees)\b",
    ),
}
"""What is asked for → the words by which it is known. The first kind that is found counts."""

SMALL = STARTERS | TRAILING | FIRST_PERSON | OTHER_PERSONS
ASKS = re.compile(
    r"(?:what|which|who|whose|where|when|why|how|is|are|was|were|do|does|did|can|could|will|would|should|tell|give|show|"
    r"write|explain|define|describe|translate|compare|summari[sz]e|suggest|recommend|teach|name|list|draft|compose|solve|"
    r"prove|imagine|help|find|make|plan|recite|sing|pretend|read)(?:'?s|'re)?"
)
"""How a question or a request begins, of which two words may be enough."""
REACTION = re.compile(
    r"(?:(?:wait|hold on|hang on|hold it|one|a|just a|just one|give me a|moment|second|sec|minute|min|please|now|then|"
    r"later|again|let me (?:think|see)|never mind|not now|uh huh|mm|mhm|hm+|um+|uh+|er+m?|oh|ah|aha|ooh|wow|well|so|right|"
    r"really|seriously|maybe|perhaps|probably|possibly|i see|i guess|i think|i (?:do not|don't|dunno) know|i don't care|"
    r"dunno|nothing|whatever|anyway|interesting|cool|nice|great|fine|good|bad|blah|lol|ha|haha|and|but|or|what|why|who|"
    r"how|when|where|which|hey|look|listen|you know|me|who cares|what now|why not|how so|if you say so|are you sure|the|"
    r"it|that|this|what is|what's) ?)+"
)
"""What people say by the way, which is no question without what was before."""

PATTERNS = {what: re.compile("|".join(patterns)) for what, patterns in SERVICES.items()}

AT_HOME = {HOUSE, CHORES}
"""What is asked of a home that can be asked: Home Assistant does it."""


def service(text: str) -> str | None:
    """Say what a request wants that no model has ("play music"); None where a model might help."""
    asked = " ".join(normal(text))
    if ANSWERED.search(asked):
        return None
    asked = ABLE.sub("", asked)
    return next((what for what, pattern in PATTERNS.items() if pattern.search(asked)), None)


def is_reaction(text: str) -> bool:
    """Whether a text is what people say by the way: "hmm", "let me think", "nothing"."""
    return REACTION.fullmatch(text) is not None


def is_asked(text: str) -> bool:
    """Whether a text asks or tells enough that a model could answer it: not "yes", "hold on", "banana" or "asdf"."""
    words = [word for word in re.findall(r"[\w']+", text.lower().replace("\u2019", "'")) if word not in HESITATIONS]
    said = " ".join(words)
    if len(words) < 2 or REACTION.fullmatch(said) or not consent(said).rest:
        return False
    if ASKS.fullmatch(words[0]):
        return True
    small = sum(word in SMALL for word in words)
    return len(words) > 2 and 0 < small < len(words)
