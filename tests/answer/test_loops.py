"""Replies that go round in circles, and those that only seem to."""

import pytest

from voice.answer.loops import loops

OCEAN = "They're found in the ocean. "
FALSE = {
    "counting": "Here you go: " + ", ".join(map(str, range(1, 101))) + ".",
    "counting in a list": "\n".join(f"{n}." for n in range(1, 21)) + "\nThat's twenty.",
    "counting in words": "One, two, three, four, five, six, seven, eight, nine, ten. " * 2,
    "a table": " ".join(f"Seven times {n} is {7 * n}." for n in range(1, 21)),
    "a table in signs": "\n".join(f"{n}. 7 x {n} = {7 * n}" for n in range(1, 21)),
    "even numbers": " ".join(f"{n}" for n in range(2, 80, 2)),
    "refrains": "Oh, Susanna, oh don't you cry for me, I come from Alabama with my banjo on my knee. " * 2,
    "merry": "We wish you a merry Christmas, we wish you a merry Christmas, we wish you a merry Christmas, and a happy year.",
    "merrier": "Sing! " + "We wish you a merry Christmas! " * 2 + "We wish you a merry Christmas and a happy new year!",
    "birthday": "Happy birthday to you, happy birthday to you, happy birthday, dear Ann, happy birthday to you.",
    "boat": "Row, row, row your boat, gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream.",
    "bridge": "London Bridge is falling down, falling down, falling down. London Bridge is falling down, my fair lady.",
    "hey": "Na na na na na na na na, hey hey hey, goodbye. Ha ha ha ha ha!",
    "no": "No, no, no, no, no. Very, very, very good. Never, never, never!",
    "days": " ".join(f"On {day} it opens at nine and closes at five." for day in ("Monday", "Tuesday", "Friday", "Sunday")),
    "list": "\n".join(f"{n}. Add the {what} and stir well." for n, what in enumerate(("salt", "oil", "egg", "milk"), 1)),
    "bulleted": "- Milk\n- Milk\n- Eggs\n- Bread\n- Bread\n",
    "floors": " ".join(f"Room {n}01 is on floor {n}." for n in range(1, 9)),
    "bottles": " ".join(f"{n} green bottles hanging on the wall. Then there were {n - 1}." for n in range(10, 1, -1)),
    "a googol": "A trillion is 1,000,000,000,000 and a nonillion 1,000,000,000,000,000,000,000,000,000,000.",
    "table rule": "| a | b |\n|------------------------------------|------------------------------------|\n| 1 | 2 |\n",
    "a third": "A third is 0.33333333333333333333 and pi 3.14159265358979323846264338327950288419716939937510.",
    "binary": "255 is 11111111 11111111 in binary, twice.",
    "spelling": "B-A-N-A-N-A. M-I-S-S-I-S-S-I-P-P-I. Old MacDonald had a farm, E-I-E-I-O.",
}
TRUE = {
    "noughts": ("The moon is about 2,150", ",000"),
    "french": ("", "je m'aime, "),
    "word": ("It is ", "very "),
    "laugh": ("", "ha"),
    "sentence": ("The whale is large. ", OCEAN),
    "without capitals": ("", "they are found in the ocean! "),
    "pair": ("", "I'm glad you're celebrating with me. I'm sure you'll have a wonderful time. "),
    "phrase": ('A: "What?" ', 'A: "A: "How to make a unicorn a unicorn" '),
    "stanza": ("", "The rain that falls, a gentle rain,\nIt falls and falls and comes again.\n"),
    "dashes": ("", "- Wash your hands with soap\n"),
}


def found_at(text: str) -> int | None:
    """After how many characters a loop is seen in a text that comes letter by letter."""
    return next((length for length in range(len(text)) if loops(text[: length + 1])), None)


@pytest.mark.parametrize("text", FALSE.values(), ids=FALSE)
def test_what_only_seems_to_repeat(text: str) -> None:
    assert (at := found_at(text)) is None, text[: (at or 0) + 1]


@pytest.mark.parametrize(("lead", "unit"), TRUE.values(), ids=TRUE)
def test_a_loop_is_found_wherever_it_begins(lead: str, unit: str) -> None:
    at = found_at(lead + unit * 100)
    assert at is not None
    copies = (at + 1 - len(lead)) / len(unit)
    assert 2 < copies < 5 or at + 1 - len(lead) < 70


def test_a_sentence_is_found_at_the_end_of_its_third_copy() -> None:
    assert found_at(OCEAN * 4) == len(OCEAN * 3) - 2


@pytest.mark.parametrize("number", ["{}. ", "{}) ", "- Step {}: ", "Step {}. ", "**{}.** "])
def test_items_that_differ_in_their_number_alone_are_the_same(number: str) -> None:
    text = "".join(f"{number.format(n)}Use a glass of water.\n" for n in range(1, 9))
    assert text.count("\n", 0, found_at(text)) == 2


def test_numbers_of_items_that_never_come_are_a_loop() -> None:
    assert found_at("1. 1. 1. " + " ".join(f"{n}." for n in range(2, 99)))


def test_items_that_take_turns_are_the_same() -> None:
    assert found_at("".join(f"{n}. Use {'water' if n % 2 else 'a good soap'} and rub it.\n" for n in range(1, 9)))
