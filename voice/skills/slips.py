"""Puts slips right in requests made in one breath: "set a timer for ten minutes, i'm sorry, twenty"."""

import re
from collections.abc import Callable

from voice.english.numbers import BELOW_HUNDRED
from voice.english.spellings import words
from voice.english.times import WEEKDAYS
from voice.messages import Match
from voice.skills.referents import DEVICES, KINDS

_OOPS = (
    r"(?:(?:no|sorry|oops|whoops|actually|rather|wait|i (?:mean|meant|said)|make (?:that|it)|(?:i'm|im|i am) (?:so )?sorry|"
    r"(?:hang|hold) on|"
    r"my (?:bad|mistake)|pardon(?: me)?|excuse me|correction|on second thoughts?|let's (?:say|make (?:it|that)))[,.]? ?)+"
)
"""What tells that the word before it was a slip, where what is meant stands behind it."""
SLIP = re.compile(
    rf"(?<=\w)(?<!what)(?<!how)(?<!that)(?<!who)[,.;]? (?:(?:oh|er|um),? )?(?:no,? wait,?|wait,? no,?|i mean|i meant|"
    rf"scratch that,?|or rather|"
    rf"{_OOPS}(?<! )"
    rf"(?= (?!one (?!\d))(?:\d|(?:half|(?:a )?quarter|noon|midnight|{'|'.join((*BELOW_HUNDRED, *WEEKDAYS, 'tomorrow'))})\b))) ",
    re.IGNORECASE,
)
"""Between what was a slip and what is meant."""
OOPS = re.compile(rf"(?<=\w)[,.;]? (?:oh |er |um )?{_OOPS}(?<= )(?=\w)", re.IGNORECASE)
"""The same, whatever is meant."""
OF_NAMED_THINGS = {"timer_cancel", "timer_change", "timer_status", "time", *DEVICES}
"""Skills that do something to what is named."""

Understood = Callable[[str], Match | None]


def corrected(text: str, certain: Understood, otherwise: Callable[[Match, str, bool], Match | None]) -> Match | None:
    """A request with a slip put right in the same breath: "set an alarm for 7, no, 8"; None where that is not clear.

    `otherwise`: the same request with something else in its place."""
    before, after = SLIP.split(text, maxsplit=1)
    first = None if certain(after) else certain(before)
    if first and first.skill in KINDS and (found := otherwise(first, " ".join(words(after)), True)):
        return found
    said, sizes = before.split(), dict.fromkeys((len(after.split()), 1, 2, 3))
    instead = (" ".join([*said[:-size], after]) for size in sizes if size < len(said))
    return next(filter(None, map(certain, (after, *instead))), None)


def otherwise(text: str, certain: Understood, behind: Callable[[str, Match], Match | None]) -> Match | None:
    """A request that names another thing in the same breath: "cancel the eggs timer no the bread timer".

    `behind` understands what follows a request, as "no the bread timer" would a turn later."""
    for slip in reversed(list(OOPS.finditer(text))):
        before, after = text[: slip.start()], text[slip.end() :]
        first, said = certain(before), before.split()
        if first and first.skill in OF_NAMED_THINGS:
            instead = (certain(" ".join([*said[:-size], after])) for size in (len(after.split()), 2) if size < len(said))
            for found in (behind(f"no {after}", first), *instead):
                alike = found and (found.skill == first.skill or {found.skill, first.skill} <= DEVICES)
                if found and alike and found.slots != first.slots and not found.also:
                    return found
    return None
