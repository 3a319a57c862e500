"""Tells that whoever speaks, or somebody near them, wants to die or hurts themselves; not in a figure of speech or a song."""

import re

from voice.english.people import KIN
from voice.english.words import vocabulary

TELLING = vocabulary(
    "die dies died dying dead death kill kills killed killing suicide suicidal harm harms harmed harming self-harm selfharm "
    "self-harming hurt hurts hurting hang hanging noose drown drowning shoot shooting poison overdose overdosing pills tablets "
    "meds medication medicine paracetamol aspirin insulin painkillers wrist wrists throat cutting cut burning scratching "
    "slicing slashing slash slit life live living alive exist existing wake woken waking point reason burden born disappear "
    "disappeared vanished gun pistol rifle shotgun razor blade knife rope planet earth world pain painful painless jump "
    "jumping jumped end ending"
)
"""In nearly all of it there is one of these."""
TELLING_OF_ONE = vocabulary(
    "use better happier without miss notice care mind all everything carry go going keep here drive driving crash crashing "
    "traffic train bus truck lorry window scared afraid frightened worried note notes letter letters day things me fine"
)
"""In the rest there is one of these, from somebody who speaks of themselves, or of somebody else."""
ONE = vocabulary("i i'm i've i'd i'll my me myself he she they he's she's they're they'd everyone everybody nobody there's")
DESPAIR = re.compile(
    r"\bi(?:'m| am| was|'ve been| have been|)(?: (?:just|really|only|still|feel like|keep|always|want to|wanna|might|will|"
    r"would|could|am|going to|gonna|thinking (?:of|about)|planning to|about to|want))+ (?:(?:kill|hurt|harm|cut|hang|"
    r"drown|shoot|poison|killing|hurting|harming|cutting) myself|ending (?:it|it all|my life)|suicide|end (?:it all|"
    r"my life)|take my (?:own )?life|jump off (?:a|the) (?:bridge|roof|building)|(?:die|be dead)(?=$| (?:and|please|help|"
    r"right now|today|tonight|alone|because)))|\bi (?:don't|do not) (?:want to|wanna) (?:live|be alive|wake up|exist|"
    r"go on living|be here any ?more|be alive any ?more)(?: any ?more)?$|\bi wish i (?:was|were) dead|\b(?:no|not any|"
    r"without a) reason (?:left )?to (?:live|go on)|\b(?:everyone|everybody|they|world).{0,20} better off without me|"
    r"\bbetter off (?:if i was |if i were )?dead$|\bi(?:'m| am)(?: feeling)? suicidal|\bi can't (?:go on|"
    r"live)(?: like this)? any ?more"
)
HARM = r"self[ -]?harm(?:s|ed|ing)?"
HURT_THEMSELVES = re.compile(
    # somebody near
    rf"\b(?:{KIN}|he|she|they|someone|somebody)(?:'s|'re|'ve)?(?: \w+){{0,4}}? (?:{HARM}|suicidal|"
    r"(?:wants?|wanted|going|trying|tried|threatening|threatens) to (?:die(?=$| and| but| now| too)|"
    r"(?:kill|hurt|harm) (?:him|her|them)sel(?:f|ves)|end (?:his|her|their) life)|"
    r"(?:hurting|harming|cutting) (?:him|her|them)sel(?:f|ves)"
    r"(?=$| and| but| again| on purpose| with an? (?:razor|knife|blade)))|"
    # whoever speaks
    rf"\bi(?:'m|'ve| am| have|)(?: \w+){{0,3}}? {HARM}|"
    r"\bi(?:'m|'ve| am| have| keep)(?: \w+){0,2}? (?:cutting|hurting|harming) myself(?! (?:off|up|some|an?)\b)|"
    r"\bi (?:\w+ ){0,2}(?:think|thinking|thought) (?:about|of) "
    r"(?:ending (?:it(?: all)?|my life)|suicide|dying|not being here)(?= (?:all the time|a lot|every|again|and)|$)|"
    r"\bi (?:\w+ )?(?:hope|wish) i (?:don't|won't|didn't|never|wouldn't) wake(?: up)?(?: again| tomorrow| in the morning|$)|"
    r"\bi(?:'ve| have) (?:got )?nothing (?:left )?to live for|\bi can't (?:go on|live)(?: like this)?$|"
    r"\bi(?:'d| would) rather be dead(?! than)"
)
"""Somebody hurts themselves, or wants to, or somebody near them does."""
PLAINLY = re.compile(
    # nothing to live for, nobody who would mind
    r"\b(?:see|seeing|is|isn't|there's|what's|feel like there's) (?:the|a|any|no|much) (?:point|use) (?:of |in |to )?(?:me "
    r")?(?:living|life|going on(?=$| any| like| with (?:it|this|life))|being (?:alive|here)|carrying on|existing|any of it "
    r"any ?more|any ?more)\b|\b(?:no|any|isn't a|a single) (?:reason|point) (?:left )?for me to (?:be here|live|exist|go on|"
    r"carry on|keep going|stay)|\b(?:no|any|a single|not a|see a|one) (?:good )?(?:reason|point) (?:left )?to (?:live|carry "
    r"on|keep (?:going|living)|stay alive|be alive|go on(?=$| living| any| like))|\bmy life(?:'s| is| has| feels| just "
    r"feels)(?: \w+)? (?:pointless|worthless|meaningless|over$|no (?:point|meaning|worth|purpose))|\bi(?:'m| am)(?: \w+)? "
    r"(?:a|nothing but a|such a) burden (?:to|on) (?:everyone|everybody|them all|you all|people|my|the whole)\b|\b(?:don't|"
    r"do not) know how (?:to|i can) (?:keep|go on|carry on)(?: on)? (?:living|existing|being alive)|\bi hate being alive\b|"
    r"\b(?:my )?life has no (?:meaning|point|purpose|worth)\b|\bkeep(?:ing)? myself safe\b(?! from| online| while| when| on "
    r"| in )|\bi (?:should|want to|could|might) (?:just )?(?:die$|disappear for ?ever)|\bi hope i (?:just )?(?:die\b(?! "
    r"(?:laughing|of (?:embarrass|bored)))|get (?:hit|run over) by)|\bi want to (?:be with|join) my (?:dead|late) |\bnot "
    r"going to be (?:here|around|alive) much longer\b|\b(?:don't|do not) want to be (?:on this (?:planet|earth)|in this "
    r"world)\b|\band (?:not|never) wake(?: up)?(?: again| any ?more| ever)?$|\bi (?:can't|cannot) (?:bear|face|stand|take) "
    r"(?:to live |living )?(?:another|one more) day(?=$| of (?:this|my life))|\bthere(?:'s| is) nothing (?:left )?(?:here "
    r")?for me(?: to live for| here| any ?more)?$|\bif i (?:was|were) dead$|\b(?:everyone|everybody|they|the world|people|"
    r"my (?:kids|children|family|wife|husband|partner|mum|mom|parents))(?:'d| would|'ll| will) (?:all )?be (?:\w+ "
    r")?(?:better off|happier|fine|better) (?:without me|if i (?:was|were|wasn't|weren't|died|just died|disappeared|didn't "
    r"exist|killed))|\b(?:everyone|everybody|they|the kids|my (?:kids|children|family))(?:'d| would|'ll| will)(?: \w+)? "
    r"(?:cope|manage|do|be)(?: \w+)? (?:fine|ok|okay|better|happier|well) without me$|\b(?:nobody|no one|no-one|who)(?:'d| "
    r"would|'ll| will|'s going to) (?:even |really |ever )*(?:miss me|notice|care|mind|be sad|come)(?: \w+)? if i (?:was|"
    r"were|wasn't|weren't|died|just died|disappeared|killed|ended|vanished|didn't wake)|\b(?:don't|do not) deserve to "
    r"(?:live|be alive|exist|be here)\b|\bi(?:'m| am|'m just| am just|'m so|'m really) (?:so |just |really )*(?:done|"
    r"finished|tired|sick|through) (?:with|of) (?:life|living|being alive|existing)$|\bi wish i (?:hadn't|had not|didn't) "
    r"(?:woken|wake|been born|been alive)|\bi (?:wish|hope) (?:that )?i(?:'d| had| was| were| could| would)? (?:just |never "
    r")*(?:(?<=never )been born|not (?:been born|woken up|wake up|be here|exist)|(?:go to |fall a)sleep and (?:never|not) "
    r"wake|disappear for ?ever|stop existing|wasn't (?:alive|here)|weren't (?:alive|here)|die in my sleep|not alive)|"
    r"\bi(?:'d| would)? (?:\w+ ){0,2}?(?:don't|do not|didn't|wouldn't) (?:\w+ )?(?:want|wanna|wish|care) to (?:live(?=$| "
    r"(?:like this|any|with (?:this|myself)|through))|be alive|exist|carry on living|keep living|wake up (?:again|any ?more|"
    r"ever))\b|\bi(?:'d| would)? (?:really |just |only )*(?:want|need) (?:it all|everything|the pain|this pain|all of (?:it|"
    r"this)) to (?:be over|end|go away for ?ever)$|\bi just want (?:it all|all of (?:it|this)|the pain) to stop$|\bi "
    r"(?:can't|cannot|can not) (?:live|go on|carry on|keep going|keep living|keep on living)(?: like this)? (?:any ?more|"
    r"any longer|much longer)|"
    # with what
    r"\b(?:take|taking|swallow|swallowing|have|having) (?:all (?:of )?|a whole (?:bottle|packet|box|pack) of |the whole "
    r"(?:bottle|packet|box|pack) of )(?:my |the |these |his |her )?(?:pills|tablets|meds|medication|medicine|painkillers|"
    r"paracetamol|sleeping (?:pills|tablets)|aspirin|insulin)(?= |$)(?! out\b| away\b| back\b| with\b| home\b| to the\b| "
    r"every| to work)|\b(?:to|of|about|just|will|gonna|might|and|i'll|nearly|almost|i) (?:kill|killing|killed|hang|hanging) "
    r"myself\b(?! (?:laughing|trying|over|for|doing|working|carrying|lifting|at|on|in|up|out|getting|with)\b)|\bi(?:'ve|'m| "
    r"have| am|) (?:\w+ ){0,3}?self[ -]?harm|\b(?:can't stop|keep|always|constantly|only) thinking (?:about|of) (?:dying|"
    r"death|suicide|killing myself)|\btak(?:e|ing) an overdose|\bthoughts (?:of|about) (?:killing|hurting|harming|ending|"
    r"suicide|dying|death)|\b(?:decided to|going to|gonna|want to|ready to|planning to|thinking (?:of|about)|about to) "
    r"end(?:ing)? (?:things|it)(?: all)?(?: tonight| today| now| soon| tomorrow)?$|\b(?:bridge|roof|ledge|platform|"
    r"balcony)\b.*\bjumped$|\b(?:slit|slash|cut|slitting|slashing) my (?:own )?(?:wrists?|throat)\b|\b(?:pills|tablets|rope|"
    r"noose|gun|blade|razor|knife)(?: \w+)? (?:lined up|in front of me|in my (?:hand|mouth|lap)|beside me|against my|round "
    r"my neck|around my neck)|\bcrash(?:ing)? (?:the|my) car on purpose|\b(?:tie|make|buy|use) (?:a |the |my )?noose|"
    r"\b(?:scared|afraid|frightened|worried) (?:of|about) what i (?:might|will|could|would|'ll)(?: do| be)\b|\b(?:written|"
    r"wrote|writing|left|leaving)(?: (?:my|some|the|an?|their))? (?:suicide notes?|goodbye (?:letters?|notes?) (?:to|for) "
    r"(?:my|the|everyone|everybody)(?: (?:kids|family|children|mum|mom|dad|parents|wife|husband|partner|friends|sister|"
    r"brother|girlfriend|boyfriend|daughters?|sons?|loved ones))?)(?!.* (?:work|job|boss|colleagues?|team|class))|\b(?:keep|"
    r"been|started|stop|'m|am|was|help) (?:cutting|burning|slashing|slicing|scratching) (?:my|his|her) (?:arms?|wrists?|"
    r"legs?|thighs?|skin|stomach)\b(?! hair| on (?:the|a))|\b(?:think(?:ing)?|thought|dream(?:ing)?|fantasi[sz]\w+|going|"
    r"gonna|want|wanted|tempted|ready|urge|plan|planning|might|feel(?:ing)? like|wanna)(?: \w+){0,2}? (?:driv(?:e|ing) "
    r"(?:\w+ ){0,2}?(?:off (?:a|the) (?:bridge|cliff|road)|into (?:a|the) (?:tree|wall|river|lake|lorry|truck|oncoming|"
    r"traffic))|(?:jump|throw|walk|step|stepp|runn?|lie|lying)(?:ing|p?ing)? (?:myself |down )?(?:off (?:a|the|my|our) "
    r"(?:\w+ )?(?:roof|building|bridge|balcony|cliff|ledge|car park)|out (?:of )?(?:a|the|my) window|in front of (?:a|the) "
    r"(?:\w+ )?(?:train|bus|car|truck|lorry|tube)|under (?:a|the) (?:train|bus|lorry|truck)|(?:in)?to (?:the )?(?:oncoming "
    r")?traffic))|"
    # what somebody near says
    r"\b(?:talk(?:s|ing|ed)?|posted|posting|texted|joking|jokes|saying|said|says) (?:\w+ ){0,4}?(?:about |of |that "
    r")?(?:suicide|killing (?:him|her|them)sel\w+|(?:not )?wanting to (?:die|be alive|live|be here)|wanting to be dead|"
    r"(?:he|she|they) (?:wants?|wanted) to be dead|better off dead)\b"
)
"""What is said by who wants to die, and hardly ever by anybody else, whatever verb stands before it."""
ARMED = re.compile(
    r"\b(?:gun|pistol|rifle|shotgun|knife|razor|blade)\b.*\b(?:use|using|turn|turning) (?:it|that|this) on "
    r"(?:my|him|her|them)sel"
)
KEPT = re.compile(
    r"^(?:(?:please|hey|oh|ok|okay|so|can you|could you|would you|will you) )*(?:play|add|put|read|sing|spell|define|"
    r"translate|search|google|look up|show|write|remind me|note|buy|order|watch|summari[sz]e|recommend)\b|"
    r"\b(?:films?|movies?|books?|stor(?:y|ies)|songs?|lyrics|novel|poem|episode|series|podcast|album|game|quote|quotes|essay|"
    r"character|documentary|documentaries|joke|headache|horses?|prevention|squad|minecraft|level|costume)\b"
)
"""A clause that names something made of words, or has something done with it."""
WAY_TO_DIE = re.compile(
    r"\bhow (?:do|can|could|would|should|to|many|much|long)\b.*\b(?:kill|hang|drown|poison|shoot|harm) myself\b|"
    r"\bhow (?:many|much) (?:\w+ ){1,4}?(?:(?:would|does|will) it take |do i need |it takes )?to "
    r"(?:die\b|kill (?:me|myself)|overdose)|"
    r"\bhow (?:many|much|few) (?:\w+ ){1,4}?(?:would|will|does|do|could) (?:it take to )?kill (?:me|myself)\b|"
    r"\b(?:is it|how) (?:very )?(?:painful|quick|easy|hard)(?: is it)? to (?:hang|drown|shoot|poison|kill) (?:your|my)self|"
    r"\bdoes it hurt to (?:die$|drown|hang)|\btell me how (?:to|i can) (?:die|kill myself)$|"
    r"\bhow (?:do|can) i (?:end (?:it all|my life)|commit suicide|die without)|"
    r"\b(?:easiest|quickest|fastest|best|painless|least painful|good|easy|quick) ways? to "
    r"(?:die\b|go$|kill myself|end (?:it all|my life))"
)
"""A question that is a cry for help, however it is worded."""

def may_be_told(said: str) -> bool:
    """Whether there is any of the words without which it is not told: most of what is said needs no closer look."""
    words = set(said.split())
    return not TELLING.isdisjoint(words) or not (TELLING_OF_ONE.isdisjoint(words) or ONE.isdisjoint(words))


def is_told(clause: str, said: str, only_told: bool) -> bool:
    """Whether a clause of what was said is from somebody who wants to die, or is about somebody near them who does.

    `only_told`: it begins as a question or a request, or holds words of a story; what is plain counts all the same.
    """
    if WAY_TO_DIE.search(clause) or ((PLAINLY.search(clause) or ARMED.search(said)) and not KEPT.search(clause)):
        return True
    return not only_told and bool(DESPAIR.search(clause) or HURT_THEMSELVES.search(clause))
