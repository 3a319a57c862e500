"""Puts a fragment in the place of what it may stand for in the request before: "and in Paris?", "no, fifteen"."""

import re
from collections.abc import Iterator, Sequence

from voice.english import following, timer_talk
from voice.english.numbers_heard import in_digits, is_number

MOST = 8
"""Places in which a fragment is tried: each costs up to 0.2 ms."""
NUMBER = r"\d+(?:\.\d+)?(?: \d+(?:\.\d+)?)*"

Plain = tuple[str, Sequence[tuple[int, int]]]
"""A request in plain words, numbers in digits, and where in it is what the skill took from it."""


def instead(request: Plain, fragment: str, sure: bool = False, of_one: bool = False) -> Sequence[str]:
    """Whole requests with a fragment in the place of what it may stand for, the likeliest first.

    `sure`: only where there is one such place; `of_one`: the request does something to what its end names."""
    line, spans = request
    texts = list(_anywhere(line, spans, digits(fragment), sure))
    if of_one:  # there is nothing that could follow, but what is not captured may be meant
        of_it = following.OF_IT.search(line)
        of_other = f"{line[: of_it.start()]}{fragment}" if of_it else ""
        texts = [of_other if of_it and text == f"{line} {fragment}" else text for text in texts]
        texts = [of_other, *texts] if of_it and timer_talk.NAMES_ONE.fullmatch(fragment) else texts
    return list(dict.fromkeys(texts))[:MOST]


def digits(text: str) -> str:
    """Write the numbers of a text in digits."""
    return " ".join(token.text for token in in_digits(text.split()))


def _anywhere(line: str, spans: Sequence[tuple[int, int]], fragment: str, sure: bool) -> Iterator[str]:
    numbers = [is_number(word) for word in fragment.split()]
    if any(numbers):
        bare = following.ARTICLE.sub("", fragment)
        pattern = re.sub(NUMBER, lambda found: NUMBER, bare.replace(".", r"\."))
        places = list(re.finditer(rf"(?<!\S){pattern}(?!\S)", line))
        if places and sure and len(places) > 1:
            return
        yield from (line[: one.start()] + bare + line[one.end() :] for one in places[:-2:-1])
    first, _, bare = fragment.partition(" ")
    if fragment in following.PREPOSITIONS:  # it stands for nothing
        return
    if first in following.PREPOSITIONS and (at := line.rfind(f" {first} ")) >= 0:
        yield from (line[: at + 1] + fragment + _behind(line[end:], fragment) for _, end in reversed(spans) if end > at)
    between = [(one[0], other[1]) for at, one in enumerate(spans) for other in spans[at:]]
    in_order = sure or line.startswith(("how many", "how much"))  # "how many cups in a litre": "and spoons?"
    for start, end in between if in_order else sorted(between, key=lambda place: (-place[1], place[0])):
        if _shape(line[start:end]) == _shape(fragment):
            yield from _in_place(line, start, end, bare if first in following.PREPOSITIONS else fragment)
    if not any(numbers):
        yield f"{line} {fragment}"


def _in_place(line: str, start: int, end: int, fragment: str) -> Iterator[str]:
    """Put a fragment in a place, with its article and the word behind it where it brings its own: "and the bedroom lights"."""
    before, after = following.ARTICLE.sub("", line[:start]), _behind(line[end:], fragment)
    if not following.ARTICLE.match(fragment):
        yield line[:start] + fragment + after
    yield before + fragment + after


def _behind(rest: str, fragment: str) -> str:
    """The rest of a request without the word that a fragment ends in as well."""
    return rest.removeprefix(f" {fragment.split()[-1]}")


def _shape(text: str) -> frozenset[bool]:
    return frozenset(is_number(word) for word in text.split() if word != "minus")
