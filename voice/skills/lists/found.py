"""Finds lists and what is on them by what somebody says for it: "milk" for "two bottles of milk", "packin" for "packing"."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voice.english.words import ARTICLES, alike
from voice.skills.lists.said import NAMES, SHOPPING, TO_DO

ALWAYS = (SHOPPING, TO_DO)
NEAR = 0.85
"""How alike a list's name and what was said for it must be: a slip or two of seven letters."""


def lists_in(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Read the lists out of what the file holds; the two that everybody has come first."""
    good = {str(name): [str(one) for one in items] for name, items in document.items() if isinstance(items, list)}
    return {name: good.pop(name, []) for name in ALWAYS} | good


def chosen(items: Sequence[str], slots: Mapping[str, Any]) -> list[str]:
    if position := slots.get("position"):
        at = position - 1 if position > 0 else len(items) - 1
        return [items[at]] if 0 <= at < len(items) else []
    return [one for item in slots["items"] for one in like(items, item)]


def like(items: Sequence[str], item: str) -> list[str]:
    """Find an item, or those that it is the end of: "milk" finds "two bottles of milk", "painting it" finds "paint it"."""
    same = [one for one in items if alike(_undone(one), _undone(item))]
    return same or [one for one in items if alike(" ".join(one.split()[-len(item.split()) :]), item)]


def is_there(item: str, items: Sequence[str]) -> bool:
    return item.lower() in (one.lower() for one in items)


def nearest(name: str, held: Iterable[str]) -> str:
    """The list whose name is nearly what was said; else what was said."""
    near = difflib.get_close_matches(name, [*held, *NAMES], 1, NEAR)
    return NAMES.get(near[0], near[0]) if near else name


def _undone(item: str) -> str:
    """Take the endings of deeds off: what was "painting the fence" once it is done, was to "paint the fence"."""
    plain = " ".join(word for word in item.lower().split() if word not in ARTICLES)
    return re.sub(r"(?<=\w{3})(?:ing|ed)\b", "", plain)
