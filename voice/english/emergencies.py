"""Tells that somebody is in danger now, whatever else a request says; not in a figure of speech, a story or a question.

"The cooker is on fire, set a timer" is an emergency; "this mixtape is fire", "I'm dying to know" and "how do fire alarms work"
are none.
"""

import re
from typing import Literal

from voice.english.words import vocabulary

PEOPLE = vocabulary(
    "i we he she they someone somebody wife husband mother father mom mum mam mama dad daddy mummy mommy parents son daughter "
    "baby "
    "babies child children kid kids toddler infant newborn friend mate partner grandma grandpa gran granny nan nana granddad "
    "grandad grandfather grandmother grandson granddaughter neighbour neighbor boyfriend girlfriend brother sister twin "
    "roommate "
    "flatmate housemate boy girl uncle aunt auntie cousin nephew niece colleague man woman guy lady bloke guest pupil student "
    "passenger patient ex stepson stepdad stepmum carer law"
)
BETWEEN = vocabulary(
    "'s 'm 're 've 'd is am are was has have had been being just got gets getting now suddenly really still think thinks "
    "might may be "
    "having gone going started keeps keep says said accidentally actually also badly seriously all lying there here outside "
    "downstairs "
    "upstairs who that and in on the floor kitchen bathroom garden bedroom bath street"
)
"""What may stand between somebody and what befell them."""
KIN = "|".join(sorted(PEOPLE - {"i", "we", "he", "she", "they", "someone", "somebody"}))
ONES = r"(?:my|his|her|their|our|the)"
POISON = (
    r"(?:bleach|poison\w*|rat poison|anti ?freeze|weed ?killer|detergent|washing (?:up )?liquid|(?:dishwasher|laundry|"
    r"washing) "
    r"(?:tablets?|pods?|capsules?|liquid)|(?:drain|oven) cleaner|cleaning (?:fluid|products?|liquid)|disinfectant|"
    r"white spirit|"
    r"paint(?: thinner| stripper)?|petrol|gasoline|paraffin|lamp oil|nail (?:polish|varnish)(?: remover)?|acid|pesticide|"
    r"insecticide|"
    r"fertili[sz]er|(?:button )?batter(?:y|ies)|magnets?|coins?|marbles?|glass|needles?|pins?|nails?|screws?|razor blades?|"
    r"something (?:toxic|sharp)|toxic \w+|death ?caps?|nightshade|foxgloves?|(?:too (?:many|much)|a lot of|lots of|"
    r"all (?:of )?"
    rf"(?:{ONES} )?|(?:a|the) (?:whole|entire|full) (?:bottle|box|pack|packet|bunch|jar) of) ?(?:\w+ )?(?:pills|tablets|"
    rf"painkillers|"
    r"medication|medicine|paracetamol|aspirin|ibuprofen|insulin|opioids|heroin|fentanyl|morphine|antidepressants))\b"
)
BEFALLS = re.compile(
    # ill
    r"(?:(?:an? |some kind of |severe |massive |mild |bad |terrible |awful |crushing )*(?:chest pains?|pains? in (?:my|his|"
    r"her|their) chest|"
    r"heart attack|cardiac arrest|stroke|seizures?|convulsions|allergic reaction|asthma attack|anaphyla\w+|"
    r"(?:trouble|difficulty|problems) breathing)|contractions every|convulsing|a fit(?! of)|"
    # does not breathe, move or wake
    r"not (?:breathing|responding|waking up|moving)|(?:isn't|doesn't|don't|aren't|barely|hardly) (?:breathing|responding|"
    r"respond|breathe)|"
    r"won't (?:wake up|wake|breathe|respond)|(?:can't|cannot|can not|couldn't) (?:wake|breathe|(?:get|catch) (?:my|his|her|"
    r"their) breath)|"
    r"struggling (?:to breathe|for breath)|gasping for (?:air|breath)|(?:stopped|stops) breathing|choking(?! up)|choked on|"
    r"(?:turn(?:ing|ed)|gone|going) blue(?= and| help| in the face| now| please|$)|unconscious|unresponsive|passed out(?! of)|"
    r"collapsed|"
    r"fainted|out cold|over ?dos(?:ed|ing)|(?:took|taken|takes) an overdose|od'?d|electrocuted|"
    r"(?:an? )?(?:\w+ )?electric(?:al)? shock|"
    r"drown(?:ing|ed)(?! in (?!the |a ))|(?:fell|fallen) (?:in(?:to)? the (?:pool|pond|river|canal|lake|sea)|through the ice|"
    r"off the roof)|"
    # hurt
    r"bleeding (?:badly|heavily|a lot|everywhere|to death|out|so much|profusely|from|very|really|and)|(?:coughing up|"
    r"vomiting) blood|"
    r"los(?:t|ing) (?:so much|a lot of|too much) blood|(?:badly |seriously |severely )?(?:hurt|injured|burn(?:ed|t)|"
    r"scalded) (?:really )?badly|"
    r"(?:badly|seriously|severely) (?:hurt|injured|burn(?:ed|t)|scalded)|(?:shot|stabbed|poisoned|raped|mugged|kidnapped|"
    r"run over)"
    r"(?= and| help| in the (?!back\b|foot\b)| by|$| what| please)(?! by (?:the|a) price)|(?:cut|slit|slashed|slashing|"
    r"cutting) "
    r"(?:his|her|their|my|the) wrists?|(?:kill|killed|killing|hanging|hang) (?:him|her|them)sel(?:f|ves)|dying(?= and| help|"
    r"$)|"
    r"slurring (?:(?:his|her|my|their) )?(?:words|speech)|"
    rf"(?:swallowed|drank|drunk|drinking|ate|eaten|eating|ingested|inhaled|taken|took)(?: \w+){{0,3}}? {POISON}|"
    rf"(?:bleach|acid|(?:oven|drain) cleaner|chemicals?|ammonia|caustic soda)(?: \w+)? in {ONES} eyes?)"
)
"""What befalls people; of anything else it may be said in a figure of speech: "my phone is dying"."""
NO_FIRE = (
    r"(?:team|girl|band|dj|player|side|striker|mixtape|tape|playlist|album|tracks?|songs?|tune|beat|world|internet|heart|soul|"
    r"mouth|tongue|"
    r"throat|feet|legs?|back|muscles|stomach|ears|cheeks|eyes|knees|skin|nose|lips|shoulders?|career|market|economy|show|set|"
    r"outfit|food|"
    r"curry|party|crowd|speech|logs?|candles?|barbecue|bbq|coals?|charcoal|fireplace|wood|sky|grill)"
)
"""What burns in songs, or is meant to burn."""
HOLDS = r"(?:in|at|on|under|behind|inside|outside|next|upstairs|downstairs|here|now|and|help|please|everywhere)"
ROOM = (
    r"(?:\w+ ){0,2}(?:kitchen|house|home|flat|apartment|\w*room|lounge|garage|hall|hallway|attic|loft|basement|cellar|"
    r"building|office|oven|"
    r"cooker|microwave|toaster|bin|shed|garden|car|engine|socket|plug|stairs|stairwell|roof|boiler|dishwasher|dryer|machine|"
    r"conservatory|nursery|corridor|lift|fuse ?box|pan|hob|stove|chimney)"
)
DANGER = re.compile(
    # fire, smoke and gas
    rf"\b(?!{NO_FIRE}\b)\w+(?:'s|'re|(?: (?:is|are|has|have|was|just|went|gone|all)){{1,3}}|"
    rf"(?= caught)) (?:on fire(?! sale| today| tonight"
    r"| with| at| for| lately)|caught fire|catching fire|(?:up )?in flames|ablaze|alight|burning down)|"
    r"^(?:help |help me |oh no |quick |please )*(?:fire )*fire(?: help)?$|"
    r"\b(?:there's|there is|we've got|we have|i've got|i have|it's|it is) (?:a |an )?(?:\w+ )?(?:fire|blaze)"
    rf"(?! in the (?:fireplace|grate|hearth|log|wood))(?: {HOLDS}\b|$)|"
    rf"^(?:\w+ ){{0,2}}fire in (?:the|my|our) {ROOM}|\b(?:kitchen|house|chip pan|grease|electrical|oil|oven) fire(?:$| help|"
    rf" now)|"
    r"\b(?:smoke|flames)(?: is| are|'s)? (?:com|pour|billow|ris|shoot)ing|\bthere(?:'s| is| are) (?:so much |a lot of |thick |"
    r"loads of )?"
    rf"(?:smoke|flames) (?:everywhere|in (?:the|my|our) {ROOM})|\b(?:full of|filling (?:up )?with|filled with) smoke|"
    r"\b(?:i|we)(?: can)? smell (?:gas|smoke|(?:something )?burning)(?: |$)|\bsmell(?:s|ing)? (?:of|like) gas\b|\bgas leak|"
    r"\bgas (?:is |'s )?leaking|\b(?:carbon monoxide|co) (?:alarm|detector|monitor|sensor)(?:'s| is| has| just| keeps)? (?:go|"
    r"beep|"
    r"went|sound|ring)\w*|"
    r"\b(?:there's|there is|we've got|we have|got) carbon monoxide|\bcarbon monoxide (?:leak|in the|poisoning$)|"
    r"\b(?:smoke|fire) (?:alarm|detector)(?:'s| is| has)(?: just)? (?:going|gone) off|\bsparks? (?:is |are )?(?:com|fly|"
    r"shoot)ing|"
    rf"\b(?:there's|there has|there's just) ?(?:been|was) an explosion|\b{ROOM}(?: has| just)? exploded|"
    # the body
    rf"\b{ONES} (?:face|mouth|eye)(?:'s| is| has|) (?:\w+ )?(?:droop\w*|sagg\w+|numb|paraly[sz]ed)|"
    rf"\bone side of {ONES} (?:face|body|mouth)"
    rf".{{0,20}}(?:droop\w*|numb|weak|paraly[sz]ed|sagg\w+)|\b(?:can't|cannot|can not) (?:lift|raise|move|"
    rf"feel) {ONES} (?:left |right |whole )?"
    rf"(?:arms?|legs?|side|face|hands?|feet|body)\b|\b{ONES} speech(?: is|'s| has)(?: \w+)? slurred|\b{ONES} (?:left |"
    rf"right )?(?:arm|leg|side)"
    rf"(?: is|'s| has)(?: gone)?(?: suddenly)? (?:numb|paraly[sz]ed)|(?:\b{ONES}|'s) (?:throat|tongue|airway|face|lips)(?:'s|"
    rf" is|"
    rf" are| has| have)(?: \w+)? (?:blue|swell|swoll|clos)\w*|"
    rf"\b{ONES} chest (?:really )?(?:hurts|is hurting|is tight)|\b(?:crushing|severe|bad|terrible|sharp|"
    rf"sudden) (?:chest pains?|pains? in my chest)|"
    r"\bpain in my chest|\b(?:won't|doesn't|can't|not) stop (?:the )?bleeding|\bhow do i stop (?:the|this|his|her|"
    r"my) bleeding|\bblood everywhere|"
    r"(?:\bmy|\bher|'s) waters? (?:has |have |just )*(?:broke|broken)|\bthe baby(?:'s| is) coming|\b(?:gone into|going into|"
    r"in) labou?r$|"
    # violence
    rf"\b(?:someone|somebody|he|she|they|dog|stranger|burglar|intruder|{KIN})(?:'s|'ve)?(?: (?:is|are|has|have|been|just|"
    rf"keeps|keep|started|again|always|"
    r"physically|won't|stop))* (?:hit(?:s|ting)?|hurt(?:s|ing)?|beat(?:s|ing)?(?: up)?|punch(?:es|ed|ing)?|strangl(?:es|ed|"
    r"ing)|chok(?:es|ed|ing)|kick(?:s|ed|ing)?|"
    r"stab(?:s|bed|bing)?|threaten(?:s|ed|ing)?|attack(?:s|ed|ing)?|rap(?:es|ed|ing)|assault(?:s|ed|ing)?|chas(?:es|ing)|"
    r"following|stalking|shoot(?:s|ing)|"
    rf"abus(?:es|ed|ing)) (?:me|us|my (?:\w+ )?(?:{KIN})|her|him|the (?:kids|children|baby))"
    r"(?= (?:and|again|please|help|now|with|right|so|what|who|call|home|around|down|in the face|every|when|because)\b|$)|"
    r"\b(?:i'm|i am|we're|we are) being (?:attacked|followed|robbed|beaten|abused|assaulted|stalked|chased|mugged|raped|hit|"
    r"held|kidnapped|strangled|"
    r"stabbed|threatened)|\b(?:i've|i have|we've|i was|i got|i've just|i just got) (?:just )?(?:been )?(?:attacked|assaulted|"
    r"beaten up|burgled)(?! by (?:the|a) )|"
    r"(?:^|\b(?:report|reporting|victim of|this is|it's|help with|help) )domestic (?:violence|abuse)|\b(?:i'm|i am|we're|"
    r"we are) (?:not safe|in (?:\w+ )?danger|"
    r"unsafe|trapped)(?: |$)|\bi (?:don't|do not) feel safe (?:at home|with him|with her|here)|\b(?:he|she|they|someone|"
    r"somebody|man)(?:'s| is|'s got| has| have"
    r"| with)(?: got)? a (?:knife|gun|machete)(?= and| in| to| at| help| he| she|$)|\b(?:he|she|they|someone|somebody)(?:'s|"
    r" is|'re| are) (?:going to|gonna|"
    r"trying to) (?:kill|hurt|shoot|stab) (?:me|us)$|\b(?:active shooter|gun ?shots|shots fired)|\b(?:there's|"
    r"there is) (?:an? )?(?:gunman|shooter|intruder|"
    r"burglar|prowler)|\b(?:there's|there is) (?:someone|somebody|a man|a stranger) in (?:my|the|our) (?:house|home|flat|"
    r"apartment)|"
    r"\b(?:someone|somebody|he|she|ex|man|stranger|burglars?|people|they)(?:'s| is|'re| are| has|"
    r" have)? (?:just )?(?:try(?:ing)? to (?:get|break)|breaking|broken|broke|"
    r"climbing) (?:in(?=$| help| and| please| what)|into (?:my|our|the) (?:house|home|flat|apartment|room|building)|"
    r"through (?:my|our|the) window)|"
    r"\bi (?:can )?hear (?:someone|somebody|an intruder|a burglar|people) (?:downstairs|upstairs|in (?:my|the|our) house)|"
    r"\bmy (?:\w+ ){0,2}(?:child|son|daughter|"
    r"toddler|baby|boy|girl) (?:is|has gone|'s) missing|\b(?:i|we|there)(?:'ve| have|'s| has)(?: just)? (?:been|"
    r"had) (?:in )?an? (?:\w+ )?(?:car )?"
    r"(?:accident|crash|collision)\b|\b(?:help me|help) (?:i'm|i am) (?:dying|hurt)"
)
TELLTALE = re.compile(
    r"fire|blaze|alight|flames|smoke|burn|gas|monoxide|\bco\b|spark|explo|chest|heart|cardiac|stroke|seizure|convuls|allergic|"
    r"asthma|"
    r"anaphyl|\bfit\b|breath|"
    r"respond|wak|wake|moving|chok|blue|conscious|unresponsive|passed out|collaps|faint|cold|dos|od'?d|electr|drown|fell|"
    r"blood|bleed|hurt|injur|scald|"
    r"shot|shoot|stab|poison|rap|mugg|kidnap|run over|wrist|kill|hang|dying|slurr|swallow|dr[aiu]nk|\bate|eat|ingest|inhal|"
    r"took|tak|eye|face|mouth|numb|"
    r"paraly|feel|lift|raise|move|throat|tongue|airway|water|bab|labou?r|hit|beat|punch|strangl|kick|threat|attack|assault|"
    r"chas|follow|stalk|abus|danger|"
    r"safe|trapped|knife|gun|machete|intruder|burgl|prowl|someone|somebody|man\b|stranger|hear|missing|accident|crash|"
    r"collision|domestic|break|broke|climb|lips|contract"
)
"""In every danger there is one of these."""
DESPAIR = re.compile(
    r"\bi(?:'m| am| was|'ve been| have been|)(?: (?:just|really|only|still|feel like|keep|always|want to|wanna|might|will|"
    r"would|could|am|going to|gonna|thinking "
    r"(?:of|about)|planning to|about to|want))+ (?:(?:kill|hurt|harm|cut|hang|drown|shoot|poison|killing|hurting|harming|"
    r"cutting) myself|ending (?:it|it all|my "
    r"life)|suicide|end (?:it all|my life)|take my (?:own )?life|jump off (?:a|the) (?:bridge|roof|building)|(?:die|"
    r"be dead)(?=$| (?:and|please|help|right "
    r"now|today|tonight|alone|because)))|"
    r"\bi (?:don't|do not) (?:want to|wanna) (?:live|be alive|wake up|exist|go on living|be here any ?more|"
    r"be alive any ?more)(?: any ?more)?$|\bi wish i (?:was|"
    r"were) dead|"
    r"\b(?:no|not any|without a) reason (?:left )?to (?:live|go on)|\b(?:everyone|everybody|they|"
    r"world).{0,20} better off without me|"
    r"\bbetter off (?:if i was |if i were )?dead$|\bi(?:'m| am)(?: feeling)? suicidal|\bi can't (?:go on|"
    r"live)(?: like this)? any ?more"
)
OF = re.compile(r"'(?=(?:s|m|re|ve|d)\b)")
AGAIN = re.compile(
    r"(?:(?:yes|yeah|yep|ok|okay|please|help|quick|quickly|do it|do that|call|call them|go on|sorry|and|but|so|then|again|now|"
    r"well) ?)+|"
    r".*\b(?:what|which|the)(?: emergency| right| phone)? numbers?\b.*|"
    r"(?:the )?numbers?(?: please| again)?|(?:who|whom|what|where) (?:do|should|can|shall|"
    r"must) (?:i|we) (?:call|ring|phone|dial)\b.*|"
    r"(?:call|ring|phone|get|dial|send)\b.*"
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
    r"which number|where|how) (?:do|should|can|"
    r"shall|must) (?:i|we) (?:do|call|ring|get help)(?: now)?(?= (?!if\b|in case\b|when\b)|$)|(?:can|could|will) you (?:help|"
    r"call|send|get)\b(?: me)?)"
)
"""How somebody asks for help, which is no question about emergencies."""
TALK = re.compile(
    r"^(?:(?:please|hey|oh|ok|okay|so|well|jarvis|alexa|can you|could you|would you|will you|and|now|"
    r"i want you to) )*(?:remind|play|add|put|tell me|write|read|"
    r"sing|spell|define|translate|search|google|look up|show|what|what's|who|who's|when|when's|where|where's|why|"
    r"how(?! do i stop (?:the|this|his|her|my) bleed)|is|"
    r"are|was|were|do|does|did|can(?!'t)|could|should|would|will|have|has|if|imagine|pretend|suppose|note|make a note|"
    r"schedule|explain|describe|list|name|give|recommend|"
    r"suggest|say|repeat|compare|summari[sz]e|buy|order|message|text|email|post|tweet|rename)\b|"
    r"\b(?:films?|movies?|books?|stor(?:y|ies)|songs?|games?|novel|poem|dream\w*|on tv|the news|joke|drill|tests?|practice|"
    r"exercise|videos?|episode|level|quiz|"
    r"course|training|insurance|extinguisher|costume|like i'm|as if|feels? like(?! i)|sounds like|"
    r"last (?:week|month|year|summer|"
    r"winter|spring|autumn|time)|"
    r"(?:years?|months?|weeks?) ago|in \d{4}|yesterday|used to|once|nearly|almost|practically|if|whether|in case|unless|would|"
    r"never|nobody|no one|laughing|"
    r"laughter|boredom|embarrassment|minecraft|character|chess|football|match|instagram|twitter|facebook|history|essay|wine|"
    r"or not)\b"
)
"""A clause that only tells, asks or has something kept about it."""


def emergency(text: str) -> Literal["", "danger", "despair"]:
    """Tell whether a text says that somebody is in danger now, or that whoever speaks wants to die."""
    if len(text) > LONGEST:
        return ""
    said = SIGNS.sub(" , ", text.lower().replace("\u2019", "'"))
    found: Literal["", "danger", "despair"] = ""
    for clause in filter(None, map(str.strip, CLAUSE.split(" ".join(said.split())))):
        rest = ASKS.sub("", clause, count=1).strip()
        if DESPAIR.search(rest) and not TALK.search(rest):
            return "despair"
        if not found and TELLTALE.search(rest) and (DANGER.search(rest) or _befalls(rest)) and not TALK.search(rest):
            found = "danger"
    return found


def wants_numbers(said: str) -> bool:
    """Whether somebody who was told of an emergency's numbers asks for them, or agrees; `said` is in plain lower case "
    "words."""
    return AGAIN.fullmatch(said) is not None


def _befalls(clause: str) -> bool:
    """Whether something befalls somebody, or is all that is said: "not breathing"."""
    return any(_is_of_people(clause[: one.start()], clause[one.end() :]) for one in BEFALLS.finditer(clause))


def _is_of_people(before: str, behind: str) -> bool:
    words = OF.sub(" '", before).split()
    while words and words[-1] in BETWEEN:
        words.pop()
    return words[-1] in PEOPLE if words else not behind.strip()
