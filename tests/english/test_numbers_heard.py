"""Numbers in words become digits, and typed signs become words."""

import pytest

from voice.english.numbers_heard import count, in_digits
from voice.english.spellings import words


def plain(text: str) -> str:
    return " ".join(token.text for token in in_digits(words(text)))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("one hundred and five", "105"),
        ("three point one four", "3.14"),
        ("three point fourteen", "3.14"),
        ("twenty-five minutes", "25 minutes"),
        ("a hundred", "100"),
        ("two and a half hours", "2.5 hours"),
        ("two and a half", "2.5"),
        ("between four and half past six", "between 4 and half past 6"),
        ("at six and a quarter to eight", "at 6 and a quarter to 8"),
        ("an hour and a half", "an hour and a half"),
        ("ten and three quarters", "10.75"),
        ("seven thirty am", "7 30 am"),
        ("six oh five", "6 oh 5"),
        ("point five", "0.5"),
        ("zero point two five", "0.25"),
        ("two hundred and five thousand and one", "205001"),
        ("one million two hundred thousand", "1200000"),
        ("nineteen forty five", "19 45"),
        ("one two three", "1 2 3"),
        ("twenty and five", "20 and 5"),
        ("2 million", "2000000"),
        ("one second", "1 second"),
        ("three quarters of an hour", "three quarters of an hour"),
        ("a couple of minutes", "2 minutes"),
        ("what's the point", "what's the point"),
        ("7:30pm", "7 30 pm"),
        ("7.30 p.m.", "7 30 pm"),
        ("15% of 80", "15 percent of 80"),
        ("2+3*4-1", "2 plus 3 times 4 minus 1"),
        ("1,234.5 / 2", "1234.5 divided by 2"),
        ("-5 + .5", "minus 5 plus 0.5"),
        ("100°F in °C?", "100 degrees f in degrees c"),
        ("5'11\"", "5 feet 11 inches"),
        ("What\u2019s THE time?!", "what's the time"),
        ("2½ cups", "2.5 cups"),
        ("90s", "90 s"),
        ("1/2 an hour", "half an hour"),
        ("1/2 + 1/4", "1 divided by 2 plus 1 divided by 4"),
        ("1 1/2 hours", "1.5 hours"),
        ("2-3/4 cups", "2.75 cups"),
        ("2/3 of 90", "two thirds of 90"),
        ("two and three quarter hours", "2.75 hours"),
        ("one point two million", "1200000.0"),
        ("two and a half million", "2500000.0"),
        ("half a million", "500000.0"),
        ("a quarter of a million", "250000.00"),
        ("836pm", "8 36 pm"),
        ("1236 a.m.", "12 36 am"),
        ("7:30p", "7 30 pm"),
        ("0630", "6 30"),
        ("2030", "2030"),
        ("1hr30min", "1 hr 30 min"),
        ("1:30 timer", "1 minutes 30 seconds timer"),
        ("timer for 1:30 pm", "timer for 1 30 pm"),
        ("what's 5!", "what's 5 factorial"),
        ("at 7!", "at 7"),
        ("sqrt(16)", "square root of 16"),
        ("", ""),
        ("...!?", ""),
    ],
)
def test_is_written_in_digits(said: str, expected: str) -> None:
    assert plain(said) == expected


def test_tokens_know_the_words_they_came_from() -> None:
    said = words("buy one hundred and five eggs")
    assert [said[token.start : token.end] for token in in_digits(said)] == [
        ["buy"],
        ["one", "hundred", "and", "five"],
        ["eggs"],
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [("five hundred", 500), ("two hundred and fifty", 250), ("a thousand", 1000), ("two thousand five hundred", 2500),
     ("300", 300), ("twenty five", 25), ("a couple of", 2), ("two dozen", 24), ("a", 1)],
)  # fmt: skip
def test_how_many_are_asked_for(words: str, value: int) -> None:
    assert count(words) == value
