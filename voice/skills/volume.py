"""Sets how loud replies are.

Without slots it tells how loud they are. `change` is up, down or mute, by ten points unless `by` says otherwise, or by
so many `steps`; unmuting is a change up, which after a mute goes back to where it was. `times` makes it half or twice as loud.
`of_ten`: it was to be turned up to that `value`, which is one of ten where it is louder already.
"ask": to what was not said. `lasting`: it is to be silent for a time only, which it cannot.
"""

from collections.abc import Mapping
from typing import Any

from voice.english import times_heard
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.skills.skill import Captures, Change, Context, Skill

STEP = 10
"""Points of one step: about 3 dB at mid scale, which is clearly heard and not startling."""
STEPS = 10
"""To so many at most somebody counts who does not count in per cent."""
MOMENT_S = 60
"""Who wants it quiet for so long wants it to stop."""

MUTED = "Muted."
TO_WHAT = "To what? Say, for instance: set the volume to thirty percent."
NOT_FOR_A_TIME = "I can't be silent for a time only: alarms would be silent too. Say mute, and later unmute."
ENDS = {0: "It's off already.", 100: "That's as loud as it goes."}


def skills() -> list[Skill]:
    says = (MUTED, *ENDS.values(), *map(_set_to, range(0, 101, STEP)))
    change = Change(_asked, _undo, lambda slots, said: f"set the volume to {said}")
    return [Skill("volume", read, run, says, change, likely=_likely, anew=True)]


async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
    if context.volume is None:
        raise SkillError("There is no speaker here to turn up or down.")
    now = context.volume.volume
    if "lasting" in slots:
        raise SkillError(NOT_FOR_A_TIME)
    if slots.get("change") == "ask":
        return SkillReply(TO_WHAT)
    if not slots:
        return SkillReply(f"The volume is at {now} percent.")
    level = _level(slots, now, context.before_mute)
    if level == 0 and now > 0:
        context.before_mute = now
    context.volume.volume = level
    if slots.get("change") == "mute":
        return SkillReply(MUTED)
    if level == now:
        return SkillReply(ENDS.get(level, f"The volume is at {level} percent already."))
    return SkillReply(_set_to(level))


def _level(slots: Mapping[str, Any], now: int, before_mute: int) -> int:
    if "value" in slots:
        level = int(slots["value"])
        return level * 100 // STEPS if "of_ten" in slots and level < now else level
    if "times" in slots:
        return min(100, round(now * float(slots["times"])))
    step = int(slots.get("by", STEP * slots.get("steps", 1)))
    if slots["change"] == "mute":
        return 0
    if slots["change"] == "up" and now == 0 and before_mute:
        return before_mute
    return min(100, now + step) if slots["change"] == "up" else max(0, now - step)


def _asked(slots: Mapping[str, Any], context: Context) -> str | None:
    if context.volume is None or not slots or slots.get("change") == "ask" or "lasting" in slots:
        return None
    if context.volume.volume == _level(slots, context.volume.volume, context.before_mute):
        return None
    if "value" in slots:
        return f"Volume {_level(slots, context.volume.volume, context.before_mute)}?"
    if "times" in slots:
        return f"Volume {_level(slots, context.volume.volume, context.before_mute)}?"
    return "Mute?" if slots["change"] == "mute" else f"Volume {slots['change']}?"


def _undo(slots: Mapping[str, Any], context: Context) -> str:
    assert context.volume is not None  # else nothing would be changed
    return f"volume {context.volume.volume}"


def _likely(slots: Mapping[str, Any], context: Context) -> str:
    if context.volume is None or not slots or "lasting" in slots:
        return ""
    return MUTED if slots.get("change") == "mute" else _set_to(_level(slots, context.volume.volume, context.before_mute))


def _set_to(level: int) -> str:
    return f"Volume at {level} percent."


def read(captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    if "lasting" in said:
        moment = (times_heard.seconds(captures) or 2 * MOMENT_S) <= MOMENT_S
        return None if moment else {"change": said["change"], "lasting": True}
    if "percent" not in said:
        return said
    level, whole = said["percent"], said.get("whole", 100)
    of_ten = {"of_ten": True} if "up" in said and whole == 100 and level <= STEPS else {}
    return {"value": round(100 * level / whole)} | of_ten if level <= whole else None
