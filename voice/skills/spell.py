"""Spells words: the slots are `{word}`."""

import re
from collections.abc import Mapping
from typing import Any

from voice.messages import SkillReply
from voice.skills.skill import Captures, Context, Skill

LONGEST = 3
"""Words that are spelled at a time; with more, it is no word that is to be spelled."""
UNSAID = {
    "it", "that", "this", "out", "the", "a", "word", "this word", "that word", "the word", "correctly", "words", "my name",
    "your name",
}  # fmt: skip
OF_WHAT_WAS_SAID = re.compile(r"(?:it|that|this|them|those|these|check|my|your|his|her|our|their|the last|the same) ")
"""How words begin that are none to spell: "it out", "that again", "her name", "check this"."""
OTHERWISE = re.compile(
    r"\b(?:backwards?|in (?:reverse|french|german|italian|russian|latin|greek|arabic|hindi|\w+ish|\w+ese|braille|"
    r"(?:sign|morse) \w+))(?: please)?$"
)
"""Another way to spell than letter by letter, or another language."""


def skill() -> Skill:
    return Skill("spell", read, run)


async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
    spelled = ". ".join(", ".join(_letters(word)) for word in slots["word"].split())
    return SkillReply(f"{slots['word'].capitalize()}: {spelled}.")


def _letters(word: str) -> list[str]:
    return ["apostrophe" if letter == "'" else letter.upper() for letter in word]


def read(captures: Captures) -> dict[str, Any] | None:
    word = str(dict(captures)["word"]).replace(",", "")
    none = word in UNSAID or OF_WHAT_WAS_SAID.match(word) or len(word.split()) > LONGEST or OTHERWISE.search(word)
    return None if none else {"word": word}
