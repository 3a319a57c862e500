"""Tells that somebody is in danger now, whatever else a request says; not in a figure of speech, a story or a question.

"The cooker is on fire, set a timer" is an emergency; "this mixtape is fire", "I'm dying to know" and "how do fire alarms work"
are none.
"""

import re
from typing import Literal

from voice.english import despair
from voice.english.people import KIN, PEOPLE
from voice.english.words import vocabulary

BETWEEN = vocabulary(
    "'s 'm 're 've 'd is am are was has have had been being just got gets getting now suddenly really still think thinks "
    "might may be having gone going started keeps keep says said accidentally actually also badly seriously all lying "
    "there here outside downstairs upstairs who that and in on the floor kitchen bathroom garden bedroom bath street"
)
"""What may stand between somebody and what befell them."""
ONES = r"(?:my|his|her|their|our|the)"
POISON = (
    r"(?:bleach|poison\w*|rat poison|anti ?freeze|weed ?killer|detergent|washing (?:up )?liquid|(?:dishwasher|laundry|"
    r"washing) (?:tablets?|pods?|capsules?|liquid)|(?:drain|oven) cleaner|cleaning (?:fluid|products?|liquid)|"
    r"disinfectant|white spirit|paint(?: thinner| stripper)?|petrol|gasoline|paraffin|lamp oil|nail (?:polish|"
    r"varnish)(?: remover)?|acid|pesticide|insecticide|fertili[sz]er|(?:button )?batter(?:y|ies)|magnets?|coins?|marbles?|"
    r"glass|needles?|pins?|nails?|screws?|razor blades?|something (?:toxic|sharp)|toxic \w+|death ?caps?|nightshade|"
    rf"foxgloves?|(?:too (?:many|much)|a lot of|lots of|all (?:of )?(?:{ONES} )?|(?:a|the) (?:(?:whole|entire|full) )?"
    r"(?:bottle|box|pack|packet|bunch|jar|handful) of|\d{2,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?: \w+)?|an? (?:hundred|dozen)|dozens of) ?(?:\w+ )?(?:pills|tablets|painkillers|medication|medicine|"
    r"paracetamol|aspirin|ibuprofen|insulin|opioids|heroin|fentanyl|morphine|antidepressants))\b"
)
BEFALLS = re.compile(
    # ill
    r"(?:(?:an? |some kind of |severe |massive |mild |bad |terrible |awful |crushing )*(?:chest pains?|pains? in (?:my|"
    r"his|her|their) chest|heart attack|cardiac arrest|stroke|seizures?|convulsions|allergic reaction|asthma attack|"
    r"anaphyla\w+|(?:trouble|difficulty|problems) breathing)|contractions every|convulsing|a fit(?! of)|"
    # does not breathe, move or wake
    r"not (?:breathing|responding|waking up|moving)|(?:isn't|doesn't|don't|aren't|barely|hardly) (?:breathing|responding|"
    r"respond|breathe)|won't (?:wake up|wake|breathe|respond)|(?:can't|cannot|can not|couldn't) (?:wake|breathe|(?:get|"
    r"catch) (?:my|his|her|their) breath)|struggling (?:to breathe|for breath)|gasping for (?:air|breath)|(?:stopped|"
    r"stops) breathing|choking(?! up)|choked on|(?:turn(?:ing|ed)|gone|going) blue(?= and| help| in the face| now| please|"
    r"$)|unconscious|unresponsive|passed out(?! of)|collapsed|fainted|out cold|over ?dos(?:ed|ing)|(?:took|taken|"
    r"takes) an overdose|od'?d|electrocuted|(?:an? )?(?:\w+ )?electric(?:al)? shock|drown(?:ing|ed)(?! in (?!the |a ))|"
    r"(?:fell|fallen) (?:in(?:to)? the (?:pool|pond|river|canal|lake|sea)|through the ice|off the roof)|"
    # hurt
    r"bleeding (?:badly|heavily|a lot|everywhere|to death|out|so much|profusely|from|very|really|and)|(?:coughing up|"
    r"vomiting) blood|los(?:t|ing) (?:so much|a lot of|too much) blood|(?:badly |seriously |severely )?(?:hurt|injured|"
    r"burn(?:ed|t)|scalded) (?:really )?badly|(?:badly|seriously|severely) (?:hurt|injured|burn(?:ed|t)|scalded)|(?:shot|"
    r"stabbed|poisoned|raped|mugged|kidnapped|run over)(?= and| help| in the (?!back\b|foot\b)| by|$| what|"
    r" please)(?! by (?:the|a) price)|(?:cut|slit|slashed|slashing|cutting) (?:his|her|their|my|the) wrists?|(?:kill|"
    r"killed|killing|hanging|hang) (?:him|her|them)sel(?:f|ves)|dying(?= and| help|$)|slurring (?:(?:his|her|my|"
    r"their) )?(?:words|speech)|(?:swallowed|drank|drunk|drinking|ate|eaten|eating|ingested|inhaled|taken|"
    rf"took)(?: \w+){{0,3}}? {POISON}|(?:bleach|acid|(?:oven|drain) cleaner|chemicals?|ammonia|"
    rf"caustic soda)(?: \w+)? in {ONES} eyes?)"
)
"""What befalls people; of anything else it may be said in a figure of speech: "my phone is dying"."""
NO_FIRE = (
    r"(?:team|girl|band|dj|player|side|striker|mixtape|tape|playlist|album|tracks?|songs?|tune|beat|world|internet|heart|"
    r"soul|mouth|tongue|throat|feet|legs?|back|muscles|stomach|ears|cheeks|eyes|knees|skin|nose|lips|shoulders?|career|"
    r"market|economy|show|set|outfit|food|curry|party|crowd|speech|logs?|candles?|barbecue|bbq|coals?|charcoal|fireplace|"
    r"wood|sky|grill)"
)
"""What burns in songs, or is meant to burn."""
HOLDS = r"(?:in|at|on|under|behind|inside|outside|next|upstairs|downstairs|here|now|and|help|please|everywhere)"
ROOM = (
    r"(?:\w+ ){0,2}(?:kitchen|house|home|flat|apartment|\w*room|lounge|garage|hall|hallway|attic|loft|basement|cellar|"
    r"building|office|oven|cooker|microwave|toaster|bin|shed|garden|car|engine|socket|plug|stairs|stairwell|roof|boiler|"
    r"dishwasher|dryer|machine|conservatory|nursery|corridor|lift|fuse ?box|pan|hob|stove|chimney)"
)
DANGER = re.compile(
    # fire, smoke and gas
    rf"\b(?!{NO_FIRE}\b)\w+(?:'s|'re|(?: (?:is|are|has|have|was|just|went|gone|all)){{1,3}}|"
    r"(?= caught)) (?:on fire(?! sale| today| tonight| with| at| for| lately)|caught fire|catching fire|(?:up )?in flames|"
    r"ablaze|alight|burning down)|^(?:help |help me |oh no |quick |please )*(?:fire )*fire(?: help)?$|\b(?:there's|"
    r"there is|we've got|we have|i've got|i have|it's|it is) (?:a |an )?(?:\w+ )?(?:fire|blaze)(?! in the (?:fireplace|"
    rf"grate|hearth|log|wood))(?: {HOLDS}\b|$)|^(?:\w+ ){{0,2}}fire in (?:the|my|our) {ROOM}|\b(?:kitchen|house|chip pan|"
    r"grease|electrical|oil|oven) fire(?:$| help| now)|\b(?:smoke|flames)(?: is| are|'s)? (?:com|pour|billow|ris|"
    r"shoot)ing|\bthere(?:'s| is| are) (?:so much |a lot of |thick |loads of )?(?:smoke|flames) (?:everywhere|in (?:the|"
    rf"my|our) {ROOM})|\b(?:full of|filling (?:up )?with|filled with) smoke|\b(?:i|we)(?: can)? smell (?:gas|smoke|"
    r"(?:something )?burning)(?: |$)|\bsmell(?:s|ing)? (?:of|like) gas\b|\bgas leak|\bgas (?:is |'s )?leaking|"
    r"\b(?:carbon monoxide|co) (?:alarm|detector|monitor|sensor)(?:'s| is| has| just| keeps)? (?:go|beep|went|sound|"
    r"ring)\w*|\b(?:there's|there is|we've got|we have|got) carbon monoxide|\bcarbon monoxide (?:leak|in the|poisoning$)|"
    r"\b(?:smoke|fire) (?:alarm|detector)(?:'s| is| has)(?: just)? (?:going|gone) off|\bsparks? (?:is |are )?(?:com|fly|"
    rf"shoot)ing|\b(?:there's|there has|there's just) ?(?:been|was) an explosion|\b{ROOM}(?: has| just)? exploded|"
    # the body
    rf"\b{ONES} (?:face|mouth|eye)(?:'s| is| has|) (?:\w+ )?(?:droop\w*|sagg\w+|numb|paraly[sz]ed)|"
    rf"\bone side of {ONES} (?:face|body|mouth).{{0,20}}(?:droop\w*|numb|weak|paraly[sz]ed|sagg\w+)|\b(?:can't|cannot|"
    rf"can not) (?:lift|raise|move|feel) {ONES} (?:left |right |whole )?(?:arms?|legs?|side|face|hands?|feet|body)\b|"
    rf"\b{ONES} speech(?: is|'s| has)(?: \w+)? slurred|\b{ONES} (?:left |right )?(?:arm|leg|side)(?: is|'s|"
    rf" has)(?: gone)?(?: suddenly)? (?:numb|paraly[sz]ed)|(?:\b{ONES}|'s) (?:throat|tongue|airway|face|lips)(?:'s| is|"
    rf" are| has| have)(?: \w+)? (?:blue|swell|swoll|clos)\w*|\b{ONES} chest (?:really )?(?:hurts|is hurting|is tight)|"
    r"\b(?:crushing|severe|bad|terrible|sharp|sudden) (?:chest pains?|pains? in my chest)|\bpain in my chest|\b(?:won't|"
    r"doesn't|can't|not) stop (?:the )?bleeding|\bhow do i stop (?:the|this|his|her|my) bleeding|\bblood everywhere|"
    r"(?:\bmy|\bher|'s) waters? (?:has |have |just )*(?:broke|broken)|\bthe baby(?:'s| is) coming|\b(?:gone into|"
    r"going into|in) labou?r$|"
    # violence
    rf"\b(?:someone|somebody|he|she|they|dog|stranger|burglar|intruder|{KIN})(?:'s|'ve)?(?: (?:is|are|has|have|been|just|"
    r"keeps|keep|started|again|always|physically|won't|stop))* (?:hit(?:s|ting)?|hurt(?:s|ing)?|beat(?:s|ing)?(?: up)?|"
    r"punch(?:es|ed|ing)?|strangl(?:es|ed|ing)|chok(?:es|ed|ing)|kick(?:s|ed|ing)?|stab(?:s|bed|bing)?|threaten(?:s|ed|"
    r"ing)?|attack(?:s|ed|ing)?|rap(?:es|ed|ing)|assault(?:s|ed|ing)?|chas(?:es|ing)|following|stalking|shoot(?:s|ing)|"
    rf"abus(?:es|ed|ing)) (?:me|us|my (?:\w+ )?(?:{KIN})|her|him|the (?:kids|children|baby))(?= (?:and|again|please|help|"
    r"now|with|right|so|what|who|call|home|around|down|in the face|every|when|because)\b|$)|\b(?:i'm|i am|we're|"
    r"we are) being (?:attacked|followed|robbed|beaten|abused|assaulted|stalked|chased|mugged|raped|hit|held|kidnapped|"
    r"strangled|stabbed|threatened)|\b(?:i've|i have|we've|i was|i got|i've just|"
    r"i just got) (?:just )?(?:been )?(?:attacked|assaulted|beaten up|burgled)(?! by (?:the|a) )|(?:^|\b(?:report|"
    r"reporting|victim of|this is|it's|help with|help) )domestic (?:violence|abuse)|\b(?:i'm|i am|we're|"
    r"we are) (?:not safe|in (?:\w+ )?danger|unsafe|trapped)(?: |$)|\bi (?:don't|do not) feel safe (?:at home|with him|"
    r"with her|here)|\b(?:he|she|they|someone|somebody|man)(?:'s| is|'s got| has| have| with)(?: got)? a (?:knife|gun|"
    r"machete)(?= and| in| to| at| help| he| she|$)|\b(?:he|she|they|someone|somebody)(?:'s| is|'re| are) (?:going to|"
    r"gonna|trying to) (?:kill|hurt|shoot|stab) (?:me|us)$|\b(?:active shooter|gun ?shots|shots fired)|\b(?:there's|"
    r"there is) (?:an? )?(?:gunman|shooter|intruder|burglar|prowler)|\b(?:there's|there is) (?:someone|somebody|a man|"
    r"a stranger) in (?:my|the|our) (?:house|home|flat|apartment)|\b(?:someone|somebody|he|she|ex|man|stranger|burglars?|"
    r"people|they)(?:'s| is|'re| are| has| have)? (?:just )?(?:try(?:ing)? to (?:get|break)|breaking|broken|broke|"
    r"climbing) (?:in(?=$| help| and| please| what)|into (?:my|our|the) (?:house|home|flat|apartment|room|building)|"
    r"through (?:my|our|the) window)|\bi (?:can )?hear (?:someone|somebody|an intruder|a burglar|people) (?:downstairs|"
    r"upstairs|in (?:my|the|our) house)|\bmy (?:\w+ ){0,2}(?:child|son|daughter|toddler|baby|boy|girl) (?:is|has gone|"
    r"'s) missing|\b(?:i|we|there)(?:'ve| have|'s| has)(?: just)? (?:been|had) (?:in )?an? (?:\w+ )?(?:car )?(?:accident|"
    r"crash|collision)\b|\b(?:help me|help) (?:i'm|i am) (?:dying|hurt)"
)
TELLTALE = re.compile(
    r"fire|blaze|alight|flames|smoke|burn|gas|monoxide|\bco\b|spark|explo|chest|heart|cardiac|stroke|seizure|convuls|"
    r"allergic|asthma|anaphyl|\bfit\b|breath|respond|wak|wake|moving|chok|blue|conscious|unresponsive|passed out|collaps|"
    r"faint|cold|dos|od'?d|electr|drown|fell|blood|bleed|hurt|injur|scald|shot|shoot|stab|poison|rap|mugg|kidnap|run over|"
    r"wrist|kill|hang|dying|slurr|swallow|dr[aiu]nk|\bate|eat|ingest|inhal|took|tak|eye|face|mouth|numb|paraly|feel|lift|"
    r"raise|move|throat|tongue|airway|water|bab|labou?r|hit|beat|punch|strangl|kick|threat|attack|assault|chas|follow|"
    r"stalk|abus|danger|safe|trapped|knife|gun|machete|intruder|burgl|prowl|someone|somebody|man\b|stranger|hear|missing|"
    r"accident|crash|collision|domestic|break|broke|climb|lips|contract"
)
"""In every danger there is one of these."""
OF = re.compile(r"'(?=(?:s|m|re|ve|d)\b)")
AGAIN = re.compile(
    r"(?:(?:yes|yeah|yep|ok|okay|please|help|quick|quickly|do it|do that|call|call them|go on|sorry|and|but|so|then|again|"
    r"now|well) ?)+|.*\b(?:what|which|the)(?: emergency| right| phone)? numbers?\b.*|(?:the )?numbers?(?: please| again)?|"
    r"(?:who|whom|what|where) (?:do|should|can|shall|must) (?:i|we) (?:call|ring|phone|dial)\b.*|"
    r"(?:oh |help |so |and |but )*what (?:do|should|can|shall|must|am) (?:i|we)(?: supposed to)? do\b.*|(?:call|ring|phone|get|"
    r"dial|send)\b.*"
)
"""What somebody says behind the numbers to call who needs them once more."""
LONGEST = 300
"""Characters of the longest cry for help; a story is longer."""
SIGNS = re.compile(r"[?!.;:](?=\s|$)")
CLAUSE = re.compile(
    r"\s*,\s*| (?:and|but|so) (?=(?:i|we|he|she|they|it|there|my|the|our|somebody|someone|what|please|can|could)\b)"
)
ASKS = re.compile(
    r"(?:(?:please|hey|oh|ok|okay|so|well|help|quick|god|my god|oh my god|jarvis|alexa|and|now|um|uh) )*(?:(?:what|who|"
    r"which number|where|how) (?:do|should|can|shall|must) (?:i|we) (?:do|call|ring|get help)(?: now)?(?= (?!if\b|"
    r"in case\b|when\b)|$)|(?:can|could|will) you (?:help|call|send|get)\b(?: me)?)"
)
"""How somebody asks for help, which is no question about emergencies."""
TALK = re.compile(
    r"^(?:(?:please|hey|oh|ok|okay|so|well|jarvis|alexa|can you|could you|would you|will you|and|now|"
    r"i want you to) )*(?:remind|play|add|put|tell me|write|read|sing|spell|define|translate|search|google|look up|show|"
    r"what|what's|who|who's|when|when's|where|where's|why|how(?! do i stop (?:the|this|his|her|my) bleed)|is|are|was|were|"
    r"do|does|did|can(?!'t)|could|should|would|will|have|has|if|imagine|pretend|suppose|note|make a note|schedule|explain|"
    r"describe|list|name|give|recommend|suggest|say|repeat|compare|summari[sz]e|buy|order|message|text|email|post|tweet|"
    r"rename)\b|\b(?:films?|movies?|books?|stor(?:y|ies)|songs?|games?|novel|poem|dream\w*|on tv|the news|joke|drill|"
    r"tests?|practice|exercise|videos?|episode|level|quiz|course|training|insurance|extinguisher|costume|like i'm|as if|"
    r"feels? like(?! i)|sounds like|last (?:week|month|year|summer|winter|spring|autumn|time)|(?:years?|months?|"
    r"weeks?) ago|in \d{4}|yesterday|used to|once|nearly|almost|practically|if|whether|in case|unless|would|never|nobody|"
    r"no one|laughing|laughter|boredom|embarrassment|minecraft|character|chess|football|match|instagram|twitter|facebook|"
    r"history|essay|wine|or not)\b"
)
"""A clause that only tells, asks or has something kept about it."""


def emergency(text: str) -> Literal["", "danger", "despair"]:
    """Tell whether a text says that somebody is in danger now, or that whoever speaks, or somebody near them, wants to die."""
    if wants_to_die(text):
        return "despair"
    _, clauses = _clauses(text)
    for clause in clauses:
        if TELLTALE.search(clause) and (DANGER.search(clause) or _befalls(clause)) and not TALK.search(clause):
            return "danger"
    return ""


def wants_to_die(text: str) -> bool:
    """Whether whoever speaks, or somebody near them, wants to die or hurts themselves."""
    said, clauses = _clauses(text)
    return despair.may_be_told(said) and any(
        despair.is_told(clause, said, only_told=TALK.search(clause) is not None) for clause in clauses
    )


def _clauses(text: str) -> tuple[str, list[str]]:
    """A text in plain lower case, and its clauses without what asks for help; none of what is too long for a cry for help."""
    if len(text) > LONGEST:
        return "", []
    said = SIGNS.sub(" , ", text.lower().replace("\u2019", "'"))
    clauses = filter(None, map(str.strip, CLAUSE.split(" ".join(said.split()))))
    return said, [ASKS.sub("", clause, count=1).strip() for clause in clauses]


def wants_numbers(said: str) -> bool:
    """Whether somebody who was told of an emergency's numbers asks for them, or agrees; `said` is in plain lower case."""
    return AGAIN.fullmatch(said) is not None


def _befalls(clause: str) -> bool:
    """Whether something befalls somebody, or is all that is said: "not breathing"."""
    return any(_is_of_people(clause[: one.start()], clause[one.end() :]) for one in BEFALLS.finditer(clause))


def _is_of_people(before: str, behind: str) -> bool:
    words = OF.sub(" '", before).split()
    while words and words[-1] in BETWEEN:
        words.pop()
    return words[-1] in PEOPLE if words else not behind.strip()
