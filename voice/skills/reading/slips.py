"""Puts slips right in requests made in one breath: "set a timer for ten minutes, i'm sorry, twenty"."""

import re
from collections.abc import Callable

from voice.english.numbers import BELOW_HUNDRED
from voice.english.spellings import words
from voice.english.times import A_DAY
from voice.messages import Match
from voice.skills.follow_up.referents import DEVICES, KINDS

_OOPS = (
    r"(?:(?:no|sorry|oops|whoops|actually|rather|wait|i (?:mean|meant|said)|make (?:that|it)|(?:i'm|im|i am) (?:so )?sorry|"
    r"(?:hang|hold) on|my (?:bad|mistake)|pardon(?: me)?|"
    r"excuse me|correction|on second thoughts?|let's (?:say|make (?:it|that)))[,.]? ?)+"
)
"""What tells that the word before it was a slip, where what is meant stands behind it."""
DROPS = r"(?:(?:no,? )?(?:scratch|scrap|strike)|no,? (?:forget|cancel|ignore)) (?:that|it)"
"""The same, of all that was said before it."""
SLIP = re.compile(
    rf"(?<=\w)(?<!what)(?<!how)(?<!that)(?<!who)(?<!\bto)(?<!there's)(?<!\bis)(?<!say)[,.;]? (?:(?:oh|er|um),? )?"
    rf"(?:no,? wait,?|wait,? no,?|i mean|i meant|{DROPS},?|or rather|"
    rf"{_OOPS}(?<! )(?= (?:(?:at|on|in|by|for) )?(?!one (?!\d))"
    rf"(?:\d|(?:half|(?:a )?quarter|noon|midnight|{A_DAY}|{'|'.join(BELOW_HUNDRED)})\b))) ",
    re.IGNORECASE,
)
"""Between what was a slip and what is meant."""
OOPS = re.compile(rf"(?<=\w)[,.;]? (?:oh |er |um )?{_OOPS}(?<= )(?=\w)", re.IGNORECASE)
"""The same, whatever is meant."""
OF_OLD = re.compile(
    r"(?:(?:please|can you|could you|ok|okay|oh|no) )*(?:cancel|delete|remove|stop|end|clear|kill|drop|skip|pause|resume|"
    r"snooze|move|change|rename|(?:turn|switch) off|get rid of|what|when|how|which|is|are|do|does)\b",
    re.IGNORECASE,
)
"""How a request begins that is of something that is set: what stands behind its slip sets nothing."""
NUMBERED = re.compile(rf"\d|(?:{'|'.join(BELOW_HUNDRED)})\b", re.IGNORECASE)
"""How words begin that are a number."""
TIMED = re.compile(rf"(?:(?:at|for) )?(?:{NUMBERED.pattern}|(?:half|(?:a )?quarter)\b)", re.IGNORECASE)
ABOUT = re.compile(rf" (?:to|about) (?!{NUMBERED.pattern}|quarter|half)\S.*", re.IGNORECASE)
"""What a reminder is about, behind its time."""
OTHER_NAMED = re.compile(
    rf"^(?P<do>{OF_OLD.pattern}) (?:the|my) [\w']+(?: [\w']+){{0,3}}?[,;.]? (?:oh |er |um )?{_OOPS}(?P<meant>(?:the|my) .+)",
    re.IGNORECASE,
)
"""What is done to one that was named by a slip: "cancel the seven no the eight am alarm"."""
OF_NAMED_THINGS = {"timer_cancel", "timer_change", "timer_status", "time", *DEVICES}
"""Skills that do something to what is named."""

Understood = Callable[[str], Match | None]


def corrected(text: str, certain: Understood, otherwise: Callable[[Match, str, bool], Match | None]) -> Match | None:
    """A request with a slip put right in the same breath: "set an alarm for 7, no, 8"; None where that is not clear.

    `otherwise`: the same request with something else in its place."""
    before, *dropped, after = SLIP.split(text)
    if dropped and not all(map(TIMED.match, (*dropped, after))):
        return None  # "at six, no, on friday, no, seven" keeps the day
    alone = certain(after)
    if alone and not (alone.skill in KINDS and OF_OLD.match(before)):
        return alone
    late = ABOUT.search(after)  # "remind me at nine, no, ten to feed the cat"
    for start, new in ([(before + late[0], after[: late.start()])] if late else []) + [(before, after)]:
        first = certain(start)
        if first and first.skill in KINDS and (found := otherwise(first, " ".join(words(new)), True)):
            return found
    said, sizes = before.split(), dict.fromkeys((len(after.split()), 1, 2, 3))
    kept = [said[:-size] for size in sizes if size < len(said)]
    numbered = NUMBERED.match(after)
    instead = (" ".join([*some, after]) for some in kept if not (numbered and NUMBERED.match(some[-1])))  # no "nine ten"
    return next(filter(None, map(certain, instead)), None)


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
