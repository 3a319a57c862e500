import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from voice.speak.sentences import LONGEST, sentences

PROSE = """Dr. Smith paid $3.5 million, e.g. for the U.S. Army. Then vitamin C.
It works! Really?! Yes… and so on... Good.

# A heading
- one thing
- another. With two.
1. First item
2. Second item

| a | b |
|---|---|
| 1 | 2 |
See https://example.com/a.b?c=d. At 7 p.m. The shop [No. 5 Ltd. Here](http://x.y/z) closes. Here is code:
```python
x = 1. Then
y = 2
```
J. R. R. Tolkien (he wrote it.) left"""


async def tokens(text: str, lengths: list[int]) -> AsyncIterator[str]:
    start = 0
    for length in lengths:
        yield text[start : start + length]
        start += length
    yield text[start:]


def cut(text: str, token: int = 10_000, first_chunk_words: int | None = None) -> list[str]:
    async def run() -> list[str]:
        stream = tokens(text, [token] * (len(text) // token))
        return [s async for s in sentences(stream, first_chunk_words)]

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It is ten. The sun shines.", 2),
        ("5! = 120. As shown.[^2] Next.", 3),
        ("Dr. Smith met Mrs. Brown vs. Prof. Jones.", 1),
        ("Pi is 3.14. Remember it.", 2),
        ("Fruit, e.g. apples, i.e. food, approx. five.", 1),
        ("Bring pens, paper, etc. We start at 7 p.m. The end is at 9 a.m. sharp.", 3),
        ("He joined the U.S. Army. She left the U.S. The end.", 3),
        ("J. R. R. Tolkien wrote it. I read it.", 2),
        ("Take vitamin C. It helps.", 2),
        ("See https://example.com/a.b?c=1. Then go.", 2),
        ("Well... maybe. Wait… what? Sure!", 3),
        ("Wait... Really? No! Yes?! Fine.", 5),
        ('"What?" he said. "Yes." She left.', 3),
        ("She left (quietly.) Then **he did.** Then I.", 3),
        ("No. 5 is next. Is it? No. It is Nov. 5 today.", 4),
        ("1. Wash the rice\n2. Boil it. Stir.\n\n- Serve\n* Enjoy", 5),
        ("# Rice\nBoil it\n\nA line that is\nwrapped here.", 3),
        ("| a | b |\n|---|---|\n| 1 | 2 |", 3),
        ("Look:\n```py\na = 1. B\n\nc\n```\nDone.", 3),
        ("Read [Dr. No. Part one. Two](http://a.b/c. D) now. Then `x. Y` too.", 2),
        ("You need: 1. Flour. 2. Sugar. 3. Two eggs.", 3),
        ("1. Preheat the oven. 2. Mix. 10. Bake it.", 3),
        ("**1.** Preheat it. Step 2. Mix it.\na. Pour\nb. Bake", 4),
        ("It takes approx. 3 hours, max. 5 or min. 2 of them. Then rest.", 2),
        ("It opens at 9 a.m. on Monday and at 9 a.m. Monday to Friday. Come at 9 a.m. The door is open.", 3),
        ("It is 5 p.m. EST there. Five p.m. 3 of us left.", 2),
        ("It costs 3.50. It weighs 2.5 kg. In v2.0. Then in 2.1.", 4),
        ("George W. Bush met J.K. Rowling, Ph.D. Smith and Sgt. Pepper in St. James Park. It rained.", 2),
        ("Apple Inc. CEO Tim Cook and Martin Luther King Jr. Day. It is est. 1999. The end.", 3),
        ('Take vitamin C. "It helps," he said. (See Vol. 2.) He knows.', 4),
        ("Op. 27 No. 2 is on p. 5. Look there.", 2),
        ("He lives in Ft. Worth, Rm. 5, Apt. 4B. It is 6 ft. It rained.", 3),
        ("See you at 5 p.m. Tuesday in Bldg. 7. Bye.", 2),
        (r"So $$x = 1. 5$$ holds. And \(a. B\) too.", 2),
        ("It costs $5. Then $AP did. The US$ fell.", 3),
        ("In 1969. Men walked. The answer is 42. Nobody knows.", 4),
        ("no full stop at the end", 1),
        ("", 0),
        (" \n\n ", 0),
    ],
)
def test_where_sentences_end(text: str, count: int) -> None:
    assert len(cut(text)) == count, cut(text)


@pytest.mark.parametrize("first_chunk_words", [None, 1, 4])
def test_no_word_is_lost_or_doubled_however_the_text_comes(first_chunk_words: int | None) -> None:
    whole = cut(PROSE, first_chunk_words=first_chunk_words)
    assert " ".join(whole).split() == PROSE.split()
    chance = random.Random(7)
    for _ in range(50):
        lengths = [chance.randint(0, 12) for _ in range(len(PROSE) // 6)]

        async def run(lengths: list[int] = lengths) -> list[str]:
            return [s async for s in sentences(tokens(PROSE, lengths), first_chunk_words)]

        pieces = asyncio.run(run())
        assert " ".join(pieces).split() == PROSE.split()
        assert first_chunk_words is not None or pieces == whole


@pytest.mark.parametrize("token", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize("last", ["3.", "\n3.", " **3.**", "\n- c) "])
def test_the_number_of_an_item_that_never_came_is_not_said(last: str, token: int) -> None:
    assert cut("1. Boil the egg. 2. Peel it. " + last, token) == ["1. Boil the egg.", "2. Peel it."]


@pytest.mark.parametrize("text", ["42.", "Three or four? 4.", "It is 1. Or 2. 3."])
def test_a_number_that_answers_is_said(text: str) -> None:
    assert " ".join(cut(text, 1)) == text


@pytest.mark.parametrize("token", [1, 2, 3, 4])
def test_lists_come_item_by_item_however_they_are_streamed(token: int) -> None:
    text = "You need: 1. Flour. 2. No. 5 sugar, e.g. Brand X. 3. Approx. 3 eggs."
    assert cut(text, token) == ["You need: 1. Flour.", "2. No. 5 sugar, e.g. Brand X.", "3. Approx. 3 eggs."]


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    async def run() -> list[str]:
        given: list[str] = []

        async def stream() -> AsyncIterator[str]:
            for token in ("It is", " ten.", " The", " sun", " shines."):
                given.append(token)
                yield token

        async for _ in sentences(stream()):
            return given
        return []

    assert asyncio.run(run()) == ["It is", " ten.", " The"]


@pytest.mark.parametrize(
    ("text", "words", "first"),
    [
        ("The weather today is fine, and warm.", 4, "The weather today is"),
        ("In France, the capital is Paris.", 6, "In France,"),
        ("Yes, the capital is Paris of course.", 4, "Yes, the capital is"),
        ("It costs about 5 million euros.", 4, "It costs about 5 million"),
        ("I think that Dr. Smith knows.", 4, "I think that Dr. Smith"),
        (
            "Please read [this very long text](http://x) now please.",
            3,
            "Please read [this very long text](http://x)",
        ),
        ("It is ten.", 4, "It is ten."),
        ("So 5 * 6 * 7 is two hundred and ten.", 4, "So 5 * 6 * 7 is"),
        ("Well 5 × 6 ÷ 7 is small enough.", 3, "Well 5 × 6 ÷ 7 is"),
        ("The law is $E = mc^2$ as he said.", 4, "The law is $E = mc^2$ as"),
        (r"So \( a + b \) is the sum of both.", 3, r"So \( a + b \)"),
    ],
)
def test_a_first_chunk_may_be_short(text: str, words: int, first: str) -> None:
    assert cut(text, 3, words)[0] == first


def test_only_the_first_chunk_is_short() -> None:
    assert cut("One two three four five. Six seven eight nine ten.", 3, 2) == [
        "One two",
        "three four five.",
        "Six seven eight nine ten.",
    ]


def test_a_sentence_without_end_is_cut_at_a_word() -> None:
    text = "word " * 400
    pieces = cut(text, 5)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert " ".join(pieces).split() == text.split()
