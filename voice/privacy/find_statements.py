"""Statements about oneself or one's family: a private matter and a person it belongs to, in one clause.

"what is diabetes" has a matter and no person; "tell me about diabetes" has a person who only asks; "my essay is about diabetes"
has a topic between the two. "my son's diabetes", "i was told it's diabetes", "is diabetes why i'm tired" are statements.
"""

import re

from voice.privacy import Private
from voice.privacy.find_lexicon import BARE_KIN, KIN, PERSONAL, STRONG, WHERE_CHILD
from voice.privacy.find_sayings import CHILD, SAYINGS
from voice.privacy.spoken import Sentence, vocabulary

_Index = dict[str, list[tuple[tuple[str, ...], str]]]


def _index(lexicon: dict[str, str]) -> _Index:
    index: _Index = {}
    for kind, phrases in lexicon.items():
        for phrase in phrases.split(";"):
            words = tuple(phrase.split())
            index.setdefault(words[0], []).append((words, kind))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


_TERMS = _index(STRONG)
_WHERE = _index({"whereabouts": WHERE_CHILD})

_ASKING = re.compile(
    r"\b(?:(?:how|where|when|what|which|who|why)(?:'s)? (?:else )?(?:do|can|could|should|would|must|might|shall"
    r"|will) (?:i|we|my)\b(?! have| get rid)"
    r"|(?:can|could|would|will) you\b(?: please)?(?: (?:tell|give|show|explain|teach|help|remind|read|play|find|get"
    r"|buy))?(?: to)?(?: (?:me|us)\b)?"
    r"|(?:tell|give|show|teach|remind|let|help|play|read|find|get|buy|wake|ask|quiz|send|explain(?: it)? to"
    r"|sing)(?: to)? (?:me|us)\b|(?:to|for) (?:me|us)\b"
    r"|^(?:do|should|can|could|may|must|shall|would) (?:i|we)\b(?! have| be having| still)"
    r"|i(?:'d| would)? (?:want|need|like|love|wish|have)(?:ed)? to (?:know|learn|understand|read|hear|see|watch"
    r"|find out|study|ask)(?! (?:if|whether|why) (?:i|my))"
    r"|i(?:'m| am| was)? (?:just |also |really )?(?:wonder\w*|curious|interested)|i have (?:a |one |another )?question"
    r"|i(?:'ve)? (?:just )?(?:heard|read|saw|seen|watched)|my (?:favou?rite|teacher|professor|homework|essay|book"
    r"|show|class|school project|crossword)\b)"
)
"""Frames that speak of "me" as the one who asks, not as the one it is about."""
_WORKS = re.compile(
    r"(?:who (?:sang|sings|wrote|plays|played|made|directed|painted|starred)|play|put on|when did .* come out|what year did"
    r"|how (?:do|would|can) (?:i|you) (?:say|write|spell|pronounce|sign) .* in \w+$|translate .* (?:in)?to) ?"
)
"""Songs and films have titles that sound like statements."""
_TOPICS = vocabulary(
    "about essay book books film films movie movies documentary article show series homework song songs read "
    "reading reads watch watching "
    "watched learn learning learned study studying studied research researching heard story stories novel poem "
    "game joke jokes quiz presentation "
    "report podcast interested curious recommend writing teach teaches teaching lecture history drama explain "
    "define definition called "
    "crossword dvd episode character fictional news wrote exam thesis paper facts word translate pronounce spell meaning means"
)
_OPINIONS = vocabulary("think believe guess know suppose say said wonder understand thought like love prefer hate enjoy bet")
_BREAKS = vocabulary("what who which how whats what's who's play explain define translate")
_SELF = vocabulary("i i'm im i've ive i'd i'll we we're we've we'll we'd")
_OWN = vocabulary("my our")
_OBJECT = vocabulary("me us myself")
_VERBS = vocabulary(
    "is are was were has have had does did do will would can could on in at of for to with from and that who gets "
    "got says said "
    "needs wants likes loves plays studies works teaches"
)
_WEAK = vocabulary(
    "loan loans raise bonus stocks shares portfolio investments benefits straight christian trial witness police "
    "the_police lawyer solicitor "
    "attorney settlement operation medicine therapy practice bypass union crush broke declined jealous sexual "
    "guilty prison jail refugee "
    "trans bi steroids infection stroke income tuition prescription collections savings pension hormones "
    "immigration ms als thyroid "
    "grief symptoms ulcer trauma withdrawal pawn murder fraud theft immigration"
)
"""Words with everyday senses: only where the person has, is or owns them."""
_HAVING = vocabulary(
    "have has had having got get getting am is are was were be been being 'm 're take takes taking took need needs "
    "suffer suffers on my our "
    "his her lost lose losing in went committed commits caught accused his diagnosed with from applied apply called"
)
NEAR = 10
"""Words between a person and a matter."""


def statements(sentence: Sentence) -> list[Private]:
    """What the sentence says about its speaker or the speaker's family."""
    text = sentence.lowered
    if _WORKS.match(text):
        return []
    found = {kind: span for kind, pattern in SAYINGS.items() if (span := _said(pattern, text))}
    masked = [m.span() for m in _ASKING.finditer(text)]
    persons = _persons(sentence, masked)
    if persons:
        for first, last, kind in _terms(sentence.words, _TERMS):
            if span := _linked(sentence, persons, first, last):
                known = found.get(kind, span)
                found[kind] = min(known[0], span[0]), max(known[1], span[1])
    if "whereabouts" not in found and (place := _child(sentence, text)):
        found["whereabouts"] = place
    return [Private(kind, *span, f"says something about the speaker or the family: {kind}") for kind, span in found.items()]


def _said(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    match = pattern.search(text)
    return match.span() if match else None


def _terms(words: list[str], index: _Index) -> list[tuple[int, int, str]]:
    """The private matters a sentence names: first word, word behind the last, category."""
    found = []
    for at, word in enumerate(words):
        entries = (
            index.get(word) or index.get(word.removesuffix("'s")) or index.get(word[:-1] if word[-1] == "s" else word + "s")
        )
        for phrase, kind in entries or ():
            size = len(phrase)
            if size == 1 or tuple(words[at + 1 : at + size]) == phrase[1:]:
                found.append((at, at + size, kind))
                break
    return found


def _persons(sentence: Sentence, masked: list[tuple[int, int]]) -> list[tuple[int, str]]:
    """Where the speaker or the family is named as such: word index and "self", "kin", "own" (my body, my doctor), "object"."""
    found = []
    words = sentence.words
    for at, word in enumerate(words):
        if word not in _SELF and word not in _OWN and word not in _OBJECT and word.removesuffix("'s") not in BARE_KIN:
            continue
        start = sentence.starts[at]
        if any(low <= start < high for low, high in masked):
            continue
        if word in _SELF:
            found.append((at, "self"))
        elif word in _OBJECT:
            if word == "us" and at and words[at - 1] == "the":
                continue
            found.append((at, "object"))
        elif word not in _OWN:
            found.append((at, "kin"))
        else:
            found.append((at, _owned(words, at)))
    return found


def _owned(words: list[str], at: int) -> str:
    """Whom or what "my" introduces: "kin", "own" for one's body, doctor, job, "thing" for the rest."""
    for word in words[at + 1 : at + 5]:
        bare = word.removesuffix("'s").rstrip("'")
        if bare in KIN:
            return "kin"
        if bare in PERSONAL:
            return "own"
        if word in _VERBS:
            break
    return "thing"


def _linked(sentence: Sentence, persons: list[tuple[int, str]], first: int, last: int) -> tuple[int, int] | None:
    """The span from person to matter where the one is the other's; None where no person is near enough."""
    words = sentence.words
    before = [p for p in persons if p[0] < first]
    behind = [p for p in persons if p[0] >= last]
    weak = last - first == 1 and words[first] in _WEAK
    if before:
        at, role = before[-1]
        between = words[at + 1 : first]
        if len(between) <= NEAR and not _interrupted(sentence, at, first) and _holds(role, between, weak, words[at]):
            return sentence.starts[at], sentence.ends[last - 1]
    for at, role in behind[:1]:
        between = words[last:at]
        topical = not _TOPICS.isdisjoint(words[:at])
        if not weak and role != "thing" and len(between) <= 8 and not topical and not _interrupted(sentence, last - 1, at):
            return sentence.starts[first], sentence.ends[at]
    return None


def _interrupted(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a sentence ends or a question begins between two words."""
    return not _BREAKS.isdisjoint(sentence.words[first + 1 : last]) or any(
        mark in gap for gap in sentence.gaps[first + 1 : last + 1] for mark in ".?!;" if gap
    )


def _holds(role: str, between: list[str], weak: bool, person: str) -> bool:
    if not _TOPICS.isdisjoint(between) and " about to " not in f" {' '.join(between)} ":
        return False
    if role == "thing":
        return (len(between) <= 3 and _VERBS.isdisjoint(between)) or not {"after", "since", "because"}.isdisjoint(between)
    if role in ("self", "object") and not _OPINIONS.isdisjoint(between):
        return not {"it's", "have", "has", "i'm"}.isdisjoint(between)
    if weak:
        return (not between and role == "own") or not _HAVING.isdisjoint(between) or "'" in person
    return True


def _child(sentence: Sentence, text: str) -> tuple[int, int] | None:
    """A child of the family and where it is."""
    child = CHILD.search(text)
    if child is None:
        return None
    for first, last, _ in _terms(sentence.words, _WHERE):
        start, end = sentence.starts[first], sentence.ends[last - 1]
        near = 0 <= start - child.end() < 50 or 0 <= child.start() - end < 30
        if near and _TOPICS.isdisjoint(sentence.words):
            return min(start, child.start()), max(end, child.end())
    return None
