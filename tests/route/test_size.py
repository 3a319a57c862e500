"""Size: about how much is to be read and written."""

import pytest

from voice.messages import Message
from voice.route import size


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("write five hundred words about cats", 500, 700),
        ("give me a two hundred and fifty word summary of hamlet", 250, 350),
        ("write ten paragraphs on tea", 1000, 1500),
        ("write a 2 page report on forests", 900, 1500),
        ("write an essay about tea", 500, 1000),
        ("tell me a story", 400, 700),
    ],
)
def test_the_length_that_is_asked_for(text: str, least: int, most: int) -> None:
    reply = size.measure(text).reply
    assert reply is not None
    assert least <= reply <= most


@pytest.mark.parametrize(
    "text",
    [
        "what time is it",
        "how long is a three hundred page book",
        "tell me who wrote the story of peter pan",
        "what is an essay",
        "which poem has fourteen lines",
    ],
)
def test_other_replies_are_short(text: str) -> None:
    assert size.measure(text).reply is None


def test_the_tokens_of_speech_are_about_its_words() -> None:
    assert size.tokens("what is the capital of the united states of america") == 11
    assert size.tokens("") == 0


def test_what_has_no_spaces_counts_too() -> None:
    assert size.tokens("a" * 600) == 100


def test_what_was_said_before_counts_only_where_the_request_refers_to_it() -> None:
    before = [Message("user", "who was she"), Message("assistant", "a queen of egypt")]
    assert size.measure("when did she die", before).history > 5
    assert size.measure("who wrote hamlet", before).history == 0
