"""Doubt: what to do about a command that was heard but not for sure, where doing it would change something.

    somebody may answer   it asks back: "Eight minutes?"      yes: done; no: left; another value: that one
    it can be undone      done, and the reply says how to undo it
    else                  left, and the reply says what was understood

Any other answer is a turn as usual, and silence is none; the command is then left.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from voice.english.consent import consent
from voice.messages import Completeness, Route, Transcript
from voice.skills import Context, Skills

ANSWER_S = 5.0
"""Seconds, from the end of the question, in which an answer may begin."""

MAY_BE_NEW = {"day"}
"""Slots that another value may bring along: "no, at seven tomorrow"."""


@dataclass(slots=True)
class Doubt:
    """A command that was asked back about and waits for the answer."""

    route: Route
    """Where it goes once the answer is yes."""
    asked: float = math.inf
    """Clock seconds at which the question had been heard; infinity until then."""

    def is_open(self, time: float) -> bool:
        """Whether an answer that begins at `time`, clock seconds, still counts."""
        return time <= self.asked + ANSWER_S


class Answer(NamedTuple):
    """What was answered, and where the command goes now."""

    meant: Literal["yes", "no", "corrected"]
    route: Route

    @property
    def completeness(self) -> Completeness:
        """How complete it is: behind a no, or another value, more may follow ("no … eighteen minutes")."""
        return "complete" if self.meant == "yes" else "digits"


class Doubted(NamedTuple):
    """A command that is in doubt."""

    question: str
    """Asks in about three words whether it was meant: "Eight minutes?"."""
    undo: str | None
    """What to say to undo it; None where it cannot be undone."""


def doubted(words: Transcript, route: Route, below: float, skills: Skills, context: Context) -> Doubted | None:
    """Tell whether a skill's command is in doubt: read by Whisper, or a service, and the grammar together with a confidence
    `below`, and about to change something, or spoken and dangerous. None where it is not.
    """
    if words.engine == "typed":
        return None
    unsure = words.engine in ("fused", "wyoming", "remote") and words.confidence < below
    changes = [(skills.change(one.skill), one.slots) for one in route.deeds]
    asked = [
        (question, change.undo and change.undo(slots, context))
        for change, slots in changes
        if change and (unsure or change.danger(slots)) and (question := change.asked(slots, context)) is not None
    ]
    if not asked:
        return None
    question = asked[0][0] if len(changes) == 1 else ""
    undo = " and ".join(undo or "" for _, undo in asked) if all(undo for _, undo in asked) else None
    return Doubted(question or f"{words.text.capitalize()}?", undo)


def answer(doubt: Doubt, text: str, skills: Skills, context: Context) -> Answer | None:
    """Read what was said as an answer; None where it is none, but a command or a question of its own."""
    meant, rest = consent(text)
    if meant and not rest:
        return Answer(meant, replace(doubt.route, reason=f"the answer was {meant}"))
    if skills.match(text):
        return None
    slots = _other_value(doubt.route, rest, skills, context)
    if slots == doubt.route.slots and meant != "no":  # else it was misheard once more
        return Answer("yes", replace(doubt.route, reason="the answer named the same value"))
    if slots not in (None, doubt.route.slots):
        return Answer("corrected", replace(doubt.route, slots=slots, reason="the answer named another value"))
    if meant != "no":
        return None
    if match := skills.match(rest):
        route = replace(doubt.route, skill=match.skill, slots=match.slots, said=match.text, also=match.also)
        return Answer("corrected", replace(route, reason="the answer was another command"))
    return Answer("no", replace(doubt.route, reason="the answer was no"))


def _other_value(route: Route, said: str, skills: Skills, context: Context) -> Mapping[str, Any] | None:
    """The slots with the value that was said in place of the one in doubt; None where no value was said."""
    change = skills.change(str(route.skill))
    if change is None or change.again is None or not said or route.also:
        return None
    match = skills.match(change.again(route.slots, said))
    if match is None or match.skill != route.skill or match.slots.keys() - route.slots.keys() - MAY_BE_NEW:
        return None
    slots = {**route.slots, **match.slots}
    return None if change.asked(slots, context) is None else slots
