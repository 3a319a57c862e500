"""Tells why a request was refused: a language model would help, a skill is meant in words that it does not know, or neither.

A model helps with what is asked of the world or of language: knowledge, explaining, writing, translating, advice, chatting,
reasoning. It does not help with what this device does itself, nor with what it alone knows ("is there anything still on").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from voice.english.asking import normal
from voice.english.remarks import remark
from voice.english.services import CLOCK, is_asked, service
from voice.english.words import vocabulary

SIGNAL = "refusal"
"""The signal of a route that tells why nobody answers."""
CALLED = {
    "alarm_set": "alarms", "reminder_set": "reminders", "timer_set": "timers", "arithmetic": "sums", "lists": "lists",
    "volume": "the volume", "convert": "conversions", "home": "your home", "date": "dates", "time": "the time",
}  # fmt: skip
"""Skill → what it is about."""


@dataclass(frozen=True, slots=True)
class Refusal:
    kind: Literal["model", "skill", "service", "home", "part", "unclear"]
    """What would have helped: a language model; other words for a skill; an account or a device; Home Assistant; to ask for a
    part of it alone; nothing that is known."""
    about: str = ""
    """The skill, what a service is wanted for ("play music"), or the part that was understood."""

    @property
    def reason(self) -> str:
        """Why, for people, without a full stop."""
        match self.kind:
            case "model":
                return "a language model would help, and none can be asked"
            case "skill":
                return f"it seems to be about {CALLED[self.about]}, in words that no skill knows"
            case "service":
                return f"nothing here can {self.about}"
            case "home":
                return "Home Assistant does such things, and it is not set up"
            case "part":
                return "only a part of it was understood, so nothing was done"
        return "it was not understood"


_LEAD = re.compile(
    r"^(?:(?:and|so|but|no|yes|well|ok|okay|then|now|also|please|alright|actually|sorry|oh|hmm|still|fine|can you|"
    r"could you|would you|will you|can we|could we|i want you to|id like you to|try to|just) )+(?=\w)"
)
"""What may stand before anything that is asked."""
_LANGUAGES = (
    "french|german|spanish|italian|japanese|chinese|mandarin|russian|polish|portuguese|dutch|latin|greek|welsh|irish|"
    "swedish|danish|norwegian|finnish|turkish|arabic|hindi|urdu|korean|thai|hebrew|english"
)
_TEXT = (
    r"(?:facts?|jokes?|story|stories|riddle|poem|tips?|advice|ideas?|examples?|recipes?|quotes?|reasons?|synonyms?|summary|"
    r"compliment|overview|essay|haiku|names? for|suggestions?|puzzle|definition|brief|outline|itinerary|menu|explanation|"
    r"pep talk|fairy tale|legend|slogan|rhyme|plan|schedule|letter|essay|speech|template|caption|article|routine|workout)"
)
_SET_HERE = r"(?:timers?|alarms?|reminders?|lists?|volume|lights?|bit|little|moment|minutes?|seconds?|hours?|room|note)"
_NOT_HERE = rf"(?!.*\b{_SET_HERE}\b)"
_NOT_OURS = r"(?!(?:my|the) (?:timers?|alarms?|reminders?|lists?|shopping|volume|lights?|to do)\b)"
"""What such a request must not be of, since this device has it."""
_WORDS = (
    r"(?:explain|define|describe|compare|contrast|translate|summari[sz]e|sum up|rewrite|reword|rephrase|paraphrase|"
    r"shorten|proofread|compose|invent|imagine|pretend|brainstorm|recommend|suggest|advise|recite|entertain|amuse|"
    r"estimate|prove|classify|categori[sz]e|debug|critique|teach|debate|discuss|persuade|rank|outline|generate|"
    r"critici[sz]e|solve|review|analy[sz]e|recap|evaluate|interpret|refactor|implement|deploy|optimi[sz]e|prioriti[sz]e|"
    r"organi[sz]e|correct|capitali[sz]e|abbreviate|integrate|differentiate|factor|illustrate|predict|guess|assess|"
    rf"elaborate|conjugate|improve|fix|simplify) {_NOT_OURS}",
    rf"(?:write|draft|design|code) (?!it|that|this|down\b){_NOT_OURS}",
    r"(?:make|think) (?:up|of) (?:an?|some)\b|think (?:through|about|step)|come up with|work out (?!.*\b0\b.*\b0\b)",
    rf"(?:create|build|make|develop|prepare) (?:me |us )?(?:an?|the|my|our|some) {_NOT_HERE}",
    rf"(?:set up|put together|lay out) (?:an?|the|my|our) {_NOT_HERE}",
    rf"give (?:me|us) {_NOT_HERE}(?:an?|some|the|0)(?: \w+)? (?!or\b|of\b)(?:\w+ )?(?:for|of|to|that|with|about|in)\b",
    r"(?:walk|talk|guide|take) (?:me|us) through|turn .* into|(?:make|finish|continue|complete|swap|change|fill in|delete|"
    r"replace|find) (?:the|this|that|a) (?:bugs?|words?|sentence|story|poem|song|verb|adjectives?|grammar|paragraph|text|"
    r"essay|function)\b",
    r"(?:pick|choose|decide) (?:between|the (?:right|correct|best))|(?:true or false|spam or|positive or negative|"
    r"real or fake)\b",
    r"show (?:me |us |that )?(?:how|the code|an? example|that)\b|draw conclusions|boil .* down|pros and cons|"
    r"difference between",
    r"help (?:me|us) (?!up\b|get up\b|wake|remember)|plan (?:out|an?|my|our|the|me|us|some|something)\b",
    rf"(?:give|tell|get|show|find|make) (?:me |us )?(?:an? |some )?(?:[a-z0]+ ){{0,2}}{_TEXT}\b",
    rf"(?:an? )?(?:\w+ )?(?:\w+ )?(?:{_TEXT}|word|names?) (?:for|about|of|on|to|from)\b|(?:[a-z]+ ){{1,3}}(?:ideas|tips|"
    r"advice|recipes?)$|(?:the )?(?:best|right|easiest|good) way to (?!get|go|the|work|home|france)",
    r"argue (?:with|about)|cheer (?:me|us) up|spell out|tell (?:me|us) (?:something|about)\b|(?:ask|quiz|test|"
    r"surprise) me|(?:talk|chat|speak) (?:to|with) (?:me|us)|talk about",
    r"lets (?:chat|talk|play|pretend|discuss|debate)|sing\b|say something|(?:my|our) \w+ (?:asks|wants to know)\b",
    rf"(?:put|say|repeat|turn|read|make) .*\b(?:in|into|more) (?:plain|simple|simply|simpler|formal|polite|politely|formally|"
    rf"other words|{_LANGUAGES})\b|put (?:this|that|it|these) in(?:to)? (?:the (?:past|future|plural)|groups|order|quotes)",
    r"remind me (?:what|who|whose|where|why|how|which)\b(?! (?:i|we)\b)|(?:give|make|write|get|show) (?:me |us )?(?:a|"
    r"the) list of\b",
    r"sort (?:these|this|the following)|(?:label|is) this (?:sentence|word|message|review|text|email|correct|spam)",
    rf"whats? (?:is )?(?:the )?(?:{_LANGUAGES}) (?:for|word)|what (?:do|does) .*\bmean\b|what happened (?:in|at|to|during)\b",
    r"how (?:do|does|did|would|can|should|could|to|come)\b|why\b|what if\b|[a-z]+ (?:versus|vs) [a-z]+",
    r"(?:any|some|got any|have you got any|need some) (?:ideas?|tips|advice|suggestions|thoughts)\b",
    r"(?:ideas|tips|advice|suggestions|arguments|recipes?|instructions|rules|questions) (?:for|on|of|about)\b",
    r"whats? (?:is )?(?:the|an?) (?:meaning|definition|difference|history|origin|point|purpose|best|good|worst|average|"
    r"right way|secret|story)\b",
)
WORDS = re.compile(rf"^(?:{'|'.join(_WORDS)})|^entertain me$")
"""How words, knowledge or advice are asked for, whatever they are about."""
WHY = re.compile(r"(?:why|how come)\b")
UNABLE = re.compile(r"^(?:why|how come) (?:(?:cant|wont|dont|couldnt|didnt|wouldnt) you|you (?:cant|wont|dont|couldnt)) (?=\w)")
"""How it is asked why something is not done: "why can't you play music"."""
OWN = re.compile(
    r"\b(?:my|our|the|that|this|your|which|any|both|all)(?: \w+)? (?:timers?|alarms?(?! clock)|reminders?|volume|"
    r"lists?)\b(?! of\b)|\byou (?!ever\b)(?:not |just |even |already |still )*(?:hear|listen\w*|understand|record\w*|"
    r"sen[dt]|stor\w+|shar\w+|stop\w*|do|did|keep|ring|rang|rung|beep\w*|wake|woke|say|said|turn\w*|set|add\w*|cancel\w*|"
    r"remind\w*|ignor\w+|reply|answer|work\w*|switch)\b|\b(?:beep\w*|ringing|ring (?:tonight|today|tomorrow|now|next|when|"
    r"at))\b|\b(?:door|window|gate|garage|blinds?|curtains?) (?:shut|open|closed|locked)$"
)
"""What this device has, does or can see, of which no model knows."""
QUESTION = re.compile(
    r"(?:^|\b(?=whats\b|(?:what|why|how|who|which|where)s? (?:is|are|am|do|does|did|should|can|could|would|will|might|"
    r"went|many|much|long|far|old)\b|why$|(?:can|could) you (?:help|explain)\b))(?:what|which|who|whose|whom|where|when|"
    r"why|how|is|are|was|were|do|does|did|can|could|will|would|should|shall|may|might|has|have|am|isnt|arent|doesnt|didnt|"
    r"wont|shouldnt|name|list|if|suppose|assuming)(?:s|re|ll|d)?\b(?! not\b)"
)
NOUNS = re.compile(
    r"^(?:the )?(?!0|my|half|one|two|some|any|all|both|each|none|more|most|out|rid|kind|sort|instead|ahead|"
    r"pair)(?:[a-z]+ )?[a-z]+(?<!out) of (?!0|it|that|them|those|these|this|the (?:first|second|last|other)|my)[a-z]+|"
    r"^(?:[a-z]+ )*(?:recipe|recipes|synonyms?|lyrics|meaning|definition|biography)\b(?: (?:for|of) [a-z]+)?"
)
"""What is asked by its name alone: "capital of france"."""
WISHES = re.compile(
    r"\bi(?:m| am)? (?:need|want|would like|d like|could use|looking for|after)(?: some|"
    r" an?)? (?!(?:to )?(?:be )?(?:\w+ )?(?:up|woken|telling|timer|alarm|reminder|wake)\b)|^id (?:like|love) (?:some|an?) "
)
OURS = re.compile(r"(?:my|our)\b(?!.*\b0\b)")
"""How something is told that advice may be wanted for: "my tomato plants have yellow leaves"."""
HERE = re.compile(
    r"^(?:(?:did|had) (?:i|we|that|it|they|the \w+ one)|(?:have|has) (?:i|we|that|it|the \w+ one|(?:my|our|"
    r"the) \w+ (?:been|gone|got))|what (?:else )?(?:have|did|was|had|am) (?:i|we)|what time (?:do|does|is|are)|(?:when|"
    r"where)s?(?: (?:is|are|was|do|does))? (?:my|our|i)|(?:is|are|was) (?:there )?(?:anything|something|everything|any|"
    r"one)|whats (?:on|in|left|next|set|still) (?:my|the|there)|who (?:else )?(?:can|could|is|s) (?:hear|listen\w*|see)|"
    r"where does (?:what|this|that|it|my)|(?:what|how) about|(?:is|was|are|were|whens?|wheres?)(?: (?:is|was|will|"
    r"are))? (?:it|that|those|they)(?: \S+){0,3}$|(?:is|are) \w+ (?:on|in|down|up|off)(?: (?:there|here|it|yet|"
    r"already)){0,2}$|what happened$|how (?:long|much|many)\b.* (?:left|got|to go|remaining)$)\b(?!.*\bwrong$)"
)
"""How it is asked what was done or is set here, or what is known to nobody who was not told."""
GENERIC = vocabulary(
    "0 a about actually after afterwards again all already also am an and another any anything are around as asked at "
    "away back be been before behind bit both but by can cancel cancelled come coming could day days did didnt do does "
    "doesnt doing done dont down each early earlier either else end ended enough ever every everything few first five "
    "for forget from get getting give go goes going gone good got had half hang happen happening has have havent he her "
    "here him his hold hour hours how i id ill im in instead is isnt it its ive just keep last late later least leave "
    "left less let like little long longer lot low lower made make many may maybe me mean meant minute minutes more "
    "morning most move much must my need needs never next night no not nothing now of off old on once one ones only or "
    "other others our out over part please put quite rather really right ring ringing rings round run running said same "
    "say second seconds set shall she should show side so some something soon start started still stop stopped swap "
    "switch switched take tell than that thats the their them then there theres these they theyre thing things third "
    "this those thoughts through till time times to today tomorrow tonight too took try turn turned twice two under undo "
    "until up us very wait want was way we week weeks well went were weve what whats when where which while who whole "
    "whose why will with without wont would yes yesterday yet you your youre yours monday tuesday wednesday thursday "
    "friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays weekday weekdays weekend "
    "evening afternoon noon midnight month year sooner further better worse wrong"
)
"""Words that, alone, say something only behind what was said before."""
DAYS = re.compile(r"\b(?:\w+day|today|tomorrow|tonight|weekend|week)s?\b")
_UNIT = (
    r"(?:old money|celsius|fahrenheit|kelvin|inch(?:es)?|feet|foot|yards?|miles?|(?:kilo|centi|milli)?met(?:re|er)s?|"
    r"kilos?|(?:kilo)?grams?|pounds?|stones?|ounces?|pints?|lit(?:re|er)s?|gallons?|cups?|tablespoons?|teaspoons?|hours?|"
    r"minutes|seconds|days|weeks)"
)
TOPICS = {
    "alarm_set": r"\balarms?\b|\b(?:wake|woken|waking)\b|\b(?:get|getting) (?:me |us )?up\b|\bsleep (?:un)?till?\b|^up "
    r"(?:at|by)\b",
    "reminder_set": r"\bremind\w*\b|\b(?:dont|never) (?:let me )?forget\b|\bnudge\b",
    "timer_set": r"\b(?:timers?|countdown|stopwatch|count(?:ing)? (?:down|0))\b|\b(?:quarter|half) (?:an|of an) hour\b|"
    r"\b(?:0|half an|an|couple of) (?:seconds?|minutes?|mins?|hours?)\b(?! (?:drive|walk|flight|away|ago|long film))",
    "arithmetic": r"\b0 (?:plus|minus|times|percent|squared|cubed|over|divided|multiplied|to the power)\b|"
    r"\b(?:square|cube|0) root\b|"
    r"\b(?:add|subtract|take (?:off|away)|multiply|divide|halve|double) .*\b0\b|\b(?:percent|vat|tip) .*\b(?:on|of|off) 0\b|"
    r"^round (?:it|that)\b|\b0 (?:nines|eights|sevens|sixes|fives|fours|threes|twos)\b|\b(?:third|quarter)s? of 0\b",
    "lists": r"\b(?:shopping|grocery|groceries|todo)\b|\bto do list\b|\b(?:my|the|that|a|on) list\b(?! of\b)|^add (?!0)|"
    r"^(?:cross|tick|scratch) (?:off|out)\b|\b(?:were|we are|im|ran|running) (?:out of|low)\b",
    "volume": r"\bvolume\b|\b(?:loud|louder|quiet|quieter|softer)\b|\bhear you\b|\ba notch\b|"
    r"^turn (?:it |yourself |that |the sound )?(?:up|down)(?: (?:an?|the (?:sound|volume)|now|some|more|to|by|again)\b|$)",
    "convert": rf"\b(?:0|that|it|one|an?)\b(?: \w+){{0,3}} (?:in|into|to|as) {_UNIT}\b",
    "home": r"\b(?:lights?|lamps?|blinds?|curtains?|thermostat|heating)\b|\bdark in here\b|"
    r"\b(?:door|window|gate|garage) (?:shut|open|closed|locked)$",
}
"""Skill → the words by which a request for it is known that no sentence knows."""
_SET = (
    r"^(?:(?:is|are|was|were) there|do i have|have i(?: got)?|did (?:i|you)|when (?:is|does|do|will)|which|how many|what|"
    r"whats|can i|can you)(?: (?!should|would)\w+){0,3} "
)
ASKED = {
    "arithmetic": r"^(?:(?:what|how much)s?(?: is| are)? )?(?:the )?(?:(?:square|cube) root|(?:a )?(?:third|quarter|half) of 0|"
    r"0 (?:plus|minus|times|percent|squared|cubed|over|divided|multiplied|to the power|nines|eights|sevens))\b",
    "convert": rf"^(?:what|how (?:much|many|hot|cold|warm|long|far|tall|heavy))s?(?: is| are)? (?:an? )?(?:0|one|that|it)\b.* "
    rf"(?:in|into|to|as) {_UNIT}\b",
    "date": r"^(?:what|which|whats)(?: is| was)? (?:the )?(?:day|date)\b|^(?:is|was|will) .*\bleap year\b|"
    r"^how (?:long|many (?:days|weeks|months|hours|nights|sleeps))\b.*\b(?:until|till?|since|before|(?:is it|are there) to)\b",
    "alarm_set": rf"{_SET}alarms?\b(?! clock)",
    "timer_set": rf"{_SET}timers?\b",
    "reminder_set": rf"{_SET}reminders?\b",
    "time": r"^what time (?:is|was|will) it\b|^what ?s? (?:is )?the time\b",
    "lists": r"\b(?:my|the) (?:\w+ )?(?:shopping|grocery|to do) ?list\b|\bon (?:my|the) list$|^were (?:out of|low on)\b",
    "volume": r"\b(?:your|the) volume$|^how loud\b.*\byou\b",
}
"""Skill → the same for questions, which may hold the words of a skill and yet be of the world."""
_KNOWN = {kind: {skill: re.compile(words) for skill, words in told.items()} for kind, told in ((False, TOPICS), (True, ASKED))}


def why(text: str) -> Refusal:
    """Why a request that no skill understood is refused where no tier answers it."""
    said = _LEAD.sub("", " ".join(normal(text)))
    own = OWN.search(said) is not None
    unable = UNABLE.sub("", said)
    generic = GENERIC.issuperset(said.split())
    if unable == said and WORDS.match(said) and not generic and not (own and WHY.match(said)):
        return Refusal("model")
    wanted, asks = service(text if unable == said else unable), QUESTION.search(unable) is not None
    if wanted and wanted != CLOCK:
        return Refusal("service", wanted)
    if topic := _topic(said, asks and not own):
        return Refusal("skill", topic)
    helps = asks or NOUNS.search(said) or WISHES.search(said) or (OURS.match(said) and remark(text) == "other")
    if not helps or own or HERE.match(said) or generic:
        return Refusal("unclear")
    return Refusal("model" if NOUNS.search(said) or is_asked(text) else "unclear")


class Signal(Protocol):
    """What a route keeps of a refusal."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def verdict(self) -> Any: ...


def is_generic(text: str) -> bool:
    """Whether a text says something only behind what was said before, other than days: "the other one"."""
    return GENERIC.issuperset(normal(text)) and not DAYS.search(text.lower())


def refusal_of(signals: Iterable[Signal]) -> Refusal | None:
    """Why nobody answers, as the signals of a route tell it; None where they do not."""
    told = next((one for one in signals if one.name == SIGNAL), None)
    return Refusal(told.verdict, told.value or "") if told else None


def _topic(said: str, asks: bool) -> str:
    """The skill that a request is for; "" for none."""
    return next((skill for skill, words in _KNOWN[asks].items() if words.search(said)), "")
