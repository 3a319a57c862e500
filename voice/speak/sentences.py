"""Cuts a stream of English text into sentences, and gives each out as soon as its end is certain."""

import re
from collections.abc import AsyncGenerator, AsyncIterator

from voice.english.stops import STOP, ends

SHORT_CHUNK_WORDS = 4
"""The number of words in a first piece that is cut short: enough for natural prosody."""

LONGEST = 400
"""Characters after which a sentence without an end is cut at a word; about 25 s of speech."""

CANDIDATE = re.compile(rf"{STOP.pattern}|\n")
"""Where a sentence may end: at a stop, or a new line."""

CLAUSE_MARK = re.compile(r"[,;:—–][\"'\u2019\u201d)]*\Z")
UNSAFE_CUT = re.compile(r"(?:[\d.]|[$£€#&+=/<>~*×·÷^≤≥≠≈±-])\Z")
"""Matches a word that belongs to the next one: a number and its unit, an abbreviation, a sign."""

ITEM = re.compile(r"(?:[-*+•>(]\s*)*(?:\d{1,3}|[a-z])[.)][*_]*(?:\s+(?P<text>\S)|\Z)")
"""Matches an item of a numbered list."""

WRAPPED = re.compile(r"(?![a-z][.)]\s)[a-zß-öø-ÿ]")
"""Matches what goes on a sentence in the next line."""

OPEN_FORMULA = re.compile(r"\\(?:\((?!.*\\\))|\[(?!.*\\\])).{0,200}\Z|(?<!\w)\$(?=[A-Za-z\\])[^$\n.!?]{0,60}\Z", re.DOTALL)
"""Matches a formula in LaTeX that is not closed yet; one that never is does not hold its text up for long."""

OPEN_LINK = re.compile(r"\[[^\]]*\Z|\]\([^)]*\Z")


async def sentences(text: AsyncIterator[str], first_chunk_words: int | None = None) -> AsyncGenerator[str, None]:
    """Give the sentences of `text`, stripped; together they hold every word of it once, in order.

    With `first_chunk_words` the first piece ends at the first clause or after that many words, for an early start.
    Code blocks, list items, headings and table rows come as pieces of their own. The number of a list item that a reply ends
    with, as one does that is cut off there, is left out.
    """
    waiting = ""
    first = True
    is_list = False
    async for token in text:
        waiting += token
        while (end := _cut(waiting, first_chunk_words if first else None)) is not None:
            piece, waiting = waiting[:end].strip(), waiting[end:]
            if piece:
                first = False
                is_list |= ITEM.match(piece) is not None
                yield piece
    piece = waiting.strip()
    if piece and not (is_list and (item := ITEM.match(piece)) and not item["text"]):
        yield piece


def _cut(text: str, first_words: int | None) -> int | None:
    """Find where the first piece of `text` ends; None while that is not certain."""
    lead = len(text) - len(text.lstrip())
    if text.startswith("```", lead):
        closed = text.find("```", lead + 3)
        return closed + 3 if closed > 0 else None
    end = _sentence_end(text)
    if first_words is not None and (early := _clause_end(text[:end], first_words)) is not None:
        return early
    if end is None and len(text) > LONGEST:
        return (text.rfind(" ", lead, LONGEST) + 1) or LONGEST
    return end


def _sentence_end(text: str) -> int | None:
    for match in CANDIDATE.finditer(text):
        if _inside_markup(text[: match.end()]):
            continue
        following = text[match.end() :].lstrip()
        if not following:
            return None
        stop = match["stop"]
        ended = ends(text[: match.start()], stop, following) if stop else not WRAPPED.match(following)
        if ended is None:
            return None
        if ended:
            return match.end()
    return None


def _clause_end(text: str, most_words: int) -> int | None:
    """Find where the first clause of at least two words ends, or the word after which a long one may be cut."""
    if text.lstrip().startswith("|"):
        return None
    for count, word in enumerate(re.finditer(r"\S+(?=\s+\S)", text), start=1):
        wanted = count >= most_words or (count >= 2 and CLAUSE_MARK.search(word[0]))
        if wanted and not UNSAFE_CUT.search(word[0]) and not _inside_markup(text[: word.end()]):
            return word.end()
    return None


def _inside_markup(text: str) -> bool:
    """Tell whether `text` ends within a link, code or a formula, which must stay whole to be said well."""
    return text.count("`") % 2 == 1 or OPEN_LINK.search(text) is not None or _inside_formula(text)


def _inside_formula(text: str) -> bool:
    if text.count("$$") % 2:
        return len(text) - text.rfind("$$") < 200
    return ("$" in text or "\\" in text) and OPEN_FORMULA.search(text.replace("$$", "")) is not None
