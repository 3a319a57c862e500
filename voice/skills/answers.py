"""Makes whole requests of answers to what a skill asked: "five minutes" (For how long?), "the second" (Say which one)."""

import re
from collections.abc import Iterable, Iterator

from voice.english import following
from voice.english.consent import consent
from voice.english.numbers_heard import in_digits
from voice.english.services import is_reaction, service
from voice.english.spellings import words
from voice.english.words import alike
from voice.messages import Match
from voice.skills.fragment import digits
from voice.skills.lists_said import NAMES, TO_DO
from voice.skills.referents import LIST_NAMED, TIMERS, kind_of
from voice.skills.skill import Skill
from voice.skills.timing_slots import BEFORE

FORMS = ("the {which} {kind}", "the {kind} for {which}", "the {kind} to {which}", "the {kind} about {which}")
LIST_ONCE_MORE = {
    "clear": "clear my {1} list{0}",
    "remove": "remove {0} from my {1} list",
    "move": "move {0} from my {1} list to my {2} list",
}


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
    items, chosen = ", ".join(last.slots.get("items", ())), following.LIST_CHOSEN.fullmatch(said)
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
    return bool(one) or any(word in offered for word in which if word not in following.PASSING)


def in_digits_each(text: str) -> list[str]:
    return [word.removesuffix("s") for token in in_digits(words(text)) for word in token.text.split()]


def chosen(said: str, last: Match) -> Iterator[str]:
    """The request once more for the one that was chosen, behind the question which was meant."""
    kind = kind_of(last)
    if each := following.EACH.fullmatch(said):
        yield following.KIND.sub(f"{'both' if each[1] == 'both' else 'all'} {kind}s", last.text)
    elif (found := following.CHOSEN.fullmatch(said)) and not following.OWN.match(found["which"]) and found["which"] != "other":
        which = re.sub(rf" {kind}s?$", "", found["which"])
        whole = following.KIND.search(last.text) is not None
        texts = [last.text] if whole else [f"{last.text} {to}the {kind}" for to in ("", "to ", "from ")]
        yield from (following.KIND.sub(form.format(which=which, kind=kind), text, count=1) for text in texts for form in FORMS)


def is_no_time(said: str, last: Match) -> bool:
    """Whether a number is said behind an alarm of which nobody knows what it means: "no, twenty" may be 8:20, or 8 pm."""
    timed = last.skill in TIMERS and ("time" in last.slots or "time" in last.slots.get("to", {}))
    timed = timed and BEFORE.search(last.text) is None  # there it is a length: "ten minutes before"
    lead = following.CORRECTS.match(said) if timed else None
    number = digits(said[lead.end() :]) if lead and lead[0] else ""
    return number.isdecimal() and 12 < int(number) < 60
