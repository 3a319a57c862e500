"""Finds the sum in a request that says more than the sentences of sums know: "do the math for me, what is nine times nine".

What is said around it must be words that only ask; what is left must be a sum as a whole.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from voice.english.numbers import BELOW_HUNDRED
from voice.english.spellings import words
from voice.skills.any_order import SAYS_NOTHING

if TYPE_CHECKING:
    from voice.skills.matcher import Found, Matcher

LONGEST_TEXT = 150
"""Characters of the longest request that is read."""
SUM = re.compile(
    rf"\d|\b(?:{'|'.join(BELOW_HUNDRED)}|hundred|thousand)\b.*|\b(?:half|double|twice|square|cube|factorial|pi)\b", re.IGNORECASE
)
ASKING = {
    *SAYS_NOTHING.split("|"), *(
        "what what's is are does do did how much many tell give show know find say calculate compute solve work out figure evaluate math maths"
        " mathematics answer result total value sum problem equation calculation question number equal equals get if when and need help"
        " with want like exactly about quick quickly using calculator wondering wonder curious check come up think remind result's"
        " following number's together equalling come comes by chance happen dear basic arithmetic simple"
    ).split(),
}
"""Words that only ask for a sum."""
AFTER = {"equal", "equals", "is", "what", "please", "answer", "total", "for", "me", "now", "exactly", "be", "make", "makes", "come", "to", "that",
         "thanks", "tell", "the", "do", "you", "know", "i", "get", "give", "it", "how", "much"}
BEGINS = {"square", "root", "sum", "total", "add", "half", "number"}


def found(text: str, matcher: "Matcher") -> Iterator["Found"]:
    """Give what a request is, as the matcher gives what it finds."""
    if len(text) > LONGEST_TEXT or not SUM.search(text):
        return
    said = words(text)
    ends = [end for end in range(len(said), 0, -1) if AFTER.issuperset(said[end:])]
    for start in range(len(said)):
        for end in ends:
            if end > start and (start or end < len(said)):
                sums = [one for one in matcher.find(" ".join(said[start:end])) if one.skill in ("arithmetic", "convert")]
                if sums:
                    yield from sums
                    return
        if said[start] not in ASKING:
            return
