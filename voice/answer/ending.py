"""How a reply ends that was not finished: its tokens were used up, or it went round in circles."""

from collections.abc import Sequence

from voice.english.stops import is_whole


def is_rounded(said: Sequence[str]) -> bool:
    """Whether what was said could stand as a reply: its first chunk alone may be the beginning of a sentence."""
    return len(said) > 1 or (len(said) == 1 and is_whole(said[0]))


def last_of(chunk: str, said: Sequence[str]) -> list[str]:
    """What is said of the last chunk when the tokens were used up: nothing of an unfinished sentence behind whole ones.

    Where there is no other, it goes without its last word, which may be half of one.
    """
    if is_whole(chunk):
        return [chunk]
    return [] if is_rounded(said) else [f"{chunk.rpartition(' ')[0] or chunk} …"]
