"""Any request behind any other: it is understood or not, and nothing breaks."""

from pathlib import Path
from random import Random

from tests.skills.making import in_two_rooms
from tests.skills.wordings import POSITIVE
from voice.skills import Context, Told

BEHIND = (
    "set an alarm for then", "remind me to take them at eight then please", "and how many days till then",
    "and the day after", "the other one", "no, half past", "cancel it", "cancel that", "make it ten", "and one for six",
    "move it to friday", "the first one", "both of them", "what's left", "put it back", "how long is left", "call it pasta",
    "not that one", "and in kelvin", "double it", "times three", "and there", "what about tomorrow", "louder",
    "half of that", "never mind", "yes", "no", "again", "rename it to eggs", "skip tomorrow's", "only on fridays",
    "and bread", "take it off again", "why", "ten more", "and on my other list", "instead", "about", "in",
    "three point one four", "and 6.30",
)  # fmt: skip
PAIRS = 1200


def test_whatever_is_said_behind_whatever_breaks_nothing(tmp_path: Path) -> None:
    skills, chance = in_two_rooms(tmp_path), Random(1)
    requests = [text for _, _, texts in POSITIVE for text in texts]
    told = {text: [Told(match, skills.undo(match, Context()))] for text in requests if (match := skills.match(text))}
    for before in chance.choices(list(told), k=PAIRS):
        skills.follow_up(chance.choice(BEHIND), told[before], Context(last_reply="There are two timers: tea and eggs."))


def test_every_wording_of_a_day_may_be_followed(tmp_path: Path) -> None:
    skills = in_two_rooms(tmp_path)
    for text in [text for skill, _, texts in POSITIVE if skill in ("date", "time") for text in texts]:
        if match := skills.match(text):
            for line in BEHIND[:4]:
                skills.follow_up(line, [Told(match, "")], Context())
