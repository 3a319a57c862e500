"""Makes whole requests of answers to what a skill asked, and of "one" and "both".

    five minutes (For how long?) · call mum (Remind you of what?) · the second (Say which)   the answer to a question
    cancel the first one · move the later one to nine · cancel both                          one of the last kind
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from voice.english import following
from voice.english.numbers_heard import in_digits
from voice.english.spellings import words
from voice.english.words import ARTICLES, vocabulary
from voice.messages import Match
from voice.skills.skill import Skill
from voice.skills.subject import KINDS, kind_of

KIND = re.compile(r"\b(?:(?:the|my|this|that|an?|our) )?(?:timer|alarm|reminder)s?\b")
FORMS = ("the {which} {kind}", "the {kind} for {which}", "the {kind} to {which}", "the {kind} about {which}")
TOLD_BY = {
    "timer": "how long is left on the newest timer", "alarm": "when is my newest alarm", "reminder": "show my newest reminder",
}  # fmt: skip
"""What is asked to hear of the one that was set last."""
PASSING = ARTICLES | vocabulary("of to at on in for and one is there are")
"""Words that choose nothing."""
UNIT = re.compile(r"(?:s|sec|second|m|min|minute|h|hr|hour)s?")


def completing(said: str, last: Match, skill: Skill) -> Iterable[str]:
    """Commands that an answer may complete: "ten" (minutes) to "For how long?"."""
    answer = following.TOO.sub("", following.ANSWERS.sub("", said))
    if skill.change is None or skill.change.again is None or following.OWN.match(answer):
        return []
    return [skill.change.again(last.slots, one) for one in (answer, said, f"{answer} minutes")]


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
    kind, name = kind_of(last), str(last.slots.get("name", ""))
    newest = f"the newest {kind}" if last.skill in KINDS else f"the {kind}"
    if following.SHIFTED.fullmatch(said):
        yield from (f"{verb} {newest} {following.TOO.sub('', said)}" for verb in ("make", "move"))
    skipped = following.SKIPS.fullmatch(said)
    if skipped and (skipped["day"] or "every" in last.slots):
        yield f"skip {newest} {skipped['day'] or skipped['once']}"
    named = following.OF_NAMED.fullmatch(said)
    if name and named and (named["done"] or named["told"]) == name:
        before = said[: named.start("done" if named["done"] else "told")]
        yield f"{before}{'' if before.endswith(('the ', 'my ')) else 'the '}{name} {kind}{said[len(before) + len(name) :]}"


def same_but_time(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two requests are about the same thing."""
    return all(one.get(slot) == other.get(slot) for slot in ("name", "text", "count", "also"))
