"""Takes back what was done in the last turn: "cancel that", "undo it", "no, put it back"."""

from collections.abc import Callable, Sequence

from voice.english import following
from voice.english.spellings import words
from voice.messages import Match
from voice.skills.follow_up.referents import TIMERS, kind_of
from voice.skills.reading.several import joined
from voice.skills.skill import Told
from voice.skills.timing.undo import UNDO

Certain = Callable[[str], Match | None]


def undoing(said: str, told: Sequence[Told], certain: Certain) -> Match | None:
    """Undo all that was done in the last turn; what took something away only where that is surely meant.

    What a correction took away is no longer wanted: of a timer of 20 minutes, "no, thirty", "cancel it" leaves none.
    """
    all_of_it = is_undo(said) or following.AS_BEFORE.fullmatch(said)
    if len(told) > 1 and all_of_it and any(map(_gives_back, filter(None, (certain(one.undo) for one in told)))):
        return joined([certain(UNDO if one.match.skill in TIMERS else one.undo) for one in told if one.undo])
    undone = [certain(one.undo) for one in reversed(told) if one.undo]
    back = undone and all(one and _gives_back(one) for one in undone)
    undone = undone if back else [one for one in undone if one is None or not _gives_back(one)]
    if not (following.GIVES_BACK if back else following.TAKES_BACK).fullmatch(said):
        return None
    if said.endswith((" on", " on again")) and told[-1].match.skill not in TIMERS:
        return None
    if "both" in said and len(undone) < 2 and told[-1].match.skill in TIMERS:
        return certain(f"cancel both {kind_of(told[-1].match)}s")
    return joined(undone)


def took_nothing_away(told: Sequence[Told], certain: Certain) -> bool:
    """Whether something was done in the last turn that can be undone, and nothing taken away that would come back."""
    undone = [certain(one.undo) for one in told if one.undo]
    return bool(undone) and not any(one and _gives_back(one) for one in undone)


def is_undo(text: str) -> bool:
    """Whether a text asks to undo what was done last, and no more."""
    return following.UNDO.fullmatch(" ".join(words(text))) is not None


def takes_back(text: str) -> bool:
    """Whether a text asks to take back what is named by a word: "cancel that"."""
    said = " ".join(words(text))
    return following.TAKES_BACK.fullmatch(said) is not None and following.IT.search(said) is not None


def _gives_back(undo: Match) -> bool:
    """Whether a request puts back what a deed took away."""
    return "restore" in (undo.slots.get("do"), undo.slots.get("change"))
