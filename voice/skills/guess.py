"""Asks whether a deed is meant that was asked for behind a line which nobody could answer, and says what stays as it is.

    remind me to call Tom on friday · who was Einstein · no, thursday     "Do you mean: …?", and a yes does it
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from voice.clock import Clock
from voice.english.consent import consent
from voice.english.numbers_said import capital
from voice.messages import Match, SkillReply
from voice.skills.skill import Context, Skill
from voice.skills.timing_choice import Selection
from voice.skills.timing_wording import Wording

NAME = "guess"
LEFT = "All right, I left it."
NEWEST = re.compile(r"\bthe newest (timer|alarm|reminder)\b")


def skill(clock: Clock, selection: Selection, wording: Wording) -> Skill:
    def all_set(place: str) -> str:
        """What is set at a place, kind by kind; "" for nothing."""
        told = (wording.all_of(selection.of(kind, place), clock.today()) for kind in selection.kinds(place))
        return " ".join(f"{capital(one)}." for one in told)

    def as_called(request: str, context: Context) -> str:
        """A request in which what was set last is called as it is told from others: "the alarm at 7 am tomorrow"."""
        newest = NEWEST.search(request)
        found = selection.meant({"kind": newest[1], "which": "newest"}, context) if newest else []
        return NEWEST.sub(wording.called(found[0], clock.today()), request) if found else request

    async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
        if "left" in slots:
            return SkillReply(LEFT)
        if not slots["requests"]:
            return SkillReply(f"Nothing was cancelled. {all_set(context.place)}".rstrip())
        return SkillReply(f"Do you mean: {', and '.join(as_called(one, context) for one in slots['requests'])}?")

    return Skill(NAME, dict, run, (LEFT,))


def asking(requests: Sequence[str], said: str) -> Match:
    """Ask whether these are meant; without any, say that nothing was cancelled."""
    return Match(NAME, {"requests": list(requests)}, said)


def leaving(said: str) -> Match:
    """Say that something stays as it is."""
    return Match(NAME, {"left": True}, said)


def answered(said: str, last: Match) -> Sequence[str] | None:
    """The requests that a yes is for, none for a no; None for words that are no answer."""
    meant, rest = consent(said)
    return None if rest or not meant else last.slots.get("requests", ()) if meant == "yes" else ()
