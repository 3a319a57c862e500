"""Finds the skill that a request is for and what its sentence captured, and tells whether the words so far are all of it."""

import json
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import Any

from hassil import IntentData, ListReference, Sentence

from voice.english.asking import FILLERS, without_aside
from voice.english.numbers import BELOW_HUNDRED
from voice.english.numbers_heard import Token, in_digits, is_number, may_grow
from voice.english.spellings import with_commas, words
from voice.messages import Completeness
from voice.skills.beginning import Beginnings
from voice.skills.pattern import Writer
from voice.skills.sentences import Sentences, Templates
from voice.skills.skill import Captures

IN_PLACES = {"lights", "home"}
"""Skills that do something in a room."""

REMEMBERED = 256
"""Requests whose matches are kept: words are matched while they are heard, and again when they are routed."""

LONGEST_TEXT = 400
"""Characters of the longest command; it also bounds the work of matching."""

WORDS_KNOWN = 4096
"""Words of which is kept how they are coded, and which templates need them."""

Matched = tuple[re.Match[str], Sequence[ListReference]]
"""A match, and what its groups capture."""


@dataclass(frozen=True, slots=True)
class Line:
    """A request as it is matched."""

    coded: str
    """In the codes of a writer: a character for each word."""
    at: Sequence[int]
    """The token that each character is of."""
    tokens: Sequence[Token]
    spoken: Sequence[str]
    """The words as they were said."""

    @classmethod
    def of(cls, words: Sequence[str], spoken: Sequence[str], code: Callable[[str], str]) -> "Line":
        tokens = in_digits(words)
        coded = [code(token.text) for token in tokens]
        return cls("".join(coded), [at for at, codes in enumerate(coded) for _ in codes], tokens, spoken)

    @property
    def plain(self) -> str:
        """The words, numbers in digits."""
        return " ".join(token.text for token in self.tokens)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the plain words stands what some characters stand for."""
        first, last = self.at[start], self.at[end - 1]
        begin = sum(len(token.text) + 1 for token in self.tokens[:first])
        return begin, begin + sum(len(token.text) + 1 for token in self.tokens[first : last + 1]) - 1

    def source(self, start: int, end: int) -> str:
        """Give what some characters stand for as it was said, with numbers in words again."""
        return " ".join(self.spoken[self.tokens[self.at[start]].start : self.tokens[self.at[end - 1]].end])


@dataclass(frozen=True, slots=True)
class Found:
    skill: str
    captures: Captures
    whole: bool
    """False if something is missing that can still follow ("remind me to call mum")."""
    free_words: int
    """How many words were taken as free text: with fewer, the match is more certain."""
    line: str
    """What was matched: plain words, numbers in digits."""
    spans: Sequence[tuple[int, int]]
    """Where in it the captures stand."""


class Template:
    """A sentence. Its regular expression is compiled when first needed: all of them take about a second."""

    def __init__(self, sentence: Sentence, writer: Writer) -> None:
        self.expression = sentence.expression
        self._writer = writer
        self.needs = writer.needs(sentence.expression)
        self.free = writer.holds_free(sentence.expression)

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], Sequence[ListReference]]:
        """The regular expression and what its groups capture."""
        captured: list[ListReference] = []
        return re.compile(self._writer.written(self.expression, captured)), captured


class Block:
    """Sentences of one skill that stand in one block of its file and share its fixed slots."""

    def __init__(self, skill: str, data: IntentData, writer: Writer) -> None:
        self.skill = skill
        self.slots = data.slots
        self.whole = not (data.metadata or {}).get("incomplete", False)
        self.templates = [Template(sentence, writer) for sentence in data.sentences]
        self.free = any(template.free for template in self.templates)
        """Whether its sentences take free text."""


def matcher(templates: Templates) -> tuple[Sentences, "Matcher"]:
    """The sentences of templates, and what matches them: made once in a process for the same templates."""
    return _made(templates.written())


@lru_cache(maxsize=4)
def _made(templates: str) -> tuple[Sentences, "Matcher"]:
    sentences = Templates(**json.loads(templates)).parsed()
    return sentences, Matcher(sentences)


class Matcher:
    """Matches text against sentences."""

    def __init__(self, sentences: Sentences) -> None:
        intents = sentences.intents
        self._writer = writer = Writer(intents.slot_lists, intents.expansion_rules)
        self._blocks = [Block(name, data, writer) for name, intent in intents.intents.items() for data in intent.data]
        self._blocks.sort(key=lambda block: block.free)
        self._templates = [template for block in self._blocks for template in block.templates]
        self._block_of = [block for block in self._blocks for _ in block.templates]
        self._wanting: dict[str, set[int]] = {"": set()}
        """Needed text → the templates that need it; those of "" are always tried."""
        for number, template in enumerate(self._templates):
            for text in template.needs or ("",):
                self._wanting.setdefault(text, set()).add(number)
        self._needs: dict[str, list[str]] = {}
        """The first word of a needed text → all that begin with it."""
        for text in filter(None, self._wanting):
            self._needs.setdefault(text.partition(" ")[0], []).append(text)
        self._longest = max(map(len, self._needs), default=0)
        self._coded = lru_cache(WORDS_KNOWN)(writer.coded)
        self._begun_in = lru_cache(WORDS_KNOWN)(self._begun)
        rules = intents.expansion_rules
        self._before = re.compile(writer.written(rules["before"].expression, []) + "(?!')")
        after = writer.written(rules["after"].expression, [])
        self._after = re.compile(f"(?<![{writer.learn('from say')}]){after}$")
        self._cuts = cache(lambda rule: re.compile(writer.written(rules[rule].expression, [])))
        self._beginnings = Beginnings([template.expression for template in self._templates], writer)
        self.vocabulary_of = cache(self._vocabulary_of)
        self.find = lru_cache(REMEMBERED)(self._find)

    @staticmethod
    def fault(sentences: Sentences) -> str | None:
        """Say why sentences of an added skill cannot be used: they would match anything. None where they can."""
        writer = Writer(sentences.intents.slot_lists, sentences.intents.expansion_rules)
        for data in sentences.intents.intents["only"].data:
            for sentence in data.sentences:
                pattern = re.compile(writer.written(sentence.expression, []))
                if any(pattern.fullmatch(writer.coded(text)) for text in ("", "anything", "anything at all", "5")):
                    return f"sentences: {sentence.text!r} holds no word of its own and would match anything"
        return None

    @cached_property
    def vocabulary(self) -> Set[str]:
        """Every word that a request may hold, beside free ones."""
        return self.vocabulary_of(*(block.skill for block in self._blocks))

    def _vocabulary_of(self, *skills: str) -> Set[str]:
        """Every word that a request to some skills may hold, beside free ones."""
        expressions = [template.expression for block in self._blocks if block.skill in skills for template in block.templates]
        return BELOW_HUNDRED.keys() | frozenset[str]().union(*map(self._writer.vocabulary, expressions))

    def compile(self) -> None:
        """Compile what else would be compiled when it is first needed."""
        for template in self._templates:
            _ = template.compiled
        _ = self._beginnings.start

    def _find(self, text: str) -> Sequence[Found]:
        """Give what the request may be, the likeliest first."""
        spoken = words(text) if len(text) <= LONGEST_TEXT else []
        found = tuple(self._matches(spoken, with_commas(spoken, text))) if spoken else ()
        if not spoken or any(one.whole for one in found):
            return found
        said = FILLERS.sub("", " ".join(spoken)).split()
        bare = tuple(self._matches(said, said)) if said and len(said) < len(spoken) else ()
        if found or bare:
            return bare if any(one.whole for one in bare) or not found else found
        return next(filter(None, (self._beside(asked, place) for asked, place in without_aside(text))), ())

    def cut(self, text: str, rule: str) -> tuple[list[str], list[str]]:
        """Take all that a rule describes out of a request; give it, and the pieces before, between and behind it."""
        spoken = words(text)
        line = Line.of(spoken, spoken, self._coded)
        spans = [match.span() for match in self._cuts(rule).finditer(line.coded) if match[0]]
        edges = [0, *(at for span in spans for at in span), len(line.coded)]
        parts = [line.source(*pair) if pair[0] < pair[1] else "" for pair in pairwise(edges)]
        return parts[1::2], parts[::2]

    def _beside(self, asked: str, place: str) -> Sequence[Found]:
        """Give what a request may be whose place stands beside it; one for the home is for no other place."""
        if not place:
            return self._find(asked)
        there = self._find(f"{asked} in the {place}")
        return there or tuple(one for one in self._find(asked) if one.skill not in IN_PLACES)

    def _matches(self, spoken: Sequence[str], marked: Sequence[str]) -> Iterator[Found]:
        line = Line.of(spoken, marked, self._coded)
        numbers = self._wanted(line)
        for start, end in self._spans(line.coded):
            found = (self._found(block, match, line) for block, match in self._first(numbers, line.coded, start, end))
            yield from sorted(found, key=lambda one: one.free_words)

    def _wanted(self, line: Line) -> list[int]:
        """The templates that need nothing which a request does not hold."""
        plain, begun = line.plain, [self._begun_in(token.text) for token in line.tokens]
        longer = [self._wanting[text] for _, texts in begun for text in texts if text in plain]
        return sorted(self._wanting[""].union(*(numbers for numbers, _ in begun), *longer))

    def _begun(self, word: str) -> tuple[Set[int], Sequence[str]]:
        """The templates that need a word or a part of it, and the needed texts that begin in it and go on."""
        ends = range(1, self._longest + 1)
        parts = {word[first : first + size] for first in range(len(word)) for size in ends}
        texts = [text for part in parts & self._needs.keys() for text in self._needs[part]]
        single = set[int]().union(*(self._wanting[text] for text in texts if " " not in text))
        return single, [text for text in texts if " " in text]

    def _first(self, numbers: Sequence[int], line: str, start: int, end: int) -> Iterator[tuple[Block, Matched]]:
        """The first of some templates of each block to match."""
        done = None
        for number in numbers:
            if (block := self._block_of[number]) is not done:
                pattern, captured = self._templates[number].compiled
                if match := pattern.fullmatch(line, start, end):
                    done = block
                    yield block, (match, captured)

    def completeness(self, text: str, understood: Sequence[Found]) -> Completeness:
        """Tell what the words so far are; `understood`: the ways to understand them, the likeliest first."""
        spoken = words(text) if len(text) <= LONGEST_TEXT else []
        if not spoken:
            return "unknown"
        line = Line.of(spoken, spoken, self._coded)
        said = [token.text for token in line.tokens]
        if understood:
            likeliest = understood[0]
            grows = is_number(said[-1]) and may_grow(said[-1], hour=[name for name, _ in likeliest.captures][-1:] == ["hour"])
            return "unfinished" if not likeliest.whole else "digits" if grows else "complete"
        begin = len({*line.at[: self._begin(line.coded)]})
        begun = any(self._beginnings.holds(said[start:]) for start in {begin, 0})
        return "unfinished" if begun or begin == len(said) else "unknown"

    def _begin(self, line: str) -> int:
        """Find where the request begins, behind any politeness."""
        before = self._before.match(line)
        return before.end() if before else 0

    def _spans(self, line: str) -> Iterator[tuple[int, int]]:
        """Give the spans that may be the request: without the politeness around it first, then with it."""
        start = self._begin(line)
        after = self._after.search(line, start + 1)
        end = after.start() if after else len(line)
        if start < end:
            yield start, end
        if (start, end) != (0, len(line)):
            yield 0, len(line)

    def _found(self, block: Block, matched: Matched, line: Line) -> Found:
        match, captured = matched
        captures, free_words, spans = list(block.slots.items()), 0, list[tuple[int, int]]()
        for number, reference in enumerate(captured, 1):
            if (text := match[number]) is None:
                continue
            name = reference.list_name
            if self._writer.is_words(name):
                value: Any = self._writer.coded_values(name)[text]
            elif self._writer.is_number(name):
                figures = line.tokens[line.at[match.start(number)]].text
                value = int(figures) if figures.isdigit() else Decimal(figures)
            else:
                value = line.source(*match.span(number)).rstrip(",")
                free_words += value.count(" ") + 1
            captures.append((reference.slot_name, value))
            spans.append(line.span(*match.span(number)))
        return Found(block.skill, captures, block.whole, free_words, line.plain[: line.span(*match.span())[1]], spans)
