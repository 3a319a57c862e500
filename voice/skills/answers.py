"""Makes whole requests of answers to what a skill asked, and of "one" and "both".

    five minutes (For how long?) · call mum (Remind you of what?) · the second (Say which)   the answer to a question
    cancel the first one · move the later one to nine · cancel both                          one of the last kind
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from voice.english import following
from voice.english.consent import consent
from voice.english.numbers_heard import in_digits
from voice.english.services import is_reaction, service
from voice.english.spellings import words
from voice.english.words import ARTICLES, alike, vocabulary
from voice.messages import Match
from voice.skills.fragment import digits
from voice.skills.lists_said import NAMES, SHOPPING, TO_DO
from voice.skills.skill import Skill
from voice.skills.subject import KINDS, TIMERS, kind_of, nouns, the_day

KIND = re.compile(r"\b(?:(?:the|my|this|that|an?|our) )?(?:timer|alarm|reminder)s?\b")
FORMS = ("the {which} {kind}", "the {kind} for {which}", "the {kind} to {which}", "the {kind} about {which}")
TOLD_BY = {
    "timer": "how long is left on the newest timer", "alarm": "when is my newest alarm", "reminder": "show my newest reminder",
}  # fmt: skip
"""What is asked to hear of the one that was set last."""
PASSING = ARTICLES | vocabulary("of to at on in for and one is there are")
"""Words that choose nothing."""
LIST_CHOSEN = re.compile(
    r"(?:(?:the|my|our|from|off|on|in|only|just|i mean|i meant|clear|empty|please) )*"
    r"(?P<which>.+?)(?: lists?| ones?)?(?: please)?"
)
"""Which list, or which thing on it: "the shopping one"."""
LIST_NAMED = re.compile(r"\b(?:the|your) ([\w' -]+?) list\b")
LIST_ONCE_MORE = {
    "clear": "clear my {1} list{0}", "remove": "remove {0} from my {1} list", "move": "move {0} from my {1} list to my {2} list",
}  # fmt: skip
ORDER = {"first": 0, "second": 1, "third": 2, "last": -1}
UNIT = re.compile(r"(?:s|sec|second|m|min|minute|h|hr|hour)s?")


def completing(said: str, last: Match, skill: Skill) -> Iterable[str]:
    """Commands that an answer may complete: "ten" (minutes) to "For how long?"."""
    answer = following.TOO.sub("", following.ANSWERS.sub("", said))
    again = skill.change.again if skill.change else None
    if again is None or following.OWN.match(answer) or not (_names_something(said, last) or last.slots.get("do") == "offer"):
        return []
    minutes = [f"{answer} minutes"] if last.skill in TIMERS else []
    return [again(last.slots, one) for one in (answer, said, *minutes)]


def _names_something(said: str, last: Match) -> bool:
    """Whether words may be what was asked for: neither "yes" nor "hmm" nor, where things are asked for, "play some jazz"."""
    if not consent(said).rest or (last.skill not in TIMERS and is_reaction(said)):
        return False
    thing = service(said) is None and not following.STATES.search(said)
    return last.skill != "lists" or last.slots.get("list") == TO_DO or thing


def of_lists(said: str, last: Match, question: str) -> list[str]:
    """The request once more for the list, or the thing on it, that was chosen; one for each of several."""
    items, chosen = ", ".join(last.slots.get("items", ())), LIST_CHOSEN.fullmatch(said)
    if not chosen or following.OWN.match(said) or last.slots["do"] not in LIST_ONCE_MORE:
        return []
    which = chosen["which"]
    if names := LIST_NAMED.findall(question.partition("Which one:")[2]):
        each = following.EACH.fullmatch(which)
        wanted = [name for name in names if each or alike(name, NAMES.get(which, which))]
        return [LIST_ONCE_MORE[last.slots["do"]].format(_meant(last, items), name, last.slots.get("list")) for name in wanted]
    if "Say which one" not in question or not (there := LIST_NAMED.search(question)) or not items:
        return []
    if following.EACH.fullmatch(which):
        return [f"remove all the {items} from my {there[1]} list"]
    named = which if which.endswith(items) else f"{which} {items}"
    return [f"remove {named} from my {there[1]} list"]


def of_things(said: str, last: Match, reply: str) -> Iterator[str]:
    """What is said of a list, or of what was just put on it, as a request of its own: "tick it off", "what's left"."""
    name, items = last.slots.get("list", SHOPPING), ", ".join(last.slots.get("items", ()))
    if last.slots["do"] == "names" and (found := following.OF_LISTS.fullmatch(said)):
        at, names = ORDER[found["which"]], LIST_NAMED.findall(reply)
        yield f"{found['deed']} my {names[at]} list" if at < len(names) else "what are my lists"
    elif following.REST.fullmatch(said):
        yield f"what's on my {name} list"
    elif last.slots["do"] in ("has", "remove") and items and following.PUT_ON.fullmatch(said):
        yield f"add {items} to my {_list_told(last, reply)} list"
    elif last.slots["do"] == "has" and items and (following.DONE_WITH.fullmatch(said) or following.TAKE_OFF.fullmatch(said)):
        yield f"remove {items} from my {_list_told(last, reply)} list"
    elif last.slots["do"] == "add" and items and following.DONE_WITH.fullmatch(said):
        yield f"remove {items} from my {name} list"
    elif last.slots["do"] in ("add", "move") and items and (other := following.ELSEWHERE.fullmatch(said)):
        moves = other["no"] or other["instead"] or (other["deed"] or "").startswith(("move", "switch", "shift"))
        yield f"{f'move {items} from my {name} list' if moves else f'add {items}'} to my {other['list']} list"
    elif last.slots["do"] == "add" and items and reply.startswith("There is no ") and _wants_one(said):
        yield f"create a {name} list with {items}"


def _wants_one(said: str) -> bool:
    """Whether a list that was not there is wanted: "make one", "yes"."""
    return following.MAKE_ONE.fullmatch(said) is not None or (consent(said).meant == "yes" and not consent(said).rest)


def with_list(said: str, last: Match) -> str:
    """Say "to my packing list" for "to packing", where that list was used last."""
    name = re.escape(last.slots.get("list", SHOPPING))
    bare = rf"(?<=\w )(to|onto|on|in|from|off) (?:(?:the|my|our) )?({name})(?=(?: too| as well| please)*$)"
    return re.sub(bare, r"\1 my \2 list", said)


def _list_told(last: Match, reply: str) -> str:
    """The list that was asked about or, where none was named, told of."""
    return str(last.slots.get("list") or [SHOPPING, *LIST_NAMED.findall(reply)][-1])


def of_day_or_place(said: str, last: Match) -> Iterator[str]:
    """A question about the day or the place that the last one was about: "what's the date there"."""
    place, told = last.slots.get("place"), next(nouns(last), "") if last.skill == "date" else ""
    if told and not place and following.WEEKDAY_OF_IT.fullmatch(said):
        yield f"what day is {told}"
    elif told and not place and following.UNTIL_THEN.fullmatch(said):
        yield f"how many days until {told}"
    elif told and not place and (beside := following.DAY_BESIDE.fullmatch(said)):
        yield f"what date is {the_day(last, 1 if beside[1] == 'after' else -1)}"
    if not place or last.skill not in ("time", "date"):
        return
    if found := following.AND_THE.fullmatch(said):
        yield f"what's the {found[1]} in {place}"
    elif following.OVER_THERE.search(said):
        asked = following.LEAD.sub("", said, count=1)
        texts = (asked, said, following.NOW.sub("", asked))
        yield from (following.OVER_THERE.sub(f"in {place}", text, count=1) for text in texts)
    elif following.AHEAD.search(said):
        yield following.THEY.sub(f"is {place}", said)
    elif following.DIFFERENCE.fullmatch(said):
        yield f"what's the time difference to {place}"


def _meant(last: Match, items: str) -> str:
    """What was to be removed, or is to stay, in words."""
    if last.slots["do"] == "clear":
        return f" except {', '.join(kept)}" if (kept := last.slots.get("kept")) else ""
    position = last.slots.get("position", 0)
    return items or (f"item {position}" if position > 0 else "the last item")


def is_choice(said: str, asked: str) -> bool:
    """Whether words choose from what was offered ("pasta and one of ten minutes"): others are a request of their own."""
    offered = {*in_digits_each(asked)}
    choice = following.CHOSEN.fullmatch(said)
    which = in_digits_each(choice["which"]) if choice else []
    one = following.EACH.fullmatch(said) or re.search(rf"\b(?:one|{following.ORDER})$", said)
    return bool(one) or any(word in offered for word in which if word not in PASSING)


def in_digits_each(text: str) -> list[str]:
    return [word.removesuffix("s") for token in in_digits(words(text)) for word in token.text.split()]


def chosen(said: str, last: Match) -> Iterator[str]:
    """The request once more for the one that was chosen, behind the question which was meant."""
    kind = kind_of(last)
    if each := following.EACH.fullmatch(said):
        yield KIND.sub(f"{'both' if each[1] == 'both' else 'all'} {kind}s", last.text)
    elif (found := following.CHOSEN.fullmatch(said)) and not following.OWN.match(found["which"]):
        which = re.sub(rf" {kind}s?$", "", found["which"])
        whole = KIND.search(last.text) is not None
        texts = [last.text] if whole else [f"{last.text} {to}the {kind}" for to in ("", "to ", "from ")]
        yield from (KIND.sub(form.format(which=which, kind=kind), text, count=1) for text in texts for form in FORMS)


def one_of_kind(said: str, last: Match) -> Iterator[str]:
    """Name what "one", "both" and the like stand for: "cancel the first one" behind an alarm is "cancel the first alarm"."""
    kind, said = kind_of(last), following.TOO.sub("", said)
    if not following.DOES_TO_ONE.match(said):
        return
    if last.slots.get("all"):
        yield following.THEM.sub(f"all {kind}s", said)
    for pattern, noun in following.ONES:
        if pattern.search(said):
            yield pattern.sub(noun.format(kind=kind), said, count=1)


def about_it(said: str, last: Match) -> Iterator[str]:
    """Say of which timer, alarm or reminder something is said that names none: "half an hour earlier", "skip tomorrow"."""
    kind, name = kind_of(last), str(last.slots.get("called") or last.slots.get("name", ""))
    newest = f"the newest {kind}" if last.skill in KINDS else f"the {kind}"
    lead = following.CORRECTS.match(said) if last.skill in KINDS else None
    by = following.TOO.sub("", said[lead.end() if lead else 0 :])
    if following.SHIFTED.fullmatch(by):
        yield from (f"{verb} {newest} {by}" for verb in ("make", "move"))
    if following.WHEN_OVER.fullmatch(said) or (last.skill in KINDS and following.WHICH_HALF.fullmatch(said)):
        yield TOLD_BY[kind]
    if kind == "timer" and (scaled := following.SCALES.fullmatch(said)):
        yield f"{scaled.lastgroup} {newest}"
    bare = following.NO_UNIT.fullmatch(digits(said))
    if bare and kind == "timer" and (bare["add"] or bare["take"] or bare["more"] or bare["off"]):
        taken = bare["take"] or bare["off"]
        yield f"{'take' if taken else 'add'} {bare['by']} minutes {'from' if taken else 'to'} {newest}"
    skipped = following.SKIPS.fullmatch(said)
    if skipped and (skipped["day"] or "every" in last.slots):
        yield f"skip {newest} {skipped['day'] or skipped['once']}"
    named = following.OF_NAMED.fullmatch(said)
    if name and named and (named["done"] or named["told"]) == name:
        before = said[: named.start("done" if named["done"] else "told")]
        yield f"{before}{'' if before.endswith(('the ', 'my ')) else 'the '}{name} {kind}{said[len(before) + len(name) :]}"


def is_no_time(said: str, last: Match) -> bool:
    """Whether a number is said behind an alarm of which nobody knows what it means: "no, twenty" may be 8:20, or 8 pm."""
    timed = "time" in last.slots or "time" in last.slots.get("to", {})
    lead = following.CORRECTS.match(said) if timed and last.skill in TIMERS else None
    number = digits(said[lead.end() :]) if lead and lead[0] else ""
    return number.isdecimal() and 12 < int(number) < 60


def same_but_time(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two requests are about the same thing."""
    return all(one.get(slot) == other.get(slot) for slot in ("name", "text", "count", "also"))
