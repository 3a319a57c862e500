"""What is said word for word, in English, above all when there is no answer."""

import re
from collections.abc import Sequence

from voice.answer.filler import FILLERS
from voice.english import following
from voice.english.refusals import refusal_of, why
from voice.english.remarks import remark
from voice.errors import StartingError, TierError, UnloadedError, UselessError
from voice.messages import Route
from voice.privacy import LANGUAGE

NO_MODEL = "That needs a language model, and none is set up. Ask me what I can do without one."
NOT_UNDERSTOOD = "Sorry, I didn't understand that. Ask me what I can do."
ENGLISH_ONLY = "Sorry, I only understand English."
KEPT = "That is private, so I kept it to myself, and there is no language model at home that could answer it."
NOT_ALLOWED = "My settings keep that question from the language models there are."
UNREACHABLE = "I can't reach the language model just now. Timers, sums and the other built-in skills still work."
STARTING = "The language model is still starting. Ask me again in a minute."
UNLOADED = "The language model on this machine does not load. The command voice doctor tells you why."
NO_USE = "Sorry, the language model has no answer to that. Ask me in other words."
CUT_SHORT = "Sorry, I lost my thread. Ask me again in a moment."
NOT_SAID_BACK = "I can't say your own words back to you. Ask me what I keep about you, or what is set."
NOTHING_HEARD = "Sorry, I didn't catch that."
LEFT = "All right, I left it."
NOTHING_DONE = "There is nothing to undo."
REMARKS = {
    "fine": "All right.",
    "ill": "I'm sorry to hear that. I can't tell what to do. If it is urgent, call 911 in America, 999 in Britain, "
    "112 in Europe.",
    "sad": "I'm sorry to hear that. I can't say much about it, but it stays here.",
    "kept": "I can't remember that for you, but it stays here. I can set a reminder, or put something on a list.",
    "told": "I can't talk about that, but it stays here.",
}
"""What is said to a remark, which asks for nothing, where no model may be told of it."""

FIXED = (
    NO_MODEL, NOT_UNDERSTOOD, ENGLISH_ONLY, KEPT, UNREACHABLE, NOT_ALLOWED, STARTING, UNLOADED,
    NO_USE, CUT_SHORT, NOT_SAID_BACK, NOTHING_HEARD, LEFT, NOTHING_DONE, *REMARKS.values(), *FILLERS,
)  # fmt: skip
"""What is said word for word, so that a slow voice can have it ready."""


SAID_BEFORE = re.compile(
    r"(?:(?:and|so|sorry|wait|ok|okay|um|can you tell me|do you (?:know|remember)|tell me|remind me) )*(?:"
    r"what (?:did|have|had) (?:i|we) (?:just |only )?(?:say|said|ask|asked|tell|told|talk about|been saying)(?: you)?"
    r"(?: to you)?|"
    r"what (?:i|we) (?:just )?(?:said|asked|told you)(?: you)?|"
    r"what was (?:it (?:that )?)?(?:i|we) (?:just )?(?:said|asked|saying|asking|talking about)(?: you)?|"
    r"what were we (?:just )?(?:talking about|saying)|what did you (?:just )?hear(?: me say)?|"
    r"what (?:was|were) my (?:last|previous|first) (?:questions?|requests?|words)|"
    r"(?:repeat|say back|read back) what i (?:just )?(?:said|asked)"
    r")(?: (?:before|just now|earlier|last|first|today|yesterday|a (?:minute|moment|second) ago|then|again|that))*"
)
"""How somebody asks for what they said themselves; who keeps the conversation in mind can tell it, a language model."""


def unable(wanted: str) -> str:
    """Say that neither the assistant nor a model can do what is wanted."""
    return f"I can't {wanted}. Ask me what I can do."


def only_half(understood: str) -> str:
    """Say that only a part of what was asked is understood, so that none of it was done."""
    return f"I can only do a part of that, so I did nothing. Say that part alone: {understood}."


def undoable(done: str, undo: str) -> str:
    """Say how to undo what was done; `undo` is a command."""
    return f"{done} Say {undo} to undo it."


def not_done(question: str) -> str:
    """Say what was understood and not done; `question` asks whether it was meant."""
    return f"I'm not sure I heard that right. {question} It could not be undone, so I left it. Say it again, please."


def for_failures(errors: Sequence[TierError]) -> str:
    """What to say where every tier failed, at least one."""
    if any(isinstance(error, StartingError) for error in errors):
        return STARTING
    if all(isinstance(error, UselessError) for error in errors):
        return NO_USE
    known = all(isinstance(error, UselessError | UnloadedError) for error in errors)
    return UNLOADED if known else UNREACHABLE


def for_nobody(route: Route, text: str) -> str:
    """What to say where there is no tier that may be asked; a model is named only where `voice.english.refusals` says so."""
    if LANGUAGE in route.private and not route.alternatives:
        return ENGLISH_ONLY
    if following.UNDO.fullmatch(text.lower().strip(" .!")):
        return NOTHING_DONE
    if (route.private or not route.alternatives) and (said := _to_remark(text, bool(route.private))):
        return said
    if not route.alternatives and SAID_BEFORE.fullmatch(text.lower().strip(" .!?")):
        return NOT_SAID_BACK
    refusal = refusal_of(route.signals) or why(text)
    if refusal.kind == "service" and not (route.private and route.alternatives):
        return unable(refusal.about)
    if refusal.kind not in ("model", "service"):
        return NOT_UNDERSTOOD
    if not route.alternatives:
        return NO_MODEL
    if route.private:
        return KEPT
    forbidden = {name for signal in route.signals if signal.name == "policy" for name in signal.value}
    return NOT_ALLOWED if forbidden.issuperset(other.tier for other in route.alternatives) else UNREACHABLE


def _to_remark(text: str, private: bool) -> str:
    """What is said to a remark; "" for a question, and for what is told of things, with which a model would help."""
    kind = remark(text)
    if kind == "told" and not private:
        return NOT_UNDERSTOOD  # "I'm back", "just mum"
    return REMARKS["told" if kind == "other" and private else kind] if kind in REMARKS or (private and kind) else ""
