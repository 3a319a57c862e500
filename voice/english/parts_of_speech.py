"""Parts of speech: what kind of word one is, as far as its form and the commonest verbs and adjectives tell."""

import re

from voice.english.words import vocabulary

FUNCTION = vocabulary(
    "a an the this that these those my your his her its our their some any no every each all both either neither another other "
    "such i me you he him she it we us they them myself yourself himself herself itself ourselves themselves someone somebody "
    "anyone anybody everyone everybody nobody something anything everything nothing one ones what which who whom whose when "
    "where why how whether if is are was were be been being am do does did done have has had having can could will would shall "
    "should may might must ought isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't "
    "wouldn't shouldn't "
    "i'm i've i'd i'll you're you've you'd you'll he's she's it's we're we've they're they've that's there's "
    "what's who's where's how's when's why's let's here's of in on at by for with from to into onto upon about against between "
    "among through during before after above below under over up down out off across along around behind beside beyond near "
    "inside outside without within toward towards per via like than as until till since except despite and or but nor so yet "
    "because although though while whereas unless once not never ever always often sometimes usually just only even still also "
    "too very really quite rather more most less least much many few little several enough almost there here now then today "
    "again please tell give show explain describe make get let um uh er erm hm hmm first last next same long far high old"
)
"""Words that say how a sentence is built, and those that requests begin with: each is a kind of its own."""

VERBS = vocabulary(
    "accept achieve add adopt affect afford agree allow announce apologise apologize appear apply argue arise arrive ask "
    "assemble attract avoid bake become beg begin behave believe belong bend bleed boil borrow bounce breathe bring build "
    "bury buy calculate calm carry catch celebrate choose clean climb close collect come compare complain compose confirm "
    "consider consist contain continue convert convince create decide decorate deliver depend deserve destroy detect "
    "determine develop differ dig digest disappear discover dissolve divide drown eat encourage enjoy enter erupt evolve "
    "exist expand expect expire explode extract fail feed fill find forget forgive freeze fry go govern grow handle hang "
    "happen hatch hate hear hibernate hide hire ignore imagine improve include increase inherit insert inspire install "
    "invent invest invite join keep kill know lay learn leave lend listen live lose maintain manage marry melt memorise "
    "memorize mend migrate multiply notice obtain occur operate overcome owe peel perform poach pollinate pour practise "
    "pray predict prefer prepare preserve pretend prevent produce pronounce protect prove prune publish put quit react "
    "read realise realize receive recommend recycle reduce refer refuse regenerate reheat relax remain remember remove "
    "replace require rinse say scare see seem select sell send separate serve settle sew shake sharpen shrink shut sing "
    "sit sneeze snore soak solve speak spend spill steal stir succeed suffer suggest suit survive swallow take teach thank "
    "think throw tickle translate try understand unlock vanish wake want warn weave weigh wipe write"
)

NOUNS_TOO = vocabulary(
    "answer beat bite blow break breed burn call cause change cook cost count cover cry cure cut dance deal design die "
    "dive dream drink drive drop dry end face fall fear feel fight fish fit fix float fly fold form gain grill heat help "
    "hit hold hope hunt hurt joke jump kick kiss land laugh lead lie light look love mark mean measure mind miss mix move "
    "name need note offer open orbit order own pack paint park pass pay pick place plan plant play point practice print "
    "pull push question rain raise reach record rent repair reply report rescue rest result return rhyme ride ring rise "
    "roast rot rule run save score search share shine shock shoot sign sink sleep slice smell smile smoke sort sound spell "
    "spread stand start stay steam step stop store stress stretch study supply support sweat swim switch talk taste tear "
    "tie touch trade train transplant travel treat trim trip trust turn twist use view visit vote wait walk wash waste "
    "watch water wear win wish wonder work worry wrap yawn"
)
"""Verbs that are as often nouns."""

PAST = vocabulary(
    "ate became began bit blew bought broke brought built burnt came caught chose dealt died drank drew drove dug fed fell "
    "felt flew forgot fought found froze gave got grew heard held hid kept killed knew laid led left lent lost made meant "
    "met paid ran rang rose said sang sank sat saw sent set shone shook shot slept sold spent spoke stole stood struck "
    "stuck swam taught thought threw told took tore understood went woke won wore wove wrote"
)
PARTICIPLE = vocabulary(
    "beaten begun bitten blown born bred broken brought built burnt caught chosen dealt drawn driven drunk dug eaten "
    "fallen fed felt flown forbidden forgotten fought found frozen given gone got gotten grown heard held hidden kept "
    "known laid led left lent lost made meant met paid risen said seen sent set shaken shot shown slept sold spent spoken "
    "spun stolen stood stuck sung sunk swum taken taught thought thrown told torn understood woken won worn woven written"
)

ADJECTIVES = vocabulary(
    "able afraid alive alone amazing american ancient angry asleep average awake aware bad bald bare basic best better big "
    "bitter black blank blind blonde blue boring brave brief bright british broad brown busy careful cheap chinese clear "
    "clever cold common complex cool correct crazy cruel curly current cute daily dangerous dark dead deadly deaf dear "
    "deep delicious dense different difficult digital dirty double dull dumb dutch early easy edible elderly electric "
    "empty english entire equal evil exact extinct extra fair fake false famous fancy fast fat fatal favorite favourite "
    "fewer final fine flat foreign free french frequent fresh friendly full funny further future general gentle german "
    "giant global gluten gold golden good gray great greek green grey guilty half handsome happy hard harsh healthy heavy "
    "hollow holy honest hot huge human humid hungry identical ill illegal important indian infinite innocent intelligent "
    "italian japanese jealous keen kind large late lazy legal likely living local lonely loud low loyal lucky mad main "
    "major male medieval mental mild minor modern moral native natural nearest neat nervous new nice noisy normal nuclear "
    "odd ok okay orange organic original painful pale past perfect permanent personal pink plain pleasant poisonous polite "
    "poor popular possible pregnant present pretty previous private professional proper proud public pure purple quick "
    "quiet rainy random rare raw ready real recent red rich right ripe roman rough round royal rude rusty sad safe salty "
    "scared scary secret senior serious severe shallow sharp shiny short shy sick silent silly silver similar simple "
    "single slim slippery slow small smart smooth soft solar solid sore sorry sour spanish special spicy square stale "
    "steep sticky stiff straight strange strict strong stupid sudden suitable sunny sure sweet tall tame tasty tender "
    "terrible thick thin thirsty tidy tight tiny tired total tough toxic traditional true typical ugly unique universal "
    "unusual upset urgent useful usual vegan vegetarian violent warm weak wealthy weird west western wet white whole wide "
    "wild wise wooden worse worst worth wrong yellow young"
)

ENDINGS = re.compile(
    r"\w{3,}(?:(?P<adjective>able|ible|ful|less|ous|ive|ic|ical|ial|ional|ish|ean|ese)|(?P<adverb>ly)|(?P<doing>ing)|(?P<done>ed)|"
    r"(?P<most>est)|(?P<noun>tion|sion|ness|ment|ity|ship|ism|ist|age|ance|ence|ology|phy|er|or|man|us|um))$"
)
"""What the end of a word tells of its kind."""


def kind(word: str) -> str:
    """Tell what kind of word one in lower case is. Function words are kinds of their own; so is "#", a number."""
    if word in FUNCTION or not word[:1].isalpha():
        return word
    for name, known in _LISTED.items():
        if word in known:
            return name
    ending = ENDINGS.match(word)
    return _inflected(word) or (ending and ending.lastgroup) or "noun"


_LISTED = {
    "verb or noun": NOUNS_TOO,
    "verb": VERBS,
    "past or done": PAST & PARTICIPLE,
    "past": PAST,
    "done": PARTICIPLE,
    "adjective": ADJECTIVES,
}


def _inflected(word: str) -> str | None:
    """Tell the kind of a word that compares, or ends in an "s" that is no part of it; None for others."""
    if word.endswith(("er", "est")) and ADJECTIVES & {word[:-2], word[:-1], word[:-3], word[:-3] + "y", word[:-4] + "y"}:
        return "more" if word.endswith("er") else "most"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return None
    if word.endswith("'s"):
        return "whose"
    stems = {word[:-1], word[:-2], word[:-3] + "y"}
    return "verb or nouns" if stems & NOUNS_TOO else "verbs" if stems & VERBS else "nouns"
