"""Goes on behind a refusal: "why not", "how do I set it up then", "what about the telly"."""

import re
from collections.abc import Callable
from typing import Literal

from voice.english import refusals
from voice.english.refusals import Refusal, refusal_of
from voice.english.spellings import words
from voice.skills.home.client import HOW, NOT_CONNECTED
from voice.skills.skill import Answered
from voice.skills.talk import not_understood

_LEAD = r"(?:(?:oh|and|but|so|ok|okay|well|right|then|really|hang on|wait|fine|please|um|hmm) )*"
_TAIL = r"(?: (?:then|please|not|now|exactly|that|it|this|though))*"
_WHY = re.compile(
    rf"{_LEAD}(?:(?:why|how come)(?: not| (?:is|was) that|"
    r" (?:can't|couldn't|won't|don't|didn't|can|could|did) you(?! (?:just )?(?:ask|use|try|send|go)\b)(?: \S+){0,6}|"
    r" you can't(?: \S+){0,6}| it doesn't work| (?:doesn't|didn't|isn't) (?:it|that) work(?:ing)?)?|"
    rf"what's (?:wrong|the (?:problem|matter))|what went wrong|what do you mean(?: by that)?){_TAIL}"
)
_SET_UP = re.compile(
    rf"{_LEAD}(?:(?:how|where|what) (?:do|can|could|would|should|must) (?:i|we)(?: (?:go about|have to|need to))? "
    r"(?:set|setting|fix|connect|enable|install|get|do|sort|add|turn|need|configure|make (?:it|that) work|change)\b"
    r"(?: (?:it|that|this|one|them|you|him|her|home assistant|(?:a|the|one|your) (?:language )?(?:model|home|connection)))?"
    r"(?: (?:up|on|out|to (?:it|home assistant|work)|about (?:it|that|this)|working|connected|going|for (?:it|that)))*|"
    r"(?:can|could|will|would) (?:you|i|we) (?:set|fix|connect|enable|install|get|sort)(?: (?:it|that|this|one|yourself))?"
    r"(?: (?:up|on|out|to (?:it|work)))?|(?:set|fix|connect|install|enable|sort) (?:it|that|one)(?: (?:up|out|on))?|"
    rf"what (?:is|would be|'s) needed|what does (?:it|that) (?:need|take)|how does (?:one|that|it) (?:get )?set up){_TAIL}"
)
_SAME = re.compile(rf"{_LEAD}(?:and|or|what about|how about) (?P<other>\S+(?: \S+){{0,3}})")
BY_HOME = ("play music", "tell the weather")
"""What a Home Assistant does that knows a player or a forecast."""
Asked = Literal["", "refused", "set up", "same"]


def asked(text: str, last: Answered | None, understood: Callable[[], bool]) -> Asked:
    """What is asked behind a refusal; "" for anything else. `understood`: whether the words make sense alone."""
    if last is None or not (last.failed or refusal_of(last.route.signals)):
        return ""
    said, refusal = " ".join(words(text)), _refusal(last)
    if _WHY.fullmatch(said):
        return "" if refusal is None and understood() else "refused"
    if refusal is None:
        return ""
    if _SET_UP.fullmatch(said):
        return "set up"
    other = _SAME.fullmatch(said)
    if other is None or refusal.kind not in ("model", "home", "service"):
        return ""
    own = refusals.why(other["other"]).kind in ("skill", "service") or refusals.is_generic(other["other"])
    return "" if own or understood() else "same"


def _refusal(last: Answered) -> Refusal | None:
    """What was refused; None where a skill failed for a reason of its own, which it said."""
    if last.failed:
        return Refusal("home") if last.reply == NOT_CONNECTED else None
    return refusal_of(last.route.signals)


def why(last: Answered) -> str:
    """Say why it was refused."""
    match _refusal(last):
        case Refusal("home"):
            return f"Lights and the like are switched by Home Assistant, a program that I'm not connected to. {HOW}"
        case Refusal("model"):
            return (
                "What I do, I do by rule. Questions about the world, advice and writing need a language model, and none is set "
                "up. The command voice setup finds one for this machine."
            )
        case Refusal("service", wanted):
            return f"I have no account and no device with which I could {wanted}."
        case Refusal("skill", skill):
            return f"I didn't know those words. {not_understood(skill)}"
        case Refusal():
            return "I didn't understand it: I know certain words only. Ask me what I can do."
    return last.reply


def set_up(last: Answered) -> str:
    """Say what to do about it."""
    match _refusal(last):
        case Refusal("home"):
            return (
                "Home Assistant has to run in your home. Then I need its address and a key: the command voice doctor tells "
                "where they go."
            )
        case Refusal("model"):
            return "Run voice setup in a terminal. It proposes a language model for this machine, and fetches it."
        case Refusal("service", wanted) if wanted in BY_HOME:
            return f"Home Assistant can {wanted} where it has the means. {HOW}"
        case Refusal("service", wanted):
            return f"There is nothing to set up: I can't {wanted}."
        case Refusal("skill", skill):
            return f"There is nothing to set up: I didn't know those words. {not_understood(skill)}"
        case Refusal():
            return "There is nothing to set up: say it in other words, or ask me what I can do."
    return last.reply


def again(last: Answered) -> str:
    """Refuse the same of something else."""
    return last.reply
