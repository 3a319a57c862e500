"""Flips coins, rolls dice and picks numbers: the slots are `{coins}`, `{dice, sides}` or `{from, to}`."""

import secrets
from collections.abc import Mapping
from typing import Any

from voice.english.numbers_said import counted, listed
from voice.messages import SkillReply
from voice.skills.skill import Captures, Context, Skill

MOST = 20
"""Coins or dice at a time: a listener follows no more."""
LARGEST = 10**9
TOO_MANY = f"I can throw {MOST} at a time at most."


def skill() -> Skill:
    return Skill("chance", read, run, ("Heads.", "Tails.", *(f"A {side}." for side in range(1, 7))), anew=True)


async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply(reply(slots))


def reply(slots: Mapping[str, Any]) -> str:
    if max(slots.get("coins", 0), slots.get("dice", 0)) > MOST:
        return TOO_MANY
    if coins := slots.get("coins"):
        return _coins(coins)
    if dice := slots.get("dice"):
        return _dice(dice, slots["sides"])
    return f"{slots['from'] + secrets.randbelow(slots['to'] - slots['from'] + 1)}."


def _coins(count: int) -> str:
    heads = sum(secrets.randbelow(2) for _ in range(count))
    if count == 1:
        return "Heads." if heads else "Tails."
    return f"{counted(heads, 'head').capitalize()} and {counted(count - heads, 'tail')}."


def _dice(count: int, sides: int) -> str:
    rolled = [1 + secrets.randbelow(sides) for _ in range(count)]
    if count == 1:
        return f"{'An' if str(rolled[0]).startswith('8') or rolled[0] in (11, 18) else 'A'} {rolled[0]}."
    return f"{listed([str(one) for one in rolled]).capitalize()}, {sum(rolled)} in all."


def read(captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    limits = [int(value) for slot, value in captures if slot == "limit"]
    if any(int(value) != value for slot, value in captures if slot != "what"):
        return None
    if said["what"] == "coin":
        return {"coins": int(said.get("count", 1))} if said.get("count", 1) >= 1 else None
    if said["what"] == "die":
        dice, sides = int(said.get("count", 1)), int(said.get("sides", 6))
        return {"dice": dice, "sides": sides} if dice >= 1 and 2 <= sides <= LARGEST else None
    low, high = sorted(limits) if len(limits) == 2 else (1, limits[0] if limits else 100)
    return {"from": low, "to": high} if low <= high else None
