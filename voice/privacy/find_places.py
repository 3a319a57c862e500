"""Finds postal addresses, dates of birth and names of people, as they are said in English."""

import re

from voice.english.numbers import ORDINALS, TEENS, TENS, UNITS
from voice.english.times import MONTHS, WEEKDAYS
from voice.english.words import vocabulary
from voice.privacy import Private
from voice.privacy.spoken import Run, Sentence

STREETS = vocabulary(
    "street st road rd avenue ave lane ln boulevard blvd terrace crescent mews alley highway hwy parkway pkwy straße strasse "
    "rue avenida via calle plaza turnpike cul-de-sac"
)
"""Words that turn any number and name before them into an address."""
MAYBE_STREETS = vocabulary(
    "drive dr court ct close way place pl square sq hill gardens garden row circle cir grove park walk green trail loop path "
    "view cottages villas acres manor buildings mansions wynd brae vale fields meadow meadows chase hollow trailer promenade "
    "parade esplanade quay rise mount end heights house farm cottage estate crossing bend ridge croft wharf gate"
)
"""Words that make an address only if the words around say that somebody lives or can be found there."""
_RARELY_ELSE = vocabulary("drive dr close gardens grove circle cir mews croft crossing mount heights way")
_BETWEEN = vocabulary(
    "minute hour mile km kilometre kilometer metre meter day star and or of in on is times percent a year am pm with"
) | {*WEEKDAYS[:5]}
_AT = vocabulary("at to as from is number no on address near outside past it's for")
_LIVES = re.compile(
    r"\b(?:live[sd]?|living|address|deliver\w*|ship\w*|send|sent|mail\w*|moved?|moving|home|house|apartment|flat|taxi|cab|uber"
    r"|drop (?:us|me)|bought|dorm|pick (?:\w+ )?up|parcel|package|come to|staying|stay|reside\w*|residence|zip|postcode|mailbox"
    r"|neighbou?r|door|ambulance|drop \w+ off|meet|i'm at|bill (?:it|me) to|office is|we're at|located|visit|party|at my"
    r"|our place|my place)\b"
)
_FAMOUS = frozenset([
    "10 downing", "221b baker", "221 baker", "1600 pennsylvania", "4 privet", "10 cloverfield", "21 jump", "742 evergreen",
    "3 abbey",
])  # fmt: skip
_UNITS = vocabulary("apartment apt flat unit suite room floor")
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}")
_AT_HOME = re.compile(r"\b\w+ lives? at (?!home|the moment|least|night|all|sea)(\w+(?: \w+){1,6})")
_AT_STREET = re.compile(
    rf"\b(?:i|we|i'm|we're|my|our)\b(?: [\w']+){{0,5}}? ((?:on|off|in|at|near|opposite|behind) (?:the corner of "
    rf"\w+(?: \w+)? and \w+|(?:\w+ ){{1,3}}(?:{'|'.join(sorted(STREETS))})\b(?: number(?: \w+){{1,3}})?))"
)
_STREET_FIRST = vocabulary("rue boulevard calle via viale corso piazza plaza paseo avenida rua carrer ulica allée chemin quai")
"""Words for a street that stand before its name."""
_STREET_ENDINGS = ("straße", "strasse", "allee", "gasse", "platz", "straat", "laan", "gatan", "vej", "weg")
_FRAME = re.compile(
    r"(?:\b(?:live[sd]?|living|staying|stay|house is|flat is|place is|i'm|im|we're|were|home|it's|they're)"
    r" (?:down |over |up )?(?:at|to|in|on)|\baddress(?:'s| is|:)?|\bhome is"
    r"|\b(?:deliver\w*|ship\w*|navigate|drive|taxi|cab|moved|moving|sent?|pick \w+ up)(?: [\w']+){0,3} (?:to|from|at)"
    r"|\b(?:house|flat|apartment)) (?:number |no |um |uh )?$"
)
FRAMING = 12
"""Words, at most, that `_FRAME` looks at."""
_FRAME_ENDS = vocabulary("at to in on is from address address's house flat apartment number no um uh")
"""The words with which it ends."""
_NO_STREET = _BETWEEN | vocabulary(
    "tonight tomorrow today pm am o'clock degrees people minutes hours days weeks months years percent times miles feet metres "
    "dollars pounds euros for with please and or so but because by after before until till from to the my our at sharp thirty "
    "different other more friends guests kids children grams dogs cats countries cities places star stars"
)
_CALLED = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:street|road|lane|close|village|hamlet|town|house|cottage|farm|building|estate)"
    r"(?:'s| is) (?:called|named) ([\w'-]+(?: (?!and\b|but\b|is\b|in\b|so\b)[\w'-]+){0,2})"
)
_HOUSES = "cottage|house|farm|farmhouse|lodge|manor|rectory|vicarage|barn|mill|inn|villa|mansions|bungalow|croft|grange"
_TOLD = re.compile(
    r"\b(?:my|our|his|her|their) (?:(?:home|postal|mailing|billing|delivery|shipping|new|old|full) )?address(?:'s| is|:)"
    r" (?:the )?(?!(?:the|not|no|wrong|right|correct|private|missing|incomplete|required|optional|hidden|unknown|too|very|so"
    r"|what|where|being|still|on|in|same|out|long|changing|changed|also|used|visible|public|case|an?|and|or)\b)([^\W_][^.?!;_]{2,80})"
    r"|\b(?:deliver\w*|ship|send|taxi|cab|uber|collect|pick \w+ up)(?: [\w']+){0,4}? (?:to|from|at)"
    rf" ((?!(?:the|an?|my|our|white|opera|full|this|that)\b)\w+(?: \w+)? (?:{_HOUSES})\b[^.?!;_]{{0,60}})"
    r"|\bwhat ?(?:3|three) ?words (?:address |location )?(?:is |are |'s |: ?)?(?:/{3})?([a-z]+(?:(?:\.| dot )[a-z]+){2})"
    r"|/{3}([a-z]+\.[a-z]+\.[a-z]+)\b"
)
"""Matches an address that is told without a number, and one of three words."""
_TELL = vocabulary(
    "address address's deliver delivered delivering ship send taxi cab uber collect pick words what3words what3word"
)
"""Words without one of which the above matches nothing, nor without "///"."""
_BOX = re.compile(r"\bp ?o box(?: number)?$")
_QUESTION = re.compile(r"^(?:who|what|when|where|which|did|does|do|was|were|is|how)\b")

_MONTHS = (*map(str.lower, MONTHS), "jan", "feb", "aug", "sept", "oct", "nov", "dec")
"""Short forms that are no other word."""
_ORDINAL = rf"(?:{'|'.join(ORDINALS[:12])}|\w+teenth|twentieth|twenty \w+|thirtieth|thirty first)"
_DATE = re.compile(
    rf"\b(?:{'|'.join(_MONTHS)})\b|\b\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}\b|\b(?:nineteen|twenty|19\d\d|20[012]\d)\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)\b"
    rf"|\b{_ORDINAL} of\b|\b(?:new year's|christmas|valentine's|boxing|st patrick's|saint patrick's)(?: day| eve)?\b"
    r"|\b(?:halloween|hogmanay|leap day|thanksgiving|easter sunday|midsummer)\b"
)
_SMALL_WORDS = vocabulary("on in the of and a")
_DATE_WORDS = _SMALL_WORDS.union(
    _MONTHS, ORDINALS, UNITS, TEENS, TENS, vocabulary("thirtieth zero oh o hundred thousand slash dash back")
)
_BIRTH = re.compile(
    r"\b(?:date of b\w+|birth ?date|d\.? ?o\.? ?b\.?|birth ?days?|my age|b-?days?|(?<!well )(?<!not )born|birth)\b"
    r"(?!\s+(?:song|cake|party|card|present|gift))"
)
_OF_ANYONE = re.compile(r"\b(?:was|were|is|are|been) $")
_SOMEBODY = re.compile(
    r"\b(?:i|i'm|im|my|our|we|we're|me|mine|her|his|mum|mom|mama|mam|bday|dad|patient|mummy|daddy|grandma|granny|nan|gran|grandpa|papa"
    r"|grandad|the (?:wee |little )?(?:kids|twins|baby|one|boys?|girls?))\b|^(?:born|she|he)\b"
)
_SOME = vocabulary("i i'm im my our we we're me mine her his mum mom dad")
"""The commonest of these, looked for first."""
_NAME = re.compile(
    r"\b(?:(?:my|our) (?:[\w']+ ){0,3}?(?:full |real |legal |last |first |sur|maiden |middle |family |given )?name(?:'s| is)"
    r"|^(?:full |last )?name is|my surname is|i'?m called|i'm (?:dr|doctor|mr|mrs|ms|miss|professor)"
    r"|(?:my|our) (?:\w+ )?(?:son|daughter|wife|husband|baby|child|boy|girl|mother|father|brother|sister|partner"
    r"|doctor|gp|dentist|therapist|psychiatrist|midwife|solicitor|lawyer|landlord|landlady|boss|manager|neighbour|neighbor|teacher"
    r"|nan|gran|granny|grandma|grandad|grandpa|aunt|auntie|uncle|cousin|niece|nephew|grandson|granddaughter|stepdad|stepmum|twin|ex"
    r"|nurse|friend|flatmate|colleague|nanny|carer) (?:is|was) (?:called|named|(?:dr|doctor|prof|professor)(?=\.? ))"
    r"|(?:reservation|table|booking|appointment|room|order|book it|put it|it's)(?: \w+){0,4}? under"
    r"(?: the name)?|i am called|they call me|people call me|call me|under the name(?: of)?|name it goes under is"
    r"|sign (?:(?:it|this|the \w+)(?: off)?|off)(?: as| from| with)?|signed(?: by| from)?"
    r"|in the name of|i go by|made out to|name of the (?:patient|guest|passenger) is"
    r"|(?:hello|hi|hey|hello there|good \w+)?,? ?this is(?= \w+(?: \w+)? (?:speaking|calling|here))|mrs|mr|ms|dr|mister|missus)"
    r"\.? (?!(?:not|on|the|a|an|in|at|when|if|back|back\w*|by|after|before|later|tomorrow|tonight|today|crazy|earl|going|what"
    r"|who|dre|seuss|strange|phil|jekyll|watson|evil|pepper|martens|doom|oz|frankenstein|zhivago|livingstone|king|dolittle|no"
    r"|it|as|for|to|spelled|spelt|pronounced|hard|common|so|very|too|from|of|and|maybe|inspired|bean|darcy|rochester|spock"
    r"|potato|robot|next|now)\b)"
    r"((?:(?:dr|mr|mrs|ms|prof|sir)\.? )?(?:[^\W\d_]\b(?:\.? ?[^\W\d_]\b){0,3}\.?"
    r"|[^\W\d_][\w'-]*(?: [^\W\d_ai]\.?(?= [^\W\d_]))?)"
    r"(?:(?: (?:van|von|vom|zu|de|der|den|del|della|dos|du|di|da|la|le|bin|ibn|al|el|ter|ten)\b){1,3}(?= [^\W\d_]))?"
    r"(?: (?!(?:with|and|for|at|on|in|speaking|calling|here|is|but|please|what|who|can|tonight|tomorrow|how|or"
    r"|kind|from|i'm|i|that|to|today|what's|does|do|did|tv|so)\b)[^\W\d_][\w'-]*)?"
    r"(?: (?:jr|sr|junior|senior|ii|iii|iv)\b)?)"
)

_HANDLE = re.compile(
    r"\b(?:my|our|his|her) (?:discord|insta|instagram|twitter|snapchat|snap|telegram|tiktok|reddit|twitch|steam|skype|xbox|psn"
    r"|facebook|mastodon|bluesky|kik|gamer ?tag|handle|screen ?name)(?: (?:handle|name|tag|id|user ?name|account))?(?:'s| is)"
    r" (?:called )?(@?(?!(?:not|down|full|slow|broken|hacked|private|public|so|too|very|a|an|the|on|in|my|what|how|banned)\b)"
    r"[\w.#-]{3,40})"
)
"""Matches what somebody is called where people have other names."""
_HANDLES = vocabulary(
    "discord insta instagram twitter snapchat snap telegram tiktok reddit twitch steam skype xbox psn facebook mastodon "
    "bluesky kik gamer gamertag handle screen screenname"
)

_OF_WORK = re.compile(r"(?:who|which|what|did|has)\b")
"""Begins a question about whoever published under a name."""
_BEFORE_NAMES = vocabulary(
    "my our full last name i'm im i reservation table booking appointment room order book put it's they people call under sign "
    "signed in made hello hi hey good this mrs mr ms dr mister missus"
)
"""The words with which a match of `_NAME` begins."""


def places(sentence: Sentence, runs: list[Run]) -> list[Private]:
    """Find postal addresses."""
    lowered = sentence.lowered
    lives = _LIVES.search(lowered) is not None
    own = not _SOME.isdisjoint(sentence.said) or _SOMEBODY.search(lowered) is not None
    found = []
    for run in runs:
        if _POSTCODE.fullmatch(run.chars) and run.letters >= 3:
            found.append(Private("address", *sentence.span(run.first, run.last), "built like a postcode"))
        elif run.digits <= 5 and run.letters <= 1 and not run.amount and (end := _street(sentence, run, lives, own)):
            found.append(Private("address", *sentence.span(run.first, end), "a number and the name of a street"))
        elif run.digits <= 4 and (first := _street_before(sentence.words, run.first, lives)):
            found.append(Private("address", *sentence.span(first, run.last), "the name of a street and a number"))
        elif run.digits <= 4 and not run.letters and not run.amount and (end := _framed(sentence, run)):
            found.append(Private("address", *sentence.span(run.first, end), "a number and a name behind where somebody lives"))
        elif "box" in sentence.said and _BOX.search(" ".join(sentence.words[max(0, run.first - 4) : run.first])):
            found.append(Private("address", *sentence.span(run.first, run.last), "a post office box"))
    if "called" in sentence.said or "named" in sentence.said:
        found += [Private("address", *m.span(1), "what somebody's street is called") for m in _CALLED.finditer(lowered)]
    if not found and not (_TELL.isdisjoint(sentence.said) and "///" not in lowered):
        found += [Private("address", *m.span(m.lastindex or 0), "told to be an address") for m in _TOLD.finditer(lowered)]
    if not found and lives and not _QUESTION.match(lowered):
        homes = [*_AT_HOME.finditer(lowered)] if " live" in lowered else []
        homes += [] if STREETS.isdisjoint(sentence.said) and "the corner of" not in lowered else _AT_STREET.finditer(lowered)
        found += [Private("address", *m.span(1), "the words behind where somebody lives") for m in homes]
    return found


def _framed(sentence: Sentence, run: Run) -> int:
    """The index behind "eighty eight mooragh" in "set home to eighty eight mooragh"; 0 where no such words stand before it."""
    words = sentence.words
    if not run.first or words[run.first - 1] not in _FRAME_ENDS:
        return 0
    start = sentence.starts[max(0, run.first - FRAMING)]
    if _QUESTION.match(sentence.lowered) or not _FRAME.search(sentence.lowered, start, sentence.starts[run.first]):
        return 0
    end = run.last + (words[run.last : run.last + 1] == ["the"])
    while end < len(words) and end - run.last < 3 and words[end] not in _NO_STREET and words[end].replace("'", "").isalpha():
        end += 1
    return end if end > run.last and len(words[end - 1]) > 2 else 0


def _street_before(words: list[str], at: int, lives: bool) -> int:
    """Find where a street before a number begins: "calle mayor", "newland avenue number"; 0 if there is none."""
    at -= words[at - 1 : at] == ["number"]
    if at and len(words[at - 1]) > 6 and words[at - 1].endswith(_STREET_ENDINGS):
        return at - 1
    if lives and at > 1 and words[at - 1] in STREETS:
        return at - 2
    return next((first for first in range(at - 2, max(at - 5, 0), -1) if words[first] in _STREET_FIRST), 0)


def _street(sentence: Sentence, run: Run, lives: bool, own: bool) -> int:
    """Return the index after the address that begins with a run; 0 if none does."""
    words = sentence.words
    before = words[run.first - 1] if run.first else ""
    for at in range(run.last, min(run.last + 4, len(words))):
        word = words[at]
        if word in _BETWEEN or (sentence.gaps[at] and at > run.last and sentence.gaps[at] in ".?!;"):
            return 0
        if at == run.last:
            if (word in STREETS and word not in _STREET_FIRST) or word == "way":
                return 0
            if word not in _STREET_FIRST:
                continue
            return _tail(sentence, min(at + 3, len(words))) if lives or own or len(words) < 8 else 0
        strong = word in STREETS
        weak = word in MAYBE_STREETS and (lives or before in _UNITS or (before in _AT and (own or word in _RARELY_ELSE)))
        famous = not own and f"{run.chars} {words[at - 1]}" in _FAMOUS
        if (strong or weak) and not famous:
            return _tail(sentence, at + 1)
    return 0


def _tail(sentence: Sentence, at: int) -> int:
    """Find the end of a flat's number behind the street."""
    words = sentence.words
    if at == len(words) or words[at] not in _UNITS:
        return at
    return min(at + 2 + (words[at + 1 : at + 2] == ["number"]), len(words))


def _may_be_birth(sentence: Sentence) -> bool:
    """Whether `_BIRTH` may match, told in a fraction of the time."""
    parts = ("birth", "born", "bday", "b-day", "date of b", "dob", "my age")
    return not {"ob", "b"}.isdisjoint(sentence.said) or any(part in sentence.lowered for part in parts)


def births(sentence: Sentence, runs: list[Run]) -> list[Private]:
    """Find dates of birth: the user's own, the family's, or one on a form."""
    lowered = sentence.lowered
    cue = _BIRTH.search(lowered) if _may_be_birth(sentence) else None
    if cue is None:
        return []
    asked = _QUESTION.match(lowered)
    weak = cue.group().startswith(("born", "birthday", "birth day", "my age")) or (asked and cue.group() == "birth")
    form = not weak or (cue.group() == "born" and not asked and not _OF_ANYONE.search(lowered, 0, cue.start()))
    if not form and (not _SOMEBODY.search(lowered) or lowered.startswith(("who ", "which "))):
        return []
    dates = [m.span() for m in _DATE.finditer(lowered) if m.start() != cue.start()]
    dates += [sentence.span(run.first, run.last) for run in runs if 3 <= run.digits <= 8 and not run.letters]
    dates = [(start, end) for start, end in dates if end <= cue.start() or start >= cue.end()]
    if not dates:
        return []
    start, end = min(start for start, _ in dates), max(end for _, end in dates)
    return [Private("birth_date", *_widened(sentence, start, end), "a date beside words about a birth")]


def _widened(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Widen a span by the words of a date on either side."""
    first = next(at for at, there in enumerate(sentence.ends) if there > start)
    last = max(at for at, there in enumerate(sentence.starts) if there < end)
    words = sentence.words
    while first > 0 and _in_date(words[first - 1]):
        first -= 1
    while last + 1 < len(words) and _in_date(words[last + 1]):
        last += 1
    while words[first] in _SMALL_WORDS:
        first += 1
    while last > first and words[last] in _SMALL_WORDS:
        last -= 1
    return sentence.starts[first], sentence.ends[last]


def _in_date(word: str) -> bool:
    return word in _DATE_WORDS or word[0].isdecimal()


def names(sentence: Sentence) -> list[Private]:
    """Find names: the user's own, the family's, or one on a booking."""
    of_work = _OF_WORK.match(sentence.lowered)
    found = sentence.matches(_NAME, _BEFORE_NAMES)
    found = [m for m in found if not (of_work and m[0].startswith(("under the", "in the name")))]
    found = [m for m in found if not (m[0].startswith("dr") and _SOME.isdisjoint(sentence.said))]
    found += _HANDLE.finditer(sentence.lowered) if not _HANDLES.isdisjoint(sentence.said) else ()
    return [Private("name", *m.span(1), "the words behind what somebody is called") for m in found]
