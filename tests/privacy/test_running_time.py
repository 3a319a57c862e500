"""Searching takes time in proportion to the text, whatever it is made of, and there is a limit to it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from voice.errors import WithheldError
from voice.messages import Message
from voice.privacy.asked import kinds
from voice.privacy.effort import MOST_EFFORT
from voice.privacy.find import LONGEST_TEXT, find
from voice.privacy.redact import Redactor
from voice.privacy.screen import Screen
from voice.route import size

UNITS = [
    "why ", "why", "a ", "a@", "a@b.", "a@b.co ", "a@@", "_", "_@-.", "1", "11 ", "1.", "1:", "a1!!", "a!", "password a1! ",
    "!", "my pin is 1 ", "is my password ", "wifi key ", "router ", "one ", "double ", "hundred ", "seven hundred ",
    "five oh ", "b for ", "12 high street ", "street 1 ", "live at ", "drive to 1 ", "deliver a a a to ", "born 1 ",
    "on 1/1/1 ", "in may born ", "the ", "call me ", "my name is a ", "my my ", "mrs ", "555-1234 ", "card 1 ", "ab12 cde ",
    "[phone 1] ", "[", "[phone ", "sk-", "eyJa.", "-----BEGIN ", "at gmail dot com ", "a dot ", "( at ) ", "a (dot", "token=",
    "my mum has hiv ", "i my me ", "diabetes ", ". ", "\n", "'", "\u2019", "1\u2019", "\xe9", "\u0130", "\ufdfa", "\u200b",
    "\ufb01 ", "what was y ra1d ", "secret word ", "ssn last four ",
]  # fmt: skip
"""Of what the patterns and the word lists are made, and what they stumble on."""


def cpu_s(work: Callable[[str], Any], text: str) -> float:
    """The least CPU time of a few runs."""
    took = []
    for _ in range(3):
        began = time.thread_time()
        work(text)
        took.append(time.thread_time() - began)
    return min(took)


def ratio(work: Callable[[str], Any], unit: str, length: int) -> float:
    """How many times as long four times the text takes: 4 where the time is in proportion, 16 where it is squared."""
    text = unit * (4 * length // len(unit))
    return min(cpu_s(work, text) / cpu_s(work, text[: len(text) // 4]) for _ in range(3))  # others may slow one down


@pytest.mark.parametrize("unit", UNITS)
def test_a_piece_takes_time_in_proportion(unit: str) -> None:
    assert ratio(find, unit, LONGEST_TEXT // (72 if unit == "\ufdfa" else 4)) < 9


@pytest.mark.parametrize("unit", ["a@b.co ", "my pin is 1 ", "why "])
def test_a_long_text_takes_time_in_proportion(unit: str) -> None:
    assert ratio(find, unit, 2 * LONGEST_TEXT) < 9


@pytest.mark.parametrize("unit", ["your birthday ", "when were you born ", "drugs ", "your a ", "your ", "allergy? ", "?"])
def test_a_reply_takes_time_in_proportion(unit: str) -> None:
    assert ratio(lambda text: kinds([Message("assistant", text), Message("user", text)]), unit, 8000) < 9


@pytest.mark.parametrize("unit", ["ten ", "ten-", "a-", "write ten words ", "write a a a an essay ", "1-", "why"])
def test_the_size_takes_time_in_proportion(unit: str) -> None:
    assert ratio(lambda text: size.measure(text, [Message("user", text)]), unit, 8000) < 9


@pytest.mark.parametrize("unit", ["a@b.co ", "my pin is 1 ", "555-1234 "])
def test_placeholders_take_time_in_proportion(unit: str) -> None:
    def redact(text: str) -> str:
        return Redactor().redact(text, found[len(text)])

    text = unit * 1600  # longer than what is kept read
    found = {len(part): find(part) for part in (text, text[: len(text) // 4])}
    assert ratio(redact, unit, 400 * len(unit)) < 9


@pytest.mark.parametrize(
    "messages",
    [
        *(
            [Message("user", unit * (MOST_EFFORT * 4 // len(unit.encode()) + 1))]
            for unit in ("why ", "a@", "_", "\xe9", "\ufdfa")
        ),
        [Message("user", "why is that ")] * 800,
        [Message("user", "a@" * (1 << 17))],
        [Message("user", "12 345 6789 " * 20_000)],
        [Message("user", " ".join(f"{number:x}g" for number in range(1 << 16)))],
        [Message("user", "\ufdfa" * 15_000)],
        [Message("user", "nine of " * 30_000)],
        [Message("user", "password " * 29_000)],
        [Message("system", "a " * 110_000), Message("user", "hi")],
    ],
    ids=lambda messages: f"{len(messages)} {messages[0].text[:4]}",
)
def test_what_is_too_long_to_be_searched_stays_at_home(messages: list[Message]) -> None:
    screen = Screen()
    for policy in ("refuse", "redact"):
        with pytest.raises(WithheldError) as withheld:
            screen.clear(messages, policy)  # type: ignore[arg-type]
        assert withheld.value.kinds == ("too long to search",)
    screen.learn(messages)
    assert screen.look.cache_info().misses == 0
    assert screen.clear(messages, "allow").messages == tuple(messages)
    assert not Screen().finding(messages).redactable


@pytest.mark.parametrize("unit", ["my pin is 4471. ", "ring mr Wexelberg. "])
def test_a_list_of_private_things_is_searched_until_that_is_clear(unit: str) -> None:
    few, many = (Screen().finding([Message("user", unit * times)]) for times in (20, 3000))
    assert few.redactable
    assert not many.redactable
    assert "unknown" in many.kinds
    assert set(few.kinds) <= set(many.kinds)


PAGE = "The library opens at nine and closes at six, and there is a reading group every other evening. "
LARGEST = 256 << 10
"""Bytes of the largest request that the gateway reads."""


@pytest.mark.parametrize("size", [20_000, LARGEST])
def test_a_long_text_is_searched(size: int) -> None:
    page = PAGE * (size // len(PAGE))
    assert Screen().finding([Message("user", page)]).kinds == ()
    middle = len(PAGE) * (size // len(PAGE) // 2)
    assert Screen().finding([Message("user", f"{page[:middle]}my pin is 4719. {page[middle:]}")]).kinds == ("credential",)
