# ruff: noqa: RUF001 - the apostrophes people type
"""Writes names and things as somebody spelt them, "Marmite" and "DIY": the sentences match everything in lower case."""

import re
from collections.abc import Mapping
from typing import Any

SLOTS: Mapping[str, tuple[str, ...]] = {
    "lists": ("list", "items", "kept"),
    "timer_set": ("name",),
    "timer_change": ("called",),
    "alarm_set": ("name",),
    "reminder_set": ("text",),
}
"""The slots of each skill that hold somebody's own words."""
WORD = re.compile(r"\w(?:[\w'’-]*\w)?")
BEGINS = re.compile(r"(?:^|[.!?]\s)\W*$")
"""What stands before the first word of a sentence, whose capital says nothing."""


def spelt(slots: Mapping[str, Any], skill: str, *texts: str) -> Mapping[str, Any]:
    """The slots with the capitals that the words have in the texts that they were taken from."""
    capitals = {word.lower(): word for text in texts for word in _with_capitals(text)}
    own = {slot: _in_capitals(slots[slot], capitals) for slot in SLOTS.get(skill, ()) if capitals and slot in slots}
    return {**slots, **own}


def _with_capitals(text: str) -> list[str]:
    """The words that have capitals of their own; none where all is in capitals."""
    found = list(WORD.finditer(text))
    words = [one[0].replace("’", "'") for one in found if not (BEGINS.search(text[: one.start()]) and one[0][1:].islower())]
    return [word for word in words if word != word.lower()] if text != text.upper() else []


def _in_capitals(value: Any, capitals: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return " ".join(capitals.get(word, word) for word in value.split())
    return [_in_capitals(one, capitals) for one in value]
