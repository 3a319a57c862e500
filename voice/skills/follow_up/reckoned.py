"""Reckons on with what a sum or a conversion came to: "double that", "and add ten percent"."""

from collections.abc import Callable
from dataclasses import replace

from voice.english import following
from voice.messages import Match


def reckoned(
    said: str, last: Match, certain: Callable[[str], Match | None], behind: Callable[[str, Match], Match | None]
) -> Match | None:
    """What a result or an amount is made: "double that", "divide that by two", "how many weeks is that".

    `behind`: what words mean behind a request."""
    value = f"{last.slots['value']:.12g}"
    if last.skill == "arithmetic" and (percent := following.PERCENT_OF_IT.fullmatch(said)):
        more, less = percent["plus"] or percent["on"], percent["minus"] or percent["off"]
        return certain(f"{value} plus {more} percent" if more else f"{value} minus {less} percent")
    if scaled := following.SCALED.fullmatch(said):
        said = f"{value} {following.SCALES[scaled[1]]}"
        found = certain(said)
    elif last.skill == "arithmetic" or not following.RECKONS.match(said):
        return None
    else:
        amount = f"{value} {last.slots['to']}"
        if following.IT.search(said) and (turned := certain(following.IT.sub(amount, said, count=1))):
            return turned if turned.skill == last.skill else None
        found = behind(said, Match("arithmetic", {"value": last.slots["value"]}, value))
    if not found or found.skill != "arithmetic" or "value" not in found.slots:
        return None
    return found if last.skill == "arithmetic" else replace(last, slots={**last.slots, "value": found.slots["value"]})
