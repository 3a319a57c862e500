"""Secrets that are words, in English: "my password is fluffy bunny", "the safe word is rosebud"."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from voice.english.dictation import DIGITS, TEENS, TENS, TIMES
from voice.english.words import vocabulary
from voice.privacy import Private
from voice.privacy.language import is_function_word
from voice.privacy.spoken import Sentence

NAMES = vocabulary(
    "password passwords passcode passphrase pin pass login secret passkey passwort pw pwd safeword codeword username "
    "clave contrase\u00f1a contrasena senha kennwort geheimzahl wachtwoord has\u0142o haslo \u015fifre sifre \u015fifrem sifrem"
)
"""Also those of other languages, which people mix into English."""
_NAMED = NAMES | {f"{name}'s" for name in NAMES}
_PAIRS = {
    ("pass", "word"), ("pass", "phrase"), ("pass", "code"), ("safe", "word"), ("code", "word"), ("security", "answer"),
    ("secret", "answer"), ("security", "question"), ("api", "key"), ("access", "token"), ("secret", "key"),
    ("security", "word"), ("memorable", "word"), ("magic", "word"), ("memorable", "name"), ("memorable", "place"),
    ("recovery", "phrase"), ("seed", "phrase"), ("user", "name"), ("seed", "words"), ("recovery", "words"), ("backup", "words"),
    ("bitcoin", "seed"), ("wallet", "seed"), ("crypto", "seed"),
}  # fmt: skip
_SECONDS = frozenset(second for _, second in _PAIRS)
_LINKS = vocabulary("is are was to as equals be it's its being called reads es est ist lautet")
_NO_VALUE = vocabulary(
    "not no too wrong weak expired working incorrect invalid safe secure strong long short being compromised hacked leaked "
    "stolen forgotten lost the same what in on stored saved gone locked never still always really very case about hard easy at "
    "required changed reset correct good bad something my your for an any do does did can will should would that enough "
    "supposed used using set asked needed important kept written known case-sensitive getting made only visible shown hidden "
    "old new everything there where why how when who which better different unique random manager protected going okay ok fine "
    "this me us it them someone anyone people be by get from open unlock access log sign remember and or"
)
_ADJECTIVES = vocabulary(
    "wrong weak correct strong long short hard easy good bad important new old random secret different hidden"
)
_NETWORKS = vocabulary("wifi wi network router hotspot netflix")
_OF_NETWORKS = vocabulary("key code login")
_OF_SPELLED = vocabulary("wifi wifi's fi fi's login login's router router's")
_ENDS = vocabulary("and for but so can please then on because don't if when in could would you what how why where who which is")
LONGEST = 7
"""Words of a passphrase."""
LONGEST_PHRASE = 24
"""Words that a wallet is restored from."""

_USED = vocabulary("with using use enter type try username")
_GENERAL = vocabulary("a an any every good best strong common popular what if whose worst")
_SPELLED = re.compile(
    r"\b(?:all one word|one word|no spaces?|capitals?|upper ?case|lower ?case|exclamation|underscore|hash|dollar sign)\b"
)
"""How passwords are told letter by letter."""
_WHOSE = vocabulary("my our his her their")
_MIXED = re.compile(r"(?<![\w.@/-])(?=[\w!$%^&*-]{0,40}[a-z])(?=[\w!$%^&*-]{0,40}\d)[\w!$%^&*-]{6,40}(?![\w@])")
"""A word of letters and digits: beside "password" it can only be one."""
NEAR = 5
"""Words between such a word and the name, at most."""
_KNOWN = re.compile(
    r"(?:wpa|sha|md|aes|rsa|utf|base|argon|windows|win|ios|android|iphone|ps|ver|v|http|oauth|ipv|pkcs|ed)-?\d+|\d+[a-z]{1,12}"
)
"""Matches names and measures with digits, no passwords: "sha256", "12characters"."""
_GIVEN = re.compile(
    r"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key)s?[\"'\])]?(?:</?\w+>)*\s*[=:]\s*"
    r"[\"']?(?P<value>[^\s\"',;<>{}\[]{4,})"
)
"""Passwords as files and forms hold them: "DB_PASSWORD=x", {"password": "x"}."""
_BEGINS = vocabulary("starts begins ends finishes")
_WORDS = r"(?P<value>(?!_|(?:the|an?|your|my|our|it|this|that|to|me|and|which|what|voice|siri|alexa|face|touch|google|apple"
_WORDS += r"|facebook|email|fingerprint)\b)[\w'-]+(?: (?!please\b)[\w'-]+){0,3}?)"
_BESIDE = (
    r"(?:wi-?fi|network|ssid|user ?name|login|account|router) (?!.{0,40}\b(?:is|a|the)\b).{1,40}? pass ?(?:word|code|phrase)"
    r" (?P<beside>(?!reset|manager|change|wrong|not)[\w-]+)[. ]*$"
)
_DOORS = "(?:house|door|shed|garage|gate|flat|car|safe|office|cellar|cabinet|box|bike|lock|van|studio|cottage|boat)"
_OPENING = re.compile(
    rf"(?:use|using|try|say|type|enter) {_WORDS} (?:to|and) (?:unlock|log ?(?:in|on)|sign in|get in|disarm)\b"
    rf"|log(?:ged)? ?(?:in|on)(?:to \w+)? (?:as|with) {_WORDS.replace('value', 'login')}(?= please\b|[.,?!]|$)"
    rf"|(?:router|wi-?fi|network|vpn|keypad) (?:wants|takes|expects) {_WORDS.replace('value', 'wanted')}(?=[.,?!]|$)"
    r"|(?:mother|mum|mom)'s maiden name(?: is| was|'s|:) (?P<maiden>\w+)"
    r"|(?:(?:mother|mum|mom)'s maiden name|first pet)[: ]+"
    r"(?P<alone>(?!meaning|question|or|and|is|was|names?|ideas|insurance|shop)[\w'-]+)[. ]*$"
    r"|first (?:pet|school|teacher|car) (?:is|was|were)? ?(?:called|named) (?P<first>\w+)"
    rf"|(?:spare keys?|{_DOORS} keys?|keys? (?:to|for) (?:the|our|my) (?:\w+ )?{_DOORS})(?: is| are|'s| hangs?| lives?)?"
    r" (?:hidden |kept |always )?(?P<kept>(?:under|behind|beneath|above|inside|in|on|with|at) (?:\w+ ?){1,5})"
    rf"|{_BESIDE}"
    r"|it(?:'s| is| was) (?P<named>[\w-]+), the (?:password|passcode|passphrase)"
)
"""How secrets are told without their name before them: "use swordfish to unlock it"."""
_BEGINNINGS = vocabulary(
    "user username ssid account use using try say type enter log logged login logon router wifi wi network vpn keypad mother's "
    "mum's mom's first it it's spare key keys house door shed garage gate flat car office cellar"
)
"""Words that one of these begins with."""
_BEFORE = re.compile(
    r"(?<![\w-])(?P<told>(?!_|(?:what|where|when|how|which|who|this|that|here|there|it|so|not)\b)[\w-]{1,40})"
    r",? (?:that's|that is|is|was) (?:the|my|our) (?:\w+ ){0,2}?(?:password|passcode|passphrase|security answer|login)"
    r"(?=[.,?!]|$| (?:for|to|on|at|of)\b)"
)
"""Matches a secret before its name: "hunter is my password"."""
_CLOSERS = vocabulary("password passcode passphrase answer login")
"""Words that the above ends with."""
_TELLERS, _OWNERS = vocabulary("that's is was"), vocabulary("the my our")
"""Words that stand before them in it."""
MOST_BEFORE_WORDS = 5
MOST_BEFORE, MOST_BEHIND = 120, 8
"""Words and characters before the end of such a word, and characters behind it, that the above looks at."""
_HEADED = re.compile(
    r"(?:(?:and|so|okay|the|my|our|new|old) )*(?:pass ?phrase|(?:recovery|seed|backup|secret|mnemonic) (?:phrase|words?)"
    r"|(?:safe|code|magic|memorable|master) ?(?:word|password)|(?:secret|security) (?:question )?answer"
    r"|wallet phrase|answer to (?:the|my) (?:secret|security) question"
    r"|(?P<long>pass ?(?:word|code)|(?:wi-?fi|master|bank|router|guest|network|hotspot)(?: guest)? (?:key|password)))"
    r"[ ,:-]+(?=\w)"
)
"""A secret's name at the beginning, behind which it stands without any further word."""
_UNLOCKED = re.compile(
    r"(?:(?:the|my|our) )?(?:unlock|lock ?screen|swipe|phone) (?:pattern|gesture)\b.*\b(?:left|right|top|bottom|middle)\b.*"
)
_COUNTED = frozenset([*DIGITS, *TEENS, *TENS, *TIMES, "hundred", "thousand"])
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(sorted(_COUNTED))})"
_DIALLED = re.compile(
    r"(?:(?:the|my|our|his|her) )?(?:\w+ )?(?:safe|vault|padlock|locker|lock|strongbox|lock ?box|cabinet"
    r"|key ?safe)(?: digits| numbers?| code| combo| combination)?(?:'s| is|:)? "
    rf"(?P<dialled>{_NUMBER}(?:[ ,-]+(?:then |and |left |right |back to |to )*{_NUMBER}(?: left| right)?)+)[. ]*"
)
"""Matches the numbers of a lock and nothing else: "vault 12 40 8", "the padlock is seven thirty one four"."""
_ABOUT = vocabulary(
    "manager managers generator generators meaning checker strength length example examples explained reset resets "
    "resetting change changes changing vs versus policy policies rule rules requirement requirements recovery protected "
    "protection protect hint hints tip tips idea ideas forgotten forgot help security secure wallet wallets bitcoin crypto "
    "definition history movie film song game games band lyrics book chords tester cracker list lists storage software app "
    "apps keeper sharing page screen error errors failed failure required field fields entropy words word phrase characters "
    "hash hashing encryption leak leaks breach breaches best common popular standard standards management prompt prompts "
    "problem problems issue issues trouble please question questions box login logins email emails link expiry expiration "
    "autofill puzzle puzzles crossword safari chrome windows mac iphone android google"
)
"""Words behind such a name that speak about secrets."""
_ASKED = vocabulary("how why where should when")
_TOLD = vocabulary("set change changed reset make")


def secrets(sentence: Sentence) -> list[Private]:
    """Find the secret behind "password is" and the like."""
    words, found = sentence.words, []
    networks, spells = not _NETWORKS.isdisjoint(sentence.said), not _OF_SPELLED.isdisjoint(sentence.said)
    spells = spells and _SPELLED.search(sentence.lowered) is not None
    alone = _NAMED.union(_OF_NETWORKS if networks else (), _OF_SPELLED if spells else ())
    for at in sentence.places(alone | _SECONDS):
        named = words[at] in alone or tuple(words[at - 1 : at + 1]) in _PAIRS
        first = _value(sentence, at) if named else 0
        if not first or first >= len(words) or words[first][0] == "[" or _no_value(words, first):
            continue
        last = first + 1
        while last < len(words) and last - first < LONGEST and words[last] not in _ENDS and words[last][0] != "[":
            last += 1
        found.append(Private("credential", *sentence.span(first, last), "the words behind a password's name"))
    return found or _near(sentence) + _given(sentence) + _opening(sentence) or _headed(sentence)


def _near(sentence: Sentence) -> list[Private]:
    """A word of letters and digits beside the name of a secret: "password hunter2", "hunter2 is my password"."""
    names = sentence.places(_NAMED)
    if not names:
        return []
    found, near = [], {at for name in names for at in range(name - NEAR, name + NEAR + 1)}
    for match in _MIXED.finditer(sentence.lowered):
        at = bisect_left(sentence.starts, match.start())
        if at in near and not _KNOWN.fullmatch(match[0]):
            found.append(Private("credential", *match.span(), "letters and digits beside a password's name"))
    for name in names:
        words = sentence.words[max(0, name - 3) : name]
        if len(words) == 3 and words[1:] == ["is", "my"] and words[0] not in _NO_VALUE and words[0] not in _GENERAL:
            found.append(Private("credential", *sentence.span(name - 3, name - 2), "said to be a password"))
    return found


def _given(sentence: Sentence) -> list[Private]:
    return [Private("credential", *m.span("value"), "behind a password's name") for m in _GIVEN.finditer(sentence.lowered)]


def _opening(sentence: Sentence) -> list[Private]:
    if not sentence.words or sentence.words[0] in _ASKED or not _GENERAL.isdisjoint(sentence.words[:2]):
        return []
    said = [*sentence.matches(_OPENING, _BEGINNINGS), *_before(sentence)]
    return [Private("credential", *match.span(match.lastgroup or 0), "said to open something") for match in said]


def _headed(sentence: Sentence) -> list[Private]:
    """The words behind a secret's name that are nothing else: "passphrase correct horse battery"."""
    first = 0
    if head := _HEADED.match(sentence.lowered):
        first = bisect_left(sentence.starts, head.end())
    elif told := _DIALLED.fullmatch(sentence.lowered) or _UNLOCKED.match(sentence.lowered):
        return [Private("credential", *told.span(told.lastgroup or 0), "how something is unlocked")]
    rest = sentence.words[first:] if first else []
    said = len(rest) > 1 or (len(rest) == 1 and not (head and head["long"]))
    if not said or len(rest) > LONGEST_PHRASE or rest[0] in _ABOUT or sum(word in _ABOUT for word in rest) * 3 >= len(rest):
        return []
    if any(is_function_word(word) and word not in _COUNTED for word in rest):
        return []
    return [Private("credential", *sentence.span(first, len(sentence.words)), "the words behind a password's name")]


def _before(sentence: Sentence) -> Iterator[re.Match[str]]:
    last = 0
    for at in sentence.places(_CLOSERS):
        end, before = sentence.ends[at], sentence.words[max(0, at - MOST_BEFORE_WORDS) : at]
        if _TELLERS.isdisjoint(before) or _OWNERS.isdisjoint(before):
            continue
        if match := _BEFORE.search(sentence.lowered, max(last, end - MOST_BEFORE), end + MOST_BEHIND):
            last = match.end()
            yield match


def _no_value(words: list[str], first: int) -> bool:
    """Whether the words say something about the password instead of telling it: "is too short", "is a word"."""
    return (words[first] in _NO_VALUE and not _phrase(words, first)) or (words[first] == "a" and first + 2 < len(words))


def _phrase(words: list[str], first: int) -> bool:
    """Whether an adjective begins a passphrase: "correct horse battery staple", not "wrong again"."""
    rest = words[first + 1 : first + 4]
    return words[first] in _ADJECTIVES and len(rest) > 1 and _NO_VALUE.isdisjoint(rest) and _ENDS.isdisjoint(rest)


def _value(sentence: Sentence, at: int) -> int:
    """Where the value begins: behind a link, or at once in "with the password x"; 0 where none is told."""
    words = sentence.words
    before = words[max(0, at - 4) : at]
    if words[at].endswith("'s") or sentence.gaps[at + 1 : at + 2] == [":"]:
        return at + 1
    for there in range(at + 1, min(at + 6, len(words))):
        if words[there] in _LINKS and words[there - 1] != "which":
            if words[there] == "to" and _TOLD.isdisjoint(sentence.said):
                continue
            asked = words[0] in _ASKED and words[at - 1] not in _WHOSE
            return 0 if asked or "most" in before or not _GENERAL.isdisjoint(before) else there + 1
        if words[there] in _BEGINS and words[there + 1 : there + 2] in (["with"], ["in"]) and words[0] not in _ASKED:
            return there + 2
        if words[there] in ("a", "what", "how", "and"):
            return 0
    spelled = words[at] in _OF_SPELLED and at == 0 and _SPELLED.search(sentence.lowered)
    return at + 1 if (spelled or _USED.intersection(before[-3:])) and len(words) > at + 1 else 0
